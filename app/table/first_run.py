"""The panel of an empty comparison: the four values that are enough, and the ways to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.table.label_drawing import NUMBER_SIZE, LabelDrawing, paint_number
from app.toolkit.cards import CARD_TITLE_SIZE, VERDICT_SIZE, Card, sized
from app.toolkit.shown_text import Label, Markup
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QPaintEvent, QResizeEvent

_GAP, _BETWEEN = 12, 64
_WIDTH_FOR_BOTH = 900  # of the text and the label side by side
_NEEDED = (
    "its name",
    "mg of magnesium in a serving, and how many units that is",
    "how many are in the pack",
    "the price",
)


@reports_exceptions
class _NumberedLine(QWidget):
    """One of the needed values with its number."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__()
        self._number = number
        label = Label(text)
        label.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(NUMBER_SIZE + _GAP, 2, 0, 2)
        row.addWidget(label)
        self.setAccessibleName(f"{number}: {text}")

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), NUMBER_SIZE + 4))

    def paintEvent(self, event: QPaintEvent) -> None:
        side = max(NUMBER_SIZE, self.fontMetrics().height() * 1.25)
        with QPainter(self) as painter:
            top = (self.height() - side) / 2
            paint_number(painter, self._number, QRectF(0, top, side, side), self.font())


@reports_exceptions
class FirstRunPanel(Card):
    """Says what a product needs, beside a drawn label, and offers the first steps."""

    product_requested = Signal()
    paste_requested = Signal()
    label_requested = Signal()
    example_requested = Signal()
    list_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._drawing = LabelDrawing()
        self._links: dict[Label, Markup] = {}
        self._sides = QHBoxLayout()
        self._sides.setSpacing(_BETWEEN)
        self._sides.addStretch(1)
        self._sides.addLayout(self._text_side())
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
        for number, text in enumerate(_NEEDED, 1):
            column.addWidget(_NumberedLine(number, tr(text)))
        column.addSpacing(12)
        column.addLayout(self._buttons())
        column.addSpacing(4)
        column.addWidget(self._link(
            "exampleLink",
            Markup("<a href='#'>{link}</a> {rest}", link=tr("Open the magnesium example"),
                   rest=tr("(18 products)")),
            self.example_requested.emit,
        ))  # fmt: skip
        column.addWidget(self._link(
            "listLink",
            Markup("<a href='#'>{link}</a> {rest}", link=tr("Open a list…"),
                   rest=tr("or drop a .csv or .xlsx file here")),
            self.list_requested.emit,
        ))  # fmt: skip
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

    def _link(self, name: str, text: Markup, run: Callable[[], object]) -> Label:
        label = Label(text)
        self._links[label] = text
        label.setObjectName(name)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        label.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        label.linkActivated.connect(lambda _: run())
        return label

    # -- Qt's own names ------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for label, text in self._links.items():  # a link keeps the colour it was set with
                label.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        scale = max(1.0, self.fontMetrics().height() / 16)
        has_width = self.width() >= _WIDTH_FOR_BOTH * scale
        self._drawing.setVisible(has_width and self.height() >= self._drawing.sizeHint().height())
