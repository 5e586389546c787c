"""The comparison's payers: how they are named, and the menu that adds, changes and removes them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.calculation.measures import FigureFormat, format_figure_with_unit
from pricing.model.changes import change_scenario
from pricing.quantities.amounts import PERCENT
from pricing.quantities.safe_text import displayable_line
from pricing.reference.payers import (
    LETTER_OF_MEDICAL_NECESSITY,
    SELF_PAY,
    PayerKind,
    payer_presets,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.access.dialog import PayerDraft
    from app.session import Session
    from pricing.reference.payers import Payer

# What a payer does, in few words. {value} is a number of percent or an amount of money.
PAYER_TERMS = {
    PayerKind.PERCENT: "pays {value} %",
    PayerKind.COPAY_PACK: "copay of {value} a pack",
    PayerKind.COPAY_ITEM: "charge of {value} an item",
    PayerKind.COPAY_MONTH: "copay of {value} a month",
    PayerKind.PRETAX: "before tax, {value} %",
    PayerKind.NONE: "",
}


def payer_title(payer: Payer) -> str:
    """Return a payer's name for a heading."""
    return tr("You pay it all") if payer is SELF_PAY else displayable_line(payer.name)


def payer_terms(payer: Payer, currency: str) -> tuple[str, ...]:
    """Return what a payer does, such as "pays 80 %", and what it needs."""
    quantity = payer.kind.quantity
    value = ""
    if quantity is PERCENT:
        value = notation().format_number(quantity.text(payer.value))
    elif quantity is not None:
        money = quantity.to_fraction(payer.value)
        value = format_figure_with_unit(money, FigureFormat.MONEY, currency, notation())
    terms = tr(PAYER_TERMS[payer.kind], value=value)
    needs = tr("needs a doctor’s letter") if LETTER_OF_MEDICAL_NECESSITY in payer.needs else ""
    return tuple(filter(None, (terms, needs)))


class PayersMenu(QMenu):
    """Adds a way to pay: one of the known ones or any other. It also changes and removes them."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("payersMenu")
        self._session = session
        self._owner = parent
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        """Offer the known payers by country, any other payer, and changes of the present ones."""
        from app.access.dialog import PayerDraft

        self.clear()
        payers = self._session.scenario.payers
        for preset in payer_presets():
            action = self.addAction(
                tr("{country}: {name}", country=tr(preset.country), name=tr(preset.name))
            )
            draft = PayerDraft.of_preset(preset)
            action.triggered.connect(
                lambda _=False, draft=draft: self._show_dialog(draft, len(payers), 0)
            )
        self.addSeparator()
        other = self.addAction(tr("Other…"))
        other.triggered.connect(lambda: self._show_dialog(PayerDraft(), len(payers), 0))
        self.addSeparator()
        for place in range(len(payers)):
            self.add_changes_of(self, place)

    def add_changes_of(self, menu: QMenu, place: int) -> None:
        """Add to a menu what can be done with a payer."""
        payer = self._session.scenario.payers[place]
        name = payer_title(payer).replace("&", "&&")
        change = menu.addAction(tr("Change {payer}…", payer=name))
        change.triggered.connect(lambda: self.edit(place))
        remove = menu.addAction(tr("Remove {payer}", payer=name))
        remove.triggered.connect(lambda: self.remove(place))

    # -- changing ------------------------------------------------------------------------------

    def edit(self, place: int) -> None:
        """Open the dialog for a payer of the comparison."""
        from app.access.dialog import PayerDraft

        self._show_dialog(PayerDraft.of_payer(self._session.scenario.payers[place]), place, 1)

    def remove(self, place: int) -> None:
        """Remove a payer of the comparison."""
        payers = list(self._session.scenario.payers)
        del payers[place]
        self._set_payers(payers)

    def _set_payers(self, payers: list[Payer]) -> None:
        before = self._session.scenario
        after = replace(before, payers=tuple(payers))
        self._session.apply(change_scenario(before, after, tr("change of payers")))

    def _show_dialog(self, draft: PayerDraft, position: int, replaced: int) -> None:
        """Open the dialog for a payer, which will replace so many payers at a position."""
        from app.access.dialog import PayerDialog

        def accept(payer: Payer) -> None:
            payers = list(self._session.scenario.payers)
            payers[position : position + replaced] = [payer]
            self._set_payers(payers)

        dialog = PayerDialog(self._owner.window(), draft)
        dialog.payer_accepted.connect(accept)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
