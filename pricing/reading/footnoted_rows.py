"""Rows whose names bear the sign of a text below the table that may change what they state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MONEY
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.header_parts import NO_PARTS, parse_words
from pricing.reading.header_words import find_meaning, split_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.reading.row_builder import RowBatchBuilder

# The signs of footnotes, before a name or behind it.
SIGN = r"[*†‡§¹²³⁴#]+|\(?\d\)"
_SIGN_OF_TEXT = lazy_pattern(rf"\s*({SIGN})\s*(.+)")
_SIGN_OF_NAME = lazy_pattern(rf"\s*({SIGN})(?=\s*[^\W\d]).*|.*[^\W\d_)]\s*({SIGN})\s*")
_KEYS = ("price", "elemental_mg", "pack_units")
_ROLES = frozenset(("unit", "serving", "pack", "each", "scale"))
_MAX_WORDS = 40


def footnote_of_rows(text: str) -> tuple[str, str] | None:
    """Return the sign of a footnote and its text if it may change the rows that bear the sign.

    >>> footnote_of_rows("† contains 2 packs"), footnote_of_rows("* suitable for vegans")
    (('†', 'contains 2 packs'), None)
    """
    match = _SIGN_OF_TEXT.fullmatch(text)
    if match is None:
        return None
    # One letter is no hundredth here: with vitamin C.
    words = [word for word in split_words(match[2])[:_MAX_WORDS] if not _is_letter(word.raw)]
    has_parts = any(parse_words(words, key).parts != NO_PARTS for key in _KEYS)
    kinds = ("units", "money", "note")
    has_measure = any(find_meaning([word], kind, _ROLES) for word in words for kind in kinds)
    has_number = any(word.raw.isdecimal() for word in words)
    return (match[1], match[2]) if has_parts or (has_measure and has_number) else None


def _is_letter(text: str) -> bool:
    return len(text) == 1 and text.isalpha()


def ask_about_footnoted_rows(batch: RowBatchBuilder, footnotes: Mapping[str, str]) -> None:
    """Ask for the price of each row whose name bears the sign of a footnote."""
    prices = batch.columns.get("price")
    if not footnotes or prices is None:
        return
    for position, name in enumerate(batch.column("product")):
        sign = _sign_of(str(name or ""))
        if sign in footnotes and prices[position] is not None:
            value = MONEY.text(prices[position])
            error = BadInput(
                ProblemKind.FOOTNOTE_ABOUT_ROW, value=value, product=name, text=footnotes[sign]
            )
            batch.add_question(position, error, "price", value)


def _sign_of(name: str) -> str:
    match = _SIGN_OF_NAME.fullmatch(name)
    return (match[1] or match[2]) if match else ""
