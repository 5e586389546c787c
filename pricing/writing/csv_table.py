"""A comparison as a CSV table: safe to open in a spreadsheet, lossless to read again."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pricing.calculation.measures import MEASURES, format_figure
from pricing.model.columns import COLUMNS, ColumnKind, cell_text, values_by_column
from pricing.problems.progress import SILENT_PROGRESS, Progress
from pricing.quantities.amounts import unambiguous_number_text
from pricing.writing.atomic_file import atomic_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pricing.calculation.comparison import ComparedProduct, Comparison

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t")


def escape_formula(text: str) -> str:
    """User text that no spreadsheet takes for a formula; reading takes the mark away again."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA_SIGNS) else text


@dataclass(frozen=True, slots=True)
class TableStyle:
    """How a table is written: its title in a list of choices, what parts cells, decimal mark."""

    title: str
    delimiter: str
    decimal_mark: str


TABLE_STYLES: Mapping[str, TableStyle] = {
    "comma": TableStyle("comma between cells, decimal point", ",", "."),
    "semicolon": TableStyle("semicolon between cells, decimal comma", ";", ","),
    "semicolon-point": TableStyle("semicolon between cells, decimal point", ";", "."),
    "tab": TableStyle("tab between cells, decimal point", "\t", "."),
    "tab-comma": TableStyle("tab between cells, decimal comma", "\t", ","),
}
DEFAULT_STYLE = TABLE_STYLES["comma"]


def write_csv(
    comparison: Comparison,
    path: Path,
    style: TableStyle = DEFAULT_STYLE,
    progress: Progress = SILENT_PROGRESS,
) -> None:
    """Write the products in rank order. Raises UserError where `path` cannot be written."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=style.delimiter)
    writer.writerow(
        [
            "rank",
            *(column.key for column in COLUMNS),
            *(measure.key for measure in MEASURES),
            "checks",
        ]
    )
    for number, compared in enumerate(comparison.products, start=1):
        writer.writerow(_csv_row(compared, style.decimal_mark))
        progress.report(number)
    with atomic_file(path) as file:
        file.write(text.getvalue().encode("utf-8-sig"))


def _csv_row(each: ComparedProduct, mark: str) -> list[str]:
    values = values_by_column(each.product)
    cells = ["" if each.rank is None else str(each.rank)]
    for column in COLUMNS:
        text = cell_text(column, values.get(column.key))
        if column.kind.quantity is not None:
            cells.append(unambiguous_number_text(text, mark))
        else:
            is_users = column.kind in {ColumnKind.TEXT, ColumnKind.FORM, ColumnKind.CODE}
            cells.append(escape_formula(text) if is_users else text)
    currency = each.figures.scenario.currency
    for measure in MEASURES:
        value = each.figures.number(measure.key)
        told = "" if value is None else format_figure(value, measure.figure_format, currency)
        cells.append(unambiguous_number_text(told, mark))
    return [*cells, " ".join(flag.key for flag in each.flags)]
