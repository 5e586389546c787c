"""The product table's headings on two storeys: whose columns they are, and their titles."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QHeaderView, QMenu

from app.table.layout import (
    CHOSEN_COLUMNS,
    COLUMN_INDEX,
    CREDITED_COLUMN,
    FIRST_FIGURE_COLUMN,
    FOLDED_COLUMNS,
    MINERAL_COLUMNS,
    MONTH,
    TABLE_COLUMNS,
)
from app.toolkit.cards import sized
from app.toolkit.known_viewport import use_known_viewport
from app.toolkit.locale_format import count_text, target_text
from app.toolkit.settings import Settings, WindowStateKey
from app.toolkit.signs import fill
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.quantities.currencies import Plural

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPaintEvent

    from app.table.geometry import TableGeometry
    from pricing.model.scenario import Scenario

DIVIDE_WIDTH = 2
_STOREY_PADDING = 4
_KEY_SEPARATOR = " "
SORT_UP, SORT_DOWN = "Sort, lowest first", "Sort, highest first"
FOLDED_HEADING = "form · brand"
TYPED, TYPED_HINT = "From the label and the shelf", "type or paste"
WORKED_OUT = Plural("count", "At {target} a day, {count} day", "At {target} a day, {count} days")
WORKED_OUT_HINT = "worked out"


@reports_exceptions
class ProductTableHeader(QHeaderView):
    """Headings that can be hidden. A click sorts. The settings keep which are shown."""

    sort_requested = Signal(int, bool)  # column, whether descending
    shown_columns_changed = Signal()
    mineral_requested = Signal(int)  # the column of a mineral that no product holds yet

    def __init__(
        self, settings: Settings, geometry: TableGeometry, scenario: Callable[[], Scenario]
    ) -> None:
        """Make the headings.

        Args:
            settings: Keep which columns are shown.
            geometry: Says what is folded, and measures.
            scenario: Returns that of the open comparison. Headings state its target and days.
        """
        super().__init__(Qt.Orientation.Horizontal)
        self._settings = settings
        self._geometry = geometry
        self._scenario = scenario
        self._shown: set[int] = set()
        self._added_minerals: set[int] = set()
        self._sort_state: tuple[int, bool] | None = None
        self._pressed_y = 0
        use_known_viewport(self, QPalette.ColorRole.Button)
        self.viewport().setMouseTracking(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(16)
        self.setSectionsClickable(True)
        self.sectionClicked.connect(self._sort_by)

    # -- which columns are shown -----------------------------------------------------------------

    def restore_layout(self) -> None:
        """Show the columns that were shown last, at first those of a new table."""
        kept = self._settings.state_text(WindowStateKey.TABLE_COLUMNS).split(_KEY_SEPARATOR)
        shown = {COLUMN_INDEX[key] for key in kept if key in COLUMN_INDEX} & CHOSEN_COLUMNS
        at_first = {at for at, column in enumerate(TABLE_COLUMNS) if column.is_shown_at_first}
        self._shown = shown or at_first
        self.clear_sorting()

    def save_layout(self) -> None:
        """Save which columns are shown."""
        keys = _KEY_SEPARATOR.join(TABLE_COLUMNS[at].key for at in sorted(self._shown))
        self._settings.save_state(WindowStateKey.TABLE_COLUMNS, keys)

    def add_mineral(self, at: int) -> None:
        """Show the column of a mineral, though no product holds it yet."""
        self._added_minerals.add(at)
        self.shown_columns_changed.emit()

    def forget_added_minerals(self) -> None:
        """Show only the minerals that products hold."""
        if self._added_minerals:
            self._added_minerals.clear()
            self.shown_columns_changed.emit()

    @property
    def minerals(self) -> frozenset[int]:
        """The columns of the further minerals that products hold, and of the added ones."""
        return self._geometry.used_minerals | self._added_minerals

    def visible_columns(self) -> list[int]:
        """Return the columns that a block of cells covers: the shown ones and the folded ones.

        The credited cost comes with the whole one where a product holds several minerals. So do
        the columns of the minerals.
        """
        shown = sorted(self._shown.union(self.minerals))
        month = COLUMN_INDEX[MONTH]
        if month in self._shown and self._geometry.has_other_minerals:
            shown.insert(shown.index(month) + 1, CREDITED_COLUMN)
        return shown

    def visibility_choices(self) -> list[tuple[str, bool, Callable[[bool], None]]]:
        """Return each column's title, whether it is visible, and how to show or hide it."""
        scenario = self._scenario()
        return [
            (
                TABLE_COLUMNS[at].full_heading(scenario.days, scenario.element),
                at in self._shown,
                partial(self._set_shown, at),
            )
            for at in sorted(CHOSEN_COLUMNS)
        ]

    def _set_shown(self, at: int, is_shown: bool) -> None:
        if is_shown:
            self._shown.add(at)
        else:
            self._shown.discard(at)
        self.shown_columns_changed.emit()

    # -- sorting -------------------------------------------------------------------------------

    def clear_sorting(self) -> None:
        """Show that the rows are not sorted by a column."""
        self._sort_state = None
        self.viewport().update()

    def _sort_by(self, column: int) -> None:
        """Sort ascending at the first click, then descending."""
        if self._pressed_y < self._upper_height():
            return
        is_second_line = self._pressed_y > self.height() - self._line_height() - _STOREY_PADDING
        if column == COLUMN_INDEX["product"] and self._geometry.is_folded and is_second_line:
            column = COLUMN_INDEX["form"]
        self.sort_by(column, descending=self._sort_state == (column, False))

    def sort_by(self, column: int, *, descending: bool) -> None:
        """Sort the rows by a column."""
        self._sort_state = (column, descending)
        self.viewport().update()
        self.sort_requested.emit(column, descending)

    # -- painting ------------------------------------------------------------------------------

    def _line_height(self) -> int:
        return self._geometry.fonts.small_height

    def _upper_height(self) -> int:
        return self._line_height() + 2 * _STOREY_PADDING

    def _paint_upper_storey(self, painter: QPainter) -> None:
        """Paint whose columns stand below: typed ones, and worked-out ones."""
        divide = self._first_figure_position()
        area = QRect(0, 0, divide, self._upper_height())
        self._paint_title(painter, area, tr(TYPED), tr(TYPED_HINT))
        area = QRect(divide, 0, self.width() - divide, self._upper_height())
        self._paint_title(painter, area, self._worked_out_title(), tr(WORKED_OUT_HINT))

    def _worked_out_title(self) -> str:
        scenario = self._scenario()
        target = target_text(scenario)
        return count_text(scenario.days, WORKED_OUT.one, WORKED_OUT.other, target=target)

    def _paint_title(self, painter: QPainter, area: QRect, title: str, hint: str) -> None:
        fonts, margin = self._geometry.fonts, self._geometry.margin
        area = area.adjusted(margin, _STOREY_PADDING, -margin, 0)
        bold = sized(fonts.small, 1, semibold=True)
        painter.setFont(bold)
        painter.setPen(tokens().text)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if painter.fontMetrics().horizontalAdvance(title) > area.width():
            return  # an empty table leaves out most figures where it is narrow
        painter.drawText(area, flags, title)
        taken = painter.fontMetrics().horizontalAdvance(title)
        painter.setFont(fonts.small)
        rest, hint = area.adjusted(taken, 0, 0, 0), f" · {hint}"
        if fonts.fitted_small.width_of(hint) <= rest.width():
            painter.setPen(tokens().muted)
            painter.drawText(rest, flags, hint)

    def _first_figure_position(self) -> int:
        shown = [at for at in self.visible_columns() if at >= FIRST_FIGURE_COLUMN]
        return self.sectionViewportPosition(shown[0]) if shown else self.width()

    def heading_lines(self, at: int) -> list[str]:
        """Return the lines of a heading: a second one names what stands below the first."""
        lines = self._geometry.heading_lines(at)
        is_folding = self._geometry.is_folded and at == COLUMN_INDEX["product"]
        if is_folding and not self._shown.isdisjoint(FOLDED_COLUMNS):
            return [*lines, tr(FOLDED_HEADING)]
        return lines

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        height = self._upper_height() + 2 * self._line_height() + 2 * _STOREY_PADDING
        # Qt's own measures every heading, each time that a section gets another width.
        return QSize(self.length(), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            fill(painter, event.rect(), tokens().header)
        super().paintEvent(event)
        with QPainter(self.viewport()) as painter:
            self._paint_upper_storey(painter)
            fill(painter, QRect(0, self.height() - 1, self.width(), 1), tokens().line)
            divide = QRect(self._first_figure_position(), 0, DIVIDE_WIDTH, self.height())
            fill(painter, divide, tokens().divide)

    def paintSection(self, painter: QPainter, rect: QRect, at: int) -> None:
        painter.save()
        margin = self._geometry.margin
        column, lines = TABLE_COLUMNS[at], self.heading_lines(at)
        painter.setFont(self._geometry.fonts.small)
        painter.setPen(tokens().muted)
        height = self._line_height()
        top = rect.bottom() - _STOREY_PADDING - height * len(lines)
        side = Qt.AlignmentFlag.AlignRight if column.is_numeric else Qt.AlignmentFlag.AlignLeft
        if column.input is None and column.measure is None:
            side = Qt.AlignmentFlag.AlignLeft
        if self._sort_state and self._sort_state[0] == at:
            lines[0] = f"{lines[0]} {'▾' if self._sort_state[1] else '▴'}"
        for place, line in enumerate(lines):
            area = QRect(
                rect.left() + margin, top + place * height, rect.width() - 2 * margin, height
            )
            painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, line)
        painter.restore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_y = round(event.position().y())
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        column = self.logicalIndexAt(event.pos())
        if column >= 0:
            self.show_menu(column)

    def show_menu(self, column: int) -> None:
        """Show what can be done with a column."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu, column)
        place = QPoint(self.sectionViewportPosition(column), self.height())
        menu.popup(self.viewport().mapToGlobal(place))

    def fill_menu(self, menu: QMenu, column: int) -> None:
        """Offer to sort by a column, and to choose which are shown."""
        for text, descending in ((tr(SORT_UP), False), (tr(SORT_DOWN), True)):
            action = menu.addAction(text)
            action.triggered.connect(
                lambda _=False, descending=descending: self.sort_by(column, descending=descending)
            )
        menu.addSeparator()
        minerals = menu.addMenu(tr("Add a mineral"))
        for at in MINERAL_COLUMNS:
            if at not in self.minerals:
                action = minerals.addAction(TABLE_COLUMNS[at].mineral_name)
                action.triggered.connect(lambda _=False, at=at: self.mineral_requested.emit(at))
        columns = menu.addMenu(tr("Columns"))
        for title, is_shown, show in self.visibility_choices():
            action = columns.addAction(title)
            action.setCheckable(True)
            action.setChecked(is_shown)
            action.toggled.connect(show)
