"""Read the titles of guessed columns: what they deny, and what they leave open."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY, ColumnKind
from pricing.model.product import DEFAULT_ELEMENT
from pricing.quantities.currencies import cents_written_as, currencies_sharing
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.header_grammar import parse_header
from pricing.reading.header_multiples import multiple_in
from pricing.reading.header_parts import parse_parts
from pricing.reference.mineral_forms import elements, recognize_form
from pricing.reference.mineral_names import is_name_alone, minerals_of_header

if TYPE_CHECKING:
    from collections.abc import Sequence

ELEMENTAL, COMPOUND = "elemental_mg", "compound_mg"
AMOUNT_KEYS = (ELEMENTAL, COMPOUND)
_NEVER_OF_PACKS = frozenset(("mg", "mcg", "mmol", "meq"))
_MAY_BE_AMOUNTS = frozenset(("dose", "serving"))
# What stands behind the name in a title says how its numbers are meant: (2 caps), per case, /kg.
_BEHIND_NAME = lazy_pattern(
    r"(?<=\S)\s*(?:[(\[/]|\b(?:per|je|pro|par|por|pour|na|za|за|на)\b)", re.IGNORECASE
)


def open_words(title: str, key: str) -> tuple[str, ...]:
    """Return the words of a title that say something of its numbers which is not understood.

    The name of a column may be any word. What stands behind it may change the figures.

    >>> open_words("Preis (Rp.)", "price"), open_words("Retail (p)", "price")
    (('Rp',), ())
    >>> open_words("Strength per case", "elemental_mg"), open_words("Wirkstoff", "elemental_mg")
    (('per', 'case'), ())
    >>> open_words("Magnesium oxide mg", "elemental_mg")
    ('oxide',)
    >>> open_words("Magnesium malaat mg", "elemental_mg"), open_words("Mag", "elemental_mg")
    (('malaat',), ())
    """
    parsed = parse_header(title)
    if parsed is not None and parsed.column.key == key:
        return tuple(parsed.unknown_words)
    unknown = parse_parts(title, key).unknown_words
    if key == ELEMENTAL and (_is_salt(unknown) or _names_more_than_mineral(title, unknown)):
        return tuple(unknown)
    behind = _BEHIND_NAME.search(title)
    if behind is not None:
        rest = parse_parts(title[behind.start() :], key).unknown_words
        if rest:
            return tuple(rest)
    if multiple_in(title, key) is not None:
        return tuple(unknown)
    is_money = COLUMNS_BY_KEY[key].kind is ColumnKind.MONEY
    return tuple(word for word in unknown if is_money and _is_sign(word))


def _is_sign(word: str) -> bool:
    return bool(cents_written_as(word) or currencies_sharing(word))


def _is_salt(words: Sequence[str]) -> bool:
    return bool(words) and recognize_form(" ".join(words), DEFAULT_ELEMENT).form is not None


def _names_more_than_mineral(title: str, words: Sequence[str]) -> bool:
    """Return whether other words stand beside a mineral: they may name a salt in any language."""
    named = minerals_of_header(title)
    if len(named) != 1 or not words:
        return False
    (element,) = named
    text = " ".join(words)
    is_short_name = elements()[element].name.casefold().startswith(text.casefold().rstrip("."))
    return not (is_short_name or is_name_alone(text, element))


def key_of_title(title: str, guess: str) -> str:
    """Return what a column can be that its values make a guess, or "" if its title denies it.

    >>> key_of_title("Regular price", "elemental_mg"), key_of_title("Caps", "elemental_mg")
    ('', 'pack_units')
    >>> key_of_title("Magnesium citrate mg", "pack_units"), key_of_title("Reg", "price")
    ('compound_mg', 'price')
    """
    parsed = parse_header(title)
    if parsed is not None:
        key = parsed.column.key
        return guess if guess == key or {guess, key} <= {*AMOUNT_KEYS} else ""
    amount = parse_parts(title, ELEMENTAL)
    is_of_mineral = bool(minerals_of_header(title))
    if guess in AMOUNT_KEYS or is_of_mineral or amount.parts.unit in _NEVER_OF_PACKS:
        if guess in AMOUNT_KEYS and counts_units(title):
            return "pack_units"
        if guess == "price" and not (is_of_mineral or amount.parts.unit):
            return guess
        return COMPOUND if _is_salt(amount.unknown_words) else ELEMENTAL
    return guess


def counts_units(title: str) -> bool:
    """Return whether each word of a title says that units are counted: Caps, No. of tablets."""
    pack = parse_parts(title, "pack_units")
    unit = pack.parts.unit
    return bool(unit) and unit not in _MAY_BE_AMOUNTS and not pack.unknown_words
