"""What runs at the coach's desk."""
