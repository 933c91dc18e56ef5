"""What runs at the coach's desk; may import checks/, forms/, mailing/, plugins/, sources/ and writing/."""
