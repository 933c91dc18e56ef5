"""What the coach writes, read once: for the pages and for the checks alike."""
