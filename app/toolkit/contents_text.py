"""Describes the further contents of a product in words for the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.calculation.sentences import Mineral, UnitCount, mass_amount
from pricing.model.columns import MINERALS_KEY
from pricing.model.entry import element_of
from pricing.model.ingredients import Ingredient
from pricing.model.mineral_cells import mineral_items
from pricing.model.product import UNSTATED_UNIT
from pricing.quantities.amounts import MASS, UNITS
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pricing.model.columns import BaseValue
    from pricing.model.entry import Entry


def contents_text(entry: Entry, element: str, shown: Collection[str] = ()) -> str:
    """Return what a row's product also contains, such as calcium 333 mg in 1 tablet.

    The amounts are those of a serving. If the product is compared by a further mineral, `element`,
    the text says so first. Minerals that are `shown` elsewhere are left out. A text that cannot be
    read stands there as it is.
    """
    values, stated = entry.values, mineral_items(entry)
    others = str(values.get("also_contains", ""))
    if MINERALS_KEY in entry.unreadable:
        texts = [item.text for item in stated if item.element not in shown]
        listed = displayable_line(", ".join(filter(None, (*texts, others))))
        return tr("also contains {others}", others=listed) if listed else ""
    minerals = [item.ingredient for item in stated if item.ingredient is not None]
    compared = next((one for one in minerals if one.element == element), None)
    parts = [
        ingredient_text(one) for one in minerals if one is not compared and one.element not in shown
    ]
    if compared is not None:
        parts.insert(0, _first_mineral_text(values))
    listed = ", ".join([*parts, *([others] if others else [])])
    if not listed:
        return ""
    if not parts:
        return tr("also contains {others}", others=listed)
    units = UNITS.to_fraction(int(str(values.get("serving_units", UNITS.base_per_unit))))
    serving = UnitCount(units, str(values.get("unit_kind", UNSTATED_UNIT))).text(notation())
    if compared is not None:
        return tr(
            "compared by {mineral}; also contains {others} in {serving}",
            mineral=ingredient_text(compared, form=compared.form),
            others=listed,
            serving=serving,
        )
    return tr("also contains {others} in {serving}", others=listed, serving=serving)


def _first_mineral_text(values: Mapping[str, BaseValue]) -> str:
    """Return the mineral that a row states first, with its amount if that is typed."""
    element, elemental = element_of(values), values.get("elemental_mg")
    if not isinstance(elemental, int):
        return Mineral(element).text(notation())
    return ingredient_text(Ingredient(element, elemental))


def ingredient_text(ingredient: Ingredient, form: str = "") -> str:
    """Return a mineral with its amount, and with its form if it is given."""
    mineral = Mineral(ingredient.element).text(notation())
    mass = ingredient.amount / MASS.base_per_unit
    amount = mass_amount(mass, ingredient.element).text(notation())
    if form:
        return tr("{mineral} {amount} ({form})", mineral=mineral, amount=amount, form=form)
    return f"{mineral} {amount}"
