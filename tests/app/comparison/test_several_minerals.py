"""A product that holds several minerals, in the table and in its details."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QTextBrowser

from app.table.layout import COLUMN_INDEX, TABLE_COLUMNS
from app.table.model import ProductModel
from app.table.view import ProductTable
from tests.app.user_actions import (
    child,
    open_files,
    plain_spaces,
    trigger_action,
    wait_for_lists,
)

if TYPE_CHECKING:
    from pathlib import Path

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
    text = model_of(window).contents_text(row_of(window, "Trio"))
    assert plain_spaces(text) == "also contains calcium 200 mg, zinc 5 mg in 1 tablet"
    assert model_of(window).contents_text(row_of(window, "Zinc alone")) == ""


def test_that_the_credited_cost_stands_below_the_whole_one(window: MainWindow) -> None:
    """200 mg of calcium at $0.0002 and 5 mg of zinc at $0.005 a mg leave $5.50 of $12."""
    column = TABLE_COLUMNS[COLUMN_INDEX["monthly_cost"]]
    row = row_of(window, "Trio")
    assert plain_spaces(model_of(window).second_line(row, column)) == "credited $3.30"


def test_that_the_mineral_over_its_limit_is_named(window: MainWindow) -> None:
    row = row_of(window, "Strong zinc")
    column = TABLE_COLUMNS[COLUMN_INDEX["delivered_mg_per_day"]]
    assert plain_spaces(model_of(window).second_line(row, column)) == "zinc 50 mg, over 40 mg"


def test_that_the_details_reckon_with_the_other_minerals(window: MainWindow) -> None:
    table = child(window, ProductTable)
    trigger_action(window, "detailsAction")
    table.go_to(row_of(window, "Trio"), "monthly_cost")
    text = plain_spaces(child(window, QTextBrowser, "explainView").toPlainText())
    assert "Credited $3.30: less what the others are worth" in text
    assert "20000 mg of calcium in a pack at the price of Calcium alone: $4.00." in text
    assert "The product is ranked by its whole price." in text
    assert "Zinc: 10 mg of at most 40 mg" in text
