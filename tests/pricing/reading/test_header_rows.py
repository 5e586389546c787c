"""A row of units, currencies, bases or taxes below the headers belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.model.columns import COLUMNS_BY_KEY, exact_value
from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from pricing.reading.product_list import ProductList

TITLES = ("Product", "Form", "Elemental", "Pack size", "Price")
# The row below the titles, and what a first row of 0.5, 60 and 9 is read as.
READ = [
    (("", "", "(g)", "(tablets)", "(GBP)"), ("500", "60", "9", "GBP")),
    (("", "", "mg", "pcs", "pence"), ("1/2", "60", "9/100", "GBP")),
    (("[-]", "[-]", "[g]", "[-]", "[€]"), ("500", "60", "9", "EUR")),
    (("Einheit", "", "g", "Stk.", "EUR"), ("500", "60", "9", "EUR")),
    (("Unit", "text", "g", "count", "p"), ("500", "60", "9/100", "GBP")),
    (("", "", "mg", "caps", "US cents"), ("1/2", "60", "9/100", "USD")),
    (("", "", "", "", "CHF"), ("1/2", "60", "9", "CHF")),
    (("-", "-", "kg", "n/a", "$"), ("500000", "60", "9", "USD")),
    (("", "", "g / serving", "tablets", "€/pack"), ("500", "60", "9", "EUR")),
    (("(name)", "(text)", "(g)", "(units)", "(rappen)"), ("500", "60", "9/100", "CHF")),
]  # fmt: skip


def read(units: tuple[str, ...], *titles: str) -> ProductList:
    rows = (titles or TITLES, units, ("A", "oxide", "0.5", "60", "9"))
    return read_grid(grid_of(*rows), ReadingOptions())


@pytest.mark.parametrize(("units", "figures"), READ, ids=str)
def test_that_a_row_of_units_says_what_its_columns_are_in(
    units: tuple[str, ...], figures: tuple[str, ...]
) -> None:
    result = read(units)
    (row,) = result.products
    keys = ("elemental_mg", "pack_units", "price", "currency")
    found = (exact_value(COLUMNS_BY_KEY[key], row.values[key]) for key in keys)
    assert tuple(str(value) for value in found) == figures
    assert result.problems == ()


def test_that_a_row_of_units_may_stand_above_the_titles() -> None:
    rows = (("", "", "g", "pcs", "pence"), TITLES, ("A", "oxide", "0.5", "60", "900"))
    (row,) = read_grid(grid_of(*rows), ReadingOptions()).products
    assert (row.values["elemental_mg"], row.values["currency"]) == (500_000, "GBP")


def test_that_a_row_of_units_states_bases_and_taxes() -> None:
    result = read(("", "", "g per 2 tablets", "", "ex VAT"))
    (row,) = result.products
    assert exact_value(COLUMNS_BY_KEY["serving_units"], row.values["serving_units"]) == 2
    assert [problem.kind for problem in result.problems] == [ProblemKind.TAX_NOT_STATED]


def test_that_a_row_of_units_completes_two_rows_of_headers() -> None:
    rows = (
        ("Product", "Form", "Elemental", "Pack size", "Price", ""),
        ("", "", "", "", "new", "old"),
        ("", "", "g", "pcs", "pence", "pence"),
        ("A", "oxide", "0.5", "60", "900", "1000"),
    )
    options = ReadingOptions(column_keys={"Price new pence": "price"})
    (row,) = read_grid(grid_of(*rows), options).products
    assert (row.values["elemental_mg"], row.values["currency"]) == (500_000, "GBP")


@pytest.mark.parametrize(
    "units",
    [
        ("", "", "g", "pcs", "moons"),
        ("", "", "IU", "pcs", "pence"),
        ("", "", "g", "pcs", "€ per 10"),
        ("Unit", "", "mg/day", "pcs", "EUR"),
    ],
    ids=str,
)
def test_that_a_unit_that_is_not_understood_makes_its_column_a_question(
    units: tuple[str, ...],
) -> None:
    with pytest.raises(BadInput) as caught:
        read(units)
    kinds = (
        ProblemKind.UNCLEAR_HEADER,
        ProblemKind.PRICE_OF_OTHER_AMOUNT,
        ProblemKind.FIGURES_TO_DIVIDE,
    )
    assert caught.value.kind in kinds
    joined = [" ".join(pair) for pair in zip(TITLES, units, strict=True)]
    assert caught.value.parameters["header"] in joined


def test_that_a_unit_against_that_of_its_title_is_a_question() -> None:
    titles = ("Product", "Form", "Elemental mg", "Pack size", "Price")
    with pytest.raises(BadInput) as caught:
        read(("", "", "g", "pcs", "EUR"), *titles)
    assert caught.value.parameters["header"] == "Elemental mg g"


@pytest.mark.parametrize(
    "row",
    [
        ("Magnesium", "", "", "", ""),
        ("B", "oxide", "mg", "tablets", "EUR"),
        ("B", "oxide", "250 mg", "60 tablets", "€9"),
        ("B", "oxide", "mg", "60", "9"),
    ],
    ids=str,
)
def test_that_a_product_or_a_heading_is_no_row_of_units(row: tuple[str, ...]) -> None:
    result = read(row)
    numbers = {product.row for product in result.products}
    assert {problem.row for problem in result.problems} | numbers >= {2, 3}
    assert all(product.values["currency"] in {"USD", "EUR"} for product in result.products)
