"""The comparison as an Excel workbook, live formulas with stored results: owns xlsxwriter."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pricing.writing.files import whole_file
from pricing.writing.sheets import about, assumptions, compared, forms, products, summary
from pricing.writing.sheets.book import Book

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.comparison import Comparison

# User text is text, whatever it looks like; every formula is one of ours.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_SHEETS = {
    "Summary": summary.write,
    "Products": products.write,
    "Comparison": compared.write,
    "Forms": forms.write,
    "Assumptions": assumptions.write,
    "About": about.write,
}


def write_workbook(comparison: Comparison, path: Path) -> None:
    """Write the workbook. Raises UserError where `path` cannot be written."""
    import xlsxwriter

    data = io.BytesIO()
    made = xlsxwriter.Workbook(data, _OPTIONS)
    made.set_properties(
        {"title": "Mineral cost comparison", "comments": "Arithmetic, not medical advice"}
    )
    book = Book(made, comparison)
    for name, write in _SHEETS.items():
        sheet = made.add_worksheet(name)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&Carithmetic, not medical advice&R&P / &N")
        write(book, sheet)
    made.close()
    with whole_file(path) as file:
        file.write(data.getvalue())
