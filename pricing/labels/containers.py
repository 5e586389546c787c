"""The containers that hold the units of a pack, and how many of them a text counts."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.container_words import (
    container_counted_before,
    is_container,
    is_count,
    is_same_container,
)
from pricing.labels.held_counts import MAX_PACKS, StatedPack
from pricing.labels.label_reading import Span
from pricing.labels.money import money_in
from pricing.labels.pieces import measure_of
from pricing.labels.several_packs import SeveralPacks
from pricing.labels.tokens import MARK, WORD
from pricing.labels.vocabulary import class_words, phrase_end
from pricing.reference.label_phrases import number_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.labels.label_text import LabelText
    from pricing.labels.layout import LabelLine
    from pricing.labels.pieces import Piece
    from pricing.labels.tokens import Token

_TIMES = frozenset(("x", "*"))
_MOST_VESSELS = 1_000
_BEFORE = ("multipack", "content label", "contains")  # a number of containers in a pack


def packs_around(text: LabelText, tokens: Sequence[Token], at: int) -> tuple[Fraction, int]:
    """Return the containers that a number counts in all that hold them, and where they begin.

    2 boxes with 3 blisters of 10
    """
    packs = _count(text, tokens[at]) or Fraction(1)
    if at > 1 and tokens[at - 1].text in _TIMES and tokens[at - 2].is_number:  # 2 x 15 ampoules
        times = text.number(tokens[at - 2]) or Fraction(1)
        return packs * times, at - 2
    outer = at - 1
    while outer > 0 and tokens[outer].text in class_words("joining") | _TIMES:
        outer -= 1
    around = container_counted_before(tokens, outer, at) if outer < at - 1 else None
    if around is None:
        return packs, at
    return packs * (_count(text, tokens[around]) or 1), around


def _count(text: LabelText, token: Token) -> Fraction | None:
    """Return the value of a number, or of a word for one."""
    return text.number(token) if token.is_number else Fraction(number_words()[token.text])


def unknown_vessels(
    text: LabelText, tokens: Sequence[Token], at: int, held: Piece
) -> SeveralPacks | None:
    """Return how many of an unknown vessel, whose word ends at a place, hold a mass or volume.

    30 Phiolen à 25 ml
    """
    is_joined = 0 < at < held.first - 1 and tokens[at].kind is WORD and tokens[at - 1].is_number
    if not (held.is_measured and is_joined) or measure_of(tokens[at].text):
        return None
    packs, first = packs_around(text, tokens, at - 1)
    is_few = packs.denominator == 1 and 1 < packs <= _MOST_VESSELS
    return SeveralPacks(packs, tokens[first].span) if is_few else None


class CountedContainers(NamedTuple):
    """A number of containers that stands apart from the units in each: 2 tubes."""

    packs: Fraction
    container: str
    span: Span


def counted_containers(text: LabelText, lines: Sequence[LabelLine]) -> Iterator[CountedContainers]:
    """Yield the containers that a text counts in a part of a line: Tube of 20, and 2 tubes.

    A line with a price may offer them beside one container.
    """
    for line in lines:
        if line.is_list or line.is_comparison or "container" not in line.line.classes:
            continue
        tokens = line.tokens
        for at in range(len(tokens) - 1):
            name = tokens[at + 1]
            if not (is_count(tokens[at]) and is_container(name.text)):
                continue
            if money_in(text, line.line):
                break
            packs = _count(text, tokens[at]) or Fraction(0)
            is_few = 1 <= packs <= MAX_PACKS and packs.denominator == 1
            if is_few and _is_whole(tokens, at):
                yield CountedContainers(packs, name.text, Span(tokens[at].start, name.end))


def _is_whole(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a number of containers is a part of its line, or what a pack holds."""
    end = _past_outer(tokens, at + 2)
    is_end = end == len(tokens) or tokens[end].kind is MARK
    if not is_end or (end < len(tokens) and tokens[end].text == "/"):
        return False
    # It may be how many the user takes.
    if any(token.text in class_words("ordered") for token in tokens[max(at - 2, 0) : at]):
        return False
    if not at or tokens[at - 1].kind is MARK or tokens[at - 1].text in _TIMES:
        return True
    is_joined = at > 1 and tokens[at - 1].text in class_words("joining")
    if is_joined and is_container(tokens[at - 2].text):
        return True
    starts = range(max(at - 3, 0), at)
    return any(phrase_end(name, tokens, start) == at for start in starts for name in _BEFORE)


def _past_outer(tokens: Sequence[Token], at: int) -> int:
    """Return where the words for what holds containers end: 3 tubes per box."""
    behind = tokens[at : at + 2]
    is_rate = len(behind) == 2 and behind[0].text in {"/", *class_words("per alone")}
    return at + 2 if is_rate and is_container(behind[1].text) else at


def in_all_containers(
    stated: Sequence[StatedPack], counted: Iterator[CountedContainers]
) -> list[StatedPack]:
    """Return numbers of units as those of all containers, where one like theirs is counted.

    Röhrchen mit 20 Tabletten, Sparpack 3 Röhrchen
    """
    if not any(pack.container for pack in stated):
        return list(stated)
    known = list(counted)
    return [_in_all(pack, known) for pack in stated]


def _in_all(pack: StatedPack, counted: Sequence[CountedContainers]) -> StatedPack:
    own = [one for one in counted if is_same_container(pack.container, one.container)]
    if len({one.packs for one in own}) != 1:
        return pack
    packs, span = own[0].packs, own[0].span
    return pack._replace(units=pack.units * packs, packs=packs, packs_span=span)
