"""Sends printed pages to a PDF file or a printer that the user chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.problems.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

    from app.printing.page_layout import PrintedPages
    from app.toolkit.file_dialogs import FileDialogs
    from app.toolkit.messages import Messages


class PrintDestinations:
    """Asks for the destination, writes or prints, and reports errors with their remedies."""

    def __init__(self, window: QWidget, messages: Messages, file_dialogs: FileDialogs) -> None:
        self._window = window
        self._messages = messages
        self._file_dialogs = file_dialogs

    def save_pdf(self, pages: PrintedPages, name: str) -> None:
        """Let the user choose where to save the PDF; the dialog suggests `name`."""
        name_filter = f"{tr('PDF document')} (*.pdf)"
        self._file_dialogs.choose_save_path(
            f"{name}.pdf", name_filter, lambda path: self.write_pdf(pages, path)
        )

    def write_pdf(self, pages: PrintedPages, path: Path) -> None:
        """Write the PDF and report the result. A failed write leaves an existing file unchanged."""
        from app.printing.pdf import write_pdf

        try:
            write_pdf(pages, path)
        except UserError as error:
            self._messages.show(error.message(notation()), warning=True)
        else:
            self._messages.show(tr("Saved: {path}", path=path))

    def print_pages(self, pages: PrintedPages) -> None:
        """Show the system's print dialog and print when the user accepts it."""
        from PySide6.QtCore import Qt
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter
        from PySide6.QtWidgets import QDialog

        from app.printing.pdf import qt_page_layout

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(pages.title)
        printer.setPageLayout(qt_page_layout(pages))
        printer.setFullPage(True)
        dialog = QPrintDialog(printer, self._window)
        dialog.setMinMax(1, pages.count)
        dialog.accepted.connect(lambda: print_pages(pages, printer))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        QDialog.open(dialog)


def print_pages(pages: PrintedPages, printer: QPrinter) -> None:
    """Print the pages that the printer was set to, scaled to fit its paper."""
    from PySide6.QtGui import QPainter
    from PySide6.QtPrintSupport import QPrinter

    first = printer.fromPage() or 1
    last = printer.toPage() or pages.count
    with QPainter(printer) as painter:
        paper = printer.paperRect(QPrinter.Unit.DevicePixel)
        scale = min(paper.width() / pages.page_width, paper.height() / pages.page_height)
        painter.scale(scale, scale)
        for page in range(first - 1, min(last, pages.count)):
            if page >= first:
                printer.newPage()
            pages.paint(painter, page)
