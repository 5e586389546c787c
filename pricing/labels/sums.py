"""Add amounts of one mineral: those of several forms, never those of two substances."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from pricing.labels.candidates import Candidate, continues
from pricing.labels.mentions import forms_named, starts_with

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pricing.labels.bases import Basis
    from pricing.labels.rows import Row
    from pricing.labels.tokens import Token

_FEWEST_PARTS = 2


def total_of(
    taken: Sequence[Candidate],
    main: Candidate,
    own: Sequence[Candidate],
    to_serving: Callable[[Candidate], Fraction],
) -> Fraction | None:
    """Return what the amounts of one line, or of lines with other forms, hold together.

    `own` are all amounts of the element, of which the mineral's may stand behind those of salts.
    """
    lines = [
        one
        for one in taken
        if one.row.line.is_panel and one.value is not None and one.basis == main.basis
    ]
    if len(lines) < _FEWEST_PARTS:
        return None
    parts = [] if main.is_compound else _parts_of_salts(own)
    amounts = parts or list(forms_of(lines).values())
    if len(amounts) > 1:
        return sum(map(to_serving, amounts), Fraction(0))
    values = set(map(to_serving, lines))
    is_one_line = all(one.row is main.row and not one.is_explicit for one in lines)
    if len(values) < _FEWEST_PARTS or not is_one_line or _are_columns(main.row, lines):
        return None
    return None if _share_name_between(lines) else sum(values, Fraction(0))


def forms_of(candidates: Sequence[Candidate]) -> dict[str, Candidate]:
    """Return the first amount of the panel that stands beside each form."""
    found: dict[str, Candidate] = {}
    for candidate in candidates:
        form = candidate.form or forms_named(_own_tokens(candidate), candidate.element).form
        if form and candidate.row.line.is_panel and candidate.value is not None:
            found.setdefault(form, candidate)
    return found


def _parts_of_salts(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the amounts of a mineral that stand behind those of different salts, or none.

    Bisglycinate 1,500 mg (of which magnesium 165 mg), malate 300 mg (of which magnesium 45 mg)
    """
    stated = sorted(candidates, key=lambda one: one.amount.span.start)
    parts = {
        salt.form: one
        for salt, one in pairwise(stated)
        if salt.is_compound and not one.is_compound and salt.basis == one.basis
    }
    known = [one for one in parts.values() if one.value is not None]
    is_whole = len(known) == len({one.form for one in stated if one.is_compound})
    return known if is_whole and len(known) > 1 else []


def with_parts(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return amounts, with those marked that are a salt's part of the element's amount above.

    Magnesium 300 mg, and below it: - from magnesium citrate 150 mg
    """
    totals: dict[tuple[str, Basis | None], list[Candidate]] = {}
    for one in candidates:
        if not one.is_compound:
            totals.setdefault((one.element, one.basis), []).append(one)
    return [
        one._replace(is_part=True)
        if one.is_compound and _is_part(one, totals.get((one.element, one.basis), ()))
        else one
        for one in candidates
    ]


def _is_part(salt: Candidate, totals: Sequence[Candidate]) -> bool:
    """Return whether a row is on the source of an element, and is too small for that of a salt."""
    if salt.value is None or not starts_with(salt.row.tokens, "source", "of which", "providing"):
        return False
    above = [one for one in totals if one.row.line.line.number < salt.row.line.line.number]
    return any(one.value is not None and salt.value < one.value for one in above)


def _are_columns(row: Row, candidates: Sequence[Candidate]) -> bool:
    """Return whether amounts stand in columns of a row, which nothing adds up."""
    amounts = sorted(one.amount.first for one in candidates)
    ends = {one.amount.first: one.amount for one in candidates}
    return any(
        continues(row.tokens, ends[first].after, ends[second])
        for first, second in pairwise(amounts)
    )


def _share_name_between(candidates: Sequence[Candidate]) -> bool:
    """Return whether a name stands between two amounts, of which one is another substance's."""
    names = [one.spans[1] for one in candidates]
    return any(
        one.amount.span.start < name.start and names.count(name) > 1
        for one, name in zip(candidates, names, strict=True)
    )


def _own_tokens(candidate: Candidate) -> Sequence[Token]:
    """Return the tokens of a row from the name that an amount is of to the element's next name."""
    row, start = candidate.row, candidate.spans[1].start
    following = [
        mention.span.start
        for mention in row.mentions
        if mention.element == candidate.element
        and not (mention.form or mention.depth)
        and mention.span.start > start
    ]
    end = min(following, default=row.tokens[-1].end)
    return [token for token in row.tokens if start <= token.start < end]
