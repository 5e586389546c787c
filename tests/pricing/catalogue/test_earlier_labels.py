"""A list that states a product otherwise than an earlier list of its source says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HEADER = "Product,Form,Elemental mg,Serving units,Pack size,Price,Source,UPC,Other minerals\n"
CODE = "753950000872"
BEFORE = f"A,oxide,100,1,60,10,Shop,,\nB,citrate,200,1,60,10,Shop,{CODE},\n"


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "data")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("A,oxide,150,1,60,10,Shop,,\n", "oxide 150 mg in 1 unit of “A”, before oxide 100 mg in"),
        ("A,oxide,100,2,60,10,Shop,,\n", "100 mg in 2 units of “A”, before oxide 100 mg in 1 unit"),
        ("A,citrate,100,1,60,10,Shop,,\n", "citrate 100 mg in 1 unit of “A”, before oxide 100"),
        ("A,oxide,100,1,60,10,Shop,,zinc 5 mg\n", "oxide 100 mg in 1 unit, zinc 5 mg of “A”,"),
        (f"C,citrate,200,1,90,10,Shop,{CODE},\n", "such as 90 units of “C”, before 60."),
        ("A,oxide,100,1,60,12,Shop,,\n", ""),
        ("A,oxide,100,1,60,10,Shop,,\nA,oxide,150,1,60,10,Shop,,\n", ""),
        ("A,oxide,150,1,60,10,Mart,,\n", ""),
        ("A,oxide,150,1,90,10,Shop,,\n", ""),
        ("A plus,oxide,150,1,60,10,Shop,,\n", ""),
        ("B,citrate,250,1,60,10,Shop,036000291452,\n", ""),
        (f"B,citrate,250,1,60,10,Shop,{CODE},\n", ""),
    ],
)
def test_that_a_label_beside_an_earlier_one_of_its_source_is_said(
    catalogue: Catalogue, write_list: Callable[..., Path], rows: str, said: str
) -> None:
    assert import_file(catalogue, write_list(HEADER + BEFORE, "may.csv")).problems == ()
    problems = import_file(catalogue, write_list(HEADER + rows, "june.csv")).problems
    assert len(problems) == bool(said)
    assert all(said in str(problem).replace("\u00a0", " ") for problem in problems)


def test_that_a_list_that_is_imported_again_says_nothing(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    later = write_list(f"{HEADER}A,oxide,150,1,60,10,Shop,,\n", "june.csv")
    import_file(catalogue, write_list(HEADER + BEFORE, "may.csv"))
    assert len(import_file(catalogue, later).problems) == 1
    assert import_file(catalogue, later).problems == ()
