"""The forms, what is assumed of their absorption, and how the catalogue's products of them cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from app.comparison.forms_distribution import CatalogueDistributionPanel
from app.comparison.forms_table import FormsTable
from app.toolkit.translation import tr
from pricing.quantities.amounts import FACTOR
from pricing.reference.evidence import absorption_assumptions

if TYPE_CHECKING:
    from app.open_catalogue import OpenCatalogue
    from app.session import Session
    from app.toolkit.cost_basis import CostBasis
    from app.toolkit.theme import Theme
    from pricing.reference.evidence import AbsorptionAssumption

NO_ASSUMPTION = "nothing: every form is absorbed alike"
OWN_ASSUMPTION = "an assumption of your own"


class FormsPanel(QWidget):
    """The table of forms, the choice of a stated assumption, the spread of the catalogue."""

    def __init__(
        self, session: Session, theme: Theme, display: CostBasis, opened: OpenCatalogue
    ) -> None:
        super().__init__()
        self._session = session
        self.table = FormsTable(session, display)
        self._assumption_box = QComboBox()
        self._assumption_box.setObjectName("assumptionBox")
        self._assumption_box.setAccessibleName(tr("Assumed of absorption"))
        self._assumption_box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._assumption_box.setMinimumContentsLength(52)
        self._assumption_box.activated.connect(self._choose_assumption)
        self._message = QLabel()
        self._message.setObjectName("assumptionSays")
        self.table.refused.connect(lambda text: self._message.setText(f"⚠ {text}"))
        self._compose(CatalogueDistributionPanel(session, theme, display, opened))
        session.changed.connect(self._refresh)
        self._refresh()

    def _compose(self, spread: CatalogueDistributionPanel) -> None:
        label = QLabel(tr("Assumed of absorption"))
        label.setBuddy(self._assumption_box)
        line = QHBoxLayout()
        line.setContentsMargins(8, 6, 8, 0)
        line.addWidget(label)
        line.addWidget(self._assumption_box)
        line.addWidget(self._message, 1)
        line.addWidget(spread)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self.table)
        parts.addWidget(spread.view)
        parts.setChildrenCollapsible(False)
        parts.setStretchFactor(0, 1)
        parts.setSizes([760, 440])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(parts, 1)

    def _offered_assumptions(self) -> list[AbsorptionAssumption]:
        element = self._session.scenario.element
        return [each for each in absorption_assumptions() if each.element == element]

    def _refresh(self) -> None:
        """Offer what is stated of this mineral's forms; what holds is chosen."""
        self._message.setText("")
        self._assumption_box.clear()
        self._assumption_box.addItem(tr(NO_ASSUMPTION))
        now, chosen = self._session.scenario.absorption, 0
        for at, each in enumerate(self._offered_assumptions(), start=1):
            self._assumption_box.addItem(tr(each.summary))
            self._assumption_box.setItemData(
                at, "; ".join(one.publisher for one in each.sources), Qt.ItemDataRole.ToolTipRole
            )
            chosen = at if now == ((each.form, each.factor),) else chosen
        if now and not chosen:
            self._assumption_box.addItem(tr(OWN_ASSUMPTION))
            chosen = self._assumption_box.count() - 1
        self._assumption_box.setCurrentIndex(chosen)

    def _choose_assumption(self, at: int) -> None:
        offered = self._offered_assumptions()
        if at == 0:
            for form, _ in self._session.scenario.absorption:
                self.table.assume_absorption(form, FACTOR.base_per_unit)
        elif at <= len(offered):
            self.table.assume_absorption(offered[at - 1].form, offered[at - 1].factor)
