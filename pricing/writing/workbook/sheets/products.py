"""Products: inputs only, one row a product, every column of the list; can be opened again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from pricing.model.columns import COLUMNS, Column, cell_text, values_by_column
from pricing.quantities.amounts import MONEY, Quantity
from pricing.writing.workbook.sheets.addresses import FIRST_ROW, product_heading
from pricing.writing.workbook.sheets.validation import INPUT_CELL_FORMAT, validate_products

if TYPE_CHECKING:
    from pricing.model.columns import BaseValue
    from pricing.writing.workbook.sheets.book import WorkbookBuilder


EXTRA_VALIDATED_ROWS = 500  # below the products, validated too


def write(book: WorkbookBuilder, sheet: Any) -> None:
    """Write every product as entered."""
    book.add_table(
        sheet, "tblProducts", [product_heading(each) for each in COLUMNS], book.product_count
    )
    format_columns(book, sheet)
    book.set_up_print(sheet, pages_wide=2)
    sheet.repeat_columns(0)
    validate_products(sheet, FIRST_ROW + book.product_count + EXTRA_VALIDATED_ROWS)
    for row, compared in enumerate(book.comparison.entered_products, start=FIRST_ROW):
        for key, value in values_by_column(compared.product).items():
            index = next(at for at, column in enumerate(COLUMNS) if column.key == key)
            _write_input(book, sheet, (row, index), COLUMNS[index], value)


def format_columns(book: WorkbookBuilder, sheet: Any) -> None:
    """Every column wide enough for its heading, and in the colour of inputs."""
    for index, column in enumerate(COLUMNS):
        wide = 34 if column.key in {"product", "source", "note"} else 13
        sheet.set_column(index, index, wide, book.format(**INPUT_CELL_FORMAT))


def _write_input(
    book: WorkbookBuilder, sheet: Any, cell: tuple[int, int], column: Column, value: BaseValue
) -> None:
    quantity = column.kind.quantity
    if quantity is not None:
        number = float(quantity.to_fraction(int(str(value))))
        sheet.write_number(
            *cell,
            number,
            book.format(
                num_format=_input_number_format(book, quantity, number), **INPUT_CELL_FORMAT
            ),
        )
    elif isinstance(value, date):
        sheet.write_datetime(
            *cell, value, book.format(num_format="yyyy-mm-dd", **INPUT_CELL_FORMAT)
        )
    else:
        book.write_text(sheet, *cell, cell_text(column, value), **INPUT_CELL_FORMAT)


def _input_number_format(book: WorkbookBuilder, quantity: Quantity, number: float) -> str:
    """Prices with their currency's decimals and any more that they have; amounts as they are."""
    if quantity is MONEY and book.currency.decimals:
        return f"0.{'0' * book.currency.decimals}####"
    return "0" if number.is_integer() else "0.0#####"
