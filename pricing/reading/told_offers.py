"""The offers that names state, such as 10 % off: their prices may be those before or after it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY, cell_text
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.header_words import meanings_of_words
from pricing.reading.note_words import names_offer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pricing.reading.row_builder import RowBatchBuilder

# Words of phrases such as “half price” and “3 for 2”, as places are looked for by single words.
_BEGINNINGS = frozenset(
    ("half", "halber", "halben", "moitie", "mitad", "meta", "for", "fur", "pour", "por", "za")
)
_SEVERAL_FOR = lazy_pattern(
    r"(?<![\w.,])[2-9]\s+(?:for|für|pour|por|za)\s+[1-8](?![\w.,])", re.IGNORECASE
)
_ROLES = frozenset(("price_off", "price_off_alone"))


@cache
def words_of_offers() -> frozenset[str]:
    """Return the words of which one stands in most names that take something off the price."""
    _, folded = meanings_of_words()
    phrases = (
        key for key, meanings in folded.items() if any(one.role in _ROLES for one in meanings)
    )
    return frozenset(phrases) | _BEGINNINGS


def _names_offer(name: str) -> bool:
    return _SEVERAL_FOR.search(name) is not None or names_offer(name)


def name_offers(batch: RowBatchBuilder, places: Iterable[int]) -> None:
    """Say that the prices of rows count in full whose names state an offer, at some places.

    A name that speaks of several packs has been asked about.
    """
    if "discount_percent" in batch.headers:
        return
    for position in places:
        if ProblemKind.PACK_DIFFERS_FROM_NAME in batch.problem_kinds(position):
            continue
        name, price = (batch.value(key, position) for key in ("product", "price"))
        if name and price is not None and _names_offer(str(name)):
            value = batch.text("price", position) or cell_text(COLUMNS_BY_KEY["price"], price)
            error = BadInput(ProblemKind.OFFER_IN_NAME, product=name, value=value)
            title = batch.headers.get("product", "")
            batch.add_problem(position, error, title, str(name), is_row_kept=True)
