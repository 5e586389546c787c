"""The dialog of a regimen's handout: what is taken in a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.printing.page_layout import fit_page
from app.printing.patient_page_dialog import PatientPageDialog, warning_lines
from app.toolkit.locale_format import count_text
from app.toolkit.shown_text import Label
from app.toolkit.translation import tr
from pricing.writing.print import RegimenHandout

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from app.printing.destinations import PrintDestinations
    from app.printing.page_layout import PrintedPages
    from pricing.analysis.cheapest_regimens import RegimenResult
    from pricing.analysis.regimen import Regimen
    from pricing.writing.print import PrintOptions


@dataclass(frozen=True, slots=True)
class RegimenToPrint:
    """Hold the doses, their times, and the search for the cheapest, if it ended."""

    regimen: Regimen
    whens: Sequence[str]
    result: RegimenResult | None

    def handout(self, options: PrintOptions, today: date) -> RegimenHandout:
        """Return the page with these options."""
        return RegimenHandout(self.regimen, self.whens, self.result, options, today)


class RegimenHandoutDialog(PatientPageDialog):
    """Shows a page for the patient about what is taken in a day."""

    file_name = "regimen"

    def __init__(
        self,
        window: QWidget,
        destinations: PrintDestinations,
        printed: RegimenToPrint,
        options: PrintOptions,
        today: date,
    ) -> None:
        super().__init__(window, destinations, options, tr("Print handout of the regimen"))
        self.setObjectName("regimenHandoutDialog")
        self._printed = printed
        self._today = today
        reason = Label(
            tr(
                "The view Regimen is open, so this page says what is taken a day. To print the "
                "handout of the comparison, open Compare first."
            )
        )
        reason.setObjectName("regimenHandoutReason")
        reason.setWordWrap(True)
        self._form.insertRow(0, reason)
        self.follow_options()

    def make_pages(self, paper: str) -> tuple[PrintedPages, str]:
        options = self.chosen_options(paper)
        fitted = fit_page(self._printed.handout(options, self._today))
        messages = self.print_problems(fitted)
        if fitted.pages.count > options.max_pages:
            messages.append(
                count_text(
                    fitted.pages.count,
                    "The handout takes {count} page.",
                    "The handout takes {count} pages.",
                )
            )
        return fitted.pages, warning_lines(messages)
