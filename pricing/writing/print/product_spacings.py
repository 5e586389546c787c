"""The times that products of one page have to be taken apart from each other."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from pricing.reference.evidence import medicine_spacings
from pricing.reference.mineral_forms import elements
from pricing.writing.print.handout_medicines import ASK_BEFORE_BOTH, is_verified
from pricing.writing.print.page_style import MAX_NAME_LENGTH, printable_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence, Set

    from pricing.analysis.regimen import Take
    from pricing.writing.print.languages import HandoutTexts

_NUMBER = re.compile(r"\d+")


def product_spacings(takes: Sequence[Take], texts: HandoutTexts) -> list[str]:
    """Return which products to take apart, a sentence for each advice on their minerals.

    The advice on a mineral names other minerals among the medicines. It holds for a product with
    one of them and a product with the other, whatever else they hold.
    """
    pairs_of: dict[tuple[str, ...], list[str]] = {}
    for first, second in combinations(takes, 2):
        held = _minerals_of(first), _minerals_of(second)
        found = [
            advice
            for minerals, advice in _advice_by_minerals().items()
            if _is_between(minerals, *held)
        ]
        if found:
            names = (
                printable_text(take.product.product, MAX_NAME_LENGTH) for take in (first, second)
            )
            pairs_of.setdefault(tuple(_strictest(found)), []).append(" + ".join(names))
    return [
        texts.text(
            "apart_of",
            products=", ".join(pairs),
            advice="; ".join(map(texts.language.translate, advice)),
        )
        for advice, pairs in pairs_of.items()
    ]


def _is_between(minerals: tuple[str, str], first: Set[str], second: Set[str]) -> bool:
    """Return whether one product holds one of the minerals, and the other product the other."""
    one, other = minerals
    return (one in first and other in second) or (other in first and one in second)


def _strictest(advice: Sequence[str]) -> Iterator[str]:
    """Yield the longest time, then that somebody is to be asked, as far as it was advised."""
    times = [one for one in advice if one != ASK_BEFORE_BOTH]
    if times:
        yield max(times, key=_least_hours)
    if ASK_BEFORE_BOTH in advice:
        yield ASK_BEFORE_BOTH


def _least_hours(advice: str) -> int:
    found = _NUMBER.search(advice)
    return int(found[0]) if found else 0


@cache
def _advice_by_minerals() -> Mapping[tuple[str, str], str]:
    """Return the verified advice on a mineral and another that is among its medicines."""
    symbols = {element.name.lower(): symbol for symbol, element in elements().items()}
    return {
        (spacing.element, symbols[name]): spacing.advice
        for spacing in medicine_spacings()
        if not spacing.is_general and any(map(is_verified, spacing.sources))
        for name in spacing.medicine.split(", ")
        if name in symbols
    }


def _minerals_of(take: Take) -> set[str]:
    return {one.element for one in take.product.ingredients} | set(take.unstated_minerals)
