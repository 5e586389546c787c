"""The words around a price, up to the prices beside it."""

from __future__ import annotations

import re
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.tokens import MARK, WORD
from pricing.labels.vocabulary import (
    class_words,
    classes_begun,
    has_phrase,
    phrase_end,
    phrase_starts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pricing.labels.label_text import TextLine
    from pricing.labels.money import StatedMoney
    from pricing.labels.subjects import Opening
    from pricing.labels.tokens import Token

_WITH_CENTS = re.compile(r"\d+[.,]\d\d")
_text_of = attrgetter("text")
_ENDS = frozenset((".", ";", ",", ")", "|"))
_LONGEST_OLD = 4  # tokens of words for an old price
_SENTENCE_ENDS = frozenset((".", "!", "?", "|"))


class Context(NamedTuple):
    """The tokens around a price, up to the prices beside it.

    `classes` are those of the phrases that may be among them.
    """

    line: Sequence[Token]
    classes: frozenset[str]
    before: Sequence[Token]
    behind: Sequence[Token]
    strike_marks: int  # of "~~" around a price that is struck out; a single one counts twice
    is_last: bool
    opening: Opening

    @property
    def is_struck(self) -> bool:
        return self.strike_marks % 4 == 2

    @property
    def has_half_mark(self) -> bool:
        """Whether half of a strike mark stands before the price, which may then be misread."""
        return self.strike_marks % 2 == 1

    @property
    def is_free_from(self) -> bool:
        """Whether something is free for orders of a price or more: gratis a partir de 30 €."""
        if "lowest price" not in self.classes or "gift" not in self.classes:
            return False
        words = [token for token in self.before[-6:] if token.kind is not MARK]
        return any(
            words[at - 1].text in class_words("gift")
            and phrase_end("lowest price", words, at) == len(words)
            for at in range(1, len(words))
        )

    @property
    def is_of_buyer(self) -> bool:
        """Whether a buyer tells of the price: I also take zinc and love the price of $3."""
        if "buyer" not in self.classes:
            return False
        return has_phrase("buyer", self.sentence_before)

    @property
    def sentence_before(self) -> Sequence[Token]:
        """The words before the price in its sentence."""
        return _behind_last(self.before, lambda token: token.text in _SENTENCE_ENDS)

    def has(self, name: str, tokens: Sequence[Token]) -> bool:
        """Return whether a phrase of a class occurs among some of its tokens."""
        return name in self.classes and has_phrase(name, tokens)

    def last_is(self, tail: Sequence[Token], name: str) -> bool:
        """Return whether a phrase of a class is in the last two words."""
        if name not in self.classes:
            return False
        words = islice((token for token in reversed(tail) if token.kind is WORD), 2)
        return has_phrase(name, [*words][::-1])

    def is_named_behind(self, name: str) -> bool:
        """Return whether the words behind a price say what it is.

        Words between two prices do so only before a mark. Without one, they may name the next
        price.
        """
        behind = self.behind
        if name not in self.classes:
            return False
        if name == "shipping" and behind and behind[0].text in {"+", *class_words("besides")}:
            return False
        if self.is_last:
            return has_phrase(name, behind[:2])
        end = phrase_end(name, behind, 0) if behind else 0
        return 0 < end < len(behind) and behind[end].text in _ENDS

    def is_followed_by(self, name: str) -> bool:
        """Return whether a phrase of a class stands right behind the price, and not the next one.

        £7.90 (with code ZINC), and not: £9.90 with code ZINC £7.90
        """
        if name not in self.classes or not self.behind:
            return False
        first = 1 if self.behind[0].text == "(" else 0
        end = phrase_end(name, self.behind, first) if first < len(self.behind) else first
        is_before_mark = end < len(self.behind) and self.behind[end].text in _ENDS
        return end > first and (self.is_last or is_before_mark)

    def ends_with(self, name: str) -> bool:
        """Return whether a phrase of a class stands right behind the price, and ends its part."""
        if name not in self.classes or not self.behind:
            return False
        end = phrase_end(name, self.behind, 0)
        return end > 0 and (end == len(self.behind) or self.behind[end].text in _ENDS)

    def is_led_by(self, name: str) -> bool:
        """Return whether the words right before the price are a phrase of a class."""
        if name not in self.classes:
            return False
        words = [token for token in self.before[-5:] if token.kind is not MARK]
        return any(phrase_end(name, words, at) == len(words) for at in phrase_starts(name, words))

    def is_row_of(self, name: str) -> bool:
        """Return whether the words before the price in its line are a phrase of a class."""
        is_own = bool(self.before) and self.before[0].start == self.line[0].start
        if name not in self.classes or not is_own:
            return False
        words = [token for token in self.before if token.kind is WORD]
        return bool(words) and phrase_end(name, words, 0) == len(words)


def contexts_of(
    found: TextLine,
    amounts: Sequence[StatedMoney],
    label_above: TextLine | None,
    opening: Opening,
) -> Iterator[tuple[StatedMoney, Context]]:
    """Yield the amounts of a line with what stands around them. The first may be named above."""
    line = found.tokens
    at = strike_marks = 0
    has_marks = "~" in found.words and any(_is_struck_singly(line, money) for money in amounts)
    weight = 2 if has_marks else 1
    for index, money in enumerate(amounts):
        if "~" in found.words:
            strike_marks += weight * sum(token.text == "~" for token in line[at : money.first])
        at = money.first
        start = _end_of_name(line, amounts[index - 1], money) if index else 0
        is_last = index + 1 == len(amounts)
        end = len(line) if is_last else amounts[index + 1].first
        before, behind = line[start : money.first], line[money.after : end]
        classes = found.classes
        if len(amounts) > 1:  # each knows only the words around it
            classes = classes_begun(frozenset(map(_text_of, (*before, *behind))))
        if label_above and not index and not any(token.kind is WORD for token in before):
            before = [*label_above.tokens, *before]
            classes |= label_above.classes
            if any(token.text == "%" for token in label_above.tokens):
                classes -= {"other price"}  # "You save 24%" has its value, and names none below
        yield money, Context(line, classes, before, behind, strike_marks, is_last, opening)


def _is_struck_singly(line: Sequence[Token], money: StatedMoney) -> bool:
    """Return whether one mark on each side strikes a price out: ~$38.99~ Now $32.99."""
    first, after = money.first - 1, money.after
    if first < 0 or after >= len(line) or not line[first].text == line[after].text == "~":
        return False
    is_double = (first and line[first - 1].text == "~") or (
        after + 1 < len(line) and line[after + 1].text == "~"
    )
    return not is_double


def _end_of_name(tokens: Sequence[Token], last: StatedMoney, money: StatedMoney) -> int:
    """Return where the words end that name the price before them: "$5.00 shipping. From"."""
    after = last.after
    if after < len(tokens) and (end := phrase_end("net price", tokens, after)) > after:
        return end
    end = phrase_end("shipping", tokens, after) if after < len(tokens) else after
    if end < len(tokens) and tokens[end].text in _ENDS:
        return end
    is_less = money.value is not None and last.value is not None and money.value < last.value
    return _end_of_old(tokens, last) if is_less else after


def _end_of_old(tokens: Sequence[Token], last: StatedMoney) -> int:
    """Return where words for a recommended price end behind an old one: statt 19,98 € UVP 13,99 €.

    The lower price behind them is none that a maker recommends. A footnote may stand between.
    """
    names = range(max(last.first - _LONGEST_OLD, 0), last.first)
    if not any(phrase_end("old price", tokens, at) == last.first for at in names):
        return last.after
    first = last.after + (tokens[last.after].text == "(")
    end = max(phrase_end(name, tokens, first) for name in ("recommended price", "old price"))
    while first < end < len(tokens) and _is_glued(tokens, end):
        end += 1
    is_label = end == first or tokens[end : end + 1] == [] or tokens[end].text == ":"
    return last.after if is_label else end


def _is_glued(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a bracket or a footnote stands right behind a word."""
    is_footnote = tokens[at].is_number and tokens[at].start == tokens[at - 1].end
    return is_footnote or tokens[at].text == ")"


def since_number(tail: Sequence[Token]) -> Sequence[Token]:
    """Return the tokens behind the last number: what stands before it leads to that."""
    return _behind_last(tail, lambda token: token.is_number)


def since_price(tail: Sequence[Token]) -> Sequence[Token]:
    """Return the tokens behind the last number with cents, whose label is not that of the next.

    Was 14.90 now £11.90: the sign behind stands for both.
    """
    return _behind_last(tail, lambda token: _WITH_CENTS.fullmatch(token.text) is not None)


def _behind_last(tokens: Sequence[Token], is_end: Callable[[Token], bool]) -> Sequence[Token]:
    """Return the tokens behind the last one that ends something, or all of them."""
    after = len(tokens)
    while after and not is_end(tokens[after - 1]):
        after -= 1
    return tokens[after:]
