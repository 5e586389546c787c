"""The forms view: the forms, an assumption about absorption, and the catalogue's costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.comparison.forms_distribution import CatalogueDistributionPanel
from app.comparison.forms_table import FormsTable
from app.toolkit.cards import CARD_TITLE_SIZE, GAP, PADDING, SMALL_SIZE, Card, scrolling, sized
from app.toolkit.fields import ChoiceBox
from app.toolkit.locale_format import notation
from app.toolkit.shown_text import Label, set_item_tool_tip, wrapped_label
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.analysis.form_findings import absorption_finding
from pricing.reference.evidence import absorption_assumptions

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from app.open_catalogue import OpenCatalogue
    from app.session import Session
    from app.toolkit.settings import CostBasis
    from app.toolkit.theme import Theme
    from pricing.reference.evidence import AbsorptionAssumption

NO_ASSUMPTION = "the same for every form"
OWN_ASSUMPTION = "your own assumption"
TIMES_MEANING = (
    "Times {reference}: also how many times better the body would have to absorb a form to make it "
    "worth the extra."
)


@reports_exceptions
class FormsPanel(QWidget):
    """Composes the forms table, the choice of an assumption and the catalogue's distribution."""

    def __init__(
        self, session: Session, theme: Theme, cost_basis: CostBasis, catalogue: OpenCatalogue
    ) -> None:
        super().__init__()
        self._session = session
        self.table = FormsTable(session, cost_basis)
        self._forms_model = self.table.forms_model
        self._finding = wrapped_label("formsSays")
        self._finding.setFont(sized(self.font(), CARD_TITLE_SIZE, semibold=True))
        self._message = wrapped_label("assumptionSays")
        self._message.hide()
        self._times_meaning = wrapped_label("timesMeaning")
        self._times_meaning.setProperty("muted", True)
        self._times_meaning.setFont(sized(self.font(), SMALL_SIZE))
        self._assumption_box = self._make_assumption_box()
        self._forms_model.input_rejected.connect(self._show_error)
        self._compose(CatalogueDistributionPanel(session, theme, cost_basis, catalogue))
        session.changed.connect(self.refresh)
        theme.changed.connect(self.table.viewport().update)

    def _make_assumption_box(self) -> QComboBox:
        box = ChoiceBox()
        box.setObjectName("assumptionBox")
        box.setAccessibleName(tr("Assumed absorption"))
        box.activated.connect(self._choose_assumption)
        return box

    def _compose(self, distribution: CatalogueDistributionPanel) -> None:
        card = Card(tr("Forms"))
        card.setContentsMargins(1, 0, 1, 0)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(0, GAP, 0, GAP)
        inside.setSpacing(GAP)
        inside.addLayout(self._head())
        inside.addLayout(_padded_line(self._message))
        inside.addWidget(self.table)
        sources = QPushButton(tr("Sources"))
        sources.setObjectName("formSourcesButton")
        sources.clicked.connect(self.table.show_sources)
        inside.addLayout(_padded_line(self._times_meaning, distribution, sources))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(card)
        column.addWidget(distribution.view, 1)
        column.addStretch(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PADDING, GAP, PADDING, GAP)
        layout.addWidget(scrolling(page, tr("Forms")))

    def _head(self) -> QHBoxLayout:
        """Return the line with the finding and the choice of an assumption."""
        label = Label(tr("Absorption"))
        label.setProperty("muted", True)
        label.setBuddy(self._assumption_box)
        return _padded_line(self._finding, label, self._assumption_box)

    # -- showing -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the finding and the assumptions again if the view is visible."""
        if not self.isVisible():
            return
        finding = absorption_finding(self._session.comparison)
        self._finding.setText(
            finding.short_text(notation()) if finding else tr("No form to compare yet.")
        )
        reference = self._session.scenario.reference_form
        self._times_meaning.setText(tr(TIMES_MEANING, reference=reference))
        self._message.hide()
        self._show_assumptions()

    def _show_error(self, text: str) -> None:
        self._message.setText(text)
        self._message.show()

    def _offered_assumptions(self) -> list[AbsorptionAssumption]:
        element = self._session.scenario.element
        return [offer for offer in absorption_assumptions() if offer.element == element]

    def _show_assumptions(self) -> None:
        """Offer the published assumptions for this mineral, and choose the one in force."""
        box, offers = self._assumption_box, self._offered_assumptions()
        box.clear()
        box.addItem(tr(NO_ASSUMPTION))
        absorption, chosen = self._session.scenario.absorption, 0
        for place, offer in enumerate(offers, start=1):
            box.addItem(tr(offer.summary))
            publishers = " · ".join(source.publisher for source in offer.sources)
            set_item_tool_tip(box, place, publishers)
            chosen = place if absorption == ((offer.form, offer.factor),) else chosen
        box.addItem(tr(OWN_ASSUMPTION))
        if absorption and not chosen:
            chosen = box.count() - 1
        box.setCurrentIndex(chosen)
        box.view().setMinimumWidth(box.view().sizeHintForColumn(0) + 24)
        self.table.show_assumptions(is_shown=bool(absorption))

    def _choose_assumption(self, place: int) -> None:
        offers = self._offered_assumptions()
        if place == 0:
            self._forms_model.assume((), tr("assumption on absorption"))
        elif place <= len(offers):
            offer = offers[place - 1]
            step = tr("assumption on {form}", form=offer.form)
            self._forms_model.assume(((offer.form, offer.factor),), step)
        else:  # it is typed into the table
            self.table.show_assumptions(is_shown=True)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- Qt's own names ------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)


def _padded_line(first: QWidget, *others: QWidget) -> QHBoxLayout:
    """Return a line in a card. The first part takes what the others leave."""
    line = QHBoxLayout()
    line.setContentsMargins(PADDING, 0, PADDING, 0)
    line.addWidget(first, 1)
    for part in others:
        line.addWidget(part)
    return line
