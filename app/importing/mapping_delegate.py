"""Paints the rows of a list that is asked about: signs, frames, grounds and bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.importing.column_choosers import PADDING
from app.toolkit.cards import HEADER_SIZE, sized
from app.toolkit.locale_format import notation
from app.toolkit.signs import Sign, hatched, paint_sign
from app.toolkit.table_model import Role
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    Index = QModelIndex | QPersistentModelIndex

BAR_WIDTH, BAR_HEIGHT = 64, 11
TEXT_MARGIN = 5  # what a cell has besides the margin of Qt's own
WRONG_ROLE = Role.UserRole + 1
BAR_ROLE = Role.UserRole + 2  # the product whose bar is painted
WORKED_OUT_ROLE = Role.UserRole + 3
OFFERED_ROLE = Role.UserRole + 4  # a value of the row's name, which Tab takes
ASKED_ROLE = Role.UserRole + 5
ROW_SIGN_ROLE = Role.UserRole + 6
FIRST_FIGURE_ROLE = Role.UserRole + 7
STRONG_ROLE = Role.UserRole + 8
_SELECTED, _FOCUSED = QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_HasFocus


@reports_exceptions
class RowDelegate(QStyledItemDelegate):
    """Paints frames round wrong cells, values that a name offers, grounds, and bars."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area: QRect = option.rect
        _paint_ground(painter, area, index, is_selected=_has(option, _SELECTED))
        bar = index.data(BAR_ROLE)
        if bar is not None:
            _paint_bar(painter, area, *bar)
        if index.column() == 0:
            painter.setFont(option.font)
            _paint_row_title(painter, area, index)
        else:
            inner = QStyleOptionViewItem(option)
            inner.rect = area.adjusted(TEXT_MARGIN, 0, -TEXT_MARGIN, 0)
            inner.state &= ~(_SELECTED | _FOCUSED)
            if index.data(STRONG_ROLE):
                inner.font = sized(option.font, 1, semibold=True)
            super().paint(painter, inner, index)
        if index.data(OFFERED_ROLE):
            painter.setPen(tokens().muted)
            painter.setFont(option.font)
            text = tr("{count} Tab", count=notation().format_number(index.data(OFFERED_ROLE)))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area.adjusted(PADDING, 0, -PADDING, 0), right, text)
        if index.data(WRONG_ROLE) or _has(option, _FOCUSED):
            painter.setPen(QPen(tokens().stop if index.data(WRONG_ROLE) else tokens().accent, 2))
            painter.drawRect(area.adjusted(1, 1, -2, -2))


def _has(option: QStyleOptionViewItem, flag: QStyle.StateFlag) -> bool:
    return bool(option.state & flag)


def _paint_ground(painter: QPainter, area: QRect, index: Index, *, is_selected: bool) -> None:
    """Paint the ground of a cell, the line below it, and what divides it from the figures."""
    colours = tokens()
    ground = colours.tinted if index.data(WORKED_OUT_ROLE) else colours.surface
    if index.data(ASKED_ROLE):
        ground = colours.ask_surface
    painter.fillRect(area, colours.selection if is_selected else ground)
    painter.fillRect(area.left(), area.bottom(), area.width(), 1, colours.line)
    if index.data(FIRST_FIGURE_ROLE):
        painter.fillRect(area.left() - 1, area.top(), 2, area.height(), colours.divide)


def _paint_row_title(painter: QPainter, area: QRect, index: Index) -> None:
    """Paint the number of a row, or that it is to be fixed or asked about."""
    sign, colours = index.data(ROW_SIGN_ROLE), tokens()
    if sign is Sign.QUESTION:
        side = painter.fontMetrics().ascent() + 2
        square = QRectF(0, 0, side, side)
        square.moveCenter(QRectF(area).center())
        paint_sign(painter, sign, square)
        return
    painter.setPen(colours.stop if sign else colours.muted)
    text = str(index.data(Role.DisplayRole))
    if sign is Sign.FIX:
        painter.setFont(sized(painter.font(), HEADER_SIZE, semibold=True))
        chip = painter.fontMetrics().boundingRect(text).adjusted(-5, -2, 5, 2)
        chip.moveCenter(area.center())
        painter.drawRoundedRect(chip, 2, 2)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


def _paint_bar(painter: QPainter, area: QRect, share: float, form: str, is_over: bool) -> None:
    colour = tokens().form_color(form)
    length = max(2, round(BAR_WIDTH * share))
    bar = QRect(area.left() + PADDING, area.center().y() - BAR_HEIGHT // 2, length, BAR_HEIGHT)
    if is_over:
        painter.fillRect(bar, hatched(colour))
        painter.setPen(colour)
        painter.drawRect(bar.adjusted(0, 0, -1, -1))
    else:
        painter.fillRect(bar, colour)
