"""Find where a line states a mineral by its symbol."""

from __future__ import annotations

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


def symbols_of(source: str, tokens: Sequence[Token]) -> list[Mention]:
    """Return the minerals that stand by their symbols right before a mass: Zn 10 mg.

    One letter may be a vitamin. J and I are iodine behind the symbol of another mineral.
    """
    found: list[Mention] = []
    for at, token in enumerate(tokens[:-2]):
        span = Span(token.start, token.end)
        symbol = source[span.start : span.end]
        is_mass = tokens[at + 1].is_number and tokens[at + 2].text in UNITS
        is_first = not at or tokens[at - 1].kind is MARK
        if found and symbol in _IODINE and UNITS.get(tokens[at + 2].text) == UNITS["mcg"]:
            symbol = "I"
        elif len(symbol) == 1:
            continue
        if is_first and is_mass and symbol in elements():
            found.append(Mention(symbol, "", at, at + 1, token.depth, span))
    return found
