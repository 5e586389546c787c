"""The units in a pack, and what settles or contradicts them."""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.container_words import (
    container_beside,
    container_counted_before,
    is_same_container,
)
from pricing.labels.containers import (
    counted_containers,
    in_all_containers,
    packs_around,
    unknown_vessels,
)
from pricing.labels.held_counts import (
    MAX_PACKS,
    StatedPack,
    added_units,
    held_counts,
    split_packs,
    times_around,
)
from pricing.labels.label_reading import EMPTY, LabelField, Span, Sureness
from pricing.labels.named_currencies import SIGNS
from pricing.labels.other_pieces import is_something_else
from pricing.labels.pack_meanings import asked_pack, each_way, meanings, multiplied
from pricing.labels.pieces import COUNTED_KINDS, is_glued_to_mark
from pricing.labels.several_packs import SeveralPacks, several_in
from pricing.labels.size_lists import size_lists
from pricing.labels.tokens import NUMBER, WORD
from pricing.labels.vocabulary import (
    GENERIC,
    class_words,
)
from pricing.labels.whole_packs import FEWEST_UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pricing.labels.label_text import LabelText
    from pricing.labels.layout import LabelLine
    from pricing.labels.pieces import Piece
    from pricing.labels.servings import Servings
    from pricing.labels.tokens import Token

_start_of = attrgetter("start")
_ONE = Fraction(1)
_MAX_COUNT = 100_000
_TIMES = frozenset(("x", "*"))
# From packs to their price.
_LEADING = frozenset(
    (":", "-", "=", "(", ")", "]", "a", "zu", "at", "for", "fur", "pour", "por", "now")
)


def packs_of(text: LabelText, lines: Sequence[LabelLine]) -> list[StatedPack]:
    """Return the numbers of units that a text states and that no serving or advice explains."""
    found: list[StatedPack] = []
    listed: list[StatedPack] = []
    for line in lines:
        if line.is_blank or line.is_list or line.is_comparison:
            continue
        taken = _taken_by_bases(text, line) if line.bases else set()
        for sizes in size_lists(text, line) if len(line.line.numbers) > 1 else ():
            taken.update(range(sizes.first, sizes.after))
            listed += sizes.packs
        if "+" in line.line.words or "gift" in line.line.classes:
            found += added_units(text, line)
        own = line.pieces and [
            piece
            for piece in line.pieces
            if piece.first not in taken and not is_something_else(line, piece)
        ]
        if own:
            several = several_in(text, line)
            own = [piece for piece in own if not _counts_packs(piece, several)]
            found += [_in_brackets(text, line, _pack(text, line, piece, several)) for piece in own]
        found += held_counts(text, line) if line.line.numbers else []
    found += [*split_packs(text, lines), *listed]
    return in_all_containers(found, counted_containers(text, lines)) if found else found


def _taken_by_bases(text: LabelText, line: LabelLine) -> set[int]:
    """Return the places of pieces that amounts are for, and no pack: 2er-Set je 30 Tabletten."""
    pieces = [piece for basis in line.bases for piece in basis.pieces]
    many = {piece.first for piece in pieces if piece.is_counted and piece.number >= FEWEST_UNITS}
    taken = {piece.first for piece in pieces}
    return taken - many if many and not line.amounts and several_in(text, line) else taken


def _counts_packs(piece: Piece, several: Mapping[int, SeveralPacks]) -> bool:
    """Return whether a number of pieces is that of packs sold together: Pack Ahorro 2 uds."""
    return piece.measure == GENERIC and any(
        one.span.start < piece.span.start < one.span.end for one in several.values()
    )


def _pack(
    text: LabelText, found: LabelLine, piece: Piece, several: Mapping[int, SeveralPacks]
) -> StatedPack:
    """Return a number of units, times the packs that stand beside it."""
    tokens = found.tokens
    times, start, certain, may_be_strength = _ONE, piece.span.start, True, False
    broken, container = piece.is_broken, ""
    index = piece.first - 1
    while index > 0 and _is_joint(tokens[index]):
        index -= 1
    if index > 1 and _is_misread_joint(tokens, index):  # 2 tubes e 20
        index, certain = index - 1, False
    named = {mention.after for mention in found.mentions}
    counted = container_counted_before(tokens, index, piece.first)
    if counted is not None:
        times, first = packs_around(text, tokens, counted)
        start = tokens[first].start
        broken = broken or is_glued_to_mark(tokens, counted)
    elif (
        0 <= index < piece.first - 1
        and tokens[index].kind is NUMBER
        and tokens[index + 1].text in _TIMES
        and (index not in named or (text.number(tokens[index]) or 0) <= MAX_PACKS)
    ):
        times, start = text.number(tokens[index]) or times, tokens[index].start
        may_be_strength = index in named
    else:
        container = container_beside(tokens, piece.first, piece.after)
        unknown = unknown_vessels(text, tokens, index, piece)
        outer = unknown or _outer_packs(text, tokens, piece.after)
        certain = outer is not None and unknown is None
        if outer is not None:
            times, start = outer.packs, min(start, outer.span.start)
    packs, end = _packs_behind(several, tokens, piece.after, container)
    if packs not in (1, times):
        times, certain = times * packs, False
    span = Span(start, end or piece.span.end)
    follows = piece.first in named and times == 1
    return StatedPack(
        piece.number if times == 1 else piece.number * times,
        piece.measure,
        span,
        piece.is_noisy,
        certain,
        broken,
        follows,
        times,
        may_be_strength,
        container if times == 1 else "",
    )


def _is_joint(token: Token) -> bool:
    return token.text in _TIMES or token.text in class_words("joining")


def _in_brackets(text: LabelText, line: LabelLine, pack: StatedPack) -> StatedPack:
    """Return a pack with what multiplies the bracket that it begins: 3 x (2 x 30 tablets)."""
    if "(" not in line.line.words:
        return pack
    first = bisect_left(line.tokens, pack.span.start, key=_start_of)
    times, first = times_around(text, line.tokens, first)
    span = Span(line.tokens[first].start, pack.span.end)
    return pack._replace(units=pack.units * times, packs=pack.packs * times, span=span)


def _outer_packs(text: LabelText, tokens: Sequence[Token], after: int) -> SeveralPacks | None:
    """Return how many packs hold units: 10 BLISTER in 1 CARTON > 10 TABLET in 1 BLISTER.

    None if other packs are stated, and none of them is the one that holds the units.
    """
    times, first, inner = _ONE, after - 1, after
    while [token.text for token in tokens[inner : inner + 2]] == ["in", "1"]:
        name = tokens[inner + 2].text if inner + 2 < len(tokens) else ""
        counted = [
            index
            for index in range(1, inner)
            if tokens[index].text == name and tokens[index - 1].is_number
        ]
        if not counted:
            is_chain = any(
                tokens[index].text == "in" and tokens[index + 1].text == "1"
                for index in range(after)
            )
            return None if is_chain else SeveralPacks(times, tokens[first].span)
        first = counted[-1] - 1
        times *= text.number(tokens[first]) or 1
        inner = next((at for at in range(counted[-1], inner) if tokens[at].text == "in"), after)
        if inner >= after:
            break
        after = inner
    return SeveralPacks(times, tokens[first].span)


def _is_misread_joint(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a short unknown word stands between counted containers and their units."""
    word, container, count = tokens[at], tokens[at - 1], tokens[at - 2]
    is_short = word.kind is WORD and len(word.text) < 3
    return is_short and container.text in class_words("container") and count.is_number


def _packs_behind(
    several: Mapping[int, SeveralPacks], tokens: Sequence[Token], after: int, container: str
) -> tuple[Fraction, int]:
    """Return the packs of “(Pack of 2)” or “2-Pack” behind units, and where they end.

    Containers of the same name are counted elsewhere. What another price leads to is of that one.
    """
    places = list(several)
    at = bisect_left(places, after)
    one = several[places[at]] if at < len(places) else None
    if one is None or is_same_container(container, one.container):
        return _ONE, 0
    behind_price = _behind_price(tokens[after : places[at]])
    if any(token.text == "," for token in behind_price):
        return _ONE, 0
    if behind_price and _leads_to_price(tokens, one.span.end):
        return _ONE, 0
    return one.packs, one.span.end


def _leads_to_price(tokens: Sequence[Token], end: int) -> bool:
    """Return whether a price stands right behind a place: Doppelpack 33,98 €, Set de 2: € 26."""
    behind = [token for token in tokens if token.start >= end and token.text not in _LEADING]
    return any(token.text in SIGNS for token in behind[:2]) and (
        behind[0].is_number or behind[0].text in SIGNS
    )


def _behind_price(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return the tokens from the sign of a price on, if there is one."""
    signs = (at for at, token in enumerate(tokens) if token.text in SIGNS)
    return tokens[next(signs, len(tokens)) :]


class ReadPack(NamedTuple):
    """The unit kind and the units of a pack, and whether the servings contradict them."""

    unit_kind: LabelField
    pack_units: LabelField
    contradicts_serving: bool = False
    contradicts_price: bool = False


def read_pack(
    packs: Sequence[StatedPack],
    servings: Servings,
    serving: Piece | None,
    by_price: tuple[Fraction, Fraction] | None,
    strengths: frozenset[Fraction],
) -> ReadPack:
    """Return what a pack holds, in the measure of the serving.

    `by_price` is the fewest and most units that the price makes at the price of one unit.
    `strengths` are the amounts in milligrams, which can stand where a pack size does.
    """
    measure = serving.measure if serving else ""
    own = [pack for pack in packs if _is_same_measure(pack.measure, measure)]
    if not own and not measure and packs:
        return _measured_pack(packs)
    own = [meant for pack in own for meant in meanings(pack, strengths)]
    own = [pack for pack in own if pack.is_broken or 1 < pack.units <= _MAX_COUNT]
    own = _without_servings(own, serving)
    kind = _kind_field(own, serving)
    if not own:
        return ReadPack(kind, _from_servings(servings, serving))
    expected = _expected(servings, serving)
    pack = _settled(own, strengths, expected, serving)
    if pack is None:
        whole = [pack for pack in own if not pack.is_broken] or own
        whole = sorted(whole, key=lambda one: _is_strength(one.units, strengths))
        each = [one for pack in multiplied(whole) for one in each_way(pack)]
        return ReadPack(kind, asked_pack(each))
    if expected and not _matches(pack.units, expected, serving):
        by_servings = pack._replace(units=expected[0], span=servings.in_pack[0].span)
        return ReadPack(kind, asked_pack([pack, by_servings]), contradicts_serving=True)
    is_by_price = by_price is not None and by_price[0] <= pack.units <= by_price[1]
    if (by_price and not is_by_price) or not (pack.is_certain or expected or is_by_price):
        contradicts = by_price is not None and not is_by_price
        return ReadPack(kind, asked_pack(each_way(pack)), contradicts_price=contradicts)
    is_open = pack.is_noisy or (_is_small(pack) and not (expected or is_by_price))
    sureness = Sureness.ASKED if is_open else Sureness.STATED
    choices = (pack.units,) if is_open else ()
    return ReadPack(kind, LabelField(pack.units, pack.spans, sureness, choices))


def _without_servings(own: list[StatedPack], serving: Piece | None) -> list[StatedPack]:
    """Return packs without those that hold no more than one serving, if others hold more.

    Pulver 400 g, and täglich 2 Messlöffel (4 g). A few pieces may be packs: 2 Stück.
    """
    if serving is None or serving.is_noisy or serving.is_broken:
        return own
    larger = [
        pack
        for pack in own
        if pack.is_broken or pack.measure == GENERIC or pack.units > serving.number
    ]
    is_any = any(pack.units > serving.number and not pack.is_broken for pack in larger)
    return larger if is_any else own


def _measured_pack(packs: Sequence[StatedPack]) -> ReadPack:
    """Return questions where nothing says what is taken, and the pack is a mass or a volume."""
    kinds = tuple(dict.fromkeys(pack.measure for pack in packs))
    spans = tuple(span for pack in packs for span in pack.spans)
    return ReadPack(LabelField(None, spans, Sureness.ASKED, kinds), asked_pack(packs))


def ask_packs(
    read: ReadPack,
    stated: Sequence[StatedPack],
    several: Sequence[SeveralPacks],
    *,
    is_price_of_all: bool = False,
) -> ReadPack:
    """Return a question where a pack is settled, but several of it may be sold together.

    The units of one pack and of all are offered, first those that the price is for.
    """
    field = read.pack_units
    counted = {pack.packs for pack in stated if pack.units == field.value}
    unexplained = [one for one in several if one.packs not in counted]
    if not isinstance(field.value, Fraction) or not unexplained:
        return read
    one_pack, all_packs = [field.value], [field.value * one.packs for one in unexplained]
    choices = [*all_packs, *one_pack] if is_price_of_all else [*one_pack, *all_packs]
    spans = (*field.spans, *(one.span for one in unexplained))
    asked = LabelField(None, spans, Sureness.ASKED, tuple(dict.fromkeys(choices)))
    return read._replace(pack_units=asked)


def ask_which(read: ReadPack, packs: Sequence[StatedPack], servings: Servings) -> ReadPack:
    """Return a question on a pack that may be any of those of several products."""
    packs = [pack for pack in packs if pack.units > 1]
    if len({pack.units for pack in packs}) > 1:
        return read._replace(unit_kind=_kind_field(packs, None), pack_units=asked_pack(packs))
    pieces = [piece for basis in servings.definitions if (piece := basis.piece)]
    spans = (*(piece.span for piece in pieces), *(one.span for one in servings.in_pack))
    kinds = tuple(dict.fromkeys(piece.measure for piece in pieces))
    if len(kinds) > 1:
        read = read._replace(unit_kind=LabelField(None, spans, Sureness.ASKED, kinds))
    stated = () if read.pack_units.value is None else (read.pack_units.value,)
    by_servings = [one.count * piece.number for one in servings.in_pack for piece in pieces]
    choices = tuple(dict.fromkeys((*stated, *by_servings)))
    if not choices:
        return read
    spans = (*read.pack_units.spans, *spans)
    return read._replace(pack_units=LabelField(None, spans, Sureness.ASKED, choices))


def _is_strength(units: Fraction, strengths: frozenset[Fraction]) -> bool:
    """Return whether a number is an amount in milligrams or micrograms: Orotamag 500 Tabletten."""
    return units in strengths or units / 1000 in strengths


def _is_small(pack: StatedPack) -> bool:
    """Return whether a digit of a pack size may be lost: 6 capsules."""
    return pack.units < FEWEST_UNITS and pack.measure in COUNTED_KINDS


def _settled(
    own: list[StatedPack],
    strengths: frozenset[Fraction],
    expected: tuple[Fraction, bool] | None,
    serving: Piece | None,
) -> StatedPack | None:
    """Return the pack that all statements, or the servings, agree on."""
    if any(pack.is_broken for pack in own):
        return None
    if any(not pack.follows_mineral for pack in own):
        own = [pack for pack in own if not (pack.follows_mineral and pack.units in strengths)]
    by_units = {pack.units: pack for pack in reversed(own)}
    if len(by_units) == 1:
        return own[0]
    fitting = [units for units in by_units if expected and _matches(units, expected, serving)]
    return by_units[fitting[0]] if len(fitting) == 1 else None


def _is_same_measure(pack: str, serving: str) -> bool:
    if not serving:
        return pack not in {"g", "mL"}
    if GENERIC in {serving, pack}:
        return {serving, pack} & {"g", "mL"} == set()
    return pack == serving


def _kind_field(own: Sequence[StatedPack], serving: Piece | None) -> LabelField:
    named = [
        (pack.measure, pack.span)
        for pack in own
        if pack.measure in COUNTED_KINDS or not (pack.is_broken or pack.measure == GENERIC)
    ]
    if serving is not None and serving.measure != GENERIC:
        named.insert(0, (serving.measure, serving.span))
    kinds = dict.fromkeys(measure for measure, _ in named)
    if not kinds:
        return EMPTY
    if len(kinds) > 1:
        spans = tuple(span for _, span in named)
        return LabelField(None, spans, Sureness.ASKED, tuple(kinds))
    return LabelField(next(iter(kinds)), (named[0][1],))


def _expected(servings: Servings, serving: Piece | None) -> tuple[Fraction, bool] | None:
    """Return the units of all servings, and whether they are exact; None if it is not stated."""
    counts = {stated.count for stated in servings.in_pack}
    if serving is None or len(counts) != 1:
        return None
    return counts.pop() * serving.number, not any(
        stated.is_approximate for stated in servings.in_pack
    )


def _matches(count: Fraction, expected: tuple[Fraction, bool], serving: Piece | None) -> bool:
    """Return whether the servings of a pack make its units, but for a rest or a rounding."""
    units, is_exact = expected
    rest = serving.number if serving else Fraction(0)
    slack = max(rest, units * Fraction(3, 100)) if not is_exact else rest
    if serving is not None and serving.is_measured:
        slack = max(slack, units * Fraction(2, 100))
    return abs(count - units) < slack or count == units


def _from_servings(servings: Servings, serving: Piece | None) -> LabelField:
    expected = _expected(servings, serving)
    sizes = servings.sizes_in(serving.measure) if serving else ()
    if serving and serving.is_counted and servings.in_pack and (expected is None or len(sizes) > 1):
        return _asked_servings(servings, sizes or (serving.number,))
    if expected is None or serving is None:
        return EMPTY
    spans = (servings.in_pack[0].span, serving.span)
    if not expected[1] or not serving.is_counted:
        return LabelField(None, spans, Sureness.ASKED, (expected[0],))
    return LabelField(expected[0], spans, Sureness.FOLLOWS)


def _asked_servings(servings: Servings, sizes: Iterable[Fraction]) -> LabelField:
    """Return the units that each number of servings makes of each size, as a question."""
    counts = dict.fromkeys(stated.count * size for stated in servings.in_pack for size in sizes)
    spans = tuple(stated.span for stated in servings.in_pack)
    return LabelField(None, spans, Sureness.ASKED, tuple(counts))
