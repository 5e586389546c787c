"""The other minerals of a label as one cell states them, and what the cell cannot state."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pricing.calculation.sentences import Mineral, Paragraph, Sentence, mass_amount
from pricing.labels.doubtful_minerals import DoubtfulMineral, amounts_of
from pricing.labels.label_reading import LabelField, Sureness
from pricing.model.also_contains import take_ingredients
from pricing.model.ingredients import Ingredient, read_ingredients
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import MASS
from pricing.quantities.rounding import round_half_away
from pricing.reference.mineral_forms import elements
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pricing.labels.label_reading import IngredientReading, Span

_LONGEST_UNCERTAIN = 80
_SEPARATORS = re.compile(r"\s*(?:[;+&|]|,(?!\d))\s*")  # each would begin another substance


class OtherMinerals(NamedTuple):
    """The text of the cell, the places of its words, and what the user must know of it.

    `uncertain` is what the label says of the minerals `left_out`, in `uncertain_spans`. The
    `doubtful` ones have fields of their own.
    """

    text: str
    spans: tuple[Span, ...]
    remark: Sentence | None
    uncertain: str
    uncertain_spans: tuple[Span, ...]
    left_out: tuple[str, ...]
    doubtful: tuple[DoubtfulMineral, ...]


def other_minerals(readings: Iterable[IngredientReading], source: str) -> OtherMinerals:
    """Return the minerals whose amounts are certain. The remark names what is rounded or left out.

    A cell holds whole micrograms.
    """
    texts: list[str] = []
    spans: list[Span] = []
    remarks: list[Sentence] = []
    uncertain: dict[str, tuple[Span, ...]] = {}
    left_out: list[str] = []
    doubtful: list[DoubtfulMineral] = []
    for read in readings:
        ingredient = _certain_ingredient(read)
        if ingredient is None:
            if _is_stated(read.elemental) or _is_stated(read.compound):
                places = read.elemental.spans or read.compound.spans
                printed = _uncertain_text(read.element, places, source)
                if any(amounts_of(read)):
                    doubtful.append(DoubtfulMineral(read.element, printed))
                    continue
                remarks.append(_left_out(read))
                left_out.append(read.element)
                uncertain[printed] = places
            continue
        texts.append(ingredient.typed_text)
        spans += [*read.form.spans, *read.elemental.spans]
        remarks += _rounded(read, ingredient)
    remark = Sentence("{remarks}", {"remarks": Paragraph(tuple(remarks))}) if remarks else None
    places = tuple(span for spans in uncertain.values() for span in spans)
    return OtherMinerals(
        ", ".join(texts),
        tuple(spans),
        remark,
        ", ".join(uncertain),
        places,
        tuple(left_out),
        tuple(doubtful),
    )


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


def _left_out(read: IngredientReading) -> Sentence:
    """Return which mineral is left out."""
    return Sentence(
        "{mineral} is left out, because its amount is not certain. Enter it here.",
        {"mineral": Mineral(read.element)},
    )


def _uncertain_text(element: str, places: Iterable[Span], source: str) -> str:
    """Return what a label says of a mineral, as no cell would read it as a certain amount."""
    name = elements()[element].name
    printed = dict.fromkeys(_printed(places, source))
    words = _SEPARATORS.sub(" / ", " / ".join(printed))[:_LONGEST_UNCERTAIN]
    text = words if element in named_minerals(words) else f"{name} {words}".strip()
    return f"{text}?" if take_ingredients(text, ())[0] else text


def _printed(places: Iterable[Span], source: str) -> Iterator[str]:
    """Yield the words at some places in their order. Neighbours in a line are read together."""
    start = end = -1
    for place in sorted(places):
        if start >= 0 and source[end : place.start].strip(" (:") == "":
            end = max(end, place.end)
            continue
        if start >= 0:
            yield " ".join(source[start:end].split())
        start, end = place
    if start >= 0:
        yield " ".join(source[start:end].split())


def _is_stated(amount: LabelField) -> bool:
    return amount.value is not None or amount.sureness is Sureness.ASKED
