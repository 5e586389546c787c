"""How the user's locale writes numbers and dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale

from pricing.currency import C_LOCALE, Notation, currencies

if TYPE_CHECKING:
    from datetime import date


def notation(locale: QLocale | None = None) -> Notation:
    """The locale's decimal and group marks, and on which side the currency stands."""
    used = locale or QLocale()
    if used.language() == QLocale.Language.C:
        return C_LOCALE
    example = used.toCurrencyString(1, "¤", 0)
    return Notation(used.decimalPoint(), used.groupSeparator(), not example.startswith("¤"))


def usual_currency() -> str:
    """The code of the locale's currency; US dollars where the locale names none we know."""
    code = QLocale().currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)
    return code if code in currencies() else "USD"


def date_text(day: date) -> str:
    """The day with the month's name in the locale's language."""
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMMM yyyy")
