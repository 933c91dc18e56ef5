"""Putting the checked site live, undoing and explaining it; may import checks/, forms/, plugins/ and sources/."""
