"""A comparison as a table for other programs, in the format that the file's suffix names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.problems.progress import SILENT_PROGRESS, Progress
from pricing.writing.atomic_file import atomic_file
from pricing.writing.csv_table import DEFAULT_STYLE, TableStyle, write_csv
from pricing.writing.json_output import comparison_json
from pricing.writing.workbook.workbook import values_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.calculation.comparison import Comparison

TABLE_EXTENSIONS = frozenset({".csv", ".tsv", ".json"})


def write_table(
    comparison: Comparison,
    path: Path,
    style: TableStyle = DEFAULT_STYLE,
    progress: Progress = SILENT_PROGRESS,
) -> None:
    """Write .json, .tsv, .xlsx with values only, or CSV in the given style.

    Raises:
        UserError: `path` cannot be written.
    """
    match path.suffix.casefold():
        case ".xlsx":
            data = values_workbook(comparison, progress)
            with atomic_file(path) as file:
                file.write(data)
        case ".json":
            with atomic_file(path) as file:
                file.write(f"{comparison_json(comparison)}\n".encode())
        case ".tsv":
            write_csv(comparison, path, replace(style, delimiter="\t"), progress)
        case _:
            write_csv(comparison, path, style, progress)
