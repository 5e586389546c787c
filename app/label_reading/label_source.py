"""Reads a label from a text, a page, the clipboard or a picture, for the dialog to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage

from app.label_reading.pictures import recognize
from app.toolkit.background_tasks import BackgroundTask
from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.labels import Span, read_shown_label
from pricing.problems.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtCore import QMimeData

    from app.label_reading.pictures import RecognizedPicture


class LabelSource(QObject):
    """Reads one label at a time. Another one ends the recognition of a picture."""

    read = Signal(object)  # ShownLabel
    failed = Signal(str)  # why nothing is read, or not yet
    photo_changed = Signal(QImage)  # the photo beside the text; an empty one for none

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._task: BackgroundTask | None = None

    def read_clipboard(self) -> None:
        """Read the text of the clipboard, or else its picture."""
        data = QGuiApplication.clipboard().mimeData()
        source = data_source(data) if data is not None else ""
        if source.strip():
            self.read_text(source)
        elif data is not None and data.hasImage():
            self.read_picture(QGuiApplication.clipboard().image())

    def read_text(self, source: str) -> None:
        """Read a text or a page."""
        self.stop()
        self.photo_changed.emit(QImage())
        self._read(source.replace("\r\n", "\n").replace("\r", "\n"), ())

    def read_picture(self, source: Path | QImage) -> None:
        """Recognize the text of a picture, and read it."""
        self.stop()
        self.photo_changed.emit(QImage())
        self.failed.emit(tr("The picture is being read…"))
        self._task = BackgroundTask(
            lambda progress: recognize(source, progress), self, only_reads=True
        )
        self._task.succeeded.connect(self._read_recognized)
        self._task.ended.connect(self._forget_task)
        self._task.start()

    def stop(self) -> None:
        """Give up the recognition of a picture."""
        if self._task is not None:
            self._task.cancel_and_wait()
            self._task = None

    def _forget_task(self) -> None:
        self._task = None

    def _read_recognized(self, picture: RecognizedPicture) -> None:
        self.photo_changed.emit(picture.image)
        if picture.text is None:
            self.failed.emit(picture.problem.message(notation()) if picture.problem else "")
            return
        self._read(picture.text.text, [Span(*place) for place in picture.text.doubtful])

    def _read(self, source: str, doubtful: Sequence[Span]) -> None:
        try:
            shown = read_shown_label(source, doubtful)
        except BadInput as error:
            self.failed.emit(error.message(notation()))
            return
        self.read.emit(shown)


def data_source(data: QMimeData) -> str:
    """Return what to read of copied data: its page only if that says more than its text."""
    text, html = data.text(), data.html()
    has_data = "ld+json" in html or "itemprop" in html
    return html if has_data or not text.strip() else text
