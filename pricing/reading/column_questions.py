"""Columns that were guessed: which a user has to confirm, and what was not understood."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.model.product import DEFAULT_ELEMENT
from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.plain_facts import dataclass
from pricing.quantities.text_folding import match_key
from pricing.reading.column_guesses import guess_columns
from pricing.reading.grid import GridRow
from pricing.reading.guessed_titles import key_of_title
from pricing.reading.header_questions import find_questions
from pricing.reading.header_rows import header_row_at
from pricing.reading.headers import recognize_header
from pricing.reading.layouts import (
    apply_layout,
    choice_of_mapping,
    guess_layout,
    has_known_headers,
)
from pricing.reading.reading_options import ColumnChoice, Layout, ReadingOptions
from pricing.reading.salts_of_rows import may_be_of_salt
from pricing.reading.titled_minerals import with_mineral_of_titles
from pricing.reference.mineral_names import minerals_of_header

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pricing.reading.grid import Grid
    from pricing.reading.headings import Heading

_AMOUNT_KEYS = ("elemental_mg", "compound_mg")
NEEDED_KEYS = ("product", "elemental_mg", "pack_units", "price")
_GUESSED_KEYS = (*NEEDED_KEYS, "compound_mg", "serving_units")
# The questions that are settled once a user says what the column is.
_ANSWERED_BY_MAPPING = frozenset((
    ProblemKind.UNCLEAR_HEADER,
    ProblemKind.FIGURES_OF_SEVERAL,
    ProblemKind.FIGURES_TO_DIVIDE,
    ProblemKind.FIGURES_BY_COLUMN_BESIDE,
    ProblemKind.UNCLEAR_NOTE,
    ProblemKind.UNCLEAR_NOTES,
    ProblemKind.PRICE_OF_OTHER_AMOUNT,
    ProblemKind.QUANTITY_MAY_BE_STOCK,
    ProblemKind.UNIT_OF_AMOUNT_OR_PACK,
    ProblemKind.UNIT_COLUMN_DIFFERS,
    ProblemKind.COLUMN_BESIDE_UNCLEAR,
    ProblemKind.COMMENT_UNCLEAR,
))  # fmt: skip
_COUNT_TITLES = frozenset(("ct", "cnt", "qty", "pcs", "stk", "uds", "pz"))
FEWEST_FOUND = 3
MAX_SAMPLES = 4
SEARCHED_ROWS = 50


@dataclass(frozen=True, slots=True)
class GuessedLayout:
    """A layout, and the columns that are asked about.

    `found` are those that were found by their values. The titles of some of them say what they
    are, but not well enough to read a list without showing it: "Mag", "Ct". The others are asked
    about, as are those whose titles have words that are not understood. Behind the columns of
    a list without titles stands an empty one for each of the `lacking` keys.
    """

    layout: Layout
    found: frozenset[int]
    guesses: frozenset[int]
    lacking: frozenset[str] = frozenset()


def guess_all_columns(grid: Grid, currency: str, element: str = DEFAULT_ELEMENT) -> GuessedLayout:
    """Return the likeliest layout. What the titles leave out is guessed from the values."""
    layout = guess_layout(grid, currency)
    choices = list(layout.choices)
    if not _holds_all(choices):
        _fill_by_values(grid, layout, choices, currency)
    if layout.header_position is not None:
        _leave_out_unclear(grid, layout, choices)
    filled = replace(layout, choices=tuple(choices))
    found = frozenset(_found_columns(grid, filled))
    lacking = [] if layout.header_position is not None else list(_lacking(choices, currency))
    filled = replace(filled, choices=(*choices, *lacking))
    titles = header_texts(grid, filled)
    asked = {at for at in found if not _is_named(titles[at], choices[at].key)}
    asked.update(_unclear_columns(grid, filled))
    unanswered = tuple(open_questions(grid, filled, range(len(filled.choices)), element))
    lacking_keys = frozenset(choice.key for choice in lacking)
    answered = replace(filled, unanswered=unanswered)
    return GuessedLayout(answered, found, frozenset({*asked, *unanswered}), lacking_keys)


def _holds_all(choices: Sequence[ColumnChoice]) -> bool:
    return not _missing_keys(choices)


def _missing_keys(choices: Iterable[ColumnChoice]) -> list[str]:
    """Return the needed columns that no choice is. Of the two amounts, one is enough."""
    keys = {choice.key for choice in choices}
    has_amount = bool(keys & set(_AMOUNT_KEYS))
    return [
        key for key in NEEDED_KEYS if key not in keys and not (key == "elemental_mg" and has_amount)
    ]


def _fill_by_values(grid: Grid, layout: Layout, choices: list[ColumnChoice], currency: str) -> None:
    """Choose the missing columns by their values, as far as their titles allow it."""
    titles = header_texts(grid, layout)
    guesses = guess_columns([row.texts for row in body_rows(grid, layout)])
    for index, guess in enumerate(guesses[: len(choices)]):
        if choices[index].key or guess not in {*NEEDED_KEYS, *_AMOUNT_KEYS}:
            continue
        key = key_of_title(titles[index], guess) if titles[index] and guess != "product" else guess
        needed = "elemental_mg" if key in _AMOUNT_KEYS else key
        if needed in _missing_keys(choices):
            best = _clearest_column(titles, choices, key, index)
            choices[best] = choice_of_guess(titles[best], key, currency)


def _clearest_column(
    titles: Sequence[str], choices: Sequence[ColumnChoice], key: str, guess: int
) -> int:
    """Return the free column whose title names the key with the fewest unknown words, or a guess.

    Of “Pris (öre)” and “Jmf-pris (kr/kg)” the first is the price.
    """
    headings = {
        index: heading
        for index, heading in enumerate(map(recognize_header, titles))
        if heading and heading.column.key == key and not choices[index].key
    }
    return min(headings, key=lambda at: len(headings[at].unknown_words), default=guess)


def choice_of_guess(title: str, key: str, currency: str) -> ColumnChoice:
    """Return a column as its title says it, with the currency of a price that states none."""
    choice = choice_of_mapping(title, key) if title else ColumnChoice(key)
    lacks_currency = key == "price" and not (choice.unit or choice.is_subunit)
    return replace(choice, unit=currency) if lacks_currency else choice


def open_questions(
    grid: Grid, layout: Layout, indexes: Iterable[int], element: str = DEFAULT_ELEMENT
) -> dict[int, BadInput]:
    """Return what the titles of these columns leave open as long as no user has answered it.

    `element` is the mineral that the user compares.
    """
    asked = replace(layout, unanswered=tuple(indexes))
    header = with_mineral_of_titles(apply_layout(grid, asked), element)
    questions = find_questions(header)
    found = {
        index: question
        for index, question in questions.items()
        if index in asked.unanswered and question.kind in _ANSWERED_BY_MAPPING
    }
    amount = header.find_heading("elemental_mg")
    if amount is None or amount.index not in set(asked.unanswered) - found.keys():
        return found
    of_salt = _question_of_salt(grid, asked, element) if may_be_of_salt(header) else None
    return found if of_salt is None else {**found, amount.index: of_salt}


def _question_of_salt(grid: Grid, layout: Layout, element: str) -> BadInput | None:
    """Return the question about amounts that are those of salts in some of the first rows."""
    from pricing.reading.importer import read_grid  # few lists need it for their questions

    options = ReadingOptions(layout=layout, element=element, optional_keys=NEEDED_KEYS)
    try:
        problems = read_grid(grid, options, max_rows=SEARCHED_ROWS).problems
    except BadInput:
        return None
    found = (one for one in problems if one.kind is ProblemKind.AMOUNT_MAY_BE_OF_SALT)
    return next((BadInput(one.kind, **one.parameters) for one in found), None)


def _lacking(choices: Iterable[ColumnChoice], currency: str) -> Iterator[ColumnChoice]:
    """Yield the needed columns that a list lacks. Its names may state their values."""
    keys = {choice.key for choice in choices}
    for key in NEEDED_KEYS:
        is_there = bool(keys & set(_AMOUNT_KEYS)) if key == "elemental_mg" else key in keys
        if not is_there:
            yield ColumnChoice(key, unit=currency if key == "price" else "")


def _leave_out_unclear(grid: Grid, layout: Layout, choices: list[ColumnChoice]) -> None:
    """Leave out the columns that no row needs and whose titles are unclear or name something else.

    Where titles are known, a column that its neighbours or its minerals tell stays.
    """
    is_by_titles, titles = has_known_headers(grid), header_texts(grid, layout)
    for index, choice in enumerate(choices):
        if choice.key not in {"", *_GUESSED_KEYS}:
            heading = recognize_header(titles[index])
            is_named = heading is not None and heading.column.key == choice.key
            if _is_unclear(heading) if is_named else not is_by_titles:
                choices[index] = ColumnChoice()


def _is_named(header: str, key: str) -> bool:
    """Return whether a title names the mineral of an amount, or a count of units."""
    if key == "elemental_mg":
        return len(minerals_of_header(header)) == 1
    return key == "pack_units" and match_key(header) in _COUNT_TITLES


def _found_columns(grid: Grid, layout: Layout) -> Iterator[int]:
    for index, title in enumerate(header_texts(grid, layout)):
        heading, choice = recognize_header(title), layout.choices[index]
        if choice.key and (heading is None or heading.column.key != choice.key):
            yield index


def _unclear_columns(grid: Grid, layout: Layout) -> Iterator[int]:
    """Yield the used columns whose titles have further words, or another column's meaning."""
    headings = list(map(recognize_header, header_texts(grid, layout)))
    clear = Counter(one.column.key for one in headings if one and not _is_unclear(one))
    for index, choice in enumerate(layout.choices):
        if choice.key and (_is_unclear(headings[index]) or clear[choice.key] > 1):
            yield index


def _is_unclear(heading: Heading | None) -> bool:
    """Return whether a title has words that are not understood: “Inventory Qty”."""
    return heading is not None and bool(heading.unknown_words)


def needs_guesses(grid: Grid, currency: str) -> bool:
    """Return whether every needed column was found, but not by its title alone.

    Of a list without titles the name and two others are enough. The rows are completed later.
    """
    guessed = guess_all_columns(grid, currency)
    choices = guessed.layout.choices
    if guessed.layout.header_position is None:
        found = {choices[at].key for at in guessed.found}
        return "product" in found and len(found & {*NEEDED_KEYS, *_AMOUNT_KEYS}) >= FEWEST_FOUND
    keys = {choice.key for choice in choices}
    has_amount = bool(keys & set(_AMOUNT_KEYS))
    return bool(guessed.found) and has_amount and {"product", "pack_units", "price"} <= keys


def header_texts(grid: Grid, layout: Layout) -> list[str]:
    """Return the title of each column of a layout, or "" for one without a title."""
    row = _header_row(grid, layout)
    return [row.cell(index).text.strip() for index in range(len(layout.choices))]


def header_text(grid: Grid, layout: Layout, index: int) -> str:
    """Return the title of a column, or ""."""
    return _header_row(grid, layout).cell(index).text.strip()


def _header_row(grid: Grid, layout: Layout) -> GridRow:
    position = layout.header_position
    return GridRow(0, ()) if position is None else header_row_at(grid, position)[0]


def body_rows(grid: Grid, layout: Layout) -> tuple[GridRow, ...]:
    """Return the rows below the titles."""
    position = layout.header_position
    if position is None:
        return tuple(grid.rows)
    return tuple(grid.rows[position + header_row_at(grid, position)[1] :])


def unused_columns(grid: Grid, layout: Layout) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield each column with values that no choice uses, and some of its different values."""
    body = body_rows(grid, layout)[:SEARCHED_ROWS]
    for index, choice in enumerate(layout.choices):
        if not choice.key:
            texts = (row.cell(index).text.strip() for row in body)
            values = tuple(dict.fromkeys(text for text in texts if text))
            if values:
                yield index, values[:MAX_SAMPLES]
