"""Archives of workbooks: checked before anything in them is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

# What zipfile raises for archives that are cut off, encrypted, or packed in a way it does not know.
DAMAGED_ARCHIVE_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError),
    *(OverflowError, ValueError, OSError),
)

LARGEST_UNPACKED_MB = 300
_REQUIRED_PARTS = {"[Content_Types].xml", "xl/workbook.xml"}


def check_workbook_archive(data: bytes) -> tuple[str, ...]:
    """The names of a workbook's parts. Raises BadInput for what is none, or unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=Reason.DAMAGED_OR_OLD) from None
    check_workbook_parts(parts)
    return tuple(part.filename for part in parts)


def check_workbook_parts(parts: Sequence[zipfile.ZipInfo]) -> None:
    """Raise BadInput for parts that are no workbook's, or too much."""
    if not {part.filename for part in parts} >= _REQUIRED_PARTS:
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason=Reason.ARCHIVE_OF_SOMETHING_ELSE)
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED_MB * 1_000_000:
        raise BadInput(ProblemKind.UNPACKED_SIZE_TOO_LARGE, largest=LARGEST_UNPACKED_MB)
