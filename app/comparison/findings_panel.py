"""The findings: the outcome in sentences, the first in large type, warnings highlighted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
)

from app.toolkit.locale_format import notation
from app.toolkit.shown_text import Label, Markup
from app.toolkit.theme import Colour, Theme
from app.toolkit.translation import tr
from pricing.analysis.findings import Finding, findings
from pricing.calculation.checks import CHECKS
from pricing.quantities.safe_text import displayable_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.session import Session
    from app.toolkit.settings import CostBasis

NO_PRODUCT_YET = "Type the name, elemental amount, pack size and price of the first product."
_CHECK_KEYS = frozenset(check.key for check in CHECKS)


class FindingsPanel(QFrame):
    """Follows the session. Its text can be selected, copied and read aloud."""

    def __init__(
        self,
        session: Session,
        theme: Theme,
        cost_basis: CostBasis,
        next_steps: Sequence[tuple[str, str, Callable[[], object]]],
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setFixedHeight(150)
        self._session = session
        self._cost_basis = cost_basis
        self._theme = theme
        self._label = Label()
        self._label.setObjectName("findingLabel")
        self._label.setAccessibleName(tr("Finding"))
        self._label.setWordWrap(True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addWidget(_scroll_area(self._label))
        layout.addLayout(self._next_step_buttons(next_steps))
        session.changed.connect(self.refresh)
        cost_basis.changed.connect(self.refresh)
        theme.changed.connect(self.refresh)
        self.refresh()

    def _next_step_buttons(
        self, steps: Sequence[tuple[str, str, Callable[[], object]]]
    ) -> QHBoxLayout:
        """Make a button for each step, given as (object name, text, action)."""
        line = QHBoxLayout()
        self._buttons: list[QPushButton] = []
        for name, text, run in steps:
            button = QPushButton(text)
            button.setObjectName(name)
            button.setProperty("primary", not self._buttons)
            button.clicked.connect(lambda _=False, run=run: run())
            line.addWidget(button)
            self._buttons.append(button)
        line.addStretch(1)
        return line

    def refresh(self) -> None:
        """Show the findings of the comparison as it is now."""
        results = findings(self._session.comparison, self._cost_basis.mass)
        for button in self._buttons:
            button.setVisible(bool(results))
        texts = [finding.text(notation()) for finding in results]
        plain_text = " ".join(texts)
        self._label.setAccessibleDescription(displayable_text(plain_text) or tr(NO_PRODUCT_YET))
        page = Markup.join(map(self._markup, results, texts)) if results else tr(NO_PRODUCT_YET)
        self._label.setText(page)

    def _markup(self, finding: Finding, text: str) -> Markup:
        if finding.key == "cheapest":
            return Markup(
                '<p style="font-size: large; font-weight: 600; margin: 0 0 6px 0">{text}</p>',
                text=text,
            )
        if finding.key in _CHECK_KEYS:
            return Markup(
                '<table width="100%" cellpadding="6" style="margin: 2px 0 6px 0"><tr>'
                '<td bgcolor="{background}" style="color: {colour}">⚠ {text}</td></tr></table>',
                background=self._theme.colour(Colour.WARNING_SURFACE).name(),
                colour=self._theme.colour(Colour.WARNING).name(),
                text=text,
            )
        return Markup('<p style="margin: 0 0 6px 0">{text}</p>', text=text)


def _scroll_area(label: Label) -> QScrollArea:
    """Return a scroll area with the label, so that no sentence is cut off."""
    area = QScrollArea()
    area.setWidget(label)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setObjectName("clear")
    return area
