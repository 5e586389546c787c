"""Titles of a list that say of how many its figures are, in the line over a list and the dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton

from tests.app.importing.import_dialog import (
    accept_line,
    choose,
    dialog_with_more_choices,
    import_dialog,
    mapped_keys,
    mapping_line,
    press_import,
    press_in_line,
    problem_lines,
    questions_text,
    summary_text,
)
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, open_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.window.main_window import MainWindow


@pytest.fixture
def table(window: MainWindow) -> ProductTableDriver:
    return ProductTableDriver(window)


def _chosen(dialog: object, accessible_name: str) -> str:
    (box,) = [
        box
        for box in dialog.findChildren(QComboBox)  # type: ignore[attr-defined]
        if box.accessibleName() == accessible_name
    ]
    return str(box.currentText())


@pytest.mark.parametrize(
    ("headers", "answer", "found"),
    [
        ("Name;Magnesium (3 Tabletten);Count;Price EUR", "per 3 tablets", ("serving_units", 3)),
        ("Name;Elemental mg;Blisters of 10;Price EUR", "packs of 10", ("pack_units", 1200)),
    ],
)
def test_that_the_line_offers_the_number_of_a_title_as_an_answer(
    window: MainWindow,
    table: ProductTableDriver,
    write_list: Callable[..., Path],
    headers: str,
    answer: str,
    found: tuple[str, int],
) -> None:
    open_files(window, [write_list(f"{headers}\nOxid;250;120;12.00\nCitrat;150;120;9.00\n")])
    line = mapping_line(window)
    assert mapped_keys(line) == ["product", "elemental_mg", "pack_units", "price"]
    buttons = [button.text() for button in line.findChildren(QPushButton) if button.isVisible()]
    assert f"1  {answer}" in buttons
    assert not any("without" in text for text in buttons)
    press_in_line(line, Qt.Key.Key_1)
    accept_line(line)
    key, value = found
    assert table.exact_value(0, key) == value


@pytest.mark.parametrize(
    ("headers", "box", "found"),
    [
        (
            "Name;Elemental mg;Count;Preis EUR (3 Packungen)",
            ("Preis EUR (3 Packungen): stated for", "3 packs"),
            ("pack_units", 360),
        ),
        (
            "Name;Elemental mg;Count per 2 boxes;Price EUR",
            ("Count per 2 boxes: stated for", "2 packs"),
            ("pack_units", 60),
        ),
        (
            "Name;Elemental mg (2 tablets);Count;Price EUR",
            ("Elemental mg (2 tablets): stated for", "2 tablets"),
            ("serving_units", 2),
        ),
    ],
)
def test_that_the_dialog_shows_the_number_of_a_title(
    window: MainWindow,
    table: ProductTableDriver,
    write_list: Callable[..., Path],
    headers: str,
    box: tuple[str, str],
    found: tuple[str, int],
) -> None:
    open_files(window, [write_list(f"{headers}\nOxid;250;120;12.00\nCitrat;150;120;9.00\n")])
    dialog = import_dialog(window)
    assert "can say of how many" in questions_text(dialog)
    name, text = box
    assert _chosen(dialog, name) == text
    press_import(dialog)
    key, value = found
    assert table.exact_value(0, key) == value


def test_that_a_title_without_an_answer_says_what_to_do_in_the_list(
    window: MainWindow, write_list: Callable[..., Path]
) -> None:
    text = "Name;Elemental mg;Count;Price EUR for 3 months\nOxid;250;120;12.00\nCitrat;9;90;9.00\n"
    open_files(window, [write_list(text)])
    assert "a title without “for 3 months”" in summary_text(import_dialog(window))


@pytest.mark.parametrize("title", ["Preis je Karton", "Price per strip EUR", "Case cost"])
def test_that_the_line_offers_no_price_without_its_container(
    window: MainWindow, write_list: Callable[..., Path], title: str
) -> None:
    text = f"Produkt;Elemental mg;Kapseln;{title}\nCitrat;100;60;1290\nOxid;250;120;12.00\n"
    open_files(window, [write_list(text)])
    line = mapping_line(window)
    assert "can say of how many" in questions_text(line)
    names = [button.objectName() for button in line.findChildren(QPushButton)]
    assert "mappingNo" in names
    assert "mappingYes" not in names
    assert not child(line, QPushButton, "importButton").isEnabled()


def test_that_the_dialog_asks_whether_a_box_holds_units_or_packs(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    text = "Name;Elemental mg;Count;Price EUR per box of 10\nOxid;250;120;12.00\n"
    open_files(window, [write_list(text)])
    dialog = import_dialog(window)
    price = "Price EUR per box of 10"
    assert _chosen(dialog, f"{price}: stated for") == "pack"
    assert not child(dialog, QPushButton, "importButton").isEnabled()
    choose(dialog, f"{price}: stated for", "10 units")
    press_import(dialog)
    assert table.exact_value(0, "price") == 144


def test_that_the_dialog_takes_the_number_of_the_title_for_a_chosen_column(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    text = "Name;Elemental mg;Blisters of 10;Preis EUR (3 Packungen)\nOxid;250;12;12.00\n"
    open_files(window, [write_list(text)])
    dialog = dialog_with_more_choices(window)
    choose(dialog, "Blisters of 10: contains", "leave out")
    choose(dialog, "Blisters of 10: contains", "Units in pack")
    assert _chosen(dialog, "Blisters of 10: stated for") == "packs of 10"
    price = "Preis EUR (3 Packungen)"
    assert _chosen(dialog, f"{price}: stated for") == "3 packs"
    choose(dialog, f"{price}: stated for", "pack")
    assert any("3 Packungen" in line for line in problem_lines(dialog))
    choose(dialog, f"{price}: stated for", "3 packs")
    assert not any("3 Packungen" in line for line in problem_lines(dialog))
    press_import(dialog)
    assert table.exact_value(0, "pack_units") == 360
    assert table.exact_value(0, "price") == 12
    open_files(window, [write_list(text.replace("Oxid;250", "Gluconat;100"))])
    assert sorted(table.product_names()) == ["Gluconat", "Oxid"]  # the answer is kept
    assert {table.exact_value(row, "pack_units") for row in (0, 1)} == {360}


def test_that_other_numbers_of_titles_choose_no_base(
    window: MainWindow, write_list: Callable[..., Path]
) -> None:
    open_files(window, [write_list("Name;Elemental mg;Count;Price EUR 2024\nOxid;250;120;12.00\n")])
    dialog = (
        import_dialog(window)
        if any(one.objectName() == "importDialog" for one in window.children())
        else dialog_with_more_choices(window)
    )
    assert _chosen(dialog, "Price EUR 2024: stated for") == "pack"


def test_that_a_column_of_packs_can_be_chosen(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    text = "Name;Elemental mg;Tablets per strip;Strips per box;Price EUR\nOxid;250;10;3;12.00\n"
    open_files(window, [write_list(text)])
    dialog = dialog_with_more_choices(window)
    choose(dialog, "Tablets per strip: contains", "Units in pack")
    choose(dialog, "Strips per box: contains", "Packs")
    press_import(dialog)
    assert table.exact_value(0, "pack_units") == 30
    open_files(window, [write_list(text.replace("Oxid;250", "Gluconat;100"))])
    assert {table.exact_value(row, "pack_units") for row in (0, 1)} == {30}  # the answer is kept


def test_that_the_line_takes_a_column_of_packs(
    window: MainWindow, table: ProductTableDriver, write_list: Callable[..., Path]
) -> None:
    text = "Name;Magnesium (3 Tabletten);Count;Price EUR;Packs\nOxid;250;120;12.00;2\n"
    open_files(window, [write_list(text)])
    line = mapping_line(window)
    press_in_line(line, Qt.Key.Key_1)
    choose(line, "Packs: contains", "Packs")
    press_in_line(line, Qt.Key.Key_1)  # “Count” is the number of units in one pack
    accept_line(line)
    assert table.exact_value(0, "pack_units") == 240
