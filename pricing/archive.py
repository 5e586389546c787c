"""Archives of workbooks: checked before anything in them is unpacked."""

from __future__ import annotations

import io
import zipfile

from pricing.errors import BadInput, ProblemKind

LARGEST_UNPACKED_MB = 1_000
_NEEDED = {"[Content_Types].xml", "xl/workbook.xml"}


def check_archive(data: bytes) -> tuple[str, ...]:
    """The names of a workbook's parts. Raises BadInput for what is none, or unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise BadInput(
            ProblemKind.NOT_A_WORKBOOK, reason="it is damaged, protected, or of an older kind"
        ) from None
    if not {part.filename for part in parts} >= _NEEDED:
        raise BadInput(ProblemKind.NOT_A_WORKBOOK, reason="it is an archive of something else")
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED_MB * 1_000_000:
        raise BadInput(ProblemKind.FILE_TOO_LARGE, largest=LARGEST_UNPACKED_MB)
    return tuple(part.filename for part in parts)
