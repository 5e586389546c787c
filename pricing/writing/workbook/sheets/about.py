"""About: version, method, stored results against recalculated ones, sources."""

from __future__ import annotations

from fractions import Fraction
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from pricing.calculation.measures import MEASURES, Measure
from pricing.reference.sources import sources
from pricing.writing.workbook.sheets.addresses import COMPARISON_HEADINGS, comparison_range

if TYPE_CHECKING:
    from pricing.writing.workbook.sheets.book import WorkbookBuilder

_INTRODUCTION = (
    "Arithmetic and counselling support, not medical advice.",
    "Products rank by the monthly cost for each elemental mg a day.",
    "Blue cells on Assumptions, and the Products sheet, are yours to change.",
)
_FAIL_EXPLANATION = "FAIL after an input was changed says no more than that; before, it is a fault."
_PROOF_HEADERS = ("Figure", "Sum when exported", "Sum now", "Recalculated", "Definition")


def write(book: WorkbookBuilder, sheet: Any) -> None:
    """Write the method, the proof and the sources."""
    bold = book.format(bold=True)
    for column, width in enumerate((34, 20, 20, 14, 90)):
        sheet.set_column(column, column, width)
    made = f"Elemental {version('elemental')}, {book.comparison.today.isoformat()}"
    for row, line in enumerate((made, *_INTRODUCTION)):
        sheet.write_string(row, 0, line)
    top = len(_INTRODUCTION) + 3
    places = f"D{top + 2}:D{top + 1 + len(MEASURES)}"
    sheet.write_string(top - 2, 0, "Every figure as when exported", bold)
    verdict = f'IF(COUNTIF({places},"PASS")={len(MEASURES)},"PASS","FAIL")'
    sheet.write_formula(top - 2, 1, f"={verdict}", bold, "PASS")
    sheet.write_string(top - 2, 2, _FAIL_EXPLANATION)
    sheet.write_row(top, 0, _PROOF_HEADERS, bold)
    for row, measure in enumerate(MEASURES, start=top + 1):
        _write_proof(book, sheet, row, measure)
    verdicts = (top + 1, 3, top + len(MEASURES), 3)
    book.highlight_text(sheet, verdicts, "FAIL")
    book.protect(sheet)
    row = top + len(MEASURES) + 2
    sheet.write_string(row, 0, "Sources", bold)
    for at, source in enumerate(sources().values(), start=row + 1):
        text = f"{source.title}. {source.publisher}. {source.where} ({source.seen})"
        sheet.write_string(at, 0, text)
    sheet.print_area(0, 0, row + len(sources()), len(_PROOF_HEADERS) - 1)


def _write_proof(book: WorkbookBuilder, sheet: Any, row: int, measure: Measure) -> None:
    """The sum of the stored results against the sum of the live ones."""
    values = (each.figures.number(measure.key) for each in book.comparison.entered_products)
    total = float(sum((value for value in values if value is not None), Fraction(0)))
    kept, live = f"B{row + 1}", f"C{row + 1}"
    verdict = f'IF(ABS({kept}-{live})<=1E-9*MAX(1,ABS({kept})),"PASS","FAIL")'
    sheet.write_string(row, 0, COMPARISON_HEADINGS[measure.key])
    sheet.write_number(row, 1, total)
    sheet.write_formula(
        row, 2, f"=SUM({comparison_range(measure.key, book.product_count)})", None, total
    )
    sheet.write_formula(row, 3, f"={verdict}", book.format(indent=1), "PASS")
    sheet.write_string(row, 4, measure.meaning)
