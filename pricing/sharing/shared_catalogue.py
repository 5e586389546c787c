"""A shared catalogue: it joins a server, sends what waits, and applies what others have stated."""

from __future__ import annotations

import json
import platform
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, Self
from uuid import uuid4

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.content import record_content
from pricing.catalogue.outbox import (
    HAS_LEFT,
    WITHDRAWN_FROM,
    become_counter,
    complete_sharing,
    create_sharing,
    drop_triggers,
    is_shared,
    sharing_tables,
    waiting_acts,
    waiting_count,
)
from pricing.catalogue.staging import begin_staging, end_staging
from pricing.problems.errors import Problem, ProblemKind, UserError
from pricing.problems.progress import SILENT_PROGRESS, Progress
from pricing.sharing.comparison import is_as_applied, keep_missing, marks_of_log
from pricing.sharing.computer import take_own_counter
from pricing.sharing.observations import read_acts
from pricing.sharing.replica import Position, apply_acts, empty_replica
from pricing.sharing.server import Counter, SharedLog, checked_address, open_log
from pricing.sharing.state import (
    Missing,
    OtherCounter,
    RefusedObservation,
    SharingState,
    SyncResult,
    WaitingPrice,
    problem_text,
    read_problem,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# The time after which a watching counter looks again for what it has recorded itself.
OWN_NEWS_SECONDS = 0.1
# What others state within this time is applied together.
APPLY_SECONDS = 0.5
# The time after which it asks a server that has sent no news.
POLL_SECONDS = 20.0
# The time after which it tells the others again how far it is.
NOTE_SECONDS = 5.0
# The time after which it tries again to reach a server that did not answer.
RETRY_SECONDS = 10.0
MAX_LISTED = 200
_MAX_NAME_LENGTH = 100
_SELECT_SETTINGS = (
    "SELECT server, counter, name, log, applied_seq, applied_id, answered_at, seconds_ahead, "
    "applied_digest, problem FROM sharing"
)
_SELECT_OTHERS = f"SELECT name, seen_at, is_behind FROM other_counter WHERE is_behind <> {HAS_LEFT}"
_SELECT_NEW_PRICES = (
    "SELECT d.product, p.source, d.currency, p.price, (SELECT o.price FROM price o "
    "WHERE o.product_id = p.product_id AND o.source = p.source AND o.id NOT IN "
    "(SELECT id FROM logged_row WHERE kind = 'price' AND image IS NULL) "
    "ORDER BY o.last_on DESC, o.id DESC LIMIT 1) "
    "FROM logged_row l JOIN price p ON p.id = l.id JOIN product d ON d.id = p.product_id "
    f"WHERE l.kind = 'price' AND l.image IS NULL ORDER BY p.id LIMIT {MAX_LISTED}"
)
_SELECT_WITHDRAWALS = (
    "SELECT body, said_at FROM waiting_observation JOIN waiting_act ON number = act "
    f"WHERE json_extract(body, '$.{WITHDRAWN_FROM}') IS NOT NULL "
    f"ORDER BY act, place LIMIT {MAX_LISTED}"
)
_SELECT_NEWEST_WAITING = (
    "SELECT body, said_at FROM waiting_observation JOIN waiting_act ON number = act "
    f"ORDER BY act DESC, place DESC LIMIT {MAX_LISTED}"
)


_NOTHING = SyncResult(0, 0, 0, has_changed=False)


class _Settings(NamedTuple):
    """The row of the table `sharing`."""

    server: str
    counter: str
    name: str
    log: str
    applied_seq: int
    applied_id: str
    answered_at: str
    seconds_ahead: int
    applied_digest: str
    problem: str

    @property
    def own_counter(self) -> Counter:
        return Counter(self.counter, self.name)


def test_server(address: str) -> datetime:
    """Return the time of a server that this counter may use. It changes nothing.

    Raises:
        UserError: The address has a password in it, or why the server cannot be used.
    """
    with _open_new_log(address) as log:
        try:
            log.checked_id()
        except UserError as error:
            if error.kind is not ProblemKind.NO_SHARED_LOG:  # joining it makes one
                raise
        else:
            if not log.may_write():
                raise UserError(ProblemKind.SERVER_READ_ONLY)
        return log.now()


@contextmanager
def _open_new_log(address: str) -> Iterator[SharedLog]:
    """Connect to a log that nothing of this catalogue waits for yet."""
    try:
        with open_log(address) as log:
            yield log
    except UserError as error:
        if error.kind is not ProblemKind.SERVER_UNREACHABLE:
            raise
        raise UserError(ProblemKind.NEW_SERVER_UNREACHABLE, **error.parameters) from None


class SharedCatalogue:
    """The catalogue of a data folder with its server, if it is shared.

    An object belongs to one thread, and each has a connection to the file of its own. What reaches
    the network waits for it, so a window calls `join`, `sync` and `watch` in another thread.
    `defers_check` is that of the catalogue, which is opened when it is first needed.
    """

    def __init__(self, folder: Path, *, defers_check: bool = False) -> None:
        self._folder = folder
        self._defers_check = defers_check
        self._catalogue: Catalogue | None = None
        self._problem: Problem | None = None
        self._noted_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the data file."""
        if self._catalogue is not None:
            self._catalogue.close()

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue on disk. A folder without one gets one, so `join` asks the server first.

        Raises:
            UserError: The folder or the file cannot be used.
        """
        if self._catalogue is None:
            self._catalogue = Catalogue(self._folder, defers_check=self._defers_check)
        return self._catalogue

    # -- joining -------------------------------------------------------------------------------

    def join(
        self, address: str, name: str = "", progress: Progress = SILENT_PROGRESS
    ) -> SharingState:
        """Create or check the log of a server, and share this catalogue through it.

        `address` is a libpq URI or the name of a service. What the catalogue holds is recorded for
        the other counters, and the next `sync` sends it. `name` is what they see; without one, it
        is the name of this computer.

        Raises:
            Cancelled: The user cancelled it. Nothing has changed here.
            UserError: The address or the server cannot be used. Nothing has changed here.
        """
        server = checked_address(address)
        if len(name) > _MAX_NAME_LENGTH:
            raise UserError(ProblemKind.NAME_TOO_LONG, length=_MAX_NAME_LENGTH)
        with _open_new_log(server) as log:
            log_id, may_write = log.set_up(), log.may_write()
            known = self._settings()
            own_name = (name or (known.name if known else platform.node()))[:_MAX_NAME_LENGTH]
            returning = log.returning_counter(own_name) if known is None else ""
            has_other_login = known is not None and log.is_of_other_login(known.counter)
        database = self.catalogue.database
        begin_staging(database)
        with database.transaction(progress):
            if known is None:
                create_sharing(database, server, own_name)
            database.execute("UPDATE sharing SET server = ?, name = ?", (server, own_name))
            if has_other_login or returning:
                become_counter(database, returning or str(uuid4()))
            if known is None or known.log != log_id:
                database.execute("UPDATE sharing SET log = ?", (log_id,))
                record_content(database)
                empty_replica(database)
        end_staging(database)
        self._keep_problem(None if may_write else Problem(ProblemKind.SERVER_READ_ONLY))
        return self._state_now()

    def leave(self) -> None:
        """Keep the catalogue as it is, and forget the server and what waits for it.

        The others hear of it, unless the server is away.

        Raises:
            UserError: The catalogue cannot be written.
        """
        settings = self._settings()
        if settings is not None:
            with suppress(UserError), open_log(settings.server) as log:
                log.leave(settings.counter)
        database = self.catalogue.database
        with database.transaction():
            drop_triggers(database)
            for table in sharing_tables(database):
                database.execute(f"DROP TABLE {table}")

    # -- the state on disk ---------------------------------------------------------------------

    @property
    def is_shared(self) -> bool:
        """Whether the catalogue is shared."""
        return is_shared(self.catalogue.database)

    def state(self) -> SharingState | None:
        """Return how the catalogue stands, as the disk knows it, or None if it is not shared."""
        return self._state_now() if self.is_shared else None

    def _state_now(self) -> SharingState:
        settings = self._known_settings()
        database = self.catalogue.database
        ((refused,),) = database.fetch_rows("SELECT count(*) FROM refused_observation")
        others = database.fetch_rows(_SELECT_OTHERS)
        return SharingState(
            settings.server,
            settings.name,
            waiting_count(database),
            int(str(refused)),
            datetime.fromisoformat(settings.answered_at) if settings.answered_at else None,
            settings.seconds_ahead,
            tuple(
                OtherCounter(str(name), datetime.fromisoformat(str(seen_at)), bool(is_behind))
                for name, seen_at, is_behind in others
            ),
            self._problem or read_problem(settings.problem),
        )

    def waiting_prices(self) -> tuple[WaitingPrice, ...]:
        """Return the first prices and withdrawals that the log has not returned yet."""
        if not self.is_shared:
            return ()
        database = self.catalogue.database
        said: dict[object, datetime] = {}
        for body, said_at in database.fetch_rows(_SELECT_NEWEST_WAITING):
            stated = json.loads(str(body))
            key = (stated["product"], stated.get("source", ""), stated.get("price"))
            said.setdefault(key, datetime.fromisoformat(str(said_at)))
        prices = tuple(
            WaitingPrice(
                str(product),
                str(source),
                str(currency),
                None if old_price is None else int(str(old_price)),
                int(str(price)),
                said[product, source, price],
            )
            for product, source, currency, price, old_price in database.fetch_rows(
                _SELECT_NEW_PRICES
            )
            if (product, source, price) in said
        )
        withdrawals = database.fetch_rows(_SELECT_WITHDRAWALS)
        return (*prices, *(_withdrawn_price(str(body), str(day)) for body, day in withdrawals))

    def refused_observations(self) -> tuple[RefusedObservation, ...]:
        """Return the last rows of the log that cannot be rows of a list."""
        if not self.is_shared:
            return ()
        rows = self.catalogue.database.fetch_rows(
            f"SELECT seq, reason FROM refused_observation ORDER BY seq DESC LIMIT {MAX_LISTED}"
        )
        return tuple(RefusedObservation(int(str(seq)), str(reason)) for seq, reason in rows)

    def _settings(self) -> _Settings | None:
        if not self.is_shared:
            return None
        complete_sharing(self.catalogue.database)
        rows = self.catalogue.database.fetch_rows(_SELECT_SETTINGS)
        ((*texts, seq, applied_id, answered_at, ahead, digest, problem),) = rows
        server, counter, name, log = map(str, texts)
        return _Settings(
            server, counter, name, log, int(str(seq)), str(applied_id), str(answered_at),
            int(str(ahead)), str(digest), str(problem),
        )  # fmt: skip

    def _known_settings(self) -> _Settings:
        settings = self._settings()
        if settings is None:
            raise UserError(ProblemKind.NOT_SHARED)
        return settings

    # -- the server ----------------------------------------------------------------------------

    def sync(self, progress: Progress = SILENT_PROGRESS) -> SyncResult:
        """Send what waits, and apply what the log has that is new.

        Raises:
            Cancelled: The user cancelled it. What was sent or applied stays.
            UserError: The catalogue is not shared, or the server or the file cannot be used. What
                waits is kept.
        """
        with self._kept_problem():
            server = self._known_settings().server
            is_new = take_own_counter(self.catalogue.database)
            with open_log(server) as log:
                return replace(self._exchange(log, progress), is_new_counter=is_new)

    @contextmanager
    def _kept_problem(self) -> Iterator[None]:
        try:
            yield
        except UserError as error:
            self._keep_problem(Problem(error.kind, error.parameters))
            raise

    def _keep_problem(self, problem: Problem | None) -> None:
        """Keep what the matter is on disk too, for a program that asks later."""
        self._problem = problem
        settings, text = self._settings(), problem_text(problem)
        if settings is not None and settings.problem != text:
            database = self.catalogue.database
            with suppress(UserError), database.transaction(is_repeatable=True):
                database.execute("UPDATE sharing SET problem = ?", (text,))

    def rebuild(
        self, missing: Missing = Missing.ASK, progress: Progress = SILENT_PROGRESS
    ) -> SyncResult:
        """Forget what was applied, and apply the whole log of the server again.

        If the log is not as it was applied here, it is compared with this catalogue first.

        Raises:
            Cancelled: The user cancelled it.
            UserError: As for `sync`, or the log lacks what this counter holds. Nothing has changed.
        """
        with self._kept_problem():
            is_altered, count = self._start_anew(missing, progress)
        return replace(
            self.sync(progress),
            is_log_altered=is_altered,
            sent_again=count if missing is Missing.SEND else 0,
            given_up=count if missing is Missing.GIVE_UP else 0,
        )

    def _start_anew(self, missing: Missing, progress: Progress) -> tuple[bool, int]:
        """Take the replica back to the beginning.

        Return whether the log was altered, and how much it lacks of what this counter holds.
        """
        settings = self._known_settings()
        with open_log(settings.server) as log:  # nothing is emptied for a server that is away
            log_id = log.checked_id()
            applied = log.rows_after(0, settings.applied_seq)
            is_altered = not is_as_applied(applied, settings.applied_digest)
            marks = marks_of_log(log_id, log.rows_after(0), progress) if is_altered else None
        database = self.catalogue.database
        begin_staging(database)
        with database.transaction(progress):
            count = 0 if marks is None else keep_missing(database, marks, missing)
            database.execute("UPDATE sharing SET log = ?", (log_id,))
            empty_replica(database)
        end_staging(database)
        return is_altered and settings.applied_digest != "", count

    def watch(
        self,
        on_change: Callable[[SyncResult | None], object],
        should_continue: Callable[[], bool],
    ) -> None:
        """Keep in step with the log until `should_continue` says no, which is asked often.

        `on_change` is called after each sync that sent or applied something, or heard of the other
        counters. It is called with None when the server cannot be reached, and `state` then has the
        reason. No fault of the server ends this.

        Raises:
            UserError: The catalogue is not shared.
        """
        while should_continue():
            server = self._known_settings().server
            try:
                take_own_counter(self.catalogue.database)
                with open_log(server) as log:
                    log.listen()
                    self._follow(log, on_change, should_continue)
            except UserError as error:
                self._keep_problem(Problem(error.kind, error.parameters))
                on_change(None)
                _pause(RETRY_SECONDS, should_continue)

    def _follow(
        self,
        log: SharedLog,
        on_change: Callable[[SyncResult | None], object],
        should_continue: Callable[[], bool],
    ) -> None:
        """Send what waits at once, and apply at intervals what others have stated meanwhile."""
        exchanged_at, has_news = -POLL_SECONDS, True
        sent_version: object = None
        while should_continue():
            version, noted_at = self.catalogue.database.version(), self._noted_at
            seconds = time.monotonic() - exchanged_at
            if seconds >= (APPLY_SECONDS if has_news else POLL_SECONDS):
                log.wait(0)  # the exchange brings all that was announced until now
                result = self._exchange(log, SILENT_PROGRESS, NOTE_SECONDS)
                if sent_version is None or result != _NOTHING or self._noted_at != noted_at:
                    on_change(result)
                exchanged_at, has_news = time.monotonic(), False
            elif version != sent_version:
                self._send(log, self._checked_settings(log))
            sent_version = version
            if has_news:
                time.sleep(OWN_NEWS_SECONDS)
            else:
                has_news = log.wait(OWN_NEWS_SECONDS)

    def _exchange(
        self, log: SharedLog, progress: Progress, seconds_between_notes: float = 0.0
    ) -> SyncResult:
        settings = self._checked_settings(log)
        sent, problem = 0, None
        try:
            sent = self._send(log, settings)
        except UserError as error:  # a server that takes nothing may still have news
            problem = error
        acts = read_acts(log.rows_after(settings.applied_seq))
        start = Position(settings.log, settings.applied_seq)
        applied = apply_acts(self.catalogue, start, acts, progress)
        log.forget_sent()
        if time.monotonic() - self._noted_at > seconds_between_notes:
            self._keep_problem(self._note_answer(log))
        if problem is not None:
            raise problem
        return SyncResult(
            sent,
            applied.count - applied.refused,
            applied.refused,
            applied.has_changed,
            applied.later_days,
        )

    def _checked_settings(self, log: SharedLog) -> _Settings:
        """Return the settings, if the log is still the one that is applied here."""
        settings = self._known_settings()
        if log.checked_id_at(settings.applied_seq) != (settings.log, settings.applied_id):
            raise UserError(ProblemKind.SHARED_LOG_REPLACED)
        return settings

    def _send(self, log: SharedLog, settings: _Settings) -> int:
        """Send what waits. At a login that may only read, it waits on."""
        if not waiting_count(self.catalogue.database) or not log.may_write():
            return 0
        return log.append(waiting_acts(self.catalogue.database), settings.own_counter)

    def _note_answer(self, log: SharedLog) -> Problem | None:
        """Let the others know how far this counter is, and keep what the server says of them.

        Return what is the matter with that, which keeps no price from anybody.
        """
        self._noted_at = time.monotonic()
        settings = self._known_settings()
        try:
            log.report(settings.own_counter, settings.applied_seq)
            others = log.others(settings.own_counter)
        except UserError as error:
            return Problem(error.kind, error.parameters)
        server_time, own_time = log.now(), datetime.now(UTC)
        database = self.catalogue.database
        with database.transaction(is_repeatable=True):
            database.execute(
                "UPDATE sharing SET answered_at = ?, seconds_ahead = ?",
                (own_time.isoformat(), round((own_time - server_time).total_seconds())),
            )
            database.execute("DELETE FROM other_counter")
            database.execute_many(
                "INSERT INTO other_counter (id, name, seen_at, is_behind) VALUES (?, ?, ?, ?)",
                (
                    (
                        row_id,
                        other.name,
                        other.seen_at.isoformat(),
                        HAS_LEFT if other.has_left else other.is_behind,
                    )
                    for row_id, other in others
                ),
            )
        return None if log.may_write() else Problem(ProblemKind.SERVER_READ_ONLY)


def _withdrawn_price(body: str, said_at: str) -> WaitingPrice:
    stated = json.loads(body)
    product, source, currency = (
        str(stated.get(key, "")) for key in ("product", "source", "currency")
    )
    price, moment = int(stated["price"]), datetime.fromisoformat(said_at)
    return WaitingPrice(product, source, currency, price, None, moment)


def _pause(seconds: float, should_continue: Callable[[], bool]) -> None:
    deadline = time.monotonic() + seconds
    while should_continue() and time.monotonic() < deadline:
        time.sleep(OWN_NEWS_SECONDS)
