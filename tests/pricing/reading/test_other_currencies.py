"""Money in another currency than the price beside it, and prices whose currency is open."""

from __future__ import annotations

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

TITLES = ("Product", "Elemental mg", "Pack size")


@pytest.mark.parametrize(
    ("price", "delivery", "cells"),
    [
        ("Price EUR", "Delivery USD", ("10", "3.50")),
        ("Price €", "Shipping £", ("10", "3.50")),
        ("Preis in CHF", "Versand €", ("10", "3.50")),
        ("Price EUR", "Delivery pence", ("10", "350")),
        ("Price EUR", "Delivery", ("10", "3.50 USD")),
        ("Price EUR", "Delivery", ("10", "£3.50")),
        ("Price EUR", "Versandkosten", ("10", "3.50 Fr.")),
        ("Price", "Delivery", ("€10", "$3.50")),
        ("Price", "Delivery", ("10 GBP", "3.50 €")),
        ("Price USD", "Delivery", ("10", "€3.50")),
        ("Price EUR", "Discount USD", ("10", "2")),
        ("Price EUR", "Discount €", ("10", "2 USD")),
        ("Price", "Discount £", ("10 €", "2")),
        ("Price EUR", "Discount money", ("10", "$2")),
    ],
)
def test_that_money_in_another_currency_is_named_and_not_counted(
    price: str, delivery: str, cells: tuple[str, str]
) -> None:
    for order in (1, -1):
        titles = (*TITLES, *(price, delivery)[::order])
        found = read_grid(grid_of(titles, ("A", "100", "60", *cells[::order])), ReadingOptions())
        (row,) = found.products
        assert (row.product.delivery, row.product.discount) == (0, 0)
        (problem,) = found.problems
        assert (problem.kind, problem.column) == (ProblemKind.OTHER_CURRENCY, delivery)


@pytest.mark.parametrize(
    ("price", "delivery", "cells", "expected"),
    [
        ("Price EUR", "Delivery €", ("10", "3.50"), 3_500_000),
        ("Price EUR", "Delivery", ("10", "3,50 €"), 3_500_000),
        ("Price £", "Delivery pence", ("10", "350"), 3_500_000),
        ("Price CAD", "Delivery", ("10", "$3.50"), 3_500_000),
        ("Price", "Delivery USD", ("10", "3.50"), 3_500_000),
        ("Price EUR", "Delivery", ("10", "free"), 0),
        ("Preis EUR", "Versand", ("10", "Kostenlos"), 0),
    ],
)
def test_that_money_in_the_currency_of_the_price_counts(
    price: str, delivery: str, cells: tuple[str, str], expected: int
) -> None:
    grid = grid_of((*TITLES, price, delivery), ("A", "100", "60", *cells))
    found = read_grid(grid, ReadingOptions())
    assert [row.product.delivery for row in found.products] == [expected]
    assert not found.problems


@pytest.mark.parametrize(
    "prices", [("£10", "€11", "12"), ("€11", "12", "CHF 9"), ("9 SEK", "8 €", "7", "£6")]
)
def test_that_a_price_beside_others_in_several_currencies_is_asked_about(
    prices: tuple[str, ...],
) -> None:
    rows = [(f"P {place}", "100", "60", price) for place, price in enumerate(prices)]
    grid = grid_of((*TITLES, "Price"), *rows)
    (problem,) = read_grid(grid, ReadingOptions()).problems
    assert problem.kind is ProblemKind.CURRENCY_OPEN
    assert problem.value == next(price for price in prices if price.isdigit())
    assert not read_grid(grid, ReadingOptions(currency="EUR")).problems
    compared = read_grid(grid, ReadingOptions(expected_currency="EUR"))
    assert [one.kind for one in compared.problems] == [ProblemKind.CURRENCY_OF_OTHER_ROWS]


@pytest.mark.parametrize(
    ("header", "cell", "currency"),
    [("Price CHF", "12.50 €", "EUR"), ("Price CHF", "€12", "EUR"), ("Price (€)", "$12", "USD"),
     ("Price EUR", "12 CHF", "CHF"), ("Preis in Euro", "£5", "GBP"),
     ("Precio (€)", "US$ 5", "USD"), ("Price GBP", "EUR 5", "EUR"), ("Prix €", "5 Fr.", "CHF"),
     ("Price USD", "¥500", "JPY")],
)  # fmt: skip
def test_that_a_price_in_another_currency_than_its_header_is_said(
    header: str, cell: str, currency: str
) -> None:
    titles = ("Product", "Elemental mg", "Pack size", header)
    result = read_grid(
        grid_of(titles, ("A", "240", "60", "8"), *[("B", "240", "60", cell)] * 2), ReadingOptions()
    )
    assert [row.values["currency"] for row in result.products[1:]] == [currency, currency]
    (note,) = result.problems
    assert note.kind is ProblemKind.PRICE_IN_OTHER_CURRENCY
    assert note.is_row_kept
    assert "(2 in all)" in note.description


@pytest.mark.parametrize(
    ("header", "cell", "currency"),
    [("Price CHF", "12.50", "CHF"), ("Price CHF", "CHF 12.50", "CHF"), ("Price (€)", "€12", "EUR"),
     ("Price CAD", "$12", "CAD"), ("Price SEK", "12 kr", "SEK"), ("Price", "€12", "EUR")],
)  # fmt: skip
def test_that_a_price_in_the_currency_of_its_header_is_read(
    header: str, cell: str, currency: str
) -> None:
    titles = ("Product", "Elemental mg", "Pack size", header)
    result = read_grid(grid_of(titles, ("A", "240", "60", cell)), ReadingOptions())
    assert [row.values["currency"] for row in result.products] == [currency]
    assert not result.problems


@pytest.mark.parametrize(
    "title",
    [
        "Unit price KRW",
        "Ex-factory price (KRW)",
        "Price per kg KRW",
        "Cost price ₩",
        "Stückpreis KRW",
    ],
)
def test_that_the_currency_of_another_price_is_that_of_prices_without_one(title: str) -> None:
    titles = ("Product", "Elemental mg", "Pack", title, "Retail price")
    result = read_grid(grid_of(titles, ("Mag", "200", "60", "100", "6000")), ReadingOptions())
    (row,) = result.products
    assert row.values["currency"] == "KRW"
    kinds = {problem.kind for problem in result.problems}
    assert ProblemKind.CURRENCY_OF_OTHER_ROWS in kinds


@pytest.mark.parametrize("titles", [("Retail price EUR",), ("Retail price", "Currency")])
def test_that_a_stated_currency_counts_before_that_of_another_price(
    titles: tuple[str, ...],
) -> None:
    cells = ("60", "EUR")[: len(titles)]
    grid = grid_of(("Product", "Elemental mg", "Pack", "Unit price KRW", *titles),
                   ("Mag", "200", "60", "1", *cells))  # fmt: skip
    (row,) = read_grid(grid, ReadingOptions()).products
    assert row.values["currency"] == "EUR"
