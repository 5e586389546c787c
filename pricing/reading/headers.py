"""Which row holds the headers, and which column of a file is which of ours."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from statistics import mode
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS, COLUMNS_BY_KEY, Column, ColumnKind
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.amounts import MASS, DecimalMark
from pricing.quantities.currencies import read_currency_code
from pricing.quantities.text_folding import match_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.reading.grid import Grid, GridRow

HEADER_SEARCH_ROWS = 60
_BRACKETED_TEXT = re.compile(r"[(\[]([^)\]]*)[)\]]")


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What a user says of one column of a list: what it is, and how its numbers are written.

    `key` is a column's key, "" for a column that is left out. `unit` is a unit of mass, or the
    currency of a price; "" and AUTO leave it to the list.
    """

    key: str = ""
    mark: DecimalMark = DecimalMark.AUTO
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is to be read: the place of its header row, and a choice for each column.

    `header` is a position in `Grid.rows`; None where every row is a product.
    """

    header_position: int | None
    choices: tuple[ColumnChoice, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of the file: its header, what it is, the unit or currency the header states."""

    index: int
    text: str
    column: Column
    unit: str = ""
    currency: str = ""
    mark: DecimalMark = DecimalMark.AUTO


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """The header row of a grid: its position in `Grid.rows` (-1: none), the columns it names."""

    position: int
    headings: tuple[Heading, ...] = field(default=())
    texts: tuple[str, ...] = field(default=())

    def find_heading(self, key: str) -> Heading | None:
        return next((each for each in self.headings if each.column.key == key), None)


@cache
def _columns_by_synonym() -> Mapping[str, Column]:
    """Every spelling of a header -> its column."""
    return {
        match_key(name): column
        for column in reversed(COLUMNS)
        for name in (
            *reversed(column.synonyms),
            f"{column.title} {column.unit}",
            column.title,
            column.key,
        )
    }


def recognise_header(text: str) -> Heading | None:
    """What a header means, with the unit or currency that it states; None where it is unknown.

    >>> recognise_header("Elemental Mg (mg)").column.key, recognise_header("Preis in EUR").currency
    ('elemental_mg', 'EUR')
    """
    inside = " ".join(_BRACKETED_TEXT.findall(text))
    outside = _BRACKETED_TEXT.sub(" ", text).strip()
    *first, last = re.split(r"[\s_]+", outside)
    shorter = " ".join(word for word in first if word.casefold() != "in")
    for name, stated in ((text, f"{inside} {last}"), (outside, inside), (shorter, last)):
        column = _columns_by_synonym().get(match_key(name))
        unit, currency = _stated_unit_and_currency(stated)
        if column is not None and (name is not shorter or unit or currency):
            is_mass, is_money = column.kind is ColumnKind.MASS, column.kind is ColumnKind.MONEY
            return Heading(0, text, column, unit if is_mass else "", currency if is_money else "")
    return None


def _stated_unit_and_currency(text: str) -> tuple[str, str]:
    """The mass unit and the currency among the words of a header."""
    unit = currency = ""
    for word in re.split(r"[\s,/]+", text):
        plain = word.strip(".").casefold().replace("µ", "μ")
        if plain in MASS.unit_factors:
            unit = plain
        elif word:
            with suppress(BadInput):
                currency = read_currency_code(word)
    return unit, currency


def find_header(grid: Grid, column_keys: Mapping[str, str]) -> HeaderRow:
    """The row that names the most columns; `mapping` (header -> column key) overrules the guesses.

    Raises BadInput where there is none, or a column we need is missing or stands twice.
    """
    wanted = {match_key(header): key for header, key in column_keys.items()}
    best = max(
        (
            _header_row(row, position, wanted)
            for position, row in enumerate(grid.rows[:HEADER_SEARCH_ROWS])
        ),
        key=lambda header: len({each.column.key for each in header.headings}),
        default=HeaderRow(0),
    )
    for header, key in column_keys.items():
        if match_key(header) not in {match_key(text) for text in best.texts}:
            title = Term(COLUMNS_BY_KEY[key].full_title)
            raise BadInput(ProblemKind.UNKNOWN_MAPPING, header=header, column=key, title=title)
    if len(best.headings) < 2:
        raise BadInput(ProblemKind.NO_HEADER)
    return best


def count_known_columns(grid: Grid) -> tuple[int, int]:
    """How many columns the best header row names, and how many there are: which grid fits best."""
    found = [_header_row(row, 0, {}) for row in grid.rows[:HEADER_SEARCH_ROWS]]
    known = max((len({each.column.key for each in row.headings}) for row in found), default=0)
    return known, typical_width(grid)


def typical_width(grid: Grid) -> int:
    """The number of cells that most of the first rows have."""
    widths = [len(row.cells) for row in grid.rows[:HEADER_SEARCH_ROWS] if not row.is_empty]
    return mode(widths) if widths else 0


def guess_layout(grid: Grid) -> Layout:
    """The likeliest layout, for a user to correct; a second column for the same thing is left out.

    Where no row names two columns, the first is taken for the header if it holds no number.
    """
    try:
        header = find_header(grid, {})
    except BadInput:
        first = grid.rows[0] if grid.rows else None
        has_number = first is None or any(re.search(r"\d", cell.text) for cell in first.cells)
        return Layout(None if has_number else 0, (ColumnChoice(),) * typical_width(grid))
    first_of: dict[str, Heading] = {}
    for heading in header.headings:
        first_of.setdefault(heading.column.key, heading)
    choices = [ColumnChoice()] * max(typical_width(grid), len(header.texts))
    for heading in first_of.values():
        choices[heading.index] = ColumnChoice(
            heading.column.key, unit=heading.unit or heading.currency
        )
    return Layout(header.position, tuple(choices))


def apply_layout(grid: Grid, layout: Layout) -> HeaderRow:
    """The header row as a user laid it out."""
    row = grid.rows[layout.header_position] if layout.header_position is not None else None
    texts = tuple(cell.text.strip() for cell in row.cells) if row else ()
    headings = []
    for index, choice in enumerate(layout.choices):
        if choice.key:
            column = COLUMNS_BY_KEY[choice.key]
            text = texts[index] if index < len(texts) else ""
            is_money = column.kind is ColumnKind.MONEY
            unit, currency = ("", choice.unit) if is_money else (choice.unit, "")
            text = text or f"column {index + 1}"
            headings.append(Heading(index, text, column, unit, currency, choice.mark))
    return HeaderRow(
        -1 if layout.header_position is None else layout.header_position, tuple(headings), texts
    )


def _header_row(row: GridRow, position: int, wanted: Mapping[str, str]) -> HeaderRow:
    found = []
    for index, cell in enumerate(row.cells):
        text = cell.text.strip()
        key = wanted.get(match_key(text))
        heading = (
            Heading(0, text, COLUMNS_BY_KEY[key])
            if key
            else recognise_header(text)
            if text
            else None
        )
        taken = heading and heading.column.key in wanted.values() and not key
        if heading and not taken and not cell.is_number:
            found.append(Heading(index, text, heading.column, heading.unit, heading.currency))
    return HeaderRow(position, tuple(found), tuple(cell.text.strip() for cell in row.cells))


def check_header(header: HeaderRow, optional_keys: Sequence[str] = ()) -> None:
    """Raise BadInput where two headers mean one column, or a needed column has none.

    The columns that are `waited_for` need not be there.
    """
    seen: dict[str, Heading] = {}
    for heading in header.headings:
        other = seen.setdefault(heading.column.key, heading)
        if other is not heading:
            raise BadInput(
                ProblemKind.DUPLICATE_HEADER,
                first=other.text,
                second=heading.text,
                column=heading.column.key,
                title=Term(heading.column.full_title),
            )
    needed = (column.key for column in COLUMNS if column.required)
    missing = [key for key in needed if key not in seen and key not in optional_keys]
    if not seen.keys() & {"elemental_mg", "compound_mg"}:
        missing.insert(1 if missing[:1] == ["product"] else 0, "elemental_mg")
    if missing:
        raise BadInput(
            ProblemKind.MISSING_COLUMNS,
            columns=", ".join(missing),
            titles=tuple(Term(COLUMNS_BY_KEY[key].full_title) for key in missing),
            headers=", ".join(text for text in header.texts if text),
        )
