"""Prices in sentences that praise or blame, and offer nothing: great for $3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.labels.mineral_words import word_element
from pricing.labels.pieces import measure_of
from pricing.labels.tokens import WORD
from pricing.labels.vocabulary import class_words

if TYPE_CHECKING:
    from pricing.labels.price_contexts import Context

_LEAD = "price preposition"
_OFFERS = ("selling word", "pay price", "product noun", "one pack", "container")


def is_in_prose(context: Context) -> bool:
    """Return whether a preposition leads to a price from words that name nothing that is sold.

    Not bad for $7.99; and not: iron for $7.99, order today for $7.99, for $7.99.
    """
    if _LEAD not in context.classes:
        return False
    sentence = context.sentence_before
    if not sentence or sentence[-1].text not in class_words(_LEAD):
        return False
    words = [token.text for token in sentence[:-1] if token.kind is WORD]
    offers = class_words(*_OFFERS)
    return bool(words) and not any(
        word in offers or word in context.opening.words or measure_of(word) or word_element(word)
        for word in words
    )
