"""A comparison as a table for other programs, by the ending of the file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.problems.progress import UNWATCHED, Progress
from pricing.writing.atomic_file import whole_file
from pricing.writing.csv_table import USUAL, TableStyle, write_csv
from pricing.writing.json_output import json_text
from pricing.writing.workbook.workbook import values_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.calculation.comparison import Comparison

ENDINGS = frozenset({".csv", ".tsv", ".json"})


def write_table(
    comparison: Comparison,
    path: Path,
    style: TableStyle = USUAL,
    progress: Progress = UNWATCHED,
) -> None:
    """Write .json, .tsv, .xlsx (values alone), or CSV in a style.

    Raises UserError where `path` cannot be written.
    """
    match path.suffix.casefold():
        case ".xlsx":
            data = values_workbook(comparison, progress)
            with whole_file(path) as file:
                file.write(data)
        case ".json":
            with whole_file(path) as file:
                file.write(f"{json_text(comparison)}\n".encode())
        case ".tsv":
            write_csv(comparison, path, replace(style, delimiter="\t"), progress)
        case _:
            write_csv(comparison, path, style, progress)
