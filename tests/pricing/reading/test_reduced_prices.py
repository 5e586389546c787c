"""A discount beside the price of a sale is not taken off twice."""

from __future__ import annotations

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of, read_rows

TITLES = ("Product", "Elemental mg", "Pack")
ROW = ("A", "100", "60")
ASKED = ProblemKind.DISCOUNT_BESIDE_SALE


@pytest.mark.parametrize(
    ("titles", "cells", "paid"),
    [
        (("Price", "Promo price", "Discount %"), ("12.00", "9.00", "25"), 9_000_000),
        (("Discount", "Sale price", "Regular price"), ("10%", "10.80", "12.00"), 10_800_000),
        (("Preis", "Angebotspreis", "Rabatt %"), ("12,90 €", "9,68 €", "25"), 9_680_000),
        (("Price", "Offer price", "Discount %"), ("12.00", "7.99", "33"), 7_990_000),
        (("Price", "Offer price", "Discount GBP"), ("£12.00", "£9.00", "3.00"), 9_000_000),
        (("Price (pence)", "Promo price (pence)", "Discount %"), ("1200", "900", "25"), 9_000_000),
    ],
)
def test_that_the_price_of_a_sale_has_its_discount_taken_off(
    titles: tuple[str, ...], cells: tuple[str, ...], paid: int
) -> None:
    grid = grid_of((*TITLES, *titles), (*ROW, *cells))
    result = read_grid(grid, ReadingOptions(currency="EUR" if "€" in cells[0] else "GBP"))
    (row,) = result.products
    assert row.values["price"] == paid
    assert not row.values.get("discount_percent")
    assert ProblemKind.DISCOUNT_NOT_TAKEN_OFF in {one.kind for one in result.problems}


@pytest.mark.parametrize(
    ("usual", "sale", "discount"), [("12", "9", "10"), ("", "9", "25"), ("12", "11", "25")]
)
def test_that_a_discount_that_does_not_lead_to_the_price_is_asked(
    usual: str, sale: str, discount: str
) -> None:
    titles = (*TITLES, "Price", "Sale price", "Discount %")
    grid = grid_of(titles, (*ROW, usual, sale, discount))
    result = read_grid(grid, ReadingOptions(currency="GBP"))
    assert not result.products
    assert len(result.incomplete) == 1
    (problem,) = (one for one in result.problems if one.row)
    assert problem.kind is ASKED


def test_that_a_discount_counts_where_no_sale_is() -> None:
    titles = (*TITLES, "Price", "Sale price", "Discount %")
    grid = grid_of(titles, (*ROW, "12", "", "25"), ("B", "100", "60", "12", "9", ""))
    first, second = read_grid(grid, ReadingOptions(currency="GBP")).products
    assert (first.values["price"], first.values["discount_percent"]) == (12_000_000, 2_500)
    assert (second.values["price"], second.values.get("discount_percent")) == (9_000_000, None)


def test_that_a_discount_beside_the_price_of_a_sale_alone_is_asked() -> None:
    grid = grid_of((*TITLES, "Sale price", "Discount %"), (*ROW, "9", "25"))
    chosen = {"Sale price": "price"}
    result = read_grid(grid, ReadingOptions(currency="GBP", column_keys=chosen))
    (row,) = result.products
    assert row.values.get("discount_percent") is None
    (question,) = result.problems
    assert question.kind is ProblemKind.DISCOUNT_BESIDE_SALE_PRICES
    for key, kept in (("discount_percent", 2_500), ("ignore", None)):
        options = ReadingOptions(currency="GBP", column_keys={**chosen, "Discount %": key})
        (row,) = read_grid(grid, options).products
        assert row.values.get("discount_percent") == kept


def test_that_a_list_needs_no_price_for_its_discounts() -> None:
    result = read_rows((*TITLES, "Discount %"), (*ROW, "25"))
    assert [row.values["product"] for row in result.incomplete] == ["A"]


@pytest.mark.parametrize(
    "offer",
    ["£9.00 (members)", "ask in store", "2 for £20", "from £8", "£9.00 ex VAT", "3 for 2", "£1/20"],
)
def test_that_an_offer_that_is_not_clear_costs_no_product(offer: str) -> None:
    result = read_rows((*TITLES, "Price", "Offer price"), (*ROW, "£12.00", offer))
    (row,) = result.products
    assert row.values["price"] == 12_000_000
    (problem,) = (one for one in result.problems if one.row)
    assert (problem.column, problem.value, problem.is_row_kept) == ("Offer price", offer, True)


def test_that_an_offer_alone_has_to_be_clear() -> None:
    result = read_rows((*TITLES, "Price", "Offer price"), (*ROW, "", "£9.00 (members)"))
    assert not result.products
    assert [row.values.get("price") for row in result.all_rows] in ([], [None])


@pytest.mark.parametrize(
    ("usual", "offer", "is_told"),
    [("£12.00", "£15.00", True), ("12", "15", True), ("£12.00", "£12.00", False),
     ("£12.00", "£9.00", False), ("", "£15.00", False), ("£12.00", "0.00", False)],
)  # fmt: skip
def test_that_an_offer_that_is_dearer_counts_and_is_told(
    usual: str, offer: str, *, is_told: bool
) -> None:
    titles = (*TITLES, "Price", "Offer price")
    result = read_grid(grid_of(titles, (*ROW, usual, offer)), ReadingOptions(currency="GBP"))
    assert len(result.products) == 1
    told = {problem.kind for problem in result.problems}
    assert (ProblemKind.SALE_PRICE_HIGHER in told) is is_told
