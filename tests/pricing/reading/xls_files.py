"""Small workbooks of Excel 97 to 2003, which no library at hand writes."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SECTOR, _SMALLEST_STREAM = 512, 4_096
_FREE, _END, _FAT = -1, -2, -3
_BOF, _EOF, _FONT, _XF, _SHEET, _LABEL, _NUMBER = 0x809, 0x0A, 0x31, 0xE0, 0x85, 0x204, 0x203
_MERGED_CELLS = 0xE5
_WHOLE, _OF_SHEET = 5, 16


def xls_of(*rows: Sequence[str | float], merged: Sequence[tuple[int, int, int, int]] = ()) -> bytes:
    """Return a workbook of one sheet. A row holds no cells behind its last one.

    `merged` are the first and last rows and columns of merged cells, from 0.
    """
    fonts = _record(_FONT, struct.pack("<5H4B", 200, 0, 8, 400, 0, 0, 0, 0, 0) + _text("Arial"))
    styles = _record(_XF, struct.pack("<3H4B2LH", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)) * 16
    before = _begin(_WHOLE) + fonts * 5 + styles
    bound = struct.pack("<LBB", 0, 0, 0) + _text("List")
    start = len(before) + 4 + len(bound) + len(_record(_EOF))
    bound = struct.pack("<LBB", start, 0, 0) + _text("List")
    cells = b"".join(
        _cell(row, column, value)
        for row, values in enumerate(rows)
        for column, value in enumerate(values)
        if value != ""
    )
    areas = b"".join(struct.pack("<4H", *area) for area in merged)
    cells += _record(_MERGED_CELLS, struct.pack("<H", len(merged)) + areas) if merged else b""
    sheet = _begin(_OF_SHEET) + cells + _record(_EOF)
    return _in_container(before + _record(_SHEET, bound) + _record(_EOF) + sheet)


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _begin(kind: int) -> bytes:
    return _record(_BOF, struct.pack("<4HLL", 0x600, kind, 0, 1997, 0, 0))


def _text(text: str) -> bytes:
    return struct.pack("<BB", len(text), 0) + text.encode("latin-1")


def _cell(row: int, column: int, value: str | float) -> bytes:
    place = struct.pack("<3H", row, column, 15)
    if isinstance(value, str):
        return _record(_LABEL, place + struct.pack("<HB", len(value), 0) + value.encode("latin-1"))
    return _record(_NUMBER, place + struct.pack("<d", value))


def _in_container(stream: bytes) -> bytes:
    """Return a compound file whose one stream is the workbook."""
    size = max(len(stream), _SMALLEST_STREAM)
    count = -(-size // _SECTOR)
    chain = [*range(3, count + 2), _END]
    table = [_FAT, _END, *chain]
    sectors = struct.pack("<128l", *table, *[_FREE] * (128 - len(table)))
    folder = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, size)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H6x2Ll2LlLlL", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, _SMALLEST_STREAM,
                          _END, 0, _END, 0)  # fmt: skip
    header += struct.pack("<109l", 0, *[_FREE] * 108)
    return header + sectors + folder.ljust(_SECTOR, b"\0") + stream.ljust(count * _SECTOR, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    letters = name.encode("utf-16-le")
    content = letters.ljust(64, b"\0") + struct.pack("<HBB", len(letters) + 2, kind, 1)
    content += struct.pack("<3l", _FREE, _FREE, child) + bytes(36)
    return content + struct.pack("<lQ", start, size)
