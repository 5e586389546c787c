"""The view "What if": the map of doses with its slider, ranges, and best-buy switch points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QAbstractItemModel, QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QSlider, QTableView

from app.sensitivity.dose_map import DoseMapTable
from tests.app.product_table import ProductTableDriver, Role
from tests.app.user_actions import (
    child,
    fill_in_two_products,
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

RANGE, SWITCHES = 0, 2  # the places in the texts of an input


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    table = ProductTableDriver(window)
    fill_in_two_products(table)
    show_tab(window, "What if")
    return table


def edit(window: MainWindow, table: ProductTableDriver, row: int, key: str, text: str) -> None:
    """Type into the product table, and come back to the view."""
    show_tab(window, "Compare")
    table.type_text(row, key, text)
    show_tab(window, "What if")


def ranges_view(window: MainWindow) -> QTableView:
    return child(window, QTableView, "sensitivityView")


def dose_map(window: MainWindow) -> QAbstractItemModel:
    return child(window, QTableView, "doseGrid").model()


def slider(window: MainWindow) -> QSlider:
    return child(window, QSlider, "doseSlider")


def ranges(window: MainWindow) -> dict[str, list[str]]:
    """Return the texts of each input's row."""
    return {row[0]: row[1:] for row in table_texts(ranges_view(window).model())}


def bar_text(window: MainWindow, title: str) -> str:
    """Return what a screen reader reads of an input's bar."""
    row = list(ranges(window)).index(title)
    return plain_spaces(ranges_view(window).model().index(row, 2).data(Role.AccessibleTextRole))


def title(window: MainWindow) -> str:
    return plain_spaces(child(window, QLabel, "sensitivityTitle").text())


def message(window: MainWindow) -> QLabel:
    return child(window, QLabel, "sensitivitySays")


def choose_from(window: MainWindow, name: str, text: str) -> None:
    box = child(window, QComboBox, name)
    (index,) = [index for index in range(box.count()) if text in box.itemText(index)]
    box.setCurrentIndex(index)
    box.activated.emit(index)


# -- what moves the cost -----------------------------------------------------------------------


def test_that_the_best_buy_is_examined_and_the_widest_range_comes_first(
    window: MainWindow, table: ProductTableDriver
) -> None:
    # Oxide: 250 mg, 100 for 4.49; Gly: 100 mg, 120 for 18.00; 200 mg, 30 days.
    assert child(window, QComboBox, "sensitivityProductBox").currentText() == "Oxide"
    assert title(window) == "What moves $1.35"
    rows = ranges(window)
    assert next(iter(rows)) == "Daily dose"
    assert rows["Price of the pack"][RANGE] == "$3.59 to $5.39"
    assert bar_text(window, "Price of the pack") == "from $1.08 to $1.62"
    assert rows["Daily dose"][SWITCHES] == "Above 255 mg: Gly."
    assert rows["Price of the pack"][SWITCHES] == "Not in this range; only above $30.00."
    assert rows["Days"][SWITCHES] == "Never."


def test_that_no_product_over_the_limit_is_examined_first(
    window: MainWindow, table: ProductTableDriver
) -> None:
    set_text(window, "targetEdit", "300")
    assert child(window, QComboBox, "sensitivityProductBox").currentText() == "Gly"
    assert title(window) == "What moves $13.50"
    assert ranges(window)["Daily dose"][SWITCHES] == (
        "255 mg and below: Oxide. Above 306 mg: no product alone."
    )
    assert ranges(window)["Absorption"][SWITCHES] == "Costs the same; worth it from 8.4 times on."
    choose_from(window, "sensitivityProductBox", "Oxide")
    assert ranges(window)["Price of the pack"][SWITCHES].startswith("Never: its dose is not safe")


def test_that_a_list_of_products_may_stay_open_while_another_comparison_is_opened(
    window: MainWindow, table: ProductTableDriver
) -> None:
    box = child(window, QComboBox, "sensitivityProductBox")
    box.showPopup()
    trigger_action(window, "newAction")
    QTest.keyClick(box.view(), Qt.Key.Key_End)
    QTest.keyClick(box.view(), Qt.Key.Key_Return)
    show_tab(window, "Compare")
    fill_in_two_products(table)
    show_tab(window, "What if")
    assert box.currentText() == "Oxide"


def test_that_the_absorption_can_be_assumed_here_too(
    window: MainWindow, table: ProductTableDriver
) -> None:
    box = child(window, QComboBox, "whatIfAssumptionBox")
    assert box.currentText() == "the same for every form"
    choose_from(window, "whatIfAssumptionBox", box.itemText(1))
    assert window.session.scenario.absorption
    assert undo_text(window).startswith("&Undo assumption on ")
    choose_from(window, "whatIfAssumptionBox", "your own assumption")
    assert child(window, QComboBox, "assumptionBox").isVisible()  # of the view Forms


def test_that_where_the_cheapest_per_mg_changes_is_a_second_sentence(
    window: MainWindow, table: ProductTableDriver
) -> None:
    row = list(ranges(window)).index("Price of the pack")
    type_over(ranges_view(window), row, 1, "80 to 900")
    # 15 cents for 100 mg against 4.49 for 25,000 mg: from 37.50 on the glycinate is cheaper.
    assert ranges(window)["Price of the pack"][SWITCHES] == (
        "Above $30.00: Gly. Per mg of magnesium: Oxide is the cheapest below $37.50 (835.2 %), "
        "then Gly."
    )


@pytest.mark.parametrize("text", ["80 to 900", "80-900", "80 % to 900 %"])
def test_that_a_range_can_be_typed_is_kept_and_can_be_undone(
    window: MainWindow,
    table: ProductTableDriver,
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
    text: str,
) -> None:
    row = list(ranges(window)).index("Price of the pack")
    type_over(ranges_view(window), row, 1, text)
    assert ranges(window)["Price of the pack"][RANGE] == "$3.59 to $40.41"
    assert undo_text(window) == "&Undo range of price of the pack"
    window.close()
    reopened = open_window_on(tmp_path / "data")
    show_tab(reopened, "What if")
    assert ranges(reopened)["Price of the pack"][RANGE] == "$3.59 to $40.41"


def test_that_an_impossible_range_is_rejected_in_the_view(
    window: MainWindow, table: ProductTableDriver
) -> None:
    model = ranges_view(window).model()
    for text in ("0", "many", "80 to", "120 to 80", "1 to 500000000"):
        assert not model.setData(model.index(0, 1), text)
        assert message(window).isVisible()
        assert message(window).text()


def test_that_the_product_and_the_figure_can_be_chosen(
    window: MainWindow, table: ProductTableDriver
) -> None:
    choose_from(window, "sensitivityProductBox", "Gly")
    choose_from(window, "sensitivityFigureBox", "to pay")
    assert title(window) == "What moves $18.00"
    assert bar_text(window, "Price of the pack") == "from $14.40 to $21.60"
    assert ranges(window)["Price of the pack"][SWITCHES] == "Not in this range; only below $2.69."


# -- doses -------------------------------------------------------------------------------------


def test_that_the_best_buy_is_marked_at_each_dose(
    window: MainWindow, table: ProductTableDriver
) -> None:
    model = dose_map(window)
    headings = [
        plain_spaces(model.headerData(column, Qt.Orientation.Horizontal))
        for column in range(1, model.columnCount())
    ]
    assert headings == [f"{dose} mg" for dose in range(50, 450, 50)]
    oxide, gly, best = table_texts(model)
    assert oxide[1:] == ["$1.35"] * 5 + ["$2.69"] * 3
    assert gly[1:] == ["$4.50"] * 2 + ["$9.00"] * 2 + ["$13.50"] * 2 + ["$18.00"] * 2
    assert best == [
        "Best buy within the limit", *["Oxide"] * 5, "Gly", "two together, $5.85",
        "dose over the limit",
    ]  # fmt: skip
    tooltips = [plain_spaces(model.index(0, column).data(Role.ToolTipRole)) for column in (1, 5, 6)]
    assert tooltips == [
        "1 unit a day: 250 mg, above the target; the best buy at this dose",
        "1 unit a day: 250 mg; the best buy at this dose",
        "2 units a day: 500 mg, over the limit",
    ]


def test_that_a_dose_over_the_limit_of_another_mineral_says_so(
    window: MainWindow, table: ProductTableDriver
) -> None:
    edit(window, table, 0, "other_minerals", "zinc 50 mg")
    model = dose_map(window)
    row = next(at for at, texts in enumerate(table_texts(model)) if texts[0] == "Oxide")
    tooltips = [plain_spaces(model.index(row, column).data(Role.ToolTipRole)) for column in (5, 6)]
    assert tooltips == [
        "1 unit a day: 250 mg, but another mineral is over its limit",
        "2 units a day: 500 mg, over the limit",
    ]


def test_that_a_doubtful_label_is_no_best_buy_at_any_dose(
    window: MainWindow, table: ProductTableDriver
) -> None:
    edit(window, table, 0, "compound_mg", "250")
    assert [row[0] for row in table_texts(dose_map(window))] == ["Gly", "Best buy within the limit"]
    assert set(table_texts(dose_map(window))[-1][1:-2]) == {"Gly"}


def test_that_the_slider_stands_on_the_columns_and_follows_the_target(
    window: MainWindow, table: ProductTableDriver
) -> None:
    view = child(window, DoseMapTable, "doseGrid")
    assert plain_spaces(slider(window).accessibleDescription()) == "200 mg"
    set_text(window, "targetEdit", "280")
    assert table_texts(dose_map(window))[0][6] == "$13.50"
    assert plain_spaces(slider(window).accessibleDescription()) == "280 mg"
    assert view.current_column == 6
    assert view.shown_columns()[slider(window).value()] == 6


def test_that_an_arrow_key_takes_the_next_dose_as_one_step(
    window: MainWindow, table: ProductTableDriver
) -> None:
    slider(window).setFocus()
    QTest.keyClick(slider(window), Qt.Key.Key_Right)
    assert window.session.scenario.target == 250_000
    assert undo_text(window) == "&Undo change of target a day"
    QTest.keyClick(slider(window), Qt.Key.Key_Right)
    assert window.session.scenario.target == 300_000
    assert title(window) == "What moves $13.50"
    trigger_action(window, "undoAction")
    assert window.session.scenario.target == 250_000


def test_that_dragging_the_dose_is_one_step(window: MainWindow, table: ProductTableDriver) -> None:
    view = child(window, DoseMapTable, "doseGrid")
    handle, middle = slider(window), slider(window).height() // 2
    left = Qt.MouseButton.LeftButton
    start, end = (round(view.centre_of(column)) for column in (4, 6))
    QTest.mousePress(handle, left, pos=QPoint(start, middle))
    for x in range(start, end + 1, 20):
        QTest.mouseMove(handle, QPoint(x, middle))
    QTest.mouseRelease(handle, left, pos=QPoint(end, middle))
    assert window.session.scenario.target in {250_000, 300_000}
    trigger_action(window, "undoAction")
    assert window.session.scenario.target == 200_000


def test_that_enter_on_the_map_goes_to_the_product(
    window: MainWindow, table: ProductTableDriver
) -> None:
    view = child(window, DoseMapTable, "doseGrid")
    view.setCurrentIndex(view.model().index(1, 2))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert table.view.currentIndex() == table.index(1, "product")


def test_that_a_long_comparison_is_shown_in_part_until_asked(window: MainWindow) -> None:
    trigger_action(window, "exampleAction")
    show_tab(window, "What if")
    more = child(window, QPushButton, "moreDosesButton")
    assert more.isVisible()
    assert dose_map(window).rowCount() < 19
    more.click()
    assert not more.isVisible()
    assert dose_map(window).rowCount() == 19


@pytest.mark.parametrize("width", [1900, 1280, 1024])
def test_that_no_card_needs_a_scroll_bar(window: MainWindow, width: int) -> None:
    trigger_action(window, "exampleAction")
    show_tab(window, "What if")
    window.resize(width, 800)
    QTest.qWait(1)
    for view in (ranges_view(window), child(window, QTableView, "doseGrid")):
        assert view.horizontalScrollBar().maximum() == 0
        assert view.verticalScrollBar().maximum() == 0


def test_that_the_map_is_copied_as_a_picture_and_a_table(
    window: MainWindow, table: ProductTableDriver
) -> None:
    button = child(window, QPushButton, "copyDosesButton")
    assert button.text() == "Copy picture"
    button.click()
    rows = [
        line.split("\t") for line in plain_spaces(QGuiApplication.clipboard().text()).splitlines()
    ]
    assert rows[0][:3] == ["Product", "50 mg", "100 mg"]
    assert rows[2][:3] == ["Gly", "$4.50", "$4.50"]
    assert rows[-1][0].startswith("Untitled comparison")
    assert rows[-1][0].endswith("with Elemental")
    map_view, image = child(window, QTableView, "doseGrid"), QGuiApplication.clipboard().image()
    assert image.width() >= map_view.width()
    assert image.height() > map_view.height()


def test_that_the_slider_has_a_name(window: MainWindow, table: ProductTableDriver) -> None:
    interface = QAccessible.queryAccessibleInterface(slider(window))
    assert interface.text(QAccessible.Text.Name) == "Daily dose"


def test_that_an_empty_comparison_has_no_ranges(window: MainWindow) -> None:
    show_tab(window, "What if")
    assert table_texts(ranges_view(window).model()) == []
