"""The further minerals of a label with several amounts, each of which is a question of its own."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from pricing.labels.label_reading import Sureness
from pricing.model.columns import MINERALS_KEY
from pricing.model.ingredients import Ingredient, read_ingredients
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import MASS
from pricing.quantities.rounding import round_half_away
from pricing.reference.mineral_forms import BLEND, elements
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.labels.label_reading import IngredientReading


class DoubtfulMineral(NamedTuple):
    """A further mineral whose amount the user chooses, and what the label says of it."""

    element: str
    printed: str

    @property
    def key(self) -> str:
        """The key of its field."""
        return field_key(self.element)

    def check(self, typed: str) -> None:
        """Check what is typed into its field.

        Raises:
            BadInput: No cell can hold it.
        """
        read_ingredients(self.cell_text(typed))

    def cell_text(self, typed: str) -> str:
        """Return what is typed into its field as a cell states it, or "" for nothing."""
        text = typed.strip()
        if not text or named_minerals(text):
            return text
        details = elements()[self.element]
        unit = "" if any(map(str.isalpha, text)) else f" {details.unit}"
        return f"{details.name.lower()} {text}{unit}"


def field_key(element: str) -> str:
    """Return the key of the field of a further mineral."""
    return f"{MINERALS_KEY}:{element}"


def mineral_of(key: str) -> str:
    """Return the mineral of the field of a further one, or "" for any other field."""
    return key.removeprefix(f"{MINERALS_KEY}:") if ":" in key else ""


def amounts_of(read: IngredientReading) -> Iterator[tuple[Fraction, str]]:
    """Yield the amounts that a doubtful mineral may have, each as a cell states it."""
    if read.elemental.sureness is not Sureness.ASKED:
        return
    for amount in read.elemental.choices:
        if isinstance(amount, Fraction):
            text = _cell_text(read, amount)
            if text:
                yield amount, text


def _cell_text(read: IngredientReading, amount: Fraction) -> str:
    """Return an amount as a cell reads it back, with the form if it is certain, or ""."""
    mass = round_half_away(amount * MASS.base_per_unit)
    total = read.elemental.total
    form = "" if read.form.sureness is Sureness.ASKED else str(read.form.value or "")
    if total is not None and form == BLEND and amount != total:
        form = ""
    ingredient = Ingredient(read.element, mass, form=form)
    try:
        is_read = read_ingredients(ingredient.typed_text) == (ingredient,)
    except BadInput:
        is_read = False
    return ingredient.typed_text if is_read else ""
