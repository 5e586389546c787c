"""Deals on several packs in the words of a text: 2 for 1, buy one get one free, 3x2."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.amounts import UNITS as MASS_UNITS
from pricing.labels.container_words import is_count
from pricing.labels.label_reading import LabelField, SizeOffer, Span
from pricing.labels.named_currencies import SIGNS
from pricing.labels.pieces import measure_of
from pricing.labels.prices import Price, PriceKind
from pricing.labels.tokens import MARK
from pricing.labels.vocabulary import class_words, first_words, phrase_end
from pricing.labels.whole_packs import FEWEST_UNITS
from pricing.reference.label_phrases import number_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.labels.layout import LabelLine
    from pricing.labels.tokens import Token

_MOST_PACKS, _MOST_OF_WORDS = 6, 12  # the words around numbers say that they count packs
_TIMES, _PLUS = frozenset(("x", "*")), frozenset(("+", "plus"))
_FOR = frozenset(("for", "fur", "pour", "por", "per", "al"))
_JOINTS = _TIMES | _PLUS | _FOR
_ORDINALS = frozenset(("e", "eme", "nd", "a"))
_SECONDS = frozenset((
    "2e", "2nd", "2eme", "2a", "second", "zweite", "zweites", "zweiten", "deuxieme", "segunda",
    "segundo", "seconda", "secondo",
))  # fmt: skip
_SECOND_WORDS = _SECONDS | {"2"}
_GETS = frozenset(("get", "achete", "achetes", "achetee", "achetees"))
_COUNTED = ("day noun", "days", "months", "serving noun", "one pack", "container", "packs")
_NO_NUMBERS = frozenset(("%", "+", "x", "-", "/"))  # beside a number of another kind
_NEAR = 6  # tokens behind the words of a deal that may count its packs
_OF_DEALS = ("deal word", "gift")
_ROLES = {"deal take": "t", "deal get": "g", "deal pay": "p", "gift": "f"}
_IN_OFFER = frozenset(
    (",", "-", "=", ":", "+", "en", "e", "y", "et", "und", "and", "only", "nur", "solo")
)
# Take 4 and pay 3, and take 4 and get 1 free, with the numbers before or behind their words.
_PAID_OFFER = re.compile("[tg]_*n_*p_*n|n_*[tg]_*n_*p|p_*n_*[tg]_*n|n_*p_*n_*[tg]")
_FREE_OFFER = re.compile("t_*n_*(?:g_*)?n_*f|n_*t_*n_*f")


class Deal(NamedTuple):
    """A number of packs for the price of fewer."""

    packs: Fraction
    paid: Fraction
    span: Span


def deals_in(lines: Sequence[LabelLine]) -> Iterator[Deal]:
    """Yield the deals on several packs that a text names."""
    for line in lines:
        if line.is_blank or line.is_list or line.is_comparison:
            continue
        worded = list(_worded_deals(line))
        yield from worded
        is_counted = line.line.numbers and not line.line.words.isdisjoint(_JOINTS)
        is_named, is_percent = "deal" in line.line.classes, "%" in line.line.words
        if not (is_counted or is_named or is_percent) or line.line.holds("daily"):
            continue
        if is_named and not worded:
            yield from _named_deals(line)
        if is_counted:
            yield from _counted_deals(line)
        if is_percent:
            yield from _cheaper_seconds(line)


def of_deals(text: str, prices: Sequence[Price], deals: Sequence[Deal]) -> list[Price]:
    """Return prices without what only numbers of deals make of them.

    These are no prices, no packs of one, and no digits of one that stands beside them.
    prendi 3 paghi 2 € 16,00, and 3 für 2 16,00 €
    """
    return [_of_deal(text, price, deals) for price in prices if not _is_in_deal(price.span, deals)]


def _of_deal(text: str, price: Price, deals: Sequence[Deal]) -> Price:
    if price.packs and _is_in_deal(price.packs.span, deals):
        return price._replace(kind=PriceKind.PLAIN, packs=None)
    between = [
        text[min(price.span.end, deal.span.end) : max(price.span.start, deal.span.start)]
        for deal in deals
    ]
    if price.value is None and any(gap.isspace() for gap in between):
        return price._replace(value=price.other_value, other_value=None)
    return price


def sizes_of_deals(
    deals: Sequence[Deal], pack: LabelField, price: LabelField
) -> tuple[SizeOffer, ...]:
    """Return one pack and all of a deal, each with what it costs, if all deals are the same."""
    offers = {(deal.packs, deal.paid) for deal in deals}
    if len(offers) != 1:
        return ()
    packs, paid = offers.pop()
    one, cost = pack.value, price.value
    if not (isinstance(one, Fraction) and isinstance(cost, Fraction) and 1 < paid < packs):
        return ()
    return SizeOffer(one, cost), SizeOffer(one * packs, cost * paid)


def _is_in_deal(span: Span, deals: Sequence[Deal]) -> bool:
    return any(deal.span.start <= span.start < deal.span.end for deal in deals)


def _worded_deals(line: LabelLine) -> Iterator[Deal]:
    """Yield what words for taking, paying and getting offer: kaufe 5 zahle 4, buy 4 get 1 free."""
    if "deal take" not in line.line.classes and "deal get" not in line.line.classes:
        return
    tokens = line.tokens
    roles = "".join(map(_role, tokens))
    for offer, is_free in ((_PAID_OFFER, False), (_FREE_OFFER, True)):
        for match in offer.finditer(roles):
            places = range(*match.span())
            counts = [at for at in places if roles[at] == "n"]
            one, other = (_count(tokens[at]) for at in counts)
            packs = one + other if is_free else max(one, other)
            paid = one if is_free else min(one, other)
            if paid < packs and not any(_is_priced(tokens, at) for at in counts):
                span = Span(tokens[places[0]].start, tokens[places[-1]].end)
                yield Deal(Fraction(packs), Fraction(paid), span)


def _role(token: Token) -> str:
    """Return a letter for what a word may say in an offer on several packs."""
    if 0 < _count(token) <= _MOST_OF_WORDS:
        return "n"
    if token.text in _IN_OFFER:
        return "_"
    return next((role for name, role in _ROLES.items() if token.text in class_words(name)), " ")


def _named_deals(line: LabelLine) -> Iterator[Deal]:
    """Yield what words such as "buy one get one free" or "prendi 3 paghi 2" offer."""
    tokens = [token for token in line.tokens if token.text != ","]  # buy 2, get 1 free
    words = first_words("deal")
    for at in [at for at, token in enumerate(tokens) if token.text in words]:
        end = phrase_end("deal", tokens, at)
        if end > at:
            near = range(max(at - 2, 0), min(end + _NEAR, len(tokens)))
            beside = {at - 1: _MOST_OF_WORDS, end: _MOST_OF_WORDS}
            places = [
                place
                for place in near
                if 0 < _count(tokens[place]) <= beside.get(place, _MOST_PACKS)
            ]
            places = [place for place in places if not _is_priced(tokens, place)]
            counts = sorted(_count(tokens[place]) for place in places)
            packs, paid = (counts[-1], counts[0]) if len(counts) > 1 else (2, 1)
            if tokens[end - 1].text in _GETS:  # buy 2 get 1
                packs, paid = packs + paid, packs
            first, last = min((at, *places)), max((end - 1, *places))
            span = Span(tokens[first].start, tokens[last].end)
            yield Deal(Fraction(packs), Fraction(paid), span)
            return


def _counted_deals(line: LabelLine) -> Iterator[Deal]:
    """Yield what two small numbers offer: 2x1 or 1+1 beside a word for a deal, and 3 for 2."""
    tokens = line.tokens
    is_advice = "advice" in line.line.classes and line.line.holds("advice")
    for at in [at for at, token in enumerate(tokens[:-1]) if token.text in _JOINTS]:
        is_joined = tokens[at - 1].text == tokens[at + 1].text == "-"  # 3-for-2
        first, last = (at - 2, at + 2) if is_joined else (at - 1, at + 1)
        if first < 0 or last >= len(tokens):
            continue
        more, fewer = _count(tokens[first]), _count(tokens[last])
        most = _MOST_OF_WORDS if tokens[at].text in _FOR else _MOST_PACKS
        if not (0 < more <= most and 0 < fewer <= most):
            continue
        if not _is_alone(line, first, last + 1):
            continue
        joint, has_word = tokens[at].text, _is_of_offer(line, first)
        span = Span(tokens[first].start, tokens[last].end)
        if joint in _PLUS and has_word and fewer <= more:
            yield Deal(Fraction(more + fewer), Fraction(more), span)
        elif fewer < more and not is_advice and (joint in _FOR or (joint in _TIMES and has_word)):
            yield Deal(Fraction(more), Fraction(fewer), span)


def _cheaper_seconds(line: LabelLine) -> Iterator[Deal]:
    """Yield what a percent off the second pack offers: le 2e à -50 %, 2ª unidad al 50%."""
    tokens = line.tokens
    if line.line.words.isdisjoint(_SECOND_WORDS):
        return
    for at in range(len(tokens) - 1):
        is_second = tokens[at].text == "2" and tokens[at + 1].text in _ORDINALS
        is_second = is_second or tokens[at].text in _SECONDS
        if is_second and any(token.text == "%" for token in tokens[at + 1 : at + 1 + _NEAR]):
            yield Deal(Fraction(2), Fraction(2), tokens[at].span)
            return


def _is_of_offer(line: LabelLine, first: int) -> bool:
    """Return whether a line names a deal, has only its numbers, or has them beside a pack."""
    tokens = line.tokens
    if first and tokens[first - 1].text == "(":
        return True
    is_named = any(token.text in class_words(name) for token in tokens for name in _OF_DEALS)
    return is_named or len(tokens) == len(line.line.numbers) + 1 or _is_beside_pack(line, first)


def _is_beside_pack(line: LabelLine, first: int) -> bool:
    """Return whether numbers stand right behind a pack, or begin its line: 3x2 Zinc 30 tablets."""
    return any(
        piece.is_counted and piece.number >= FEWEST_UNITS and first in {0, piece.after}
        for piece in line.pieces
    )


def _is_alone(line: LabelLine, first: int, after: int) -> bool:
    """Return whether numbers stand by themselves, or before a price or the name of a product."""
    tokens = line.tokens
    if _is_priced(tokens, first) or _is_priced(tokens, after - 1):
        return False
    if first and tokens[first - 1].text in _NO_NUMBERS:
        return False
    if after == len(tokens) or tokens[after].is_number:
        return True
    behind = tokens[after]
    if behind.kind is MARK:
        return behind.text not in _NO_NUMBERS
    if any(behind.text in class_words(name) for name in _OF_DEALS):
        return True
    is_counted = measure_of(behind.text) or any(
        behind.text in class_words(name) for name in _COUNTED
    )
    return _is_beside_pack(line, first) and not (is_counted or behind.text in MASS_UNITS)


def _is_priced(tokens: Sequence[Token], at: int) -> bool:
    """Return whether the sign beside a number makes it a price, and belongs to no other one.

    9,90 € 2 + 1 offert, and prendi 3 paghi 2 € 16,00
    """
    before, behind = tokens[max(at - 2, 0) : at], tokens[at + 1 : at + 3]
    if before and before[-1].text in SIGNS:
        return len(before) == 1 or not before[0].is_number
    return bool(behind) and behind[0].text in SIGNS and not behind[-1].is_number


def _count(token: Token) -> int:
    """Return the value of a whole number or a word for one, or 0."""
    if not is_count(token):
        return 0
    if token.is_number:
        return int(token.text) if token.text.isdecimal() else 0
    return number_words()[token.text]
