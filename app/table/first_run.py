"""The panel of an empty comparison: the four values that are enough, and the ways to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.table.label_drawing import NUMBER_SIZE, LabelDrawing, paint_number
from app.toolkit.cards import CARD_TITLE_SIZE, VERDICT_SIZE, Card, sized
from app.toolkit.shown_text import Label
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QPaintEvent, QResizeEvent

_GAP, _BETWEEN = 12, 64
_WIDTH_FOR_BOTH = 900  # of the text and the label side by side
_NEEDED = {
    1: "its name",
    2: "mg of magnesium in a serving, and how many units that is",
    3: "how many are in the pack",
    4: "the price",
}


@reports_exceptions
class _NumberedLine(QWidget):
    """One of the needed values with its number."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__()
        self._number = number
        label = Label(text)
        label.setWordWrap(True)
        self._row = QHBoxLayout(self)
        self._row.addWidget(label)
        self._make_room()
        self.setAccessibleName(tr("{number}: {text}", number=number, text=text))

    def _side(self) -> int:
        """Return the width of the number's circle, which grows with the text."""
        return max(NUMBER_SIZE, round(self.fontMetrics().height() * 1.25))

    def _make_room(self) -> None:
        self._row.setContentsMargins(self._side() + _GAP, 2, 0, 2)

    # -- Qt's own names ------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._make_room()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), self._side() + 4))

    def paintEvent(self, event: QPaintEvent) -> None:
        side = self._side()
        with QPainter(self) as painter:
            top = (self.height() - side) / 2
            paint_number(painter, self._number, QRectF(0, top, side, side), self.font())


@reports_exceptions
class _LinkButton(QPushButton):
    """A step that is offered as a link."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 4, metrics.height() + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        font = QFont(self.font())
        font.setUnderline(True)
        with QPainter(self) as painter:
            painter.setFont(font)
            painter.setPen(tokens().accent)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
            if self.hasFocus():
                painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


def _link_row(name: str, text: str, rest: str, run: Callable[[], object]) -> QHBoxLayout:
    """Return a link and the words behind it."""
    link = _LinkButton(text)
    link.setObjectName(name)
    link.clicked.connect(lambda _=False: run())
    row = QHBoxLayout()
    row.setSpacing(4)
    row.addWidget(link)
    row.addWidget(Label(rest))
    row.addStretch(1)
    return row


@reports_exceptions
class FirstRunPanel(Card):
    """Says what a product needs, beside a drawn label, and offers the first steps."""

    product_requested = Signal()
    paste_requested = Signal()
    label_requested = Signal()
    example_requested = Signal()
    list_requested = Signal()

    def __init__(self) -> None:
        super().__init__(tr("How to begin"))
        self._drawing = LabelDrawing()
        self._sides = QHBoxLayout()
        self._sides.setSpacing(_BETWEEN)
        self._sides.addStretch(1)
        self._text = self._text_side()
        self._sides.addLayout(self._text)
        self._sides.addWidget(self._drawing, 0, Qt.AlignmentFlag.AlignVCenter)
        self._sides.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        column.addLayout(self._sides)
        column.addStretch(1)

    def _text_side(self) -> QBoxLayout:
        title = Label(tr("Which bottle is the better buy?"))
        title.setFont(sized(self.font(), VERDICT_SIZE * 1.25, semibold=True))
        title.setWordWrap(True)
        hint = Label(
            tr(
                "Four things from each label are enough. The table tells you what a month costs "
                "and whether the dose is safe."
            )
        )
        hint.setFont(sized(self.font(), CARD_TITLE_SIZE))
        hint.setWordWrap(True)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(title)
        column.addWidget(hint)
        column.addSpacing(8)
        for number in range(1, len(_NEEDED) + 1):
            column.addWidget(_NumberedLine(number, tr(_NEEDED[number])))
        column.addSpacing(12)
        column.addLayout(self._buttons())
        column.addSpacing(4)
        column.addLayout(
            _link_row(
                "exampleButton",
                tr("Open the magnesium example"),
                tr("(18 products)"),
                self.example_requested.emit,
            )
        )
        column.addLayout(
            _link_row(
                "openButton",
                tr("Open a list…"),
                tr("or drop a .csv or .xlsx file here"),
                self.list_requested.emit,
            )
        )
        return column

    def _buttons(self) -> QHBoxLayout:
        steps: Mapping[str, tuple[str, Callable[[], object]]] = {
            "addButton": (tr("Type the first product"), self.product_requested.emit),
            "pasteButton": (tr("Paste from a spreadsheet"), self.paste_requested.emit),
            "firstLabelButton": (tr("Read a label…"), self.label_requested.emit),
        }
        row = QHBoxLayout()
        row.setSpacing(8)
        for name, (text, run) in steps.items():
            button = QPushButton(text)
            button.setObjectName(name)
            button.setProperty("primary", name == "addButton")
            button.clicked.connect(lambda _=False, run=run: run())
            row.addWidget(button)
        row.addStretch(1)
        return row

    # -- Qt's own names ------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """Return the size of the text: the drawn label gives way to it."""
        return self._text.minimumSize().grownBy(self.contentsMargins())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        scale = max(1.0, self.fontMetrics().height() / 16)
        has_width = self.width() >= _WIDTH_FOR_BOTH * scale
        self._drawing.setVisible(has_width and self.height() >= self._drawing.sizeHint().height())
