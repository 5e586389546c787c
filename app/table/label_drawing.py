"""A drawn label with the numbers of the four values that a product needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.toolkit.cards import CARD_TITLE_SIZE, HEADER_SIZE, NAME_SIZE, SMALL_SIZE, sized
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QFont, QPaintEvent

NUMBER_SIZE = 20
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_WIDTH_IN_LINES, _HEIGHT_IN_LINES, _PADDING = 20.5, 17.0, 16
NOT_THE_FRONT = "The amount of magnesium itself, as printed here. Not the “1000 mg” on the front."
LABEL_DESCRIPTION = (
    "A label: 1 the name, Magnesium Glycinate; 2 the amount of magnesium in a serving of 2 "
    "capsules, 200 mg; 3 how many are in the pack, 120 capsules; 4 the price, 18.99."
)


def paint_number(painter: QPainter, number: int, area: QRectF, font: QFont) -> None:
    """Paint one of the numbers from 1 to 4 in a filled circle."""
    colours = tokens()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.accent)
    painter.drawEllipse(area)
    painter.setFont(sized(font, SMALL_SIZE, semibold=True))
    painter.setPen(colours.on_accent)
    painter.drawText(area, _CENTRE, str(number))
    painter.restore()


@reports_exceptions
class LabelDrawing(QWidget):
    """The front and the panel of a pack, with the numbers where the values stand."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr(LABEL_DESCRIPTION))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _line(self) -> float:
        return self.fontMetrics().height()

    def _text(  # noqa: PLR0913 - what a text on the drawing has
        self,
        painter: QPainter,
        area: QRectF,
        text: str,
        *,
        scale: float = 1.0,
        semibold: bool = False,
        colour: QColor | None = None,
        flags: Qt.AlignmentFlag = _LEFT,
    ) -> None:
        painter.setFont(sized(self.font(), scale, semibold=semibold))
        painter.setPen(colour or tokens().text)
        painter.drawText(area, flags, text)

    def _number(self, painter: QPainter, number: int, right: float, middle: float) -> None:
        side = max(NUMBER_SIZE, self._line() * 1.25)
        paint_number(
            painter, number, QRectF(right - side, middle - side / 2, side, side), self.font()
        )

    def _paint_panel(self, painter: QPainter, panel: QRectF) -> None:
        """Paint the panel of the back, with the amount of the mineral."""
        colours, line = tokens(), self._line()
        painter.setPen(colours.text)
        painter.drawRect(panel)
        inner = panel.adjusted(12, 6, -12, -6)
        row = QRectF(inner.left(), inner.top(), inner.width(), line * 1.7)
        self._text(painter, row, tr("Supplement Facts"), scale=NAME_SIZE, semibold=True)
        row = QRectF(inner.left(), row.bottom(), inner.width(), line * 1.2)
        self._text(painter, row, tr("Serving size 2 capsules"), scale=SMALL_SIZE)
        bar = QRectF(inner.left(), row.bottom() + 5, inner.width(), 5)
        painter.fillRect(bar, colours.text)
        row = QRectF(inner.left(), bar.bottom() + 7, inner.width(), line * 1.2)
        amount = QRectF(row.left(), row.top(), row.width(), line * 2.3)
        self._text(painter, row, tr("Magnesium"))
        below = row.translated(0, line * 1.15)
        hint = tr("(as magnesium glycinate)")
        self._text(painter, below, hint, scale=HEADER_SIZE, colour=colours.muted)
        side = max(NUMBER_SIZE, line * 1.25)
        self._number(painter, 2, amount.right(), amount.center().y())
        share = amount.adjusted(0, 0, -side - 8, 0)
        self._text(painter, share, "48 %", colour=colours.muted, flags=_RIGHT)
        share.adjust(0, 0, -line * 2.5, 0)
        self._text(painter, share, "200 mg", semibold=True, flags=_RIGHT)
        painter.fillRect(QRectF(inner.left(), amount.bottom() + 5, inner.width(), 1), colours.line)
        note = QRectF(inner.left(), amount.bottom() + 9, inner.width(), line * 2.4)
        text = tr(NOT_THE_FRONT)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        wrapped = Qt.AlignmentFlag(int(flags) | int(Qt.TextFlag.TextWordWrap))
        self._text(painter, note, text, scale=HEADER_SIZE, colour=colours.muted, flags=wrapped)

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        line = self._line()
        return QSize(round(line * _WIDTH_IN_LINES) + 32, round(line * _HEIGHT_IN_LINES) + 32)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, line = tokens(), self._line()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(colours.field_border)
            painter.setBrush(colours.surface)
            outline = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(outline, 6, 6)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inner = outline.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
            title = QRectF(inner.left(), inner.top(), inner.width(), line * 1.4)
            self._text(
                painter, title, tr("Magnesium Glycinate"), scale=CARD_TITLE_SIZE, semibold=True
            )
            below = QRectF(inner.left(), title.bottom(), inner.width(), line * 1.1)
            hint = tr("front of the pack")
            self._text(painter, below, hint, scale=HEADER_SIZE, colour=colours.muted)
            self._number(painter, 1, inner.right(), (title.top() + below.bottom()) / 2)
            bottom = QRectF(inner.left(), inner.bottom() - line * 1.6, inner.width(), line * 1.6)
            self._paint_panel(
                painter,
                QRectF(
                    inner.left(),
                    below.bottom() + 10,
                    inner.width(),
                    bottom.top() - below.bottom() - 22,
                ),
            )
            self._paint_pack_and_price(painter, bottom)

    def _paint_pack_and_price(self, painter: QPainter, area: QRectF) -> None:
        line = self._line()
        side = max(NUMBER_SIZE, line * 1.25)
        pack = tr("120 capsules")
        self._text(painter, area, pack)
        taken = painter.fontMetrics().horizontalAdvance(pack)
        self._number(painter, 3, area.left() + taken + 10 + side, area.center().y())
        self._number(painter, 4, area.right(), area.center().y())
        tag = area.adjusted(area.width() - side - 8 - line * 4.3, 0, -side - 8, 0)
        painter.setPen(tokens().field_border)
        painter.drawRoundedRect(tag, 3, 3)
        self._text(painter, tag, "$18.99", semibold=True, flags=_CENTRE)
