"""The outbox: all that this counter has recorded and the shared log has not returned yet.

A shared catalogue is what the log states, and on top of it what waits in the outbox. The rows that
the outbox has changed are kept as the log alone has them. So the outbox can be taken off, and put
back on top of what other counters have stated meanwhile. Without sharing there are no such tables.
"""

from __future__ import annotations

import secrets
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from pricing.catalogue.matching import LABEL_KEYS
from pricing.catalogue.price_history import PRICE_TERM_KEYS
from pricing.catalogue.revisions import revision
from pricing.store.data_files import SHARING_TABLE
from pricing.store.database import join_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pricing.store.database import Database

# The columns of the table `sharing` that catalogues lack which were shared earlier.
LATER_COLUMNS = {
    # A sum over the part of the log that is applied here, or '' where nobody knows it.
    "applied_digest": "applied_digest TEXT NOT NULL DEFAULT ''",
    # What kept the last call from the server, as JSON, or ''.
    "problem": "problem TEXT NOT NULL DEFAULT ''",
    # What tells the computer of this counter from others, or '' where nobody knows it.
    "computer": "computer TEXT NOT NULL DEFAULT ''",
    # The data folder, by which a copy of it on the same computer is known.
    "folder": "folder TEXT NOT NULL DEFAULT ''",
    # The latest act that the log has returned, as its id counts, or ''.
    "latest_act": "latest_act TEXT NOT NULL DEFAULT ''",
}
# The table of a catalogue that has left while the server was away, which counts it still.
LEFT_COUNTER = "left_counter"
HAS_LEFT = -1
SHARING_TABLES = {
    # `applied_seq` is how far this catalogue has applied the log, and `applied_id` the id of the
    # observation there.
    SHARING_TABLE: "id INTEGER PRIMARY KEY CHECK (id = 1), server TEXT NOT NULL, "
    "counter TEXT NOT NULL, name TEXT NOT NULL, log TEXT NOT NULL DEFAULT '', "
    "applied_seq INTEGER NOT NULL DEFAULT 0, applied_id TEXT NOT NULL DEFAULT '', "
    "answered_at TEXT NOT NULL DEFAULT '', "
    f"seconds_ahead INTEGER NOT NULL DEFAULT 0, {join_names(LATER_COLUMNS.values())}",
    # What was recorded in one go: a typed price, or a whole list. `is_exact` says that the rows
    # joined the very state that they were read for.
    "waiting_act": "number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, said_at TEXT NOT NULL, "
    "is_exact INTEGER NOT NULL",
    "waiting_observation": "act INTEGER NOT NULL REFERENCES waiting_act (number) ON DELETE CASCADE,"
    " place INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (act, place)",
    # A row of `kind` as the log alone has it, or NULL if the log alone has no such row.
    "logged_row": "kind TEXT NOT NULL, id INTEGER NOT NULL, image TEXT, PRIMARY KEY (kind, id)",
    "refused_observation": "seq INTEGER PRIMARY KEY, counter TEXT NOT NULL, reason TEXT NOT NULL",
    # The counter that stated a price first.
    "stated_by": "id INTEGER PRIMARY KEY REFERENCES price (id) ON DELETE CASCADE, "
    "counter TEXT NOT NULL",
    # The start of the id of each act by which this counter took a price back.
    "own_withdrawal": "start TEXT PRIMARY KEY",
    # `is_behind` is HAS_LEFT of a counter that shares no longer, whose prices keep its name.
    "other_counter": "id TEXT PRIMARY KEY, name TEXT NOT NULL, seen_at TEXT NOT NULL, "
    "is_behind INTEGER NOT NULL",
}
# What an observation states, in its JSON. Empty cells are left out. A withdrawal states the price
# that it takes back on its last day, and by this key the first day.
WITHDRAWN_FROM = "withdrawn_from"
OBSERVED_KEYS = (*LABEL_KEYS, *PRICE_TERM_KEYS, "currency", "source", "priced_on")
# The last digits of an act's id are zero, and count its observations.
_PLACE_BITS = 32
_RANDOM_BITS = 30
# The time of the act that states what a catalogue held, and the start of its id.
CONTENT_TIME = 0
_CONTENT_START = "00000000-0000-"
# An act's id begins with its time. Who sends an act again gives it another id of the same time.
TIME_LENGTH = 13
# An act that is further ahead of the server's clock counts as made when the server recorded it.
MOST_MILLISECONDS_AHEAD = 2 * 86_400_000

_NOTE_WITHDRAWAL = f"INSERT OR IGNORE INTO own_withdrawal VALUES (substr(?, 1, {TIME_LENGTH}))"
# Whether this counter recorded an act, whose id changes with whoever sends it again.
OWN_WITHDRAWAL = f"substr({{act}}, 1, {TIME_LENGTH}) IN (SELECT start FROM own_withdrawal)"
_IS_SHARED = f"SELECT 1 FROM sqlite_master WHERE name = '{SHARING_TABLE}'"
_INSERT_ACT = "INSERT INTO waiting_act (id, said_at, is_exact) VALUES (?, ?, ?)"
_DELETE_ACT = "DELETE FROM waiting_act WHERE id = ?"
_NUMBER_OF_ACT = "(SELECT number FROM waiting_act WHERE id = ?)"
_NEWEST_ACT = "(SELECT max(number) FROM waiting_act)"
INSERT_OBSERVATION = "INSERT INTO waiting_observation (act, place, body)"


def observation_body(cells: Mapping[str, str]) -> str:
    """Return the SQL of an observation's JSON, by what gives the value of each key."""
    pairs = join_names(f"'{key}', nullif({cell}, '')" for key, cell in cells.items())
    return f"json_patch('{{}}', json_object({pairs}))"


_INSERT_OBSERVATIONS = (
    f"{INSERT_OBSERVATION} SELECT {_NEWEST_ACT}, place, "
    f"{observation_body({key: key for key in OBSERVED_KEYS})} FROM arriving ORDER BY place"
)
_TRACKED_KINDS = ("product", "price", "withdrawn", "stated_by")
_NEWEST_PRICE = "SELECT coalesce(max(id), 0) FROM price"
_NOTE_COUNTER = "INSERT OR IGNORE INTO stated_by (id, counter) SELECT id, ? FROM price WHERE id > ?"
_SELECT_COUNTER_NAME = (
    "coalesce((SELECT o.name FROM stated_by s JOIN other_counter o ON o.id = s.counter "
    "WHERE s.id = {price}.id), '')"
)
# A mark among the kept rows that the last act has changed something.
_HAS_CHANGED = "SELECT 1 FROM logged_row WHERE kind = 'change'"
_HAS_LOGGED_ROWS = "SELECT EXISTS (SELECT 1 FROM logged_row)"
_FORGET_CHANGE = "DELETE FROM logged_row WHERE kind = 'change'"
_WORDS_OF_OLD = "(SELECT text FROM words WHERE rowid = OLD.id)"
# The triggers stay with the connection, because SQLite parses every statement again after one was
# made. They do something only while this table has a row.
_CREATE_TRACKING = "CREATE TABLE temp.tracking (is_on INTEGER PRIMARY KEY)"
_HAS_TRIGGERS = "SELECT EXISTS (SELECT 1 FROM temp.sqlite_master WHERE name = 'tracking')"
_DROP_TRIGGERS = (
    *(
        f"DROP TRIGGER IF EXISTS temp.{kind}_{event}"
        for kind in _TRACKED_KINDS
        for event in ("added", "changed", "removed")
    ),
    "DROP TABLE temp.tracking",
)


# -- recording ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Act:
    """All that a counter records in one go, or nothing if the catalogue is not shared."""

    database: Database
    id: str = ""

    def forget(self) -> None:
        """Take the act back, because it has no news. It stays if it has changed anything, though.

        An act can let a product adopt a code, and have nothing to tell the user.
        """
        if self.id and not self.database.fetch_rows(_HAS_CHANGED):
            self.database.execute(_DELETE_ACT, (self.id,))


def is_shared(database: Database) -> bool:
    """Return whether a catalogue is shared. It opens no socket."""
    return bool(database.fetch_rows(_IS_SHARED))


def create_sharing(database: Database, server: str, name: str) -> None:
    """Create the tables of a shared catalogue, inside a transaction, with a new counter."""
    for table, columns in SHARING_TABLES.items():
        database.execute(f"CREATE TABLE {table} ({columns})")
    database.execute(
        "INSERT INTO sharing (id, server, counter, name, applied_digest) VALUES (1, ?, ?, ?, '0')",
        (server, str(uuid4()), name),
    )


def complete_sharing(database: Database) -> None:
    """Give a catalogue that was shared earlier the columns that it lacks."""
    if not is_shared(database):
        return
    known = _columns(database, "sharing")
    lacking = [column for name, column in LATER_COLUMNS.items() if name not in known]
    if lacking:
        with database.transaction():
            for column in lacking:
                database.execute(f"ALTER TABLE sharing ADD COLUMN {column}")


def sharing_tables(database: Database) -> tuple[str, ...]:
    """Return the tables that a catalogue has for sharing alone, in the order to drop them."""
    rows = database.fetch_rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    existing = {str(name) for (name,) in rows}
    return tuple(name for name in (*reversed(SHARING_TABLES), LEFT_COUNTER) if name in existing)


@contextmanager
def recorded(database: Database, revision_read: int) -> Iterator[Act]:
    """Record the staged rows for the other counters while the block joins them to the catalogue.

    `revision_read` is the catalogue's revision for which they were staged. A catalogue that is not
    shared records nothing.
    """
    if not is_shared(database):
        drop_triggers(database)
        yield Act(database)
        return
    act = Act(database, later_act_id(database))
    is_exact = revision(database) == revision_read
    database.execute(_INSERT_ACT, (act.id, now(), is_exact))
    database.execute(_INSERT_OBSERVATIONS)
    database.execute(_FORGET_CHANGE)
    with tracked_changes(database), noted_counter(database, act.id, own_counter(database)):
        yield act


@contextmanager
def recorded_withdrawal(database: Database, body: str) -> Iterator[str]:
    """Record a withdrawal for the other counters while the block applies it, with the act's id."""
    act = later_act_id(database)
    if not is_shared(database):
        drop_triggers(database)
        yield act
        return
    database.execute(_INSERT_ACT, (act, now(), True))
    database.execute(f"{INSERT_OBSERVATION} SELECT {_NEWEST_ACT}, 0, ?", (body,))
    create_authorship(database)
    database.execute(_NOTE_WITHDRAWAL, (act,))
    with tracked_changes(database), noted_counter(database, act, own_counter(database)):
        yield act


def later_act_id(database: Database) -> str:
    """Return the id of an act that is later than every act of others that this counter knows of."""
    ((latest,),) = database.fetch_rows("SELECT coalesce(max(act), '') FROM withdrawn")
    if "latest_act" in _columns(database, "sharing"):
        ((returned,),) = database.fetch_rows("SELECT latest_act FROM sharing")
        latest = max(str(latest), str(returned))
    milliseconds = time.time_ns() // 1_000_000
    if latest:
        milliseconds = max(milliseconds, act_time(str(latest)) + 1)
    return new_act_id(milliseconds)


# -- who stated a price -------------------------------------------------------------------------


def create_authorship(database: Database) -> None:
    """Create the tables of who stated what, which catalogues that were shared earlier lack."""
    for table in ("stated_by", "own_withdrawal"):
        database.execute(f"CREATE TABLE IF NOT EXISTS {table} ({SHARING_TABLES[table]})")


@contextmanager
def noted_counter(database: Database, act: str, counter: str) -> Iterator[None]:
    """Note whose act states the prices that the block adds. Of a whole content, nobody knows it."""
    ((newest,),) = database.fetch_rows(_NEWEST_PRICE)
    yield
    if not act.startswith(_CONTENT_START):
        database.execute(_NOTE_COUNTER, (counter, newest))


def own_counter(database: Database) -> str:
    """Return the id of this counter of a shared catalogue."""
    ((counter,),) = database.fetch_rows("SELECT counter FROM sharing")
    return str(counter)


def become_counter(database: Database, counter: str) -> None:
    """Make a shared catalogue another counter, inside a transaction.

    What waits joined the catalogue in the name of the earlier one, so it has to join again.
    """
    create_authorship(database)
    database.execute("UPDATE sharing SET counter = ?", (counter,))
    database.execute("DELETE FROM own_withdrawal")
    database.execute("UPDATE waiting_act SET is_exact = 0")


def counter_name_column(database: Database, price: str) -> str:
    """Return the SQL of the name of the other counter that stated a price, or of ''."""
    is_known = bool(database.fetch_rows("SELECT 1 FROM sqlite_master WHERE name = 'stated_by'"))
    return _SELECT_COUNTER_NAME.format(price=price) if is_known else "''"


def new_act_id(milliseconds: int) -> str:
    """Return an id that no other counter makes, and that begins with a time, as a UUIDv7 does."""
    return numbered_act_id(milliseconds, secrets.randbits(12 + _RANDOM_BITS))


def numbered_act_id(milliseconds: int, number: int) -> str:
    """Return the id that begins with a time. Of one time, a higher number makes a later id.

    >>> numbered_act_id(1_687_000_000_000, 1)
    '0188c909-2600-7000-8000-000100000000'
    """
    high, low = divmod(number, 1 << _RANDOM_BITS)
    start = (milliseconds & (1 << 48) - 1) << 80 | (0x7000 | high & 0xFFF) << 64
    return str(UUID(int=start | (0b10 << _RANDOM_BITS | low) << _PLACE_BITS))


def act_time(act: str) -> int:
    """Return the milliseconds after 1970 with which the id of an act begins.

    >>> act_time("0188c909-2600-7000-8000-000100000000")
    1687000000000
    """
    return UUID(act).int >> 80


def observation_id(act: str, place: int) -> str:
    """Return the id of an observation by its place in an act.

    >>> observation_id("01890a5d-ac96-774b-bcce-b30200000000", 17)
    '01890a5d-ac96-774b-bcce-b30200000011'
    """
    return str(UUID(int=UUID(act).int + place))


def now() -> str:
    """Return this counter's time, with its distance from UTC."""
    return datetime.now().astimezone().isoformat(timespec="milliseconds")


# -- the state of the log alone ----------------------------------------------------------------


@contextmanager
def tracked_changes(database: Database) -> Iterator[None]:
    """Keep the rows that the block changes as they were before anything in the outbox."""
    create_authorship(database)
    if not _has_triggers(database):
        _create_triggers(database)
    database.execute("INSERT INTO temp.tracking VALUES (1)")
    yield  # after an error, the transaction takes the row back too
    database.execute("DELETE FROM temp.tracking")


def _has_triggers(database: Database) -> bool:
    ((has_triggers,),) = database.fetch_rows(_HAS_TRIGGERS)
    return bool(has_triggers)


def _create_triggers(database: Database) -> None:
    """Let the connection keep rows as they were, while that is switched on."""
    database.execute(_CREATE_TRACKING)
    for kind in _TRACKED_KINDS:
        words = _WORDS_OF_OLD if kind == "product" else "NULL"
        image = f"json_array({join_names(_columns(database, kind), 'OLD.{}')}, {words})"
        keep = (
            "WHEN EXISTS (SELECT 1 FROM temp.tracking) BEGIN "
            "INSERT OR IGNORE INTO logged_row VALUES ('change', 0, NULL),"
        )
        database.execute(
            f"CREATE TEMP TRIGGER IF NOT EXISTS {kind}_added AFTER INSERT ON main.{kind} "
            f"{keep} ('{kind}', NEW.id, NULL); END"
        )
        database.execute(
            f"CREATE TEMP TRIGGER IF NOT EXISTS {kind}_changed AFTER UPDATE ON main.{kind} "
            f"{keep} ('{kind}', OLD.id, {image}); END"
        )
        database.execute(
            f"CREATE TEMP TRIGGER IF NOT EXISTS {kind}_removed AFTER DELETE ON main.{kind} "
            f"{keep} ('{kind}', OLD.id, {image}); END"
        )


def drop_triggers(database: Database) -> None:
    """Let a connection forget the tables that only a shared catalogue has.

    Another connection may have dropped them, which hides the triggers of one of them.
    """
    if _has_triggers(database):
        for statement in _DROP_TRIGGERS:
            database.execute(statement)


def take_off(database: Database) -> None:
    """Bring the catalogue to the state of the log alone, inside a transaction."""
    create_authorship(database)
    ((has_rows,),) = database.fetch_rows(_HAS_LOGGED_ROWS)
    if not has_rows:
        return
    database.execute(f"DELETE FROM words WHERE rowid IN ({_ids('product', is_new=True)})")
    for kind in reversed(_TRACKED_KINDS):
        database.execute(f"DELETE FROM {kind} WHERE id IN ({_ids(kind, is_new=True)})")
    # No two products may have one code, not even while the rows change one after the other.
    database.execute(f"UPDATE product SET gtin = NULL WHERE id IN ({_ids('product')})")
    for kind in _TRACKED_KINDS:
        columns = _columns(database, kind)
        values = join_names(map(str, range(len(columns))), "json_extract(image, '$[{}]')")
        database.execute(
            f"UPDATE {kind} SET ({join_names(columns)}) = (SELECT {values} FROM logged_row l "
            f"WHERE l.kind = '{kind}' AND l.id = {kind}.id) WHERE id IN ({_ids(kind)})"
        )
        database.execute(
            f"INSERT INTO {kind} ({join_names(columns)}) SELECT {values} FROM logged_row "
            f"WHERE kind = '{kind}' AND image IS NOT NULL AND id NOT IN (SELECT id FROM {kind})"
        )
    _restore_words(database)
    database.execute("DELETE FROM logged_row")


def _restore_words(database: Database) -> None:
    place = len(_columns(database, "product"))
    for product_id, text in database.fetch_rows(
        f"SELECT id, json_extract(image, '$[{place}]') AS text FROM logged_row "
        "WHERE kind = 'product' AND image IS NOT NULL "
        "AND text IS NOT (SELECT w.text FROM words w WHERE w.rowid = logged_row.id)"
    ):
        database.execute("UPDATE words SET text = ? WHERE rowid = ?", (text, product_id))


def _ids(kind: str, *, is_new: bool = False) -> str:
    condition = "IS NULL" if is_new else "IS NOT NULL"
    return f"SELECT id FROM logged_row WHERE kind = '{kind}' AND image {condition}"


def _columns(database: Database, kind: str) -> tuple[str, ...]:
    rows = database.fetch_rows(f"SELECT name FROM pragma_table_info('{kind}')")
    return tuple(str(name) for (name,) in rows)


# -- what waits --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WaitingAct:
    """An act that the log has not returned yet, with the JSON of its observations."""

    id: str
    said_at: str
    is_exact: bool
    bodies: tuple[str, ...]

    @property
    def takes_back(self) -> bool:
        """Whether it takes prices back. Within a text, the quotes of this key have a backslash."""
        return any(f'"{WITHDRAWN_FROM}":' in body for body in self.bodies)


def waiting_acts(database: Database, *, with_bodies: bool = True) -> Iterator[WaitingAct]:
    """Return the acts that wait, oldest first."""
    query = "SELECT number, id, said_at, is_exact FROM waiting_act ORDER BY number"
    select_bodies = "SELECT body FROM waiting_observation WHERE act = ? ORDER BY place"
    for number, act_id, said_at, is_exact in database.fetch_rows(query):
        bodies = database.fetch_rows(select_bodies, (number,)) if with_bodies else []
        yield WaitingAct(
            str(act_id), str(said_at), bool(is_exact), tuple(str(body) for (body,) in bodies)
        )


def waiting_count(database: Database) -> int:
    """Return the number of observations that wait."""
    ((count,),) = database.fetch_rows("SELECT count(*) FROM waiting_observation")
    return int(str(count))


def change_act(database: Database, act_id: str, bodies: Sequence[str]) -> None:
    """Let a waiting act state something else, inside a transaction, or nothing at all."""
    database.execute(f"DELETE FROM waiting_observation WHERE act = {_NUMBER_OF_ACT}", (act_id,))
    database.execute_many(
        f"{INSERT_OBSERVATION} VALUES ({_NUMBER_OF_ACT}, ?, ?)",
        ((act_id, place, body) for place, body in enumerate(bodies)),
    )
    if not bodies:
        database.execute(_DELETE_ACT, (act_id,))


def remove_acts(database: Database, ids: tuple[str, ...]) -> None:
    """Remove acts that the log has returned, inside the transaction that applies them."""
    database.execute_many(_DELETE_ACT, ((act_id,) for act_id in ids))


def last_problem_kind(database: Database) -> str:
    """Return the kind of what kept the last call from the server, or "" for nothing."""
    if not is_shared(database) or "problem" not in _columns(database, "sharing"):
        return ""
    query = "SELECT coalesce(json_extract(nullif(problem, ''), '$.kind'), '') FROM sharing"
    ((kind,),) = database.fetch_rows(query)
    return str(kind)


def forget_logged_rows(database: Database) -> None:
    """Take the catalogue as it is for the state of the log alone."""
    database.execute("DELETE FROM logged_row")
