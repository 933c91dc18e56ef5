"""Reading what the coach writes, once for the pages and for the rules; may import pictures/."""
