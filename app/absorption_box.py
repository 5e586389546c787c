"""The choice of an assumption about absorption, which two views offer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.toolkit.fields import ChoiceBox
from app.toolkit.shown_text import set_item_tool_tip
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.model.changes import change_scenario
from pricing.reference.evidence import absorption_assumptions

if TYPE_CHECKING:
    from app.session import Session
    from pricing.reference.evidence import AbsorptionAssumption

NO_ASSUMPTION = "the same for every form"
OWN_ASSUMPTION = "your own assumption"
LETTERS = 22  # of the texts in the box; its list shows them whole


def assume_absorption(session: Session, absorption: tuple[tuple[str, int], ...], step: str) -> bool:
    """Replace all assumptions, as one undoable step of a name."""
    before = session.scenario
    after = replace(before, absorption=absorption)
    return session.apply(change_scenario(before, after, step))


@reports_exceptions
class AbsorptionBox(ChoiceBox):
    """Offers the published assumptions for the mineral, and shows the one in force."""

    own_requested = Signal()  # the user wants to type an assumption

    def __init__(self, session: Session, name: str) -> None:
        super().__init__(LETTERS)
        self._session = session
        self.setObjectName(name)
        self.setAccessibleName(tr("Assumed absorption"))
        self.activated.connect(self._choose)

    def _offers(self) -> list[AbsorptionAssumption]:
        element = self._session.scenario.element
        return [offer for offer in absorption_assumptions() if offer.element == element]

    def refresh(self) -> None:
        """Offer the assumptions again, and choose the one in force."""
        absorption, chosen = self._session.scenario.absorption, 0
        self.clear()
        self.addItem(tr(NO_ASSUMPTION))
        for place, offer in enumerate(self._offers(), start=1):
            self.addItem(tr(offer.summary))
            publishers = " · ".join(source.publisher for source in offer.sources)
            set_item_tool_tip(self, place, publishers)
            chosen = place if absorption == ((offer.form, offer.factor),) else chosen
        self.addItem(tr(OWN_ASSUMPTION))
        if absorption and not chosen:
            chosen = self.count() - 1
        self.setCurrentIndex(chosen)
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 24)

    def _choose(self, place: int) -> None:
        offers = self._offers()
        if place == 0:
            assume_absorption(self._session, (), tr("assumption on absorption"))
        elif place <= len(offers):
            offer = offers[place - 1]
            step = tr("assumption on {form}", form=offer.form)
            assume_absorption(self._session, ((offer.form, offer.factor),), step)
        else:
            self.own_requested.emit()
