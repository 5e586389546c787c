"""Text with links to the sources of shipped figures, and how a source is cited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QTextBrowser

from app.toolkit.cards import PADDING
from app.toolkit.shown_text import Markup
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pricing.reference.sources import Source

PICTURE_WIDTH = 640


def citation(source: Source) -> str:
    """Return who says something and how well it is supported: "EFSA (authority)"."""
    return tr("{publisher} ({grade})", publisher=source.publisher, grade=tr(source.evidence_grade))


def citations(sources: Iterable[Source]) -> str:
    """Return several sources in one line."""
    return " · ".join(map(citation, sources))


def source_links(sources: Iterable[Source]) -> Markup:
    """Return several sources in one line, each as a link to the page of sources."""
    return Markup.join((source_link(source.key, citation(source)) for source in sources), " · ")


def source_link(key: str, text: str) -> Markup:
    """Return a link to a source."""
    return Markup("<a href='source:{key}'>{text}</a>", key=key, text=text)


@reports_exceptions
class LinkTextBrowser(QTextBrowser):
    """A browser for our own markup that follows the theme's colours."""

    source_requested = Signal(str)  # the source's key
    licence_requested = Signal(str)  # the licence's name

    def __init__(self, name: str) -> None:
        super().__init__()
        self._page = Markup()
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.document().setDocumentMargin(PADDING)
        self.anchorClicked.connect(self._follow_link)

    def _follow_link(self, url: QUrl) -> None:
        """Ask for the licence or source of a link."""
        path = url.path(QUrl.ComponentFormattingOption.FullyDecoded)
        is_licence = url.scheme() == "licence"
        (self.licence_requested if is_licence else self.source_requested).emit(path)

    def show_markup(self, page: Markup) -> None:
        """Show a page."""
        if page.html != self._page.html:
            self._page = page
            self.setHtml(page.html)

    # -- Qt's own names ------------------------------------------------------------------------

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Return a picture scaled to the page in the screen's own pixels, so that it is sharp."""
        data = super().loadResource(kind, name)
        if kind != QTextDocument.ResourceType.ImageResource.value or not data:
            return data
        image, ratio = QImage.fromData(data), self.devicePixelRatioF()
        width = min(image.width(), round(PICTURE_WIDTH * ratio))
        image = image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        image.setDevicePixelRatio(max(1.0, width / PICTURE_WIDTH))
        return image

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if (
            event.type() is QEvent.Type.PaletteChange
        ):  # links keep the colour of the time they were read
            self.setHtml(self._page.html)
