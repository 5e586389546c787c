"""The products of a regimen that have to be taken apart from each other."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from pricing.analysis.contents import unstated_minerals
from pricing.reference.evidence import ASK_BEFORE_BOTH, medicine_spacings
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence, Set

    from pricing.model.product import Product

_NUMBER = re.compile(r"\d+")


class ProductsApart(NamedTuple):
    """Pairs of products to which the same advice applies: a time, and perhaps whom to ask."""

    pairs: Sequence[tuple[str, str]]
    advice: tuple[str, ...]


def find_products_apart(products: Sequence[Product]) -> list[ProductsApart]:
    """Return which products to take apart, once for each advice on their minerals.

    The advice on a mineral names other minerals among the medicines. It holds for a product with
    one of them and a product with the other, whatever else they hold.
    """
    pairs_of: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for first, second in combinations(products, 2):
        held = _minerals_of(first), _minerals_of(second)
        found = [
            advice
            for minerals, advice in _advice_by_minerals().items()
            if _is_between(minerals, *held)
        ]
        if found:
            pair = first.product, second.product
            pairs_of.setdefault(tuple(_strictest(found)), []).append(pair)
    return [ProductsApart(pairs, advice) for advice, pairs in pairs_of.items()]


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
        if not spacing.is_general and any(source.is_verified for source in spacing.sources)
        for name in spacing.medicine.split(", ")
        if name in symbols
    }


def _minerals_of(product: Product) -> set[str]:
    return {one.element for one in product.ingredients}.union(unstated_minerals(product))
