"""The text of a label as lines of tokens. Each token knows its place in the text."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from pricing.labels.tokens import MARK, NOISY_NUMBER, NUMBER, WORD, Token, new_token
from pricing.labels.vocabulary import (
    class_words,
    classes_begun,
    clean_word,
    has_phrase,
    language_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pricing.labels.label_reading import Span

# What may be a digit of the same number, behind marks or a letter that do not belong there.
_DIGIT_BEFORE = re.compile(r"\d(?:[a-z]{0,2}[.,()$£%]{1,3}|[.,][a-z])\Z")
_LONE_MARK = re.compile(r"(?:\A|[^\w.,]|(?<![a-z])[a-z])[.,]{1,2}\Z")  # also q,95
_MAYBE_THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_FEWEST_OF_THOUSANDS = 5  # characters
_ZERO_FIRST = re.compile(r"0+[1-9]")
_DIGIT_BEHIND = re.compile(r"[.,()]{1,3}[a-z]?\d|[a-wyz]\d|[$€£a-wyz][.,]\d|[.,]-\d")
# A digit at the end of a word or alone in a line, before a number: Magnesiumcitrat1 80 Kapseln.
_STRAY_DIGIT = re.compile(
    r"(?:(?:([^\W\d_]{3,30})|[)%]|(?:\A|\n)[ \t]*)\d[ \t]*\n?|[$€£] ?\d+[.,]\d[ \t]*\n)"
    r"[ \t]*[$€£]?[ \t]?\Z"
)
_STRAY_DISTANCE = 40
_BEHIND_STRAY = " \t\n$€£"
# 60 caps $9.99 120 caps: no digits go on behind cents and a space.
_WITH_CENTS, _TWO_DIGITS = re.compile(r"\d+[.,]\d\d"), re.compile(r"\d{2,}")
_text_of, _start_of = attrgetter("text"), attrgetter("start")
_NONE_ASKED: Mapping[str, bool] = {}
_MAX_DIGITS = 20


@dataclass(slots=True)
class TextLine:
    """A line of the text: its place and its tokens.

    `words` are the texts of the tokens, and `numbers` the places of the numbers among them.
    `classes` are those of the phrases that begin with one of the words.
    """

    start: int
    end: int
    tokens: list[Token]
    number: int
    numbers: list[int]
    words: frozenset[str] = field(init=False)
    classes: frozenset[str] = field(init=False)
    _held: Mapping[str, bool] = field(init=False, default_factory=lambda: _NONE_ASKED)

    def __post_init__(self) -> None:
        self.words = frozenset(map(_text_of, self.tokens))
        self.classes = classes_begun(self.words)

    def holds(self, name: str) -> bool:
        """Return whether a phrase of a class is in it."""
        if name not in self.classes:
            return False
        if name not in self._held:
            self._held = {**self._held, name: has_phrase(name, self.tokens)}
        return self._held[name]


@dataclass(slots=True)
class LabelText:
    """A text, folded without a change of length, and its lines."""

    source: str
    folded: str
    lines: list[TextLine]
    language: str = ""
    decimal_mark: str = ""
    odd_mark: str = ""  # a decimal mark of one number, where all others have another
    column: Span | None = None  # the name above the column of a table that it is
    classes: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.classes = frozenset().union(*[line.classes for line in self.lines])

    def part(self, start: int, end: int) -> LabelText | None:
        """Return a part with the places of the whole, or None if its language is another one."""
        if language_of(self.folded[start:end]) != self.language:
            return None
        first = max(bisect_right(self.lines, start, key=_start_of) - 1, 0)
        after = bisect_left(self.lines, end, key=_start_of)
        lines = [self._cut(line, start, end) for line in self.lines[first:after]]
        part = LabelText(self.source, self.folded, lines, self.language)
        part.decimal_mark, part.odd_mark = _decimal_marks(lines, self.language)
        return part

    def _cut(self, line: TextLine, start: int, end: int) -> TextLine:
        """Return what of a line is between two places, read anew if it is not all of it."""
        if start <= line.start and line.end <= end:
            return line
        start, end = max(start, line.start), min(end, line.end)
        content = self.folded[start:end].rstrip()
        tokens, numbers = _tokens(content, start)
        _mark_doubtful(tokens, numbers, self.folded)
        return TextLine(start, end, tokens, line.number, numbers)

    def quote(self, span: Span) -> str:
        """Return the line around a place, as the text has it."""
        start = self.source.rfind("\n", 0, span.start) + 1
        end = self.source.find("\n", span.end)
        end = len(self.source) if end < 0 else end
        return " ".join(self.source[start:end].split())[:300]

    def number(self, token: Token) -> Fraction | None:
        """Return the value of a number, or None if its marks or neighbours leave it open."""
        if token.is_broken or not token.is_number:
            return None
        if self.odd_mark and self.odd_mark in _proven_mark(token.text):
            return None
        return read_number(_repaired(token), self.decimal_mark)

    def other_numbers(self, token: Token) -> tuple[Fraction, ...]:
        """Return what else a number may be whose three decimals may be thousands: 1,200."""
        if token.is_broken or len(token.text) < _FEWEST_OF_THOUSANDS:
            return ()
        if not _MAYBE_THOUSANDS.fullmatch(token.text):
            return ()
        whole, decimals = token.text[:-4], token.text[-3:]
        thousands = Fraction(whole + decimals)
        value = self.number(token)
        if value is None:
            return Fraction(f"{whole}.{decimals}"), thousands
        return () if value == thousands else (thousands,)


# -- folding -----------------------------------------------------------------------------------

_SAME_AS = {
    "×": "x", "µ": "u", "μ": "u", "ß": "s", "œ": "o", "æ": "a", "ø": "o", "ł": "l", "ı": "i",
    **dict.fromkeys("’‘`´ʼ", "'"), **dict.fromkeys("−–—‐‑", "-"), **dict.fromkeys("™®©†‡", " "),
    **dict.fromkeys("•·●▪", "\u2022"), "¦": "|", "⁄": "/",
}  # fmt: skip
_TRADE_MARKS = re.compile(r"\((?:r|tm|c|s|en|es|n|e|x|i{1,3})\)")
_VALENCE = re.compile(r"(?<=[a-z])[- ]i{2,3}-(?=[a-z])")
_FOLDED_ALONE = re.compile(r"[^\t\n -_a-~]")  # what is more than a capital of the Latin letters


@lru_cache(maxsize=4_096)
def _fold_character(character: str) -> str:
    """Return the one character that stands for a character: no accent, no capital."""
    if character in _SAME_AS:
        return _SAME_AS[character]
    if character in "\n\u2028\u2029\x85\x0b":
        return "\n"
    if character.isspace() or unicodedata.category(character) in {"Cc", "Cf"}:
        return "\t" if character == "\t" else " "
    plain = unicodedata.normalize("NFKD", character)[0]
    if plain.isdigit() and not character.isdecimal():
        return character  # a raised digit is a footnote, not a digit
    lower = plain.lower()
    return lower if len(lower) == 1 else lower[0]


def fold_in_place(text: str) -> str:
    """Return the text in lower case without accents, each character in its place.

    Marks of trade and of valence, which a name has beside it, are spaces.

    >>> fold_in_place("Magnésium – 5 µg (R)")
    'magnesium - 5 ug    '
    """
    folded = _FOLDED_ALONE.sub(lambda match: _fold_character(match[0]), text).lower()
    folded = _TRADE_MARKS.sub(lambda match: " " * len(match[0]), folded)
    if "ii" in folded:
        folded = _VALENCE.sub(lambda match: " " * len(match[0]), folded)
    return folded.replace("( )", "   ").replace("[ ]", "   ")


# -- tokens ------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"[ \t]*+(?:(?P<letters>[a-z]{2,}+(?![a-z0-9\u0300-\u036f|]))"
    r"|(?P<sign>[!-/:-@\[-^`{}~\u20ac\u00a3\u2022])"
    r"|(?P<noisy>(?<![\w.,])(?=[oil|]{0,6}\d)\d{0,7}[oil][0-9oil]{0,7}(?![a-z0-9|/]))"
    r"|(?P<code>(?<![a-z0-9])(?:chf|sfr|fr|eur|usd|gbp|cad|aud|nzd)(?=\d))"
    r"|(?P<number>(?:(?<![a-wyz_])|(?<=chf|sfr|eur|usd|gbp|cad|aud|nzd)|(?<=fr)|(?<=\d(?:for|fur|por|per))|(?<=\dpour))(?:\d{1,3}(?:[.,']\d{3})+(?!\d)(?:[.,]\d+(?!\d))?|\d+(?:[.,]\d+)?))"
    r"|(?P<times>x(?=\d))"
    r"|(?P<joint>(?<=\d)(?:for|fur|pour|por|per)(?=\d))"
    r"|(?P<word>[a-z\u0300-\u036f](?:[a-z0-9\u0300-\u036f]|\|(?=[a-z]))*)"
    r"|(?P<mark>[^\s\w]|_|[^\W\da-z]))"
)
# A number of a group is found sooner than its name.
_WORD_GROUPS = frozenset(_TOKEN.groupindex[name] for name in ("letters", "word", "code", "joint"))
_MARK_GROUPS = frozenset(_TOKEN.groupindex[name] for name in ("sign", "times", "mark"))
_NOISY_GROUP = _TOKEN.groupindex["noisy"]
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_MAX_DEPTH = 8
_LETTERS_AS_DIGITS = str.maketrans("oil|", "0111")
# With a digit first, a search passes over other characters at once.
_SPACED_GROUPS = re.compile(r"\d(?<![\w.,/]\d)\d{0,2}(?: \d{3})++((?= ?(?:mg|ug|mcg)\b))?")
_NOT_SPACED = "en"
_LONG_LINE, _LONGEST_LINE = 60, 3_000
_SENTENCE_END = re.compile(
    r"[.!?](?:(?<=[^\W\d_]{4}.)|(?<=[)%\d].))\s{1,3}(?=[A-Z\u00c0-\u00dd\u00bf\u00a1])"
)


def read_text(source: str) -> LabelText:
    """Return a text as lines of tokens.

    >>> [token.text for token in read_text("Iron 2.5mg").lines[0].tokens]
    ['iron', '2.5', 'mg']
    """
    folded = fold_in_place(source)
    language = language_of(folded)
    if language != _NOT_SPACED:
        folded = _SPACED_GROUPS.sub(_one_number, folded)
    lines: list[TextLine] = []
    for start, end in _pieces(folded, _sentences(source, folded)):
        content = folded[start:end].rstrip()
        tokens, numbers = _tokens(content, start) if content else ([], [])
        if numbers:
            _mark_doubtful(tokens, numbers, folded)
        if tokens or not lines or lines[-1].tokens:  # empty lines in a row are one
            lines.append(TextLine(start, end, tokens, len(lines), numbers))
    text = LabelText(source, folded, lines, language)
    text.decimal_mark, text.odd_mark = _decimal_marks(lines, language)
    return text


def _one_number(match: re.Match[str]) -> str:
    """Return the groups of a number before a unit without spaces, and other numbers as they are."""
    return match[0] if match[1] is None else match[0].replace(" ", "'")


def _sentences(source: str, folded: str) -> Iterator[tuple[int, int]]:
    """Yield the lines, and the sentences of a long one."""
    at = 0
    for content in folded.split("\n"):
        end = at + len(content)
        if len(content) > _LONG_LINE:
            for match in _SENTENCE_END.finditer(source, at, end):
                yield at, match.end()
                at = match.end()
        yield at, end
        at = end + 1


def _pieces(folded: str, sentences: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the sentences, in pieces of bounded length if one is longer than any of a label."""
    for first, end in sentences:
        start = first
        while end - start > _LONGEST_LINE:
            space = folded.rfind(" ", start + 1, start + _LONGEST_LINE)
            cut = space if space > 0 else start + _LONGEST_LINE
            yield start, cut
            start = cut
        yield start, end


def _tokens(content: str, offset: int) -> tuple[list[Token], list[int]]:
    """Return the tokens of a line, and the places of the numbers among them."""
    found: list[tuple[object, ...]] = []
    numbers: list[int] = []
    depth = 0
    add = found.append
    for match in _TOKEN.finditer(content):
        group = match.lastindex or 0
        raw, end = match[group], offset + match.end()
        start = end - len(raw)
        if group in _WORD_GROUPS:
            word = clean_word(raw)
            add((WORD, word, start, end, depth, word != raw, False, False, False))
        elif group in _MARK_GROUPS:
            if raw in _CLOSING:
                depth = max(depth - 1, 0)
            add((MARK, raw, start, end, depth, False, False, False, False))
            if raw in _OPENING:
                depth = min(depth + 1, _MAX_DEPTH)
        else:
            is_noisy = group == _NOISY_GROUP
            kind = NOISY_NUMBER if is_noisy else NUMBER
            numbers.append(len(found))
            add((kind, raw, start, end, depth, is_noisy, True, False, False))
    return list(map(new_token, found)), numbers


def _mark_doubtful(tokens: list[Token], numbers: Iterable[int], folded: str) -> None:
    """Mark each number that what stands beside it may belong to."""
    for index in numbers:
        token = tokens[index]
        is_broken = _is_broken(tokens, index, folded)
        follows_digit = _follows_digit(token, folded)
        if is_broken or follows_digit:
            tokens[index] = token._replace(is_broken=is_broken, follows_digit=follows_digit)


def _follows_digit(token: Token, folded: str) -> bool:
    """Return whether a digit stands before a number that may have lost it to a word or line."""
    start = token.start
    if not folded[max(start - 5, 0) : start].rstrip(_BEHIND_STRAY)[-1:].isdigit():
        return False
    stray = _STRAY_DIGIT.search(folded, max(start - _STRAY_DISTANCE, 0), start)
    return stray is not None and stray[1] not in class_words("other nutrient")


def _is_broken(tokens: list[Token], at: int, folded: str) -> bool:
    """Return whether a number may go on beside it: 12o,95 or 24(.95 or 5 1 g."""
    token = tokens[at]
    start, end = token.start, token.end
    if token.text[0] == "0" and _ZERO_FIRST.match(token.text):
        return True
    if start and not folded[start - 1].isspace():
        before = folded[max(start - 6, 0) : start]
        if _DIGIT_BEFORE.search(before) or _LONE_MARK.search(before):
            return True
    if (
        end < len(folded)
        and not folded[end].isspace()
        and _DIGIT_BEHIND.match(folded, end, end + 6)
    ):
        return True
    if at and tokens[at - 1].is_number and _stand_in_one_cell(tokens[at - 1], token, folded):
        return True
    behind = tokens[at + 1] if at + 1 < len(tokens) else token
    return behind.is_number and behind is not token and _stand_in_one_cell(token, behind, folded)


def _stand_in_one_cell(one: Token, other: Token, folded: str) -> bool:
    """Return whether two numbers stand side by side, without a tab between them.

    What stands behind a code is no part of it: PZN 10557306 9,95 €.
    """
    if other.start - one.end > 1 or folded[one.end : other.start] == "\t" or one.is_code:
        return False
    is_behind_price = _WITH_CENTS.fullmatch(one.text) and _TWO_DIGITS.fullmatch(other.text)
    return not (is_behind_price and folded[one.end : other.start] == " ")


# -- numbers -----------------------------------------------------------------------------------


def _repaired(token: Token) -> str:
    return token.text.translate(_LETTERS_AS_DIGITS) if token.is_noisy else token.text


@lru_cache(maxsize=4_096)
def read_number(text: str, decimal_mark: str) -> Fraction | None:
    """Return the value of a number. Three digits behind one mark need the mark of the text.

    >>> read_number("1,000", "."), read_number("12,5", "."), read_number("1.500", "")
    (Fraction(1000, 1), Fraction(25, 2), None)
    """
    digits = text.replace("'", "")
    if len(digits) > _MAX_DIGITS:
        return None
    marks = [char for char in digits if char in ".,"]
    if len(marks) != 1:
        whole_part, mark, rest = (
            digits.rpartition(marks[-1]) if len(set(marks)) == 2 else (digits, "", "")
        )
        return Fraction(re.sub("[.,]", "", whole_part) + ("." if mark else "") + rest)
    whole, _, decimals = digits.partition(marks[0])
    if len(decimals) == 3 and whole.lstrip("0") and len(whole) <= 3:
        if not decimal_mark:
            return None
        return Fraction(digits.replace(",", ".") if marks[0] == decimal_mark else whole + decimals)
    return Fraction(f"{whole or '0'}.{decimals}")


def _decimal_marks(lines: Iterable[TextLine], language: str) -> tuple[str, str]:
    """Return the mark that the numbers prove, else that of the language, and an odd one.

    A mark is odd if one number has it as a decimal mark, and several have that of the language.
    """
    numbers = [line.tokens[at] for line in lines for at in line.numbers]
    proven = Counter(
        mark
        for number in numbers
        if number.kind is NUMBER and not number.text.isdecimal()
        for mark in _proven_mark(number.text)
    )
    of_language = {"en": ".", "": ""}.get(language, ",")
    if len(proven) < 2:
        return next(iter(proven), of_language), ""
    (usual, most), (odd, least) = proven.most_common()
    return (usual, odd) if least == 1 < most and usual == of_language else ("", "")


@lru_cache(maxsize=4_096)
def _proven_mark(text: str) -> Sequence[str]:
    """Return the decimal mark that a number proves, if it has only one meaning."""
    marks = [char for char in text if char in ".,"]
    if not marks:
        return ()
    if len(set(marks)) == 2:
        return marks[-1]
    if len(marks) > 1:
        return "." if marks[0] == "," else ","
    whole, _, decimals = text.partition(marks[0])
    if len(decimals) != 3 or not whole.lstrip("0"):
        return marks[0]
    return ()
