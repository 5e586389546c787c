"""Sheets on a printer that the user chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog

from app.printing.pdf import qt_page_layout

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.printing.page_layout import PrintedPages


def show_print_dialog(window: QWidget, sheets: PrintedPages) -> None:
    """Show the system's print dialog; what is accepted there is printed."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(sheets.title)
    printer.setPageLayout(qt_page_layout(sheets))
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, window)
    dialog.setMinMax(1, sheets.count)
    dialog.accepted.connect(lambda: print_pages(sheets, printer))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    QDialog.open(dialog)


def print_pages(sheets: PrintedPages, printer: QPrinter) -> None:
    """Print the pages that are asked for, each as large as the printer's paper lets it be."""
    first = printer.fromPage() or 1
    last = printer.toPage() or sheets.count
    painter = QPainter(printer)
    paper = printer.paperRect(QPrinter.Unit.DevicePixel)
    scale = min(paper.width() / sheets.page_width, paper.height() / sheets.page_height)
    painter.scale(scale, scale)
    for page in range(first - 1, min(last, sheets.count)):
        if page >= first:
            printer.newPage()
        sheets.paint(painter, page)
    painter.end()
