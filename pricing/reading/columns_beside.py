"""Columns that change what another one means: “Per”, “Price unit”, “Dose” and “Packs”.

No figure is read from them, so what they say leaves the other column in question.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.model.columns import ColumnKind
from pricing.problems.errors import ProblemKind
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.text_folding import match_key
from pricing.reading.header_grammar import parse_header
from pricing.reading.header_parts import INCLUDED, NO_PARTS, PERCENT_UNIT, parse_parts
from pricing.reading.header_topics import topics_of
from pricing.reading.header_words import HeaderWord, find_meaning, split_words
from pricing.reading.headings import SHARE_KEYS, question_about
from pricing.reading.packs_columns import PACKS_KEY
from pricing.reading.packs_in_names import counts_in_name
from pricing.reading.placeholders import is_placeholder
from pricing.reading.servings_columns import counts_doses, pack_of_servings
from pricing.reading.unit_columns import unit_of_amount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.reading.grid import Grid
    from pricing.reading.headings import HeaderRow, Heading

_LEADS = frozenset(("lead",))
_LAST_LEADS = frozenset(("lead", "number_lead"))
_AMOUNT_KEYS = ("elemental_mg", "compound_mg")
_KEYS_WITH_BASES = frozenset(("price", *_AMOUNT_KEYS))
_USUAL_BASES = {"price": "1 pack", **dict.fromkeys(_AMOUNT_KEYS, "1 serving")}
_WORDS_BEHIND_PER = frozenset((
    "", "qty", "quantity", "units", "unit", "amount", "number", "menge", "anzahl", "einheiten",
    "cantidad", "unidades", "quantite", "unites", "quantita", "unita",
))  # fmt: skip
_WORDS_OF_NUMBERS = frozenset(("qty", "quantity", "number", "menge", "anzahl", "cantidad",
                               "quantite", "quantita"))  # fmt: skip
_UNIT_TITLES = frozenset(("unit_title",))
_OF_SEVERAL = frozenset(("wholesale_pack", "pair"))
_OF_CASES = frozenset(("wholesale_pack",))
_SUBJECTS = frozenset(("subject",))
_PACKS_TITLE = frozenset(("packs_title",))
_SALES_UNIT = frozenset(("sales_unit",))
_WEIGHTS = frozenset(("g", "mL"))
_AMOUNT_OF_DOSE = lazy_pattern(r"\d[\d.,]*\s*(?:mg|mcg|[µμu]g)", re.IGNORECASE)
_COUNT = frozenset(("count",))
_COUNTS = _COUNT | {"filler"}
_SHORT_NUMBERS = frozenset(("n", "nr", "num"))
_QUALIFIERS = frozenset(("qualifier",))
_UNIT = frozenset(("unit",))
_USUAL_NUMBERS = frozenset(("10", "100", "1000"))  # of units, in a column of what prices are for
_PRICE = lazy_pattern(r"[^\w\s]?\s*\d[\d.,]*\s*[^\w\s]?")  # a letter can be a unit: 100 g
_NUMBER = lazy_pattern(r"\d+")
_SEARCHED_ROWS = 60


def with_columns_beside(grid: Grid, header: HeaderRow) -> HeaderRow:
    """Return the header row with a question about each column that another one may change."""
    for index, text in enumerate(header.texts):
        own = next((one for one in header.headings if one.index == index), None)
        if index in header.own_indexes or (own and (own.is_chosen or not own.unknown_words)):
            continue
        target = _target_of(header, index, text)
        values = values_of(grid, header, index) if target is not None else []
        if counts_doses(text, values):
            continue
        changes = [one for one in values if target and _changes(grid, header, target, one, text)]
        if target is not None and changes:
            header = with_doubt(header, index, target, changes[0], _mappings(target, values, text))
    return header


def _target_of(header: HeaderRow, index: int, text: str) -> Heading | None:
    """Return the column that another one speaks of, unless the user stated what it is."""
    words = split_words(text)
    behind = "".join(word.key for word in words[1:])
    begins_with_lead = bool(words) and find_meaning(words[:1], "money", _LEADS) is not None
    if _counts_packs(text):
        found = header.find_heading("pack_units")
    elif _names_sales_unit(text):
        found = _price_of_sales_unit(header)
    elif begins_with_lead and behind in _WORDS_BEHIND_PER:
        found = _with_base(header, index, "")
    elif words and find_meaning(words[-1:], "money", _last_leads(words)) is not None:
        found = _with_base(header, index, " ".join(word.raw for word in words[:-1]))
    elif lead := _lead_before_number(words):
        found = _with_base(header, index, " ".join(word.raw for word in words[:lead]))
    else:
        found = _target_of_topics(header, index, text) or _qualified(header, index, text)
    return None if found is None or found.is_chosen or found.doubt else found


def may_change_others(title: str) -> bool:
    """Return whether a title is that of a column that may change what another one means.

    >>> [may_change_others(title) for title in ("Per", "Price for", "Dose", "Sold in", "Variant")]
    [True, True, True, True, False]
    """
    words = split_words(title)
    ends = (words[:1], words[-1:]) if words else ()
    is_led = any(find_meaning(end, "money", _LAST_LEADS) is not None for end in ends)
    is_of_packs = _counts_packs(title) or _names_sales_unit(title)
    return is_led or is_of_packs or bool(_lead_before_number(words) or topics_of(title))


def _names_sales_unit(title: str) -> bool:
    """Return whether a title says in what a product is sold or shipped: Case qty, Sold in."""
    return find_meaning(split_words(title), "note", _SALES_UNIT) is not None


def _price_of_sales_unit(header: HeaderRow) -> Heading | None:
    """Return the price that may be one of what is sold at once, such as a case.

    Beside a price of cases it is none. A list without a column of packs may have them here.
    """
    has_pack = header.find_heading("pack_units") is not None
    titles = (split_words(text) for text in header.texts)
    prices_cases = any(
        any(find_meaning([word], "note", _OF_CASES) for word in words)
        and any(find_meaning([word], "note", _SUBJECTS) for word in words)
        for words in titles
    )
    return header.find_heading("price") if has_pack and not prices_cases else None


def _lead_before_number(words: Sequence[HeaderWord]) -> int:
    """Return the place of the lead in a title such as “Price per qty”, or 0 if it has none."""
    return next(
        (
            at
            for at in range(1, len(words) - 1)
            if find_meaning([words[at]], "money", _LEADS) is not None
            and "".join(word.key for word in words[at + 1 :]) in _WORDS_OF_NUMBERS
        ),
        0,
    )


def _counts_packs(title: str) -> bool:
    """Return whether a title is that of a number of packs.

    >>> [_counts_packs(title) for title in ("No. of bottles", "Confezione n.", "No. of tablets")]
    [True, True, False]
    """
    words = split_words(title)
    parsed = parse_header(title)
    unknown = parsed.unknown_words if parsed and parsed.column.key == "pack_units" else ()
    if unknown and all(map(_says_number, unknown)):
        return True
    counted = [word for word in words if find_meaning([word], "units", _COUNTS) is None]
    return any(find_meaning(one, "note", _PACKS_TITLE) for one in (words, counted))


def _says_number(word: str) -> bool:
    is_count = find_meaning(split_words(word), "units", _COUNT) is not None
    return is_count or match_key(word) in _SHORT_NUMBERS


def _qualified(header: HeaderRow, index: int, title: str) -> Heading | None:
    """Return the column that a title such as “Discount type” or “Price scale” says more about."""
    parsed = parse_header(title)
    if parsed is None or not _are_qualifiers(parsed.unknown_words):
        return None
    same = (one for one in header.headings if one.column is parsed.column and one.index != index)
    return next((one for one in same if not one.unknown_words), None)


def _are_qualifiers(words: Sequence[str]) -> bool:
    others = [word for word in words if find_meaning(split_words(word), "money", _UNIT) is None]
    meanings = (find_meaning(split_words(word), "note", _QUALIFIERS) for word in others)
    return bool(others) and all(meanings)


def _currency_of_prices(grid: Grid, header: HeaderRow) -> str:
    """Return the currency that the title of the price states, or one column of it alone."""
    price, column = header.find_heading("price"), header.find_heading("currency")
    if price is not None and price.currency:
        return price.currency
    values = values_of(grid, header, column.index) if column is not None else []
    return parse_parts(values[0], "price").parts.currency if len(values) == 1 else ""


def _says_more(grid: Grid, header: HeaderRow, target: Heading, value: str) -> bool:
    """Return whether a value is a number, or a part that the column of numbers does not state."""
    if value[0].isdecimal():
        return True
    stated = parse_parts(value, target.column.key).parts
    currency = target.currency or _currency_of_prices(grid, header)
    is_added = header.find_heading("tax_percent") is not None
    usual = replace(
        target.parts,
        unit=target.unit or (PERCENT_UNIT if stated.unit == PERCENT_UNIT else ""),
        base=target.parts.base or _USUAL_BASES.get(target.column.key, ""),
        currency=currency,
        tax=target.parts.tax or ("" if is_added else INCLUDED),
    )
    return stated.completed_by(usual) != usual


def _last_leads(words: Sequence[HeaderWord]) -> frozenset[str]:
    return _LEADS if len(words) == 1 else _LAST_LEADS  # “A” is no title of what prices are for


def _target_of_topics(header: HeaderRow, index: int, text: str) -> Heading | None:
    """Return the column that a title speaks of, all of whose words are of known topics."""
    own = next((one for one in header.headings if one.index == index), None)
    is_only = own is not None and header.find_heading(own.column.key) is own
    if is_only or pack_of_servings([text]):  # it is that column itself, or counts servings
        return None
    topics = topics_of(text)
    amount = next(filter(None, map(header.find_heading, _AMOUNT_KEYS)), None)
    if topics in ({"serving"}, {"serving", "basis"}):
        return None if header.find_heading("serving_units") else amount
    if topics == {"basis", "price"}:
        return header.find_heading("price")
    if topics == {"basis", "amount"}:
        return amount
    return _with_base(header, index, "") if topics == {"basis"} else None


def _with_base(header: HeaderRow, index: int, named: str) -> Heading | None:
    """Return the column that a title such as “Elemental per” names, or the one before “Per”."""
    with_bases = [one for one in header.headings if one.column.key in _KEYS_WITH_BASES]
    others = [one for one in with_bases if one.index != index]
    parsed = parse_header(named) if named else None
    if parsed is not None:
        return next((one for one in others if one.column.key == parsed.column.key), None)
    before = (one for one in reversed(others) if one.index < index)
    return next(before, next(iter(others), None)) if not named else None


def values_of(grid: Grid, header: HeaderRow, index: int) -> list[str]:
    """Return the different texts of the first cells of a column, in their order."""
    first = header.first_body_position
    cells = (row.cell(index).text.strip() for row in grid.rows[first : first + _SEARCHED_ROWS])
    return list(
        dict.fromkeys(cell for cell in cells if cell and not is_placeholder(cell, ColumnKind.UNITS))
    )


def _changes(grid: Grid, header: HeaderRow, target: Heading, value: str, title: str) -> bool:
    """Return whether a value says more than that a column is for one pack or serving."""
    topics = topics_of(title)
    if value in {"1", "1.0", "1,0"} or _says_other_thing(topics, target, value):
        return False
    if _names_sales_unit(title):
        return _states_several(value) and not counts_in_name(value)
    if find_meaning(split_words(title), "text", _UNIT_TITLES) is not None:
        return unit_of_amount(value) is None and _states_several(value)
    parsed = parse_header(title)
    if parsed is not None and _are_qualifiers(parsed.unknown_words):
        return _says_more(grid, header, target, value)
    usual = _USUAL_BASES.get(target.column.key)
    if usual is None:
        return value[0].isdecimal() or (_counts_packs(title) and _states_several(value))
    stated = parse_parts(f"per {value}", target.column.key)
    number, _, measure = stated.parts.base.partition(" ")
    is_one = "serving" in topics and number == "1" and measure not in _WEIGHTS
    is_usual = is_one or stated.parts.base == (target.parts.base or usual)
    return bool(stated.unknown_words) or not is_usual


def _says_other_thing(topics: frozenset[str], target: Heading, value: str) -> bool:
    """Return whether a value is a price, a dose in milligrams, or the currency of the column."""
    is_price = topics == {"basis", "price"} and _is_price(value)
    is_dose = "serving" in topics and _AMOUNT_OF_DOSE.fullmatch(value) is not None
    return is_price or is_dose or _says_only_currency(target, value)


def _is_price(value: str) -> bool:
    """Return whether a value can be a price itself, below “Precio unidad”. 100 units cannot."""
    return value not in _USUAL_NUMBERS and _PRICE.fullmatch(value) is not None


def _states_several(value: str) -> bool:
    """Return whether a unit of measure is that of several packs, such as “case of 6”."""
    words = split_words(value)
    has_number = any(word.raw[0].isdecimal() and word.raw != "1" for word in words)
    return has_number or any(find_meaning([word], "note", _OF_SEVERAL) for word in words)


def _says_only_currency(target: Heading, value: str) -> bool:
    stated = parse_parts(value, "price")
    is_same = stated.parts == replace(NO_PARTS, currency=target.currency)
    return bool(target.currency) and is_same and not stated.unknown_words


def _mappings(target: Heading, values: list[str], title: str) -> tuple[str, ...]:
    key = target.column.key
    if key in SHARE_KEYS:
        return (f"{key}:percent", f"{key}:money")
    if _names_sales_unit(title):
        numbers = {number[0] for number in map(_NUMBER.findall, values) if len(number) == 1}
        several = [f"{key}:per {number} packs" for number in numbers if len(values) == 1]
        return (f"{key}:per pack", *several)
    parsed = parse_header(title)
    words = parsed.unknown_words if parsed is not None else ()
    is_factor = any(
        (meaning := find_meaning(split_words(word), "note", _QUALIFIERS)) and not meaning.meaning
        for word in words
    )  # which can multiply a price or divide it
    return (key if is_factor and values[0].isdecimal() else _mapping(target, values),)


def _mapping(target: Heading, values: list[str]) -> str:
    """Return how the user can say the same of a column: with the one base of all rows."""
    key = target.column.key
    if key == "price" and len(values) == 1 and any(map(str.isalpha, values[0])):
        stated = parse_parts(values[0], key)
        if not stated.unknown_words and stated.parts != NO_PARTS:
            return f"{key}:{values[0]}"
    if key in _KEYS_WITH_BASES and len(values) == 1:
        base = values[0] if any(map(str.isalpha, values[0])) else f"{values[0]} units"
        stated = parse_parts(f"per {base}", key)
        if not stated.unknown_words and stated.parts != NO_PARTS:
            return f"{key}:per {base}"
    return key


def with_doubt(
    header: HeaderRow, index: int, target: Heading, value: str, mappings: Sequence[str]
) -> HeaderRow:
    """Return the header row with a question about a column, which another one at `index` leaves."""
    title = header.texts[index]
    kind = ProblemKind.COLUMN_BESIDE_UNCLEAR
    may_be_serving = "serving" in topics_of(title) and value[0].isdecimal()
    others = (f"{title}=serving_units",) if may_be_serving else ()
    if _counts_packs(title) and target.column.key == "pack_units" and value.isdecimal():
        others = (f"{title}={PACKS_KEY}",)
    doubt = question_about(kind, target, *mappings, words=title, value=value, others=others)
    headings = (
        replace(one, doubt=doubt) if one is target else one
        for one in header.headings
        if one.index != index
    )
    return replace(header, headings=tuple(headings))
