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
