"""A list that states two prices of one label, in the catalogue and within a JSON record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file
from pricing.problems.errors import ProblemKind
from pricing.reading.reader_process import read_products

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HEADER = "Product,Form,Elemental mg,Pack size,Price,Currency,Priced on,Source,UPC\n"


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "data")
    yield opened
    opened.close()


def row(price: str, day: str = "2026-06-01", source: str = "Shop", name: str = "A") -> str:
    return f"{name},oxide,240,60,{price},EUR,{day},{source},\n"


TWICE = [
    ([row("10"), row("12")], 1, "10.00 and 12.00"),
    ([row("12"), row("10")], 1, "12.00 and 10.00"),
    ([row("10"), row("10"), row("12")], 1, "10.00 and 12.00"),
    ([row("10"), row("12", name="B"), row("9"), row("8", name="B")], 2, "10.00 and 9.00"),
    ([row("8", "2026-05-01"), row("10"), row("12")], 1, "10.00 and 12.00"),
]


@pytest.mark.parametrize(("rows", "count", "prices"), TWICE)
@pytest.mark.parametrize("is_known", [False, True])
def test_that_both_prices_of_a_label_are_said(
    catalogue: Catalogue,
    write_list: Callable[..., Path],
    rows: list[str],
    count: int,
    prices: str,
    *,
    is_known: bool,
) -> None:
    if is_known:
        before = HEADER + row("7", "2026-04-01") + row("7", "2026-04-01", name="B")
        assert import_file(catalogue, write_list(before, "before.csv")).problems == ()
    (note,) = import_file(catalogue, write_list(HEADER + "".join(rows), "list.csv")).problems
    assert (note.kind, note.parameters["count"]) == (ProblemKind.TWO_PRICES_IN_LIST, count)
    assert prices in str(note).replace("€", "").replace("EUR", "").replace(" \xa0", " ")


ONCE = [
    [row("10"), row("10")],
    [row("10"), row("12", "2026-06-02")],
    [row("10"), row("12", source="Other shop")],
    [row("10"), row("12", name="B")],
]


@pytest.mark.parametrize("rows", ONCE)
def test_that_one_price_for_each_day_and_shop_is_no_question(
    catalogue: Catalogue, write_list: Callable[..., Path], rows: list[str]
) -> None:
    path = write_list(HEADER + "".join(rows), "list.csv")
    assert import_file(catalogue, path).problems == ()
    assert import_file(catalogue, path).problems == ()


@pytest.mark.parametrize(
    "pairs",
    [
        '"price": 9, "price": 8',
        '"price": "9.00", "price": "8.00"',
        '"price": 9, "note": "x", "price": 8, "price": 9',
    ],
)
@pytest.mark.parametrize("frame", ["[{}]", "{}", '{{"results": [{}]}}'])
def test_that_a_json_record_with_two_prices_is_asked_about(
    tmp_path: Path, pairs: str, frame: str
) -> None:
    record = f'{{"product": "A", "form": "oxide", "elemental_mg": 240, "pack_units": 60, {pairs}}}'
    path = tmp_path / "list.json"
    path.write_text(frame.format(record), "utf-8")
    result = read_products(path)
    assert result.products == ()
    (problem,) = [problem for problem in result.problems if not problem.is_row_kept]
    assert problem.column == "price"
    assert "9" in str(problem.value)
    assert "8" in str(problem.value)
