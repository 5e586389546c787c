"""Which row holds the headers, and which column of a file is which of ours."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from statistics import mode
from typing import TYPE_CHECKING

from pricing.model.columns import BY_KEY, COLUMNS, Column, Kind, header_key
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MASS, DecimalMark
from pricing.quantities.currencies import currency_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.reading.grid import Grid, Row

SEARCHED_ROWS = 60
_IN_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")


@dataclass(frozen=True, slots=True)
class Choice:
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

    header: int | None
    choices: tuple[Choice, ...]


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

    def heading(self, key: str) -> Heading | None:
        return next((each for each in self.headings if each.column.key == key), None)


@cache
def _synonyms() -> Mapping[str, Column]:
    """Every spelling of a header -> its column."""
    return {
        header_key(name): column
        for column in reversed(COLUMNS)
        for name in (
            *reversed(column.synonyms),
            f"{column.title} {column.unit}",
            column.title,
            column.key,
        )
    }


def named_column(text: str) -> Heading | None:
    """What a header means, with the unit or currency that it states; None where it is unknown.

    >>> named_column("Elemental Mg (mg)").column.key, named_column("Preis in EUR").currency
    ('elemental_mg', 'EUR')
    """
    inside = " ".join(_IN_BRACKETS.findall(text))
    outside = _IN_BRACKETS.sub(" ", text).strip()
    *first, last = re.split(r"[\s_]+", outside)
    shorter = " ".join(word for word in first if word.casefold() != "in")
    for name, stated in ((text, f"{inside} {last}"), (outside, inside), (shorter, last)):
        column = _synonyms().get(header_key(name))
        unit, currency = _stated(stated)
        if column is not None and (name is not shorter or unit or currency):
            is_mass, is_money = column.kind is Kind.MASS, column.kind is Kind.MONEY
            return Heading(0, text, column, unit if is_mass else "", currency if is_money else "")
    return None


def _stated(text: str) -> tuple[str, str]:
    """The mass unit and the currency among the words of a header."""
    unit = currency = ""
    for word in re.split(r"[\s,/]+", text):
        plain = word.strip(".").casefold().replace("µ", "μ")
        if plain in MASS.units:
            unit = plain
        elif word:
            with suppress(BadInput):
                currency = currency_of(word)
    return unit, currency


def find_header(grid: Grid, mapping: Mapping[str, str]) -> HeaderRow:
    """The row that names the most columns; `mapping` (header -> column key) overrules the guesses.

    Raises BadInput where there is none, or a column we need is missing or stands twice.
    """
    wanted = {header_key(header): key for header, key in mapping.items()}
    best = max(
        (
            _headings(row, position, wanted)
            for position, row in enumerate(grid.rows[:SEARCHED_ROWS])
        ),
        key=lambda header: len({each.column.key for each in header.headings}),
        default=HeaderRow(0),
    )
    for header, key in mapping.items():
        if header_key(header) not in {header_key(text) for text in best.texts}:
            raise BadInput(ProblemKind.UNKNOWN_MAPPING, header=header, column=key)
    if len(best.headings) < 2:
        raise BadInput(ProblemKind.NO_HEADER)
    return best


def known_columns(grid: Grid) -> tuple[int, int]:
    """How many columns the best header row names, and how many there are: which grid fits best."""
    found = [_headings(row, 0, {}) for row in grid.rows[:SEARCHED_ROWS]]
    known = max((len({each.column.key for each in row.headings}) for row in found), default=0)
    return known, width(grid)


def width(grid: Grid) -> int:
    """The number of cells that most of the first rows have."""
    widths = [len(row.cells) for row in grid.rows[:SEARCHED_ROWS] if not row.is_empty]
    return mode(widths) if widths else 0


def guess(grid: Grid) -> Layout:
    """The likeliest layout, for a user to correct; a second column for the same thing is left out.

    Where no row names two columns, the first is taken for the header if it holds no number.
    """
    try:
        header = find_header(grid, {})
    except BadInput:
        first = grid.rows[0] if grid.rows else None
        has_number = first is None or any(re.search(r"\d", cell.text) for cell in first.cells)
        return Layout(None if has_number else 0, (Choice(),) * width(grid))
    first_of: dict[str, Heading] = {}
    for heading in header.headings:
        first_of.setdefault(heading.column.key, heading)
    choices = [Choice()] * max(width(grid), len(header.texts))
    for heading in first_of.values():
        choices[heading.index] = Choice(heading.column.key, unit=heading.unit or heading.currency)
    return Layout(header.position, tuple(choices))


def laid_out(grid: Grid, layout: Layout) -> HeaderRow:
    """The header row as a user laid it out."""
    row = grid.rows[layout.header] if layout.header is not None else None
    texts = tuple(cell.text.strip() for cell in row.cells) if row else ()
    headings = []
    for index, choice in enumerate(layout.choices):
        if choice.key:
            column = BY_KEY[choice.key]
            text = texts[index] if index < len(texts) else ""
            is_money = column.kind is Kind.MONEY
            unit, currency = ("", choice.unit) if is_money else (choice.unit, "")
            text = text or f"column {index + 1}"
            headings.append(Heading(index, text, column, unit, currency, choice.mark))
    return HeaderRow(-1 if layout.header is None else layout.header, tuple(headings), texts)


def _headings(row: Row, position: int, wanted: Mapping[str, str]) -> HeaderRow:
    found = []
    for index, cell in enumerate(row.cells):
        text = cell.text.strip()
        key = wanted.get(header_key(text))
        heading = Heading(0, text, BY_KEY[key]) if key else named_column(text) if text else None
        taken = heading and heading.column.key in wanted.values() and not key
        if heading and not taken and not cell.stored:
            found.append(Heading(index, text, heading.column, heading.unit, heading.currency))
    return HeaderRow(position, tuple(found), tuple(cell.text.strip() for cell in row.cells))


def check_header(header: HeaderRow, waited_for: Sequence[str] = ()) -> None:
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
            )
    needed = (column.key for column in COLUMNS if column.required)
    missing = [key for key in needed if key not in seen and key not in waited_for]
    if not seen.keys() & {"elemental_mg", "compound_mg"}:
        missing.insert(1 if missing[:1] == ["product"] else 0, "elemental_mg")
    if missing:
        raise BadInput(
            ProblemKind.MISSING_COLUMNS,
            columns=", ".join(missing),
            headers=", ".join(text for text in header.texts if text),
        )
