"""The minerals that the note about a product says it holds, beside advice on how to take it."""

from __future__ import annotations

import re
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.model.also_contains import agrees_with, minerals_in_text, text_items
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import MASS, UNITS, DecimalMark, read_amount
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reference.mineral_names import denied_minerals, named_minerals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.model.product import Product

_ADDRESS = lazy_pattern(r"://|www\.|^\S*/\S*\.\w+$|^\S+\.\w{2,}/\S*$")
# Advice on how to take a product is no statement of what it holds.
_ADVICE = lazy_pattern(
    r"\b(?:take|taken|nehmen|einnehmen|einnahme|tomar|prendre|apart|abstand|hours?|stunden|not|"
    r"nicht|never|avoid|interact\w*|compared?|than|instead|statt|replaces?)\b",
    re.IGNORECASE,
)
# Most texts name none, so the search for symbols and formulas is asked of few.
_MAY_BE_SYMBOL = lazy_pattern(
    r"(?<![^\W_])(?:(?:Mg|Ca|Fe|Zn|Cu|Mn|Se|Cr|Mo|Na)(?![a-z])|[KI][A-Z])"
)
_MASS = lazy_pattern(r"\d[\d.,]*\s*(?:mcg|mg|[uµμ]g|g)(?![^\W_])", re.IGNORECASE)


def is_advice(text: str) -> bool:
    """Return whether a text advises how to take a product, and does not state what it holds."""
    return _ADVICE.search(text) is not None


def mentioned_minerals(text: str) -> tuple[str, ...]:
    """Return the minerals that a free text names, unless it is an address.

    >>> mentioned_minerals("mit Zn, kelp"), mentioned_minerals("https://shop.example/zinc")
    (('Zn', 'I'), ())
    """
    may_name = named_minerals(text) or _MAY_BE_SYMBOL.search(text)
    return minerals_in_text(text) if may_name and not _ADDRESS.search(text) else ()


@lru_cache(maxsize=4_096)
def minerals_of_note(note: str) -> tuple[str, ...]:
    """Return the minerals that a note says a product holds.

    >>> minerals_of_note("contains 10 mg zinc"), minerals_of_note("Not together with iron")
    (('Zn',), ())
    """
    return () if not note or is_advice(note) else mentioned_minerals(note)


def minerals_only_in_note(product: Product) -> tuple[str, ...]:
    """Return the minerals of which the note speaks, and nothing else of a product.

    >>> from pricing.model.product import Product
    >>> tablet = Product("Mag", 90_000, 9_000_000, "USD", elemental=100_000, note="with ZnSO4")
    >>> minerals_only_in_note(tablet)
    ('Zn',)
    """
    named = minerals_of_note(product.note)
    if not named:
        return ()
    known = {one.element for one in product.ingredients}.union(
        minerals_in_text(product.also_contains)
    )
    return tuple(one for one in named if one not in known)


def minerals_of_other_amount(product: Product) -> tuple[str, ...]:
    """Return the further minerals of which the note states another amount than is entered.

    An amount may be that of a serving or of one unit.

    >>> from pricing.model.product import Product
    >>> tablet = Product("Duo", 90_000, 9_000_000, "USD", elemental=100_000,
    ...                  other_minerals="zinc 5 mg", note="contains 10 mg zinc")
    >>> minerals_of_other_amount(tablet)
    ('Zn',)
    """
    if not product.other_minerals or not minerals_of_note(product.note):
        return ()
    amounts = {one.element: one.amount for one in product.ingredients[1:]}
    units = UNITS.to_fraction(product.serving_units)
    return tuple(
        dict.fromkeys(
            element
            for item in text_items(product.note)
            for element in minerals_in_text(item)
            if element in amounts and not _may_state(item, element, amounts[element], units)
        )
    )


def denied_ingredients(product: Product) -> tuple[str, ...]:
    """Return the minerals with an amount that the note or the further contents say are missing.

    >>> from pricing.model.product import Product
    >>> tablet = Product("Duo", 90_000, 9_000_000, "USD", elemental=100_000,
    ...                  other_minerals="zinc 5 mg", note="without zinc")
    >>> denied_ingredients(tablet)
    ('Zn',)
    """
    said = (product.also_contains, "" if is_advice(product.note) else product.note)
    denied = {one for text in said if text for one in denied_minerals(text)}
    return tuple(one.element for one in product.ingredients if one.element in denied)


def _may_state(item: str, element: str, amount: Fraction, units: Fraction) -> bool:
    """Return whether a part of a note agrees with an amount in a serving of so many units."""
    masses = list(_masses(item))
    stated = {mass * share for mass in masses for share in (1, units)}
    return not masses or amount in stated or agrees_with(item, element, amount)


def _masses(text: str) -> Iterator[Fraction]:
    for mass in _MASS.findall(text):
        with suppress(BadInput):
            yield Fraction(read_amount(mass, MASS, DecimalMark.AUTO))
