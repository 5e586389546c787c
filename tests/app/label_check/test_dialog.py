"""The label check of the window: read as it is typed, without touching the comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit

from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import trigger_action, visible_dialog

if TYPE_CHECKING:
    from app.window.main_window import MainWindow


def test_that_a_label_is_read_as_it_is_typed(window: MainWindow) -> None:
    trigger_action(window, "labelAction")
    shown = visible_dialog(window, "labelDialog")
    says = shown.findChild(QLabel, "labelSays")
    assert says.text().startswith("Type what the label says")
    form = shown.findChild(QComboBox, "labelFormBox")
    form.setCurrentIndex(form.findData("glycinate"))
    shown.findChild(QLineEdit, "label_compound_mg").setText("1000")
    assert "One capsule gives 140.962" in says.text()
    shown.findChild(QLineEdit, "label_elemental_mg").setText("224,1")
    assert "At least 48.4" in says.text()
    shown.findChild(QLineEdit, "label_elemental_mg").setText("1,234")
    assert says.text().startswith("⚠ “1,234” could be 1234 or 1.234")
    shown.reject()
    assert ProductTableDriver(window).row_count == 0


def test_that_another_mineral_offers_its_own_forms(window: MainWindow) -> None:
    trigger_action(window, "labelAction")
    shown = visible_dialog(window, "labelDialog")
    element = shown.findChild(QComboBox, "labelElementBox")
    element.setCurrentIndex(element.findData("Zn"))
    form = shown.findChild(QComboBox, "labelFormBox")
    assert form.findData("picolinate") >= 0
    form.setCurrentIndex(form.findData("picolinate"))
    shown.findChild(QLineEdit, "label_compound_mg").setText("100")
    assert "of zinc" in shown.findChild(QLabel, "labelSays").text()
    shown.reject()
