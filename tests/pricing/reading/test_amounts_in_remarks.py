"""The amounts that remarks beside rows state are compared with those of their rows."""

from __future__ import annotations

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

TITLES = ("Product", "Elemental mg", "Pack", "Price USD", "Remarks")
OTHER_AMOUNTS = [
    "contains 50 mg Mg", "label says 50 mg magnesium", "elemental 50 mg", "50 mg elemental",
    "elemental magnesium: 50 mg", "Mg: 50 mg", "Magnesium 50 mg per tablet", "only 50 mg",
    "50 mg per tablet", "50000 µg magnesium", "0.05 g of magnesium", "1,000 mg Mg",
    "60 mg vitamin C and 50 mg magnesium", "was 200 mg, now 50 mg Mg", "50 mg Mg (13% NRV)",
    "enthält 50 mg Magnesium", "0,05 g Magnesium", "davon 50 mg elementares Magnesium",
    "Magnesiumgehalt: 50 mg Mg", "contient 50 mg de magnésium", "50 mg de magnésium élément",
    "contiene 50 mg de magnesio", "magnesio elemental 50 mg", "contiene 50 mg di magnesio",
    "bevat 50 mg magnesium", "contém 50 mg de magnésio", "zawiera 50 mg magnezu",
    "innehåller 50 mg magnesium", "indeholder 50 mg magnesium", "inneholder 50 mg magnesium",
    "200 mg magnesium oxide", "200 mg citrate", "Magnesiumoxid 200 mg", "500 mg magnesium oxide",
    "contains 250 mg citrate", "200 mg citrate = 32 mg Mg", "350 mg Mg per 2 tablets",
    "2 mmol magnesium", "5 mmol Mg", "4 mEq Mg", "Mg²⁺ 50 mg", "50mg elem.",
    "equiv. to 50 mg magnesium", "soit 50 mg de magnésium", "w tym 50 mg magnezu",
    "motsvarar 50 mg magnesium", "each tablet has 50 mg", "according to label 50 mg",
    "website: 50 mg", "laut Hersteller 50 mg", "selon le fabricant 50 mg", "según etiqueta 50 mg",
    "ogni compressa 50 mg", "volgens etiket 50 mg", "reformulated to 50 mg since May",
    "50 mg, not 200", "typo, 50 mg", "50 mg jonów magnezu", "Mg: 50", "magnesium 50",
]  # fmt: skip
AGREEING = [
    "contains 200 mg Mg", "elemental 200 mg", "200 mg elemental", "200 mg magnesium per tablet",
    "0,2 g Magnesium", "200000 mcg Mg", "332 mg magnesium oxide", "contains 1240 mg citrate",
    "1237 mg citrate = 200 mg Mg", "400 mg Mg per 2 tablets", "2 tablets provide 400 mg magnesium",
    "400 mg Mg daily", "200 mg magnesium (as citrate)", "200 mg Mg (53% NRV)",
    "8.2 mmol magnesium", "Mg++ 200 mg", "200mg elem.", "should be 200 mg", "Mg: 200",
    "laut Hersteller 200 mg", "each tablet has 200 mg",
]  # fmt: skip
OF_OTHERS = [
    "contains also 5 mg zinc", "with 5 mg vitamin B6", "5 mg B6", "Zink 10 mg", "60 mg vitamin C",
    "20 mg magnesium stearate", "contains 20 mg salt", "caffeine 50 mg", "bottle 50 g",
    "50 mg/100 g", "upper limit 350 mg Mg", "was 100 mg Mg", "also as 100 mg Mg",
    "RDA 375 mg magnesium", "mit 5 µg Selen", "avec 10 mg de zinc", "300 mL bottle",
    "see also Mag 400 mg", "siehe auch Mag 400 mg", "tablet weight 800 mg", "UL 350 mg",
    "shelf 100", "ref 100", "batch 50",
]  # fmt: skip


@pytest.mark.parametrize("text", OTHER_AMOUNTS)
def test_that_another_amount_in_a_remark_is_asked_about(text: str) -> None:
    rows = (("Mag", "200", "60", "12", text), ("Oxide", "100", "60", "9", "vegan"))
    read = read_grid(grid_of(TITLES, *rows), ReadingOptions())
    assert [row.values["product"] for row in read.products] == ["Oxide"]
    (problem,) = (one for one in read.problems if one.column == "Elemental mg")
    assert (problem.kind, problem.row) == (ProblemKind.REMARK_ABOUT_ROW, 2)
    assert (problem.parameters["text"], problem.parameters["value"]) == (text, "200")


@pytest.mark.parametrize("text", [*AGREEING, *OF_OTHERS])
def test_that_the_amount_of_the_row_or_of_another_thing_asks_nothing(text: str) -> None:
    read = read_grid(grid_of(TITLES, ("Mag", "200", "60", "12", text)), ReadingOptions())
    assert [row.values["elemental_mg"] for row in read.products] == [200_000]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1000 mg citrate", 1), ("citrate 1,000 mg", 1), ("800 mg citrate", 0),
        ("160 mg magnesium", 1), ("elemental 300 mg", 0), ("contains 1200 mg Mg", 0),
        ("salt weight", 1),
    ],
)  # fmt: skip
def test_that_an_amount_is_compared_with_the_salt_of_its_row(text: str, rows: int) -> None:
    titles = ("Product", "Compound mg", "Form", "Pack", "Price USD", "Remarks")
    read = read_grid(grid_of(titles, ("M", "1000", "citrate", "60", "9", text)), ReadingOptions())
    assert len(read.products) == rows


@pytest.mark.parametrize(("text", "rows"), [("100 mg Mg per tablet", 1), ("150 mg Mg", 0)])
def test_that_an_amount_may_be_that_of_a_unit_of_the_serving(text: str, rows: int) -> None:
    titles = ("Product", "Elemental mg", "Serving size", "Pack", "Price USD", "Remarks")
    read = read_grid(grid_of(titles, ("Mag", "200", "2", "60", "9", text)), ReadingOptions())
    assert len(read.products) == rows


def test_that_the_amount_of_the_mineral_of_the_row_is_compared() -> None:
    rows = [("Zinc", "15", "60", "9", text) for text in ("10 mg zinc", "15 mg Zn", "100 mg Mg")]
    read = read_grid(grid_of(TITLES, *rows), ReadingOptions())
    assert [row.values["note"] for row in read.products] == ["15 mg Zn", "100 mg Mg"]
