"""Prices of which a scanner has read digits as letters: 7,l0 €, $l3.49. They are asked."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.named_currencies import SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.labels.label_text import LabelText, TextLine

_MISREAD = re.compile(
    r"(?<![\w.,|])(?P<before>[$€£])? ?(?P<whole>[\dlios|]{1,4})[.,](?P<cents>[\dlios]{2})"
    r"(?![\w.,|]) ?(?P<behind>[$€£])?"
)
_AS_DIGITS = str.maketrans("li|os", "11105")


class MisreadMoney(NamedTuple):
    """A price that a misread text may state, and the tokens that it takes."""

    value: Fraction
    currency: str
    first: int
    after: int


def misread_money(text: LabelText, line: TextLine) -> Iterator[MisreadMoney]:
    """Yield the prices beside a sign in which letters stand for digits."""
    if line.words.isdisjoint(SIGNS):
        return
    for match in _MISREAD.finditer(text.folded, line.start, line.end):
        sign, number = match["before"] or match["behind"], match["whole"] + match["cents"]
        if not sign or number.isdigit() or not any(map(str.isdigit, number)):
            continue
        value = Fraction(f"{match['whole']}.{match['cents']}".translate(_AS_DIGITS))
        start, end = match.span()
        inside = [at for at, token in enumerate(line.tokens) if start <= token.start < end]
        yield MisreadMoney(value, SIGNS[sign], inside[0], inside[-1] + 1)
