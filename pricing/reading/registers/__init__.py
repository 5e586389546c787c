"""Read public registers."""
