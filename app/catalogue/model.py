"""The catalogue's search results as a table. Pages are fetched when they become visible."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, Qt

from app.toolkit.locale_format import date_text, notation
from app.toolkit.table_model import ModelColumn, TableModel
from app.toolkit.translation import full_title, tr
from app.toolkit.virtuals import reports_exceptions
from pricing.calculation.conditions import condition_holds, is_stale
from pricing.calculation.measures import (
    MEASURES_BY_KEY,
    basis_text,
    cost_per_basis,
    format_figure_with_unit,
)
from pricing.calculation.sentences import UnitCount
from pricing.quantities.amounts import MONEY, UNITS
from pricing.quantities.currencies import price_text
from pricing.quantities.dates import today

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from app.toolkit.settings import CostBasis
    from pricing.catalogue.search import Hit, SearchResults

    Index = QModelIndex | QPersistentModelIndex

PRODUCT_MIME_TYPE = "application/x-elemental-catalogue"
PAGE_SIZE = 64
MAX_CACHED_PAGES = 32
COST_PER_MG_KEY = "cost_per_elemental_mg"
DELIVERED_KEY = "delivered_mg_per_day"
# By column key, what the search sorts by. "" sorts by name; other columns cannot be sorted by.
SORT_KEYS = {
    "product": "", "price": "pack_price",
    **{key: key for key in ("elemental_mg_per_unit", COST_PER_MG_KEY, "units_per_day",
                            DELIVERED_KEY, "monthly_cost", "monthly_outlay")},
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
        self._pages: OrderedDict[int, Sequence[Hit]] = OrderedDict()
        self.set_columns(self._result_columns())
        cost_basis.changed.connect(self._show_cost_basis)

    def show_results(self, results: SearchResults | None) -> None:
        """Show the results of another search."""
        self.beginResetModel()
        self._results = results
        self._pages.clear()
        self.endResetModel()

    def row_at(self, row: int) -> Hit | None:
        """Return the product of a row, or None if an import has removed it meanwhile."""
        page, offset = divmod(row, PAGE_SIZE)
        if page not in self._pages and self._results is not None:
            self._pages[page] = self._results.page(page * PAGE_SIZE, (page + 1) * PAGE_SIZE)
            while len(self._pages) > MAX_CACHED_PAGES:
                self._pages.popitem(last=False)
        hits = self._pages.get(page, ())
        return hits[offset] if offset < len(hits) else None

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
        return (
            _text_column("product", tr("Product"), lambda hit: hit.product.product, 220),
            _text_column("brand", tr("Brand"), lambda hit: hit.product.brand, 96),
            _text_column("form", tr("Form"), lambda hit: hit.listed_product.form_name, 84),
            _figure_column("elemental_mg_per_unit", tr("Elemental\nper unit"), 92),
            ModelColumn("pack_units", tr("Units in\npack"), _pack_text, width=66),
            ModelColumn("price", tr("Price"), _price_text, width=76),
            _figure_column(COST_PER_MG_KEY, tr("Per {basis}", basis=basis_text(basis, element)), 86,
                           lambda cost: cost_per_basis(cost, basis, element)),
            _text_column("was", tr("Previous\nprice"), previous_price_text, 180),
            ModelColumn("units_per_day", tr("Units\na day"), _units_per_day_text,
                        lambda hit: hit.figures.number("units_per_day"), width=80),
            ModelColumn(DELIVERED_KEY, tr("Delivered\na day"), _delivered_text,
                        lambda hit: hit.figures.number(DELIVERED_KEY), width=96,
                        tooltip=lambda hit: tr("over the limit") if _is_over_limit(hit) else ""),
            *(_period_column(key, days) for key in ("monthly_cost", "monthly_outlay")),
            _text_column("source", tr("Source"), _source_text, 120),
            _text_column("priced_on", tr("Priced on"), _priced_on_text, 110),
        )  # fmt: skip

    # -- Qt's own names ------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        is_cell = parent is not None and parent.isValid()
        return 0 if is_cell or self._results is None else len(self._results)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [PRODUCT_MIME_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        rows = sorted({index.row() for index in indexes})
        hits = [hit for row in rows if (hit := self.row_at(row)) is not None]
        data = QMimeData()
        ids = ",".join(str(hit.listed_product.id) for hit in hits)
        data.setData(PRODUCT_MIME_TYPE, ids.encode())
        return data


def _text_column(
    key: str, heading: str, text: Callable[[Hit], str], width: int
) -> ModelColumn[Hit]:
    return ModelColumn(key, heading, text, is_text=True, width=width)


def _figure_column(
    key: str,
    heading: str,
    width: int,
    convert: Callable[[Fraction], Fraction] = lambda value: value,
) -> ModelColumn[Hit]:
    """Return the column of a measure, which may be shown converted."""

    def text(hit: Hit) -> str:
        value = hit.figures.number(key)
        return "" if value is None else _figure_text(hit, key, convert(value))

    return ModelColumn(key, heading, text, lambda hit: hit.figures.number(key), width=width)


def _period_column(key: str, days: int) -> ModelColumn[Hit]:
    """Return the column of a measure whose heading names the days of the comparison."""
    heading = MEASURES_BY_KEY[key].heading(days, notation())
    column = _figure_column(key, f"{heading.title}\n{heading.unit}", 78)
    return replace(column, full_heading=full_title(*heading))


def _figure_text(hit: Hit, key: str, value: Fraction) -> str:
    figure_format, currency = MEASURES_BY_KEY[key].figure_format, hit.figures.scenario.currency
    element = hit.figures.product.element
    return format_figure_with_unit(value, figure_format, currency, notation(), element)


def _delivered_text(hit: Hit) -> str:
    delivered = hit.figures.number(DELIVERED_KEY)
    if delivered is None:
        return ""
    text = _figure_text(hit, DELIVERED_KEY, delivered)
    return f"{text} ⚠" if _is_over_limit(hit) else text


def _is_over_limit(hit: Hit) -> bool:
    return condition_holds("over_limit", hit.figures)


def _units_per_day_text(hit: Hit) -> str:
    units = hit.figures.number("units_per_day")
    return "" if units is None else UnitCount(units, hit.product.unit_kind).text(notation())


def money_text(millionths: int, currency: str) -> str:
    """Return millionths of a currency as a price."""
    return notation().format_money(price_text(MONEY.text(millionths), currency), currency)


def previous_price_text(hit: Hit) -> str:
    """Return the previous price of the same source, such as "was $17.99 on 2 May 2026"."""
    listed = hit.listed_product
    if listed.was_price is None or listed.was_on is None:
        return ""
    price = money_text(listed.was_price, hit.product.currency)
    return tr("was {price} on {day}", price=price, day=date_text(listed.was_on))


def _priced_on_text(hit: Hit) -> str:
    day = hit.product.priced_on
    if day is None:
        return ""
    return f"{date_text(day)} ⚠" if is_stale(day, today()) else date_text(day)


def _source_text(hit: Hit) -> str:
    source, more = hit.product.source, hit.listed_product.offers - 1
    return tr("{source} +{count}", source=source, count=more) if more > 0 else source


def _pack_text(hit: Hit) -> str:
    units = hit.value("pack_units")
    return "" if units is None else notation().format_number(UNITS.text(int(str(units))))


def _price_text(hit: Hit) -> str:
    price = hit.value("price")
    return tr("no price") if price is None else money_text(int(str(price)), hit.product.currency)
