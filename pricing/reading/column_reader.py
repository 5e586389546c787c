"""The reader of the cells of one column.

Lists repeat brands, forms, pack sizes and prices, so each distinct cell is read only once.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from pricing.model.columns import ColumnKind, NumberConvention, read_cell
from pricing.model.ingredients import round_masses
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import (
    MASS,
    MONEY,
    UNITS,
    DecimalMark,
    proven_decimal_marks,
    read_scaled,
    round_number,
    size_before_rounding,
)
from pricing.quantities.dates import is_like_date, read_month
from pricing.quantities.number_marks import mark_of_two_meanings
from pricing.quantities.product_codes import check_pzn
from pricing.quantities.safe_text import unescape_formula
from pricing.quantities.weights import WEIGHTS
from pricing.reading.column_notes import ColumnNotes
from pricing.reading.grid import EMPTY_CELL, CellOrText, GridCell
from pricing.reading.header_parts import PERCENT_UNIT
from pricing.reading.placeholders import is_placeholder
from pricing.reading.rounded_amounts import DOSE_KEYS
from pricing.reading.row_builder import RoundedAmount, RowBatchBuilder
from pricing.reading.unit_conversions import SHARES_PER_PERCENT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pricing.reading.headings import Heading

NOT_CACHED = object()
_CACHE_SIZE = 4_096
_MAX_NUMBER_LENGTH = 15  # A spreadsheet rounds the digits of a longer number away.
# An empty cell of these columns would change a figure or hide a limit that the dose passes, so a
# cell that cannot be read costs its row.
_KEYS_OF_FIGURES = frozenset(
    ("product", "element", "elemental_mg", "compound_mg", "serving_units", "pack_units", "price",
     "currency", "other_minerals")
)  # fmt: skip
_DECIMALS_OF_PRICES = 2
_DATE_OR_TEXT = frozenset((ColumnKind.DATE, ColumnKind.TEXT))
_SPREADSHEET_ERRORS = frozenset(
    ("#N/A", "#NAME?", "#VALUE!", "#REF!", "#DIV/0!", "#NULL!", "#NUM!")
)


class ColumnReader:
    """Reads the cells of one column. A cell that is only text is given as a string."""

    def __init__(
        self, heading: Heading, convention: NumberConvention, is_raw: bool, element: str
    ) -> None:
        self.index = heading.index
        self._header = heading.text
        self._element = heading.parts.element or element
        self._parts = heading.parts
        self._is_raw = is_raw
        self._cache: dict[object, Any] = {}
        self._is_noted, self._row = False, 0  # of the cell that is being read
        self.notes = ColumnNotes(heading.text)
        self.column = heading.column
        self._plausibility_check = (
            check_pzn if heading.is_of_pzn else heading.column.plausibility_check
        )
        self.convention = convention

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        """Add the values of the cells to the batch, and the problems with them."""
        batch.columns[self.column.key] = self.interpret_cells(cells, batch)

    def interpret_cells(self, cells: Sequence[Any], batch: RowBatchBuilder) -> list[Any]:
        """Return the value of each cell, or of each pair of a cell and what its value rests on."""
        if len(self._cache) > _CACHE_SIZE:
            self._cache.clear()
        values = self._known_values(cells)
        if NOT_CACHED in values:
            known = self._cache.get
            for position, value in enumerate(values):
                if value is NOT_CACHED:
                    # An earlier row of the batch may have had the same cell.
                    known_by_now = known(cells[position], NOT_CACHED)
                    values[position] = (
                        self._interpret_new(cells[position], position, batch)
                        if known_by_now is NOT_CACHED
                        else known_by_now
                    )
        return values

    def interpret_parts(self, cells: Sequence[Any], batch: RowBatchBuilder) -> list[list[Any]]:
        """Do the same for cells whose value has several parts. Return each part of all values."""
        values = self.interpret_cells(cells, batch)
        return [list(map(itemgetter(part), values)) for part in range(len(self.empty_value))]

    def _known_values(self, cells: Sequence[Any]) -> list[Any]:
        """Return the values of the cells that were read before, and NOT_CACHED for others."""
        return list(map(self._cache.get, cells, repeat(NOT_CACHED)))

    def _interpret_new(self, key: object, position: int, batch: RowBatchBuilder) -> object:
        text, *context = key if isinstance(key, tuple) else (key,)
        cell = (
            text
            if isinstance(text, GridCell)
            else GridCell(unescape_formula(text) if self._is_raw else text)
        )
        cell = self.without_placeholder(cell)
        try:
            value, doubt = self._interpret_number(cell, position, batch, context)
        except BadInput as error:
            self._add_error(error, cell, position, batch)
            return self.empty_value
        if doubt is not None:
            batch.add_problem(position, doubt, self._header, cell.text, is_row_kept=True)
        elif not self._is_noted:  # each of these cells is counted
            self._cache[key] = value
        return value

    def _add_error(
        self, error: BadInput, cell: GridCell, position: int, batch: RowBatchBuilder
    ) -> None:
        """Add the problem of a cell that cannot be read."""
        if self.column.key in _KEYS_OF_FIGURES:
            batch.add_unreadable(position, error, self.column.key, cell.text)
        else:
            batch.add_problem(position, error, self._header, cell.text, is_row_kept=True)

    def _interpret_number(
        self, cell: GridCell, position: int, batch: RowBatchBuilder, context: Sequence[Any]
    ) -> tuple[Any, BadInput | None]:
        """Interpret a cell whose number may be shown rounded, have two meanings, or be too long."""
        row = batch.numbers[position]
        self._is_noted, self._row = False, row
        if cell.shown and self.column.kind is ColumnKind.MONEY:
            cell = self._shown_price(cell, row)
        try:
            return self._interpret_settled(cell, context)
        except BadInput as error:
            if self.column.kind.quantity is not None and is_like_date(cell.text):
                raise BadInput(ProblemKind.TURNED_INTO_DATE, value=cell.text.strip()) from None
            is_of_ingredients = self.column.kind is ColumnKind.INGREDIENTS
            if is_of_ingredients and error.kind is ProblemKind.FRACTION_OF_MICROGRAM:
                return self._interpret_rounded_masses(cell, row, context)
            if error.kind is not ProblemKind.TOO_MANY_DECIMALS:
                raise
            text, convention = self.text_and_convention(cell)
            decimals = int(str(error.parameters["decimals"]))
            quantity = self.column.kind.quantity or MONEY
            rounded = round_number(text, decimals, convention.decimal_mark, quantity)
            if quantity is MASS and not any(digit in rounded for digit in "123456789"):
                raise BadInput(ProblemKind.LESS_THAN_MICROGRAM, value=text) from None
            result = self.interpret(GridCell(rounded, is_number=True), *context)
            self._note(ProblemKind.ROUNDED_NUMBERS, row, text, rounded=rounded)
            if self.column.key in DOSE_KEYS:
                size = size_before_rounding(text, decimals, convention.decimal_mark, quantity)
                amount = RoundedAmount(position, self.column.key, text, rounded, size)
                batch.rounded_amounts.append(amount)
            return result

    def _interpret_rounded_masses(
        self, cell: GridCell, row: int, context: Sequence[Any]
    ) -> tuple[Any, BadInput | None]:
        """Interpret ingredients of which some have a fraction of a microgram."""
        text, convention = self.text_and_convention(cell)
        rounded = round_masses(text, convention.decimal_mark)
        result = self.interpret(GridCell(rounded, is_number=True), *context)
        self._note(ProblemKind.ROUNDED_NUMBERS, row, text, rounded=rounded)
        return result

    def _interpret_settled(
        self, cell: GridCell, context: Sequence[Any]
    ) -> tuple[Any, BadInput | None]:
        """Interpret a cell. Other columns settle a number with two meanings."""
        if not cell.is_number and (self.convention.is_mixed or self._is_doubtful(cell.text)):
            return self._interpret_in_mixed(cell, context)
        try:
            return self.interpret(cell, *context)
        except BadInput as error:
            own, usual = self.convention, self.convention.usual_mark
            if error.kind is not ProblemKind.AMBIGUOUS_NUMBER or usual is DecimalMark.AUTO:
                raise
            self.convention = replace(own, decimal_mark=usual)
            try:
                return self.interpret(cell, *context)
            finally:
                self.convention = own

    def _is_doubtful(self, text: str) -> bool:
        """Return whether a number has decimals only if its mark parts no thousands."""
        own = self.convention
        settled = own.decimal_mark if own.decimal_mark is not DecimalMark.AUTO else own.usual_mark
        return settled.value in own.doubtful_marks and mark_of_two_meanings(text) == settled.value

    def _interpret_in_mixed(
        self, cell: GridCell, context: Sequence[Any]
    ) -> tuple[Any, BadInput | None]:
        """Interpret a cell of a column whose numbers contradict each other in their marks."""
        own = self.convention
        proven = proven_decimal_marks([cell.text], self.column.kind.quantity)
        if proven and own.decimal_mark not in proven:
            raise BadInput(ProblemKind.DECIMAL_MARKS_DIFFER, value=cell.text.strip())
        self.convention = replace(
            own,
            decimal_mark=DecimalMark.AUTO,
            usual_mark=DecimalMark.AUTO,
            is_mixed=False,
            doubtful_marks=frozenset(),
        )
        try:
            return self.interpret(cell, *context)
        finally:
            self.convention = own

    def _shown_price(self, cell: GridCell, row: int) -> GridCell:
        """Return a price as the spreadsheet shows it, unless it is stored in whole cents."""
        is_in_cents = len(cell.text.partition(".")[2].rstrip("0")) <= _DECIMALS_OF_PRICES
        kind = ProblemKind.SHOWN_ROUNDED if is_in_cents else ProblemKind.READ_AS_SHOWN
        self._note(kind, row, cell.text, shown=cell.shown)
        return cell if is_in_cents else replace(cell, text=cell.shown)

    def _note(self, kind: ProblemKind, row: int, value: str, **parameters: object) -> None:
        self._is_noted = True
        self.notes.add(kind, row, value, **parameters)

    # -- what kinds of column differ in --------------------------------------------------------

    empty_value: Any = None

    def without_placeholder(self, cell: GridCell) -> GridCell:
        """Return a cell, or an empty one if it says that it has no value."""
        is_empty = is_placeholder(cell.text, self.column.kind) and not cell.is_error
        return EMPTY_CELL if is_empty else cell

    def interpret(self, cell: GridCell) -> tuple[Any, BadInput | None]:
        """Return the value of a cell, and why it is likely wrong, if it is.

        Raises:
            BadInput: The cell cannot be read.
        """
        if not cell.text:
            return None, None
        text, convention = self.text_and_convention(cell)
        if self.column.kind is ColumnKind.CODE:
            return self._interpret_code(cell)
        if self.column.kind is ColumnKind.DATE:
            return read_cell(self.column, text, convention), _doubt_date(text)
        factor = self.factor
        if factor is not None and not any(map(str.isalpha, text)):
            return self._scaled(text, convention, factor), None
        return read_cell(self.column, text, convention), _flag_value(self._plausibility_check, text)

    @property
    def factor(self) -> Fraction | None:
        """The base units of a number without a unit, if the header says so."""
        unit = self._parts.unit
        if self.column.kind is ColumnKind.UNITS and unit in WEIGHTS:
            return WEIGHTS[unit][1] * UNITS.base_per_unit
        if self.column.kind is ColumnKind.MASS and unit == PERCENT_UNIT:
            return Fraction(SHARES_PER_PERCENT)
        return None

    def read_bare(self, text: str, convention: NumberConvention) -> tuple[Any, str | None]:
        """Return the size and the unit of a pack or serving that only its header may name."""
        unit, factor = self._parts.unit, self.factor
        if factor is not None:
            return self._scaled(text, convention, factor), WEIGHTS[unit][0]
        return read_cell(self.column, text, convention), unit or None

    def _scaled(self, text: str, convention: NumberConvention, factor: Fraction) -> int | None:
        """Return a bare number in base units."""
        quantity = self.column.kind.quantity
        if quantity is None or not text.strip():
            return None
        plain = text.replace("%", "") if self._parts.unit == PERCENT_UNIT else text
        amount = read_scaled(plain, quantity, convention.decimal_mark, factor)
        if not amount and not self.column.allows_zero:
            raise BadInput(ProblemKind.ZERO)
        return amount

    def _interpret_code(self, cell: GridCell) -> tuple[Any, BadInput | None]:
        """Return a code, with the leading zeros of a barcode restored."""
        if cell.is_number and len(cell.text.strip()) > _MAX_NUMBER_LENGTH:
            raise BadInput(ProblemKind.CODE_LOST_DIGITS, value=cell.text.strip())
        code = read_cell(self.column, cell.text)
        doubt = _flag_value(self._plausibility_check, str(code or ""))
        if doubt and doubt.kind is ProblemKind.LOST_LEADING_ZEROS and self.column.key == "upc":
            whole = doubt.parameters["whole"]
            return whole, BadInput(
                ProblemKind.RESTORED_LEADING_ZEROS, value=cell.text.strip(), whole=whole
            )
        return code, doubt

    def text_and_convention(self, cell: GridCell) -> tuple[str, NumberConvention]:
        """Return the text of a cell, and how its numbers are written.

        Raises:
            BadInput: The cell holds an error, a formula without a result, or no number but a date.
        """
        if cell.is_uncalculated:
            raise BadInput(ProblemKind.UNCALCULATED_FORMULA)
        if cell.is_date and self.column.kind not in _DATE_OR_TEXT:
            raise BadInput(ProblemKind.TURNED_INTO_DATE, value=cell.text)
        if cell.is_error or cell.text.strip().upper() in _SPREADSHEET_ERRORS:
            raise BadInput(ProblemKind.CELL_ERROR, value=cell.text)
        if cell.is_number:
            return cell.text, replace(self.convention, decimal_mark=DecimalMark.POINT)
        return cell.text, self.convention


def _doubt_date(text: str) -> BadInput | None:
    """Return the doubt about a date that states only its month."""
    first = read_month(text)
    if first is None:
        return None
    return BadInput(ProblemKind.DATE_WITHOUT_DAY, value=text.strip(), first=first)


def _flag_value(check: Callable[[str], None] | None, text: str) -> BadInput | None:
    if check is not None and text.strip():
        try:
            check(text)
        except BadInput as doubt:
            return doubt
    return None
