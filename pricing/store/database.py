"""One connection to a data file, which is created, migrated, or set aside if it is damaged."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from pricing.problems.errors import Problem, ProblemKind, Reason, UserError
from pricing.problems.progress import SILENT_PROGRESS, Cancelled, Progress
from pricing.quantities.dates import today
from pricing.store.backups import Backup, Backups
from pricing.store.copies import (
    back_up,
    back_up_to,
    connect_exclusive,
    connect_immutable,
    copy_if_due,
    copy_to_file,
    set_commits,
)
from pricing.store.data_files import COMPARISONS_FILE, DataFileKind
from pricing.store.disk_faults import (
    has_room,
    is_disk_full,
    is_fault_of_environment,
    read_only_notice,
    reason_of,
    result_code,
    write_error,
)
from pricing.store.integrity import (
    DamagedFileError,
    RowDigest,
    Seal,
    compute_checksum,
    read_integrity,
    read_seal,
    refuse_damage,
    refuse_unsound_pages,
    seal_path,
    write_seal,
)
from pricing.store.private_files import make_private_file, make_private_folder
from pricing.store.targets import checked_target
from pricing.store.versions import (
    add_migration_functions,
    check_version,
    file_version,
    keep_earlier_version,
    migrate,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    SqlValue = int | str | None

# A larger file is checked after the start, in the background.
MAX_PAGES_CHECKED_AT_START = 1_024
# How long a write waits for another window or program that writes. In front of a window, a user
# waits for an edit, so it is soon refused.
LOCK_TIMEOUT_SECONDS = 30
EDIT_TIMEOUT_SECONDS = 1
RETRY_INTERVAL_SECONDS = 0.02
# How many steps of SQLite's virtual machine a statement runs between checks for cancellation.
STEPS_BETWEEN_CANCEL_CHECKS = 50_000


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

    `notice` is a message for the user: the file was damaged and set aside, or can only be read.
    `offered_backup` is the newest good copy of a file that was set aside. With `defers_check`, a
    large file is not checked before it is used; see `find_damage_and_copy`.

    Raises:
        UserError: The folder or the file cannot be used.
    """

    def __init__(
        self, folder: Path, kind: DataFileKind = COMPARISONS_FILE, *, defers_check: bool = False
    ) -> None:
        self.path = folder / kind.name
        self.backups = Backups(folder, kind)
        self.notice: Problem | None = None
        self.offered_backup: Backup | None = None
        self._kind = kind
        self._defers_check = defers_check
        self._is_read_only = False
        self._digest = RowDigest()
        try:
            make_private_folder(folder)
            self._connection = self._open()
            self._last_commits = read_integrity(self._connection)[0]
        except OSError as error:
            raise UserError(
                ProblemKind.UNUSABLE_DATA_FOLDER, path=folder, reason=error.strerror or error
            ) from None
        except sqlite3.DatabaseError as error:
            if is_disk_full(self.path, error):
                raise UserError(ProblemKind.NO_ROOM, path=self.path) from None
            raise self._unusable_folder(error) from None
        except MemoryError:
            raise UserError(ProblemKind.NO_MEMORY, path=self.path) from None
        self._identity = _file_identity(self.path)

    def _unusable_folder(self, error: sqlite3.DatabaseError) -> UserError:
        folder, reason = self.path.parent, reason_of(error)
        return UserError(ProblemKind.UNUSABLE_DATA_FOLDER, path=folder, reason=reason)

    def close(self) -> None:
        """Seal the file, keep a copy of it if one is due, and close the connection."""
        if not self._is_read_only:
            # What fails here is found and told at the next opening.
            with suppress(OSError, sqlite3.Error, DamagedFileError, MemoryError, UserError):
                self.keep_copy()
                self._seal_pages()
        self._connection.close()

    def keep_copy(self) -> None:
        """Keep a copy of the file if one is due. A damage is told at the next opening.

        Raises:
            UserError: The copy cannot be written.
        """
        if self._is_read_only:
            return
        try:
            with suppress(DamagedFileError):
                copy_if_due(self._connection, self.path, self._kind, self.backups)
        except (OSError, sqlite3.DatabaseError, MemoryError) as error:
            if not isinstance(error, sqlite3.DatabaseError) or is_fault_of_environment(error):
                raise write_error(self.backups.folder, error) from None

    def _seal_pages(self) -> None:
        """Write the checksum of the whole file into its seal, unless it is there."""
        seal = read_seal(self.path)
        if seal.checksum is not None:
            return
        refuse_damage(self._connection, seal, has_row_digest=self._kind.has_row_digest)
        self._connection.execute("BEGIN")
        commits, _ = read_integrity(self._connection)
        checksum = compute_checksum(self._connection)
        self._connection.execute("COMMIT")
        write_seal(self.path, Seal(commits, checksum))

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
            raise self._unusable_folder(error) from None

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
    def transaction(self, progress: Progress | None = None) -> Iterator[None]:
        """Commit all statements of the block together, or none of them.

        With a progress, the transaction waits longer while another program writes.

        Raises:
            UserError: The file cannot be written.
            Cancelled: The progress was cancelled, before or after the block. Nothing has changed.
        """
        commits = self._last_commits
        try:
            if self._is_read_only:
                self._reopen()
            if self._kind.has_row_digest:
                self._digest.follow(self._connection)
            self._begin(progress)
            with self._connection:
                yield
                _refuse_if_cancelled(progress or SILENT_PROGRESS)
                commits = self._digest.commit(self._connection)
                if _file_identity(self.path) != self._identity or commits <= self._last_commits:
                    raise UserError(ProblemKind.DATA_FILE_REPLACED, path=self.path)
        except sqlite3.DatabaseError as error:
            raise write_error(self.path, error) from None
        except MemoryError as error:
            if not self._has_committed(commits):
                raise write_error(self.path, error) from None
        self._last_commits = commits
        write_seal(self.path, Seal(commits))

    def _has_committed(self, commits: int) -> bool:
        """Return whether this transaction is on disk, and take it back if it has not ended."""
        self._connection.rollback()
        return self._last_commits < commits == read_integrity(self._connection)[0]

    def _begin(self, progress: Progress | None) -> None:
        """Begin a transaction. While another program writes, wait, unless that is cancelled."""
        seconds = EDIT_TIMEOUT_SECONDS if progress is None else LOCK_TIMEOUT_SECONDS
        deadline = time.monotonic() + seconds
        self._connection.execute(f"PRAGMA busy_timeout = {round(RETRY_INTERVAL_SECONDS * 1_000)}")
        try:
            while not self._has_begun(deadline):
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
        if self._is_read_only:
            self._reopen()
        with closing(self._migrated_copy(backup)) as earlier:
            try:
                commits = max(self._last_commits, self._highest_commits) + 1
                self.backups.keep(
                    partial(back_up_to, self._connection), commits, today(), replaced=True
                )
                set_commits(earlier, commits + 1)
                back_up(earlier, self._connection)
            except (OSError, sqlite3.DatabaseError) as error:
                raise write_error(self.path, error) from None
            except MemoryError as error:
                if not self._has_committed(commits + 1):
                    raise write_error(self.path, error) from None
        self._last_commits = commits + 1
        write_seal(self.path, Seal(commits + 1))

    def restore_offered_backup(self) -> None:
        """Restore the newest good copy of a file that was set aside, and say so in the notice.

        Raises:
            UserError: The file cannot be written.
        """
        if self.offered_backup is not None and self.notice is not None:
            self.restore(self.offered_backup.path)
            self.notice = Problem(ProblemKind.DAMAGED_DATA_RESTORED, self.notice.parameters)

    def _migrated_copy(self, backup: Path) -> sqlite3.Connection:
        """Return a copy in memory that has the current version and is sound."""
        earlier = sqlite3.connect(":memory:", isolation_level=None)
        try:
            with closing(connect_immutable(backup)) as stored:
                back_up(stored, earlier)
            check_version(earlier, self._kind)
            migrate(earlier, self._kind, 0)
            refuse_damage(earlier, Seal(), has_row_digest=self._kind.has_row_digest)
        except (sqlite3.DatabaseError, DamagedFileError) as error:
            earlier.close()
            raise UserError(
                ProblemKind.UNUSABLE_COPY, path=backup, reason=reason_of(error)
            ) from None
        return earlier

    @property
    def _highest_commits(self) -> int:
        return max((backup.commits for backup in self.backups.newest_first()), default=0)

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

    def begin_staging(self) -> None:
        """Attach an empty database `staging`, which SQLite keeps in a file without a name.

        Inside `transaction`, the one that is attached is emptied.
        """
        if self._connection.in_transaction:
            tables = "SELECT name FROM staging.sqlite_master WHERE type = 'table'"
            for (name,) in self.fetch_rows(tables):
                self._connection.execute(f"DROP TABLE staging.{name}")
            return
        self._detach_staging()  # an import that could not end it
        self._connection.execute("ATTACH DATABASE '' AS staging")

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
        """Give up what was staged, and give the memory back to the system."""
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
        self._connection.set_progress_handler(
            lambda: not should_continue(), STEPS_BETWEEN_CANCEL_CHECKS
        )
        try:
            yield
        except (UserError, sqlite3.OperationalError):
            if should_continue():
                raise
            raise Cancelled from None
        finally:
            self._connection.set_progress_handler(None, 0)

    def copy_to(self, target: Path, omitted_tables: Sequence[str] = ()) -> None:
        """Copy the whole database into one file, without some tables.

        Raises:
            UserError: The file may not be replaced or cannot be written. It is as it was before.
        """
        try:
            checked = checked_target(target, is_catalogue_export=True)
            copy_to_file(self._connection, checked, omitted_tables)
        except (OSError, sqlite3.DatabaseError, MemoryError) as error:
            raise write_error(target, error) from None

    # -- opening -------------------------------------------------------------------------------

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect_with_retries()
        except DamagedFileError as error:
            reason = reason_of(error)
        except sqlite3.DatabaseError as error:
            if is_fault_of_environment(error):
                connection = self._connect_for_reading(error)
                if connection is not None:
                    return connection
                if not self._can_be_set_aside(error):
                    raise
            reason = reason_of(error)
        first_commits = max(read_seal(self.path).commits, self._highest_commits) + 1
        aside = self._set_aside()
        self.offered_backup = self._newest_good_backup()
        offered = self.offered_backup
        self.notice = Problem(
            ProblemKind.DAMAGED_DATA if offered is None else ProblemKind.DAMAGED_DATA_WITH_COPY,
            {
                "path": self.path,
                "reason": reason,
                "aside": aside.name,
                **({"day": offered.day} if offered else {}),
            },
        )
        return self._connect(first_commits)

    def _connect_with_retries(self) -> sqlite3.Connection:
        """Connect to the file. While another program creates its tables, wait and try again."""
        deadline = time.monotonic() + LOCK_TIMEOUT_SECONDS
        while True:
            try:
                self._refuse_what_is_no_file()
                return self._connect()
            except sqlite3.OperationalError as error:
                if result_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(RETRY_INTERVAL_SECONDS)

    def _refuse_what_is_no_file(self) -> None:
        """Raise DamagedFileError if something is missing or stands in a file's place."""
        for file in _files_of(self.path):
            if file.exists() and not file.is_file():
                raise DamagedFileError(Reason.IN_ITS_PLACE)
        is_missing = not self.path.exists()
        is_empty = is_missing or not self.path.stat().st_size
        if is_empty and self._had_content():
            raise DamagedFileError(Reason.MISSING if is_missing else Reason.EMPTY)

    def _refuse_lost_tables(self, connection: sqlite3.Connection) -> None:
        """Raise DamagedFileError if a file has no tables, but is not a new one."""
        if not file_version(connection) and self._had_content():
            raise DamagedFileError(Reason.EMPTY)

    def _had_content(self) -> bool:
        """Return whether something was ever written to a file of this name."""
        return bool(read_seal(self.path).commits or self.backups.newest_first())

    def _connect(self, first_commits: int = 0) -> sqlite3.Connection:
        """Connect to the file. Create, migrate and check its tables.

        Raises:
            DamagedFileError: The file is damaged.
        """
        # The seal is read first, so that another program's commit cannot make it the newer one.
        seal = read_seal(self.path)
        make_private_file(self.path)
        # A long write may run in another thread, while no other one uses the connection.
        connection = sqlite3.connect(
            self.path,
            isolation_level=None,
            timeout=LOCK_TIMEOUT_SECONDS,
            check_same_thread=False,
        )
        try:
            # No function or virtual table runs because a file from elsewhere names it.
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA journal_mode = WAL")
            # A commit waits for the disk, so that what the screen shows survives a power cut.
            connection.execute("PRAGMA synchronous = FULL")
            check_version(connection, self._kind)
            if not first_commits:
                self._refuse_lost_tables(connection)
            keep_earlier_version(connection, self.path, self._kind)
            if self._kind.first_stated_version <= file_version(connection) < self._kind.version:
                self._check(connection, seal)  # a migration would hide a damage
            self._migrate(connection, first_commits)
            self._check(connection, seal)
            connection.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            connection.close()
            raise
        return connection

    def _migrate(self, connection: sqlite3.Connection, first_commits: int) -> None:
        """Migrate a file, and leave a notice if the migration mends what is in it."""
        query, message = self._kind.mending.get(file_version(connection), ("", None))
        if message is not None:
            add_migration_functions(connection)
            ((mended_count,),) = connection.execute(query)
            if mended_count:
                self.notice = Problem(message, {"count": mended_count})
        try:
            migrate(connection, self._kind, first_commits)
        except sqlite3.DatabaseError as error:
            if is_fault_of_environment(error):
                raise
            # The file is sound, so it waits for a program that can read it.
            raise self._unusable_folder(error) from None

    def _check(self, connection: sqlite3.Connection, seal: Seal) -> None:
        """Raise DamagedFileError if changes are missing or the file is damaged."""
        commits, _ = read_integrity(connection)
        are_changes_missing = commits < seal.commits
        ((pages,),) = connection.execute("PRAGMA page_count")
        if not self._defers_check or pages <= MAX_PAGES_CHECKED_AT_START or are_changes_missing:
            refuse_damage(connection, seal, has_row_digest=self._kind.has_row_digest)
        if are_changes_missing:
            # What is left may be newer than every copy.
            self.backups.keep(partial(back_up_to, connection), commits, today())
            raise DamagedFileError(Reason.CHANGES_MISSING)

    def _set_aside(self) -> Path:
        """Rename a damaged file, and the files that SQLite and this program keep with it."""
        stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
        names = (f"{self.path.name}.damaged-{stamp}{ending}" for ending in _numbered_endings())
        aside = next(path for path in map(self.path.with_name, names) if not os.path.lexists(path))
        for file in _files_of(self.path):
            if os.path.lexists(file):
                file.replace(aside.with_name(file.name.replace(self.path.name, aside.name)))
        return aside

    def _newest_good_backup(self) -> Backup | None:
        for backup in self.backups.newest_first():
            with suppress(UserError):
                self._migrated_copy(backup.path).close()
                return backup
        return None

    def _connect_for_reading(self, fault: sqlite3.DatabaseError) -> sqlite3.Connection | None:
        """Connect to a file that can be read but not written, and leave a notice."""
        for connect in (connect_exclusive, connect_immutable):
            connection = None
            with suppress(sqlite3.DatabaseError, DamagedFileError):
                connection = connect(self.path)
                if file_version(connection) == self._kind.version:
                    self._check(connection, Seal())
                    self._is_read_only = True
                    self.notice = read_only_notice(self.path, fault)
                    return connection
            if connection is not None:
                connection.close()
        return None

    def _can_be_set_aside(self, fault: sqlite3.DatabaseError) -> bool:
        """Return whether a file that cannot be opened is to blame, and not its place."""
        is_in_use = result_code(fault) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
        folder = self.path.parent
        can_be_written = self.path.exists() and os.access(folder, os.W_OK) and has_room(folder)
        return not is_in_use and can_be_written and not self._is_sound()

    def _is_sound(self) -> bool:
        """Return whether the file is in order as far as it can be read, whatever its version."""
        try:
            with closing(connect_immutable(self.path)) as connection:
                check_version(connection, self._kind)
                refuse_unsound_pages(connection)
        except (sqlite3.DatabaseError, DamagedFileError):
            return False
        return True

    def _reopen(self) -> None:
        """Connect again to a file that could only be read.

        Raises:
            UserError: It still cannot be written.
        """
        self._connection.close()
        try:
            self._connection = self._connect()
        except (OSError, sqlite3.DatabaseError, DamagedFileError) as error:
            fault = error if isinstance(error, sqlite3.DatabaseError) else sqlite3.DatabaseError()
            self._connection = self._connect_for_reading(fault) or self._connection
            raise write_error(self.path, error) from None
        self._is_read_only = False
        self._identity = _file_identity(self.path)


# -- files ---------------------------------------------------------------------------------------


def _files_of(path: Path) -> tuple[Path, ...]:
    """Return a data file and the files that SQLite and this program keep with it."""
    return (path, *(Path(f"{path}{ending}") for ending in ("-wal", "-shm")), seal_path(path))


def _numbered_endings() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in count(2))


def _file_identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another one under its name, or None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _refuse_if_cancelled(progress: Progress) -> None:
    if not progress.should_continue:
        raise Cancelled
