"""Where sheets go: a PDF that the user names, a printer that the user chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.problems.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from app.printing.page_layout import PrintedPages
    from app.toolkit.file_dialogs import FileDialogs
    from app.toolkit.messages import Messages


class PrintDestinations:
    """Asks where, then writes or prints; what fails is said with its remedy."""

    def __init__(self, window: QWidget, messages: Messages, chooser: FileDialogs) -> None:
        self._window = window
        self._messages = messages
        self._chooser = chooser

    def save_pdf(self, sheets: PrintedPages, name: str) -> None:
        """Let the user choose where the PDF goes; `name` is offered."""
        kinds = f"{tr('PDF document')} (*.pdf)"
        self._chooser.choose_save_path(
            f"{name}.pdf", kinds, lambda path: self.write_pdf(sheets, path)
        )

    def write_pdf(self, sheets: PrintedPages, path: Path) -> None:
        """Write the PDF, whole or not at all."""
        from app.printing.pdf import write_pdf

        try:
            write_pdf(sheets, path)
        except UserError as fault:
            self._messages.show(fault.message(notation()), warning=True)
        else:
            self._messages.show(tr("Written: {path}", path=path))

    def print_pages(self, sheets: PrintedPages) -> None:
        """Let the user choose a printer."""
        from app.printing.printer import show_print_dialog

        show_print_dialog(self._window, sheets)
