"""The list below the command field: what fits the text, in groups, chosen with the arrow keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFont,
    QFontMetrics,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.toolkit.cards import HEADER_SIZE, SMALL_SIZE, sized
from app.toolkit.fields import paint_frame
from app.toolkit.shown_text import Label
from app.toolkit.signs import paint_sign
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from app.window.commands import Command
from pricing.quantities.safe_text import displayable_line
from pricing.quantities.text_folding import fold_text, folded_words

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from app.window.command_field import CommandField
    from app.window.commands import Commands

Index = QModelIndex | QPersistentModelIndex
WIDTH, MAX_ROWS = 640, 18
_HEADING_HEIGHT, _ROW_HEIGHT, _LEFT, _SIGN, _TEXT_LEFT = 26, 36, 12, 14, 40
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -6, Qt.Key.Key_PageDown: 6}
_NO_SIGN = "›"
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_KEYS = "↑ ↓ choose     Enter does it     > commands only     # comparisons only"


@reports_exceptions
class _CommandModel(QAbstractListModel):
    """The commands, each group below its heading. A heading is a plain text."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Command | str] = []

    def show(self, commands: list[Command]) -> None:
        self.beginResetModel()
        self.rows = []
        group = ""
        for command in commands:
            if command.group != group:
                group = command.group
                self.rows.append(group)
            self.rows.append(command)
        self.endResetModel()

    # -- Qt's own names ------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        row = self.rows[index.row()]
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        if isinstance(row, str):
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return displayable_line(row.title)
        return displayable_line(", ".join(filter(None, (row.title, row.note, row.key))))

    def flags(self, index: Index) -> Qt.ItemFlag:
        is_heading = isinstance(self.rows[index.row()], str)
        chosen = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags if is_heading else chosen


@reports_exceptions
class _CommandDelegate(QStyledItemDelegate):
    """Paints a heading, or a command with its sign, its note and its key."""

    def __init__(self) -> None:
        super().__init__()
        self.words: tuple[str, ...] = ()

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        extra = max(0, QFontMetrics(option.font).height() - 16)
        height = _HEADING_HEIGHT if not index.flags() else _ROW_HEIGHT
        return QSize(200, height + extra)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        row = model.rows[index.row()] if isinstance(model, _CommandModel) else ""
        area, colours = QRectF(option.rect), tokens()
        painter.save()
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if isinstance(row, str):
            painter.setFont(sized(option.font, HEADER_SIZE, semibold=True))
            painter.setPen(colours.muted)
            painter.drawText(area.adjusted(_LEFT, 0, -_LEFT, 0), left, row)
        else:
            view = option.widget
            is_current = isinstance(view, QListView) and view.currentIndex() == index
            if is_current:
                painter.fillRect(area, colours.selection)
                painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()), colours.accent)
            key = row.key or (tr("Enter") if is_current else "")
            self._paint_command(painter, option.font, area, row, key)
        painter.restore()

    def _paint_command(
        self, painter: QPainter, font: QFont, area: QRectF, command: Command, key: str
    ) -> None:
        colours, left = tokens(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if command.sign is not None:
            paint_sign(painter, command.sign, QRectF(_LEFT, area.top(), _SIGN, area.height()))
        else:
            painter.setPen(colours.muted)
            sign = QRectF(_LEFT, area.top(), _SIGN, area.height())
            painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, _NO_SIGN)
        right = area.right() - _LEFT
        if key:
            right = self._paint_key(painter, font, area, key) - _LEFT
        x = float(_TEXT_LEFT)
        painter.setPen(colours.text)
        words = self.words if command.is_found_by_title else ()
        for text, is_bold in marked_parts(displayable_line(command.title), words):
            painter.setFont(sized(font, 1, semibold=is_bold))
            metrics = painter.fontMetrics()
            room, width = right - x, metrics.horizontalAdvance(text)
            is_long = width > room
            end = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(max(room, 0)))
            shown = end if is_long else text
            painter.drawText(QRectF(x, area.top(), room, area.height()), left, shown)
            x += width
        painter.setFont(sized(font, SMALL_SIZE))
        painter.setPen(colours.muted)
        room = right - x - _LEFT
        note = displayable_line(command.note)
        if room >= painter.fontMetrics().horizontalAdvance(note):
            painter.drawText(QRectF(x + _LEFT, area.top(), room, area.height()), left, note)

    def _paint_key(self, painter: QPainter, font: QFont, area: QRectF, key: str) -> float:
        painter.setFont(sized(font, HEADER_SIZE))
        width = painter.fontMetrics().horizontalAdvance(key) + 12
        height = painter.fontMetrics().height() + 4
        top = area.center().y() - height / 2
        box = QRectF(area.right() - _LEFT - width, top, width, height)
        painter.setPen(tokens().line)
        painter.setBrush(tokens().surface)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(tokens().muted)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)
        return box.left()


def marked_parts(title: str, words: tuple[str, ...]) -> list[tuple[str, bool]]:
    """Return the parts of a title, and whether each is what was typed.

    >>> marked_parts("Magnesium Glycinate", ("magnesium", "gly"))
    [('Magnesium', True), (' ', False), ('Gly', True), ('cinate', False)]
    """
    folded = fold_text(title)
    if len(folded) != len(title) or not words:
        return [(title, False)]
    marks = [False] * len(title)
    for word in words:
        at = folded.find(word)
        if at >= 0:
            marks[at : at + len(word)] = [True] * len(word)
    parts: list[tuple[str, bool]] = []
    for char, mark in zip(title, marks, strict=True):
        if parts and parts[-1][1] is mark:
            parts[-1] = (parts[-1][0] + char, mark)
        else:
            parts.append((char, mark))
    return parts


def _keys_label() -> Label:
    """Return the line that says which keys move in the list and choose."""
    keys = Label(tr(_KEYS))
    keys.setFont(sized(keys.font(), SMALL_SIZE))
    keys.setProperty("muted", True)
    keys.setWordWrap(True)
    keys.setContentsMargins(_LEFT, 6, _LEFT, 8)
    return keys


@reports_exceptions
class CommandList(QFrame):
    """Follows the command field. It never takes the keyboard from it."""

    def __init__(self, field: CommandField, commands: Commands, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("commandPopup")
        self.setAccessibleName(tr("What the command field found"))
        self._field = field
        self._commands = commands
        self._before: QWidget | None = None
        self._model = _CommandModel()
        self._delegate = _CommandDelegate()
        self._view = QListView()
        self._view.setObjectName("commandList")
        self._view.setAccessibleName(tr("What the command field found"))
        self._view.setModel(self._model)
        self._view.setItemDelegate(self._delegate)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setFrameShape(QFrame.Shape.NoFrame)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.clicked.connect(self._run_at)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 4, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._view, 1)
        column.addWidget(_keys_label())
        field.textEdited.connect(lambda _: self.refresh())
        field.key_pressed.connect(self._on_key)
        field.closed.connect(self.hide)
        self.hide()

    def open(self, focus_before: QWidget | None) -> None:
        """Show what fits the field's text. Escape gives the keyboard back to where it was."""
        self._before = focus_before or self._before
        self.refresh()

    def refresh(self) -> None:
        """Find again what fits the text."""
        if not self._field.hasFocus():
            return
        text = self._field.text()
        self._delegate.words = folded_words(text)
        self._model.show(self._commands.find(text))
        self._place()
        self._choose(1)

    def _place(self) -> None:
        parent = self.parentWidget()
        if not self._model.rows or parent is None:
            self.hide()
            return
        corner = self._field.mapTo(parent, self._field.rect().bottomLeft())
        margin, width = 16, max(WIDTH, self._field.width())
        left = max(margin, min(corner.x(), parent.width() - width - margin))
        rows = sum(self._view.sizeHintForRow(row) for row in range(min(self._count, MAX_ROWS)))
        height = min(rows + 48, parent.height() - corner.y() - 2 * margin)
        self.setGeometry(left, corner.y() + 4, min(width, parent.width() - 2 * margin), height)
        self.show()
        self.raise_()

    @property
    def _count(self) -> int:
        return len(self._model.rows)

    def _choose(self, row: int) -> None:
        if 0 <= row < self._count:
            index = self._model.index(row)
            self._view.setCurrentIndex(index)
            said = index.data(Qt.ItemDataRole.AccessibleTextRole)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._field, said))

    # -- keys ----------------------------------------------------------------------------------

    def _on_key(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self._leave()
        elif key in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            text = self._field.text()
            self._leave()
            self._commands.begin_new_product(text)
        elif key in _ENTER:
            self._run_at(self._view.currentIndex())
        else:
            self._step(_STEPS[key])

    def _step(self, step: int) -> None:
        """Go up or down by some commands. Headings are passed over."""
        places = [at for at, row in enumerate(self._model.rows) if isinstance(row, Command)]
        if places:
            current = self._view.currentIndex().row()
            at = places.index(current) if current in places else 0
            self._choose(places[min(max(at + step, 0), len(places) - 1)])

    def _run_at(self, index: Index) -> None:
        row = self._model.rows[index.row()] if index.isValid() else ""
        if isinstance(row, Command):
            self._leave()
            row.run()

    def _leave(self) -> None:
        """Empty the field, hide the list, and give the keyboard back."""
        self._field.clear()
        self.hide()
        target = self._before if isinstance(self._before, QWidget) else None
        # A cell's editor may be gone meanwhile.
        is_there = target is not None and isValid(target) and target.isVisible()
        if target is not None and is_there and not isinstance(target, QLineEdit):
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._field.clearFocus()

    # -- Qt's own names ------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_frame(painter, self.rect(), has_focus=False)
            painter.setPen(QPen(tokens().line, 1))
            top = self._view.geometry().bottom() + 1
            painter.drawLine(1, top, self.width() - 2, top)
