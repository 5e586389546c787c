"""What an error of SQLite means: a fault of the disk, its room or its rights, or of the file."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from pricing.problems.errors import Problem, ProblemKind, Reason, UserError, unwritable_file
from pricing.store.integrity import DamagedFileError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# With less room, SQLite cannot make the files that it needs beside a data file.
NEEDED_ROOM_BYTES = 64 * 2**10
# SQLite's own words are those of its makers. Codes that are not named here come from rows that no
# file of ours holds.
_REASONS: Mapping[int | None, Reason] = {
    sqlite3.SQLITE_BUSY: Reason.HELD_ELSEWHERE,
    sqlite3.SQLITE_CANTOPEN: Reason.NOT_OPENED,
    sqlite3.SQLITE_CORRUPT: Reason.TORN,
    sqlite3.SQLITE_ERROR: Reason.OTHER_TABLES,
    sqlite3.SQLITE_FULL: Reason.NO_ROOM,
    sqlite3.SQLITE_IOERR: Reason.DISK_ERROR,
    sqlite3.SQLITE_LOCKED: Reason.HELD_ELSEWHERE,
    sqlite3.SQLITE_NOMEM: Reason.NO_MEMORY,
    sqlite3.SQLITE_NOTADB: Reason.OTHER_CONTENT,
    sqlite3.SQLITE_PERM: Reason.ONLY_READABLE,
    sqlite3.SQLITE_PROTOCOL: Reason.HELD_ELSEWHERE,
    sqlite3.SQLITE_READONLY: Reason.ONLY_READABLE,
    sqlite3.SQLITE_SCHEMA: Reason.OTHER_TABLES,
}
# Others write at this moment. SQLite calls it a protocol if many open a file at once.
_IN_USE_CODES = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}


def result_code(error: Exception) -> int | None:
    """Return SQLite's primary result code, or None if the error has none."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def reason_of(error: Exception) -> Reason:
    """Return in the reader's words why a file cannot be used."""
    if isinstance(error, DamagedFileError):
        return error.reason
    return _REASONS.get(result_code(error), Reason.TORN)


def is_fault_of_environment(error: sqlite3.DatabaseError) -> bool:
    """Return whether a file is not to blame for an error, but the disk, its room or its rights."""
    return is_in_use(error) or result_code(error) in {
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }


def is_mistake_of_program(error: BaseException) -> bool:
    """Return whether neither the disk nor a file that is in use is to blame for an error.

    The tables do not allow a value, or the file was closed before a statement.
    """
    return isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError)


def is_in_use(error: Exception) -> bool:
    """Return whether another program uses a file just now."""
    return result_code(error) in _IN_USE_CODES


def unusable_folder_error(path: Path, error: sqlite3.DatabaseError) -> UserError:
    """Return the message for a data file that cannot be used where it is."""
    return UserError(ProblemKind.UNUSABLE_DATA_FOLDER, path=path.parent, reason=reason_of(error))


def read_error(path: Path, error: sqlite3.DatabaseError) -> Exception:
    """Return the message for an open data file that can no longer be read.

    A mistake of this program is returned as it is, so that it is reported as one.
    """
    return error if is_mistake_of_program(error) else unusable_folder_error(path, error)


def write_error(
    path: Path, error: Exception, kind: ProblemKind = ProblemKind.READ_ONLY_DATA
) -> Exception:
    """Return the message for a data file, or with its kind another file, that cannot be written.

    A mistake of this program is returned as it is, so that it is reported as one.
    """
    if is_mistake_of_program(error):
        return error
    if isinstance(error, MemoryError):
        return UserError(ProblemKind.NO_MEMORY, path=path)
    if isinstance(error, OSError):
        return unwritable_file(path, error, kind)
    if is_disk_full(path, error):
        return UserError(ProblemKind.NO_ROOM, path=path)
    if is_in_use(error):
        return UserError(ProblemKind.DATA_FILE_IN_USE, path=path)
    return UserError(kind, path=path, reason=reason_of(error))


def is_disk_full(path: Path, error: Exception) -> bool:
    """Return whether an error comes from a full disk. SQLite calls it an I/O error in places."""
    code = result_code(error)
    is_vague = code in {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
    return code == sqlite3.SQLITE_FULL or (is_vague and not has_room(path.parent))


def read_only_notice(path: Path, fault: sqlite3.DatabaseError) -> Problem:
    """Return the message about a data file that can only be read."""
    if is_disk_full(path, fault):
        return Problem(ProblemKind.FULL_DISK_DATA, {"path": path})
    return Problem(ProblemKind.READ_ONLY_DATA, {"path": path, "reason": reason_of(fault)})


def has_room(folder: Path) -> bool:
    """Return whether the disk of a folder has the little room that opening a data file needs."""
    from shutil import disk_usage  # it loads three libraries that compress, which no start needs

    try:
        return disk_usage(folder).free >= NEEDED_ROOM_BYTES
    except OSError:
        return True
