"""A product that holds several minerals, in the table and in its details."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QTextBrowser, QToolButton

from app.table.layout import COLUMN_INDEX, TABLE_COLUMNS
from app.table.model import ProductModel
from app.table.view import ProductTable
from pricing.quantities.dates import today
from tests.app.user_actions import (
    child,
    open_files,
    plain_spaces,
    set_text,
    trigger_action,
    wait_for_lists,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

SHELF = """\
product,form,elemental_mg,calcium_mg,zinc_mg,pack_units,price,unit_kind
Trio,oxide,100,200,5,100,12,tablet
Calcium alone,,,500,,100,10,tablet
Zinc alone,,,,10,100,5,tablet
Strong zinc,oxide,100,,25,100,2,tablet
"""


@pytest.fixture
def window(window: MainWindow, tmp_path: Path) -> MainWindow:
    path = tmp_path / "shelf.csv"
    path.write_text(SHELF, "utf-8")
    open_files(window, [path])
    wait_for_lists(window)
    return window


def row_of(window: MainWindow, name: str) -> int:
    model = child(window, ProductTable).model()
    column = COLUMN_INDEX["product"]
    return next(row for row in range(model.rowCount()) if model.index(row, column).data() == name)


def model_of(window: MainWindow) -> ProductModel:
    model = child(window, ProductTable).model()
    assert isinstance(model, ProductModel)
    return model


def test_that_the_table_says_what_else_a_product_contains(window: MainWindow) -> None:
    text = model_of(window).cells.contents_text(row_of(window, "Trio"))
    assert plain_spaces(text) == "also contains calcium 200 mg, zinc 5 mg in 1 tablet"
    assert model_of(window).cells.contents_text(row_of(window, "Zinc alone")) == ""


def test_that_the_credited_cost_stands_below_the_whole_one(window: MainWindow) -> None:
    """200 mg of calcium at $0.0002 and 5 mg of zinc at $0.005 a mg leave $5.50 of $12."""
    column = TABLE_COLUMNS[COLUMN_INDEX["monthly_cost"]]
    row = row_of(window, "Trio")
    assert plain_spaces(model_of(window).cells.second_line(row, column)) == "credited $3.30"


def test_that_the_mineral_over_its_limit_is_named(window: MainWindow) -> None:
    row = row_of(window, "Strong zinc")
    column = TABLE_COLUMNS[COLUMN_INDEX["delivered_mg_per_day"]]
    assert plain_spaces(model_of(window).cells.second_line(row, column)) == "zinc 50 mg, over 40 mg"


def test_that_the_details_reckon_with_the_other_minerals(window: MainWindow) -> None:
    table = child(window, ProductTable)
    trigger_action(window, "detailsAction")
    table.go_to(row_of(window, "Trio"), "monthly_cost")
    text = plain_spaces(child(window, QTextBrowser, "explainView").toPlainText())
    assert "Credited $3.30: less what the others are worth" in text
    assert (
        "20000 mg of calcium in a pack at $0.02000 per 100 mg, the price of Calcium alone: $4.00."
        in text
    )
    assert "The best buy goes by the whole price." in text
    assert "Zinc: 10 mg of at most 40 mg" in text


# -- the catalogue -----------------------------------------------------------------------------

TRIO_AND_CALCIUM = "\n".join(SHELF.splitlines()[:3]) + "\n"
ZINC_LIST = (
    "product,element,elemental_mg,pack_units,price,currency,unit_kind,priced_on\n"
    "Zinc of the shop,Zn,10,100,{},USD,tablet,{}\n"
)


def month_line(window: MainWindow) -> str:
    """Return the small line below Trio's cost of a month."""
    column = TABLE_COLUMNS[COLUMN_INDEX["monthly_cost"]]
    return plain_spaces(model_of(window).cells.second_line(row_of(window, "Trio"), column))


def explanation(window: MainWindow) -> str:
    return plain_spaces(child(window, QTextBrowser, "explainView").toPlainText())


@pytest.fixture
def shelf_without_zinc(window: MainWindow, tmp_path: Path) -> MainWindow:
    trigger_action(window, "newAction")
    path = tmp_path / "no_zinc.csv"
    path.write_text(TRIO_AND_CALCIUM, "utf-8")
    open_files(window, [path])
    wait_for_lists(window)
    return window


def import_zinc(window: MainWindow, folder: Path, price: str) -> None:
    path = folder / "Corner shop.csv"
    path.write_text(ZINC_LIST.format(price, today()), "utf-8")
    window.catalogue_controller.import_lists([path])


def test_that_the_catalogue_values_a_mineral_as_soon_as_it_has_a_price(
    shelf_without_zinc: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window = shelf_without_zinc
    trigger_action(window, "detailsAction")
    child(window, ProductTable).go_to(row_of(window, "Trio"), "monthly_cost")
    assert month_line(window) == ""
    assert "no product with zinc alone has a recent price in USD" in explanation(window)
    import_zinc(window, tmp_path, "5")
    qtbot.waitUntil(lambda: month_line(window) == "credited $3.30")
    assert "Zinc of the shop in the catalogue (Corner shop): $2.50." in explanation(window)
    import_zinc(window, tmp_path, "8")
    qtbot.waitUntil(lambda: month_line(window) == "credited $2.40")


def test_that_an_edit_and_a_restart_keep_the_catalogue_s_price(
    shelf_without_zinc: MainWindow,
    tmp_path: Path,
    qtbot: QtBot,
    open_window_on: Callable[[Path], MainWindow],
) -> None:
    window = shelf_without_zinc
    import_zinc(window, tmp_path, "5")
    qtbot.waitUntil(lambda: month_line(window) == "credited $3.30")
    set_text(window, "targetEdit", "300")
    assert month_line(window) == "credited $4.95"
    window.close()
    again = open_window_on(tmp_path / "data")
    qtbot.waitUntil(lambda: month_line(again) == "credited $4.95")


# -- the order by credited cost ----------------------------------------------------------------


def choose_order(window: MainWindow, text: str) -> None:
    menu = child(window, QToolButton, "orderButton").menu()
    assert isinstance(menu, QMenu)
    (action,) = [action for action in menu.actions() if action.text() == text]
    action.trigger()


def numbers(window: MainWindow) -> dict[str, str]:
    """Return the number of each product by its name."""
    model = model_of(window)
    return {
        str(model.index(row, COLUMN_INDEX["product"]).data()): str(model.index(row, 0).data())
        for row in range(model.rowCount() - 1)
    }


def test_that_the_numbers_follow_the_credited_order_and_say_so(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("product,form,elemental_mg,pack_units,price,unit_kind\n"
                    "Plain,oxide,100,100,9,tablet\n", "utf-8")  # fmt: skip
    open_files(window, [path])
    wait_for_lists(window)
    by_whole_price = numbers(window)
    assert (by_whole_price["Plain"], by_whole_price["Trio"]) == ("1", "2")
    heading = child(window, ProductTable).model().headerData
    assert str(heading(0, Qt.Orientation.Horizontal)) == "#"
    choose_order(window, "Cost per month, credited")
    credited = numbers(window)
    assert (credited["Plain"], credited["Trio"]) == ("2", "1")
    assert str(heading(0, Qt.Orientation.Horizontal)) == "#\ncredited"
    tip = model_of(window).index(row_of(window, "Trio"), 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "Place 1 of 3 by credited cost, safe products first." in str(tip)
    assert "Place 2 of 3 by cost as taken, safe products first." in str(tip)
    choose_order(window, "Safe first, then cost per month")
    assert numbers(window) == by_whole_price
    assert str(heading(0, Qt.Orientation.Horizontal)) == "#"
