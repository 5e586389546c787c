"""Files from elsewhere: they are read by our own queries, and nothing in them is executed."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind, Reason
from pricing.problems.paths import path_exists
from pricing.store.copies import connect_immutable
from pricing.store.disk_faults import reason_of
from pricing.store.versions import file_version, run_script, schema_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pricing.problems.progress import Progress
    from pricing.store.data_files import DataFileKind
    from pricing.store.database import SqlValue

MAX_FOREIGN_VALUE_LENGTH = 100_000
STEPS_PER_REPORT = 5_000_000  # of SQLite's virtual machine, some of them in a second


def read_foreign_rows(
    path: Path,
    kind: DataFileKind,
    queries_for: Callable[[frozenset[str]], Sequence[str]],
    progress: Progress,
) -> Iterator[tuple[SqlValue, ...]]:
    """Read the rows of our own queries from a file from elsewhere. Nothing in it is executed.

    `queries_for` returns the queries without the columns that the version of the file lacks.

    Raises:
        BadInput: The file is damaged, in use, or not of this kind, version and schema.
    """
    if path_exists(path.with_name(f"{path.name}-wal")):  # its last changes are only there
        raise BadInput(ProblemKind.NOT_A_CATALOGUE, reason=Reason.IN_USE)
    try:
        connection = connect_immutable(path)
    except sqlite3.DatabaseError as error:
        raise BadInput(ProblemKind.NOT_A_CATALOGUE, reason=reason_of(error)) from None
    try:
        connection.set_progress_handler(lambda: progress.report(0), STEPS_PER_REPORT)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_FOREIGN_VALUE_LENGTH)
        for setting in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"):
            connection.execute(f"PRAGMA {setting}")
        _check_foreign_file(connection, kind)
        version = file_version(connection)
        lacking = frozenset(key for key, first in kind.added_columns.items() if version < first)
        for query in queries_for(lacking):
            yield from connection.execute(query)
    except (sqlite3.Error, UnicodeError) as error:
        raise BadInput(ProblemKind.NOT_A_CATALOGUE, reason=reason_of(error)) from None
    finally:
        connection.close()


def _check_foreign_file(connection: sqlite3.Connection, kind: DataFileKind) -> None:
    """Check that a file has our mark, a known version, exactly our tables, and sound pages."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != kind.application_id:
        raise BadInput(ProblemKind.NOT_A_CATALOGUE, reason=Reason.OTHER_PROGRAM)
    version = file_version(connection)
    schema_hashes = {**kind.schema_hashes, kind.version: _new_schema_hash(kind)}
    if version not in schema_hashes:
        raise BadInput(ProblemKind.NOT_A_CATALOGUE, reason=Reason.OTHER_VERSION)
    if _schema_hash(connection) != schema_hashes[version]:
        raise BadInput(ProblemKind.NOT_A_CATALOGUE, reason=Reason.OTHER_TABLES)
    for table in kind.checked_tables:
        for (result,) in connection.execute(f"PRAGMA quick_check({table})"):
            if result != "ok":
                raise BadInput(ProblemKind.NOT_A_CATALOGUE, reason=Reason.TORN)


def _new_schema_hash(kind: DataFileKind) -> str:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        run_script(connection, schema_text(kind))
        return _schema_hash(connection)
    finally:
        connection.close()


def _schema_hash(connection: sqlite3.Connection) -> str:
    """Return the SHA-256 of everything that a file declares."""
    from hashlib import sha256  # it loads OpenSSL, which the start does not need

    declared = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    return sha256(repr(sorted(declared, key=repr)).encode()).hexdigest()
