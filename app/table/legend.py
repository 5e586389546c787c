"""Explains the colours, hatching and signs of the product table, below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.table.geometry import LEGEND_PADDING, legend_line_height
from app.toolkit.cards import SMALL_SIZE, sized
from app.toolkit.signs import Sign, fill, hatched, paint_sign
from app.toolkit.theme import form_group, tokens
from app.toolkit.translation import form_title, tr
from app.toolkit.virtuals import reports_exceptions
from pricing.problems.plain_facts import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent, QShowEvent

    from app.session import Session
    from app.table.cells import ProductCells
    from pricing.model.changes import ChangeSet

_SIGN_WIDTH, _HATCHING_WIDTH, _GAP, _SPACE, _MARGIN = 12, 18, 6, 16, 12
HATCHED = "hatched: dose over the limit"
OTHER_FORMS = "other forms"
_SIGN_TEXTS = {Sign.OVER_LIMIT: "over the safe limit", Sign.ABOVE_TARGET: "above the target"}
_FIRST_SIGN = next(iter(_SIGN_TEXTS))
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class _Item(NamedTuple):
    """A mark with its text. `mark` is a form, HATCHED or a sign."""

    mark: str | Sign
    text: str

    @property
    def mark_width(self) -> int:
        return _HATCHING_WIDTH if self.mark == HATCHED else _SIGN_WIDTH


@reports_exceptions
class TableLegend(QWidget):
    """The forms that the table shows, and the signs."""

    def __init__(self, session: Session, cells: ProductCells) -> None:
        super().__init__()
        self._session = session
        self._cells = cells
        self._items: tuple[_Item, ...] = ()
        self._is_outdated = False  # something has changed while it was hidden
        self.setObjectName("tableLegend")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        session.changed.connect(self._refresh)

    def refresh(self) -> None:
        """Show what the table shows now."""
        self._is_outdated = False
        names = self._cells.form_names()
        groups = dict.fromkeys(form_group(name) for name in names if name)
        items = [_Item(group, form_title(group)) for group in groups if group]
        if "" in groups:
            items.append(_Item("", tr(OTHER_FORMS)))
        if self._cells.has_unsafe_dose:
            items.append(_Item(HATCHED, tr(HATCHED)))
        items += [_Item(sign, tr(text)) for sign, text in _SIGN_TEXTS.items()]
        if tuple(items) != self._items:
            self._items = tuple(items)
            self.setAccessibleName(tr("Legend: {items}", items=", ".join(self._texts())))
            self._fit()
            self.update()

    def _refresh(self, changes: ChangeSet) -> None:
        del changes
        if self.isVisible():
            self.refresh()
        else:
            self._is_outdated = True

    def _texts(self) -> list[str]:
        return [item.text for item in self._items]

    # -- places --------------------------------------------------------------------------------

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(sized(self.font(), SMALL_SIZE))

    def _item_width(self, item: _Item) -> int:
        return item.mark_width + _GAP + self._metrics().horizontalAdvance(item.text)

    def _lines(self) -> list[list[_Item]]:
        """Return the items on as few lines as the width allows. The signs stay together."""
        signs = [self._item_width(item) for item in self._items if isinstance(item.mark, Sign)]
        all_signs = sum(signs) + _SPACE * (len(signs) - 1)
        lines: list[list[_Item]] = [[]]
        room = self.width() - 2 * _MARGIN
        used = 0
        for item in self._items:
            width = self._item_width(item)
            begins_signs = item.mark is _FIRST_SIGN and all_signs <= room
            needed = all_signs if begins_signs else width
            if lines[-1] and used + _SPACE + needed > room:
                lines.append([])
                used = 0
            used += width + (_SPACE if lines[-1] else 0)
            lines[-1].append(item)
        return lines

    def _fit(self) -> None:
        height = len(self._lines()) * legend_line_height(self.font()) + 2 * LEGEND_PADDING
        if height != self.height():
            self.setFixedHeight(height)

    # -- painting ------------------------------------------------------------------------------

    def _paint_line(self, painter: QPainter, items: Sequence[_Item], top: int, height: int) -> None:
        widths = [self._item_width(item) for item in items]
        spare = self.width() - 2 * _MARGIN - sum(widths) - _SPACE * (len(items) - 1)
        first_sign = next(
            (at for at, item in enumerate(items) if isinstance(item.mark, Sign)), len(items)
        )
        left = _MARGIN
        for at, (item, width) in enumerate(zip(items, widths, strict=True)):
            left += max(spare, 0) if at == first_sign else 0  # the signs stand at the right
            self._paint_item(painter, item, QRect(left, top, width, height))
            left += width + _SPACE

    def _paint_item(self, painter: QPainter, item: _Item, area: QRect) -> None:
        colours = tokens()
        mark = QRectF(area.left(), area.center().y() - 5, item.mark_width, 10)
        if isinstance(item.mark, Sign):
            square = QRectF(area.left(), area.center().y() - 6, _SIGN_WIDTH, _SIGN_WIDTH)
            paint_sign(painter, item.mark, square, colours)
        elif item.mark == HATCHED:
            painter.setPen(colours.muted)
            painter.setBrush(hatched(colours.muted))
            painter.drawRect(mark)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.form_color(item.mark))
            painter.drawRoundedRect(mark.adjusted(0, 0, -2, 0), 2, 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(colours.muted)
        painter.drawText(area.adjusted(item.mark_width + _GAP, 0, 0, 0), _LEFT, item.text)

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(200, legend_line_height(self.font()) + 2 * LEGEND_PADDING)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_outdated:
            self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        height = legend_line_height(self.font())
        with QPainter(self) as painter:
            fill(painter, QRect(0, 0, self.width(), 1), tokens().line)
            painter.setFont(sized(self.font(), SMALL_SIZE))
            for place, items in enumerate(self._lines()):
                self._paint_line(painter, items, LEGEND_PADDING + place * height, height)
