"""Products by payers: what is paid out of pocket, and what that means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.toolkit.locale_format import date_text, notation
from app.toolkit.translation import tr
from pricing.analysis.affordability import (
    AFFORDABILITY_MEASURES,
    Affordability,
    availability_record,
)
from pricing.calculation.measures import FigureFormat, format_figure_with_unit
from pricing.model.changes import edit_cells
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.dates import today
from pricing.quantities.rounding import format_trimmed

if TYPE_CHECKING:
    from fractions import Fraction

    from app.session import Session
    from pricing.analysis.affordability import BudgetSummary, PayerCost
    from pricing.calculation.comparison import ComparedProduct

    Index = QModelIndex | QPersistentModelIndex

Role = Qt.ItemDataRole
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_LEADING_KEYS = ("product", "form")
_TRAILING_KEYS = (
    "access_gap", "course_outlay", "availability", "price_ratio", "days_wages", "share_of_income",
)  # fmt: skip
AVAILABILITY = "availability"
_FOUND_OF_ASKED = re.compile(r"\s*(\d{1,6})\D+(\d{1,6})\D*")
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
        self._affordability: Affordability | None = None

    def refresh(self) -> None:
        self.beginResetModel()
        self._affordability = Affordability(self._session.comparison)
        self.endResetModel()

    def budget_summaries(self) -> tuple[BudgetSummary, ...]:
        """A summary for each payer, self-pay first."""
        return self._affordability.budget_summaries() if self._affordability else ()

    def compared(self, row: int) -> ComparedProduct:
        return self._row(row)[0].compared_product

    def _row(self, row: int) -> tuple[PayerCost, ...]:
        if self._affordability is None:
            raise IndexError(row)
        return self._affordability.rows[row]

    @property
    def _payer_count(self) -> int:
        return len(self._affordability.payers) if self._affordability else 0

    def _column_key(self, column: int) -> str:
        """The column's key; "" for a payer's."""
        at = column - len(_LEADING_KEYS)
        if at < 0:
            return _LEADING_KEYS[column]
        return "" if at < self._payer_count else _TRAILING_KEYS[at - self._payer_count]

    def _value(self, row: int, column: int) -> Fraction | str | None:
        paid, key = self._row(row), self._column_key(column)
        match key:
            case "":
                return paid[column - len(_LEADING_KEYS)].out_of_pocket
            case "product":
                return paid[0].compared_product.product.product
            case "form":
                return paid[0].compared_product.form
            case "access_gap":
                return Affordability.access_gap(paid)
            case "course_outlay":
                return paid[0].compared_product.figures.number(key)
            case _:
                return paid[0].number(key)

    def _text(self, row: int, column: int) -> str:
        value, key = self._value(row, column), self._column_key(column)
        if value is None or isinstance(value, str):
            return value or ""
        numbers, currency = notation(), self._session.scenario.currency
        if key == AVAILABILITY:
            product = self._row(row)[0].compared_product.product
            return f"{product.shops_found} / {product.shops_asked}"
        if key == "price_ratio":
            return format_figure_with_unit(value, FigureFormat.RATIO, currency, numbers)
        if key == "share_of_income":
            return f"{numbers.format_number(format_trimmed(value * 100, 1))}\u00a0%"
        if key == "days_wages":
            text = format_figure_with_unit(
                value, AFFORDABILITY_MEASURES[key].figure_format, currency, numbers
            )
            return f"⚠ {text}" if self._row(row)[0].is_affordable is False else text
        text = format_figure_with_unit(value, FigureFormat.MONEY, currency, numbers)
        return text if key else self._payment_text(text, row, column)

    def _payment_text(self, text: str, row: int, column: int) -> str:
        """An amount with what has to be known of it: a sign, and a word for who cannot see it."""
        paid = self._row(row)[column - len(_LEADING_KEYS)]
        over = "" if paid.within_budget else tr(" over budget")
        return f"{text}{over}" if paid.is_covered else f"{text}{over}, {tr('not covered')}"

    def _tooltip(self, row: int, column: int) -> str:
        key = self._column_key(column)
        if key == AVAILABILITY:
            return self._availability_text(row)
        if key:
            return AFFORDABILITY_MEASURES[key].meaning if key in AFFORDABILITY_MEASURES else ""
        paid = self._row(row)[column - len(_LEADING_KEYS)]
        needs = paid.payer.needs
        return tr("{payer} needs: {needs}", payer=paid.payer.name, needs=needs) if needs else ""

    def _availability_text(self, row: int) -> str:
        """Where and when it was found; else how that is entered."""
        seen = availability_record(self._row(row)[0].compared_product.product, date_text)
        return seen.text(notation()) if seen else tr("Type such as 3 of 5: found, of shops asked")

    def _enter_availability(self, row: int, text: str) -> bool:
        """Enter today's sighting: 3 of 5, or nothing."""
        stated = _FOUND_OF_ASKED.fullmatch(text)
        if text.strip() and stated is None:
            raise BadInput(ProblemKind.NOT_AN_AVAILABILITY_RECORD, value=text)
        found, asked = stated.groups() if stated else ("", "")
        if int(found or 0) > int(asked or 0):
            raise BadInput(ProblemKind.FOUND_EXCEEDS_ASKED, found=found, asked=asked)
        position = self._session.row_of(self.compared(row))
        day = today().isoformat() if stated else ""
        cells = {"shops_asked": asked, "shops_found": found, "asked_on": day}
        texts = {(position, key): value for key, value in cells.items()}
        return self._session.apply(edit_cells(self._session.entries, texts, tr("sighting")))

    # -- Qt's own names ------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        if self._affordability is None or (parent is not None and parent.isValid()):
            return 0
        return len(self._affordability.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        if parent is not None and parent.isValid():
            return 0
        return len(_LEADING_KEYS) + self._payer_count + len(_TRAILING_KEYS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        is_seen = self._column_key(index.column()) == AVAILABILITY
        return flags | Qt.ItemFlag.ItemIsEditable if is_seen else flags

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        try:
            return self._enter_availability(index.row(), str(value))
        except BadInput as refused:
            self.refused.emit(refused.message(notation()))
            return False

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if role == Role.UserRole:
            return self._value(index.row(), index.column())
        if role == Role.DisplayRole:
            return self._text(index.row(), index.column())
        if role == Role.ToolTipRole:
            return self._tooltip(index.row(), index.column())
        if role == Role.TextAlignmentRole:
            return _LEFT if index.column() < len(_LEADING_KEYS) else _RIGHT
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical or self._affordability is None:
            return None
        key = self._column_key(section)
        payer = self._affordability.payers[section - len(_LEADING_KEYS)] if not key else None
        if role == Role.UserRole:
            return payer.name if payer else key
        if role == Role.TextAlignmentRole:
            return _LEFT if section < len(_LEADING_KEYS) else _RIGHT
        if role != Role.DisplayRole:
            return None
        if payer is not None:
            name = tr(payer.name) if section == len(_LEADING_KEYS) else payer.name
            return tr("Out of pocket\n{payer}", payer=name)
        scenario = self._session.scenario
        named = scenario.comparator or (tr("the cost stated") if scenario.comparator_cost else "–")
        return tr(HEADINGS[key], comparator=named)
