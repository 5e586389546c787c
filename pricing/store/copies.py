"""Connections to files that are only read, and copies of whole files."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

from pricing.problems.errors import UserError
from pricing.problems.progress import SILENT_PROGRESS, Cancelled, Progress
from pricing.quantities.dates import today
from pricing.store.backups import Backups
from pricing.store.data_files import COMPARISONS_FILE, DataFileKind
from pricing.store.disk_faults import (
    is_fault_of_environment,
    is_in_use,
    reason_of,
    write_error,
)
from pricing.store.drafts import write_whole
from pricing.store.integrity import (
    INTEGRITY_TABLE,
    DamagedFileError,
    read_integrity,
    read_seal,
    refuse_damage,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

# How long a copy waits for another window or program that writes.
COPY_TIMEOUT_SECONDS = 30
_RETRY_INTERVAL_SECONDS = 0.02
# How many steps of SQLite's virtual machine a statement runs between checks for cancellation.
STEPS_BETWEEN_CANCEL_CHECKS = 50_000


def connect_exclusive(path: Path) -> sqlite3.Connection:
    """Connect without the file of shared memory, which SQLite cannot make on a full disk."""
    uri = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    return connection


def connect_immutable(path: Path) -> sqlite3.Connection:
    """Connect to a file that nobody writes, such as a copy, and make no file beside it."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, isolation_level=None)


@contextmanager
def cancellable(
    connection: sqlite3.Connection, should_continue: Callable[[], bool]
) -> Iterator[None]:
    """Interrupt statements of the block when `should_continue` returns False.

    The block may close the connection, as it does to open a file for writing that was only read.

    Raises:
        Cancelled: A statement was interrupted.
    """
    connection.set_progress_handler(lambda: not should_continue(), STEPS_BETWEEN_CANCEL_CHECKS)
    try:
        yield
    except (UserError, sqlite3.OperationalError):
        if should_continue():
            raise
        raise Cancelled from None
    finally:
        with suppress(sqlite3.ProgrammingError):
            connection.set_progress_handler(None, 0)


def find_damage_and_copy(
    folder: Path, progress: Progress = SILENT_PROGRESS, kind: DataFileKind = COMPARISONS_FILE
) -> object:
    """Check a file that is open elsewhere, and keep a copy of it if one is due.

    Returns:
        What is wrong with the file, or "" if it is sound or in use: then a later check looks.

    Raises:
        UserError: The copy cannot be written.
        Cancelled: The check was cancelled, and no copy was begun.
    """
    path = folder / kind.name
    try:
        with (
            closing(sqlite3.connect(path, isolation_level=None)) as connection,
            cancellable(connection, lambda: progress.should_continue),
        ):
            proven = refuse_damage(connection, read_seal(path), has_row_digest=kind.has_row_digest)
            copy_if_due(connection, path, kind, Backups(folder, kind), proven)
    except DamagedFileError as error:
        return reason_of(error)
    except (OSError, sqlite3.DatabaseError, MemoryError) as error:
        if isinstance(error, sqlite3.DatabaseError) and not is_fault_of_environment(error):
            return reason_of(error)
        if not is_in_use(error):
            raise write_error(path, error) from None
    return ""


def copy_if_due(
    connection: sqlite3.Connection,
    path: Path,
    kind: DataFileKind,
    backups: Backups,
    proven: int | None = None,
) -> None:
    """Keep a copy of a sound file, unless there is one already.

    `proven` is the count of transactions after which the file was just found sound.
    """
    commits, _ = read_integrity(connection)
    if is_copy_due(connection, path, backups):
        if commits != proven:
            refuse_damage(connection, read_seal(path), has_row_digest=kind.has_row_digest)
        backups.keep(partial(back_up_to, connection), commits, today())


def is_copy_due(connection: sqlite3.Connection, path: Path, backups: Backups) -> bool:
    """Return whether there is no copy yet of what the file holds, or of today."""
    commits, _ = read_integrity(connection)
    return bool(commits) and backups.is_due(commits, today(), path.stat().st_size)


def back_up_to(connection: sqlite3.Connection, target: Path) -> None:
    """Copy all pages into a file."""
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        back_up(connection, copy)


def back_up(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy all pages in one transaction of the target."""
    deadline = time.monotonic() + COPY_TIMEOUT_SECONDS

    def check_deadline(_status: int, _remaining: int, _total: int) -> None:
        if time.monotonic() > deadline:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise error

    source.backup(target, progress=check_deadline, sleep=_RETRY_INTERVAL_SECONDS)


def set_commits(connection: sqlite3.Connection, commits: int) -> None:
    """Write how many transactions a file has had."""
    connection.execute(f"UPDATE {INTEGRITY_TABLE} SET commits = ?", (commits,))


def copy_to_file(
    connection: sqlite3.Connection, target: Path, omitted_tables: Sequence[str] = ()
) -> None:
    """Copy the whole database into one file, without the room that deleted rows have left."""

    def copy_to(draft: Path) -> None:
        connection.execute("VACUUM INTO ?", (str(draft),))
        if omitted_tables:
            with closing(sqlite3.connect(draft, isolation_level=None)) as copy:
                for table in omitted_tables:
                    copy.execute(f"DROP TABLE {table}")
                copy.execute("VACUUM")

    write_whole(target, copy_to)
