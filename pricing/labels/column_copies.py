"""Tables whose columns were copied one below the other: first all names, then all amounts."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.tokens import WORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from pricing.labels.label_reading import Span
    from pricing.labels.layout import LabelLine

_FEWEST_ROWS = 2
_LONGEST_NAME, _LONGEST_AMOUNT = 8, 4  # tokens


class ColumnAmount(NamedTuple):
    """The amount that stands in the same row of another column as the name of a mineral."""

    value: Fraction
    spans: tuple[Span, ...]


def amounts_of_columns(lines: Sequence[LabelLine]) -> dict[str, ColumnAmount]:
    """Return the amount of each mineral where as many amounts stand below as many names."""
    found: dict[str, ColumnAmount] = {}
    names: list[LabelLine] = []
    for run in _runs(lines):
        if not _is_amount(run[0]):
            names = run if _is_name(run[0]) else []
            continue
        if len(names) == len(run) >= _FEWEST_ROWS:
            found |= _paired(names, run)
        names = []
    return found


def _paired(names: Sequence[LabelLine], amounts: Sequence[LabelLine]) -> dict[str, ColumnAmount]:
    return {
        mention.element: ColumnAmount(amount.value, (amount.span, mention.span))
        for name, line in zip(names, amounts, strict=True)
        for mention in name.mentions[:1]
        for amount in line.amounts
        if mention.element and amount.value is not None
    }


def _runs(lines: Sequence[LabelLine]) -> Iterator[list[LabelLine]]:
    """Yield the lines that are alike and follow each other."""
    for (is_blank, *_), run in groupby(lines, _kind):
        if not is_blank:
            yield list(run)


def _kind(line: LabelLine) -> tuple[bool, bool, bool]:
    is_blank = line.is_blank
    return is_blank, not is_blank and _is_name(line), not is_blank and _is_amount(line)


def _is_name(line: LabelLine) -> bool:
    """Return whether a line is a few words without a number."""
    if line.line.numbers or line.bases or line.is_list:
        return False
    return len(line.tokens) <= _LONGEST_NAME and line.tokens[0].kind is WORD


def _is_amount(line: LabelLine) -> bool:
    """Return whether a line is nothing but an amount."""
    if len(line.amounts) != 1 or line.mentions or line.bases:
        return False
    return len(line.tokens) <= _LONGEST_AMOUNT and line.tokens[0].is_number
