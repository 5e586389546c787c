"""The other minerals of a label as one cell states them, and what the cell cannot state."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pricing.calculation.sentences import Mineral, Paragraph, Sentence, mass_amount
from pricing.labels.label_reading import LabelField, Sureness
from pricing.model.ingredients import Ingredient, read_ingredients
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import MASS
from pricing.quantities.rounding import round_half_away

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pricing.labels.label_reading import IngredientReading, Span


class OtherMinerals(NamedTuple):
    """The text of the cell, the places of its words, and what the user must know of it."""

    text: str
    spans: tuple[Span, ...]
    remark: Sentence | None


def other_minerals(readings: Iterable[IngredientReading]) -> OtherMinerals:
    """Return the minerals whose amounts are certain. The remark names what is rounded or left out.

    A cell holds whole micrograms.
    """
    texts: list[str] = []
    spans: list[Span] = []
    remarks: list[Sentence] = []
    for read in readings:
        ingredient = _certain_ingredient(read)
        if ingredient is None:
            remarks += _left_out(read)
            continue
        texts.append(ingredient.typed_text)
        spans += [*read.form.spans, *read.elemental.spans]
        remarks += _rounded(read, ingredient)
    remark = Sentence("{remarks}", {"remarks": Paragraph(tuple(remarks))}) if remarks else None
    return OtherMinerals(", ".join(texts), tuple(spans), remark)


def is_whole(amount: Fraction) -> bool:
    """Return whether milligrams are whole micrograms, which a cell holds exactly."""
    return (amount * MASS.base_per_unit).denominator == 1


def _certain_ingredient(read: IngredientReading) -> Ingredient | None:
    """Return a mineral as a cell states it, or None if its amount is open or unreadable there."""
    amount, form = read.elemental, read.form
    if amount.sureness is Sureness.ASKED or not isinstance(amount.value, Fraction):
        return None
    mass = round_half_away(amount.value * MASS.base_per_unit)
    name = "" if form.sureness is Sureness.ASKED else str(form.value or "")
    ingredient = Ingredient(read.element, mass, form=name)
    try:
        return ingredient if read_ingredients(ingredient.typed_text) == (ingredient,) else None
    except BadInput:
        return None


def _rounded(read: IngredientReading, ingredient: Ingredient) -> Iterator[Sentence]:
    """Yield what was rounded."""
    stated = read.elemental.value
    rounded = MASS.to_fraction(ingredient.elemental or 0)
    if isinstance(stated, Fraction) and stated != rounded:
        yield Sentence(
            "{mineral}: {amount} was rounded to {rounded}.",
            {
                "mineral": Mineral(read.element),
                "amount": mass_amount(stated, read.element),
                "rounded": mass_amount(rounded, read.element),
            },
        )


def _left_out(read: IngredientReading) -> Iterator[Sentence]:
    """Yield which mineral is left out, if the label states an amount of it."""
    if _is_stated(read.elemental) or _is_stated(read.compound):
        yield Sentence(
            "{mineral} is left out, because its amount is not certain. Enter it here.",
            {"mineral": Mineral(read.element)},
        )


def _is_stated(amount: LabelField) -> bool:
    return amount.value is not None or amount.sureness is Sureness.ASKED
