"""The list of the comparison's payers, and the buttons that change it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QMenu, QPushButton, QVBoxLayout, QWidget

from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.model.changes import change_scenario
from pricing.quantities.safe_text import displayable_text
from pricing.reference.payers import SELF_PAY, PayerKind, payer_presets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.access.dialog import PayerDraft
    from app.session import Session
    from pricing.analysis.affordability import BudgetSummary
    from pricing.reference.payers import Payer


class PayersPanel(QWidget):
    """Lists the payers, self-pay first."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._list = QListWidget()
        self._list.setObjectName("payersList")
        self._list.setAccessibleName(tr("Payers"))
        self._list.setWordWrap(True)
        self._list.itemActivated.connect(lambda _: self._edit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._list, 1)
        layout.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self._add_menu = QMenu(self)
        self._add_menu.setObjectName("payersMenu")
        self._add_menu.aboutToShow.connect(self._fill_add_menu)
        add = QPushButton(tr("Add payer"))
        add.setObjectName("addPayerButton")
        add.setMenu(self._add_menu)
        line.addWidget(add)
        for name, text, run in (
            ("editPayerButton", tr("Change…"), self._edit),
            ("removePayerButton", tr("Remove"), self._remove),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            button.clicked.connect(lambda _=False, run=run: run())
            line.addWidget(button)
        return line

    def show_payers(self, summaries: Sequence[BudgetSummary]) -> None:
        """List the payers again. The current row stays current."""
        row = self._list.currentRow()
        self._list.clear()
        self._list.addItems([displayable_text(_payer_text(summary)) for summary in summaries])
        self._list.setCurrentRow(min(max(row, 0), self._list.count() - 1))

    # -- changing ------------------------------------------------------------------------------

    def _set_payers(self, payers: list[Payer]) -> None:
        before = self._session.scenario
        after = replace(before, payers=tuple(payers))
        step = tr("change of payers")
        self._session.apply(change_scenario(before, after, step))

    def _show_dialog(self, draft: PayerDraft, position: int, replaced: int) -> None:
        """Open the dialog for a payer, which will replace so many payers at a position."""
        from app.access.dialog import PayerDialog

        def accept(payer: Payer) -> None:
            payers = list(self._session.scenario.payers)
            payers[position : position + replaced] = [payer]
            self._set_payers(payers)

        dialog = PayerDialog(self.window(), draft)
        dialog.payer_accepted.connect(accept)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _fill_add_menu(self) -> None:
        """Offer the known payers by country, and any other payer."""
        from app.access.dialog import PayerDraft

        self._add_menu.clear()
        count = len(self._session.scenario.payers)
        for preset in payer_presets():
            action = self._add_menu.addAction(
                tr("{country}: {name}", country=tr(preset.country), name=tr(preset.name))
            )
            draft = PayerDraft.of_preset(preset)
            action.triggered.connect(
                lambda _=False, draft=draft: self._show_dialog(draft, count, 0)
            )
        self._add_menu.addSeparator()
        other = self._add_menu.addAction(tr("Other…"))
        other.triggered.connect(lambda: self._show_dialog(PayerDraft(), count, 0))

    def _selected_position(self) -> int:
        """Return the position of the selected payer. It is -1 for self-pay, which stays."""
        return self._list.currentRow() - 1

    def _edit(self) -> None:
        from app.access.dialog import PayerDraft

        position = self._selected_position()
        if position >= 0:
            payer = self._session.scenario.payers[position]
            self._show_dialog(PayerDraft.of_payer(payer), position, 1)

    def _remove(self) -> None:
        payers, position = list(self._session.scenario.payers), self._selected_position()
        if position >= 0:
            del payers[position]
            self._set_payers(payers)


PAYER_SUMMARIES = {
    PayerKind.PERCENT: "{name}: {value} % covered",
    PayerKind.COPAY_PACK: "{name}: copay of {value} a pack",
    PayerKind.COPAY_ITEM: "{name}: charge of {value} an item",
    PayerKind.COPAY_MONTH: "{name}: copay of {value} a month",
    PayerKind.PRETAX: "{name}: before tax, {value} %",
    PayerKind.NONE: "{name}",
}


def _payer_text(summary: BudgetSummary) -> str:
    """Return a payer, and below it how many products stay within the budget."""
    return f"{_payer_summary(summary.payer)}\n{summary.count_sentence().text(notation())}"


def _payer_summary(payer: Payer) -> str:
    quantity = payer.kind.quantity
    value = notation().format_number(quantity.text(payer.value)) if quantity else ""
    name = tr(payer.name) if payer is SELF_PAY else payer.name
    return tr(PAYER_SUMMARIES[payer.kind], name=name, value=value)
