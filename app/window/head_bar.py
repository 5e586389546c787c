"""The head of the window: the comparison's name, the command field, and the next steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
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

HEIGHT, SPACING = 48, 8
MAX_FIELD_WIDTH, MIN_FIELD_WIDTH = 440, 180
NAME_LENGTHS = (36, 24, 12)  # in letters, the first that there is room for


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
        row.setSpacing(SPACING)
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
        self._names = tuple(_shortened(name, length) for length in NAME_LENGTHS)
        self.name_button.setAccessibleName(tr("Comparison: {name}", name=name))
        set_tool_tip(self.name_button, name if len(name) > NAME_LENGTHS[-1] else "")
        has_output = bool(self._session.entries) and not self._is_asking
        self.export_button.setVisible(has_output)
        self.print_button.setVisible(has_output)
        self._fold()

    def _fold(self) -> None:
        """Shorten the name where there is little room.

        Before it gets too short, reading a label is left to its menu and key.
        """
        full, shorter, shortest = self._names
        label, base = self._label_button_width(), self._least_width_without_name()
        for has_label, name in (
            (True, full),
            (True, shorter),
            (False, full),
            (False, shorter),
            (False, shortest),
        ):
            needed = base + self.name_button.size_for(name).width() + (label if has_label else 0)
            if needed <= self.width():
                break
        self.name_button.show_one_of((name,))
        self.label_button.setVisible(has_label)

    def _label_button_width(self) -> int:
        return self.label_button.minimumSizeHint().width() + SPACING

    def _least_width_without_name(self) -> int:
        """Return the width of the other parts, without the button that reads a label."""
        width = super().minimumSizeHint().width() - self.name_button.minimumSizeHint().width()
        has_label = self.label_button.isVisibleTo(self)
        return width - (self._label_button_width() if has_label else 0)

    def show_asking(self, *, is_asking: bool) -> None:
        """Leave out what the products are put out by while a list is asked about."""
        self._is_asking = is_asking
        self._refresh()

    # -- Qt's own names ------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        name = self.name_button.size_for(self._names[-1]).width()
        return QSize(self._least_width_without_name() + name, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()


def _shortened(name: str, length: int) -> str:
    """Return a name with at most so many letters."""
    return f"{name[: length - 1].rstrip()}…" if len(name) > length else name
