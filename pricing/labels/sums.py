"""Add amounts of one mineral: those of several forms, never those of two substances."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pricing.labels.candidates import Candidate, continues
from pricing.labels.mentions import forms_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.rows import Row
    from pricing.labels.tokens import Token


def forms_of(candidates: Sequence[Candidate]) -> dict[str, Candidate]:
    """Return the first amount of the panel that stands beside each form."""
    found: dict[str, Candidate] = {}
    for candidate in candidates:
        form = forms_named(_own_tokens(candidate), candidate.element).form
        if form and candidate.row.line.is_panel and candidate.value is not None:
            found.setdefault(form, candidate)
    return found


def are_columns(row: Row, candidates: Sequence[Candidate]) -> bool:
    """Return whether amounts stand in columns of a row, which nothing adds up."""
    amounts = sorted(one.amount.first for one in candidates)
    ends = {one.amount.first: one.amount for one in candidates}
    return any(
        continues(row.tokens, ends[first].after, ends[second])
        for first, second in pairwise(amounts)
    )


def share_name_between(candidates: Sequence[Candidate]) -> bool:
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
