"""A text below the table may change the rows whose names bear its sign, so they are asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.batches import read_batches
from pricing.reading.importer import read_grid
from pricing.reading.layouts import guess_layout
from pricing.reading.product_list import combine_batches
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.reading.product_list import ProductList

TITLES = ("Product", "Elemental mg", "Pack", "Price EUR")
NAMES = ["† B mag", "B mag †", "B mag†", "†B mag"]
SIGNS = ["*", "**", "‡", "§", "¹", "(1)", "1)", "#"]


def read(name: str, text: str, other: str = "A mag") -> ProductList:
    rows = ((other, "100", "60", "10"), (name, "100", "60", "12"), (text, "", "", ""))
    return read_grid(grid_of(TITLES, *rows), ReadingOptions(keeps_incomplete=True))


def asked(result: ProductList) -> list[tuple[int | None, str]]:
    kind = ProblemKind.FOOTNOTE_ABOUT_ROW
    return [(one.row, one.column) for one in result.problems if one.kind is kind]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "text",
    ["† contains 2 packs", "† 3 bottles of this size", "† 3 Flaschen", "† 2 boîtes", "† 6 cajas"],
)
def test_that_a_row_with_the_sign_of_a_text_is_asked(name: str, text: str) -> None:
    result = read(name, text)
    assert asked(result) == [(3, "Price EUR")]
    assert [row.values["product"] for row in result.products] == ["A mag"]


@pytest.mark.parametrize("sign", SIGNS)
def test_that_each_sign_of_footnotes_is_known(sign: str) -> None:
    assert asked(read(f"B mag {sign}", f"{sign} contains 2 packs")) == [(3, "Price EUR")]


@pytest.mark.parametrize(
    "text",
    ["† suitable for vegans", "† new", "† with vitamin C", "† out of stock", "† since 2024",
     "* contains 2 packs", "contains 2 packs"],
)  # fmt: skip
def test_that_a_text_that_changes_no_figure_asks_nothing(text: str) -> None:
    result = read("B mag †", text)
    assert asked(result) == []
    assert len(result.products) == 2


def test_that_a_list_of_text_and_a_chosen_layout_ask_the_same(tmp_path: Path) -> None:
    rows = [("A mag", "100", "60", "10")] * 50
    rows += [("B mag †", "100", "60", "12"), ("† contains 2 packs", "", "", "")]
    path = tmp_path / "list.csv"
    path.write_text("\n".join(map(",".join, (TITLES, *rows))), encoding="utf-8")
    assert asked(combine_batches(read_batches(path, size=20))) == [(52, "Price EUR")]
    grid = grid_of(TITLES, *rows)
    options = ReadingOptions(layout=guess_layout(grid), keeps_incomplete=True)
    assert asked(read_grid(grid, options)) == [(52, "Price EUR")]
