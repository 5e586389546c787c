"""Two panels side by side in a text that keeps its columns by spaces: the text of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pricing.quantities.text_folding import fold_text
from pricing.reference.label_phrases import phrase_length, phrases_by_word, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD_BEHIND_GAP = re.compile(r" {3,}([^\W\d_]+)")
_HEADS = ("panel", "serving size", "servings label", "per")
_MOST_HEAD = 80  # characters
_FEWEST_HEADS = 2


class PanelsBeside(NamedTuple):
    """The text of each of two panels, and what stands above or below both and may be of either."""

    columns: tuple[str, str]
    outside: str


def panels_beside(text: str) -> PanelsBeside | None:
    """Return the texts of two panels side by side, each with spaces for all that it leaves out.

    The places of all words stay the same. There are none if a line runs through both.
    """
    places = list(_heads_behind_gaps(text))
    column = max(places, key=places.count, default=0)
    if places.count(column) < _FEWEST_HEADS:
        return None
    lines = text.split("\n")
    right = [at for at, line in enumerate(lines) if line[column:].strip()]
    rows = range(right[0], right[-1] + 1)
    above = [at for at in range(rows.start) if _is_head(lines[at])]
    rows = range(above[0] if above else rows.start, rows.stop)
    if any(lines[at][max(column - 2, 0) : column].strip() for at in rows):
        return None
    left, right_part = slice(0, column), slice(column, None)
    if not all(any(_is_head(lines[at][part]) for at in rows) for part in (left, right_part)):
        return None
    outside = [" " * len(line) if at in rows else line for at, line in enumerate(lines)]
    columns = (_masked(lines, rows, left), _masked(lines, rows, right_part))
    return PanelsBeside(columns, "\n".join(outside))


def _heads_behind_gaps(text: str) -> Iterator[int]:
    """Yield the places in their lines at which a panel or its serving begins behind a gap."""
    firsts = phrases_by_word(*_HEADS)
    for gap in _WORD_BEHIND_GAP.finditer(text):
        start = gap.start(1)
        is_indent = gap.start() == 0 or text[gap.start() - 1] == "\n"
        if (
            not is_indent
            and fold_text(gap[1]) in firsts
            and _is_head(text[start : start + _MOST_HEAD])
        ):
            yield start - text.rfind("\n", 0, start) - 1


def _is_head(text: str) -> bool:
    words = words_of(text.partition("\n")[0][:_MOST_HEAD])
    if not words:
        return False
    phrases = phrases_by_word(*_HEADS).get(words[0], ())
    return any(phrase_length(phrase, words) for phrase in phrases)


def _masked(lines: Sequence[str], rows: range, part: slice) -> str:
    """Return lines with spaces for all but a part of some rows."""
    masked = []
    for at, line in enumerate(lines):
        kept = line[part] if at in rows else ""
        before = " " * min(part.start, len(line))
        masked.append((before + kept).ljust(len(line)))
    return "\n".join(masked)
