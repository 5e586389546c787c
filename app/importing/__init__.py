"""Lists from files and the clipboard: how they are read, and what becomes of them."""
