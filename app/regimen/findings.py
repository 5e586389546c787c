"""Shows the checks of a regimen, with a button where a product could be left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.toolkit.locale_format import notation
from app.toolkit.shown_text import Label
from app.toolkit.signs import Sign, sign_icon
from app.toolkit.translation import tr
from pricing.analysis.regimen import superfluous_takes
from pricing.calculation.checks import Severity
from pricing.calculation.sentences import capitalized

if TYPE_CHECKING:
    from app.regimen_plan import RegimenPlan
    from pricing.analysis.regimen import Regimen, RegimenFlag

_SIGN_SIZE = 14


class RegimenFindings(QWidget):
    """One line a finding: stops first, then what is missing, then notes."""

    def __init__(self, plan: RegimenPlan) -> None:
        super().__init__()
        self.setObjectName("regimenFindings")
        self.setAccessibleName(tr("Findings"))
        self._plan = plan
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(6)

    def show_regimen(self, regimen: Regimen) -> None:
        """Show what is found in a regimen."""
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if not regimen.takes:
            self._lines.addWidget(_line(tr("Add what is taken, or use the cheapest below."), None))
            return
        superfluous = iter(superfluous_takes(regimen) if regimen.meets_targets else ())
        for flag in regimen.flags:
            button = None
            if flag.key == "superfluous_product":
                take = next(superfluous)
                button = self._leave_out_button(regimen.takes.index(take))
            self._lines.addWidget(_flag_line(flag, button))

    def _leave_out_button(self, number: int) -> QPushButton:
        button = QPushButton(tr("Leave it out"))
        name = self._plan.taken[number].take.product.product
        button.setAccessibleName(tr("Leave out {product}", product=name))
        button.clicked.connect(lambda: self._plan.leave_out([number]))
        return button


def _flag_line(flag: RegimenFlag, button: QPushButton | None) -> QWidget:
    sign = Sign.OVER_LIMIT if flag.severity is Severity.STOP else None
    return _line(capitalized(flag.sentence.short_text(notation())), sign, button)


def _line(text: str, sign: Sign | None, button: QPushButton | None = None) -> QWidget:
    line, label = QWidget(), Label(text)
    line.setAccessibleName(text)
    label.setWordWrap(True)
    layout = QHBoxLayout(line)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    mark = Label("–")
    mark.setFixedWidth(_SIGN_SIZE)
    if sign is not None:
        mark.setText("")
        mark.setPixmap(sign_icon(sign).pixmap(_SIGN_SIZE, _SIGN_SIZE))
        mark.setAccessibleName(tr("Over the safe limit"))
    layout.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(label, 1)
    if button is not None:
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return line
