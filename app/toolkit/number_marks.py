"""The decimal mark and the group mark of numbers: the locale's, or as the user prefers."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QLocale

from pricing.quantities.currencies import C_LOCALE, Notation

_GROUP_MARK_FOR = {",": ".", ".": ","}


class _Preference:
    """The user's own mark. As the locale does, it belongs to the process."""

    decimal_mark = ""


def preferred_mark() -> str:
    """Return the decimal mark that the user prefers, or "" for the locale's."""
    return _Preference.decimal_mark


@cache
def number_notation(locale: QLocale, preferred: str) -> Notation:
    """Return the marks of a locale and the side of its currency, with a preferred decimal mark."""
    usual = C_LOCALE
    if locale.language() != QLocale.Language.C:
        currency_after = not locale.toCurrencyString(1, "¤", 0).startswith("¤")
        usual = Notation(locale.decimalPoint(), locale.groupSeparator(), currency_after)
    if not preferred or preferred == usual.decimal:
        return usual
    group = _GROUP_MARK_FOR[preferred] if usual.group == preferred else usual.group
    return Notation(preferred, group, usual.currency_after)


def whole_number_text(number: int) -> str:
    """Return a whole number as the locale writes it: 1,234."""
    return number_notation(QLocale(), preferred_mark()).format_number(str(number))


def set_decimal_mark(mark: str) -> None:
    """Write numbers with this decimal mark from now on, or with the locale's for ""."""
    _Preference.decimal_mark = mark
