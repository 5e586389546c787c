"""One connection to a data file, which is created, migrated, or set aside if it is damaged."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, Problem, ProblemKind, Reason, UserError
from pricing.problems.progress import Cancelled
from pricing.store.data_files import COMPARISONS_FILE, DataFileKind
from pricing.store.targets import checked_target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    SqlValue = int | str | None

MAX_BACKUPS = 3
MAX_FOREIGN_VALUE_LENGTH = 100_000
# How long a write waits for another window or program that writes.
LOCK_TIMEOUT_SECONDS = 30
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

    `notice` is a message for the user about a damaged file that was set aside.

    Raises:
        UserError: The folder or the file cannot be used.
    """

    def __init__(self, folder: Path, kind: DataFileKind = COMPARISONS_FILE) -> None:
        self.path = folder / kind.name
        self._kind = kind
        self.notice: Problem | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._connection = self._open()
        except (OSError, sqlite3.OperationalError) as error:
            reason = getattr(error, "strerror", None) or error
            raise UserError(ProblemKind.UNUSABLE_DATA_FOLDER, path=folder, reason=reason) from None

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

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
            folder = self.path.parent
            raise UserError(ProblemKind.UNUSABLE_DATA_FOLDER, path=folder, reason=error) from None

    def execute(self, statement: str, values: Sequence[SqlValue] = ()) -> None:
        """Execute a statement inside `transaction`."""
        self._connection.execute(statement, values)

    def execute_many(
        self, statement: str, values: Iterable[Sequence[SqlValue] | Mapping[str, SqlValue]]
    ) -> None:
        """Execute a statement for each row of values inside `transaction`."""
        self._connection.executemany(statement, values)

    def add_function(self, name: str, function: Callable[..., SqlValue], arity: int) -> None:
        """Make a pure function of `arity` values callable from SQL by this name."""
        self._connection.create_function(name, arity, function, deterministic=True)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all statements of the block together, or none of them.

        Raises:
            UserError: The file cannot be written.
        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:
                yield
        except sqlite3.DatabaseError as error:
            raise UserError(ProblemKind.UNWRITABLE_FILE, path=self.path, reason=error) from None

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

    def version(self) -> int:
        """Return a number that changes when another connection writes to the file.

        Raises:
            UserError: The file can no longer be read.
        """
        ((version,),) = self.fetch_rows("PRAGMA data_version")
        return int(str(version))

    @contextmanager
    def staging_transaction(self) -> Iterator[None]:
        """Commit statements on temporary tables together, without locking the file."""
        self._connection.execute("BEGIN")
        with self._connection:
            yield

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

    def copy_to(self, target: Path) -> None:
        """Copy the whole database into one file.

        Raises:
            UserError: The file may not be replaced or cannot be written. It is as it was before.
        """
        try:
            _copy_to(self._connection, checked_target(target, is_catalogue_export=True))
        except (OSError, sqlite3.DatabaseError) as error:
            reason = getattr(error, "strerror", None) or error
            raise UserError(ProblemKind.UNWRITABLE_FILE, path=target, reason=reason) from None

    # -- opening -------------------------------------------------------------------------------

    def _open(self) -> sqlite3.Connection:
        try:
            return _connect_with_retries(self.path, self._kind)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            aside = self._set_aside()
            self.notice = Problem(
                ProblemKind.DAMAGED_DATA, {"path": self.path, "reason": error, "aside": aside.name}
            )
            return _connect_with_retries(self.path, self._kind)

    def _set_aside(self) -> Path:
        """Rename a damaged file, and the files that SQLite keeps with it."""
        stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
        aside = self.path.with_name(f"{self.path.name}.damaged-{stamp}")
        for ending in ("", "-wal", "-shm"):
            file = Path(f"{self.path}{ending}")
            if file.exists():
                file.replace(f"{aside}{ending}")
        return aside


def _connect_with_retries(path: Path, kind: DataFileKind) -> sqlite3.Connection:
    """Connect to a file. While another program creates its tables, wait and try again."""
    deadline = time.monotonic() + LOCK_TIMEOUT_SECONDS
    while True:
        try:
            return _connect(path, kind)
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > deadline:
                raise
            time.sleep(RETRY_INTERVAL_SECONDS)


def _connect(path: Path, kind: DataFileKind) -> sqlite3.Connection:
    """Connect to a file, and create or migrate its tables."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=LOCK_TIMEOUT_SECONDS)
    try:
        # No function or virtual table runs because a file from elsewhere names it in its schema.
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA journal_mode = WAL")
        # A commit waits for the disk, so that what the screen shows survives a power cut.
        connection.execute("PRAGMA synchronous = FULL")
        _migrate(connection, path, kind)
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection, path: Path, kind: DataFileKind) -> None:
    """Create the tables of a new file, or migrate an old one. Refuse a newer one."""
    version = _version(connection)
    if version > kind.version:
        raise UserError(ProblemKind.DATA_OF_NEWER_VERSION, path=path)
    if 0 < version < kind.version:
        _back_up(connection, path, version)
    if version < kind.version:
        connection.execute("BEGIN IMMEDIATE")
        with connection:
            _apply_migrations(connection, kind)
    connection.execute("SELECT 1 FROM product LIMIT 1").fetchone()


def _apply_migrations(connection: sqlite3.Connection, kind: DataFileKind) -> None:
    """Apply the migrations that are still needed, inside the open transaction."""
    version = _version(connection)  # another window may have migrated the file in the meantime
    if version == 0:
        _run_script(connection, _schema(kind))
        connection.execute(f"PRAGMA application_id = {kind.application_id}")
    for earlier in range(version or kind.version, kind.version):
        _run_script(connection, kind.migrations[earlier])
    connection.execute(f"PRAGMA user_version = {kind.version}")


def _schema(kind: DataFileKind) -> str:
    return Path(__file__).with_name(kind.schema_file).read_text("utf-8")


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _run_script(connection: sqlite3.Connection, script: str) -> None:
    """Execute the statements of a script inside the open transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


def _back_up(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Copy the file of an earlier version, and delete the oldest copies."""
    _copy_to(connection, path.with_name(f"{path.name}.version-{version}"))
    backups = path.parent.glob(f"{path.name}.version-*")
    for old in sorted(backups, key=lambda backup: backup.stat().st_mtime)[:-MAX_BACKUPS]:
        old.unlink()


def _copy_to(connection: sqlite3.Connection, target: Path) -> None:
    """Copy the whole database into one file, which is complete or as it was before."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        connection.execute("VACUUM INTO ?", (str(part),))
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


# -- files from elsewhere ----------------------------------------------------------------------


def read_foreign_rows(
    path: Path, kind: DataFileKind, queries: Sequence[str]
) -> Iterator[tuple[SqlValue, ...]]:
    """Read the rows of our own queries from a file from elsewhere. Nothing in it is executed.

    Raises:
        BadInput: The file is damaged, or not of this kind, version and schema.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None)
    except sqlite3.DatabaseError as error:
        raise BadInput(ProblemKind.NOT_A_CATALOGUE, reason=error) from None
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_FOREIGN_VALUE_LENGTH)
        for setting in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"):
            connection.execute(f"PRAGMA {setting}")
        _check_foreign_file(connection, kind)
        for query in queries:
            yield from connection.execute(query)
    except (sqlite3.Error, UnicodeError) as error:
        raise BadInput(ProblemKind.NOT_A_CATALOGUE, reason=error) from None
    finally:
        connection.close()


def _check_foreign_file(connection: sqlite3.Connection, kind: DataFileKind) -> None:
    """Check that a file has our mark, a known version, exactly our tables, and sound pages."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != kind.application_id:
        raise BadInput(ProblemKind.NOT_A_CATALOGUE, reason=Reason.OTHER_PROGRAM)
    version = _version(connection)
    schema_hashes = {**kind.schema_hashes, kind.version: _new_schema_hash(kind)}
    if version not in schema_hashes:
        raise BadInput(ProblemKind.NOT_A_CATALOGUE, reason=Reason.OTHER_VERSION)
    if _schema_hash(connection) != schema_hashes[version]:
        raise BadInput(ProblemKind.NOT_A_CATALOGUE, reason=Reason.OTHER_TABLES)
    for table in kind.checked_tables:
        for (result,) in connection.execute(f"PRAGMA quick_check({table})"):
            if result != "ok":
                raise BadInput(ProblemKind.NOT_A_CATALOGUE, reason=result)


def _new_schema_hash(kind: DataFileKind) -> str:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        _run_script(connection, _schema(kind))
        return _schema_hash(connection)
    finally:
        connection.close()


def _schema_hash(connection: sqlite3.Connection) -> str:
    """Return the SHA-256 of everything that a file declares."""
    from hashlib import sha256  # it loads OpenSSL, which the start does not need

    declared = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    return sha256(repr(sorted(declared, key=repr)).encode()).hexdigest()
