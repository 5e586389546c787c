"""What changed in the catalogue: the page that lists risen, fallen, new and missing prices."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QTableView,
    QWidget,
)

from pricing.quantities.dates import today
from tests.app.catalogue.catalogue_panel import HEADER, choose_filter, result_names
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, plain_spaces

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

ROW = "{},Plain,oxide,tablet,100,120,{},,,{},{}\n"


def price_list(days_ago: int, shop: str = "Shop A", **prices: float) -> str:
    day = (today() - timedelta(days_ago)).isoformat()
    rows = (ROW.format(name, price, day, shop) for name, price in prices.items())
    return HEADER + "".join(rows)


@pytest.fixture
def changes(window: MainWindow, import_list: Callable[..., str], qtbot: QtBot) -> QTableView:
    """The page with a risen, a fallen, a new and a missing product."""
    import_list(price_list(60, Rising=8, Falling=18, Same=5, Going=7))
    import_list(price_list(2, Rising=9, Falling=7, Same=5, Coming=6))
    show_changes(window)
    wait_for_changes(window, qtbot)
    return child(window, QTableView, "changesTable")


def show_changes(window: MainWindow) -> None:
    child(window, QAbstractButton, "catalogueModes1").click()


def wait_for_changes(window: MainWindow, qtbot: QtBot) -> None:
    words = ("change", "No price changed")
    qtbot.waitUntil(
        lambda: (
            any(word in count_text(window) for word in words)
            and "Looking" not in count_text(window)
        ),
        timeout=60_000,
    )


def count_text(window: MainWindow) -> str:
    return child(window, QLabel, "changesCount").text()


def row_texts(table: QTableView) -> list[list[str]]:
    model = table.model()
    return [
        [plain_spaces(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def names(table: QTableView) -> list[str]:
    return [cells[0].split("\n")[0].split("  ")[0] for cells in row_texts(table)]


def test_that_changes_stand_below_their_headings(changes: QTableView) -> None:
    assert names(changes) == [
        "Rose", "Rising", "Fell", "Falling", "New", "Coming", "Not seen", "Going",
    ]  # fmt: skip
    rising, going = row_texts(changes)[1], row_texts(changes)[7]
    # 200 mg a day are two tablets, so a month takes half a pack.
    assert rising[2:] == ["$8.00", "$9.00", "+$1.00\n+12.5 %", "$4.50\nwas $4.00", "3 → 4"]
    assert going[2:] == ["$7.00", "not seen", "–", "$3.50", "–"]
    assert "last on" in going[1]


def test_that_the_shop_the_price_and_the_comparison_narrow_the_changes(
    window: MainWindow, changes: QTableView, qtbot: QtBot
) -> None:
    edit = child(window, QLineEdit, "changesBelowEdit")
    edit.setFocus()
    QTest.keyClicks(edit, "7.50")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names(changes) == ["Fell", "Falling", "New", "Coming"])
    edit.selectAll()
    QTest.keyClicks(edit, "seven")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert "seven" in count_text(window)
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(names(changes)) == 8)
    child(window, QCheckBox, "changesComparedBox").click()
    assert names(changes) == []
    changes.setFocus()


def test_that_an_earlier_day_shows_more(
    window: MainWindow, changes: QTableView, qtbot: QtBot
) -> None:
    box = child(window, QComboBox, "changesSinceBox")
    choose_filter(window, "changesSinceBox", box.itemText(box.count() - 1))
    qtbot.waitUntil(lambda: names(changes)[:4] == ["New", "Same", "Coming", "Falling"])


def test_that_enter_adds_a_product_and_space_shows_it(
    window: MainWindow, changes: QTableView
) -> None:
    changes.setFocus()
    QTest.keyClick(changes, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert changes.currentIndex().row() == 3
    QTest.keyClick(changes, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert changes.currentIndex().row() == 1
    QTest.keyClick(changes, Qt.Key.Key_Space)
    assert child(window, QLabel, "catalogueSheetTitle").text() == "Rising"
    assert child(window, QWidget, "catalogueSheet").isVisible()
    QTest.keyClick(changes, Qt.Key.Key_Return)
    driver = ProductTableDriver(window)
    assert driver.cell_text(0, "product") == "Rising"
    assert driver.cell_text(0, "price") == "$9.00"


def test_that_the_list_can_be_copied(window: MainWindow, changes: QTableView) -> None:
    child(window, QAbstractButton, "copyChangesButton").click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t")[0] for line in lines] == ["Change", "Rose", "Fell", "New", "Not seen"]
    assert changes.model().columnCount() == len(lines[1].split("\t")) - 1


def test_that_escape_leads_back_to_all_products(window: MainWindow, changes: QTableView) -> None:
    changes.setFocus()
    QTest.keyClick(changes, Qt.Key.Key_Escape)
    assert window.focusWidget() is child(window, QLineEdit, "catalogueSearch")
    assert len(result_names(window)) == 5


def test_that_another_import_shows_its_changes(
    window: MainWindow, changes: QTableView, import_list: Callable[..., str], qtbot: QtBot
) -> None:
    import_list(price_list(0, Same=4))
    qtbot.waitUntil(lambda: "Same" in names(changes), timeout=60_000)


def test_that_a_price_in_another_currency_says_why_it_has_no_cost(
    window: MainWindow, changes: QTableView, import_list: Callable[..., str], qtbot: QtBot
) -> None:
    import_list(price_list(1, Abroad=6).replace(",6,", ",6.00 EUR,"))
    qtbot.waitUntil(lambda: "Abroad" in names(changes), timeout=60_000)
    (abroad,) = [cells for cells in row_texts(changes) if cells[0].startswith("Abroad")]
    assert abroad[5] == "–\ncompared in USD"
