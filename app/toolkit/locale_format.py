"""Numbers, counts and dates as the user's locale writes them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from app.toolkit.translation import tr, translate_plural
from pricing.quantities.amounts import unambiguous_number_text
from pricing.quantities.currencies import C_LOCALE, Notation, Plural, currencies

if TYPE_CHECKING:
    from datetime import date, datetime

# The locale belongs to the process, so the preferred mark is a property of the application.
_DECIMAL_MARK_PROPERTY = "decimalMark"
_SHORT_MASS_DIGITS = 3
_GROUP_MARK_FOR = {",": ".", ".": ","}


def notation() -> Notation:
    """Return the marks and the currency's side of the locale, with the user's decimal mark."""
    return notation_for(QLocale())


def short_notation() -> Notation:
    """Return the notation with masses of three significant digits, for what is only shown."""
    return replace(notation(), mass_digits=_SHORT_MASS_DIGITS)


def notation_for(locale: QLocale) -> Notation:
    """Return the notation of another locale, for a page in another language."""
    application = QCoreApplication.instance()
    preferred = application.property(_DECIMAL_MARK_PROPERTY) if application else None
    return _cached_notation(locale, str(preferred or ""))


@cache
def _cached_notation(locale: QLocale, preferred: str) -> Notation:
    if locale.language() == QLocale.Language.C:
        usual = replace(C_LOCALE, translate=tr, translate_plural=translate_plural)
    else:
        currency_after = not locale.toCurrencyString(1, "¤", 0).startswith("¤")
        usual = Notation(
            locale.decimalPoint(), locale.groupSeparator(), currency_after, tr, translate_plural
        )
    if not preferred or preferred == usual.decimal:
        return usual
    group = _GROUP_MARK_FOR[preferred] if usual.group == preferred else usual.group
    return replace(usual, decimal=preferred, group=group)


def number_for_editing(number: str) -> str:
    """Return a C-locale number as a user would type it. It can be read in one way only."""
    return unambiguous_number_text(number, notation().decimal)


def count_text(count: int, one: str, other: str, /, **values: object) -> str:
    """Return `one` for 1, else `other`, with {count} and the values filled in.

    `other` is what translators see. A language may have more plural forms than English: its file
    holds them all, and Qt takes the one for the count.
    """
    template = translate_plural(Plural("count", one, other), count)
    return template.format(count=notation().format_number(str(count)), **values)


def set_decimal_mark(mark: str) -> None:
    """Write numbers with this decimal mark from now on, or with the locale's for ""."""
    application = QCoreApplication.instance()
    if application is not None:
        application.setProperty(_DECIMAL_MARK_PROPERTY, mark)


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
