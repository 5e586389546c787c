"""The products of a regimen that have to be taken apart from each other."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from pricing.analysis.contents import unstated_minerals
from pricing.analysis.offer_names import OfferNames
from pricing.problems.plain_facts import NamedTuple
from pricing.reference.evidence import ASK_BEFORE_BOTH, medicine_spacings
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

    from pricing.model.product import Product

# More names than this in groups are hard to read: twelve products can make dozens of pairs.
_MOST_IN_GROUPS = 10
_NUMBER = re.compile(r"\d+")


class ProductsApart(NamedTuple):
    """Groups of products to which the same advice applies: a time, and perhaps whom to ask.

    Each product of a group has to be taken apart from each other one in it. `sides` says the same
    of many products in fewer words: each of the first ones apart from each of the others. It is
    empty where the groups are few, or where no side is shared.
    """

    groups: Sequence[tuple[str, ...]]
    advice: tuple[str, ...]
    sides: Sequence[tuple[tuple[str, ...], tuple[str, ...]]] = ()


def find_products_apart(products: Sequence[Product]) -> list[ProductsApart]:
    """Return which products to take apart, once for each advice on their minerals.

    The advice on a mineral names other minerals among the medicines. It holds for a product with
    one of them and a product with the other, whatever else they hold. A product that is taken in
    several doses counts once.
    """
    products = [*{product.label: product for product in products}.values()]
    names = OfferNames(products)
    pairs_of: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    held = list(map(_minerals_of, products))
    for first, second in combinations(range(len(products)), 2):
        found = [
            advice
            for minerals, advice in _advice_by_minerals().items()
            if _is_between(minerals, held[first], held[second])
        ]
        if found:
            pairs_of.setdefault(tuple(_strictest(found)), []).append((first, second))

    def named(places: Iterable[int]) -> tuple[str, ...]:
        return tuple(names.text(products[place]) for place in places)

    found_apart = []
    for advice, pairs in pairs_of.items():
        groups, sides = _groups(pairs), []
        if sum(map(len, groups)) > _MOST_IN_GROUPS:
            sides = [(named(first), named(others)) for first, others in _sides(pairs)]
        found_apart.append(ProductsApart([*map(named, groups)], advice, sides))
    return found_apart


def _sides(pairs: Sequence[tuple[int, int]]) -> list[tuple[list[int], list[int]]]:
    """Return which products are each to be taken apart from which others.

    Products with the same partners stand on one side.

    >>> _sides([(0, 2), (0, 3), (1, 2), (1, 3)]), _sides([(0, 1), (0, 2), (1, 2)])
    ([([0, 1], [2, 3])], [([0], [1, 2]), ([1], [2])])
    """
    partners: dict[int, set[int]] = {}
    for first, second in pairs:
        partners.setdefault(first, set()).add(second)
        partners.setdefault(second, set()).add(first)
    alike: dict[frozenset[int], list[int]] = {}
    for place in sorted(partners):
        alike.setdefault(frozenset(partners[place]), []).append(place)
    sides = []
    said: set[int] = set()
    for others, places in alike.items():
        said.update(places)
        rest = sorted(others - said)
        if rest:
            sides.append((places, rest))
    return sides


def _groups(pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Join pairs into groups of which any two are such a pair.

    >>> _groups([(0, 1), (0, 2), (1, 2), (2, 3)])
    [[0, 1, 2], [2, 3]]
    """
    everyone = sorted({place for pair in pairs for place in pair})
    groups: list[list[int]] = []
    for pair in pairs:
        if any(set(pair) <= set(group) for group in groups):
            continue
        group = [*pair]
        for other in everyone:
            mutual = ((min(other, one), max(other, one)) in pairs for one in group)
            if other not in group and all(mutual):
                group.append(other)
        groups.append(sorted(group))
    return groups


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
