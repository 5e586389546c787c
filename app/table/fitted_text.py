"""Names on as few lines as they need, measured once for each text, width and font."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QFontMetrics

MAX_NAME_LINES = 4
_KEPT_TEXTS = 8_192


class FittedText:
    """Breaks texts into lines for one font. It is made anew when the font changes."""

    def __init__(self, metrics: QFontMetrics) -> None:
        self._metrics = metrics
        # A function of Qt itself would be asked for its documentation, which takes a start long.
        self.width_of = lru_cache(_KEPT_TEXTS)(self._width_of)
        self.lines = lru_cache(_KEPT_TEXTS)(self._lines)

    def _width_of(self, text: str) -> int:
        return self._metrics.horizontalAdvance(text)

    def _lines(self, text: str, width: int, most: int = MAX_NAME_LINES) -> tuple[str, ...]:
        """Return the lines of a text. What the last line cannot hold is elided."""
        if most == 1 or self.width_of(text) <= width:
            return (self._elided(text, width),)
        first = self._first_line(text, width)
        rest = text[len(first) :].strip()
        return (first.rstrip(), *self._lines(rest, width, most - 1)) if rest else (first,)

    def _elided(self, text: str, width: int) -> str:
        if self.width_of(text) <= width:
            return text
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)

    def _first_line(self, text: str, width: int) -> str:
        """Return the beginning of a text that fits: whole words, or else parts of one."""
        ends = [at for at, character in enumerate(text) if character == " "]
        ends += [at + 1 for at, character in enumerate(text) if character in "+/-"]
        fitting = [at for at in ends if at > 0 and self.width_of(text[:at].rstrip()) <= width]
        if fitting:
            return text[: max(fitting)]
        end = len(text)
        while end > 1 and self.width_of(text[:end]) > width:
            end -= 1
        return text[:end]
