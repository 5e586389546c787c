"""A list that states a product otherwise than an earlier list of its source says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HEADER = "Product,Elemental mg,Pack size,Price,Source,UPC,Other minerals\n"
CODE = "753950000872"
BEFORE = f"A,100,60,10,Shop,,\nB,200,60,10,Shop,{CODE},\n"


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "data")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            "A,150,60,10,Shop,,\n",
            "(1 in all), such as 150 mg of “A”, before 100 mg. Both are ranked",
        ),
        ("A,100,60,10,Shop,,zinc 5 mg\n", "such as 100 mg, zinc 5 mg of “A”, before 100 mg."),
        (f"C,200,90,10,Shop,{CODE},\n", "such as 90 units of “C”, before 60."),
        ("A,100,60,12,Shop,,\n", ""),
        ("A,100,60,10,Shop,,\nA,150,60,10,Shop,,\n", ""),
        ("A,150,60,10,Mart,,\n", ""),
        ("A,150,90,10,Shop,,\n", ""),
        ("A plus,150,60,10,Shop,,\n", ""),
        (f"B,250,60,10,Shop,{CODE},\n", ""),
    ],
)
def test_that_a_label_beside_an_earlier_one_of_its_source_is_said(
    catalogue: Catalogue, write_list: Callable[..., Path], rows: str, said: str
) -> None:
    assert import_file(catalogue, write_list(HEADER + BEFORE, "may.csv")).problems == ()
    problems = import_file(catalogue, write_list(HEADER + rows, "june.csv")).problems
    assert len(problems) == bool(said)
    assert all(said in str(problem) for problem in problems)


def test_that_a_list_that_is_imported_again_says_nothing(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    later = write_list(f"{HEADER}A,150,60,10,Shop,,\n", "june.csv")
    import_file(catalogue, write_list(HEADER + BEFORE, "may.csv"))
    assert len(import_file(catalogue, later).problems) == 1
    assert import_file(catalogue, later).problems == ()
