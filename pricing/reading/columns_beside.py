"""Columns that change what another one means: “Per”, “Elemental per” and “Packs”.

No figure is read from them, so what they say leaves the other column in question.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.model.columns import ColumnKind
from pricing.problems.errors import ProblemKind
from pricing.quantities.text_folding import match_key
from pricing.reading.header_grammar import parse_header
from pricing.reading.header_parts import NO_PARTS, parse_parts
from pricing.reading.header_words import find_meaning, split_words
from pricing.reading.headings import question_about
from pricing.reading.placeholders import is_placeholder

if TYPE_CHECKING:
    from pricing.reading.grid import Grid
    from pricing.reading.headings import HeaderRow, Heading

_LEADS = frozenset(("lead",))
_AMOUNT_KEYS = ("elemental_mg", "compound_mg")
_KEYS_WITH_BASES = frozenset(("price", *_AMOUNT_KEYS))
_USUAL_BASES = {"price": "1 pack", **dict.fromkeys(_AMOUNT_KEYS, "1 serving")}
# How many packs a price is for, in the languages of the headers, as `match_key` folds them.
_TITLES_OF_PACKS = frozenset((
    "packs", "qtyofpacks", "quantityofpacks",
    "noofpacks", "nofpacks", "numberofpacks", "packcount", "packsperbundle", "bundle",
    "bundlesize", "multipack", "multiplier", "packungen", "anzahlpackungen", "packungsanzahl",
    "nbdeboites", "nombredeboites", "boites", "cajas", "numerodecajas", "envases", "confezioni",
    "numeroconfezioni", "packsincase", "packspercase", "bottles", "boxes", "numberofbottles",
))  # fmt: skip
_WORDS_BEHIND_PER = frozenset((
    "", "qty", "quantity", "units", "unit", "amount", "number", "menge", "anzahl", "einheiten",
    "cantidad", "unidades", "quantite", "unites", "quantita", "unita",
))  # fmt: skip
_SEARCHED_ROWS = 60


def with_columns_beside(grid: Grid, header: HeaderRow) -> HeaderRow:
    """Return the header row with a question about each column that another one may change."""
    for index, text in enumerate(header.texts):
        own = next((one for one in header.headings if one.index == index), None)
        if index in header.own_indexes or (own and (own.is_chosen or not own.unknown_words)):
            continue
        target = _target_of(header, index, text)
        values = _values_of(grid, header, index) if target is not None else []
        changes = [value for value in values if target is not None and _changes(target, value)]
        if target is not None and changes:
            header = _with_doubt(
                header, index, target, changes[0], mapping=_mapping(target, values)
            )
    return header


def _target_of(header: HeaderRow, index: int, text: str) -> Heading | None:
    """Return the column that another one speaks of, unless the user stated what it is."""
    words = split_words(text)
    behind = "".join(word.key for word in words[1:])
    begins_with_lead = bool(words) and find_meaning(words[:1], "money", _LEADS) is not None
    if match_key(text) in _TITLES_OF_PACKS:
        found = header.find_heading("pack_units")
    elif begins_with_lead and behind in _WORDS_BEHIND_PER:
        found = _with_base(header, index, "")
    elif words and find_meaning(words[-1:], "money", _LEADS) is not None:
        found = _with_base(header, index, " ".join(word.raw for word in words[:-1]))
    else:
        found = None
    return None if found is None or found.is_chosen or found.doubt else found


def _with_base(header: HeaderRow, index: int, named: str) -> Heading | None:
    """Return the column that a title such as “Elemental per” names, or the one before “Per”."""
    with_bases = [one for one in header.headings if one.column.key in _KEYS_WITH_BASES]
    others = [one for one in with_bases if one.index != index]
    parsed = parse_header(named) if named else None
    if parsed is not None:
        return next((one for one in others if one.column.key == parsed.column.key), None)
    before = (one for one in reversed(others) if one.index < index)
    return next(before, next(iter(others), None)) if not named else None


def _values_of(grid: Grid, header: HeaderRow, index: int) -> list[str]:
    """Return the different texts of the first cells of a column, in their order."""
    first = header.first_body_position
    cells = (row.cell(index).text.strip() for row in grid.rows[first : first + _SEARCHED_ROWS])
    return list(
        dict.fromkeys(cell for cell in cells if cell and not is_placeholder(cell, ColumnKind.UNITS))
    )


def _changes(target: Heading, value: str) -> bool:
    """Return whether a value says more than that a column is for one pack or serving."""
    if value in {"1", "1.0", "1,0"}:
        return False
    usual = _USUAL_BASES.get(target.column.key)
    if usual is None:
        return value[0].isdigit()
    stated = parse_parts(f"per {value}", target.column.key)
    return bool(stated.unknown_words) or stated.parts.base != (target.parts.base or usual)


def _mapping(target: Heading, values: list[str]) -> str:
    """Return how the user can say the same of a column: with the one base of all rows."""
    key = target.column.key
    if key in _KEYS_WITH_BASES and len(values) == 1:
        base = values[0] if any(map(str.isalpha, values[0])) else f"{values[0]} units"
        stated = parse_parts(f"per {base}", key)
        if not stated.unknown_words and stated.parts != NO_PARTS:
            return f"{key}:per {base}"
    return key


def _with_doubt(
    header: HeaderRow, index: int, target: Heading, value: str, *, mapping: str
) -> HeaderRow:
    title = header.texts[index]
    kind = ProblemKind.COLUMN_BESIDE_UNCLEAR
    doubt = question_about(kind, target, mapping, words=title, value=value)
    headings = (
        replace(one, doubt=doubt) if one is target else one
        for one in header.headings
        if one.index != index
    )
    return replace(header, headings=tuple(headings))
