"""The header row of a list: which column is which, and how the numbers of each are written."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest
from statistics import mode
from typing import TYPE_CHECKING

from pricing.model.columns import (
    COLUMNS,
    COLUMNS_BY_KEY,
    Column,
    ColumnKind,
    NumberConvention,
)
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.amounts import MASS, DecimalMark, proven_decimal_marks
from pricing.quantities.currencies import read_currency_code
from pricing.quantities.text_folding import match_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.reading.grid import Grid, GridRow

HEADER_SEARCH_ROWS = 60
_MAX_HEADER_LENGTH = 1_000
_BRACKETED_TEXT = re.compile(r"[(\[]([^)\]]*)[)\]]")


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a file: its header, its meaning, and the unit or currency in the header."""

    index: int
    text: str
    column: Column
    unit: str = ""
    currency: str = ""
    mark: DecimalMark = DecimalMark.AUTO


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """The header row of a grid and the columns that it names.

    `position` is its index in `Grid.rows`, or -1 if the grid has no header row.
    """

    position: int
    headings: tuple[Heading, ...] = field(default=())
    texts: tuple[str, ...] = field(default=())

    def find_heading(self, key: str) -> Heading | None:
        """Return the heading of a column, or None if the row does not name it."""
        return next((heading for heading in self.headings if heading.column.key == key), None)


# -- headers -----------------------------------------------------------------------------------


@cache
def _columns_by_synonym() -> Mapping[str, Column]:
    """Return each column by every spelling of its header."""
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


def recognize_header(text: str) -> Heading | None:
    """Return the meaning of a header with the unit or currency in it, or None if it is unknown.

    >>> recognize_header("Elemental Mg (mg)").column.key, recognize_header("Preis in EUR").currency
    ('elemental_mg', 'EUR')
    """
    inside = " ".join(_BRACKETED_TEXT.findall(text))
    outside = _BRACKETED_TEXT.sub(" ", text).strip()
    *words, last = re.split(r"[\s_]+", outside)
    shorter = " ".join(word for word in words if word.casefold() != "in")
    for name, unit_text in ((text, f"{inside} {last}"), (outside, inside), (shorter, last)):
        column = _columns_by_synonym().get(match_key(name))
        unit, currency = _stated_unit_and_currency(unit_text)
        if column is not None and (name is not shorter or unit or currency):
            is_mass, is_money = column.kind is ColumnKind.MASS, column.kind is ColumnKind.MONEY
            return Heading(0, text, column, unit if is_mass else "", currency if is_money else "")
    return None


def _stated_unit_and_currency(text: str) -> tuple[str, str]:
    """Return the mass unit and the currency among the words of a header."""
    unit = currency = ""
    for word in re.split(r"[\s,/]+", text):
        plain = word.strip(".").casefold()
        if plain in MASS.unit_factors:
            unit = plain
        elif word:
            with suppress(BadInput):
                currency = read_currency_code(word)
    return unit, currency


def find_header(grid: Grid, column_keys: Mapping[str, str]) -> HeaderRow:
    """Return the row that names the most columns.

    Args:
        grid: The table.
        column_keys: The keys of columns by their headers. They take precedence over the guesses.

    Raises:
        BadInput: No row names two columns, or a header of `column_keys` does not exist.
    """
    keys_by_header = {match_key(header): key for header, key in column_keys.items()}
    best = max(
        (
            _header_row(row, position, keys_by_header)
            for position, row in enumerate(grid.rows[:HEADER_SEARCH_ROWS])
        ),
        key=_count_columns,
        default=HeaderRow(0),
    )
    for header, key in column_keys.items():
        if match_key(header) not in {match_key(text) for text in best.texts}:
            title = Term(COLUMNS_BY_KEY[key].full_title)
            raise BadInput(ProblemKind.UNKNOWN_MAPPING, header=header, column=key, title=title)
    if len(best.headings) < 2:
        likely = best.texts if best.headings else _first_row_of_words(grid)
        raise BadInput(
            ProblemKind.NO_HEADER,
            columns="product, elemental_mg, pack_units, price",
            unknown_headers=_without_headings(likely, best.headings),
        )
    return best


def _first_row_of_words(grid: Grid) -> tuple[str, ...]:
    """Return the first row that may hold headers of unknown words: several texts, no number."""
    for row in grid.rows[:HEADER_SEARCH_ROWS]:
        texts = [text for text in row.texts if text]
        if len(texts) > 1 and not any(text[0].isdigit() for text in texts):
            return row.texts
    return ()


def _without_headings(texts: Sequence[str], headings: Sequence[Heading]) -> tuple[str, ...]:
    """Return the headers that name no known column."""
    known = {heading.index for heading in headings}
    return tuple(text for index, text in enumerate(texts) if text and index not in known)


def _header_row(row: GridRow, position: int, keys_by_header: Mapping[str, str]) -> HeaderRow:
    headings, texts = [], row.texts
    for index, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        key = keys_by_header.get(match_key(text))
        heading = (
            Heading(0, text, COLUMNS_BY_KEY[key])
            if key
            else recognize_header(text)
            if 0 < len(text) <= _MAX_HEADER_LENGTH
            else None
        )
        is_taken = heading and heading.column.key in keys_by_header.values() and not key
        if heading and not is_taken and not cell.is_number:
            headings.append(Heading(index, text, heading.column, heading.unit, heading.currency))
    return HeaderRow(position, tuple(headings), texts)


def _count_columns(header: HeaderRow) -> int:
    return len({heading.column.key for heading in header.headings})


def count_known_columns(grid: Grid) -> tuple[int, int]:
    """Return how many columns the best header row names, and how many columns the grid has.

    The grid with the highest result is the likeliest list.
    """
    headers = [_header_row(row, 0, {}) for row in grid.rows[:HEADER_SEARCH_ROWS]]
    return max(map(_count_columns, headers), default=0), typical_width(grid)


def typical_width(grid: Grid) -> int:
    """Return the number of cells that most of the first rows have."""
    widths = [len(row.cells) for row in grid.rows[:HEADER_SEARCH_ROWS] if not row.is_empty]
    return mode(widths) if widths else 0


def check_header(header: HeaderRow, optional_keys: Sequence[str] = ()) -> None:
    """Check that a list has each required column, except optional ones, and no column twice.

    Raises:
        BadInput: Two headers mean one column, or a required column has no header.
    """
    headings_by_key: dict[str, Heading] = {}
    for heading in header.headings:
        other = headings_by_key.setdefault(heading.column.key, heading)
        if other is not heading:
            raise BadInput(
                ProblemKind.DUPLICATE_HEADER,
                first=other.text,
                second=heading.text,
                column=heading.column.key,
                title=Term(heading.column.full_title),
            )
    required = (column.key for column in COLUMNS if column.required)
    missing = [key for key in required if key not in headings_by_key and key not in optional_keys]
    if not headings_by_key.keys() & {"elemental_mg", "compound_mg"}:
        missing.insert(1 if missing[:1] == ["product"] else 0, "elemental_mg")
    if missing:
        raise BadInput(
            ProblemKind.MISSING_COLUMNS,
            columns=", ".join(missing),
            titles=tuple(Term(COLUMNS_BY_KEY[key].full_title) for key in missing),
            headers=", ".join(text for text in header.texts if text),
            unknown_headers=_without_headings(header.texts, header.headings),
        )


# -- numbers and currencies --------------------------------------------------------------------

_DIGITS_REMOVED = {ord(char): None for char in "0123456789⁰¹²³⁴⁵⁶⁷⁸⁹.,'’+- \t\xa0\u202f"}
_MAX_DISTINCT_NUMBERS = 50_000


class ConventionSurvey:
    """Which decimal mark each column of a list proves, and which currency most of its rows state.

    The rows are added block by block, in bounded memory.
    """

    def __init__(self, header: HeaderRow, mark: DecimalMark) -> None:
        self._headings = header.headings
        self._mark = mark
        self._numbers: dict[str, set[str]] = {
            heading.column.key: set()
            for heading in header.headings
            if self._needs_decimal_mark(heading)
        }
        self._proven: dict[str, set[DecimalMark]] = {key: set() for key in self._numbers}
        self._indexes = {heading.column.key: heading.index for heading in header.headings}
        self._currencies: Counter[tuple[str, str]] = Counter()

    def _needs_decimal_mark(self, heading: Heading) -> bool:
        return (
            self._chosen_mark(heading) is DecimalMark.AUTO
            and heading.column.kind.quantity is not None
        )

    def _chosen_mark(self, heading: Heading) -> DecimalMark:
        return self._mark if heading.mark is DecimalMark.AUTO else heading.mark

    def add_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Add some rows of texts, with "" for each number that the file format stores as one."""
        columns = list(zip_longest(*rows, fillvalue=""))
        for key, texts in self._numbers.items():
            texts.update(self._column(columns, key))
            if len(texts) > _MAX_DISTINCT_NUMBERS:
                self._prove(key)
        prices = self._column(columns, "price")
        codes = self._column(columns, "currency") or [""] * len(prices)
        for (code, price), count in Counter(zip(codes, prices, strict=False)).items():
            self._currencies[code, price.translate(_DIGITS_REMOVED)] += count

    def _column(self, columns: Sequence[Sequence[str]], key: str) -> Sequence[str]:
        index = self._indexes.get(key, len(columns))
        return columns[index] if index < len(columns) else ()

    def _prove(self, key: str) -> None:
        self._proven[key] |= proven_decimal_marks(self._numbers[key])
        self._numbers[key].clear()

    def conventions(self) -> Mapping[str, NumberConvention]:
        """Return how the numbers of each column are written, by the column's key."""
        return {
            heading.column.key: NumberConvention(
                self._decimal_mark(heading), heading.unit, heading.currency
            )
            for heading in self._headings
        }

    def _decimal_mark(self, heading: Heading) -> DecimalMark:
        key = heading.column.key
        if key not in self._numbers:
            return self._chosen_mark(heading)
        self._prove(key)
        proven = self._proven[key]
        return next(iter(proven)) if len(proven) == 1 else DecimalMark.AUTO

    def usual_currency(self) -> str:
        """Return the currency that most rows state, or USD if none states one."""
        return self.stated_currency() or "USD"

    def stated_currency(self) -> str:
        """Return the currency that most rows state, or "" if none states one."""
        header_currency = next(
            (heading.currency for heading in self._headings if heading.currency), ""
        )
        row_counts: Counter[str] = Counter()
        for (code, sign), count in self._currencies.items():
            currency = _read_currency(code) or (
                _read_currency(sign, header_currency) if sign else header_currency
            )
            if currency:
                row_counts[currency] += count
        return row_counts.most_common(1)[0][0] if row_counts else ""


def _read_currency(text: str, expected: str = "") -> str:
    if text.strip():
        with suppress(BadInput):
            return read_currency_code(text.strip(), expected)
    return ""
