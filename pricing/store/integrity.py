"""The integrity of a data file: no row is other than it was written, and no change is missing.

A damage can leave a file that SQLite reads without an error. So the rows are checked by a digest
that each transaction updates. A count of the transactions is also kept in a file of its own, the
seal: SQLite drops in silence what follows a damage in its write-ahead log.
"""

from __future__ import annotations

import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

from pricing.problems.errors import Reason
from pricing.problems.plain_facts import NamedTuple, dataclass
from pricing.store.private_files import make_private_file

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from pathlib import Path

# The digest is a sum of the rows' checksums, so a change needs to know only the rows it changes.
INTEGRITY_SCHEMA = """
CREATE TABLE integrity (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL,
    commits INTEGER NOT NULL,
    digest INTEGER NOT NULL
);
"""
INTEGRITY_TABLE = "integrity"
DIGEST_SIZE = 2**62
# A larger file is checked after the start, in the background.
MAX_PAGES_CHECKED_AT_ONCE = 1_024
# Larger files have no checksum of the whole file, because it is computed in memory.
MAX_SEALED_BYTES = 128 * 2**20
_MIXER = 0x9E37_79B9
_SEAL_SUFFIX = ".seal"
_SEAL_BYTES = 64  # room for three numbers of any size


class DamagedFileError(Exception):
    """A file that has to be set aside, and why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


# -- the seal ----------------------------------------------------------------------------------


class Seal(NamedTuple):
    """How many transactions a file has had, and perhaps the checksum of the file after them."""

    commits: int = 0
    checksum: int | None = None


def seal_path(path: Path) -> Path:
    """Return the file that holds the seal of a data file."""
    return path.with_name(f"{path.name}{_SEAL_SUFFIX}")


def has_data_file(path: Path) -> bool:
    """Return whether there is a data file, or was one. It is not opened.

    One that cannot be looked for counts as there, because opening it says why.
    """
    try:
        return path.exists() or seal_path(path).exists()
    except OSError:
        return True


def read_seal(path: Path) -> Seal:
    """Return the seal of a data file, or an empty one if there is none that can be read."""
    with suppress(OSError, ValueError):
        *numbers, own_checksum = seal_path(path).read_bytes()[:99].split()
        if _checksum_text(numbers) == own_checksum:
            commits, checksum = map(int, numbers)
            return Seal(commits, None if checksum < 0 else checksum)
    return Seal()


def write_seal(path: Path, seal: Seal) -> None:
    """Write the seal of a data file.

    It does not wait for the disk, and may fail: an old or missing seal raises no false alarm.
    """
    checksum = -1 if seal.checksum is None else seal.checksum
    numbers = [str(seal.commits).encode(), str(checksum).encode()]
    text = b" ".join([*numbers, _checksum_text(numbers)]).ljust(_SEAL_BYTES)
    with suppress(OSError, MemoryError):
        make_private_file(seal_path(path))
        # It is written over. A file system may wait for the disk if a file is emptied first.
        with seal_path(path).open("r+b") as file:
            file.write(text)
            file.truncate()


def _checksum_text(numbers: Iterable[bytes]) -> bytes:
    return str(zlib.crc32(b" ".join(numbers))).encode()


# -- the digest --------------------------------------------------------------------------------


def row_digest(table: str, values: tuple[object, ...]) -> int:
    """Return the digest of one row.

    The checksum is multiplied by itself because checksums alone cancel out: two rows that swap
    their contents would have the same sum.
    """
    checksum = zlib.crc32(ascii((table, values)).encode())
    return checksum * (checksum ^ _MIXER) % DIGEST_SIZE


@dataclass(slots=True)
class RowDigest:
    """Follows the changes of one connection at a time to the rows of its tables."""

    change: int = 0
    connection: sqlite3.Connection | None = None

    def follow(self, connection: sqlite3.Connection) -> None:
        """Watch every row that the connection inserts, updates or deletes from now on."""
        self.change = 0
        if connection is not self.connection:
            self._add_triggers(connection)
            self.connection = connection

    def _add_triggers(self, connection: sqlite3.Connection) -> None:
        connection.create_function("row_added", -1, self._add)
        connection.create_function("row_removed", -1, self._remove)
        # Without it, REPLACE would delete rows unseen.
        connection.execute("PRAGMA recursive_triggers = ON")
        for table in _digested_tables(connection):
            added, removed = (
                f"SELECT row_{event}('{table}', {_columns(connection, table, row)});"
                for event, row in (("added", "new"), ("removed", "old"))
            )
            for event, statements in (
                ("INSERT", added),
                ("DELETE", removed),
                ("UPDATE", removed + added),
            ):
                connection.execute(
                    f"CREATE TEMP TRIGGER digest_{event}_{table} AFTER {event} ON {table} "
                    f"BEGIN {statements} END"
                )

    def _add(self, table: str, *values: object) -> None:
        self.change += row_digest(table, values)

    def _remove(self, table: str, *values: object) -> None:
        self.change -= row_digest(table, values)

    def commit(self, connection: sqlite3.Connection) -> int:
        """Write the digest and the new count of transactions, and return the count."""
        commits, digest = read_integrity(connection)
        connection.execute(
            f"UPDATE {INTEGRITY_TABLE} SET commits = ?, digest = ?",
            (commits + 1, (digest + self.change) % DIGEST_SIZE),
        )
        return commits + 1


def _columns(connection: sqlite3.Connection, table: str, row: str) -> str:
    names = [name for _, name, *_ in connection.execute(f"PRAGMA main.table_info({table})")]
    return ", ".join(f"{row}.{name}" for name in names)


def _digested_tables(connection: sqlite3.Connection) -> list[str]:
    """Return our tables. Those of the search index and SQLite's own have checks of their own."""
    rows = connection.execute(
        "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
        f"AND name <> '{INTEGRITY_TABLE}' ORDER BY name"
    )
    return [name for (name,) in rows]


def read_integrity(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return the count of transactions and the digest that a file states.

    Raises:
        DamagedFileError: It states none.
    """
    _, commits, digest = _read_row(connection)
    return commits, digest


def read_stated_version(connection: sqlite3.Connection) -> int:
    """Return the version that a file states in its table.

    Raises:
        DamagedFileError: It states none.
    """
    return _read_row(connection)[0]


def _read_row(connection: sqlite3.Connection) -> tuple[int, int, int]:
    rows = connection.execute(f"SELECT version, commits, digest FROM {INTEGRITY_TABLE}").fetchall()
    match rows:
        case [(int(version), int(commits), int(digest))]:
            return version, commits, digest
    raise DamagedFileError(Reason.ALTERED)


def compute_digest(connection: sqlite3.Connection) -> int:
    """Return the digest of all rows, and of the tables' definitions."""
    digest = 0
    for definition in connection.execute(
        "SELECT name, sql FROM main.sqlite_master WHERE type = 'table' ORDER BY name"
    ):
        digest += row_digest("sqlite_master", definition)
    for table in _digested_tables(connection):
        for row in connection.execute(f"SELECT * FROM main.{table}"):
            digest += row_digest(table, row)
    return digest % DIGEST_SIZE


# -- checking ----------------------------------------------------------------------------------


def is_checked_at_once(connection: sqlite3.Connection) -> bool:
    """Return whether a file is small enough to be checked while the user waits."""
    ((pages,),) = connection.execute("PRAGMA main.page_count")
    return int(pages) <= MAX_PAGES_CHECKED_AT_ONCE


def compute_checksum(connection: sqlite3.Connection) -> int | None:
    """Return the checksum of all pages of a file, or None if the file is too large for it."""
    ((pages,),) = connection.execute("PRAGMA main.page_count")
    ((page_size,),) = connection.execute("PRAGMA main.page_size")
    if pages * page_size > MAX_SEALED_BYTES or not hasattr(connection, "serialize"):
        return None
    return zlib.crc32(connection.serialize())


def refuse_damage(connection: sqlite3.Connection, seal: Seal, *, has_row_digest: bool) -> int:
    """Check the pages of a file of the current version, or else its rows if they have a digest.

    The file is read in one transaction, so that other programs may write meanwhile.

    Returns:
        How many transactions the file has had.

    Raises:
        DamagedFileError: The file is damaged.
        sqlite3.DatabaseError: The file cannot be read.
    """
    connection.execute("BEGIN")
    try:
        commits, digest = read_integrity(connection)
        expected = seal.checksum if commits == seal.commits else None
        checksum = None if expected is None else compute_checksum(connection)
        if checksum is not None and checksum == expected:
            return commits
        # Pages that other programs have moved are no damage if the rows are the same.
        is_other = digest != compute_digest(connection) if has_row_digest else checksum is not None
        if is_other:
            raise DamagedFileError(Reason.ALTERED)
        refuse_unsound_pages(connection)
        return commits
    finally:
        connection.execute("COMMIT")


def refuse_unsound_pages(connection: sqlite3.Connection) -> None:
    """Raise DamagedFileError if the pages of a file do not fit together."""
    ((result,),) = connection.execute("PRAGMA main.quick_check(1)")
    if result != "ok":
        raise DamagedFileError(Reason.TORN)
