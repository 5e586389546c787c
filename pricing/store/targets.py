"""What a file that is written may replace: never a folder, a device or a database."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from pricing.problems.errors import ProblemKind, UserError
from pricing.problems.paths import is_folder, is_link, path_exists
from pricing.store.data_files import CATALOGUE_FILE, COMPARISONS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable

_SQLITE_MARK = b"SQLite format 3\0"
_WRITE_AHEAD = 2  # the file format of a data file that the program works on, not of an export
_DATA_FILE_NAMES = (COMPARISONS_FILE.name, CATALOGUE_FILE.name)


def checked_target(path: Path, *, is_catalogue_export: bool = False) -> Path:
    """Return the file to write. Behind a link that is the file that the link names.

    An export of the catalogue may replace an earlier export.

    Raises:
        UserError: It exists and is no regular file, or it is a data file or another database.
    """
    target = Path(os.path.realpath(path)) if is_link(path) else path
    try:
        mode = target.lstat().st_mode
    except FileNotFoundError:
        return target
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(ProblemKind.UNWRITABLE_FILE, path=path, reason=reason) from None
    if not stat.S_ISREG(mode):
        raise UserError(ProblemKind.OUTPUT_NOT_A_FILE, path=path)
    is_data_file = target.name.casefold().startswith(_DATA_FILE_NAMES)
    is_in_use = path_exists(Path(f"{target}-wal"))
    if is_data_file and (is_in_use or not is_catalogue_export):
        # It is not read: closing a file drops SQLite's locks on it on some systems.
        raise UserError(ProblemKind.OUTPUT_IS_DATABASE, path=path)
    header = _header(target)
    is_database = is_data_file or header.startswith(_SQLITE_MARK)
    if is_database and not (is_catalogue_export and _is_exported_catalogue(header)):
        raise UserError(ProblemKind.OUTPUT_IS_DATABASE, path=path)
    return target


def check_is_no_input(path: Path, inputs: Iterable[Path]) -> None:
    """Check that a file to write is not one that was read, also under another name.

    Raises:
        UserError: It is an input, or a file in a folder that was read.
    """
    if path_exists(path) and any(_is_input(path, file) for file in inputs):
        raise UserError(ProblemKind.OUTPUT_IS_INPUT, path=path)


def _is_input(path: Path, file: Path) -> bool:
    if not path_exists(file):
        return False
    is_inside = is_folder(file) and Path(os.path.realpath(path)).is_relative_to(
        os.path.realpath(file)
    )
    return is_inside or path.samefile(file)


def is_exported_catalogue(path: Path) -> bool:
    """Return whether a file is a catalogue that was exported, and no catalogue in use."""
    return _is_exported_catalogue(_header(path))


def _is_exported_catalogue(header: bytes) -> bool:
    """Return the same by the first bytes: SQLite's mark, the file format, and whose file it is."""
    return (
        header.startswith(_SQLITE_MARK)
        and header[18] != _WRITE_AHEAD
        and int.from_bytes(header[68:72], "big") == CATALOGUE_FILE.application_id
    )


def _header(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(100)
    except OSError:  # it is not readable, so nothing of ours; writing will tell
        return b""
