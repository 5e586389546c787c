"""The table model of a search's results. It loads pages as they come into view."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt

from app.toolkit.locale_format import date_text, notation
from app.toolkit.translation import tr
from pricing.calculation.checks.price import STALE_AFTER_DAYS
from pricing.calculation.measures import MEASURES_BY_KEY, format_figure_with_unit
from pricing.calculation.sentences import UnitCount
from pricing.quantities.amounts import MONEY, UNITS
from pricing.quantities.currencies import price_text
from pricing.quantities.dates import today

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.toolkit.cost_basis import CostBasis
    from pricing.catalogue.search import Hit, SearchResults

    Index = QModelIndex | QPersistentModelIndex

Role = Qt.ItemDataRole
PRODUCT_MIME_TYPE = "application/x-elemental-catalogue"
PAGE_SIZE = 64
MAX_CACHED_PAGES = 32
COST_PER_MG_KEY = "cost_per_elemental_mg"
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of the results, with the measure that it sorts by ("" for the name).

    The heading may contain {basis}, the mass that a cost is shown for.
    """

    key: str
    heading: str
    width: int
    sort_key: str | None = None
    cell_text: Callable[[Hit], str] | None = None


def money_text(millionths: int, currency: str) -> str:
    """Return a price, given in millionths of the currency, as text."""
    return notation().format_money(price_text(MONEY.text(millionths), currency), currency)


def previous_price_text(hit: Hit) -> str:
    """Return the source's previous price, such as "was $17.99 on 2 May 2026", or ""."""
    listed = hit.listed_product
    if listed.was_price is None or listed.was_on is None:
        return ""
    price = money_text(listed.was_price, hit.product.currency)
    return tr("was {price} on {day}", price=price, day=date_text(listed.was_on))


def _priced_on_text(hit: Hit) -> str:
    day = hit.product.priced_on
    if day is None:
        return ""
    return f"{date_text(day)} ⚠" if (today() - day).days > STALE_AFTER_DAYS else date_text(day)


def _source_text(hit: Hit) -> str:
    source, more = hit.product.source, hit.listed_product.offers - 1
    return tr("{source} +{count}", source=source, count=more) if more > 0 else source


def _pack_text(hit: Hit) -> str:
    units = hit.value("pack_units")
    return "" if units is None else notation().format_number(UNITS.text(int(str(units))))


def _price_text(hit: Hit) -> str:
    price = hit.value("price")
    return tr("no price") if price is None else money_text(int(str(price)), hit.product.currency)


RESULT_COLUMNS = (
    ResultColumn("product", "Product", 220, "", lambda hit: hit.product.product),
    ResultColumn("brand", "Brand", 96, None, lambda hit: hit.product.brand),
    ResultColumn("form", "Form", 84, None, lambda hit: hit.listed_product.form_name),
    ResultColumn("elemental_mg_per_unit", "Elemental\nper unit", 92, "elemental_mg_per_unit"),
    ResultColumn("pack_units", "Units\nper pack", 66, None, _pack_text),
    ResultColumn("price", "Price", 76, "pack_price", _price_text),
    ResultColumn(COST_PER_MG_KEY, "Per {basis} mg", 86, COST_PER_MG_KEY),
    ResultColumn("was", "Previous\nprice", 180, None, previous_price_text),
    ResultColumn("units_per_day", "Units\na day", 80, "units_per_day"),
    ResultColumn("delivered_mg_per_day", "Delivered\na day", 96, "delivered_mg_per_day"),
    ResultColumn("monthly_cost", "Month\nas taken", 78, "monthly_cost"),
    ResultColumn("monthly_outlay", "Month\nto pay", 78, "monthly_outlay"),
    ResultColumn("source", "Source", 120, None, _source_text),
    ResultColumn("priced_on", "Priced on", 110, None, _priced_on_text),
)  # fmt: skip
_TEXTS = {"product", "brand", "form", "was", "source", "priced_on"}


class ResultsModel(QAbstractTableModel):
    """Shows the results of a search and keeps the last pages in memory."""

    def __init__(self, cost_basis: CostBasis) -> None:
        super().__init__()
        self._cost_basis = cost_basis
        self._results: SearchResults | None = None
        self._pages: OrderedDict[int, Sequence[Hit]] = OrderedDict()
        self._values_by_role: dict[int, Callable[[Hit, ResultColumn], object]] = {
            Role.DisplayRole: self.cell_text,
            Role.UserRole: self._exact_value,
            Role.ToolTipRole: self._tool_tip,
        }
        cost_basis.changed.connect(self._emit_all_changed)

    def show_results(self, results: SearchResults | None) -> None:
        """Show the results of another search, or nothing."""
        self.beginResetModel()
        self._results = results
        self._pages.clear()
        self.endResetModel()

    def hit(self, row: int) -> Hit | None:
        """Return the product of a row, or None if an import has removed it meanwhile."""
        page, offset = divmod(row, PAGE_SIZE)
        if page not in self._pages and self._results is not None:
            self._pages[page] = self._results.page(page * PAGE_SIZE, (page + 1) * PAGE_SIZE)
            while len(self._pages) > MAX_CACHED_PAGES:
                self._pages.popitem(last=False)
        hits = self._pages.get(page, ())
        return hits[offset] if offset < len(hits) else None

    def _emit_all_changed(self) -> None:
        if self.rowCount():
            end = self.index(self.rowCount() - 1, len(RESULT_COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), end)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(RESULT_COLUMNS) - 1)

    def _exact_value(self, hit: Hit, column: ResultColumn) -> object:
        return (
            hit.figures.number(column.key)
            if column.key in MEASURES_BY_KEY
            else self.cell_text(hit, column)
        )

    def _tool_tip(self, hit: Hit, column: ResultColumn) -> str | None:
        if column.key == "delivered_mg_per_day" and _is_over_limit(hit):
            return tr("over the limit")
        return self.cell_text(hit, column) if column.key in _TEXTS else None

    def cell_text(self, hit: Hit, column: ResultColumn) -> str:
        """Return the text of a cell."""
        if column.cell_text is not None:
            return column.cell_text(hit)
        value = hit.figures.number(column.key)
        if value is None:
            return ""
        if column.key == "units_per_day":
            return UnitCount(value, hit.product.unit_kind).text(notation())
        if column.key == COST_PER_MG_KEY:
            value *= self._cost_basis.mass_mg
        figure_format = MEASURES_BY_KEY[column.key].figure_format
        currency = hit.figures.scenario.currency
        text = format_figure_with_unit(value, figure_format, currency, notation())
        return f"{text} ⚠" if column.key == "delivered_mg_per_day" and _is_over_limit(hit) else text

    # -- Qt overrides --------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        is_cell = parent is not None and parent.isValid()
        return 0 if is_cell or self._results is None else len(self._results)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(RESULT_COLUMNS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        column = RESULT_COLUMNS[index.column()]
        if role == Role.TextAlignmentRole:
            return _LEFT if column.key in _TEXTS else _RIGHT
        value_of = self._values_by_role.get(role)
        hit = self.hit(index.row()) if value_of is not None else None
        return value_of(hit, column) if value_of is not None and hit is not None else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        column = RESULT_COLUMNS[section]
        if role == Role.UserRole:
            return column.key
        if role == Role.TextAlignmentRole:
            return _LEFT if column.key in _TEXTS else _RIGHT
        if role == Role.DisplayRole:
            return tr(column.heading, basis=self._cost_basis.mass_mg)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [PRODUCT_MIME_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        rows = sorted({index.row() for index in indexes})
        ids = [str(hit.listed_product.id) for row in rows if (hit := self.hit(row)) is not None]
        data = QMimeData()
        data.setData(PRODUCT_MIME_TYPE, ",".join(ids).encode())
        return data


def _is_over_limit(hit: Hit) -> bool:
    delivered, limit = (hit.figures.number(key) for key in ("delivered_mg_per_day", "limit_mg"))
    return delivered is not None and limit is not None and delivered > limit
