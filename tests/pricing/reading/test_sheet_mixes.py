"""Workbooks of any sheets: each list is read in order, each other sheet with rows is named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from pricing.problems.errors import ProblemKind
from pricing.reading.reading_options import ReadingOptions
from pricing.reading.sheets import read_sheets
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from pricing.reading.grid import Grid

HEADERS = ("product", "form", "elemental_mg", "pack_units", "price")
OTHER_HEADERS = ("Preis in EUR", "Packungsgröße", "Elementar (g)", "Bezeichnung", "Form")
# What a sheet is: its rows, for the names of its products.
KINDS = ("list", "other headers", "notes", "no rows", "hidden list")


def sheet(kind: str, position: int, count: int) -> Grid:
    names = [f"{position}-{row}" for row in range(count)]
    rows: dict[str, list[tuple[str, ...]]] = {
        "list": [HEADERS, *((name, "oxide", "250", "100", "4.49") for name in names)],
        "other headers": [
            OTHER_HEADERS, *(("4,49", "100", "0,25", name, "oxide") for name in names)
        ],
        "notes": [("Our prices of May",), ("ask Jane",)],
        "no rows": [HEADERS],
    }  # fmt: skip
    rows["hidden list"] = rows["list"]
    grid = grid_of(*rows[kind], name=f"Sheet {position}", position=position)
    return replace(grid, is_hidden=kind == "hidden list")


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 4)), max_size=5),
       st.integers(1, 4), st.randoms())  # fmt: skip
def test_that_each_list_is_read_in_order_and_every_other_sheet_is_named(
    others: list[tuple[str, int]], count: int, chance: object
) -> None:
    kinds = [*others, ("list", count)]
    chance.shuffle(kinds)  # type: ignore[attr-defined]
    grids = [sheet(kind, at, rows) for at, (kind, rows) in enumerate(kinds)]
    is_list = [kind in {"list", "other headers"} for kind, _ in kinds]
    # The likeliest list is first, as the readers of files hand them over.
    likeliest = max(range(len(grids)), key=lambda at: kinds[at][0] == "list")
    ordered = [grids[likeliest], *(grid for at, grid in enumerate(grids) if at != likeliest)]
    lists = read_sheets(ordered, ReadingOptions())

    names = [str(row.values["product"]) for read in lists for row in read.all_rows]
    assert names == [
        f"{at}-{row}" for at, (_, rows) in enumerate(kinds) if is_list[at] for row in range(rows)
    ]
    sources = {str(row.values.get("source", "")) for read in lists for row in read.all_rows}
    several = sum(is_list) > 1
    assert sources == (
        {f"Sheet {at}" for at in range(len(kinds)) if is_list[at]} if several else {""}
    )
    problems = [problem for read in lists for problem in read.problems]
    assert sorted(problem.sheet for problem in problems) == [
        f"Sheet {at}" for at in range(len(kinds)) if not is_list[at]
    ]
    assert {problem.kind for problem in problems} <= {
        ProblemKind.SHEET_WITHOUT_LIST,
        ProblemKind.HIDDEN_SHEET,
    }
    assert all(row.sheet == f"Sheet {str(row.values['product'])[0]}"
               for read in lists for row in read.all_rows)  # fmt: skip
