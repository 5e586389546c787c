"""Packs that state their servings too, in their cell or in a column of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.model.columns import COLUMNS_BY_KEY, exact_value
from pricing.problems.errors import ProblemKind
from pricing.reading.reader_process import read_products

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.reading.product_list import ProductList

_KEYS = ("serving_units", "pack_units", "unit_kind")


def _read(folder: Path, headers: str, *rows: str) -> ProductList:
    lines = (
        f"Product,Form,Elemental mg,Price,{headers}",
        *(f"A,oxide,250,9,{row}" for row in rows),
    )
    path = folder / "list.csv"
    path.write_text("\n".join(lines), "utf-8")
    return read_products(path)


def _found(read: ProductList) -> list[str]:
    texts = (
        [exact_value(COLUMNS_BY_KEY[key], row.values.get(key)) for key in _KEYS]
        for row in read.products
    )
    return [" ".join(str(text) for text in row) for row in texts]


@pytest.mark.parametrize(
    ("pack", "outcome"),
    [
        ("60 capsules / 30 servings", "2 60 capsule"),
        ("120 caps (60 servings)", "2 120 capsule"),
        ("250 g (50 servings)", "5 250 g"),
        ("60 gélules / 30 portions", "2 60 capsule"),
        ("30 servings (2 caps)", "2 60 capsule"),
        ("30 servings (60 caps)", "2 60 capsule"),
        ("30 servings of 2 capsules", "2 60 capsule"),
        ("30 Portionen à 2 Kapseln", "2 60 capsule"),
        ("50 servings of 5 g", "5 250 g"),
        ("227 g (57 servings)", "1 57 serving"),
    ],
)
def test_that_a_pack_and_its_servings_give_the_serving(
    tmp_path: Path, pack: str, outcome: str
) -> None:
    assert _found(_read(tmp_path, "Pack size", pack)) == [outcome]


def test_that_a_serving_that_contradicts_the_pack_is_asked_about(tmp_path: Path) -> None:
    rows = ("1,60 caps (30 servings)", "5 g,500 g (50 servings)", "4 g,227 g (57 servings)")
    read = _read(tmp_path, "Serving size,Pack size", *rows)
    assert _found(read) == ["4 227 g"]
    kinds = [problem.kind for problem in read.problems]
    assert kinds == [ProblemKind.SERVINGS_DIFFER_FROM_PACK] * 2


@pytest.mark.parametrize("header", ["Servings per container", "Servings", "Portionen pro Packung"])
def test_that_servings_beside_the_pack_give_the_serving(tmp_path: Path, header: str) -> None:
    rows = ("30,60 capsules", "50 servings,250 g", ",90 tablets")
    read = _read(tmp_path, f"{header},Pack size", *rows)
    assert _found(read) == ["2 60 capsule", "5 250 g", "None 90 tablet"]
    assert not read.problems


def test_that_servings_beside_the_pack_can_contradict_it(tmp_path: Path) -> None:
    headers = "Serving size,Servings per container,Pack size"
    read = _read(tmp_path, headers, "2 capsules,30,60", "2 capsules,60,60")
    assert _found(read) == ["2 60 capsule"]
    assert [problem.column for problem in read.problems] == ["Pack size"]


@pytest.mark.parametrize(
    "title", ["Doses", "Doses per pack", "Number of doses", "Nombre de doses", "Prises par boîte"]
)
def test_that_a_column_of_doses_beside_the_pack_gives_the_serving(
    tmp_path: Path, title: str
) -> None:
    read = _read(tmp_path, f"Pack,{title},Currency", "90,30,USD", "120,60,USD")
    assert _found(read) == ["3 90 None", "2 120 None"]
    assert not read.problems


def test_that_a_small_number_of_doses_is_asked(tmp_path: Path) -> None:
    read = _read(tmp_path, "Pack,Doses,Currency", "90,3,USD")
    assert not read.products
    assert [problem.kind for problem in read.problems] == [ProblemKind.COLUMN_BESIDE_UNCLEAR]


@pytest.mark.parametrize(
    ("cells", "found"),
    [("2 capsules,60,", "2 120 capsule"), ("1 scoop,45,", "1 45 serving"),
     ("5 g,50,", "5 250 g"), ("2 capsules,60,120", "2 120 capsule")],
)  # fmt: skip
def test_that_servings_make_the_pack_whose_cell_is_empty(
    tmp_path: Path, cells: str, found: str
) -> None:
    read = _read(tmp_path, "Serving size,Servings per container,Pack size", cells)
    assert _found(read) == [found]


@pytest.mark.parametrize("cells", ["2 capsules,,", "2 capsules,60,many"])
def test_that_a_pack_is_still_needed(tmp_path: Path, cells: str) -> None:
    read = _read(tmp_path, "Serving size,Servings per container,Pack size", cells)
    assert not read.products
