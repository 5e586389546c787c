"""The elemental amounts in names and forms, which the amounts of their rows must not contradict."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MASS, UNITS
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.text_folding import fold_text

if TYPE_CHECKING:
    from pricing.reading.row_builder import RowBatchBuilder

_KEY = "elemental_mg"
_KINDS = {
    "product": ProblemKind.ELEMENTAL_DIFFERS_FROM_NAME,
    "form": ProblemKind.ELEMENTAL_DIFFERS_IN_FORM,
}
_ELEMENTAL = r"elementa(?:l|r|re[mnrs]?|ires?|le|li|les)\b"  # folded, in five languages
_IN_ANY_SPELLING = "menta"
_NUMBER = (
    r"(?P<number>\d{1,3}(?:[.,]\d{3})+|\d{1,6}(?:[.,]\d{1,2})?)\s*"
    r"(?P<unit>mg|milligrams?|milligramm|mcg|[uμ]g|g)\b"
)
# 150 mg elemental, 150 mg of elemental magnesium, 150 mg de magnesio elemental, 150 mg (elemental)
_BEFORE = lazy_pattern(
    rf"(?<![\d.,]){_NUMBER}\s*"
    rf"(?:(?:of|de|di)\s+(?:[a-z]+\s+)?{_ELEMENTAL}|\(\s*{_ELEMENTAL}\s*\)|{_ELEMENTAL})"
)
# elemental magnesium: 150 mg
_BEHIND = lazy_pattern(rf"{_ELEMENTAL}\)?(?:\s+[a-z]+)?\s*[:=]?\s*{_NUMBER}")
_THOUSANDS = lazy_pattern(r"[.,](?=\d{3})")
_MICROGRAMS = {
    **dict.fromkeys(("mg", "milligram", "milligrams", "milligramm"), 1_000),
    "g": 1_000_000,
}
_TOLERANCE = Fraction(1, 20)  # a name may be rounded


def compare_named_amounts(batch: RowBatchBuilder) -> None:
    """Ask about each elemental amount that contradicts the one that its name or form states."""
    for key, kind in _KINDS.items():
        amounts, texts = batch.columns.get(_KEY), batch.columns.get(key)
        if amounts is None or texts is None:
            continue
        if _IN_ANY_SPELLING not in "\n".join(filter(None, set(texts))).lower():
            continue
        for position, (amount, text) in enumerate(zip(amounts, texts, strict=True)):
            if amount and text and _IN_ANY_SPELLING in text.lower():
                stated = _elemental_in(text)
                serving = int(str(batch.value("serving_units", position) or UNITS.base_per_unit))
                units = Fraction(serving, UNITS.base_per_unit)
                if stated and not any(_agree(amount, one, units) for one in stated):
                    _ask(batch, position, BadInput(kind, **{key: text}), (amount, stated[0]))


@lru_cache(maxsize=4_096)
def _elemental_in(name: str) -> tuple[Fraction, ...]:
    """Return the micrograms that a name calls elemental, or may call so.

    >>> _elemental_in("Citrate 1000 mg (150 mg elemental)"), _elemental_in("Elements 150 mg")
    ((Fraction(150000, 1),), ())
    """
    plain = fold_text(name)
    return tuple(
        Fraction(_THOUSANDS.sub("", one["number"]).replace(",", "."))
        * _MICROGRAMS.get(one["unit"], 1)
        for pattern in (_BEFORE, _BEHIND)
        for one in pattern.finditer(plain)
    )


def _agree(amount: int, stated: Fraction, units: Fraction) -> bool:
    """Return whether both can be the amount of a serving, or one of them that of a unit."""
    readings = (amount, amount / units, amount * units)
    return any(abs(reading - stated) <= stated * _TOLERANCE for reading in readings)


def _ask(
    batch: RowBatchBuilder, position: int, contradiction: BadInput, amounts: tuple[int, Fraction]
) -> None:
    """Ask which of two amounts is the elemental one, unless the row is left out in any case."""
    if ProblemKind.NO_MINERAL_NAMED in batch.problem_kinds(position):
        return
    own, stated = amounts
    value = MASS.text(own)
    error = BadInput(
        contradiction.kind,
        value=value,
        amount=MASS.text(int(stated)),
        header=batch.headers.get(_KEY, _KEY),
        mappings=("compound_mg",),
        **contradiction.parameters,
    )
    batch.add_question(position, error, _KEY, value)
