"""Everybody can read all of it: at every size of window and text, in every theme, by voice.

Each state of the window is shown and looked at. The suite shows it with each size of text in the
smallest window and in one other. `--every-look` shows it in all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface, QFontInfo
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QListView,
    QScrollArea,
    QTabBar,
    QWidget,
)

from app.table.layout import COLUMN_INDEX, COST_PER_MG
from app.table.view import ProductTable
from app.toolkit.cards import Card
from tests.app.drawn_texts import drawn_texts, is_clipped, is_elided
from tests.app.user_actions import child, make_every_part, open_files, set_text, trigger_action
from tests.app.window.window_states import states

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from app.window.main_window import MainWindow

SIZES = ((1024, 768), (1280, 800), (1366, 768), (1920, 1080), (2560, 1440))
SCALES = (1, 1.25, 1.5, 2)
THEMES = ("light", "dark", "contrast")
# What a desktop takes of the screen around a dialog: its frame and a panel.
MARGIN = (24, 60)
# Qt's own corner of a table has no object, and nothing can name it.
LONG_TABLES = ("productTable", "accessTable", "catalogueTable")
LETTERS_OF_ALL_COLUMNS = 60  # the width in letters below which figures have to scroll
LETTERS_OF_ALL_CHOICES = 78  # the same for the boxes of the import dialog
MOST_LINES_OF_A_ROW = 7  # of a line of the checks
CIRCLE = 1.25  # the circle of a number in the first run, in heights of a line
CORNER = QAccessible.Role.Pane


@dataclass(frozen=True)
class Look:
    """How the window is shown."""

    size: tuple[int, int]
    theme: str


EVERY_LOOK = [Look(size, theme) for theme, size in product(THEMES, SIZES)]
STATES_OF_A_THEME = 10  # to change the theme takes long


def looks(state: int, scale: float, *, is_every: bool) -> Sequence[Look]:
    """Return how a state is shown with texts of a size.

    Those of the suite go round, so that each state comes up in every size and theme.
    """
    if is_every:
        return EVERY_LOOK
    turn = SCALES.index(scale)
    theme = THEMES[(state // STATES_OF_A_THEME + turn) % len(THEMES)]
    return [Look(size, theme) for size in (SIZES[0], SIZES[1 + (state + turn) % 4])]


@pytest.fixture(params=SCALES, ids=lambda scale: f"{scale:.0%}")
def text_scale(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[float]:
    """The size of the system's text, as a multiple of the usual one."""
    usual = qapp.font()
    larger = qapp.font()
    larger.setPointSizeF(usual.pointSizeF() * request.param)
    qapp.setFont(larger)
    yield request.param
    qapp.setFont(usual)


# -- what is wrong -----------------------------------------------------------------------------


def faults(top: QWidget, size: tuple[int, int]) -> Iterator[str]:
    """Give what cannot be read in a window or dialog on a screen or window of this size."""
    if top.width() > size[0] or top.height() > size[1]:
        yield f"it needs {top.width()} x {top.height()}"
    yield from (f"cut off: {name}" for name in cut_texts(top))
    yield from (f"scroll bar: {name}" for name in scrolling_cards(top))
    yield from (f"scroll bar: {name}" for name in sideways_scrolling_pages(top))
    yield from (f"not seen whole: {name}" for name in cut_tabs(top))
    yield from (f"in a narrow column: {name}" for name in narrow_columns(top))
    yield from (f"text in the number's place: {name}" for name in covered_by_numbers(top))
    yield from (f"no name: {name}" for name in nameless(top))
    for drawn in drawn_texts(top):
        if is_elided(drawn):
            yield f"elided: {drawn.place}: {drawn.text}"
        elif is_clipped(drawn):
            yield f"clipped: {drawn.place}: {drawn.text}"


def cut_texts(top: QWidget) -> list[str]:
    """Return the labels, buttons and boxes that are too narrow or too low for their text."""
    labels = top.findChildren(QLabel)
    widgets = [
        *(label for label in labels if not label.wordWrap()),
        *top.findChildren(QAbstractButton),
        *top.findChildren(QComboBox),
    ]
    narrow = [widget for widget in widgets if widget.width() < widget.minimumSizeHint().width()]
    low = [
        label
        for label in labels
        if label.wordWrap() and label.height() < label.heightForWidth(label.width())
    ]
    return [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in (*narrow, *low)
        if widget.isVisible() and not isinstance(widget.parent(), QTabBar)  # its arrows
    ]


def scrolling_cards(top: QWidget) -> list[str]:
    """Return the cards that hold a visible scroll bar.

    A table scrolls that is as long or as wide as the user makes it.
    """
    areas = [
        area for card in top.findChildren(Card) for area in card.findChildren(QAbstractScrollArea)
    ]
    return [
        area.objectName()
        for area in areas
        if area.isVisible()
        and (
            (area.horizontalScrollBar().isVisible() and not _is_too_narrow(area))
            or (area.verticalScrollBar().isVisible() and area.objectName() not in LONG_TABLES)
        )
    ]


def sideways_scrolling_pages(top: QWidget) -> list[str]:
    """Return the pages of fields and texts that are wider than their room.

    A list's row of boxes for each of its columns may be, in a dialog that cannot be wide enough.
    """
    return [
        f"{area.objectName()} {type(area.widget()).__name__}"
        for area in top.findChildren(QScrollArea)
        if area.isVisible()
        and area.horizontalScrollBar().isVisible()
        and not (area.objectName() == "columnChoices" and _letters(area) < LETTERS_OF_ALL_CHOICES)
    ]


def cut_tabs(top: QWidget) -> list[str]:
    """Return the titles of the window's tabs that are cut off or have to be scrolled to."""
    return [
        bar.tabText(at)
        for bar in top.findChildren(QTabBar, "viewTabs")
        for at in range(bar.count())
        if bar.isTabVisible(at) and not bar.rect().contains(bar.tabRect(at))
    ]


def narrow_columns(top: QWidget) -> list[str]:
    """Return the lists in which some row is so high that its text must stand in a thin column."""
    found = []
    for view in top.findChildren(QListView, "checksList"):
        rows = range(view.model().rowCount()) if view.isVisible() else ()
        heights = [view.sizeHintForRow(row) for row in rows]
        if max(heights, default=0) > MOST_LINES_OF_A_ROW * view.fontMetrics().height():
            found.append(view.objectName())
    return found


def covered_by_numbers(top: QWidget) -> list[str]:
    """Return the texts of the first run that begin inside the circle of their number."""
    return [
        label.text()
        for label in top.findChildren(QLabel)
        if label.isVisible()
        and (line := label.parentWidget()) is not None
        and line.accessibleName().endswith(f": {label.text()}")
        and label.x() < label.fontMetrics().height() * CIRCLE
    ]


def _is_too_narrow(table: QAbstractScrollArea) -> bool:
    """Return whether a table may scroll sideways: no figure is ever cut off."""
    if table.objectName() == "accessTable":
        return True  # it has a column for each way to pay
    return table.objectName() == "productTable" and _letters(table) < LETTERS_OF_ALL_COLUMNS


def _letters(widget: QWidget) -> float:
    """Return the width of a widget in letters."""
    return widget.width() / QFontInfo(widget.font()).pixelSize()


def nameless(top: QWidget) -> list[str]:
    """Return the nodes of the accessibility tree, those in tables too, that have no name.

    A dialog is named as a whole. What only holds its controls needs no name besides.
    """
    found = []
    for node in _nodes(QAccessible.queryAccessibleInterface(top)):
        owner = node.object()
        is_corner = owner is None and node.role() == CORNER
        is_holder = isinstance(top, QDialog) and owner is not None and not node.state().focusable
        if not is_corner and not is_holder and not node.text(QAccessible.Text.Name).strip():
            around = node.parent().object() if node.parent() else None
            names = [type(one).__name__ for one in (around, owner) if one is not None]
            title = owner.objectName() if owner is not None else ""
            found.append(f"{node.role().name} {'/'.join(names)} {title}")
    return found


def _nodes(interface: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    yield interface
    for index in range(interface.childCount()):
        node = interface.child(index)
        if node is not None and node.isValid() and not node.state().invisible:
            yield from _nodes(node)


# -- looking -----------------------------------------------------------------------------------


def show(window: MainWindow, top: QWidget, look: Look) -> tuple[int, int]:
    """Show a state as asked, and return the size that it may have."""
    window.theme.choose(look.theme)
    if not isinstance(top, QDialog):
        for _ in range(2):  # what folds in a narrow window lets it become narrower
            window.resize(*look.size)
            QApplication.processEvents()
        QApplication.processEvents()
        return look.size
    room = (look.size[0] - MARGIN[0], look.size[1] - MARGIN[1])
    top.resize(top.size().boundedTo(top.maximumSize()))
    for _ in range(2):
        top.resize(min(top.width(), room[0]), min(top.height(), room[1]))
        QApplication.processEvents()
    QApplication.processEvents()
    return room


def test_that_everything_can_be_read_at_every_size(
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
    text_scale: float,
    pytestconfig: pytest.Config,
) -> None:
    window = open_window_on(tmp_path)
    is_every = pytestconfig.getoption("every_look")
    found: dict[str, list[str]] = {}
    for number, (state, top) in enumerate(states(window, tmp_path)):
        for look in looks(number, text_scale, is_every=is_every):
            for fault in faults(top, show(window, top, look)):
                seen = f"{look.size[0]} x {look.size[1]} {look.theme}"
                found.setdefault(f"{state}: {fault}", []).append(seen)
    assert "\n".join(f"{fault} ({', '.join(seen)})" for fault, seen in found.items()) == ""


@pytest.mark.parametrize("text_scale", [2], indirect=True, ids=["200%"])
@pytest.mark.usefixtures("text_scale")
def test_that_the_longest_choices_of_the_preferences_can_be_read_in_their_narrowest_dialog(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    window = open_window_on(tmp_path)
    trigger_action(window, "preferencesAction")
    dialog = child(window, QDialog, "preferencesDialog")
    for box in dialog.findChildren(QComboBox):
        letters = [len(box.itemText(at)) for at in range(box.count())]
        box.setCurrentIndex(letters.index(max(letters)))
    show(window, dialog, Look(SIZES[0], "contrast"))
    dialog.resize(1, dialog.height())
    QApplication.processEvents()
    drawn = [one for one in drawn_texts(dialog) if isinstance(one.widget, QComboBox)]
    assert len(drawn) > 1
    assert [one.text for one in drawn if is_elided(one)] == []
    assert cut_texts(dialog) == []


@pytest.mark.parametrize("text_scale", [1.5, 2], indirect=True, ids=["150%", "200%"])
@pytest.mark.parametrize("size", SIZES[:3])
@pytest.mark.usefixtures("text_scale")
def test_that_three_products_can_be_seen_at_once_with_large_text(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path, size: tuple[int, int]
) -> None:
    window = open_window_on(tmp_path)
    window.resize(*size)
    trigger_action(window, "exampleAction")
    set_text(window, "targetEdit", "300")
    QApplication.processEvents()
    view = child(window, ProductTable, "productTable")
    assert view.rowViewportPosition(2) + view.rowHeight(2) <= view.viewport().height()
    cost = COLUMN_INDEX[COST_PER_MG]
    figure_end = view.columnViewportPosition(cost) + view.columnWidth(cost)
    assert figure_end <= view.viewport().width()


def test_that_tabs_keep_their_room_where_the_tools_do_not_fit(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path, qapp: QApplication
) -> None:
    window = open_window_on(tmp_path)
    make_every_part(window)
    trigger_action(window, "exampleAction")
    tools, details = (
        child(window, QAbstractButton, name) for name in ("toolsButton", "detailsButton")
    )
    window.resize(1280, 800)
    qapp.processEvents()
    assert not tools.isVisible()
    assert details.isVisible()
    window.resize(800, 800)
    qapp.processEvents()
    assert tools.isVisible()
    assert not details.isVisible()
    tabs = child(window, QTabBar, "viewTabs")
    assert tabs.width() >= tabs.sizeHint().width()
    tools.click()
    assert details.isVisible()
    assert details.window() is not window
    details.window().close()
    window.resize(1280, 800)
    qapp.processEvents()
    assert details.isVisible()
    assert details.window() is window


def test_that_all_tabs_are_seen_once_a_first_list_is_open(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path, qapp: QApplication
) -> None:
    path = tmp_path / "sound.csv"
    path.write_text(
        "product,form,elemental_mg,pack_units,price,currency\n"
        "A,oxide,100,60,6,USD\nB,citrate,100,60,9,USD\n"
    )
    window = open_window_on(tmp_path / "data")
    window.show()
    qapp.processEvents()  # the row has laid out the tabs of an empty comparison
    open_files(window, [path])
    qapp.processEvents()
    tabs = child(window, QTabBar, "viewTabs")
    assert tabs.width() >= tabs.sizeHint().width() > tabs.tabRect(1).right()


def test_that_the_tabs_of_an_empty_comparison_stand_together(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path, qapp: QApplication
) -> None:
    window = open_window_on(tmp_path)
    trigger_action(window, "exampleAction")
    qapp.processEvents()
    trigger_action(window, "newAction")
    qapp.processEvents()
    tabs = child(window, QTabBar, "viewTabs")
    first, last = tabs.tabRect(0), tabs.tabRect(tabs.count() - 1)
    assert [at for at in range(tabs.count()) if tabs.isTabVisible(at)] == [0, tabs.count() - 1]
    assert last.left() <= first.right() + 1
