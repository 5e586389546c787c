"""The label check: its result follows the input, and the comparison stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit

from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, trigger_action, visible_dialog

if TYPE_CHECKING:
    from app.window.main_window import MainWindow


def test_that_the_result_follows_the_input(window: MainWindow) -> None:
    trigger_action(window, "labelAction")
    dialog = visible_dialog(window, "labelDialog")
    result = child(dialog, QLabel, "labelSays")
    assert result.text().startswith("Enter the compound amount")
    form = child(dialog, QComboBox, "labelFormBox")
    form.setCurrentIndex(form.findData("glycinate"))
    child(dialog, QLineEdit, "label_compound_mg").setText("1000")
    assert "One capsule contains 140.962" in result.text()
    child(dialog, QLineEdit, "label_elemental_mg").setText("224,1")
    assert "At least 48.4" in result.text()
    child(dialog, QLineEdit, "label_elemental_mg").setText("1,234")
    assert result.text().startswith("⚠ “1,234” could be 1234 or 1.234")
    dialog.reject()
    assert ProductTableDriver(window).row_count == 0


def test_that_another_mineral_offers_its_own_forms(window: MainWindow) -> None:
    trigger_action(window, "labelAction")
    dialog = visible_dialog(window, "labelDialog")
    element = child(dialog, QComboBox, "labelElementBox")
    element.setCurrentIndex(element.findData("Zn"))
    form = child(dialog, QComboBox, "labelFormBox")
    assert form.findData("picolinate") >= 0
    form.setCurrentIndex(form.findData("picolinate"))
    child(dialog, QLineEdit, "label_compound_mg").setText("100")
    assert "of zinc" in child(dialog, QLabel, "labelSays").text()
    dialog.reject()
