"""About: version, method, sources, and a check of every stored figure against its formula."""

from __future__ import annotations

from fractions import Fraction
from importlib.metadata import version
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from pricing.calculation.comparison import PLACE_METHOD, RANK_METHOD
from pricing.calculation.measures import MEASURES, Measure
from pricing.reference.sources import sources
from pricing.writing.workbook.sheets.addresses import COMPARISON_HEADINGS, comparison_range

if TYPE_CHECKING:
    from pricing.writing.workbook.sheets.book import WorkbookBuilder

_INTRODUCTION = (
    "Arithmetic and counselling support, not medical advice.",
    RANK_METHOD,
    PLACE_METHOD,
    "You can change the Products sheet and the blue cells of Assumptions and Sensitivity.",
)
_FAIL_EXPLANATION = (
    "FAIL is expected after you change an input. In a fresh export it indicates an error."
)
_MAX_LINE_LENGTH = 165  # characters that fit across the page
_CHECK_HEADERS = ("Figure", "Sum when exported", "Sum now", "Result", "Definition")


def write(book: WorkbookBuilder, sheet: Any) -> None:
    """Write the method, the check of the figures and the sources."""
    bold = book.format(bold=True)
    for column, width in enumerate((34, 20, 20, 14, 90)):
        sheet.set_column(column, column, width)
    program = f"Elemental {version('elemental')}, {book.comparison.today.isoformat()}"
    for row, line in enumerate((program, *_INTRODUCTION)):
        sheet.write_string(row, 0, line)
    top = len(_INTRODUCTION) + 3
    _write_overall_result(book, sheet, top - 2)
    sheet.write_row(top, 0, _CHECK_HEADERS, bold)
    for row, measure in enumerate(MEASURES, start=top + 1):
        _write_figure_check(book, sheet, row, measure)
    book.highlight_text(sheet, (top + 1, 3, top + len(MEASURES), 3), "FAIL")
    last = _write_sources(book, sheet, top + len(MEASURES) + 2)
    book.protect(sheet)
    sheet.print_area(0, 0, last, len(_CHECK_HEADERS) - 1)


def _write_overall_result(book: WorkbookBuilder, sheet: Any, row: int) -> None:
    """Write PASS if every figure is as exported. The checks start three rows below."""
    bold, first = book.format(bold=True), row + 4
    results = f"D{first}:D{first - 1 + len(MEASURES)}"
    formula = f'IF(COUNTIF({results},"PASS")={len(MEASURES)},"PASS","FAIL")'
    sheet.write_string(row, 0, "All figures as exported", bold)
    sheet.write_formula(row, 1, f"={formula}", bold, "PASS")
    sheet.write_string(row, 2, _FAIL_EXPLANATION)


def _write_figure_check(book: WorkbookBuilder, sheet: Any, row: int, measure: Measure) -> None:
    """Compare the sum of a measure's figures when exported with their sum now."""
    figures = (product.figures.number(measure.key) for product in book.comparison.entered_products)
    total = float(sum((figure for figure in figures if figure is not None), Fraction(0)))
    exported, now = f"B{row + 1}", f"C{row + 1}"
    result = f'IF(ABS({exported}-{now})<=1E-9*MAX(1,ABS({exported})),"PASS","FAIL")'
    sheet.write_string(row, 0, COMPARISON_HEADINGS[measure.key])
    sheet.write_number(row, 1, total)
    sheet.write_formula(
        row, 2, f"=SUM({comparison_range(measure.key, book.product_count)})", None, total
    )
    sheet.write_formula(row, 3, f"={result}", book.format(indent=1), "PASS")
    sheet.write_string(row, 4, measure.meaning)


def _write_sources(book: WorkbookBuilder, sheet: Any, row: int) -> int:
    """Write every source over the width of the page and return the last row."""
    sheet.write_string(row, 0, "Sources", book.format(bold=True))
    for source in sources().values():
        text = f"{source.title}. {source.publisher}. {source.location} ({source.how_read})"
        for line in wrap(text, _MAX_LINE_LENGTH, subsequent_indent="    ", break_long_words=False):
            row += 1
            sheet.write_string(row, 0, line)
    return row
