"""A comparison as a CSV table, safe to open in a spreadsheet and read again without loss."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pricing.analysis.credited_cost import credited_costs
from pricing.analysis.credited_measures import CREDITED_MEASURES
from pricing.calculation.measures import MEASURES, format_figure
from pricing.model.columns import COLUMNS, ColumnKind, values_by_column, written_text
from pricing.problems.progress import SILENT_PROGRESS, Progress
from pricing.quantities.amounts import unambiguous_number_text
from pricing.quantities.safe_text import escape_formula
from pricing.writing.atomic_file import atomic_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pricing.calculation.comparison import ComparedProduct, Comparison


@dataclass(frozen=True, slots=True)
class TableStyle:
    """The delimiter and decimal mark of a CSV table, and their title in a list of choices."""

    title: str
    delimiter: str
    decimal_mark: str


TABLE_STYLES: Mapping[str, TableStyle] = {
    "comma": TableStyle("comma as delimiter, decimal point", ",", "."),
    "semicolon": TableStyle("semicolon as delimiter, decimal comma", ";", ","),
    "semicolon-point": TableStyle("semicolon as delimiter, decimal point", ";", "."),
    "tab": TableStyle("tab as delimiter, decimal point", "\t", "."),
    "tab-comma": TableStyle("tab as delimiter, decimal comma", "\t", ","),
}
DEFAULT_STYLE = TABLE_STYLES["comma"]


def write_csv(
    comparison: Comparison,
    path: Path,
    style: TableStyle = DEFAULT_STYLE,
    progress: Progress = SILENT_PROGRESS,
) -> None:
    """Write the products in rank order.

    Raises:
        UserError: `path` cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=style.delimiter)
    writer.writerow(
        [
            "rank",
            *(column.key for column in COLUMNS),
            *(measure.key for measure in MEASURES),
            *CREDITED_MEASURES,
            "place",
            "best_buy",
            "checks",
        ]
    )
    for number, product in enumerate(comparison.products, start=1):
        writer.writerow(_csv_row(comparison, product, style.decimal_mark))
        progress.report(number)
    with atomic_file(path) as file:
        file.write(text.getvalue().encode("utf-8-sig"))


def _csv_row(comparison: Comparison, product: ComparedProduct, decimal_mark: str) -> list[str]:
    values = values_by_column(product.product)
    cells = ["" if product.rank is None else str(product.rank)]
    for column in COLUMNS:
        text = written_text(column, values.get(column.key))
        if column.kind.quantity is not None:
            cells.append(unambiguous_number_text(text, decimal_mark))
        else:
            is_user_text = column.kind in {ColumnKind.TEXT, ColumnKind.FORM, ColumnKind.CODE}
            cells.append(escape_formula(text) if is_user_text else text)
    cells += (
        unambiguous_number_text(text, decimal_mark) for text in _figure_texts(comparison, product)
    )
    cells.append(str(comparison.place_of(product) or ""))
    cells.append("yes" if product is comparison.best_buy else "")
    return [*cells, " ".join(flag.key for flag in product.flags)]


def _figure_texts(comparison: Comparison, product: ComparedProduct) -> Iterator[str]:
    """Yield each figure of a product as displayed, then the credited ones; "" if unknown."""
    currency, credited = comparison.scenario.currency, credited_costs(comparison)
    cost = credited.get(product.position)
    figures = [(measure, product.figures.number(measure.key)) for measure in MEASURES]
    figures += [
        (measure, cost.number(measure.key) if cost else None)
        for measure in CREDITED_MEASURES.values()
    ]
    for measure, value in figures:
        yield "" if value is None else format_figure(value, measure.figure_format, currency)
