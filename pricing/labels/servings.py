"""The serving of a label: what its servings are, and what the amounts are for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pricing.labels.advice import advice_of
from pricing.labels.tokens import MARK, NUMBER, WORD
from pricing.labels.vocabulary import class_words, phrase_end, phrase_starts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from pricing.labels.advice import Advice
    from pricing.labels.bases import Basis
    from pricing.labels.label_reading import Span
    from pricing.labels.label_text import LabelText
    from pricing.labels.layout import LabelLine
    from pricing.labels.pieces import Piece
    from pricing.labels.tokens import Token


@dataclass(frozen=True, slots=True)
class ServingsInPack:
    """States how many servings a pack holds."""

    count: Fraction
    is_approximate: bool
    span: Span


@dataclass(slots=True)
class Servings:
    """Holds what a text says of its serving."""

    definitions: list[Basis] = field(default_factory=list)
    advice: list[Advice] = field(default_factory=list)
    in_pack: list[ServingsInPack] = field(default_factory=list)
    is_unreadable: bool = False  # a label for the size stands before no unit that is known
    _defined: dict[bool, Piece | None] = field(init=False, default_factory=dict)

    def resolve(self, basis: Basis) -> Piece | None:
        """Return the units of a basis. A serving is what the text defines, else its daily dose."""
        if basis.piece is not None:
            return basis.piece
        if basis.is_daily not in self._defined:
            self._defined[basis.is_daily] = self._defined_size(is_daily=basis.is_daily)
        return self._defined[basis.is_daily]

    def sizes_in(self, measure: str) -> tuple[Fraction, ...]:
        """Return the sizes in a measure that "Serving size" or the like names, in their order."""
        pieces = [basis.piece for basis in self.definitions if basis.is_definition]
        sizes = (piece.number for piece in pieces if piece and piece.measure == measure)
        return tuple(dict.fromkeys(sizes))

    @property
    def doses(self) -> set[Fraction]:
        """The units of a day that the text advises to take."""
        return {advice.units for advice in self.advice}

    @property
    def is_repeated(self) -> bool:
        """Whether it is said to be taken several times a day."""
        return any(advice.intakes > 1 for advice in self.advice)

    def is_intake(self, piece: Piece) -> bool:
        """Return whether units are what is taken once, several times a day."""
        return any(each.intakes > 1 and each.piece.span == piece.span for each in self.advice)

    def _may_be_of_day(self, size: Fraction) -> bool:
        """Return whether a serving may be all of a day. One unit is only if the text says so."""
        return self.doses == {size} or (size > 1 and not self.doses)

    def _defined_size(self, *, is_daily: bool) -> Piece | None:
        own = [definition for definition in self.definitions if definition.is_daily == is_daily]
        pieces = [piece for definition in own or self.definitions if (piece := definition.piece)]
        sizes = {(piece.number, piece.measure) for piece in pieces}
        if len(sizes) == 1:
            is_of_day = not is_daily or own or self._may_be_of_day(pieces[0].number)
            return pieces[0] if is_of_day else None
        # How often a day leaves open whether a serving is that of once or of the day.
        if not sizes and len(self.doses) == 1 and not self.is_repeated:
            return self.advice[0].piece
        return None


def read_servings(text: LabelText, lines: Sequence[LabelLine]) -> Servings:
    """Return the definitions of servings, the advice, and the servings in a pack."""
    servings = Servings()
    for found in lines:
        if found.is_list or found.is_comparison:
            continue
        if "servings label" in found.line.classes:
            servings.in_pack += _servings_in_pack(text, found)
        if not (found.bases or found.pieces):
            servings.is_unreadable = servings.is_unreadable or _has_unreadable_size(found)
            continue
        taken = {piece.first for basis in found.bases for piece in basis.pieces}
        advice = [
            each
            for each in (advice_of(found.line, found.pieces) if found.pieces else ())
            if each.intakes > 1 or each.piece.first not in taken
        ]
        repeated = {each.piece.first for each in advice if each.intakes > 1}
        servings.advice += advice
        servings.definitions += [
            basis
            for basis in found.bases
            if basis.piece
            and (basis.is_definition or (basis.is_daily and basis.piece.first not in repeated))
            and not basis.is_reference
        ]
        servings.is_unreadable = servings.is_unreadable or _has_unreadable_size(found)
    return servings


def _past_container(tokens: Sequence[Token], at: int) -> int:
    """Return where "per container" ends behind "servings", however the container is spelt."""
    is_per = at + 2 < len(tokens) and tokens[at].text in class_words("per alone")
    is_named = is_per and tokens[at + 1].kind is WORD
    return at + 2 if is_named and tokens[at + 2].kind is not WORD else at


def _has_unreadable_size(found: LabelLine) -> bool:
    """Return whether a line begins with "Serving size" and a number, but names no unit."""
    tokens = found.tokens
    if found.bases or "serving size" not in found.line.classes:
        return False
    end = phrase_end("serving size", tokens, 0)
    if end < 2:
        return False
    behind = [token for token in tokens[end : end + 3] if token.kind is not MARK]
    return bool(behind) and behind[0].is_number


def _servings_in_pack(text: LabelText, found: LabelLine) -> list[ServingsInPack]:
    counts: list[ServingsInPack] = []
    tokens = found.tokens
    for index in phrase_starts("servings label", tokens):
        end = phrase_end("servings label", tokens, index)
        if end == index:
            continue
        approximate = False
        after = _past_container(tokens, end)
        while after < len(tokens) and (
            tokens[after].text in {":", "-", "=", ".", "|"} | class_words("approx")
        ):
            approximate = approximate or tokens[after].text in class_words("approx")
            after += 1
        before = tokens[index - 1] if index else None
        if after < len(tokens) and tokens[after].kind is NUMBER:
            number = tokens[after]
        elif before is not None and before.kind is NUMBER:
            number = before
            approximate = index > 1 and tokens[index - 2].text in class_words("approx")
        else:
            continue
        count = text.number(number)
        if count and count.denominator == 1 and count > 1:
            counts.append(ServingsInPack(count, approximate, number.span))
    return counts
