"""Ditto marks: a row that repeats the name of the row above it states nothing by them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.quantities.text_folding import fold_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pricing.reading.grid import CellOrText

_MARKS = frozenset("\"″”“„‟〃'’‘´`′")
_MARKS_AND_LINES = _MARKS | frozenset("-–—._ ")
# Folded and without dots, in English, German, French, Spanish, Italian, Portuguese and Polish.
_WORDS = frozenset((
    "ditto", "dito", "dto", "do", "idem", "id", "ibid", "ibidem", "same", "same as above",
    "as above", "wie oben", "siehe oben", "so", "s o", "gleich", "meme", "le meme", "ci-dessus",
    "mismo", "lo mismo", "igual", "stesso", "come sopra", "o mesmo", "jw", "j w", "jak wyzej",
    "同上",
))  # fmt: skip
_LONGEST = 16


@lru_cache(maxsize=4_096)
def is_ditto(text: str) -> bool:
    """Return whether a cell says the same as the one above it.

    >>> [is_ditto(text) for text in ('"', "″ ″", '-- " --', "Ditto", "do.", "", "-", "Duo")]
    [True, True, True, True, True, False, False, False]
    """
    plain = text.strip()
    if not 0 < len(plain) <= _LONGEST:
        return False
    if not _MARKS.isdisjoint(plain) and _MARKS_AND_LINES.issuperset(plain):
        return True
    return fold_text(plain).replace(".", "").strip() in _WORDS


def without_dittos(
    cells: Callable[[int], Sequence[CellOrText]], name_index: int | None
) -> Callable[[int], Sequence[CellOrText]]:
    """Return the columns with empty cells for the dittos of each row whose name is one.

    Elsewhere a ditto stays, because an empty cell may have a usual value.
    """
    if name_index is None:
        return cells
    rows = {row for row, cell in enumerate(cells(name_index)) if is_ditto(_text(cell))}
    if not rows:
        return cells
    return lambda index: [
        "" if row in rows and is_ditto(_text(cell)) else cell
        for row, cell in enumerate(cells(index))
    ]


def _text(cell: CellOrText) -> str:
    return cell if isinstance(cell, str) else cell.text
