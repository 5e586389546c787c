"""The question below a row: is an amount the compound's or the mineral's. 1 and 2 answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.toolkit.cards import CARD_TITLE_SIZE, HEADER_SIZE, RADIUS, SMALL_SIZE, dialog_column, sized
from app.toolkit.locale_format import notation
from app.toolkit.shown_text import Label
from app.toolkit.signs import Sign, paint_sign
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from pricing.analysis.amount_questions import AmountQuestion, AmountReading

_PADDING, _GAP, _KEY_SIZE, _LEFT_MARGIN = 12, 12, 18, 40
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WRAPPED = (
    int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
)
WHERE_TO_LOOK = "Show me where to look"
ASK_LATER = "Ask later"


@reports_exceptions
class AnswerButton(QAbstractButton):
    """One answer with its key, whether it is possible, and what follows from it."""

    def __init__(self, key: int, question: AmountQuestion, reading: AmountReading) -> None:
        super().__init__()
        self._key = str(key)
        fit = question.fit(reading)
        # The form is the user's text, and Qt would draw its unsafe characters.
        self._title = displayable_line(question.answer_title(reading).short_text(notation()))
        self._fit = displayable_line(fit.text(notation())) if fit else ""
        self._fits = reading.fits is True
        consequence = question.consequence(reading).short_text(notation())
        self._consequence = displayable_line(consequence)
        self._is_likely = reading.is_compound and not question.elemental.fits
        self._shows_key = False
        self.setText(self._title)
        self.setObjectName(f"answer{key}")
        self.show_key(is_shown=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_key(self, *, is_shown: bool) -> None:
        """Show the key of the answer, and say it to a screen reader, or do neither."""
        if is_shown == self._shows_key:
            return
        self._shows_key = is_shown
        answer = ". ".join(filter(None, (self._title, self._fit, self._consequence)))
        name = tr("{key}: {answer}", key=self._key, answer=answer) if is_shown else answer
        self.setAccessibleName(name)
        self.update()

    def height_for(self, width: int) -> int:
        """Return the height that the answer needs at a width."""
        return self._title_height(width) + self._text_height(width) + 2 * _PADDING

    def _inner_width(self, width: int) -> int:
        return width - 2 * _PADDING - _KEY_SIZE - _PADDING

    def _title_font_metrics(self) -> QFontMetrics:
        return QFontMetrics(sized(self.font(), 1.08, semibold=True))

    def _title_height(self, width: int) -> int:
        """Return the height of the title, and of the fit below it where both need two lines."""
        if self._is_fit_beside(width):
            return self._title_font_metrics().height()
        return self._wrapped_title_height(width) + self.fontMetrics().height()

    def _wrapped_title_height(self, width: int) -> int:
        area = QRect(0, 0, self._inner_width(width), 10_000)
        return self._title_font_metrics().boundingRect(area, _WRAPPED, self._title).height()

    def _is_fit_beside(self, width: int) -> bool:
        title = self._title_font_metrics().horizontalAdvance(self._title)
        font = sized(self.font(), SMALL_SIZE, semibold=True)
        fit = QFontMetrics(font).horizontalAdvance(self._fit) + _KEY_SIZE + 4
        return title + fit <= self._inner_width(width)

    def _text_height(self, width: int) -> int:
        metrics = QFontMetrics(sized(self.font(), SMALL_SIZE))
        area = QRect(0, 0, self._inner_width(width), 10_000)
        return metrics.boundingRect(area, _WRAPPED, self._consequence).height() + 4

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(240, self.height_for(max(self.width(), 240)))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = tokens()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            is_framed = self.hasFocus() or (self._is_likely and not self._other_has_focus())
            pen = painter.pen()
            pen.setColor(colours.accent if is_framed else colours.field_border)
            pen.setWidth(2 if is_framed else 1)
            painter.setPen(pen)
            painter.setBrush(colours.surface)
            outline = self.rect().adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(outline, RADIUS, RADIUS)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if self._shows_key:
                self._paint_key(painter)
            self._paint_texts(painter)

    def _other_has_focus(self) -> bool:
        parent = self.parentWidget()
        return parent is not None and any(
            button.hasFocus() for button in parent.findChildren(AnswerButton)
        )

    def _paint_key(self, painter: QPainter) -> None:
        colours = tokens()
        painter.setPen(colours.line)
        area = QRect(_PADDING + 4, _PADDING, _KEY_SIZE, _KEY_SIZE)
        painter.drawRoundedRect(area, 3, 3)
        painter.setPen(colours.muted)
        painter.setFont(sized(self.font(), HEADER_SIZE))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._key)

    def _paint_texts(self, painter: QPainter) -> None:
        colours, width = tokens(), self.width()
        left, inner = 2 * _PADDING + _KEY_SIZE, self._inner_width(width)
        title = QRect(left, _PADDING, inner, self._title_font_metrics().height())
        painter.setFont(sized(self.font(), 1.08, semibold=True))
        painter.setPen(colours.text)
        if self._is_fit_beside(width):
            painter.drawText(title, _LEFT, self._title)
            self._paint_fit(painter, title, _RIGHT)
        else:
            height = self._wrapped_title_height(width)
            painter.drawText(QRect(left, _PADDING, inner, height), _WRAPPED, self._title)
            self._paint_fit(painter, title.translated(0, height), _LEFT)
        painter.setFont(sized(self.font(), SMALL_SIZE))
        painter.setPen(colours.text)
        top = _PADDING + self._title_height(width) + 4
        painter.drawText(QRect(left, top, inner, self.height() - top), _WRAPPED, self._consequence)

    def _paint_fit(self, painter: QPainter, area: QRect, side: Qt.AlignmentFlag) -> None:
        colours = tokens()
        font = sized(self.font(), SMALL_SIZE, semibold=True)
        painter.setFont(font)
        painter.setPen(colours.accent if self._fits else colours.muted)
        painter.drawText(area, side, self._fit)
        if self._fits and side == _RIGHT:
            taken = QFontMetrics(font).horizontalAdvance(self._fit)
            size = area.height() - 4
            tick = QRect(area.right() - taken - size - 4, area.top() + 2, size, size)
            paint_sign(painter, Sign.DONE, tick.toRectF())


@reports_exceptions
class RowQuestion(QFrame):
    """Asks below a row. It belongs to the entry with an id, and its answers are readings."""

    answered = Signal(object)  # the AmountReading
    postponed = Signal()

    def __init__(self, parent: QWidget, entry_id: int, question: AmountQuestion) -> None:
        super().__init__(parent)
        self.entry_id = entry_id
        self.question = question
        self.readings = (question.compound, question.elemental)
        self.setObjectName("rowQuestion")
        self._title = Label(question.title.short_text(notation()))
        self._title.setFont(sized(self.font(), CARD_TITLE_SIZE, semibold=True))
        self._hint = Label(question.hint.text(notation()))
        self._hint.setFont(sized(self.font(), SMALL_SIZE))
        self._hint.setWordWrap(True)
        self.setAccessibleName(f"{self._title.text()} {self._hint.text()}")
        heading = QHBoxLayout()
        heading.setSpacing(8)
        heading.addWidget(self._title)
        heading.addWidget(self._hint, 1)
        self.answers = [
            AnswerButton(key, question, reading) for key, reading in enumerate(self.readings, 1)
        ]
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        for button, reading in zip(self.answers, self.readings, strict=True):
            button.clicked.connect(lambda _=False, reading=reading: self.answered.emit(reading))
            row.addWidget(button, 1)
        row.addLayout(self._side_buttons())
        column = QVBoxLayout(self)
        column.setContentsMargins(_LEFT_MARGIN, 10, _PADDING, _PADDING)
        column.setSpacing(8)
        column.addLayout(heading)
        column.addLayout(row)

    def _side_buttons(self) -> QVBoxLayout:
        where = QPushButton(tr(WHERE_TO_LOOK))
        where.setObjectName("whereToLookButton")
        where.clicked.connect(self._show_label)
        later = self._later_button = QPushButton(tr("{action}  Esc", action=tr(ASK_LATER)))
        later.setObjectName("askLaterButton")
        later.setMinimumWidth(later.sizeHint().width())  # also without its key
        later.setFlat(True)
        later.clicked.connect(self.postponed)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(where)
        column.addWidget(later)
        column.addStretch(1)
        return column

    def _show_label(self) -> None:
        """Show on a drawn label which of its amounts is the mineral's."""
        from PySide6.QtWidgets import QDialog, QDialogButtonBox

        from app.table.label_drawing import LabelDrawing

        dialog = QDialog(self)
        dialog.setWindowTitle(tr(WHERE_TO_LOOK))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(dialog.reject)
        column = dialog_column(dialog)
        column.addWidget(LabelDrawing())
        column.addWidget(buttons)
        dialog.open()

    def show_keys(self, *, can_answer: bool, can_postpone: bool) -> None:
        """Show those keys that the question takes while the keyboard is where it is now."""
        for button in self.answers:
            button.show_key(is_shown=can_answer)
        later = tr(ASK_LATER)
        self._later_button.setText(tr("{action}  Esc", action=later) if can_postpone else later)

    def height_for(self, width: int) -> int:
        """Return the height of the question at a width."""
        self.setFixedWidth(width)
        layout = self.layout()
        side = max(button.sizeHint().width() for button in self.findChildren(QPushButton))
        answer = (width - _LEFT_MARGIN - _PADDING - side - 2 * _GAP) // 2
        height = max(button.height_for(answer) for button in self.answers)
        for button in self.answers:
            button.setFixedHeight(height)
        if layout is None:
            return height
        layout.activate()
        hint = layout.heightForWidth(width) if layout.hasHeightForWidth() else 0
        return hint or layout.sizeHint().height()

    def answer(self, key: int) -> None:
        """Give the answer with a key."""
        self.answered.emit(self.readings[key - 1])

    # -- Qt's own names ------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), tokens().ask_surface)
            painter.fillRect(0, self.height() - 1, self.width(), 1, tokens().line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_1, Qt.Key.Key_2}:
            self.answer(1 if event.key() == Qt.Key.Key_1 else 2)
        elif event.key() == Qt.Key.Key_Escape:
            self.postponed.emit()
        else:
            super().keyPressEvent(event)
