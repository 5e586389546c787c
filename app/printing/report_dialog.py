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
    REPORT_TEXT_SIZES,
    DrawingPlace,
    Report,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from app.printing.destinations import PrintDestinations
    from app.printing.report_chart import ReportChart
    from pricing.calculation.comparison import Comparison
    from pricing.reference.payers import Payer

# CSS pixels: between the margins of A4 and of Letter, and what leaves room for a heading.
CHART_WIDTH, _MAX_HEIGHT = 690, 900
# The charts of a report in their order. The report leaves out a chart that it is not given.
CHART_HEADINGS = {"chart": "Chart", "tornado": "What changes the cost"}


class ReportDialog(PrintPreviewDialog):
    """Shows the pages of the report."""

    file_name = "report"

    def __init__(
        self,
        window: QWidget,
        destinations: PrintDestinations,
        comparison: Comparison,
        paper: str,
        charts: Mapping[str, ReportChart],
    ) -> None:
        super().__init__(window, destinations, paper, tr("Report"))
        self.setObjectName("reportDialog")
        self._comparison = comparison
        self._charts = charts
        self.add_payer_box(comparison.scenario.payers)
        self.refresh()

    def make_pages(self, paper: str) -> tuple[PrintedPages, str]:
        payer = self.chosen_payer()
        return report_pages(self._comparison, paper, self._charts, payer), ""


def report_pages(
    comparison: Comparison,
    paper: str,
    charts: Mapping[str, ReportChart],
    payer: Payer = SELF_PAY,
) -> PrintedPages:
    """Lay out the report in the largest print that keeps it within `MAX_PAGES`."""
    places = [
        DrawingPlace(name, heading, CHART_WIDTH, min(charts[name].height(CHART_WIDTH), _MAX_HEIGHT))
        for name, heading in CHART_HEADINGS.items()
        if name in charts
    ]
    drawings = {name: chart.draw for name, chart in charts.items()}
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
        pages.keep_parts_whole()
        if pages.count <= MAX_PAGES:
            break
    return pages
