"""Makes the program's icons for each system from app/resources/elemental.svg."""

from __future__ import annotations

import struct
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "app" / "resources" / "elemental.svg"
WINDOWS_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
LINUX_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
SETUP_SIZE, SETUP_ICON = (328, 628), 192
# Apple's names of icons by their pixels. The first two are packed channels and the others are PNG.
APPLE_PACKED = {"ic04": 16, "ic05": 32}
APPLE_PNG = {
    "ic11": 32, "ic12": 64, "ic07": 128, "ic13": 256, "ic08": 256, "ic14": 512, "ic09": 512,
    "ic10": 1024,
}  # fmt: skip


def icon_image(size: int):
    """Return the icon as a square QImage."""
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    return image


def setup_image():
    """Return the picture for the last page of Windows' setup, sharp on dense screens too."""
    from PySide6.QtGui import QColor, QImage, QPainter

    image = QImage(*SETUP_SIZE, QImage.Format.Format_RGB888)
    image.fill(QColor("#0b4a4a"))
    painter = QPainter(image)
    painter.drawImage((image.width() - SETUP_ICON) // 2, SETUP_ICON // 2, icon_image(SETUP_ICON))
    painter.end()
    return image


def icon_png(size: int) -> bytes:
    """Return the icon as a PNG file."""
    from PySide6.QtCore import QBuffer, QIODevice

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    icon_image(size).save(buffer, "PNG")
    return bytes(buffer.data().data())


def pixel_bytes(size: int) -> bytes:
    """Return rows of blue, green, red and alpha bytes, from the top."""
    return bytes(icon_image(size).constBits())


def bitmap(size: int) -> bytes:
    """Return a bitmap as in Windows icons: upside down, with a mask that alpha replaces."""
    header = struct.pack("<IiiHHIIiiII", 40, size, 2 * size, 1, 32, 0, 0, 0, 0, 0, 0)
    rows = pixel_bytes(size)
    upside_down = b"".join(rows[at : at + 4 * size] for at in range(0, len(rows), 4 * size)[::-1])
    return header + upside_down + bytes((size + 31) // 32 * 4 * size)


def ico() -> bytes:
    """Return Windows' icon file: bitmaps up to 128 pixels, and a PNG for the largest."""
    pictures = [(size, icon_png(size) if size == 256 else bitmap(size)) for size in WINDOWS_SIZES]
    offset = 6 + 16 * len(pictures)
    entries = b""
    for size, data in pictures:
        side = size % 256
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(data), offset)
        offset += len(data)
    return (
        struct.pack("<HHH", 0, 1, len(pictures)) + entries + b"".join(data for _, data in pictures)
    )


def icns() -> bytes:
    """Return Apple's icon file."""
    parts = [(name, _packed_channels(size)) for name, size in APPLE_PACKED.items()]
    parts += [(name, icon_png(size)) for name, size in APPLE_PNG.items()]
    body = b"".join(name.encode() + struct.pack(">I", 8 + len(data)) + data for name, data in parts)
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def _packed_channels(size: int) -> bytes:
    """Return the channels alpha, red, green and blue in runs of up to 128 literal bytes."""
    rows = pixel_bytes(size)
    packed = b"ARGB"
    for channel in (3, 2, 1, 0):
        plane = rows[channel::4]
        for at in range(0, len(plane), 128):
            run = plane[at : at + 128]
            packed += bytes([len(run) - 1]) + run
    return packed


def write_icons(folder: Path) -> None:
    """Write elemental.ico, elemental.icns, a PNG of each size, and the picture for setup."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "elemental.ico").write_bytes(ico())
    (folder / "elemental.icns").write_bytes(icns())
    for size in LINUX_SIZES:
        (folder / f"elemental-{size}.png").write_bytes(icon_png(size))
    setup_image().save(str(folder / "setup.bmp"))
