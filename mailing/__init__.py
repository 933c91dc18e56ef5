"""Articles as letters to readers; may import checks/, forms/, pictures/ and sources/."""
