"""Workbooks of Excel 97 to 2003 are read as other spreadsheets are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.problems.errors import ProblemKind
from pricing.reading.reader_process import read_products
from tests.pricing.reading.xls_files import xls_of

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.reading.product_list import ProductList

TITLES = ("Product", "Elemental mg", "Pack", "Price EUR")


def _read(folder: Path, content: bytes) -> ProductList:
    path = folder / "list.xls"
    path.write_bytes(content)
    return read_products(path)


def _prices(result: ProductList) -> list[tuple[object, object]]:
    return [(row.values["product"], row.values["price"]) for row in result.products]


def test_that_a_row_with_more_cells_than_the_header_is_read(tmp_path: Path) -> None:
    rows = (("A", 100.0, 60.0, 9.5), ("B", 100.0, 60.0, 8.0, "see label"), ("C", 100.0, 60.0, 5.0))
    result = _read(tmp_path, xls_of(TITLES, *rows))
    assert _prices(result) == [("A", 9_500_000), ("B", 8_000_000), ("C", 5_000_000)]
    (note,) = result.problems
    assert (note.kind, note.parameters["numbers"]) == (
        ProblemKind.COLUMNS_WITHOUT_HEADER, ("5",),
    )  # fmt: skip


def test_that_a_merged_price_counts_for_rows_that_end_before_it(tmp_path: Path) -> None:
    rows = (("A", 100.0, 60.0, 9.5), ("B", 200.0, 60.0), ("C", 100.0, 60.0, 5.0))
    result = _read(tmp_path, xls_of(TITLES, *rows, merged=[(1, 2, 3, 3)]))
    assert _prices(result) == [("A", 9_500_000), ("B", 9_500_000), ("C", 5_000_000)]
    assert {note.kind for note in result.problems} == {ProblemKind.MERGED_CELLS}
