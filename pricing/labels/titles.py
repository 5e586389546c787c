"""The titles of products in a text: a line, or words before a panel, that may name a product."""

from __future__ import annotations

from itertools import compress, count
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.mentions import starts_with
from pricing.labels.mineral_words import form_words
from pricing.labels.tokens import MARK, WORD
from pricing.labels.vocabulary import ADDING, class_words, has_phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pricing.labels.layout import LabelLine
    from pricing.labels.tokens import Token

_MOST_WORDS, _MOST_HEADING_WORDS, _MOST_TOKENS = 8, 5, 40
_NOT_FIRST = (
    "panel", "serving size", "servings label", "advice", "source", "source label", "brand label",
    "content label", "list section", "list end", "contains", "providing", "per", "each",
)  # fmt: skip
_STATEMENTS = ("contains", "providing")
_ALSO_OF_MINERALS = ("filler word", "source", "joining")
_text_of = attrgetter("text")
_AND = ADDING - {"plus"}


class Title(NamedTuple):
    """A place where another product may begin, and the minerals that are named there.

    `is_product` states that it names a product: minerals and more, or a kind such as A to Z.
    """

    start: int
    elements: frozenset[str]
    is_product: bool


class _Place(NamedTuple):
    """The tokens that may be a title, and whether a panel begins right behind them."""

    first: int
    after: int
    heads_panel: bool


def titles_of(source: str, line: LabelLine) -> Iterator[Title]:
    """Yield the titles in a line: all of it, or words before a basis, a colon or a verb."""
    if line.is_blank or line.is_comparison or (line.is_list and not _may_end_list(line)):
        return
    if not (line.mentions or "product word" in line.line.classes or is_short(line)):
        return
    for place in _places(line):
        title = _title(source, line, place)
        if title is not None:
            yield title


def _places(line: LabelLine) -> Iterator[_Place]:
    """Yield the tokens that no amount and no basis takes, before a basis, a colon or a verb."""
    if not line.bases:
        if not line.amounts:
            yield _Place(0, len(line.tokens), heads_panel=True)
        return
    ends = [*(amount.after for amount in line.amounts), *(basis.after for basis in line.bases)]
    ends.sort(reverse=True)
    bases = {basis.first for basis in line.bases}
    ended = {at for at in _places_of_ends(line) if not line.tokens[at].depth}
    first, end = 0, len(line.tokens)
    for after in sorted(bases | ended):
        while ends and ends[-1] <= after:
            first = max(first, ends.pop())
        if first < after:
            behind = next((at for at in range(after, end) if line.tokens[at].kind is not MARK), end)
            yield _Place(first, after, heads_panel=behind in bases)
            first = after


def _places_of_ends(line: LabelLine) -> Iterable[int]:
    """Return where a colon or a verb may end a title."""
    words = class_words("contains") | {":"}
    if line.line.words.isdisjoint(words):
        return ()
    return compress(count(), map(words.__contains__, map(_text_of, line.tokens)))


def _may_end_list(line: LabelLine) -> bool:
    """Return whether a line of a list has no items: a title may stand right below a list."""
    return not any(token.kind is MARK for token in line.tokens)


def is_short(line: LabelLine) -> bool:
    """Return whether a line may be a few words alone."""
    is_alone = not (line.is_blank or line.bases or line.amounts or line.pieces)
    return is_alone and len(line.tokens) <= _MOST_HEADING_WORDS + 1


def _title(source: str, line: LabelLine, place: _Place) -> Title | None:
    tokens, first = line.tokens, place.first
    if place.after - first > _MOST_TOKENS:
        return None
    while first < place.after and tokens[first].kind is not WORD:
        first += 1
    own = tokens[first : place.after]
    words = [token for token in own if token.kind is WORD]
    if not words or len(words) > _MOST_WORDS or own[-1].text == "." or _is_statement(line, own):
        return None
    named = [one for one in line.mentions if first <= one.first < place.after]
    minerals = frozenset(one.element for one in named if one.element and not one.depth)
    if not minerals and "product word" in line.line.classes and has_phrase("product word", own):
        return Title(own[0].start, minerals, is_product=True)
    is_capital = source[own[0].start].isupper()
    if not minerals:
        is_heading = is_capital and _is_heading(line, own)
        return Title(own[0].start, minerals, is_product=False) if is_heading else None
    taken = {at for one in named for at in range(one.first, one.after)}
    more = {
        tokens[at].text
        for at in range(first, place.after)
        if at not in taken and tokens[at].kind is WORD and not tokens[at].depth
    }
    salts = frozenset[str]().union(*map(form_words, minerals))
    says_more = any(not (word in salts or _is_of_mineral(word)) for word in more)
    if not (says_more or len(minerals) > 1):
        return None
    is_product = place.heads_panel and is_capital
    return Title(own[0].start, minerals, is_product)


def _is_heading(line: LabelLine, own: Sequence[Token]) -> bool:
    """Return whether a line is a few words alone, which may be the name of a product."""
    is_whole = not (line.bases or line.amounts or line.pieces or line.mentions)
    return (
        is_whole and len(own) <= _MOST_HEADING_WORDS and not any(token.is_number for token in own)
    )


def _is_statement(line: LabelLine, own: Sequence[Token]) -> bool:
    """Return whether words of a line begin a panel or a list, or say what a product holds."""
    classes = line.line.classes
    if classes.isdisjoint(_NOT_FIRST):  # which has all that state what a product holds
        return False
    stated = (name for name in _STATEMENTS if name in classes)
    return starts_with(own, *_NOT_FIRST) or any(has_phrase(name, own) for name in stated)


def _is_of_mineral(word: str) -> bool:
    return word in _AND or word in class_words(*_ALSO_OF_MINERALS)
