"""What the user prefers: the dialog, and putting it in force."""
