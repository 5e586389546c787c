"""The distribution of the catalogue's costs in the forms panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTabBar, QWidget

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file
from tests.app.catalogue.catalogue_panel import HEADER
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    choose_item,
    fill_in_two_products,
    plain_spaces,
    set_text,
    show_tab,
    trigger_action,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

LIST = HEADER + "".join(
    f"Oxide {number},B,oxide,tablet,250,100,{number}.00,,,2026-05-02,Shop\n"
    for number in range(1, 6)
) + "Citrate,B,citrate,tablet,100,100,10.00,,,2026-05-02,Shop\n"  # fmt: skip
OXIDE = (
    "oxide (5): half $0.008000 to $0.01600 per 100 mg; "
    "lowest $0.004000, median $0.01200, highest $0.02000"
)
CITRATE = (
    "citrate (1): half $0.1000 to $0.1000 per 100 mg; "
    "lowest $0.1000, median $0.1000, highest $0.1000"
)


@pytest.fixture
def data_folder(write_list: Callable[..., Path], tmp_path: Path) -> Path:
    """A data folder whose catalogue holds six products."""
    catalogue = Catalogue(tmp_path / "data")
    import_file(catalogue, write_list(LIST))
    catalogue.close()
    return tmp_path / "data"


def status(window: MainWindow) -> str:
    show_tab(window, "Forms")
    return child(window, QLabel, "catalogueSpreadSays").text()


def show_button(window: MainWindow) -> QPushButton:
    show_tab(window, "Forms")
    return child(window, QPushButton, "catalogueSpreadButton")


def chart_lines(window: MainWindow) -> list[str]:
    """Return the content of the chart as text, or [] while it is hidden."""
    show_tab(window, "Forms")
    chart = child(window, QWidget, "catalogueSpread")
    text = chart.accessibleDescription() if chart.isVisible() else ""
    return plain_spaces(text).splitlines()


def wait_until_drawn(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(chart_lines(window)))


@pytest.fixture
def reopened(open_window_on: Callable[[Path], MainWindow], data_folder: Path) -> MainWindow:
    """A window that was closed on a comparison of two products, and opened again."""
    window = open_window_on(data_folder)
    fill_in_two_products(ProductTableDriver(window))
    show_tab(window, "Forms")
    window.close()
    return open_window_on(data_folder)


def test_that_the_catalogue_is_not_loaded_before_it_is_requested(
    reopened: MainWindow, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: status(reopened) == "The catalogue is not loaded yet.")
    assert chart_lines(reopened) == []
    button = show_button(reopened)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    wait_until_drawn(reopened, qtbot)
    assert not button.isVisible()
    assert status(reopened) == "6 products of the catalogue; ◆ marks yours"
    assert chart_lines(reopened) == [f"{OXIDE}; yours: Oxide $0.01796", CITRATE]


def test_that_showing_the_forms_loads_the_catalogue(reopened: MainWindow, qtbot: QtBot) -> None:
    tabs = child(reopened, QTabBar, "viewTabs")
    tabs.setCurrentIndex(1)
    tabs.setCurrentIndex(2)
    wait_until_drawn(reopened, qtbot)


def test_that_the_marked_products_follow_edits_and_undo(reopened: MainWindow, qtbot: QtBot) -> None:
    show_button(reopened).click()
    wait_until_drawn(reopened, qtbot)
    show_tab(reopened, "Compare")
    ProductTableDriver(reopened).type_text(0, "price", "8.98")
    show_tab(reopened, "Forms")
    qtbot.waitUntil(lambda: chart_lines(reopened)[0].endswith("; yours: Oxide $0.03592"))
    trigger_action(reopened, "undoAction")
    qtbot.waitUntil(lambda: chart_lines(reopened)[0].endswith("; yours: Oxide $0.01796"))


def test_that_the_distribution_follows_basis_target_and_mineral(
    reopened: MainWindow, qtbot: QtBot
) -> None:
    show_button(reopened).click()
    wait_until_drawn(reopened, qtbot)
    trigger_action(reopened, "1000Action")
    assert chart_lines(reopened)[0].startswith("oxide (5): half $0.08000 to $0.1600 per 1000 mg")
    set_text(reopened, "targetEdit", "400")
    qtbot.waitUntil(lambda: chart_lines(reopened)[0].startswith("oxide (5): half $0.08"))
    choose_item(reopened, "elementBox", "Zinc")
    qtbot.waitUntil(lambda: status(reopened) == "The catalogue has no zinc priced in USD.")
    assert chart_lines(reopened) == []


def test_that_an_empty_catalogue_is_reported_and_no_file_is_created(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    fill_in_two_products(ProductTableDriver(window))
    show_tab(window, "Forms")
    qtbot.waitUntil(lambda: status(window) == "The catalogue is empty.")
    assert not show_button(window).isVisible()
    assert not (tmp_path / "data" / "catalogue.sqlite3").exists()


def test_that_products_that_join_the_catalogue_appear_in_the_forms(
    reopened: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    show_button(reopened).click()
    wait_until_drawn(reopened, qtbot)
    reopened.catalogue_controller.followed_lists.follow(
        [write_list(LIST.replace("Citrate", "Other"), "new.csv")]
    )
    qtbot.waitUntil(lambda: "new.csv was read" in reopened.statusBar().currentMessage())
    qtbot.waitUntil(lambda: chart_lines(reopened)[1].startswith("citrate (2)"))


def test_that_a_damaged_catalogue_is_replaced_by_its_newest_copy(
    reopened: MainWindow, data_folder: Path, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: status(reopened) == "The catalogue is not loaded yet.")
    for path in data_folder.glob("catalogue.sqlite3*"):
        path.write_bytes(b"this is no database" * 100)
    show_button(reopened).click()
    qtbot.waitUntil(lambda: status(reopened) == "6 products of the catalogue; ◆ marks yours")
