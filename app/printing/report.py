"""The dialog of the report: how it looks, and where it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.printing.dialog import PrintPreviewDialog
from app.printing.page_layout import PrintedPages
from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.writing.print.report import (
    MAX_PAGES,
    MAX_REPORT_PRODUCTS,
    REPORT_TEXT_SIZES,
    DrawingPlace,
    Report,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from app.printing.destinations import PrintDestinations
    from app.printing.page_layout import Drawing
    from pricing.calculation.comparison import Comparison

DRAWING_WIDTH = 690  # CSS pixels that stand beside each other on A4 and on Letter
_LINE_HEIGHT, _MIN_HEIGHT, _MAX_HEIGHT = 24, 140, 480
# The drawings of a report in their order, and the lines that one takes (else one a product);
# one that is not handed in has no place.
DRAWING_HEADINGS = {"chart": "Chart", "tornado": "What moves the cost of the cheapest"}
DRAWING_LINES = {"tornado": 6}


class ReportDialog(PrintPreviewDialog):
    """Two or three pages about the whole comparison."""

    file_name = "report"

    def __init__(
        self,
        window: QWidget,
        outlets: PrintDestinations,
        comparison: Comparison,
        paper: str,
        drawings: Mapping[str, Drawing],
    ) -> None:
        super().__init__(window, outlets, paper, tr("Report"))
        self.setObjectName("reportDialog")
        self._comparison = comparison
        self._drawings = drawings
        self.refresh()

    def make_pages(self, paper: str) -> tuple[PrintedPages, str]:
        return report_pages(self._comparison, paper, self._drawings), ""


def report_pages(
    comparison: Comparison, paper: str, drawings: Mapping[str, Drawing]
) -> PrintedPages:
    """The pages of the report, with the drawings that are handed in."""
    products = min(len(comparison.ranked_products), MAX_REPORT_PRODUCTS) + 2
    places = [
        DrawingPlace(
            name,
            heading,
            DRAWING_WIDTH,
            min(max(DRAWING_LINES.get(name, products) * _LINE_HEIGHT, _MIN_HEIGHT), _MAX_HEIGHT),
        )
        for name, heading in DRAWING_HEADINGS.items()
        if name in drawings
    ]
    report = Report(comparison, notation(), places)
    footer = " · ".join(
        (
            tr("Page {page} of {pages}", page="{page}", pages="{pages}"),
            comparison.today.isoformat(),
            tr("arithmetic, not medical advice"),
        )
    )
    for points in REPORT_TEXT_SIZES:
        sheets = PrintedPages(report.html(paper, points), paper, drawings, footer)
        if sheets.count <= MAX_PAGES:
            break
    return sheets
