"""How figures are shown, whatever the comparison: the mass that costs are given for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.toolkit.settings import COST_BASIS

if TYPE_CHECKING:
    from app.toolkit.settings import Settings


class CostBasis(QObject):
    """Costs per 1, 100 or 1000 mg. `changed` tells of another choice."""

    changed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.mass_mg = int(settings[COST_BASIS])

    def choose(self, mass_mg: int) -> None:
        """Show costs for another mass, in mg."""
        if mass_mg != self.mass_mg:
            self.mass_mg = mass_mg
            self.changed.emit()
