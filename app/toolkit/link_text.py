"""Text with links to the sources of shipped figures."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QTextBrowser

from app.toolkit.translation import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pricing.reference.sources import Source

PICTURE_WIDTH = 640


def citation(source: Source) -> str:
    """Return who says something and how well it is supported: "EFSA (authority)"."""
    return tr("{publisher} ({grade})", publisher=source.publisher, grade=tr(source.standing))


def citations(sources: Iterable[Source]) -> str:
    """Return several sources in one line."""
    return " · ".join(map(citation, sources))


def source_links(sources: Iterable[Source]) -> str:
    """Return several sources in one line, each as a link to the page of sources."""
    return " · ".join(source_link(source.key, citation(source)) for source in sources)


def source_link(key: str, text: str) -> str:
    """Return a link to a source."""
    return f"<a href='source:{key}'>{escape(text)}</a>"


class LinkTextBrowser(QTextBrowser):
    """Shows HTML of ours in the colours in force.

    `source_wanted` asks for a source by its key, `licence_wanted` for a licence by its name.
    """

    source_requested = Signal(str)
    licence_requested = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._html = ""
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.anchorClicked.connect(self._follow_link)

    def _follow_link(self, url: QUrl) -> None:
        """A link to a licence, or to a source."""
        path = url.path(QUrl.ComponentFormattingOption.FullyDecoded)
        wanted = self.licence_requested if url.scheme() == "licence" else self.source_requested
        wanted.emit(path)

    def show_html(self, html: str) -> None:
        self._html = html
        self.setHtml(html)

    # -- Qt's own names ------------------------------------------------------------------------

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """A picture as wide as the page shows it, in the screen's own dots: its text is legible."""
        found = super().loadResource(kind, name)
        if kind != QTextDocument.ResourceType.ImageResource.value or not found:
            return found
        image, ratio = QImage.fromData(found), self.devicePixelRatioF()
        width = min(image.width(), round(PICTURE_WIDTH * ratio))
        image = image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        image.setDevicePixelRatio(max(1.0, width / PICTURE_WIDTH))
        return image

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:  # links keep the colour they were read in
            self.setHtml(self._html)
