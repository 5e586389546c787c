"""Amounts without a unit: those of trace minerals are in micrograms, or a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.reader_process import read_products

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOTED = ProblemKind.READ_IN_MICROGRAMS


@pytest.mark.parametrize(
    ("header", "cell", "micrograms", "is_noted"),
    [
        ("Elemental", "55", 55, True),
        ("Amount per serving", "200", 200, True),
        ("Elementar", "200", 200, True),
        ("Elemental", "55 mcg", 55, False),
        ("Elemental", "0.2 mg", 200, False),
        ("Elemental (mcg)", "55", 55, False),
        ("Elemental (mg)", "0.055", 55, False),
        ("Elemental mg per serving", "0.055", 55, False),
        ("Elemental µg per serving", "55", 55, False),
        ("elemental_mg", "0.055", 55, False),
    ],
)
def test_that_a_bare_number_follows_the_unit_of_its_mineral(
    header: str,
    cell: str,
    micrograms: int,
    is_noted: bool,
    write_list: Callable[[str], Path],
) -> None:
    rows = [f"Drops,Selenium,{cell},100,8", "Magnesium oxide,,300 mg,60,9"]
    text = "\n".join([f"Product,Mineral,{header},Pack,Price", *rows])
    result = read_products(write_list(text))
    amounts = [row.values["elemental_mg"] for row in result.products]
    assert amounts == [micrograms, 300_000]
    notes = [problem for problem in result.problems if problem.kind is NOTED]
    assert bool(notes) is is_noted
    assert all(note.row == 2 and note.is_row_kept for note in notes)


def test_that_each_row_follows_its_own_mineral_and_the_rows_are_counted(
    write_list: Callable[[str], Path],
) -> None:
    rows = [
        "One,Selenium,55,100,8",
        "Two,Magnesium,300,60,9",
        "Three,Iodine,55,90,7",
        "Four,Zinc,15,90,7",
    ]
    result = read_products(write_list("\n".join(["Product,Mineral,Elemental,Pack,Price", *rows])))
    amounts = [row.values["elemental_mg"] for row in result.products]
    assert amounts == [55, 300_000, 55, 15_000]
    (note,) = result.problems
    assert (note.kind, note.parameters["count"], note.value) == (NOTED, 2, "55")


def test_that_less_than_one_without_a_unit_is_asked_about(
    write_list: Callable[[str], Path],
) -> None:
    rows = ["Product,Mineral,Elemental,Pack,Price", "Drops,Selenium,0.055,100,8"]
    text = "\n".join([*rows, "Tablets,Selenium,27.5,100,8"])
    result = read_products(write_list(text))
    assert [row.values["elemental_mg"] for row in result.products] == [28]
    assert [problem.kind for problem in result.problems][:1] == [ProblemKind.MASS_WITHOUT_UNIT]
