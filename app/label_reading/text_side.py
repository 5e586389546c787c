"""The left side of the dialog: the text of the label, or the photo that it was recognized in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.label_reading.field_rows import set_tone
from app.label_reading.label_text import LabelTextView
from app.toolkit.cards import SMALL_SIZE, sized
from app.toolkit.segments import Segments
from app.toolkit.shown_text import Label
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

TEXT_NOTE = (
    "Change the text, and the fields follow. A photo is read on this computer, and nothing is sent."
)
PAGE_NOTE = "These are the words of the page. They are not shown as it looks, and not changed."
NO_PHOTO = "No photo was opened. Paste one, drop one here, or choose “Open a photo”."
PHOTO_MARGIN = 16
PICTURE_NOTE = (
    "The photo was read on this computer, and nothing was sent. Compare it with the text."
)


class TextSide(QWidget):
    """Shows the text, and beside it the photo, one at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.view = LabelTextView()
        self._photo = _Photo()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._photo)
        title = Label(tr("The label"))
        title.setFont(sized(title.font(), 1, semibold=True))
        title.setBuddy(self.view)
        self._note = Label()
        self._note.setWordWrap(True)
        self._note.setFont(sized(self._note.font(), SMALL_SIZE))
        set_tone(self._note, "muted")
        self._switch = Segments("labelShown", tr("What is shown of the label"), 2)
        self._switch.set_texts((tr("Text"), tr("Photo")))
        self._switch.chosen.connect(self._stack.setCurrentIndex)
        top = QHBoxLayout()
        top.addWidget(title, 1)
        top.addWidget(self._switch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addLayout(top)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._note)
        self.show_photo(QImage())
        self.show_text("", is_page=False)

    def show_text(self, text: str, *, is_page: bool) -> None:
        """Show a text, or the words of a page."""
        self.view.show_text(text, is_page=is_page)
        if not self._photo.is_empty:
            self._note.setText(tr(PICTURE_NOTE))
        else:
            self._note.setText(tr(PAGE_NOTE if is_page else TEXT_NOTE))

    def show_photo(self, image: QImage) -> None:
        """Offer a photo beside the text. An empty one takes the photo away."""
        self._photo.show_image(image)
        self._switch.choose(0)


@reports_exceptions
class _Photo(QWidget):
    """A photo as large as the space allows."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("labelPhoto")
        self.setAccessibleName(tr("Photo of the label"))
        self._image = QImage()

    @property
    def is_empty(self) -> bool:
        """Whether there is no photo."""
        return self._image.isNull()

    def show_image(self, image: QImage) -> None:
        self._image = image
        self.setAccessibleDescription(tr(NO_PHOTO) if image.isNull() else "")
        self.update()

    # -- Qt's own names ------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setPen(tokens().field_border)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            if self._image.isNull():
                painter.setPen(tokens().muted)
                room = self.rect().marginsRemoved(QMargins(*[PHOTO_MARGIN] * 4))
                painter.drawText(room, Qt.TextFlag.TextWordWrap, tr(NO_PHOTO))
                return
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            inside = self.rect().adjusted(1, 1, -1, -1)
            size = self._image.size().scaled(inside.size(), Qt.AspectRatioMode.KeepAspectRatio)
            area = QRect(inside.topLeft(), size)
            area.moveCenter(inside.center())
            painter.drawImage(area, self._image)
