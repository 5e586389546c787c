"""The version of a data file: it is stated twice, created, and taken forward by migrations."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from pricing.problems.errors import ProblemKind, Reason, UserError
from pricing.quantities.dates import latest_day
from pricing.store.copies import copy_to_file
from pricing.store.integrity import (
    INTEGRITY_SCHEMA,
    INTEGRITY_TABLE,
    DamagedFileError,
    compute_digest,
    read_stated_version,
    refuse_unsound_pages,
)

if TYPE_CHECKING:
    from pricing.store.data_files import DataFileKind

MAX_EARLIER_VERSIONS = 3


def check_version(connection: sqlite3.Connection, kind: DataFileKind) -> None:
    """Raise UserError for a file of a newer version, and DamagedFileError for one of none."""
    connection.execute("BEGIN")  # another program may be creating the tables
    version = file_version(connection)
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if INTEGRITY_TABLE in names:
        stated_version = read_stated_version(connection)
    else:  # a new file, or one of a version that did not state it
        stated_version = min(version, kind.first_stated_version - 1) if names else 0
    connection.execute("COMMIT")
    if names and not (version and kind.tables <= names):
        raise DamagedFileError(Reason.OTHER_PROGRAM)
    if stated_version != version:
        raise DamagedFileError(Reason.ALTERED)
    if version > kind.version:
        raise UserError(ProblemKind.DATA_OF_NEWER_VERSION, path=kind.name)


def keep_earlier_version(connection: sqlite3.Connection, path: Path, kind: DataFileKind) -> None:
    """Check and copy the file of an earlier version, and delete the oldest of such copies."""
    version = file_version(connection)
    if not 0 < version < kind.version:
        return
    refuse_unsound_pages(connection)
    copy_to_file(connection, path.with_name(f"{path.name}.version-{version}"))
    copies = path.parent.glob(f"{path.name}.version-*")
    for old in sorted(copies, key=lambda copy: copy.stat().st_mtime)[:-MAX_EARLIER_VERSIONS]:
        old.unlink()


def migrate(connection: sqlite3.Connection, kind: DataFileKind, first_commits: int) -> None:
    """Create the tables of a new file, or migrate an old one."""
    if file_version(connection) < kind.version:
        connection.execute("BEGIN IMMEDIATE")
        with connection:
            _apply_migrations(connection, kind, first_commits)


def _apply_migrations(
    connection: sqlite3.Connection, kind: DataFileKind, first_commits: int
) -> None:
    """Apply the migrations that are still needed, inside the open transaction."""
    version = file_version(connection)  # another window may have migrated the file in the meantime
    if version == kind.version:
        return
    if version == 0:
        run_script(connection, schema_text(kind))
        connection.execute(f"PRAGMA application_id = {kind.application_id}")
    add_migration_functions(connection)
    for earlier in range(version or kind.version, kind.version):
        run_script(connection, kind.migrations[earlier])
    connection.execute(f"PRAGMA user_version = {kind.version}")
    digest = compute_digest(connection) if kind.has_row_digest else 0
    connection.execute(
        f"INSERT OR REPLACE INTO {INTEGRITY_TABLE} (id, version, commits, digest) "
        f"VALUES (1, ?, coalesce((SELECT commits FROM {INTEGRITY_TABLE}), ?), ?)",
        (kind.version, first_commits, digest),
    )


def add_migration_functions(connection: sqlite3.Connection) -> None:
    """Let migrations call what SQL cannot compute."""
    from pricing.calculation.measures import net_price

    connection.create_function("latest_day", 0, lambda: latest_day().isoformat())
    connection.create_function("net_price", 5, net_price)


def schema_text(kind: DataFileKind) -> str:
    """Return the statements that create the tables of a new file."""
    return Path(__file__).with_name(kind.schema_file).read_text("utf-8") + INTEGRITY_SCHEMA


def file_version(connection: sqlite3.Connection) -> int:
    """Return the version in the header of a file."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """Execute the statements of a script inside the open transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
