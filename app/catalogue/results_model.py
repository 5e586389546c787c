"""Products found in the catalogue, as a table: pages are fetched as they come into sight."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt

from app.toolkit.locale_format import date_text, notation
from app.toolkit.translation import tr
from pricing.calculation.checks.price import STALE_AFTER_DAYS
from pricing.calculation.measures import BY_KEY, shown_with_unit
from pricing.calculation.sentences import Count
from pricing.quantities.amounts import MONEY, UNITS
from pricing.quantities.currencies import price_text
from pricing.quantities.dates import today

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.toolkit.cost_basis import Display
    from pricing.catalogue.search import Found, Hit

    Index = QModelIndex | QPersistentModelIndex

Role = Qt.ItemDataRole
MIME = "application/x-elemental-catalogue"
PAGE = 64
MOST_PAGES = 32
PER_MG = "cost_per_elemental_mg"
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column: its key, its heading ({basis} filled in), its width, and what it is sorted by."""

    key: str
    heading: str
    width: int
    sort: str | None = None
    text: Callable[[Hit], str] | None = None


def money(base: int, currency: str) -> str:
    """Millionths of a currency as a price on the shelf."""
    return notation().money(price_text(MONEY.text(base), currency), currency)


def was(hit: Hit) -> str:
    """What the same source asked before: was $17.99 on 2 May 2026."""
    listed = hit.listed
    if listed.was_price is None or listed.was_on is None:
        return ""
    price = money(listed.was_price, hit.product.currency)
    return tr("was {price} on {day}", price=price, day=date_text(listed.was_on))


def _priced_on(hit: Hit) -> str:
    day = hit.product.priced_on
    if day is None:
        return ""
    return f"{date_text(day)} ⚠" if (today() - day).days > STALE_AFTER_DAYS else date_text(day)


def _source(hit: Hit) -> str:
    source, more = hit.product.source, hit.listed.offers - 1
    return tr("{source} +{count}", source=source, count=more) if more > 0 else source


def _pack(hit: Hit) -> str:
    units = hit.value("pack_units")
    return "" if units is None else notation().number(UNITS.text(int(str(units))))


def _price(hit: Hit) -> str:
    price = hit.value("price")
    return tr("no price") if price is None else money(int(str(price)), hit.product.currency)


COLUMNS = (
    FoundColumn("product", "Product", 220, "", lambda hit: hit.product.product),
    FoundColumn("brand", "Brand", 96, None, lambda hit: hit.product.brand),
    FoundColumn("form", "Form", 84, None, lambda hit: hit.listed.form_name),
    FoundColumn("elemental_mg_per_unit", "Elemental\na unit", 92, "elemental_mg_per_unit"),
    FoundColumn("pack_units", "Units in\npack", 66, None, _pack),
    FoundColumn("price", "Price", 76, "pack_price", _price),
    FoundColumn(PER_MG, "Per {basis} mg", 86, PER_MG),
    FoundColumn("was", "Before", 180, None, was),
    FoundColumn("units_per_day", "A day", 80, "units_per_day"),
    FoundColumn("delivered_mg_per_day", "Delivered\na day", 96, "delivered_mg_per_day"),
    FoundColumn("monthly_cost", "Month\nswallowed", 78, "monthly_cost"),
    FoundColumn("monthly_outlay", "Month\nat the till", 78, "monthly_outlay"),
    FoundColumn("source", "Source", 120, None, _source),
    FoundColumn("priced_on", "Priced on", 110, None, _priced_on),
)  # fmt: skip
_TEXTS = {"product", "brand", "form", "was", "source", "priced_on"}


class FoundModel(QAbstractTableModel):
    """What a search found. Of all of it, some pages are in memory."""

    def __init__(self, display: Display) -> None:
        super().__init__()
        self._display = display
        self._found: Found | None = None
        self._pages: OrderedDict[int, Sequence[Hit]] = OrderedDict()
        self._answers: dict[int, Callable[[Hit, FoundColumn], object]] = {
            Role.DisplayRole: self.text,
            Role.UserRole: self._exact,
            Role.ToolTipRole: self._explained,
        }
        display.changed.connect(self._tell_all)

    def show(self, found: Found | None) -> None:
        """Another answer."""
        self.beginResetModel()
        self._found = found
        self._pages.clear()
        self.endResetModel()

    def hit(self, row: int) -> Hit | None:
        """The product of a row; None where an import has taken it away meanwhile."""
        page, place = divmod(row, PAGE)
        if page not in self._pages and self._found is not None:
            self._pages[page] = self._found.page(page * PAGE, (page + 1) * PAGE)
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)
        hits = self._pages.get(page, ())
        return hits[place] if place < len(hits) else None

    def _tell_all(self) -> None:
        if self.rowCount():
            end = self.index(self.rowCount() - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), end)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def _exact(self, hit: Hit, column: FoundColumn) -> object:
        return hit.figures.number(column.key) if column.key in BY_KEY else self.text(hit, column)

    def _explained(self, hit: Hit, column: FoundColumn) -> str | None:
        if column.key == "delivered_mg_per_day" and _over(hit):
            return tr("over the safe limit")
        return self.text(hit, column) if column.key in _TEXTS else None

    def text(self, hit: Hit, column: FoundColumn) -> str:
        """What a cell shows."""
        if column.text is not None:
            return column.text(hit)
        value = hit.figures.number(column.key)
        if value is None:
            return ""
        if column.key == "units_per_day":
            return Count(value, hit.product.unit_kind).text(notation())
        value = value * self._display.basis if column.key == PER_MG else value
        how, currency = BY_KEY[column.key].shown, hit.figures.scenario.currency
        text = shown_with_unit(value, how, currency, notation())
        return f"{text} ⚠" if column.key == "delivered_mg_per_day" and _over(hit) else text

    # -- Qt's own names ------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        inside = parent is not None and parent.isValid()
        return 0 if inside or self._found is None else len(self._found)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        column = COLUMNS[index.column()]
        if role == Role.TextAlignmentRole:
            return _LEFT if column.key in _TEXTS else _RIGHT
        answer = self._answers.get(role)
        hit = self.hit(index.row()) if answer is not None else None
        return answer(hit, column) if answer is not None and hit is not None else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        column = COLUMNS[section]
        if role == Role.UserRole:
            return column.key
        if role == Role.TextAlignmentRole:
            return _LEFT if column.key in _TEXTS else _RIGHT
        if role == Role.DisplayRole:
            return tr(column.heading, basis=self._display.basis)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        rows = sorted({index.row() for index in indexes})
        ids = [str(hit.listed.id) for row in rows if (hit := self.hit(row)) is not None]
        data = QMimeData()
        data.setData(MIME, ",".join(ids).encode())
        return data


def _over(hit: Hit) -> bool:
    delivered, limit = (hit.figures.number(key) for key in ("delivered_mg_per_day", "limit_mg"))
    return delivered is not None and limit is not None and delivered > limit
