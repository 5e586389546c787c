"""Texts in columns that are not read: what they say about servings, packs and prices is asked.

A “Variant” of 120 capsules beside a pack of 60 leaves the pack of its row in question. So do a
brand, a form and a shop that name another pack or an offer.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pricing.model.columns import COLUMNS_BY_KEY, cell_text
from pricing.model.product import UNIT_KINDS
from pricing.model.product_names import places_with_words
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.amount_remark_words import units_of_remarks, words_of_mistakes
from pricing.reading.amounts_in_remarks import may_state_amount
from pricing.reading.category_minerals import group_columns
from pricing.reading.column_notes import ColumnNotes
from pricing.reading.columns_beside import may_change_others
from pricing.reading.header_words import (
    find_meaning,
    meanings_of_words,
    read_currency,
    split_words,
)
from pricing.reading.note_words import base_statements
from pricing.reading.pack_sizes import read_pack
from pricing.reading.packs_in_names import contradicts_pack, counts_in_name, words_of_counts
from pricing.reading.price_remarks import words_of_offers
from pricing.reading.remarked_amounts import key_of_other_amount, serving_in_remark
from pricing.reading.row_remarks import figures_in_remark, makes_offer, states_reduction
from pricing.reading.servings_in_names import (
    may_be_of_serving,
    measure_in_directions,
    serving_in_directions,
    serving_in_name,
    words_of_servings,
)
from pricing.reading.several_packs import packs_together, words_of_several
from pricing.reading.sizes_in_remarks import states_other_size
from pricing.reading.stated_prices import (
    StatedPrices,
    currency_in_remark,
    words_of_price_statements,
)
from pricing.reading.unit_columns import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pricing.problems.errors import Problem
    from pricing.reading.grid import CellOrText
    from pricing.reading.headings import HeaderRow
    from pricing.reading.row_builder import RowBatchBuilder

_LONGEST = 300  # a longer text describes the product, and more at its end
_LONGEST_STATEMENT = 80
_OTHER_TITLES = frozenset(("stock", "other_things"))
_ROLES_OF_PRICES = frozenset(
    (
        *("tax", "discount", "price_off", "price_off_alone", "delivery_word", "trade_price"),
        "currency",
    )
)
# These begin a few phrases of several packs, and stand in most texts.
_FREQUENT = frozenset(("a", "al", "as", "au", "en", "for", "im", "in", "par", "per", "por", "pour"))
_DEAL = lazy_pattern(r"\d\s?(?:for|für|pour|por|per|voor|za|[+x×])\s?\d", re.IGNORECASE)
_PERCENT = lazy_pattern(r"\d{1,2}(?:[.,]\d+)?\s?%")
_OFFER = frozenset(("sale_price",))
_LEAST_ORDER = frozenset(("least_order",))
_DIRECTIONS = frozenset(("directions",))
# Their texts name what is sold, and sometimes a pack or an offer too.
_LABELS = frozenset(("brand", "form", "source"))
_NUMBER_OF_SHOP = lazy_pattern(r"\b(?:no|nr|n°|№)\.?\s?\d+\s*$", re.IGNORECASE)
_MEASURED = frozenset(kind.key for kind in UNIT_KINDS.values() if not kind.is_counted)


class _Statement(NamedTuple):
    """A cell that may say something, by the place of its row and the title of its column."""

    position: int
    title: str
    text: str
    may_be_of_price: bool


class UnreadTexts:
    """Asks about the rows whose unread cells may change what they state."""

    def __init__(self, header: HeaderRow, element: str) -> None:
        self._element = element
        taken = {heading.index for heading in header.headings} | header.own_indexes
        taken |= {*group_columns(header), *header.tax_answers}
        self._titles = {
            index: text
            for index, text in enumerate(header.texts)
            if text and index not in taken and not _is_asked_elsewhere(text)
        }
        self._labels = {
            one.index: one.text
            for one in header.headings
            if one.column.key in _LABELS and not (one.has_chosen_unit or one.text == one.column.key)
        }
        self._header_texts = header.texts
        self._least_orders = {
            index: ColumnNotes(text)
            for index, text in enumerate(header.texts)
            if index not in taken and find_meaning(split_words(text), "note", _LEAST_ORDER)
        }
        self._least: list[tuple[int, int, str]] = []
        self._directions = {title for title in self._titles.values() if _gives_directions(title)}
        self._offers = {title for title in self._titles.values() if _is_of_offers(title)}
        self._keys_of = lru_cache(maxsize=4_096)(lambda text: figures_in_remark(text, header))
        self._stated_prices = StatedPrices(header)
        self._found: list[_Statement] = []
        self._texts: dict[str, frozenset[str]] = {}

    def look_at(self, cells: Callable[[int], Sequence[CellOrText]]) -> None:
        """Keep the cells of some rows that may say something, which `cells` returns by column."""
        self._found = []
        self._least = [
            (index, position, text)
            for index in self._least_orders
            for position, text in enumerate(text_of(cell).strip() for cell in cells(index))
            if text.isdecimal() and int(text) > 1
        ]
        for index, title in (*self._titles.items(), *self._labels.items()):
            texts = [text_of(cell).strip()[:_LONGEST] for cell in cells(index)]
            if title in self._directions or any(map(_may_say_something, set(texts))):
                self._look_at_texts(title, texts)

    def _look_at_texts(self, title: str, texts: Sequence[str]) -> None:
        vocabularies = (_words_of_units(), _words_of_prices())
        of_units, of_prices = places_with_words(texts, *vocabularies)
        of_prices |= {place for place, text in enumerate(texts) if _may_be_deal(text)}
        of_units |= {place for place, text in enumerate(texts) if may_state_amount(text)}
        if title in self._offers:
            of_prices |= {place for place, text in enumerate(texts) if _PERCENT.fullmatch(text)}
        if title in self._directions:
            of_units = {place for place, text in enumerate(texts) if text}
        self._texts[title] = frozenset(texts) - {""}
        for place in sorted(of_units | of_prices):
            self._found.append(_Statement(place, title, texts[place], place in of_prices))

    def ask(self, batch: RowBatchBuilder) -> None:
        """Ask about the figures of each row that a cell may change."""
        for one in self._found:
            key = self._key(batch, one)
            if key and batch.value(key, one.position) is not None:
                self._ask(batch, one, key)
        for index, position, text in self._least:
            if batch.value("price", position) is not None:
                row, kind = batch.numbers[position], ProblemKind.PRICE_FROM_QUANTITY
                title = self._header_texts[index]
                self._least_orders[index].add(kind, row, text, header=title)

    def problems(self) -> tuple[Problem, ...]:
        """Return a note about the rows whose prices hold from several packs on."""
        notes = (one.problems() for one in self._least_orders.values())
        return tuple(problem for found in notes for problem in found)

    def _key(self, batch: RowBatchBuilder, one: _Statement) -> str:
        """Return the column whose figure a text may change, or ""."""
        if one.title in self._labels.values():
            return _key_of_label(batch, one)
        amount = self._amount_key(batch, one)
        if amount or len(one.text) > _LONGEST_STATEMENT:
            return amount
        if contradicts_pack(batch, one.position, one.text) and not _states_money(one.text):
            return "pack_units"
        if states_other_size(batch, one.position, one.text):
            return "pack_units"
        return "price" if self._may_change_price(batch, one) else ""

    def _amount_key(self, batch: RowBatchBuilder, one: _Statement) -> str:
        """Return the column of an amount that may be of a serving that a text states, or ""."""
        stated = serving_in_name(one.text)
        if stated is None and (one.title in self._directions or base_statements(one.text)):
            stated = serving_in_directions(one.text)
        if stated is None and len(one.text) <= _LONGEST_STATEMENT:
            stated = serving_in_remark(one.text)
        kind = str(batch.value("unit_kind", one.position) or "")
        if stated is None and one.title in self._directions and kind in _MEASURED:
            stated = measure_in_directions(one.text, kind)
        key = may_be_of_serving(batch, one.position, stated) if stated is not None else ""
        if key or len(one.text) > _LONGEST_STATEMENT:
            return key
        return key_of_other_amount(batch, one.position, one.text, self._element)

    def _ask(self, batch: RowBatchBuilder, one: _Statement, key: str) -> None:
        column = COLUMNS_BY_KEY[key]
        value = batch.text(key, one.position) or cell_text(column, batch.value(key, one.position))
        # Another answer than “ignore” has to be right for each row of the column.
        is_of_packs = key == "pack_units" and all(map(_is_pack, self._texts[one.title]))
        error = BadInput(
            ProblemKind.REMARK_ABOUT_ROW,
            text=one.text,
            title=Term(column.full_title),
            value=value,
            header=one.title,
            mappings=("pack_units", "ignore") if is_of_packs else ("ignore",),
        )
        batch.add_question(one.position, error, key, value)

    def _may_change_price(self, batch: RowBatchBuilder, one: _Statement) -> bool:
        if one.title in self._offers and _PERCENT.fullmatch(one.text):
            return True
        if not one.may_be_of_price:
            return False
        if self._stated_prices.contradict(batch, one.position, one.text):
            return True
        return "price" in self._keys_of(one.text) and not _makes_up_pack(batch, one)


def _is_asked_elsewhere(title: str) -> bool:
    """Return whether a column leaves another one in question as a whole, or counts other things.

    Such are what a shop has, and the least that it sells.
    """
    words = split_words(title)
    is_other = any(find_meaning([word], "units", _OTHER_TITLES) for word in words)
    return is_other or (may_change_others(title) and not _gives_directions(title))


def _is_of_offers(title: str) -> bool:
    return any(find_meaning([word], "money", _OFFER) for word in split_words(title))


def _may_say_something(text: str) -> bool:
    """Return whether a text has several words, or one that alone changes a price: BOGOF, -20%.

    A currency alone is what the title of its column says.
    """
    if " " in text or text.endswith("%"):
        return True
    return text.casefold() in _words_of_prices() and not currency_in_remark(text)


def _gives_directions(title: str) -> bool:
    return find_meaning(split_words(title), "note", _DIRECTIONS) is not None


def _states_money(text: str) -> bool:
    """Return whether a text is about money, such as a price of another amount: €21/100 pcs."""
    return any(read_currency(word) for word in split_words(text))


def _may_be_deal(text: str) -> bool:
    """Return whether a text may state a deal without a word for one: 3 for 2, -20 %."""
    return _DEAL.search(text) is not None or states_reduction(text)


@cache
def _words_of_units() -> frozenset[str]:
    return words_of_servings() | words_of_counts() | units_of_remarks() | words_of_mistakes()


@cache
def _words_of_prices() -> frozenset[str]:
    """Return the words of which one stands in most texts that change a price."""
    _, folded = meanings_of_words()
    named = (
        key
        for key, meanings in folded.items()
        if any(one.role in _ROLES_OF_PRICES or one.meaning == "price" for one in meanings)
    )
    several = (*words_of_several(), *words_of_offers(), *words_of_price_statements())
    return frozenset((*named, *several)) - _FREQUENT


def _makes_up_pack(batch: RowBatchBuilder, one: _Statement) -> bool:
    """Return whether several packs that a text states are the pack: 12 blisters of 10 tablets."""
    together = packs_together(one.text)
    pack = batch.value("pack_units", one.position)
    return together is not None and any(
        together.packs * count == pack for count in counts_in_name(one.text)
    )


def _key_of_label(batch: RowBatchBuilder, one: _Statement) -> str:
    """Return the column whose figure a brand, a form or a shop may change, or ""."""
    text = one.text
    if len(text) > _LONGEST_STATEMENT or _NUMBER_OF_SHOP.search(text):
        return ""
    if contradicts_pack(batch, one.position, text) or states_other_size(batch, one.position, text):
        return "pack_units"
    is_offer = one.may_be_of_price and makes_offer(text)
    return "price" if is_offer and not _makes_up_pack(batch, one) else ""


@lru_cache(maxsize=4_096)  # lists repeat their remarks
def _is_pack(text: str) -> bool:
    """Return whether a text states a pack in words that a column of packs can hold.

    >>> _is_pack("120 capsules"), _is_pack("price for 2 bottles of 90"), _is_pack("2 bottles")
    (True, False, False)
    """
    try:
        return read_pack(text).ambiguity is None
    except BadInput:
        return False
