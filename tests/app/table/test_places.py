"""What the rank of a product says of its place and of the best buy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.table.layout import COLUMN_INDEX
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import enter_two_products, finding_text, plain_spaces, set_text

if TYPE_CHECKING:
    from app.window.main_window import MainWindow


def test_that_a_rank_tells_the_place_and_the_best_buy(window: MainWindow) -> None:
    table = ProductTableDriver(window)
    enter_two_products(table)

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
