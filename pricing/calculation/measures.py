"""Every figure of a product, declared once.

The table, the JSON, the CSV, the workbook and the explanation are made from these declarations.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, lru_cache
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
from pricing.problems.plain_facts import Enum, NamedTuple, dataclass
from pricing.quantities.amounts import MASS, MONEY, PERCENT
from pricing.quantities.currencies import C_LOCALE, Notation, Plural, currencies
from pricing.quantities.rounding import (
    format_fixed,
    format_significant,
    format_significant_trimmed,
    format_trimmed,
)
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pricing.expressions.tree import ValueLookup


# From here on, a mass beside a trace mineral is that of a powder or a compound.
LEAST_MG_OF_POWDER = 10


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

    What would round to nothing is no money in a till, and is shown as a rate is.

    >>> format_figure(Fraction(1, 300), FigureFormat.MONEY, "USD")
    '0.003333'
    """
    match figure_format:
        case FigureFormat.MONEY:
            text = format_fixed(value, currencies()[currency].decimals)
            return text if not value or text.strip("0.") else format_significant(value)
        case FigureFormat.RATE | FigureFormat.RATIO:
            return format_significant(value)
        case FigureFormat.COUNT:
            return format_fixed(value, 0)
        case _:
            return format_trimmed(value, 3)


def format_figure_with_unit(
    value: Fraction,
    figure_format: FigureFormat,
    currency: str,
    notation: Notation = C_LOCALE,
    element: str = "",
) -> str:
    """Return the figure as displayed in a locale, with its currency sign or unit of mass.

    A mass is in the unit of its mineral, or in mg if `element` is "".
    """
    if figure_format is FigureFormat.MASS:
        return _format_mass(value, notation, element)
    plain = format_figure(value, figure_format, currency)
    match figure_format:
        case FigureFormat.MONEY | FigureFormat.RATE:
            return notation.format_money(plain, currency)
        case _:
            return notation.format_number(plain)


def _format_mass(milligrams: Fraction, notation: Notation, element: str) -> str:
    """Return a mass with its unit. Powders of trace minerals stay in mg.

    >>> masses = (_format_mass(Fraction(mg), C_LOCALE, "Se") for mg in ("0.125", "50"))
    >>> [" ".join(mass.split()) for mass in masses]
    ['125 µg', '50 mg']
    """
    value, unit = milligrams, "mg"
    if element and milligrams < LEAST_MG_OF_POWDER:
        mineral = elements()[element]
        value, unit = milligrams * mineral.units_per_mg, mineral.unit
    digits = notation.mass_digits
    plain = format_significant_trimmed(value, digits) if digits else format_trimmed(value, 3)
    return f"{notation.format_number(plain)}\u00a0{unit}"


# Only a period of so many days is called a month.
DAYS_OF_A_MONTH = range(28, 32)


@dataclass(frozen=True, slots=True)
class PeriodText:
    """A text about the period of a comparison, worded by its number of days.

    `in_days` has the parameter {days}. `in_any_period` is for a place where the days are unknown,
    or may change while the text stays.
    """

    in_a_month: str
    in_days: Plural
    in_any_period: str

    def template(self, days: int | None, notation: Notation = C_LOCALE) -> str:
        """Return the template for a period of so many days, in the language of a locale."""
        if days is None:
            return notation.translate(self.in_any_period)
        if days in DAYS_OF_A_MONTH:
            return notation.translate(self.in_a_month)
        number = notation.format_number(str(days))
        return notation.template(self.in_days, Fraction(days)).replace("{days}", number)


class ColumnHeading(NamedTuple):
    """The title and the unit of a column."""

    title: str
    unit: str

    @property
    def text(self) -> str:
        """Both on one line, in English."""
        return f"{self.title} {self.unit}".strip()


class Measure(NamedTuple):
    """A figure of one product in one scenario.

    `title` and `unit` head its column. `value_template` states a value in an explanation, with the
    parameters {value}, {unit} for one dosage unit, and {units} for the value as a number of units.
    A unit with the parameter {mass} is one for each mg, or for each µg of a trace mineral.
    `meaning` defines the figure for the reader.
    """

    key: str
    title: str | PeriodText
    unit: str | PeriodText
    figure_format: FigureFormat
    value_template: str | Plural | PeriodText
    meaning: str
    expression: Expression

    def heading(
        self, days: int | None = None, notation: Notation = C_LOCALE, element: str = ""
    ) -> ColumnHeading:
        """Return the heading of the column for a period of so many days, or for any period.

        It is for figures in the unit of a mineral, or in mg if `element` is "".

        >>> MEASURES_BY_KEY["monthly_cost"].heading(30).text
        'Month as taken'
        >>> MEASURES_BY_KEY["monthly_cost"].heading(90).text
        'In 90 days as taken'
        """
        title, unit = (
            text.template(days, notation)
            if isinstance(text, PeriodText)
            else notation.translate(text)
            for text in (self.title, self.unit)
        )
        mass = elements()[element].unit if element else MASS.unit
        return ColumnHeading(title, unit.replace("{mass}", mass))

    def in_unit_of(self, element: str, value: Fraction) -> Fraction:
        """Return a value, which is in mg, in the unit of a mineral."""
        if self.figure_format is FigureFormat.MASS:
            return value * elements()[element].units_per_mg
        return self.in_rate_of(element, value)

    def in_rate_of(self, element: str, value: Fraction) -> Fraction:
        """Return the cost of each mg as that of each unit of a mineral, and others unchanged."""
        is_per_mass = isinstance(self.unit, str) and "{mass}" in self.unit
        return value / elements()[element].units_per_mg if is_per_mass else value


PERIOD_TITLE = PeriodText("Month", Plural("days", "In {days} day", "In {days} days"), "Period")
PERIOD_UNIT = PeriodText(
    "a month", Plural("days", "in {days} day", "in {days} days"), "in the period"
)


_PER_MG_A_DAY = PeriodText(
    "{value} a month for each mg a day",
    Plural(
        "days",
        "{value} in {days} day for each mg a day",
        "{value} in {days} days for each mg a day",
    ),
    "{value} in the period for each mg a day",
)
_PER_ABSORBED_MG_A_DAY = PeriodText(
    "{value} a month for each absorbed mg a day",
    Plural(
        "days",
        "{value} in {days} day for each absorbed mg a day",
        "{value} in {days} days for each absorbed mg a day",
    ),
    "{value} in the period for each absorbed mg a day",
)
_MORE_COST = PeriodText(
    "{value} more a month",
    Plural("days", "{value} more in {days} day", "{value} more in {days} days"),
    "{value} more in the period",
)

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
        "cost_per_elemental_mg", "Cost", "per elemental {mass}", FigureFormat.RATE,
        "{value} per mg",
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
        "units_per_month", "Units", PERIOD_UNIT, FigureFormat.UNITS, "{units}",
        "units a day × days",
        Variable("units_per_day") * Variable("days"),
    ),
    Measure(
        "monthly_cost_exact", PERIOD_TITLE, "exact", FigureFormat.MONEY, "{value}",
        "target × days × cost per elemental mg, without rounding of doses",
        Variable("target_mg") * Variable("days") * Variable("cost_per_elemental_mg"),
    ),
    Measure(
        "monthly_cost", PERIOD_TITLE, "as taken", FigureFormat.MONEY, "{value}",
        "units in the period × cost per unit, in whole doses",
        Variable("units_per_month") * Variable("cost_per_unit"),
    ),
    Measure(
        "cost_per_day", "Day", "as taken", FigureFormat.MONEY, "{value} a day",
        "units a day × cost per unit",
        Variable("units_per_day") * Variable("cost_per_unit"),
    ),
    Measure(
        "monthly_cost_per_elemental_mg", PERIOD_TITLE, "per {mass} a day", FigureFormat.RATE,
        _PER_MG_A_DAY,
        "cost as taken / delivered amount; products rank by it",
        Variable("monthly_cost") / Variable("delivered_mg_per_day"),
    ),
    Measure(
        "packs_to_buy", "Packs", "to buy", FigureFormat.COUNT,
        Plural("value", "{value} pack to buy", "{value} packs to buy"),
        "units in the period / units in the pack, rounded up",
        round_up(Variable("units_per_month") / Variable("pack_units")),
    ),
    Measure(
        "monthly_outlay", PERIOD_TITLE, "to pay", FigureFormat.MONEY, "{value} to pay",
        "packs to buy × net price, the cost in whole packs",
        Variable("packs_to_buy") * Variable("pack_price"),
    ),
    Measure(
        "units_left_over", "Units", "left over", FigureFormat.UNITS, "{units} left over",
        "packs to buy × units in the pack - units in the period",
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
        "monthly_cost_per_absorbed_mg", PERIOD_TITLE, "per absorbed {mass} a day",
        FigureFormat.RATE, _PER_ABSORBED_MG_A_DAY,
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
        "monthly_premium", "Premium", PERIOD_UNIT, FigureFormat.MONEY, _MORE_COST,
        "cost as taken - that of the cheapest product of the reference form",
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


# Every page shows costs for so much of a mineral, in the mineral's unit. The window lets its user
# choose another amount.
SHOWN_BASIS = 100


def basis_in_mg(basis: int, element: str) -> Fraction:
    """Return the mg of a basis, which is in the unit of the mineral: 100 mg, or 100 µg."""
    return Fraction(basis, elements()[element].units_per_mg)


def basis_text(basis: int, element: str) -> str:
    """Return a basis with the unit of the mineral.

    >>> basis_text(100, "Mg"), basis_text(100, "Se")
    ('100 mg', '100 µg')
    """
    return f"{basis} {elements()[element].unit}"


def cost_per_basis(cost_per_mg: Fraction, basis: int, element: str) -> Fraction:
    """Return what a basis of the element costs at a cost per elemental mg.

    >>> cost_per_basis(Fraction(3, 2000), 100, "Mg")
    Fraction(3, 20)
    """
    values = {"cost_per_elemental_mg": cost_per_mg, "basis_mg": basis_in_mg(basis, element)}
    return COST_PER_BASIS.evaluate(values.__getitem__) or Fraction(0)


def headline_cost_per_basis(headline: Fraction, days: int, basis: int, element: str) -> Fraction:
    """Return what a basis of the element costs at a headline for a period of days.

    >>> headline_cost_per_basis(Fraction(9, 200), 30, 100, "Mg")
    Fraction(3, 20)
    """
    values = {HEADLINE.key: headline, "days": Fraction(days)}
    cost_per_mg = COST_PER_MG_OF_HEADLINE.evaluate(values.__getitem__) or Fraction(0)
    return cost_per_basis(cost_per_mg, basis, element)


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
    net = _compiled_net_price()(inputs.__getitem__)
    return int((net or 0) * MONEY.base_per_unit)


@cache
def _compiled_net_price() -> Callable[[ValueLookup], Fraction | None]:
    from pricing.expressions.compiled import compile_value  # the first picture needs none

    return compile_value(NET_PRICE)
