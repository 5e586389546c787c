"""Texts at every size of the window and of the system's text: none is cut off, no card scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QTabBar,
    QWidget,
)

from app.toolkit.cards import Card
from tests.app.user_actions import child, set_text, trigger_action

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from app.window.main_window import MainWindow

SIZES = ((1024, 768), (1366, 768), (1280, 800), (1920, 1080))


@pytest.fixture(params=[1, 1.5, 2], ids=lambda scale: f"{scale:.0%}")
def text_scale(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[float]:
    """The size of the system's text, as a multiple of the usual one."""
    usual = qapp.font()
    larger = qapp.font()
    larger.setPointSizeF(usual.pointSizeF() * request.param)
    qapp.setFont(larger)
    yield request.param
    qapp.setFont(usual)


def cut_texts(window: QWidget) -> list[str]:
    """Return the labels, buttons and boxes of the frame that are too narrow for their text."""
    widgets = [
        *(label for label in window.findChildren(QLabel) if not label.wordWrap()),
        *window.findChildren(QAbstractButton),
        *window.findChildren(QComboBox),
    ]
    return [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in widgets
        if widget.isVisible()
        and widget.width() < widget.minimumSizeHint().width()
        and not isinstance(widget.parent(), QTabBar)  # its arrows
    ]


def scrolling_cards(window: QWidget) -> list[str]:
    """Return the cards that hold a visible scroll bar.

    The rows of the product table scroll. Its columns do where large text leaves too little room, as
    no figure is ever cut off.
    """
    areas = [
        area
        for card in window.findChildren(Card)
        for area in card.findChildren(QAbstractScrollArea)
    ]
    return [
        area.objectName()
        for area in areas
        if area.isVisible()
        and area.objectName() != "productTable"
        and (area.horizontalScrollBar().isVisible() or area.verticalScrollBar().isVisible())
    ]


@pytest.mark.parametrize("is_first_run", [False, True], ids=["example", "first run"])
def test_that_no_text_of_the_frame_is_cut_off(
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
    qapp: QApplication,
    text_scale: float,
    is_first_run: bool,
) -> None:
    window = open_window_on(tmp_path)
    if not is_first_run:
        trigger_action(window, "exampleAction")
        set_text(window, "targetEdit", "300")
    for width, height in SIZES:
        for _ in range(2):  # what folds in a narrow window lets it become narrower
            window.resize(width, height)
            qapp.processEvents()
        if text_scale <= 1.5:
            assert (window.width(), window.height()) == (width, height)
        assert cut_texts(window) == [], (width, height)
        assert scrolling_cards(window) == [], (width, height)


def test_that_tabs_keep_their_room_where_the_tools_do_not_fit(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path, qapp: QApplication
) -> None:
    window = open_window_on(tmp_path)
    trigger_action(window, "exampleAction")
    tools, details = (
        child(window, QAbstractButton, name) for name in ("toolsButton", "detailsButton")
    )
    window.resize(1280, 800)
    qapp.processEvents()
    assert not tools.isVisible()
    assert details.isVisible()
    window.resize(window.minimumWidth() or 760, 800)
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
