"""Reads the pharmacy's logo. The file may come from anyone, so its type and size are limited."""

from __future__ import annotations

import base64
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from app.toolkit.translation import tr
from pricing.problems.errors import ProblemKind, UserError
from pricing.writing.print import Pharmacy

MAX_FILE_MB = 2
MAX_SIDE_PIXELS = 4_000
LOGO_BOX = QSize(240, 64)  # CSS pixels on the page
_IMAGE_PIXELS_PER_CSS_PIXEL = 4  # sharp on paper
_PICTURE_FORMATS = (b"png", b"jpeg", b"jpg")


def pharmacy_with_logo(name: str, path: str) -> Pharmacy:
    """Return the pharmacy with the picture at `path` as its logo; "" means no logo.

    Raises:
        UserError: The picture cannot be used.
    """
    if not path.strip():
        return Pharmacy(name)
    picture = _read_picture(Path(path.strip()))
    shrunk = picture.scaled(
        LOGO_BOX * _IMAGE_PIXELS_PER_CSS_PIXEL,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    size = picture.size().scaled(LOGO_BOX, Qt.AspectRatioMode.KeepAspectRatio)
    smaller = shrunk if shrunk.width() < picture.width() else picture
    return Pharmacy(name, _data_uri(smaller), size.width(), size.height())


def _read_picture(path: Path) -> QImage:
    if path.exists() and not path.is_file():
        raise _refusal(path, tr("it is a folder, a pipe or a device"))
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_MB * 1_000_000 + 1)
    except (OSError, ValueError) as error:
        raise _refusal(path, getattr(error, "strerror", None) or str(error)) from None
    if len(data) > MAX_FILE_MB * 1_000_000:
        raise _refusal(path, tr("the file is too large"))
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if bytes(reader.format().data()) not in _PICTURE_FORMATS:
        raise _refusal(path, tr("it is neither a PNG nor a JPEG picture"))
    if max(size.width(), size.height()) > MAX_SIDE_PIXELS:
        raise _refusal(path, tr("a side has more than {limit} pixels", limit=MAX_SIDE_PIXELS))
    reader.setAutoTransform(True)
    picture = reader.read()
    if picture.isNull():
        raise _refusal(path, reader.errorString())
    return picture


def _refusal(path: Path, reason: str) -> UserError:
    return UserError(ProblemKind.NOT_A_PICTURE, path=path, reason=reason, largest=MAX_FILE_MB)


def _data_uri(picture: QImage) -> str:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload] # Qt takes any device here
    return f"data:image/png;base64,{base64.b64encode(buffer.data().data()).decode()}"
