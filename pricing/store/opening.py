"""Opens a data file: creates, migrates and checks it, or sets it aside if it is damaged."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from contextlib import closing, suppress
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from pricing.problems.errors import Problem, ProblemKind, Reason, UserError
from pricing.quantities.dates import today
from pricing.store.backups import Backup, Backups
from pricing.store.copies import back_up, back_up_to, connect_exclusive, connect_immutable
from pricing.store.disk_faults import (
    has_room,
    is_fault_of_environment,
    is_in_use,
    read_only_notice,
    reason_of,
    result_code,
    unusable_folder_error,
)
from pricing.store.integrity import (
    DamagedFileError,
    Seal,
    is_checked_at_once,
    read_integrity,
    read_seal,
    refuse_damage,
    refuse_unsound_pages,
    seal_path,
)
from pricing.store.private_files import make_private_file
from pricing.store.versions import (
    add_migration_functions,
    check_version,
    file_version,
    keep_earlier_version,
    migrate,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.store.data_files import DataFileKind

# How long another program may lock the file while it creates the tables or writes.
LOCK_TIMEOUT_SECONDS = 30
RETRY_INTERVAL_SECONDS = 0.02
# An import has more statements than Python keeps ready. To parse one takes longer than to run it.
MAX_CACHED_STATEMENTS = 512


class DataFile:
    """A data file on disk, and what its opening found.

    `notice` is a message for the user: the file was damaged and set aside, or can only be read.
    `offered_backup` is the newest good copy of a file that was set aside. With `defers_check`, a
    large file is not checked before it is used; see `copies.find_damage_and_copy`.
    """

    def __init__(self, path: Path, kind: DataFileKind, *, defers_check: bool) -> None:
        self.path = path
        self.backups = Backups(path.parent, kind)
        self.notice: Problem | None = None
        self.offered_backup: Backup | None = None
        self.is_read_only = False
        self._kind = kind
        self._defers_check = defers_check

    def open(self) -> sqlite3.Connection:
        """Connect to the file, which is created if there is none.

        Raises:
            OSError: The folder or the file cannot be used.
            sqlite3.DatabaseError: The file can neither be read nor set aside.
        """
        try:
            return self._connect_with_retries()
        except DamagedFileError as error:
            reason = reason_of(error)
        except sqlite3.DatabaseError as error:
            if is_fault_of_environment(error):
                connection = self.connect_for_reading(error)
                if connection is not None:
                    return connection
                if not self._can_be_set_aside(error):
                    raise
            reason = reason_of(error)
        first_commits = max(read_seal(self.path).commits, self.highest_commits) + 1
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
        size, *_ = [_file_size(file) for file in _files_of(self.path)]
        if not size and self._had_content():
            raise DamagedFileError(Reason.MISSING if size is None else Reason.EMPTY)

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
            cached_statements=MAX_CACHED_STATEMENTS,
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
            raise unusable_folder_error(self.path, error) from None

    def _check(self, connection: sqlite3.Connection, seal: Seal) -> None:
        """Raise DamagedFileError if changes are missing or the file is damaged."""
        commits, _ = read_integrity(connection)
        are_changes_missing = commits < seal.commits
        if not self._defers_check or are_changes_missing or is_checked_at_once(connection):
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
                self.migrated_copy(backup.path).close()
                return backup
        return None

    def connect_for_reading(self, fault: sqlite3.DatabaseError) -> sqlite3.Connection | None:
        """Connect to a file that can be read but not written, and leave a notice."""
        for connect in (connect_exclusive, connect_immutable):
            connection = None
            with suppress(sqlite3.DatabaseError, DamagedFileError):
                connection = connect(self.path)
                if file_version(connection) == self._kind.version:
                    self._check(connection, Seal())
                    self.is_read_only = True
                    self.notice = read_only_notice(self.path, fault)
                    return connection
            if connection is not None:
                connection.close()
        return None

    def _can_be_set_aside(self, fault: sqlite3.DatabaseError) -> bool:
        """Return whether a file that cannot be opened is to blame, and not its place."""
        folder = self.path.parent
        can_be_written = self.path.exists() and os.access(folder, os.W_OK) and has_room(folder)
        return not is_in_use(fault) and can_be_written and not self._is_sound()

    def _is_sound(self) -> bool:
        """Return whether the file is in order as far as it can be read, whatever its version."""
        try:
            with closing(connect_immutable(self.path)) as connection:
                check_version(connection, self._kind)
                refuse_unsound_pages(connection)
        except (sqlite3.DatabaseError, DamagedFileError):
            return False
        return True

    def reopen_for_writing(self) -> sqlite3.Connection:
        """Connect again to a file that could only be read.

        Raises:
            OSError, sqlite3.DatabaseError, DamagedFileError: It still cannot be written.
        """
        connection = self._connect()
        self.is_read_only = False
        return connection

    def migrated_copy(self, backup: Path) -> sqlite3.Connection:
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
    def highest_commits(self) -> int:
        """The highest number of commits of any copy, or 0 if there is no copy."""
        return max((backup.commits for backup in self.backups.newest_first()), default=0)


def may_have_table(path: Path, kind: DataFileKind, table: str) -> bool:
    """Return whether a data file may have a table. It is not opened as one, which takes longer.

    One that is of another version or cannot be read may have any.
    """
    uri = f"{path.absolute().as_uri()}?mode=rw"  # the last one that closes a file tidies up
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection,
    ):
        has_table = bool(connection.execute(query, (table,)).fetchall())
        return has_table or file_version(connection) != kind.version
    return True


def _files_of(path: Path) -> tuple[Path, ...]:
    """Return a data file and the files that SQLite and this program keep with it."""
    return (path, *(Path(f"{path}{ending}") for ending in ("-wal", "-shm")), seal_path(path))


def _file_size(path: Path) -> int | None:
    """Return the size of a file, or None if there is none.

    It is looked at once: SQLite deletes its own files whenever another program closes them.

    Raises:
        DamagedFileError: It is no file.
        OSError: It cannot be looked at.
    """
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not stat.S_ISREG(status.st_mode):
        raise DamagedFileError(Reason.IN_ITS_PLACE)
    return status.st_size


def _numbered_endings() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in count(2))
