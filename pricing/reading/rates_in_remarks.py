"""The amounts in millilitres or grams that remarks state: 75 mg per 1 mL, 1 mL = 75 mg."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pricing.quantities.amounts import MASS, UNITS
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.text_folding import fold_text
from pricing.reading.amounts_in_remarks import is_understood, number_readings
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from pricing.reading.row_builder import RowBatchBuilder

_NUMBER = r"\d+(?:[.,]\d+)*"
_MASS = rf"(?P<mass>{_NUMBER})\s?(?P<unit>mg|mcg|[uμ]g)\b"
_SIZE = rf"(?:(?P<size>{_NUMBER})\s?)?(?P<measure>ml|g)\b"
_PER = r"(?:[/=:]|(?:per|in|je|pro|auf|pour|par|dans|por|en|cada|ogni|op|na|each|every)\b)"
_HOLDS = (
    r"(?:[=:]|(?:contains?|has|holds|provides?|gives?|enthalt|hat|liefert|contient|contiene|bevat|"
    r"zawiera)\b)"
)
_RATES = (
    lazy_pattern(rf"(?<![\d.,]){_MASS}\s?(?:[^\W\d_]+ ){{0,3}}?{_PER}\s?{_SIZE}"),
    lazy_pattern(rf"(?<![\d.,\w]){_SIZE}\s?{_HOLDS}\s?{_MASS}"),
)
_WORD = re.compile(r"[^\W\d_]+")
_WORDS_OF_RATES = re.compile(rf"{_PER}|{_HOLDS}|ml|mg|mcg|[uμ]g|g|of|de|di|van|von")
_AMOUNT_KEYS = ("elemental_mg", "compound_mg")
_MEASURES = {"mL": "ml", "g": "g"}


class Rate(NamedTuple):
    """The readings of micrograms in one millilitre or gram."""

    readings: frozenset[Fraction]
    measure: str


def amount_of_other_rate(batch: RowBatchBuilder, position: int, text: str, mineral: str) -> str:
    """Return the column whose amount a remark states for another volume or weight, or "".

    A remark that names another mineral or anything else says nothing of the amount.
    """
    measure = _MEASURES.get(str(batch.value("unit_kind", position) or ""))
    rates = [rate for rate in rates_in_remark(text) if rate.measure == measure]
    amounts = {
        key: Fraction(int(str(value)))
        for key in _AMOUNT_KEYS
        if rates and (value := batch.value(key, position))
    }
    if not amounts or not _speaks_only_of(text, str(batch.value("element", position) or mineral)):
        return ""
    serving = batch.value("serving_units", position) or UNITS.base_per_unit
    size = Fraction(int(str(serving)), UNITS.base_per_unit)
    own = {amount / size for amount in amounts.values()}
    is_own = any(not own.isdisjoint(rate.readings) for rate in rates)
    return "" if is_own else next(iter(amounts))


@lru_cache(maxsize=4_096)  # lists repeat their remarks
def rates_in_remark(text: str) -> tuple[Rate, ...]:
    """Return how much a remark says is in a millilitre or a gram.

    >>> [int(min(rate.readings)) for rate in rates_in_remark("100 mg per 10 mL")]
    [10000]
    >>> rates_in_remark("Take 10 mL daily"), rates_in_remark("bottle of 30 mL")
    ((), ())
    """
    folded = fold_text(text)
    return tuple(
        Rate(frozenset(_readings(match)), match["measure"])
        for pattern in _RATES
        for match in (pattern.finditer(folded) if "g" in folded else ())
    )


def _readings(match: re.Match[str]) -> set[Fraction]:
    unit = 1 if match["unit"] != "mg" else MASS.base_per_unit
    sizes = [size for size in number_readings(match["size"] or "1") if size]
    return {mass * unit / size for mass in number_readings(match["mass"]) for size in sizes}


def _speaks_only_of(text: str, mineral: str) -> bool:
    """Return whether the words of a remark are of amounts in general or of one mineral."""
    words = _WORD.findall(fold_text(text))
    return all(
        is_understood(word)
        or _WORDS_OF_RATES.fullmatch(word) is not None
        or named_minerals(word) == (mineral,)
        for word in words
    )
