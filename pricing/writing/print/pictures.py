"""The pictures of the handout: its signs and its bars.

A browser draws their SVG. The window paints them itself, in the resolution of the paper.
"""

from __future__ import annotations

from enum import StrEnum
from html import escape
from urllib.parse import quote


class HandoutPicture(StrEnum):
    """A picture of the handout by its address, which holds the picture itself."""

    OVER_LIMIT = "over limit"
    ABOVE_TARGET = "above target"
    QUESTION = "question"
    BEST_BAR = "best bar"
    BAR = "bar"
    OVER_LIMIT_BAR = "over limit bar"
    AT_GOAL = "at goal"
    PALE_BAR = "pale bar"
    STOP_BAR = "stop bar"
    GOAL_MARK = "goal mark"

    @property
    def address(self) -> str:
        """The picture as a data URI."""
        return _ADDRESSES[self]

    def html(self, width: int, height: int) -> str:
        """Return the picture in a size of CSS pixels. The text beside it says what it means."""
        source = escape(self.address)
        return f'<img src="{source}" width="{width}" height="{height}" alt="">'


_SIGN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{}</svg>'
_BAR = (
    '<svg xmlns="http://www.w3.org/2000/svg"><defs><pattern id="h" width="5" height="5" '
    'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="5" '
    'fill="#ffffff"/><rect width="2" height="5" fill="#586069"/></pattern></defs>'
    '<rect width="100%" height="100%" fill="{}"/></svg>'
)
_DRAWINGS = {
    HandoutPicture.OVER_LIMIT: _SIGN.format(
        '<path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" fill="#b3261e"/>'
        '<path d="M4 7h8v2H4z" fill="#ffffff"/>'
    ),
    HandoutPicture.ABOVE_TARGET: _SIGN.format(
        '<path d="M8 2l6 6h-3v6H5V8H2z" fill="none" stroke="#7a4f00" stroke-width="1.5"/>'
    ),
    HandoutPicture.QUESTION: _SIGN.format(
        '<circle cx="8" cy="8" r="7" fill="#1d4f91"/><path d="M5.8 6.2a2.2 2.2 0 1 1 3.2 2'
        'q-1 .6-1 1.6M8 11.4v1.2" fill="none" stroke="#ffffff" stroke-width="1.5"/>'
    ),
    HandoutPicture.BEST_BAR: _BAR.format("#0b6b6b"),
    HandoutPicture.BAR: _BAR.format("#5f6f84"),
    HandoutPicture.OVER_LIMIT_BAR: _BAR.format("url(#h)"),
    HandoutPicture.AT_GOAL: _SIGN.format(
        '<path d="M3 8l4 4 6-8" fill="none" stroke="#0b6b6b" stroke-width="2"/>'
    ),
    HandoutPicture.PALE_BAR: _BAR.format("#dcebea"),
    HandoutPicture.STOP_BAR: _BAR.format("#b3261e"),
    HandoutPicture.GOAL_MARK: _BAR.format("#1b1f24"),
}
_ADDRESSES = {
    picture: f"data:image/svg+xml,{quote(drawing)}" for picture, drawing in _DRAWINGS.items()
}
