"""Units, masses and volumes of a line that are no pack: doses, rates, samples and ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.labels.advice import is_advice
from pricing.labels.container_words import container_counted_before
from pricing.labels.named_currencies import SIGNS, WORDS, codes
from pricing.labels.pieces import measure_of
from pricing.labels.tokens import MARK, WORD
from pricing.labels.vocabulary import class_words, has_phrase, phrase_end
from pricing.labels.whole_packs import FEWEST_UNITS, holds_a_pack

if TYPE_CHECKING:
    from pricing.labels.layout import LabelLine
    from pricing.labels.pieces import Piece
    from pricing.labels.tokens import Token

_BETWEEN_NUMBERS = frozenset(("+", "-", "a", "bis", "to", "o", "or", "oder", "ou"))


def is_something_else(line: LabelLine, piece: Piece) -> bool:
    """Return whether units, a mass or a volume are not what a pack holds."""
    tokens = line.tokens
    if is_advice(line.line, piece) and not _is_contained(line, piece):
        return True
    if _is_same_amount(line, piece) or _is_of_offer(line, piece):
        return True
    behind = tokens[piece.after].text if piece.after < len(tokens) else ""
    before = tokens[piece.first - 1].text if piece.first else ""
    if before == "/" and (_is_other_pack(line, piece) or _is_priced(line, piece)):
        return False
    is_pair = before in _BETWEEN_NUMBERS and piece.first > 1 and tokens[piece.first - 2].is_number
    is_price = piece.first > 2 and tokens[piece.first - 3].text in SIGNS
    if is_pair and not (is_price or _is_behind_larger(line, piece)):
        return True
    if piece.is_measured:
        return _is_other_mass(line, piece, before, behind)
    following = tokens[min(piece.after + 1, len(tokens) - 1)]
    is_named_twice = measure_of(following.text) == piece.measure  # 180 tablets / comprimés
    is_rate = behind == "/" and following.kind is WORD and not is_named_twice
    is_rate = is_rate and not _leads_to_pack(line, piece)
    return is_rate or before in {"/", "per"} or piece.number.denominator != 1


def _is_behind_larger(line: LabelLine, piece: Piece) -> bool:
    """Return whether a dash parts units from a larger number, so that both are no range.

    Calcium 600 - 120 comprimés
    """
    joint, number = line.tokens[piece.first - 1], line.tokens[piece.first - 2].text
    return joint.text == "-" and number.isdecimal() and int(number) > piece.number


def _leads_to_pack(line: LabelLine, piece: Piece) -> bool:
    """Return whether only words stand between a stroke behind units and those of another pack.

    Monatspackung 30 Tabletten / Quartalspackung 90 Tabletten
    """
    other = next((one for one in line.pieces if one.first > piece.after), None)
    is_stroke = piece.after < len(line.tokens) and line.tokens[piece.after].text == "/"
    if (
        other is None
        or not is_stroke
        or other.measure != piece.measure
        or other.number < FEWEST_UNITS
    ):
        return False
    words = line.tokens[piece.after + 1 : other.first]
    return all(word.kind is WORD and word.text not in class_words("day noun") for word in words)


def _is_of_offer(line: LabelLine, piece: Piece) -> bool:
    """Return whether units are those of a sample, of a discount or of a price for 100 of them."""
    if piece.is_measured or not piece.first:
        return False
    near, before = line.tokens[max(piece.first - 3, 0) : piece.first], line.tokens[piece.first - 1]
    if line.line.holds("sample") and has_phrase("sample", near):
        return not _leads_to_pack(line, piece)
    is_led = before.text in class_words("after per") and before.text != "a"
    is_multiplied = before.text == "x" and len(near) > 1 and near[-2].is_number  # 2 x 100 tablets
    if piece.number == 100 and is_led and not is_multiplied:
        return True
    return piece.number < FEWEST_UNITS and before.text in class_words("threshold")


def _is_other_pack(line: LabelLine, piece: Piece) -> bool:
    """Return whether units stand behind those of another pack: 60 capsules / 120 capsules.

    The price of that one may stand between them.
    """
    return piece.is_counted and any(
        other.after < piece.first and other.measure == piece.measure and other.number > 1
        for other in line.pieces
    )


def _is_priced(line: LabelLine, piece: Piece) -> bool:
    """Return whether a price stands before a stroke and as many units as a pack holds.

    12,90 € / 60 Kapseln. One for 100 may only be there to compare prices.
    """
    is_size = piece.is_counted and piece.number >= FEWEST_UNITS and piece.number != 100
    if not is_size or piece.first < 2 or line.tokens[piece.first - 1].text != "/":
        return False
    near = line.tokens[max(piece.first - 3, 0) : piece.first - 1]
    sign = near[0] if near[-1].is_number else near[-1]
    return sign.text in SIGNS or sign.text in WORDS or sign.text in codes()


def _is_same_amount(line: LabelLine, piece: Piece) -> bool:
    """Return whether units are another measure of a dose: 10 ml (entspricht 20 Tropfen)."""
    tokens = line.tokens
    if _is_contained(line, piece):
        return False
    for index in range(max(piece.first - 4, 0), piece.first):
        is_sign = tokens[index].text == "="
        end = index + 1 if is_sign else phrase_end("equal to", tokens, index)
        if index < end and all(map(_is_between, tokens[end : piece.first])):
            measured = [other.after for other in line.pieces if other.is_measured]
            if not {index - 1, index}.isdisjoint(measured):
                return True
    return False


def _is_contained(line: LabelLine, piece: Piece) -> bool:
    """Return whether words such as "contents" stand before a piece in its line."""
    is_named = line.line.holds("content label")
    return is_named and has_phrase("content label", line.tokens[: piece.first])


def _is_between(token: Token) -> bool:
    return token.kind is MARK or token.text in class_words("approx")


def _is_other_mass(line: LabelLine, piece: Piece, before: str, behind: str) -> bool:
    """Return whether a mass or volume is not what a pack holds."""
    at = piece.first - 2
    is_held = before == "x" and container_counted_before(line.tokens, at, at + 1) is not None
    if before == "x" and at > -1 and (is_held or line.tokens[at].is_number):
        return bool(line.bases) or line.line.holds("advice") or line.line.holds("daily")
    labelled = _is_labelled(line, piece)
    is_equated = before == "=" and not (labelled and holds_a_pack(piece))
    if behind in class_words("water") or before in {"/", "per", "je", "x"} or is_equated:
        return True
    near = line.tokens[max(piece.first - 5, 0) : piece.first]
    if has_phrase("weight", near) and not labelled:
        return True
    return (line.is_panel or bool(line.mentions and line.heading_bases)) and not labelled


def _is_labelled(line: LabelLine, piece: Piece) -> bool:
    first = _start_of_ounces(line, piece)
    near = line.tokens[max(first - 5, 0) : piece.first]
    is_alone = first == 0 < piece.first and piece.after + 1 >= len(line.tokens)
    return is_alone or has_phrase("content label", near) or has_phrase("tub", near)


def _start_of_ounces(line: LabelLine, piece: Piece) -> int:
    """Return where a mass or volume in brackets begins in ounces: Net Wt. 8.8 oz (250 g)."""
    at = piece.first - 1
    words = [token.text for token in line.tokens[max(at - 2, 0) : at + 1]]
    if words[-1:] != ["("] or words[-2:-1] != ["oz"]:
        return piece.first
    at -= 2 if words[0] == "fl" else 1
    return at - 1 if at and line.tokens[at - 1].is_number else piece.first
