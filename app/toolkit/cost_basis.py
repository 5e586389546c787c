"""How figures are shown, whatever the comparison: the mass that costs are given for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.toolkit.settings import BASIS

if TYPE_CHECKING:
    from app.toolkit.settings import Settings


class Display(QObject):
    """Costs per 1, 100 or 1000 mg. `changed` tells of another choice."""

    changed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.basis = int(settings[BASIS])

    def choose(self, basis: int) -> None:
        """Show costs for another mass, in mg."""
        if basis != self.basis:
            self.basis = basis
            self.changed.emit()
