"""Finds a reader of pictures on this system, or names the program to install for one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol

from pricing.pictures.apple import VisionReader
from pricing.pictures.tesseract import TesseractReader
from pricing.pictures.windows import WindowsReader
from pricing.problems.errors import BadInput, ProblemKind, Term

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pricing.pictures.words import PictureText

READERS = (WindowsReader, VisionReader, TesseractReader)
_REMEDIES = {
    "win32": "Install Tesseract, and make sure that its folder is in the search path.",
    "darwin": "Install Tesseract, for example with: brew install tesseract",
}
_OTHER_REMEDY = "Install Tesseract, for example with: sudo apt install tesseract-ocr"


class LabelImageReader(Protocol):
    """Reads the text in a picture."""

    def read(self, picture: Path, should_continue: Callable[[], bool]) -> PictureText:
        """Return the text of a PNG file.

        Raises:
            BadInput: The text could not be recognized.
            Cancelled: It should not continue.
        """


def find_reader() -> LabelImageReader:
    """Return the reader of this system.

    Raises:
        BadInput: There is none. The message says what to install.
    """
    reader = next((reader() for reader in READERS if reader.is_available()), None)
    if reader is None:
        remedy = Term(_REMEDIES.get(sys.platform, _OTHER_REMEDY))
        raise BadInput(ProblemKind.NO_TEXT_RECOGNITION, remedy=remedy)
    return reader
