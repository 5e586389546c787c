"""The masses of a mineral that a label states in millimoles or milliequivalents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.quantities.amounts import MASS
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from pricing.labels.label_text import LabelText
    from pricing.labels.mentions import Mention
    from pricing.labels.tokens import Token

_MILLIMOLES = frozenset(("mmol",))
_EQUIVALENTS = frozenset(("meq", "mval"))
MOLES = _MILLIMOLES | _EQUIVALENTS
_BEFORE_MOLES = frozenset(("(", "bzw", ".", "resp", "oder", "or", "ou", "o", "/", "=", ","))
_LINKS = frozenset(("de", "d", "'", "di", "of", "an"))


def past_moles(tokens: Sequence[Token], at: int) -> int:
    """Return where moles end behind an amount: 1.56 g (40 mmol) potassium, 315 mg bzw. 8 mmol."""
    number = at
    while number < len(tokens) and tokens[number].text in _BEFORE_MOLES:
        number += 1
    after = number + 2
    if number == at or after > len(tokens) or not tokens[number].is_number:
        return at
    if tokens[after - 1].text not in MOLES:
        return at
    is_closed = after < len(tokens) and tokens[after].text == ")"
    return after + 1 if is_closed and tokens[number].depth > tokens[after].depth else after


def masses_of_moles(
    text: LabelText, tokens: Sequence[Token], mentions: Sequence[Mention], element: str
) -> Iterator[Fraction]:
    """Yield the milligrams of an element in the moles of it that tokens state: 8 mmol K+."""
    details = elements()[element]
    for at, unit in enumerate(tokens[1:]):
        if unit.text not in MOLES or not tokens[at].is_number:
            continue
        is_molar = unit.text in _MILLIMOLES
        size = details.micrograms_per_mmol if is_molar else details.micrograms_per_meq
        count = text.number(tokens[at])
        if count and size and _names_no_other(tokens, mentions, at + 2, element):
            yield count * size / MASS.base_per_unit


def _names_no_other(
    tokens: Sequence[Token], mentions: Sequence[Mention], at: int, element: str
) -> bool:
    """Return whether moles are not those of another substance: 8 mmol chloride."""
    while at < len(tokens) and tokens[at].text in _LINKS:
        at += 1
    named = [mention.element for mention in mentions if mention.first == at]
    return named in ([], [element])
