"""What the guide and the README name is there, under that name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QTableView, QTabWidget

from app.help.help import TABLE_KEYS
from app.toolkit.actions import ACTIONS
from tests.app.user_actions import trigger_action
from tests.paths import ROOT

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

TEXTS = {name: (ROOT / name).read_text("utf-8") for name in ("docs/guide.md", "README.md")}


@pytest.fixture(params=TEXTS)
def text(request: pytest.FixtureRequest) -> str:
    return " ".join(TEXTS[request.param].split())


def titles(menu) -> list[str]:
    return [each.text().replace("&", "").rstrip("…") for each in menu.actions() if each.text()]


def test_that_every_menu_item_is_in_the_menu_that_is_named(window: MainWindow, text: str) -> None:
    menus = {each.text().replace("&", ""): each.menu() for each in window.menuBar().actions()}
    named = list(re.finditer(r"\b(File|Edit|View|Help) > (?=(.{1,40}))", text))
    assert named
    for found in named:
        items = titles(menus[found[1]])
        assert any(re.match(rf"{re.escape(each)}\b", found[2]) for each in items), found[0]


def test_that_every_key_is_one_of_the_window(text: str) -> None:
    portable = QKeySequence.SequenceFormat.PortableText
    keys = {
        QKeySequence(each.shortcut).toString(portable)
        for each in ACTIONS
        if each.shortcut is not None
    }
    keys |= {key.strip() for pressed, _ in TABLE_KEYS for key in pressed.split(",")}
    named = set(re.findall(r"\b(?:(?:Ctrl|Alt|Shift)\+)+\w+|\bF\d+\b", text))
    assert named
    assert named <= keys


def test_that_the_tabs_and_costs_that_the_guide_explains_are_in_the_window(
    window: MainWindow,
) -> None:
    trigger_action(window, "exampleAction")
    tabs, table = window.findChild(QTabWidget), window.findChild(QTableView, "productTable")
    shown = [tabs.tabText(at) for at in range(tabs.count())]
    model = table.model()
    shown += [
        model.headerData(at, table.horizontalHeader().orientation())
        for at in range(model.columnCount())
    ]
    words = " ".join(" ".join(map(str, shown)).casefold().split())
    section = TEXTS["docs/guide.md"].split("## Read the figures")[1].split("##")[0]
    explained = re.findall(r"\*\*(.+?)\*\*", section)
    assert len(explained) > 5
    for each in explained:
        assert each.casefold() in words


def test_that_the_button_to_press_first_is_there(window: MainWindow, text: str) -> None:
    (button,) = set(re.findall(r'press(?:es)? "([^"]+)"', text, re.IGNORECASE))
    labels = [each.text() for each in window.findChildren(QPushButton) if each.isVisible()]
    assert button in labels
