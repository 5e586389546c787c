"""Reads the text of a label or a shop page into rows of the comparison, looked over by the user.

The window uses `LabelReadingController`.
"""

from app.label_reading.controller import LabelReadingController

__all__ = ["LabelReadingController"]
