"""The comparison as an Excel workbook, live formulas with stored results: owns xlsxwriter."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from pricing.calculation.comparison import compare
from pricing.model.scenario import Scenario
from pricing.problems.progress import UNWATCHED, Progress
from pricing.reference.mineral_forms import elements
from pricing.writing.atomic_file import whole_file
from pricing.writing.workbook import values_only
from pricing.writing.workbook.sheets import (
    about,
    access,
    assumptions,
    comparison,
    forms,
    products,
    sensitivity,
    summary,
    template,
)
from pricing.writing.workbook.sheets.book import Book

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pricing.calculation.comparison import Comparison

# User text is text, whatever it looks like; every formula is one of ours.
_TEXT_IS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
ROW_BY_ROW = {**_TEXT_IS_TEXT, "in_memory": False, "constant_memory": True}
MOST_LIVE = 3_000
SHEETS = {
    "Summary": summary.write,
    "Products": products.write,
    "Comparison": comparison.write,
    "Forms": forms.write,
    "Access": access.write,
    "Sensitivity": sensitivity.write,
    "Assumptions": assumptions.write,
    "About": about.write,
}


def write_workbook(comparison: Comparison, path: Path, progress: Progress = UNWATCHED) -> None:
    """Write the workbook; of more products than `is_live` takes, their values alone.

    Raises UserError where `path` cannot be written.
    """
    make = workbook if is_live(comparison) else values_workbook
    data = make(comparison, progress)
    with whole_file(path) as file:
        file.write(data)


def is_live(comparison: Comparison) -> bool:
    """Whether formulas that compare each product with all of them would come to an end."""
    return len(comparison.entered) <= MOST_LIVE


def workbook(comparison: Comparison, progress: Progress = UNWATCHED) -> bytes:
    """The workbook of live formulas."""

    def fill(made: Any) -> None:  # noqa: ANN401
        book = Book(made, comparison, progress)
        for name, write in SHEETS.items():
            sheet = made.add_worksheet(name)
            book.set_up_print(sheet)
            write(book, sheet)

    return _made(fill, _properties(comparison), _TEXT_IS_TEXT)


def values_workbook(comparison: Comparison, progress: Progress = UNWATCHED) -> bytes:
    """The products as one sheet of values, written row by row."""

    def fill(made: Any) -> None:  # noqa: ANN401
        values_only.write(made, comparison, progress)

    return _made(fill, _properties(comparison), ROW_BY_ROW)


def write_template(path: Path) -> None:
    """Write an empty product list. Raises UserError where `path` cannot be written."""

    def fill(made: Any) -> None:  # noqa: ANN401
        template.write(Book(made, compare((), Scenario())), made.add_worksheet("Products"))

    data = _made(fill, {"title": "Product list", "author": "Elemental"}, _TEXT_IS_TEXT)
    with whole_file(path) as file:
        file.write(data)


def _made(
    fill: Callable[[Any], None], properties: Mapping[str, object], options: Mapping[str, bool]
) -> bytes:
    import xlsxwriter

    data = io.BytesIO()
    made = xlsxwriter.Workbook(data, options)
    made.set_properties(properties)
    fill(made)
    made.close()
    return data.getvalue()


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
