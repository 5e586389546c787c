"""A text below the table says what the columns are in, or leaves them in question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.model.columns import COLUMNS_BY_KEY, exact_value
from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading.batches import read_batches
from pricing.reading.importer import read_grid
from pricing.reading.product_list import combine_batches
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pricing.reading.product_list import ProductList

    Read = Callable[..., ProductList]

TITLES = ("Product", "Form", "Elemental mg", "Pack size", "Price")
ROWS = (("A", "oxide", "240", "60", "900"), ("B", "citrate", "100", "90", "800"))
TOTAL = ("Total", "", "", "", "1700")
READ = [
    ("Prices in pence", {"price": "9", "currency": "GBP"}),
    ("Prices in EUR", {"price": "900", "currency": "EUR"}),
    ("in CHF", {"currency": "CHF"}),
    ("Hinweis: Preise in EUR", {"currency": "EUR"}),
    ("Prix en euros TTC", {"currency": "EUR"}),
    ("Preise ohne 19 % MwSt.", {"tax_percent": "19"}),
    ("Elemental amounts per 2 tablets", {"serving_units": "2"}),
    ("* Preise inkl. MwSt.", {"price": "900"}),
    ("Prices per 3 packs", {"price": "900", "pack_units": "180"}),
    ("Prices in EUR, prices exclude VAT 20%", {"currency": "EUR", "tax_percent": "20"}),
]
OPEN = [
    ("* per 100 tablets", ProblemKind.UNCLEAR_NOTE),
    ("¹ per 2 tablets", ProblemKind.UNCLEAR_NOTE),
    ("prices in cents", ProblemKind.SUBUNIT_WITHOUT_CURRENCY),
    ("* prices in pence", ProblemKind.UNCLEAR_NOTE),
    ("(1) in CHF", ProblemKind.UNCLEAR_NOTE),
    ("* elemental mg per 2 tablets", ProblemKind.UNCLEAR_NOTE),
    ("* price per 2 packs", ProblemKind.UNCLEAR_NOTE),
    ("* price excludes 20% VAT", ProblemKind.UNCLEAR_NOTE),
    ("† prices for 3 packs", ProblemKind.UNCLEAR_NOTE),
    ("prices in cents, without VAT", ProblemKind.SUBUNIT_WITHOUT_CURRENCY),
    ("Prices for members", ProblemKind.UNCLEAR_NOTE),
    ("Unit prices in pence", ProblemKind.UNCLEAR_NOTE),
]
TAX = ["without VAT", "ohne MwSt.", "Prices exclude VAT", "hors taxe", "IVA excluido"]


def from_grid(_: Path, *rows: tuple[str, ...], titles: tuple[str, ...] = TITLES) -> ProductList:
    return read_grid(grid_of(titles, *ROWS, *rows), ReadingOptions())


def from_text(
    folder: Path, *rows: tuple[str, ...], titles: tuple[str, ...] = TITLES
) -> ProductList:
    path = folder / "list.csv"
    text = "\n".join(",".join(row) for row in (titles, *ROWS, *rows))
    path.write_text(text, encoding="utf-8")
    return combine_batches(read_batches(path, size=2))


READERS = pytest.mark.parametrize("read", [from_grid, from_text])


def as_row(text: str) -> tuple[str, ...]:
    return (text, *[""] * (len(TITLES) - 1 - text.count(",")))


@READERS
@pytest.mark.parametrize("above", [[], [as_row("")], [TOTAL], [TOTAL, as_row("")]])
@pytest.mark.parametrize(("text", "expected"), READ, ids=str)
def test_that_a_text_below_says_what_columns_are_in(
    read: Read,
    above: list[tuple[str, ...]],
    text: str,
    expected: dict[str, str],
    tmp_path: Path,
) -> None:
    result = read(tmp_path, *above, as_row(text))
    first, _ = result.products
    found = {key: str(exact_value(COLUMNS_BY_KEY[key], first.values[key])) for key in expected}
    assert found == expected
    kinds = {problem.kind for problem in result.problems}
    assert kinds <= {ProblemKind.ROW_OF_TOTALS}


@pytest.mark.parametrize(("text", "kind"), OPEN, ids=str)
def test_that_an_unclear_text_below_leaves_the_column_in_question(
    text: str, kind: ProblemKind, tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as caught:
        from_grid(tmp_path, as_row(text))
    assert caught.value.kind is kind
    result = from_text(tmp_path, as_row(text))
    assert not result.products
    assert [problem.kind for problem in result.problems] == [kind]


@READERS
@pytest.mark.parametrize("text", TAX)
def test_that_prices_without_tax_are_named(read: Read, text: str, tmp_path: Path) -> None:
    result = read(tmp_path, as_row(text))
    assert [problem.kind for problem in result.problems] == [ProblemKind.TAX_NOT_STATED]


@READERS
@pytest.mark.parametrize(
    ("amount", "price"),
    [("Elemental mg *", "Price"), ("Elemental mg*", "Price **"), ("Elemental mg*", "Price**")],
)
def test_that_a_sign_in_a_header_tells_the_column(
    read: Read, amount: str, price: str, tmp_path: Path
) -> None:
    titles = ("Product", "Form", amount, "Pack size", price)
    texts = ["* per 2 tablets", *["** in pence"] * ("**" in price)]
    result = read(tmp_path, *map(as_row, texts), titles=titles)
    assert [row.values["serving_units"] for row in result.products] == [2_000, 2_000]
    if "**" in price:
        assert [row.values["price"] for row in result.products] == [9_000_000, 8_000_000]
