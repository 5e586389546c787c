"""The menus, keys, tabs and buttons that the guide and the README name exist."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QTabBar

from app.help.help import TABLE_KEYS
from app.toolkit.actions import ACTIONS, plain_action_text
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, trigger_action
from tests.paths import ROOT

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

TEXTS = {name: (ROOT / name).read_text("utf-8") for name in ("docs/guide.md", "README.md")}


@pytest.fixture(params=TEXTS)
def text(request: pytest.FixtureRequest) -> str:
    return " ".join(TEXTS[request.param].split())


def menu_texts(menu: QMenu) -> list[str]:
    return [plain_action_text(action.text()) for action in menu.actions() if action.text()]


def test_that_every_menu_item_in_a_text_exists(window: MainWindow, text: str) -> None:
    menus = {menu.title().replace("&", ""): menu for menu in window.menuBar().findChildren(QMenu)}
    mentions = list(re.finditer(r"\b(File|Edit|View|Help) > (?=(.{1,40}))", text))
    assert mentions
    for mention in mentions:
        items = menu_texts(menus[mention[1]])
        assert any(re.match(rf"{re.escape(item)}\b", mention[2]) for item in items), mention[0]


def test_that_every_key_in_a_text_is_a_shortcut_of_the_window(text: str) -> None:
    portable = QKeySequence.SequenceFormat.PortableText
    keys = {
        QKeySequence(action.shortcut).toString(portable)
        for action in ACTIONS
        if action.shortcut is not None
    }
    keys |= {key.strip() for names, _ in TABLE_KEYS for key in names.split(",")}
    mentions = set(re.findall(r"\b(?:(?:Ctrl|Alt|Shift)\+)+\w+|\bF\d+\b", text))
    assert mentions
    assert mentions <= keys


def test_that_the_tabs_and_costs_in_the_guide_are_in_the_window(
    window: MainWindow,
) -> None:
    trigger_action(window, "exampleAction")
    tabs, model = child(window, QTabBar, "viewTabs"), ProductTableDriver(window).model
    titles = [tabs.tabText(index) for index in range(tabs.count())]
    titles += [
        model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())
    ]
    words = " ".join(" ".join(titles).casefold().split())
    section = TEXTS["docs/guide.md"].split("## Read the figures")[1].split("##")[0]
    explained = re.findall(r"\*\*(.+?)\*\*", section)
    assert len(explained) > 5
    for title in explained:
        assert title.casefold() in words


def test_that_the_button_to_press_first_exists(window: MainWindow, text: str) -> None:
    (button,) = set(re.findall(r'press(?:es)? "([^"]+)"', text, re.IGNORECASE))
    buttons = window.findChildren(QPushButton)
    labels = [push_button.text() for push_button in buttons if push_button.isVisible()]
    assert button in labels
