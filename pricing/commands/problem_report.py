"""The problems of lists: counted by kind on standard error, and one by one in a table."""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from pricing.commands.options import line_with_option, option_hint
from pricing.commands.terminal import count_text, print_problem
from pricing.quantities.safe_text import escape_formula
from pricing.writing.atomic_file import atomic_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.problems.errors import Problem

# At most 20 lines for a file. Two are left for what a command says at its end.
MAX_LINES_PER_FILE = 18
TABLE_HEADERS = ("file", "sheet", "row", "column", "value", "what", "what to do")


def add_problems_option(parser: argparse.ArgumentParser) -> None:
    """Add --problems."""
    parser.add_argument(
        "--problems",
        metavar="FILE.csv",
        type=_read_table_path,
        help="write every problem of the lists to a table, one a row",
    )


def _read_table_path(text: str) -> Path:
    path = Path(text)
    if path.suffix.casefold() != ".csv":
        raise argparse.ArgumentTypeError("the table of the problems ends in .csv")
    return path


# -- standard error ----------------------------------------------------------------------------


def print_problems(
    file: str, problems: Sequence[Problem], table: Path | None, max_lines: int = MAX_LINES_PER_FILE
) -> None:
    """Print the problems of one file in at most `max_lines` lines.

    They are printed one by one if they fit and no table is written. Otherwise equal kinds of a
    column are counted, those that cost a row first.
    """
    if not problems:
        return
    if table is None and len(problems) <= max_lines:
        for problem in problems:
            print_problem(line_with_option(problem))
        return
    groups = sorted(
        _equal_problems(problems), key=lambda group: (group[0].is_row_kept, -len(group))
    )
    shown = groups[: max_lines - 1]
    for group in shown:
        print_problem(_counted_line(group))
    rest = f", of which {len(shown)} are shown" if len(shown) < len(groups) else ""
    remedy = f"all are in {table}" if table else "write all with --problems FILE.csv"
    print_problem(f"{file}: {_problem_count(problems)} of {_kind_count(groups)}{rest}; {remedy}")


def _equal_problems(problems: Sequence[Problem]) -> list[list[Problem]]:
    """Return the problems in groups of one kind and column."""
    groups: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        key = (problem.kind, problem.sheet, problem.column, problem.is_row_kept)
        groups.setdefault(key, []).append(problem)
    return list(groups.values())


def _counted_line(group: Sequence[Problem]) -> str:
    first = group[0]
    if len(group) == 1:
        return line_with_option(first)
    counted = f"{len(group):,} {'times' if first.row is None else 'rows'}"
    where = "" if first.row is None else f", first in row {first.row:,}"
    return f"{first.place}: {counted}{where}: {first.line}{option_hint(first)}"


def _problem_count(problems: Sequence[Problem]) -> str:
    return count_text(len(problems), "problem", "problems")


def _kind_count(groups: Sequence[object]) -> str:
    return "1 kind" if len(groups) == 1 else f"{len(groups):,} kinds"


# -- the table ---------------------------------------------------------------------------------


def write_problems(problems: Sequence[Problem], path: Path) -> None:
    """Write every problem as a row. No cell is a formula in a spreadsheet.

    Raises:
        UserError: `path` cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(TABLE_HEADERS)
    for problem in problems:
        cells = (
            problem.file,
            problem.sheet,
            "" if problem.row is None else str(problem.row),
            problem.column,
            problem.value,
            problem.description,
            f"{problem.remedy}{option_hint(problem)}",
        )
        writer.writerow(map(escape_formula, cells))
    with atomic_file(path) as file:
        file.write(text.getvalue().encode("utf-8-sig", "backslashreplace"))
