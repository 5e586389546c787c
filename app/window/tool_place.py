"""The place of a view's tools at the right end of the tabs' row."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.toolkit.fields import MenuButton
from app.toolkit.translation import tr


class ToolPlace(QWidget):
    """Shows the tools of one view. Where the tabs need the room, a button opens them."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Tools"))
        self._tools: dict[str, QWidget] = {}
        self._current: QWidget | None = None
        self._popup: QFrame | None = None
        self._button = MenuButton(tr("Tools"), is_quiet=True)
        self._button.setObjectName("toolsButton")
        self._button.clicked.connect(self._open)
        self._button.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._button)

    def add(self, key: str, tools: QWidget) -> None:
        """Take over the tools of a view."""
        if not tools.accessibleName():
            tools.setAccessibleName(tr("Tools"))
        self._tools[key] = tools
        tools.hide()
        self._row.addWidget(tools)

    @property
    def least_width(self) -> int:
        """The width of the button that opens the tools."""
        return self._button.sizeHint().width()

    def show_tools(self, key: str, room: int) -> None:
        """Show the tools of a view, if it has any, in so many pixels."""
        self._current = self._tools.get(key)
        is_folded = self._current is not None and self._current.sizeHint().width() > room
        self._close()
        for tools in self._tools.values():
            tools.setVisible(tools is self._current and not is_folded)
        self._button.setVisible(is_folded)

    def _open(self) -> None:
        """Open the tools below their button."""
        if self._current is None:
            return
        popup = self._popup = QFrame(self, Qt.WindowType.Popup)
        popup.setObjectName("toolsPopup")
        popup.setAccessibleName(tr("Tools"))
        popup.setFrameShape(QFrame.Shape.StyledPanel)
        QVBoxLayout(popup).addWidget(self._current)
        self._current.show()
        popup.adjustSize()
        corner = self._button.mapToGlobal(self._button.rect().bottomRight())
        popup.move(corner.x() - popup.width(), corner.y())
        popup.show()

    def _close(self) -> None:
        """Take the tools back from the popup."""
        popup, self._popup = self._popup, None
        if popup is not None:
            for tools in self._tools.values():
                if popup.isAncestorOf(tools):
                    self._row.addWidget(tools)
            popup.close()
            popup.deleteLater()
