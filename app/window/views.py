"""The views of the window: one row of tabs on top, and the shown view below at full height."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.toolkit.cards import HEADER_SIZE, sized
from app.toolkit.locale_format import notation
from app.toolkit.shown_text import set_tab_tool_tip
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from app.window.later_parts import LaterParts
from app.window.tool_place import ToolPlace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QResizeEvent, QShowEvent

PAGE_MARGIN = 16
TAB_ROW_HEIGHT = 40

# The views from left to right: their keys, which are also the names of their actions, and titles.
VIEW_TITLES = {
    "compare": "Compare",
    "chart": "Chart",
    "forms": "Forms",
    "access": "What patients pay",
    "whatIf": "What if",
    "regimen": "Regimen",
    "checks": "Checks",
    "catalogue": "Catalogue",
}
_KEYS = tuple(VIEW_TITLES)
# Where not all tabs can be seen whole they become tighter, step by step: the space at the sides of
# the titles is smaller, then the titles are, and at last they go without their numbers.
_LOOSE, _TIGHT, _SMALL, _WITHOUT_NUMBERS = range(4)
# An empty comparison has nothing to show in the other views.
_VIEWS_OF_AN_EMPTY_COMPARISON = {"compare", "catalogue"}


@reports_exceptions
class _Stack(QStackedWidget):
    """A stack that is as small as the shown view can be, whatever the others need."""

    # -- Qt's own names ------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        view = self.currentWidget()
        return view.minimumSizeHint() if view is not None else QSize()


@reports_exceptions
class Views(QWidget):
    """The tabs and the views. A view comes after its tab, at first use.

    Some views have more to show, each by an attribute of this name: `tools` are controls for the
    right end of the tabs' row, `scenario_row` is the row of inputs of a view with a scenario of its
    own, and the signal `count_changed` gives the number in the tab.
    """

    current_changed = Signal(str)  # the view's key
    scenario_row_added = Signal(str, object)  # the view's key, and a row of inputs of its own
    tab_clicked = Signal()

    def __init__(self, compare: QWidget, compare_tools: QWidget) -> None:
        super().__init__()
        self.setObjectName("views")
        self.setAccessibleName(tr("Views"))
        self.bar = _new_bar()
        self._stack = _Stack()
        self._stack.setObjectName("viewStack")
        self._stack.setAccessibleName(tr("Shown view"))
        self._tools = ToolPlace()
        self._tightness = _LOOSE
        self._tab_widths: dict[int, int] = {}  # of all tabs, by how tight they are
        self._titles = {key: tr(title) for key, title in VIEW_TITLES.items()}
        self.later_parts = LaterParts()
        self._row = QHBoxLayout()
        self._row.setContentsMargins(PAGE_MARGIN, 0, PAGE_MARGIN, 0)
        self._row.addWidget(self.bar)
        self._row.addStretch(1)
        self._row.addWidget(self._tools)
        row = QWidget()
        row.setLayout(self._row)
        row.setAccessibleName(tr("Views and their tools"))
        self._row.addStrut(TAB_ROW_HEIGHT)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(row)
        self._column.addWidget(self._stack, 1)
        self._add_views(compare)
        self.set_tools("compare", compare_tools)
        self.bar.currentChanged.connect(self._on_current_changed)
        self.bar.tabBarClicked.connect(lambda _: self.tab_clicked.emit())

    def _add_views(self, compare: QWidget) -> None:
        """Add every tab, with an empty view until the view itself is put into its place."""
        for key, title in self._titles.items():
            self.bar.addTab(title)
            self._stack.addWidget(compare if key == "compare" else QWidget())

    # -- filling -------------------------------------------------------------------------------

    def make_on_first_use(self, makers: Mapping[str, Callable[[], QWidget]]) -> None:
        """Make each of these views when it is first shown; the shown one at once."""
        self.later_parts.expect(
            {key: partial(self._set_view, key, make) for key, make in makers.items()}
        )
        self.later_parts.make(self.current_key)

    def _set_view(self, key: str, make: Callable[[], QWidget]) -> None:
        """Make a view and put it into its place."""
        view = make()
        place = _KEYS.index(key)
        is_current = self._stack.currentIndex() == place
        empty = self._stack.widget(place)
        if empty is not None:
            self._stack.removeWidget(empty)
            empty.deleteLater()
        if not view.accessibleName():
            view.setAccessibleName(tr(VIEW_TITLES[key]))
        self._stack.insertWidget(place, view)
        if is_current:
            self._stack.setCurrentIndex(place)
        count_changed = getattr(view, "count_changed", None)
        if count_changed is not None:
            count_changed.connect(partial(self.show_count, key))
        self.set_tools(key, getattr(view, "tools", None))
        scenario_row = getattr(view, "scenario_row", None)
        if scenario_row is not None:
            self.scenario_row_added.emit(key, scenario_row)

    def set_tools(self, key: str, tools: QWidget | None) -> None:
        """Put a view's tools at the right end of the row, to be shown with the view."""
        if tools is not None:
            self._tools.add(key, tools)
            self._fit_tools()

    def insert_bar(self, bar: QWidget) -> None:
        """Insert a bar between the tabs and the view, above the bars that are there."""
        line = QHBoxLayout()
        line.setContentsMargins(PAGE_MARGIN, 0, PAGE_MARGIN, 0)
        line.addWidget(bar)
        self._column.insertLayout(1, line)

    def show_count(self, key: str, count: int) -> None:
        """Show in a view's tab how much there is in it."""
        title = tr(VIEW_TITLES[key])
        shown = notation().format_number(str(count))
        self._titles[key] = tr("{title}  {count}", title=title, count=shown) if count else title
        if self._tightness != _WITHOUT_NUMBERS:
            self.bar.setTabText(_KEYS.index(key), self._titles[key])
        self._fit_anew()

    def describe_keys(self, shortcuts: dict[str, str]) -> None:
        """Let the tabs' tool tips tell their keys."""
        for place, (key, title) in enumerate(VIEW_TITLES.items()):
            text = tr("{view} ({key})", view=tr(title), key=shortcuts[key])
            set_tab_tool_tip(self.bar, place, text)

    def _fit_anew(self) -> None:
        """Fit the tabs, whose titles or sizes are others, and the tools."""
        self._tab_widths.clear()
        self._fit_tools()

    def _fit_tools(self) -> None:
        """Show the view's tools in the room that the tabs leave."""
        if not self.isVisible():  # its width is not its own yet, and would style the tabs in vain
            return
        room = self.width() - 2 * PAGE_MARGIN - self._row.spacing()
        self._fit_tabs(room - self._tools.least_width)
        self._tools.show_tools(self.current_key, room - self._tab_widths[self._tightness])

    def _fit_tabs(self, room: int) -> None:
        """Make the tabs as tight as it takes to see all of them whole."""
        for tightness in range(_WITHOUT_NUMBERS + 1):
            if tightness not in self._tab_widths:
                self._tighten(tightness)
                self._tab_widths[tightness] = self.bar.sizeHint().width()
            if self._tab_widths[tightness] <= room:
                break
        self._tighten(tightness)

    def _tighten(self, tightness: int) -> None:
        if tightness == self._tightness:
            return
        self._tightness = tightness
        self.bar.setProperty("tight", tightness != _LOOSE)
        self.bar.style().unpolish(self.bar)
        self.bar.style().polish(self.bar)
        self.bar.setFont(sized(self.font(), HEADER_SIZE if tightness >= _SMALL else 1))
        for place, (key, title) in enumerate(self._titles.items()):
            is_short = tightness == _WITHOUT_NUMBERS
            self.bar.setTabText(place, tr(VIEW_TITLES[key]) if is_short else title)

    # -- showing -------------------------------------------------------------------------------

    @property
    def current_key(self) -> str:
        """The key of the shown view."""
        return _KEYS[max(self.bar.currentIndex(), 0)]

    @property
    def current_view(self) -> QWidget | None:
        """The shown view."""
        return self._stack.currentWidget()

    @property
    def visible_keys(self) -> list[str]:
        """The keys of the views that can be shown now, from left to right."""
        return [key for place, key in enumerate(_KEYS) if self.bar.isTabVisible(place)]

    def title(self, key: str) -> str:
        """Return what the tab of a view says where there is room."""
        return self._titles[key]

    def show_view(self, key: str) -> None:
        """Show a view, if it can be shown now. An unknown key shows the first."""
        if key in self.visible_keys:
            self.bar.setCurrentIndex(_KEYS.index(key))

    def show_next(self, step: int = 1) -> None:
        """Show the next view, or the one before for -1. After the last comes the first."""
        keys = self.visible_keys
        self.show_view(keys[(keys.index(self.current_key) + step) % len(keys)])

    def offer_all(self, *, has_products: bool) -> None:
        """Offer all views, or only those that an empty comparison has."""
        if not has_products and self.current_key not in _VIEWS_OF_AN_EMPTY_COMPARISON:
            self.show_view("compare")
        for place, key in enumerate(_KEYS):
            is_offered = has_products or key in _VIEWS_OF_AN_EMPTY_COMPARISON
            # Qt forgets to move the tabs together if the last call changes nothing.
            if self.bar.isTabVisible(place) != is_offered:
                self.bar.setTabVisible(place, is_offered)
        self.bar.updateGeometry()  # Qt does not tell the row how wide the shown tabs are
        self._fit_anew()

    def _on_current_changed(self, place: int) -> None:
        self.later_parts.make(_KEYS[place])
        self._stack.setCurrentIndex(place)
        self._fit_tools()
        self.current_changed.emit(_KEYS[place])

    # -- Qt's own names ------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            # Qt is taking the style from the widgets, and must not be asked for a size meanwhile.
            QTimer.singleShot(0, self, self._fit_anew)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tools()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_tools()


def _new_bar() -> QTabBar:
    bar = QTabBar()
    bar.setObjectName("viewTabs")
    bar.setAccessibleName(tr("Views"))
    bar.setDrawBase(False)
    bar.setExpanding(False)
    return bar
