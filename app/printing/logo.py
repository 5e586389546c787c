"""The pharmacy's picture: read from a file that anybody may have put there."""

from __future__ import annotations

import base64
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from app.toolkit.translation import tr
from pricing.problems.errors import ProblemKind, UserError
from pricing.writing.print.page_style import Pharmacy

LARGEST_MB = 2
LARGEST_SIDE = 4_000
LOGO_BOX = QSize(240, 64)  # CSS pixels on the page
_DOTS_PER_PIXEL = 4  # dots of the picture for each of those
_PICTURE_FORMATS = (b"png", b"jpeg", b"jpg")


def pharmacy_with_logo(name: str, path: str) -> Pharmacy:
    """The name, with the picture where there is one. Raises UserError for one of no use."""
    if not path.strip():
        return Pharmacy(name)
    picture = _read_picture(Path(path.strip()))
    sharp = picture.scaled(
        LOGO_BOX * _DOTS_PER_PIXEL,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    on_page = picture.size().scaled(LOGO_BOX, Qt.AspectRatioMode.KeepAspectRatio)
    smaller = sharp if sharp.width() < picture.width() else picture
    return Pharmacy(name, _data_uri(smaller), on_page.width(), on_page.height())


def _read_picture(path: Path) -> QImage:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_MB * 1_000_000 + 1)
    except (OSError, ValueError) as error:
        raise _refusal(path, getattr(error, "strerror", None) or str(error)) from None
    if len(data) > LARGEST_MB * 1_000_000:
        raise _refusal(path, tr("it is too large"))
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if bytes(reader.format().data()) not in _PICTURE_FORMATS:
        raise _refusal(path, tr("it is no such picture"))
    if max(size.width(), size.height()) > LARGEST_SIDE:
        raise _refusal(path, tr("it has more than {most} dots a side", most=LARGEST_SIDE))
    reader.setAutoTransform(True)
    picture = reader.read()
    if picture.isNull():
        raise _refusal(path, reader.errorString())
    return picture


def _refusal(path: Path, reason: str) -> UserError:
    return UserError(ProblemKind.NOT_A_PICTURE, path=path, reason=reason, largest=LARGEST_MB)


def _data_uri(picture: QImage) -> str:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload] # it takes any device
    return f"data:image/png;base64,{base64.b64encode(buffer.data().data()).decode()}"
