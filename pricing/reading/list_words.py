"""The words beside the products of a list: of totals, and of the groups that products are in.

The words are data, in the languages of the headers.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pricing.data import tables
from pricing.quantities.text_folding import fold_text

if TYPE_CHECKING:
    from collections.abc import Mapping

FIGURES = ("sum", "mean", "min", "max", "any", "count", "charge", "spread")


@cache
def _words() -> Mapping[str, frozenset[str]]:
    rows = tables.read_rows("list_words.csv")
    return {row["class"]: frozenset(map(fold_text, row["words"].split("|"))) for row in rows}


def words_of(name: str) -> frozenset[str]:
    """Return the words of a class, folded."""
    return _words()[name]


@cache
def figures_by_word() -> Mapping[str, str]:
    """Return the figure that each word of totals names.

    >>> figures_by_word()["moyenne"], figures_by_word()["zwischensumme"]
    ('mean', 'sum')
    """
    return {word: figure for figure in FIGURES for word in words_of(figure)}
