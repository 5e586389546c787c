"""The words of a header, and what each of them can mean. The meanings are data."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pricing.data import tables
from pricing.model.product import SERVING_KIND, UNIT_KINDS
from pricing.problems.errors import BadInput
from pricing.problems.plain_facts import NamedTuple, dataclass
from pricing.quantities.currencies import currencies, read_currency_code
from pricing.quantities.text_folding import fold_text, normalize_text
from pricing.reading.attribute_columns import name_of_attribute
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_WORD = re.compile(
    r"\d+(?:[.,]\d+)*|[^\W\d_]{1,3}\$|[wW]/(?:o|out)(?![^\W\d_])"
    r"|[dlDL]['’]|[^\W\d_]+(?:\.[^\W\d_]+)*|[^\w\s]"
)
# How a shop's export names the field of its own that a column comes from.
_FIELD_OF_SHOP = re.compile(
    r"\s*\(?\b(?:product|variant)\.metafields\.[\w-]+\.(?P<field>[\w-]+)\)?\s*", re.IGNORECASE
)
# Marks that only separate words.
_SEPARATORS = frozenset("()[]{}<>,;:.-_'\"|")
_ANSWER = frozenset(("answer",))
_STOPS = frozenset(",;:|")  # which no phrase goes beyond


class HeaderWord(NamedTuple):
    """A word as it is written, folded for comparison, and what parts it from the word before."""

    raw: str
    key: str
    gap: str = ""

    @property
    def follows_stop(self) -> bool:
        """Whether a comma or the like parts it from the word before."""
        return not _STOPS.isdisjoint(self.gap)


# The names of the columns are parted several times before the first header is read.
@lru_cache(maxsize=1_024)
def split_words(text: str) -> tuple[HeaderWord, ...]:
    """Return the words, numbers and marks of a header, without what only separates them."""
    if _is_plain(text):
        raw = text.split()
        return tuple(
            HeaderWord(word, word.lower(), " " if at else "") for at, word in enumerate(raw)
        )
    plain, words, end = normalize_text(text), [], 0
    for match in _WORD.finditer(plain):
        if match[0] not in _SEPARATORS:
            key = fold_text(match[0]).replace(" ", "")
            words.append(HeaderWord(match[0], key, plain[end : match.start()]))
            end = match.end()
    return tuple(words)


def without_field_of_shop(header: str) -> str:
    """Return a header without the field of a shop's own that it names, or the field's name alone.

    >>> without_field_of_shop("Zinc (mg) (product.metafields.custom.zinc_mg)")
    'Zinc (mg)'
    >>> without_field_of_shop("product.metafields.nutrition.zinc_mg")
    'zinc mg'
    >>> without_field_of_shop("Count [Attribute 1 value(s)]")
    'Count'
    """
    header = name_of_attribute(header)
    field = _FIELD_OF_SHOP.search(header)
    if field is None:
        return header
    return _FIELD_OF_SHOP.sub(" ", header).strip() or field["field"].replace("_", " ")


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meanings of a word in columns of some kinds."""

    role: str
    meaning: str
    kinds: frozenset[str]


def phrase_key(spelling: str) -> str:
    """Return the key under which a phrase is found, however its words are parted."""
    if _is_plain(spelling):  # which most are, and then no word has to be made
        return "".join(spelling.lower().split())
    return "".join(word.key for word in split_words(spelling))


def _is_plain(text: str) -> bool:
    """Return whether a text has only letters without accents and spaces between words."""
    return text.isascii() and text.replace(" ", "").isalpha()


@cache
def meanings_of_words() -> tuple[Mapping[str, list[Meaning]], Mapping[str, list[Meaning]]]:
    """Return the meanings of words: as written where capitals matter, else folded."""
    exact: dict[str, list[Meaning]] = {}
    folded: dict[str, list[Meaning]] = {}
    for meaning, spellings in (*_listed_words(), *_unit_words(), *_element_words()):
        for spelling in spellings:
            if spelling != spelling.lower():
                exact.setdefault(spelling, []).append(meaning)
            else:
                folded.setdefault(phrase_key(spelling), []).append(meaning)
    return exact, folded


def _listed_words() -> Iterator[tuple[Meaning, Sequence[str]]]:
    for row in tables.read_rows("header_words.csv"):
        meaning = Meaning(row["role"], row["meaning"], frozenset(row["kinds"].split("|")))
        yield meaning, row["spellings"].split("|")


def _unit_words() -> Iterator[tuple[Meaning, Sequence[str]]]:
    """Yield the names of what is counted, such as tablets, but not of servings."""
    for kind in UNIT_KINDS.values():
        if kind.is_counted and kind.key != SERVING_KIND:
            meaning = Meaning("unit", kind.key, frozenset(("mass", "money", "units")))
            yield meaning, kind.spellings


def _element_words() -> Iterator[tuple[Meaning, Sequence[str]]]:
    """Yield the names of minerals. A symbol counts only as it is written: Mg, but not mg."""
    for element in elements().values():
        meaning = Meaning("element", element.symbol, frozenset(("mass",)))
        names = {name.casefold() for name in (element.name, *element.synonyms) if len(name) > 2}
        yield meaning, (element.symbol, *sorted(names))


def find_meaning(words: Sequence[HeaderWord], kind: str, roles: frozenset[str]) -> Meaning | None:
    """Return what a phrase means in a column of a kind, if it has one of the roles."""
    return choose_meaning(_meanings_of_phrase(words), kind, roles)


def choose_meaning(meanings: Iterable[Meaning], kind: str, roles: frozenset[str]) -> Meaning | None:
    """Return the first meaning that has one of the roles in a column of a kind."""
    for meaning in meanings:
        if meaning.role in roles and kind in meaning.kinds:
            return meaning
    return None


def _meanings_of_phrase(words: Sequence[HeaderWord]) -> Sequence[Meaning]:
    exact, folded = meanings_of_words()
    raw, key = " ".join(word.raw for word in words), "".join(word.key for word in words)
    return exact.get(raw) or folded.get(key) or ()


def answer_of(value: str) -> bool | None:
    """Return the answer that a cell gives, or None if it is no answer.

    >>> answer_of("Ja"), answer_of("n"), answer_of("until Friday")
    (True, False, None)
    """
    answer = find_meaning(split_words(value), "answer", _ANSWER)
    return None if answer is None else answer.meaning == "yes"


# Each reading of a header asks for the same words again.
@lru_cache(maxsize=4_096)
def phrases_at_start(words: tuple[HeaderWord, ...]) -> Sequence[tuple[int, Sequence[Meaning]]]:
    """Return the phrases that words begin with, the longest first: how many words, and meanings."""
    phrases = ((end, _meanings_of_phrase(words[:end])) for end in range(len(words), 0, -1))
    return tuple((end, meanings) for end, meanings in phrases if meanings)


@cache
def _common_codes() -> frozenset[str]:
    return frozenset(currency.code for currency in currencies().values() if currency.sign)


def read_currency(word: HeaderWord) -> str:
    """Return the currency of a sign or code. A rare code must be in capitals: “all” is a word."""
    if word.raw.isalpha() and not (
        word.raw.isupper() or word.raw.upper() in _common_codes() or len(word.raw) < 3
    ):
        return ""
    with suppress(BadInput):
        return read_currency_code(word.raw)
    return ""
