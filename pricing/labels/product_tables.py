"""Tables with one product in each column, as a shop compares its products."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import partial
from itertools import pairwise, takewhile
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.label_reading import Span
from pricing.labels.label_text import LabelText, TextLine
from pricing.labels.mentions import starts_with
from pricing.labels.named_currencies import SIGNS
from pricing.labels.tokens import WORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.labels.layout import LabelLine

_MAY_PART = re.compile(r"[\t|]|  ")
_BETWEEN = re.compile(r"[\t|]")
_SPACED = re.compile(r"\A(?= {2})|\S+(?: \S+)*")  # a line that begins with spaces lacks a cell
_FEWEST_PRODUCTS = 2
_start_of = attrgetter("start")
# What stands first in a row that says something of whole packs.
_PACK_LABELS = ("pay price", "content label", "servings label", "product label", "brand label")


class ProductTable(NamedTuple):
    """A table with a product in each column: its rows, the first of which has the names."""

    rows: Sequence[LabelLine]
    names: tuple[Span, ...]


def product_table(text: LabelText, lines: Sequence[LabelLine]) -> ProductTable | None:
    """Return the table of a text that has a product in each column, if there is one.

    The columns of a panel have a basis or a percent above them, and no row on the pack.
    """
    if text.column is not None:
        return None
    if text.classes.isdisjoint(_PACK_LABELS) or not any(map(_is_of_packs, lines)):
        return _table_without_labels(text, lines)
    tables = (_table_in(text, rows) for rows in _rows_on_packs(text, lines))
    return next(filter(None, tables), None)


def _rows_on_packs(text: LabelText, lines: Sequence[LabelLine]) -> Iterator[Sequence[LabelLine]]:
    """Yield the rows that stand below one another, where one of them is on whole packs."""
    shown = [line for line in lines if not line.is_blank]
    end = 0
    for at, line in enumerate(shown):
        if at < end or not (_is_of_packs(line) and _is_row(text, line)):
            continue
        start, before, end = at, end, at + 1
        while start > before and _is_row(text, shown[start - 1]):
            start -= 1
        while end < len(shown) and _is_row(text, shown[end]):
            end += 1
        yield shown[start:end]


def _table_without_labels(text: LabelText, lines: Sequence[LabelLine]) -> ProductTable | None:
    """Return rows with a product in each cell that no words begin: names, packs and prices.

    Rows of amounts alone may be those of one product.
    """
    for at, head in enumerate(lines):
        minerals = {mention.element for mention in head.mentions if mention.element}
        if len(minerals) < _FEWEST_PRODUCTS or head.bases or head.is_list:
            continue
        names = _cells(text, head)
        if not _FEWEST_PRODUCTS <= len(names) == len(minerals):
            continue
        rows = [head, *takewhile(partial(_fills_cells, text, len(names)), lines[at + 1 :])]
        if any(len(row.pieces) == len(names) or _are_prices(row, names) for row in rows[1:]):
            return ProductTable(rows, tuple(names))
    return None


def _fills_cells(text: LabelText, count: int, row: LabelLine) -> bool:
    """Return whether a row has as many cells as there are products, each with a number."""
    cells = [] if row.is_blank else _cells(text, row)
    return len(cells) == count and all(
        any(character.isdigit() for character in text.source[cell.start : cell.end])
        for cell in cells
    )


def _are_prices(row: LabelLine, cells: Sequence[Span]) -> bool:
    return sum(token.text in SIGNS for token in row.tokens) == len(cells)


def _table_in(text: LabelText, rows: Sequence[LabelLine]) -> ProductTable | None:
    """Return the rows from the first one with names on, if one of them is on whole packs."""
    last = next((at for at in range(len(rows) - 1, -1, -1) if _is_of_packs(rows[at])), -1)
    for at, head in enumerate(rows[: min(last + 1, len(rows) - 1)]):
        names = tuple(_names_in(text, head))
        if len(names) >= _FEWEST_PRODUCTS:
            return ProductTable(rows[at:], names)
    return None


def columns_of(text: LabelText, lines: Sequence[LabelLine]) -> list[LabelText]:
    """Return the text of each product of a table, with the lines beside it that name no number.

    There are none if a row has cells missing, so that others may have moved.
    """
    table = product_table(text, lines)
    if table is None:
        return []
    cells = [_cells(text, row) for row in table.rows]
    if len({len(row) for row in cells}) > 1:
        return []
    starts = [cells[0].index(name) for name in table.names]
    ends = [*starts[1:], len(cells[0])]
    return [
        _column(text, lines, table, cells, range(start, end))
        for start, end in zip(starts, ends, strict=True)
    ]


def _column(
    text: LabelText,
    lines: Sequence[LabelLine],
    table: ProductTable,
    cells: Sequence[Sequence[Span]],
    column: range,
) -> LabelText:
    """Return a text of the cells of one product, with what begins their rows."""
    own: list[TextLine] = []
    places = {row.line.start: at for at, row in enumerate(table.rows)}
    first = min(column.start, *(cells[0].index(name) for name in table.names))
    for line in lines:
        at = places.get(line.line.start)
        if at is not None:
            kept = [*(cells[at][:first] if at else ()), *cells[at][column.start : column.stop]]
            own.append(_with_cells(line.line, kept))
        elif not line.line.numbers or line.bases:
            own.append(line.line)
    name = cells[0][column.start]
    return LabelText(
        text.source, text.folded, own, text.language, text.decimal_mark, text.odd_mark, name
    )


def _with_cells(line: TextLine, cells: Sequence[Span]) -> TextLine:
    """Return a row with the tokens of some of its cells."""
    kept = [
        token
        for token in line.tokens
        if any(cell.start <= token.start < cell.end for cell in cells)
    ]
    numbers = [at for at, token in enumerate(kept) if token.is_number]
    return TextLine(line.start, line.end, kept, line.number, numbers)


def _names_in(text: LabelText, head: LabelLine) -> Iterator[Span]:
    """Yield the cells behind the first one of a row, if each may be a name."""
    is_of_panel = head.bases or head.begins_with(*_PACK_LABELS[:3], "panel")
    if is_of_panel or "%" in head.line.words or head.line.holds("pay price"):
        return
    tokens = head.tokens
    for cell in _cells(text, head)[1:]:
        first = bisect_left(tokens, cell.start, key=_start_of)
        own = tokens[first : bisect_left(tokens, cell.end, key=_start_of)]
        if own and own[0].kind is WORD and not starts_with(own, "product label"):
            yield cell


def _is_of_packs(line: LabelLine) -> bool:
    return line.begins_with(*_PACK_LABELS)


def _is_row(text: LabelText, line: LabelLine) -> bool:
    return len(_cells(text, line)) > 1


def _cells(text: LabelText, line: LabelLine) -> list[Span]:
    """Return the cells of a row, of which some may be empty."""
    start, end = line.line.start, line.line.end
    if not _MAY_PART.search(text.source, start, end):
        return []
    content = text.source[start:end]
    if "\t" not in content and "|" not in content:
        return [_trimmed(content, match.span(), start) for match in _SPACED.finditer(content)]
    cuts = [-1, *(match.start() for match in _BETWEEN.finditer(content)), len(content)]
    if content.startswith("|"):  # the lines around a table are no cells
        cuts = cuts[1:-1]
    return [_trimmed(content, (before + 1, behind), start) for before, behind in pairwise(cuts)]


def _trimmed(content: str, place: tuple[int, int], offset: int) -> Span:
    cell = content[slice(*place)]
    first = place[0] + len(cell) - len(cell.lstrip())
    return Span(offset + first, offset + max(first, place[0] + len(cell.rstrip())))
