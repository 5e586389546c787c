"""From the cells of a list to products, a column at a time.

Lists repeat brands, forms, pack sizes and prices, so each distinct cell is read only once.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from pricing.model.columns import Column, ColumnKind, NumberConvention, read_cell
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.amounts import (
    MASS,
    MICROGRAM,
    MONEY,
    PERCENT,
    UNITS,
    DecimalMark,
    lower_raised_cents,
    read_money,
    read_scaled,
    round_number,
    size_before_rounding,
)
from pricing.quantities.currencies import shared_sign_error
from pricing.quantities.dates import is_like_date, read_month
from pricing.quantities.product_codes import whole_gtins
from pricing.quantities.rounding import round_half_away
from pricing.quantities.safe_text import unescape_formula
from pricing.quantities.weights import WEIGHTS
from pricing.reading.code_labels import LabelsByCode
from pricing.reading.column_notes import ColumnNotes, UnnamedColumns
from pricing.reading.grid import EMPTY_CELL, GridCell
from pricing.reading.header_grammar import MONEY_UNIT, PERCENT_UNIT, SHARE_UNIT
from pricing.reading.ingredient_columns import (
    FORM,
    combine_ingredients,
    is_of_ingredient,
    mineral_of,
    part_of,
)
from pricing.reading.ingredient_rows import IngredientRows
from pricing.reading.pack_sizes import read_pack
from pricing.reading.placeholders import is_placeholder
from pricing.reading.price_signs import sign_beside_number
from pricing.reading.rounded_amounts import DOSE_KEYS, name_rows_rounded_to_limits
from pricing.reading.row_builder import RoundedAmount, RowBatchBuilder
from pricing.reading.row_meanings import name_minerals, read_together
from pricing.reading.servings import (
    SERVING,
    Size,
    dosage_form_kind,
    read_counted_measures,
    read_sizes,
    servings_beside,
)
from pricing.reading.unit_conversions import SHARES_PER_PERCENT, conversions
from pricing.reference.mineral_amounts import (
    MOLES,
    MassColumn,
    needs_more_than_mass,
    read_worded_mass,
)
from pricing.reference.mineral_forms import Element, elements

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from pricing.problems.errors import Problem
    from pricing.reading.grid import GridRow
    from pricing.reading.headings import HeaderRow, Heading
    from pricing.reading.text_blocks import TextBlock

    CellOrText = str | GridCell

_NOT_CACHED = object()
# The unit column overrides a unit in the pack size. A price is checked against the row's currency.
_READING_ORDER = {"pack_units": -1, "price": 1}
# The columns that name the mineral of a row, which decides the mass of a mole.
_NAMING_KEYS = frozenset(("element", "product", "form"))
_HUNDREDTHS = 100
_HUNDREDTHS_PER_WHOLE = Fraction(100 * PERCENT.base_per_unit)  # of a percent
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


# -- rows --------------------------------------------------------------------------------------


class RowReader:
    """Reads the rows of one table.

    `element` is the mineral of rows that name none. If `is_raw`, the texts are those of a text
    file, where an apostrophe can mark a formula.
    """

    def __init__(
        self,
        header: HeaderRow,
        conventions: Mapping[str, NumberConvention],
        element: str,
        *,
        is_raw: bool = False,
    ) -> None:
        headings = sorted(
            header.headings, key=lambda heading: _READING_ORDER.get(heading.column.key, 0)
        )
        readers = [
            _reader_class(heading)(heading, conventions[heading.column.key], is_raw, element)
            for heading in headings
        ]
        self._naming_columns = [column for column in readers if column.column.key in _NAMING_KEYS]
        self._other_columns = [
            column for column in readers if column.column.key not in _NAMING_KEYS
        ]
        self._conversions = conversions(header)
        self._listed_minerals = frozenset(
            mineral_of(heading) for heading in headings if is_of_ingredient(heading)
        )
        self.header_texts = {heading.column.key: heading.text for heading in headings}
        self._element = element
        self._ingredient_rows = IngredientRows(element, self.header_texts)
        self._labels_by_code = LabelsByCode()
        self._unnamed_columns = UnnamedColumns(header)
        # A cell beyond the header belongs to no column: an unquoted price of 4,99 would become 4.
        self._width = max(len(header.texts), *(heading.index + 1 for heading in headings))

    def read(self, rows: Sequence[GridRow]) -> RowBatchBuilder:
        """Return the values of the rows, and a problem for each cell that cannot be read."""
        batch = RowBatchBuilder([row.number for row in rows], self.header_texts)

        def cells(index: int) -> list[CellOrText]:
            column = (row.cell(index) for row in rows)
            return [cell.text if cell.is_plain_text else cell for cell in column]

        self._read_columns(batch, cells)
        for position, row in enumerate(rows):
            if len(row.cells) > self._width:
                self._check_width([cell.text for cell in row.cells], position, batch)
        return self._read_together(batch)

    def read_texts(self, rows: TextBlock) -> RowBatchBuilder:
        """Do the same for rows of texts."""
        batch = RowBatchBuilder(rows.numbers, self.header_texts)
        columns = rows.columns
        empty = [""] * len(rows)
        self._read_columns(batch, lambda index: columns[index] if index < len(columns) else empty)
        if len(columns) > self._width:
            for position in range(len(rows)):
                self._check_width(rows.row(position), position, batch)
        return self._read_together(batch)

    def notes(self) -> tuple[Problem, ...]:
        """Return what has to be said once for a column about all rows that were read."""
        notes = (
            note
            for column in (*self._naming_columns, *self._other_columns)
            for note in column.notes.problems()
        )
        joined = self._ingredient_rows.problems()
        return (*notes, *joined, *self._unnamed_columns.problems())

    def _read_columns(
        self, batch: RowBatchBuilder, cells: Callable[[int], Sequence[CellOrText]]
    ) -> None:
        """Read the cells of each column, which `cells` returns by its index."""
        batch.listed_minerals = self._listed_minerals
        for column in self._naming_columns:
            column.read(cells(column.index), batch)
        name_minerals(batch, self._element)
        for column in self._other_columns:
            column.read(cells(column.index), batch)
        self._unnamed_columns.look_at(cells)

    def _read_together(self, batch: RowBatchBuilder) -> RowBatchBuilder:
        read_together(batch)
        for convert in self._conversions:
            convert(batch)
        combine_ingredients(batch, self._element)
        name_rows_rounded_to_limits(batch, self._element)
        self._ingredient_rows.join(batch)
        self._labels_by_code.check(batch)
        return batch

    def _check_width(self, texts: Sequence[str], position: int, batch: RowBatchBuilder) -> None:
        if any(map(str.strip, texts[self._width :])):
            error = BadInput(
                ProblemKind.ROW_LONGER_THAN_HEADER, cells=len(texts), headers=self._width
            )
            batch.add_problem(position, error, "", "")


# -- columns -----------------------------------------------------------------------------------


class _ColumnReader:
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
        self.convention = convention

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        """Add the values of the cells to the batch, and the problems with them."""
        batch.columns[self.column.key] = self.interpret_cells(cells, batch)

    def interpret_cells(self, cells: Sequence[Any], batch: RowBatchBuilder) -> list[Any]:
        """Return the value of each cell, or of each pair of a cell and what its value rests on."""
        if len(self._cache) > _CACHE_SIZE:
            self._cache.clear()
        values = self._known_values(cells)
        if _NOT_CACHED in values:
            known = self._cache.get
            for position, value in enumerate(values):
                if value is _NOT_CACHED:
                    # An earlier row of the batch may have had the same cell.
                    known_by_now = known(cells[position], _NOT_CACHED)
                    values[position] = (
                        self._interpret_new(cells[position], position, batch)
                        if known_by_now is _NOT_CACHED
                        else known_by_now
                    )
        return values

    def interpret_parts(self, cells: Sequence[Any], batch: RowBatchBuilder) -> list[list[Any]]:
        """Do the same for cells whose value has several parts. Return each part of all values."""
        values = self.interpret_cells(cells, batch)
        return [list(map(itemgetter(part), values)) for part in range(len(self.empty_value))]

    def _known_values(self, cells: Sequence[Any]) -> list[Any]:
        """Return the values of the cells that were read before, and _NOT_CACHED for others."""
        return list(map(self._cache.get, cells, repeat(_NOT_CACHED)))

    def _interpret_new(self, key: object, position: int, batch: RowBatchBuilder) -> object:
        text, *context = key if isinstance(key, tuple) else (key,)
        cell = (
            text
            if isinstance(text, GridCell)
            else GridCell(unescape_formula(text) if self._is_raw else text)
        )
        if is_placeholder(cell.text, self.column.kind) and not cell.is_error:
            cell = EMPTY_CELL
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
            if error.kind is not ProblemKind.TOO_MANY_DECIMALS:
                raise
            text, convention = self.text_and_convention(cell)
            decimals = int(str(error.parameters["decimals"]))
            quantity = self.column.kind.quantity or MONEY
            rounded = round_number(text, decimals, convention.decimal_mark, quantity)
            result = self.interpret(GridCell(rounded, is_number=True), *context)
            self._note(ProblemKind.ROUNDED_NUMBERS, row, text, rounded=rounded)
            if self.column.key in DOSE_KEYS:
                size = size_before_rounding(text, decimals, convention.decimal_mark, quantity)
                amount = RoundedAmount(position, self.column.key, text, rounded, size)
                batch.rounded_amounts.append(amount)
            return result

    def _interpret_settled(
        self, cell: GridCell, context: Sequence[Any]
    ) -> tuple[Any, BadInput | None]:
        """Interpret a cell. Other columns settle a number with two meanings."""
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
        return read_cell(self.column, text, convention), _flag_value(self.column, text)

    @property
    def factor(self) -> Fraction | None:
        """How many base units a number without a unit is, if the header says so."""
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
        doubt = _flag_value(self.column, str(code or ""))
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


class _BarcodeReader(_ColumnReader):
    """Reads barcodes. Most are whole, and a long list repeats few of them."""

    def _known_values(self, cells: Sequence[CellOrText]) -> list[Any]:
        whole = whole_gtins(cell for cell in cells if isinstance(cell, str))
        known = self._cache.get
        return [cell if cell in whole else known(cell, _NOT_CACHED) for cell in cells]


class _PackReader(_ColumnReader):
    """Reads pack sizes, which can name their unit."""

    empty_value = (None, None, ())

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        packs = self.interpret_parts(cells, batch)
        batch.columns["pack_units"], batch.columns["unit_kind"], batch.sizes["pack_units"] = packs
        batch.keep_cells("pack_units", cells, self._parts.unit)

    def interpret(self, cell: GridCell) -> tuple[Any, BadInput | None]:
        if not cell.text:
            return self.empty_value, None
        text, convention = self.text_and_convention(cell)
        if not any(map(str.isalpha, text)):
            units, unit = self.read_bare(text, convention)
            return (units, unit, (Size(units, SERVING),) if units and unit == SERVING else ()), None
        return _read_pack_or_amount(self.column, text, convention)


class _FormReader(_ColumnReader):
    """Reads the forms of a mineral. A form such as Tablet is the unit kind."""

    empty_value = (None, None)

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        batch.columns["form"], batch.form_kinds = self.interpret_parts(cells, batch)

    def interpret(self, cell: GridCell) -> tuple[Any, BadInput | None]:
        form, doubt = super().interpret(cell)
        kind = dosage_form_kind(str(form)) if form else None
        return ((form, None) if kind is None else (None, kind or None)), doubt


class _ServingReader(_ColumnReader):
    """Reads the units of a serving, which can be stated in a measure of their own."""

    empty_value = (None, ())

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        servings = self.interpret_parts(cells, batch)
        batch.columns["serving_units"], batch.sizes["serving_units"] = servings
        batch.keep_cells("serving_units", cells, self._parts.unit)

    def interpret(self, cell: GridCell) -> tuple[Any, BadInput | None]:
        if not cell.text:
            return self.empty_value, None
        text, convention = self.text_and_convention(cell)
        if not any(map(str.isalpha, text)):
            units, measure = self.read_bare(text, convention)
            return (units, (Size(units, measure),) if units and measure else ()), None
        sizes = read_sizes(text, convention.decimal_mark)
        return (sizes[0].units, sizes if any(size.measure for size in sizes) else ()), None


class _UnitKindReader(_ColumnReader):
    """Reads unit kinds. An empty cell leaves the unit of the pack size."""

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        pack_kinds = batch.columns.get("unit_kind") or repeat(None, len(cells))
        kinds = self.interpret_cells(cells, batch)
        batch.columns["unit_kind"] = [
            kind if kind is not None else pack_kind
            for kind, pack_kind in zip(kinds, pack_kinds, strict=True)
        ]


class _MassReader(_ColumnReader):
    """Reads amounts of a mineral, which can decide what they mean: a mole, or 250 mg Mg."""

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        keys: Sequence[Any] = cells
        minerals = batch.column("element")
        depends_on_mineral = (
            self._parts.unit in MOLES
            or self._may_lack_unit(set(minerals))
            or any(map(_says_more_than_mass, set(cells)))
        )
        if depends_on_mineral:
            keys = list(zip(cells, minerals, strict=True))
        batch.columns[self.column.key] = self.interpret_cells(keys, batch)

    def _may_lack_unit(self, minerals: Collection[Any]) -> bool:
        """Return whether a bare number can be one of a trace mineral, which is stated in µg."""
        return not self._parts.unit and any(
            elements()[mineral or self._element].unit == MICROGRAM for mineral in minerals
        )

    def _interpret_without_unit(
        self, cell: GridCell, convention: NumberConvention, mineral: Element
    ) -> tuple[Any, BadInput | None]:
        """Read a bare number in the unit of a trace mineral. Less than one is a question."""
        text = cell.text.strip()
        number = read_scaled(text, MASS, convention.decimal_mark, Fraction(MASS.base_per_unit))
        if 0 < number < MASS.base_per_unit:
            raise BadInput(ProblemKind.MASS_WITHOUT_UNIT, value=text, element=Term(mineral.name))
        value = read_cell(self.column, text, replace(convention, unit=mineral.mass_key))
        self._note(ProblemKind.READ_IN_MICROGRAMS, self._row, text)
        return value, None

    def interpret(self, cell: GridCell, element: str | None = None) -> tuple[Any, BadInput | None]:
        text, convention = self.text_and_convention(cell)
        is_bare = not any(map(str.isalpha, text))
        if not text.strip() or (is_bare and self._parts.unit == PERCENT_UNIT):
            return super().interpret(cell)
        mineral = elements()[element or self._element]
        if is_bare and not self._parts.unit and mineral.unit == MICROGRAM:
            return self._interpret_without_unit(cell, convention, mineral)
        if self._parts.unit not in MOLES and not needs_more_than_mass(text):
            return super().interpret(cell)
        unit = self._parts.unit if self._parts.unit in MOLES else convention.unit
        is_compound = self.column.key == "compound_mg"
        column = MassColumn(unit, convention.decimal_mark, is_compound)
        return read_worded_mass(text, column, element or self._element)


class _IngredientMassReader(_MassReader):
    """Reads amounts of a further mineral. Zero says that the product holds none."""

    def __init__(
        self, heading: Heading, convention: NumberConvention, is_raw: bool, element: str
    ) -> None:
        super().__init__(heading, convention, is_raw, element)
        self._mineral, self._part = part_of(heading)

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        values = self.interpret_cells(list(zip(cells, repeat(self._mineral))), batch)
        batch.ingredients.setdefault(self._mineral, {})[self._part] = values

    def _add_error(
        self, error: BadInput, cell: GridCell, position: int, batch: RowBatchBuilder
    ) -> None:
        """Add the problem of a cell that cannot be read. It could hide that a limit is passed."""
        if error.kind is not ProblemKind.ZERO:
            mineral = elements()[self._mineral].name.lower()
            part, own = f"{mineral} {cell.text}", (self._header, cell.text)
            batch.add_unreadable_part(position, error, "other_minerals", part, own)


class _IngredientFormReader(_ColumnReader):
    """Reads the forms of a further mineral."""

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        mineral = self._parts.element
        batch.ingredients.setdefault(mineral, {})[FORM] = self.interpret_cells(cells, batch)


def _says_more_than_mass(cell: CellOrText) -> bool:
    return needs_more_than_mass(cell.text if isinstance(cell, GridCell) else cell)


class _PercentReader(_ColumnReader):
    """Reads percentages that may be shares of 1, or money."""

    def interpret(self, cell: GridCell) -> tuple[Any, BadInput | None]:
        text, convention = self.text_and_convention(cell)
        if self._parts.unit == MONEY_UNIT:
            return self._interpret_money(text, convention), None
        is_bare = text.strip() and "%" not in text
        doubt = self._share_doubt(text, convention) if is_bare else None
        if doubt is not None:
            return None, doubt
        if is_bare and self._parts.unit == SHARE_UNIT:
            return self._scaled(text, convention, _HUNDREDTHS_PER_WHOLE), None
        return super().interpret(cell)

    def _share_doubt(self, text: str, convention: NumberConvention) -> BadInput | None:
        """Return the question about a percentage below 1, or a share above 1."""
        share = 0
        with suppress(BadInput):
            share = read_scaled(text, PERCENT, convention.decimal_mark, _HUNDREDTHS_PER_WHOLE)
        unit = self._parts.unit
        is_share = 0 < share < _HUNDREDTHS_PER_WHOLE
        if not share or (is_share if unit == SHARE_UNIT else unit or not is_share):
            return None
        return BadInput(
            ProblemKind.MAY_BE_SHARE,
            value=text.strip(),
            percent=text.strip(),
            share=PERCENT.text(share),
            header=self._header,
            mappings=(f"{self.column.key}:percent", f"{self.column.key}:share"),
        )

    def _interpret_money(self, text: str, convention: NumberConvention) -> int | None:
        if not text.strip():
            return None
        expected = self._parts.currency
        amount, stated = read_money(text, convention.decimal_mark, expected)
        if stated and expected and stated != expected:
            raise BadInput(ProblemKind.CURRENCY_CONFLICT, sign=stated, currency=expected)
        return (
            _in_whole_units(amount, stated, text, self._header)
            if self._parts.is_subunit
            else amount
        )


def _in_whole_units(amount: int, sign: str, text: str, header: str) -> int:
    """Return an amount that is stated in hundredths."""
    if sign:
        raise BadInput(ProblemKind.SIGN_IN_SUBUNIT_COLUMN, value=text.strip(), header=header)
    return round_half_away(Fraction(amount, _HUNDREDTHS))


class _MoneyReader(_ColumnReader):
    """Reads amounts of money in hundredths, such as pence."""

    def interpret(self, cell: GridCell) -> tuple[Any, BadInput | None]:
        value, doubt = super().interpret(cell)
        if value is None or not self._parts.is_subunit:
            return value, doubt
        text, convention = self.text_and_convention(cell)
        _, sign = read_money(text, convention.decimal_mark, self._parts.currency)
        return _in_whole_units(value, sign, text, self._header), doubt


class _PriceReader(_ColumnReader):
    """Reads prices. A currency in the cell or header must agree with the row's currency."""

    empty_value = (None, None)

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        row_currencies = batch.columns.get("currency") or repeat(None, len(cells))
        prices = self.interpret_parts(list(zip(cells, row_currencies, strict=True)), batch)
        batch.columns["price"], batch.columns["currency"] = prices

    def interpret(self, cell: GridCell, expected: str | None = None) -> tuple[Any, BadInput | None]:
        if not cell.text.strip():
            return (None, expected), None
        text, convention = self.text_and_convention(cell)
        amount, sign = read_money(
            text,
            convention.decimal_mark,
            expected or convention.expected_currency or self._meaning_of_sign(text),
        )
        stated = sign or convention.expected_currency
        if stated and expected and stated != expected:
            raise BadInput(ProblemKind.CURRENCY_CONFLICT, sign=stated, currency=expected)
        if not amount and not self.column.allows_zero:
            raise BadInput(ProblemKind.ZERO)
        value = amount
        if self._parts.is_subunit:
            value = _in_whole_units(amount, sign, text, self._header)
        doubt = None
        if lower_raised_cents(text) != text:
            doubt = BadInput(ProblemKind.RAISED_CENTS, value=text, amount=MONEY.text(amount))
        return (value, stated or expected), doubt

    def _meaning_of_sign(self, text: str) -> str:
        """Return the currency that a shared sign means in this list, or "" for any other sign."""
        sign = sign_beside_number(text)
        codes = dict(self.convention.sign_meanings).get(sign, ("",))
        if len(codes) > 1:
            raise shared_sign_error(sign, codes)
        return codes[0]


_READERS_BY_COLUMN: Mapping[str, type[_ColumnReader]] = {
    "form": _FormReader, "pack_units": _PackReader, "serving_units": _ServingReader,
    "unit_kind": _UnitKindReader, "price": _PriceReader, "delivery": _MoneyReader,
    "discount_percent": _PercentReader, "tax_percent": _PercentReader, "upc": _BarcodeReader,
}  # fmt: skip


def _reader_class(heading: Heading) -> type[_ColumnReader]:
    is_mass = heading.column.kind is ColumnKind.MASS
    if is_of_ingredient(heading):
        return _IngredientMassReader if is_mass else _IngredientFormReader
    if is_mass:
        return _MassReader
    return _READERS_BY_COLUMN.get(heading.column.key, _ColumnReader)


def _doubt_date(text: str) -> BadInput | None:
    """Return the doubt about a date that states only its month."""
    first = read_month(text)
    if first is None:
        return None
    return BadInput(ProblemKind.DATE_WITHOUT_DAY, value=text.strip(), first=first)


def _flag_value(column: Column, text: str) -> BadInput | None:
    if column.plausibility_check is not None and text.strip():
        try:
            column.plausibility_check(text)
        except BadInput as doubt:
            return doubt
    return None


def _read_pack_or_amount(
    column: Column, text: str, convention: NumberConvention
) -> tuple[Any, BadInput | None]:
    """Read a pack size in words, or else as an amount with its unit."""
    counted = read_counted_measures(text, convention.decimal_mark)
    if counted is not None:
        return (counted.units, SERVING, (counted,)), None
    try:
        pack = read_pack(text, convention.decimal_mark)
    except BadInput as pack_error:
        if pack_error.kind is not ProblemKind.UNCLEAR_PACK_SIZE:
            raise
        try:
            value = read_cell(column, text, convention)
        except BadInput as error:
            is_worded = error.kind in {ProblemKind.UNKNOWN_UNIT, ProblemKind.NOT_A_NUMBER}
            raise (pack_error if is_worded else error) from None
        return (value, None, ()), None
    servings = servings_beside(text)
    sizes = (Size(pack.units, pack.unit_kind), Size(servings, SERVING)) if servings else ()
    return (pack.units, pack.unit_kind or None, sizes), pack.ambiguity
