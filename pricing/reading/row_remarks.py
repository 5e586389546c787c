"""Remarks in the column of notes that may change the price, the amount or the pack of their row."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY, cell_text
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.packs_in_names import contradicts_pack, counts_smaller_pack
from pricing.reading.price_remarks import read_price_remark
from pricing.reading.rates_in_remarks import amount_of_other_rate
from pricing.reading.remarked_amounts import keys_with_amounts
from pricing.reading.several_packs import packs_together, units_with_gift
from pricing.reading.sizes_in_remarks import states_other_size
from pricing.reading.stated_prices import StatedPrices
from pricing.reading.table_notes import read_remark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.reading.headings import HeaderRow
    from pricing.reading.row_builder import RowBatchBuilder

_KEYS = ("price", "elemental_mg", "compound_mg", "pack_units")
_LONGEST = 200
# A reduction that names nothing, such as -20 %, and a price of several: 3x2, 2 for £30.
_REDUCTION = lazy_pattern(
    r"^\s*[-−–]\s?\d[\d.,]*\s?%\s*$|(?<!\d)(?<!\d\s)(?<![^\s(:])[-−–]\d[\d.,]*\s?%"
    r"(?!\s*(?:of|NRV|VNR|DV|RDA|\w*(?:fat|sugar|salt|sodium|Fett|Zucker|Salz))\b)"
    r"|(?<![\w.,])[2-9]\s*(?:[x×]\s*[1-8](?![\w.,])"
    r"|(?:for|für|pour|por|per|voor|za)\s*"
    r"(?:[£$€]\s*\d|\d+(?:[.,]\d\d)?\s*(?:[£$€]|(?:EUR|GBP|USD|CHF|PLN)\b)))",
    re.IGNORECASE,
)


def states_reduction(text: str) -> bool:
    """Return whether a text states a reduction or a price of several by its signs alone: 3x2."""
    return _REDUCTION.search(text) is not None


def makes_offer(text: str) -> bool:
    """Return whether a text makes an offer, or sells several packs in words that mean no other."""
    together = packs_together(text)
    return bool(
        (together is not None and (together.is_certain or together.numbers))
        or units_with_gift(text)
        or states_reduction(text)
        or read_price_remark(text).is_offer
    )


def figures_in_remark(text: str, header: HeaderRow) -> tuple[str, ...]:
    """Return the columns whose figures a text beside a row speaks of."""
    text = text[:_LONGEST]
    keys = {key for note in read_remark(text, header) for key in note.keys}
    if packs_together(text) or makes_offer(text):
        keys.add("price")
    return tuple(one for one in _KEYS if one in keys)


def _has_condition(text: str, header: HeaderRow) -> bool:
    """Return whether a text beside a price says that not everybody pays it, or pays it alone."""
    remark = read_price_remark(text[:_LONGEST])
    is_open = remark.adds_delivery and header.find_heading("delivery") is None
    return remark.is_condition or is_open


class RowRemarks:
    """Asks about the rows whose notes speak of their figures, unless the user chose the column."""

    def __init__(self, header: HeaderRow, element: str) -> None:
        self._element = element
        note = header.find_heading("note")
        is_own = note is not None and (note.has_chosen_unit or note.text == note.column.key)
        self._is_asked = note is not None and not (note.is_chosen or is_own)
        self._title = note.text if note else ""
        self._keys_of = lru_cache(maxsize=4_096)(lambda text: figures_in_remark(text, header))
        self._has_condition = lru_cache(maxsize=4_096)(lambda text: _has_condition(text, header))
        self._stated_prices = StatedPrices(header)

    def ask(self, batch: RowBatchBuilder) -> None:
        """Ask about the figures of each row that its note speaks of."""
        for position, text in enumerate(self._asked_notes(batch)):
            if text:
                self._look_at(batch, position, str(text))

    def compare_rates(self, batch: RowBatchBuilder) -> None:
        """Ask about amounts for another volume or weight, once those of rows are converted."""
        for position, text in enumerate(self._asked_notes(batch)):
            note, kinds = str(text or "")[:_LONGEST], batch.problem_kinds(position)
            if note and ProblemKind.REMARK_ABOUT_ROW not in kinds:
                key = amount_of_other_rate(batch, position, note, self._element)
                if key:
                    self._ask(batch, position, key, note)

    def _asked_notes(self, batch: RowBatchBuilder) -> Sequence[object]:
        """Return the notes, or none if they are not looked at."""
        notes = batch.columns.get("note") if self._is_asked else None
        return notes if notes is not None and any(notes) else ()

    def _look_at(self, batch: RowBatchBuilder, position: int, text: str) -> None:
        keys = self._keys_of(text)
        note = text[:_LONGEST]
        is_smaller = not keys and counts_smaller_pack(batch, position, note)
        if is_smaller or contradicts_pack(batch, position, note):
            keys = tuple(dict.fromkeys((*keys, "pack_units")))
        if "pack_units" not in keys and states_other_size(batch, position, note):
            keys = (*keys, "pack_units")
        if "price" not in keys and self._stated_prices.contradict(batch, position, note):
            keys = ("price", *keys)
        keys = keys_with_amounts(batch, position, note, self._element, keys)
        for key in keys:
            if batch.value(key, position) is not None:
                self._ask(batch, position, key, text)
        if batch.value("price", position) is not None and self._has_condition(text):
            self._name_condition(batch, position, text)

    def _name_condition(self, batch: RowBatchBuilder, position: int, text: str) -> None:
        """Say that the price of a row counts as it stands, whatever its note makes it depend on."""
        value = batch.text("price", position)
        value = value or cell_text(COLUMNS_BY_KEY["price"], batch.value("price", position))
        kind = ProblemKind.PRICE_ON_CONDITION
        error = BadInput(kind, text=text, value=value, header=self._title, mappings=("note",))
        batch.add_problem(position, error, self._title, text, is_row_kept=True)

    def _ask(self, batch: RowBatchBuilder, position: int, key: str, text: str) -> None:
        column = COLUMNS_BY_KEY[key]
        value = batch.text(key, position) or cell_text(column, batch.value(key, position))
        error = BadInput(
            ProblemKind.REMARK_ABOUT_ROW,
            text=text,
            title=Term(column.full_title),
            value=value,
            header=self._title,
            mappings=("note",),
        )
        batch.add_question(position, error, key, value)
