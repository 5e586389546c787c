"""A text above the headers says what the columns are in, or leaves them in question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.model.columns import COLUMNS_BY_KEY, exact_value
from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading.first_rows import suggest_layout
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.reading.grid import Grid

TITLES = ("Product", "Form", "Elemental", "Pack size", "Price")
PLAIN = {"elemental_mg": "10", "price": "9", "currency": "USD", "tax_percent": "None"}
READ = [
    ("Prices exclude VAT 20%", {"tax_percent": "20"}),
    ("All prices excl. 7 % MwSt.", {"tax_percent": "7"}),
    ("Preise zzgl. 19 % MwSt", {"tax_percent": "19"}),
    ("Prices include VAT 20%", {}),
    ("Elemental amounts in mmol", {"elemental_mg": "4861/20"}),
    ("All elemental amounts are in g.", {"elemental_mg": "10000"}),
    ("Amounts in grams; prices in pence", {"elemental_mg": "10000", "price": "9/100"}),
    ("Alle Mengen in g, Preise in EUR", {"elemental_mg": "10000", "currency": "EUR"}),
    ("Toutes les quantités en g", {"elemental_mg": "10000"}),
    ("Elemental amounts per 2 tablets", {"serving_units": "2"}),
    ("Prices per 10 packs", {"price": "9", "pack_units": "600"}),
    ("Price list Kirk's Pharmacy, June 2026", {}),
    ("Price list for pharmacies in EUR", {"currency": "EUR"}),
    ("12 Main Street, p. 4", {}),
    ("Magnesium products", {}),
    ("Pro Natura 2026", {}),
    ("Per aspera", {}),
]  # fmt: skip
UNCLEAR = [
    "Prices for members",
    "Elemental amounts in IU",
    "Unit prices in pence",
    "Prices per 3 moons",
    "Amounts per day in mg",
    "Elemental amounts per half tablet",
    "Price in thousand IDR",
    "Prices in EUR '000",
    "Preise in Tsd. EUR",
    "All prices Rp.",
    "per case of 12",
    "Pro Karton",
    "per 100 g",
]


def table(text: str) -> Grid:
    return grid_of((text, "", "", "", ""), TITLES, ("A", "oxide", "10", "60", "9"))


def figures(grid: Grid, options: ReadingOptions) -> Mapping[str, str]:
    (row,) = read_grid(grid, options).products
    keys = (*PLAIN, "serving_units", "pack_units")
    return {
        key: str(exact_value(COLUMNS_BY_KEY[key], row.values[key]) if key in row.values else None)
        for key in keys
    }


@pytest.mark.parametrize(("text", "expected"), READ, ids=str)
def test_that_a_text_above_says_what_columns_are_in(text: str, expected: dict[str, str]) -> None:
    found = figures(table(text), ReadingOptions())
    assert {key: found[key] for key in expected} == expected
    if "currency" not in expected and "pence" not in text:
        assert found["currency"] == "USD"
    assert {key: found[key] for key in PLAIN if key not in {*expected, "currency"}} == {
        key: value for key, value in PLAIN.items() if key not in {*expected, "currency"}
    }


@pytest.mark.parametrize(("text", "expected"), READ, ids=str)
def test_that_the_dialog_suggests_the_same(text: str, expected: dict[str, str]) -> None:
    grid = table(text)
    found = figures(grid, ReadingOptions(layout=suggest_layout(grid, "USD")))
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize("text", UNCLEAR)
def test_that_a_text_that_is_not_clear_is_quoted_and_asked_about(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_grid(table(text), ReadingOptions())
    kinds = (ProblemKind.UNCLEAR_NOTE, ProblemKind.PRICE_OF_OTHER_AMOUNT)
    assert caught.value.kind in kinds
    assert caught.value.parameters["header"] in {"Price", "Elemental"}
    assert text.startswith(str(caught.value.parameters.get("text", text)))


def test_that_the_user_settles_what_a_text_leaves_open() -> None:
    options = ReadingOptions(column_keys={"Price": "price"})
    assert figures(table("Prices for members"), options)["price"] == "9"


def test_that_a_header_with_a_rate_of_tax_adds_it() -> None:
    titles = (*TITLES[:-1], "Price excl. 20% VAT")
    grid = grid_of(titles, ("A", "oxide", "10", "60", "9"))
    assert figures(grid, ReadingOptions())["tax_percent"] == "20"
