"""What the window calls a period: its headings follow the days of the comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QTableView

from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, fill_in_two_products, set_text, show_tab, trigger_action

if TYPE_CHECKING:
    from app.window.main_window import MainWindow


def headings(window: MainWindow, view: str) -> list[str]:
    model = child(window, QTableView, view).model()
    orientation = Qt.Orientation.Horizontal
    return [str(model.headerData(at, orientation)) for at in range(model.columnCount())]


def choices(window: MainWindow, box: str) -> list[str]:
    combo = child(window, QComboBox, box)
    return [combo.itemText(at) for at in range(combo.count())]


@pytest.mark.parametrize(("days", "period"), [("90", "In 90 days"), ("28", "Month")])
def test_that_headings_and_choices_name_the_days_compared(
    window: MainWindow, days: str, period: str
) -> None:
    fill_in_two_products(ProductTableDriver(window))
    show_tab(window, "Forms")
    show_tab(window, "What if")
    set_text(window, "daysEdit", days)
    heading = "Cost per\nmonth" if period == "Month" else f"Cost in\n{days} days"
    assert heading in headings(window, "productTable")
    assert f"{period} to pay" in choices(window, "sensitivityFigureBox")
    show_tab(window, "Forms")
    everything = headings(window, "productTable") + headings(window, "formsTable")
    everything += headings(window, "doseGrid") + choices(window, "sensitivityFigureBox")
    show_tab(window, "Catalogue")
    assert heading in headings(window, "catalogueTable")
    everything += headings(window, "catalogueTable") + choices(window, "sortBox")
    has_month = any("month" in text.casefold() for text in everything)
    assert has_month is (period == "Month")
    trigger_action(window, "undoAction")
    assert "Cost per\nmonth" in headings(window, "productTable")
