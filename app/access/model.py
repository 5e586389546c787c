"""Products by payers: what is paid out of pocket, and what that means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.toolkit.locale_format import date_text, notation
from app.toolkit.translation import tr
from pricing.analysis.affordability import ACCESS_MEASURES, Access, sighting
from pricing.calculation.measures import Shown, shown_with_unit
from pricing.model.changes import edit_cells
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.dates import today
from pricing.quantities.rounding import trimmed

if TYPE_CHECKING:
    from fractions import Fraction

    from app.session import Session
    from pricing.analysis.affordability import Paid, WithinBudget
    from pricing.calculation.comparison import Compared

    Index = QModelIndex | QPersistentModelIndex

Role = Qt.ItemDataRole
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_BEFORE = ("product", "form")
_AFTER = (
    "access_gap", "course_outlay", "availability", "price_ratio", "days_wages", "share_of_income",
)  # fmt: skip
SEEN = "availability"
_SHOPS = re.compile(r"\s*(\d{1,6})\D+(\d{1,6})\D*")
HEADINGS = {
    "product": "Product",
    "form": "Form",
    "access_gap": "Saved by the\nbest payer",
    "course_outlay": "A course\nat the till",
    "availability": "Found in\nshops asked",
    "price_ratio": "Price ratio to\n{comparator}",
    "days_wages": "Days' wages\nfor 30 days",
    "share_of_income": "Share of\nincome",
}


class AccessModel(QAbstractTableModel):
    """A row a product in rank order; a column for each payer between its name and its figures.

    Days' wages and the share of income are of self-pay. In how many shops a product was found can
    be typed, as "3 of 5".
    """

    refused = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._access: Access | None = None

    def refresh(self) -> None:
        self.beginResetModel()
        self._access = Access(self._session.comparison)
        self.endResetModel()

    def within_budget(self) -> tuple[WithinBudget, ...]:
        """A summary for each payer, self-pay first."""
        return self._access.within_budget() if self._access else ()

    def compared(self, row: int) -> Compared:
        return self._row(row)[0].compared

    def _row(self, row: int) -> tuple[Paid, ...]:
        if self._access is None:
            raise IndexError(row)
        return self._access.rows[row]

    @property
    def _payers(self) -> int:
        return len(self._access.payers) if self._access else 0

    def _key(self, column: int) -> str:
        """The column's key; "" for a payer's."""
        at = column - len(_BEFORE)
        if at < 0:
            return _BEFORE[column]
        return "" if at < self._payers else _AFTER[at - self._payers]

    def _value(self, row: int, column: int) -> Fraction | str | None:
        paid, key = self._row(row), self._key(column)
        match key:
            case "":
                return paid[column - len(_BEFORE)].out_of_pocket
            case "product":
                return paid[0].compared.product.product
            case "form":
                return paid[0].compared.form
            case "access_gap":
                return Access.gap(paid)
            case "course_outlay":
                return paid[0].compared.figures.number(key)
            case _:
                return paid[0].number(key)

    def _text(self, row: int, column: int) -> str:
        value, key = self._value(row, column), self._key(column)
        if value is None or isinstance(value, str):
            return value or ""
        numbers, currency = notation(), self._session.scenario.currency
        if key == SEEN:
            product = self._row(row)[0].compared.product
            return f"{product.shops_found} / {product.shops_asked}"
        if key == "price_ratio":
            return shown_with_unit(value, Shown.RATIO, currency, numbers)
        if key == "share_of_income":
            return f"{numbers.number(trimmed(value * 100, 1))}\u00a0%"
        if key == "days_wages":
            text = shown_with_unit(value, ACCESS_MEASURES[key].shown, currency, numbers)
            return text if value <= 1 else f"⚠ {text}"
        text = shown_with_unit(value, Shown.MONEY, currency, numbers)
        return text if key else self._marked(text, row, column)

    def _marked(self, text: str, row: int, column: int) -> str:
        """An amount with what has to be known of it: a sign, and a word for who cannot see it."""
        paid = self._row(row)[column - len(_BEFORE)]
        over = "" if paid.within_budget else tr(" over budget")
        return f"{text}{over}" if paid.is_covered else f"{text}{over}, {tr('not covered')}"

    def _explained(self, row: int, column: int) -> str:
        key = self._key(column)
        if key == SEEN:
            return self._seen(row)
        if key:
            return ACCESS_MEASURES[key].meaning if key in ACCESS_MEASURES else ""
        paid = self._row(row)[column - len(_BEFORE)]
        needs = paid.payer.needs
        return tr("{payer} needs: {needs}", payer=paid.payer.name, needs=needs) if needs else ""

    def _seen(self, row: int) -> str:
        """Where and when it was found; else how that is entered."""
        seen = sighting(self._row(row)[0].compared.product, date_text)
        return seen.text(notation()) if seen else tr("Type such as 3 of 5: found, of shops asked")

    def _see(self, row: int, text: str) -> bool:
        """Enter today's sighting: 3 of 5, or nothing."""
        stated = _SHOPS.fullmatch(text)
        if text.strip() and stated is None:
            raise BadInput(ProblemKind.NOT_A_SIGHTING, value=text)
        found, asked = stated.groups() if stated else ("", "")
        if int(found or 0) > int(asked or 0):
            raise BadInput(ProblemKind.MORE_FOUND, found=found, asked=asked)
        position = self._session.position(self.compared(row))
        day = today().isoformat() if stated else ""
        cells = {"shops_asked": asked, "shops_found": found, "asked_on": day}
        texts = {(position, key): value for key, value in cells.items()}
        return self._session.do(edit_cells(self._session.entries, texts, tr("sighting")))

    # -- Qt's own names ------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        if self._access is None or (parent is not None and parent.isValid()):
            return 0
        return len(self._access.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        if parent is not None and parent.isValid():
            return 0
        return len(_BEFORE) + self._payers + len(_AFTER)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        is_seen = self._key(index.column()) == SEEN
        return flags | Qt.ItemFlag.ItemIsEditable if is_seen else flags

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        try:
            return self._see(index.row(), str(value))
        except BadInput as refused:
            self.refused.emit(refused.says(notation()))
            return False

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if role == Role.UserRole:
            return self._value(index.row(), index.column())
        if role == Role.DisplayRole:
            return self._text(index.row(), index.column())
        if role == Role.ToolTipRole:
            return self._explained(index.row(), index.column())
        if role == Role.TextAlignmentRole:
            return _LEFT if index.column() < len(_BEFORE) else _RIGHT
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical or self._access is None:
            return None
        key = self._key(section)
        payer = self._access.payers[section - len(_BEFORE)] if not key else None
        if role == Role.UserRole:
            return payer.name if payer else key
        if role == Role.TextAlignmentRole:
            return _LEFT if section < len(_BEFORE) else _RIGHT
        if role != Role.DisplayRole:
            return None
        if payer is not None:
            name = tr(payer.name) if section == len(_BEFORE) else payer.name
            return tr("Out of pocket\n{payer}", payer=name)
        scenario = self._session.scenario
        named = scenario.comparator or (tr("the cost stated") if scenario.comparator_cost else "–")
        return tr(HEADINGS[key], comparator=named)
