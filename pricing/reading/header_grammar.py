"""The grammar of a header: which column it names, and what it says beside that name.

A header can be read around each of its words that is a name. The best reading leaves the fewest
words.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS, COLUMNS_BY_KEY, Column, ColumnKind
from pricing.model.product import UNIT_KINDS
from pricing.quantities.text_folding import fold_text
from pricing.reading.header_parts import (
    MAX_HEADER_LENGTH,
    MAX_HEADER_WORDS,
    MEASURES,
    MOST_HEADERS_KEPT,
    NO_PARTS,
    PERCENT_UNIT,
    TAX_STATES,
    ParsedHeader,
    PartsReader,
    parse_understood,
)
from pricing.reading.header_words import (
    HeaderWord,
    find_meaning,
    meanings_of_words,
    read_currency,
    split_words,
    without_field_of_shop,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MAX_NAME_WORDS = 8
_COMPOUND = re.compile(r"[^\W\d_]{8,40}")
_COMPOUND_LINKS = ("", "s", "n", "en", "es")
_MIN_COMPOUND_PART = 3
_CAMEL_CASE = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")
_LEADS = frozenset(("lead",))
_UNITS = frozenset(("unit",))
_STOCK = frozenset(("stock",))
_LABELS = frozenset(("label",))
_DATE_WORDS = frozenset(("date_word",))
_SIZES = ("size", "sizes", "grosse", "grossen", "taille", "tamano", "formato")


@cache
def _names() -> Mapping[str, list[Column]]:
    """Return the columns of each name, the likeliest first.

    A name that is another name with parts, such as “Price per pack”, is left to the grammar.
    """
    names: dict[str, list[Column]] = {}
    spellings = [
        (name, column)
        for column in COLUMNS
        for name in (column.key, column.title, f"{column.title} {column.unit}", *column.synonyms)
    ]
    for name, column in sorted(spellings, key=lambda pair: len(split_words(pair[0]))):
        words = split_words(name)
        parsed = _best_reading(words, names)
        if parsed is None or parsed.unknown_words or parsed.column is not column:
            columns = names.setdefault("".join(word.key for word in words), [])
            columns += [column] if column not in columns else []
    return names


@cache
def _first_words() -> frozenset[str]:
    """Return the words with which a name, or a header without one, can begin."""
    names = (name for column in COLUMNS for name in (column.key, column.title, *column.synonyms))
    beginnings = {split_words(name)[0].key for name in names}
    _, folded = meanings_of_words()
    roles = {"lead", "count"}
    return frozenset(
        (
            *beginnings,
            *_names(),
            *(key for key, found in folded.items() if any(word.role in roles for word in found)),
        )
    )


def _best_reading(
    words: Sequence[HeaderWord], names: Mapping[str, Sequence[Column]]
) -> ParsedHeader | None:
    """Return the reading that leaves the fewest words, of the longest name."""
    readings = [
        (rank, reading)
        for start in range(len(words))
        for end in range(start + 1, min(start + _MAX_NAME_WORDS, len(words)) + 1)
        for column in names.get("".join(word.key for word in words[start:end]), ())
        for rank, reading in [_read_around(words, start, end, column)]
        if not (reading.unknown_words and start and _is_measure(words[start:end]))
    ]
    return min(readings, key=lambda reading: reading[0])[1] if readings else None


def _read_around(
    words: Sequence[HeaderWord], start: int, end: int, column: Column
) -> tuple[tuple[int, int, int, int], ParsedHeader]:
    """Return the reading of a header with its name at a place, and the rank of that reading."""
    reader = PartsReader(column)
    reader.look_at_name(words[start:end])
    reader.read(words[:start])
    reader.read(words[end:])
    unknown_words = tuple(reader.unknown_words)
    kind_rank = 0
    if unknown_words:  # the head of “Serving price” and “Price date” is likely the amount
        kind_rank = 0 if column.kind is ColumnKind.MONEY else 2 - bool(column.kind.quantity)
    rank = (len(unknown_words), kind_rank, start - end, start)
    return rank, ParsedHeader(column, reader.parts, unknown_words)


def _is_measure(words: Sequence[HeaderWord]) -> bool:
    """Return whether a name can also be a base, as the last words of “Calories per serving”."""
    is_lead = find_meaning(words[:1], "units", _LEADS) is not None
    return is_lead or find_meaning(words, "units", MEASURES) is not None


def _read_without_name(words: Sequence[HeaderWord]) -> ParsedHeader | None:
    """Return the reading of a header that names its column by its parts alone.

    “mg per tablet” is the elemental amount, “tablets per dose” the serving, and “tablets per
    bottle” the pack.
    """
    mass = parse_understood(words, "elemental_mg") or NO_PARTS
    is_named = mass.element and any(len(word.raw) > 1 for word in words)  # and not “B/G”
    is_stated = mass.unit not in {"", PERCENT_UNIT} or is_named
    if is_stated and mass.base:
        return ParsedHeader(COLUMNS_BY_KEY["elemental_mg"], mass)
    serving = parse_understood(words, "serving_units") or NO_PARTS
    counts_units = any(find_meaning([word], "units", _UNITS) is not None for word in words)
    counts_units &= not names_german_tin(words)
    if serving.base and counts_units:
        return ParsedHeader(COLUMNS_BY_KEY["serving_units"], serving)
    reader = PartsReader(COLUMNS_BY_KEY["pack_units"])
    is_understood = reader.understands(words)
    is_count = reader.states_count or reader.parts.base
    if not is_understood or not is_count or reader.parts.unit not in UNIT_KINDS:
        return None
    return ParsedHeader(COLUMNS_BY_KEY["pack_units"], reader.parts)


def names_german_tin(words: Sequence[HeaderWord]) -> bool:
    """Return whether “Dose” is a German tin, and no dose: Kapseln je Dose."""
    keys = {word.key for word in words}
    return "dose" in keys and not keys.isdisjoint(("je", "pro"))


def parse_header(text: str) -> ParsedHeader | None:
    """Return the column, the parts and the unknown words of a header, or None if it names none.

    >>> parse_header("Price (pence per 2 tablets)").parts.base
    '2 tablet'
    >>> parse_header("Price rank").unknown_words
    ('rank',)
    """
    return _parse_header(text) if 0 < len(text) <= MAX_HEADER_LENGTH else None


# The first rows of a table are looked through for headers several times.
@lru_cache(maxsize=MOST_HEADERS_KEPT)
def _parse_header(text: str) -> ParsedHeader | None:
    text = without_field_of_shop(text)
    readings = []
    for spelling in spellings_of(text):
        words = split_words(spelling)
        is_likely = not _first_words().isdisjoint(word.key for word in words)
        if is_likely and len(words) <= MAX_HEADER_WORDS:
            readings += [_best_reading(words, _names()), _read_without_name(words)]
    found = [reading for reading in readings if reading is not None]
    best = min(found, key=lambda reading: len(reading.unknown_words), default=None)
    is_other = best is None or _is_other_money(best, text) or _counts_stock(best, text)
    return None if is_other else best


def spellings_of(text: str) -> tuple[str, ...]:
    """Return a header as it is written, and with the words apart that are written as one.

    >>> spellings_of("unitPrice"), spellings_of("Stückpreis")
    (('unitPrice', 'unit Price'), ('Stückpreis', 'Stück preis'))
    """
    return tuple(dict.fromkeys((text, _CAMEL_CASE.sub(" ", text), split_compounds(text))))


def split_compounds(text: str) -> str:
    """Return a header with spaces in its German compounds whose two parts are known words.

    >>> split_compounds("Packungspreis (€)")
    'Packung preis (€)'
    """
    return _COMPOUND.sub(lambda match: _split_compound(match[0]), text)


@lru_cache(maxsize=2_048)
def _split_compound(word: str) -> str:
    known = _known_keys()
    if fold_text(word) in known:
        return word
    for at in range(_MIN_COMPOUND_PART, len(word) - _MIN_COMPOUND_PART + 1):
        first, last = word[:at], word[at:]
        if fold_text(last) in known:
            for link in _COMPOUND_LINKS:
                if first.endswith(link) and fold_text(first.removesuffix(link)) in known:
                    return f"{first.removesuffix(link)} {last}"
    return word


@cache
def _known_keys() -> frozenset[str]:
    return frozenset((*_names(), *meanings_of_words()[1]))


def _is_other_money(parsed: ParsedHeader, text: str) -> bool:
    """Return whether a header names money that no column holds: $/serving, RRP incl. VAT.

    “Tax class” and “Date sale price ends” name none either.
    """
    words = [split_words(word) for word in parsed.unknown_words]
    if parsed.column.kind in {ColumnKind.MONEY, ColumnKind.PERCENT}:
        is_label = any(find_meaning(each, "money", _LABELS) for each in words)
        if is_label or find_meaning(split_words(text)[:1], "money", _DATE_WORDS):
            return True
    if parsed.column.key == "tax_percent" and any(
        find_meaning(each, "money", TAX_STATES) for each in words
    ):
        return True
    is_money = parsed.column.kind in {ColumnKind.MONEY, ColumnKind.PERCENT}
    return not is_money and any(read_currency(word) for each in words for word in each)


def _counts_stock(parsed: ParsedHeader, text: str) -> bool:
    """Return whether a header names how many packs a shop has, which no column holds.

    A size that is available is no number of packs.
    """
    if any(word.key.endswith(_SIZES) for word in split_words(text)):
        return False
    words = [word for text in parsed.unknown_words for word in split_words(text)]
    phrases = (*((word,) for word in words), *pairwise(words))
    return parsed.column.kind is ColumnKind.UNITS and any(
        find_meaning(phrase, "units", _STOCK) for phrase in phrases
    )
