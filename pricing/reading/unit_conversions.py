"""Amounts as a list states them, made into those of a product: bases, shares and money off.

The columns of a batch hold what the cells state. What a header says about them is applied here, a
column at a time, with one exact rounding.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from pricing.model.ingredients import Ingredient
from pricing.model.product import UNIT_KINDS
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.amounts import MASS, MONEY, PERCENT, UNITS
from pricing.quantities.rounding import round_half_away
from pricing.reading.header_parts import (
    ANY_UNIT,
    MONEY_UNIT,
    PACK,
    PERCENT_UNIT,
    SERVING,
    split_base,
)
from pricing.reading.ingredient_columns import (
    UnclearAmount,
    is_of_ingredient,
    part_of,
    quoted_header,
)
from pricing.reading.packs_columns import PACKS_KEY, multiply_by_packs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pricing.reading.headings import HeaderRow, Heading
    from pricing.reading.row_builder import RowBatchBuilder

    Conversion = Callable[[RowBatchBuilder], None]

# A share of the compound is read in millionths.
SHARES_PER_PERCENT = 10_000
_SHARES_PER_WHOLE = 100 * SHARES_PER_PERCENT
_ONE_UNIT = UNITS.base_per_unit
_MASS_KEYS = ("compound_mg", "elemental_mg")


def conversions(header: HeaderRow) -> list[Conversion]:
    """Return what has to be done with each batch of a list, in order."""
    return list(_conversions(header))


def scalings(header: HeaderRow) -> list[Conversion]:
    """Return what has to be done with each batch before its cells are looked at together."""
    pack = header.find_heading("pack_units")
    if pack is None or pack.parts.base in {"", f"1 {PACK}"}:
        return []
    return [partial(_scale_packs, heading=pack)]


def _conversions(header: HeaderRow) -> Iterator[Conversion]:
    headings = {heading.column.key: heading for heading in header.headings}
    for mass in (headings[key] for key in _MASS_KEYS if key in headings):
        if mass.unit == PERCENT_UNIT:
            yield _share_of_compound
        elif mass.parts.base not in {"", f"1 {SERVING}"}:
            yield partial(_convert_mass, heading=mass)
    furthers = [one for one in header.headings if is_of_ingredient(one) and one.parts.base]
    yield from (partial(_convert_further, heading=further) for further in furthers)
    if PACKS_KEY in headings:
        yield partial(multiply_by_packs, heading=headings[PACKS_KEY])
    price = headings.get("price")
    if price is not None and price.parts.base not in {"", f"1 {PACK}"}:
        yield partial(_convert_price, heading=price)
    for key, convert in (("discount_percent", _take_off), ("tax_percent", _add_tax)):
        part = headings.get(key)
        if part is not None and part.unit == MONEY_UNIT:
            yield partial(convert, heading=part)


def _column(batch: RowBatchBuilder, key: str) -> list[Any]:
    """Return a column of a batch, which is added if it does not exist."""
    return batch.columns.setdefault(key, [None] * len(batch.numbers))


# -- measures ----------------------------------------------------------------------------------


def _fits_measure(batch: RowBatchBuilder, position: int, heading: Heading, measure: str) -> bool:
    """Return whether the pack of a row is in a measure. A pack without a unit takes it."""
    kinds = _column(batch, "unit_kind")
    kind = kinds[position]
    if measure == ANY_UNIT:
        is_fit = kind is None or UNIT_KINDS[str(kind)].is_counted
    else:
        is_fit = kind in {None, measure}
        kinds[position] = measure if is_fit else kind
    if not is_fit:
        error = BadInput(
            ProblemKind.BASE_OF_OTHER_MEASURE,
            header=heading.text,
            base=heading.parts.base,
            unit=Term(str(kind)),
        )
        batch.add_problem(position, error, heading.text, "")
    return is_fit


# -- masses ------------------------------------------------------------------------------------


def _share_of_compound(batch: RowBatchBuilder) -> None:
    """Make the elemental amount of the compound amount and the share of the element."""
    shares, compounds = _column(batch, "elemental_mg"), _column(batch, "compound_mg")
    batch.columns["elemental_mg"] = [
        None
        if share is None or compound is None
        else round_half_away(Fraction(share * compound, _SHARES_PER_WHOLE))
        for share, compound in zip(shares, compounds, strict=True)
    ]


def _convert_mass(batch: RowBatchBuilder, heading: Heading) -> None:
    """Make amounts per 2 tablets or per 100 g those of a serving.

    Where the list states no serving, the base becomes the serving, and the amount stays.
    """
    number, measure = split_base(heading.parts.base)
    values, servings = _column(batch, heading.column.key), _column(batch, "serving_units")
    for position, value in enumerate(values):
        if value is None:
            continue
        if measure == SERVING:
            values[position] = _positive(batch, position, heading, Fraction(value) / number)
        elif _fits_measure(batch, position, heading, measure):
            serving, base = servings[position], number * _ONE_UNIT
            if serving is None and base.denominator == 1:
                servings[position] = int(base)
            else:
                amount = value * Fraction(serving or _ONE_UNIT) / base
                values[position] = _positive(batch, position, heading, amount)


def _convert_further(batch: RowBatchBuilder, heading: Heading) -> None:
    """Make amounts of a further mineral per 2 tablets or per 100 g those of a serving.

    Where that cannot be done, the mineral stays without an amount.
    """
    element, part = part_of(heading)
    values = batch.ingredients[element][part]
    for position, value in enumerate(values):
        if not value or isinstance(value, UnclearAmount):
            continue
        share = _share_of_base(batch, position, heading)
        scaled = None if share is None else _scaled(value, share)
        if share is None:
            batch.headers_without_serving.add(heading.text)
        values[position] = scaled or UnclearAmount(_quoted_amount(value, heading, element))


def _share_of_base(batch: RowBatchBuilder, position: int, heading: Heading) -> Fraction | None:
    """Return how many times a serving holds the base of a header, or None if that is not known."""
    number, measure = split_base(heading.parts.base)
    if measure == SERVING:
        return 1 / number
    kind = _column(batch, "unit_kind")[position]
    is_counted = kind is None or UNIT_KINDS[str(kind)].is_counted
    is_countable = UNIT_KINDS[measure].is_counted if measure in UNIT_KINDS else False
    if not (is_counted if measure == ANY_UNIT else kind == measure or (is_countable and not kind)):
        return None
    servings = _column(batch, "serving_units")
    if servings[position] is None:
        states_own = any(batch.value(key, position) is not None for key in _MASS_KEYS)
        if states_own:  # for a serving of one unit
            return Fraction(1) if number == 1 else None
        servings[position] = int(number * _ONE_UNIT)
    return Fraction(servings[position]) / (number * _ONE_UNIT)


def _scaled(value: int | Ingredient, share: Fraction) -> int | Ingredient | None:
    """Return an amount of so many bases in whole micrograms, or None if that is less than one."""
    if not isinstance(value, Ingredient):
        return round_half_away(value * share) or None
    elemental, compound = (
        None if mass is None else round_half_away(mass * share)
        for mass in (value.elemental, value.compound)
    )
    if 0 in {elemental, compound}:
        return None
    daily = None if value.daily_value is None else round_half_away(value.daily_value * share)
    return replace(value, elemental=elemental, compound=compound, daily_value=daily)


def _quoted_amount(value: int | Ingredient, heading: Heading, element: str) -> str:
    mass = value if isinstance(value, int) else value.elemental or value.compound or 0
    return f"{MASS.text(mass)} mg {quoted_header(heading.text, element)}".strip()


def _positive(
    batch: RowBatchBuilder, position: int, heading: Heading, value: Fraction
) -> int | None:
    rounded = round_half_away(value)
    if not rounded:
        batch.add_problem(position, BadInput(ProblemKind.ZERO), heading.text, "")
    return rounded or None


# -- money -------------------------------------------------------------------------------------


def _convert_price(batch: RowBatchBuilder, heading: Heading) -> None:
    """Make prices of a serving, a tablet or 100 g those of the pack.

    The price of several packs stays, and the packs become one, because a share is seldom exact.
    """
    number, measure = split_base(heading.parts.base)
    prices, packs = _column(batch, "price"), _column(batch, "pack_units")
    servings = _column(batch, "serving_units")
    for position, (price, pack) in enumerate(zip(prices, packs, strict=True)):
        if price is None or (pack is None and measure != PACK):
            continue
        if pack is None:  # the user completes the row with one pack
            prices[position] = _positive(batch, position, heading, Fraction(price) / number)
            continue
        if measure == PACK:
            _multiply_pack(batch, position, heading, number)
            continue
        if measure == SERVING:
            count = Fraction(pack, servings[position] or _ONE_UNIT)
        elif _fits_measure(batch, position, heading, measure):
            count = Fraction(pack, _ONE_UNIT)
        else:
            continue
        prices[position] = _positive(batch, position, heading, price * count / number)


def _multiply_pack(
    batch: RowBatchBuilder, position: int, heading: Heading, number: Fraction
) -> None:
    """Make several packs one."""
    packs = _column(batch, "pack_units")
    units = _positive(batch, position, heading, packs[position] * number)
    if units is not None and units > UNITS.largest:
        error = BadInput(
            ProblemKind.TOO_LARGE, value=UNITS.text(units), largest=UNITS.text(UNITS.largest)
        )
        batch.add_problem(position, error, heading.text, "")
        units = None
    packs[position] = units


def _scale_packs(batch: RowBatchBuilder, heading: Heading) -> None:
    """Make numbers of several units, or of the units in several packs, those of one pack."""
    number, measure = split_base(heading.parts.base)
    factor = number if measure == ANY_UNIT else 1 / number
    for position, pack in enumerate(_column(batch, "pack_units")):
        if pack is not None:
            _multiply_pack(batch, position, heading, factor)
    batch.sizes["pack_units"] = [
        tuple(replace(size, units=round_half_away(size.units * factor)) for size in sizes)
        for sizes in batch.sizes.get("pack_units", ())
    ]


def _take_off(batch: RowBatchBuilder, heading: Heading) -> None:
    """Take discounts in money off the prices."""
    prices, discounts = _column(batch, "price"), _column(batch, "discount_percent")
    for position, (price, discount) in enumerate(zip(prices, discounts, strict=True)):
        discounts[position] = None
        if not discount or not price or not _agrees_in_currency(batch, position, heading):
            continue
        if discount >= price:
            error = BadInput(
                ProblemKind.DISCOUNT_LEAVES_NO_PRICE,
                discount=MONEY.text(discount),
                price=MONEY.text(price),
            )
            batch.add_problem(position, error, heading.text, MONEY.text(discount))
        else:
            discounts[position] = _exact_percent(discount, price)
            if discounts[position] is None:
                prices[position] = price - discount


def _add_tax(batch: RowBatchBuilder, heading: Heading) -> None:
    """Add tax in money to the prices, which are without it."""
    prices, taxes = _column(batch, "price"), _column(batch, "tax_percent")
    discounts = _column(batch, "discount_percent")
    for position, (price, tax) in enumerate(zip(prices, taxes, strict=True)):
        taxes[position] = None
        if not tax or not price or not _agrees_in_currency(batch, position, heading):
            continue
        net = price * Fraction(100 * PERCENT.base_per_unit - (discounts[position] or 0))
        net /= 100 * PERCENT.base_per_unit
        taxes[position] = _exact_percent(tax, net)
        if taxes[position] is None:
            discounts[position] = None
            prices[position] = round_half_away(net) + tax


def _exact_percent(part: int, whole: Fraction | int) -> int | None:
    """Return what percentage a part is, in hundredths of a percent, if that is exact."""
    percent = Fraction(part) / whole * 100 * PERCENT.base_per_unit
    return int(percent) if percent.denominator == 1 and percent <= PERCENT.largest else None


def _agrees_in_currency(batch: RowBatchBuilder, position: int, heading: Heading) -> bool:
    currency = _column(batch, "currency")[position]
    if not heading.currency or currency in {None, heading.currency}:
        return True
    error = BadInput(ProblemKind.CURRENCY_CONFLICT, sign=heading.currency, currency=currency)
    batch.add_problem(position, error, heading.text, "")
    return False
