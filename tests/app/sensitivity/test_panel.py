"""The sensitivity panel: ranges, switch points, and the cheapest product at each dose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QTableView

from tests.app.product_table import ProductTableDriver, Role
from tests.app.user_actions import (
    child,
    enter_two_products,
    plain_spaces,
    set_text,
    show_tab,
    table_texts,
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
    show_tab(window, "What if")
    return table


def ranges_view(window: MainWindow) -> QTableView:
    show_tab(window, "What if")
    return child(window, QTableView, "sensitivityView")


def dose_grid(window: MainWindow) -> QAbstractItemModel:
    show_tab(window, "What if")
    return child(window, QTableView, "doseGrid").model()


def ranges(window: MainWindow) -> dict[str, list[str]]:
    """Return the texts of each input's row."""
    return {row[0]: row[1:] for row in table_texts(ranges_view(window).model())}


def message(window: MainWindow) -> str:
    return plain_spaces(child(window, QLabel, "sensitivitySays").text())


def choose_from(window: MainWindow, name: str, text: str) -> None:
    box = child(window, QComboBox, name)
    (index,) = [index for index in range(box.count()) if text in box.itemText(index)]
    box.setCurrentIndex(index)
    box.activated.emit(index)


def test_that_the_widest_range_comes_first_with_its_effect_on_the_cost(
    window: MainWindow, table: ProductTableDriver
) -> None:
    # Oxide: 250 mg, 100 for 4.49; Gly: 100 mg, 120 for 18.00; 200 mg, 30 days.
    rows = ranges(window)
    assert next(iter(rows)) == "Absorption"
    assert rows["Price"][:4] == ["80 %", "120 %", "$0.004310", "$0.006466"]
    assert rows["Daily target"][2:4] == ["$0.005388", "$0.005388"]
    assert rows["Price"][-1] == "Never in this range."
    assert message(window) == "Oxide is the cheapest in every case tried."


def test_that_a_range_can_be_typed_is_kept_and_can_be_undone(
    window: MainWindow,
    table: ProductTableDriver,
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
) -> None:
    row = list(ranges(window)).index("Price")
    type_over(ranges_view(window), row, 2, "900")
    price = ranges(window)["Price"]
    assert price[1] == "900 %"
    # 15 cents for 100 mg against 4.49 for 25,000 mg: from 37.50 on the glycinate is cheaper.
    assert price[-1] == "Oxide is the cheapest below $37.50 (835.2 %), then Gly."
    assert message(window).startswith(
        "Oxide is the cheapest now. Gly is the cheapest if Oxide costs $40.41 (900 %)"
    )
    assert undo_text(window) == "&Undo range of price"
    window.close()
    reopened = open_window_on(tmp_path / "data")
    show_tab(reopened, "What if")
    assert ranges(reopened)["Price"][1] == "900 %"


def test_that_an_impossible_range_is_rejected_in_the_panel(
    window: MainWindow, table: ProductTableDriver
) -> None:
    model = ranges_view(window).model()
    for text in ("0", "many", "5000"):
        assert not model.setData(model.index(0, 2), text)
        assert message(window).startswith("⚠")


def test_that_the_product_and_the_figure_can_be_chosen(
    window: MainWindow, table: ProductTableDriver
) -> None:
    choose_from(window, "sensitivityProductBox", "Gly")
    choose_from(window, "sensitivityFigureBox", "to pay")
    assert ranges(window)["Price"][2:4] == ["$14.40", "$21.60"]
    assert ranges(window)["Price"][-1] == "Never in this range."


def test_that_the_panel_follows_the_row_of_the_table(
    window: MainWindow, table: ProductTableDriver
) -> None:
    table.view.setCurrentIndex(table.index(1, "price"))
    assert child(window, QComboBox, "sensitivityProductBox").currentText() == "2. Gly"


def test_that_the_cheapest_product_is_marked_at_each_dose(
    window: MainWindow, table: ProductTableDriver
) -> None:
    model = dose_grid(window)
    headings = [
        plain_spaces(model.headerData(column, Qt.Orientation.Horizontal))
        for column in range(1, model.columnCount())
    ]
    assert headings[::3] == ["50 mg", "200 mg", "350 mg"]
    oxide, gly = table_texts(model)
    assert oxide[1:] == ["✓ $1.35"] * 5 + ["⚠ $2.69"] * 2
    assert gly[5:] == ["$13.50", "✓ $13.50", "$18.00"] or gly[-2:] == ["✓ $13.50", "⚠ $18.00"]
    tooltip = plain_spaces(model.index(0, 6).data(Role.ToolTipRole))
    assert tooltip == "2 capsules a day: 500 mg, over the limit"
    table.type_text(0, "price", "45")
    assert table_texts(dose_grid(window))[0][0] == "Gly"


def test_that_a_hidden_panel_is_up_to_date_when_it_is_shown_again(
    window: MainWindow, table: ProductTableDriver
) -> None:
    show_tab(window, "Forms")
    set_text(window, "daysEdit", "60")
    show_tab(window, "What if")
    assert table_texts(dose_grid(window))[0][1] == "✓ $2.69"
    trigger_action(window, "undoAction")
    assert table_texts(dose_grid(window))[0][1] == "✓ $1.35"


def test_that_a_screen_reader_reads_the_bars_as_text(
    window: MainWindow, table: ProductTableDriver
) -> None:
    row = list(ranges(window)).index("Price")
    bar = ranges_view(window).model().index(row, 5)
    assert bar.data(Role.AccessibleTextRole) == "from $0.004310 to $0.006466"


def test_that_an_empty_comparison_has_no_ranges(window: MainWindow) -> None:
    show_tab(window, "What if")
    assert table_texts(ranges_view(window).model()) == []
