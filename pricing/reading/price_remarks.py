"""Remarks that may change a price: offers over several packs, and conditions of buying.

The words are data, in the languages of the headers. A # in a phrase is a whole number.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pricing.reading.name_phrases import whole_number
from pricing.reading.remark_phrases import Span, phrases_of, spans_in, words_of_remark
from pricing.reference.mineral_amounts import is_mass_unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TABLE = "price_remarks.csv"
_STOPS = frozenset(",;!?")
_MOST_OF_OFFER = 24
_MOST_OF_DEAL = 12
_MOST_BARE = 100  # a larger number without a word for packs is a year or a code
_LEAST_PERCENT = 10
_NEAR_SECOND = 5  # words behind “the second” that may make it cheaper
_NEAR_ADDED = 3
_WORDS_OF_DENIAL = 2
_BUYERS = ("buyer", "coupon", "subscription", "time")
_OFFERS = frozenset(("offer", "second", "pays"))
_SHORT = 3  # letters of words that stand in texts of all kinds
# A remark without a word of these classes says nothing of a price.
_LEADING = ("offer", "second", "buys", "from", "at least", "least", *_BUYERS, "delivery", "deposit")


class PriceRemark(NamedTuple):
    """Hold whether a remark makes an offer over several packs, a condition or a cost on top."""

    is_offer: bool = False
    is_condition: bool = False
    adds_delivery: bool = False


_NOTHING = PriceRemark()


@lru_cache(maxsize=4_096)  # lists repeat their remarks
def read_price_remark(text: str) -> PriceRemark:
    """Return what a remark says of the price beside it.

    >>> read_price_remark("2 halen 1 betalen").is_offer, read_price_remark("take 2 a day").is_offer
    (True, False)
    >>> [read_price_remark(text).is_condition for text in ("ab 3 Stück", "ab 3 Jahren")]
    [True, False]
    """
    words = words_of_remark(text)
    if _leading_words().isdisjoint(words):
        return _NOTHING
    spans = spans_in(words, _TABLE)
    is_offer = _is_offer(words, spans) or _is_deal(words, spans) or _cuts_second(words, spans)
    return PriceRemark(is_offer, _is_condition(words, spans), _adds_delivery(words, spans))


@cache
def _leading_words() -> frozenset[str]:
    return frozenset(
        word
        for word, phrases in phrases_of(_TABLE).items()
        if any(one.name in _LEADING for one in phrases)
    )


@cache
def words_of_offers() -> frozenset[str]:
    """Return the words of which one stands in most remarks that make an offer."""
    longest = (
        max(one.words, key=len)
        for phrases in phrases_of(_TABLE).values()
        for one in phrases
        if one.name in _OFFERS
    )
    return frozenset(word for word in longest if len(word) > _SHORT)


def _clause_behind(words: Sequence[str], at: int, length: int) -> Sequence[str]:
    """Return some words from a place on, up to the end of their clause."""
    near = words[at : at + length]
    stop = next((place for place, word in enumerate(near) if word in _STOPS), len(near))
    return near[:stop]


def _is_offer(words: Sequence[str], spans: Mapping[str, Sequence[Span]]) -> bool:
    """Return whether a phrase names an offer. Its first number counts packs."""
    return any(
        next(filter(None, map(whole_number, words[start:end])), 1) <= _MOST_OF_OFFER
        and not any(map(is_mass_unit, words[end : end + 1]))
        for start, end in spans.get("offer", ())
    )


def _cuts_second(words: Sequence[str], spans: Mapping[str, Sequence[Span]]) -> bool:
    """Return whether the second pack is cheaper: the second one at half price, 2e à 50 %."""
    cheaper = {span.start for span in spans.get("cheaper", ())}
    for second in spans.get("second", ()):
        near = _clause_behind(words, second.end, _NEAR_SECOND)
        if not cheaper.isdisjoint(range(second.end, second.end + len(near))):
            return True
        pairs = pairwise(near)
        if any(sign == "%" and whole_number(share) >= _LEAST_PERCENT for share, sign in pairs):
            return True
    return False


def _is_deal(words: Sequence[str], spans: Mapping[str, Sequence[Span]]) -> bool:
    """Return whether one number is bought and another one paid: 2 halen 1 betalen."""
    numbers = {
        at
        for at, word in enumerate(words)
        if 0 < whole_number(word) <= _MOST_OF_DEAL
        and not any(map(is_mass_unit, words[at + 1 : at + 2]))
    }
    bought = {
        at for start, end in spans.get("buys", ()) for at in (start - 1, end) if at in numbers
    }
    paid = {
        at
        for start, end in spans.get("pays", ())
        for at in (start - 1, end, end + 1)
        if at in numbers
    }
    return any(one != other for one in bought for other in paid)


def _is_condition(words: Sequence[str], spans: Mapping[str, Sequence[Span]]) -> bool:
    """Return whether a price holds for some buyers alone, from some packs on, or with a deposit."""
    held = [span for name in _BUYERS for span in spans.get(name, ())]
    return (
        any(not _is_denied(span, spans) for span in held)
        or _states_least(words, spans)
        or _adds_deposit(words, spans)
    )


def _is_denied(span: Span, spans: Mapping[str, Sequence[Span]]) -> bool:
    return any(
        0 <= span.start - denial.end < _WORDS_OF_DENIAL or denial.start == span.end
        for denial in spans.get("denial", ())
    )


def _states_least(words: Sequence[str], spans: Mapping[str, Sequence[Span]]) -> bool:
    """Return whether a remark says from how many packs on a price holds."""
    if any(
        any(whole_number(word) > 1 for word in _clause_behind(words, least.end, 2))
        for least in spans.get("least", ())
    ):
        return True
    pieces = {span.start for span in spans.get("piece", ())}
    leads = ((span, name) for name in ("from", "at least") for span in spans.get(name, ()))
    return any(
        whole_number(number) > 1
        and (lead.end + 1 in pieces or (name == "from" and _is_bare(words, lead.end)))
        for lead, name in leads
        for number in words[lead.end : lead.end + 1]
    )


def _is_bare(words: Sequence[str], at: int) -> bool:
    is_last = at + 1 == len(words) or words[at + 1] in _STOPS
    return is_last and whole_number(words[at]) <= _MOST_BARE


def _adds_delivery(words: Sequence[str], spans: Mapping[str, Sequence[Span]]) -> bool:
    return any(
        _is_added(words, span, spans) and not _is_denied(span, spans)
        for span in spans.get("delivery", ())
    )


def _is_added(words: Sequence[str], span: Span, spans: Mapping[str, Sequence[Span]]) -> bool:
    """Return whether a cost comes on top: plus postage, spedizione esclusa."""
    before = any(
        0 <= span.start - added.end < _NEAR_ADDED
        and _STOPS.isdisjoint(words[added.end : span.start])
        for added in spans.get("added before", ())
    )
    return before or any(
        0 <= added.start - span.end < _NEAR_ADDED
        and _STOPS.isdisjoint(words[span.end : added.start])
        for added in spans.get("added behind", ())
    )


def _adds_deposit(words: Sequence[str], spans: Mapping[str, Sequence[Span]]) -> bool:
    has_number = any(word[0].isdecimal() for word in words)
    return any(
        (has_number or _is_added(words, span, spans)) and not _is_denied(span, spans)
        for span in spans.get("deposit", ())
    )
