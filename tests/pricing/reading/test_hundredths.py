"""Money in hundredths: pence, Rappen and their signs in cells, and in the column of currencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from pricing.reading.product_list import ProductList

TITLES = ("Product", "Elemental mg", "Pack size", "Price")
PENCE = [
    "1299 GBX", "GBX 1299", "1299 GBp", "GBp 1299", "1299 pence", "1299p", "1'299 p", "1299 Pence",
]  # fmt: skip


def read(
    price: str, *further: str, titles: tuple[str, ...] = (), options: ReadingOptions | None = None
) -> ProductList:
    grid = grid_of((*TITLES, *titles), ("A", "240", "60", price, *further))
    return read_grid(grid, options or ReadingOptions())


def prices(result: ProductList) -> list[tuple[object, object]]:
    return [(row.values["price"], row.values["currency"]) for row in result.products]


@pytest.mark.parametrize("text", PENCE)
def test_that_a_price_in_pence_is_one_in_pounds(text: str) -> None:
    assert prices(read(text)) == [(12_990_000, "GBP")]


@pytest.mark.parametrize(
    ("text", "currency"),
    [("1299 Rappen", "CHF"), ("1299 groszy", "PLN"), ("1299 paise", "INR"), ("1299 ZAc", "ZAR"),
     ("1299 euro cents", "EUR")],
)  # fmt: skip
def test_that_a_price_in_hundredths_of_a_currency_is_one_in_the_currency(
    text: str, currency: str
) -> None:
    assert prices(read(text)) == [(12_990_000, currency)]


@pytest.mark.parametrize(
    ("code", "currency"),
    [("GBX", "GBP"), ("GBp", "GBP"), ("pence", "GBP"), ("Rappen", "CHF"), ("ZAc", "ZAR")],
)
def test_that_the_money_of_a_row_is_in_the_hundredths_that_it_names(
    code: str, currency: str
) -> None:
    result = read("1299", "399", code, titles=("Delivery", "Currency"))
    assert prices(result) == [(12_990_000, currency)]
    assert [row.values["delivery"] for row in result.products] == [3_990_000]


def test_that_a_sign_of_whole_units_beside_a_code_of_hundredths_costs_the_row() -> None:
    result = read("£12.99", "GBX", titles=("Currency",))
    assert not result.products
    assert [problem.kind for problem in result.problems] == [ProblemKind.SIGN_IN_SUBUNIT_COLUMN]


def test_that_rupiah_or_rappen_in_a_cell_are_asked() -> None:
    for result in (read("1290 Rp."), read("1290", "Rp.", titles=("Currency",))):
        assert not result.products
        assert ProblemKind.SHARED_CURRENCY_SIGN in {problem.kind for problem in result.problems}
    rupiah, francs = ReadingOptions(currency="IDR"), ReadingOptions()
    assert prices(read("1290 Rp.", options=rupiah)) == [(1_290_000_000, "IDR")]
    assert prices(read("Rp 1290")) == [(1_290_000_000, "IDR")]
    rows = ("Product", "Elemental mg", "Pack size", "Price CHF"), ("A", "240", "60", "1290 Rp.")
    assert prices(read_grid(grid_of(*rows), francs)) == [(12_900_000, "CHF")]


@pytest.mark.parametrize(
    ("delivery", "currency", "amount"),
    [("350 cents", "EUR", 3_500_000), ("350 ct", "EUR", 3_500_000), ("350 cents", "USD", 3_500_000),
     ("350p", "GBP", 3_500_000), ("350 pence", "GBP", 3_500_000), ("90 Rp.", "CHF", 900_000),
     ("350 c", "AUD", 3_500_000), ("-.50", "CHF", 500_000), ("free", "EUR", 0)],
)  # fmt: skip
def test_that_delivery_in_hundredths_is_one_in_the_currency_of_the_price(
    delivery: str, currency: str, amount: int
) -> None:
    result = read("12.99", delivery, currency, titles=("Delivery", "Currency"))
    assert [row.values["delivery"] for row in result.products] == [amount]
    assert not result.problems


@pytest.mark.parametrize(
    ("delivery", "currency"),
    [("350 pence", "EUR"), ("350 cents", "GBP"), ("350 ct", "USD"), ("3.50 per order", "EUR"),
     ("from 3.50", "EUR"), ("-3.50", "CHF")],
)  # fmt: skip
def test_that_delivery_that_is_not_clear_is_named(delivery: str, currency: str) -> None:
    result = read("12.99", delivery, currency, titles=("Delivery", "Currency"))
    assert [row.values.get("delivery") for row in result.products] == [None]
    assert len(result.problems) == 1


@pytest.mark.parametrize("code", ["EUR", "USD", "CAD"])
def test_that_cents_are_those_of_the_currency_of_the_row(code: str) -> None:
    assert prices(read("1299 cents", code, titles=("Currency",))) == [(12_990_000, code)]


@pytest.mark.parametrize(
    "text", ["CHF -.95", "Fr. -.95", "SFr. –.95", "CHF —.95", "-.95 CHF", "CHF --.95", "Fr -,95"]
)
def test_that_a_dash_is_the_zero_of_a_swiss_price(text: str) -> None:
    assert prices(read(text)) == [(950_000, "CHF")]


@pytest.mark.parametrize("text", ["$-.95", "-.95", "CHF -0.95", "-1.95 CHF"])
def test_that_a_minus_is_no_zero(text: str) -> None:
    result = read(text)
    assert not result.products
    assert [problem.kind for problem in result.problems] == [ProblemKind.NEGATIVE]


MIXED = [
    ("Price", ("£4.50", "450p", "450"), "GBP"), ("Price", ("450p", "4.50"), "GBP"),
    ("Price", ("450 pence", "£3", "99"), "GBP"), ("Price", ("GBX 450", "450"), "GBP"),
    ("Price", ("99 ct", "€2", "4.50"), "EUR"), ("Price", ("1299 Rappen", "12.99"), "CHF"),
    ("Delivery", ("300p", "£2", "300"), "GBP"), ("Delivery", ("300p", "3"), "GBP"),
    ("Delivery", ("350 pence", "£3.50", "3.50"), "GBP"), ("Postage", ("99p", "99"), "GBP"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "cells", "currency"), MIXED)
def test_that_a_bare_number_beside_hundredths_is_asked(
    title: str, cells: tuple[str, ...], currency: str
) -> None:
    titles = ("Product", "Elemental mg", "Pack size", title)
    further = () if title == "Price" else ("Price",)
    rows = [("A", "240", "60", cell, *(["£20"] if further else [])) for cell in cells]
    grid = grid_of((*titles, *further), *rows)
    result = read_grid(grid, ReadingOptions(expected_currency=currency))
    (problem,) = [one for one in result.problems if not one.kind.name.startswith("CURRENCY")]
    assert (problem.kind, problem.value) == (ProblemKind.MAY_BE_HUNDREDTHS, cells[-1])
    key = "price" if title == "Price" else "delivery"
    assert problem.parameters["mappings"] == (f"{key}:{currency}", f"{key}:{currency} cents")
    stated = ReadingOptions(expected_currency=currency, column_keys={title: f"{key}:{currency}"})
    assert not read_grid(grid, stated).problems


@pytest.mark.parametrize(
    ("title", "cells"),
    [("Price £", ("4.50", "450p")), ("Price (pence)", ("450", "450p")), ("Price", ("£4", "5")),
     ("Price", ("Rp 9900", "9500")), ("Price", ("4.50", "5.50"))],
)  # fmt: skip
def test_that_a_bare_number_is_clear_where_no_other_is_in_hundredths(
    title: str, cells: tuple[str, ...]
) -> None:
    titles = ("Product", "Elemental mg", "Pack size", title)
    result = read_grid(
        grid_of(titles, *(("A", "240", "60", one) for one in cells)), ReadingOptions()
    )
    assert len(result.products) == len(cells)
