"""Products: inputs only, one row a product, every column of the list; can be opened again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from pricing.model.columns import COLUMNS, Column, cell_text, values_of
from pricing.quantities.amounts import MONEY, Quantity
from pricing.writing.workbook.sheets.addresses import FIRST_ROW, product_heading
from pricing.writing.workbook.sheets.validation import INPUT_CELL, validate_products

if TYPE_CHECKING:
    from pricing.model.columns import Base
    from pricing.writing.workbook.sheets.book import Book


ROWS_TO_ADD = 500  # below the products, validated too


def write(book: Book, sheet: Any) -> None:
    """Write every product as entered."""
    book.table(sheet, "tblProducts", [product_heading(each) for each in COLUMNS], book.count)
    set_widths(book, sheet)
    book.set_up_print(sheet, pages_wide=2)
    sheet.repeat_columns(0)
    validate_products(sheet, FIRST_ROW + book.count + ROWS_TO_ADD)
    for row, compared in enumerate(book.comparison.entered, start=FIRST_ROW):
        for key, value in values_of(compared.product).items():
            index = next(at for at, column in enumerate(COLUMNS) if column.key == key)
            _write_input(book, sheet, (row, index), COLUMNS[index], value)


def set_widths(book: Book, sheet: Any) -> None:
    """Every column wide enough for its heading, and in the colour of inputs."""
    for index, column in enumerate(COLUMNS):
        wide = 34 if column.key in {"product", "source", "note"} else 13
        sheet.set_column(index, index, wide, book.format(**INPUT_CELL))


def _write_input(
    book: Book, sheet: Any, cell: tuple[int, int], column: Column, value: Base
) -> None:
    quantity = column.kind.quantity
    if quantity is not None:
        number = float(quantity.fraction(int(str(value))))
        sheet.write_number(
            *cell, number, book.format(num_format=_pattern(book, quantity, number), **INPUT_CELL)
        )
    elif isinstance(value, date):
        sheet.write_datetime(*cell, value, book.format(num_format="yyyy-mm-dd", **INPUT_CELL))
    else:
        book.text(sheet, *cell, cell_text(column, value), **INPUT_CELL)


def _pattern(book: Book, quantity: Quantity, number: float) -> str:
    """Prices with their currency's decimals and any more that they have; amounts as they are."""
    if quantity is MONEY and book.currency.decimals:
        return f"0.{'0' * book.currency.decimals}####"
    return "0" if number.is_integer() else "0.0#####"
