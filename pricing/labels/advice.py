"""The numbers of units that a label advises to take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.labels.vocabulary import class_words, has_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.labels.label_text import TextLine
    from pricing.labels.pieces import Piece
    from pricing.labels.tokens import Token


def advice_pieces(line: TextLine, pieces: list[Piece]) -> Iterator[Piece]:
    """Yield the numbers of units that a line advises to take in a day."""
    tokens = line.tokens
    for piece in pieces:
        before = _since_number(tokens[max(piece.first - 4, 0) : piece.first])
        after = _until_number(tokens[piece.after : piece.after + 3])
        if piece.is_measured or not (has_phrase("daily", after) or has_phrase("daily", before)):
            continue
        if before and (before[-1].text in {"to", "bis", "a", "x", "-", "o", "or", "oder"}):
            continue
        yield piece


def _until_number(tokens: list[Token]) -> list[Token]:
    """Return the tokens before the first number, or before units whose number is missing."""
    for index, token in enumerate(tokens):
        if token.is_number or token.text in class_words("several units"):
            return tokens[:index]
    return tokens


def _since_number(tokens: list[Token]) -> list[Token]:
    """Return the tokens behind the last number or mark between parts of a line."""
    for index in range(len(tokens) - 1, -1, -1):
        if tokens[index].is_number or tokens[index].text in {"|", ",", ";", "\u2022"}:
            return tokens[index + 1 :]
    return tokens


def is_advice(line: TextLine, piece: Piece) -> bool:
    """Return whether a number of units is what to take, not what a pack holds."""
    tokens = line.tokens
    near = _since_number(tokens[max(piece.first - 4, 0) : piece.first])
    behind = _until_number(tokens[piece.after : piece.after + 4])
    return has_phrase("advice", near) or has_phrase("daily", behind) or has_phrase("daily", near)
