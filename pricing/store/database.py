"""One connection to a data file: queries, transactions, copies, and the return to a backup."""

from __future__ import annotations

import sqlite3
import sys
import time
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pricing.problems.errors import Problem, ProblemKind, UserError
from pricing.problems.progress import SILENT_PROGRESS, Cancelled, Progress
from pricing.quantities.dates import today
from pricing.store.copies import (
    back_up,
    back_up_to,
    cancellable,
    copy_if_due,
    copy_to_file,
    is_copy_due,
    set_commits,
)
from pricing.store.data_files import COMPARISONS_FILE, DataFileKind
from pricing.store.disk_faults import (
    is_disk_full,
    is_fault_of_environment,
    read_error,
    result_code,
    unusable_folder_error,
    write_error,
)
from pricing.store.integrity import (
    DamagedFileError,
    RowDigest,
    Seal,
    compute_checksum,
    is_checked_at_once,
    read_integrity,
    read_seal,
    refuse_damage,
    write_seal,
)
from pricing.store.opening import LOCK_TIMEOUT_SECONDS, RETRY_INTERVAL_SECONDS, DataFile
from pricing.store.private_files import make_private_folder
from pricing.store.targets import checked_target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pricing.store.backups import Backup

    SqlValue = int | str | None

# In front of a window, a user waits for an edit. So it is soon refused if another program writes.
EDIT_TIMEOUT_SECONDS = 1
# A staging database of more pages is given up after a list.
MAX_PAGES_KEPT_STAGED = 64
# What fails while a file is closed is found and told at the next opening.
_FAULTS_TOLD_LATER = (OSError, sqlite3.Error, DamagedFileError, MemoryError, UserError)


def join_names(names: Iterable[str], template: str = "{}") -> str:
    """Return column names for a statement, each in the template and separated by commas.

    >>> join_names(("price", "currency"), "p.{}")
    'p.price, p.currency'
    """
    return ", ".join(template.format(name) for name in names)


def default_data_folder() -> Path:
    """Return the user's data folder on this system.

    A bundled program that has a folder `data` beside it uses that folder.
    """
    from platformdirs import user_data_path

    portable_folder = Path(sys.executable).with_name("data")
    if getattr(sys, "frozen", False) and portable_folder.is_dir():
        return portable_folder
    return user_data_path("Elemental", appauthor=False)


class Database:
    """One connection to a data file in a folder.

    With `defers_check`, a large file is not checked before it is used; see
    `copies.find_damage_and_copy`.

    Raises:
        UserError: The folder or the file cannot be used.
    """

    def __init__(
        self, folder: Path, kind: DataFileKind = COMPARISONS_FILE, *, defers_check: bool = False
    ) -> None:
        self.path = folder / kind.name
        self._file = DataFile(self.path, kind, defers_check=defers_check)
        self.backups = self._file.backups
        self._kind = kind
        self._digest = RowDigest()
        try:
            make_private_folder(folder)
            self._connection = self._file.open()
            self._last_commits = read_integrity(self._connection)[0]
        except OSError as error:
            raise UserError(
                ProblemKind.UNUSABLE_DATA_FOLDER, path=folder, reason=error.strerror or error
            ) from None
        except sqlite3.DatabaseError as error:
            if is_disk_full(self.path, error):
                raise UserError(ProblemKind.NO_ROOM, path=self.path) from None
            raise unusable_folder_error(self.path, error) from None
        except MemoryError:
            raise UserError(ProblemKind.NO_MEMORY, path=self.path) from None
        self._identity = _file_identity(self.path)

    @property
    def notice(self) -> Problem | None:
        """A message for the user: the file was damaged and set aside, or can only be read."""
        return self._file.notice

    @property
    def offered_backup(self) -> Backup | None:
        """The newest good copy of a file that was set aside."""
        return self._file.offered_backup

    def close(self) -> None:
        """Seal the file, keep a copy of it if one is due, and close the connection."""
        with suppress(*_FAULTS_TOLD_LATER):
            self.keep_copy()
        self._connection.close()

    def keep_copy(self) -> None:
        """Seal the file, and keep a copy if one is due. A damage is told at the next opening.

        Raises:
            UserError: The copy cannot be written, or the file is gone.
        """
        if self._file.is_read_only:
            return
        is_gone = _file_identity(self.path) != self._identity
        proven = None
        if not is_gone:
            with suppress(*_FAULTS_TOLD_LATER):
                proven = self._seal_pages()
        try:
            with suppress(DamagedFileError):  # a file that was removed can be copied all the same
                copy_if_due(self._connection, self.path, self._kind, self.backups, proven)
        except (OSError, sqlite3.DatabaseError, MemoryError) as error:
            is_told = not isinstance(error, sqlite3.DatabaseError) or is_fault_of_environment(error)
            if is_told and not is_gone:
                raise write_error(self.backups.folder, error) from None
        if is_gone:
            raise UserError(ProblemKind.DATA_FILE_GONE, path=self.path)

    @property
    def has_large_copy_due(self) -> bool:
        """Whether `keep_copy` would take long. `copies.find_damage_and_copy` can do it before."""
        if self._file.is_read_only or not self._kind.has_row_digest:
            return False
        with suppress(*_FAULTS_TOLD_LATER):
            if _file_identity(self.path) != self._identity:
                return False
            return not is_checked_at_once(self._connection) and is_copy_due(
                self._connection, self.path, self.backups
            )
        return False

    def _seal_pages(self) -> int | None:
        """Write the checksum of the whole file into its seal, unless it is there.

        Return the count of transactions after which the file was found sound, or None if it was
        not checked. A large file with a row digest does without a checksum. To check it now would
        keep the user waiting, and at the next start it is checked in the background.
        """
        if self._kind.has_row_digest and not is_checked_at_once(self._connection):
            return None
        seal = read_seal(self.path)
        if seal.checksum is not None and seal.commits == read_integrity(self._connection)[0]:
            return None
        proven = refuse_damage(self._connection, seal, has_row_digest=self._kind.has_row_digest)
        with self.snapshot():
            commits, _ = read_integrity(self._connection)
            checksum = compute_checksum(self._connection)
        if self._waits_until_all_is_on_disk():
            write_seal(self.path, Seal(commits, checksum))
        return proven

    def _waits_until_all_is_on_disk(self) -> bool:
        """Move the write-ahead log into the file. Return whether nothing of it is left."""
        ((_, frames, moved),) = self.fetch_rows("PRAGMA wal_checkpoint")
        return frames == moved

    def fetch_rows(
        self, statement: str, values: Sequence[SqlValue] = ()
    ) -> list[tuple[SqlValue, ...]]:
        """Return the rows of a query.

        Raises:
            UserError: The file can no longer be read.
        """
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise read_error(self.path, error) from None

    @contextmanager
    def streamed_rows(self, statement: str) -> Iterator[Iterator[tuple[SqlValue, ...]]]:
        """Let the block iterate over the rows of a query, without holding all of them."""
        with closing(self._connection.execute(statement)) as rows:
            yield rows

    def execute(self, statement: str, values: Sequence[SqlValue] = ()) -> None:
        """Execute a statement inside `transaction`."""
        self._connection.execute(statement, values)

    def execute_many(
        self, statement: str, values: Iterable[Sequence[SqlValue] | Mapping[str, SqlValue]]
    ) -> None:
        """Execute a statement for each row of values inside `transaction`."""
        self._connection.executemany(statement, values)

    @contextmanager
    def transaction(
        self, progress: Progress | None = None, *, is_repeatable: bool = False
    ) -> Iterator[None]:
        """Commit all statements of the block together, or none of them.

        With a progress that no user waits for, the transaction waits longer while another program
        writes. One that is repeatable does not wait for the disk. A power cut may take it back, and
        nothing else.

        Raises:
            UserError: The file cannot be written.
            Cancelled: The progress was cancelled, before or after the block. Nothing has changed.
        """
        commits = self._last_commits
        try:
            if self._file.is_read_only:
                self._reopen()
            if self._kind.has_row_digest:
                self._digest.follow(self._connection)
            with self._wait_for_disk(not is_repeatable):
                self._begin(progress)
                with self._connection:
                    yield
                    _refuse_if_cancelled(progress or SILENT_PROGRESS)
                    commits = self._digest.commit(self._connection)
                    is_same_file = _file_identity(self.path) == self._identity
                    if not is_same_file or commits <= self._last_commits:
                        raise UserError(ProblemKind.DATA_FILE_REPLACED, path=self.path)
        except sqlite3.DatabaseError as error:
            raise write_error(self.path, error) from None
        except MemoryError as error:
            if not self._has_committed(commits):
                raise write_error(self.path, error) from None
        self._last_commits = commits
        if not is_repeatable:  # the seal must never know more than the disk
            write_seal(self.path, Seal(commits))

    @contextmanager
    def _wait_for_disk(self, waits: bool) -> Iterator[None]:
        """Let the transaction of the block wait until it is on disk, or not."""
        if waits:  # as every connection does
            yield
            return
        self._connection.execute("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            self._connection.execute("PRAGMA synchronous = FULL")

    def _has_committed(self, commits: int) -> bool:
        """Return whether this transaction is on disk, and take it back if it has not ended."""
        self._connection.rollback()
        return self._last_commits < commits == read_integrity(self._connection)[0]

    def _begin(self, progress: Progress | None) -> None:
        """Begin a transaction. While another program writes, wait, unless that is cancelled."""
        start = time.monotonic()
        self._connection.execute(f"PRAGMA busy_timeout = {round(RETRY_INTERVAL_SECONDS * 1_000)}")
        try:
            while not self._has_begun(start + _patience_seconds(progress)):
                _refuse_if_cancelled(progress or SILENT_PROGRESS)
        finally:
            self._connection.execute(f"PRAGMA busy_timeout = {round(LOCK_TIMEOUT_SECONDS * 1_000)}")

    def _has_begun(self, deadline: float) -> bool:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if result_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            return False
        return True

    def restore(self, backup: Path) -> None:
        """Replace everything by an earlier state. A copy of the present state is kept.

        Raises:
            UserError: The copy is damaged, or the file cannot be written. Nothing has changed.
        """
        if self._file.is_read_only:
            self._reopen()
        with closing(self._file.migrated_copy(backup)) as earlier:
            commits = self._highest_commits() + 1
            try:
                self.backups.keep(
                    partial(back_up_to, self._connection), commits, today(), replaced=True
                )
                commits = self._highest_commits() + 1  # another window may write meanwhile
                set_commits(earlier, commits + 1)
                back_up(earlier, self._connection)
            except (OSError, sqlite3.DatabaseError) as error:
                raise write_error(self.path, error) from None
            except MemoryError as error:
                if not self._has_committed(commits + 1):
                    raise write_error(self.path, error) from None
        self._last_commits = commits + 1
        write_seal(self.path, Seal(commits + 1))

    def _highest_commits(self) -> int:
        """Return the highest count of transactions that is known here or to another window.

        A window whose count is higher than the file's takes the file for another one.
        """
        known = max(self._last_commits, self._file.highest_commits)
        with suppress(sqlite3.DatabaseError, DamagedFileError):  # the damage is why it is restored
            known = max(known, read_integrity(self._connection)[0])
        return known

    def restore_offered_backup(self) -> None:
        """Restore the newest good copy of a file that was set aside, and say so in the notice.

        Raises:
            UserError: The file cannot be written.
        """
        if self.offered_backup is not None and self.notice is not None:
            self.restore(self.offered_backup.path)
            restored = Problem(ProblemKind.DAMAGED_DATA_RESTORED, self.notice.parameters)
            self._file.notice = restored

    def _reopen(self) -> None:
        """Connect again to a file that could only be read.

        Raises:
            UserError: It still cannot be written.
        """
        self._connection.close()
        try:
            self._connection = self._file.reopen_for_writing()
        except (OSError, sqlite3.DatabaseError, DamagedFileError) as error:
            fault = error if isinstance(error, sqlite3.DatabaseError) else sqlite3.DatabaseError()
            self._connection = self._file.connect_for_reading(fault) or self._connection
            raise write_error(self.path, error) from None
        self._identity = _file_identity(self.path)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all queries of the block see one state of the file. It waits for no writer.

        Raises:
            UserError: The file can no longer be read.
        """
        self.fetch_rows("BEGIN")
        try:
            yield
        finally:
            self._connection.rollback()

    def version(self) -> tuple[object, int]:
        """Return a value that changes when another connection writes to the file.

        Raises:
            UserError: The file can no longer be read.
        """
        ((version,),) = self.fetch_rows("PRAGMA data_version")
        return self._connection, int(str(version))

    def begin_staging(self, tables: Mapping[str, str]) -> None:
        """Attach a database `staging` with empty tables, by their names and definitions.

        SQLite keeps it in a file without a name. One that is still attached is emptied. Inside
        `transaction`, it has to be attached already.
        """
        if self._has_staging():
            for name in tables:
                self._connection.execute(f"DELETE FROM staging.{name}")
            return
        self._connection.execute("ATTACH DATABASE '' AS staging")
        for name, definition in tables.items():
            self._connection.execute(f"CREATE TABLE staging.{name} {definition}")

    def _has_staging(self) -> bool:
        databases = self.fetch_rows("PRAGMA database_list")
        return any(name == "staging" for _, name, _ in databases)

    @contextmanager
    def staging_transaction(self) -> Iterator[None]:
        """Commit statements on staged tables together, without locking the file.

        Inside `transaction`, they belong to it.

        Raises:
            UserError: There is no room for them.
        """
        if self._connection.in_transaction:
            yield
            return
        try:
            self._connection.execute("BEGIN")
            with self._connection:
                yield
        except sqlite3.DatabaseError as error:
            raise write_error(self.path, error) from None

    def end_staging(self) -> None:
        """Give up what was staged, and give the memory of a long list back to the system.

        After a short one the tables stay: to make them again takes longer than to join it.
        """
        with suppress(sqlite3.Error):
            ((pages,),) = self._connection.execute("PRAGMA staging.page_count")
            if pages <= MAX_PAGES_KEPT_STAGED:
                return
        self._detach_staging()
        with suppress(sqlite3.Error):
            self._connection.execute("PRAGMA shrink_memory")
        if sys.platform == "linux":  # elsewhere the system takes it back by itself
            import ctypes

            with suppress(OSError, AttributeError):  # some C libraries have no such function
                ctypes.CDLL(None).malloc_trim(0)

    def _detach_staging(self) -> None:
        with suppress(sqlite3.Error):  # nothing is staged
            self._connection.execute("DETACH DATABASE staging")

    @contextmanager
    def cancellable(self, should_continue: Callable[[], bool]) -> Iterator[None]:
        """Interrupt statements of the block when `should_continue` returns False.

        Their transaction is rolled back.

        Raises:
            Cancelled: A statement was interrupted.
        """
        with cancellable(self._connection, should_continue):
            yield

    def copy_to(self, target: Path, omitted_tables: Sequence[str] = ()) -> None:
        """Copy the whole database into one file, without some tables.

        Raises:
            UserError: The file may not be replaced or cannot be written. It is as it was before.
        """
        try:
            checked = checked_target(target, is_catalogue_export=True)
            copy_to_file(self._connection, checked, omitted_tables)
        except (OSError, sqlite3.DatabaseError, MemoryError) as error:
            raise write_error(target, error, ProblemKind.UNWRITABLE_FILE) from None


def _file_identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another one under its name, or None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _patience_seconds(progress: Progress | None) -> float:
    """Return how long a transaction may wait for another program, as it is just now."""
    is_edit = progress is None or progress.is_awaited
    return EDIT_TIMEOUT_SECONDS if is_edit else LOCK_TIMEOUT_SECONDS


def _refuse_if_cancelled(progress: Progress) -> None:
    if not progress.should_continue:
        raise Cancelled
