"""The layout of a list: which row holds the headers, what each column is and how it is written.

A user's layout is kept as text for the next list with the same headers.
"""

from __future__ import annotations

import json
import re
from dataclasses import astuple, replace
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY, ColumnKind
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.amounts import DecimalMark
from pricing.reading.attribute_columns import places_of_attributes
from pricing.reading.column_guesses import guess_columns, states_currency
from pricing.reading.columns_beside import with_columns_beside
from pricing.reading.guessed_titles import open_words
from pricing.reading.header_comments import with_comments
from pricing.reading.header_grammar import parse_header
from pricing.reading.header_multiples import parts_of_multiple
from pricing.reading.header_parts import (
    EXCLUDED,
    MONEY_UNIT,
    NO_PARTS,
    PACK,
    PERCENT_UNIT,
    SERVING,
    HeaderParts,
)
from pricing.reading.header_questions import find_questions
from pricing.reading.header_rows import header_row_at
from pricing.reading.headers import (
    HEADER_SEARCH_ROWS,
    find_header,
    is_written_here,
    recognize_mapping,
    typical_width,
)
from pricing.reading.headings import SHARE_KEYS, HeaderRow, Heading
from pricing.reading.packs_columns import COLUMNS_OF_LISTS, PACKS
from pricing.reading.reading_options import ColumnChoice, Layout
from pricing.reading.reduced_prices import with_reduced_prices
from pricing.reading.table_notes import with_notes
from pricing.reading.tax_answers import with_tax_answers
from pricing.reading.unit_columns import with_unit_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pricing.reading.grid import Grid, GridRow

_FIELDS_OF_EARLIER_LAYOUTS = 3
_DIGIT = re.compile(r"\d")
# The columns whose amounts can be stated for something, and for what if nothing is said.
_USUAL_BASES = {
    ColumnKind.MASS: {f"1 {SERVING}"},
    ColumnKind.MONEY: {f"1 {PACK}"},
    ColumnKind.UNITS: {f"1 {SERVING}", f"1 {PACK}"},
}


def guess_layout(grid: Grid, currency: str = "") -> Layout:
    """Return the likeliest layout for a user to correct.

    Of two columns that mean the same, the one without a question is taken, or else the first. If
    each leaves a question, both are left out. If no row names two columns, the values tell what
    the columns are, and their prices are in `currency` unless they state another one.
    """
    try:
        header = find_header(grid, {})
    except BadInput:
        return _guess_by_values(grid, currency)
    questions = find_questions(header)
    headings: dict[str, list[Heading]] = {}
    for heading in sorted(header.headings, key=lambda heading: heading.index in questions):
        headings.setdefault(heading.column.key, []).append(heading)
    choices = [ColumnChoice()] * max(typical_width(grid), len(header.texts))
    for same in headings.values():
        if len(same) == 1 or same[0].index not in questions:
            choices[same[0].index] = _choice_of(same[0])
    return Layout(header.position, tuple(choices))


def has_known_headers(grid: Grid) -> bool:
    """Return whether a row of the table names two columns."""
    try:
        find_header(grid, {})
    except BadInput:
        return False
    return True


def _guess_by_values(grid: Grid, currency: str) -> Layout:
    """Return what the values tell. The first rows without a number are titles and headers."""
    position = _last_row_of_titles(grid)
    body = grid.rows[position + 1 :]
    guesses = guess_columns([row.texts for row in body])
    choices = [_choice_of(heading) for heading in _noted_headings(grid, position, guesses)]
    choices += [ColumnChoice()] * (typical_width(grid) - len(choices))
    if "price" in guesses:
        price = guesses.index("price")
        is_stated = any(states_currency(row.cell(price).text) for row in body)
        if not (choices[price].unit or is_stated):
            choices[price] = replace(choices[price], unit=currency)
    return Layout(None if position < 0 else position, tuple(choices))


def _noted_headings(grid: Grid, position: int, keys: Sequence[str]) -> Iterator[Heading | None]:
    """Yield the column of each key with what the titles say about it, and None for no key."""
    columns = [COLUMNS_BY_KEY.get(key) for key in keys]
    headings = (Heading(at, "", column) for at, column in enumerate(columns) if column)
    noted = with_notes(grid, HeaderRow(position, tuple(headings)))
    by_index = {heading.index: heading for heading in noted.headings}
    yield from map(by_index.get, range(len(keys)))


def _last_row_of_titles(grid: Grid) -> int:
    """Return the position of the last row above the values, or -1 if there is none.

    Each row of one text above wider ones is a title, and a row without a number may be headers.
    """
    counts = [sum(bool(text) for text in row.texts) for row in grid.rows[:HEADER_SEARCH_ROWS]]
    first = next((at for at, count in enumerate(counts) if count > 1), 0)
    has_headers = bool(counts) and not any(map(_DIGIT.search, grid.rows[first].texts))
    return first if has_headers else first - 1


def guessed_questions(grid: Grid) -> dict[int, BadInput]:
    """Return what the headers of a table leave open, for a user to settle, by column index."""
    try:
        header = find_header(grid, {})
    except BadInput:
        return {}
    questions = find_questions(header)
    clear: dict[str, list[Heading]] = {}
    for heading in header.headings:
        if heading.index not in questions:
            clear.setdefault(heading.column.key, []).append(heading)
    unclear = {
        heading.index: questions[heading.index]
        for heading in header.headings
        if heading.index in questions and heading.column.key not in clear
    }
    doubled = {same[0].index: _other_column(*same[:2]) for same in clear.values() if len(same) > 1}
    by_index = {heading.index: heading for heading in header.headings}
    on_sale = {
        usual: _other_column(by_index[usual], by_index[sale])
        for usual, sale in with_reduced_prices(header).sale_places
    }
    return unclear | on_sale | doubled


def _other_column(first: Heading, second: Heading) -> BadInput:
    title = Term(first.column.full_title)
    return BadInput(
        ProblemKind.OTHER_COLUMN_OF_TITLE, first=first.text, second=second.text, title=title
    )


def choice_of_mapping(header: str, mapping: str) -> ColumnChoice:
    """Return the choice that a user makes for a header with a mapping: price:CHF cents.

    >>> choice_of_mapping("Preis (Rp.)", "price:CHF cents").is_subunit
    True
    """
    return _choice_of(recognize_mapping(header, mapping))


def _choice_of(heading: Heading | None) -> ColumnChoice:
    if heading is None:
        return ColumnChoice()
    parts = heading.parts
    if not parts.base:
        parts = parts.completed_by(parts_of_multiple(heading.text, heading.column.key))
    # A title with % can stand above shares of 1, which only the user can tell.
    may_be_shares = heading.may_hold_shares
    is_usual = parts.base in _USUAL_BASES.get(heading.column.kind, {parts.base})
    return ColumnChoice(
        heading.column.key,
        unit="" if may_be_shares else parts.unit or parts.currency,
        base="" if is_usual else parts.base,
        is_subunit=parts.is_subunit,
        tax=parts.tax,
    )


def apply_layout(grid: Grid, layout: Layout) -> HeaderRow:
    """Return the header row that a layout gives."""
    position = layout.header_position
    row, row_count = (None, 1) if position is None else header_row_at(grid, position)
    # Without headers, each column that the layout speaks of is one of the table.
    texts = ("",) * len(layout.choices) if row is None else row.texts
    headings, is_own = [], is_written_here(texts)
    for index, choice in enumerate(layout.choices):
        if choice.key:
            text = (texts[index] if index < len(texts) else "") or f"column {index + 1}"
            heading = _heading_of(choice, index, text)
            if index in layout.unanswered:
                heading = _as_guessed(heading)
            headings.append(replace(heading, has_chosen_unit=heading.has_chosen_unit or is_own))
    names = frozenset(index for index, _ in places_of_attributes(texts).values())
    place = -1 if position is None else position
    header = HeaderRow(place, tuple(headings), texts, row_count, own_indexes=names)
    header = with_unit_columns(grid, _with_tax_rate(header, grid))
    header = with_tax_answers(grid, header)
    return with_comments(grid, with_columns_beside(grid, header))


def _as_guessed(heading: Heading) -> Heading:
    """Return a column that the program chose, with all that its title leaves open."""
    if heading.column is PACKS:  # which only a user says
        return heading
    words = open_words(heading.text, heading.column.key)
    return replace(
        heading, unknown_words=words, is_confirmed=False, is_chosen=False, has_chosen_unit=False
    )


def _with_tax_rate(header: HeaderRow, grid: Grid) -> HeaderRow:
    """Return the header row with the rate of a tax to add, which no box of the dialog asks for.

    A column that no user has answered about keeps what a text beside the table leaves open.
    """
    noted = with_notes(grid, header)
    headings = tuple(
        replace(own, parts=replace(own.parts, tax_rate=other.parts.tax_rate))
        if own.parts.tax == EXCLUDED
        else own
        for own, other in zip(header.headings, noted.headings, strict=True)
    )
    headings = tuple(
        own if own.is_confirmed else replace(own, unclear_notes=other.unclear_notes)
        for own, other in zip(headings, noted.headings, strict=True)
    )
    return replace(
        header, headings=headings, titles=noted.titles, row_footnotes=noted.row_footnotes
    )


def _heading_of(choice: ColumnChoice, index: int, text: str) -> Heading:
    column = COLUMNS_OF_LISTS[choice.key]
    is_money = column.kind is ColumnKind.MONEY
    unit, currency = ("", choice.unit) if is_money else (choice.unit, "")
    parsed = parse_header(text)
    stated = parsed.parts if parsed is not None and parsed.column is column else NO_PARTS
    if unit == MONEY_UNIT:  # a discount in money has no box for its currency
        currency = stated.currency
    if not unit and choice.key in SHARE_KEYS and stated.unit == PERCENT_UNIT:
        unit = PERCENT_UNIT
    parts = HeaderParts(
        unit,
        choice.base,
        currency,
        choice.is_subunit,
        choice.tax,
        stated.element,
        stated.tax_rate if choice.tax == EXCLUDED else "",
        stated.discount,
    )
    return Heading(
        index,
        text,
        column,
        parts,
        choice.mark,
        is_confirmed=True,
        is_chosen=choice.key != "note",  # a column of notes says nothing about each of its rows
        has_chosen_unit=bool(choice.unit),
    )


# -- saved layouts -----------------------------------------------------------------------------


def layout_key(row: GridRow) -> str:
    """Return the header row as the key of its layout."""
    return _quoted(row.texts)


def _quoted(texts: str | Sequence[str]) -> str:
    return json.dumps(texts, ensure_ascii=False)


def _may_be_key_of(row: GridRow, key: str) -> bool:
    """Return whether a key holds each text of a row. Rows around it only add to its texts."""
    return all(_quoted(text)[1:-1] in key for text in row.texts)


def layout_to_text(layout: Layout) -> str:
    """Return the choices of a layout as text, and its encoding if it has one.

    >>> layout_to_text(
    ...     Layout(0, (ColumnChoice("price", DecimalMark.COMMA, "EUR"), ColumnChoice()))
    ... )
    '[["price", ",", "EUR", "", false, ""], ["", "auto", "", "", false, ""]]'
    """
    encoding = [layout.encoding] if layout.encoding else []
    return json.dumps([*map(astuple, layout.choices), *encoding])


def find_saved_layout(grid: Grid, saved_layouts: Mapping[str, str]) -> Layout | None:
    """Return the layout that was saved for a list with the same header row, or None.

    It has an encoding only if it answers in which encoding this text is.

    Args:
        grid: The table.
        saved_layouts: The texts of the saved layouts, by the keys of their header rows.
    """
    for position, row in enumerate(grid.rows[:HEADER_SEARCH_ROWS]):
        if row.is_empty or not any(_may_be_key_of(row, key) for key in saved_layouts):
            continue
        headers, _ = header_row_at(grid, position)
        text = saved_layouts.get(layout_key(headers))
        if text:
            saved = json.loads(text)
            encoding = saved.pop() if saved and isinstance(saved[-1], str) else ""
            choices = tuple(_choice(*fields) for fields in saved)
            is_current = all(len(fields) > _FIELDS_OF_EARLIER_LAYOUTS for fields in saved)
            layout = Layout(position, choices, encoding if encoding == grid.encoding else "")
            return layout if is_current or _says_all(choices, headers) else None
    return None


def _choice(
    key: str, mark: str, unit: str, base: str = "", is_subunit: bool = False, tax: str = ""
) -> ColumnChoice:
    return ColumnChoice(
        key if key in COLUMNS_OF_LISTS else "", DecimalMark(mark), unit, base, is_subunit, tax
    )


def _says_all(choices: Sequence[ColumnChoice], headers: GridRow) -> bool:
    """Return whether a layout of an earlier version says all that the headers say.

    It knew no bases, subunits and taxes, so a price in pence was one in pounds.
    """
    for choice, text in zip(choices, headers.texts, strict=False):
        stated = parse_header(text)
        if choice.key and stated is not None and stated.column.key == choice.key:
            parts = stated.parts
            knows_unit = choice.unit in {parts.unit, parts.currency} or not parts.unit
            if parts.base or parts.is_subunit or parts.tax or not knows_unit:
                return False
    return True
