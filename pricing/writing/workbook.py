"""The comparison as an Excel workbook, live formulas with stored results: owns xlsxwriter."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import TYPE_CHECKING

from pricing.comparison import compare
from pricing.forms import elements
from pricing.progress import UNWATCHED, Progress
from pricing.scenario import Scenario
from pricing.writing.files import whole_file
from pricing.writing.sheets import (
    about,
    access,
    assumptions,
    compared,
    forms,
    products,
    sensitivity,
    summary,
    template,
)
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
SHEETS = {
    "Summary": summary.write,
    "Products": products.write,
    "Comparison": compared.write,
    "Forms": forms.write,
    "Access": access.write,
    "Sensitivity": sensitivity.write,
    "Assumptions": assumptions.write,
    "About": about.write,
}


def write_workbook(comparison: Comparison, path: Path, progress: Progress = UNWATCHED) -> None:
    """Write the workbook. Raises UserError where `path` cannot be written."""
    data = workbook(comparison, progress)
    with whole_file(path) as file:
        file.write(data)


def workbook(comparison: Comparison, progress: Progress = UNWATCHED) -> bytes:
    """The workbook itself."""
    import xlsxwriter

    data = io.BytesIO()
    made = xlsxwriter.Workbook(data, _OPTIONS)
    made.set_properties(_properties(comparison))
    book = Book(made, comparison, progress)
    for name, write in SHEETS.items():
        sheet = made.add_worksheet(name)
        book.set_up_print(sheet)
        write(book, sheet)
    made.close()
    return data.getvalue()


def write_template(path: Path) -> None:
    """Write an empty product list. Raises UserError where `path` cannot be written."""
    import xlsxwriter

    data = io.BytesIO()
    made = xlsxwriter.Workbook(data, _OPTIONS)
    made.set_properties({"title": "Product list", "author": "Elemental"})
    template.write(Book(made, compare((), Scenario())), made.add_worksheet("Products"))
    made.close()
    with whole_file(path) as file:
        file.write(data.getvalue())


def _properties(comparison: Comparison) -> dict[str, object]:
    """What a file manager shows of the workbook; the day is that of the comparison."""
    mineral = elements()[comparison.scenario.element].name.lower()
    return {
        "title": f"Cost comparison of {mineral} supplements",
        "subject": f"{len(comparison.ranked)} products, cost per elemental milligram",
        "author": "Elemental",
        "keywords": f"{mineral}, elemental, cost comparison",
        "category": "Cost comparison",
        "comments": "Arithmetic and counselling support, not medical advice",
        "created": datetime.combine(comparison.today, time()),
    }
