"""Read what headers say of the minerals that they name: Zinc mg per 2 tablets, calcium_form."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY
from pricing.problems.plain_facts import dataclass
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.header_grammar import split_compounds
from pricing.reading.header_parts import MAX_HEADER_LENGTH, PERCENT_UNIT, HeaderParts, PartsReader
from pricing.reading.header_words import find_meaning, split_words, without_field_of_shop
from pricing.reading.ingredient_columns import COMPOUND, ELEMENTAL, FORM
from pricing.reference.mineral_forms import elements, recognize_form
from pricing.reference.mineral_names import is_name_alone, minerals_of_header, without_charges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.reading.header_words import HeaderWord

_ROLES = frozenset(("filler", "elemental", "compound", "form", "stated_as", "daily_value"))
_MAX_WORDS_OF_ROLE = 3
_CAMEL_CASE = lazy_pattern(r"(?<=[a-zà-ÿ])(?=[A-Z])")
_UNIT_IN_CAPITALS = lazy_pattern(r"(?<![^\W\d_])Mg(?![^\W\d_])")
UNIT_OF_LETTERS = "mg"  # K in micrograms is the vitamin, and P in grams is protein


@dataclass(frozen=True, slots=True)
class MineralHeader:
    """A mineral that a header names, with what the header says of it.

    Attributes:
        element: The symbol of the mineral.
        parts: Its unit and base.
        roles: What its other words say, such as "compound" or "form".
        form: The salt that it names.
        is_understood: Whether all its words are understood, and it names no other mineral.
        symbol: The symbol that stands for the name, as it is written, or "".
    """

    element: str
    parts: HeaderParts
    roles: frozenset[str] = frozenset()
    form: str = ""
    is_understood: bool = False
    symbol: str = ""

    @property
    def is_name_alone(self) -> bool:
        """Whether the header leaves open the unit alone."""
        is_bare = not (self.parts.unit or self.parts.base or self.form or self.roles - {"filler"})
        return self.is_understood and is_bare

    @property
    def is_sure_symbol(self) -> bool:
        """Whether a symbol can be nothing but the mineral, or there is none."""
        if not self.symbol or (len(self.symbol) > 1 and self.symbol == self.element):
            return True
        units = {UNIT_OF_LETTERS} if len(self.symbol) == 1 else {"mg", "mcg", "g"}
        return self.parts.unit in units

    @property
    def is_of_percent(self) -> bool:
        """Whether the header names a share, such as one of the daily value."""
        return self.parts.unit == PERCENT_UNIT or "daily_value" in self.roles

    @property
    def part(self) -> str:
        """The key of what the column states, or "" if that is not clear."""
        parts, roles = self.parts, self.roles
        if not self.is_understood or self.is_of_percent:
            return ""
        if "form" in roles or ("compound" in roles and not parts.unit):
            is_text = not (parts.unit or parts.base)
            return FORM if is_text else ""
        if "compound" in roles:
            return COMPOUND
        is_of_mineral = not self.form or not roles.isdisjoint(("elemental", "stated_as"))
        return ELEMENTAL if is_of_mineral else ""


class _MineralPartsReader(PartsReader):
    """Reads the unit and the base of an amount, and leaves the names of minerals."""

    takes_names = False

    def __init__(self) -> None:
        super().__init__(COLUMNS_BY_KEY["elemental_mg"])


@lru_cache(maxsize=2_048)
def mineral_headers(text: str) -> tuple[MineralHeader, ...]:
    """Return what a header says of each mineral that it names, those of symbols last.

    >>> [header.element for header in mineral_headers("Ca + Zinc (mg)")]
    ['Zn', 'Ca']
    >>> mineral_headers("ZincMg per 2 tablets")[0].parts.base, mineral_headers("Price")
    ('2 tablet', ())
    """
    if not 0 < len(text) <= MAX_HEADER_LENGTH:
        return ()
    text = without_charges(without_field_of_shop(text).replace("_", " "))
    text = _CAMEL_CASE.sub(" ", text)
    named = minerals_of_header(text)
    if named:
        text = split_compounds(_UNIT_IN_CAPITALS.sub("mg", text))
    reader = _MineralPartsReader()
    reader.read(split_words(text))
    roles, rest = _split_roles(split_words(" ".join(reader.unknown_words)))
    words = " ".join({word.casefold(): word for word in rest}.values())  # Zinc as Zinc Citrate
    if not named:
        return _of_symbol(rest, reader.parts, roles)
    if len(named) > 1:
        return tuple(MineralHeader(element, reader.parts, roles) for element in named)
    (element,) = named
    if is_name_alone(words, element):
        return (MineralHeader(element, reader.parts, roles, is_understood=True),)
    is_salt = recognize_form(words, element).form is not None
    form = words if is_salt else ""
    return (MineralHeader(element, reader.parts, roles, form, is_understood=is_salt),)


def _of_symbol(
    words: Sequence[str], parts: HeaderParts, roles: frozenset[str]
) -> tuple[MineralHeader, ...]:
    """Return what a header with a symbol alone says, such as “Zn” or “ca (mg)”."""
    named = [word for word in words if word.isalnum()]  # and no mark, as in Se/µg
    if len(named) != 1 or (element := named[0].capitalize()) not in elements():
        return ()
    return (MineralHeader(element, parts, roles, is_understood=True, symbol=named[0]),)


def _split_roles(words: Sequence[HeaderWord]) -> tuple[frozenset[str], list[str]]:
    """Return what the words beside a mineral say, and the words that are left."""
    roles, rest, at = set(), [], 0
    while at < len(words):
        for length in range(min(_MAX_WORDS_OF_ROLE, len(words) - at), 0, -1):
            meaning = find_meaning(words[at : at + length], "mineral", _ROLES)
            if meaning is not None:
                roles.add(meaning.role)
                break
        else:
            rest.append(words[at].raw)
            length = 1
        at += length
    return frozenset(roles), rest


def parts_of(words: str) -> tuple[HeaderParts, list[str]]:
    """Return the unit and the base that words state, and those that are not understood."""
    reader = _MineralPartsReader()
    reader.read(split_words(words))
    return reader.parts, reader.unknown_words
