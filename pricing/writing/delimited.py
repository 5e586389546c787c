"""A comparison as a CSV table: safe to open in a spreadsheet, lossless to read again."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from pricing.columns import COLUMNS, Kind, cell_text, values_of
from pricing.measures import MEASURES, shown
from pricing.writing.files import whole_file

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.comparison import Compared, Comparison

_STARTS_FORMULA = ("=", "+", "-", "@", "\t")


def safe_text(text: str) -> str:
    """User text that no spreadsheet takes for a formula; reading takes the mark away again."""
    return f"'{text}" if text.lstrip("'").startswith(_STARTS_FORMULA) else text


def write_csv(comparison: Comparison, path: Path) -> None:
    """Write the products in rank order. Raises UserError where `path` cannot be written."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(
        [
            "rank",
            *(column.key for column in COLUMNS),
            *(measure.key for measure in MEASURES),
            "checks",
        ]
    )
    for compared in comparison.products:
        writer.writerow(_row(compared))
    with whole_file(path) as file:
        file.write(text.getvalue().encode("utf-8-sig"))


def _row(each: Compared) -> list[str]:
    values = values_of(each.product)
    cells = ["" if each.rank is None else str(each.rank)]
    for column in COLUMNS:
        text = cell_text(column, values.get(column.key))
        cells.append(safe_text(text) if column.kind in {Kind.TEXT, Kind.FORM, Kind.CODE} else text)
    for measure in MEASURES:
        value = each.figures.number(measure.key)
        cells.append(
            "" if value is None else shown(value, measure.shown, each.figures.scenario.currency)
        )
    return [*cells, " ".join(flag.key for flag in each.flags)]
