"""A column can say for each row whether its price has the tax, which is then added or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.layouts import apply_layout, guess_layout
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from pricing.reading.product_list import ProductList

TITLES = ("Product", "Elemental mg", "Pack", "Price GBP", "VAT %")
FIGURES = ("100", "60", "10", "20")
COLUMNS = [
    ("Tax included?", "Y", "N"), ("VAT incl?", "yes", "no"), ("Incl. VAT?", "1", "0"),
    ("inkl. MwSt?", "ja", "nein"), ("Tax incl. (Y/N)", "Y", "N"),
    ("is_tax_included", "true", "false"), ("PriceIncVAT", "1", "0"), ("Price TTC", "1", "0"),
    ("Price includes VAT (Y/N)", "Yes", "No"), ("price_includes_tax", "Y", "N"),
    ("Gross/Net", "Gross", "Net"), ("TTC/HT", "TTC", "HT"), ("Tax mode", "gross", "net"),
    ("Brutto/Netto", "brutto", "netto"), ("IVA incluido", "sí", "no"),
    ("TVA comprise ?", "oui", "non"),
    ("VAT excluded?", "no", "yes"), ("Ex VAT?", "N", "Y"), ("ohne MwSt?", "nein", "ja"),
    ("VAT", "incl.", "excl."), ("Tax status", "incl. VAT", "excl. VAT"),
    ("Net/gross", "gross", "net"),
]  # fmt: skip


def taxes(result: ProductList) -> list[object]:
    return [row.values.get("tax_percent") for row in result.products]


@pytest.mark.parametrize(("title", "with_tax", "without"), COLUMNS)
def test_that_a_tax_is_added_where_the_row_says_that_the_price_lacks_it(
    title: str, with_tax: str, without: str
) -> None:
    rows = (("Magnesium A", *FIGURES, with_tax), ("Magnesium B", *FIGURES, without))
    grid = grid_of((*TITLES, title), *rows)
    result = read_grid(grid, ReadingOptions())
    assert taxes(result) == [None, 2_000]
    (note,) = [one for one in result.problems if one.kind is ProblemKind.TAX_INCLUDED_IN_ROWS]
    assert (note.row, note.column, note.parameters["count"]) == (2, title, 1)
    assert apply_layout(grid, guess_layout(grid)).tax_answers == (5,)


@pytest.mark.parametrize("cell", ["", "?", "see note"])
def test_that_a_row_without_an_answer_is_asked_about(cell: str) -> None:
    answered = [(f"Magnesium {place}", *FIGURES, "no") for place in range(80)]
    rows = (*answered, ("Magnesium B", *FIGURES, cell))
    result = read_grid(grid_of((*TITLES, "VAT incl?"), *rows), ReadingOptions())
    assert len(result.products) == len(answered)
    (question,) = [one for one in result.problems if one.kind is ProblemKind.TAX_ANSWER_UNCLEAR]
    assert question.row == 82


@pytest.mark.parametrize(
    ("title", "cell"), [("Gross", "75"), ("Tax code", "T1"), ("Taxable?", "Y"), ("Notes", "yes")]
)
def test_that_a_column_of_something_else_changes_no_tax(title: str, cell: str) -> None:
    result = read_grid(grid_of((*TITLES, title), ("Magnesium", *FIGURES, cell)), ReadingOptions())
    assert taxes(result) == [2_000]


@pytest.mark.parametrize(
    "title", ["PriceIncVAT", "Price incl. VAT", "price_inc_gst", "Preis inkl. MwSt.", "Prix TTC"]
)
@pytest.mark.parametrize("flag", ["1", "0"])
def test_that_a_flag_of_the_tax_is_no_price(title: str, flag: str) -> None:
    grid = grid_of(("Product", "Elemental mg", "Pack", title), ("Magnesium", "100", "60", flag))
    options = ReadingOptions(optional_keys=("price",))
    (row,) = read_grid(grid, options).all_rows
    assert "price" not in row.values
