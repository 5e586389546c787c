"""The chart view: groups of bars, keys, and the picture that is copied and saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget

from app.toolkit.theme import light_tokens
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    choose_item,
    dismiss_message,
    fill_in_two_products,
    plain_spaces,
    set_text,
    show_tab,
    trigger_action,
)

if TYPE_CHECKING:
    from pathlib import Path

    from app.window.main_window import MainWindow

SIZE_OF_TEXT_AT_200_PERCENT = 20


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


def chart(window: MainWindow) -> QWidget:
    return child(window, QWidget, "rankChart")


def lines(window: MainWindow) -> list[str]:
    """Return the content of the chart as text, without the lines about its source."""
    return plain_spaces(chart(window).accessibleDescription()).splitlines()[:-2]


def show_two_products(window: MainWindow, table: ProductTableDriver) -> None:
    fill_in_two_products(table)
    set_text(window, "targetEdit", "300")
    show_tab(window, "Chart")
    chart(window).setFocus()


def edit(window: MainWindow, table: ProductTableDriver, row: int, key: str, text: str) -> None:
    """Type into the product table, and come back to the chart."""
    show_tab(window, "Compare")
    table.type_text(row, key, text)
    show_tab(window, "Chart")


def chosen_figure(window: MainWindow) -> str:
    buttons = (child(window, QWidget, f"chartFigures{number}") for number in range(3))
    (chosen,) = (button for button in buttons if button.property("checked"))
    return str(chosen.property("text"))


def test_that_safe_products_stand_above_those_over_the_limit(
    window: MainWindow, table: ProductTableDriver
) -> None:
    show_two_products(window, table)
    assert lines(window) == [
        "Cost per 100 mg of magnesium: from $0.1500 within the safe limit",
        "2 products, safe first, then cost. At 300 mg a day the safe limit (US adult, supplements) "
        "is 350 mg.",
        "Within the safe limit: 1 product",
        "1 Gly, bisglycinate: $0.1500, 300 mg a day",
        "Dose over the safe limit of 350 mg: 1 product, not numbered",
        "– Oxide, oxide: $0.01796, 500 mg a day, over the safe limit",
    ]


def test_that_no_product_is_praised_if_none_is_safe(
    window: MainWindow, table: ProductTableDriver
) -> None:
    show_two_products(window, table)
    edit(window, table, 1, "elemental_mg", "400")
    assert lines(window)[0] == (
        "Cost per 100 mg of magnesium: none of these reaches 300 mg within the safe limit"
    )
    assert "Within" not in "".join(lines(window)[1:])


def test_that_without_a_limit_no_limit_is_named(
    window: MainWindow, table: ProductTableDriver
) -> None:
    show_two_products(window, table)
    choose_item(window, "limitBox", "No limit")
    assert lines(window)[:3] == [
        "Cost per 100 mg of magnesium: from $0.01796",
        "2 products, safe first, then cost. At 300 mg a day. No safe limit is chosen.",
        "Reaching 300 mg a day: 2 products",
    ]


def test_that_a_form_that_no_label_states_is_named_so(
    window: MainWindow, table: ProductTableDriver
) -> None:
    show_two_products(window, table)
    edit(window, table, 1, "product", "Tablets")
    edit(window, table, 1, "form", " ")
    assert "1 Tablets, not stated: $0.1500, 300 mg a day" in lines(window)


def test_that_a_form_of_the_name_says_where_it_is_from(
    window: MainWindow, table: ProductTableDriver
) -> None:
    show_two_products(window, table)
    edit(window, table, 1, "form", " ")
    edit(window, table, 1, "product", "Magnesium citrate")
    assert "1 Magnesium citrate, citrate (from the name): $0.1500, 300 mg a day" in lines(window)


def test_that_a_product_that_is_asked_about_has_no_bar(
    window: MainWindow, table: ProductTableDriver
) -> None:
    show_two_products(window, table)
    edit(window, table, 0, "compound_mg", "250")
    assert lines(window)[-2:] == [
        "Your answer is needed: 1 product, not numbered",
        "Oxide, oxide: not ranked until you answer",
    ]


def test_that_left_and_right_choose_the_figure_of_the_bars(
    window: MainWindow, table: ProductTableDriver
) -> None:
    show_two_products(window, table)
    assert chosen_figure(window) == "Cost per 100 mg"
    QTest.keyClick(chart(window), Qt.Key.Key_Right)
    assert chosen_figure(window) == "Cost per month"
    assert lines(window)[0] == "Cost per month: from $13.50 within the safe limit"
    assert "– Oxide, oxide: $2.69, 500 mg a day, over the safe limit" in lines(window)
    QTest.keyClick(chart(window), Qt.Key.Key_Right)
    assert lines(window)[0] == (
        "To pay now for a month, in whole packs: from $18.00 within the safe limit"
    )
    for _ in range(3):
        QTest.keyClick(chart(window), Qt.Key.Key_Left)
    assert chosen_figure(window) == "Cost per 100 mg"


def test_that_the_figure_can_be_chosen_with_the_mouse(
    window: MainWindow, table: ProductTableDriver
) -> None:
    show_two_products(window, table)
    QTest.mouseClick(child(window, QWidget, "chartFigures2"), Qt.MouseButton.LeftButton)
    assert chosen_figure(window) == "To pay now"
    assert "1 Gly, bisglycinate: $18.00, 300 mg a day" in lines(window)


def test_that_up_and_down_walk_the_bars_and_enter_goes_to_the_product(
    window: MainWindow, table: ProductTableDriver
) -> None:
    show_two_products(window, table)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(chart(window), key)
    QTest.keyClick(chart(window), Qt.Key.Key_Return)
    assert table.view.currentIndex() == table.index(0, "product")
    show_tab(window, "Chart")
    QTest.keyClick(chart(window), Qt.Key.Key_Up)
    QTest.keyClick(chart(window), Qt.Key.Key_Return)
    assert table.view.currentIndex() == table.index(1, "product")


def test_that_enter_without_a_bar_does_nothing(
    window: MainWindow, table: ProductTableDriver
) -> None:
    show_two_products(window, table)
    before = table.view.currentIndex()
    QTest.keyClick(chart(window), Qt.Key.Key_Return)
    assert table.view.currentIndex() == before


def test_that_ctrl_c_copies_the_picture_and_a_table(
    window: MainWindow, table: ProductTableDriver
) -> None:
    show_two_products(window, table)
    QTest.keyClick(chart(window), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    clipboard = QGuiApplication.clipboard()
    assert not clipboard.image().isNull()
    rows = [line.split("\t") for line in plain_spaces(clipboard.text()).splitlines()]
    assert ["1", "Gly", "bisglycinate", "$0.1500", "300 mg"] in rows
    assert ["–", "Oxide", "oxide", "$0.01796", "500 mg over the safe limit"] in rows


def test_that_the_saved_picture_is_whole_light_and_names_its_source(
    window: MainWindow, table: ProductTableDriver, tmp_path: Path
) -> None:
    show_two_products(window, table)
    window.theme.choose("dark")
    for name in ("chart.png", "chart.svg"):
        window.export_controller.write_picture(tmp_path / name)
        assert "Written" in dismiss_message(window)
    picture = QImage(str(tmp_path / "chart.png"))
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 4)
        for y in range(0, picture.height(), 2)
    }
    bar, ground = light_tokens().form_color("glycinate"), light_tokens().surface
    assert {bar.name(), ground.name()} <= colours
    svg = plain_spaces((tmp_path / "chart.svg").read_text("utf-8"))
    assert "Oxide, oxide: $0.01796" in svg
    assert "with Elemental" in svg
    trigger_action(window, "copyPictureAction")
    assert not QGuiApplication.clipboard().image().isNull()


def test_that_the_view_scrolls_and_the_bar_that_is_reached_is_visible(
    window: MainWindow, table: ProductTableDriver
) -> None:
    trigger_action(window, "exampleAction")
    show_tab(window, "Chart")
    window.resize(1024, 600)
    chart(window).setFocus()
    QTest.qWait(1)
    (area,) = [area for area in window.findChildren(QScrollArea) if area.widget() is chart(window)]
    assert area.verticalScrollBar().maximum() > 0
    QTest.keyClick(chart(window), Qt.Key.Key_End)
    assert area.verticalScrollBar().value() > 0


@pytest.mark.parametrize("width", [420, 700, 1200])
def test_that_the_chart_is_as_high_as_its_texts_need(
    window: MainWindow, table: ProductTableDriver, width: int
) -> None:
    show_two_products(window, table)
    edit(window, table, 0, "product", "Magnesium oxide in tablets " * 4)
    card = chart(window)
    height = card.heightForWidth(width)
    font = card.font()
    font.setPointSize(SIZE_OF_TEXT_AT_200_PERCENT)
    card.setFont(font)
    assert card.heightForWidth(width) > height * 1.5


def test_that_the_controls_have_names(window: MainWindow, table: ProductTableDriver) -> None:
    show_two_products(window, table)
    for name in ("chartFigures0", "chartFigures1", "chartFigures2"):
        interface = QAccessible.queryAccessibleInterface(child(window, QWidget, name))
        assert interface.text(QAccessible.Text.Name)
    assert child(window, QPushButton, "copyChartButton").text() == "Copy picture"
