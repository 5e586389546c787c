"""A column that says row by row whether the price has its tax: “VAT incl?”, “Gross/Net”."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import PERCENT
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.text_folding import match_key
from pricing.reading.column_notes import ColumnNotes
from pricing.reading.columns_beside import values_of, with_doubt
from pricing.reading.header_grammar import spellings_of
from pricing.reading.header_parts import EXCLUDED, INCLUDED, MONEY_UNIT
from pricing.reading.header_topics import topics_of
from pricing.reading.header_words import HeaderWord, answer_of, find_meaning, split_words
from pricing.reading.unit_columns import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pricing.problems.errors import Problem
    from pricing.reading.grid import CellOrText, Grid
    from pricing.reading.headings import HeaderRow, Heading
    from pricing.reading.row_builder import RowBatchBuilder

_MAPPINGS = ("price:incl tax", "price:ex tax")
_ANSWER = frozenset(("answer",))
_WITH_TAX = frozenset((
    "included", "incl", "inc", "inclusive", "inkl", "inklusive", "inclus", "incluido", "inclusief",
    "gross", "brutto", "bruto", "brut", "lordo", "ttc",
))  # fmt: skip
_WITHOUT_TAX = frozenset((
    "excluded", "excl", "exc", "ex", "exclusive", "exkl", "exklusive", "exclus", "excluido",
    "exclusief", "net", "netto", "neto", "ht", "plus", "zzgl",
))  # fmt: skip
_SIGNS_OF_TAX = frozenset(("gross", "brutto", "bruto", "lordo", "ttc", "ht"))
_FILLERS = frozenset((
    "price", "prices", "preis", "preise", "prix", "precio", "precios", "prezzo", "is", "are",
    "does", "has", "in", "the", "of", "or", "oder", "ou", "o", "mode", "status", "type", "basis",
    "treatment", "flag", "handling", "indicator", "modus", "art", "typ", "regime", "option",
))  # fmt: skip
_MARKS = lazy_pattern(r"[?/()_|\[\]:]")
_TAX = frozenset(("tax",))
_FLAGS = frozenset(("0", "1"))
_LONGEST_PHRASE = 2


def _states_of_word(words: Sequence[HeaderWord]) -> tuple[str, ...] | None:
    """Return what a phrase of a title says about tax: its state, "tax", nothing, or None."""
    key = "".join(word.key for word in words)
    if find_meaning(words, "money", _TAX) is not None:
        return ("tax",)
    for keys, state in ((_WITH_TAX, INCLUDED), (_WITHOUT_TAX, EXCLUDED)):
        if key in keys or find_meaning(words, "money", frozenset((state,))) is not None:
            return ("tax", state) if key in _SIGNS_OF_TAX else (state,)
    return () if key in _FILLERS or find_meaning(words, "answer", _ANSWER) else None


@lru_cache(maxsize=1_024)
def _states_of_title(title: str) -> frozenset[str] | None:
    """Return the states of the tax that a title names, or None if it is about something else.

    >>> sorted(_states_of_title("Price includes VAT (Y/N)") or ()), _states_of_title("Tax code")
    (['included'], None)
    >>> sorted(_states_of_title("Gross/Net") or ())
    ['excluded', 'included']
    """
    for spelling in spellings_of(_MARKS.sub(" ", title)):
        found: set[str] = set()
        rest = split_words(spelling)
        while rest:
            lengths = range(min(_LONGEST_PHRASE, len(rest)), 0, -1)
            said = [(length, _states_of_word(rest[:length])) for length in lengths]
            length, states = next(((at, one) for at, one in said if one is not None), (0, None))
            if states is None:
                break
            found.update(states)
            rest = rest[length:]
        if not rest and "tax" in found:
            return frozenset(found - {"tax"})
    return None


def _answer(value: str, states: frozenset[str]) -> str:
    """Return whether a cell says that the price has its tax, or "" if it does not say so.

    >>> _answer("Y", frozenset(("excluded",))), _answer("incl. VAT", frozenset()), _answer("?", ())
    ('excluded', 'included', '')
    """
    key = match_key(value)
    said = _states_of_title(value) or frozenset()
    if key in _WITH_TAX or said == {INCLUDED}:
        return INCLUDED
    if key in _WITHOUT_TAX or said == {EXCLUDED}:
        return EXCLUDED
    answer = answer_of(value)
    if len(states) == 1 and answer is not None:
        (yes,) = states
        return yes if answer else next(iter({INCLUDED, EXCLUDED} - {yes}))
    return ""


def with_tax_answers(grid: Grid, header: HeaderRow) -> HeaderRow:
    """Return the header row with the column of such answers, or with the question that it asks.

    It is read where the tax to add stands in a column too, and the user says nothing else.
    """
    header = _without_flags(grid, header)
    price = header.find_heading("price")
    for index, title in enumerate(header.texts):
        states = _states_of_title(title)
        own = next((one for one in header.headings if one.index == index), None)
        if states is None or index in header.own_indexes or (own and own.is_chosen):
            continue
        values = values_of(grid, header, index)
        answers = {_answer(value, states) for value in values}
        rates = (one for one in header.headings if one.column.key == "tax_percent")
        is_added = any(one is not own for one in rates)
        is_own_answered = is_added and "" not in answers
        if not values or price is None or price is own or (own and not is_own_answered):
            continue
        if own is not None:
            rest = tuple(one for one in header.headings if one is not own)
            header = replace(header, headings=rest)
        if is_added and "" not in answers and not price.parts.tax:
            return replace(header, tax_answers=(index,))
        usual = {EXCLUDED if is_added else INCLUDED}
        # Numbers below “Gross” alone are weights or other prices.
        is_about_price = answers != {""} or "state" in topics_of(_MARKS.sub(" ", title))
        if is_about_price and answers != usual and not (price.is_chosen or price.doubt):
            value = next(one for one in values if _answer(one, states) not in usual)
            header = with_doubt(header, index, price, value, _MAPPINGS)
    return header


def _without_flags(grid: Grid, header: HeaderRow) -> HeaderRow:
    """Return the header row without prices that only say whether they have tax: PriceIncVAT, 1."""
    flags = [
        one
        for one in header.headings
        if one.column.key == "price"
        and not one.is_chosen
        and _states_of_title(one.text)
        and (values := set(values_of(grid, header, one.index)))
        and values <= _FLAGS
    ]
    headings = (one for one in header.headings if one not in flags)
    return replace(header, headings=tuple(headings)) if flags else header


def _may_be_included(tax: Heading) -> bool:
    """Return whether a column is a percentage of tax that neither user nor program says to add."""
    is_told = tax.is_chosen or tax.column.is_own_title(tax.text)
    return not is_told and tax.unit != MONEY_UNIT


class _AddedTax:
    """Says that a percentage of tax is added to prices that may include it."""

    def __init__(self, header: HeaderRow) -> None:
        price, tax = header.find_heading("price"), header.find_heading("tax_percent")
        is_open = price is not None and not price.parts.tax
        self._is_told = is_open and tax is not None and _may_be_included(tax)
        self._price = price.text if price else ""
        self._notes = ColumnNotes(self._price)

    def look_at(self, batch: RowBatchBuilder) -> None:
        """Count the rows whose price gets a tax."""
        taxes = batch.columns.get("tax_percent", ()) if self._is_told else ()
        for position, tax in enumerate(taxes):
            if tax and batch.value("price", position) is not None:
                value = PERCENT.text(tax)
                names = {"header": batch.headers["tax_percent"], "price": self._price}
                answers = {"mappings": _MAPPINGS, "mapped_header": self._price}
                row = batch.numbers[position]
                self._notes.add(ProblemKind.TAX_ADDED, row, value, **names, **answers)

    def problems(self) -> tuple[Problem, ...]:
        """Return the note about the rows to whose prices tax is added."""
        return self._notes.problems()


class TaxAnswers:
    """Adds no tax to the prices of those rows that say that they have it."""

    def __init__(self, header: HeaderRow) -> None:
        self._index = next(iter(header.tax_answers), None)
        self._title = header.texts[self._index] if self._index is not None else ""
        self._states = _states_of_title(self._title) or frozenset()
        self._notes = ColumnNotes(self._title)
        self._added = _AddedTax(header)

    def look_at(self, cells: Callable[[int], Sequence[CellOrText]], batch: RowBatchBuilder) -> None:
        """Look at the answers of some rows, and ask about the price of those without one."""
        self._take_answers(cells, batch)
        self._added.look_at(batch)

    def _take_answers(
        self, cells: Callable[[int], Sequence[CellOrText]], batch: RowBatchBuilder
    ) -> None:
        if self._index is None or "tax_percent" not in batch.columns:
            return
        for position, cell in enumerate(cells(self._index)):
            text = text_of(cell).strip()
            answer = _answer(text, self._states)
            if answer == INCLUDED and batch.value("tax_percent", position) is not None:
                batch.set_value("tax_percent", position, None)
                row, kind = batch.numbers[position], ProblemKind.TAX_INCLUDED_IN_ROWS
                self._notes.add(kind, row, text, header=self._title)
            elif not answer and batch.value("price", position) is not None:
                error = BadInput(ProblemKind.TAX_ANSWER_UNCLEAR, value=text, header=self._title)
                batch.add_question(position, error, "price", batch.text("price", position))

    def problems(self) -> tuple[Problem, ...]:
        """Return notes about the rows to whose prices no tax was added, and about the others."""
        return (*self._notes.problems(), *self._added.problems())
