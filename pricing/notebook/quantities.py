"""Exact numbers that know how they are displayed: counts and ratios, masses, money.

Here too, arguments become whole numbers in the model's base units.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from pricing.calculation.measures import FigureFormat, format_figure
from pricing.notebook.arguments import ArgumentError, currency_argument, naming
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import (
    DAYS,
    MASS,
    MONEY,
    SHOPS,
    UNITS,
    DecimalMark,
    read_amount,
    read_money,
)
from pricing.quantities.currencies import C_LOCALE, price_text
from pricing.quantities.rounding import format_trimmed

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self, TypeGuard

    from pricing.model.product import UnitKind
    from pricing.quantities.amounts import Quantity

    MassArgument = str | Decimal | Fraction  # a Mass is a Fraction
    MoneyArgument = str | Decimal | Fraction
    CountArgument = int | str | Decimal | Fraction
    RatioArgument = str | Decimal | Fraction

AnyNumber = TypeVar("AnyNumber", bound="ExactNumber")

_COUNTS = (UNITS, SHOPS, DAYS)
_EXAMPLES = {"mass": "“241 mg”", "money": "“$8.00”", "percent": "“15 %”", "factor": "“1.3”"}
_LARGEST_EXPONENT = 100


class ExactNumber(Fraction):
    """A fraction and its text as displayed.

    It computes as a Fraction does, and arithmetic gives plain fractions. `text` may be rounded, the
    number never is. `plain` is the text without its `unit`.
    """

    __slots__ = ("plain", "unit")

    plain: str
    unit: str

    def __new__(cls, value: Fraction, plain: str, unit: str = "") -> Self:
        """Return a number that is displayed as `plain`, a number of the C locale, and its unit."""
        number = Fraction.__new__(cls, value)
        number.plain = plain
        number.unit = unit
        return number

    @property
    def text(self) -> str:
        """The number as displayed, C locale, with its unit."""
        return f"{self.plain} {self.unit}".rstrip()

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        is_rounded = Fraction(self.plain) != self
        exact = f", exactly {self.numerator}/{self.denominator}" if is_rounded else ""
        return f"<{type(self).__name__} {self.text}{exact}>"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., ExactNumber], tuple[object, ...]]:
        return displayed_number, (type(self), Fraction(self), self.plain, self.unit)


class Mass(ExactNumber):
    """A mass in milligrams.

    >>> Mass("0.3 g"), Mass("0.3 g") == 300
    (<Mass 300 mg>, True)
    """

    __slots__ = ()

    def __new__(cls, value: MassArgument) -> Self:
        """Return the mass that a text, or a Decimal in milligrams, states."""
        base = base_units("Mass", value, MASS)
        return ExactNumber.__new__(cls, MASS.to_fraction(base), MASS.text(base), MASS.unit)


class Money(ExactNumber):
    """An amount of money in the main unit of its currency; `unit` is the currency's code.

    >>> Money("8 EUR"), Money("$8.00").unit, Money("8 EUR") == Money("8 USD")
    (<Money €8.00>, 'USD', False)
    """

    __slots__ = ()

    def __new__(cls, value: MoneyArgument, currency: str = "") -> Self:
        """Return the money that a text, or a Decimal in the currency's main unit, states."""
        base, stated = money_units("Money", value, currency_argument("Money", currency))
        plain = price_text(MONEY.text(base), stated)
        return ExactNumber.__new__(cls, MONEY.to_fraction(base), plain, stated)

    @property
    def text(self) -> str:
        """The amount as displayed, C locale, with the sign of its currency."""
        return C_LOCALE.format_money(self.plain, self.unit).replace("\u00a0", " ")

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Money) and other.unit != self.unit:
            return False
        return super().__eq__(other)

    def __hash__(self) -> int:  # type: ignore[override] # typeshed takes it from Complex
        return super().__hash__()


def displayed_number(
    kind: type[AnyNumber], value: Fraction, plain: str, unit: str = ""
) -> AnyNumber:
    """Return a number of the kind with the text that is displayed for it."""
    return ExactNumber.__new__(kind, value, plain, unit)


def displayed_money(base: int, currency: str) -> Money:
    """Return a price given in millionths of its currency, with all decimals that it has."""
    plain = price_text(MONEY.text(base), currency)
    return displayed_number(Money, MONEY.to_fraction(base), plain, currency)


def displayed_mass(base: int) -> Mass:
    """Return a mass given in micrograms."""
    return displayed_number(Mass, MASS.to_fraction(base), MASS.text(base), MASS.unit)


def displayed_amount(base: int, quantity: Quantity, unit: str = "") -> ExactNumber:
    """Return a count or ratio given in base units of its quantity."""
    unit = unit or quantity.unit
    return displayed_number(ExactNumber, quantity.to_fraction(base), quantity.text(base), unit)


def displayed_figure(
    value: Fraction, figure_format: FigureFormat, currency: str, unit_kind: UnitKind
) -> ExactNumber:
    """Return a computed figure, displayed as the command line displays it, with its unit."""
    plain = format_figure(value, figure_format, currency)
    match figure_format:
        case FigureFormat.MONEY | FigureFormat.RATE:
            return displayed_number(Money, value, plain, currency)
        case FigureFormat.MASS:
            return displayed_number(Mass, value, plain, MASS.unit)
        case FigureFormat.UNITS:
            return displayed_number(ExactNumber, value, plain, unit_kind.name_of(value))
        case _:
            return displayed_number(ExactNumber, value, plain)


# -- arguments ---------------------------------------------------------------------------------


def base_units(argument: str, value: object, quantity: Quantity) -> int:
    """Return an argument in base units of its quantity.

    Text may state a unit. A Decimal or fraction is in the unit as shown. An int is taken for counts
    only, because 241 could be milligrams or micrograms.

    Raises:
        ArgumentError: The value is no such quantity, or out of its bounds.
    """
    with naming(argument):
        if isinstance(value, str):
            return read_amount(value, quantity)
        text = _exact_text(argument, value, quantity)
        return read_amount(text, quantity, DecimalMark.POINT)


def money_units(argument: str, value: object, currency: str) -> tuple[int, str]:
    """Return an argument in millionths of its currency, and that currency.

    `currency` is the one that is expected; "" takes what the value states.
    """
    with naming(argument):
        if isinstance(value, str):
            amount, stated = read_money(value, expected_currency=currency)
        else:
            text = _exact_text(argument, value, MONEY)
            amount, _ = read_money(text, DecimalMark.POINT)
            stated = value.unit if isinstance(value, Money) else ""
        if stated and currency and stated != currency:
            raise BadInput(ProblemKind.CURRENCY_CONFLICT, sign=stated, currency=currency)
        return amount, stated or currency


def _exact_text(argument: str, value: object, quantity: Quantity) -> str:
    """Return the number as exact decimal text, where it cannot be mistaken for base units."""
    example = _EXAMPLES.get(quantity.name, "“120”")
    unit = f" in {quantity.unit}" if quantity.unit else ""
    remedy = f"Write it as text such as {example}, or as a Decimal{unit}."
    if type(value) is int and quantity in _COUNTS:
        return str(value)
    if isinstance(value, float):
        raise ArgumentError(argument, f"{value!r} is a float, which is not always exact.", remedy)
    if type(value) is int:
        raise ArgumentError(argument, f"{value} has no unit.", remedy)
    if not _is_exact_number(value, quantity):
        raise ArgumentError(argument, f"{value!r} is no {quantity.name}.", remedy)
    if isinstance(value, Decimal) and not (
        value.is_finite() and abs(value.adjusted()) < _LARGEST_EXPONENT
    ):
        raise ArgumentError(argument, f"{value} is out of bounds.", remedy)
    exact = Fraction(value)
    text = format_trimmed(exact, 2 * _LARGEST_EXPONENT)
    if Fraction(text) != exact:
        raise BadInput(
            ProblemKind.TOO_MANY_DECIMALS,
            value=value,
            unit=quantity.unit or quantity.name,
            decimals=quantity.decimals,
        )
    return text


def _is_exact_number(value: object, quantity: Quantity) -> TypeGuard[Decimal | Fraction]:
    """Whether the value is a Decimal, a plain fraction, or a number of this very quantity."""
    typed = {MASS.name: Mass, MONEY.name: Money}.get(quantity.name, ExactNumber)
    return isinstance(value, Decimal) or type(value) in {Fraction, typed}
