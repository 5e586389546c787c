"""The forms view: the forms, an assumption about absorption, and the catalogue's costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.absorption_box import AbsorptionBox
from app.comparison.forms_distribution import CatalogueDistributionPanel
from app.comparison.forms_table import FormsTable
from app.toolkit.cards import CARD_TITLE_SIZE, GAP, PADDING, SMALL_SIZE, Card, scrolling, sized
from app.toolkit.locale_format import notation
from app.toolkit.shown_text import Label, wrapped_label
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.analysis.form_findings import absorption_finding

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from app.open_catalogue import OpenCatalogue
    from app.session import Session
    from app.toolkit.settings import CostBasis
    from app.toolkit.theme import Theme

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
        self._assumption_box = AbsorptionBox(session, "assumptionBox")
        self._assumption_box.own_requested.connect(self.type_assumption)
        self._forms_model.input_rejected.connect(self._show_error)
        self._compose(CatalogueDistributionPanel(session, theme, cost_basis, catalogue))
        session.changed.connect(self.refresh)
        theme.changed.connect(self.table.viewport().update)

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
        column.addWidget(distribution.card, 1)
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

    def _show_assumptions(self) -> None:
        """Offer the assumptions, and show the one in force."""
        self._assumption_box.refresh()
        self.table.show_assumptions(is_shown=bool(self._session.scenario.absorption))

    def type_assumption(self) -> None:
        """Let the user type an assumption into the table."""
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
