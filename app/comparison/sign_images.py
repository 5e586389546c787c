"""Signs as pictures within the text of a label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt, QUrl
from PySide6.QtGui import QPainter, QPixmap, QTextDocument

from app.toolkit.shown_text import Markup
from app.toolkit.signs import paint_sign

if TYPE_CHECKING:
    from app.toolkit.shown_text import Label
    from app.toolkit.signs import Sign


class SignImages:
    """Makes each sign once for a size and the present colours.

    The text holds the pictures as data, so that a copy of it has them too. The label gets them as
    they are: Qt would load its readers for all kinds of pictures to read the data.
    """

    def __init__(self, label: Label) -> None:
        self._label = label
        self._images: dict[tuple[Sign, int, float], tuple[str, QPixmap]] = {}

    def forget(self) -> None:
        """Make all signs anew, because they have other colours."""
        self._images.clear()

    def markup(self, sign: Sign) -> Markup:
        """Return the text for a sign that is as high as a line."""
        side = self._label.fontMetrics().height()
        key = sign, side, self._label.devicePixelRatioF()
        if key not in self._images:
            self._images[key] = _image(*key)
        return Markup(
            "<img src='{source}' width='{side}' height='{side}'>",
            source=self._images[key][0],
            side=str(side),
        )

    def hand_over(self) -> None:
        """Give the label its pictures. Each new text of it wants them again, before it is shown."""
        document = self._label.findChild(QTextDocument)
        if isinstance(document, QTextDocument):
            for source, picture in self._images.values():
                kind = QTextDocument.ResourceType.ImageResource
                document.addResource(kind, QUrl(source), picture)


def _image(sign: Sign, side: int, pixel_ratio: float) -> tuple[str, QPixmap]:
    """Return a sign as the address of its data, and as a picture."""
    picture = QPixmap(round(side * pixel_ratio * 2), round(side * pixel_ratio * 2))
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        paint_sign(painter, sign, QRectF(picture.rect()))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    encoded = bytes(data.toBase64().data()).decode("ascii")
    return f"data:image/png;base64,{encoded}", picture
