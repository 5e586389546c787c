"""A sign that several currencies share is never read as one of them in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import ProblemKind
from pricing.quantities.currencies import currencies
from pricing.reading.reader_process import read_products
from pricing.reading.reading_options import ReadingOptions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ASKED = "asked"


def currencies_of(path: Path, options: ReadingOptions | None = None) -> list[str]:
    """Return the currency of each row of a list, or ASKED where its sign has several meanings."""
    result = read_products(path, options)
    rows = {row.row: str(row.product.currency) for row in result.products}
    for problem in result.problems:
        if problem.kind is ProblemKind.SHARED_CURRENCY_SIGN and problem.row is not None:
            rows[problem.row] = ASKED
    return [currency for _, currency in sorted(rows.items())]


@pytest.mark.parametrize(
    ("prices", "read"),
    [
        (("$8", "$9"), ("USD", "USD")),
        (("$8", "US$9"), ("USD", "USD")),
        (("$8", "USD 9"), ("USD", "USD")),
        (("C$8", "US$9", "$7", "$6"), ("CAD", "USD", ASKED, ASKED)),
        (("$8", "C$9"), (ASKED, "CAD")),
        (("$8", "9 AUD"), (ASKED, "AUD")),
        (("$8", "NZ$ 9", "HK$7"), (ASKED, "NZD", "HKD")),
        (("$8", "9 €"), ("USD", "EUR")),
        (("99 kr", "89 kr"), (ASKED, ASKED)),
        (("99 kr", "SEK 89"), ("SEK", "SEK")),
        (("99 kr", "SEK 89", "79 NOK"), (ASKED, "SEK", "NOK")),
        (("99 kr.", "89 DKK"), ("DKK", "DKK")),
        (("¥900", "CNY 80"), (ASKED, "CNY")),
        (("¥900", "¥800"), ("JPY", "JPY")),
        (("SFr. 9", "Fr. 8", "CHF 7", "Fr.5"), ("CHF", "CHF", "CHF", "CHF")),
    ],
)
def test_that_a_shared_sign_is_settled_by_the_list_or_asked(
    write_list: Callable[..., Path], prices: tuple[str, ...], read: tuple[str, ...]
) -> None:
    lines = (f"{name};oxide;200;100;{price}" for name, price in zip("ABCD", prices, strict=False))
    path = write_list("\n".join(("product;form;elemental_mg;pack_units;price", *lines)))
    assert currencies_of(path) == list(read)


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        (("$", "CAD"), (ASKED, "CAD")),
        (("$", "$"), ("USD", "USD")),
        (("EUR", "$"), ("EUR", "USD")),
        (("kr", "SEK"), ("SEK", "SEK")),
        (("kr", "SEK", "NOK"), (ASKED, "SEK", "NOK")),
        (("¥", "CNY"), (ASKED, "CNY")),
        (("C$", "AUD", "$"), ("CAD", "AUD", ASKED)),
    ],
)
def test_that_a_sign_in_the_column_of_currencies_has_no_other_meaning(
    write_list: Callable[..., Path], stated: tuple[str, ...], read: tuple[str, ...]
) -> None:
    lines = (f"{name};oxide;200;100;9;{sign}" for name, sign in zip("ABC", stated, strict=False))
    path = write_list("\n".join(("product;form;elemental_mg;pack_units;price;currency", *lines)))
    assert currencies_of(path) == list(read)


def test_that_the_user_says_what_a_sign_in_the_column_of_currencies_is(
    write_list: Callable[..., Path],
) -> None:
    path = write_list("product;form;elemental_mg;pack_units;price;currency\nA;oxide;200;100;9;$\n")
    assert currencies_of(path, ReadingOptions(currency="CAD")) == ["CAD"]


@pytest.mark.parametrize(
    ("price", "currency"), [("99 kr", "SEK"), ("$9", "CAD"), ("$9", "USD"), ("¥900", "CNY")]
)
def test_that_the_stated_currency_of_the_list_settles_a_sign(
    write_list: Callable[..., Path], price: str, currency: str
) -> None:
    path = write_list(f"product;form;elemental_mg;pack_units;price\nA;oxide;200;100;{price}\n")
    assert currencies_of(path, ReadingOptions(currency=currency)) == [currency]


def test_that_the_comparison_settles_only_a_sign_without_a_usual_meaning(
    write_list: Callable[..., Path],
) -> None:
    path = write_list("product;form;elemental_mg;pack_units;price\nA;oxide;200;100;99 kr\n")
    assert currencies_of(path, ReadingOptions(expected_currency="NOK")) == ["NOK"]
    assert currencies_of(path, ReadingOptions(expected_currency="EUR")) == [ASKED]
    path = write_list("product;form;elemental_mg;pack_units;price\nA;oxide;200;100;$9\n")
    assert currencies_of(path, ReadingOptions(expected_currency="CAD")) == ["USD"]


@pytest.mark.parametrize(
    ("text", "price"),
    [("Fr.50", 50), ("Fr. 50", 50), ("kr.50", 50), ("50 kr.", 50), ("DKK.50", 0.5), ("$.50", 0.5)],
)
def test_that_the_full_stop_of_a_sign_is_no_decimal_mark(
    write_list: Callable[..., Path], text: str, price: float
) -> None:
    path = write_list(f"product;form;elemental_mg;pack_units;price\nA;oxide;200;100;{text}\n")
    options = ReadingOptions(expected_currency="DKK")
    assert [row.product.price for row in read_products(path, options).products] == [
        price * 1_000_000
    ]


def test_that_the_question_names_the_currencies(write_list: Callable[..., Path]) -> None:
    path = write_list(
        "product;form;elemental_mg;pack_units;price\nA;oxide;200;100;C$9\nB;oxide;200;100;$9\n"
    )
    (problem,) = read_products(path).problems
    assert problem.description == "“$” can mean several currencies: USD, CAD."


def test_that_no_sign_of_one_currency_is_that_of_another() -> None:
    signs = [
        sign.casefold() for one in currencies().values() for sign in (one.code, *one.other_signs)
    ]
    assert len(signs) == len(set(signs))


@pytest.mark.parametrize("price", ["Rs 450", "Rs. 450", "Rs450", "450 Rs", "₨ 450", "rs.450/-"])
def test_that_rupees_of_several_countries_are_asked_about(
    write_list: Callable[..., Path], price: str
) -> None:
    path = write_list(f"product;form;elemental_mg;pack_units;price\nA;oxide;200;100;{price}\n")
    assert currencies_of(path) == [ASKED]
    assert currencies_of(path, ReadingOptions(currency="INR")) == ["INR"]


@pytest.mark.parametrize(
    ("header", "code", "count"),
    [
        ("MRP (Rs.)", "INR", 6), ("Price Rs", "PKR", 6), ("Price (₨)", "LKR", 6),
        ("Cost in Rs", "INR", 6), ("Price (kr)", "SEK", 4), ("Preis kr.", "DKK", 4),
    ],
)  # fmt: skip
def test_that_a_shared_sign_in_a_header_is_asked_about(
    write_list: Callable[..., Path], header: str, code: str, count: int
) -> None:
    path = write_list(f"product;form;elemental_mg;pack_units;{header}\nA;oxide;200;100;450\n")
    (problem,) = read_products(path).problems
    mappings = problem.parameters["mappings"]
    assert isinstance(mappings, tuple)
    assert f"price:{code}" in mappings
    assert len(mappings) == count
    assert currencies_of(path, ReadingOptions(currency=code)) == [code]


def test_that_another_currency_than_that_of_the_sign_settles_nothing(
    write_list: Callable[..., Path],
) -> None:
    path = write_list("product;form;elemental_mg;pack_units;MRP (Rs.)\nA;oxide;200;100;450\n")
    assert currencies_of(path, ReadingOptions(currency="EUR")) == []
