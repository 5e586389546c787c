"""A data file: opened, brought to this version, set aside where it is damaged; all or nothing."""

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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    SqlValue = int | str | None

MAX_BACKUPS = 3
MAX_FOREIGN_VALUE_LENGTH = 100_000
# How long a write waits for another window's or program's to end.
LOCK_TIMEOUT_SECONDS = 30
RETRY_INTERVAL_SECONDS = 0.02
# How often a long statement asks whether it is still wanted, in steps of SQLite's machine.
STEPS_BETWEEN_CANCEL_CHECKS = 50_000


def default_data_folder() -> Path:
    """Where this system keeps a program's data; beside a portable program it is a folder `data`."""
    from platformdirs import user_data_path

    beside = Path(sys.executable).with_name("data")
    if getattr(sys, "frozen", False) and beside.is_dir():
        return beside
    return user_data_path("Elemental", appauthor=False)


class Database:
    """One connection to a data file of a folder.

    `notice` is what the user should know about the opening: a damaged file that was set aside.
    Raises UserError where the folder or the file cannot be used.
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
        self._connection.close()

    def fetch_rows(
        self, statement: str, values: Sequence[SqlValue] = ()
    ) -> list[tuple[SqlValue, ...]]:
        """What a question finds. Raises UserError where the file cannot be read any more."""
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            path = self.path.parent
            raise UserError(ProblemKind.UNUSABLE_DATA_FOLDER, path=path, reason=error) from None

    def execute(self, statement: str, values: Sequence[SqlValue] = ()) -> None:
        """One statement, inside `transaction`."""
        self._connection.execute(statement, values)

    def execute_many(
        self, statement: str, values: Iterable[Sequence[SqlValue] | Mapping[str, SqlValue]]
    ) -> None:
        """One statement for each row of values (or of values by name), inside `transaction`."""
        self._connection.executemany(statement, values)

    def add_function(self, name: str, function: Callable[..., SqlValue], arity: int) -> None:
        """Let statements call a pure function of `arity` values by this name."""
        self._connection.create_function(name, arity, function, deterministic=True)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is done inside, or nothing. Raises UserError where the disk refuses."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:
                yield
        except sqlite3.DatabaseError as error:
            raise UserError(ProblemKind.UNWRITABLE_FILE, path=self.path, reason=error) from None

    @contextmanager
    def staging_transaction(self) -> Iterator[None]:
        """What is done to temporary tables inside is one step; the file itself is not locked."""
        self._connection.execute("BEGIN")
        with self._connection:
            yield

    @contextmanager
    def cancellable(self, is_wanted: Callable[[], bool]) -> Iterator[None]:
        """Statements inside end, and with them their transaction, once they are not `wanted`.

        Raises Cancelled then.
        """
        self._connection.set_progress_handler(lambda: not is_wanted(), STEPS_BETWEEN_CANCEL_CHECKS)
        try:
            yield
        except (UserError, sqlite3.OperationalError):
            if is_wanted():
                raise
            raise Cancelled from None
        finally:
            self._connection.set_progress_handler(None, 0)

    def copy_to(self, target: Path) -> None:
        """The whole database as one file. Raises UserError where it cannot be written."""
        try:
            copy_to(self._connection, target)
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
        """Move a damaged file, and what SQLite keeps beside it, out of the way."""
        stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
        aside = self.path.with_name(f"{self.path.name}.damaged-{stamp}")
        for ending in ("", "-wal", "-shm"):
            beside = Path(f"{self.path}{ending}")
            if beside.exists():
                beside.replace(f"{aside}{ending}")
        return aside


def _connect_with_retries(path: Path, kind: DataFileKind) -> sqlite3.Connection:
    """A connection to a file that holds our tables; while another makes them, this one waits."""
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
    """A connection to a file that holds our tables, made where it is new."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=LOCK_TIMEOUT_SECONDS)
    try:
        # A file from elsewhere runs nothing of its own.
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA journal_mode = WAL")
        # A commit waits for the disk: what the screen shows survives a power cut too.
        connection.execute("PRAGMA synchronous = FULL")
        _migrate(connection, path, kind)
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection, path: Path, kind: DataFileKind) -> None:
    """Make the tables of a new file, or take an old one forward; refuse one of a newer program."""
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
    """All steps in the transaction that is open; another window may have taken them meanwhile."""
    version = _version(connection)
    if version == 0:
        _run_script(connection, Path(__file__).with_name(kind.schema_file).read_text("utf-8"))
        connection.execute(f"PRAGMA application_id = {kind.application_id}")
    for earlier in range(version or kind.version, kind.version):
        _run_script(connection, kind.migrations[earlier])
    connection.execute(f"PRAGMA user_version = {kind.version}")


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _run_script(connection: sqlite3.Connection, script: str) -> None:
    """The statements of a script, inside the transaction that is open."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


def _back_up(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """A whole copy beside the file as the earlier version left it; the oldest copies go."""
    copy_to(connection, path.with_name(f"{path.name}.version-{version}"))
    kept = sorted(path.parent.glob(f"{path.name}.version-*"), key=lambda each: each.stat().st_mtime)
    for old in kept[:-MAX_BACKUPS]:
        old.unlink()


def copy_to(connection: sqlite3.Connection, target: Path) -> None:
    """The whole database as one file; `target` holds it all, or what it held before."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        connection.execute("VACUUM INTO ?", (str(part),))
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def read_foreign_rows(
    path: Path, kind: DataFileKind, queries: Sequence[str]
) -> Iterator[tuple[SqlValue, ...]]:
    """What our own queries read in a file from elsewhere, one after the other; nothing of it runs.

    Raises BadInput for a file that is not of this kind, version and shape, or that is damaged.
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
        _check_schema(connection, kind)
        for query in queries:
            yield from connection.execute(query)
    except (sqlite3.Error, UnicodeError) as error:
        raise BadInput(ProblemKind.NOT_A_CATALOGUE, reason=error) from None
    finally:
        connection.close()


def _check_schema(connection: sqlite3.Connection, kind: DataFileKind) -> None:
    """The marks of our files, the very tables that we make and nothing else, pages in order."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != kind.application_id:
        raise BadInput(ProblemKind.NOT_A_CATALOGUE, reason=Reason.OTHER_PROGRAM)
    version = _version(connection)
    known = {**kind.schema_hashes, kind.version: _new_schema_hash(kind)}
    if version not in known:
        raise BadInput(ProblemKind.NOT_A_CATALOGUE, reason=Reason.OTHER_VERSION)
    if _schema_hash(connection) != known[version]:
        raise BadInput(ProblemKind.NOT_A_CATALOGUE, reason=Reason.OTHER_TABLES)
    for table in kind.checked_tables:
        for (found,) in connection.execute(f"PRAGMA quick_check({table})"):
            if found != "ok":
                raise BadInput(ProblemKind.NOT_A_CATALOGUE, reason=found)


def _new_schema_hash(kind: DataFileKind) -> str:
    ours = sqlite3.connect(":memory:", isolation_level=None)
    try:
        _run_script(ours, Path(__file__).with_name(kind.schema_file).read_text("utf-8"))
        return _schema_hash(ours)
    finally:
        ours.close()


def _schema_hash(connection: sqlite3.Connection) -> str:
    """The SHA-256 of everything that a file declares."""
    from hashlib import sha256  # it brings OpenSSL along, which a start has no use for

    declared = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    return sha256(repr(sorted(declared, key=repr)).encode()).hexdigest()
