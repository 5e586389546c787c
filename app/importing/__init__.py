"""Opens lists from files and the clipboard, and asks about their columns where needed.

The window uses `controller`.
"""
