"""Export files from the window."""
