"""What the rank of a product says of its place and of the best buy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.table.layout import COLUMN_INDEX
from app.window.status_notes import StatusSummary
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    choose_item,
    fill_in_two_products,
    finding_text,
    plain_spaces,
    set_text,
    show_tab,
)

if TYPE_CHECKING:
    from app.window.main_window import MainWindow


def test_that_a_rank_tells_the_place_and_the_best_buy(window: MainWindow) -> None:
    table = ProductTableDriver(window)
    fill_in_two_products(table)

    def explanation(row: int) -> str:
        index = table.model.index(row, COLUMN_INDEX["rank"])
        return plain_spaces(index.data(Qt.ItemDataRole.ToolTipRole))

    assert "Place 1 of 2" in explanation(0)
    assert "This is the best buy." in explanation(0)
    assert "Place 2 of 2" in explanation(1)
    set_text(window, "targetEdit", "300")  # two tablets of oxide are over the limit
    assert explanation(0) == "It has no place, because its dose is over the safe limit."
    assert "best buy" not in explanation(0)
    assert "This is the best buy." in explanation(1)
    assert "Best buy within the safe limit: Gly" in finding_text(window)
    assert "ranks 2 by value" in finding_text(window)


def test_that_a_product_of_another_mineral_says_why_it_has_no_place(window: MainWindow) -> None:
    table = ProductTableDriver(window)
    fill_in_two_products(table)
    choose_item(window, "elementBox", "Zinc")
    sentence = "Not ranked: entered as magnesium, not zinc"
    for key in ("rank", "cost_per_elemental_mg", "monthly_cost"):
        index = table.model.index(0, COLUMN_INDEX[key])
        for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            assert plain_spaces(index.data(role)) == sentence
    (summary,) = window.findChildren(StatusSummary)
    assert "2 products · 2 hold another mineral than zinc" in summary.text()
    choose_item(window, "elementBox", "Magnesium")
    index = table.model.index(0, COLUMN_INDEX["monthly_cost"])
    assert sentence not in plain_spaces(index.data(Qt.ItemDataRole.AccessibleTextRole))
    assert "another mineral" not in summary.text()


def test_that_the_legend_and_the_figures_follow_a_target_of_another_view(
    window: MainWindow,
) -> None:
    table = ProductTableDriver(window)
    fill_in_two_products(table)
    legend = child(window, QWidget, "tableLegend")
    figures = [table.cell_text(0, "monthly_cost")]
    assert "hatched" not in legend.accessibleName()
    show_tab(window, "Forms")
    set_text(window, "targetEdit", "300")
    show_tab(window, "Compare")
    assert "hatched: dose over the limit" in legend.accessibleName()
    figures.append(table.cell_text(0, "monthly_cost"))
    show_tab(window, "Forms")
    set_text(window, "targetEdit", "200")
    show_tab(window, "Compare")
    assert "hatched" not in legend.accessibleName()
    figures.append(table.cell_text(0, "monthly_cost"))
    assert figures[0] != figures[1]
    assert figures[0] == figures[2]
