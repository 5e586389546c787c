"""Lays out HTML on pages, once, so that preview, printer and PDF break the same lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QImage,
    QPainter,
    QPalette,
    QPixmap,
    QPyTextObject,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrame,
)

from app.printing.handout_drawings import HANDOUT_DRAWINGS
from app.toolkit.virtuals import reports_exceptions
from pricing.writing.print import MARGIN_MM, PAPERS, Density

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import QRect
    from PySide6.QtGui import QTextBlock, QTextCharFormat

    from pricing.writing.print import Handout, HandoutPage

    Drawing = Callable[[QPainter, QRectF], None]

# The layout has its own resolution, as fine as a printer's, so lines break alike on any device.
DOTS_PER_INCH = 600
CSS_DOTS_PER_INCH = 96
_MM_PER_INCH = 25.4
_INK, _FOOTER_INK = "#1b1f24", "#3f474f"
_FOOTER_PIXELS = 11
# To guess which size of print fits: larger print makes lines higher and also more of them. Large
# print, whose page is compact already, loses some of its room because parts stay whole.
_GROWTH_WITH_SIZE, _GROWTH_OF_LARGE_PRINT = 1.3, 1.9
_ROOM_IF_WHOLE = 0.97
# Print that is one point smaller is better than a last page with less on it than this.
_ALMOST_EMPTY = 0.2
# Compact pages that are less full than this may have room for the usual spacings.
_FULL_ENOUGH = 0.95
# The most of a page that stays empty to keep the next table whole.
_MOST_LEFT_EMPTY = 0.4


class PrintedPages:
    """The pages of a document.

    Each of the `drawings` is painted where the HTML has an <img> of its name. The `footer` is
    printed on every page, with its {page} and {pages} filled in.
    """

    def __init__(
        self,
        html: str,
        paper: str,
        drawings: Mapping[str, Drawing] | None = None,
        footer: str = "",
    ) -> None:
        self.paper = PAPERS[paper]
        self._footer = footer
        self.page_width = float(self.paper.width_mm) / _MM_PER_INCH * DOTS_PER_INCH
        self.page_height = float(self.paper.height_mm) / _MM_PER_INCH * DOTS_PER_INCH
        margin = MARGIN_MM / _MM_PER_INCH * DOTS_PER_INCH
        self._text_area = QRectF(
            margin, margin, self.page_width - 2 * margin, self.page_height - 2 * margin
        )
        self._device = QImage(1, 1, QImage.Format.Format_RGB32)
        dots_per_metre = round(DOTS_PER_INCH / _MM_PER_INCH * 1_000)
        self._device.setDotsPerMeterX(dots_per_metre)
        self._device.setDotsPerMeterY(dots_per_metre)
        self._document = QTextDocument()
        self._document.setPageSize(QSizeF(0, 0))  # nothing is laid out before everything is there
        self._document.setUndoRedoEnabled(False)
        self._document.setDocumentMargin(0)
        self._document.setDefaultFont(_without_ligatures(QFont()))
        self._document.setMetaInformation(QTextDocument.MetaInformation.CssMedia, "print")
        layout = self._document.documentLayout()
        layout.setPaintDevice(self._device)
        self._drawing_handler = _DrawingHandler(drawings or {}, self._document)
        if drawings:
            layout.registerHandler(QTextFormat.ObjectTypes.ImageObject.value, self._drawing_handler)
        self._document.setHtml(html)
        _size_headings_as_styled(self._document)
        self._document.setPageSize(QSizeF(self._text_area.width(), self._text_area.height()))

    def keep_parts_whole(self) -> None:
        """Begin pages between paragraphs and tables, and never within one that fits on a page."""
        if self.count > 1:
            _keep_parts_whole(self._document)

    @property
    def count(self) -> int:
        return self._document.pageCount()

    @property
    def fill(self) -> float:
        """The height of the contents as a number of pages."""
        last = self._document.documentLayout().blockBoundingRect(self._document.lastBlock())
        return last.bottom() / self._text_area.height()

    @property
    def title(self) -> str:
        return self._document.metaInformation(QTextDocument.MetaInformation.DocumentTitle)

    @property
    def text(self) -> str:
        """The text of all pages, for screen readers."""
        return self._document.toPlainText().replace("\N{OBJECT REPLACEMENT CHARACTER}", "").strip()

    def paint(self, painter: QPainter, page: int) -> None:
        """Draw a page, counted from 0, at the painter's origin, in dots of the layout."""
        painter.save()
        painter.translate(
            self._text_area.left(), self._text_area.top() - page * self._text_area.height()
        )
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = QRectF(
            0, page * self._text_area.height(), self._text_area.width(), self._text_area.height()
        )
        context.palette.setColor(QPalette.ColorRole.Text, QColor(_INK))
        painter.setClipRect(context.clip)
        self._document.documentLayout().draw(painter, context)
        painter.restore()
        if self._footer:
            self._paint_footer(painter, page)

    def _paint_footer(self, painter: QPainter, page: int) -> None:
        painter.save()
        scale = DOTS_PER_INCH / CSS_DOTS_PER_INCH
        painter.scale(scale, scale)
        painter.setPen(QColor(_FOOTER_INK))
        painter.setFont(pixel_font(painter.font(), _FOOTER_PIXELS))
        area = QRectF(
            self._text_area.left(),
            self._text_area.bottom(),
            self._text_area.width(),
            self._text_area.top() * 0.8,
        )
        line = QRectF(area.topLeft() / scale, area.size() / scale)
        text = self._footer.format(page=page + 1, pages=self.count)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()


class FittedHandout(NamedTuple):
    """The pages, the number of products on them, and the size of the text in points."""

    pages: PrintedPages
    product_count: int
    points: int


def fit_handout(handout: Handout) -> FittedHandout:
    """Lay out a handout with as many products and in as large a print as its pages allow.

    The page is roomy if that fits, else compact, and in smaller print if it must. Products are left
    out only if nothing else helps.
    """
    for count in range(len(handout.products), 0, -1):
        part = handout if count == len(handout.products) else handout.with_first(count)
        fitted = fit_page(part)
        if fitted.pages.count <= handout.options.max_pages:
            break
    return fitted


def fit_page(handout: HandoutPage) -> FittedHandout:
    """Lay out all products in as large a print as the pages allow.

    How far the first layout runs over tells which size to try next.
    """
    sizes, count = handout.options.text_sizes, handout.product_count
    largest = sizes[0]
    max_pages, is_large = handout.options.max_pages, handout.options.is_large
    pages = _laid_out(handout, largest, Density.ROOMY)
    if pages.count <= max_pages:
        if pages.count > 1 and pages.fill % 1 < _ALMOST_EMPTY:
            smaller = _laid_out(handout, sizes[1], Density.COMPACT)
            if smaller.count < pages.count:
                return FittedHandout(smaller, count, sizes[1])
        return FittedHandout(pages, count, largest)
    room = max_pages / pages.fill * (_ROOM_IF_WHOLE if is_large else handout.room_if_compact)
    growth = _GROWTH_OF_LARGE_PRINT if is_large else _GROWTH_WITH_SIZE
    for points in sizes:
        is_last = points == sizes[-1]
        if not is_last and (points / largest) ** growth > room:
            continue
        pages = _laid_out(handout, points, Density.COMPACT)
        if pages.count <= max_pages or is_last:
            break
    return _using_its_room(handout, FittedHandout(pages, count, points), growth)


def _using_its_room(handout: HandoutPage, fitted: FittedHandout, growth: float) -> FittedHandout:
    """Use what compact pages leave empty for larger print, for roomy parts or for spaces."""
    sizes, max_pages = handout.options.text_sizes, handout.options.max_pages
    points, fill = fitted.points, fitted.pages.fill
    if fill >= max_pages * _FULL_ENOUGH:
        return fitted
    larger = sizes[max(sizes.index(points) - 1, 0)]
    may_fit = larger > points and fill * (larger / points) ** growth <= max_pages
    for size, density in (
        (larger, Density.COMPACT), (points, Density.ROOMY), (points, Density.IN_COLUMNS),
        (points, Density.SPACED),
    ):  # fmt: skip
        if size > points and not may_fit:
            continue
        pages = _laid_out(handout, size, density)
        if pages.count <= max_pages:
            return FittedHandout(pages, fitted.product_count, size)
    return fitted


def _laid_out(handout: HandoutPage, points: int, density: Density) -> PrintedPages:
    html = handout.html(points, density)
    pages = PrintedPages(html, handout.options.paper, HANDOUT_DRAWINGS)
    if handout.options.max_pages > 1:
        pages.keep_parts_whole()
    return pages


def pixel_font(font: QFont, pixels: int) -> QFont:
    """Return the font at a size that does not depend on the device."""
    sized = QFont(font)
    sized.setPixelSize(pixels)
    return sized


def _size_headings_as_styled(document: QTextDocument) -> None:
    """Remove the extra size that Qt adds to headings on top of their style."""
    block = document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel():
            cursor = QTextCursor(block)
            end = QTextCursor.MoveOperation.EndOfBlock
            cursor.movePosition(end, QTextCursor.MoveMode.KeepAnchor)
            form = block.begin().fragment().charFormat()
            form.clearProperty(QTextFormat.Property.FontSizeAdjustment)
            cursor.setCharFormat(form)
        block = block.next()


def _keep_parts_whole(document: QTextDocument) -> None:
    """Begin a page with each paragraph or table that would be torn, and with its heading.

    What is longer than a page is torn nevertheless, and so is a table, between its rows, that would
    leave much of the page before it empty.
    """
    layout, page_height = document.documentLayout(), document.pageSize().height()
    heading = None
    parts = document.rootFrame().begin()
    while not parts.atEnd():
        table, block = parts.currentFrame(), parts.currentBlock()
        area = layout.frameBoundingRect(table) if table else layout.blockBoundingRect(block)
        first_page = area.top() // page_height
        is_torn = first_page != (area.bottom() - 1) // page_height and area.height() <= page_height
        left_empty = page_height - area.top() % page_height
        if table and left_empty > _MOST_LEFT_EMPTY * page_height:
            is_torn = False
        if is_torn or (
            heading and layout.blockBoundingRect(heading).top() // page_height != first_page
        ):
            _begin_page(heading or table or block)
        heading = block if not table and block.blockFormat().headingLevel() else None
        parts += 1


def _begin_page(part: QTextFrame | QTextBlock) -> None:
    policy = QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore
    if isinstance(part, QTextFrame):
        frame_format = part.frameFormat()
        frame_format.setPageBreakPolicy(policy)
        part.setFrameFormat(frame_format)
    else:
        block_format = part.blockFormat()
        block_format.setPageBreakPolicy(policy)
        QTextCursor(part).setBlockFormat(block_format)


def _without_ligatures(font: QFont) -> QFont:
    """Return the font without ligatures, so that text copied from a PDF has plain letters."""
    plain = QFont(font)
    plain.setFeature(QFont.Tag("liga"), 0)
    return plain


@reports_exceptions
class _DrawingHandler(QPyTextObject):
    """Paints drawings in the places that the HTML leaves for them, in CSS pixels.

    An image that is no drawing holds its picture in its address.
    """

    def __init__(self, drawings: Mapping[str, Drawing], parent: QTextDocument) -> None:
        super().__init__(parent)
        self._drawings = drawings

    # -- Qt's own names ------------------------------------------------------------------------

    def intrinsicSize(self, document: QTextDocument, at: int, form: QTextFormat) -> QSizeF:
        image = form.toImageFormat()
        scale = DOTS_PER_INCH / CSS_DOTS_PER_INCH
        return QSizeF(image.width() * scale, image.height() * scale)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        document: QTextDocument,
        at: int,
        form: QTextFormat | QTextCharFormat,
    ) -> None:
        scale = DOTS_PER_INCH / CSS_DOTS_PER_INCH
        painter.save()
        painter.translate(QPointF(rect.topLeft()))
        painter.scale(scale, scale)
        area = QRectF(0, 0, rect.width() / scale, rect.height() / scale)
        name = form.toImageFormat().name()
        if name in self._drawings:
            self._drawings[name](painter, area)
        else:
            kind = QTextDocument.ResourceType.ImageResource.value
            picture = QPixmap(document.resource(kind, QUrl(name)))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(area, picture, QRectF(picture.rect()))
        painter.restore()
