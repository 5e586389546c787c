"""The processes that read files for this one, and files that end, stop or fill a reader."""

from __future__ import annotations

import os
import re
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

linux_only = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells the children of a process"
)
_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)
_TABLE_START = (
    f'<?xml version="1.0"?><office:document-content {_NAMESPACES}><office:body>'
    '<office:spreadsheet><table:table table:name="List">'
)
_TABLE_END = "</table:table></office:spreadsheet></office:body></office:document-content>"


def reader_pids() -> list[int]:
    """Return the ids of the processes that read files for this one."""
    pids = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # a process may end meanwhile
            parent = int(stat.read_text("utf-8", "replace").rpartition(")")[2].split()[1])
            command = stat.with_name("cmdline").read_bytes()
            if parent == os.getpid() and b"pricing.commands.worker" in command:
                pids.append(int(stat.parent.name))
    return sorted(pids)


def signal_readers(number: int) -> None:
    """Send a signal to the processes that read files for this one."""
    for pid in reader_pids():
        os.kill(pid, number)


def write_ods(path: Path, rows: str, end: str = _TABLE_END) -> Path:
    """Write an .ods file with these rows in one table."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", _TABLE_START + rows + end)
    return path


def repeated_row(attribute: str) -> str:
    """Return a row with a repeated cell, which is itself repeated as the attribute states."""
    return (
        f"<table:table-row table:number-rows-repeated{attribute}>"
        '<table:table-cell office:value-type="string" table:number-columns-repeated="100">'
        "<text:p>abcdefghijklmnopqrstuvwxyz</text:p></table:table-cell></table:table-row>"
    )


def replace_in_part(path: Path, name: str, pattern: bytes, replacement: bytes) -> None:
    """Replace a pattern in one part of an archive, in which it must occur."""
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts[name], count = re.subn(pattern, replacement, parts[name])
    assert count
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
