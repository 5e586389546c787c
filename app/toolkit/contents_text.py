"""Describes the further contents of a product in words for the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.calculation.sentences import Mineral, UnitCount, mass_amount
from pricing.model.ingredients import stated_ingredients
from pricing.model.product import UNSTATED_UNIT
from pricing.quantities.amounts import MASS, UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.model.columns import BaseValue


def contents_text(values: Mapping[str, BaseValue]) -> str:
    """Return what a row's product also contains, such as calcium 333 mg in 1 tablet.

    `values` are those of the row by column key. The amounts are those of a serving.
    """
    parts = [
        f"{Mineral(one.element).text(notation())} "
        f"{mass_amount(one.amount / MASS.base_per_unit, one.element).text(notation())}"
        for one in stated_ingredients(str(values.get("other_minerals", "")))
    ]
    others = str(values.get("also_contains", ""))
    listed = ", ".join([*parts, *([others] if others else [])])
    if not parts:
        return tr("also contains {others}", others=listed)
    units = UNITS.to_fraction(int(str(values.get("serving_units", UNITS.base_per_unit))))
    serving = UnitCount(units, str(values.get("unit_kind", UNSTATED_UNIT))).text(notation())
    return tr("also contains {others} in {serving}", others=listed, serving=serving)
