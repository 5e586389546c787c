"""Two rows with one code, however it is spelled: one label, or a question."""

from __future__ import annotations

import pytest

from pricing.problems.errors import ProblemKind
from tests.pricing.reading.grids import read_rows

HEADERS = ("Product", "Mineral", "Form", "Elemental mg", "Compound mg", "Serving size", "Pack size",
           "Price", "UPC")  # fmt: skip
FIRST = {"Product": "Magnesium 200", "Mineral": "Mg", "Form": "glycinate", "Elemental mg": "200",
         "Compound mg": "", "Serving size": "1", "Pack size": "60", "Price": "20"}  # fmt: skip
# What the second row says otherwise.
OTHER_LABELS: list[dict[str, str]] = [
    {"Elemental mg": "100"}, {"Elemental mg": "400"}, {"Elemental mg": "200.5"},
    {"Elemental mg": "0.1 g"}, {"Serving size": "2"}, {"Serving size": "4"},
    {"Serving size": "3 capsules"}, {"Form": "oxide"}, {"Form": "citrate"}, {"Form": "malate"},
    {"Form": "taurate"}, {"Form": "Chelated magnesium oxide"}, {"Mineral": "Zn"},
    {"Mineral": "Calcium"}, {"Mineral": "iron"}, {"Mineral": "Mg", "Form": "chloride"},
    {"Elemental mg": "400", "Form": "oxide"}, {"Product": "Other", "Elemental mg": "150"},
]  # fmt: skip
SAME_LABELS: list[dict[str, str]] = [
    {}, {"Product": "Mag Glycinate"}, {"Product": "Magnesium 200 mg 60 caps"}, {"Price": "5"},
    {"Pack size": "120"}, {"Pack size": "30"}, {"Form": ""}, {"Form": "bisglycinate"},
    {"Form": "Magnesium glycinate"}, {"Form": "diglycinate"}, {"Elemental mg": "0.2 g"},
    {"Elemental mg": "200000 mcg"}, {"Elemental mg": "400", "Serving size": "2"},
    {"Elemental mg": "600", "Serving size": "3"}, {"Elemental mg": "800", "Serving size": "4"},
    {"Mineral": "Magnesium"}, {"Mineral": ""}, {"Serving size": ""},
    {"Pack size": "240", "Price": "60"},
]  # fmt: skip
CODE = "753950000872"
SPELLINGS = (
    CODE, "753950000872.0", '="753950000872"', "UPC 753950000872", "7 53950 00087 2",
    "7-53950-00087-2", "0753950000872", "00753950000872", "753950000872 ", "UPC: 753950000872",
)  # fmt: skip


def kinds(change: dict[str, str], spelling: str) -> list[ProblemKind]:
    first = [*FIRST.values(), CODE]
    second = [*(FIRST | change).values(), spelling]
    result = read_rows(HEADERS, first, second)
    assert len(result.all_rows) == 2
    return [problem.kind for problem in result.problems]


@pytest.mark.parametrize("change", OTHER_LABELS, ids=str)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_that_a_code_of_another_label_is_asked(change: dict[str, str], spelling: str) -> None:
    assert kinds(change, spelling) == [ProblemKind.CODE_ON_OTHER_LABEL]


@pytest.mark.parametrize("change", SAME_LABELS, ids=str)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_that_a_code_of_the_same_label_is_not_asked(change: dict[str, str], spelling: str) -> None:
    assert kinds(change, spelling) == []


@pytest.mark.parametrize("cell", ["753950000872; 733739012951", "733739012951 / 753950000872"])
@pytest.mark.parametrize("is_first", [True, False])
def test_that_a_code_among_several_is_asked_about_too(cell: str, *, is_first: bool) -> None:
    alpha, beta = [*FIRST.values(), CODE], [*(FIRST | {"Form": "oxide"}).values(), cell]
    result = read_rows(HEADERS, *((beta, alpha) if is_first else (alpha, beta)))
    codes = {str(row.values["form"]): row.values.get("upc") for row in result.products}
    assert codes == {"glycinate": CODE, "oxide": "733739012951"}
    assert ProblemKind.CODE_ON_OTHER_LABEL in {problem.kind for problem in result.problems}
