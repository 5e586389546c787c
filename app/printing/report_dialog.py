"""The report's dialog, and the layout of the report's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.printing.dialog import PrintPreviewDialog
from app.printing.page_layout import PrintedPages
from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.reference.payers import SELF_PAY
from pricing.writing.print import (
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
    from pricing.reference.payers import Payer

DRAWING_WIDTH = 690  # CSS pixels between the margins of A4 and of Letter
_LINE_HEIGHT, _MIN_HEIGHT, _MAX_HEIGHT = 24, 140, 480
# The charts of a report in their order. The report leaves out a chart that it is not given.
DRAWING_HEADINGS = {"chart": "Chart", "tornado": "What changes the cost of the cheapest product"}
DRAWING_LINES = {"tornado": 6}  # lines that a chart needs; other charts need one for each product


class ReportDialog(PrintPreviewDialog):
    """Shows the two or three pages of the report."""

    file_name = "report"

    def __init__(
        self,
        window: QWidget,
        destinations: PrintDestinations,
        comparison: Comparison,
        paper: str,
        drawings: Mapping[str, Drawing],
    ) -> None:
        super().__init__(window, destinations, paper, tr("Report"))
        self.setObjectName("reportDialog")
        self._comparison = comparison
        self._drawings = drawings
        self.add_payer_box(comparison.scenario.payers)
        self.refresh()

    def make_pages(self, paper: str) -> tuple[PrintedPages, str]:
        payer = self.chosen_payer()
        return report_pages(self._comparison, paper, self._drawings, payer), ""


def report_pages(
    comparison: Comparison,
    paper: str,
    drawings: Mapping[str, Drawing],
    payer: Payer = SELF_PAY,
) -> PrintedPages:
    """Lay out the report in the largest print that keeps it within `MAX_PAGES`."""
    default_lines = min(len(comparison.ranked_products), MAX_REPORT_PRODUCTS) + 2
    places = [
        DrawingPlace(
            name,
            heading,
            DRAWING_WIDTH,
            min(
                max(DRAWING_LINES.get(name, default_lines) * _LINE_HEIGHT, _MIN_HEIGHT),
                _MAX_HEIGHT,
            ),
        )
        for name, heading in DRAWING_HEADINGS.items()
        if name in drawings
    ]
    report = Report(comparison, notation(), places, payer)
    footer = " · ".join(
        (
            tr("Page {page} of {pages}", page="{page}", pages="{pages}"),
            comparison.today.isoformat(),
            tr("arithmetic, not medical advice"),
        )
    )
    for points in REPORT_TEXT_SIZES:
        pages = PrintedPages(report.html(paper, points), paper, drawings, footer)
        if pages.count <= MAX_PAGES:
            break
    return pages
