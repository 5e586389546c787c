"""Readers of the kinds of columns that differ from others: packs, masses, percentages, prices."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import repeat
from typing import TYPE_CHECKING, Any

from pricing.model.also_contains import part_contents
from pricing.model.columns import (
    MAX_TEXT_LENGTH,
    Column,
    ColumnKind,
    NumberConvention,
    read_cell,
)
from pricing.model.ingredients import Ingredient, ingredient_texts, read_ingredients
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.amounts import (
    MASS,
    MICROGRAM,
    MONEY,
    PERCENT,
    lower_raised_cents,
    read_money,
    read_scaled,
)
from pricing.quantities.currencies import shared_sign_error
from pricing.quantities.product_codes import whole_gtins
from pricing.quantities.rounding import round_half_away
from pricing.reading.column_reader import NOT_CACHED, ColumnReader
from pricing.reading.grid import EMPTY_CELL, CellOrText, GridCell
from pricing.reading.header_parts import MONEY_UNIT, PERCENT_UNIT, SHARE_UNIT, UNIT_IN_CELLS
from pricing.reading.ingredient_columns import (
    DOUBTFUL_PARTS,
    ELEMENTAL,
    FORM,
    UNCLEAR,
    Comparison,
    UnclearAmount,
    is_of_ingredient,
    part_of,
    quoted_header,
)
from pricing.reading.ingredient_headers import holds_some
from pricing.reading.pack_sizes import read_pack
from pricing.reading.placeholders import says_none, says_some, says_unclear_amount
from pricing.reading.price_signs import sign_beside_number
from pricing.reading.price_texts import read_price
from pricing.reading.servings import (
    SERVING,
    Size,
    dosage_form_kind,
    read_counted_measures,
    read_servings_first,
    read_sizes,
    servings_beside,
)
from pricing.reading.servings_columns import SERVINGS_KEY
from pricing.reference.daily_shares import split_share
from pricing.reference.mineral_amounts import (
    MOLES,
    MassColumn,
    needs_more_than_mass,
    read_worded_mass,
)
from pricing.reference.mineral_forms import Element, elements, recognize_form

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from pricing.reading.headings import Heading
    from pricing.reading.row_builder import RowBatchBuilder

_HUNDREDTHS = 100
_LONGEST_UNCLEAR = 40  # what a cell says of a mineral stands in the text of what a product contains
_LARGEST_TAX = 50 * PERCENT.base_per_unit  # no country taxes medicines or food as much
_HUNDREDTHS_PER_WHOLE = Fraction(100 * PERCENT.base_per_unit)  # of a percent


class _TextReader(ColumnReader):
    """Reads texts. Most are short words of one line, which need no closer look."""

    def _interpret_new(self, key: object, position: int, batch: RowBatchBuilder) -> object:
        if isinstance(key, str) and _is_tidy_text(key):
            self._cache[key] = key
            return key
        return super()._interpret_new(key, position, batch)


def _is_tidy_text(text: str) -> bool:
    """Return whether a text begins with no sign and has only single spaces: it is its value."""
    is_plain = text.isascii() and text[:1].isalnum() and len(text) <= MAX_TEXT_LENGTH
    return is_plain and " ".join(text.split()) == text


class _BarcodeReader(ColumnReader):
    """Reads barcodes. Most are whole, and a long list repeats few of them."""

    def _known_values(self, cells: Sequence[CellOrText]) -> list[Any]:
        whole = whole_gtins(cell for cell in cells if isinstance(cell, str))
        known = self._cache.get
        return [cell if cell in whole else known(cell, NOT_CACHED) for cell in cells]


class _PackReader(ColumnReader):
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


class _FormReader(ColumnReader):
    """Reads the forms of a mineral. A form such as Tablet is the unit kind."""

    empty_value = (None, None)

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        batch.columns["form"], batch.form_kinds = self.interpret_parts(cells, batch)

    def interpret(self, cell: GridCell) -> tuple[Any, BadInput | None]:
        form, doubt = super().interpret(cell)
        kind = dosage_form_kind(str(form)) if form else None
        return ((form, None) if kind is None else (None, kind or None)), doubt


class _ServingReader(ColumnReader):
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


class _ServingsReader(ColumnReader):
    """Reads the servings of a pack whose contents stand in another column."""

    empty_value = (None,)

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        (counts,) = self.interpret_parts(cells, batch)
        batch.sizes[SERVINGS_KEY] = [(Size(count, SERVING),) if count else () for count in counts]

    def interpret(self, cell: GridCell) -> tuple[Any, BadInput | None]:
        counted = read_counted_measures(cell.text, self.convention.decimal_mark)
        if counted is not None and counted.measure == SERVING:
            return (counted.units,), None
        value, doubt = super().interpret(cell)
        return (value,), doubt


class _UnitKindReader(ColumnReader):
    """Reads unit kinds. An empty cell leaves the unit of the pack size."""

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        pack_kinds = batch.columns.get("unit_kind") or repeat(None, len(cells))
        kinds = self.interpret_cells(cells, batch)
        batch.columns["unit_kind"] = [
            kind if kind is not None else pack_kind
            for kind, pack_kind in zip(kinds, pack_kinds, strict=True)
        ]


class _MassReader(ColumnReader):
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
        batch.keep_cells(self.column.key, cells)
        if self.column.key == "elemental_mg":
            self._keep_shares(cells, batch)

    def _keep_shares(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        """Keep the shares of the daily value that stand beside amounts."""
        shares = {cell: self._share_beside(cell) for cell in set(cells)}
        if any(share is not None for share in shares.values()):
            found = ((position, shares[cell]) for position, cell in enumerate(cells))
            batch.stated_shares.update(
                (position, share) for position, share in found if share is not None
            )

    def _share_beside(self, cell: CellOrText) -> int | None:
        text = cell.text if isinstance(cell, GridCell) else cell
        return split_share(text, self.convention.decimal_mark)[1] if "%" in text else None

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

    def _interpret_zero(self, text: str, convention: NumberConvention) -> object:
        """Read a number that needs no unit, because it is 0."""
        if any(digit in text for digit in "123456789"):
            raise BadInput(ProblemKind.INGREDIENT_WITHOUT_UNIT, value=text.strip())
        return read_cell(self.column, text, convention)

    def interpret(self, cell: GridCell, element: str | None = None) -> tuple[Any, BadInput | None]:
        text, convention = self.text_and_convention(cell)
        is_bare = not any(map(str.isalpha, text))
        if not text.strip() or (is_bare and self._parts.unit == PERCENT_UNIT):
            return super().interpret(cell)
        if is_bare and self._parts.unit == UNIT_IN_CELLS:
            return self._interpret_zero(text, convention), None
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
        self._form = heading.form

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        values = self.interpret_cells(list(zip(cells, repeat(self._mineral))), batch)
        batch.ingredients.setdefault(self._mineral, {})[self._part] = values
        if self._form and self._part not in DOUBTFUL_PARTS:
            batch.header_forms[self._mineral] = self._form

    def without_placeholder(self, cell: GridCell) -> GridCell:
        """Return a cell without the words for none. Those for an unknown amount stay."""
        return EMPTY_CELL if says_none(cell.text) and not cell.is_error else cell

    def _interpret_number(
        self, cell: GridCell, position: int, batch: RowBatchBuilder, context: Sequence[Any]
    ) -> tuple[Any, BadInput | None]:
        try:
            return super()._interpret_number(cell, position, batch, context)
        except BadInput as error:
            is_little = error.kind is ProblemKind.LESS_THAN_MICROGRAM
            if is_little or (says_unclear_amount(cell.text) and not cell.is_error):
                return UnclearAmount(self._quoted(cell)), None
            raise

    def interpret(self, cell: GridCell, element: str | None = None) -> tuple[Any, BadInput | None]:
        """Return the amount of a cell, or the ingredient if its form stands in brackets."""
        if says_some(cell.text) and not cell.is_error:
            return UnclearAmount(), None
        try:
            amount, doubt = super().interpret(cell, element)
        except BadInput as error:
            if error.kind is ProblemKind.ZERO:
                return 0, None
            ingredient = self._ingredient_with_form(cell)
            if ingredient is None:
                raise
            return ingredient, None
        return self._with_share(amount, cell), doubt

    def _with_share(self, amount: object, cell: GridCell) -> object:
        """Return an amount as an ingredient if a share of the daily value stands beside it."""
        if self._part != ELEMENTAL or not isinstance(amount, int) or "%" not in cell.text:
            return amount
        text, convention = self.text_and_convention(cell)
        _, share = split_share(text, convention.decimal_mark)
        return amount if share is None else Ingredient(self._mineral, amount, daily_value=share)

    def _quoted(self, cell: GridCell) -> str:
        return f"{_shortened(cell.text)} {quoted_header(self._header, self._mineral)}".strip()

    def _ingredient_with_form(self, cell: GridCell) -> Ingredient | None:
        """Return what “200 mg (citrate)” states, or None if the brackets hold no known form."""
        text, convention = self.text_and_convention(cell)
        amount, _, details = text.partition("(")
        if self._part != ELEMENTAL or not details:
            return None
        unit = "" if any(map(str.isalpha, amount)) else convention.unit
        item = f"{elements()[self._mineral].name} {amount.strip()} {unit} ({details}"
        with suppress(BadInput):
            ingredient, *others = read_ingredients(item, convention.decimal_mark)
            form = recognize_form(ingredient.form, self._mineral).form
            return ingredient if form is not None and not others else None
        return None

    def _add_error(
        self, error: BadInput, cell: GridCell, position: int, batch: RowBatchBuilder
    ) -> None:
        """Add the problem of a cell that cannot be read. It could hide that a limit is passed."""
        mineral = elements()[self._mineral].name.lower()
        part, own = f"{mineral} {cell.text}", (self._header, cell.text)
        batch.add_unreadable_part(position, error, "other_minerals", part, own)


class _UnclearMineralReader(_IngredientMassReader):
    """Reads a column that has the name of a further mineral alone. A cell may state its unit."""

    def interpret(self, cell: GridCell, element: str | None = None) -> tuple[Any, BadInput | None]:
        try:
            return super().interpret(cell, element)
        except BadInput:
            text, convention = self.text_and_convention(cell)
            return UnclearAmount(_shortened(text), self._micrograms(text, convention)), None

    def _micrograms(self, text: str, convention: NumberConvention) -> int | None:
        with suppress(BadInput):
            return int(str(read_cell(self.column, text, convention)))
        return None


class _DoubtfulMineralReader(_UnclearMineralReader):
    """Reads a column that leaves open how much of its mineral a serving holds."""

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        super().read(cells, batch)
        batch.doubtful_parts.append((self._mineral, self._part))

    def interpret(self, cell: GridCell, _element: str | None = None) -> tuple[Any, BadInput | None]:
        if not holds_some(cell.text):
            return None, None
        text, convention = cell.text, self.convention
        with suppress(BadInput):  # of a cell without a result
            text, convention = self.text_and_convention(cell)
        if says_some(text):
            return UnclearAmount(), None
        is_share = self._parts.unit == PERCENT_UNIT
        comparison = Comparison.MORE if self._form else Comparison.SAME
        number = self._micrograms(text, convention)
        return UnclearAmount(
            self._quoted(cell), number, Comparison.ANY if is_share else comparison
        ), None


def _shortened(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_UNCLEAR]


class _OtherMineralsReader(ColumnReader):
    """Reads further minerals from one cell. What states no amount of a mineral costs no other."""

    def _interpret_number(
        self, cell: GridCell, position: int, batch: RowBatchBuilder, context: Sequence[Any]
    ) -> tuple[Any, BadInput | None]:
        try:
            return super()._interpret_number(cell, position, batch, context)
        except BadInput:
            text, convention = self.text_and_convention(cell)
            stated, named, others = part_contents(text, convention.decimal_mark)
            is_unchanged = stated == ", ".join(ingredient_texts(text))  # nothing was of 0 mg
            if is_unchanged and not (named or others):
                raise
            rest = replace(cell, text=stated) if stated else EMPTY_CELL
            result = super()._interpret_number(rest, position, batch, context)
            told = (other for other in others if not says_none(other[0]))
            batch.further_contents.setdefault(position, (*named, *told))
            self._is_noted = True  # each of these cells is named
            return result


class _IngredientFormReader(ColumnReader):
    """Reads the forms of a further mineral."""

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        mineral = self._parts.element
        batch.ingredients.setdefault(mineral, {})[FORM] = self.interpret_cells(cells, batch)


def _says_more_than_mass(cell: CellOrText) -> bool:
    return needs_more_than_mass(cell.text if isinstance(cell, GridCell) else cell)


class _PercentReader(ColumnReader):
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
        value, doubt = super().interpret(cell)
        if self.column.key == "tax_percent" and value and value > _LARGEST_TAX:
            raise BadInput(ProblemKind.TAX_ABOVE_ANY_RATE, value=text.strip())
        return value, doubt

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


class _MoneyReader(ColumnReader):
    """Reads amounts of money in hundredths, such as pence."""

    def interpret(self, cell: GridCell) -> tuple[Any, BadInput | None]:
        value, doubt = super().interpret(cell)
        if value is None or not self._parts.is_subunit:
            return value, doubt
        text, convention = self.text_and_convention(cell)
        _, sign = read_money(text, convention.decimal_mark, self._parts.currency)
        return _in_whole_units(value, sign, text, self._header), doubt


class _PriceReader(ColumnReader):
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
        amount, sign, is_subunit = read_price(
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
        if self._parts.is_subunit and not is_subunit:
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


_READERS_BY_COLUMN: Mapping[str, type[ColumnReader]] = {
    "form": _FormReader, "pack_units": _PackReader, "serving_units": _ServingReader,
    "unit_kind": _UnitKindReader, "price": _PriceReader, "delivery": _MoneyReader,
    "discount_percent": _PercentReader, "tax_percent": _PercentReader, "upc": _BarcodeReader,
    "other_minerals": _OtherMineralsReader, SERVINGS_KEY: _ServingsReader,
}  # fmt: skip


def reader_class(heading: Heading) -> type[ColumnReader]:
    """Return the class of the reader of a column."""
    is_mass = heading.column.kind is ColumnKind.MASS
    if is_of_ingredient(heading):
        _, part = part_of(heading)
        if part in DOUBTFUL_PARTS:
            return _DoubtfulMineralReader
        if part == UNCLEAR:
            return _UnclearMineralReader
        return _IngredientMassReader if is_mass else _IngredientFormReader
    if is_mass:
        return _MassReader
    usual = _TextReader if heading.column.kind is ColumnKind.TEXT else ColumnReader
    return _READERS_BY_COLUMN.get(heading.column.key, usual)


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
        both = read_servings_first(text, convention.decimal_mark)
        if both:
            return (both[0].units, both[0].measure or None, both), None
        try:
            value = read_cell(column, text, convention)
        except BadInput as error:
            is_worded = error.kind in {ProblemKind.UNKNOWN_UNIT, ProblemKind.NOT_A_NUMBER}
            raise (pack_error if is_worded else error) from None
        return (value, None, ()), None
    servings = servings_beside(text)
    sizes = (Size(pack.units, pack.unit_kind), Size(servings, SERVING)) if servings else ()
    return (pack.units, pack.unit_kind or None, sizes), pack.ambiguity
