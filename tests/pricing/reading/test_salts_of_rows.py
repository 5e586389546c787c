"""Amounts that may be those of the salt in a name or a form are asked about."""

from __future__ import annotations

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of, read_rows

TOO_MUCH = [
    ("Magnesium citrate", "1000"),
    ("Magnesium bisglycinate", "2000"),
    ("Magnesiumcitrat", "1250"),
    ("Magnesium L-threonate", "2000"),
    ("Citrate de magnésium", "1200"),
]


@pytest.mark.parametrize(("name", "amount"), TOO_MUCH)
@pytest.mark.parametrize(
    "headers",
    [("Magnesium mg", "Zinc mg"), ("Zinc (mg)", "Magnesium (mg)"), ("Mg mg", "Calcium mg")],
)
def test_that_more_than_a_tablet_holds_may_be_the_salt(
    name: str, amount: str, headers: tuple[str, str]
) -> None:
    amounts = [amount if header.startswith(("Mag", "Mg")) else "10" for header in headers]
    result = read_rows(
        ("Product", *headers, "Serving size", "Pack size", "Price"),
        (name, *amounts, "1 tablet", "60", "20"),
    )
    assert not result.products
    (problem,) = result.problems
    assert problem.kind is ProblemKind.AMOUNT_MAY_BE_OF_SALT
    assert problem.parameters["mappings"] == ("compound_mg", "elemental_mg")


def test_that_strengths_of_salts_are_asked_beside_a_salt_that_is_too_much() -> None:
    titles = ("Product", "Magnesium (mg) per tablet", "Pack size", "Price")
    oxide, citrate = ("Magnesium oxide", "400", "60", "9"), ("Magnesium citrate", "1000", "60", "9")
    other = ("Magnesium malate", "100", "60", "9")
    assert not read_rows(titles, oxide).problems
    asked = read_rows(titles, oxide, citrate, other)
    assert [row.product.product for row in asked.products] == ["Magnesium malate"]
    assert [problem.row for problem in asked.problems] == [2, 3]


@pytest.mark.parametrize(
    ("header", "name", "amount", "serving"),
    [
        ("Magnesium mg", "Magnesium citrate", "200", "1 tablet"),
        ("Magnesium mg", "Magnesium citrate", "1000", "6 tablets"),
        ("Magnesium mg", "Magnesium complex", "1000", "1 tablet"),
        ("Magnesium mg", "Magnesium citrate, 1000 mg elemental", "1000", "1 tablet"),
        ("Elemental magnesium mg", "Magnesium citrate", "1000", "1 tablet"),
        ("of which magnesium mg", "Magnesium citrate", "1000", "1 tablet"),
        ("Magnesium mg", "Magnesium citrate powder", "300", "5 g"),
    ],
)
def test_that_amounts_that_can_be_elemental_ask_nothing(
    header: str, name: str, amount: str, serving: str
) -> None:
    pack = "250 g" if "g" in serving else "60"
    result = read_rows(
        ("Product", header, "Zinc mg", "Serving size", "Pack size", "Price"),
        (name, amount, "10", serving, pack, "20"),
    )
    assert len(result.products) == 1
    assert ProblemKind.AMOUNT_MAY_BE_OF_SALT not in {one.kind for one in result.problems}


@pytest.mark.parametrize("answer", ["compound_mg", "elemental_mg"])
def test_that_the_user_says_which_of_them_it_is(answer: str) -> None:
    rows = (
        ("Product", "Magnesium mg", "Zinc mg", "Serving size", "Pack size", "Price EUR"),
        ("Magnesium citrate", "1000", "10", "1 tablet", "60", "20"),
        ("Magnesium oxide", "400", "10", "1 tablet", "60", "20"),
    )
    options = ReadingOptions(column_keys={"Magnesium mg": answer})
    result = read_grid(grid_of(*rows), options)
    assert not result.problems
    assert [row.values[answer] for row in result.products] == [1_000_000, 400_000]


def test_that_the_form_of_a_compound_is_taken_from_the_name() -> None:
    titles = ("Product", "Compound mg", "Pack size", "Price EUR")
    rows = (("Magnesium oxide 400 mg", "400", "60", "9"), ("Sleep well", "400", "60", "9"))
    result = read_grid(grid_of(titles, *rows), ReadingOptions())
    assert [row.product.form for row in result.products] == ["oxide"]
    (problem,) = result.problems
    assert (problem.kind, problem.row, problem.column) == (
        ProblemKind.FORM_OF_COMPOUND_MISSING, 3, "Elemental",
    )  # fmt: skip


def test_that_a_stated_form_goes_before_that_of_the_name() -> None:
    titles = ("Product", "Form", "Compound mg", "Pack size", "Price EUR")
    result = read_rows(titles, ("Magnesium oxide", "citrate", "400", "60", "9"))
    assert [row.product.form for row in result.products] == ["citrate"]


@pytest.mark.parametrize(
    ("form", "amount", "serving", "is_asked"),
    [
        ("magnesium oxide 500 mg", "400", "1", True),
        ("500 mg magnesium oxide", "400", "1", True),
        ("oxide (500mg)", "310", "1", True),
        ("Magnesium citrate 1 g", "200", "1", True),
        ("magnesium oxide 500 mg", "300", "1", False),
        ("magnesium oxide 500 mg", "600", "2", False),
        ("magnesium oxide 500 mg", "700", "2", True),
        ("oxide 500 mg, citrate 100 mg", "400", "1", False),
        ("something 500 mg", "400", "1", False),
        ("oxide", "400", "1", False),
    ],
)
def test_that_an_amount_beyond_the_salt_in_the_form_is_asked(
    form: str, amount: str, serving: str, *, is_asked: bool
) -> None:
    titles = ("Product", "Form", "Elemental mg", "Serving size", "Pack size", "Price")
    result = read_rows(titles, ("Magnesium", form, amount, serving, "60", "9"))
    asked = {problem.kind for problem in result.problems}
    assert (ProblemKind.ELEMENTAL_DIFFERS_FROM_FORM in asked) is is_asked
    assert len(result.products) == (not is_asked)
