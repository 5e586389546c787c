"""The dialog that checks a label on its own."""
