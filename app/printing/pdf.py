"""Writes pages as a PDF with embedded fonts and selectable text.

The command line finds `write_handout` through the entry points of pyproject.toml.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import (
    QFontDatabase,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from app.printing.page_layout import DOTS_PER_INCH, fit_handout
from pricing.problems.errors import ProblemKind, UserError
from pricing.writing.atomic_file import atomic_file

if TYPE_CHECKING:
    from pathlib import Path

    from app.printing.page_layout import PrintedPages
    from pricing.writing.print import Handout


def qt_page_layout(pages: PrintedPages) -> QPageLayout:
    """Return the pages' paper as Qt describes it, without margins: the pages have their own."""
    size = QSizeF(float(pages.paper.width_mm), float(pages.paper.height_mm))
    return QPageLayout(
        QPageSize(size, QPageSize.Unit.Millimeter, pages.paper.title),
        QPageLayout.Orientation.Portrait,
        QMarginsF(0, 0, 0, 0),
    )


def pdf_bytes(pages: PrintedPages) -> bytes:
    """Return the pages as the content of a PDF file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DOTS_PER_INCH)
    writer.setPageLayout(qt_page_layout(pages))
    writer.setTitle(pages.title)
    writer.setCreator("Elemental")
    with QPainter(writer) as painter:
        for page in range(pages.count):
            if page:
                writer.newPage()
            pages.paint(painter, page)
    return bytes(buffer.data().data())


def write_pdf(pages: PrintedPages, path: Path) -> None:
    """Write the pages as a PDF. A failed write leaves an existing file unchanged.

    Raises:
        UserError: The file cannot be written.
    """
    data = pdf_bytes(pages)
    with atomic_file(path) as file:
        file.write(data)


def write_handout(handout: Handout, path: Path) -> int:
    """Write a handout without a window, and return how many of its products fit on the page.

    Raises:
        UserError: No font is installed, or the file cannot be written.
    """
    application = _make_application()
    if not QFontDatabase.families():
        raise UserError(ProblemKind.NO_FONTS)
    fitted = fit_handout(handout)
    write_pdf(fitted.pages, path)
    del application  # Qt needs it until here
    return fitted.product_count


def _make_application() -> QGuiApplication | None:
    """Return a new application that needs no display, or None if one is running."""
    if QGuiApplication.instance() is not None:
        return None
    # Windows and macOS have fonts without a screen. Linux has them only in offscreen mode.
    if sys.platform == "linux":
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QGuiApplication(["elemental-cli"])
