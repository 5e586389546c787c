"""The packs that one price is for: 3 bottles for $30, 24,90 € les 2 boîtes, 2 x £9.00."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.container_words import is_container, is_count
from pricing.labels.held_counts import MAX_PACKS
from pricing.labels.label_reading import Span
from pricing.labels.pieces import measure_of
from pricing.labels.several_packs import NAMED_PACKS, SeveralPacks
from pricing.labels.tokens import WORD
from pricing.labels.vocabulary import GENERIC, class_words, first_words, phrase_end
from pricing.labels.whole_packs import FEWEST_UNITS
from pricing.reference.label_phrases import number_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.tokens import Token

_LEADING = frozenset((
    "for", "fur", "per", "pour", "por", "les", "los", "las", "le", "la", "el", "die", "der", "i",
    "gli", "il", "alle", "zu", "im", "in", "the", "a", "al", "en", "das", "/", "(",
))  # fmt: skip
_FOR = frozenset(("for", "fur", "pour", "por", "per", "/"))
_ARTICLES = frozenset(("les", "los", "las", "le", "die", "i", "gli", "the", "alle", "all"))
_ALL = frozenset((
    "zusammen", "together", "ensemble", "insieme", "juntos", "juntas", "alle", "all", "tous",
    "toutes", "todos", "todas", "tutti", "tutte",
))  # fmt: skip
_TIMES = frozenset(("x", "*", "@", "mal", "times", "fois", "veces", "volte", "je"))
_RATES = frozenset(("a", "at", "zu"))
_EACH = frozenset((
    "each", "apiece", "piece", "stuck", "stk", "pz", "cad", "cadauno", "chacun", "chacune",
    "unidad", "l", "'", "uno", "unite", "das", "pro", "la", "(",
))  # fmt: skip
_BEFORE_PRICE = frozenset((*_FOR, "a", "at", "zu", ":", "=", "-"))
_ENDS = frozenset((",", ".", ")", "(", "|", "=", ";", "-", "\u2022", "\u00b7"))
_BEFORE_COUNT = _FOR | _ARTICLES | _ALL
_BEFORE_ONE = _TIMES | _RATES
_BEHIND_COUNT = _ENDS | _ALL
_BREAKS = frozenset((",", ";", "|", ".", "/", "+"))
_JOINTS = frozenset(("-", "er"))
_SETS = frozenset(("set", "bundle", "kit", "paket", "lot", "coffret"))
_NAMED_PACKS = {**NAMED_PACKS, "pair": Fraction(2)}
_MOST_LEADING, _FARTHEST = 3, 4
_OF_PRODUCT = 3  # tokens: a count, a sign and a price
_PRICE = re.compile(r"\d{1,4}[.,]\d\d")


class _Counted(NamedTuple):
    """A number of packs, by the tokens that it takes."""

    packs: Fraction
    first: int
    after: int


def packs_behind_price(tokens: Sequence[Token], *, is_last: bool) -> SeveralPacks | None:
    """Return the packs that the words behind a price say it is for.

    Without a word that leads to them, they may belong to the next price.
    """
    at = 0
    while at < min(len(tokens), _MOST_LEADING) and _leads(tokens, at):
        at += 1
    starts = range(at, -1, -1) if at or is_last else ()
    found = next(filter(None, (_packs_at(tokens, start) for start in starts)), None)
    if found is not None and not is_last and tokens[0].text == "(" and found.after == len(tokens):
        return None  # £14.00 (twin pack £26.00)
    if found is None and tokens[:1] and tokens[0].text in _BEFORE_COUNT:
        found = _bare_count(tokens, at)
        is_of_next = found is not None and found.after == len(tokens) and not is_last
        found = None if is_of_next else found  # die zwei 18 €
        if found is not None and tokens[0].text not in _FOR:
            return _several(tokens, found)._replace(are_known=True)
    return _several(tokens, found) if found else None


def multiplied_price(before: Sequence[Token], behind: Sequence[Token]) -> SeveralPacks | None:
    """Return the packs by which a price is multiplied: 2 x £9.00, 2 Packungen je 9 €, £9 x 2.

    It may be that of one of them, or of all.
    """
    at = 0
    while at < min(len(behind), _MOST_LEADING) and behind[at].text in _EACH:
        at += 1
    if at + 1 < len(behind) and behind[at].text in _TIMES:
        found = _packs_at(behind, at + 1) or _bare_count(behind, at + 1)
        return _several(behind, found) if found else None
    end = len(before)
    while end and before[end - 1].text in _BEFORE_ONE:
        end -= 1
    joints = {token.text for token in before[end:]}
    for first in range(max(end - _FARTHEST, 0), end if joints else 0):
        found = _packs_at(before, first)
        is_pair = before[first].text in first_words("pair")  # entrambi a 18 €
        if found is not None and found.after == end and not is_pair:
            return _several(before, found)
    packs = _count(before[end - 1]) if end and (joints & _TIMES or (joints and at)) else None
    return _several(before, _Counted(packs, end - 1, end)) if packs else None


def packs_of_product(before: Sequence[Token], value: Fraction) -> SeveralPacks | None:
    """Return the packs of a product that a price is: 3 x 9,00 = 27,00 EUR, 2 x 0,85  1,70 EUR."""
    tokens = before[:-1] if before and before[-1].text == "=" else before
    if len(tokens) < _OF_PRODUCT or not _PRICE.fullmatch(tokens[-1].text):
        return None
    count = _count(tokens[-3]) if tokens[-2].text in _TIMES else None
    if count is None or count * Fraction(tokens[-1].text.replace(",", ".")) != value:
        return None
    return SeveralPacks(count, Span(tokens[-3].start, tokens[-1].end))


def _leads(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a word may lead from a price to packs: les, alle, tutti e."""
    word = tokens[at].text
    return word in _LEADING or word in _ALL or (word == "e" and at > 0)


def _bare_count(tokens: Sequence[Token], at: int) -> _Counted | None:
    """Return the packs of a number that ends its part of a line: for 2, für zwei, les deux."""
    packs = _count(tokens[at]) if at < len(tokens) else None
    is_end = at + 1 >= len(tokens) or tokens[at + 1].text in _BEHIND_COUNT
    return _Counted(packs, at, at + 1) if packs and is_end else None


def packs_before_price(tokens: Sequence[Token]) -> SeveralPacks | None:
    """Return the packs that the words before a price say it is for."""
    for at in range(len(tokens)):
        found = _packs_at(tokens, at)
        if found is not None and _leads_to_end(tokens, found.after):
            return _several(tokens, found)
    words = [at for at, token in enumerate(tokens) if token.kind is WORD or token.is_number][-2:]
    if len(words) > 1 and tokens[words[1]].text in class_words("several packs"):
        packs = _count(tokens[words[0]])
        if packs is not None:
            return _several(tokens, _Counted(packs, words[0], words[1] + 1))
    found = _all_before(tokens)
    return _several(tokens, found)._replace(are_known=True) if found else None


def _all_before(tokens: Sequence[Token]) -> _Counted | None:
    """Return the packs of an article and a number before a price: les trois à, alle drei."""
    end = len(tokens)
    while end and tokens[end - 1].text in _BEFORE_PRICE:
        end -= 1
    packs = _count(tokens[end - 1]) if end > 1 else None
    if packs is None:
        return None
    is_all = end > 2 and tokens[end - 2].text == "e" and tokens[end - 3].text.startswith("tutt")
    is_led = is_all or tokens[end - 2].text in _ARTICLES
    return _Counted(packs, end - 2, end) if is_led else None


def leads_to_packs(tokens: Sequence[Token]) -> bool:
    """Return whether tokens begin with a word that leads from a price to what it is for."""
    return bool(tokens) and tokens[0].text in _LEADING - {"(", "/"}


def _leads_to_end(tokens: Sequence[Token], after: int) -> bool:
    behind = tokens[after:]
    is_apart = any(token.is_number or token.text in _BREAKS for token in behind)
    return not is_apart and sum(token.kind is WORD for token in behind) < _FARTHEST


def _several(tokens: Sequence[Token], found: _Counted) -> SeveralPacks:
    return SeveralPacks(found.packs, Span(tokens[found.first].start, tokens[found.after - 1].end))


def _packs_at(tokens: Sequence[Token], at: int) -> _Counted | None:
    """Return the packs that are counted at a place: 2 bottles, 2er-Pack, pack of 2, twin pack."""
    if at >= len(tokens):
        return None
    is_named = tokens[at].text in first_words(*_NAMED_PACKS)
    for name, packs in _NAMED_PACKS.items() if is_named else ():
        end = phrase_end(name, tokens, at)
        if end > at:
            return _Counted(packs, at, end)
    end = phrase_end("multipack", tokens, at)
    if at < end < len(tokens) and (count := _count(tokens[end])):
        return _Counted(count, at, end + 1)
    packs_here = _count(tokens[at])
    name_at = at + 1
    while name_at < len(tokens) and tokens[name_at].text in _JOINTS:
        name_at += 1
    if packs_here is None or name_at >= len(tokens):
        return None
    is_few = packs_here < FEWEST_UNITS and measure_of(tokens[name_at].text) == GENERIC  # 2 pz
    if not (is_few or _is_pack(tokens[name_at].text)):
        return None
    return None if _holds_units(tokens, name_at + 1) else _Counted(packs_here, at, name_at + 1)


def _is_pack(word: str) -> bool:
    return is_container(word) or word in class_words("packs") or word in _SETS


def _count(token: Token) -> Fraction | None:
    """Return the number of a few packs."""
    if not is_count(token):
        return None
    if token.is_number and not token.text.isdigit():
        return None
    number = int(token.text) if token.is_number else number_words()[token.text]
    return Fraction(number) if 1 < number <= MAX_PACKS else None


def _holds_units(tokens: Sequence[Token], at: int) -> bool:
    """Return whether containers say what each of them holds, so that the units count all."""
    joint = at
    while joint < len(tokens) and tokens[joint].text in class_words("joining"):
        joint += 1
    return at < joint < len(tokens) and tokens[joint].is_number
