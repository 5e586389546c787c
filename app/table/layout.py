"""The columns of the product table: their order, widths, and which are visible at first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.toolkit.locale_format import notation
from app.toolkit.table_model import ALIGN_LEFT, ALIGN_RIGHT
from app.toolkit.translation import full_title, tr
from pricing.analysis.credited_measures import CREDITED_MEASURES
from pricing.calculation.measures import MEASURES, ColumnHeading, Measure, PeriodText, basis_text
from pricing.model.columns import COLUMNS, MINERALS_KEY, Column, mineral_columns
from pricing.model.product import DEFAULT_ELEMENT
from pricing.problems.plain_facts import NamedTuple
from pricing.quantities.currencies import Plural
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Mapping

RANK = "rank"
DEFAULT_BASIS = 100
NO_HEADING = ColumnHeading("", "")
COST_PER_MG = "cost_per_elemental_mg"
DELIVERED = "delivered_mg_per_day"
MONTH, CREDITED = "monthly_cost", "credited_monthly_cost"


class TableColumn(NamedTuple):
    """A column of the product table: an input, a measure, or the place.

    `title` is the table's own heading, in place of that of the input or measure.
    """

    key: str
    title: str | PeriodText = ""
    unit: str = ""
    input: Column | None = None
    measure: Measure | None = None
    is_shown_at_first: bool = False

    def heading(self, days: int, element: str, basis: int) -> str:
        """Return the title on two lines, for a comparison of so many days."""
        if self.key == RANK:
            return "#"  # the column is narrow
        title, unit = self._title_and_unit(days, element, basis)
        return f"{title}\n{unit}" if unit else on_two_lines(title)

    def full_heading(
        self, days: int | None = None, element: str = "", basis: int = DEFAULT_BASIS
    ) -> str:
        """Return the title and the unit on one line. A mass is in the unit of its mineral."""
        return full_title(*self._title_and_unit(days, element, basis))

    def _title_and_unit(self, days: int | None, element: str, basis: int) -> ColumnHeading:
        if isinstance(self.title, PeriodText):
            return ColumnHeading(self.title.template(days, notation()), "")
        if not self.title:
            return self.measure.heading(days, notation(), element) if self.measure else NO_HEADING
        unit = self.input.unit_for(element) if self.input and self.unit else self.unit
        mineral = element or DEFAULT_ELEMENT
        title = tr(self.title, basis=basis_text(basis, mineral), mg=elements()[mineral].unit)
        return ColumnHeading(title, tr(unit))

    @property
    def mineral(self) -> str:
        """The further mineral whose amount the column states, or ""."""
        return self.input.mineral if self.input else ""

    @property
    def mineral_name(self) -> str:
        """Its name in the user's language."""
        return tr(elements()[self.mineral].name)

    @property
    def is_numeric(self) -> bool:
        return self.input is None or self.input.kind.quantity is not None

    @property
    def alignment(self) -> int:
        return ALIGN_RIGHT if self.is_numeric else ALIGN_LEFT


def on_two_lines(title: str) -> str:
    r"""Return a heading with the line break that makes its lines most alike.

    >>> on_two_lines("Units per serving"), on_two_lines("Price")
    ('Units per\nserving', 'Price')
    """
    words = title.split(" ")
    breaks = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    if not breaks:
        return title
    first, second = min(breaks, key=lambda lines: max(map(len, lines)))
    return f"{first}\n{second}"


# The table's own headings: what a reader without the definitions understands.
_TITLES: Mapping[str, str | PeriodText] = {
    "elemental_mg": "{mg} per serving",
    "serving_units": "Units per serving",
    "pack_units": "Units per pack",
    COST_PER_MG: "Cost per {basis}",
    "units_per_day": "Take per day",
    DELIVERED: "You get per day",
    MONTH: PeriodText(
        "Cost per month",
        Plural("days", "Cost in {days} day", "Cost in {days} days"),
        "Cost in the period",
    ),
    CREDITED: PeriodText(
        "Credited per month",
        Plural("days", "Credited in {days} day", "Credited in {days} days"),
        "Credited in the period",
    ),
    "monthly_outlay": "To pay now",
}
# The four that are needed come first: a paste of these columns alone fits.
_DEFAULT_INPUT_KEYS = (
    "product", "elemental_mg", "serving_units", "pack_units", "price", "brand", "form",
)  # fmt: skip
_DEFAULT_FIGURE_KEYS = (
    COST_PER_MG, "units_per_day", DELIVERED, MONTH, "monthly_outlay",
)  # fmt: skip
# In a narrow table these stand below the product's name.
FOLDED_KEYS = ("form", "brand")
OPTIONAL = "optional"  # what an empty one of these says


def _input_column(column: Column) -> TableColumn:
    own_title = _TITLES.get(column.key)
    return TableColumn(
        column.key,
        own_title or column.title,
        "" if own_title else column.unit,
        input=column,
        is_shown_at_first=column.key in _DEFAULT_INPUT_KEYS,
    )


def _figure_column(measure: Measure) -> TableColumn:
    return TableColumn(
        measure.key,
        _TITLES.get(measure.key, ""),
        measure=measure,
        is_shown_at_first=measure.key in _DEFAULT_FIGURE_KEYS,
    )


def _in_order(columns: list[TableColumn], first: tuple[str, ...]) -> list[TableColumn]:
    by_key = {column.key: column for column in columns}
    others = [column for column in columns if column.key not in first]
    return [by_key[key] for key in first] + others


def _with_minerals(inputs: list[TableColumn]) -> list[TableColumn]:
    """Put the amounts of further minerals behind the four numbers that are needed."""
    at = 1 + next(at for at, column in enumerate(inputs) if column.key == "price")
    return [*inputs[:at], *map(_input_column, mineral_columns().values()), *inputs[at:]]


def _with_credited(figures: list[TableColumn]) -> list[TableColumn]:
    """Put the credited cost behind the whole one."""
    at = 1 + next(at for at, column in enumerate(figures) if column.key == MONTH)
    return [*figures[:at], _figure_column(CREDITED_MEASURES[CREDITED]), *figures[at:]]


TABLE_COLUMNS: tuple[TableColumn, ...] = (
    TableColumn(RANK, "Place", is_shown_at_first=True),
    *_with_minerals(_in_order(list(map(_input_column, COLUMNS)), _DEFAULT_INPUT_KEYS)),
    *_with_credited(
        _in_order([_figure_column(measure) for measure in MEASURES], _DEFAULT_FIGURE_KEYS)
    ),
)
COLUMN_INDEX = {column.key: index for index, column in enumerate(TABLE_COLUMNS)}
FIRST_FIGURE_COLUMN = next(
    index for index, column in enumerate(TABLE_COLUMNS) if column.measure is not None
)
FOLDED_COLUMNS = tuple(COLUMN_INDEX[key] for key in FOLDED_KEYS)
# Each is shown where a product holds that mineral beside its first one.
MINERAL_COLUMNS = tuple(COLUMN_INDEX[key] for key in mineral_columns())
# The text of all of them is edited below the name. It has no column of its own.
MINERALS_COLUMN = COLUMN_INDEX[MINERALS_KEY]
# What the user shows or hides. The others come with what products hold.
CHOSEN_COLUMNS = frozenset(range(len(TABLE_COLUMNS))) - {
    *MINERAL_COLUMNS, MINERALS_COLUMN, COLUMN_INDEX[CREDITED],
}  # fmt: skip
# It comes with the whole cost, where a product holds other minerals.
CREDITED_COLUMN = COLUMN_INDEX[CREDITED]
# By check key, the column that the check is about, besides its own.
FLAGGED_COLUMNS = {
    "over_limit": DELIVERED,
    "other_mineral_over_limit": DELIVERED,
    "potassium_dose": DELIVERED,
    "far_from_target": DELIVERED,
    "smallest_dose_over_target": DELIVERED,
    "many_units": "units_per_day",
    "too_much_for_one_unit": "elemental_mg",
    "front_amount": "elemental_mg",
    "impossible_label": "elemental_mg",
    "elemental_equals_compound": "elemental_mg",
    "daily_value_mismatch": "elemental_mg",
    "currency_differs": "price",
    "price_rounds_to_nothing": "price",
    "element_differs": "product",
    "name_says_another": "product",
}
