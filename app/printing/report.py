"""The dialog of the report: how it looks, and where it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.printing.dialog import PaperDialog
from app.printing.page_layout import Sheets
from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.writing.print.report import MOST_PAGES, MOST_PRODUCTS, SIZES, Place, Report

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from app.printing.destinations import Outlets
    from app.printing.page_layout import Drawing
    from pricing.calculation.comparison import Comparison

WIDTH = 690  # CSS pixels that stand beside each other on A4 and on Letter
_LINE, _LEAST, _MOST = 24, 140, 480
# The drawings of a report in their order, and the lines that one takes (else one a product);
# one that is not handed in has no place.
HEADINGS = {"chart": "Chart", "tornado": "What moves the cost of the cheapest"}
LINES = {"tornado": 6}


class ReportDialog(PaperDialog):
    """Two or three pages about the whole comparison."""

    file_name = "report"

    def __init__(
        self,
        window: QWidget,
        outlets: Outlets,
        comparison: Comparison,
        paper: str,
        drawings: Mapping[str, Drawing],
    ) -> None:
        super().__init__(window, outlets, paper, tr("Report"))
        self.setObjectName("reportDialog")
        self._comparison = comparison
        self._drawings = drawings
        self.refresh()

    def sheets(self, paper: str) -> tuple[Sheets, str]:
        return report_sheets(self._comparison, paper, self._drawings), ""


def report_sheets(comparison: Comparison, paper: str, drawings: Mapping[str, Drawing]) -> Sheets:
    """The pages of the report, with the drawings that are handed in."""
    products = min(len(comparison.ranked), MOST_PRODUCTS) + 2
    places = [
        Place(name, heading, WIDTH, min(max(LINES.get(name, products) * _LINE, _LEAST), _MOST))
        for name, heading in HEADINGS.items()
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
    for points in SIZES:
        sheets = Sheets(report.html(paper, points), paper, drawings, footer)
        if sheets.count <= MOST_PAGES:
            break
    return sheets
