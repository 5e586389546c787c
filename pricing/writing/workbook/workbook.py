"""The comparison as an Excel workbook. Only this module imports xlsxwriter."""

from __future__ import annotations

import io
import re
from datetime import datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

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
    credited,
    forms,
    products,
    sensitivity,
    summary,
)
from pricing.writing.workbook.sheets import regimen as regimen_sheet
from pricing.writing.workbook.sheets.book import WorkbookBuilder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from pricing.analysis.regimen import Regimen
    from pricing.calculation.comparison import Comparison

# No text of a user becomes a formula, a link or a number.
_TEXT_ONLY_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
ROW_BY_ROW_OPTIONS = {**_TEXT_ONLY_OPTIONS, "in_memory": False, "constant_memory": True}
MAX_LIVE_PRODUCTS = 3_000
_FUNCTION = re.compile(r"[\w.]+\(")
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
# The sheets that only some workbooks have, and an update therefore adds or removes.
CONDITIONAL_SHEETS = frozenset((credited.SHEET_NAME,))


def write_workbook(
    comparison: Comparison,
    path: Path,
    progress: Progress = SILENT_PROGRESS,
    regimen: Regimen | None = None,
) -> None:
    """Write the workbook with live formulas, or with values only if there are too many products.

    Products with several minerals get a sheet of their credited costs, and a `regimen` of the
    comparison's products gets one too, beside live formulas.

    Raises:
        UserError: `path` cannot be written.
    """
    if fits_live_formulas(comparison):
        data = live_workbook(comparison, progress, regimen)
    else:
        data = values_workbook(comparison, progress)
    with atomic_file(path) as file:
        file.write(data)


def fits_live_formulas(comparison: Comparison) -> bool:
    """Return whether live formulas, which compare each product with all others, are fast enough."""
    return len(comparison.entered_products) <= MAX_LIVE_PRODUCTS


def live_workbook(
    comparison: Comparison,
    progress: Progress = SILENT_PROGRESS,
    regimen: Regimen | None = None,
) -> bytes:
    """Return the workbook with live formulas and their stored results."""

    def fill(workbook: Any) -> None:  # noqa: ANN401
        book = WorkbookBuilder(workbook, comparison, progress)
        for name, write in SHEET_WRITERS.items():
            sheet = workbook.add_worksheet(name)
            book.set_up_print(sheet)
            write(book, sheet)
        if credited.is_needed(book):
            sheet = workbook.add_worksheet(credited.SHEET_NAME)
            book.set_up_print(sheet)
            credited.write(book, sheet)
        if regimen is not None and regimen.takes:
            sheet = workbook.add_worksheet("Regimen")
            book.set_up_print(sheet)
            regimen_sheet.write(book, sheet, regimen)

    return _workbook_bytes(fill, _properties(comparison), _TEXT_ONLY_OPTIONS)


def values_workbook(comparison: Comparison, progress: Progress = SILENT_PROGRESS) -> bytes:
    """Return the workbook with one sheet of values, written row by row."""

    def fill(workbook: Any) -> None:  # noqa: ANN401
        values_only.write(workbook, comparison, progress)

    return _workbook_bytes(fill, _properties(comparison), ROW_BY_ROW_OPTIONS)


def write_template(path: Path) -> None:
    """Write an empty product list.

    Raises:
        UserError: `path` cannot be written.
    """

    def fill(workbook: Any) -> None:  # noqa: ANN401
        book = WorkbookBuilder(workbook, compare((), Scenario()))
        products.write_template(book, workbook.add_worksheet("Products"))

    properties = {"title": "Product list", "author": "Elemental"}
    data = _workbook_bytes(fill, properties, _TEXT_ONLY_OPTIONS)
    with atomic_file(path) as file:
        file.write(data)


@cache
def worksheet_class() -> type[Any]:
    """Return a worksheet that writes formulas and numbers as XlsxWriter does, in less time.

    XlsxWriter searches each formula for 29 functions of later Excel versions, which it writes with
    a prefix. This one asks once for each function, and searches only formulas that have such a one.
    The attributes of a number are its cell and its format, which have no signs to escape. If
    XlsxWriter renames its methods, the cells are the same and take longer again.
    """
    from xlsxwriter.worksheet import Worksheet

    class FastWorksheet(Worksheet):  # type: ignore[misc]
        has_prefix: ClassVar[dict[str, bool]] = {}

        def _prepare_formula(self, formula: str, *options: object, **named: object) -> Any:  # noqa: ANN401
            functions = set(_FUNCTION.findall(formula))
            for function in functions - self.has_prefix.keys():
                self.has_prefix[function] = super()._prepare_formula(function) != function
            is_plain = formula[:1] == "=" and formula[-1] != "}" and not (options or named)
            if is_plain and not any(map(self.has_prefix.__getitem__, functions)):
                return formula[1:]
            return super()._prepare_formula(formula, *options, **named)

        def _xml_number_element(
            self, number: float, attributes: Sequence[tuple[str, object]] = ()
        ) -> None:
            texts = "".join([f' {key}="{value}"' for key, value in attributes])
            self.fh.write(f"<c{texts}><v>{number:.16G}</v></c>")

    return FastWorksheet


def _workbook_bytes(
    fill: Callable[[Any], None], properties: Mapping[str, object], options: Mapping[str, bool]
) -> bytes:
    import xlsxwriter

    data = io.BytesIO()
    workbook = xlsxwriter.Workbook(data, options)
    workbook.worksheet_class = worksheet_class()
    workbook.set_properties(properties)
    fill(workbook)
    workbook.close()
    return data.getvalue()


def _properties(comparison: Comparison) -> dict[str, object]:
    """Return the document properties that file managers show."""
    mineral = elements()[comparison.scenario.element].name.lower()
    return {
        "title": f"Cost comparison of {mineral} supplements",
        "subject": f"{len(comparison.ranked_products)} products, cost per elemental milligram",
        "author": "Elemental",
        "keywords": f"{mineral}, elemental, cost comparison",
        "category": "Cost comparison",
        "comments": "Arithmetic and counselling support, not medical advice.",
        "created": datetime.combine(comparison.today, time()),
    }
