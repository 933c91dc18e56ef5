"""The first content of a practice, made of answers and templates; may import checks/ and sources/."""
