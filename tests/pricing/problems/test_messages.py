"""Messages about input: whole sentences that can be translated, and one line for scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import BadInput, Problem, ProblemKind, Reason, Term, UserError
from pricing.quantities.currencies import C_LOCALE

if TYPE_CHECKING:
    from collections.abc import Callable

# Another sentence is filled into these.
_PLACEHOLDERS = {
    ProblemKind.INVALID_ARGUMENT.description,
    ProblemKind.INVALID_ARGUMENT.remedy,
    ProblemKind.NOTHING_TO_COMPARE.remedy,
}


class Brackets:
    """A language in which every text of the program stands in brackets."""

    @property
    def translate(self) -> Callable[[str], str]:
        return "[{}]".format


@pytest.mark.parametrize("kind", ProblemKind)
def test_that_every_message_is_two_whole_sentences(kind: ProblemKind) -> None:
    for sentence in {kind.description, kind.remedy} - _PLACEHOLDERS:
        assert re.fullmatch(r"[“{A-Z].*\.", sentence), sentence
        assert "; " not in sentence


@pytest.mark.parametrize("kind", ProblemKind)
def test_that_a_message_names_no_column_key_and_no_option(kind: ProblemKind) -> None:
    assert not re.search(r"--\w|[a-z]_(mg|units|percent)", kind.description + kind.remedy)


def test_that_titles_and_reasons_inside_a_message_are_translated() -> None:
    missing = BadInput(ProblemKind.MISSING_VALUE, title=Term("Price"))
    assert missing.message(Brackets()) == "[“[Price]” is missing.] [Enter a value.]"
    no_pdf = UserError(ProblemKind.NO_PDF, reason=Reason.NO_WINDOW)
    assert f"([{Reason.NO_WINDOW}])" in no_pdf.message(Brackets())
    columns = (Term("Product"), Term("Price"))
    missing_columns = BadInput(ProblemKind.MISSING_COLUMNS, titles=columns, headers="A, B")
    assert "for [Product], [Price]. The headers are: A, B." in missing_columns.message(Brackets())


def test_that_the_user_s_own_text_is_not_translated() -> None:
    error = BadInput(ProblemKind.NOT_A_DATE, value="Price")
    assert error.message(Brackets()).startswith("[“Price” is not a date.]")


def test_that_scripts_get_place_message_and_remedy_in_one_line() -> None:
    error = BadInput(ProblemKind.NEGATIVE, value="-4")
    assert str(error) == "“-4” is negative; enter a positive amount"
    problem = Problem.from_bad_input(error, row=3, column="price", value="-4")
    assert str(problem.with_file("list.csv")) == f"list.csv:3:price: {error}"
    assert str(problem) == f"3:price: {error}"
    in_sheet = problem.with_file("list.xlsx").with_sheet("May")
    assert str(in_sheet) == f"list.xlsx:May:3:price: {error}"
    whole_column = Problem.from_bad_input(error, row=None, column="price", value="")
    assert str(whole_column) == f"price: {error}"
    assert str(whole_column.with_file("list.csv")) == f"list.csv: price: {error}"
    assert problem.line == str(error)


@pytest.mark.parametrize(
    ("sheet", "row", "column", "place"),
    [
        ("", 5, "Price", "list.csv, row 5, column “Price”"),
        ("", 5, "column 2", "list.csv, row 5, column 2"),
        ("May", 5, "Price", "list.csv, sheet “May”, row 5, column “Price”"),
        ("", None, "Price", "list.csv, column “Price”"),
        ("", None, "", "list.csv"),
    ],
)
def test_that_people_get_the_place_in_words(
    sheet: str, row: int | None, column: str, place: str
) -> None:
    problem = Problem(ProblemKind.ZERO, file="list.csv", sheet=sheet, row=row, column=column)
    assert problem.message_with_place(C_LOCALE) == f"{place}: {problem.message(C_LOCALE)}"
