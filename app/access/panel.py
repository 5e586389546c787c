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
from app.access.payers import PayersPart
from app.toolkit.locale_format import as_typed, notation
from app.toolkit.theme import tabular
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

WIDTHS = (200, 110)
NARROWEST = 104


class AccessPanel(QWidget):
    """Follows the session while it shows. `wanted` asks for a row of the product table."""

    wanted = Signal(int, str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._model = AccessModel(session)
        self._table = self._made_table()
        self._payers = PayersPart(session)
        self._course = self._made_edit("courseEdit", tr("Days of a course"), "course_days")
        self._wage = self._made_edit("dailyWageEdit", tr("Wage a day"), "daily_wage")
        self._income = self._made_edit("incomeEdit", tr("Income a month"), "monthly_income")
        self._comparator = self._made_edit("comparatorEdit", tr("Ratio to"), "comparator")
        self._comparator.setPlaceholderText(tr("a product, or a cost a unit"))
        self._comparator.setMaximumWidth(200)
        self._says = QLabel()
        self._says.setObjectName("accessSays")
        self._says.setWordWrap(True)
        self._says.hide()
        self._model.refused.connect(self._refuse)
        self._compose()
        session.changed.connect(self.refresh)

    # -- building ------------------------------------------------------------------------------

    def _made_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("accessTable")
        table.setAccessibleName(tr("Access"))
        table.setModel(self._model)
        table.setFont(tabular(table.font()))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        trigger = QAbstractItemView.EditTrigger
        table.setEditTriggers(
            trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed
        )
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().setVisible(False)
        table.activated.connect(self._ask)
        return table

    def _made_edit(self, name: str, title: str, field: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName(name)
        edit.setAccessibleName(title)
        edit.setMaximumWidth(90)
        edit.editingFinished.connect(lambda: self._type(edit, field))
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
        right.addWidget(self._says)
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
        self._payers.show_payers(self._model.within_budget())
        scenario = self._session.scenario
        self._course.setText(str(scenario.course_days))
        for edit, amount in (
            (self._wage, scenario.daily_wage), (self._income, scenario.monthly_income),
        ):  # fmt: skip
            edit.setText(as_typed(MONEY.text(amount)) if amount else "")
        self._comparator.setText(comparator_text(scenario.comparator, scenario.comparator_cost))
        self._comparator.setCursorPosition(0)
        self._complete()
        self._says.hide()

    def _complete(self) -> None:
        """Offer the products by name as what to compare with."""
        names = [each.product.product for each in self._session.comparison.ranked]
        offered = QCompleter(list(dict.fromkeys(names)), self._comparator)
        offered.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        offered.setFilterMode(Qt.MatchFlag.MatchContains)
        self._comparator.setCompleter(offered)

    def _refuse(self, text: str) -> None:
        self._says.setText(f"⚠ {text}")
        self._says.show()

    def _set_widths(self) -> None:
        for column in range(self._model.columnCount()):
            width = WIDTHS[column] if column < len(WIDTHS) else NARROWEST
            self._table.setColumnWidth(column, width)

    def _ask(self, index: QModelIndex) -> None:
        compared = self._model.compared(index.row())
        self.wanted.emit(self._session.position(compared), "product")

    # -- changing ------------------------------------------------------------------------------

    def _change(self, scenario: Scenario, what: str) -> None:
        says = tr("change of {what}", what=what)
        self._session.do(change_scenario(self._session.scenario, scenario, says))

    def _type(self, edit: QLineEdit, field: str) -> None:
        """Something of the scenario that is stated; an empty one is one that is not."""
        try:
            scenario = replace(self._session.scenario, **_read(edit.text(), field))  # type: ignore[arg-type]
        except BadInput as refused:
            self._refuse(f"{edit.accessibleName()}: {refused.says(notation())}")
            return
        if scenario == self._session.scenario:
            self.refresh()
        else:
            self._change(scenario, edit.accessibleName().lower())

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)


def _read(text: str, field: str) -> dict[str, int | str]:
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
    amount = as_typed(MONEY.text(cost)) if cost else ""
    return f"{name}={amount}" if name and cost else name or amount
