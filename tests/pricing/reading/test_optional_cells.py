"""A cell of an optional column never costs its product, and numbers are settled by the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reader_process import read_products
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = "product;form;elemental_mg;pack_units;price;"
ROW = "Oxide;oxide;250;100;4.49;"
_PLACEHOLDERS_TEXTS = (
    "-|--|---|–|—|n/a|N/A|n.a.|NA|na|n / a|none|None|NONE|nil|null|NULL|unknown|Unknown|?|??|...|"
    "./.|k.A.|k. A.|keine Angabe|s.o.|unbekannt|entfällt|nan|(none)|[n/a]|not available|"
    "not specified|non renseigné|inconnu|sin datos|desconocido|n/d|ninguno|sconosciuto|n.v.t."
)
PLACEHOLDERS = _PLACEHOLDERS_TEXTS.split("|")
OPTIONAL_KEYS = ("discount_percent", "tax_percent", "delivery", "upc", "priced_on", "unit_kind")


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_that_a_placeholder_is_an_empty_cell(write_list: Callable[..., Path], text: str) -> None:
    optional = [key for key in OPTIONAL_KEYS if "?" not in text or not key.endswith("_percent")]
    keys, cells = ";".join(optional), ";".join([text] * len(optional))
    result = read_products(write_list(f"{HEADER}{keys}\n{ROW}{cells}\n"))
    (row,) = result.products
    assert row.values.keys().isdisjoint(OPTIONAL_KEYS)
    assert result.problems == ()


@pytest.mark.parametrize("key", ["discount_percent", "tax_percent"])
def test_that_a_question_mark_below_a_share_of_the_price_is_named(
    write_list: Callable[..., Path], key: str
) -> None:
    result = read_products(write_list(f"{HEADER}{key}\n{ROW}?\n{ROW}-\n"))
    assert [row.values.get(key) for row in result.products] == [None, None]
    (problem,) = result.problems
    assert (problem.row, problem.value, problem.is_row_kept) == (2, "?", True)


@pytest.mark.parametrize("key", OPTIONAL_KEYS)
@pytest.mark.parametrize("text", ["call us", "#N/A", "12 of 13", "<5"])
def test_that_an_unreadable_optional_cell_is_named_and_left_empty(
    write_list: Callable[..., Path], key: str, text: str
) -> None:
    result = read_products(write_list(f"{HEADER}{key}\n{ROW}{text}\n{ROW}\n"))
    assert len(result.products) == 2
    if result.products[0].values.get(key) != text:  # any text can be the code of a shop
        assert [(problem.row, problem.value) for problem in result.problems] == [(2, text)]


@pytest.mark.parametrize(
    ("key", "text"), [("currency", "Zorkmid"), ("serving_units", "some"), ("element", "Foo")]
)
def test_that_a_cell_whose_loss_changes_a_figure_costs_the_row(
    write_list: Callable[..., Path], key: str, text: str
) -> None:
    result = read_products(write_list(f"{HEADER}{key}\n{ROW}{text}\n{ROW}\n"))
    assert [row.row for row in result.products] == [3]


# -- decimal marks -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("elemental", "price", "micrograms"),
    [
        ("1,234", "4.49", 1_234_000),
        ("1.234", "4,49", 1_234_000),
        ("1,234", "4,49", 1_234),
        ("1.234", "4.49", 1_234),
        ("1.234", "1.204,50", 1_234_000),
        ("1,234", "1,204.50", 1_234_000),
        ("1,234 mg", "$4.49", 1_234_000),
        ("1.234 mg", "4,49 €", 1_234_000),
    ],
)
def test_that_the_other_columns_settle_the_decimal_mark(
    write_list: Callable[..., Path], elemental: str, price: str, micrograms: int
) -> None:
    result = read_products(write_list(f"{HEADER}\nA;oxide;{elemental};100;{price};\n"))
    assert [row.values["elemental_mg"] for row in result.products] == [micrograms]


def test_that_columns_that_contradict_each_other_settle_nothing(
    write_list: Callable[..., Path],
) -> None:
    rows = "A;oxide;1,234;100;4.49;5,5\n"
    result = read_products(write_list(f"{HEADER}tax_percent\n{rows}"))
    assert [problem.kind for problem in result.problems] == [ProblemKind.AMBIGUOUS_NUMBER]


# -- rounding ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("elemental_mg", "33.3333333", 33_333),
        ("elemental_mg", "33.33333333333334 mg", 33_333),
        ("elemental_mg", "0.1234567 g", 123_457),
        ("elemental_mg", "892.4141", 892_414),
        ("elemental_mg", "141.00000000000003", 141_000),
        ("elemental_mg", "12.5004 mcg", 13),
        ("price", "6.663333333333333", 6_663_333),
        ("price", "$4.4900000001", 4_490_000),
        ("price", "19.9899999999999", 19_990_000),
        ("pack_units", "100.0000000001", 100_000),
        ("tax_percent", "8.8755", 888),
        ("discount_percent", "33.3333333 %", 3_333),
        ("delivery", "0.30000000000000004", 300_000),
    ],
)
def test_that_long_decimals_are_rounded_once_and_counted(
    write_list: Callable[..., Path], column: str, text: str, value: int
) -> None:
    cells = {"product": "A", "form": "oxide", "elemental_mg": "250", "pack_units": "100"}
    cells |= {"price": "4.49", column: text}
    row = ";".join(cells.values())
    result = read_products(write_list(f"{';'.join(cells)}\n{row}\n{row}\n"))
    assert [row.values[column] for row in result.products] == [value, value]
    (note,) = result.problems
    assert (note.kind, note.row, note.parameters["count"]) == (ProblemKind.ROUNDED_NUMBERS, 2, 2)


@pytest.mark.parametrize("text", ["12.Mai", "05-Dec", "Oct-06", "6-Okt", "9 Mar", "12-May-26"])
def test_that_a_number_that_became_a_day_is_refused(
    write_list: Callable[..., Path], text: str
) -> None:
    result = read_products(write_list(f"{HEADER}\nA;oxide;250;100;{text};\n"))
    assert [problem.kind for problem in result.problems] == [ProblemKind.TURNED_INTO_DATE]


@pytest.mark.parametrize(
    ("header", "key", "texts", "values"),
    [
        ("Discount", "discount_percent", ("10", "100", "101"), (1_000, None, None)),
        ("Rabatt %", "discount_percent", ("10", "250 %", "5"), (1_000, None, 500)),
        ("Tax", "tax_percent", ("19%", "31.95", "7%"), (1_900, None, 700)),
        ("VAT", "tax_percent", ("20 %", "€1.90", "5 %"), (2_000, None, 500)),
    ],
)
def test_that_an_impossible_percentage_costs_its_cell_alone(
    header: str, key: str, texts: tuple[str, ...], values: tuple[int | None, ...]
) -> None:
    titles = ("Product", "Elemental mg", "Pack size", "Price", header)
    rows = [(f"P {place}", "100", "60", "12", text) for place, text in enumerate(texts)]
    result = read_grid(grid_of(titles, *rows), ReadingOptions())
    assert [row.values.get(key) for row in result.products] == list(values)
    of_cells = [one for one in result.problems if one.kind is not ProblemKind.TAX_ADDED]
    assert len(of_cells) == values.count(None)
