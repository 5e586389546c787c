"""The header row of a list: which column is which."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from pricing.analysis.credited_measures import CREDITED_MEASURES
from pricing.calculation.measures import DAYS_OF_A_MONTH, MEASURES
from pricing.model.columns import COLUMNS, COLUMNS_BY_KEY, ColumnKind
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.text_folding import fold_text
from pricing.reading.attribute_columns import header_of_attribute, places_of_attributes
from pricing.reading.columns_beside import with_columns_beside
from pricing.reading.further_tables import titles_of_further_tables
from pricing.reading.grid import column_number
from pricing.reading.header_comments import with_comments
from pricing.reading.header_grammar import parse_header
from pricing.reading.header_multiples import multiple_in, parse_chosen
from pricing.reading.header_parts import parse_parts
from pricing.reading.header_rows import header_row_at
from pricing.reading.header_words import find_meaning, split_words
from pricing.reading.headings import HeaderRow, Heading
from pricing.reading.ingredient_column import with_ingredient_column
from pricing.reading.ingredient_columns import is_of_ingredient, mapped_columns
from pricing.reading.ingredient_headers import completed_mapping, mapped_heading, names_salt
from pricing.reading.multiple_questions import question_of_multiple
from pricing.reading.packs_columns import PACKS_KEY, packs_heading
from pricing.reading.servings import names_measure
from pricing.reading.servings_columns import pack_of_servings
from pricing.reading.table_notes import with_notes
from pricing.reading.tax_answers import with_tax_answers
from pricing.reading.unit_columns import with_unit_columns
from pricing.reading.variant_packs import with_pack_of_variants

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from pricing.reading.grid import Grid, GridRow

HEADER_SEARCH_ROWS = 60
LEFT_OUT = "ignore"  # what a user says of a column that is not to be read
# Any sign but those of numbers and dates, which alone name no column.
_WORD = re.compile(r"[^\d\s.,:-]")
# The number of a column, or its letters as a spreadsheet shows them.
_PLACE = re.compile(r"[1-9]\d{0,2}|[A-Z]{1,2}")


# -- headers -----------------------------------------------------------------------------------


# The headers of a table that this program wrote, beside those of the columns.
OWN_FIGURES = frozenset(
    (
        *("rank", "place", "best_buy", "checks", "form_group"),
        *(measure.key for measure in MEASURES),
        *CREDITED_MEASURES,
    )
)


# A row with so many headings of figures was written by this program.
_MIN_OWN_HEADINGS = 5
_MAX_DAYS_DIGITS = 4
_LESSER = frozenset(("lesser_name",))
_RANK_HEADING = "Rank"
_NEEDED_KEYS = ("product", "elemental_mg", "pack_units", "price")


@cache
def _figure_headings(days: int) -> frozenset[str]:
    """Return the headings of the figures of so many days, and of the rank."""
    measures = (*MEASURES, *CREDITED_MEASURES.values())
    return frozenset((_RANK_HEADING, *(measure.heading(days).text for measure in measures)))


def _own_indexes(texts: Sequence[str]) -> frozenset[int]:
    """Return the columns of figures that this program wrote and computes again."""
    keyed = {index for index, text in enumerate(texts) if text in OWN_FIGURES}
    numbers = (re.search(rf"(?<!\d)\d{{1,{_MAX_DAYS_DIGITS}}}(?!\d)", text) for text in texts)
    days = next((int(number.group()) for number in numbers if number), DAYS_OF_A_MONTH.start)
    own_headings = _figure_headings(days)
    headed = {index for index, text in enumerate(texts) if text in own_headings}
    return frozenset(keyed | headed if len(headed) >= _MIN_OWN_HEADINGS else keyed)


def recognize_header(text: str) -> Heading | None:
    """Return the meaning of a header with its parts, or None if it is unknown.

    Only a column of amounts is recognized beside words that are not understood.

    >>> recognize_header("Elemental Mg (mg)").column.key, recognize_header("Preis in EUR").currency
    ('elemental_mg', 'EUR')
    """
    parsed = None if text in OWN_FIGURES else parse_header(text)
    if parsed is None or (parsed.unknown_words and parsed.column.kind.quantity is None):
        return None
    return Heading(0, text, parsed.column, parsed.parts, unknown_words=parsed.unknown_words)


def recognize_mapping(header: str, mapping: str) -> Heading:
    """Return the meaning that a user gives a header: a column's key, with or without its parts.

    The key can be that of a further mineral, such as zinc_mg.

    The header says the other parts, as far as its words are understood.

    Raises:
        BadInput: There is no such column, or a word of the parts is not understood.

    >>> recognize_mapping("Elemental (g)", "elemental_mg:per 2 units").parts.base
    '2 unit'
    """
    key, _, words = mapping.partition(":")
    if key in mapped_columns():
        return mapped_heading(header, key, words)
    if key == PACKS_KEY:
        return packs_heading(header, words)
    if key not in COLUMNS_BY_KEY:
        raise BadInput(ProblemKind.UNKNOWN_CHOICE, value=key, choices=tuple(COLUMNS_BY_KEY))
    chosen = parse_chosen(words, key)
    if chosen.unknown_words:
        is_spoon = names_measure(chosen.unknown_words)
        raise BadInput(
            ProblemKind.SPOON_AS_BASE if is_spoon else ProblemKind.UNKNOWN_HEADER_WORDS,
            words=(" " if is_spoon else ", ").join(chosen.unknown_words),
            title=Term(chosen.column.full_title),
        )
    parts = chosen.parts.completed_by(parse_parts(header, key).parts)
    # A price can still be that of one unit.
    is_confirmed = chosen.column.key != "price" or bool(chosen.parts.base)
    return Heading(
        0,
        header,
        chosen.column,
        parts,
        is_confirmed=is_confirmed,
        is_chosen=True,
        has_chosen_unit=bool(chosen.parts.unit),
    )


def find_header(grid: Grid, column_keys: Mapping[str, str]) -> HeaderRow:
    """Return the row that names the most columns.

    Args:
        grid: The table.
        column_keys: What columns are, by their headers: a key, and parts such as "price:pence".
            They take precedence over the guesses.

    Raises:
        BadInput: No row names two columns, or a header of `column_keys` does not exist.
    """
    left_out = {header for header, text in column_keys.items() if text == LEFT_OUT}
    mapped = {
        _header_key(header): recognize_mapping(header, text)
        for header, text in column_keys.items()
        if header not in left_out
    }
    best = _likeliest_row(grid, mapped, frozenset(left_out))
    keys = {_header_key(text) for text in best.texts}
    if not mapped.keys() <= keys:
        further = titles_of_further_tables(grid, best)
        keys |= {_header_key(text) for text in further}
    count = len(best.texts)
    for heading in mapped.values():
        if _header_key(heading.text) not in keys and not 0 <= _place_of(heading.text) < count:
            raise BadInput(
                ProblemKind.UNKNOWN_MAPPING,
                header=heading.text,
                column=heading.column.key,
                title=Term(heading.column.full_title),
            )
    for header in left_out:
        if _header_key(header) not in keys and not 0 <= _place_of(header) < count:
            raise BadInput(ProblemKind.UNKNOWN_HEADER_LEFT_OUT, header=header)
    if len(best.headings) < 2:
        likely = best.texts if _holds_words(best.texts) else _first_row_of_words(grid)
        headings = best.headings if likely is best.texts else ()
        unknown, multiples = _split_multiples(_without_headings(likely, headings), _NEEDED_KEYS)
        raise BadInput(
            ProblemKind.NO_HEADER,
            columns=", ".join(_NEEDED_KEYS),
            unknown_headers=unknown,
            multiples=multiples,
        )
    if mapped.keys().isdisjoint(keys) and _is_product(best):
        best = _without_headers(best)
    stated = {heading.text for heading in mapped.values()}
    best = with_pack_of_variants(grid, with_ingredient_column(grid, best))
    with_units = with_unit_columns(grid, with_notes(grid, best, stated))
    beside = with_columns_beside(grid, with_tax_answers(grid, with_units))
    return with_comments(grid, beside)


def _is_product(header: HeaderRow) -> bool:
    """Return whether a row whose columns the user named by their places holds values itself."""
    numbers = [one.text for one in header.headings if one.column.kind.quantity is not None]
    return len(numbers) > 1 and all(text[:1].isdecimal() for text in numbers)


def _without_headers(header: HeaderRow) -> HeaderRow:
    """Return the columns of a table without headers, which begins with the row of these."""
    headings = (
        replace(heading, text=f"column {heading.index + 1}", unknown_words=())
        for heading in header.headings
    )
    return replace(
        header,
        position=header.position - 1,
        headings=tuple(headings),
        texts=("",) * len(header.texts),
        row_count=1,
    )


def _likeliest_row(
    grid: Grid, mapped: Mapping[str, Heading], left_out: frozenset[str] = frozenset()
) -> HeaderRow:
    """Return the first of the rows that name the most columns.

    A row without enough words to name more of them is not read.
    """
    best, best_counts = HeaderRow(0), (-1, -1)
    for position in range(min(len(grid.rows), HEADER_SEARCH_ROWS)):
        row, row_count = header_row_at(grid, position)
        most = sum(bool(text if mapped else _WORD.search(text)) for text in row.texts)
        if (most, most) > best_counts:
            header = _header_row(row, position, row_count, mapped, left_out)
            counts = _count_columns(header)
            if counts > best_counts:
                best, best_counts = header, counts
    return best


def _first_row_of_words(grid: Grid) -> tuple[str, ...]:
    """Return the first row that may hold headers of unknown words: several texts, no number."""
    rows = (row.texts for row in grid.rows[:HEADER_SEARCH_ROWS])
    return next(filter(_holds_words, rows), ())


def _holds_words(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text]
    return len(filled) > 1 and not any(text[0].isdecimal() for text in filled)


def _without_headings(texts: Sequence[str], headings: Sequence[Heading]) -> tuple[str, ...]:
    """Return the headers that name no known column."""
    known = {heading.index for heading in headings}
    return tuple(text for index, text in enumerate(texts) if text and index not in known)


def _split_multiples(
    texts: Sequence[str], keys: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the headers without a number of several, and the mappings that state those numbers."""
    found = {
        (text, key): multiple
        for text in texts
        for key in keys
        if (multiple := multiple_in(text, key)) is not None
    }
    mappings = (
        f"{text}={key}:{part}" for (text, key), multiple in found.items() for part in multiple.parts
    )
    of_several = {text for text, _ in found}
    return tuple(text for text in texts if text not in of_several), tuple(mappings)


def _raise_open_base(header: HeaderRow, missing: Sequence[str]) -> None:
    """Ask about the one title that can be a missing column if its base were known: mg per day."""
    texts = _without_headings(header.texts, header.headings)
    questions = [
        question_of_multiple(Heading(0, text, COLUMNS_BY_KEY[key]), multiple, texts)
        for key in (missing if len(missing) == 1 else ())
        for text in texts
        if (multiple := multiple_in(text, key)) is not None
    ]
    beside = (one for one in questions if one.kind is ProblemKind.FIGURES_BY_COLUMN_BESIDE)
    if question := next(beside, questions[0] if questions else None):
        raise question


def _header_key(text: str) -> str:
    """Return a header in comparable form: “$/serving” differs from “Serving”."""
    text = header_of_attribute(text)
    return "".join(char for char in fold_text(text) if char.isalnum() or char in "$€£%/#")


def _place_of(header: str) -> int:
    """Return the index of a column that is named by its number or its letters, or -1.

    >>> _place_of("2"), _place_of("AB"), _place_of("Price")
    (1, 27, -1)
    """
    if not _PLACE.fullmatch(header):
        return -1
    return (int(header) if header.isdecimal() else column_number(header.encode("ascii"))) - 1


def _indexes_of(header: str, keys: Sequence[str]) -> list[int]:
    """Return the columns that a user means: those with the header, else the one at its place."""
    key, place = _header_key(header), _place_of(header)
    found = [index for index, other in enumerate(keys) if other == key]
    return found or ([place] if 0 <= place < len(keys) else [])


@cache
def _own_titles() -> frozenset[str]:
    """Return the titles without a unit, all of which stand in a sheet of this program."""
    return frozenset(column.title for column in COLUMNS if not column.unit_for(""))


def is_written_here(texts: Sequence[str]) -> bool:
    """Return whether titles are those of a table that this program wrote."""
    return bool(_own_indexes(texts)) or _own_titles().issubset(texts)


def _header_row(
    row: GridRow,
    position: int,
    row_count: int,
    mapped: Mapping[str, Heading],
    left_out: frozenset[str],
) -> HeaderRow:
    headings, texts = [], row.texts
    own_indexes = _own_indexes(texts)
    is_own = is_written_here(texts)
    own_indexes |= {index for index, _ in places_of_attributes(texts).values()}
    keys = [_header_key(text) for text in texts] if mapped or left_out else []
    if left_out:
        own_indexes = own_indexes.union(*(_indexes_of(header, keys) for header in left_out))
    chosen_ones = {
        index: heading for heading in mapped.values() for index in _indexes_of(heading.text, keys)
    }
    mapped_keys = {heading.column.key for heading in mapped.values()}
    for index, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        chosen = chosen_ones.get(index)
        if chosen and is_of_ingredient(chosen):
            chosen = completed_mapping(chosen, text)
        elif (
            chosen and chosen.text != text and chosen.column.key in COLUMNS_BY_KEY
        ):  # its header states parts too
            parts = chosen.parts.completed_by(parse_parts(text, chosen.column.key).parts)
            chosen = replace(chosen, parts=parts)
        heading = chosen or recognize_header(text)
        is_taken = heading and heading.column.key in mapped_keys and not chosen
        is_value = cell.is_number and not chosen
        if heading and not is_taken and not is_value and index not in own_indexes:
            has_chosen_unit = heading.has_chosen_unit or is_own  # this program writes no shares
            headings.append(
                replace(heading, index=index, text=text, has_chosen_unit=has_chosen_unit)
            )
    headings = _without_lesser(_without_pzn_beside_barcode(headings, mapped_keys))
    headings = _without_further_notes(headings)
    if "pack_units" not in mapped_keys | {heading.column.key for heading in headings}:
        headings += pack_of_servings(texts, own_indexes)
    return HeaderRow(position, tuple(headings), texts, row_count, own_indexes=own_indexes)


def _without_pzn_beside_barcode(
    headings: list[Heading], mapped_keys: Container[str]
) -> list[Heading]:
    """Return the headings without a PZN beside barcodes, which know a product everywhere."""
    codes = [heading for heading in headings if heading.column.key == "upc"]
    is_beside = any(not heading.is_of_pzn for heading in codes) and "upc" not in mapped_keys
    return [heading for heading in headings if not (is_beside and heading.is_of_pzn)]


def _without_lesser(headings: Sequence[Heading]) -> list[Heading]:
    """Return the headings without a cost beside a price, or a description beside a name."""
    clear = [one for one in headings if not (one.unknown_words or _has_lesser_name(one))]
    keys = {heading.column.key for heading in clear}
    return [
        heading
        for heading in headings
        if heading.is_chosen or heading.column.key not in keys or not _has_lesser_name(heading)
    ]


def _without_further_notes(headings: Sequence[Heading]) -> list[Heading]:
    """Return the headings with one column of notes. Others are looked at as texts beside a row."""
    notes = [heading for heading in headings if heading.column.key == "note"]
    kept = next((one for one in notes if one.is_chosen), notes[0] if notes else None)
    return [one for one in headings if one.column.key != "note" or one is kept or one.is_chosen]


def _has_lesser_name(heading: Heading) -> bool:
    kind = "money" if heading.column.kind is ColumnKind.MONEY else "text"
    return any(find_meaning([word], kind, _LESSER) for word in split_words(heading.text))


def _count_columns(header: HeaderRow) -> tuple[int, int]:
    """Return the number of columns that a row names, first of those without unknown words."""
    clear = {heading.column.key for heading in header.headings if not heading.unknown_words}
    return len(clear), len({heading.column.key for heading in header.headings})


def count_known_columns(grid: Grid) -> tuple[tuple[int, int], int]:
    """Return how many columns the best header row names, and how many columns the grid has.

    The grid with the highest result is the likeliest list.
    """
    return _count_columns(_likeliest_row(grid, {})), typical_width(grid)


def typical_width(grid: Grid) -> int:
    """Return the number of cells that most of the first rows have."""
    widths = [len(row.cells) for row in grid.rows[:HEADER_SEARCH_ROWS] if not row.is_empty]
    return Counter(widths).most_common(1)[0][0] if widths else 0


def check_header(header: HeaderRow, element: str, optional_keys: Sequence[str] = ()) -> None:
    """Check that a list has each required column, except optional ones, and no column twice.

    A header with a salt of the compared `element` is named as one of two amounts if both lack.

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
                first_place=other.index + 1,
                second_place=heading.index + 1,
                column=heading.column.key,
                title=Term(heading.column.full_title),
            )
    required = (column.key for column in COLUMNS if column.required)
    missing = [key for key in required if key not in headings_by_key and key not in optional_keys]
    if not headings_by_key.keys() & {"elemental_mg", "compound_mg"}:
        missing.insert(1 if missing[:1] == ["product"] else 0, "elemental_mg")
    if missing:
        unknown, multiples = _split_multiples(
            _without_headings(header.texts, header.headings), missing
        )
        salts = [text for text in unknown if names_salt(text, element)]
        is_of_salt = missing == ["elemental_mg"] and len(salts) == 1
        if not (unknown or multiples):
            _raise_open_base(header, missing)
        raise BadInput(
            ProblemKind.MISSING_COLUMNS,
            columns=", ".join(missing),
            titles=tuple(Term(COLUMNS_BY_KEY[key].full_title) for key in missing),
            headers=", ".join(text for text in header.texts if text),
            unknown_headers=unknown,
            multiples=multiples,
            mapped_header=salts[0] if is_of_salt else "",
            mappings=("compound_mg", "elemental_mg") if is_of_salt else (),
        )
