"""The catalogue on disk: the owner of sqlite3. Every write is one transaction."""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pricing.columns import COLUMNS, Kind
from pricing.entry import Entry
from pricing.errors import BadInput, Problem, ProblemKind, UserError
from pricing.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.changes import ChangeSet
    from pricing.columns import Base

FILE_NAME = "elemental.sqlite3"
VERSION = 1
_WORKING = 1  # the comparison that the window shows
_KEYS = tuple(column.key for column in COLUMNS)
_NAMES = ", ".join(("id", *_KEYS, "wrong"))
_MARKS = ", ".join("?" * (len(_KEYS) + 2))
_UPDATES = ", ".join(f"{name} = excluded.{name}" for name in (*_KEYS, "wrong"))


class Catalogue:
    """Products and the working comparison in one file of a data folder.

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

    # -- reading -------------------------------------------------------------------------------

    def entries(self) -> tuple[Entry, ...]:
        """The rows of the working comparison, in order."""
        rows = self._connection.execute(
            f"SELECT {_NAMES} FROM product JOIN comparison_product ON product_id = id "  # noqa: S608
            "WHERE comparison_id = ? ORDER BY position",
            (_WORKING,),
        )
        return tuple(_entry(row) for row in rows)

    def scenario(self, default: Scenario | None = None) -> Scenario:
        """The working comparison's scenario; the default where none is stored that holds."""
        (text,) = self._connection.execute(
            "SELECT scenario FROM comparison WHERE id = ?", (_WORKING,)
        ).fetchone()
        stored = json.loads(text)
        if not stored:
            return default or Scenario()
        known = {field.name for field in fields(Scenario)}
        if "absorption" in stored:
            stored["absorption"] = tuple(map(tuple, stored["absorption"]))
        try:
            return Scenario(**{key: value for key, value in stored.items() if key in known})
        except BadInput:
            return Scenario()

    def next_id(self) -> int:
        """An id that no product has had yet."""
        (highest,) = self._connection.execute("SELECT max(id) FROM product").fetchone()
        return (highest or 0) + 1

    # -- writing -------------------------------------------------------------------------------

    def write(self, changes: ChangeSet, entries: Sequence[Entry]) -> None:
        """Put a change set on disk, whole; `entries` are the rows as they stand after it."""
        with self._transaction():
            for row in changes.rows:
                if row.after is not None:
                    self._put(row.after.entry)
                elif row.before is not None and not row.kept:
                    self._connection.execute(
                        "DELETE FROM product WHERE id = ?", (row.before.entry.id,)
                    )
            if changes.moves_rows:
                self._put_order(entries)
            if changes.scenario is not None:
                self._connection.execute(
                    "UPDATE comparison SET scenario = ? WHERE id = ?",
                    (json.dumps(asdict(changes.scenario[1])), _WORKING),
                )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:
                yield
        except sqlite3.DatabaseError as error:
            raise UserError(ProblemKind.UNWRITABLE, path=self.path, reason=error) from None

    def _put(self, entry: Entry) -> None:
        self._connection.execute(
            f"INSERT INTO product ({_NAMES}) VALUES ({_MARKS}) "  # noqa: S608 - our own names
            f"ON CONFLICT (id) DO UPDATE SET {_UPDATES}",
            (
                entry.id,
                *(_stored(entry.values.get(key)) for key in _KEYS),
                json.dumps(dict(entry.wrong), ensure_ascii=False),
            ),
        )

    def _put_order(self, entries: Sequence[Entry]) -> None:
        self._connection.execute(
            "DELETE FROM comparison_product WHERE comparison_id = ?", (_WORKING,)
        )
        self._connection.executemany(
            "INSERT INTO comparison_product (comparison_id, product_id, position) VALUES (?, ?, ?)",
            ((_WORKING, entry.id, position) for position, entry in enumerate(entries)),
        )


def _connected(path: Path) -> sqlite3.Connection:
    """A connection to a file that holds our tables, made where it is new."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=5)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # A commit waits for the disk: what the screen shows survives a power cut too.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        _bring_to_version(connection, version, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _bring_to_version(connection: sqlite3.Connection, version: int, path: Path) -> None:
    """Make the tables of a new file; refuse one of a newer program; read one that is ours."""
    if version > VERSION:
        raise UserError(ProblemKind.NEWER_DATA, path=path)
    if version == 0:
        schema = Path(__file__).with_name("schema.sql").read_text("utf-8")
        connection.executescript(f"BEGIN; {schema} PRAGMA user_version = {VERSION}; COMMIT;")
    else:
        connection.execute("SELECT count(*) FROM product").fetchone()


def _stored(value: Base | None) -> int | str | None:
    return value.isoformat() if isinstance(value, date) else value


def _entry(row: tuple[int | str | None, ...]) -> Entry:
    number, *stored, wrong = row
    values: dict[str, Base] = {}
    for column, value in zip(COLUMNS, stored, strict=True):
        if value is not None:
            is_date = column.kind is Kind.DATE
            values[column.key] = date.fromisoformat(str(value)) if is_date else value
    return Entry(int(str(number)), values, json.loads(str(wrong)))
