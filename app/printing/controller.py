"""Opens the dialogs of handouts and report, and saves a handout as a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.printing.destinations import PrintDestinations
from app.toolkit.translation import tr
from pricing.problems.plain_facts import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QDialog, QWidget

    from app.printing.regimen_dialog import RegimenToPrint
    from app.printing.report_chart import ReportChart
    from app.session import Session
    from app.toolkit.file_dialogs import FileDialogs
    from app.toolkit.messages import Messages
    from app.toolkit.settings import Settings
    from pricing.calculation.comparison import ComparedProduct


@dataclass(frozen=True, slots=True)
class PrintInputs:
    """Provides the window's part of printed pages: its selected rows, and its charts by name.

    `shown_regimen` gives what is taken while the view of it is shown and something is taken.
    """

    selected_rows: Callable[[], Sequence[int]]
    charts: Callable[[], Mapping[str, ReportChart]]
    shown_regimen: Callable[[], RegimenToPrint | None]


class PrintingController:
    """Handles the print actions. Pages are laid out only when they are shown, printed or saved."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        settings: Settings,
        messages: Messages,
        file_dialogs: FileDialogs,
        inputs: PrintInputs,
    ) -> None:
        self._window = window
        self._session = session
        self._settings = settings
        self._messages = messages
        self._destinations = PrintDestinations(window, messages, file_dialogs)
        self._inputs = inputs

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what each action of this room does, by the action's object name."""
        return {
            "printAction": self.show_handout_dialog,
            "savePdfAction": self.save_handout,
            "reportAction": self.show_report_dialog,
        }

    def show_handout_dialog(self) -> None:
        """Show the handout of the regimen that is shown, else of the selected rows."""
        regimen = self._inputs.shown_regimen()
        if regimen is not None:
            self._show_regimen_dialog(regimen)
        elif self._can_print():
            from app.printing.defaults import default_print_options
            from app.printing.handout_dialog import HandoutDialog

            options, logo_problem = default_print_options(self._settings)
            comparison, products = self._session.comparison, self._handout_products()
            dialog = HandoutDialog(self._window, self._destinations, comparison, options)
            dialog.start_with(products, logo_problem)
            _open_dialog(dialog)

    def _show_regimen_dialog(self, regimen: RegimenToPrint) -> None:
        from app.printing.defaults import default_print_options
        from app.printing.regimen_dialog import RegimenHandoutDialog

        options, logo_problem = default_print_options(self._settings)
        today = self._session.comparison.today
        dialog = RegimenHandoutDialog(self._window, self._destinations, regimen, options, today)
        dialog.logo_problem = logo_problem
        dialog.refresh()
        _open_dialog(dialog)

    def save_handout(self) -> None:
        """Save the handout as a PDF with the options of the preferences."""
        regimen = self._inputs.shown_regimen()
        if regimen is None and not self._can_print():
            return
        from app.printing.defaults import default_print_options
        from app.printing.page_layout import fit_handout, fit_page
        from pricing.writing.print import Handout

        options, logo_problem = default_print_options(self._settings)
        if logo_problem:
            self._messages.show(logo_problem, warning=True)
        comparison = self._session.comparison
        if regimen is not None:
            pages = fit_page(regimen.handout(options, comparison.today)).pages
            self._destinations.save_pdf(pages, "regimen")
            return
        handout = Handout(comparison, self._handout_products(), options)
        self._destinations.save_pdf(fit_handout(handout).pages, "handout")

    def show_report_dialog(self) -> None:
        """Show the report of the comparison."""
        if self._can_print():
            from app.printing.defaults import default_paper
            from app.printing.report_dialog import ReportDialog

            comparison, paper = self._session.comparison, default_paper(self._settings)
            charts = self._inputs.charts()
            _open_dialog(ReportDialog(self._window, self._destinations, comparison, paper, charts))

    def _can_print(self) -> bool:
        """Return whether a product is ranked; otherwise tell the user what is missing."""
        if not self._session.comparison.ranked_products:
            self._messages.show(
                tr(
                    "No product can be compared yet. Enter the name, elemental amount, pack size "
                    "and price of a product, in the comparison's mineral and currency."
                ),
                warning=True,
            )
            return False
        return True

    def _handout_products(self) -> Sequence[ComparedProduct]:
        """Return the ranked products of the selected rows, or else the best ones."""
        from pricing.writing.print import default_products

        selected = (self._session.compared_product(row) for row in self._inputs.selected_rows())
        ranked = [
            product for product in selected if product is not None and product.rank is not None
        ]
        return ranked or default_products(self._session.comparison)


def _open_dialog(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
