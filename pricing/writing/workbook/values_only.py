"""A long comparison as one sheet of values.

Live formulas compare each product with all others, which would take too long. The checks are in
the CSV and JSON tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pricing.analysis.credited_columns import credited_columns
from pricing.analysis.credited_cost import further_minerals
from pricing.analysis.credited_measures import CREDITED_MEASURES
from pricing.calculation.measures import MEASURES
from pricing.calculation.vectorized import figure_columns
from pricing.model.columns import COLUMNS, Column, ColumnKind, written_text
from pricing.problems.progress import SILENT_PROGRESS, Progress
from pricing.quantities.currencies import currencies
from pricing.quantities.safe_text import is_formula_like
from pricing.writing.workbook.sheets.addresses import (
    FIRST_ROW,
    number_format,
    product_heading,
)
from pricing.writing.workbook.sheets.book import FOOTER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from pricing.calculation.comparison import Comparison
    from pricing.calculation.measures import Measure
    from pricing.calculation.vectorized import Floats
    from pricing.model.product import Product

    CellContent = float | int | str | date | None

_ROWS_PER_PROGRESS_REPORT = 1_000


def write(workbook: Any, comparison: Comparison, progress: Progress = SILENT_PROGRESS) -> None:  # noqa: ANN401
    """Write every column and every measure of the products, in rank order."""
    sheet = workbook.add_worksheet("Comparison")
    _format_sheet(workbook, sheet, comparison)
    bold = workbook.add_format({"bold": True, "text_wrap": True})
    for column, title in enumerate(value_headings(comparison)):
        sheet.write_string(0, column, title, bold)
    quoted = workbook.add_format({"quote_prefix": True})
    places_of_texts = range(1, 1 + len(COLUMNS))  # after the rank
    for number, cells in enumerate(value_rows(comparison), start=FIRST_ROW):
        sheet.write_row(number, 0, cells)  # the workbook's options keep text from being a formula
        for column in places_of_texts:
            cell = cells[column]
            if isinstance(cell, str) and is_formula_like(cell):  # so that it stays text if edited
                sheet.write_string(number, column, cell, quoted)
        if not number % _ROWS_PER_PROGRESS_REPORT:
            progress.report(number)


def value_headings(comparison: Comparison) -> list[str]:
    """Return the headings of the columns that `value_rows` returns."""
    inputs, days = [product_heading(column) for column in COLUMNS], comparison.scenario.days
    return ["Rank", *inputs, *(measure.heading(days).text for measure in _measures(comparison))]


def _measures(comparison: Comparison) -> tuple[Measure, ...]:
    """Return every measure, with the credited ones where a product has several minerals."""
    return (*MEASURES, *(CREDITED_MEASURES.values() if further_minerals(comparison) else ()))


def value_rows(comparison: Comparison) -> Iterator[Sequence[CellContent]]:
    """Return the cells of each product in rank order."""
    compared = comparison.products
    products = [product.product for product in compared]
    measures = _measures(comparison)
    keys = [measure.key for measure in MEASURES]
    figures = dict(figure_columns(products, comparison.scenario, keys))
    if len(measures) > len(MEASURES):
        figures |= credited_columns(comparison, compared)
    yield from zip(
        [product.rank for product in compared],
        *(_input_values(column, products) for column in COLUMNS),
        *(_blank_where_nan(figures[measure.key]) for measure in measures),
        strict=True,
    )


def _input_values(column: Column, products: Sequence[Product]) -> Sequence[CellContent]:
    """Return the products' values of a column, amounts in the column's unit."""
    values = [getattr(product, column.field) for product in products]
    quantity = column.kind.quantity
    if quantity is not None:
        return [None if value is None else value / quantity.base_per_unit for value in values]
    if column.kind is ColumnKind.DATE:
        return values
    texts = {value: written_text(column, value) for value in set(values)}
    return [texts[value] for value in values]


def _blank_where_nan(numbers: Floats) -> Sequence[CellContent]:
    cells: list[CellContent] = numbers.tolist()
    for row in (numbers != numbers).nonzero()[0].tolist():  # noqa: PLR0124 - only NaN differs
        cells[row] = None
    return cells


def _format_sheet(workbook: Any, sheet: Any, comparison: Comparison) -> None:  # noqa: ANN401
    """Set number formats, frozen headings, a filter and the print layout."""
    currency = currencies()[comparison.scenario.currency]
    number_formats = [None, *(_date_format(column) for column in COLUMNS)]
    number_formats += [
        number_format(measure.figure_format, currency) for measure in _measures(comparison)
    ]
    for column, text in enumerate(number_formats):
        cell_format = workbook.add_format({"num_format": text}) if text else None
        sheet.set_column(column, column, 14, cell_format)
    sheet.freeze_panes(FIRST_ROW, 2)
    sheet.autofilter(0, 0, max(len(comparison.products), 1), len(number_formats))
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(FOOTER)


def _date_format(column: Column) -> str | None:
    return "yyyy-mm-dd" if column.kind is ColumnKind.DATE else None
