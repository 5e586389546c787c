"""Sheets as a PDF: the fonts inside, the text selectable, written whole or not at all.

`elemental-cli` finds `write_handout` through the entry points of pyproject.toml.
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

from app.printing.fit_one_page import fit_one_page
from app.printing.page_layout import DOTS_PER_INCH
from pricing.problems.errors import ProblemKind, UserError
from pricing.writing.atomic_file import atomic_file

if TYPE_CHECKING:
    from pathlib import Path

    from app.printing.page_layout import PrintedPages
    from pricing.writing.print.handout import Handout


def qt_page_layout(sheets: PrintedPages) -> QPageLayout:
    """The paper as Qt names it; the margins are in the sheets."""
    size = QSizeF(float(sheets.paper.width_mm), float(sheets.paper.height_mm))
    return QPageLayout(
        QPageSize(size, QPageSize.Unit.Millimeter, sheets.paper.title),
        QPageLayout.Orientation.Portrait,
        QMarginsF(0, 0, 0, 0),
    )


def pdf_bytes(sheets: PrintedPages) -> bytes:
    """The sheets as a PDF."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DOTS_PER_INCH)
    writer.setPageLayout(qt_page_layout(sheets))
    writer.setTitle(sheets.title)
    writer.setCreator("Elemental")
    painter = QPainter(writer)
    for page in range(sheets.count):
        if page:
            writer.newPage()
        sheets.paint(painter, page)
    painter.end()
    return bytes(buffer.data().data())


def write_pdf(sheets: PrintedPages, path: Path) -> None:
    """Write the sheets. Raises UserError where the place cannot be written."""
    data = pdf_bytes(sheets)
    with atomic_file(path) as file:
        file.write(data)


def write_handout(handout: Handout, path: Path) -> int:
    """Write a handout's one page without a window; how many of its products fit on it.

    Raises UserError where there is no font to write with, or the place cannot be written.
    """
    application = _make_application()
    if not QFontDatabase.families():
        raise UserError(ProblemKind.NO_FONTS)
    page = fit_one_page(handout)
    write_pdf(page.pages, path)
    del application
    return page.product_count


def _make_application() -> QGuiApplication | None:
    """The running application, else one that needs no display."""
    running = QGuiApplication.instance()
    if running is not None:
        return None
    # Windows and macOS draw without a screen; Linux has no fonts there unless told that it is off.
    if sys.platform == "linux":
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QGuiApplication(["elemental-cli"])
