"""A number with two meanings is settled by its column, its quantity or the file's other columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import (
    DAYS,
    FACTOR,
    MASS,
    MONEY,
    PERCENT,
    SHOPS,
    UNITS,
    DecimalMark,
    Quantity,
    proven_decimal_marks,
    read_amount,
)  # fmt: skip
from pricing.reading.grid import Grid, GridCell, GridRow
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import read_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.reading.product_list import ProductList

HEADERS = ("product", "elemental_mg", "pack_units", "price", "discount_percent", "tax_percent")
# The mark that proves itself, what the other columns hold in it, and the values in base units.
POINT_PROOFS = ("4.49", "1,234.50", "0.5", "12.5", "1,234,567.5", "0.125", "12.3456", "$4.49")
COMMA_PROOFS = ("4,49", "1.234,50", "0,5", "12,5", "1.234.567,5", "0,125", "12,3456", "4,49 €")
TWO_MEANINGS = {
    DecimalMark.POINT: (("1,234", 1_234_000), ("1.234", 1_234), ("2,500", 2_500_000),
                        ("2.500", 2_500)),
    DecimalMark.COMMA: (("1,234", 1_234), ("1.234", 1_234_000), ("2,500", 2_500),
                        ("2.500", 2_500_000)),
}  # fmt: skip
SETTLED = [
    (proof, text, value)
    for mark, proofs in ((DecimalMark.POINT, POINT_PROOFS), (DecimalMark.COMMA, COMMA_PROOFS))
    for proof in proofs
    for text, value in TWO_MEANINGS[mark]
]


def read(*rows: tuple[str, ...]) -> ProductList:
    texts = (HEADERS, *rows)
    cells = (tuple(map(GridCell, row)) for row in texts)
    grid = Grid(tuple(GridRow(number, row) for number, row in enumerate(cells, start=1)))
    return read_grid(grid, ReadingOptions(optional_keys=("price",)))


@pytest.mark.parametrize(("proof", "text", "value"), SETTLED)
def test_that_the_prices_settle_the_mark_of_the_amounts(proof: str, text: str, value: int) -> None:
    result = read(("A", text, "60", proof, "", ""))
    assert [row.values["elemental_mg"] for row in result.all_rows] == [value]
    assert not [p for p in result.problems if p.kind is ProblemKind.AMBIGUOUS_NUMBER]


@pytest.mark.parametrize(("text", "value"), [("1,234", 1_234_000), ("1.234", 1_234)])
def test_that_a_number_with_two_meanings_is_asked_where_nothing_settles_it(
    text: str, value: int
) -> None:
    unsettled = read(("A", text, "60", "5", "", ""))
    assert [p.kind for p in unsettled.problems] == [ProblemKind.AMBIGUOUS_NUMBER]
    # A percentage settles it too: 8875 % is none.
    settled = read(("A", text, "60", "5", "", "8.875"))
    assert [row.values["elemental_mg"] for row in settled.all_rows] == [value]


PERCENTAGES = [
    ("8.875", 888), ("8,875", 888), ("12.500", 1_250), ("12,500", 1_250), ("19.000", 1_900),
    ("1.125", 113), ("6.625", 663), ("7,250", 725), ("2.100", 210),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), PERCENTAGES)
@pytest.mark.parametrize("key", ["tax_percent", "discount_percent"])
def test_that_a_percentage_is_never_in_thousands(key: str, text: str, value: int) -> None:
    cells = {"tax_percent": "", "discount_percent": ""} | {key: text}
    result = read(("A", "250", "60", "5", cells["discount_percent"], cells["tax_percent"]))
    assert [row.values[key] for row in result.all_rows] == [value]
    assert {p.kind for p in result.problems} <= {ProblemKind.ROUNDED_NUMBERS}


IMPOSSIBLE = [
    (PERCENT, "1.500", 150), (PERCENT, "25,000", 2_500), (SHOPS, "1,234", 1_234),
    (SHOPS, "5.050", 5_050), (FACTOR, "1.250", 12_500), (FACTOR, "2,500", 25_000),
    (DAYS, "1,234", 1_234), (DAYS, "3.650", 3_650),
]  # fmt: skip


@pytest.mark.parametrize(("quantity", "text", "base"), IMPOSSIBLE)
def test_that_an_impossible_meaning_is_none(quantity: Quantity, text: str, base: int) -> None:
    assert read_amount(text, quantity) == base
    assert len(proven_decimal_marks([text], quantity)) == 1


@given(st.sampled_from((MASS, MONEY, UNITS)), st.integers(1, 999), st.integers(0, 999),
       st.sampled_from(",."))  # fmt: skip
def test_that_both_meanings_of_an_amount_are_asked(
    quantity: Quantity, thousands: int, rest: int, mark: str
) -> None:
    with pytest.raises(BadInput) as error:
        read_amount(f"{thousands}{mark}{rest:03d}", quantity)
    assert error.value.kind is ProblemKind.AMBIGUOUS_NUMBER


@pytest.mark.parametrize(
    ("prices", "asked"),
    [
        (("1,234.50", "9.50", "12,34"), {"12,34"}),
        (("1.234,50", "9,50", "12.34"), {"12.34"}),
        (("12,34", "1,234.50"), {"12,34", "1,234.50"}),
        (("9.50", "8.25", "7,5", "1,234"), {"7,5", "1,234"}),
        (("€9.50", "€8.25", "€7,5", "€12"), {"€7,5"}),
        (("9,50 kr", "8,25 kr", "7.5 kr"), {"7.5 kr"}),
    ],
)
def test_that_a_column_with_two_decimal_marks_is_asked(
    prices: tuple[str, ...], asked: set[str]
) -> None:
    grid = Grid(
        tuple(
            GridRow(number, tuple(map(GridCell, row)))
            for number, row in enumerate(
                (HEADERS, *(("A", "100", "60", price, "", "") for price in prices)), start=1
            )
        )
    )
    result = read_grid(grid, ReadingOptions(currency="SEK" if "kr" in prices[0] else ""))
    assert {problem.value for problem in result.problems} == asked
    assert {problem.kind for problem in result.problems} <= {
        ProblemKind.DECIMAL_MARKS_DIFFER,
        ProblemKind.AMBIGUOUS_NUMBER,
    }
    assert len(result.products) == len(prices) - len(asked)


def test_that_each_currency_can_have_its_own_decimal_mark() -> None:
    result = read(("A", "100", "60", "$12.50", "", ""), ("B", "100", "60", "12,50 €", "", ""))
    assert [row.values["price"] for row in result.products] == [12_500_000, 12_500_000]


@pytest.mark.parametrize(
    ("text", "price"), [("1.000", "4.49"), ("2.000 caps", "4.49"), ("1,000", "4,49")]
)
def test_that_a_pack_of_one_or_a_thousand_units_is_asked_about(text: str, price: str) -> None:
    result = read(("A", "100", text, price, "", ""), ("B", "100", "60", price, "", ""))
    assert [row.values["product"] for row in result.all_rows] == ["B"]
    assert [problem.kind for problem in result.problems] == [ProblemKind.AMBIGUOUS_NUMBER]


@pytest.mark.parametrize(
    ("text", "price", "units"),
    [("1,000", "4.49", 1_000), ("1.000", "4,49", 1_000), ("60.000", "4.49", 60)],
)
def test_that_the_prices_settle_other_packs(text: str, price: str, units: int) -> None:
    (row,) = read(("A", "100", text, price, "", "")).all_rows
    assert row.values["pack_units"] == units * 1_000


TITLES = ("Product", "Elemental mg", "Pack size", "Price EUR")
TWO_CONVENTIONS = [
    (("12,000 tablets", "1,200,000 tablets"), "10.000 tablets", "150"),
    (("1,00,000 tablets",), "10.000 tablets", "150"),
    (("1,00,000",), "10.000", "150.50"),
    (("1 000 tablets",), "10.000 tablets", "150.50"),
    (("1'000 tablets",), "10.000 tablets", "150.50"),
    (("12,000 tablets",), "10.000 tablets", "150.50"),
    (("1.000.000 tablets",), "10,000 tablets", "150"),
    (("12.000 Tabletten",), "10,000 Tabletten", "150,50"),
    (("1 000 comprimés",), "10,000 comprimés", "150,50"),
]
ONE_CONVENTION = [
    (("12,000 tablets", "1,200,000 tablets"), "10,000 tablets", "150", 10_000),
    (("1,00,000 tablets",), "10,000 tablets", "150.50", 10_000),
    (("1'000 tablets",), "10'000 tablets", "150.50", 10_000),
    (("12.000 Tabletten",), "10.000 Tabletten", "150,50", 10_000),
    (("60.000", "1,200.000"), "30.000", "150.50", 30),
    (("60.000",), "30.000", "150.50", 30),
    (("0.500 g",), "2.500 g", "150.50", 2.5),
]


@pytest.mark.parametrize(("packs", "other", "price"), TWO_CONVENTIONS)
def test_that_a_number_is_asked_whose_mark_parts_no_thousands_where_others_do(
    packs: tuple[str, ...], other: str, price: str
) -> None:
    rows = [(f"P{number}", "250", pack, price) for number, pack in enumerate((*packs, other))]
    result = read_rows(TITLES, *rows)
    assert [row.product.product for row in result.products] == [row[0] for row in rows[:-1]]
    (problem,) = result.problems
    assert problem.kind is ProblemKind.AMBIGUOUS_NUMBER
    assert problem.value == other


@pytest.mark.parametrize(("packs", "other", "price", "units"), ONE_CONVENTION)
def test_that_one_convention_settles_the_numbers_of_a_column(
    packs: tuple[str, ...], other: str, price: str, units: float
) -> None:
    rows = [(f"P{number}", "250", pack, price) for number, pack in enumerate((*packs, other))]
    result = read_rows(TITLES, *rows)
    assert result.products[-1].values["pack_units"] == units * 1_000


@pytest.mark.parametrize("others", [("1.000",), ("2.500 tablets",), ("5.000 tablets", "60")])
def test_that_packs_of_parts_of_tablets_make_the_others_doubtful(others: tuple[str, ...]) -> None:
    rows = [("A", "250", pack, "12.50") for pack in ("10.000 tablets", *others)]
    problems = read_rows(TITLES, *rows).problems
    assert problems[0].kind is ProblemKind.AMBIGUOUS_NUMBER
    assert problems[0].value == "10.000 tablets"


@pytest.mark.parametrize(
    ("prices", "values"),
    [
        (("Rp 1.250.000", "Rp 125.000", "Rp 98,000"), [1_250_000, 125_000]),
        (("$1,250,000", "$1,250", "$980", "$9.500"), [1_250_000, 1_250, 980]),
        (("1.234,50 €", "9,95 €", "1.250 €"), [1_234.5, 9.95, 1_250]),
        (("1,234.500", "9.750", "12.250"), [1_234.5, 9.75, 12.25]),
        (("1.234,50", "1,234.50"), []),
    ],
)
def test_that_prices_follow_the_same_rule(prices: tuple[str, ...], values: Sequence[float]) -> None:
    rows = [(f"P{number}", "250", "60", price) for number, price in enumerate(prices)]
    result = read_rows(("Product", "Elemental mg", "Pack size", "Price"), *rows)
    assert [row.values["price"] for row in result.products] == [one * 1_000_000 for one in values]
    assert len([problem for problem in result.problems if problem.row]) == len(prices) - len(values)
