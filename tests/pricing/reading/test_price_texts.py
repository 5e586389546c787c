"""The texts of price cells are read where they are certain, and else explained in their own way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.model.columns import COLUMNS_BY_KEY, exact_value
from pricing.problems.errors import ProblemKind
from pricing.quantities.amounts import DecimalMark
from pricing.reading.importer import read_grid
from pricing.reading.price_texts import read_price
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from pricing.reading.product_list import ProductList

READ = [
    ("1299p", "Price", "1299/100", "GBP"),
    ("99 p", "Price", "99/100", "GBP"),
    ("50 pence", "Price", "1/2", "GBP"),
    ("99¢", "Price", "99/100", "USD"),
    ("99¢", "Price (CAD)", "99/100", "CAD"),
    ("2250p", "Price (p)", "45/2", "GBP"),
    ("₹ 180/-", "Price", "180", "INR"),
    ("180/-", "Price INR", "180", "INR"),
    ("12.99 per pack", "Price", "1299/100", "USD"),
    ("12,99 € pro Packung", "Price", "1299/100", "EUR"),
    ("£12.99 / bottle", "Price", "1299/100", "GBP"),
]
EXPLAINED = {
    ProblemKind.PRICE_NOT_EXACT: (
        "from 12.99", "ab 12,99 €", "à partir de 12,99", "desde 12,99", "~12", "12.99-15.99",
        "ca. 12", "up to £15",
    ),
    ProblemKind.PRICE_STATES_TAX: ("12.99 ex VAT", "12.99 inc VAT", "12,99 € inkl. MwSt."),
    ProblemKind.PRICE_HAS_BASE: ("12.99 each", "12.99/unit", "12 €/100 g", "$12 per tablet"),
    ProblemKind.SEVERAL_PRICES: ("2 for 20", "12.99 (was 15)", "12£50", "3 x 4.50"),
    ProblemKind.PRICE_WITH_WORDS: ("12.99*", "12.99 members only", "@12", "12.99 (refill)"),
    ProblemKind.UNKNOWN_CURRENCY: ("12 XYZ",),
    ProblemKind.SHARED_CURRENCY_SIGN: ("Rs 180", "₨ 180"),
}  # fmt: skip


def read(header: str, *prices: str) -> ProductList:
    rows = ((f"P {number}", "oxide", "250", "60", text) for number, text in enumerate(prices))
    titles = ("Product", "Form", "Elemental mg", "Pack size", header)
    return read_grid(grid_of(titles, *rows), ReadingOptions())


@pytest.mark.parametrize(("text", "header", "price", "currency"), READ, ids=str)
def test_that_a_certain_price_is_read(text: str, header: str, price: str, currency: str) -> None:
    result = read(header, text)
    (row,) = result.products
    value = exact_value(COLUMNS_BY_KEY["price"], row.values["price"])
    assert (str(value), row.values["currency"]) == (price, currency)
    assert result.problems == ()


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in EXPLAINED.items() for text in texts], ids=str
)
def test_that_each_kind_of_price_is_explained(kind: ProblemKind, text: str) -> None:
    result = read("Price", text)
    assert result.products == ()
    assert [problem.kind for problem in result.problems] == [kind]
    advises_code = "three-letter code" in result.problems[0].remedy
    is_of_currency = kind in {ProblemKind.UNKNOWN_CURRENCY, ProblemKind.SHARED_CURRENCY_SIGN}
    assert advises_code == is_of_currency


def test_that_a_currency_taken_from_other_rows_is_said() -> None:
    result = read("Price", "9", "£8", "8")
    assert {row.values["currency"] for row in result.products} == {"GBP"}
    (problem,) = result.problems
    assert problem.kind is ProblemKind.CURRENCY_OF_OTHER_ROWS
    assert problem.parameters["currency"] == "GBP"


@pytest.mark.parametrize(("header", "prices"), [("Price", ("£9", "£8")), ("Price £", ("9", "£8"))])
def test_that_prices_with_their_own_currency_need_no_note(header: str, prices: list[str]) -> None:
    assert read(header, *prices).problems == ()


@pytest.mark.parametrize(
    ("text", "currency"),
    [("12,- €", "EUR"), ("12,-€", "EUR"), ("12,-- EUR", "EUR"), ("12.– CHF", "CHF"),
     ("12.- Fr.", "CHF"), ("€ 12,-", "EUR"), ("12,—", ""), ("12.--", ""), ("12,- £", "GBP")],
)  # fmt: skip
def test_that_a_dash_stands_for_the_cents(text: str, currency: str) -> None:
    assert read_price(text, DecimalMark.AUTO) == (12_000_000, currency, False)
