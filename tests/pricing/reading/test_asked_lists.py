"""Each question about a list is asked where the program guesses its columns too."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.reading.column_questions import guess_all_columns, open_questions
from pricing.reading.first_rows import suggest_layout
from pricing.reading.importer import read_grid
from pricing.reading.layouts import guessed_questions
from pricing.reading.list_questions import is_question
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.asked_lists import LISTS
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from pricing.reading.grid import Grid
    from pricing.reading.reading_options import Layout

# No figure is read where the columns or the letters are unknown, and comments need a workbook.
WITHOUT_FIGURES = {
    ProblemKind.UNCLEAR_ENCODING, ProblemKind.NO_HEADER, ProblemKind.MISSING_COLUMNS,
    ProblemKind.DUPLICATE_HEADER, ProblemKind.UNKNOWN_MAPPING,
    ProblemKind.UNKNOWN_HEADER_LEFT_OUT, ProblemKind.COMMENT_UNCLEAR,
}  # fmt: skip


def problems_of(grid: Grid, layout: Layout | None = None) -> list[Problem]:
    options = ReadingOptions(layout=layout, expected_currency="USD", keeps_incomplete=True)
    try:
        return list(read_grid(grid, options).problems)
    except BadInput as error:
        return [Problem.from_bad_input(error, row=None, column="", value="")]


@pytest.mark.parametrize(("kind", "text"), LISTS)
def test_that_guessed_columns_leave_the_questions_of_their_list(
    kind: ProblemKind, text: str
) -> None:
    grid = grid_of(*csv.reader(StringIO(text)))
    assert kind in {problem.kind for problem in problems_of(grid)}
    suggested = suggest_layout(grid, "USD")
    asked = tuple(open_questions(grid, suggested, range(len(suggested.choices))))
    for layout in (
        replace(suggested, unanswered=asked), guess_all_columns(grid, "USD").layout
    ):  # fmt: skip
        is_left_out = not layout.choices[-1].key and "Delivery (kr)" in text
        is_told = kind is ProblemKind.SALE_MAY_BE_OVER and guessed_questions(grid)
        assert is_left_out or is_told or any(map(is_question, problems_of(grid, layout)))


def test_that_there_is_a_list_for_each_question() -> None:
    questions = {kind for kind in ProblemKind if is_question(Problem(kind))}
    assert questions - WITHOUT_FIGURES == {kind for kind, _ in LISTS}
