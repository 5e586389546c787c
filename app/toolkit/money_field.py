"""Amounts of money in fields: shown with their currency, and read with or without it."""

from __future__ import annotations

from app.toolkit.locale_format import notation, number_for_editing
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MONEY, read_money
from pricing.quantities.currencies import price_text


def money_field_text(amount: int, currency: str) -> str:
    """Return an amount with its currency, in a way that can be read in one way only."""
    number = number_for_editing(price_text(MONEY.text(amount), currency))
    return notation().format_money("0", currency).replace("0", number)


def read_money_field(text: str, currency: str) -> int:
    """Return the amount that a text states, in millionths. An empty text states none.

    Raises:
        BadInput: The text is no amount of money, or one in another currency.
    """
    if not text.strip():
        return 0
    amount, stated = read_money(text, expected_currency=currency)
    if stated and stated != currency:
        raise BadInput(ProblemKind.OTHER_CURRENCY, value=text, currency=currency)
    return amount
