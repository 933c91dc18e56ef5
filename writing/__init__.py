"""The page the coach writes on, at the desk and away; may import checks/, importing/, sources/ and pictures/."""
