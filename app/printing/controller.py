"""What leaves on paper: the handout and the report, previewed, printed, written as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.printing.destinations import Outlets
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QDialog, QWidget

    from app.printing.page_layout import Drawing
    from app.session import Session
    from app.toolkit.file_dialogs import Chooser
    from app.toolkit.messages import Messages
    from app.toolkit.settings import Settings
    from pricing.calculation.comparison import Compared


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the pages take from: the rows that are selected, and the drawings by name."""

    selected: Callable[[], Sequence[int]]
    drawings: Mapping[str, Drawing]


class Printing:
    """Opens the dialogs of printing; a page is made when it is asked for."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        settings: Settings,
        messages: Messages,
        chooser: Chooser,
        sources: Sources,
    ) -> None:
        self._window = window
        self._session = session
        self._settings = settings
        self._messages = messages
        self._outlets = Outlets(window, messages, chooser)
        self._sources = sources

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            "printAction": self.ask_for_handout,
            "savePdfAction": self.save_handout,
            "reportAction": self.ask_for_report,
        }

    def ask_for_handout(self) -> None:
        """The handout of the selected rows, to be chosen from, previewed, printed or written."""
        if self._is_possible():
            from app.printing.defaults import usual_edition
            from app.printing.handout import HandoutDialog

            edition, refused = usual_edition(self._settings)
            comparison, chosen = self._session.comparison, self._chosen()
            dialog = HandoutDialog(self._window, self._outlets, comparison, edition)
            dialog.begin(chosen, refused)
            _open(dialog)

    def save_handout(self) -> None:
        """The handout as it is usual here, into a PDF."""
        if self._is_possible():
            from app.printing.defaults import usual_edition
            from app.printing.fit_one_page import fitted
            from pricing.writing.print.handout import Handout

            edition, refused = usual_edition(self._settings)
            if refused:
                self._messages.tell(refused, warning=True)
            page = fitted(Handout(self._session.comparison, self._chosen(), edition))
            self._outlets.save(page.sheets, "handout")

    def ask_for_report(self) -> None:
        """The report, previewed, printed or written."""
        if self._is_possible():
            from app.printing.defaults import usual_paper
            from app.printing.report import ReportDialog

            comparison, paper = self._session.comparison, usual_paper(self._settings)
            drawings = self._sources.drawings
            _open(ReportDialog(self._window, self._outlets, comparison, paper, drawings))

    def _is_possible(self) -> bool:
        if not self._session.comparison.ranked:
            self._messages.tell(
                tr(
                    "No product can be compared yet: enter the name, elemental amount, pack size "
                    "and price of one, in the comparison's mineral and currency."
                ),
                warning=True,
            )
            return False
        return True

    def _chosen(self) -> Sequence[Compared]:
        """The ranked products of the selected rows; where there are none, the best."""
        from pricing.writing.print.handout import best

        selected = (self._session.compared(row) for row in self._sources.selected())
        ranked = [each for each in selected if each is not None and each.rank is not None]
        return ranked or best(self._session.comparison)


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
