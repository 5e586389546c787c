"""What can be wrong, as located values."""
