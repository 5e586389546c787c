"""Other statements of a text that contradict its pack: how long it lasts, and what it weighs."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.labels.pieces import COUNTED_KINDS
from pricing.labels.tokens import WORD
from pricing.labels.vocabulary import class_words
from pricing.reference.label_phrases import number_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from pricing.labels.label_reading import LabelField, Span
    from pricing.labels.label_text import LabelText
    from pricing.labels.layout import LabelLine
    from pricing.labels.servings import Servings
    from pricing.labels.tokens import Token

# The days of a month, or of a week, that a label counts with.
_MONTH, _WEEK, _DAY = (Fraction(28), Fraction(31)), (Fraction(7), Fraction(7)), (Fraction(1),) * 2
_TIMES_A_DAY = (1, 2, 3)
_SLACK = Fraction(1, 20)
_DISTANCE = 3  # tokens between a duration and the word that says it is that of the pack
# The grams that one unit weighs, from a small tablet to a large effervescent one.
_LIGHTEST, _HEAVIEST = Fraction(1, 20), Fraction(8)


def contradicting_statements(
    text: LabelText,
    lines: Sequence[LabelLine],
    pack: LabelField,
    unit_kind: LabelField,
    servings: Servings,
) -> tuple[Span, ...]:
    """Return the places that say the pack lasts otherwise, or weighs what its units cannot."""
    units = pack.value
    if not isinstance(units, Fraction) or unit_kind.value not in COUNTED_KINDS:
        return ()
    shown = [line for line in lines if not (line.is_list or line.is_comparison)]
    doses = list(servings.doses)
    doses += [basis.piece.number for basis in servings.definitions if basis.piece]
    days = {units / dose / times for dose in doses for times in _TIMES_A_DAY if dose}
    return (
        *(span for line in shown for span in _wrong_durations(text, line, days)),
        *(span for line in shown for span in _wrong_masses(line, units)),
    )


def _wrong_durations(
    text: LabelText, line: LabelLine, days: Collection[Fraction]
) -> Iterator[Span]:
    """Yield the durations of the pack in a line that no dose makes: 30-day supply, = 2 Monate."""
    if not days:
        return
    for index, token in enumerate(line.tokens):
        if not (token.is_number or token.text in number_words()):
            continue
        unit = _unit_behind(line.tokens, index + 1)
        period = _period_of(line.tokens[unit].text) if unit else None
        number = text.number(token) if token.is_number else Fraction(number_words()[token.text])
        if period is None or not number or not _is_of_pack(line.tokens, index, unit):
            continue
        least, most = number * period[0] * (1 - _SLACK), number * period[1] * (1 + _SLACK)
        if not any(least <= stated <= most for stated in days):
            yield token.span


def _unit_behind(tokens: Sequence[Token], at: int) -> int:
    """Return the place of a word behind a number and a hyphen, or 0."""
    if at < len(tokens) and tokens[at].text == "-":
        at += 1
    return at if at < len(tokens) and tokens[at].kind is WORD else 0


def _period_of(word: str) -> tuple[Fraction, Fraction] | None:
    """Return the fewest and most days of a unit of time."""
    for name, period in (("months", _MONTH), ("weeks", _WEEK), ("days", _DAY)):
        if word in class_words(name):
            return (period[0], period[1])
    return None


def _is_of_pack(tokens: Sequence[Token], first: int, unit: int) -> bool:
    """Return whether a duration is said to be how long the pack lasts."""
    if first and tokens[first - 1].text == "=":
        return True
    near = (*tokens[max(first - _DISTANCE, 0) : first], *tokens[unit + 1 : unit + 3])
    return any(token.text in class_words("pack duration") for token in near)


def _wrong_masses(line: LabelLine, units: Fraction) -> Iterator[Span]:
    """Yield a mass beside the units of the pack that as many units cannot have: (=156 g)."""
    for piece, following in zip(line.pieces, line.pieces[1:], strict=False):
        gap = [token.text for token in line.tokens[piece.after : following.first]]
        is_same = piece.is_counted and piece.number == units and following.measure == "g"
        is_possible = _LIGHTEST * units <= following.number <= _HEAVIEST * units
        if is_same and "=" in gap and len(gap) <= _DISTANCE and not is_possible:
            yield following.span
