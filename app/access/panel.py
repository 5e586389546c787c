"""The access panel: the payers of the comparison, and the table of what they leave to pay."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.access.model import AccessModel
from app.access.payers import PayersPanel
from app.toolkit.locale_format import notation, number_for_editing
from app.toolkit.theme import with_tabular_figures
from app.toolkit.translation import tr
from pricing.analysis.affordability import read_comparator
from pricing.model.changes import change_scenario
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MONEY, read_amount

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QShowEvent

    from app.session import Session
    from pricing.model.scenario import Scenario

LEADING_COLUMN_WIDTHS = (200, 110)
FIGURE_COLUMN_WIDTH = 104


class AccessPanel(QWidget):
    """Follows the session while it shows. `wanted` asks for a row of the product table."""

    cell_requested = Signal(int, str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._model = AccessModel(session)
        self._table = self._make_table()
        self._payers = PayersPanel(session)
        self._course = self._make_edit("courseEdit", tr("Days of a course"), "course_days")
        self._wage = self._make_edit("dailyWageEdit", tr("Wage a day"), "daily_wage")
        self._income = self._make_edit("incomeEdit", tr("Income a month"), "monthly_income")
        self._comparator = self._make_edit("comparatorEdit", tr("Ratio to"), "comparator")
        self._comparator.setPlaceholderText(tr("a product, or a cost a unit"))
        self._comparator.setMaximumWidth(200)
        self._message = QLabel()
        self._message.setObjectName("accessSays")
        self._message.setWordWrap(True)
        self._message.hide()
        self._model.refused.connect(self._show_refusal)
        self._compose()
        session.changed.connect(self.refresh)

    # -- building ------------------------------------------------------------------------------

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("accessTable")
        table.setAccessibleName(tr("Access"))
        table.setModel(self._model)
        table.setFont(with_tabular_figures(table.font()))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        trigger = QAbstractItemView.EditTrigger
        table.setEditTriggers(
            trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed
        )
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().setVisible(False)
        table.activated.connect(self._request_cell)
        return table

    def _make_edit(self, name: str, title: str, field: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName(name)
        edit.setAccessibleName(title)
        edit.setMaximumWidth(90)
        edit.editingFinished.connect(lambda: self._change_field(edit, field))
        return edit

    def _compose(self) -> None:
        stated = QHBoxLayout()
        for edit in (self._course, self._wage, self._income, self._comparator):
            label = QLabel(edit.accessibleName())
            label.setBuddy(edit)
            stated.addWidget(label)
            stated.addWidget(edit)
        stated.addStretch(1)
        self._payers.setMaximumWidth(300)
        right = QVBoxLayout()
        right.addLayout(stated)
        right.addWidget(self._message)
        right.addWidget(self._table, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._payers)
        layout.addLayout(right, 1)

    # -- showing -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Work access out again, when it is seen."""
        if not self.isVisible():
            return
        columns = self._model.columnCount()
        self._model.refresh()
        if self._model.columnCount() != columns:
            self._set_widths()
        self._payers.show_payers(self._model.budget_summaries())
        scenario = self._session.scenario
        self._course.setText(str(scenario.course_days))
        for edit, amount in (
            (self._wage, scenario.daily_wage), (self._income, scenario.monthly_income),
        ):  # fmt: skip
            edit.setText(number_for_editing(MONEY.text(amount)) if amount else "")
        self._comparator.setText(comparator_text(scenario.comparator, scenario.comparator_cost))
        self._comparator.setCursorPosition(0)
        self._update_completer()
        self._message.hide()

    def _update_completer(self) -> None:
        """Offer the products by name as what to compare with."""
        names = [each.product.product for each in self._session.comparison.ranked_products]
        offered = QCompleter(list(dict.fromkeys(names)), self._comparator)
        offered.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        offered.setFilterMode(Qt.MatchFlag.MatchContains)
        self._comparator.setCompleter(offered)

    def _show_refusal(self, text: str) -> None:
        self._message.setText(f"⚠ {text}")
        self._message.show()

    def _set_widths(self) -> None:
        for column in range(self._model.columnCount()):
            width = (
                LEADING_COLUMN_WIDTHS[column]
                if column < len(LEADING_COLUMN_WIDTHS)
                else FIGURE_COLUMN_WIDTH
            )
            self._table.setColumnWidth(column, width)

    def _request_cell(self, index: QModelIndex) -> None:
        compared = self._model.compared(index.row())
        self.cell_requested.emit(self._session.row_of(compared), "product")

    # -- changing ------------------------------------------------------------------------------

    def _change_scenario(self, scenario: Scenario, what: str) -> None:
        says = tr("change of {what}", what=what)
        self._session.apply(change_scenario(self._session.scenario, scenario, says))

    def _change_field(self, edit: QLineEdit, field: str) -> None:
        """Something of the scenario that is stated; an empty one is one that is not."""
        try:
            scenario = replace(self._session.scenario, **_read_field(edit.text(), field))  # type: ignore[arg-type]
        except BadInput as refused:
            self._show_refusal(f"{edit.accessibleName()}: {refused.message(notation())}")
            return
        if scenario == self._session.scenario:
            self.refresh()
        else:
            self._change_scenario(scenario, edit.accessibleName().lower())

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)


def _read_field(text: str, field: str) -> dict[str, int | str]:
    """The fields of the scenario that a text states."""
    if field == "comparator":
        name, cost = read_comparator(text)
        return {"comparator": name, "comparator_cost": cost}
    if field != "course_days":
        return {field: read_amount(text, MONEY) if text.strip() else 0}
    if not text.strip().isdecimal():
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example="56")
    return {field: int(text)}


def comparator_text(name: str, cost: int) -> str:
    """What is compared with, as it is typed."""
    amount = number_for_editing(MONEY.text(cost)) if cost else ""
    return f"{name}={amount}" if name and cost else name or amount
