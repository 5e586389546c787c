"""Preferences take effect at once, are kept, and are refused where they are impossible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QTableView,
    QWidget,
)

from app.toolkit.settings import SETTINGS
from app.toolkit.theme import ColourScheme
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import (
    child,
    dismiss_message,
    fill_in_two_products,
    finding_text,
    set_text,
    trigger_action,
    visible_dialog,
)
from tests.refusing_disk import needs_refusing_disk, refusing_disk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.window.main_window import MainWindow


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


@pytest.fixture
def set_preferences(window: MainWindow) -> Iterator[Callable[..., QDialog]]:
    """A function that sets controls of the dialog by their settings' keys and presses OK."""

    def set_(**values: str) -> QDialog:
        trigger_action(window, "preferencesAction")
        dialog = visible_dialog(window, "preferencesDialog")
        for key, value in values.items():
            box = dialog.findChild(QComboBox, f"{key}Setting")
            if box is not None:
                box.setCurrentIndex(box.findData(value))
            else:
                child(dialog, QLineEdit, f"{key}Setting").setText(value)
        child(dialog, QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).click()
        return dialog

    yield set_
    from app.toolkit.number_marks import set_decimal_mark

    set_decimal_mark("")


def test_that_every_setting_has_its_control(window: MainWindow) -> None:
    trigger_action(window, "preferencesAction")
    dialog = visible_dialog(window, "preferencesDialog")
    for setting in SETTINGS:
        name = f"{setting.key}Setting"
        boxes, edits = dialog.findChildren(QComboBox, name), dialog.findChildren(QLineEdit, name)
        controls: list[QWidget] = [*boxes, *edits]
        (control,) = controls
        assert control.accessibleName() == setting.title
    dialog.reject()


def test_that_a_new_comparison_starts_with_the_preferences(
    window: MainWindow, table: ProductTableDriver, set_preferences: Callable[..., QDialog]
) -> None:
    fill_in_two_products(table)
    set_preferences(
        element="Zn",
        days="90",
        dose_policy="nearest",
        limit_authority="EU",
        currency="EUR",
        budget="12,50",
        no_difference="1",
        tolerance="1,5",
        target="15",
    )
    assert window.session.scenario.element == "Mg"
    trigger_action(window, "newAction")
    chosen = {
        name: child(window, QComboBox, name).currentText()
        for name in ("elementBox", "policyBox", "limitBox", "currencyBox")
    }
    assert chosen == {
        "elementBox": "Zinc",
        "policyBox": "Nearest the target",
        "limitBox": "EU, adult: 25 mg",
        "currencyBox": "EUR",
    }
    typed = [
        child(window, QLineEdit, name).text()
        for name in ("targetEdit", "daysEdit", "toleranceEdit", "budgetEdit", "noDifferenceEdit")
    ]
    assert typed == ["15", "90", "1.5", "12.5", "1"]


def test_that_a_comparison_without_products_follows_the_preferences(
    window: MainWindow, set_preferences: Callable[..., QDialog]
) -> None:
    set_preferences(element="Fe")
    assert child(window, QComboBox, "elementBox").currentText() == "Iron"


def test_that_an_impossible_value_is_refused_in_the_dialog(
    window: MainWindow, set_preferences: Callable[..., QDialog]
) -> None:
    dialog = set_preferences(days="-3")
    assert dialog.isVisible()
    assert "Days: “-3” is not a number" in child(dialog, QLabel, "preferencesRefused").text()
    dialog.reject()
    assert child(window, QLineEdit, "daysEdit").text() == "30"


def test_that_costs_are_shown_for_the_chosen_mass(
    window: MainWindow,
    table: ProductTableDriver,
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
) -> None:
    fill_in_two_products(table)
    for basis, cost in (("1", "$0.0001796"), ("1000", "$0.1796"), ("100", "$0.01796")):
        trigger_action(window, f"{basis}Action")
        assert table.cell_text(0, "cost_per_elemental_mg") == cost
        assert f"{cost} per {basis} mg of magnesium" in finding_text(window)
        heading = table.model.headerData(
            table.columns["cost_per_elemental_mg"], table.view.horizontalHeader().orientation()
        )
        assert " ".join(heading.split()) == f"Cost per {basis} mg"
    trigger_action(window, "1000Action")
    window.close()
    again = ProductTableDriver(open_window_on(tmp_path / "data"))
    assert again.cell_text(0, "cost_per_elemental_mg") == "$0.1796"


def test_that_numbers_have_the_preferred_decimal_mark_and_are_read_with_either(
    window: MainWindow, table: ProductTableDriver, set_preferences: Callable[..., QDialog]
) -> None:
    fill_in_two_products(table)
    set_preferences(decimal_mark=",")
    assert table.cell_text(0, "price") == "$4,49"
    table.type_text(0, "price", "1.50")
    assert table.cell_text(0, "price") == "$1,50"
    table.type_text(0, "price", "2,75")
    assert table.cell_text(0, "price") == "$2,75"


def test_that_theme_and_preferences_are_kept(
    window: MainWindow,
    set_preferences: Callable[..., QDialog],
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
) -> None:
    set_preferences(theme="contrast", days="60")
    assert window.theme.colour_scheme is ColourScheme.CONTRAST
    window.close()
    again = open_window_on(tmp_path / "data")
    assert again.theme.colour_scheme is ColourScheme.CONTRAST
    assert child(again, QLineEdit, "daysEdit").text() == "60"
    assert child(again, QTableView, "productTable").isVisible()


def test_that_the_defaults_hold_if_the_settings_file_is_unusable(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    lines = [f"{setting.key}=\x01nonsense" for setting in SETTINGS]
    text = "[preferences]\n" + "\n".join(lines) + "\n[window]\ntab=x\nparts=@@\n"
    (tmp_path / "window.ini").write_text(text, "utf-8")
    window = open_window_on(tmp_path)
    assert child(window, QLineEdit, "daysEdit").text() == "30"
    assert child(window, QComboBox, "elementBox").currentText() == "Magnesium"


def test_that_products_within_the_chosen_difference_count_as_equal(
    window: MainWindow, table: ProductTableDriver
) -> None:
    fill_in_two_products(table)
    table.type_text(1, "price", "2.20")
    set_text(window, "noDifferenceEdit", "1")
    assert "No meaningful difference (at most $1.00 a month)" in finding_text(window)
    assert [table.cell_text(row, "rank") for row in (0, 1)] == ["2 ≈", "1"]
    set_text(window, "noDifferenceEdit", "0")
    assert "No meaningful difference" not in finding_text(window)
    assert [table.cell_text(row, "rank") for row in (0, 1)] == ["2", "1"]


@needs_refusing_disk
def test_that_preferences_that_the_disk_refuses_are_said_and_saved_later(
    window: MainWindow, set_preferences: Callable[..., QDialog], tmp_path: Path
) -> None:
    with refusing_disk():
        set_preferences(pharmacy="Corner")
        assert "window.ini cannot be written" in dismiss_message(window)
    set_preferences(budget="30")
    assert not [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    text = (tmp_path / "data" / "window.ini").read_text("utf-8")
    assert "pharmacy=Corner" in text
