"""A number with more decimals than its column holds is rounded once, exactly, and noted once."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.problems.errors import ProblemKind
from pricing.reading.clipboard import grid_of_rows, parse_block
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import read_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.reading.product_list import ProductList

# How many decimals a column holds, and a plain value.
DECIMALS = {"elemental_mg": 3, "price": 6, "delivery": 6, "tax_percent": 2,
            "discount_percent": 2, "daily_value_percent": 2}  # fmt: skip
PLAIN = {"product": "A", "form": "oxide", "elemental_mg": "250.5", "pack_units": "100",
         "price": "4.49"}  # fmt: skip
SPELLINGS = [
    ("elemental_mg", "33.3333333", 33_333), ("elemental_mg", "33.3335", 33_334),
    ("elemental_mg", "33.3334999999", 33_333), ("elemental_mg", "33.3333333 mg", 33_333),
    ("elemental_mg", "0.0333333333 g", 33_333), ("elemental_mg", "99.9995", 100_000),
    ("elemental_mg", "99.99949999", 99_999), ("elemental_mg", "0.30000000000000004", 300),
    ("elemental_mg", "250.00000000000003", 250_000), ("elemental_mg", "1e2", 100_000),
    ("elemental_mg", "2.50000001e2", 250_000), ("pack_units", "119.9999999999", 120_000),
    ("pack_units", "100.0000000001", 100_000), ("pack_units", "60.0004999", 60_000),
    ("price", "6.66333333333333", 6_663_333),
    ("price", "6.6633335", 6_663_334), ("price", "$4.4900000001", 4_490_000),
    ("price", "19.98999999999", 19_990_000), ("price", "€4.4999999999", 4_500_000),
    ("price", "4.4999999999 EUR", 4_500_000), ("delivery", "0.30000000000000004", 300_000),
    ("delivery", "2.9999999", 3_000_000), ("tax_percent", "8.875", 888),
    ("tax_percent", "8.8749", 887), ("tax_percent", "19.004999", 1_900),
    ("discount_percent", "33.3333333 %", 3_333), ("discount_percent", "12.505", 1_251),
    ("discount_percent", "66.66666666666667", 6_667), ("daily_value_percent", "23.809523", 2_381),
    ("daily_value_percent", "59.5238%", 5_952),
]  # fmt: skip


def read(column: str, *texts: str) -> ProductList:
    rows = [PLAIN | {column: text} for text in texts]
    return read_rows(list(rows[0]), *(list(row.values()) for row in rows))


def notes(result: ProductList) -> list[tuple[int | None, object]]:
    return [
        (problem.row, problem.parameters["count"])
        for problem in result.problems
        if problem.kind is ProblemKind.ROUNDED_NUMBERS
    ]


@pytest.mark.parametrize(("column", "text", "value"), SPELLINGS)
def test_that_a_long_number_is_rounded_and_noted(column: str, text: str, value: int) -> None:
    result = read(column, text, text)
    assert [row.values[column] for row in result.all_rows] == [value, value]
    assert notes(result) == ([] if text == "1e2" else [(2, 2)])


@given(
    st.sampled_from(list(DECIMALS)),
    st.lists(st.decimals(1, 50, places=9), min_size=1, max_size=6),
)
def test_that_any_long_number_is_rounded_with_halves_away_from_zero(
    column: str, numbers: list[Decimal]
) -> None:
    places = DECIMALS[column]
    result = read(column, *(f"{number:f}" for number in numbers))
    expected = [
        int(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP).scaleb(places))
        for number in numbers
    ]
    assert [row.values[column] for row in result.all_rows] == expected
    long = [number for number in numbers if number.scaleb(places) % 1]
    assert [count for _, count in notes(result)] == ([len(long)] if long else [])


# -- limits --------------------------------------------------------------------------------------

# The headers and cells of a row, and the limit that its rounded amount no longer exceeds.
TO_LIMITS = [
    (("elemental_mg",), ("350.0001",), "350 mg"),
    (("elemental_mg",), ("350.0001 mg",), "350 mg"),
    (("elemental_mg",), ("250.000001",), "250 mg"),
    (("Elemental (g)",), ("0.3500004",), "350 mg"),
    (("elemental_mg", "serving"), ("700.0001", "2"), "350 mg"),
    (("elemental_mg",), ("87.50004",), "350 mg"),
    (("elemental_mg", "serving"), ("350", "0.9999"), "350 mg"),
    (("mineral", "elemental_mg"), ("zinc", "40.0001"), "40 mg"),
    (("mineral", "Elemental (mcg)"), ("selenium", "255.4"), "0.255 mg"),
    (("Elemental mg per 2 tablets",), ("700.0001",), "350 mg"),
]
NOT_TO_LIMITS = (
    "349.9996",
    "350.0006",
    "33.3333333",
    "350.00000000000006",
    "116.66667",
    "123.4564",
)


def limits_rounded_to(result: ProductList) -> list[tuple[int | None, object]]:
    return [
        (problem.row, problem.parameters["limit"])
        for problem in result.problems
        if problem.kind is ProblemKind.ROUNDED_TO_LIMIT
    ]


@pytest.mark.parametrize(("headers", "cells", "limit"), TO_LIMITS)
@pytest.mark.parametrize("is_pasted", [False, True])
def test_that_a_row_whose_amount_is_rounded_to_a_limit_is_named(
    headers: Sequence[str], cells: Sequence[str], limit: str, *, is_pasted: bool
) -> None:
    rows = [
        ["product", "pack_units", "unit", "price", *headers],
        *(["A", "60", "tablet", "4.49", *cells] for _ in range(2)),
    ]
    if is_pasted:
        block = parse_block("\n".join(map("\t".join, rows)))
        result = read_grid(grid_of_rows(block), ReadingOptions())
    else:
        result = read_rows(*rows)
    assert limits_rounded_to(result) == [(2, limit), (3, limit)]
    assert len(result.products) == 2


@pytest.mark.parametrize("amount", NOT_TO_LIMITS)
def test_that_another_rounding_is_only_counted(amount: str) -> None:
    result = read("elemental_mg", amount)
    assert limits_rounded_to(result) == []
    assert notes(result) == [(2, 1)]
