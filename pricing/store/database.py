"""The data file: opened, brought to this version, set aside where it is damaged; all or nothing."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pricing.errors import Problem, ProblemKind, UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Stored = int | str | None

FILE_NAME = "elemental.sqlite3"
VERSION = 3
# From each earlier version to the next.
MIGRATIONS = {
    1: """
        ALTER TABLE comparison ADD COLUMN opened INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE comparison ADD COLUMN removed TEXT;
        UPDATE comparison SET name = 'Untitled comparison' WHERE name = '';
        CREATE TABLE priced (
            comparison_id INTEGER NOT NULL REFERENCES comparison (id) ON DELETE CASCADE,
            product_id INTEGER NOT NULL REFERENCES product (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            price INTEGER,
            currency TEXT,
            discount_percent INTEGER,
            tax_percent INTEGER,
            delivery INTEGER,
            priced_on TEXT,
            wrong TEXT NOT NULL DEFAULT '{}',
            PRIMARY KEY (comparison_id, product_id)
        ) WITHOUT ROWID;
        INSERT INTO priced
            SELECT comparison_id, product_id, position, price, currency, discount_percent,
                   tax_percent, delivery, priced_on, wrong
            FROM comparison_product JOIN product ON id = product_id;
        DROP TABLE comparison_product;
        ALTER TABLE priced RENAME TO comparison_product;
        CREATE TABLE list_mapping (
            headers TEXT PRIMARY KEY,
            mapping TEXT NOT NULL
        ) WITHOUT ROWID;
    """,
    2: """
        ALTER TABLE product ADD COLUMN shops_asked INTEGER;
        ALTER TABLE product ADD COLUMN shops_found INTEGER;
        ALTER TABLE product ADD COLUMN asked_on TEXT;
    """,
}


class Database:
    """One connection to the data file of a folder.

    `notice` is what the user should know about the opening: a damaged file that was set aside.
    Raises UserError where the folder or the file cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self.notice: Problem | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._connection = self._opened()
        except (OSError, sqlite3.OperationalError) as error:
            reason = getattr(error, "strerror", None) or error
            raise UserError(ProblemKind.DATA_FOLDER, path=folder, reason=reason) from None

    def close(self) -> None:
        self._connection.close()

    def rows(self, query: str, values: Sequence[Stored] = ()) -> list[tuple[Stored, ...]]:
        return self._connection.execute(query, values).fetchall()

    def do(self, statement: str, values: Sequence[Stored] = ()) -> None:
        """One statement, inside `transaction`."""
        self._connection.execute(statement, values)

    def do_many(self, statement: str, values: Iterable[Sequence[Stored]]) -> None:
        """One statement for each row of values, inside `transaction`."""
        self._connection.executemany(statement, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is done inside, or nothing. Raises UserError where the disk refuses."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:
                yield
        except sqlite3.DatabaseError as error:
            raise UserError(ProblemKind.UNWRITABLE, path=self.path, reason=error) from None

    # -- opening -------------------------------------------------------------------------------

    def _opened(self) -> sqlite3.Connection:
        try:
            return _connected(self.path)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            aside = self._set_aside()
            self.notice = Problem(
                ProblemKind.DAMAGED_DATA, {"path": self.path, "reason": error, "aside": aside.name}
            )
            return _connected(self.path)

    def _set_aside(self) -> Path:
        """Move a damaged file, and what SQLite keeps beside it, out of the way."""
        stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
        aside = self.path.with_name(f"{self.path.name}.damaged-{stamp}")
        for ending in ("", "-wal", "-shm"):
            beside = Path(f"{self.path}{ending}")
            if beside.exists():
                beside.replace(f"{aside}{ending}")
        return aside


def _connected(path: Path) -> sqlite3.Connection:
    """A connection to a file that holds our tables, made where it is new."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=5)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # A commit waits for the disk: what the screen shows survives a power cut too.
        connection.execute("PRAGMA synchronous = FULL")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        _bring_to_version(connection, version, path)
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _bring_to_version(connection: sqlite3.Connection, version: int, path: Path) -> None:
    """Make the tables of a new file, or take an old one forward; refuse one of a newer program."""
    if version > VERSION:
        raise UserError(ProblemKind.NEWER_DATA, path=path)
    if version == 0:
        schema = Path(__file__).with_name("schema.sql").read_text("utf-8")
        _run(connection, schema, VERSION)
    for earlier in range(version or VERSION, VERSION):
        _run(connection, MIGRATIONS[earlier], earlier + 1)
    connection.execute("SELECT count(*) FROM product").fetchone()


def _run(connection: sqlite3.Connection, script: str, version: int) -> None:
    """A script and the version that it leads to, in one transaction."""
    connection.executescript(f"BEGIN; {script} PRAGMA user_version = {version}; COMMIT;")
