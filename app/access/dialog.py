"""One payer: its name, how it shares the cost, what it needs and covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit

from app.numbers import as_typed, notation
from app.translation import tr
from pricing.amounts import read_amount
from pricing.errors import BadInput
from pricing.payers import Payer, PayerKind

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

KINDS = {
    PayerKind.PERCENT: "covers a share, %",
    PayerKind.COPAY_PACK: "leaves a copay for each pack",
    PayerKind.COPAY_MONTH: "leaves a copay in all",
    PayerKind.PRETAX: "account before tax (HSA, FSA): your tax rate, %",
    PayerKind.NONE: "covers nothing",
}


class PayerDialog(QDialog):
    """Asks for a payer. `decided` hands it on once it makes sense."""

    decided = Signal(object)

    def __init__(self, window: QWidget, payer: Payer | None = None, says: str = "") -> None:
        super().__init__(window)
        self.setObjectName("payerDialog")
        self.setWindowTitle(tr("Payer"))
        self._name = self._edit("payerNameEdit", payer.name if payer else "")
        self._kind = QComboBox()
        self._kind.setObjectName("payerKindBox")
        for kind, title in KINDS.items():
            self._kind.addItem(tr(title), kind)
        self._value = self._edit("payerValueEdit", _value_text(payer))
        self._needs = self._edit("payerNeedsEdit", payer.needs if payer else "")
        self._covers = self._edit("payerCoversEdit", ", ".join(payer.covers) if payer else "")
        self._said = QLabel(says)
        self._said.setWordWrap(True)
        self._said.setVisible(bool(says))
        form = QFormLayout(self)
        for title, control in (
            (tr("Name"), self._name),
            (tr("It"), self._kind),
            (tr("How much"), self._value),
            (tr("Needs"), self._needs),
            (tr("Only for these forms or products"), self._covers),
        ):
            control.setAccessibleName(title)
            form.addRow(title, control)
        form.addRow(self._said)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)
        self._kind.currentIndexChanged.connect(self._fit)
        self._kind.setCurrentIndex(list(KINDS).index(payer.kind) if payer else 0)
        self._fit()
        self.setMinimumWidth(460)

    def _edit(self, name: str, text: str) -> QLineEdit:
        edit = QLineEdit(text)
        edit.setObjectName(name)
        return edit

    def _fit(self) -> None:
        self._value.setEnabled(PayerKind(self._kind.currentData()).quantity is not None)

    def _take(self) -> None:
        try:
            payer = self._payer()
        except BadInput as refused:
            self._said.setText(f"⚠ {refused.says(notation())}")
            self._said.show()
            return
        self.decided.emit(payer)
        self.accept()

    def _payer(self) -> Payer:
        kind = PayerKind(self._kind.currentData())
        value = read_amount(self._value.text(), kind.quantity) if kind.quantity else 0
        covers = (each.strip() for each in self._covers.text().split(","))
        return Payer(
            self._name.text().strip(), kind, value, self._needs.text().strip(),
            tuple(each for each in covers if each),
        )  # fmt: skip


def _value_text(payer: Payer | None) -> str:
    quantity = payer.kind.quantity if payer else None
    if payer is None or quantity is None or not payer.value:
        return ""
    return as_typed(quantity.text(payer.value))
