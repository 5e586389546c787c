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
# Folded, in several languages. A short word is one with its dot alone: a product may be called ID.
_WORDS = frozenset((
    "ditto", "ditto.", "dito", "dito.", "dto", "dto.", "do.", "idem", "idem.", "id.", "ibid.",
    "ibidem", "same as above", "as above", "wie oben", "siehe oben", "s.o.", "s. o.", "ci-dessus",
    "lo mismo", "come sopra", "j.w.", "j. w.", "jak wyzej", "同上",
))  # fmt: skip
_LONGEST = 16


@lru_cache(maxsize=4_096)
def is_ditto(text: str) -> bool:
    """Return whether a cell says the same as the one above it.

    >>> [is_ditto(text) for text in ('"', '-- " --', "Ditto", "do.", "", "-", "ID")]
    [True, True, True, True, False, False, False]
    """
    plain = text.strip()
    if not 0 < len(plain) <= _LONGEST:
        return False
    if not _MARKS.isdisjoint(plain) and _MARKS_AND_LINES.issuperset(plain):
        return True
    return fold_text(plain) in _WORDS


def without_dittos(
    cells: Callable[[int], Sequence[CellOrText]], name_index: int | None
) -> Callable[[int], Sequence[CellOrText]]:
    """Return the columns with empty cells for the dittos of each row whose name is one.

    Elsewhere a ditto stays, because an empty cell may have a usual value.
    """
    if name_index is None:
        return cells
    names = cells(name_index)
    short = (name for name in set(names) if len(_text(name).strip()) <= _LONGEST)
    dittos = {name for name in short if is_ditto(_text(name))}
    if not dittos:
        return cells
    rows = {row for row, name in enumerate(names) if name in dittos}
    return lambda index: [
        "" if row in rows and is_ditto(_text(cell)) else cell
        for row, cell in enumerate(cells(index))
    ]


def _text(cell: CellOrText) -> str:
    return cell if isinstance(cell, str) else cell.text
