"""The dialog for one payer: its name, its coverage, and what it applies to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit

from app.toolkit.cards import PADDING
from app.toolkit.fields import ChoiceBox
from app.toolkit.link_text import citations
from app.toolkit.locale_format import notation, number_for_editing
from app.toolkit.shown_text import Label, add_form_row
from app.toolkit.translation import tr
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import read_amount
from pricing.reference.payers import Payer, PayerKind

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pricing.reference.payers import PayerPreset

PAYER_KIND_TITLES = {
    PayerKind.PERCENT: "Covered share, %",
    PayerKind.COPAY_PACK: "Copay for each pack",
    PayerKind.COPAY_ITEM: "Charge for each item, whatever the packs",
    PayerKind.COPAY_MONTH: "One copay a month",
    PayerKind.PRETAX: "Account before tax (HSA, FSA): tax rate, %",
    PayerKind.NONE: "No coverage",
}


@dataclass(frozen=True, slots=True)
class PayerDraft:
    """What the dialog starts with. The note describes the payer and names its sources."""

    name: str = ""
    kind: PayerKind = PayerKind.PERCENT
    value: str = ""
    needs: str = ""
    covers: str = ""
    note: str = ""

    @classmethod
    def of_payer(cls, payer: Payer) -> PayerDraft:
        """Return the draft of a payer that is to be changed."""
        quantity = payer.kind.quantity
        value = number_for_editing(quantity.text(payer.value)) if quantity else ""
        return cls(payer.name, payer.kind, value, payer.needs, ", ".join(payer.covers))

    @classmethod
    def of_preset(cls, preset: PayerPreset) -> PayerDraft:
        """Return the draft of a known way to pay, with its sources."""
        note = f"{tr(preset.description)}\n{citations(preset.sources)}"
        return cls(tr(preset.name), preset.kind, needs=tr(preset.needs), note=note)


class PayerDialog(QDialog):
    """Asks for a payer, and closes when it is valid."""

    payer_accepted = Signal(object)  # the Payer

    def __init__(self, window: QWidget, draft: PayerDraft) -> None:
        super().__init__(window)
        self.setObjectName("payerDialog")
        self.setWindowTitle(tr("Payer"))
        self._name = self._make_edit("payerNameEdit", draft.name)
        self._kind = ChoiceBox()
        self._kind.setObjectName("payerKindBox")
        for kind, title in PAYER_KIND_TITLES.items():
            self._kind.addItem(tr(title), kind)
        self._value = self._make_edit("payerValueEdit", draft.value)
        self._needs = self._make_edit("payerNeedsEdit", draft.needs)
        self._covers = self._make_edit("payerCoversEdit", draft.covers)
        self._message = Label(draft.note)
        self._message.setWordWrap(True)
        self._message.setVisible(bool(draft.note))
        form = QFormLayout(self)
        form.setContentsMargins(PADDING, PADDING, PADDING, PADDING)
        for title, control in (
            (tr("Name"), self._name),
            (tr("Coverage"), self._kind),
            (tr("Amount"), self._value),
            (tr("Requirement"), self._needs),
            (tr("Applies only to"), self._covers),
        ):
            control.setAccessibleName(title)
            add_form_row(form, title, control)
        self._covers.setPlaceholderText(tr("forms or products, separated by commas"))
        form.addRow(self._message)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setProperty("primary", True)
        buttons.accepted.connect(self._accept_payer)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)
        self._kind.currentIndexChanged.connect(self._enable_value)
        self._kind.setCurrentIndex(list(PAYER_KIND_TITLES).index(draft.kind))
        self._enable_value()
        self.setMinimumWidth(460)

    def _make_edit(self, name: str, text: str) -> QLineEdit:
        edit = QLineEdit(text)
        edit.setObjectName(name)
        return edit

    def _enable_value(self) -> None:
        self._value.setEnabled(PayerKind(self._kind.currentData()).quantity is not None)

    def _accept_payer(self) -> None:
        try:
            payer = self._payer()
        except BadInput as error:
            self._message.setText(f"⚠ {error.message(notation())}")
            self._message.show()
            return
        self.payer_accepted.emit(payer)
        self.accept()

    def _payer(self) -> Payer:
        """Return the payer as entered. Raises BadInput."""
        kind = PayerKind(self._kind.currentData())
        value = read_amount(self._value.text(), kind.quantity) if kind.quantity else 0
        covers = (name.strip() for name in self._covers.text().split(","))
        return Payer(
            self._name.text().strip(),
            kind,
            value,
            self._needs.text().strip(),
            tuple(name for name in covers if name),
        )
