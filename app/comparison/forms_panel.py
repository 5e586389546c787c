"""The forms, what is assumed of their absorption, and how the catalogue's products of them cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from app.comparison.forms_distribution import CatalogueSpread
from app.comparison.forms_table import FormsTable
from app.toolkit.translation import tr
from pricing.quantities.amounts import FACTOR
from pricing.reference.evidence import assumptions

if TYPE_CHECKING:
    from app.open_catalogue import OpenedCatalogue
    from app.session import Session
    from app.toolkit.cost_basis import Display
    from app.toolkit.theme import Theme
    from pricing.reference.evidence import Assumption

NONE = "nothing: every form is absorbed alike"
OWN = "an assumption of your own"


class FormsPanel(QWidget):
    """The table of forms, the choice of a stated assumption, the spread of the catalogue."""

    def __init__(
        self, session: Session, theme: Theme, display: Display, opened: OpenedCatalogue
    ) -> None:
        super().__init__()
        self._session = session
        self.table = FormsTable(session, display)
        self._box = QComboBox()
        self._box.setObjectName("assumptionBox")
        self._box.setAccessibleName(tr("Assumed of absorption"))
        self._box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._box.setMinimumContentsLength(52)
        self._box.activated.connect(self._choose)
        self._says = QLabel()
        self._says.setObjectName("assumptionSays")
        self.table.refused.connect(lambda text: self._says.setText(f"⚠ {text}"))
        self._compose(CatalogueSpread(session, theme, display, opened))
        session.changed.connect(self._refresh)
        self._refresh()

    def _compose(self, spread: CatalogueSpread) -> None:
        label = QLabel(tr("Assumed of absorption"))
        label.setBuddy(self._box)
        line = QHBoxLayout()
        line.setContentsMargins(8, 6, 8, 0)
        line.addWidget(label)
        line.addWidget(self._box)
        line.addWidget(self._says, 1)
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

    def _offered(self) -> list[Assumption]:
        element = self._session.scenario.element
        return [each for each in assumptions() if each.element == element]

    def _refresh(self) -> None:
        """Offer what is stated of this mineral's forms; what holds is chosen."""
        self._says.setText("")
        self._box.clear()
        self._box.addItem(tr(NONE))
        now, chosen = self._session.scenario.absorption, 0
        for at, each in enumerate(self._offered(), start=1):
            self._box.addItem(tr(each.words))
            self._box.setItemData(
                at, "; ".join(one.publisher for one in each.sources), Qt.ItemDataRole.ToolTipRole
            )
            chosen = at if now == ((each.form, each.factor),) else chosen
        if now and not chosen:
            self._box.addItem(tr(OWN))
            chosen = self._box.count() - 1
        self._box.setCurrentIndex(chosen)

    def _choose(self, at: int) -> None:
        offered = self._offered()
        if at == 0:
            for form, _ in self._session.scenario.absorption:
                self.table.assume(form, FACTOR.per_unit)
        elif at <= len(offered):
            self.table.assume(offered[at - 1].form, offered[at - 1].factor)
