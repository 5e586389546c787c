"""Numbers, counts and dates as the user's locale writes them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QTime

from app.toolkit.number_marks import number_notation, preferred_mark, whole_number_text
from app.toolkit.translation import tr, translate_plural
from pricing.calculation.measures import FigureFormat, format_figure_with_unit
from pricing.quantities.amounts import MASS, unambiguous_number_text
from pricing.quantities.currencies import Notation, Plural, currencies

if TYPE_CHECKING:
    from datetime import date, datetime

    from pricing.model.scenario import Scenario

_SHORT_MASS_DIGITS = 3
_MAX_KEPT_FIGURES = 10_000


def notation() -> Notation:
    """Return the marks and the currency's side of the locale, with the user's decimal mark."""
    return notation_for(QLocale())


def short_notation() -> Notation:
    """Return the notation with masses of three significant digits, for what is only shown."""
    return _shortened(notation())


@cache
def _shortened(usual: Notation) -> Notation:
    return replace(usual, mass_digits=_SHORT_MASS_DIGITS)


def notation_for(locale: QLocale) -> Notation:
    """Return the notation of another locale, for a page in another language."""
    return _translated(locale, preferred_mark())


@cache
def _translated(locale: QLocale, preferred: str) -> Notation:
    marks = number_notation(locale, preferred)
    return replace(marks, translate=tr, translate_plural=translate_plural)


def figure_text(
    value: Fraction, figure_format: FigureFormat, currency: str, marks: Notation, element: str = ""
) -> str:
    """Return what `format_figure_with_unit` does. It is kept, because figures are painted again."""
    return _figure_text(*value.as_integer_ratio(), figure_format, currency, marks, element)


@lru_cache(maxsize=_MAX_KEPT_FIGURES)
def _figure_text(
    numerator: int,
    denominator: int,
    figure_format: FigureFormat,
    currency: str,
    marks: Notation,
    element: str,
) -> str:
    value = Fraction(numerator, denominator)
    return format_figure_with_unit(value, figure_format, currency, marks, element)


def number_for_editing(number: str) -> str:
    """Return a C-locale number as a user would type it. It can be read in one way only."""
    return unambiguous_number_text(number, notation().decimal)


def count_text(count: int, one: str, other: str, /, **values: object) -> str:
    """Return `one` for 1, else `other`, with {count} and the values filled in.

    `other` is what translators see. A language may have more plural forms than English: its file
    holds them all, and Qt takes the one for the count.
    """
    template = translate_plural(Plural("count", one, other), count)
    return template.format(count=whole_number_text(count), **values)


def target_text(scenario: Scenario) -> str:
    """Return the target a day in the unit of its mineral: 200 mg."""
    target = MASS.to_fraction(scenario.target)
    return format_figure_with_unit(target, FigureFormat.MASS, "", notation(), scenario.element)


def locale_currency() -> str:
    """Return the code of the locale's currency, or USD if it is not a known one."""
    code = QLocale().currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)
    return code if code in currencies() else "USD"


def date_text(day: date) -> str:
    """Return a date with the month's name: 2 May 2026."""
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMMM yyyy")


def time_text(moment: datetime) -> str:
    """Return the time of day as the user's system writes it."""
    return QLocale().toString(QTime(moment.hour, moment.minute), QLocale.FormatType.ShortFormat)


def short_date_text(day: date) -> str:
    """Return a date with the month's short name."""
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy")
