"""What the words of a cell say of its amount: it is the mineral's, or that of its compound."""

from __future__ import annotations

import pytest

from pricing.problems.errors import ProblemKind
from tests.pricing.reading.grids import read_rows

OF_MINERAL = [
    "100 mg elemental",
    "100 mg (elemental)",
    "100 mg magnesium",
    "100 mg Mg",
    "100 mg (Mg)",
    "100 mg of magnesium",
    "100 mg elementares Magnesium",
    "100 mg reines Magnesium",
    "100 mg de magnésium élément",
    "100 mg de magnesio elemental",
    "100 mg di magnesio",
    "100 mg magnezu",
    "0.1 g magnesium",
    "100 mg (as citrate)",
    "100 mg magnesium as magnesium citrate",
    "100 mg (als Citrat)",
    "100 mg sous forme de citrate",
    "100 mg como citrato",
    "100 mg magnesium from citrate",
]
OF_COMPOUND = [
    "600",
    "600 mg",
    "0.6 g",
    "600 mg citrate",
    "600 mg (citrate)",
    "600 mg magnesium citrate",
    "600 mg of magnesium citrate",
    "600 mg Magnesiumcitrat",
    "600 mg de citrate de magnésium",
    "600 mg citrato de magnesio",
    "600 mg per serving",
]


@pytest.mark.parametrize("cell", OF_MINERAL)
def test_that_an_amount_of_the_mineral_is_asked_in_a_column_of_compounds(cell: str) -> None:
    titles = ("Product", "Form", "Compound mg", "Pack size", "Price")
    result = read_rows(
        titles, ("A", "citrate", cell, "60", "9"), ("B", "citrate", "600", "60", "9")
    )
    assert [row.product.product for row in result.products] == ["B"]
    (problem,) = result.problems
    assert problem.kind is ProblemKind.AMOUNT_OF_MINERAL
    assert "of Magnesium itself" in problem.description


@pytest.mark.parametrize("cell", OF_COMPOUND)
def test_that_a_cell_of_compounds_may_name_its_salt(cell: str) -> None:
    titles = ("Product", "Form", "Compound mg", "Pack size", "Price")
    result = read_rows(titles, ("A", "citrate", cell, "60", "9"))
    assert [row.values["compound_mg"] for row in result.products] == [600_000]
    assert not result.problems


@pytest.mark.parametrize(
    ("element", "form", "cell"),
    [("calcium", "carbonate", "500 mg Ca"), ("zinc", "gluconate", "15 mg zinc"),
     ("iron", "fumarate", "65 mg elemental iron"), ("selenium", "selenite", "55 mcg selenium")],
)  # fmt: skip
def test_that_other_minerals_are_asked_alike(element: str, form: str, cell: str) -> None:
    titles = ("Product", "Mineral", "Form", "Compound mg", "Pack size", "Price")
    result = read_rows(titles, ("A", element, form, cell, "60", "9"))
    assert not result.products
    assert [problem.kind for problem in result.problems] == [ProblemKind.AMOUNT_OF_MINERAL]


@pytest.mark.parametrize(
    ("cell", "is_asked"), [("15 mg zinc", True), ("15 mg elemental", True), ("15 mg", False),
                           ("15 mg zinc oxide", False)],
)  # fmt: skip
def test_that_the_compound_of_a_further_mineral_is_read_by_the_same_rule(
    cell: str, *, is_asked: bool
) -> None:
    titles = ("Product", "Elemental mg", "Zinc compound mg", "Zinc form", "Pack size", "Price")
    result = read_rows(titles, ("A", "100", cell, "oxide", "60", "9"))
    asked = {problem.kind for problem in result.problems}
    assert (ProblemKind.AMOUNT_OF_MINERAL in asked) is is_asked


@pytest.mark.parametrize(
    "cell",
    ["500 mg magnesium oxide", "400 mg MgO", "1000 mg citrate", "500 mg compound", "500 mg salt",
     "500 mg (citrate)", "1000 mg Citrat"],
)  # fmt: skip
def test_that_an_amount_of_a_salt_is_asked_in_an_elemental_column(cell: str) -> None:
    result = read_rows(("Product", "Elemental mg", "Pack size", "Price"), ("A", cell, "60", "9"))
    assert not result.products
    assert [problem.kind for problem in result.problems] == [ProblemKind.UNCLEAR_AMOUNT]


@pytest.mark.parametrize(
    ("form", "amount", "is_asked"),
    [
        ("Magnesium oxide 400 mg (241 mg elemental)", "400", True),
        ("Magnesium oxide 400 mg (241 mg elemental)", "241", False),
        ("oxide (241 mg elemental)", "400", True),
        ("Magnesiumcitrat (100 mg elementar)", "600", True),
        ("citrate (elemental 100 mg)", "600", True),
        ("citrate (elemental 100 mg)", "50", True),
        ("oxide, 400 mg = 241 mg Mg", "400", True),
        ("oxide, 400 mg = 241 mg Mg", "241", False),
        ("magnesium 100 mg (as oxide 166 mg)", "166", True),
        ("magnesium 100 mg (as oxide 166 mg)", "100", False),
    ],
)
def test_that_amounts_must_not_contradict_those_that_forms_state(
    form: str, amount: str, *, is_asked: bool
) -> None:
    titles = ("Product", "Form", "Elemental mg", "Pack size", "Price")
    result = read_rows(titles, ("Magnesium", form, amount, "60", "9"))
    kinds = {ProblemKind.ELEMENTAL_DIFFERS_IN_FORM, ProblemKind.ELEMENTAL_DIFFERS_FROM_FORM}
    assert len({problem.kind for problem in result.problems} & kinds) == is_asked
    assert len(result.products) == (not is_asked)


@pytest.mark.parametrize(
    ("form", "cell", "kind"),
    [
        ("oxide", "400 mg magnesium oxide", None),
        ("bisglycinate", "1000 mg magnesium glycinate", None),
        ("citrate", "400 mg magnesium oxide", ProblemKind.COMPOUND_OF_OTHER_FORM),
        ("oxide", "400 mg (citrate)", ProblemKind.COMPOUND_OF_OTHER_FORM),
        ("oxide, citrate", "400 mg citrate", ProblemKind.COMPOUND_OF_OTHER_FORM),
        ("oxide 400 mg", "400", None),
        ("oxide, 241 mg Mg in 400 mg", "800", ProblemKind.COMPOUND_DIFFERS_IN_FORM),
        ("oxide 400 mg", "250", ProblemKind.COMPOUND_DIFFERS_IN_FORM),
        ("oxide 60%", "400", None),
        ("citrate (16%)", "1000", None),
        ("glycinate 10%", "1000", ProblemKind.FORM_STATES_OTHER_SHARE),
        ("glycinate (20% Mg)", "1000", ProblemKind.FORM_STATES_OTHER_SHARE),
        ("11,5 % citrate", "1000", ProblemKind.FORM_STATES_OTHER_SHARE),
    ],
)
def test_that_the_amount_of_a_compound_and_its_form_must_agree(
    form: str, cell: str, kind: ProblemKind | None
) -> None:
    titles = ("Product", "Form", "Compound mg", "Pack size", "Price")
    result = read_rows(titles, ("A", form, cell, "60", "9"))
    asked = [problem.kind for problem in result.problems]
    if kind is None:
        assert len(result.products) == 1
        assert not asked
    else:
        assert not result.products
        assert kind in asked


def test_that_the_elemental_amount_settles_what_a_form_calls_its_share() -> None:
    titles = ("Product", "Form", "Compound mg", "Elemental mg", "Pack size", "Price")
    result = read_rows(titles, ("A", "glycinate 10%", "1000", "100", "60", "9"))
    assert [row.values["elemental_mg"] for row in result.products] == [100_000]


def test_that_a_row_without_a_form_has_the_one_behind_its_amount() -> None:
    titles = ("Product", "Compound mg", "Pack size", "Price")
    rows = [("A", "400 mg magnesium oxide", "60", "9"), ("B citrate", "400 mg MgO", "60", "9")]
    result = read_rows(titles, *rows)
    assert [row.values["form"] for row in result.products] == ["magnesium oxide"]
    assert [problem.kind for problem in result.problems] == [ProblemKind.COMPOUND_OF_OTHER_FORM]
