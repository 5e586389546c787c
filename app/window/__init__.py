"""Compose the window."""
