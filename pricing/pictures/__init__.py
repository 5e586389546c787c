"""The text in a photo of a label, by what the system offers. Nothing leaves the computer.

`find_reader` returns the reader of this system, or says what to install.
"""

from pricing.pictures.reader import LabelImageReader, find_reader
from pricing.pictures.words import PictureText, PictureWord

__all__ = ["LabelImageReader", "PictureText", "PictureWord", "find_reader"]
