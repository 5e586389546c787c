"""The template: a product list to be filled, each heading with what belongs below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pricing.model.columns import COLUMNS
from pricing.writing.workbook.sheets.addresses import product_heading
from pricing.writing.workbook.sheets.products import EXTRA_VALIDATED_ROWS, format_columns
from pricing.writing.workbook.sheets.validation import COLUMN_HELP, validate_products

if TYPE_CHECKING:
    from pricing.writing.workbook.sheets.book import WorkbookBuilder

TEMPLATE_ROWS = 50  # of the table; it grows as rows are typed below it


def write(book: WorkbookBuilder, sheet: Any) -> None:
    """Write the headings, their comments, and what may stand below them."""
    book.add_table(sheet, "tblProducts", [product_heading(each) for each in COLUMNS], TEMPLATE_ROWS)
    format_columns(book, sheet)
    book.set_up_print(sheet, pages_wide=2)
    validate_products(sheet, TEMPLATE_ROWS + EXTRA_VALIDATED_ROWS)
    needed = book.format(bold=True, text_wrap=True, font_color="#7A4200")
    for index, column in enumerate(COLUMNS):
        always = column.required or column.key == "elemental_mg"
        says = f"{COLUMN_HELP[column.key]} Needed." if always else COLUMN_HELP[column.key]
        sheet.write_comment(0, index, says, {"author": "Elemental"})
        if always:
            sheet.write_string(0, index, product_heading(column), needed)
