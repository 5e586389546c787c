"""Find what the amounts of a label are stated for: a number of capsules, grams, a serving."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import compress, count
from operator import attrgetter
from typing import TYPE_CHECKING

from pricing.labels.amounts import UNITS as MASS_UNITS
from pricing.labels.container_words import container_counted_before, is_container, is_count
from pricing.labels.label_reading import Span
from pricing.labels.pieces import COUNTED_KINDS, MEASURED, Piece, measure_of, unit_at
from pricing.labels.tokens import MARK, WORD
from pricing.labels.vocabulary import (
    GENERIC,
    class_words,
    first_words,
    has_phrase,
    phrase_end,
)
from pricing.labels.whole_packs import FEWEST_UNITS, TINS, holds_a_pack, is_whole_pack
from pricing.reference.label_phrases import number_words

if TYPE_CHECKING:
    from pricing.labels.label_text import LabelText, TextLine
    from pricing.labels.tokens import Token

_text_of = attrgetter("text")
# The fewest and most millilitres that a spoon holds.
_SPOONS = {
    "teaspoon": (Fraction(5, 2), Fraction(13, 2)),
    "tablespoon": (Fraction(9), Fraction(20)),
}
_LARGEST_DOSE = 100  # grams or millilitres
_LONGEST_DESCRIPTION = 8  # words and marks from a unit to "contains"
_IN_DESCRIPTION = frozenset((",", "-", "'"))
_MOST_BEFORE_SLASH = 3  # words from the unit of an amount: 44 mg elemental iron/5 mL
_MONEY_MARKS = frozenset(("$", "€", "£", "p", "c", "cents", "cent", "ct", "usd", "eur", "gbp"))


@dataclass(frozen=True, slots=True)
class Basis:
    """States what amounts are for. `pieces` are one size in several measures; none is "a serving".

    `is_daily` states that it is what is taken in a day, and `is_concentration` that an amount is
    for one millilitre or gram, as in 100 mg/ml. `is_of_amount` states that it belongs to one
    amount before a slash, as in 10 mg/5 ml, and heads no panel.
    """

    line: int
    first: int
    after: int
    pieces: tuple[Piece, ...]
    is_daily: bool = False
    is_definition: bool = False
    is_sum: bool = False
    is_concentration: bool = False
    is_of_amount: bool = False

    @property
    def piece(self) -> Piece | None:
        """The piece that counts units, else the weighed one, else a household measure."""
        if len(self.pieces) == 1:
            return self.pieces[0]
        return min(self.pieces, key=lambda piece: piece.preference, default=None)

    @property
    def is_impossible(self) -> bool:
        """Whether a spoon has another size than spoons have: a tablespoon (5 ml)."""
        spoons = [
            (piece, _SPOONS[piece.measure]) for piece in self.pieces if piece.measure in _SPOONS
        ]
        return any(
            not least * spoon.number <= piece.number <= most * spoon.number
            for spoon, (least, most) in spoons
            for piece in self.pieces
            if piece.measure == "mL"
        )

    @property
    def is_reference(self) -> bool:
        """Whether it is 100 g or 100 mL, which nobody takes, or one of a concentration."""
        piece = self.piece
        is_hundred = piece is not None and piece.is_measured and piece.number == 100
        return is_hundred or self.is_concentration


_BASIS_CLASSES = ("serving size", "per", "each", "serving noun")


def bases_of(text: LabelText, line: TextLine, pieces: list[Piece]) -> list[Basis]:
    """Return what amounts of a line, or of the lines below it, are stated for."""
    found: list[Basis] = []
    if not pieces and line.classes.isdisjoint(_BASIS_CLASSES) and "/" not in line.words:
        return found
    starts = {piece.first for piece in pieces}
    words = first_words(*_BASIS_CLASSES)
    after = 0
    for at in _places_of_bases(line, starts):
        if at < after:
            continue
        if line.tokens[at].text in words:
            basis = _basis_at(text, line, pieces, at)
        elif at in starts:
            basis = _size_at(line, pieces, at)
        else:
            basis = _behind_slash(line, pieces, at)
        if basis is not None:
            found.append(basis)
            after = basis.after
    return found


def _places_of_bases(line: TextLine, starts: set[int]) -> list[int]:
    """Return the places of pieces, of strokes, and of words that may lead to a basis."""
    words = _basis_words()
    if line.words.isdisjoint(words):
        return sorted(starts)
    named = compress(count(), map(words.__contains__, map(_text_of, line.tokens)))
    return sorted(starts.union(named))


@cache
def _basis_words() -> frozenset[str]:
    return first_words(*_BASIS_CLASSES) | {"/"}


def _basis_at(text: LabelText, line: TextLine, pieces: list[Piece], at: int) -> Basis | None:
    tokens = line.tokens
    end = phrase_end("serving size", tokens, at)
    if end > at:
        basis = _labelled_size(line, pieces, at, end)
        if basis is not None:
            return basis
    end = phrase_end("per", tokens, at)
    if end == at:
        end = phrase_end("each", tokens, at)
    is_unit = any(piece.first == at for piece in pieces)  # una bustina contiene
    if end > at and not _follows_money(tokens, at) and not _holds_units(tokens, at):
        basis = _per_basis(text, line, pieces, at, end)
        if basis is not None or not is_unit:
            return basis
    end = _serving_noun_end(text, tokens, at)
    if end > at:
        return _defined_serving(line, pieces, at, end)
    return _size_at(line, pieces, at) if is_unit else None


def _behind_slash(line: TextLine, pieces: list[Piece], at: int) -> Basis | None:
    """Return one unit behind a name or the unit of an amount: zinc/gélule, 15 mg/tablet.

    What is measured may be more than one: 44 mg iron/5 mL.
    """
    tokens = line.tokens
    measured = _measured_behind_slash(tokens, pieces, at)
    if measured is not None:
        return Basis(line.number, at, measured.after, (measured,), is_of_amount=True)
    unit = unit_at(tokens, at + 1)
    if not at or unit is None or unit[0] not in COUNTED_KINDS or tokens[at - 1].kind is not WORD:
        return None
    is_counted = at > 1 and tokens[at - 2].is_number
    if (is_counted and measure_of(tokens[at - 1].text)) or tokens[at - 1].text in _MONEY_MARKS:
        return None
    return _single_unit(line, pieces, at, at + 1, unit)


def _measured_behind_slash(tokens: list[Token], pieces: list[Piece], at: int) -> Piece | None:
    """Return the dose in millilitres or grams that an amount right before a slash is for."""
    own = next((piece for piece in pieces if piece.first == at + 1), None)
    if own is None or not own.is_measured or own.is_broken or own.number > _LARGEST_DOSE:
        return None
    near = range(max(at - _MOST_BEFORE_SLASH, 1), at)
    is_of_mass = any(tokens[i].text in MASS_UNITS and tokens[i - 1].is_number for i in near)
    return own if is_of_mass and tokens[at - 1].kind is WORD else None


def concentration_at(line: TextLine, tokens: list[Token], at: int) -> Basis | None:
    """Return one millilitre or gram that stands right behind an amount: 100 mg/ml, je 1 ml."""
    if at + 1 >= len(tokens) or not _leads_to_unit(tokens[at]):
        return None
    unit = unit_at(tokens, at + 2 if tokens[at + 1].text == "1" else at + 1)
    if unit is None or unit[0] not in MEASURED:
        return None
    span = Span(tokens[at + 1].start, tokens[unit[1] - 1].end)
    one = Piece(Fraction(1), unit[0], at + 1, unit[1], False, False, span)
    return Basis(line.number, at, unit[1], (one,), is_concentration=True)


def _leads_to_unit(token: Token) -> bool:
    return token.text == "/" or token.text in class_words("per alone")


def _size_at(line: TextLine, pieces: list[Piece], at: int) -> Basis | None:
    if is_whole_pack(line, pieces, at):
        return None
    return (
        _heading_piece(line, pieces, at)
        or _piece_of_serving(line, pieces, at)
        or _containing_piece(line, pieces, at)
    )


def _piece_of_serving(line: TextLine, pieces: list[Piece], at: int) -> Basis | None:
    """Return the size of a line, or of a part between marks: 2 tablets per serving | 60 tablets.

    More units stand alone in their line. A mass before them may be that of one tablet.
    """
    tokens = line.tokens
    own = _pieces_from(line, pieces, at)
    if not own or own[0].first != at or not own[0].is_counted or not _begins_part(tokens, at):
        return None
    end = phrase_end("per alone", tokens, own[0].after) if own[0].after < len(tokens) else at
    after = phrase_end("serving noun", tokens, end) if at < end < len(tokens) else end
    is_whole = not at and after == len(tokens)
    is_part = own[0].number < FEWEST_UNITS and _ends_part(tokens, after)
    is_part = is_part and not any(token.text in MASS_UNITS for token in tokens[:at])
    is_tin = tokens[after - 1].text == "dose" and own[0].number >= FEWEST_UNITS  # 120 Stück je Dose
    if after <= end or not (is_whole or is_part) or is_tin:
        return None
    daily = phrase_end("daily serving noun", tokens, end) > end
    return Basis(line.number, at, after, (own[0],), daily, is_definition=True)


def _ends_part(tokens: list[Token], at: int) -> bool:
    return at == len(tokens) or tokens[at].text in _PART_ENDS


def _heading_piece(line: TextLine, pieces: list[Piece], at: int) -> Basis | None:
    """Return the size that stands over a column of amounts: 2 capsules, % NRV."""
    own = _pieces_from(line, pieces, at)
    if not own or own[0].first != at:
        return None
    after = own[-1].after
    while after < len(line.tokens) and line.tokens[after].text in _HEADING_MARKS:
        after += 1
    if after == len(line.tokens) or line.tokens[after].text != "%":
        return None
    behind = [token for token in line.tokens[after:] if token.text not in _HEADING_MARKS]
    if len(behind) < 2:
        return None
    names = ("eu percent", "us percent")
    if not any(phrase_end(name, behind, 1) == len(behind) for name in names):
        return None
    return Basis(line.number, at, len(line.tokens), tuple(own), is_definition=True)


_HEADING_MARKS = frozenset("*|()/")
_PART_ENDS = frozenset(",;.|)\u2022\u00b7")


def _containing_piece(line: TextLine, pieces: list[Piece], at: int) -> Basis | None:
    """Return the size that begins a sentence on what it holds: 1 scoop (2.5 g) contains."""
    own = _pieces_from(line, pieces, at)
    if not own or own[0].first != at or _is_multiplied(line.tokens, at):
        return None
    after, _ = _closing(line.tokens, own[-1].after)
    inside = line.tokens[after : after + 1]
    daily = False
    if inside and inside[0].text == "(" and after + 1 < len(line.tokens):
        start = after + 1
        after, _ = _closing(line.tokens, start + 1)
        daily = has_phrase("daily serving noun", line.tokens[start:after])
    while after < len(line.tokens) and line.tokens[after].text in {"typically", ")", "each"}:
        after += 1
    if "contains" in line.classes:
        after = _past_description(line.tokens, own[0], after)
    behind_day = _past_day(line.tokens, after)
    if behind_day >= len(line.tokens):
        return None
    if behind_day > after:
        is_head = _heads_amounts(line, own[0], behind_day)
        return Basis(line.number, at, behind_day, tuple(own), is_daily=True) if is_head else None
    is_head = line.tokens[after].text == "=" or _heads_amounts(line, own[0], after)
    is_head = is_head or _is_subject(line.tokens, own[0], after)
    if not is_head and phrase_end("contains", line.tokens, after) == after:
        return None
    return Basis(line.number, at, after, tuple(own), is_daily=daily)


def _is_multiplied(tokens: list[Token], at: int) -> bool:
    """Return whether a number of times stands before units: 3 x 1 capsule."""
    return at > 1 and tokens[at - 1].text in class_words("times") and is_count(tokens[at - 2])


def _is_subject(tokens: list[Token], piece: Piece, at: int) -> bool:
    """Return whether a few units begin a new sentence, and any verb leads to a mass."""
    is_first = piece.first > 0 and tokens[piece.first - 1].text == "."
    is_few = piece.is_counted and not piece.is_broken and piece.number < FEWEST_UNITS
    if not (is_first and is_few) or at + 2 >= len(tokens):
        return False
    is_verb = tokens[at].kind is WORD and tokens[at].text not in class_words("joining")
    return is_verb and tokens[at + 1].is_number and tokens[at + 2].text in MASS_UNITS


def _past_description(tokens: list[Token], piece: Piece, at: int) -> int:
    """Return where words on a unit end before what it contains: 1 capsule, retard, contains."""
    if piece.number >= FEWEST_UNITS or not (piece.is_counted and _begins_part(tokens, piece.first)):
        return at
    for index in range(at, min(at + _LONGEST_DESCRIPTION, len(tokens))):
        token = tokens[index]
        if phrase_end("contains", tokens, index) > index:
            return index
        if not (token.kind is WORD or token.text in _IN_DESCRIPTION):
            break
    return at


def _past_day(tokens: list[Token], at: int) -> int:
    """Return where words for each day end behind units: 1 Tablette pro Tag, 4 gélules/jour."""
    if at + 1 >= len(tokens):
        return at
    end = phrase_end("daily", tokens, at)
    if end == at and (tokens[at].text == "/" or tokens[at].text in class_words("per alone")):
        end = phrase_end("daily serving noun", tokens, at + 1)
        end = end if end > at + 1 else at
    return end


def _heads_amounts(line: TextLine, piece: Piece, colon: int) -> bool:
    """Return whether a few units stand before a sign and a mass: 1 Tablette: Zink 15 mg.

    The masses may stand below it.
    """
    tokens = line.tokens
    is_few = piece.is_counted and not piece.is_broken and piece.number < FEWEST_UNITS
    is_spoon = not (piece.is_counted or piece.is_measured)  # 10 Sprühstöße (1 ml):
    is_dose = piece.is_measured and piece.number <= _LARGEST_DOSE
    if (
        not (is_few or is_spoon or is_dose)
        or tokens[colon].text not in {":", "="}
        or not _begins_part(tokens, piece.first)
    ):
        return False
    return colon + 1 == len(tokens) or any(
        at > colon and at + 1 < len(tokens) and tokens[at + 1].text in MASS_UNITS
        for at in line.numbers
    )


def _begins_part(tokens: list[Token], at: int) -> bool:
    return not at or tokens[at - 1].kind is MARK


def _serving_noun_end(text: LabelText, tokens: list[Token], at: int) -> int:
    if text.language == "de" and tokens[at].text == "dose":  # a tin
        return at
    return phrase_end("serving noun", tokens, at)


def _labelled_size(line: TextLine, pieces: list[Piece], at: int, end: int) -> Basis | None:
    """Return the size behind a label such as “Serving size:”."""
    after = end
    while after < len(line.tokens) and line.tokens[after].text in {":", ".", "=", "-", "|", "of"}:
        after += 1
    own = _pieces_from(line, pieces, after)
    if not own:
        return None
    return Basis(line.number, at, own[-1].after, tuple(own), is_definition=True)


def _pieces_from(line: TextLine, pieces: list[Piece], at: int) -> list[Piece]:
    """Return the piece at a token, and the same size in the brackets behind it."""
    own: list[Piece] = []
    for piece in pieces[bisect_left(pieces, at, key=_first_of) :]:
        if _past_joints(line.tokens, at) < piece.first:
            break
        if own and _OPENERS.isdisjoint(map(_text_of, line.tokens[at : piece.first])):
            break
        own.append(piece)
        at = piece.after
    return own


def _past_joints(tokens: list[Token], at: int) -> int:
    """Return where words end that may stand between two sizes."""
    while at < len(tokens) and tokens[at].text in _BETWEEN_SIZES:
        at += 1
    return at


def _first_of(piece: Piece) -> int:
    return piece.first


_OPENERS = frozenset(("(", "[", "=", "de", "/", "of", "à", "a", "da", "zu", "von"))
_BETWEEN_SIZES = frozenset((
    "(", "[", ")", "=", "/", "de", "of", "da", "approx", "about", "ca", ".", "level", "heaping",
    "rasi", "raso", "rase", "gestrichen", "gestrichener", "zu", "von", "a",
))  # fmt: skip


def _follows_money(tokens: list[Token], at: int) -> bool:
    """Return whether a price stands right before a token: 11p per capsule."""
    if not at:
        return False
    before = tokens[at - 1]
    if before.text in _MONEY_MARKS:
        return at > 1
    return before.is_number and at > 1 and tokens[at - 2].text in _MONEY_MARKS


def _holds_units(tokens: list[Token], at: int) -> bool:
    """Return whether "je" says what each of several containers holds: 12 tubes mit je 10."""
    if at < 2 or tokens[at].text not in class_words("per alone"):
        return False
    before = at - 1 if tokens[at - 1].text not in class_words("joining") else at - 2
    return container_counted_before(tokens, before, at + 1) is not None


def _per_basis(
    text: LabelText, line: TextLine, pieces: list[Piece], at: int, end: int
) -> Basis | None:
    tokens = line.tokens
    word = tokens[at].text
    own = _pieces_from(line, pieces, end) or _size_of_one_container(line, pieces, end)
    if own:
        if word in {"in", "for", "une", "una"} and not own[0].is_counted:
            return None
        return Basis(line.number, at, own[-1].after, tuple(own), is_daily=_is_daily(tokens, own))
    unit = unit_at(tokens, end) if word in class_words("per alone") else None
    if unit is not None:
        return _single_unit(line, pieces, at, end, unit)
    noun = _serving_noun_end(text, tokens, end) if end < len(tokens) else end
    if noun > end:
        defined = _defined_serving(line, pieces, end, noun)
        daily = phrase_end("daily serving noun", tokens, end) > end
        if defined is None:
            return Basis(line.number, at, noun, (), is_daily=daily)
        return Basis(line.number, at, defined.after, defined.pieces, daily, False, defined.is_sum)
    return None


def _size_of_one_container(line: TextLine, pieces: list[Piece], at: int) -> list[Piece]:
    """Return what containers hold: pour 1 ampoule de 10 ml, pour 2 ampoules (20 ml)."""
    tokens = line.tokens
    name = at + 1 if at < len(tokens) and is_count(tokens[at]) else at
    if name >= len(tokens) or not is_container(tokens[name].text):
        return []
    joint = name + 1
    if joint < len(tokens) and tokens[joint].text == "(":
        own = _pieces_from(line, pieces, joint)
        return own if own and own[0].is_measured else []
    if name > at and not _is_one(tokens[at]):
        return []
    while joint < len(tokens) and tokens[joint].text in class_words("joining"):
        joint += 1
    own = _pieces_from(line, pieces, joint) if joint > name + 1 else []
    return own if own and own[0].is_measured else []


def _is_one(token: Token) -> bool:
    return token.text == "1" or number_words().get(token.text) == 1


def _is_daily(tokens: list[Token], own: list[Piece]) -> bool:
    after = own[-1].after
    return has_phrase("daily", tokens[after : after + 4])


def _single_unit(
    line: TextLine, pieces: list[Piece], at: int, end: int, unit: tuple[str, int]
) -> Basis | None:
    measure, after = unit
    tokens = line.tokens
    if measure == GENERIC or (measure in MEASURED and not _leads_to_contents(tokens, at, after)):
        return None
    span = Span(tokens[end].start, tokens[after - 1].end)
    lacks_count = tokens[end].text in class_words("several units")  # per capsules
    lacks_count = lacks_count or tokens[end].start > tokens[end - 1].end + 1  # per  ml
    one = Piece(Fraction(1), measure, end, after, False, False, span, lacks_count)
    more = _pieces_from(line, pieces, after)
    more = [piece for piece in more if tokens[after].text in _OPENERS]
    return Basis(line.number, at, more[-1].after if more else after, (one, *more))


def _leads_to_contents(tokens: list[Token], at: int, after: int) -> bool:
    """Return whether a line begins with a place, up to what leads to contents: each ml contains."""
    if at or after >= len(tokens):
        return False
    return tokens[after].text == ":" or phrase_end("contains", tokens, after) > after


def _defined_serving(line: TextLine, pieces: list[Piece], at: int, end: int) -> Basis | None:
    """Return the size that a text gives its serving: Tagesdosis (2 Kapseln)."""
    tokens = line.tokens
    after = end
    if [token.text for token in tokens[end + 1 : end + 2]] == [":"]:  # a misspelt word: Serving Sie
        after += tokens[end].kind is WORD
    while after < len(tokens) and tokens[after].text in _LEADS_TO_SIZE:
        after += 1
    own = _pieces_from(line, pieces, after)
    is_led = after > end or (bool(own) and _is_alone(tokens, at, own))
    if not own or not (is_led or _heads_column(tokens, at, own)):
        return None
    if tokens[at].text in TINS and holds_a_pack(own[0]):
        return None
    daily = phrase_end("daily serving noun", tokens, at) > at
    closed, is_sum = _closing(tokens, own[-1].after)
    return Basis(line.number, at, closed, tuple(own), daily, True, is_sum)


_LEADS_TO_SIZE = frozenset(("(", "[", "=", ":", "of", "de", "von", "da", "zu", "a"))


def _heads_column(tokens: list[Token], at: int, own: list[Piece]) -> bool:
    """Return whether a serving and its size head a column: per 100 g, per serving 3 g, % NRV.

    Words behind a mass would say what it is of: per serving 25 g protein.
    """
    is_led = at > 0 and tokens[at - 1].text in class_words("per alone")
    after = own[-1].after
    is_last = after == len(tokens) or tokens[after].kind is MARK
    return is_led and (is_last or tokens[after].text in class_words("per alone"))


def _is_alone(tokens: list[Token], at: int, own: list[Piece]) -> bool:
    """Return whether a part of a line only states a serving: Dose 15 ml, 10 ml (un misurino):."""
    after = _closing(tokens, own[-1].after)[0]
    if after < len(tokens) and tokens[after].text == "(":
        after = next((at for at in range(after, len(tokens)) if tokens[at].text == ")"), after) + 1
    elif after < len(tokens) and tokens[after].text == ")":
        after += 1
    is_daily = phrase_end("daily serving noun", tokens, at) > at
    starts = {".", "|", ";", ":"} | ({","} if is_daily else set())
    is_first = not at or tokens[at - 1].text in starts
    is_last = after == len(tokens) or tokens[after].text in {".", "|", ";", ":"}
    is_one = len(own) == 1 or after > own[-1].after
    return is_first and is_last and is_one and (own[0].is_measured or is_daily)


def _closing(tokens: list[Token], at: int) -> tuple[int, bool]:
    """Return the end of the brackets around a size, and whether more numbers stand in them."""
    depth = tokens[at - 1].depth
    index, more = at, False
    while depth and index < len(tokens) and tokens[index].depth >= depth:
        more = more or tokens[index].is_number
        index += 1
    return index, more
