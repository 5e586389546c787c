"""The catalogue's search results as a table. Pages are fetched when they become visible."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from app.catalogue.dragged_products import PRODUCT_MIME_TYPE, dragged_data
from app.toolkit.locale_format import notation, short_notation
from app.toolkit.signs import Sign
from app.toolkit.table_model import READ_ONLY, ModelColumn, Role, TableModel
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.calculation.conditions import has_unsafe_dose
from pricing.calculation.measures import (
    MEASURES_BY_KEY,
    PeriodText,
    basis_text,
    cost_per_basis,
    format_figure_with_unit,
)
from pricing.calculation.sentences import mass_amount
from pricing.quantities.amounts import MONEY, UNITS
from pricing.quantities.currencies import Plural, price_text
from pricing.quantities.rounding import format_significant_trimmed
from pricing.quantities.safe_text import displayable_line
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtCore import QMimeData

    from app.toolkit.settings import CostBasis
    from pricing.catalogue.search import Hit, SearchResults
    from pricing.model.columns import BaseValue
    from pricing.model.entry import Entry

    Index = QModelIndex | QPersistentModelIndex

LOW_PRICE = (
    "{price} is {times} times less than {form} usually costs here. Check the price and the pack."
)
HIGH_PRICE = (
    "{price} is {times} times more than {form} usually costs here. Check the price and the pack."
)
_MASS_DIGITS = 3
ABOVE_TARGET_SHARE = Fraction(105, 100)
_DOSE_REMARKS = {
    Sign.OVER_LIMIT: "over the limit",
    Sign.ABOVE_TARGET: "more than the target",
}
_COST_HEADING = PeriodText(
    "Cost per\nmonth", Plural("days", "Cost in\n{days} day", "Cost in\n{days} days"),
    "Cost in\nthe period",
)  # fmt: skip
_DRAGGED = READ_ONLY | Qt.ItemFlag.ItemIsDragEnabled
HIT_ROLE = Qt.ItemDataRole.UserRole + 1  # the product of a row, for what draws it
PAGE_SIZE = 32
MAX_CACHED_PAGES = 64
_SCALE_SIZE = 64  # of so many first products, the bars have their scale
COST_PER_MG_KEY = "cost_per_elemental_mg"
DELIVERED_KEY = "delivered_mg_per_day"
# By column key, what the search sorts by. "" sorts by name; other columns cannot be sorted by.
SORT_KEYS = {
    "product": "", "price": "pack_price",
    **{key: key for key in ("elemental_mg_per_unit", COST_PER_MG_KEY, DELIVERED_KEY,
                            "monthly_cost")},
}  # fmt: skip


@reports_exceptions
class ResultsModel(TableModel["Hit"]):
    """The products that a search found. Some pages of them are in memory."""

    def __init__(self, cost_basis: CostBasis, days: int, element: str) -> None:
        super().__init__()
        self._cost_basis = cost_basis
        self._days = days
        self._element = element
        self._results: SearchResults | None = None
        self._compared: ComparedLabels = ComparedLabels()
        self._highest_cost = Fraction(0)  # of the first ones, so that the bars keep their scale
        self._pages: OrderedDict[int, Sequence[Hit]] = OrderedDict()
        self.set_columns(self._result_columns())
        cost_basis.changed.connect(self._show_cost_basis)

    def show_results(self, results: SearchResults | None) -> None:
        """Show the results of another search."""
        self.beginResetModel()
        self._results = results
        self._pages.clear()
        first = results.page(0, _SCALE_SIZE) if results is not None else ()
        costs = [
            cost
            for hit in first
            if not is_asked(hit) and (cost := hit.figures.number(COST_PER_MG_KEY)) is not None
        ]
        for start in range(0, len(first), PAGE_SIZE):
            self._pages[start // PAGE_SIZE] = first[start : start + PAGE_SIZE]
        self._highest_cost = max(costs, default=Fraction(0))
        self.endResetModel()

    def row_at(self, row: int) -> Hit | None:
        """Return the product of a row, or None if there is no row or an import has removed it."""
        if row < 0:
            return None
        page, offset = divmod(row, PAGE_SIZE)
        if page not in self._pages and self._results is not None:
            self._pages[page] = self._results.page(page * PAGE_SIZE, (page + 1) * PAGE_SIZE)
            while len(self._pages) > MAX_CACHED_PAGES:
                self._pages.popitem(last=False)
        hits = self._pages.get(page, ())
        return hits[offset] if offset < len(hits) else None

    def show_compared(self, compared: ComparedLabels) -> None:
        """Mark the products that the comparison has."""
        self._compared = compared
        self.notify_all()

    def is_compared(self, hit: Hit) -> bool:
        """Return whether the comparison has a product."""
        return hit.listed_product.values in self._compared

    def cost_share(self, hit: Hit) -> float:
        """Return the cost of a product as a share of the highest of the first ones, for its bar."""
        cost = hit.figures.number(COST_PER_MG_KEY)
        if cost is None or not self._highest_cost:
            return 0.0
        return min(float(cost / self._highest_cost), 1.0)

    def show_scenario(self, days: int, element: str) -> None:
        """Name the figures for the days and the mineral of the comparison."""
        if (days, element) != (self._days, self._element):
            self._days, self._element = days, element
            self.set_columns(self._result_columns())
            self.notify_all()

    def _show_cost_basis(self) -> None:
        self.set_columns(self._result_columns())
        self.notify_all()

    def _result_columns(self) -> tuple[ModelColumn[Hit], ...]:
        basis, days, element = self._cost_basis.mass, self._days, self._element
        columns = (
            ModelColumn("product", tr("Product\nform · brand"), lambda hit: hit.product.product,
                        is_text=True, answers={Role.AccessibleTextRole: self._accessible_name}),
            ModelColumn("elemental_mg_per_unit",
                        tr("{unit} per\nunit", unit=elements()[element].unit), _unit_text,
                        lambda hit: hit.figures.number("elemental_mg_per_unit")),
            ModelColumn("pack_units", tr("Units\nper pack"), _pack_text),
            ModelColumn("price", tr("Price"), _price_text),
            _figure_column(COST_PER_MG_KEY,
                           tr("Cost per\n{basis}", basis=basis_text(basis, element)),
                           lambda cost: cost_per_basis(cost, basis, element)),
            ModelColumn(DELIVERED_KEY, tr("You get\nper day"), _delivered_text,
                        lambda hit: hit.figures.number(DELIVERED_KEY), tooltip=dose_remark),
            _period_column("monthly_cost", days),
        )  # fmt: skip
        return tuple(
            replace(column, answers={**column.answers, HIT_ROLE: lambda hit: hit})
            for column in columns
        )

    def _accessible_name(self, hit: Hit) -> str:
        """Return what a screen reader reads of a product: all that its cell draws."""
        parts = [hit.product.product, *detail_parts(hit)]
        parts += [tr("in the comparison")] if self.is_compared(hit) else []
        parts += [question_text(hit)]
        return displayable_line(" · ".join(filter(None, parts)))

    # -- Qt's own names ------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        is_cell = parent is not None and parent.isValid()
        return 0 if is_cell or self._results is None else len(self._results)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _DRAGGED

    def mimeTypes(self) -> list[str]:
        return [PRODUCT_MIME_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        rows = sorted({index.row() for index in indexes})
        hits = [hit for row in rows if (hit := self.row_at(row)) is not None]
        shop = self._results.source if self._results is not None else ""
        return dragged_data((hit.listed_product.id for hit in hits), shop)


def _figure_column(
    key: str, heading: str, convert: Callable[[Fraction], Fraction] = lambda value: value
) -> ModelColumn[Hit]:
    """Return the column of a measure, which may be shown converted."""

    def text(hit: Hit) -> str:
        value = hit.figures.number(key)
        return "" if value is None or is_asked(hit) else _figure_text(hit, key, convert(value))

    return ModelColumn(key, heading, text, lambda hit: hit.figures.number(key))


def _period_column(key: str, days: int) -> ModelColumn[Hit]:
    """Return the column of a measure whose heading names the days of the comparison."""
    template = _COST_HEADING.template(days, notation())
    return replace(_figure_column(key, template), full_heading=template.replace("\n", " "))


def _figure_text(hit: Hit, key: str, value: Fraction) -> str:
    figure_format, currency = MEASURES_BY_KEY[key].figure_format, hit.figures.scenario.currency
    element = hit.figures.product.element
    if key == DELIVERED_KEY:
        return mass_amount(value, element).text(short_notation())
    return format_figure_with_unit(value, figure_format, currency, notation(), element)


def _unit_text(hit: Hit) -> str:
    """Return the mass of the mineral in one unit, without its unit, which the heading states."""
    mass = hit.figures.number("elemental_mg_per_unit")
    if mass is None:
        return ""
    mineral = elements()[hit.product.element]
    number = format_significant_trimmed(mass * mineral.units_per_mg, _MASS_DIGITS)
    return notation().format_number(number)


def _delivered_text(hit: Hit) -> str:
    delivered = hit.figures.number(DELIVERED_KEY)
    is_shown = delivered is not None and not is_asked(hit)
    return _figure_text(hit, DELIVERED_KEY, delivered) if is_shown and delivered else ""


# -- what stands beside the figures ------------------------------------------------------------


def dose_sign(hit: Hit) -> Sign | None:
    """Return the sign of a product's dose: over the limit, above the target, or none."""
    if is_asked(hit):
        return None
    if has_unsafe_dose(hit.figures):
        return Sign.OVER_LIMIT
    share = hit.figures.number("delivered_share")
    return Sign.ABOVE_TARGET if share is not None and share > ABOVE_TARGET_SHARE else None


def dose_remark(hit: Hit) -> str:
    """Return the sign of a product's dose in words."""
    return tr(_DOSE_REMARKS[sign]) if (sign := dose_sign(hit)) else ""


def is_asked(hit: Hit) -> bool:
    """Return whether a question about the product comes before its figures."""
    return hit.usual_cost is not None or hit.label_question is not None


def question_text(hit: Hit) -> str:
    """Return what is doubtful about a product and has to be looked up; "" if nothing is."""
    cost, usual = hit.figures.number(COST_PER_MG_KEY), hit.usual_cost
    if cost is not None and usual is not None:
        template = LOW_PRICE if cost < usual else HIGH_PRICE
        times = max(cost / usual, usual / cost) if cost else usual
        return tr(
            template,
            price=_price_text(hit),
            times=notation().format_number(format_significant_trimmed(times, 2)),
            form=hit.listed_product.form_name,
        )
    flag = hit.label_question
    return flag.message(notation()) if flag else ""


def detail_parts(hit: Hit) -> list[str]:
    """Return the form and the brand of a product, as far as known, and why it has no cost."""
    parts = (hit.listed_product.form_name, hit.product.brand, _why_no_cost(hit))
    return [part for part in parts if part]


def _why_no_cost(hit: Hit) -> str:
    """Return that the comparison is in another currency than the price, or ""."""
    compared = hit.figures.scenario.currency
    if hit.value("price") is None or hit.product.currency == compared:
        return ""
    return tr("the comparison is in {currency}", currency=compared)


class ComparedLabels:
    """The products of a comparison, as far as the catalogue can recognize them."""

    def __init__(self, entries: Sequence[Entry] = ()) -> None:
        self._entries = entries

    @cached_property
    def _keys(self) -> frozenset[tuple[object, ...]]:
        """The parts that recognize the products. After most edits nobody asks for them."""
        return frozenset(key for entry in self._entries for key in _label_keys(entry.values))

    def __contains__(self, values: Mapping[str, BaseValue]) -> bool:
        keys = _label_keys(values)
        return any(key in self._keys for key in keys)


def _label_keys(values: Mapping[str, BaseValue]) -> list[tuple[object, ...]]:
    """Return what recognizes a product: each of its codes, or else its name and its pack."""
    pack = values.get("pack_units")
    codes: list[tuple[object, ...]] = [
        (key, values[key], pack) for key in ("upc", "ndc") if values.get(key)
    ]
    return codes or [("product", values.get("product"), values.get("brand", ""), pack)]


def money_text(millionths: int, currency: str) -> str:
    """Return millionths of a currency as a price."""
    return notation().format_money(price_text(MONEY.text(millionths), currency), currency)


def _pack_text(hit: Hit) -> str:
    units = hit.value("pack_units")
    return "" if units is None else notation().format_number(UNITS.text(int(str(units))))


def _price_text(hit: Hit) -> str:
    price = hit.value("price")
    return tr("no price") if price is None else money_text(int(str(price)), hit.product.currency)
