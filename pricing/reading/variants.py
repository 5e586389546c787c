"""The variants in the export of a shop: rows with the handle of a product and without its title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.problems.errors import ProblemKind
from pricing.quantities.text_folding import match_key
from pricing.reading.attribute_columns import places_of_values
from pricing.reading.column_notes import ColumnNotes
from pricing.reading.unit_columns import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pricing.problems.errors import Problem
    from pricing.reading.grid import CellOrText
    from pricing.reading.headings import HeaderRow
    from pricing.reading.row_builder import RowBatchBuilder

    Cells = Callable[[int], Sequence[CellOrText]]

_HANDLES = frozenset(("handle", "urlhandle", "producthandle"))
_OF_WHOLE_PRODUCT = "product.metafields."  # in a header: each variant has the value of the first
_KEYS_OF_WHOLE_PRODUCT = frozenset(("brand", "element"))
_NO_OPTION = "default title"
# The variants of a list of more products are named as far as this, in bounded memory.
_MAX_PRODUCTS = 100_000


class Variants:
    """Names the variants of a list, and gives them what their product states for all of them."""

    def __init__(self, header: HeaderRow) -> None:
        self._read = {one.index for one in header.headings if one.column.key != "product"}
        self._options = places_of_values(header.texts)
        self._shared = [
            one.index
            for one in header.headings
            if _OF_WHOLE_PRODUCT in one.text or one.column.key in _KEYS_OF_WHOLE_PRODUCT
        ]
        name = header.find_heading("product")
        titles = {
            index: text for index, text in enumerate(header.texts) if match_key(text) in _HANDLES
        }
        handle = next((index for index in titles if index not in self._read), None)
        self._places = (name.index, handle) if name and handle is not None else None
        self._titles = {"header": name.text if name else "", "handle": titles.get(handle or 0, "")}
        self._notes = ColumnNotes(name.text if name else "")
        self._products: dict[str, tuple[str, tuple[CellOrText, ...]]] = {}
        self._pictures: list[int] = []  # places of the rows that only add a picture to a product

    def named(self, cells: Cells, numbers: Sequence[int]) -> Cells:
        """Return the columns with the names of variants, for rows of the numbers."""
        self._pictures.clear()
        if self._places is None:
            return cells
        name_place, handle_place = self._places
        places = {name_place, *self._read, *self._options}
        columns = {place: list(cells(place)) for place in places}
        for row, handle in enumerate(map(_text, cells(handle_place))):
            name = _text(columns[name_place][row])
            if handle and name:
                self._remember(handle, name, tuple(columns[place][row] for place in self._shared))
            elif handle and not any(_text(columns[place][row]) for place in self._read):
                self._pictures.append(row)
            elif handle:
                columns[name_place][row] = name = self._name(row, handle, columns)
                self._share(row, handle, columns)
                self._notes.add(ProblemKind.VARIANTS_NAMED, numbers[row], name, **self._titles)
        return lambda index: columns[index] if index in columns else cells(index)

    def _remember(self, handle: str, name: str, shared: tuple[CellOrText, ...]) -> None:
        if len(self._products) < _MAX_PRODUCTS:
            self._products[handle] = (name, shared)

    def _name(self, row: int, handle: str, columns: Mapping[int, Sequence[CellOrText]]) -> str:
        """Return the name of the product with the options of a variant."""
        name, _ = self._products.get(handle, (handle, ()))
        options = ((place, _text(columns[place][row])) for place in self._options)
        told = (
            text
            for place, text in options
            if text.casefold() != _NO_OPTION and not (place in self._read and text.isdecimal())
        )
        return ", ".join((name, *filter(None, told)))

    def _share(self, row: int, handle: str, columns: Mapping[int, list[CellOrText]]) -> None:
        """Fill the empty cells of a variant that its product states, unless it may be stronger."""
        _, shared = self._products.get(handle, (handle, ()))
        unread = (place for place in self._options if place not in self._read)
        if any(map(str.isdecimal, "".join(_text(columns[place][row]) for place in unread))):
            return
        for place, cell in zip(self._shared, shared, strict=False):
            if not _text(columns[place][row]):
                columns[place][row] = cell

    def leave_out(self, batch: RowBatchBuilder) -> None:
        """Leave out the rows that only add a picture to a product."""
        for position in self._pictures:
            batch.forgive(position)
            batch.join_to_other(position)

    def problems(self) -> tuple[Problem, ...]:
        """Return a note on the rows that were named, if any were."""
        return self._notes.problems()


def _text(cell: CellOrText) -> str:
    return text_of(cell).strip()
