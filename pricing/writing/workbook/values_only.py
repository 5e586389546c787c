"""A long comparison as one sheet of values: formulas that compare each with all would not end.

The checks, which are worked out product by product, are in the CSV and JSON tables.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from pricing.calculation.measures import MEASURES
from pricing.calculation.vectorized import figure_columns
from pricing.model.columns import COLUMNS, Column, ColumnKind, cell_text
from pricing.problems.progress import SILENT_PROGRESS, Progress
from pricing.quantities.currencies import currencies
from pricing.writing.workbook.sheets.addresses import (
    FIRST_ROW,
    measure_heading,
    number_format,
    product_heading,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from pricing.calculation.comparison import Comparison
    from pricing.model.product import Product

    StoredValue = float | int | str | date | None

_ROWS_PER_PROGRESS_REPORT = 1_000  # rows


def write(made: Any, comparison: Comparison, progress: Progress = SILENT_PROGRESS) -> None:  # noqa: ANN401
    """Fill a workbook with the products in rank order: every column of a list, every measure."""
    sheet = made.add_worksheet("Comparison")
    _format_sheet(made, sheet, comparison)
    bold = made.add_format({"bold": True, "text_wrap": True})
    for column, title in enumerate(value_headings()):
        sheet.write_string(0, column, title, bold)
    for number, cells in enumerate(value_rows(comparison), start=FIRST_ROW):
        sheet.write_row(number, 0, cells)  # text is text: the workbook is opened so
        if not number % _ROWS_PER_PROGRESS_REPORT:
            progress.report(number)


def value_headings() -> list[str]:
    inputs = [product_heading(column) for column in COLUMNS]
    return ["Rank", *inputs, *(measure_heading(measure) for measure in MEASURES)]


def value_rows(comparison: Comparison) -> Iterator[Sequence[StoredValue]]:
    """The cells of each product, as the sheet keeps them."""
    compared = comparison.products
    products = [each.product for each in compared]
    figures = figure_columns(products, comparison.scenario, [each.key for each in MEASURES])
    yield from zip(
        [each.rank for each in compared],
        *(_input_values(column, products) for column in COLUMNS),
        *(_blank_where_nan(figures[each.key].tolist()) for each in MEASURES),
        strict=True,
    )


def _input_values(column: Column, products: Sequence[Product]) -> Sequence[StoredValue]:
    """What the products state in a column, in units as shown."""
    values = [getattr(each, column.field) for each in products]
    quantity = column.kind.quantity
    if quantity is not None:
        return [None if each is None else each / quantity.base_per_unit for each in values]
    if column.kind is ColumnKind.DATE:
        return values
    said = {each: cell_text(column, each) for each in set(values)}
    return [said[each] for each in values]


def _blank_where_nan(numbers: list[float]) -> Iterator[StoredValue]:
    return (None if isnan(number) else number for number in numbers)


def _format_sheet(made: Any, sheet: Any, comparison: Comparison) -> None:  # noqa: ANN401
    """Formats by column, frozen headings, a filter, and how it is printed."""
    currency = currencies()[comparison.scenario.currency]
    looks = [None, *(_date_format(column) for column in COLUMNS)]
    looks += [number_format(measure.figure_format, currency) for measure in MEASURES]
    for column, look in enumerate(looks):
        sheet.set_column(
            column, column, 14, made.add_format({"num_format": look}) if look else None
        )
    sheet.freeze_panes(FIRST_ROW, 2)
    sheet.autofilter(0, 0, max(len(comparison.products), 1), len(looks))
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A, &D&Carithmetic, not medical advice&R&P / &N")


def _date_format(column: Column) -> str | None:
    return "yyyy-mm-dd" if column.kind is ColumnKind.DATE else None
