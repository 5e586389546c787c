"""A comparison as a CSV table: safe to open in a spreadsheet, lossless to read again."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pricing.calculation.measures import MEASURES, shown
from pricing.model.columns import COLUMNS, Kind, cell_text, values_of
from pricing.problems.progress import UNWATCHED, Progress
from pricing.quantities.amounts import one_reading
from pricing.writing.atomic_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pricing.calculation.comparison import Compared, Comparison

_STARTS_FORMULA = ("=", "+", "-", "@", "\t")


def safe_text(text: str) -> str:
    """User text that no spreadsheet takes for a formula; reading takes the mark away again."""
    return f"'{text}" if text.lstrip("'").startswith(_STARTS_FORMULA) else text


@dataclass(frozen=True, slots=True)
class TableStyle:
    """How a table is written: its title in a list of choices, what parts cells, decimal mark."""

    title: str
    delimiter: str
    mark: str


STYLES: Mapping[str, TableStyle] = {
    "comma": TableStyle("comma between cells, decimal point", ",", "."),
    "semicolon": TableStyle("semicolon between cells, decimal comma", ";", ","),
    "semicolon-point": TableStyle("semicolon between cells, decimal point", ";", "."),
    "tab": TableStyle("tab between cells, decimal point", "\t", "."),
    "tab-comma": TableStyle("tab between cells, decimal comma", "\t", ","),
}
USUAL = STYLES["comma"]


def write_csv(
    comparison: Comparison,
    path: Path,
    style: TableStyle = USUAL,
    progress: Progress = UNWATCHED,
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
        writer.writerow(_row(compared, style.mark))
        progress.reached(number)
    with whole_file(path) as file:
        file.write(text.getvalue().encode("utf-8-sig"))


def _row(each: Compared, mark: str) -> list[str]:
    values = values_of(each.product)
    cells = ["" if each.rank is None else str(each.rank)]
    for column in COLUMNS:
        text = cell_text(column, values.get(column.key))
        if column.kind.quantity is not None:
            cells.append(one_reading(text, mark))
        else:
            is_users = column.kind in {Kind.TEXT, Kind.FORM, Kind.CODE}
            cells.append(safe_text(text) if is_users else text)
    currency = each.figures.scenario.currency
    for measure in MEASURES:
        value = each.figures.number(measure.key)
        told = "" if value is None else shown(value, measure.shown, currency)
        cells.append(one_reading(told, mark))
    return [*cells, " ".join(flag.key for flag in each.flags)]
