"""A note that may change the figures of its row is a question about that row."""

from __future__ import annotations

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

TITLES = ("Product", "Elemental mg", "Pack", "Price USD")
ROW = ("Mag", "100", "60", "12")
ASKED = [
    ("Note", "price is per 30", "Price USD"), ("Notes", "prices in cents", "Price USD"),
    ("Remark", "price for 2 packs", "Price USD"), ("Remarks", "price excludes VAT", "Price USD"),
    ("Comments", "price ex VAT 20%", "Price USD"), ("Bemerkung", "Preis ohne MwSt.", "Price USD"),
    ("Hinweis", "Preis pro 30 Stück", "Price USD"), ("Remarque", "prix HT", "Price USD"),
    ("Observaciones", "precio sin IVA", "Price USD"),
    ("Note", "Amount per 2 capsules", "Elemental mg"),
    ("Note", "Serving size: 3 capsules", "Elemental mg"),
    ("Note", "mg of salt not element", "Elemental mg"),
    ("Note", "mg is of the salt", "Elemental mg"), ("Note", "mg = salt", "Elemental mg"),
    ("Note", "pack holds 120 now", "Pack"), ("Note", "now 90 capsules", "Pack"),
    ("Note", "bottle contains 100", "Pack"), ("Hinweis", "Packung enthält jetzt 50", "Pack"),
    ("Remarque", "la boîte contient 90", "Pack"), ("Note", "new box of 45 tablets", "Pack"),
]  # fmt: skip
# Fewer units than the pack, of which it is a multiple.
ASKED += [
    ("Note", text, "Pack")
    for text in (
        "bottle of 30",
        "30 capsules per bottle",
        "now 30 capsules per bottle",
        "bottle of 20 capsules",
        "bottle of 30 caps",
        "contains 30 capsules",
        "boîte de 30 gélules",
        "frasco de 30 cápsulas",
        "Packung mit 30 Tabletten",
        "Inhalt 30 Kapseln",
        "confezione da 30 capsule",
        "opakowanie 30 kapsułek",
    )
]
# Reductions, several packs and costs of delivery in several languages.
ASKED += [
    ("Note", text, "Price USD")
    for text in (
        "20% off until Friday", "lot of 2", "price for two", "3 for 2", "buy one get one free",
        "BOGOF", "2 bottles", "twin pack", "set of 3", "2er Pack", "Preis für zwei", "lot de 2",
        "half price this week", "zum halben Preis", "à moitié prix", "£5 off", "20 % Rabatt",
        "5 EUR Gutschein", "remise de 10 %", "10% de descuento", "sconto 15%", "voucher 5 GBP",
        "-20%", "− 15 %", "3x2", "2 for £30", "2 für 30 EUR", "plus postage 3.50",
        "zzgl. 3,90 € Versand", "pack of two", "confezione da 2",
    )
]  # fmt: skip
KEPT = ["best seller", "in stock", "Vegan. Take with food", "new price since May", "incl. VAT",
    "out of stock until June", "price per pack", "recommended by pharmacists",
    "2 bottles left", "take 2 a day", "3 stars", "free delivery", "zzgl. Versand", "for adults 50+",
    "15-20 % absorbed", "2 x daily", "was 25",
    "pack holds 60", "60 tablets", "in blisters of 20 tablets",
    "strips of 15 tablets", "30 tablets twice, 60 in all",
    "box contains 100 mg a tablet", "20 packs left",
    "low in salt", "no salt, 5 mg", "contains 20 mg salt"]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "column"), ASKED)
def test_that_a_note_about_a_figure_is_asked_about(title: str, text: str, column: str) -> None:
    rows = ((*ROW, text), ("Oxide", "100", "60", "9", "in stock"))
    read = read_grid(grid_of((*TITLES, title), *rows), ReadingOptions())
    assert [row.values["product"] for row in read.products] == ["Oxide"]
    (problem,) = read.problems
    assert (problem.kind, problem.column) == (ProblemKind.REMARK_ABOUT_ROW, column)
    assert problem.parameters["text"] == text
    assert problem.parameters["value"] in {"100", "12", "12.00", "60"}


@pytest.mark.parametrize("text", KEPT)
def test_that_another_note_asks_nothing(text: str) -> None:
    read = read_grid(grid_of((*TITLES, "Note"), (*ROW, text)), ReadingOptions())
    assert [row.values["note"] for row in read.products] == [text]


def test_that_saying_that_the_column_holds_notes_answers_the_question() -> None:
    grid = grid_of((*TITLES, "Note"), (*ROW, "price is per 30"))
    read = read_grid(grid, ReadingOptions(column_keys={"Note": "note"}))
    assert len(read.products) == 1


def test_that_the_notes_of_a_list_of_this_program_ask_nothing() -> None:
    titles = ("product", "elemental_mg", "pack_units", "price", "note")
    read = read_grid(grid_of(titles, (*ROW, "price is per 30")), ReadingOptions())
    assert len(read.products) == 1


def test_that_a_note_that_may_speak_of_several_figures_is_asked_about_each() -> None:
    read = read_grid(grid_of((*TITLES, "Note"), (*ROW, "per 3 capsules")), ReadingOptions())
    assert not read.products
    assert [problem.column for problem in read.problems] == ["Price USD", "Elemental mg"]


@pytest.mark.parametrize(
    "titles", [("Remarks", "Comment"), ("Note", "Notes"), ("Bemerkung", "Note")]
)
def test_that_a_list_may_have_two_columns_of_notes(titles: tuple[str, str]) -> None:
    rows = [
        (*ROW, "price for two bottles", ""), ("B", *ROW[1:], "", "amount is per 2 tablets"),
        ("C", *ROW[1:], "", "20% off"), ("D", *ROW[1:], "in stock", "vegan"),
    ]  # fmt: skip
    read = read_grid(grid_of((*TITLES, *titles), *rows), ReadingOptions())
    assert [row.values["note"] for row in read.products] == ["in stock"]
    asked = [problem for problem in read.problems if problem.row]
    assert [problem.parameters["header"] for problem in asked] == [titles[0], titles[1], titles[1]]


def test_that_the_user_says_which_column_holds_the_notes() -> None:
    grid = grid_of((*TITLES, "Remarks", "Comment"), (*ROW, "vegan", "in stock"))
    read = read_grid(grid, ReadingOptions(column_keys={"Comment": "note"}))
    assert [row.values["note"] for row in read.products] == ["in stock"]
