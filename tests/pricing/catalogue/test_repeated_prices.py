"""A list that states two prices of one label, in the catalogue and within a JSON record."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file
from pricing.catalogue.price_conflicts import find_price_conflicts
from pricing.catalogue.price_updates import update_known_prices
from pricing.model.row_batch import RowBatch
from pricing.problems.errors import ProblemKind
from pricing.quantities.dates import today
from pricing.reading.reader_process import read_products

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pricing.model.columns import BaseValue

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
    ([row("10"), row("12"), row("10")], 1, "12.00 and 10.00"),
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


BACK_TO_TEN = [
    [row("10"), row("12"), row("10")],
    [row("12"), row("10"), row("12"), row("10")],
    [row("10", "2026-05-01"), row("10"), row("12"), row("10")],
    [row("10"), row("9"), row("12"), row("9"), row("10")],
]


@pytest.mark.parametrize("rows", BACK_TO_TEN)
@pytest.mark.parametrize("is_one_list", [False, True])
def test_that_the_price_of_a_day_that_was_stated_last_counts(
    catalogue: Catalogue,
    tmp_path: Path,
    write_list: Callable[..., Path],
    rows: list[str],
    *,
    is_one_list: bool,
) -> None:
    lists = [HEADER + "".join(rows)] if is_one_list else [HEADER + each for each in rows]
    for text in lists:
        summary = import_file(catalogue, path := write_list(text, "list.csv")).summary
    assert summary.prices > 0
    assert presented(catalogue) == 10_000_000
    revision, history = catalogue.revision(), catalogue.price_history(1)
    assert import_file(catalogue, path).summary.prices == 0
    assert (catalogue.revision(), catalogue.price_history(1)) == (revision, history)
    whole = tmp_path / "whole.elemental"
    catalogue.database.copy_to(whole)
    assert import_file(catalogue, whole).summary.prices == 0
    with closing(Catalogue(tmp_path / "other")) as other:
        import_file(other, whole)
        assert other.price_history(1) == history


def test_that_a_typed_price_counts_again(catalogue: Catalogue) -> None:
    values: dict[str, BaseValue] = {
        "product": "A", "element": "Mg", "form": "oxide", "unit_kind": "capsule",
        "serving_units": 1_000, "elemental_mg": 240_000, "pack_units": 60_000, "currency": "EUR",
        "source": "Shop",
    }  # fmt: skip
    day = date(2026, 6, 1)
    for price in (12_000_000, 10_000_000, 12_000_000, 10_000_000):
        typed = RowBatch.from_rows([{**values, "price": price}])
        if price == 12_000_000 and not catalogue.count():
            catalogue.import_rows([typed], "Shop", day)
        update_known_prices(catalogue, typed, "Shop", day)
        assert presented(catalogue) == price


def test_that_a_price_that_another_day_follows_changes_nothing_there(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    for each in (row("10"), row("12"), row("9", "2026-06-02"), row("10")):
        import_file(catalogue, write_list(HEADER + each, "list.csv"))
    assert presented(catalogue) == 9_000_000


def test_that_a_day_with_many_prices_is_one_entry(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    day = today().isoformat()
    yesterday = (today() - timedelta(1)).isoformat()
    for price in ("10", "37", "23", "12", "37", "10", "23", "37"):
        import_file(catalogue, write_list(HEADER + row(price, day), "list.csv"))
    (conflict,) = find_price_conflicts(catalogue)
    assert (conflict.earlier_price, conflict.price) == (23_000_000, 37_000_000)
    for each in (row("5", yesterday, "Other"), row("5", day, "Other"), row("6", day, "Other")):
        import_file(catalogue, write_list(HEADER + each, "list.csv"))
    import_file(catalogue, write_list(HEADER + row("5", day, "Other"), "list.csv"))
    assert {(each.source, each.earlier_price, each.price) for each in (
        find_price_conflicts(catalogue)
    )} == {("Shop", 23_000_000, 37_000_000), ("Other", 6_000_000, 5_000_000)}  # fmt: skip


def presented(catalogue: Catalogue) -> BaseValue:
    (listed,) = catalogue.listed_products([1])
    return listed.values["price"]


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
