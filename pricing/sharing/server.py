"""The shared log in PostgreSQL: what a counter asks of it and adds to it."""

from __future__ import annotations

import json
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from selectors import EVENT_READ, DefaultSelector
from typing import TYPE_CHECKING, Any, LiteralString
from uuid import UUID

from pricing.catalogue.outbox import WITHDRAWN_FROM, observation_id
from pricing.problems.errors import ProblemKind, Reason, UserError
from pricing.sharing.connection import connection_to, reason_of, translated_errors
from pricing.sharing.observations import BODY_VERSION, LogRow
from pricing.sharing.schema import SCHEMA_VERSION, creation, migrations
from pricing.sharing.state import OtherCounter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from psycopg import Connection

    from pricing.catalogue.outbox import WaitingAct

# Any number, as long as every counter takes the same one.
_MIGRATION_LOCK = 0x454C_4D53
_CHANNEL = "elemental_log"
# OFFSET 0 keeps the server from writing each body twice.
_SELECT_ROWS: LiteralString = (
    "SELECT seq, id::text, counter::text, "
    "(recorded_at AT TIME ZONE 'UTC' + utc_offset * interval '1 minute')::date, version, "
    "CASE WHEN octet_length(stated) <= 65536 THEN stated END, "
    "floor(extract(epoch FROM recorded_at) * 1000)::bigint FROM "
    "(SELECT *, body::text AS stated FROM elemental.log WHERE seq > %s AND seq <= %s "
    "ORDER BY seq OFFSET 0) rows"
)
_LAST_SEQ = 2**63 - 1
# So many rows come at once, where PostgreSQL's library can do so.
_ROWS_AT_ONCE = 500
_INSERT_ROWS: LiteralString = (
    "COPY elemental.log (id, counter, said_at, utc_offset, kind, source, day, version, body) "
    "FROM STDIN"
)
_IS_LAST: LiteralString = (
    "SELECT seq = (SELECT max(seq) FROM elemental.log), "
    "%(before)s::uuid IS NULL OR EXISTS (SELECT 1 FROM elemental.log WHERE id = %(before)s::uuid) "
    "FROM elemental.log WHERE id = %(last)s"
)
_LAST_NUMBER: LiteralString = "SELECT coalesce(max(seq), 0) FROM elemental.log"
_SELECT_IDS: LiteralString = (
    "SELECT version, log::text, (SELECT id::text FROM elemental.log WHERE seq = %s) "
    "FROM elemental.about"
)
_MAY_WRITE: LiteralString = (
    "SELECT has_any_column_privilege('elemental.log', 'INSERT') AND NOT pg_is_in_recovery() "
    "AND current_setting('transaction_read_only') = 'off'"
)
_REPORT: LiteralString = (
    "INSERT INTO elemental.counter (id, name, applied) VALUES (%s, %s, %s) "
    "ON CONFLICT (id) DO UPDATE SET name = excluded.name, applied = excluded.applied"
)
_REGISTER: LiteralString = (
    "INSERT INTO elemental.counter (id, name, applied) VALUES (%s, %s, 0) "
    "ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE counter.login IS NULL"
)
# A counter that has left has applied less than nothing.
_LEAVE: LiteralString = "UPDATE elemental.counter SET applied = -1 WHERE id = %s"
_RETURN: LiteralString = (
    "UPDATE elemental.counter SET applied = 0 WHERE id = (SELECT id FROM elemental.counter "
    "WHERE login = session_user AND (id::text = %(left)s OR applied < 0 AND name = %(name)s) "
    "ORDER BY id::text = %(left)s DESC, seen_at DESC, id LIMIT 1) RETURNING id::text"
)
_OWNS: LiteralString = (
    "SELECT login = session_user OR elemental.is_owner() FROM elemental.counter WHERE id = %s"
)
_SELECT_OTHERS: LiteralString = (
    "SELECT id::text, name, "
    # A counter may write any time. Python knows none that is infinite, or after the year 9999.
    "greatest(least(seen_at, now()), '2000-01-01 00:00+00'), "
    "CASE WHEN applied < 0 THEN -1 ELSE coalesce((SELECT recorded_at < now() - interval '1 minute' "
    "FROM elemental.log WHERE seq > applied ORDER BY seq LIMIT 1), false)::int END "
    "FROM elemental.counter WHERE id <> %s ORDER BY name, id"
)
# A counter may claim to have applied what the log never had. So what it claims beyond the last row
# counts only if the log has a row of it, or none at all.
_SELECT_AHEAD: LiteralString = (
    "SELECT name FROM elemental.counter c WHERE id <> %s AND applied > 0 AND NOT EXISTS "
    "(SELECT 1 FROM elemental.log WHERE seq = c.applied) AND "
    "(applied <= (SELECT coalesce(max(seq), 9223372036854775807) FROM elemental.log) "
    "OR EXISTS (SELECT 1 FROM elemental.log l WHERE l.counter = c.id)) ORDER BY name, id"
)


@dataclass(frozen=True, slots=True)
class Counter:
    """This counter: its id, and the name that the others see."""

    id: str
    name: str


@contextmanager
def open_log(address: str) -> Iterator[SharedLog]:
    """Connect to the shared log of a server.

    Raises:
        UserError: The server does not answer, or refuses, or its log cannot be used.
    """
    with connection_to(address) as connection:
        yield SharedLog(connection)


class SharedLog:
    """The shared log over one connection. An object belongs to one thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sent: set[str] = set()
        self._is_registered = False
        self._may_write = False

    # -- the schema ----------------------------------------------------------------------------

    def set_up(self) -> str:
        """Create the log, or take it to this version, and return its id. One counter does so.

        Raises:
            UserError: The log cannot be used by this version.
        """
        with self._connection.transaction():
            self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MIGRATION_LOCK,))
            if not self._exists():
                self._connection.execute(creation().encode())
                self._connection.execute(
                    "INSERT INTO elemental.about (id, version, log) VALUES (1, %s, %s)",
                    (SCHEMA_VERSION, UUID(bytes=secrets.token_bytes(16))),
                )
            else:
                self._migrate()
        return self.checked_id()

    def _migrate(self) -> None:
        """Take the log of an earlier version to this one, inside the open transaction."""
        from psycopg.errors import InsufficientPrivilege

        row = self._read_about(0)
        for statements in migrations(int(row[0])) if row else ():
            try:
                self._connection.execute(statements.encode())
            except InsufficientPrivilege:  # the login is no owner of the log
                raise UserError(ProblemKind.SHARED_LOG_OLDER) from None
            self._connection.execute("UPDATE elemental.about SET version = %s", (SCHEMA_VERSION,))

    def _exists(self) -> bool:
        row = self._connection.execute("SELECT to_regnamespace('elemental') IS NOT NULL").fetchone()
        return row is not None and bool(row[0])

    def checked_id(self) -> str:
        """Return the id of the log.

        Raises:
            UserError: There is no log, or it is damaged or of another version.
        """
        return self.checked_id_at(0)[0]

    def checked_id_at(self, seq: int) -> tuple[str, str]:
        """Return the id of the log, and that of the observation with a number, or "".

        Raises:
            UserError: There is no log, or it is damaged or of another version.
        """
        row = self._read_about(seq)
        if row is None:
            raise UserError(ProblemKind.SHARED_LOG_DAMAGED, reason=Reason.EMPTY)
        version = int(row[0])
        if version < 1:
            raise UserError(ProblemKind.SHARED_LOG_DAMAGED, reason=Reason.OTHER_VERSION)
        if version != SCHEMA_VERSION:
            is_newer = version > SCHEMA_VERSION
            raise UserError(
                ProblemKind.SHARED_LOG_NEWER if is_newer else ProblemKind.SHARED_LOG_OLDER
            )
        return str(row[1]), str(row[2] or "")

    def _read_about(self, seq: int) -> Sequence[Any] | None:
        from psycopg.errors import InvalidSchemaName, UndefinedTable

        try:
            return self._connection.execute(_SELECT_IDS, (seq,)).fetchone()
        except (InvalidSchemaName, UndefinedTable) as error:
            if self._connection.info.transaction_status.name != "IDLE" or self._exists():
                raise UserError(ProblemKind.SHARED_LOG_DAMAGED, reason=reason_of(error)) from None
            raise UserError(ProblemKind.NO_SHARED_LOG) from None

    # -- sending -------------------------------------------------------------------------------

    def append(self, acts: Iterable[WaitingAct], counter: Counter, applied: tuple[int, str]) -> int:
        """Append acts that the log does not have, each whole, and return how many observations.

        An act that was sent before, over a connection that broke, is skipped. Each one follows the
        one before it, and the first one the observation that was applied last, with its number and
        its id, or 0 and "". It ends before a withdrawal if the log goes on behind what was applied.
        What others have stated there may be none of what it takes back.

        Raises:
            UserError: The server takes nothing, or the log has lost what an act has to follow.
        """
        count, (seq, before) = 0, applied
        for takes_back, group in groupby(acts, attrgetter("takes_back")):
            if takes_back:
                some = tuple(group)
                if before == applied[1] and self.append_behind(seq, some, counter, before):
                    count += sum(len(act.bodies) for act in some)
                break  # now the log goes on behind what was applied
            with translated_errors():
                for act in group:  # one in memory at a time
                    count += self._append_act(act, counter, before)
                    before = observation_id(act.id, 0)
        return count

    def _register(self, counter: Counter) -> None:
        """Let the server know whose the counter is, before it writes the first time."""
        if not self._is_registered:
            self._connection.execute(_REGISTER, (counter.id, counter.name))
            self._is_registered = True

    def _append_act(self, act: WaitingAct, counter: Counter, before: str) -> int:
        if act.id in self._sent:
            return 0
        count = self._append_new_act(act, counter, before)
        self._sent.add(act.id)
        return count

    def _append_new_act(self, act: WaitingAct, counter: Counter, before: str) -> int:
        from psycopg.errors import UniqueViolation

        if self._has_act(act):
            return 0
        self._register(counter)
        try:
            with self._connection.transaction():
                self._copy(_rows_to_send(act, counter))
                self._refuse_wrong_place(act, before)
        except UniqueViolation:  # the same act arrived from another window, or just now
            if self._has_act(act):
                return 0
            raise UserError(ProblemKind.SHARED_LOG_NUMBERS) from None
        return len(act.bodies)

    def append_behind(
        self, seq: int, acts: Sequence[WaitingAct], counter: Counter, row_id: str = ""
    ) -> bool:
        """Append acts together if a row is the last one of the log. Return whether it is.

        The row has this id, if one is given.

        Raises:
            UserError: The server takes nothing.
        """
        from psycopg.errors import UniqueViolation

        with translated_errors():
            self._register(counter)
            try:
                return self._append_behind(seq, acts, counter, row_id)
            except UniqueViolation:
                raise UserError(ProblemKind.SHARED_LOG_NUMBERS) from None

    def _append_behind(
        self, seq: int, acts: Sequence[WaitingAct], counter: Counter, before: str
    ) -> bool:
        with self._connection.transaction():
            self._copy(())  # from here on, it is this counter's turn
            row = self._connection.execute(_LAST_NUMBER).fetchone()
            if row != (seq,):
                return False
            for act in acts:
                self._copy(_rows_to_send(act, counter))
                self._refuse_wrong_place(act, before)
                before = observation_id(act.id, 0)
        return True

    def _copy(self, rows: Iterable[Sequence[object]]) -> None:
        """Insert rows into the log, inside the open transaction."""
        with self._connection.cursor() as cursor, cursor.copy(_INSERT_ROWS) as copy:
            for row in rows:
                copy.write_row(row)

    def _has_act(self, act: WaitingAct) -> bool:
        first = observation_id(act.id, 0)
        query: LiteralString = "SELECT 1 FROM elemental.log WHERE id = %s"
        return self._connection.execute(query, (first,)).fetchone() is not None

    def _refuse_wrong_place(self, act: WaitingAct, before: str) -> None:
        """Raise UserError if an act, inside its transaction, is not the last one of the log.

        The other counters would not ask for its rows, because they have read later ones. It is also
        refused if the log was emptied just now. What it has to follow would then come after it.
        """
        last = observation_id(act.id, len(act.bodies) - 1)
        asked = {"last": last, "before": before or None}
        row = self._connection.execute(_IS_LAST, asked).fetchone()
        if row is None:  # such as by a trigger of somebody else
            raise UserError(ProblemKind.SHARED_LOG_DAMAGED, reason=Reason.KEEPS_NO_ROWS)
        if not row[0]:
            raise UserError(ProblemKind.SHARED_LOG_NUMBERS)
        if not row[1]:
            raise UserError(ProblemKind.SHARED_LOG_REPLACED)

    def forget_sent(self) -> None:
        """Send again what waits, after all of the log was read: the log does not have it."""
        self._sent.clear()

    # -- reading -------------------------------------------------------------------------------

    def rows_after(self, seq: int, last: int = _LAST_SEQ) -> Iterator[LogRow]:
        """Return the rows behind one in the log, in the order of the log, up to a last one."""
        from psycopg import DataError, capabilities
        from psycopg.rows import args_row

        size = _ROWS_AT_ONCE if capabilities.has_stream_chunked() else 1
        try:
            with self._connection.cursor(row_factory=args_row(LogRow)) as cursor:
                yield from cursor.stream(_SELECT_ROWS, (seq, last), size=size)
        except (DataError, TypeError, ValueError) as error:
            raise UserError(ProblemKind.SHARED_LOG_DAMAGED, reason=error) from None

    # -- the counters --------------------------------------------------------------------------

    def may_write(self) -> bool:
        """Return whether this login may append to the log of this server."""
        if not self._may_write:  # an administrator may allow it meanwhile
            row = self._connection.execute(_MAY_WRITE).fetchone()
            self._may_write = row is not None and bool(row[0])
        return self._may_write

    def is_of_other_login(self, counter_id: str) -> bool:
        """Return whether a counter belongs to another login, so that this one may not use it."""
        row = self._connection.execute(_OWNS, (counter_id,)).fetchone()
        return row is not None and row[0] is False

    def report(self, counter: Counter, applied_seq: int) -> None:
        """Let the others know how far this counter is. One that may only read is not known.

        Raises:
            UserError: The server does not take it.
        """
        if self.may_write():
            with translated_errors():
                self._connection.execute(_REPORT, (counter.id, counter.name, applied_seq))

    def leave(self, counter_id: str) -> None:
        """Let the others know that a counter shares the catalogue no longer.

        Raises:
            UserError: The server does not take it.
        """
        with translated_errors():
            self._connection.execute(_LEAVE, (counter_id,))

    def returning_counter(self, name: str, left: str) -> str:
        """Return the id of the counter of this login that has left, or "" for none.

        It is the one that the catalogue remembers as `left`, or one of this name that said so.
        """
        if not self.may_write():
            return ""
        row = self._connection.execute(_RETURN, {"name": name, "left": left}).fetchone()
        return "" if row is None else str(row[0])

    def others(self, counter: Counter) -> tuple[tuple[str, OtherCounter], ...]:
        """Return the other counters with their ids, also those that have left.

        Raises:
            UserError: The table of the counters is not as this program made it.
        """
        with translated_errors():
            rows = self._connection.execute(_SELECT_OTHERS, (counter.id,)).fetchall()
        return tuple(
            (str(row_id), OtherCounter(str(name), seen_at, standing == 1, standing < 0))
            for row_id, name, seen_at, standing in rows
        )

    def counters_with_lost_rows(self, counter: Counter) -> tuple[str, ...]:
        """Return the names of the other counters whose last row the log no longer has.

        Raises:
            UserError: The table of the counters is not as this program made it.
        """
        with translated_errors():
            rows = self._connection.execute(_SELECT_AHEAD, (counter.id,)).fetchall()
        return tuple(str(name) for (name,) in rows)

    def now(self) -> datetime:
        """Return the time of the server."""
        row = self._connection.execute("SELECT now()").fetchone()
        assert row is not None  # noqa: S101 - a query without a table has one row
        time: datetime = row[0]
        return time.astimezone(UTC)

    # -- waiting -------------------------------------------------------------------------------

    def listen(self) -> None:
        """Let `wait` end as soon as another counter has appended something."""
        self._connection.execute(f"LISTEN {_CHANNEL}")

    def wait(self, seconds: float) -> bool:
        """Wait for news of the log at most so long, and return whether there are any.

        It sleeps in the system, because psycopg asks without a pause in the last millisecond.
        """
        if self._has_news():
            return True
        with DefaultSelector() as selector:
            selector.register(self._connection, EVENT_READ)
            selector.select(seconds)
        return self._has_news()

    def _has_news(self) -> bool:
        return bool(list(self._connection.notifies(timeout=0)))


def _rows_to_send(act: WaitingAct, counter: Counter) -> Iterator[Sequence[object]]:
    said_at = datetime.fromisoformat(act.said_at)
    offset = said_at.utcoffset()
    minutes = 0 if offset is None else round(offset.total_seconds() / 60)
    for place, body in enumerate(act.bodies):
        stated = json.loads(body)
        yield (
            observation_id(act.id, place),
            counter.id,
            act.said_at,
            minutes,
            _kind_of(stated),
            stated.get("source", ""),
            stated.get("priced_on"),
            BODY_VERSION,
            body,
        )


def _kind_of(stated: Mapping[str, object]) -> str:
    """Return what an observation is to those who look into the log. The program reads its body."""
    if WITHDRAWN_FROM in stated:
        return "withdrawal"
    return "label" if stated.get("price") is None else "price"
