"""Headers that a list repeats are skipped, and other ones begin a further table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.model.columns import COLUMNS_BY_KEY, exact_value
from pricing.problems.errors import ProblemKind
from pricing.reading.batches import read_batches
from pricing.reading.importer import read_grid
from pricing.reading.product_list import combine_batches
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pricing.reading.product_list import ProductList

TITLES = ("Product", "Form", "Elemental mg", "Pack size", "Price")
FIRST = ("A", "oxide", "250", "60", "9")
SECOND = ("B", "citrate", "100", "60", "800")
Row = tuple[str, ...]


class Way:
    """A way to read a list: as a long text, or as a table in memory."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def read(self, *rows: Row, column_keys: Mapping[str, str] | None = None) -> ProductList:
        options = ReadingOptions(column_keys=column_keys or {})
        if self._path is None:
            return read_grid(grid_of(*rows), options)
        self._path.write_text("\n".join(map(",".join, rows)), encoding="utf-8")
        return combine_batches(read_batches(self._path, options))


@pytest.fixture(params=["file", "grid"])
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Way:
    return Way(tmp_path / "list.csv" if request.param == "file" else None)


def figures(result: ProductList) -> list[tuple[str, ...]]:
    keys = ("product", "elemental_mg", "price", "currency")
    return [
        tuple(str(exact_value(COLUMNS_BY_KEY[key], row.values[key])) for key in keys)
        for row in result.all_rows
    ]


def kinds(result: ProductList) -> list[tuple[ProblemKind, int | None]]:
    return [(problem.kind, problem.row) for problem in result.problems]


OTHER_TITLES = [
    ((*TITLES[:-1], "Price (pence)"), ("B", "100", "8", "GBP")),
    ((*TITLES[:2], "Elemental g", "Pack size", "Price €"), ("B", "100000", "800", "EUR")),
    (("Product", "Salt", "Elemental", "Count", "Price (US cents)"), ("B", "100", "8", "USD")),
    (("Artikel", "Form", "Elemental mg", "Packungsgröße", "Preis CHF"), ("B", "100", "800", "CHF")),
    ((*TITLES[:2], "Elemental mg per 2 tablets", "Pack size", "Price"), ("B", "100", "800", "USD")),
    ((*TITLES, "UPC"), ("B", "100", "800", "USD")),
]


@pytest.mark.parametrize(("titles", "expected"), OTHER_TITLES, ids=str)
def test_that_other_headers_begin_a_further_table(way: Way, titles: Row, expected: Row) -> None:
    result = way.read(TITLES, FIRST, titles, SECOND)
    assert figures(result) == [("A", "250", "9", "USD"), expected]
    noted = [row for kind, row in kinds(result) if kind is ProblemKind.FURTHER_TABLE]
    assert noted in ([3], [1])


def test_that_the_same_headers_are_skipped_with_a_note(way: Way) -> None:
    result = way.read(TITLES, FIRST, TITLES, SECOND, TITLES, (*FIRST[:-1], "7"))
    assert [row[2] for row in figures(result)] == ["9", "800", "7"]
    assert kinds(result) == [(ProblemKind.HEADERS_REPEATED, 3)]
    assert result.problems[0].parameters == {"count": 2}


def test_that_repeated_headers_keep_the_units_below_the_first(way: Way) -> None:
    units = ("", "", "mg", "pcs", "pence")
    result = way.read(TITLES, units, FIRST, TITLES, SECOND, TITLES, units, FIRST)
    assert [row[2:] for row in figures(result)] == [
        ("9/100", "GBP"),
        ("8", "GBP"),
        ("9/100", "GBP"),
    ]


def test_that_a_further_table_may_have_units_of_its_own(way: Way) -> None:
    titles = ("Product", "Form", "Elemental", "Pack size", "Price")
    result = way.read(TITLES, FIRST, titles, ("", "", "g", "pcs", "pence"), SECOND)
    assert figures(result)[1:] == [("B", "100000", "8", "GBP")]


def test_that_a_further_table_with_a_question_is_left_out_and_named(way: Way) -> None:
    titles = (*TITLES[:-1], "Price (members)")
    result = way.read(TITLES, FIRST, titles, SECOND)
    assert [row[0] for row in figures(result)] == ["A"]
    assert kinds(result) == [(ProblemKind.TABLE_LEFT_OUT, 3), (ProblemKind.UNCLEAR_HEADER, 3)]


def test_that_the_user_settles_the_question_of_a_further_table(way: Way) -> None:
    titles = (*TITLES[:-1], "Price (members)")
    mapping = {"Price (members)": "price:pence"}
    result = way.read(TITLES, FIRST, titles, SECOND, column_keys=mapping)
    assert figures(result) == [("A", "250", "9", "USD"), ("B", "100", "8", "GBP")]


def test_that_a_text_above_holds_for_a_further_table(way: Way) -> None:
    titles = (*TITLES[:-1], "Cost")
    result = way.read(("All prices in pence", "", "", "", ""), TITLES, FIRST, titles, SECOND)
    assert [row[3] for row in figures(result)] == ["GBP", "GBP"]


@pytest.mark.parametrize("name", ["Product", "Name", "Artikel"])
def test_that_a_product_named_like_a_title_stays(way: Way, name: str) -> None:
    result = way.read(TITLES, FIRST, (name, *SECOND[1:]))
    assert [row[0] for row in figures(result)] == ["A", name]
    assert kinds(result) == []
