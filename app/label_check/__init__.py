"""Check one label."""
