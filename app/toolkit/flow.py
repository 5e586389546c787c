"""A row of controls that goes on below where its width ends, as words do."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayout, QSizePolicy
from shiboken6 import isValid

from app.toolkit.shown_text import Label
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayoutItem, QWidget


@reports_exceptions
class FlowRow(QLayout):
    """Lays widgets out in one row, or in several where one is too narrow for all.

    A row's widgets get their least width, then what they would like, and at last those that expand
    share what is left. The last widgets can stand at the right end.
    """

    def __init__(self, spacing: int, *, has_last_at_right: bool = False) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._has_last_at_right = has_last_at_right
        self._right_widgets: set[QWidget] = set()
        # By widths, until an item changes. The layouts around ask again and again.
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def add(self, *widgets: QWidget) -> None:
        """Add widgets at the end."""
        for widget in widgets:
            self.addWidget(widget)

    def add_at_right(self, *widgets: QWidget) -> None:
        """Add widgets at the end that stand together at the right."""
        self._right_widgets.update(widgets)
        self.add(*widgets)

    def _is_at_right(self, item: QLayoutItem) -> bool:
        is_last = self._has_last_at_right and item is self._items[-1]
        return is_last or item.widget() in self._right_widgets

    def _shown_items(self) -> list[QLayoutItem]:
        """Return the items to place. Qt may delete that of a widget which it has deleted itself."""
        self._items = [item for item in self._items if isValid(item)]
        return [item for item in self._items if not item.isEmpty()]

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        """Return the shown items of each row."""
        rows: list[list[QLayoutItem]] = []
        used = 0
        for item in self._shown_items():
            least = min(_least_width(item), width)
            if not rows or used + self.spacing() + least > width:
                rows.append([])
                used = -self.spacing()
            rows[-1].append(item)
            used += self.spacing() + least
        return rows

    def _widths(self, row: list[QLayoutItem], width: int) -> list[int]:
        widths = [min(_least_width(item), width) for item in row]
        free = width - sum(widths) - self.spacing() * (len(row) - 1)
        for place, item in enumerate(row):
            wanted = max(0, min(item.sizeHint().width() - widths[place], free))
            widths[place] += wanted
            free -= wanted
        expanding = [place for place, item in enumerate(row) if _is_expanding(item)]
        for number, place in enumerate(expanding):
            share = max(free, 0) // (len(expanding) - number)
            widths[place] += share
            free -= share
        return widths

    def _arrange(self, area: QRect, *, is_moving: bool) -> int:
        """Place the items, if they are to move. Return the height that they need."""
        top = area.top()
        rows = self._rows(area.width())
        for row in rows:
            widths = self._widths(row, area.width())
            heights = [_height(item, width) for item, width in zip(row, widths, strict=True)]
            left, height = area.left(), max(heights)
            is_right = [self._is_at_right(item) for item in row]
            used = sum(width + self.spacing() for width in compress(widths, is_right))
            right = area.right() + 1 - used + self.spacing()
            for item, width, at_right in zip(row, widths, is_right, strict=True):
                left = max(left, right) if at_right else left
                if is_moving:
                    item.setGeometry(QRect(left, top, width, height))
                left += width + self.spacing()
            top += height + self.spacing()
        return max(top - self.spacing() - area.top(), 0) if rows else 0

    # -- Qt's own names ------------------------------------------------------------------------

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            margins = self.contentsMargins()
            inner = max(width - margins.left() - margins.right(), 1)
            height = self._arrange(QRect(0, 0, inner, 0), is_moving=False)
            self._heights[width] = height + margins.top() + margins.bottom()
        return self._heights[width]

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        self._arrange(area.marginsRemoved(self.contentsMargins()), is_moving=True)

    def minimumSize(self) -> QSize:
        shown = [item.minimumSize() for item in self._shown_items()]
        width = max((size.width() for size in shown), default=0)
        height = max((size.height() for size in shown), default=0)
        return QSize(width, height).grownBy(self.contentsMargins())

    def sizeHint(self) -> QSize:
        shown = [item.sizeHint() for item in self._shown_items()]
        width = sum(size.width() for size in shown) + self.spacing() * max(len(shown) - 1, 0)
        height = max((size.height() for size in shown), default=0)
        return QSize(width, height).grownBy(self.contentsMargins())


def _is_expanding(item: QLayoutItem) -> bool:
    """Return whether the widget itself expands. One that only holds a field does not."""
    widget = item.widget()
    return widget is not None and (
        widget.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Expanding
    )


def _least_width(item: QLayoutItem) -> int:
    """Return the width below which an item goes to the next row. Text that wraps wants its line."""
    label = item.widget()
    if isinstance(label, Label) and label.wordWrap():
        return label.fontMetrics().size(0, label.text()).width()
    size = item.sizeHint() if item.hasHeightForWidth() else item.minimumSize()
    return size.width()


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
