"""Blocks of a list with one row an ingredient, none of which parts a product."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from pricing.quantities.text_folding import name_key
from pricing.reading.dittos import is_ditto

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pricing.reading.headings import HeaderRow
    from pricing.reading.text_blocks import TextBlock

# A block of rows is continued by at most as many, so that it holds each product whole.
MAX_ROWS_OF_PRODUCT = 64
_LAST_ROW, _FIRST_ROWS = slice(-1, None), slice(MAX_ROWS_OF_PRODUCT)


def places_of_ingredients(header: HeaderRow) -> tuple[int, int] | None:
    """Return the columns of names and minerals, or None if no row states a mineral of its own."""
    name = header.find_heading("product")
    mineral = header.find_heading("element") or header.find_heading("form")
    return (name.index, mineral.index) if name and mineral else None


def whole_products(
    blocks: Iterable[TextBlock], places: tuple[int, int] | None
) -> Iterator[TextBlock]:
    """Yield blocks of rows, none of which ends between the ingredients of a product.

    `places` are the columns of names and minerals. Without them the blocks stay as they are.
    """
    if places is None:
        yield from blocks
        return
    held: TextBlock | None = None
    for block in blocks:
        rest = block
        if held is not None:
            last, following = _pairs(held, places, _LAST_ROW), _pairs(block, places, _FIRST_ROWS)
            count = count_of_continued(last, following)
            if count:
                held, rest = held.continued_by(block.first(count)), block.without_first(count)
            if not len(rest) and len(held) < MAX_ROWS_OF_PRODUCT:
                continue
            yield held
        if _has_one_mineral(rest, places):
            yield rest
            held = None
        else:
            held = rest
    if held is not None:
        yield held


def _has_one_mineral(block: TextBlock, places: tuple[int, int]) -> bool:
    """Return whether so many rows state one mineral that hardly any product spans two blocks."""
    _, mineral = places
    is_long = len(block) >= MAX_ROWS_OF_PRODUCT and mineral < len(block.columns)
    return is_long and all(map(block.columns[mineral][0].__eq__, block.columns[mineral]))


def _pairs(block: TextBlock, places: tuple[int, int], rows: slice) -> list[tuple[str, str]]:
    """Return the name and the mineral of some rows."""
    if max(places) >= len(block.columns):
        return []
    names, minerals = (block.columns[place][rows] for place in places)
    return list(zip(names, minerals, strict=True))


def count_of_continued(
    last: Sequence[tuple[str, str]], following: Sequence[tuple[str, str]]
) -> int:
    """Return how many rows state more minerals of the product of the last row.

    The rows are given by name and mineral.

    >>> count_of_continued([("A", "Mg")], [("a", "Ca"), ("", "Zn"), ("B", "Mg")])
    2
    >>> count_of_continued([("A", "Mg")], [("A", "Mg"), ("B", "Ca")])
    0
    """
    if not last:
        return 0
    (name, mineral), *_ = last
    continued = {"", name_key(name)}  # only the first row of a product may state its name
    same = list(takewhile(lambda row: is_ditto(row[0]) or name_key(row[0]) in continued, following))
    return len(same) if any(other != mineral for _, other in same) else 0
