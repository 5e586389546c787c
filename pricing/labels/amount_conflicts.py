"""Amounts of one mineral that contradict each other: on the front, in a row, of its compound."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.labels.candidates import can_hold, equal, is_close, is_possible, says_content
from pricing.labels.label_reading import Sureness
from pricing.labels.named_forms import states_several_salts

if TYPE_CHECKING:
    from pricing.labels.candidates import Candidate
    from pricing.labels.label_reading import LabelField, Span
    from pricing.labels.label_text import LabelText

_MOST_TAKEN = 6  # units in one serving, of which none is stated


def is_consistent(
    text: LabelText, front: Candidate, main: Candidate, compounds: list[Candidate]
) -> bool:
    """Return whether an amount that is for nothing stated can be the main one."""
    if front.value is None or main.value is None:
        return False
    allowed = {main.value, main.per_unit}
    if says_content(text.folded, front.spans[1]):
        compounds = []
    allowed |= {candidate.value for candidate in compounds} | {
        candidate.per_unit for candidate in compounds
    }
    return any(value is not None and is_close(front.value, value) for value in allowed)


def is_too_small(
    text: LabelText, front: Candidate, main: Candidate, compounds: list[Candidate]
) -> bool:
    """Return whether a title states less of a compound than a row states of its element.

    A title may be for one unit of a few where no serving is stated.
    """
    if not front.is_front or not front.value or not main.value:
        return False
    if states_several_salts(front.row.line, front.element):
        return False
    units = main.value / front.value
    is_for_one = main.piece is None and units.denominator == 1 and units <= _MOST_TAKEN
    firm = [candidate for candidate in compounds if not candidate.is_front]
    is_explained = is_for_one or is_consistent(text, front, main, firm)
    return front.value < main.value and not is_explained


def contradicts_front(
    text: LabelText, fronts: list[Candidate], main: Candidate, elemental: Candidate | None
) -> bool:
    """Return whether a front states an amount of neither the compound nor the element."""
    others = [elemental] if elemental else []
    return any(not is_consistent(text, front, main, others) for front in fronts)


def fits_front(front: Candidate, main: Candidate | None) -> bool:
    """Return whether a compound amount on the front fits the element's amount."""
    if main is None or main.value is None or not front.value:
        return False
    return is_possible(front.element, front.form, main.value / front.value, is_strict=True)


def contradicts_compound(own: list[Candidate], main: Candidate) -> bool:
    """Return whether a stated compound amount cannot hold an amount that no percent bears."""
    if main.fit or main.value is None:
        return False
    return any(
        candidate.is_compound
        and not (candidate.is_front or candidate.is_reference)
        and not equal(candidate, main)
        and not can_hold(candidate, main)
        for candidate in own
    )


def as_open(stated: LabelField, repeated: Span) -> LabelField:
    """Return an amount as a question, since the mineral stands at another place without one."""
    offered = () if stated.value is None else (stated.value,)
    return replace(
        stated,
        value=None,
        spans=(*stated.spans, repeated),
        sureness=Sureness.ASKED,
        choices=stated.choices or offered,
    )
