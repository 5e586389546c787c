"""How the catalogue's products of each form cost, in the forms panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTabWidget, QWidget

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file
from tests.app.catalogue.catalogue_panel import HEADER
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import choose_item, enter_two_products, set_text, trigger_action

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
def filled(write_list: Callable[..., Path], tmp_path: Path):
    """A data folder whose catalogue holds six products."""
    products = Catalogue(tmp_path / "data")
    import_file(products, write_list(LIST))
    products.close()
    return tmp_path / "data"


def says(window: MainWindow) -> str:
    return window.findChild(QLabel, "catalogueSpreadSays").text()


def lines(window: MainWindow) -> list[str]:
    drawing = window.findChild(QWidget, "catalogueSpread")
    told = drawing.accessibleDescription() if drawing.isVisible() else ""
    return told.replace("\u00a0", " ").splitlines()


def wait_drawn(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(lines(window)))


@pytest.fixture
def compared(open_window_on: Callable[[Path], MainWindow], filled, qtbot: QtBot):
    """A window that was closed on a comparison of two products, and is opened again."""
    window = open_window_on(filled)
    enter_two_products(ProductTableDriver(window))
    window.close()
    return open_window_on(filled)


def test_that_the_catalogue_is_not_loaded_until_it_is_asked_for(compared, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: says(compared) == "The catalogue is not loaded yet.")
    assert lines(compared) == []
    button = compared.findChild(QPushButton, "catalogueSpreadButton")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    wait_drawn(compared, qtbot)
    assert not button.isVisible()
    assert says(compared) == "6 products of the catalogue; ◆ yours"
    assert lines(compared) == [f"{OXIDE}; yours: Oxide $0.01796", CITRATE]


def test_that_looking_at_the_forms_loads_it(compared, qtbot: QtBot) -> None:
    tabs = compared.findChild(QTabWidget)
    tabs.setCurrentIndex(1)
    tabs.setCurrentIndex(0)
    wait_drawn(compared, qtbot)


def test_that_own_products_move_with_their_prices_and_back(compared, qtbot: QtBot) -> None:
    compared.findChild(QPushButton, "catalogueSpreadButton").click()
    wait_drawn(compared, qtbot)
    ProductTableDriver(compared).type_text(0, "price", "8.98")
    qtbot.waitUntil(lambda: lines(compared)[0].endswith("; yours: Oxide $0.03592"))
    trigger_action(compared, "undoAction")
    qtbot.waitUntil(lambda: lines(compared)[0].endswith("; yours: Oxide $0.01796"))


def test_that_it_follows_target_and_mineral(compared, qtbot: QtBot) -> None:
    compared.findChild(QPushButton, "catalogueSpreadButton").click()
    wait_drawn(compared, qtbot)
    trigger_action(compared, "1000Action")
    assert lines(compared)[0].startswith("oxide (5): half $0.08000 to $0.1600 per 1000 mg")
    set_text(compared, "targetEdit", "400")
    qtbot.waitUntil(lambda: lines(compared)[0].startswith("oxide (5): half $0.08"))
    choose_item(compared, "elementBox", "Zinc")
    qtbot.waitUntil(lambda: says(compared) == "The catalogue has no zinc priced in USD.")
    assert lines(compared) == []


def test_that_an_empty_catalogue_is_said_and_none_is_made(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    enter_two_products(ProductTableDriver(window))
    qtbot.waitUntil(lambda: says(window) == "The catalogue is empty.")
    assert not window.findChild(QPushButton, "catalogueSpreadButton").isVisible()
    assert not (tmp_path / "data" / "catalogue.sqlite3").exists()


def test_that_a_list_that_joins_the_catalogue_is_seen_in_the_forms(
    compared, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    compared.findChild(QPushButton, "catalogueSpreadButton").click()
    wait_drawn(compared, qtbot)
    compared.catalogue_controller.followed_lists.follow(
        [write_list(LIST.replace("Citrate", "Other"), "new.csv")]
    )
    qtbot.waitUntil(lambda: "new.csv was read" in compared.statusBar().currentMessage())
    qtbot.waitUntil(lambda: lines(compared)[1].startswith("citrate (2)"))


def test_that_a_damaged_catalogue_is_set_aside_and_said(compared, filled, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: says(compared) == "The catalogue is not loaded yet.")
    for path in filled.glob("catalogue.sqlite3*"):
        path.write_bytes(b"this is no database" * 100)
    compared.findChild(QPushButton, "catalogueSpreadButton").click()
    qtbot.waitUntil(lambda: says(compared) == "The catalogue has no magnesium priced in USD.")
