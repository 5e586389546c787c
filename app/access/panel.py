"""The access panel: the payers of the comparison, and the table of what they leave to pay."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.access.model import AccessModel
from app.numbers import as_typed, notation
from app.theme import tabular
from app.translation import tr
from pricing.amounts import MONEY, read_amount
from pricing.changes import change_scenario
from pricing.errors import BadInput, ProblemKind
from pricing.known import payer_presets
from pricing.payers import SELF_PAY, PayerKind

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QShowEvent

    from app.access.dialog import Draft
    from app.session import Session
    from pricing.access import WithinBudget
    from pricing.payers import Payer
    from pricing.scenario import Scenario

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
        self._payers = QListWidget()
        self._payers.setObjectName("payersList")
        self._payers.setAccessibleName(tr("Payers"))
        self._payers.itemActivated.connect(lambda _: self._edit())
        self._course = self._made_edit("courseEdit", tr("Days of a course"), "course_days")
        self._wage = self._made_edit("dailyWageEdit", tr("Wage a day"), "daily_wage")
        self._income = self._made_edit("incomeEdit", tr("Income a month"), "monthly_income")
        self._says = QLabel()
        self._says.setObjectName("accessSays")
        self._says.setWordWrap(True)
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
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
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
        buttons = QHBoxLayout()
        self._offered = QMenu(self)
        self._offered.setObjectName("payersMenu")
        self._offered.aboutToShow.connect(self._offer)
        add = QPushButton(tr("Add payer"))
        add.setObjectName("addPayerButton")
        add.setMenu(self._offered)
        buttons.addWidget(add)
        for name, text, run in (
            ("editPayerButton", tr("Change…"), self._edit),
            ("removePayerButton", tr("Remove"), self._remove),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            button.clicked.connect(lambda _=False, run=run: run())
            buttons.addWidget(button)
        stated = QHBoxLayout()
        for edit in (self._course, self._wage, self._income):
            label = QLabel(edit.accessibleName())
            label.setBuddy(edit)
            stated.addWidget(label)
            stated.addWidget(edit)
        stated.addWidget(self._says, 1)
        self._payers.setMaximumWidth(340)
        self._payers.setWordWrap(True)
        left = QVBoxLayout()
        left.addWidget(self._payers, 1)
        left.addLayout(buttons)
        right = QVBoxLayout()
        right.addLayout(stated)
        right.addWidget(self._table, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(left)
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
        row = self._payers.currentRow()
        self._payers.clear()
        self._payers.addItems([self._summed_up(each) for each in self._model.within_budget()])
        self._payers.setCurrentRow(min(max(row, 0), self._payers.count() - 1))
        scenario = self._session.scenario
        self._course.setText(str(scenario.course_days))
        for edit, amount in (
            (self._wage, scenario.daily_wage), (self._income, scenario.monthly_income),
        ):  # fmt: skip
            edit.setText(as_typed(MONEY.text(amount)) if amount else "")
        self._says.setText("")

    def _set_widths(self) -> None:
        for column in range(self._model.columnCount()):
            width = WIDTHS[column] if column < len(WIDTHS) else NARROWEST
            self._table.setColumnWidth(column, width)

    def _summed_up(self, within: WithinBudget) -> str:
        """A payer, and below it how many products stay within the budget."""
        told = within.says().text(notation()).partition(": ")[2]
        return f"{_described(within.payer)}\n{told}"

    def _ask(self, index: QModelIndex) -> None:
        compared = self._model.compared(index.row())
        self.wanted.emit(self._session.position(compared), "product")

    # -- changing ------------------------------------------------------------------------------

    def _change(self, scenario: Scenario, what: str) -> None:
        says = tr("change of {what}", what=what)
        self._session.do(change_scenario(self._session.scenario, scenario, says))

    def _type(self, edit: QLineEdit, field: str) -> None:
        """A number of days, or a wage or income; an empty one is one that is not stated."""
        try:
            scenario = replace(self._session.scenario, **{field: _read(edit.text(), field)})  # type: ignore[arg-type]
        except BadInput as refused:
            self._says.setText(f"⚠ {edit.accessibleName()}: {refused.says(notation())}")
            return
        if scenario == self._session.scenario:
            self.refresh()
        else:
            self._change(scenario, edit.accessibleName().lower())

    def _put(self, payers: list[Payer]) -> None:
        self._change(replace(self._session.scenario, payers=tuple(payers)), tr("payers"))

    def _ask_for(self, draft: Draft, at: int, replaced: int) -> None:
        """Let the user settle a payer, put in at a place instead of so many."""
        from app.access.dialog import PayerDialog

        def take(decided: Payer) -> None:
            payers = list(self._session.scenario.payers)
            payers[at : at + replaced] = [decided]
            self._put(payers)

        dialog = PayerDialog(self.window(), draft)
        dialog.decided.connect(take)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _offer(self) -> None:
        """What is known of payers, by country; and any other."""
        from app.access.dialog import Draft

        self._offered.clear()
        count = len(self._session.scenario.payers)
        for preset in payer_presets():
            action = self._offered.addAction(f"{tr(preset.country)}: {tr(preset.name)}")
            draft = Draft.preset(preset)
            action.triggered.connect(lambda _=False, draft=draft: self._ask_for(draft, count, 0))
        self._offered.addSeparator()
        other = self._offered.addAction(tr("Another…"))
        other.triggered.connect(lambda: self._ask_for(Draft(), count, 0))

    def _edit(self) -> None:
        from app.access.dialog import Draft

        at = self._payers.currentRow() - 1  # self-pay stands first, and stays
        if at >= 0:
            self._ask_for(Draft.of(self._session.scenario.payers[at]), at, 1)

    def _remove(self) -> None:
        payers, at = list(self._session.scenario.payers), self._payers.currentRow() - 1
        if at >= 0:
            del payers[at]
            self._put(payers)

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)


SHORT = {
    PayerKind.PERCENT: "{name}: {value} % covered",
    PayerKind.COPAY_PACK: "{name}: {value} a pack",
    PayerKind.COPAY_MONTH: "{name}: {value} in all",
    PayerKind.PRETAX: "{name}: before tax, {value} %",
    PayerKind.NONE: "{name}",
}


def _described(payer: Payer) -> str:
    quantity = payer.kind.quantity
    value = notation().number(quantity.text(payer.value)) if quantity else ""
    name = tr(payer.name) if payer is SELF_PAY else payer.name
    return tr(SHORT[payer.kind], name=name, value=value)


def _read(text: str, field: str) -> int:
    if field != "course_days":
        return read_amount(text, MONEY) if text.strip() else 0
    if not text.strip().isdecimal():
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example="56")
    return int(text)
