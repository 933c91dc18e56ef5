"""What a page costs a reader and what a build costs the coach: figures to look at, never tests."""
