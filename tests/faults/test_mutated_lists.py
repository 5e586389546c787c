"""Some mutations of lists of every kind: no figure is wrong in silence, and nothing is raised."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from pricing.problems.errors import ProblemKind
from pricing.reading.reader_process import read_products
from tests.faults.list_meanings import MUTATIONS
from tests.faults.mutated_lists import BAD_OUTCOMES, Outcome, count_outcomes

if TYPE_CHECKING:
    from pathlib import Path


def test_that_mutated_lists_give_the_right_figures_or_are_named() -> None:
    counts = count_outcomes(500, seed=7_000, with_spreadsheets=False)
    assert not counts.examples, "\n".join(counts.examples)
    total = sum(number for each in counts.outcomes.values() for number in each.values())
    right = sum(each[Outcome.RIGHT] for each in counts.outcomes.values())
    assert total == 500
    assert right > total // 4  # not everything is refused
    assert not any(each[bad] for each in counts.outcomes.values() for bad in BAD_OUTCOMES)
    names = {name.partition(": ")[2] for name in counts.outcomes}
    assert {mutation.name for mutation in MUTATIONS} <= names


def test_that_a_damaged_tag_of_an_ods_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            '<office:document-content><table:table table:name="A><table:table-row/>'
            "</table:table></office:document-content>",
        )
    (problem,) = read_products(path).problems
    assert problem.kind is ProblemKind.NOT_A_WORKBOOK
