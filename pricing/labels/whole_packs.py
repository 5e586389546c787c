"""Numbers of units that are a whole pack, although they stand as a serving may."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.labels.vocabulary import class_words
from pricing.reference.label_phrases import number_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.label_text import TextLine
    from pricing.labels.pieces import Piece
    from pricing.labels.tokens import Token

FEWEST_UNITS = 10
TINS = frozenset(("dose", "dosis"))  # that hold a pack, or are one serving
_HEAVIEST_SERVING = Fraction(60)  # grams
_MOST_UNITS = Fraction(20)
_BETWEEN = frozenset(("=", "(", "[", "/", "-", ">", ":", "a", "zu"))


def holds_a_pack(piece: Piece) -> bool:
    """Return whether nobody takes so much at once: Dose 250 g, Dose = 90 Tabletten."""
    most = _HEAVIEST_SERVING if piece.measure == "g" else _MOST_UNITS
    return (piece.measure == "g" or piece.is_counted) and piece.number >= most


def is_whole_pack(line: TextLine, pieces: Sequence[Piece], at: int) -> bool:
    """Return whether units at a place make several servings, or last for some time.

    240 Kapseln = 80 Tagesportionen, 90 capsules (45 servings), 60 comprimés = 30 jours
    """
    piece = next((each for each in pieces if each.first == at), None)
    if piece is None or piece.number < FEWEST_UNITS:
        return False
    tokens, index = line.tokens, piece.after
    while index < len(tokens) and _leads_on(tokens[index]):
        index += 1
    is_equated = index > piece.after and index + 1 < len(tokens)
    return is_equated and _is_several(tokens[index]) and _counts_pack(tokens[index + 1 : index + 3])


def _leads_on(token: Token) -> bool:
    return token.text in _BETWEEN or token.text in class_words("approx", "equal to")


def _is_several(token: Token) -> bool:
    if token.is_number:
        return token.text.isdecimal() and int(token.text) > 1
    return number_words().get(token.text, 0) > 1


def _counts_pack(behind: Sequence[Token]) -> bool:
    """Return whether words behind a number are servings or a time: 45 portions, 30-day."""
    first = [token.text for token in behind if token.text != "-"][:1]
    names = ("servings label", "serving noun", "days", "weeks", "months", "pack duration")
    return any(word in class_words(name) for word in first for name in names)
