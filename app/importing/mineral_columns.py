"""The meanings of mineral columns, which no box over the columns offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.toolkit.translation import tr
from pricing.reading.importer import mineral_headings
from pricing.reading.ingredient_columns import COMPOUND, ELEMENTAL, FORM, part_of
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from pricing.reading.grid import Grid
    from pricing.reading.headings import Heading
    from pricing.reading.reading_options import ReadingOptions

_MEANINGS = {
    ELEMENTAL: "Amount of {mineral}",
    COMPOUND: "Compound of {mineral}",
    FORM: "Form of {mineral}",
}
_UNCLEAR = "{mineral}, its amount is not clear"


def mineral_meanings(grid: Grid, options: ReadingOptions) -> dict[int, str]:
    """Return what columns of minerals are read as if nothing is chosen for them, by their index."""
    return {heading.index: _meaning(heading) for heading in mineral_headings(grid, options)}


def _meaning(heading: Heading) -> str:
    element, part = part_of(heading)
    return tr(_MEANINGS.get(part, _UNCLEAR), mineral=tr(elements()[element].name))
