"""Pictures of labels: decoded in bounds, then recognized. Nothing leaves the computer."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from pricing.problems.errors import BadInput, ProblemKind

if TYPE_CHECKING:
    from pricing.pictures import PictureText
    from pricing.problems.progress import Progress

PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".heic")
# Drawings such as SVG are programs of a kind, and no photos.
_FORMATS = frozenset((b"png", b"jpeg", b"jpg", b"webp", b"bmp", b"gif", b"tif", b"tiff", b"heic",
                      b"heif"))  # fmt: skip
MAX_FILE_BYTES = 40_000_000
MAX_MEGAPIXELS = 60
# More pixels slow the recognition down and make it no better. Windows refuses more.
LONGEST_SIDE = 2_600


class RecognizedPicture(NamedTuple):
    """A picture with its text, or with why there is none."""

    image: QImage
    text: PictureText | None
    problem: BadInput | None = None


def is_picture_file(path: Path) -> bool:
    """Return whether a file is a picture, by its name."""
    return path.suffix.lower() in PICTURE_ENDINGS


def load_picture(path: Path) -> QImage:
    """Return the picture of a file, as small as the recognition needs it.

    Raises:
        BadInput: It is no picture, or has too many pixels.
    """
    try:
        size_in_bytes = path.stat().st_size
    except OSError:
        raise BadInput(ProblemKind.NO_PICTURE) from None
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if bytes(reader.format().data()) not in _FORMATS or size.isEmpty():
        raise BadInput(ProblemKind.NO_PICTURE)
    if size.width() * size.height() > MAX_MEGAPIXELS * 1_000_000 or size_in_bytes > MAX_FILE_BYTES:
        raise BadInput(ProblemKind.PICTURE_TOO_LARGE, largest=MAX_MEGAPIXELS)
    longest = QSize(LONGEST_SIDE, LONGEST_SIDE)
    if max(size.width(), size.height()) > LONGEST_SIDE:
        reader.setScaledSize(size.scaled(longest, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise BadInput(ProblemKind.NO_PICTURE)
    return image


def recognize(source: Path | QImage, progress: Progress) -> RecognizedPicture:
    """Return a picture with its text. It is written as a picture of ours for the recognition.

    Raises:
        Cancelled: The user cancelled.
    """
    from pricing.pictures import find_reader

    image = QImage()
    try:
        image = _fitted(source) if isinstance(source, QImage) else load_picture(source)
        reader = find_reader()
        with tempfile.TemporaryDirectory(prefix="elemental-") as folder:
            picture = Path(folder) / "label.png"
            image.convertToFormat(QImage.Format.Format_Grayscale8).save(str(picture))
            text = reader.read(picture, lambda: progress.should_continue)
    except BadInput as error:
        return RecognizedPicture(image, None, error)
    if not text.text.strip():
        return RecognizedPicture(image, None, BadInput(ProblemKind.PICTURE_WITHOUT_TEXT))
    return RecognizedPicture(image, text)


def _fitted(image: QImage) -> QImage:
    """Return a picture from the clipboard, as small as the recognition needs it."""
    if max(image.width(), image.height()) <= LONGEST_SIDE:
        return image
    mode = Qt.TransformationMode.SmoothTransformation
    return image.scaled(LONGEST_SIDE, LONGEST_SIDE, Qt.AspectRatioMode.KeepAspectRatio, mode)
