"""Names from right to left stay by themselves in sentences, messages and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.calculation.sentences import Sentence
from pricing.commands.main import main
from pricing.problems.errors import Problem, ProblemKind
from pricing.problems.text_direction import closed_isolates, isolated
from pricing.quantities.safe_text import displayable_text
from pricing.reading.delimited import grids_by_delimiter
from pricing.reading.headers import find_header
from pricing.reading.reading_options import ReadingOptions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEBREW = "מגנזיום 100"
SHOWN = f"\u2068{HEBREW}\u2069"


@pytest.mark.parametrize("name", [HEBREW, "مغنيسيوم", "ܡܓܢܝܣܝܘܡ", "Mg \u200f", "𞤃𞤢𞤺𞤲𞤫"])
def test_that_a_name_from_right_to_left_is_isolated(name: str) -> None:
    assert isolated(name) == f"\u2068{name}\u2069"


@pytest.mark.parametrize("name", ["", "Magnesium", "Магний", "Μαγνήσιο", "镁", "Élan 5 µg €", "🙂"])
def test_that_other_names_stay_as_they_are(name: str) -> None:
    assert isolated(name) == name


@given(st.text("אa \u2068\u2069"), st.text("אa \u2068\u2069"))
def test_that_no_name_ends_the_isolate_around_it(name: str, other: str) -> None:
    sentence = Sentence("{name} and {other}.", {"name": f"א{name}", "other": other}).text()
    depth = 0
    for char in sentence[: sentence.index(" and ")] if " and " not in name else "":
        depth += (char == "\u2068") - (char == "\u2069")
        assert depth >= 0
    assert depth == 0
    assert closed_isolates(displayable_text(sentence)) == displayable_text(sentence)


def test_that_sentences_and_messages_isolate_names() -> None:
    assert Sentence("{name} is cheapest.", {"name": HEBREW}).text() == f"{SHOWN} is cheapest."
    problem = Problem(ProblemKind.NO_MINERAL_NAMED, {"product": HEBREW})
    assert SHOWN in problem.description


def test_that_the_command_line_isolates_names(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path]
) -> None:
    header = "product,form,elemental_mg,pack_units,price,currency"
    path = write_list(f"{header}\n{HEBREW},oxide,100,60,5,USD\nOxide,oxide,100,60,9,USD\n")
    assert main(["compare", str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    row = next(line for line in lines if HEBREW in line)
    other = next(line for line in lines if "Oxide" in line)
    assert SHOWN in row
    assert row.replace("\u2068", "").replace("\u2069", "").index("oxide") == other.index("oxide")


def test_that_a_header_copied_with_its_isolates_is_still_found() -> None:
    ((_, grid),) = grids_by_delimiter(f"product,mg,pack,{HEBREW}\nOxide,100,60,5\n")
    options = ReadingOptions(column_keys={SHOWN: "price:USD"})
    assert find_header(grid, options.column_keys).find_heading("price") is not None
