"""The forms panel: the forms, an assumption about absorption, and the catalogue's costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.comparison.forms_distribution import CatalogueDistributionPanel
from app.comparison.forms_table import FormsTable
from app.toolkit.shown_text import Label, set_item_tool_tip
from app.toolkit.translation import tr
from pricing.quantities.amounts import FACTOR
from pricing.reference.evidence import absorption_assumptions

if TYPE_CHECKING:
    from app.open_catalogue import OpenCatalogue
    from app.session import Session
    from app.toolkit.settings import CostBasis
    from app.toolkit.theme import Theme
    from pricing.reference.evidence import AbsorptionAssumption

NO_ASSUMPTION = "none: all forms are absorbed equally well"
OWN_ASSUMPTION = "your own assumption"


class FormsPanel(QWidget):
    """Composes the forms table, the choice of an assumption and the catalogue's distribution."""

    def __init__(
        self, session: Session, theme: Theme, cost_basis: CostBasis, catalogue: OpenCatalogue
    ) -> None:
        super().__init__()
        self._session = session
        self.table = FormsTable(session, cost_basis)
        self._forms_model = self.table.forms_model
        self._assumption_box = QComboBox()
        self._assumption_box.setObjectName("assumptionBox")
        self._assumption_box.setAccessibleName(tr("Assumed absorption"))
        self._assumption_box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._assumption_box.setMinimumContentsLength(52)
        self._assumption_box.activated.connect(self._choose_assumption)
        self._message = Label()
        self._message.setObjectName("assumptionSays")
        self._forms_model.input_rejected.connect(lambda text: self._message.setText(f"⚠ {text}"))
        self._compose(CatalogueDistributionPanel(session, theme, cost_basis, catalogue))
        session.changed.connect(self._refresh)
        self._refresh()

    def _compose(self, distribution: CatalogueDistributionPanel) -> None:
        label = Label(tr("Assumed absorption"))
        label.setBuddy(self._assumption_box)
        line = QHBoxLayout()
        line.setContentsMargins(8, 6, 8, 0)
        line.addWidget(label)
        line.addWidget(self._assumption_box)
        line.addWidget(self._message, 1)
        line.addWidget(distribution)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.table)
        splitter.addWidget(distribution.view)
        splitter.setChildrenCollapsible(False)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([760, 440])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(splitter, 1)

    def _offered_assumptions(self) -> list[AbsorptionAssumption]:
        element = self._session.scenario.element
        return [offer for offer in absorption_assumptions() if offer.element == element]

    def _refresh(self) -> None:
        """Offer the published assumptions for this mineral, and choose the one in force."""
        self._message.setText("")
        self._assumption_box.clear()
        self._assumption_box.addItem(tr(NO_ASSUMPTION))
        absorption, chosen = self._session.scenario.absorption, 0
        for place, offer in enumerate(self._offered_assumptions(), start=1):
            self._assumption_box.addItem(tr(offer.summary))
            publishers = " · ".join(source.publisher for source in offer.sources)
            set_item_tool_tip(self._assumption_box, place, publishers)
            chosen = place if absorption == ((offer.form, offer.factor),) else chosen
        if absorption and not chosen:
            self._assumption_box.addItem(tr(OWN_ASSUMPTION))
            chosen = self._assumption_box.count() - 1
        self._assumption_box.setCurrentIndex(chosen)

    def _choose_assumption(self, place: int) -> None:
        offers = self._offered_assumptions()
        if place == 0:
            for form, _ in self._session.scenario.absorption:
                self._forms_model.assume_absorption(form, FACTOR.base_per_unit)
        elif place <= len(offers):
            offer = offers[place - 1]
            self._forms_model.assume_absorption(offer.form, offer.factor)
