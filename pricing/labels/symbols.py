"""Find where a line states a mineral by its symbol, or by that of its ion."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pricing.labels.amounts import UNITS
from pricing.labels.label_reading import Span
from pricing.labels.mentions import Mention
from pricing.labels.tokens import MARK
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.tokens import Token


_IODINE = frozenset("IJ")
_MOST_CHARGES = 3


def symbols_of(source: str, tokens: Sequence[Token], numbers: Sequence[int]) -> list[Mention]:
    """Return the minerals that stand by their symbols right before a mass: Zn 10 mg.

    One letter may be a vitamin. J and I are iodine behind the symbol of another mineral. `numbers`
    are the places of numbers.
    """
    found: list[Mention] = []
    for at in [number - 1 for number in numbers if 0 < number < len(tokens) - 1]:
        if tokens[at + 2].text not in UNITS:
            continue
        token = tokens[at]
        span = Span(token.start, token.end)
        symbol = source[span.start : span.end]
        if found and symbol in _IODINE and UNITS[tokens[at + 2].text] == UNITS["mcg"]:
            symbol = "I"
        elif len(symbol) == 1:
            continue
        is_first = not at or tokens[at - 1].kind is MARK
        if is_first and symbol in elements():
            found.append(Mention(symbol, "", at, at + 1, token.depth, span))
    return found


def with_ions(source: str, tokens: Sequence[Token], named: list[Mention]) -> list[Mention]:
    """Return the minerals of a line with those that it names by their ions: Fe2+, Mg²⁺, Zn++."""
    taken = {at for mention in named for at in range(mention.first, mention.after)}
    ions = {
        ion.first: ion
        for at, token in enumerate(tokens)
        if token.text == "+" and (ion := _ion_before(source, tokens, at)) is not None
    }
    free = [ion for ion in ions.values() if ion.first not in taken]
    return sorted([*named, *free], key=_first_of) if free else named


def _ion_before(source: str, tokens: Sequence[Token], at: int) -> Mention | None:
    """Return the ion whose last charge stands at a place."""
    first = at
    while first > max(at - _MOST_CHARGES, 0) and _is_charge(tokens, first):
        first -= 1
    token = tokens[first]
    symbol = _ion_symbols().fullmatch(source[token.start : token.end])
    if symbol is None:
        return None
    return Mention(symbol[1], "", first, at + 1, token.depth, Span(token.start, tokens[at].end))


def _is_charge(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a sign, or a raised digit before it, touches what stands before it."""
    token = tokens[at]
    is_sign = token.kind is MARK and (token.text == "+" or token.text.isdigit())
    return is_sign and tokens[at - 1].end == token.start


@cache
def _ion_symbols() -> re.Pattern[str]:
    return re.compile(rf"({'|'.join(elements())})[1-6]?")


def _first_of(mention: Mention) -> int:
    return mention.first
