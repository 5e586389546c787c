"""Find the numbers of units in a line of a label: 2 veg capsules, 1/2 tablet, 15 mL."""

from __future__ import annotations

import re
from collections import defaultdict
from fractions import Fraction
from functools import cache, lru_cache
from itertools import compress, count
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.label_reading import Span
from pricing.labels.tokens import NOISY_NUMBER, WORD
from pricing.labels.vocabulary import ADDING, GENERIC, class_words, unit_words
from pricing.quantities.text_folding import fold_text
from pricing.reading.pack_sizes import ADJECTIVES
from pricing.reading.servings import HOUSEHOLD_MEASURES
from pricing.reference.label_phrases import number_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.labels.label_text import LabelText, TextLine
    from pricing.labels.tokens import Token

_text_of = attrgetter("text")
_WORDS_AND_MARKS = re.compile(r"\w+|[^\w\s]")
COUNTED_KINDS = frozenset(("capsule", "tablet", "softgel", "gummy", "sachet"))
MEASURED = frozenset(("g", "mL"))
_KILOGRAM, _GRAMS = "kg", 1_000
_MILLIGRAMS = 1_000  # in a gram
_LIGHTEST_SPOON = 50  # milligrams
_MAX_ADJECTIVES = 3
_IN_NUMBER_WORDS = ADDING | {"-"}
_PARTS = frozenset((1, 2, 4))  # into which a unit is divided
_SHARES = {text: Fraction(text) for text in ("1/2", "1/3", "1/4", "3/4")}
_BEFORE_UNITS = frozenset((
    "vegan", "vegane", "vegetalische", "vegetales", "vegetale", "pflanzl", "-", "'", "s",
    "level", "heaped", "heaping", "rounded", "gestrichen", "gestrichener", "gestrichene",
    "gehaufter", "gehaufte", "rase", "rases", "raso", "rasa", "rasi", "afgestreken",
))  # fmt: skip
_OF_PLANTS = frozenset(("veg", "vegan", "vegetarian", "veggie", "vegetable"))
_NOT_UNITS = frozenset(("el", "tr", "hub", "cap", "mesure", "medida"))
_SUFFIXED = ("tabletten", "tablette", "kapseln", "kapsel", "capsules", "beutel", "sticks")


class Piece(NamedTuple):
    """A number of units: their count, their measure, and where they stand in a line."""

    number: Fraction
    measure: str
    first: int
    after: int
    is_noisy: bool
    is_counted_out: bool  # the count is written, not implied as in "per capsule"
    span: Span
    is_broken: bool = False

    @property
    def is_counted(self) -> bool:
        """Whether it counts dosage units."""
        return self.measure in COUNTED_KINDS or self.measure == GENERIC

    @property
    def preference(self) -> int:
        """Its place among the pieces of one size: dosage units first, household measures last."""
        if self.measure in COUNTED_KINDS:
            return 0
        if self.measure == GENERIC:
            return 1
        return 2 if self.is_measured else 3

    @property
    def is_measured(self) -> bool:
        """Whether it is weighed or poured."""
        return self.measure in MEASURED


@lru_cache(maxsize=4_096)
def measure_of(word: str) -> str:
    """Return the measure that a word names, or ""."""
    measure = "" if word in _NOT_UNITS else unit_words().get(word, "")
    if word == _KILOGRAM:
        return "g"
    if measure:
        return measure
    for ending in _SUFFIXED:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return unit_words()[ending]
    return ""


def pieces_of(text: LabelText, line: TextLine) -> list[Piece]:
    """Return the numbers of units in a line, such as 2 veg capsules."""
    pieces: list[Piece] = []
    after = 0
    for at in compress(count(), map(_may_count, map(_text_of, line.tokens))):
        if at < after:
            continue
        piece = _counted_piece(text, line.tokens, at)
        if piece is None and pieces and pieces[-1].after + 1 == at:
            piece = _milligrams_of_spoon(text, line.tokens, at, pieces[-1])
        if piece is not None:
            pieces.append(piece)
            after = piece.after
    return pieces


@lru_cache(maxsize=4_096)
def _may_count(word: str) -> bool:
    """Return whether a word is a number or that for one, or may be a misread one."""
    if len(word) == 1:
        return word.isdecimal() or word in number_words()
    return word in number_words() or not word.isalpha()


def _counted_piece(text: LabelText, tokens: list[Token], at: int) -> Piece | None:
    found = unit_at(tokens, at + 1)
    if found is None or _is_price_part(tokens, at, found[1]):
        return None
    token = tokens[at]
    count: Fraction | None = None
    share = _share_of_unit(tokens, at)
    broken = not share and (token.is_broken or _holds_digits(token) or _is_negative(tokens, at))
    broken = broken or _ends_larger_number(tokens, at)
    if share:
        count = share
    elif broken:
        count = Fraction(1)
    elif token.is_number:
        count = text.number(token)
    elif token.kind is WORD and token.text in number_words():
        count = Fraction(number_words()[token.text])
    if not count:
        return None
    broken = broken or token.follows_digit
    measure, after = found
    if measure in MEASURED and token.kind is WORD:
        return None
    # No label counts an eighth of a tablet: 12.901 tablets are 12.90 and 1 tablet.
    broken = broken or (measure in COUNTED_KINDS and count.denominator not in _PARTS)
    broken = broken or _is_glued_to_misspelt(tokens, at) or is_glued_to_mark(tokens, at)
    # A misspelt spoon may be another unit: 100 capfulas.
    is_household = not (measure in COUNTED_KINDS or measure in MEASURED or measure == GENERIC)
    broken = broken or (is_household and tokens[after - 1].is_noisy)
    noisy = token.kind is NOISY_NUMBER
    first = at - 2 if share else at
    span = Span(tokens[first].start, tokens[after - 1].end)
    size = count * _GRAMS if tokens[after - 1].text == _KILOGRAM else count
    return Piece(size, measure, first, after, noisy, True, span, broken)


@lru_cache(maxsize=4_096)
def _may_begin_unit(word: str) -> bool:
    return bool(measure_of(word)) or word in ADJECTIVES or word in _BEFORE_UNITS


def _milligrams_of_spoon(
    text: LabelText, tokens: Sequence[Token], at: int, spoon: Piece
) -> Piece | None:
    """Return the grams of a spoon whose brackets state milligrams: 1/4 teaspoon (540 mg)."""
    is_spoon = not (spoon.is_counted or spoon.is_measured)
    if not is_spoon or at + 2 >= len(tokens):
        return None
    around = [tokens[index].text for index in (at - 1, at + 1, at + 2)]
    count = text.number(tokens[at])
    if around != ["(", "mg", ")"] or not count:
        return None
    span = Span(tokens[at].start, tokens[at + 1].end)
    is_noisy = tokens[at].kind is NOISY_NUMBER
    is_broken = tokens[at].is_broken or count < _LIGHTEST_SPOON  # (2.5mg) was (2.5 g)
    return Piece(count / _MILLIGRAMS, "g", at, at + 2, is_noisy, True, span, is_broken)


def _is_price_part(tokens: Sequence[Token], at: int, after: int) -> bool:
    """Return whether a number of kilograms is what a price is for: per 1 kg, 1 kg = 19,90 €."""
    if tokens[after - 1].text != _KILOGRAM:
        return False
    is_led = at > 0 and tokens[at - 1].text in class_words("per") | {"/", "al"}
    return is_led or (after < len(tokens) and tokens[after].text in {"=", "/"})


def _share_of_unit(tokens: list[Token], at: int) -> Fraction | None:
    """Return the part of a unit that a number ends: 1/2 tablet."""
    if at < 2 or tokens[at - 1].text != "/" or tokens[at].start - tokens[at - 2].end != 1:
        return None
    share = tokens[at - 2].text, tokens[at].text
    return _SHARES.get("/".join(share))


def _is_glued_to_misspelt(tokens: list[Token], at: int) -> bool:
    """Return whether a number took the place of a letter of its unit: Each 8ablet contains."""
    unit = tokens[at + 1]
    return tokens[at].is_number and unit.is_noisy and unit.start == tokens[at].end


def is_glued_to_mark(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a mark stands between a word and a number without a space: 10 mg,990 tabs."""
    if at < 2 or tokens[at - 1].text not in {".", ","}:
        return False
    word, mark = tokens[at - 2], tokens[at - 1]
    return word.kind is WORD and word.end == mark.start and mark.end == tokens[at].start


def _is_negative(tokens: list[Token], at: int) -> bool:
    """Return whether a minus stands before a number behind a word: serving -3 capsules."""
    if at < 2 or not tokens[at].is_number or tokens[at - 1].text != "-":
        return False
    word, minus = tokens[at - 2], tokens[at - 1]
    is_apart = word.end < minus.start and minus.end == tokens[at].start
    return is_apart and word.kind is WORD


def _ends_larger_number(tokens: list[Token], at: int) -> bool:
    """Return whether a word for a number stands behind a larger one: twenty-two, treinta y dos."""
    before = at - 1
    if at > 1 and tokens[before].text in _IN_NUMBER_WORDS:
        before -= 1
    is_word = tokens[at].kind is WORD and before >= 0
    return is_word and tokens[before].text in class_words("large number")


def _holds_digits(token: Token) -> bool:
    """Return whether a word may be a misread number: c250."""
    if token.kind is not WORD or token.text.isalpha():
        return False
    digits = sum(map(str.isdigit, token.text))
    return digits > 1 and digits >= len(token.text) - 2


def unit_at(tokens: list[Token], at: int) -> tuple[str, int] | None:
    """Return the measure whose words stand at a token, behind adjectives, and where they end."""
    if at >= len(tokens):
        return None
    return _measure_of_words(tokens, at) or _measure_behind_adjectives(tokens, at)


def _measure_behind_adjectives(tokens: list[Token], at: int) -> tuple[str, int] | None:
    index = limit = at
    if _may_begin_unit(tokens[at].text):
        limit = min(len(tokens), at + _MAX_ADJECTIVES + 3)
    while index < limit:
        word = tokens[index].text
        measure = measure_of(word)
        if word == _KILOGRAM:  # 1,5 kg Beutel
            return measure, index + 1
        if measure in MEASURED and index + 1 < limit and _is_counted(tokens[index + 1]):
            return None  # 2g capsules: one of the two is misread
        if measure:
            return _whole_unit(tokens, measure, index + 1)
        if word == "cap" and index > at and tokens[index - 1].text in _OF_PLANTS:
            return "capsule", index + 1  # 1 veg cap, and not the cap of a bottle
        is_short_form = word == "." and index > at  # 90 veg. capsules
        if not (is_short_form or word in ADJECTIVES or word in _BEFORE_UNITS):
            return None
        index += 1
    return None


@cache
def _phrases_of_measures() -> Mapping[str, Sequence[tuple[Sequence[str], str]]]:
    """Return the measures of several words by the first one: cuillère à café."""
    found: defaultdict[str, list[tuple[Sequence[str], str]]] = defaultdict(list)
    for measure, spellings in HOUSEHOLD_MEASURES.items():
        for spelling in spellings:
            words = _WORDS_AND_MARKS.findall(fold_text(spelling))
            if len(words) > 1:
                found[words[0]].append((words, measure))
    return found


def _measure_of_words(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """Return the measure that several words name from a place on, and where they end."""
    for words, measure in _phrases_of_measures().get(tokens[at].text, ()):
        end = at + len(words)
        if [token.text for token in tokens[at:end]] == words:
            return measure, end
    return None


def _is_counted(token: Token) -> bool:
    return token.kind is WORD and measure_of(token.text) in COUNTED_KINDS


def _whole_unit(tokens: list[Token], measure: str, after: int) -> tuple[str, int]:
    """Return the measure of several words: softgel capsules, veg caps."""
    while after < len(tokens):
        following = measure_of(tokens[after].text)
        if not following or following in MEASURED or tokens[after].kind is not WORD:
            break
        if {measure, following} & {"softgel"}:
            measure = "softgel"
        elif measure == GENERIC:
            measure = following
        after += 1
    return measure, after
