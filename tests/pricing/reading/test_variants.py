"""The variants in a shop's export: rows with the handle of a product and without its title."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from pricing.reading.product_list import ProductList

METAFIELD = "Elemental magnesium mg (product.metafields.custom.elemental_mg)"
TITLES = ("Handle", "Title", "Option1 Name", "Option1 Value", "Variant Price", METAFIELD)


def _read(*rows: tuple[str, ...], titles: tuple[str, ...] = TITLES) -> ProductList:
    return read_grid(grid_of(titles, *rows), ReadingOptions(currency="EUR"))


def _values(result: ProductList, *keys: str) -> list[tuple[object, ...]]:
    return [tuple(row.values.get(key) for key in keys) for row in result.products]


@pytest.mark.parametrize("title", ["Handle", "URL handle", "handle"])
def test_that_a_variant_has_the_name_of_its_product_and_its_own_option(title: str) -> None:
    result = _read(
        ("mg", "Magnesium", "Pack size", "90 capsules", "20", "120"),
        ("mg", "", "", "180 capsules", "35", ""),
        ("zn", "Magnesium oxide", "Pack size", "100 tablets", "4", "250"),
        titles=(title, *TITLES[1:]),
    )
    assert _values(result, "product", "pack_units", "elemental_mg", "price") == [
        ("Magnesium", 90_000, 120_000, 20_000_000),
        ("Magnesium, 180 capsules", 180_000, 120_000, 35_000_000),
        ("Magnesium oxide", 100_000, 250_000, 4_000_000),
    ]
    note = next(one for one in result.problems if one.row)
    assert (note.kind, note.row, note.is_row_kept) == (ProblemKind.VARIANTS_NAMED, 3, True)


def test_that_a_variant_is_named_by_a_number_that_no_column_holds() -> None:
    titles = ("Handle", "Title", "Option1 Name", "Option1 Value", "Pack", "Price", "Elemental mg")
    result = _read(
        ("mg", "Magnesium", "Flavour", "Lemon", "60", "9", "100"),
        ("mg", "", "", "Lime", "60", "8", "100"),
        titles=titles,
    )
    assert _values(result, "product") == [("Magnesium",), ("Magnesium, Lime",)]


@pytest.mark.parametrize("amount_title", [METAFIELD, "Elemental mg"])
def test_that_a_variant_of_another_strength_does_not_take_the_amount(amount_title: str) -> None:
    titles = (*TITLES[:-1], amount_title, "Option2 Name", "Option2 Value")
    result = _read(
        ("mg", "Magnesium", "Count", "90", "20", "120", "Strength", "120 mg"),
        ("mg", "", "", "180", "35", "", "", "240 mg"),
        titles=titles,
    )
    assert _values(result, "product", "elemental_mg") == [("Magnesium", 120_000)]
    lost = next(one for one in result.problems if not one.is_row_kept)
    assert (lost.kind, lost.row) == (ProblemKind.MISSING_ELEMENTAL, 3)


def test_that_a_row_of_a_picture_is_no_product() -> None:
    result = _read(
        ("mg", "Magnesium", "Count", "90", "20", "120", "1.jpg"),
        ("mg", "", "", "", "", "", "2.jpg"),
        titles=(*TITLES, "Image Src"),
    )
    assert _values(result, "product") == [("Magnesium",)]
    assert not result.incomplete
    assert {problem.row for problem in result.problems} == {None}


def test_that_a_variant_without_its_product_is_named_by_its_handle() -> None:
    result = _read(("mag-citrate", "", "Count", "90", "20", "120"))
    assert _values(result, "product") == [("mag-citrate",)]


def test_that_a_row_without_a_handle_still_lacks_its_name() -> None:
    result = _read(
        ("mg", "Magnesium", "Count", "90", "20", "120"), ("", "", "Count", "90", "20", "120")
    )
    (lost,) = (one for one in result.problems if not one.is_row_kept)
    assert (lost.kind, lost.row) == (ProblemKind.MISSING_VALUE, 3)
