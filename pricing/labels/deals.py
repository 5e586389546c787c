"""Deals on several packs in the words of a text: 2 for 1, buy one get one free, 3x2."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.container_words import is_count
from pricing.labels.label_reading import Span
from pricing.labels.named_currencies import SIGNS
from pricing.labels.tokens import MARK
from pricing.labels.vocabulary import class_words, number_words, phrase_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.labels.layout import LabelLine
    from pricing.labels.tokens import Token

_MOST_PACKS = 6
_TIMES, _PLUS = frozenset(("x", "*")), frozenset(("+", "plus"))
_FOR = frozenset(("for", "fur", "pour", "por", "per", "al"))
_JOINTS = _TIMES | _PLUS | _FOR
_ORDINALS = frozenset(("e", "eme", "nd", "a"))
_SECONDS = frozenset((
    "2e", "2nd", "2eme", "2a", "second", "zweite", "zweites", "zweiten", "deuxieme", "segunda",
    "segundo", "seconda", "secondo",
))  # fmt: skip
_GETS = frozenset(("get", "achete", "achetes", "achetee", "achetees"))
_NEAR = 6  # tokens behind the words of a deal that may count its packs
_OF_DEALS = ("deal word", "gift")


class Deal(NamedTuple):
    """A number of packs for the price of fewer."""

    packs: Fraction
    paid: Fraction
    span: Span


def deals_in(lines: Sequence[LabelLine]) -> Iterator[Deal]:
    """Yield the deals on several packs that a text names."""
    for line in lines:
        if line.is_list or line.is_comparison or line.line.holds("daily"):
            continue
        if line.line.holds("deal"):
            yield from _named_deals(line)
        if line.line.numbers:
            yield from _counted_deals(line)
        if "%" in line.line.words:
            yield from _cheaper_seconds(line)


def _named_deals(line: LabelLine) -> Iterator[Deal]:
    """Yield what words such as "buy one get one free" or "prendi 3 paghi 2" offer."""
    tokens = line.tokens
    for at in range(len(tokens)):
        end = phrase_end("deal", tokens, at)
        if end > at:
            near = [_count(token) for token in tokens[max(at - 2, 0) : end + _NEAR]]
            counts = sorted(count for count in near if 0 < count <= _MOST_PACKS)
            packs, paid = (counts[-1], counts[0]) if len(counts) > 1 else (2, 1)
            if tokens[end - 1].text in _GETS:  # buy 2 get 1
                packs, paid = packs + paid, packs
            span = Span(tokens[at].start, tokens[end - 1].end)
            yield Deal(Fraction(packs), Fraction(paid), span)
            return


def _counted_deals(line: LabelLine) -> Iterator[Deal]:
    """Yield what two small numbers offer: 2x1 or 1+1 beside a word for a deal, and 3 for 2."""
    tokens = line.tokens
    classes = line.line.classes
    for at in range(1, len(tokens) - 1):
        if tokens[at].text not in _JOINTS:
            continue
        more, fewer = _count(tokens[at - 1]), _count(tokens[at + 1])
        if not (0 < more <= _MOST_PACKS and 0 < fewer <= _MOST_PACKS):
            continue
        if not _is_alone(tokens, at - 1, at + 2):
            continue
        is_bracketed = at > 1 and tokens[at - 2].text == "("
        joint, has_word = tokens[at].text, is_bracketed or _has_word(line)
        span = Span(tokens[at - 1].start, tokens[at + 1].end)
        if joint in _PLUS and has_word and fewer <= more:
            yield Deal(Fraction(more + fewer), Fraction(more), span)
        elif fewer < more and (joint in _FOR or (joint in _TIMES and has_word)):
            is_advice = "advice" in classes and line.line.holds("advice")
            if not is_advice:
                yield Deal(Fraction(more), Fraction(fewer), span)


def _cheaper_seconds(line: LabelLine) -> Iterator[Deal]:
    """Yield what a percent off the second pack offers: le 2e à -50 %, 2ª unidad al 50%."""
    tokens = line.tokens
    for at in range(len(tokens) - 1):
        is_second = tokens[at].text == "2" and tokens[at + 1].text in _ORDINALS
        is_second = is_second or tokens[at].text in _SECONDS
        if is_second and any(token.text == "%" for token in tokens[at + 1 : at + 1 + _NEAR]):
            yield Deal(Fraction(2), Fraction(2), tokens[at].span)
            return


def _has_word(line: LabelLine) -> bool:
    """Return whether a line names a deal, or has no more than the numbers of one."""
    is_named = any(token.text in class_words(name) for token in line.tokens for name in _OF_DEALS)
    return is_named or len(line.tokens) == len(line.line.numbers) + 1


def _is_alone(tokens: Sequence[Token], first: int, after: int) -> bool:
    """Return whether numbers stand by themselves, beside no sign of a currency and no unit."""
    before = tokens[first - 1].text if first else ""
    if before in SIGNS and first > 1 and tokens[first - 2].is_number:  # 9,90 € 2 + 1 offert
        before = ""
    behind = tokens[after] if after < len(tokens) else None
    if before in SIGNS or before in {"+", "x", "-", "/"}:
        return False
    if behind is None or behind.kind is MARK:
        return behind is None or behind.text not in {*SIGNS, "%", "+", "/", "-"}
    return any(behind.text in class_words(name) for name in _OF_DEALS)


def _count(token: Token) -> int:
    """Return the value of a whole number or a word for one, or 0."""
    if not is_count(token):
        return 0
    if token.is_number:
        return int(token.text) if token.text.isdigit() else 0
    return number_words()[token.text]
