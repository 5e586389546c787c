"""Readers of the kinds of columns that differ from others: packs, percentages, prices."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from itertools import repeat
from typing import TYPE_CHECKING, Any

from pricing.model.columns import MAX_TEXT_LENGTH, Column, ColumnKind, NumberConvention, read_cell
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MONEY, PERCENT, lower_raised_cents, read_money, read_scaled
from pricing.quantities.currencies import cents_written_as, shared_sign_error
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.product_codes import whole_gtins
from pricing.quantities.rounding import round_half_away
from pricing.quantities.text_folding import fold_text
from pricing.quantities.weights import read_weight
from pricing.reading.column_reader import NOT_CACHED, ColumnReader
from pricing.reading.header_parts import MONEY_UNIT, SHARE_UNIT, parse_parts
from pricing.reading.ingredient_columns import DOUBTFUL_PARTS, UNCLEAR, is_of_ingredient, part_of
from pricing.reading.mass_readers import (
    DoubtfulMineralReader,
    IngredientFormReader,
    IngredientMassReader,
    MassReader,
    OtherMineralsReader,
    UnclearMineralReader,
)
from pricing.reading.pack_sizes import read_pack
from pricing.reading.packs_columns import PACKS_KEY
from pricing.reading.percentages import may_be_rate
from pricing.reading.price_signs import sign_beside_number
from pricing.reading.price_texts import read_price
from pricing.reading.servings import (
    SERVING,
    Size,
    dosage_form_kind,
    read_counted_measures,
    read_serving,
    read_servings_first,
    servings_beside,
)
from pricing.reading.servings_columns import SERVINGS_KEY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.reading.grid import CellOrText, GridCell
    from pricing.reading.headings import Heading
    from pricing.reading.row_builder import RowBatchBuilder

# Folded. Delivery that is included costs nothing more.
_FREE = frozenset((
    "free", "gratis", "kostenlos", "kostenfrei", "frei", "gratuit", "gratuito", "included",
    "inklusive", "inbegriffen", "inclus", "compris", "offert", "offerte", "incluido", "incluso",
))  # fmt: skip
_OF_SEVERAL = lazy_pattern(r"\d\s*[×*+]\s*\d")
_HUNDREDTHS = 100
_WHOLE = 100 * PERCENT.base_per_unit
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
        whole = whole_gtins([cell for cell in set(cells) if isinstance(cell, str)])
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
        if not (any(map(str.isalpha, text)) or _OF_SEVERAL.search(text)):
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
        sizes = read_serving(text, convention.decimal_mark)
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


class _PacksReader(ColumnReader):
    """Reads for how many packs prices are."""

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        batch.packs = self.interpret_cells(cells, batch)


class _UnitKindReader(ColumnReader):
    """Reads unit kinds. An empty cell leaves the unit of the pack size."""

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        pack_kinds = batch.columns.get("unit_kind") or repeat(None, len(cells))
        kinds = self.interpret_cells(cells, batch)
        batch.columns["unit_kind"] = [
            kind if kind is not None else pack_kind
            for kind, pack_kind in zip(kinds, pack_kinds, strict=True)
        ]


class _ElementReader(ColumnReader):
    """Reads the minerals of products. “NA” is none, unless other symbols are in capitals too."""

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        texts = {cell if isinstance(cell, str) else cell.text for cell in set(cells)}
        self._are_capitals = not _CAPITAL_SYMBOLS.isdisjoint(map(str.strip, texts))
        super().read(cells, batch)

    def without_placeholder(self, cell: GridCell) -> GridCell:
        """Return a cell, or an empty one if it says that it names no mineral."""
        is_sodium = self._are_capitals and cell.text.strip() == "NA"
        return cell if is_sodium else super().without_placeholder(cell)


_NOT_PERCENTAGES = frozenset(
    (ProblemKind.UNKNOWN_UNIT, ProblemKind.NEGATIVE, ProblemKind.NOT_A_NUMBER)
)
_KINDS_OF_UNREAD = {
    "discount_percent": ProblemKind.DISCOUNT_NOT_READ,
    "tax_percent": ProblemKind.TAX_NOT_READ,
}


class _PercentReader(ColumnReader):
    """Reads percentages that may be shares of 1, or money."""

    def __init__(
        self, heading: Heading, convention: NumberConvention, is_raw: bool, element: str
    ) -> None:
        super().__init__(heading, convention, is_raw, element)
        self._may_hold_shares = heading.may_hold_shares
        self._largest_share = _WHOLE if heading.has_shares else _WHOLE - 1

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        is_money = self._parts.unit == MONEY_UNIT
        keys = _with_currencies(cells, batch) if is_money else cells
        batch.columns[self.column.key] = self.interpret_cells(keys, batch)

    def without_placeholder(self, cell: GridCell) -> GridCell:
        """Return a cell, or an empty one if it says that there is none. A “?” leaves it open."""
        return cell if "?" in cell.text else super().without_placeholder(cell)

    def interpret(
        self, cell: GridCell, currency: str | None = None, _: bool = False
    ) -> tuple[Any, BadInput | None]:
        text, convention = self.text_and_convention(cell)
        if self._parts.unit == MONEY_UNIT:
            return self._interpret_money(text, convention, currency), None
        is_bare = text.strip() and "%" not in text
        doubt = self._share_doubt(text, convention) if is_bare else None
        if doubt is not None:
            return None, doubt
        if is_bare and self._parts.unit == SHARE_UNIT:
            return self._scaled(text, convention, _HUNDREDTHS_PER_WHOLE), None
        value, doubt = super().interpret(cell)
        self._check_size(value or 0, text.strip(), is_bare=bool(is_bare))
        return value, doubt

    def _add_error(
        self, error: BadInput, cell: GridCell, position: int, batch: RowBatchBuilder
    ) -> None:
        """Add the problem of a cell. Without its discount or tax, the price counts as it stands."""
        if error.kind in _NOT_PERCENTAGES:
            error = BadInput(_KINDS_OF_UNREAD[self.column.key], value=cell.text.strip())
        super()._add_error(error, cell, position, batch)

    def _check_size(self, value: int, text: str, *, is_bare: bool) -> None:
        """Refuse a percentage that no discount or tax can be. Its cell stays empty."""
        if self.column.key == "discount_percent" and value >= _WHOLE:
            raise BadInput(ProblemKind.DISCOUNT_TOO_HIGH, value=PERCENT.text(value))
        if self.column.key != "tax_percent":
            return
        if value > _LARGEST_TAX:
            raise BadInput(ProblemKind.TAX_ABOVE_ANY_RATE, value=text)
        if is_bare and not self._parts.unit and not may_be_rate(value):
            raise BadInput(ProblemKind.TAX_BESIDE_PERCENTAGES, value=text)

    def _share_doubt(self, text: str, convention: NumberConvention) -> BadInput | None:
        """Return the question about a percentage below 1, or a share above 1."""
        share = 0
        with suppress(BadInput):
            share = read_scaled(text, PERCENT, convention.decimal_mark, _HUNDREDTHS_PER_WHOLE)
        if self._parts.unit == SHARE_UNIT:
            is_doubtful = share >= _WHOLE
        else:
            is_doubtful = self._may_hold_shares and 0 < share <= self._largest_share
        if not is_doubtful:
            return None
        return BadInput(
            ProblemKind.MAY_BE_SHARE,
            value=text.strip(),
            percent=text.strip(),
            share=PERCENT.text(share),
            header=self._header,
            mappings=(f"{self.column.key}:percent", f"{self.column.key}:share"),
        )

    def _interpret_money(
        self, text: str, convention: NumberConvention, currency: str | None
    ) -> int | None:
        if not text.strip():
            return None
        own, expected = self._parts.currency, currency or convention.list_currency
        amount, stated = read_money(text, convention.decimal_mark, own or expected)
        _check_currency(text, stated, own)
        _check_currency(text, stated or own, expected)
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


def _check_hundredths(text: str, header: str, key: str, convention: NumberConvention) -> None:
    """Refuse a number without a sign beside others in hundredths, as 450 stands beside 450p."""
    currency = convention.hundredths_of
    if currency and not sign_beside_number(text):
        mappings = (f"{key}:{currency}", f"{key}:{currency} cents")
        kind = ProblemKind.MAY_BE_HUNDREDTHS
        raise BadInput(kind, value=text.strip(), header=header, mappings=mappings)


def _with_currencies(cells: Sequence[CellOrText], batch: RowBatchBuilder) -> list[Any]:
    """Return each cell with the currency of its row's price, and whether it is in hundredths."""
    currencies = batch.columns.get("currency") or repeat(None, len(cells))
    parts = (cells, currencies, *([batch.in_hundredths] if batch.in_hundredths else ()))
    return list(zip(*parts, strict=False))


def _check_currency(text: str, stated: str, currency: str) -> None:
    """Refuse money that is in another currency than the price beside it."""
    if stated and currency and stated != currency:
        raise BadInput(ProblemKind.OTHER_CURRENCY, value=text.strip(), currency=currency)


class _CurrencyReader(ColumnReader):
    """Reads the currencies of rows. GBX and pence say that the money of a row is in hundredths."""

    empty_value = (None, False)

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        batch.columns["currency"], in_hundredths = self.interpret_parts(cells, batch)
        batch.in_hundredths = in_hundredths if any(in_hundredths) else ()

    def interpret(self, cell: GridCell) -> tuple[Any, BadInput | None]:
        stated = parse_parts(cell.text, "price")
        if stated.parts.is_subunit and stated.parts.currency and not stated.unknown_words:
            return (stated.parts.currency, True), None
        sign = cell.text.strip()
        codes = dict(self.convention.sign_meanings).get(sign, ()) if sign else ()
        if len(codes) > 1:
            raise shared_sign_error(sign, codes)
        value, doubt = (codes[0], None) if codes else super().interpret(cell)
        if value and cents_written_as(cell.text):
            raise shared_sign_error(cell.text, (value, *cents_written_as(cell.text)))
        return (value, False), doubt


class _MoneyReader(ColumnReader):
    """Reads amounts of money in hundredths, such as pence."""

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        keys = _with_currencies(cells, batch)
        batch.columns[self.column.key] = self.interpret_cells(keys, batch)

    def interpret(
        self, cell: GridCell, expected: str | None = None, in_hundredths: bool = False
    ) -> tuple[Any, BadInput | None]:
        if fold_text(cell.text.strip()) in _FREE:
            return 0, None
        text, convention = self.text_and_convention(cell)
        if not text.strip():
            return None, None
        own, usual = self._parts.currency, expected or convention.list_currency
        amount, sign, is_subunit = read_price(text, convention.decimal_mark, own or usual)
        _check_currency(text, sign or own, usual)
        if amount and not (own or in_hundredths):
            _check_hundredths(text, self._header, self.column.key, convention)
        if (self._parts.is_subunit or in_hundredths) and not is_subunit:
            amount = _in_whole_units(amount, sign, text, self._header)
        return amount, None


class _PriceReader(ColumnReader):
    """Reads prices. A currency in the cell or header must agree with the row's currency."""

    empty_value = (None, None)

    def read(self, cells: Sequence[CellOrText], batch: RowBatchBuilder) -> None:
        prices = self.interpret_parts(_with_currencies(cells, batch), batch)
        batch.columns["price"], batch.columns["currency"] = prices

    def interpret(
        self, cell: GridCell, expected: str | None = None, in_hundredths: bool = False
    ) -> tuple[Any, BadInput | None]:
        if not cell.text.strip():
            return (None, expected), None
        text, convention = self.text_and_convention(cell)
        amount, sign, is_subunit = read_price(
            text,
            convention.decimal_mark,
            expected or convention.expected_currency or self._meaning_of_sign(text),
        )
        own = self._parts.currency
        if sign and own and sign != own:
            kind = ProblemKind.PRICE_IN_OTHER_CURRENCY
            self._note(kind, self._row, text.strip(), currency=sign, header=self._header)
        stated = sign or convention.expected_currency
        if stated and expected and stated != expected:
            raise BadInput(ProblemKind.CURRENCY_CONFLICT, sign=stated, currency=expected)
        if not amount and not self.column.allows_zero:
            raise BadInput(ProblemKind.ZERO)
        if not (own or in_hundredths or expected):
            _check_hundredths(text, self._header, self.column.key, convention)
        value = amount
        if (self._parts.is_subunit or in_hundredths) and not is_subunit:
            value = _in_whole_units(amount, sign, text, self._header)
        doubt = None
        if lower_raised_cents(text) != text:
            doubt = BadInput(ProblemKind.RAISED_CENTS, value=text, amount=MONEY.text(amount))
        return (value, stated or expected), doubt

    def _meaning_of_sign(self, text: str) -> str:
        """Return the currency that a shared sign means in this list, or "" for any other sign."""
        sign = sign_beside_number(text)
        codes = dict(self.convention.sign_meanings).get(sign, ("",))
        if len(codes) > 1 and not sign:
            raise BadInput(ProblemKind.CURRENCY_OPEN, value=text.strip(), codes=tuple(codes))
        if len(codes) > 1:
            raise shared_sign_error(sign, codes)
        return codes[0]


# Symbols of two letters as lists in capitals write them.
_CAPITAL_SYMBOLS = frozenset(("MG", "CA", "FE", "ZN", "CU", "MN", "SE", "CR", "MO"))
_READERS_BY_COLUMN: Mapping[str, type[ColumnReader]] = {
    "element": _ElementReader, "currency": _CurrencyReader, "form": _FormReader,
    "pack_units": _PackReader,
    "serving_units": _ServingReader, "unit_kind": _UnitKindReader, "price": _PriceReader,
    "delivery": _MoneyReader,
    "discount_percent": _PercentReader, "tax_percent": _PercentReader, "upc": _BarcodeReader,
    "other_minerals": OtherMineralsReader, SERVINGS_KEY: _ServingsReader,
    PACKS_KEY: _PacksReader,
}  # fmt: skip


def reader_class(heading: Heading) -> type[ColumnReader]:
    """Return the class of the reader of a column."""
    is_mass = heading.column.kind is ColumnKind.MASS
    if is_of_ingredient(heading):
        _, part = part_of(heading)
        if part in DOUBTFUL_PARTS:
            return DoubtfulMineralReader
        if part == UNCLEAR:
            return UnclearMineralReader
        return IngredientMassReader if is_mass else IngredientFormReader
    if is_mass:
        return MassReader
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
        weight = read_weight(text, convention.decimal_mark)
        if weight is not None:
            return (*weight, ()), None
        try:
            value = read_cell(column, text, convention)
        except BadInput as error:
            is_worded = error.kind in {ProblemKind.UNKNOWN_UNIT, ProblemKind.NOT_A_NUMBER}
            raise (pack_error if is_worded else error) from None
        return (value, None, ()), None
    servings = servings_beside(text)
    sizes = (Size(pack.units, pack.unit_kind), Size(servings, SERVING)) if servings else ()
    return (pack.units, pack.unit_kind or None, sizes), pack.ambiguity
