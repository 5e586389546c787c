"""The comparison as an Excel workbook, live formulas with stored results: owns xlsxwriter."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from pricing.calculation.comparison import compare
from pricing.model.scenario import Scenario
from pricing.problems.progress import SILENT_PROGRESS, Progress
from pricing.reference.mineral_forms import elements
from pricing.writing.atomic_file import atomic_file
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
from pricing.writing.workbook.sheets.book import WorkbookBuilder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pricing.calculation.comparison import Comparison

# User text is text, whatever it looks like; every formula is one of ours.
_TEXT_ONLY_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
ROW_BY_ROW_OPTIONS = {**_TEXT_ONLY_OPTIONS, "in_memory": False, "constant_memory": True}
MAX_LIVE_PRODUCTS = 3_000
SHEET_WRITERS = {
    "Summary": summary.write,
    "Products": products.write,
    "Comparison": comparison.write,
    "Forms": forms.write,
    "Access": access.write,
    "Sensitivity": sensitivity.write,
    "Assumptions": assumptions.write,
    "About": about.write,
}


def write_workbook(
    comparison: Comparison, path: Path, progress: Progress = SILENT_PROGRESS
) -> None:
    """Write the workbook; of more products than `is_live` takes, their values alone.

    Raises UserError where `path` cannot be written.
    """
    make = live_workbook if fits_live_formulas(comparison) else values_workbook
    data = make(comparison, progress)
    with atomic_file(path) as file:
        file.write(data)


def fits_live_formulas(comparison: Comparison) -> bool:
    """Whether formulas that compare each product with all of them would come to an end."""
    return len(comparison.entered_products) <= MAX_LIVE_PRODUCTS


def live_workbook(comparison: Comparison, progress: Progress = SILENT_PROGRESS) -> bytes:
    """The workbook of live formulas."""

    def fill(made: Any) -> None:  # noqa: ANN401
        book = WorkbookBuilder(made, comparison, progress)
        for name, write in SHEET_WRITERS.items():
            sheet = made.add_worksheet(name)
            book.set_up_print(sheet)
            write(book, sheet)

    return _workbook_bytes(fill, _properties(comparison), _TEXT_ONLY_OPTIONS)


def values_workbook(comparison: Comparison, progress: Progress = SILENT_PROGRESS) -> bytes:
    """The products as one sheet of values, written row by row."""

    def fill(made: Any) -> None:  # noqa: ANN401
        values_only.write(made, comparison, progress)

    return _workbook_bytes(fill, _properties(comparison), ROW_BY_ROW_OPTIONS)


def write_template(path: Path) -> None:
    """Write an empty product list. Raises UserError where `path` cannot be written."""

    def fill(made: Any) -> None:  # noqa: ANN401
        template.write(
            WorkbookBuilder(made, compare((), Scenario())), made.add_worksheet("Products")
        )

    data = _workbook_bytes(
        fill, {"title": "Product list", "author": "Elemental"}, _TEXT_ONLY_OPTIONS
    )
    with atomic_file(path) as file:
        file.write(data)


def _workbook_bytes(
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
        "subject": f"{len(comparison.ranked_products)} products, cost per elemental milligram",
        "author": "Elemental",
        "keywords": f"{mineral}, elemental, cost comparison",
        "category": "Cost comparison",
        "comments": "Arithmetic and counselling support, not medical advice",
        "created": datetime.combine(comparison.today, time()),
    }
