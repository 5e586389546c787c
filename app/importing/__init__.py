"""Opens lists from files and the clipboard, and asks about their columns where needed."""

from app.importing.controller import ImportController

__all__ = ["ImportController"]
