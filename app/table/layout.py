"""The columns of the product table: their order, widths, and which are visible at first."""

from __future__ import annotations

from typing import NamedTuple

from app.toolkit.locale_format import notation
from app.toolkit.table_model import ALIGN_LEFT, ALIGN_RIGHT
from app.toolkit.translation import full_title, tr
from pricing.calculation.measures import MEASURES, Heading, Measure
from pricing.model.columns import COLUMNS, Column

RANK = "rank"
COST_PER_MG = "cost_per_elemental_mg"


class TableColumn(NamedTuple):
    """A column of the product table: an input, a measure with a heading of its own, or the rank."""

    key: str
    title: str = ""
    unit: str = ""
    input: Column | None = None
    measure: Measure | None = None
    is_shown_at_first: bool = False
    width: int = 92

    def heading(self, days: int, element: str) -> str:
        """Return the title and below it the unit, for a comparison of so many days."""
        if self.key == RANK:
            return "#"  # the column is narrow
        title, unit = self._title_and_unit(days, element)
        return f"{title}\n{unit}" if unit else title

    def full_heading(self, days: int | None = None, element: str = "") -> str:
        """Return the title and the unit on one line. A mass is in the unit of its mineral."""
        return full_title(*self._title_and_unit(days, element))

    def _title_and_unit(self, days: int | None, element: str) -> Heading:
        if self.measure is not None:
            return self.measure.heading(days, notation(), element)
        unit = self.input.unit_for(element) if self.input is not None else self.unit
        return Heading(tr(self.title), tr(unit))

    @property
    def is_numeric(self) -> bool:
        return self.input is None or self.input.kind.quantity is not None

    @property
    def alignment(self) -> int:
        return ALIGN_RIGHT if self.is_numeric else ALIGN_LEFT


_WIDTHS = {
    "product": 172, "brand": 96, "form": 84, "elemental_mg": 110, "serving_units": 74,
    "pack_units": 62, "price": 66, "note": 160, "source": 160, "upc": 120, "priced_on": 120,
    "cost_per_elemental_mg": 106, "units_per_day": 80, "delivered_mg_per_day": 92,
    "monthly_cost_exact": 86, "monthly_cost": 80, "monthly_outlay": 78,
}  # fmt: skip
_DEFAULT_INPUT_KEYS = (
    "product", "brand", "form", "elemental_mg", "serving_units", "pack_units", "price",
)  # fmt: skip
_DEFAULT_FIGURE_KEYS = (
    COST_PER_MG, "units_per_day", "delivered_mg_per_day", "monthly_cost_exact", "monthly_cost",
    "monthly_outlay",
)  # fmt: skip


def _input_column(column: Column) -> TableColumn:
    return TableColumn(
        column.key,
        column.title,
        column.unit,
        input=column,
        is_shown_at_first=column.key in _DEFAULT_INPUT_KEYS,
        width=_WIDTHS.get(column.key, 80),
    )


def _figure_column(measure: Measure) -> TableColumn:
    return TableColumn(
        measure.key,
        measure=measure,
        is_shown_at_first=measure.key in _DEFAULT_FIGURE_KEYS,
        width=_WIDTHS.get(measure.key, 90),
    )


def _in_order(columns: list[TableColumn], first: tuple[str, ...]) -> list[TableColumn]:
    by_key = {column.key: column for column in columns}
    others = [column for column in columns if column.key not in first]
    return [by_key[key] for key in first] + others


TABLE_COLUMNS: tuple[TableColumn, ...] = (
    TableColumn(RANK, "Rank", is_shown_at_first=True, width=44),
    *_in_order([_input_column(column) for column in COLUMNS], _DEFAULT_INPUT_KEYS),
    *_in_order([_figure_column(measure) for measure in MEASURES], _DEFAULT_FIGURE_KEYS),
)
COLUMN_INDEX = {column.key: index for index, column in enumerate(TABLE_COLUMNS)}
FIRST_FIGURE_COLUMN = next(
    index for index, column in enumerate(TABLE_COLUMNS) if column.measure is not None
)
# By check key, the column that the check marks besides its own.
FLAGGED_COLUMNS = {
    "over_limit": "delivered_mg_per_day",
    "far_from_target": "delivered_mg_per_day",
    "smallest_dose_over_target": "delivered_mg_per_day",
    "many_units": "units_per_day",
    "too_much_for_one_unit": "elemental_mg",
    "impossible_label": "elemental_mg",
    "elemental_equals_compound": "elemental_mg",
    "daily_value_mismatch": "elemental_mg",
    "currency_differs": "price",
    "price_rounds_to_nothing": "price",
    "element_differs": "product",
}
