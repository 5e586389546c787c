"""The further minerals of a row as cells: what is typed for one leaves the others as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.model.columns import Column, find_column
from pricing.model.entry import Entry
from pricing.problems.errors import BadInput

if TYPE_CHECKING:
    from datetime import date

STATED = "calcium 333 mg (carbonate, 832.5 mg compound), zinc 3.125 mg (gluconate), selenium 55 µg"
ROW: dict[str, int | str | date] = {
    "product": "Trio", "element": "Mg", "elemental_mg": 100_000, "pack_units": 90_000,
    "price": 9_000_000, "currency": "USD",
}  # fmt: skip
TRIO = Entry(1, {**ROW, "other_minerals": STATED})


def column(mineral: str) -> Column:
    return find_column(f"{mineral}_mg")


def typed(mineral: str, text: str, row: Entry = TRIO) -> Entry:
    return row.with_text(column(mineral), text)


def minerals(row: Entry) -> str:
    return row.product().other_minerals


@pytest.mark.parametrize(
    ("mineral", "text"),
    [("calcium", "333"), ("zinc", "3.125"), ("selenium", "55"), ("iron", ""), ("magnesium", "")],
)
def test_that_a_cell_states_the_amount_of_its_mineral(mineral: str, text: str) -> None:
    assert TRIO.text(column(mineral)) == text


@pytest.mark.parametrize(
    ("mineral", "text", "stated"),
    [
        ("calcium", "400", "calcium 400 mg (carbonate, 832.5 mg compound)"),
        ("calcium", "0.4 g", "calcium 400 mg (carbonate, 832.5 mg compound)"),
        ("calcium", "10 mmol", "calcium 400.78 mg (carbonate, 832.5 mg compound)"),
        ("calcium", "400 mg (citrate)", "calcium 400 mg (citrate)"),
        ("calcium", "250 mg (elemental)", "calcium 250 mg (carbonate, 832.5 mg compound)"),
        ("calcium", "400 mg) (", "calcium 400 mg (carbonate, 832.5 mg compound)"),
        ("zinc", "7,5 mg", "zinc 7.5 mg (gluconate)"),
        ("selenium", "0.1 mg", "selenium 100 µg"),
        ("iron", "18", "iron 18 mg"),
        ("iodine", "150", "iodine 150 µg"),
    ],
)
def test_that_an_amount_changes_without_its_form(mineral: str, text: str, stated: str) -> None:
    row = typed(mineral, text)
    assert stated in minerals(row)
    for other in ("calcium", "zinc", "selenium"):
        if other != mineral:
            assert row.whole_text(column(other)) == TRIO.whole_text(column(other))


def test_that_an_emptied_cell_takes_its_mineral_out() -> None:
    row = typed("calcium", "")
    assert minerals(row) == "zinc 3.125 mg (gluconate), selenium 55 µg"
    for mineral in ("zinc", "selenium"):
        row = typed(mineral, " ", row)
    assert "other_minerals" not in row.values
    assert typed("calcium", "", row) == row


def test_that_the_compound_may_give_the_amount() -> None:
    derived = "calcium (carbonate, 800 mg compound)"
    row = Entry(1, {**ROW, "other_minerals": derived})
    assert row.text(column("calcium")) == ""
    assert minerals(typed("calcium", "300", row)) == "calcium 300 mg (carbonate, 800 mg compound)"
    copied = typed("calcium", row.whole_text(column("calcium")), Entry(2, ROW))
    assert minerals(copied) == derived


def test_that_the_whole_texts_of_the_cells_make_another_row_hold_the_same() -> None:
    row = Entry(2, {**ROW, "other_minerals": "calcium 5 mg (citrate), selenium 9 µg (yeast)"})
    for mineral in ("calcium", "zinc", "selenium", "iron"):
        row = typed(mineral, TRIO.whole_text(column(mineral)), row)
    assert minerals(row) == (
        "calcium 333 mg (carbonate, 832.5 mg compound), selenium 55 µg, zinc 3.125 mg (gluconate)"
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("abc", "is not a number"),
        ("1,234", "could be 1234 or 1.234"),
        ("5 mg zinc", "is an amount of Zinc"),
        ("33 %", "is a share of a daily value"),
        ("333 mg (x, y)", "is not clear"),
        ("<5 mg", "is not a number"),
        ("5, 6", "is not a number"),
    ],
)
def test_that_a_text_that_is_no_amount_stays_in_its_cell(text: str, why: str) -> None:
    row = typed("calcium", text)
    with pytest.raises(BadInput):
        row.product()
    error = row.cell_error("calcium_mg")
    assert error is not None
    assert why in str(error)
    assert row.cell_error("zinc_mg") is None
    assert row.text(column("zinc")) == "3.125"
    mended = typed("calcium", "333 (carbonate, 832.5 mg compound)", typed("zinc", "7", row))
    assert "calcium 333 mg (carbonate, 832.5 mg compound), zinc 7 mg (gluconate)" in minerals(
        mended
    )


def test_that_zero_states_that_a_product_does_not_hold_a_mineral() -> None:
    assert "calcium" not in minerals(typed("calcium", "0"))
    assert typed("iron", "0 mg").values == TRIO.values


def test_that_the_cell_of_the_first_mineral_types_its_amount() -> None:
    row = typed("magnesium", "5")
    assert row.values["elemental_mg"] == 5_000
    assert minerals(row) == STATED


def test_that_the_first_mineral_of_a_row_is_no_further_one() -> None:
    row = Entry(1, {**ROW, "other_minerals": f"{STATED}, magnesium 5 mg"})
    error = row.cell_error("magnesium_mg")
    assert error is not None
    assert "Magnesium is stated twice" in str(error)
    assert minerals(typed("magnesium", "", row)) == STATED


def test_that_what_names_no_mineral_stays_beside_the_cells() -> None:
    stated = "what, calcium 5 mg, zinc 6 mg, zinc 7 mg"
    row = Entry(1, ROW, {"other_minerals": stated})
    assert [row.text(column(mineral)) for mineral in ("calcium", "zinc")] == ["5", "6"]
    row = typed("calcium", "8", row)
    assert row.unreadable["other_minerals"] == stated.replace("calcium 5", "calcium 8")
