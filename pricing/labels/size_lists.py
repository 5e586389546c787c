"""Lists of the sizes that a product is sold in: packs of 30, 60 or 90 tablets."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.advice import is_advice
from pricing.labels.amounts import UNITS as MASS_UNITS
from pricing.labels.container_words import is_container
from pricing.labels.held_counts import StatedPack
from pricing.labels.label_reading import Span
from pricing.labels.named_currencies import SIGNS
from pricing.labels.pieces import COUNTED_KINDS, Piece, unit_at
from pricing.labels.tokens import MARK, WORD
from pricing.labels.vocabulary import GENERIC, class_words, phrase_end
from pricing.labels.whole_packs import FEWEST_UNITS, TINS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from pricing.labels.label_text import LabelText
    from pricing.labels.layout import LabelLine
    from pricing.labels.tokens import Token

_MARKS = frozenset((",", ";", "/", "&"))
_TIMES = frozenset(("x", "*"))
_LEADING = frozenset((":", "(", "-", "a", "in", "per", "as", "als", "en", "come", "como", "l", "'"))
_BEHIND_SIZE = frozenset(("er", "'", "s", "-", "count", "ct", "n1", "n2", "n3"))
_HEADS = ("container", "one pack", "packs", "multipack", "content label", "pack sizes")
_MOST_IN_BRACKETS, _MOST_LEADING, _MOST_REPEATED, _MOST_OF_HEAD = 8, 3, 3, 4
_MOST_UNITS = 2_000
_MOST_ALONE = 2  # numbers that commas join without a word for packs


class SizeList(NamedTuple):
    """The sizes of a list, and the places of its first number and of what stands behind it."""

    packs: tuple[StatedPack, ...]
    first: int
    after: int


class _Size(NamedTuple):
    """A size of a list: its units, and the places of its first number and behind it."""

    units: Fraction
    first: int
    after: int
    has_brackets: bool
    is_joined: bool  # a word such as "and" stands before it


def size_lists(text: LabelText, line: LabelLine) -> Iterator[SizeList]:
    """Yield the lists of sizes in a line, each size as a pack that is to be asked."""
    numbers = line.line.numbers
    if line.line.words.isdisjoint(_MARKS | class_words("size joint")):
        return
    after = 0
    for at in numbers:
        if at >= after and (sizes := _sizes_from(text, line.tokens, at)):
            after = sizes[-1].after
            found = _list_of(line, sizes)
            if found is not None:
                yield found


def _sizes_from(text: LabelText, tokens: Sequence[Token], at: int) -> list[_Size]:
    """Return the sizes of which the first one begins at a number, if they are several."""
    after = _end_of_size(tokens, at)
    following, is_joined = _next_size(tokens, after)
    if not following:
        return []
    sizes = [_size_at(text, tokens, at, after, is_joined=False)]
    while following:
        at, after = following, _end_of_size(tokens, following)
        sizes.append(_size_at(text, tokens, at, after, is_joined=is_joined))
        following, is_joined = _next_size(tokens, after)
    known = [size for size in takewhile(bool, sizes) if size]
    return known if len(known) > 1 else []


def _end_of_size(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind the size at a number: 30, 30er, 30 (N1), 3 x 10."""
    end = at + 1
    if end + 1 < len(tokens) and tokens[end].text in _TIMES and tokens[end + 1].is_number:
        end += 2
    while end < len(tokens) and tokens[end].text in _BEHIND_SIZE:
        end += 1
    return _behind_brackets(tokens, end)


def _size_at(
    text: LabelText, tokens: Sequence[Token], at: int, after: int, *, is_joined: bool
) -> _Size | None:
    """Return the size between two places, if it may be one."""
    units = text.number(tokens[at])
    if at + 2 < after and tokens[at + 1].text in _TIMES:
        times = text.number(tokens[at + 2])
        units = units and times and units * times
    if not units or units.denominator != 1 or not 1 < units <= _MOST_UNITS:
        return None
    has_brackets = tokens[after - 1].text in {")", "]"}
    return _Size(units, at, after, has_brackets, is_joined)


def _behind_brackets(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind brackets that open at a place, or the place itself: (N1)."""
    if at < len(tokens) and tokens[at].text in {"(", "["}:
        for end in range(at + 1, min(at + _MOST_IN_BRACKETS, len(tokens))):
            if tokens[end].text in {")", "]"}:
                return end + 1
    return at


def _next_size(tokens: Sequence[Token], at: int) -> tuple[int, bool]:
    """Return the place of the next number of a list, or 0, and whether a word joins it.

    The word for the container may be repeated: 30 or packs of 90.
    """
    end = at
    while end < len(tokens) and tokens[end].text in _MARKS:
        end += 1
    joint = phrase_end("size joint", tokens, end) if end < len(tokens) else end
    is_joined = joint > end
    if joint == at:
        return 0, False
    if is_joined and joint < len(tokens) and tokens[joint].text == ".":  # bzw.
        joint += 1
    repeated = joint
    while repeated < min(joint + _MOST_REPEATED, len(tokens)) and (
        _leads(tokens[repeated]) or _names_pack(tokens[repeated].text)
    ):
        repeated += 1
    is_size = repeated < len(tokens) and tokens[repeated].is_number
    return (repeated, is_joined) if is_size else (0, False)


def _names_pack(word: str) -> bool:
    return is_container(word) or word in class_words("pack sizes")


def _leads(token: Token) -> bool:
    return token.text in _LEADING or token.text in class_words("joining")


def _list_of(line: LabelLine, sizes: Sequence[_Size]) -> SizeList | None:
    """Return the list that some numbers are, if a word for packs or its unit says so."""
    tokens, first, after = line.tokens, sizes[0].first, sizes[-1].after
    unit = unit_at(tokens, after)
    end = unit[1] if unit else after
    measure = unit[0] if unit else GENERIC
    is_headed = _has_head(tokens, first)
    is_joined = any(size.is_joined for size in sizes)
    is_named = is_headed or _has_container(tokens, end)
    is_many = all(size.units >= FEWEST_UNITS for size in sizes)
    is_marked = is_joined or any(size.has_brackets for size in sizes)
    is_list = is_many or (is_named and is_marked)
    is_alone = not first or len(sizes) > _MOST_ALONE or is_joined
    is_list = is_list and (is_named or (is_alone and _may_begin(line, first)))
    is_counted = unit is not None and (measure in COUNTED_KINDS or measure == GENERIC)
    if not (is_named or is_counted) or not is_list or not _may_end(tokens, unit, after, is_named):
        return None
    if is_advice(line.line, _as_piece(tokens, sizes, measure, end)) or line.line.holds("daily"):
        return None
    packs = (
        StatedPack(
            size.units,
            measure,
            Span(tokens[size.first].start, tokens[size.after - 1].end),
            tokens[size.first].is_noisy,
            is_certain=False,
        )
        for size in sizes
    )
    return SizeList(tuple(packs), first, end)


def _as_piece(tokens: Sequence[Token], sizes: Sequence[_Size], measure: str, end: int) -> Piece:
    """Return a list as the number of units that it would be if it had one size."""
    first = sizes[0].first
    span = Span(tokens[first].start, tokens[end - 1].end)
    return Piece(
        sizes[0].units, measure, first, end, is_noisy=False, is_counted_out=True, span=span
    )


def _has_head(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a word for packs leads to a list: packs of, Packungsgrößen:, erhältlich in."""
    starts = [at]
    while len(starts) <= _MOST_LEADING and starts[-1] > 0 and _leads(tokens[starts[-1] - 1]):
        starts.append(starts[-1] - 1)
    return any(_ends_head(tokens, end) for end in starts)


def _ends_head(tokens: Sequence[Token], end: int) -> bool:
    return any(
        phrase_end(name, tokens, start) == end and tokens[start].text not in TINS
        for start in range(max(end - _MOST_OF_HEAD, 0), end)
        for name in _HEADS
    )


def _has_container(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a word for packs stands right behind a list: tablet packs, per bottle."""
    near = tokens[at : at + 2]
    words = [token.text for token in near if token.text not in {"-", "per", "je", "pro"}]
    return bool(words) and is_container(words[0])


def _may_begin(line: LabelLine, first: int) -> bool:
    """Return whether no mineral, vitamin or other number leads to the first size of a list."""
    if any(mention.after == first for mention in line.mentions):
        return False
    return not first or line.tokens[first - 1].kind in {MARK, WORD}


def _may_end(
    tokens: Sequence[Token], unit: tuple[str, int] | None, after: int, is_named: bool
) -> bool:
    """Return whether a list is one of packs by what stands behind it, and not of milligrams."""
    if unit is not None or after >= len(tokens):
        behind = tokens[unit[1]].text if unit and unit[1] < len(tokens) else ""
        return behind not in class_words("water")
    behind = tokens[after].text
    if behind in MASS_UNITS or behind in SIGNS or behind == "%":
        return False
    is_time = any(behind in class_words(name) for name in ("days", "weeks", "months"))
    return is_named and not is_time
