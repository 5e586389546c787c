"""The columns of a list as its header row names them."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.plain_facts import dataclass
from pricing.quantities.amounts import DecimalMark
from pricing.reading.header_parts import NO_PARTS, PERCENT_UNIT, HeaderParts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.model.columns import Column
    from pricing.problems.errors import Problem

SHARE_KEYS = frozenset(("discount_percent", "tax_percent"))


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a file: its header, its meaning, and how its values are written.

    `unknown_words` are the words of the header that are not understood. `is_confirmed` says that
    the user stated what an amount is for. `form` is the salt of a further mineral that it names.
    `unclear_notes` are the texts beside or in the table about the column that are not understood.
    `is_chosen` says that the user stated what the column is, and `has_chosen_unit` its unit too.
    `doubt` is what another column beside it leaves open. `has_shares` says that some of its
    percentages may be shares of 1.
    """

    index: int
    text: str
    column: Column
    parts: HeaderParts = NO_PARTS
    mark: DecimalMark = DecimalMark.AUTO
    unknown_words: tuple[str, ...] = ()
    is_confirmed: bool = False
    form: str = ""
    unclear_notes: tuple[str, ...] = ()
    is_chosen: bool = False
    has_chosen_unit: bool = False
    doubt: BadInput | None = None
    has_shares: bool = False

    @property
    def unit(self) -> str:
        """The unit that the header states, or ""."""
        return self.parts.unit

    @property
    def may_hold_shares(self) -> bool:
        """Whether a discount or tax below 1 can be a share, because the user stated no unit.

        A column whose header is the key is one as this program writes it.
        """
        is_open = not self.has_chosen_unit and self.parts.unit in {"", PERCENT_UNIT}
        return is_open and self.column.key in SHARE_KEYS and self.text != self.column.key

    @property
    def is_of_pzn(self) -> bool:
        """Whether the codes are German Pharmazentralnummern, which have their own check digit."""
        return self.column.key == "upc" and "pzn" in self.text.casefold()

    @property
    def currency(self) -> str:
        """The currency that the header states, or ""."""
        return self.parts.currency


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """The header row of a grid and the columns that it names.

    `position` is its index in `Grid.rows`, or -1 if the grid has no header row. `row_count` counts
    it and the rows below that complete the headers. `problems` name the columns that are not taken.
    `own_indexes` are the columns that are not read: those of figures that this program wrote and
    computes again, those that the user leaves out, and those that only state the units of others.
    `unit_places` are the columns of numbers, each with the column that states their units.
    `sale_places` are the columns of regular prices, each with the column of those of a sale,
    or that of a discount twice.
    `sale_periods` are the columns that say when that sale holds, each with what it states of it.
    `tax_answers` is the column that says for each row whether its price has the tax, if any does.
    `row_texts` are the texts of each of its rows as they stand in the file. `titles` are the texts
    above it in rows without a number. `used_footnotes` are the texts below the table that its
    columns or their questions take into account. `row_footnotes` are the signs and the texts of
    those that may change the rows whose names bear the sign.
    """

    position: int
    headings: tuple[Heading, ...] = field(default=())
    texts: tuple[str, ...] = field(default=())
    row_count: int = 1
    problems: tuple[Problem, ...] = ()
    own_indexes: frozenset[int] = frozenset()
    unit_places: tuple[tuple[int, int], ...] = ()
    sale_places: tuple[tuple[int, int], ...] = ()
    sale_periods: tuple[tuple[int, str], ...] = ()
    tax_answers: tuple[int, ...] = ()
    row_texts: tuple[tuple[str, ...], ...] = ()
    titles: tuple[str, ...] = ()
    used_footnotes: tuple[str, ...] = ()
    row_footnotes: tuple[tuple[str, str], ...] = ()

    @property
    def first_body_position(self) -> int:
        """The position of the first row below it."""
        return self.position + self.row_count if self.position >= 0 else 0

    def find_heading(self, key: str) -> Heading | None:
        """Return the heading of a column, or None if the row does not name it."""
        return next((heading for heading in self.headings if heading.column.key == key), None)


def question_about(
    kind: ProblemKind, heading: Heading, *mappings: str, **parameters: object
) -> BadInput:
    """Return a question about a column. `mappings` are how the user can settle it in words."""
    return BadInput(
        kind, header=heading.text, column=heading.column.key, mappings=mappings, **parameters
    )


def question_of_notes(heading: Heading, mappings: Sequence[str]) -> BadInput:
    """Return the question about the texts that are not understood. All of them are quoted."""
    texts = heading.unclear_notes
    if len(texts) == 1:
        return question_about(ProblemKind.UNCLEAR_NOTE, heading, *mappings, text=texts[0])
    quoted = "”, “".join(texts)
    kind = ProblemKind.UNCLEAR_NOTES
    return question_about(kind, heading, *mappings, text=quoted, texts=texts)
