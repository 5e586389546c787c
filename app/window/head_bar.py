"""The head of the window: the comparison's name, the command field, and the next steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from app.toolkit.cards import NAME_SIZE, sized
from app.toolkit.fields import MenuButton
from app.toolkit.shown_text import set_tool_tip
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from app.window.command_field import CommandField
from app.window.views import PAGE_MARGIN
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from app.session import Session

HEIGHT = 48
MAX_FIELD_WIDTH, MIN_FIELD_WIDTH = 440, 180
MAX_NAME_LENGTH = 36


@reports_exceptions
class HeadBar(QFrame):
    """Follows the session. What its parts do comes with the rest of the window."""

    _is_asking = False  # about a list that is to be added

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("headBar")
        self.setAccessibleName(tr("Comparison and commands"))
        self._session = session
        self.name_button = MenuButton(is_quiet=True)
        self.name_button.setObjectName("comparisonButton")
        self.name_button.setFont(sized(self.name_button.font(), NAME_SIZE, semibold=True))
        self.command_field = CommandField()
        self.command_field.setMaximumWidth(MAX_FIELD_WIDTH)
        self.command_field.setMinimumWidth(MIN_FIELD_WIDTH)
        self.label_button = QPushButton(tr("Read a label…"))
        self.label_button.setObjectName("readLabelButton")
        self.export_button = MenuButton(tr("Export"))
        self.export_button.setObjectName("exportButton")
        self.print_button = QPushButton(tr("Print handout"))
        self.print_button.setObjectName("printHandoutButton")
        self.print_button.setProperty("primary", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(PAGE_MARGIN - 5, 4, PAGE_MARGIN, 4)
        row.setSpacing(8)
        row.addWidget(self.name_button)
        row.addStretch(1)
        row.addWidget(self.command_field, 8)
        row.addStretch(1)
        row.addWidget(self.label_button)
        row.addWidget(self.export_button)
        row.addWidget(self.print_button)
        self.setMinimumHeight(HEIGHT)
        session.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        """Show the comparison's name, and the ways out of it once it holds a product."""
        name = displayable_line(self._session.saved_comparisons.open_comparison.name)
        is_long = len(name) > MAX_NAME_LENGTH
        shown = f"{name[: MAX_NAME_LENGTH - 1].rstrip()}…" if is_long else name
        self.name_button.setText(shown)
        self.name_button.updateGeometry()
        self.name_button.setAccessibleName(tr("Comparison: {name}", name=name))
        set_tool_tip(self.name_button, name if is_long else "")
        has_output = bool(self._session.entries) and not self._is_asking
        self.export_button.setVisible(has_output)
        self.print_button.setVisible(has_output)

    def show_asking(self, *, is_asking: bool) -> None:
        """Leave out what the products are put out by while a list is asked about."""
        self._is_asking = is_asking
        self._refresh()

    # -- Qt's own names ------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.command_field.show_hint(is_wide=self.command_field.width() >= MAX_FIELD_WIDTH * 0.8)
