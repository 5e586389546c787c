"""Faults of disk and files, and what the program makes of them."""
