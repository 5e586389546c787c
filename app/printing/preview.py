"""Pages as they will lie on the table: the very lines that go on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.toolkit.translation import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from app.printing.page_layout import PrintedPages

_GAP = 8


class PagePreview(QWidget):
    """Shows sheets below each other, as wide as there is room. Paper is white on any theme."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pagePreview")
        self.setAccessibleName(tr("Preview"))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._pages: PrintedPages | None = None

    def show_pages(self, sheets: PrintedPages) -> None:
        """Show these, and say to a screen reader what they say."""
        self._pages = sheets
        self.setAccessibleDescription(sheets.text)
        self.updateGeometry()
        self.update()

    def _scale(self, sheets: PrintedPages) -> float:
        return (self.width() - 2 * _GAP) / sheets.page_width

    # -- Qt's own names ------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._pages is None:
            return width
        page = (width - 2 * _GAP) * self._pages.page_height / self._pages.page_width
        return round(self._pages.count * (page + _GAP) + _GAP)

    def sizeHint(self) -> QSize:
        return QSize(480, self.heightForWidth(480))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._pages is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self._scale(self._pages)
        for page in range(self._pages.count):
            painter.save()
            painter.translate(_GAP, _GAP + page * (self._pages.page_height * scale + _GAP))
            painter.scale(scale, scale)
            sheet = QRectF(0, 0, self._pages.page_width, self._pages.page_height)
            painter.fillRect(sheet, QColor("#ffffff"))
            self._pages.paint(painter, page)
            painter.restore()
        painter.end()
