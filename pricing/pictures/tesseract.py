"""Text recognition by Tesseract, where it is installed."""

from __future__ import annotations

import shutil
from functools import cache
from typing import TYPE_CHECKING

from pricing.pictures.system_tool import run_tool
from pricing.pictures.words import PictureText, PictureWord, text_of_words
from pricing.problems.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# The languages of the labels that can be read.
LANGUAGES = ("eng", "deu", "fra", "spa", "ita")
_COLUMNS = 12
_WORD_LEVEL = "5"


class TesseractReader:
    """Reads pictures with the command `tesseract`."""

    @staticmethod
    def is_available() -> bool:
        return bool(shutil.which("tesseract")) and bool(_languages())

    def read(self, picture: Path, should_continue: Callable[[], bool]) -> PictureText:
        languages = "+".join(_languages())
        command = ("tesseract", str(picture), "stdout", "-l", languages, "--psm", "4", "tsv")
        return text_of_words(_words(run_tool(command, should_continue)))


@cache
def _languages() -> tuple[str, ...]:
    """Return the languages that are installed, of those that can be read."""
    try:
        listed = run_tool(("tesseract", "--list-langs")).split()
    except BadInput:
        return ()
    return tuple(language for language in LANGUAGES if language in listed)


def _words(table: str) -> Iterator[PictureWord]:
    """Yield the words of the table that Tesseract prints."""
    for line in table.splitlines()[1:]:
        cells = line.split("\t", _COLUMNS - 1)
        if len(cells) != _COLUMNS or cells[0] != _WORD_LEVEL:
            continue
        left, top, width, height = map(float, cells[6:10])
        yield PictureWord(cells[11], left, top, left + width, top + height, float(cells[10]))
