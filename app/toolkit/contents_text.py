"""Describes the further contents of a product in words for the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.calculation.sentences import Mineral, UnitCount, mass_amount
from pricing.model.entry import element_of
from pricing.model.ingredients import Ingredient, stated_ingredients
from pricing.model.product import UNSTATED_UNIT
from pricing.quantities.amounts import MASS, UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.model.columns import BaseValue


def contents_text(values: Mapping[str, BaseValue], element: str) -> str:
    """Return what a row's product also contains, such as calcium 333 mg in 1 tablet.

    `values` are those of the row by column key. The amounts are those of a serving. If the product
    is compared by a further mineral, `element`, the text says so first.
    """
    minerals = stated_ingredients(str(values.get("other_minerals", "")))
    compared = next((one for one in minerals if one.element == element), None)
    parts = [_ingredient_text(one) for one in minerals if one is not compared]
    if compared is not None:
        parts.insert(0, _first_mineral_text(values))
    others = str(values.get("also_contains", ""))
    listed = ", ".join([*parts, *([others] if others else [])])
    if not parts:
        return tr("also contains {others}", others=listed)
    units = UNITS.to_fraction(int(str(values.get("serving_units", UNITS.base_per_unit))))
    serving = UnitCount(units, str(values.get("unit_kind", UNSTATED_UNIT))).text(notation())
    if compared is not None:
        return tr(
            "compared by {mineral}; also contains {others} in {serving}",
            mineral=_ingredient_text(compared, form=compared.form),
            others=listed,
            serving=serving,
        )
    return tr("also contains {others} in {serving}", others=listed, serving=serving)


def _first_mineral_text(values: Mapping[str, BaseValue]) -> str:
    """Return the mineral that a row states first, with its amount if that is typed."""
    element, elemental = element_of(values), values.get("elemental_mg")
    if not isinstance(elemental, int):
        return Mineral(element).text(notation())
    return _ingredient_text(Ingredient(element, elemental))


def _ingredient_text(ingredient: Ingredient, form: str = "") -> str:
    mineral = Mineral(ingredient.element).text(notation())
    mass = ingredient.amount / MASS.base_per_unit
    amount = mass_amount(mass, ingredient.element).text(notation())
    if form:
        return tr("{mineral} {amount} ({form})", mineral=mineral, amount=amount, form=form)
    return f"{mineral} {amount}"
