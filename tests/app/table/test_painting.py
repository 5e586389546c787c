"""The table is painted anew where a change shows, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication

from pricing.model.changes import change_scenario
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import fill_in_two_products, set_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.window.main_window import MainWindow

KEYS = ("product", "elemental_mg", "pack_units", "price", "monthly_cost")


class PaintedArea(QObject):
    """Collects what is painted of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    # -- Qt's own names ------------------------------------------------------------------------

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region += event.region()
        return False


def painted_cells(window: MainWindow, change: Callable[[], object]) -> set[tuple[int, str]]:
    """Return the cells of products that are painted anew after a change."""
    table = ProductTableDriver(window)
    painted = PaintedArea(table.view.viewport())
    change()
    QApplication.processEvents()
    cells = [(row, key) for row in range(table.row_count) for key in KEYS]
    places = {cell: table.view.visualRect(table.index(*cell)).center() for cell in cells}
    return {cell for cell, place in places.items() if painted.region.contains(place)}


def show_two_products(window: MainWindow) -> ProductTableDriver:
    window.resize(1280, 800)
    table = ProductTableDriver(window)
    fill_in_two_products(table)
    set_text(window, "targetEdit", "200")
    QApplication.processEvents()
    return table


def test_that_another_target_paints_no_input_anew(window: MainWindow) -> None:
    show_two_products(window)

    painted = painted_cells(window, lambda: set_text(window, "targetEdit", "201"))

    assert painted == {(0, "monthly_cost"), (1, "monthly_cost")}


def test_that_an_amount_is_painted_anew_once_other_limits_leave_it_in_question(
    window: MainWindow,
) -> None:
    table = show_two_products(window)
    # 60 % of the daily value in the US are 252 mg, and 225 mg in the EU.
    table.model.setData(table.index(0, "daily_value_percent"), "60")
    QApplication.processEvents()
    scenario = window.session.scenario
    european = change_scenario(scenario, replace(scenario, limit_authority="EU"), "limits")

    painted = painted_cells(window, lambda: window.session.apply(european))

    assert {(0, "elemental_mg"), (0, "monthly_cost")} <= painted
    assert (1, "elemental_mg") not in painted
