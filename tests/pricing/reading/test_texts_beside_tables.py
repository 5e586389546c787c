"""A text above or below a table, or the name of its sheet, is used or leaves a column open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.model.columns import COLUMNS_BY_KEY, exact_value
from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from pricing.reading.grid import Grid

TITLES = ("Product", "Elemental mg", "Pack size", "Price")
ROW = ("Alpha", "300", "120", "12.50")
USED = [
    ("Currency: GBP", "currency", "GBP"), ("Währung: CHF", "currency", "CHF"),
    ("Waluta: PLN", "currency", "PLN"), ("CHF", "currency", "CHF"),
    ("Currency|GBP", "currency", "GBP"), ("plus 19% MwSt", "tax_percent", "19"),
    ("Pence", "price", "1/8"), ("Ceny w groszach", "price", "1/8"),
    ("Mineral: zinc", "element", "Zinc"), ("Mineral|Zinc", "element", "Zinc"),
]  # fmt: skip
OPEN = [
    ("Serving size: 3 capsules", "Elemental mg"), ("Portion: 2 Tabletten", "Elemental mg"),
    ("Mengenangabe je Tagesdosis (3 Kapseln)", "Elemental mg"),
    ("Amounts refer to the salt (not elemental)", "Elemental mg"),
    ("mg je 100 g", "Elemental mg"), ("Elemental in g", "Elemental mg"),
    ("Elemental in micrograms", "Elemental mg"), ("Your discount: 25%", "Price"),
    ("MwSt|19%", "Price"), ("Wholesale prices", "Price"), ("Einkaufspreise", "Price"),
    ("Member prices", "Price"), ("Net prices", "Price"),
]  # fmt: skip
HARMLESS = [
    "Serving size: 1 capsule", "Elemental amounts, not the salt", "VAT No. GB 123 456 789",
    "Discount Pharmacy", "Price list, p. 1", "Iron Mountain Pharmacy", "Magnesium price list",
    "Tel. 0123 456", "Prices incl. 20% VAT",
]  # fmt: skip


def cells_of(text: str) -> tuple[str, ...]:
    cells = tuple(text.split("|"))
    return cells + ("",) * (len(TITLES) - len(cells))


def value_beside(text: str, key: str, *, is_below: bool = False) -> str:
    rows = (TITLES, ROW, cells_of(text)) if is_below else (cells_of(text), TITLES, ROW)
    product = read_grid(grid_of(*rows), ReadingOptions()).products[0]
    return str(exact_value(COLUMNS_BY_KEY[key], product.values[key]))


@pytest.mark.parametrize("is_below", [False, True])
@pytest.mark.parametrize(("text", "key", "value"), USED)
def test_that_a_text_beside_a_table_is_used(
    text: str, key: str, value: str, *, is_below: bool
) -> None:
    assert value_beside(text, key, is_below=is_below) == value


@pytest.mark.parametrize("is_below", [False, True])
@pytest.mark.parametrize(("text", "header"), OPEN)
def test_that_a_text_that_leaves_a_column_open_is_quoted(
    text: str, header: str, *, is_below: bool
) -> None:
    with pytest.raises(BadInput) as caught:
        value_beside(text, "price", is_below=is_below)
    assert caught.value.kind is ProblemKind.UNCLEAR_NOTE
    assert caught.value.parameters["header"] == header
    assert str(caught.value.parameters["text"]).startswith(text.split("|", maxsplit=1)[0])


@pytest.mark.parametrize("text", HARMLESS)
def test_that_a_text_of_other_things_asks_nothing(text: str) -> None:
    found = {key: value_beside(text, key) for key in ("elemental_mg", "price", "element")}
    assert found == {"elemental_mg": "300", "price": "25/2", "element": "Magnesium"}


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("Pence", "price", "1/8"), ("EUR prices", "currency", "EUR"), ("Zinc", "element", "Zinc"),
        ("Sheet1", "price", "25/2"), ("Magnesium", "element", "Magnesium"),
    ],
)  # fmt: skip
def test_that_the_name_of_a_sheet_is_such_a_text(name: str, key: str, value: str) -> None:
    (row,) = read_grid(grid_of(TITLES, ROW, name=name), ReadingOptions()).products
    assert str(exact_value(COLUMNS_BY_KEY[key], row.values[key])) == value


def test_that_a_text_that_contradicts_a_header_is_asked_about() -> None:
    titles = (*TITLES[:-1], "Price USD")
    with pytest.raises(BadInput) as caught:
        read_grid(grid_of(cells_of("Currency: GBP"), titles, ROW), ReadingOptions())
    assert caught.value.kind is ProblemKind.UNCLEAR_NOTE


def test_that_a_title_of_a_mineral_that_says_more_is_asked_about() -> None:
    with pytest.raises(BadInput) as caught:
        value_beside("Zinc price list of Boots", "price")
    assert caught.value.parameters["mappings"] == ("zinc_mg", "elemental_mg")


def _between(*texts: str) -> Grid:
    rows = (row for text in texts for row in (cells_of(text), ROW))
    return grid_of(TITLES, ROW, *rows)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Sachets (price per 3 sachets)", "Prices below per 100"),
        ("Preise in Cent ab hier", "Preise je 100 Stück"),
        ("Prix par 10 boîtes", "Prix en centimes"),
        ("Precios por 100", "Precios en céntimos"),
        ("Prezzi per 100", "Cases of 12"),
    ],
)
def test_that_one_question_quotes_each_text_between_the_rows(first: str, second: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_grid(_between(first, second), ReadingOptions())
    assert caught.value.kind is ProblemKind.UNCLEAR_NOTES
    assert f"“{first}”, “{second}”" in str(caught.value)
    assert "holds for all rows" in str(caught.value)


def test_that_the_same_text_twice_is_quoted_once() -> None:
    with pytest.raises(BadInput) as caught:
        read_grid(_between("Prices below per 100", "Prices below per 100"), ReadingOptions())
    assert caught.value.kind is ProblemKind.UNCLEAR_NOTE


@pytest.mark.parametrize("text", ["Cases of 12", "Kartons à 6", "Colis de 10", "Set of 3"])
def test_that_a_row_of_cases_asks_about_the_prices_below(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_grid(_between(text), ReadingOptions())
    assert caught.value.kind is ProblemKind.UNCLEAR_NOTE
    assert caught.value.parameters["text"] == text


@pytest.mark.parametrize(
    "text", ["Case studies", "Lot B-12", "Bottles of 60", "Capsules", "Bundles"]
)
def test_that_a_row_of_other_words_is_no_question_of_cases(text: str) -> None:
    assert len(read_grid(_between(text), ReadingOptions()).products) == 2
