"""What runs at the coach's desk; may import checks/, forms/, mailing/, pictures/, plugins/, sources/ and writing/."""
