"""The text of a label, in which the words that were read are underlined with their number."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QPalette,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from app.toolkit.cards import sized
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.quantities.safe_text import blank_unsafe

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QPaintEvent, QTextDocument

    from pricing.labels import Span

NUMBER_SIZE, NUMBER_GAP = 0.7, 1
MARGIN = 12
LAST_BASIC_CHARACTER = 0xFFFF  # Qt counts the characters behind it twice


class Mark(NamedTuple):
    """Words that a field was read from. `number` is that of the field."""

    key: str
    number: int
    span: Span
    is_question: bool = False


def number_font(font: QFont) -> QFont:
    """Return the font of the numbers in a text."""
    return sized(font, NUMBER_SIZE, semibold=True)


def number_width(font: QFont, mark: Mark) -> float:
    """Return the width of a mark's number, for which its last letter leaves room."""
    return QFontMetricsF(number_font(font)).horizontalAdvance(str(mark.number))


@reports_exceptions
class LabelTextView(QPlainTextEdit):
    """Shows a text as it is, never as a page would look. `edited` tells of the user's changes."""

    edited = Signal()
    picture_pasted = Signal()  # no text can hold it, so the dialog reads it

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("labelText")
        self.setAccessibleName(tr("Text of the label"))
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)  # the dialog takes what is dropped
        self.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)
        self.document().setDocumentMargin(MARGIN)
        self._marks: list[Mark] = []
        self._lit = ""
        self._highlighter = _MarkHighlighter(self.document(), self.font)
        self._is_showing = False
        self.textChanged.connect(self._tell)
        self.use_colours()

    def use_colours(self) -> None:
        """Take the colours in force."""
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, tokens().field_border)
        self.setPalette(palette)
        self._show_marks()

    def show_text(self, text: str, *, is_page: bool) -> None:
        """Show another text. The words of a page cannot be changed."""
        self._is_showing = True
        self._marks = []
        self.setPlainText(blank_unsafe(text))
        self.setReadOnly(is_page)
        self._is_showing = False

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Underline the words that were read from the text."""
        places = _Places(self.toPlainText())
        self._marks = [
            mark._replace(span=places.in_document(mark.span))
            for mark in sorted(marks, key=lambda mark: mark.span)
        ]
        self._show_marks()

    def light(self, key: str) -> None:
        """Light the words that a field was read from, and bring them into view."""
        if key == self._lit:
            return
        self._lit = key
        self._show_marks()
        first = next((mark for mark in self._marks if mark.key == key), None)
        if first is not None and not self.hasFocus():
            self.setTextCursor(self._cursor_at(first.span.start))
            self.ensureCursorVisible()

    def _show_marks(self) -> None:
        self._is_showing = True
        self._highlighter.show_marks(self._marks, self._lit)
        self._is_showing = False
        self.viewport().update()

    def _tell(self) -> None:
        if not self._is_showing:
            self.edited.emit()

    # -- Qt's own names ------------------------------------------------------------------------

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return super().canInsertFromMimeData(source) or source.hasImage()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasImage() and not source.text().strip():
            self.picture_pasted.emit()
            return
        super().insertFromMimeData(source)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self.viewport()) as painter:
            font = number_font(self.font())
            painter.setFont(font)
            ascent = QFontMetricsF(font).ascent()
            for mark in self._marks:
                left = NUMBER_GAP + number_width(self.font(), mark)
                place = self._end_of(mark) + QPointF(-left, ascent - 2)
                painter.setPen(tokens().ask if mark.is_question else tokens().accent)
                painter.drawText(place, str(mark.number))

    def _end_of(self, mark: Mark) -> QPointF:
        """Return the upper right corner of a mark's words."""
        return QPointF(self.cursorRect(self._cursor_at(mark.span.end)).topLeft())

    def _cursor_at(self, position: int) -> QTextCursor:
        """Return a place in the text, or its end where the place is of a longer text before it."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(position, self.document().characterCount() - 1))
        return cursor


class _Places:
    """Turns places in a Python text into places in a Qt document."""

    def __init__(self, text: str) -> None:
        self._doubled = [at for at, char in enumerate(text) if ord(char) > LAST_BASIC_CHARACTER]

    def in_document(self, span: Span) -> Span:
        return type(span)(self._moved(span.start), self._moved(span.end))

    def _moved(self, position: int) -> int:
        return position + bisect_right(self._doubled, position - 1)


@reports_exceptions
class _MarkHighlighter(QSyntaxHighlighter):
    """Underlines the marks. Questions are dashed."""

    def __init__(self, document: QTextDocument, font: Callable[[], QFont]) -> None:
        super().__init__(document)
        self._font = font
        self._marks: Sequence[Mark] = ()
        self._lit = ""

    def show_marks(self, marks: Sequence[Mark], lit: str) -> None:
        self._marks, self._lit = marks, lit
        self.rehighlight()

    def _format(self, mark: Mark) -> QTextCharFormat:
        colours = tokens()
        is_lit = mark.key == self._lit
        style = QTextCharFormat()
        if mark.is_question:
            style.setBackground(colours.selection if is_lit else colours.ask_surface)
            style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
            style.setUnderlineColor(colours.ask)
        else:
            style.setBackground(colours.heat[1] if is_lit else colours.heat[0])
            style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            style.setUnderlineColor(colours.accent)
        return style

    # -- Qt's own names ------------------------------------------------------------------------

    def highlightBlock(self, text: str) -> None:
        start = self.currentBlock().position()
        end = start + self.currentBlock().length()
        for mark in self._marks:
            first, last = max(mark.span.start, start), min(mark.span.end, end)
            if first < last:
                style = self._format(mark)
                self.setFormat(first - start, last - first, style)
                if last == mark.span.end:
                    style.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
                    style.setFontLetterSpacing(number_width(self._font(), mark) + 2 * NUMBER_GAP)
                    self.setFormat(last - 1 - start, 1, style)
