"""The painting of the Checks view: sign, product, finding, what the remedy gives, and buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate

from app.comparison.checks_model import CheckHeading, ShownLine
from app.comparison.painted_buttons import paint_frame_button
from app.toolkit.cards import SMALL_SIZE, sized
from app.toolkit.signs import Sign, paint_sign
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.analysis.check_list import CheckGroup
from pricing.problems.plain_facts import NamedTuple
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QColor
    from PySide6.QtWidgets import QStyleOptionViewItem

    from app.comparison.checks_model import ChecksModel

    Index = QModelIndex | QPersistentModelIndex

GROUP_SIGNS = {CheckGroup.OVER_LIMIT: Sign.OVER_LIMIT, CheckGroup.QUESTION: Sign.QUESTION}
# In pixels at the drawn size of text.
_ROW_HEIGHTS = (30, 40, 52)
_DRAWN_LINE_HEIGHT = 16
_SLACK = 4
_MARGIN, _GAP, _SIGN_SIZE, _SIGN_WIDTH = 12, 18, 16, 40
_BUTTON_PADDING, _BUTTON_GAP, _BUTTON_HEIGHT = 10, 8, 23
# What the remedy gives stands below the finding in a list that is narrower than this.
_MIN_WIDTH_ON_ONE_LINE = 1_100
# The buttons stand below the texts where these would have less room beside them.
_MIN_REST = 160
_LINES_FOR_WIDTHS = 200  # the columns fit this many lines, which are more than a screen shows
# The most that a column takes of the list's width.
_NAME_SHARE, _FOLDED_NAME_SHARE, _FOUND_SHARE = 0.3, 0.24, 0.26
# At the left edge, whatever direction a name is written in.
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
_WRAPPED = int(_LEFT | Qt.TextFlag.TextWordWrap)


class _Columns(NamedTuple):
    """The widths of the list's columns.

    What the remedy gives has the rest of the line up to the buttons. If it is folded, it stands
    below the finding, which has that rest.
    """

    name: int
    found: int
    is_folded: bool


@reports_exceptions
class ChecksDelegate(QStyledItemDelegate):
    """Paints the rows of a model of checks. Its buttons are found by their places."""

    def __init__(self, model: ChecksModel) -> None:
        super().__init__(model)
        self._model = model
        self._columns: tuple[int, _Columns] | None = None
        model.modelReset.connect(self.forget_widths)
        model.dataChanged.connect(self.forget_widths)

    def forget_widths(self) -> None:
        """Fit the columns again when they are next needed."""
        self._columns = None

    # -- measures ------------------------------------------------------------------------------

    def _columns_for(self, font: QFont, width: int) -> _Columns:
        if self._columns is None or self._columns[0] != width:
            self._columns = width, self._fit_columns(font, width)
        return self._columns[1]

    def _fit_columns(self, font: QFont, width: int) -> _Columns:
        """Return columns that are as wide as their widest text, if that leaves room for all."""
        lines = self._model.lines()[:_LINES_FOR_WIDTHS]
        plain, bold = QFontMetrics(font), QFontMetrics(sized(font, 1, semibold=True))
        is_folded = width < _MIN_WIDTH_ON_ONE_LINE * _scale(font)
        share = _FOLDED_NAME_SHARE if is_folded else _NAME_SHARE
        names = [plain.horizontalAdvance(f"{line.name}  {line.more}") for line in lines]
        name = min(max(names, default=0), int(width * share)) + _GAP
        if is_folded:
            return _Columns(name, 0, is_folded=True)
        found_widths = [bold.horizontalAdvance(line.found) for line in lines]
        found = min(max(found_widths, default=0), int(width * _FOUND_SHARE)) + _GAP
        return _Columns(name, found, is_folded=False)

    @staticmethod
    def _text_height(line: ShownLine, font: QFont, columns: _Columns, width: int) -> int:
        bold = sized(font, 1, semibold=True)
        name = _wrapped_height(font, _name_text(line), columns.name - _GAP)
        rest = _width_of_rest(line, font, columns, width)
        if columns.is_folded:
            texts = (bold, line.found), (font, line.follows)
            return max(name, sum(_wrapped_height(*text, rest) for text in texts))
        found = _wrapped_height(bold, line.found, columns.found - _GAP)
        return max(name, found, _wrapped_height(font, line.follows, rest))

    # -- painting ------------------------------------------------------------------------------

    def _paint_heading(
        self, painter: QPainter, option: QStyleOptionViewItem, row: CheckHeading
    ) -> None:
        painter.fillRect(option.rect, tokens().header)
        area = option.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        number = str(row.count)
        for text, font, colour in (
            (tr(row.group.title), sized(option.font, 1, semibold=True), tokens().text),
            (number, option.font, tokens().muted),
            (tr(row.group.consequence), sized(option.font, SMALL_SIZE), tokens().muted),
        ):
            painter.setFont(font)
            painter.setPen(colour)
            painter.drawText(area, _LEFT, text)
            area.setLeft(area.left() + QFontMetrics(font).horizontalAdvance(text) + _BUTTON_GAP)

    def _paint_line(
        self, painter: QPainter, option: QStyleOptionViewItem, line: ShownLine, *, is_current: bool
    ) -> None:
        colours, columns = tokens(), self._columns_for(option.font, option.rect.width())
        if is_current:
            painter.fillRect(option.rect, colours.selection)
        below = _height_below(line, option.font, option.rect.width())
        area = option.rect.adjusted(_MARGIN, 0, -_MARGIN, -below)
        sign_area = QRect(area.left(), area.top(), _SIGN_WIDTH - _GAP, area.height())
        _paint_line_sign(painter, line, QRectF(sign_area), option.font)
        left = area.left() + _SIGN_WIDTH
        text_colour = colours.muted if line.is_done else colours.text
        _draw(painter, option.font, text_colour, _column(area, left, columns.name),
              _name_text(line))  # fmt: skip
        left += columns.name
        found_font = sized(option.font, 1, semibold=line.group in GROUP_SIGNS)
        colour = colours.muted if line.is_done else _found_colour(line)
        rest = _width_of_rest(line, option.font, columns, option.rect.width())
        rest_area = QRect(left + columns.found, area.top(), rest, area.height())
        if columns.is_folded:
            self._paint_folded(painter, option, line, rest_area, colour)
        else:
            _draw(painter, found_font, colour, _column(area, left, columns.found), line.found)
            _draw(painter, option.font, text_colour, rest_area, line.follows)
        self._paint_buttons(painter, option, line, is_current=is_current)
        painter.setPen(colours.line)
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())

    @staticmethod
    def _paint_folded(
        painter: QPainter,
        option: QStyleOptionViewItem,
        line: ShownLine,
        area: QRect,
        colour: QColor,
    ) -> None:
        """Paint what the remedy gives below the finding."""
        font = sized(option.font, 1, semibold=line.group in GROUP_SIGNS)
        found = _wrapped_height(font, line.found, area.width())
        follows = _wrapped_height(option.font, line.follows, area.width())
        top = area.top() + max((area.height() - found - follows) // 2, 0)
        _draw(painter, font, colour, QRect(area.left(), top, area.width(), found), line.found)
        below = QRect(area.left(), top + found, area.width(), follows)
        _draw(painter, option.font, tokens().muted if line.is_done else tokens().text, below,
              line.follows)  # fmt: skip

    @staticmethod
    def _paint_buttons(
        painter: QPainter, option: QStyleOptionViewItem, line: ShownLine, *, is_current: bool
    ) -> None:
        painter.setFont(sized(option.font, SMALL_SIZE))
        areas = button_areas(line, option.rect, option.font)
        for number, (area, title) in enumerate(zip(areas, line.button_titles, strict=True)):
            is_first = is_current and number == 0
            paint_frame_button(painter, QRectF(area), title, is_framed=is_first)

    # -- Qt's own names ------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        row = self._model.rows[index.row()]
        if isinstance(row, CheckHeading):
            self._paint_heading(painter, option, row)
        else:
            is_current = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_line(painter, option, row, is_current=is_current)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row, scale = self._model.rows[index.row()], _scale(option.font)
        one, two, three = (round(height * scale) for height in _ROW_HEIGHTS)
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListView) else option.rect.width()
        if isinstance(row, CheckHeading):
            return QSize(width, one - 3)
        needed = self._text_height(row, option.font, self._columns_for(option.font, width), width)
        needed += _height_below(row, option.font, width)
        steps = [height for height in (one, two, three) if height - 6 >= needed]
        return QSize(width, steps[0] if steps else needed + 8)


def _scale(font: QFont) -> float:
    """Return how much larger the text is than drawn."""
    return max(1.0, QFontMetrics(font).height() / _DRAWN_LINE_HEIGHT)


def button_at(line: ShownLine, point: QPoint, row: QRect, font: QFont) -> int | None:
    """Return the number of the button of a line at a point, from 0."""
    areas = button_areas(line, row, font)
    return next((number for number, area in enumerate(areas) if area.contains(point)), None)


def button_areas(line: ShownLine, row: QRect, font: QFont) -> list[QRect]:
    """Return the places of a line's buttons at the right end of its row."""
    widths, height = _button_widths(line, font), _button_height(font)
    left = row.right() - _MARGIN - _buttons_width(line, font)
    below = _height_below(line, font, row.width())
    top = row.bottom() - below + 1 if below else row.center().y() - height // 2
    areas = []
    for width in widths:
        areas.append(QRect(left, top, width, height))
        left += width + _BUTTON_GAP
    return areas


def _button_widths(line: ShownLine, font: QFont) -> list[int]:
    metrics = QFontMetrics(sized(font, SMALL_SIZE))
    return [metrics.horizontalAdvance(title) + 2 * _BUTTON_PADDING
            for title in line.button_titles]  # fmt: skip


def _button_height(font: QFont) -> int:
    return max(_BUTTON_HEIGHT, QFontMetrics(sized(font, SMALL_SIZE)).height() + 6)


def _buttons_width(line: ShownLine, font: QFont) -> int:
    widths = _button_widths(line, font)
    return sum(widths) + _BUTTON_GAP * max(len(widths) - 1, 0)


def _height_below(line: ShownLine, font: QFont, width: int) -> int:
    """Return the height that the buttons take below the texts of a row, or 0 beside them."""
    scale = _scale(font)
    room = round(width * (1 - _FOLDED_NAME_SHARE)) - 2 * _MARGIN - _SIGN_WIDTH - 2 * _GAP
    is_beside = room - _buttons_width(line, font) >= _MIN_REST * scale
    if is_beside or not line.button_titles or width >= _MIN_WIDTH_ON_ONE_LINE * scale:
        return 0
    return _button_height(font) + _BUTTON_GAP


def _width_of_rest(line: ShownLine, font: QFont, columns: _Columns, width: int) -> int:
    """Return the width between a line's finding and its buttons."""
    used = _MARGIN + _SIGN_WIDTH + columns.name + columns.found + _GAP + _MARGIN
    beside = 0 if _height_below(line, font, width) else _buttons_width(line, font)
    return max(width - used - beside, 1)


def _name_text(line: ShownLine) -> str:
    return f"{line.name}  {line.more}".rstrip()


def _found_colour(line: ShownLine) -> QColor:
    match line.group:
        case CheckGroup.OVER_LIMIT:
            return tokens().stop
        case CheckGroup.QUESTION:
            return tokens().ask
    return tokens().text


def _column(area: QRect, left: int, width: int) -> QRect:
    # Qt wraps a text that is exactly as wide as its place.
    return QRect(left, area.top(), width - _GAP + _SLACK, area.height())


def _draw(painter: QPainter, font: QFont, colour: QColor, area: QRect, text: str) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(area, _WRAPPED, displayable_line(text))


def _wrapped_height(font: QFont, text: str, width: int) -> int:
    metrics = QFontMetrics(font)
    if metrics.horizontalAdvance(text) <= width:
        return metrics.height()
    return metrics.boundingRect(0, 0, max(width, 1), 10_000, _WRAPPED, text).height()


def _paint_line_sign(painter: QPainter, line: ShownLine, area: QRectF, font: QFont) -> None:
    """Paint a line's sign: a tick if it is done, and a dash for a note."""
    side = _SIGN_SIZE * _scale(font)
    square = QRectF(area.left(), area.center().y() - side / 2, area.width(), side)
    if line.is_done:
        paint_sign(painter, Sign.DONE, square)
    elif line.group in GROUP_SIGNS:
        paint_sign(painter, GROUP_SIGNS[line.group], square)
    elif line.group is CheckGroup.FIX and not line.line.worst.is_missing:
        _paint_fix(painter, area, font)
    else:
        painter.setPen(QPen(tokens().muted, 1.5))
        middle = area.center()
        painter.drawLine(middle - QPointF(4, 0), middle + QPointF(4, 0))


def _paint_fix(painter: QPainter, area: QRectF, font: QFont) -> None:
    """Paint the red frame with its word."""
    word, small = tr("Fix"), sized(font, 0.8, semibold=True)
    metrics = QFontMetrics(small)
    frame = QRectF(0, 0, metrics.horizontalAdvance(word) + 8, metrics.height() + 2)
    frame.moveCenter(area.center())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tokens().stop, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(frame, 2, 2)
    painter.setFont(small)
    painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, word)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
