"""The signs beside the prices of a list, and what each of them can mean in it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput
from pricing.quantities.currencies import is_unshared, meanings_of_signs, read_currency_code

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_DIGITS_REMOVED = {ord(char): None for char in "0123456789⁰¹²³⁴⁵⁶⁷⁸⁹.,'’+- \t\xa0\u202f"}


_PENCE = frozenset(("p", "pence", "GBp", "GBX"))


def sign_beside_number(text: str) -> str:
    """Return what stands beside the number of a price. In India, “/-” only ends it.

    >>> sign_beside_number("C$ 12.50"), sign_beside_number("99 kr"), sign_beside_number("Rs 180/-")
    ('C$', 'kr', 'Rs')
    """
    return text.translate(_DIGITS_REMOVED).rstrip("/=–")


def read_sign(text: str, expected: str = "") -> str:
    """Return the currency of a sign or code, or "" if it is none. `expected` is tried first."""
    if text.strip() in _PENCE:
        return "GBP"
    if text.strip():
        with suppress(BadInput):
            return read_currency_code(text.strip(), expected)
    return ""


def sign_meanings(
    codes_and_signs: Collection[tuple[str, str]], currency: str, expected: str
) -> Mapping[str, tuple[str, ...]]:
    """Return the currencies that each shared sign can mean in a list.

    `codes_and_signs` are the texts that state the currencies of its rows. The user's `currency`
    decides. That of the comparison, `expected`, decides only for a sign that has no usual meaning,
    and where no row states another currency with that sign.

    >>> sign_meanings([("", "C$"), ("", "$")], "", "USD"), sign_meanings([("", "kr")], "", "SEK")
    ({'$': ('USD', 'CAD')}, {'kr': ('SEK',)})
    """
    shared = {code.strip() for code, _ in codes_and_signs if not is_unshared(code.strip())}
    signs = (shared | {sign for _, sign in codes_and_signs}) - {""}
    if currency:
        return dict.fromkeys(meanings_of_signs(signs, [currency]), (currency,))
    stated = [read_sign(code) for code, _ in codes_and_signs]
    stated += [read_sign(sign) for sign in signs if is_unshared(sign)]
    meanings = meanings_of_signs(signs, stated)
    others = {sign for sign in signs - meanings.keys() if not read_sign(sign)}
    return {**meanings_of_signs(others, [expected]), **meanings}
