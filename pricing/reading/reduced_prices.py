"""The two prices of a shop's export: the regular one, and the one of a sale where there is one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.model.columns import ColumnKind
from pricing.problems.errors import Problem, ProblemKind
from pricing.reading.header_words import find_meaning, split_words
from pricing.reading.placeholders import is_placeholder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pricing.reading.grid import CellOrText
    from pricing.reading.headings import HeaderRow, Heading

_REGULAR = frozenset(("regular_price",))
_OF_SALE = frozenset(("sale_price",))


def with_reduced_prices(header: HeaderRow) -> HeaderRow:
    """Return the header row with one price of a regular one and one of a sale.

    A third price, or a choice of the user, leaves both as they are.
    """
    prices = [one for one in header.headings if one.column.key == "price"]
    if any(one.is_chosen for one in prices):
        return header
    regular = [one for one in prices if _says_only(one, _REGULAR)]
    regular = regular or [one for one in prices if not one.unknown_words]
    of_sale = [one for one in prices if _says_only(one, _OF_SALE)]
    if len(regular) != 1 or len(of_sale) > 1 or len(regular) + len(of_sale) != len(prices):
        return header
    (own,), sale = regular, next(iter(of_sale), None)
    if sale is not None and sale.parts != own.parts:
        return header
    clear = replace(own, unknown_words=())
    headings = (clear if one is own else one for one in header.headings if one is not sale)
    header = replace(header, headings=tuple(headings))
    if sale is None:
        return header
    parameters = {"header": sale.text, "price": own.text}
    note = Problem(ProblemKind.SALE_PRICE_COUNTS, parameters, column=sale.text, is_row_kept=True)
    return replace(
        header,
        own_indexes=header.own_indexes | {sale.index},
        sale_places=((own.index, sale.index),),
        problems=(*header.problems, note),
    )


def _says_only(heading: Heading, roles: frozenset[str]) -> bool:
    """Return whether all words of a header that are not understood have one of the roles."""
    words = [split_words(text) for text in heading.unknown_words]
    return bool(words) and all(find_meaning(each, "money", roles) is not None for each in words)


def with_prices_of_sale(
    cells: Callable[[int], Sequence[CellOrText]], places: Mapping[int, int]
) -> Callable[[int], Sequence[CellOrText]]:
    """Return the columns with the price of a sale where a row has one.

    `places` are the columns of sales by those of the regular prices.
    """
    if not places:
        return cells

    def paid(index: int) -> Sequence[CellOrText]:
        if index not in places:
            return cells(index)
        pairs = zip(cells(index), cells(places[index]), strict=True)
        return [sale if _is_filled(sale) else regular for regular, sale in pairs]

    return paid


def _is_filled(cell: CellOrText) -> bool:
    text = (cell if isinstance(cell, str) else cell.text).strip()
    return bool(text) and not is_placeholder(text, ColumnKind.MONEY)
