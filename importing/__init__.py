"""Moving in from another site, and out again; may import checks/, pictures/ and sources/."""
