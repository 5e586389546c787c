"""The panel "What patients pay": payers, and what each leaves the patient to pay."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.access.model import AccessModel
from app.access.payers import PayersPanel
from app.toolkit.locale_format import notation, number_for_editing
from app.toolkit.shown_text import Label
from app.toolkit.table_view import TableView
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.analysis.affordability import read_comparator
from pricing.model.changes import change_scenario
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MONEY, read_amount

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QShowEvent

    from app.session import Session


@reports_exceptions
class AccessPanel(QWidget):
    """Follows the session while it is visible."""

    cell_requested = Signal(int, str)  # row and column key of the product table

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._model = AccessModel(session)
        self._table = TableView(self._model, "accessTable", tr("What patients pay"))
        self._table.activated.connect(self._request_cell)
        self._payers = PayersPanel(session)
        self._course = self._make_edit("courseEdit", tr("Course days"), "course_days")
        self._wage = self._make_edit("dailyWageEdit", tr("Daily wage"), "daily_wage")
        self._income = self._make_edit("incomeEdit", tr("Monthly income"), "monthly_income")
        self._comparator = self._make_edit("comparatorEdit", tr("Comparator"), "comparator")
        self._comparator.setPlaceholderText(tr("a product, or a cost per unit"))
        self._comparator.setMaximumWidth(200)
        self._message = Label()
        self._message.setObjectName("accessSays")
        self._message.setWordWrap(True)
        self._message.hide()
        self._model.input_rejected.connect(self._show_error)
        self._compose()
        session.changed.connect(self.refresh)

    # -- building ------------------------------------------------------------------------------

    def _make_edit(self, name: str, title: str, field: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName(name)
        edit.setAccessibleName(title)
        edit.setMaximumWidth(90)
        edit.editingFinished.connect(lambda: self._change_field(edit, field))
        return edit

    def _compose(self) -> None:
        inputs = QHBoxLayout()
        for edit in (self._course, self._wage, self._income, self._comparator):
            label = Label(edit.accessibleName())
            label.setBuddy(edit)
            inputs.addWidget(label)
            inputs.addWidget(edit)
        inputs.addStretch(1)
        self._payers.setMaximumWidth(300)
        right = QVBoxLayout()
        right.addLayout(inputs)
        right.addWidget(self._message)
        right.addWidget(self._table, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._payers)
        layout.addLayout(right, 1)

    # -- showing -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Compute the panel again if it is visible."""
        if not self.isVisible():
            return
        self._model.refresh()
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
        """Offer the names of the products as comparators."""
        ranked = self._session.comparison.ranked_products
        names = dict.fromkeys(compared.product.product for compared in ranked)
        completer = QCompleter(list(names), self._comparator)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._comparator.setCompleter(completer)

    def _show_error(self, text: str) -> None:
        self._message.setText(f"⚠ {text}")
        self._message.show()

    def _request_cell(self, index: QModelIndex) -> None:
        compared = self._model.compared(index.row())
        self.cell_requested.emit(self._session.row_of(compared), "product")

    # -- changing ------------------------------------------------------------------------------

    def _change_field(self, edit: QLineEdit, field: str) -> None:
        """Put a field into the scenario. An empty text means that it is not stated."""
        before = self._session.scenario
        try:
            after = replace(before, **_read_field(edit.text(), field))  # type: ignore[arg-type]
        except BadInput as error:
            self._show_error(f"{edit.accessibleName()}: {error.message(notation())}")
            return
        if after == before:
            self.refresh()
        else:
            step = tr("change of {what}", what=edit.accessibleName().lower())
            self._session.apply(change_scenario(before, after, step))

    # -- Qt's own names ------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)


def _read_field(text: str, field: str) -> dict[str, int | str]:
    """Return the scenario's fields that a text states. Raises BadInput."""
    if field == "comparator":
        name, cost = read_comparator(text)
        return {"comparator": name, "comparator_cost": cost}
    if field != "course_days":
        return {field: read_amount(text, MONEY) if text.strip() else 0}
    if not text.strip().isdecimal():
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example="56")
    return {field: int(text)}


def comparator_text(name: str, cost: int) -> str:
    """Return the comparator as a user types it: a name, a cost, or name=cost."""
    amount = number_for_editing(MONEY.text(cost)) if cost else ""
    return f"{name}={amount}" if name and cost else name or amount
