"""The sensitivity panel: ranges tried, turning points, and the cheapest at each dose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QTableView, QTabWidget

from tests.app.product_table import ProductTableDriver, Role
from tests.app.user_actions import (
    enter_two_products,
    set_text,
    trigger_action,
    type_over,
    undo_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    table = ProductTableDriver(window)
    enter_two_products(table)
    show(window)
    return table


def show(window: MainWindow) -> None:
    tabs = window.findChild(QTabWidget)
    titles = [tabs.tabText(at) for at in range(tabs.count())]
    tabs.setCurrentIndex(titles.index("Sensitivity"))


def texts(window: MainWindow, name: str) -> list[list[str]]:
    model = window.findChild(QTableView, name).model()
    across = range(model.columnCount())
    return [
        [str(model.index(row, at).data()).replace("\u00a0", " ") for at in across]
        for row in range(model.rowCount())
    ]


def ranges(window: MainWindow) -> dict[str, list[str]]:
    """The texts of each input's row."""
    return {row[0]: row[1:] for row in texts(window, "sensitivityView")}


def says(window: MainWindow) -> str:
    return window.findChild(QLabel, "sensitivitySays").text().replace("\u00a0", " ")


def pick(window: MainWindow, name: str, text: str) -> None:
    box = window.findChild(QComboBox, name)
    (at,) = [at for at in range(box.count()) if text in box.itemText(at)]
    box.setCurrentIndex(at)
    box.activated.emit(at)


def test_that_the_widest_range_stands_first_and_what_it_makes_of_the_cost(
    window: MainWindow, table: ProductTableDriver
) -> None:
    # Oxide: 250 mg, 100 for 4.49; Gly: 100 mg, 120 for 18.00; 200 mg, 30 days.
    found = ranges(window)
    assert next(iter(found)) == "Times absorbed"
    assert found["Its price"][:4] == ["80 %", "120 %", "$0.004310", "$0.006466"]
    assert found["Target a day"][2:4] == ["$0.005388", "$0.005388"]
    assert found["Its price"][-1] == "never in this range"
    assert says(window) == "Oxide is the cheapest in every case tried."


def test_that_a_range_is_typed_over_kept_and_undone(
    window: MainWindow,
    table: ProductTableDriver,
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
) -> None:
    view = window.findChild(QTableView, "sensitivityView")
    row = [each[0] for each in texts(window, "sensitivityView")].index("Its price")
    type_over(view, row, 2, "900")
    found = ranges(window)["Its price"]
    assert found[1] == "900 %"
    # 15 cents a 100 mg against 4.49 for 25,000 mg: from 37.50 the glycinate is cheaper.
    assert found[-1] == "Oxide below $37.50 (835.2 %), then Gly"
    assert says(window).startswith("Oxide is the cheapest, but not if Oxide costs $40.41 (900 %)")
    assert undo_text(window) == "&Undo range of its price"
    window.close()
    again = open_window_on(tmp_path / "data")
    show(again)
    assert ranges(again)["Its price"][1] == "900 %"


def test_that_a_range_that_makes_no_sense_is_refused_in_place(
    window: MainWindow, table: ProductTableDriver
) -> None:
    model = window.findChild(QTableView, "sensitivityView").model()
    for text in ("0", "many", "5000"):
        assert not model.setData(model.index(0, 2), text)
        assert says(window).startswith("⚠")


def test_that_the_product_and_the_figure_are_chosen(
    window: MainWindow, table: ProductTableDriver
) -> None:
    pick(window, "sensitivityProductBox", "Gly")
    pick(window, "sensitivityFigureBox", "till")
    assert ranges(window)["Its price"][2:4] == ["$14.40", "$21.60"]
    assert ranges(window)["Its price"][-1] == "never in this range"


def test_that_the_panel_follows_the_row_of_the_table(
    window: MainWindow, table: ProductTableDriver
) -> None:
    table.view.setCurrentIndex(table.index(1, "price"))
    assert window.findChild(QComboBox, "sensitivityProductBox").currentText() == "2. Gly"


def test_the_cheapest_at_each_dose(window: MainWindow, table: ProductTableDriver) -> None:
    model = window.findChild(QTableView, "doseGrid").model()
    across = range(1, model.columnCount())
    heads = [model.headerData(at, Qt.Orientation.Horizontal) for at in across]
    assert [head.replace("\u00a0", " ") for head in heads][::3] == ["50 mg", "200 mg", "350 mg"]
    oxide, gly = texts(window, "doseGrid")
    assert oxide[1:] == ["✓ $1.35"] * 5 + ["⚠ $2.69"] * 2
    assert gly[5:] == ["$13.50", "✓ $13.50", "$18.00"] or gly[-2:] == ["✓ $13.50", "⚠ $18.00"]
    told = model.index(0, 6).data(Role.ToolTipRole).replace("\u00a0", " ")
    assert told == "2 capsules a day: 500 mg, over the limit"
    table.type_text(0, "price", "45")
    assert texts(window, "doseGrid")[0][0] == "Gly"


def test_that_a_hidden_panel_is_right_when_it_is_seen_again(
    window: MainWindow, table: ProductTableDriver
) -> None:
    window.findChild(QTabWidget).setCurrentIndex(0)
    set_text(window, "daysEdit", "60")
    show(window)
    assert texts(window, "doseGrid")[0][1] == "✓ $2.69"
    trigger_action(window, "undoAction")
    assert texts(window, "doseGrid")[0][1] == "✓ $1.35"


def test_that_the_bars_are_told_to_who_cannot_see_them(
    window: MainWindow, table: ProductTableDriver
) -> None:
    model = window.findChild(QTableView, "sensitivityView").model()
    row = [each[0] for each in texts(window, "sensitivityView")].index("Its price")
    assert model.index(row, 5).data(Role.AccessibleTextRole) == "from $0.004310 to $0.006466"


def test_that_an_empty_comparison_has_nothing_to_try(window: MainWindow) -> None:
    show(window)
    assert texts(window, "sensitivityView") == []
