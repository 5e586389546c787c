"""Packs that are sold together: 2-pack, lot de 2, twin pack."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from itertools import compress, count
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.amounts import UNITS as MASS_UNITS
from pricing.labels.container_words import is_container
from pricing.labels.held_counts import MAX_PACKS
from pricing.labels.label_reading import Span
from pricing.labels.pieces import measure_of
from pricing.labels.tokens import WORD
from pricing.labels.vocabulary import GENERIC, class_words, first_words, phrase_end
from pricing.labels.whole_packs import FEWEST_UNITS
from pricing.reference.label_phrases import number_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.labels.label_text import LabelText
    from pricing.labels.layout import LabelLine
    from pricing.labels.tokens import Token

_text_of = attrgetter("text")
_TIMES = frozenset(("x", "*"))
_ENDS = frozenset(("(", ")", "[", "]", ",", ";", "|", "-", "+", "\u2022", "\u00b7", ".", ":"))
_SIGNS = frozenset("$€£%")
_BEFORE_QUANTITY = frozenset((":", "=", "|", "-", "x"))
_WITH_CENTS = re.compile(r"\d{1,4}[.,]\d\d")
_NAMES_OF_PRICES = ("pay price", "item price", "price each", "total price", "sum to pay")
_CELL = re.compile(r"(?:\t|\||  ) *(\d{1,2}) *(?:\t|\||  ) *(?:[$€£] ?)?\d{1,4}[.,]\d\d(?!\d)")
_FEWEST_NUMBERS = 2
NAMED_PACKS = {
    "packs 2": Fraction(2),
    "packs 3": Fraction(3),
    "packs 4": Fraction(4),
    "alone packs 2": Fraction(2),
    "alone packs 3": Fraction(3),
}
_PACKS_CLASSES = frozenset(("packs", "packs behind", "multipack", "ordered", *NAMED_PACKS))


class SeveralPacks(NamedTuple):
    """A number of packs that are sold together: 2-pack, (pack of 2)."""

    packs: Fraction
    span: Span
    container: str = ""
    are_known: bool = False  # that the text counts elsewhere: les deux
    is_ordered: bool = False  # by the user, and the price may be that of one: Quantity: 3
    is_before_name: bool = False  # as an order does it: 3 x Zinc, 3 bottles Iron


def several_packs(text: LabelText, lines: Sequence[LabelLine]) -> list[SeveralPacks]:
    """Return the numbers of packs that a text sells together, wherever they stand."""
    found = [line for line in lines if not (line.is_blank or line.is_list or line.is_comparison)]
    several = [one for line in found for one in several_in(text, line).values()]
    if "ordered" in text.classes:
        several += _ordered_in_cells(text, found)
    return several + [one for line in found if (one := _counted_in_cell(text, line))]


def several_in(text: LabelText, found: LabelLine) -> dict[int, SeveralPacks]:
    """Return the packs that a line sells together, by the place of the first word."""
    tokens = found.tokens
    several: dict[int, SeveralPacks] = {}
    line = found.line
    if line.classes.isdisjoint(_PACKS_CLASSES) and line.words.isdisjoint(_TIMES):
        return several
    words = _words_of_packs()
    named = compress(count(), map(words.__contains__, map(_text_of, tokens)))
    for index in sorted({*line.numbers, *named}):
        token = tokens[index]
        if token.is_number or token.text in number_words():
            one = _counted_packs(text, found, index)
        else:
            one = _named_packs(tokens, index) or _labelled_packs(text, tokens, index)
            one = one or _ordered_packs(text, tokens, index)
        if one is not None:
            several[index] = one
    return several


@cache
def _words_of_packs() -> frozenset[str]:
    """Return the words that count packs, or begin the words for several."""
    return first_words("multipack", "ordered", *NAMED_PACKS) | number_words().keys()


def _named_packs(tokens: Sequence[Token], at: int) -> SeveralPacks | None:
    """Return the packs of a word for several: “Twin Pack”, or “Duo” that stands by itself."""
    for name, packs in NAMED_PACKS.items():
        end = phrase_end(name, tokens, at)
        is_whole = not name.startswith("alone") or (
            _is_end(tokens, at - 1) and _is_end(tokens, end)
        )
        if end > at and is_whole:
            return SeveralPacks(packs, Span(tokens[at].start, tokens[end - 1].end))
    return None


def _labelled_packs(text: LabelText, tokens: Sequence[Token], at: int) -> SeveralPacks | None:
    """Return the packs behind words for several: pack of 2, lot de deux, pack x2."""
    end = phrase_end("multipack", tokens, at)
    while at < end < len(tokens) and tokens[end].text in _TIMES:
        end += 1
    return _several(text, tokens, at, end, end + 1) if at < end < len(tokens) else None


def _ordered_packs(text: LabelText, tokens: Sequence[Token], at: int) -> SeveralPacks | None:
    """Return the packs that an order counts: Quantity: 3."""
    number = end = phrase_end("ordered", tokens, at)
    while number < len(tokens) and tokens[number].text in _BEFORE_QUANTITY:
        number += 1
    is_ordered = at < end and number < len(tokens)
    if not (is_ordered and tokens[number].is_number):
        return None
    if not (_is_end(tokens, number + 1) or _names_price(tokens, number + 1)):
        return None
    one = _several(text, tokens, at, number, number + 1)
    return one and one._replace(is_ordered=True)


def _ordered_in_cells(text: LabelText, lines: Sequence[LabelLine]) -> Iterator[SeveralPacks]:
    """Yield the packs that cells count below the word for them: alone, or first in their row."""
    head: LabelLine | None = None
    for line in lines:
        if not line.line.numbers:
            head = line if line.line.holds("ordered") else None
        elif head is not None and (at := _cell_of_packs(head, line)) is not None:
            one = _several(text, line.tokens, at, at, at + 1)
            if one is not None:
                yield one._replace(is_ordered=True)


def _cell_of_packs(head: LabelLine, row: LabelLine) -> int | None:
    """Return the place of the number in a row that may stand below the word for ordered packs."""
    tokens = row.tokens
    if len(head.tokens) == 1:
        return 0 if len(tokens) == 1 else None
    if phrase_end("ordered", head.tokens, 0) and len(tokens) > 1 and tokens[1].kind is WORD:
        return 0 if tokens[0].is_number else None
    return None


def _counted_in_cell(text: LabelText, row: LabelLine) -> SeveralPacks | None:
    """Return the packs that a cell of its own counts before that of a price: 2 | £15.98."""
    if len(row.line.numbers) < _FEWEST_NUMBERS:
        return None
    found = _CELL.search(text.folded, row.line.start, row.line.end)
    if found is None:
        return None
    at = next(at for at in row.line.numbers if row.tokens[at].start >= found.start(1))
    one = _several(text, row.tokens, at, at, at + 1)
    return one and one._replace(is_ordered=True)


def _names_price(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a price or words for one begin at a place: qty 2 33,80 €, Menge: 2 Preis."""
    if at >= len(tokens):
        return False
    if tokens[at].is_number:
        return _WITH_CENTS.fullmatch(tokens[at].text) is not None
    return any(phrase_end(name, tokens, at) > at for name in _NAMES_OF_PRICES)


def _counted_packs(text: LabelText, found: LabelLine, at: int) -> SeveralPacks | None:
    """Return the packs of a number before words for packs: 2-Pack, (2 bottles)."""
    tokens = found.tokens
    is_joined = at + 1 < len(tokens) and tokens[at + 1].text == "-"
    after = at + 2 if is_joined else at + 1
    if after >= len(tokens):
        return _times_packs(text, found, at)
    end = phrase_end("packs behind", tokens, after)
    if end > after:
        return _several(text, tokens, at, at, end)
    if tokens[after].text in class_words("packs"):
        first = at - 1 if at and tokens[at - 1].text in _TIMES else at
        is_whole = _is_behind_units(found, first) and _is_end(tokens, after + 1)
        is_before = _stands_before_name(found, at, after + 1)
        one = _several(text, tokens, at, at, after + 1) if is_whole or is_before else None
        return one and one._replace(is_before_name=is_before)
    return _times_packs(text, found, at)


def _times_packs(text: LabelText, found: LabelLine, at: int) -> SeveralPacks | None:
    """Return the packs of a number that multiplies units or a name: 90 capsules x 2, 2x Zinc."""
    tokens = found.tokens
    if found.line.holds("daily") or found.line.holds("advice"):
        return None
    is_last = tokens[at - 1].text in _TIMES and _is_end(tokens, at + 1)
    if at and is_last and _is_behind_units(found, at - 1):
        return _several(text, tokens, at, at, at + 1)
    is_named = any(mention.element for mention in found.mentions) and not found.amounts
    if at > 1 and is_last and is_named and tokens[at - 2].kind is WORD and not found.pieces:
        return _several(text, tokens, at - 1, at, at + 1)  # Zinc Forte x 3
    is_first = at == 0 and len(tokens) > 1 and tokens[1].text in _TIMES
    if is_first and (_begins_name(found, 2) or _is_item(found, 2)):
        one = _several(text, tokens, at, at, at + 2)
        return one and one._replace(is_before_name=True)
    return None


def _begins_name(found: LabelLine, at: int) -> bool:
    return any(mention.first == at for mention in found.mentions)


def _is_item(found: LabelLine, at: int) -> bool:
    """Return whether words name a mineral and its price from a place: Solgar Zinc 22 mg £13.98."""
    tokens = found.tokens
    is_word = at < len(tokens) and tokens[at].kind is WORD
    is_named = is_word and any(mention.element for mention in found.mentions)
    return is_named and any(_WITH_CENTS.fullmatch(token.text) for token in tokens)


def _stands_before_name(found: LabelLine, at: int, after: int) -> bool:
    """Return whether counted packs stand before the name of a product: 3 bottles Iron."""
    if found.pieces and found.pieces[0].first < at:
        return False
    starts = [mention.first for mention in found.mentions[:1] if mention.element]
    if _is_end(found.tokens, at - 1):
        starts = [mention.first for mention in found.mentions[-1:] if mention.element]
    is_before = bool(starts) and starts[0] >= after
    return is_before and not (found.line.holds("daily") or found.line.holds("advice"))


def _is_behind_units(found: LabelLine, at: int) -> bool:
    """Return whether what begins at a place is a part of its own, or stands behind units."""
    return _is_end(found.tokens, at - 1) or any(piece.after == at for piece in found.pieces)


def _is_end(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a place is before or behind a line, or has a mark between its parts."""
    return not 0 <= at < len(tokens) or tokens[at].text in _ENDS or _begins_price(tokens, at)


def _begins_price(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a sign touches the number behind it, and not the one before: x 3 £6.00."""
    if tokens[at].text not in _SIGNS or not 0 < at < len(tokens) - 1:
        return False
    is_apart = tokens[at - 1].end < tokens[at].start
    return is_apart and tokens[at + 1].is_number and tokens[at].end == tokens[at + 1].start


def _several(
    text: LabelText, tokens: Sequence[Token], first: int, number: int, after: int
) -> SeveralPacks | None:
    """Return the packs that a number of a phrase counts, if it does not count units."""
    token = tokens[number]
    count = number_words().get(token.text)
    packs = text.number(token) if token.is_number else Fraction(count or 0)
    behind = tokens[after].text if after < len(tokens) else ""
    if token.is_broken and token.text.isdecimal() and _names_price(tokens, after):
        packs = Fraction(token.text)  # Cantidad 2 33,80 €
    if packs is None or packs.denominator != 1 or not 1 < packs <= MAX_PACKS:
        return None
    is_counted = measure_of(behind) not in {"", GENERIC}
    is_many = measure_of(behind) == GENERIC and (packs >= FEWEST_UNITS or number == first)
    is_price = behind in _SIGNS and not _begins_price(tokens, after)
    is_time = any(behind in class_words(name) for name in ("days", "weeks", "months"))
    if is_counted or is_many or behind in MASS_UNITS or is_price or is_time:
        return None
    start = min(tokens[first].start, token.start)
    near = (each.text for each in tokens[after - 1 : after + 1])
    container = next(filter(is_container, near), "")
    return SeveralPacks(packs, Span(start, tokens[after - 1].end), container)
