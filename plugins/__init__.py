"""What registers with Pelican: a reader, signals, filters of templates; may import sources/, pictures/ and writing/."""
