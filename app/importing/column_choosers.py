"""The boxes over the columns of a list that say what each column is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QHeaderView

from app.toolkit.cards import HEADER_SIZE, sized
from app.toolkit.fields import RADIUS, ChoiceBox, paint_chevron, paint_frame
from app.toolkit.signs import Sign, paint_sign
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.reading.packs_columns import COLUMNS_OF_LISTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QColor, QPaintEvent, QResizeEvent, QWheelEvent

NOT_USED = "Not used"
PADDING, SIGN_WIDTH = 8, 24
_PARTS = " · "  # between the parts of a title
# The needed columns have the words of the product table.
SHORT_TITLES = {
    "elemental_mg": "mg per serving",
    "compound_mg": "mg of compound",
    "serving_units": "Units per serving",
    "pack_units": "Units per pack",
}


@reports_exceptions
class ColumnChooser(ChoiceBox):
    """The box above a column that says what it is. A guess has a sign and a frame of its own."""

    def __init__(self, header: str, key: str) -> None:
        super().__init__()
        self._is_guess = self._is_read = False
        self.setAccessibleName(tr("{column}: contains", column=header))
        self.addItem(tr(NOT_USED), "")
        for column_key, column in COLUMNS_OF_LISTS.items():
            self.addItem(tr(SHORT_TITLES.get(column_key, column.full_title)), column_key)
        self.setCurrentIndex(max(self.findData(key), 0))

    def show_meaning(self, meaning: str) -> None:
        """Show what the column is read as if nothing is chosen, or "" if it is not used."""
        self._is_read = bool(meaning)
        self.setItemText(0, meaning or tr(NOT_USED))
        self.updateGeometry()
        self.update()

    def mark_guess(self, *, is_guess: bool) -> None:
        """Show that what is chosen is a guess."""
        self._is_guess = is_guess
        self.setAccessibleDescription(tr("a guess, please check") if is_guess else "")
        self.updateGeometry()
        self.update()

    def _paint_text(self, painter: QPainter, ink: QColor, left: int) -> None:
        """Paint the text and the chevron."""
        painter.setPen(ink)
        area = self.rect().adjusted(left, 0, -PADDING, 0)
        alignment = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, alignment, self.currentText())
        paint_chevron(painter, QPointF(self.width() - 2 * PADDING, self.height() / 2))

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + (SIGN_WIDTH if self._is_guess else 0), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        is_used = self.currentData() or self._is_read
        if is_used and not self._is_guess:
            super().paintEvent(event)
            return
        with QPainter(self) as painter:
            paint_frame(painter, self.rect(), has_focus=self.hasFocus())
            if not self._is_guess:
                self._paint_text(painter, tokens().muted, PADDING)
                return
            if not self.hasFocus():
                painter.setPen(QPen(tokens().ask, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), RADIUS, RADIUS)
            side = self.fontMetrics().ascent() + 2
            sign = QRectF(PADDING, (self.height() - side) / 2, side, side)
            paint_sign(painter, Sign.QUESTION, sign)
            self._paint_text(painter, tokens().text, PADDING + SIGN_WIDTH)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # it scrolls the rows


@reports_exceptions
class ChooserHeader(QHeaderView):
    """The choosers over the columns of the list, and the titles of the figures."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setSectionsClickable(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignRight)
        self.choosers: list[ColumnChooser] = []
        self.left_title = self.right_title = ""
        self.sectionResized.connect(self.place_choosers)

    def show_choosers(self, choosers: Sequence[ColumnChooser]) -> None:
        for old in self.choosers:
            old.hide()
            old.deleteLater()
        self.choosers = list(choosers)
        for chooser in self.choosers:
            chooser.setParent(self.viewport())
            chooser.show()
        self.place_choosers()

    def place_choosers(self) -> None:
        """Put each chooser above its column."""
        height = self._chooser_height
        for index, chooser in enumerate(self.choosers, start=1):
            left = self.sectionViewportPosition(index)
            top = self.height() - height - 4
            chooser.setGeometry(left + 3, top, self.sectionSize(index) - 6, height)

    @property
    def _chooser_height(self) -> int:
        return max((chooser.sizeHint().height() for chooser in self.choosers), default=30)

    @property
    def _band_height(self) -> int:
        return self.fontMetrics().height() + 6

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        lines = 2 * self.fontMetrics().height() + 8
        return QSize(0, self._band_height + max(self._chooser_height + 8, lines))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place_choosers()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        colours = tokens()
        painter.fillRect(rect, colours.header)
        first_figure = len(self.choosers) + 1
        painter.setFont(sized(self.font(), HEADER_SIZE))
        inside = rect.adjusted(PADDING, 4, -PADDING, -6)
        if logicalIndex >= first_figure:
            painter.setPen(colours.muted)
            text = str(self.model().headerData(logicalIndex, self.orientation()) or "")
            painter.drawText(
                inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, text
            )

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        divide = self.sectionViewportPosition(len(self.choosers) + 1)
        with QPainter(self.viewport()) as painter:
            painter.fillRect(QRect(divide - 1, 0, 2, self.height()), tokens().divide)
            for left, title in ((0, self.left_title), (divide, self.right_title)):
                room = (divide if left == 0 else self.width()) - left - 2 * PADDING
                area = QRect(left + PADDING, 4, room, self._band_height)
                self._paint_title(painter, area, title)

    def _paint_title(self, painter: QPainter, area: QRect, title: str) -> None:
        """Paint as many parts of a title as there is room for, the first one in bold."""
        painter.setFont(sized(self.font(), HEADER_SIZE, semibold=True))
        shown = _fitting_parts(title, painter.fontMetrics(), area.width())
        first, hint_parts, hint = shown.rpartition(_PARTS)
        painter.setPen(tokens().text)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft, first or hint)
        if first:
            left = painter.fontMetrics().horizontalAdvance(first)
            painter.setFont(sized(self.font(), HEADER_SIZE))
            painter.setPen(tokens().muted)
            rest = area.adjusted(left, 0, 0, 0)
            painter.drawText(rest, Qt.AlignmentFlag.AlignLeft, f"{hint_parts}{hint}")


def _fitting_parts(title: str, metrics: QFontMetrics, room: int) -> str:
    """Return as many parts of a title as there is room for, from its beginning."""
    while metrics.horizontalAdvance(title) > room and _PARTS in title:
        title = title.rpartition(_PARTS)[0]
    return title
