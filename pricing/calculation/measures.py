"""Every figure of a product, declared once.

The table, the JSON, the CSV, the workbook and the explanation are made from these declarations.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.expressions.tree import (
    Constant,
    Expression,
    IfAtMost,
    IfGiven,
    NonZero,
    Rounded,
    RoundingMode,
    Select,
    Variable,
    round_down,
    round_up,
)
from pricing.model.scenario import DOSE_POLICIES
from pricing.quantities.amounts import MONEY, PERCENT
from pricing.quantities.currencies import C_LOCALE, Notation, Plural, currencies
from pricing.quantities.rounding import (
    format_fixed,
    format_significant,
    format_significant_trimmed,
    format_trimmed,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


class FigureFormat(Enum):
    """How a figure is displayed: its decimals, and whether it has a unit."""

    MONEY = "money"
    RATE = "rate"
    MASS = "mass"
    UNITS = "units"
    COUNT = "count"
    RATIO = "ratio"


def format_figure(value: Fraction, figure_format: FigureFormat, currency: str) -> str:
    """Return the figure as displayed in the C locale, without its unit.

    No other function rounds a figure.

    >>> format_figure(Fraction(3, 2000), FigureFormat.RATE, "USD")
    '0.001500'
    >>> format_figure(Fraction(27, 2), FigureFormat.MONEY, "USD")
    '13.50'
    """
    match figure_format:
        case FigureFormat.MONEY:
            return format_fixed(value, currencies()[currency].decimals)
        case FigureFormat.RATE | FigureFormat.RATIO:
            return format_significant(value)
        case FigureFormat.COUNT:
            return format_fixed(value, 0)
        case _:
            return format_trimmed(value, 3)


def format_figure_with_unit(
    value: Fraction, figure_format: FigureFormat, currency: str, notation: Notation = C_LOCALE
) -> str:
    """Return the figure as displayed in a locale, with its currency sign or mg."""
    plain = format_figure(value, figure_format, currency)
    if figure_format is FigureFormat.MASS and notation.mass_digits:
        plain = format_significant_trimmed(value, notation.mass_digits)
    match figure_format:
        case FigureFormat.MONEY | FigureFormat.RATE:
            return notation.format_money(plain, currency)
        case FigureFormat.MASS:
            return f"{notation.format_number(plain)}\u00a0mg"
        case _:
            return notation.format_number(plain)


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of one product in one scenario.

    `title` and `unit` head its column. `value_template` states a value in an explanation, with the
    parameters {value}, {unit} for one dosage unit, and {units} for the value as a number of units.
    `meaning` defines the figure for the reader.
    """

    key: str
    title: str
    unit: str
    figure_format: FigureFormat
    value_template: str | Plural
    meaning: str
    expression: Expression


_discount_factor = 1 - Variable("discount_percent") / 100
_tax_factor = Variable("tax_percent") / 100 + 1


def rounded_to_currency(amount: Expression) -> Expression:
    """Return an amount of money rounded to the currency's decimals, as a till rounds."""
    return Rounded(amount * Variable("minor_units"), RoundingMode.NEAREST) / Variable("minor_units")


_discounted_price = IfAtMost(
    Variable("discount_percent"),
    Constant(Fraction(0)),
    Variable("price"),
    rounded_to_currency(Variable("price") * _discount_factor),
)
_taxed_price = IfAtMost(
    Variable("tax_percent"),
    Constant(Fraction(0)),
    _discounted_price,
    rounded_to_currency(_discounted_price * _tax_factor),
)

# What one pack costs. A till may round it to nothing.
NET_PRICE = _taxed_price + Variable("delivery")

MEASURES: tuple[Measure, ...] = (
    Measure(
        "serving_elemental_mg", "Elemental", "per serving", FigureFormat.MASS,
        "{value} per serving",
        "elemental amount on the label, or compound amount × elemental fraction",
        IfGiven(
            "elemental_mg", Variable("elemental_mg"),
            Variable("compound_mg") * Variable("elemental_fraction")
        ),
    ),
    Measure(
        "elemental_mg_per_unit", "Elemental", "per unit", FigureFormat.MASS, "{value} per {unit}",
        "elemental amount of a serving / units in a serving",
        Variable("serving_elemental_mg") / Variable("serving_units"),
    ),
    Measure(
        "pack_price", "Net price", "per pack", FigureFormat.MONEY, "{value} per pack",
        "price after discount and tax, each rounded as at the till, plus delivery",
        NonZero(NET_PRICE),  # nothing divides by a price that rounds to nothing
    ),
    Measure(
        "cost_per_unit", "Cost", "per unit", FigureFormat.RATE, "{value} per {unit}",
        "net price / units in the pack",
        Variable("pack_price") / Variable("pack_units"),
    ),
    Measure(
        "cost_per_elemental_mg", "Cost", "per elemental mg", FigureFormat.RATE, "{value} per mg",
        "net price / elemental mg in the pack",
        Variable("pack_price") / (Variable("pack_units") * Variable("elemental_mg_per_unit")),
    ),
    Measure(
        "units_per_day", "Units", "a day", FigureFormat.UNITS, "{units} a day",
        "the dose in whole smallest doses, by the dose policy",
        Select("dose_policy", {key: policy.units_per_day for key, policy in DOSE_POLICIES.items()}),
    ),
    Measure(
        "delivered_mg_per_day", "Delivered", "a day", FigureFormat.MASS, "{value} a day",
        "units a day × elemental amount per unit",
        Variable("units_per_day") * Variable("elemental_mg_per_unit"),
    ),
    Measure(
        "delivered_share", "Delivered", "share of target", FigureFormat.RATIO,
        "{value} times the target",
        "delivered amount / target",
        Variable("delivered_mg_per_day") / Variable("target_mg"),
    ),
    Measure(
        "units_per_month", "Units", "a month", FigureFormat.UNITS, "{units}",
        "units a day × days",
        Variable("units_per_day") * Variable("days"),
    ),
    Measure(
        "monthly_cost_exact", "Month", "exact", FigureFormat.MONEY, "{value}",
        "target × days × cost per elemental mg, without rounding of doses",
        Variable("target_mg") * Variable("days") * Variable("cost_per_elemental_mg"),
    ),
    Measure(
        "monthly_cost", "Month", "as taken", FigureFormat.MONEY, "{value}",
        "units a month × cost per unit, in whole doses",
        Variable("units_per_month") * Variable("cost_per_unit"),
    ),
    Measure(
        "cost_per_day", "Day", "as taken", FigureFormat.MONEY, "{value} a day",
        "units a day × cost per unit",
        Variable("units_per_day") * Variable("cost_per_unit"),
    ),
    Measure(
        "monthly_cost_per_elemental_mg", "Month", "per mg a day", FigureFormat.RATE,
        "{value} a month for each mg a day",
        "monthly cost / delivered amount; products rank by it",
        Variable("monthly_cost") / Variable("delivered_mg_per_day"),
    ),
    Measure(
        "packs_to_buy", "Packs", "to buy", FigureFormat.COUNT,
        Plural("value", "{value} pack to buy", "{value} packs to buy"),
        "units a month / units in the pack, rounded up",
        round_up(Variable("units_per_month") / Variable("pack_units")),
    ),
    Measure(
        "monthly_outlay", "Month", "to pay", FigureFormat.MONEY, "{value} to pay",
        "packs to buy × net price, the cost in whole packs",
        Variable("packs_to_buy") * Variable("pack_price"),
    ),
    Measure(
        "units_left_over", "Units", "left over", FigureFormat.UNITS, "{units} left over",
        "packs to buy × units in the pack - units a month",
        Variable("packs_to_buy") * Variable("pack_units") - Variable("units_per_month"),
    ),
    Measure(
        "course_packs", "Course", "packs", FigureFormat.COUNT,
        Plural("value", "{value} pack for the course", "{value} packs for the course"),
        "units a day × days of the course / units in the pack, rounded up",
        round_up(Variable("units_per_day") * Variable("course_days") / Variable("pack_units")),
    ),
    Measure(
        "course_outlay", "Course", "to pay", FigureFormat.MONEY, "{value} for the course",
        "packs for the course × net price",
        Variable("course_packs") * Variable("pack_price"),
    ),
    Measure(
        "days_per_pack", "Days", "per pack", FigureFormat.COUNT,
        Plural("value", "{value} day", "{value} days"),
        "units in the pack / units a day, rounded down",
        round_down(Variable("pack_units") / Variable("units_per_day")),
    ),
    Measure(
        "monthly_cost_per_absorbed_mg", "Month", "per absorbed mg a day", FigureFormat.RATE,
        "{value} a month for each absorbed mg a day",
        "headline / relative absorption assumed for the form",
        Variable("monthly_cost_per_elemental_mg") / Variable("relative_absorption"),
    ),
    Measure(
        "break_even_absorption", "Break-even", "absorption", FigureFormat.RATIO,
        "{value} times",
        "cost per elemental mg / that of the cheapest product of the reference form",
        Variable("cost_per_elemental_mg") / Variable("reference_cost_per_elemental_mg"),
    ),
    Measure(
        "monthly_premium", "Premium", "a month", FigureFormat.MONEY, "{value} more a month",
        "monthly cost - that of the cheapest product of the reference form",
        Variable("monthly_cost") - Variable("reference_monthly_cost"),
    ),
)  # fmt: skip

MEASURES_BY_KEY: Mapping[str, Measure] = {measure.key: measure for measure in MEASURES}
HEADLINE = MEASURES_BY_KEY["monthly_cost_per_elemental_mg"]
ABSORBED_COST_KEY = "monthly_cost_per_absorbed_mg"

# The cost of another elemental mass, the basis, such as 100 mg.
COST_PER_BASIS = Variable("cost_per_elemental_mg") * Variable("basis_mg")
# The headline is the cost per elemental mg times the days, whatever the dose and the target: the
# units cancel out between the monthly cost and the delivered amount.
COST_PER_MG_OF_HEADLINE = Variable(HEADLINE.key) / Variable("days")


def cost_per_basis(cost_per_mg: Fraction, basis_mg: int) -> Fraction:
    """Return what `basis_mg` of the element cost at a cost per elemental mg.

    >>> cost_per_basis(Fraction(3, 2000), 100)
    Fraction(3, 20)
    """
    values = {"cost_per_elemental_mg": cost_per_mg, "basis_mg": Fraction(basis_mg)}
    return COST_PER_BASIS.evaluate(values.__getitem__) or Fraction(0)


def headline_cost_per_basis(headline: Fraction, days: int, basis_mg: int) -> Fraction:
    """Return what `basis_mg` of the element cost at a headline for a period of days.

    >>> headline_cost_per_basis(Fraction(9, 200), 30, 100)
    Fraction(3, 20)
    """
    values = {HEADLINE.key: headline, "days": Fraction(days)}
    cost_per_mg = COST_PER_MG_OF_HEADLINE.evaluate(values.__getitem__) or Fraction(0)
    return cost_per_basis(cost_per_mg, basis_mg)


# Offers of whole lists repeat their prices and discounts.
@lru_cache(maxsize=65_536)
def net_price(price: int, discount: int, tax: int, delivery: int, currency: str) -> int:
    """Return the net price of a pack, which may round to nothing.

    Money is in millionths of the currency, percentages are in hundredths of a percent.

    >>> net_price(9_990_000, 1_500, 825, 4_950_000, "USD")
    14140000
    """
    inputs = {
        "price": MONEY.to_fraction(price),
        "discount_percent": PERCENT.to_fraction(discount),
        "tax_percent": PERCENT.to_fraction(tax),
        "delivery": MONEY.to_fraction(delivery),
        "minor_units": Fraction(currencies()[currency].minor_per_unit),
    }
    net = NET_PRICE.evaluate(inputs.__getitem__)
    return int((net or 0) * MONEY.base_per_unit)
