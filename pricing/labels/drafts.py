"""The row that a reading makes: each field as the text that a user would type, and its question."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY, MINERALS_KEY
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import DecimalMark, read_money
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.calculation.sentences import Sentence
    from pricing.labels.doubtful_minerals import DoubtfulMineral
    from pricing.labels.label_reading import Span
    from pricing.model.entry import Entry


class DraftState(Enum):
    """States what a field still needs."""

    READ = "read"
    ASKED = "asked"
    MISSING = "missing"  # the row needs it, and the label does not state it
    OPEN = "open"  # the label leaves it in doubt, and the row keeps that without an answer
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class DraftChoice:
    """A choice for a field: the text to type, and the words that offer it."""

    text: str
    title: Sentence


@dataclass(frozen=True, slots=True)
class DraftField:
    """A cell of the row, as the text that a user would type into it.

    `quotes` are the lines that a question rests on.
    """

    key: str
    text: str = ""
    spans: tuple[Span, ...] = ()
    state: DraftState = DraftState.EMPTY
    remark: Sentence | None = None
    question: Sentence | None = None
    choices: tuple[DraftChoice, ...] = ()
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftSize:
    """A size of several: what is typed for its pack, and what may be for its price."""

    pack: str
    prices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowDraft:
    """The row that a reading makes for one of its minerals.

    `elements` are all that it names, and `left_out` those whose amounts no field holds. Each of the
    `doubtful` ones has a field of its own.
    """

    element: str
    elements: tuple[str, ...]
    fields: tuple[DraftField, ...]
    hidden: Mapping[str, str]  # texts of cells that no field shows, by the key of their column
    left_out: tuple[str, ...] = ()
    doubtful: tuple[DoubtfulMineral, ...] = ()
    sizes: tuple[DraftSize, ...] = ()

    def settled_by(self, key: str, text: str) -> dict[str, str]:
        """Return the texts of the other fields that an answer settles, by their keys.

        The size of a pack settles its price, and the price its size. A price may state a currency.
        """
        settled: dict[str, str] = {}
        for size in self.sizes:
            if key == "pack_units" and text == size.pack and len(size.prices) == 1:
                settled["price"] = size.prices[0]
            if key == "price" and text in size.prices:
                settled["pack_units"] = size.pack
        currency = _currency_in(text) if key == "price" and self._asks_currency else ""
        return settled | ({"currency": currency} if currency else {})

    @property
    def _asks_currency(self) -> bool:
        return any(field.key == "currency" for field in self.fields)

    @property
    def stops(self) -> tuple[str, ...]:
        """The keys of the fields that wait for the user."""
        waiting = {DraftState.ASKED, DraftState.MISSING}
        return tuple(field.key for field in self.fields if field.state in waiting)

    def entry(self, empty: Entry, texts: Mapping[str, str]) -> Entry:
        """Return the row with the texts of its fields, which the user may have changed."""
        # The currency comes before the price, which may state another one.
        typed = {"element": self.element, "currency": "", **self.hidden, **texts}
        if self._asks_currency and not typed["currency"] and not _currency_in(typed["price"]):
            typed["price"] = ""  # it would be in the currency of the comparison
        for mineral in self.doubtful:
            text = mineral.cell_text(typed.pop(mineral.key, ""))
            if not text and mineral.element in named_minerals(typed.get(MINERALS_KEY, "")):
                continue  # it was typed there
            key, words = (MINERALS_KEY, text) if text else ("also_contains", mineral.printed)
            typed[key] = ", ".join(filter(None, (typed.get(key, ""), words)))
        cells = [
            (COLUMNS_BY_KEY[key], text, DecimalMark.AUTO) for key, text in typed.items() if text
        ]
        return empty.with_texts(cells)


def _currency_in(price: str) -> str:
    """Return the currency that a price states, or ""."""
    try:
        return read_money(price)[1] if price.strip() else ""
    except BadInput:
        return ""
