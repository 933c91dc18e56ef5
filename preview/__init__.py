"""What runs at the coach's desk; may import checks/, forms/, plugins/, sources/ and writing/."""
