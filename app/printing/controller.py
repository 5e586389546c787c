"""What leaves on paper: the handout and the report, previewed, printed, written as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.printing.destinations import PrintDestinations
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QDialog, QWidget

    from app.printing.page_layout import Drawing
    from app.session import Session
    from app.toolkit.file_dialogs import FileDialogs
    from app.toolkit.messages import Messages
    from app.toolkit.settings import Settings
    from pricing.calculation.comparison import ComparedProduct


@dataclass(frozen=True, slots=True)
class PrintInputs:
    """Where the pages take from: the rows that are selected, and the drawings by name."""

    selected_rows: Callable[[], Sequence[int]]
    drawings: Mapping[str, Drawing]


class PrintingController:
    """Opens the dialogs of printing; a page is made when it is asked for."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        settings: Settings,
        messages: Messages,
        chooser: FileDialogs,
        sources: PrintInputs,
    ) -> None:
        self._window = window
        self._session = session
        self._settings = settings
        self._messages = messages
        self._destinations = PrintDestinations(window, messages, chooser)
        self._inputs = sources

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            "printAction": self.show_handout_dialog,
            "savePdfAction": self.save_handout,
            "reportAction": self.show_report_dialog,
        }

    def show_handout_dialog(self) -> None:
        """The handout of the selected rows, to be chosen from, previewed, printed or written."""
        if self._can_print():
            from app.printing.defaults import default_print_options
            from app.printing.handout import HandoutDialog

            edition, refused = default_print_options(self._settings)
            comparison, chosen = self._session.comparison, self._handout_products()
            dialog = HandoutDialog(self._window, self._destinations, comparison, edition)
            dialog.start_with(chosen, refused)
            _open_dialog(dialog)

    def save_handout(self) -> None:
        """The handout as it is usual here, into a PDF."""
        if self._can_print():
            from app.printing.defaults import default_print_options
            from app.printing.fit_one_page import fit_one_page
            from pricing.writing.print.handout import Handout

            edition, refused = default_print_options(self._settings)
            if refused:
                self._messages.show(refused, warning=True)
            page = fit_one_page(
                Handout(self._session.comparison, self._handout_products(), edition)
            )
            self._destinations.save_pdf(page.pages, "handout")

    def show_report_dialog(self) -> None:
        """The report, previewed, printed or written."""
        if self._can_print():
            from app.printing.defaults import default_paper
            from app.printing.report import ReportDialog

            comparison, paper = self._session.comparison, default_paper(self._settings)
            drawings = self._inputs.drawings
            _open_dialog(
                ReportDialog(self._window, self._destinations, comparison, paper, drawings)
            )

    def _can_print(self) -> bool:
        if not self._session.comparison.ranked_products:
            self._messages.show(
                tr(
                    "No product can be compared yet: enter the name, elemental amount, pack size "
                    "and price of one, in the comparison's mineral and currency."
                ),
                warning=True,
            )
            return False
        return True

    def _handout_products(self) -> Sequence[ComparedProduct]:
        """The ranked products of the selected rows; where there are none, the best."""
        from pricing.writing.print.handout import default_products

        selected = (self._session.compared_product(row) for row in self._inputs.selected_rows())
        ranked = [each for each in selected if each is not None and each.rank is not None]
        return ranked or default_products(self._session.comparison)


def _open_dialog(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
