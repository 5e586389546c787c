"""Comments on the headers of a spreadsheet: one that may change a column is a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.comments import Comment

from pricing.model.columns import COLUMNS_BY_KEY, exact_value
from pricing.problems.errors import ProblemKind
from pricing.reading.column_questions import open_questions
from pricing.reading.importer import read_grids
from pricing.reading.layouts import guess_layout
from pricing.reading.reader_process import read_products
from pricing.reading.reading_options import ReadingOptions

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.reading.product_list import ProductList

TITLES = ("Product", "Elemental mg", "Pack size", "Price USD")


def read(folder: Path, cell: str, text: str, **mappings: str) -> ProductList:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (TITLES, ("A", 250, 60, 1000)):
        sheet.append(row)
    sheet[cell].comment = Comment(text, "Jo")
    path = folder / "list.xlsx"
    book.save(path)
    return read_products(path, ReadingOptions(column_keys=mappings))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("D1", "in cents, ex VAT"), ("D1", "per 2 packs"), ("D1", "prices exclude VAT"),
        ("D1", "in EUR"), ("D1", "per 100 tablets"), ("D1", "All prices in thousands"),
        ("D1", "Preise in Cent"), ("D1", "without tax"), ("D1", "hors TVA"), ("D1", "sin IVA"),
        ("B1", "per 2 tablets"), ("B1", "in µg"), ("B1", "per 100 g"), ("B1", "mg pro 3 Kapseln"),
        ("C1", "in g"), ("C1", "capsules per case"),
    ],
)  # fmt: skip
def test_that_a_comment_that_may_change_a_column_is_a_question(
    tmp_path: Path, cell: str, text: str
) -> None:
    found = read(tmp_path, cell, text)
    assert not found.products
    assert [problem.parameters.get("text") for problem in found.problems] == [text]
    assert [problem.kind for problem in found.problems] == [ProblemKind.COMMENT_UNCLEAR]
    (grid,) = read_grids(tmp_path / "list.xlsx")
    layout = guess_layout(grid)
    asked = open_questions(grid, layout, range(len(layout.choices)))
    assert [one.kind for one in asked.values()] == [ProblemKind.COMMENT_UNCLEAR]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("D1", "checked by Anna"), ("D1", "in USD"), ("D1", "per pack"), ("B1", "per serving"),
        ("B1", "in mg"), ("A1", "per 2 tablets"), ("C1", "see the label"), ("D2", "old offer"),
    ],
)  # fmt: skip
def test_that_a_comment_that_changes_no_column_is_only_said(
    tmp_path: Path, cell: str, text: str
) -> None:
    found = read(tmp_path, cell, text)
    assert [problem.kind for problem in found.problems] == [ProblemKind.COMMENTS_ON_CELLS]
    assert len(found.products) == 1


def test_that_the_mapping_that_a_question_offers_says_what_the_comment_says(
    tmp_path: Path,
) -> None:
    mapping = "price:in cents, ex VAT"
    (problem,) = read(tmp_path, "D1", "in cents, ex VAT").problems
    assert problem.parameters["mappings"] == (mapping,)
    (row,) = read(tmp_path, "D1", "in cents, ex VAT", **{"Price USD": mapping}).products
    assert exact_value(COLUMNS_BY_KEY["price"], row.values["price"]) == 10
