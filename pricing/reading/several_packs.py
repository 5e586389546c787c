"""The packs that names sell together: 2-pack, lot de 2, twin pack, 3 bottles of 60, 60 + 30."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pricing.reading.name_phrases import phrase_end, whole_number, words_in_name
from pricing.reading.pack_sizes import counted_unit_words
from pricing.reference.label_phrases import phrases_by_word
from pricing.reference.mineral_amounts import is_mass_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAMED = {"packs 2": 2, "packs 3": 3, "packs 4": 4}
_ALONE = {"alone packs 2": 2, "alone packs 3": 3}
_MOST_PACKS = 19
_FEWEST_UNITS = 12  # a smaller number behind “pack” counts packs, even of pieces: pack 2 unidades
_MOST_OF_DEAL = 6
_NEAR = 6  # words behind those of a deal that may count its packs
_GETS = frozenset(("get", "achete", "achetes", "achetee", "achetees"))
_FOR = frozenset(("for", "fur", "pour", "por", "per", "al"))
_PLUS = frozenset(("+", "plus"))
_INSIDE = (("in",), ("en",))
_TIMES = "x"
_MOST_TIMES = 9  # a larger number behind an x counts units: x 60
_INSIDE_PACKS = ("blister", "plaq", "plac", "tub")  # which one pack can hold several of
_OFTEN_INSIDE = ("blister", "plaq", "plac")  # which one pack most often holds several of
_PERCENT = "%"
_LABELS = ("multipack", "pack quantity")
_CLASSES = (*_LABELS, "packs behind", "packs", "deal", "gift", *_NAMED, *_ALONE)


class PacksTogether(NamedTuple):
    """Several packs of a name.

    `words` are the numbers that count them. `is_certain` says that these words mean nothing else.
    """

    packs: int
    numbers: tuple[str, ...] = ()
    is_certain: bool = True


@cache
def words_of_several() -> frozenset[str]:
    """Return the words of which one stands in each name that sells several packs."""
    firsts = frozenset(phrases_by_word(*_CLASSES))
    return (firsts | {"pack", "x", "×"}) - {"1", "2", "3", "er", "bottle"}


def packs_together(name: str) -> PacksTogether | None:
    """Return the packs that a name sells together, or None if it names no number of them.

    >>> packs_together("Mag 60 tabs, set of 3").packs, packs_together("Mag 2er-Pack").packs
    (3, 2)
    >>> packs_together("Mag twin pack").packs, packs_together("Mag 60 tabs 2 + 1 gratis").packs
    (2, 3)
    >>> packs_together("Mag pack of 60"), packs_together("Mag pack of 10 sachets")
    (None, None)
    """
    words = words_in_name(name)
    found = (_packs_at(words, at) for at in range(len(words)))
    return next(filter(None, found), None)


def units_with_gift(name: str) -> tuple[int, ...]:
    """Return the units that a name adds up with those it gives away: 60 and 30 in 60 + 30 free."""
    words = words_in_name(name)
    for at in range(1, len(words) - 1):
        before = at - 2 if at > 1 and words[at - 1] in counted_unit_words() else at - 1
        units, more = whole_number(words[before]), whole_number(words[at + 1])
        is_share = words[at + 2 : at + 3] == (_PERCENT,)
        is_gift = not is_share and _gives(words, at + 2)
        if words[at] in _PLUS and units >= _FEWEST_UNITS and more and is_gift:
            return (units, more)
    return ()


def share_of_gift(name: str) -> int:
    """Return the percent of a pack that a name says is given away with it, or 0.

    >>> [share_of_gift(name) for name in ("Mag +50% free", "Mag 50 % extra", "Mag 99% fat free")]
    [50, 50, 0]
    """
    words = words_in_name(name)
    for at in range(len(words) - 2):
        share, end = whole_number(words[at]), phrase_end(words, at + 2, "gift")
        end = phrase_end(words, end, "gift")  # 50 % extra free
        is_added = at > 0 and words[at - 1] in _PLUS
        if share and words[at + 1] == _PERCENT and end > at + 2:
            return share if is_added or end == len(words) else 0
    return 0


def _gives(words: Sequence[str], at: int) -> bool:
    """Return whether a word for a gift stands at a place, or behind the word of a unit."""
    near = range(at, min(at + 2, len(words)))
    return any(phrase_end(words, index, "gift") > index for index in near)


def _packs_at(words: Sequence[str], at: int) -> PacksTogether | None:
    if whole_number(words[at]):
        return _counted(words, at) or _of_deal(words, at)
    for name, count in _NAMED.items():
        if phrase_end(words, at, name) > at:
            return PacksTogether(count)
    for name, count in _ALONE.items():
        end = phrase_end(words, at, name)
        if end > at and _is_end(words, at - 1) and _is_end(words, end):
            return PacksTogether(count, is_certain=False)
    return _labelled(words, at) or _timed(words, at) or _of_deal(words, at)


def _is_end(words: Sequence[str], at: int) -> bool:
    """Return whether a place is outside a name, or has a mark or a unit between its parts."""
    if not 0 <= at < len(words):
        return True
    return not words[at].isalnum() or words[at] in counted_unit_words()


def _several(
    words: Sequence[str], number: int, after: int, *, is_certain: bool = True
) -> PacksTogether | None:
    """Return the packs that a number counts, unless it counts units or weighs them."""
    count = whole_number(words[number])
    behind = words[after] if after < len(words) else ""
    is_of_units = behind in counted_unit_words() and (number < after - 1 or count > 1)
    if not 1 < count <= _MOST_PACKS or is_mass_unit(behind):
        return None
    if is_of_units and not _is_generic(behind, count):
        return None
    return PacksTogether(count, (words[number],), is_certain)


def _is_generic(word: str, count: int) -> bool:
    """Return whether a word for pieces of any kind can count packs: pack 2 unidades."""
    is_piece = word in phrases_by_word("unit generic") or word.startswith("unid")
    return is_piece and count < _FEWEST_UNITS


def _counted(words: Sequence[str], at: int) -> PacksTogether | None:
    """Return the packs of a number before words for packs: 2-Pack, 3 bottles of 60."""
    after = at + 2 if words[at + 1 : at + 2] == ("-",) else at + 1
    end = phrase_end(words, after, "packs behind")
    if end > after:
        return _several(words, at, end)
    end = phrase_end(words, after, "packs")
    if end == after or words[at - 1 : at] in _INSIDE:  # 60 tablets in 3 blisters
        return None
    is_joined = phrase_end(words, end, "joining") > end
    is_whole = is_joined or _is_end(words, end)
    is_certain = end == len(words) and not words[after].startswith(_OFTEN_INSIDE)
    return _several(words, at, end, is_certain=is_certain) if is_whole else None


def _labelled(words: Sequence[str], at: int) -> PacksTogether | None:
    """Return the packs behind words for several: pack of 2, lot de deux, pack x2."""
    end = phrase_end(words, at, *_LABELS)
    if end == at:
        return None
    while end < len(words) and words[end] in {_TIMES, "("}:
        end += 1
    is_number = end < len(words) and bool(whole_number(words[end]))
    return _several(words, end, end + 1) if is_number else None


def _timed(words: Sequence[str], at: int) -> PacksTogether | None:
    """Return the packs of a small number behind an x: x3, (x2), x 3 bottles, x2 unidades."""
    after = at + 2
    if words[at] != _TIMES or after > len(words) or _is_amount(words, at - 1):
        return None
    behind = words[after] if after < len(words) else ""
    if not 1 < whole_number(words[at + 1]) <= _MOST_TIMES or behind.startswith(_INSIDE_PACKS):
        return None
    end = phrase_end(words, after, "packs")
    is_whole = end > after or _is_end(words, after) or _is_generic(behind, 1)
    return _several(words, at + 1, end) if is_whole else None


def _is_amount(words: Sequence[str], at: int) -> bool:
    """Return whether a number, or a unit of mass perhaps before a bracket, stands at a place."""
    if at >= 0 and words[at][0].isdecimal():
        return True
    at -= at > 0 and words[at] == "("
    return at >= 0 and is_mass_unit(words[at])


def _of_deal(words: Sequence[str], at: int) -> PacksTogether | None:
    """Return the packs of a deal: buy one get one free, leve 3 pague 2, 3 for 2."""
    end = phrase_end(words, at, "deal")
    if end > at:
        numbers = words[max(at - 2, 0) : end + _NEAR]
        counts = [count for count in map(whole_number, numbers) if 0 < count <= _MOST_OF_DEAL]
        if words[end - 1] in _GETS:
            return PacksTogether(sum(counts[:2]) if len(counts) > 1 else 2)
        is_bogo = words[at].startswith("bogo")
        several = max(counts) if len(counts) > 1 else 2 * is_bogo
        return PacksTogether(several) if several > 1 else None
    return _of_numbers(words, at)


def _of_numbers(words: Sequence[str], at: int) -> PacksTogether | None:
    """Return the packs of a deal of two numbers: 2 + 1 gratis, 3x2, 3 for 2."""
    more, joint, fewer = (*words[at : at + 3], "", "", "")[:3]
    bought, added = whole_number(more), whole_number(fewer)
    if not (0 < bought <= _MOST_OF_DEAL and 0 < added <= _MOST_OF_DEAL):
        return None
    is_plain = added == 1 and _is_end(words, at - 1) | (len(words[at - 1]) > 1)  # no B1 + 1
    is_plain = is_plain and at + 3 == len(words) and any(map(str.isalpha, words[:at]))
    if joint in _PLUS and (is_plain or _gives(words, at + 3)):
        return PacksTogether(bought + added, (more, fewer))
    if (
        joint == _TIMES and added < bought and at + 3 == len(words)
    ):  # 3x2: three at the price of two
        return PacksTogether(bought, (more, fewer))
    if joint in _FOR and added < bought and _is_end(words, at + 3):
        return PacksTogether(bought, (more, fewer), is_certain=False)
    return None
