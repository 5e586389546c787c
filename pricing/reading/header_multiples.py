"""Numbers in headers that say of how many a figure is: 2 tablets, three packs, blisters of 10.

The grammar of headers takes a number that a header clearly states a base with: per 2 tablets. Any
other number of units, servings or packs leaves a question, and so does a word such as dozens, or a
base that no mapping states, such as “per strip”.
A user answers it with the parts of a mapping: per 3 packs, packs of 10, dozens.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pricing.model.columns import COLUMNS_BY_KEY, ColumnKind
from pricing.model.product import UNIT_KINDS
from pricing.reading.header_grammar import parse_header, spellings_of
from pricing.reading.header_numbers import number_text, read_number
from pricing.reading.header_parts import (
    ANY_UNIT,
    MAX_HEADER_LENGTH,
    MAX_HEADER_WORDS,
    MEASURES,
    NO_PARTS,
    PACK,
    SERVING,
    HeaderParts,
    ParsedHeader,
    PartsReader,
    parse_parts,
    split_base,
)
from pricing.reading.header_words import (
    HeaderWord,
    find_meaning,
    read_currency,
    split_words,
    without_field_of_shop,
)
from pricing.reading.open_bases import is_counted, is_time, open_base_in
from pricing.reading.pack_sizes import counted_unit_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from fractions import Fraction

_MASS_KEYS = frozenset(("elemental_mg", "compound_mg"))
_LEADS = frozenset(("lead", "number_lead"))
_TRUE_LEADS = frozenset(("lead",))
_COLLECTIVES = frozenset(("collective",))
_MULTIPACKS = frozenset(("multipack",))
_NUMBER_WORDS = frozenset(("number", "collective", "share"))
_OF = frozenset(("of",))
_X = frozenset(("times",))
_CONTAINERS = frozenset(("container",))
_TOGETHER = frozenset(("sold_together",))
_LEAST = frozenset(("least",))
_OR_MORE = frozenset(("or_more",))
_TIME = frozenset(("time",))
_DAILY = frozenset(("daily",))
_MASSES = frozenset(("mass", "moles"))
_SUFFIXES = frozenset(("er", "ers", "s"))  # 3er-Pack, 60's
_YEARS = range(1900, 2101)
_FEWEST_UNITS = 12  # a smaller number behind “pack of” counts packs
_MOST_PIECES = 24  # of any kind, that can be packs
_MAX_MEASURE_WORDS = 3
_MAX_LEAST_WORDS = 3
_WORDS_OF_TIMES = {12: "dozens", 100: "hundreds", 1_000: "thousands"}
# Measures that no mapping has words for. A mass can be that of the mineral or of the product.
_OTHER, _INNER, _MASS = "other", "inner", "mass"
_NO_UNITS = frozenset((_OTHER, SERVING, PACK, _INNER, _MASS))


class Multiple(NamedTuple):
    """A number in a header that its figures may be for.

    `words` are those of the header. `parts` are what a mapping can say of it, the likeliest first,
    or nothing if a mapping has no words for it. `is_least` says that a price may hold from so many
    packs on.
    """

    words: str
    parts: tuple[str, ...] = ()
    is_least: bool = False


class _Found(NamedTuple):
    """A number with what stands around it: its words, its measure, and the word before it."""

    words: tuple[HeaderWord, ...]
    number: Fraction | None
    measure: str = ""
    lead: str = ""
    is_collective: bool = False
    is_in_container: bool = False
    is_in_strip: bool = False
    is_in_multipack: bool = False
    is_behind_thing: bool = False
    is_sold_together: bool = False
    is_end_of_range: bool = False
    is_least: bool = False
    is_each_day: bool = False


@lru_cache(maxsize=2_048)
def multiple_in(header: str, key: str) -> Multiple | None:
    """Return the number in a header that may change what its figures are for, or None.

    >>> multiple_in("Preis (3 Packungen)", "price")
    Multiple(words='3 Packungen', parts=('per 3 packs',), is_least=False)
    >>> multiple_in("Elemental mg (2 tablets)", "elemental_mg").parts
    ('per 2 tablets',)
    >>> [multiple_in(text, "price") for text in ("Price 2024", "Price per 3 packs")]
    [None, None]
    """
    if not 0 < len(header) <= MAX_HEADER_LENGTH or key not in COLUMNS_BY_KEY:
        return None
    text = without_field_of_shop(header)
    unread = Counter(_unread_words(text, key))
    for spelling in spellings_of(text):
        words = split_words(spelling)[:MAX_HEADER_WORDS]
        for found in _numbers_in(words):
            if any(unread[word.raw] for word in found.words if _is_number(word)):
                parts = _parts_of(found, key)
                if parts is not None:
                    return Multiple(_text_of(found.words), parts, found.is_least)
        base = open_base_in(words, unread, key, is_named=_names_column(text, key))
        if base:
            return Multiple(_text_of(base))
    return None


def _unread_words(text: str, key: str) -> Sequence[str]:
    parsed = parse_header(text)
    if parsed is None or parsed.column.key != key:
        parsed = parse_parts(text, key)
    return parsed.unknown_words


def _names_column(text: str, key: str) -> bool:
    parsed = parse_header(text)
    return parsed is not None and parsed.column.key == key


# -- numbers and what stands around them ---------------------------------------------------------


def _numbers_in(words: Sequence[HeaderWord]) -> Iterator[_Found]:
    is_sold_together = any(_means([word], _TOGETHER) for word in words)
    at = 0
    while at < len(words):
        number, end = _number_at(words, at)
        if end == at:
            at += 1
            continue
        behind = end + _least_behind(words, end)
        measure, stop = _measure_at(words, behind)
        lead, start = _lead_before(words, at)
        if not measure and stop > behind:
            lead = "x"  # 2 x
        least = _least_before(words, at)
        is_whole = bool(measure) or _is_last(words, stop)
        more = _least_behind(words, stop) if measure else 0
        is_least = is_whole and (least < at or behind > end or more > 0)
        stop += more
        is_in_container = start > 0 and _means(words[start - 1 : start], _CONTAINERS)
        yield _Found(
            tuple(words[(least if is_least else start) - is_in_container : stop]),
            number,
            measure,
            lead,
            is_collective=_means(words[at : at + 1], _COLLECTIVES),
            is_in_container=is_in_container,
            is_in_strip=is_in_container and _is_strip(words[start - 1]),
            is_in_multipack=is_in_container and _is_multipack(words, start - 1),
            is_behind_thing=start > 0 and is_counted(words[start - 1]),
            is_end_of_range=_is_end_of_range(words, at),
            is_least=is_least,
            is_sold_together=is_sold_together,
            is_each_day=not measure and lead == "x" and is_time(words[stop : stop + 2]),
        )
        at = stop


def _number_at(words: Sequence[HeaderWord], at: int) -> tuple[Fraction | None, int]:
    """Return the number at a place and the place behind it, or the place itself for none.

    The number of a vitamin or an ordinal is none, and neither is a percentage.
    """
    before = words[at - 1] if at else None
    is_behind_letter = before is not None and not words[at].gap and before.raw.isalnum()
    number, count = read_number(words[at:], is_single=True, takes_shares=True)
    end = at + count
    if not count or (is_behind_letter and before and not _means([before], _X)):
        return None, at
    is_ordinal = end < len(words) and words[end].gap.startswith(".")
    is_percentage = end < len(words) and words[end].raw == "%"
    if is_ordinal or is_percentage:
        return None, at
    more, length = read_number(words[end:], is_single=True)
    if length and _means(words[end : end + 1], _COLLECTIVES):  # two dozen
        number, end = number and more and number * more, end + length
    if end < len(words) and words[end].key in _SUFFIXES:
        end += 1
    return number, end


def _measure_at(words: Sequence[HeaderWord], at: int) -> tuple[str, int]:
    """Return what a number counts and the place behind it."""
    for length in range(min(_MAX_MEASURE_WORDS, len(words) - at), 0, -1):
        measure = _measure_of(words[at : at + length])
        if measure:
            is_set = measure == _OTHER and words[at - 1].key in _SUFFIXES  # 2er Set
            return PACK if is_set else measure, at + length
    is_led = find_meaning(words[at : at + 1], "money", _LEADS) is not None
    if is_led and read_number(words[at + 1 :])[1]:
        return _OTHER, at + 2  # 3 for 2
    is_deal = is_led and words[at].raw.isalpha() and _is_last(words, at + 1)  # 2 for
    return "", at + (is_deal or _means(words[at : at + 1], _X))


def _is_last(words: Sequence[HeaderWord], at: int) -> bool:
    """Return whether nothing but a currency follows."""
    return all(map(read_currency, words[at:]))


def _least_before(words: Sequence[HeaderWord], at: int) -> int:
    """Return the place where words begin that say from how many on a price holds: from 3."""
    lengths = range(min(_MAX_LEAST_WORDS, at), 0, -1)
    return next((at - one for one in lengths if _means(words[at - one : at], _LEAST)), at)


def _least_behind(words: Sequence[HeaderWord], at: int) -> int:
    """Return the number of words that do the same behind a number: 12+, 3 packs or more."""
    lengths = range(min(_MAX_LEAST_WORDS, len(words) - at), 0, -1)
    return next((one for one in lengths if _means(words[at : at + one], _OR_MORE)), 0)


def _measure_of(phrase: Sequence[HeaderWord]) -> str:
    counted = find_meaning(phrase, "units", MEASURES)
    counted = counted or find_meaning(phrase, "several", _CONTAINERS)
    if counted is not None:
        return counted.meaning
    if len(phrase) == 1 and phrase[0].key in counted_unit_words():
        return ANY_UNIT
    for measure, kind, roles in (
        (SERVING, "note", _DAILY),
        (_MASS, "mass", _MASSES),
        (_OTHER, "several", _TIME | _TOGETHER),
    ):
        if find_meaning(phrase, kind, roles) is not None:
            return measure
    return ""


def _lead_before(words: Sequence[HeaderWord], at: int) -> tuple[str, int]:
    """Return the role of the word before a number, and the place where both begin."""
    before = words[at - 1 : at] if at else ()
    for role, is_found in (
        ("x", _means(before, _X)),
        ("per", bool(before) and find_meaning(before, "money", _TRUE_LEADS) is not None),
        ("of", _means(before, _OF)),
        ("in", bool(before) and find_meaning(before, "money", _LEADS) is not None),
    ):
        if is_found:
            return role, at - 1
    return "", at


def _is_strip(container: HeaderWord) -> bool:
    """Return whether a container stands in packs and holds units, as a strip of 10 does."""
    found = find_meaning([container], "several", _CONTAINERS)
    return found is not None and found.meaning == _INNER


def _is_multipack(words: Sequence[HeaderWord], at: int) -> bool:
    """Return whether a pack is one of several packs, as in “pack of 2”, and not “per pack of 2”."""
    before = words[at - 1 : at] if at else ()
    is_base = bool(before) and find_meaning(before, "money", _TRUE_LEADS) is not None
    return _means(words[at : at + 1], _MULTIPACKS) and not is_base


def _is_end_of_range(words: Sequence[HeaderWord], at: int) -> bool:
    """Return whether a number ends a range: 1-11 packs."""
    is_behind_dash = any(dash in words[at].gap for dash in "-\N{EN DASH}")
    return is_behind_dash and at > 0 and words[at - 1].raw.isdecimal()


def _means(words: Sequence[HeaderWord], roles: frozenset[str]) -> bool:
    return bool(words) and find_meaning(words, "several", roles) is not None


def _text_of(words: Sequence[HeaderWord]) -> str:
    """Return words as they stand in the header, or those in brackets alone."""
    text = "".join(f"{word.gap}{word.raw}" for word in words)[len(words[0].gap) :]
    return re.split(r"[(\[]", text)[-1]


def _is_number(word: HeaderWord) -> bool:
    return word.raw[0].isdecimal() or _means([word], _NUMBER_WORDS)


# -- what a mapping says of them -----------------------------------------------------------------


def _parts_of(found: _Found, key: str) -> tuple[str, ...] | None:
    """Return what a mapping says of a number, or None if it is none of several."""
    is_year = found.number in _YEARS and not found.measure
    if is_year or (found.number == 0):
        return None
    if key in _MASS_KEYS:
        return _parts_of_mass(found)
    if key == "price":
        return _parts_of_price(found)
    if key == "pack_units":
        return _parts_of_pack(found)
    is_counted = bool(found.measure) and found.number != 1
    return () if is_counted and COLUMNS_BY_KEY[key].kind is ColumnKind.MONEY else None


def _parts_of_mass(found: _Found) -> tuple[str, ...] | None:
    number, measure = found.number, found.measure
    if measure == _MASS:  # which the questions about amounts in grams answer
        return None
    if measure in {PACK, _INNER, _OTHER}:
        return None if number == 1 else ()
    if measure:
        return _per(number, measure)
    if found.is_each_day:  # of how many units each time is not said
        return ()
    if found.lead in {"per", "of", "x"} and number != 1:
        return _per(number, ANY_UNIT)
    return () if found.is_collective else None


def _parts_of_price(found: _Found) -> tuple[str, ...] | None:
    number, measure = found.number, found.measure
    if number == 1 and measure in {"", PACK, _INNER, _OTHER}:
        return None
    if found.is_end_of_range or measure in {_INNER, _OTHER, _MASS}:
        return ()
    if found.is_least and measure in {"", PACK, ANY_UNIT}:
        return ("per pack", *_per(number, PACK))
    if found.is_in_strip and not measure:
        return _per(number, ANY_UNIT)
    if measure and not found.is_in_container:
        return _parts_of_counted(number, measure)
    return _parts_of_bare_price(found)


def _parts_of_counted(number: Fraction | None, measure: str) -> tuple[str, ...]:
    """Return what a mapping says of units or packs: a few pieces of any kind can be packs."""
    may_be_packs = measure == ANY_UNIT and number is not None and number <= _MOST_PIECES
    may_be_pack = number is not None and number >= _FEWEST_UNITS and measure in UNIT_KINDS
    packs = _per(number, PACK) if may_be_packs else ()
    return (*packs, *_per(number, measure), *(("per pack",) if may_be_pack else ()))


def _parts_of_bare_price(found: _Found) -> tuple[str, ...] | None:
    """Return what a mapping says of a number of a price that counts nothing, or fills a pack.

    A box of 60 holds 60 units. A box of 12 can hold 12 units or 12 packs, and a “pack of 2” is two.
    """
    number, measure = found.number, found.measure
    if found.is_in_container and found.lead == "of":
        return _parts_of_filled(found)
    if found.lead == "of" and found.is_behind_thing and not measure:  # a sachet of 2
        return ()
    if measure:
        return _per(number, measure)
    if found.is_collective:
        is_dozen = number is not None and number <= _FEWEST_UNITS
        is_of_each = found.lead == "per" or (is_dozen and found.lead != "in")
        return (*_per(number, PACK), *_per(number, ANY_UNIT)) if is_of_each else ()
    is_small = number is not None and number < _FEWEST_UNITS
    if found.lead == "x" or found.is_sold_together or (found.lead == "of" and is_small):
        return _per(number, PACK)
    return () if found.lead == "per" else None


def _parts_of_filled(found: _Found) -> tuple[str, ...]:
    """Return what a mapping says of a number in a container: a box of 10, a bottle of 60 tablets.

    What can be units and packs is both, and the user chooses.
    """
    number, measure = found.number, found.measure
    if measure not in {"", PACK}:
        return _per(number, measure)
    if number is None or (number > _MOST_PIECES and not measure):
        return _per(number, ANY_UNIT)
    is_of_packs = measure == PACK or found.is_in_multipack
    return _per(number, PACK) if is_of_packs else (*_per(number, PACK), *_per(number, ANY_UNIT))


def _parts_of_pack(found: _Found) -> tuple[str, ...] | None:
    number, measure = found.number, found.measure
    if number == 1 and not found.is_in_container:
        return None
    if found.is_collective and found.lead == "per" and not measure:  # per double pack
        return _per(number, PACK)
    if found.is_in_container or found.lead == "x" or found.is_collective:
        is_counted = measure in UNIT_KINDS and measure != SERVING
        words = _WORDS_OF_TIMES if found.is_collective and not is_counted else {}
        unit = measure if is_counted else ""
        return _times(number, unit, words) if measure not in _NO_UNITS else ()
    if measure == PACK and found.lead != "of":
        return _per(number, PACK)
    return () if measure or found.lead == "per" else None


def _per(number: Fraction | None, measure: str) -> tuple[str, ...]:
    """Return the words for a base, or none if its number is unclear."""
    if number is None:
        return ()
    if number == 1:
        return (f"per {measure}",)
    kind = UNIT_KINDS.get(measure)
    is_weight = kind is None and measure not in {ANY_UNIT, PACK, SERVING}
    name = measure if is_weight else kind.plural if kind is not None else f"{measure}s"
    return (f"per {number_text(number)} {name}",)


def _times(number: Fraction | None, unit: str, words: Mapping[int, str]) -> tuple[str, ...]:
    """Return the words for numbers that each stand for several units."""
    if number is None or number.denominator != 1:
        return ()
    plural = f" {UNIT_KINDS[unit].plural}" if unit else ""
    return (words.get(int(number)) or f"packs of {number}{plural}",)


# -- what a user says ------------------------------------------------------------------------------


class _ChosenPartsReader(PartsReader):
    """Reads the parts that a user states, which can be of several packs or half a tablet too."""

    takes_shares = True

    def _accepts_base(self, number: Fraction, measure: str) -> bool:
        is_of_packs = self._column.key == "pack_units" and measure == PACK
        return is_of_packs or super()._accepts_base(number, measure)

    def _read_part(self, words: Sequence[HeaderWord]) -> int:
        return self._read_times(words) or super()._read_part(words)

    def _read_times(self, words: Sequence[HeaderWord]) -> int:
        """Read how many units each number of packs stands for: packs of 10, x 10, in dozens."""
        if self._column.key != "pack_units":
            return 0
        at = 0
        has_lead = _means(words[:1], _CONTAINERS | _X | _OF)
        has_lead |= find_meaning(words[:1], "units", _LEADS) is not None and len(words) > 1
        while has_lead and at < len(words) - 1 and not _is_number(words[at]):
            at += 1
        number, count = read_number(words[at:], is_single=True)
        is_collective = _means(words[at : at + 1], _COLLECTIVES)
        is_per = find_meaning(words[:1], "units", _TRUE_LEADS) is not None
        if not count or not number or number.denominator != 1 or is_per:
            return 0
        is_said = is_collective or _means(words[max(at - 1, 0) : at], _OF | _X)
        is_set = is_said and self._set(base=f"{number_text(number)} {ANY_UNIT}")
        return at + count if is_set else 0


def parse_chosen(text: str, key: str) -> ParsedHeader:
    """Return the parts that a user states for a column, and the words that are not understood.

    >>> parse_chosen("packs of 10", "pack_units").parts.base
    '10 unit'
    >>> parse_chosen("per 2 packs", "pack_units").parts.base
    '2 pack'
    """
    reader = _ChosenPartsReader(COLUMNS_BY_KEY[key])
    reader.read(split_words(text[:MAX_HEADER_LENGTH])[:MAX_HEADER_WORDS])
    return ParsedHeader(COLUMNS_BY_KEY[key], reader.parts, tuple(reader.unknown_words))


def parts_of_multiple(header: str, key: str) -> HeaderParts:
    """Return the parts of the number in a header, or none if it has several meanings.

    >>> parts_of_multiple("Preis (3 Packungen)", "price").base
    '3 pack'
    """
    multiple = multiple_in(header, key)
    parts = multiple.parts if multiple is not None else ()
    return parse_chosen(parts[0], key).parts if len(parts) == 1 else NO_PARTS


def is_stated(multiple: Multiple, base: str, key: str) -> bool:
    """Return whether a base says what a number in a header says.

    A price that holds from several packs on is said to be one of each.
    """
    if multiple.is_least and base == f"1 {PACK}":
        return False
    bases = (parse_chosen(part, key).parts.base for part in multiple.parts)
    return bool(base) and any(split_base(base)[0] == split_base(one)[0] for one in bases if one)
