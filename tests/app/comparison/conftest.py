"""A window with the shipped example, a front label, and a price that is no amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import set_text, trigger_action

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

MORE_PRODUCTS = (
    {"product": "Magnesium Glycinate 1000 mg", "unit_kind": "tablet", "elemental_mg": "1000",
     "pack_units": "120", "price": "20"},
    {"product": "Magnesium Taurate 60 caps", "form": "taurate", "elemental_mg": "100",
     "pack_units": "60", "price": "ask at till"},
)  # fmt: skip


@pytest.fixture
def example_window(window: MainWindow) -> MainWindow:
    """The example of 18 products at 300 mg a day, with two more products."""
    window.resize(1280, 800)
    trigger_action(window, "exampleAction")
    set_text(window, "targetEdit", "300")
    table = ProductTableDriver(window)
    for row, cells in enumerate(MORE_PRODUCTS, start=18):
        for key, text in cells.items():
            table.model.setData(table.index(row, key), text)
    return window
