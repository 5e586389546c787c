"""Every figure, declared once: tables, JSON, CSV, workbook and explanation come from here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.expressions.tree import (
    Constant,
    Expression,
    IfAtMost,
    IfKnown,
    Name,
    Rounded,
    Select,
    To,
    rounded_down,
    rounded_up,
)
from pricing.model.scenario import DOSE_POLICIES
from pricing.quantities.currencies import C_LOCALE, Notation, currencies
from pricing.quantities.rounding import fixed, significant, trimmed

if TYPE_CHECKING:
    from collections.abc import Mapping


class Shown(Enum):
    """How a figure is shown: its decimals, and whether money or mg stands with it."""

    MONEY = "money"
    RATE = "rate"
    MASS = "mass"
    UNITS = "units"
    COUNT = "count"
    RATIO = "ratio"


def shown(value: Fraction, how: Shown, currency: str) -> str:
    """The figure as displayed, C locale, without its unit. The one place a figure is rounded.

    >>> shown(Fraction(3, 2000), Shown.RATE, "USD"), shown(Fraction(27, 2), Shown.MONEY, "USD")
    ('0.001500', '13.50')
    """
    match how:
        case Shown.MONEY:
            return fixed(value, currencies()[currency].decimals)
        case Shown.RATE | Shown.RATIO:
            return significant(value)
        case Shown.COUNT:
            return fixed(value, 0)
        case _:
            return trimmed(value, 3)


def shown_with_unit(
    value: Fraction, how: Shown, currency: str, notation: Notation = C_LOCALE
) -> str:
    """The figure with $ or mg, for sentences and the screen."""
    plain = shown(value, how, currency)
    match how:
        case Shown.MONEY | Shown.RATE:
            return notation.money(plain, currency)
        case Shown.MASS:
            return f"{notation.number(plain)}\u00a0mg"
        case _:
            return notation.number(plain)


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of one product in one scenario.

    `title` and `unit` head its column; `says` puts its value into words, where {value} is the
    figure, {unit} one dosage unit and {units} several; `meaning` defines it for the reader.
    """

    key: str
    title: str
    unit: str
    shown: Shown
    says: str
    meaning: str
    expression: Expression


_discount_off = 1 - Name("discount_percent") / 100
_tax_on = Name("tax_percent") / 100 + 1
_minor = Name("minor_units")


def _at_the_till(amount: Expression) -> Expression:
    """Rounded to the currency's decimals, as a till does."""
    return Rounded(amount * _minor, To.NEAREST) / _minor


_discounted = IfAtMost(
    Name("discount_percent"),
    Constant(Fraction(0)),
    Name("price"),
    _at_the_till(Name("price") * _discount_off),
)
_taxed = IfAtMost(
    Name("tax_percent"), Constant(Fraction(0)), _discounted, _at_the_till(_discounted * _tax_on)
)

MEASURES: tuple[Measure, ...] = (
    Measure(
        "serving_elemental_mg", "Elemental", "a serving", Shown.MASS, "{value} a serving",
        "what the label states, or compound x elemental fraction where it states the compound only",
        IfKnown(
            "elemental_mg", Name("elemental_mg"), Name("compound_mg") * Name("elemental_fraction")
        ),
    ),
    Measure(
        "elemental_mg_per_unit", "Elemental", "a unit", Shown.MASS, "{value} a {unit}",
        "elemental amount per serving / units per serving",
        Name("serving_elemental_mg") / Name("serving_units"),
    ),
    Measure(
        "pack_price", "Net price", "a pack", Shown.MONEY, "{value} a pack",
        "price less discount, plus tax, each rounded as the till does, plus delivery",
        _taxed + Name("delivery"),
    ),
    Measure(
        "cost_per_unit", "Cost", "a unit", Shown.RATE, "{value} a {unit}",
        "net price / units in the pack",
        Name("pack_price") / Name("pack_units"),
    ),
    Measure(
        "cost_per_elemental_mg", "Cost", "per elemental mg", Shown.RATE, "{value} per mg",
        "net price / elemental mg in the pack",
        Name("pack_price") / (Name("pack_units") * Name("elemental_mg_per_unit")),
    ),
    Measure(
        "units_per_day", "A day", "units", Shown.UNITS, "{value} {units} a day",
        "the dose in whole smallest doses, by the dose policy",
        Select("dose_policy", {key: policy.units for key, policy in DOSE_POLICIES.items()}),
    ),
    Measure(
        "delivered_mg_per_day", "Delivered", "a day", Shown.MASS, "{value} a day",
        "units a day x elemental amount a unit",
        Name("units_per_day") * Name("elemental_mg_per_unit"),
    ),
    Measure(
        "delivered_share", "Delivered", "of target", Shown.RATIO, "{value} times the target",
        "delivered / target",
        Name("delivered_mg_per_day") / Name("target_mg"),
    ),
    Measure(
        "units_per_month", "Units", "a month", Shown.UNITS, "{value} {units}",
        "units a day x days",
        Name("units_per_day") * Name("days"),
    ),
    Measure(
        "monthly_cost_exact", "Month", "straight line", Shown.MONEY, "{value}",
        "target x days x cost per elemental mg: no rounding of doses, as price sites print",
        Name("target_mg") * Name("days") * Name("cost_per_elemental_mg"),
    ),
    Measure(
        "monthly_cost", "Month", "swallowed", Shown.MONEY, "{value}",
        "units a month x cost a unit: what is really swallowed, in whole smallest doses",
        Name("units_per_month") * Name("cost_per_unit"),
    ),
    Measure(
        "cost_per_day", "Day", "swallowed", Shown.MONEY, "{value} a day",
        "units a day x cost a unit",
        Name("units_per_day") * Name("cost_per_unit"),
    ),
    Measure(
        "monthly_cost_per_elemental_mg", "Month", "per mg a day", Shown.RATE,
        "{value} a month for each mg a day",
        "monthly cost / delivered: the headline by which products rank",
        Name("monthly_cost") / Name("delivered_mg_per_day"),
    ),
    Measure(
        "packs_to_buy", "Packs", "to buy", Shown.COUNT, "{value} to buy",
        "units a month / units in the pack, rounded up",
        rounded_up(Name("units_per_month") / Name("pack_units")),
    ),
    Measure(
        "monthly_outlay", "Month", "at the till", Shown.MONEY, "{value} at the till",
        "packs to buy x net price: what leaves the purse in the first month",
        Name("packs_to_buy") * Name("pack_price"),
    ),
    Measure(
        "units_left_over", "Left over", "units", Shown.UNITS, "{value} {units} left over",
        "packs to buy x units in the pack - units a month",
        Name("packs_to_buy") * Name("pack_units") - Name("units_per_month"),
    ),
    Measure(
        "course_packs", "A course", "packs", Shown.COUNT, "{value} packs for the course",
        "units a day x days of the course / units in the pack, rounded up",
        rounded_up(Name("units_per_day") * Name("course_days") / Name("pack_units")),
    ),
    Measure(
        "course_outlay", "A course", "at the till", Shown.MONEY, "{value} for the course",
        "packs for the course x net price: whole packs for all its days",
        Name("course_packs") * Name("pack_price"),
    ),
    Measure(
        "days_per_pack", "A pack lasts", "days", Shown.COUNT, "{value} days",
        "units in the pack / units a day, rounded down",
        rounded_down(Name("pack_units") / Name("units_per_day")),
    ),
    Measure(
        "monthly_cost_per_absorbed_mg", "Month", "per absorbed mg a day", Shown.RATE,
        "{value} a month for each mg absorbed",
        "headline / relative absorption assumed for the form",
        Name("monthly_cost_per_elemental_mg") / Name("relative_absorption"),
    ),
    Measure(
        "break_even_absorption", "Break-even", "times absorbed", Shown.RATIO, "{value} times",
        "cost per elemental mg / that of the cheapest product of the reference form",
        Name("cost_per_elemental_mg") / Name("reference_cost_per_elemental_mg"),
    ),
    Measure(
        "monthly_premium", "Premium", "a month", Shown.MONEY, "{value} more a month",
        "monthly cost - that of the cheapest product of the reference form",
        Name("monthly_cost") - Name("reference_monthly_cost"),
    ),
)  # fmt: skip

BY_KEY: Mapping[str, Measure] = {measure.key: measure for measure in MEASURES}
HEADLINE = BY_KEY["monthly_cost_per_elemental_mg"]
ABSORBED_KEY = "monthly_cost_per_absorbed_mg"
