"""One code on two different labels: in a list, in the catalogue and in a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file
from pricing.model.entry import Entry
from pricing.problems.errors import ProblemKind
from pricing.reading.merging import (
    MergeMode,
    find_foreign_codes,
    match_existing_rows,
    merge_list,
)
from pricing.reading.product_list import ListRow
from pricing.reading.reader_process import read_products

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pricing.model.columns import BaseValue
    from pricing.problems.errors import Problem

UPC, OTHER_UPC = "753950000872", "036000291452"
HEADER = "Product,Brand,Form,Elemental mg,Serving size,Pack size,Price,UPC\n"


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "data")
    yield opened
    opened.close()


def import_rows(
    catalogue: Catalogue, write_list: Callable[..., Path], source: str, *rows: str
) -> tuple[Problem, ...]:
    path = write_list(HEADER + "".join(f"{row}\n" for row in rows), f"{source}.csv")
    return import_file(catalogue, path).problems


# Rows that share a code with "Magnesium 200,X,glycinate,200,1,60,20,UPC".
DIFFERENT = [
    "Magnesium 400,X,oxide,400,1,60,5",
    "Magnesium 400,X,glycinate,400,1,60,5",
    "Magnesium 200,X,glycinate,100,1,60,5",
    "Magnesium 200,X,glycinate,200,2,60,5",
    "Magnesium 200,X,oxide,200,1,60,5",
    "Magnesium 200,X,citrate,200,1,60,5",
    "Zinc 200,X,gluconate,200,1,60,5",
    "Calcium,Y,carbonate,200,1,60,5",
]
SAME = [
    "Magnesium 200,X,glycinate,200,1,60,5",
    "Mag Glycinate,Y,bisglycinate,200,1,60,5",
    "Magnesium 200,X,,200,1,60,5",
    "Magnesium 200,X,some chelate,200,1,60,5",
    "Magnesium 200,X,glycinate,400,2,60,5",
    "Magnesium 200 (2 bottles),X,glycinate,200,1,120,5",
]


@pytest.mark.parametrize(("row", "is_asked"), [*((row, True) for row in DIFFERENT),
                                               *((row, False) for row in SAME)])  # fmt: skip
def test_that_a_code_of_another_label_in_the_list_is_asked(
    write_list: Callable[..., Path], row: str, is_asked: bool
) -> None:
    first = f"Magnesium 200,X,glycinate,200,1,60,20,{UPC}\n"
    result = read_products(write_list(f"{HEADER}{first}{row},{UPC}\n"))
    assert [problem.kind for problem in result.problems] == (
        [ProblemKind.CODE_ON_OTHER_LABEL] if is_asked else []
    )
    assert [product.values.get("upc") for product in result.products] == [
        UPC,
        None if is_asked else UPC,
    ]


def test_that_two_labels_with_one_code_are_two_products_of_the_catalogue(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    first, second = (
        f"Magnesium 200,X,glycinate,200,1,60,20,{UPC}",
        f"Magnesium 400,X,oxide,400,1,60,5,{UPC}",
    )
    problems = import_rows(catalogue, write_list, "shop", first, second)
    assert [problem.kind for problem in problems] == [ProblemKind.CODE_ON_OTHER_LABEL]
    assert products(catalogue) == {("Magnesium 200", 200_000, 20), ("Magnesium 400", 400_000, 5)}


def test_that_a_code_of_another_label_in_another_list_joins_no_product(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    first = f"Magnesium 200,X,glycinate,200,1,60,20,{UPC}"
    second = f"Magnesium 400,X,oxide,400,1,60,5,{UPC}"
    assert import_rows(catalogue, write_list, "shop a", first) == ()
    for _ in range(2):
        (problem,) = import_rows(catalogue, write_list, "shop b", second)
        assert problem.kind is ProblemKind.CODES_OF_OTHER_PRODUCTS
        assert "“Magnesium 200” there and of “Magnesium 400” in the list" in str(problem)
        assert products(catalogue) == {
            ("Magnesium 200", 200_000, 20),
            ("Magnesium 400", 400_000, 5),
        }


def test_that_a_source_may_correct_its_own_label(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    for amount in (200, 240):
        row = f"Magnesium {amount},X,glycinate,{amount},1,60,20,{UPC}"
        assert import_rows(catalogue, write_list, "shop", row) == ()
    assert products(catalogue) == {("Magnesium 240", 240_000, 20)}


def test_that_a_cell_of_several_codes_finds_the_product_of_each(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    import_rows(catalogue, write_list, "a", f"Magnesium 200,X,glycinate,200,1,60,20,{UPC}")
    several = f"Magnesium two hundred,X,glycinate,200,1,60,5,{OTHER_UPC}; {UPC}"
    problems = import_rows(catalogue, write_list, "b", several)
    assert [problem.kind for problem in problems] == [ProblemKind.SEVERAL_CODES]
    assert products(catalogue) == {("Magnesium 200", 200_000, 5)}


def products(catalogue: Catalogue) -> set[tuple[object, int, int]]:
    listed = catalogue.listed_products(range(1, catalogue.count() + 1))
    return {
        (
            product.values["product"],
            int(str(product.values["elemental_mg"])),
            int(str(product.values["price"])) // 1_000_000,
        )
        for product in listed
    }


# -- a comparison ------------------------------------------------------------------------------


def values(product: str, elemental: int, upc: str, form: str = "glycinate") -> dict[str, BaseValue]:
    return {
        "product": product, "brand": "X", "form": form, "elemental_mg": elemental,
        "pack_units": 60_000, "price": 20_000_000, "upc": upc,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "is_matched"),
    [
        (values("Magnesium 400", 400_000, UPC), False),
        (values("Magnesium 400", 200_000, UPC, "oxide"), False),
        (values("Magnesium 200", 240_000, UPC), True),
        (values("Mag two hundred", 200_000, UPC), True),
        (values("Mag two hundred", 200_000, f"{OTHER_UPC}; {UPC}"), True),
        (values("Magnesium 200", 200_000, OTHER_UPC), False),
    ],
)
def test_that_a_code_of_another_label_updates_no_row(
    row: dict[str, BaseValue], is_matched: bool
) -> None:
    entries, rows = [Entry(1, values("Magnesium 200", 200_000, UPC))], [ListRow(2, row)]
    assert match_existing_rows(entries, rows) == ({0: 0} if is_matched else {})
    changes = merge_list(entries, rows, MergeMode.UPDATE, lambda: Entry(2), "merge")
    assert len(changes.apply_to(tuple(entries))) == (1 if is_matched else 2)
    has_foreign_code = not is_matched and row["upc"] == UPC
    kinds = [problem.kind for problem in find_foreign_codes(entries, rows)]
    assert kinds == ([ProblemKind.CODE_OF_OTHER_PRODUCT] if has_foreign_code else [])


@pytest.mark.parametrize(
    ("label", "held", "stated"),
    [("100,zinc 15 mg", "zinc 10 mg", "zinc 15 mg"), ("200,zinc 10 mg", "100 mg", "200 mg")],
)
def test_that_other_amounts_of_another_source_are_said(
    catalogue: Catalogue, write_list: Callable[..., Path], label: str, held: str, stated: str
) -> None:
    header = "Product,UPC,Pack size,Price,Elemental mg,Other minerals\n"
    row = f"Trio,{UPC},60,9.00,"
    for source, cells in (("may", "100,zinc 10 mg"), ("june", label)):
        path = write_list(f"{header}{row}{cells}\n", f"{source}.csv")
        problems = import_file(catalogue, path).problems
    (said,) = (one for one in problems if one.kind is ProblemKind.OTHER_AMOUNTS_NOT_TAKEN)
    assert f"such as {stated} of “Trio”, which has {held} there" in str(said)
