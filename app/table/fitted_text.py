"""Names on as few lines as they need, measured once for each text, width and font."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QFontMetrics

MAX_NAME_LINES = 4
# No lines of a table hold more. A longer text would take as long to measure as it is long.
MAX_MEASURED_LENGTH = 2_000
_KEPT_TEXTS = 8_192


class FittedText:
    """Breaks texts into lines for one font. It is made anew when the font changes."""

    def __init__(self, metrics: QFontMetrics) -> None:
        self._metrics = metrics
        # A function of Qt itself would be asked for its documentation, which takes a start long.
        self._kept_width = lru_cache(_KEPT_TEXTS)(self._width_of)
        self._kept_lines = lru_cache(_KEPT_TEXTS)(self._lines)

    def width_of(self, text: str) -> int:
        """Return the width of a text on one line."""
        return self._kept_width(_shortened(text))

    def lines(self, text: str, width: int, most: int = MAX_NAME_LINES) -> tuple[str, ...]:
        """Return the lines of a text. What the last line cannot hold is elided."""
        return self._kept_lines(_shortened(text), width, most)

    def _width_of(self, text: str) -> int:
        return self._metrics.horizontalAdvance(text)

    def _lines(self, text: str, width: int, most: int) -> tuple[str, ...]:
        if most == 1 or self._kept_width(text) <= width:
            return (self._elided(text, width),)
        first = self._first_line(text, width)
        rest = text[len(first) :].strip()
        return (first.rstrip(), *self._lines(rest, width, most - 1)) if rest else (first,)

    def _elided(self, text: str, width: int) -> str:
        if self._kept_width(text) <= width:
            return text
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)

    def _first_line(self, text: str, width: int) -> str:
        """Return the beginning of a text that fits: whole words, or else parts of one."""
        ends_of_parts = range(1, len(text) + 1)
        fitting = bisect_right(ends_of_parts, width, key=lambda end: self._width_of(text[:end]))
        end = max(fitting, 1)
        ends = [at for at, character in enumerate(text[: end + 1]) if character == " "]
        ends += [at + 1 for at, character in enumerate(text[:end]) if character in "+/-"]
        return text[: max((at for at in ends if at > 0), default=end)]


def _shortened(text: str) -> str:
    """Return the beginning of a text that is far too long, or else the text."""
    is_long = len(text) > MAX_MEASURED_LENGTH
    return f"{text[:MAX_MEASURED_LENGTH]}…" if is_long else text
