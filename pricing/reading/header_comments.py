"""Comments on the headers of a spreadsheet: one that may change a column leaves it in question."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.model.columns import ColumnKind
from pricing.problems.errors import ProblemKind
from pricing.reading.header_parts import PACK, SERVING, parse_parts, parse_words
from pricing.reading.header_words import split_words
from pricing.reading.headings import question_about
from pricing.reading.table_notes import may_matter, without_fillers

if TYPE_CHECKING:
    from pricing.reading.grid import Grid
    from pricing.reading.headings import HeaderRow, Heading

_KINDS = frozenset((ColumnKind.MASS, ColumnKind.MONEY, ColumnKind.UNITS, ColumnKind.PERCENT))
_USUAL_BASES = {ColumnKind.MASS: f"1 {SERVING}", ColumnKind.MONEY: f"1 {PACK}"}
_SIGNS_OF_OPTIONS = frozenset('":=')


def with_comments(grid: Grid, header: HeaderRow) -> HeaderRow:
    """Return the header row with a question about each column that a comment may change."""
    if not grid.comments:
        return header
    rows = grid.rows[max(header.position, 0) : header.first_body_position]
    numbers = {row.number for row in rows}
    texts = {index: text for number, index, text in grid.comments if number in numbers}
    return replace(
        header,
        headings=tuple(
            _with_comment(one, texts[one.index]) if one.index in texts else one
            for one in header.headings
        ),
    )


def _with_comment(heading: Heading, text: str) -> Heading:
    is_settled = heading.is_chosen or heading.doubt is not None
    if is_settled or heading.column.kind not in _KINDS or not _changes(heading, text):
        return heading
    key = heading.column.key
    is_told = not (parse_parts(text, key).unknown_words or _SIGNS_OF_OPTIONS & set(text))
    mapping = f"{key}:{text}" if is_told else key
    kind = ProblemKind.COMMENT_UNCLEAR
    return replace(heading, doubt=question_about(kind, heading, mapping, text=text))


def _changes(heading: Heading, text: str) -> bool:
    """Return whether a comment states a part that a header lacks, or words that may matter."""
    parsed = parse_words(without_fillers(split_words(text)), heading.column.key)
    if any(map(may_matter, parsed.unknown_words)):
        return True
    own = heading.parts
    parts = replace(parsed.parts, element=own.element)
    if parts.base == _USUAL_BASES.get(heading.column.kind):
        parts = replace(parts, base="")
    return parts.completed_by(own) != own
