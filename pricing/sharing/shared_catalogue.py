"""A shared catalogue: it joins a server, sends what waits, and applies what others have stated."""

from __future__ import annotations

import random
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.content import record_first
from pricing.catalogue.outbox import (
    drop_triggers,
    is_shared,
    sharing_tables,
    waiting_acts,
    waiting_count,
)
from pricing.catalogue.price_conflicts import find_price_conflicts
from pricing.catalogue.staging import begin_staging, end_staging
from pricing.problems.errors import Problem, ProblemKind, UserError
from pricing.problems.progress import SILENT_PROGRESS, Progress
from pricing.sharing.comparison import Settlement, is_as_applied, replica_of, settle_missing
from pricing.sharing.computer import remember_counter, take_own_counter
from pricing.sharing.connection import checked_address
from pricing.sharing.disk_state import (
    known_settings,
    known_state,
    note_answer,
    read_settings,
    refused_observations,
    waiting_prices,
)
from pricing.sharing.joining import MAX_NAME_LENGTH, join_log, open_new_log
from pricing.sharing.observations import read_acts
from pricing.sharing.opening import open_log_meanwhile
from pricing.sharing.replica import Applied, Position, apply_acts, empty_replica
from pricing.sharing.server import SharedLog, open_log
from pricing.sharing.state import (
    Lacking,
    Missing,
    RefusedObservation,
    SharingState,
    SyncResult,
    WaitingPrice,
    problem_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pricing.sharing.disk_state import Settings
    from pricing.store.database import Database

# The time after which a watching counter looks again for what it has recorded itself.
OWN_NEWS_SECONDS = 0.1
# What others state within this time is applied together.
APPLY_SECONDS = 0.5
# After news it waits up to this time, so that counters on one machine do not all compute at once.
MOST_DELAY_SECONDS = 0.2
# The time after which it asks a server that has sent no news.
POLL_SECONDS = 20.0
# The time after which it tells the others again how far it is.
NOTE_SECONDS = 5.0
# The time after which it tries again to reach a server that did not answer.
RETRY_SECONDS = 10.0
# So many counters are named that hold what the log has lost.
_MOST_NAMED = 3
_NOTHING = SyncResult(0, 0, 0, has_changed=False)


def test_server(address: str) -> datetime:
    """Return the time of a server that this counter may use. It changes nothing.

    Raises:
        UserError: The address has a password in it, or why the server cannot be used.
    """
    with open_new_log(address) as log:
        try:
            log.checked_id()
        except UserError as error:
            if error.kind is not ProblemKind.NO_SHARED_LOG:  # joining it makes one
                raise
        else:
            if not log.may_write():
                raise UserError(ProblemKind.SERVER_READ_ONLY)
        return log.now()


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
        if len(name) > MAX_NAME_LENGTH:
            raise UserError(ProblemKind.NAME_TOO_LONG, length=MAX_NAME_LENGTH)
        may_write = join_log(lambda: self.catalogue, server, name, progress)
        self._keep_problem(None if may_write else Problem(ProblemKind.SERVER_READ_ONLY))
        return known_state(self.catalogue.database, self._problem)

    def leave(self) -> int:
        """Keep the catalogue as it is, and forget the server. Return how many observations waited.

        They stay in the catalogue, and go to the next log with all that it holds.

        The others hear of it, unless the server is away. Then it remembers which counter it was.

        Raises:
            UserError: The catalogue cannot be written.
        """
        database = self.catalogue.database
        settings = read_settings(database)
        if settings is None:
            return 0
        has_told = False
        with suppress(UserError), open_log(settings.server) as log:
            log.leave(settings.counter)
            has_told = True
        with database.transaction():
            waiting = waiting_count(database)
            drop_triggers(database)
            for table in sharing_tables(database):
                database.execute(f"DROP TABLE {table}")
            if not has_told:
                remember_counter(database, settings.counter, settings.log)
        return waiting

    # -- the state on disk ---------------------------------------------------------------------

    @property
    def is_shared(self) -> bool:
        """Whether the catalogue is shared."""
        return is_shared(self.catalogue.database)

    def state(self) -> SharingState | None:
        """Return how the catalogue stands, as the disk knows it, or None if it is not shared."""
        return known_state(self.catalogue.database, self._problem) if self.is_shared else None

    def waiting_prices(self) -> tuple[WaitingPrice, ...]:
        """Return the first prices and withdrawals that the log has not returned yet."""
        return waiting_prices(self.catalogue.database)

    def refused_observations(self) -> tuple[RefusedObservation, ...]:
        """Return the last rows of the log that cannot be rows of a list."""
        return refused_observations(self.catalogue.database)

    # -- the server ----------------------------------------------------------------------------

    def sync(self, progress: Progress = SILENT_PROGRESS) -> SyncResult:
        """Send what waits, and apply what the log has that is new.

        Raises:
            Cancelled: The user cancelled it. What was sent or applied stays.
            UserError: The catalogue is not shared, or the server or the file cannot be used. What
                waits is kept.
        """
        with self._kept_problem():
            settings = known_settings(self.catalogue.database)
            is_new = take_own_counter(self.catalogue.database)
            known = frozenset(find_price_conflicts(self.catalogue))
            with open_log(settings.server) as log:
                result = self._exchange(log, progress)
            # A new counter has had no price that others could overrule.
            found = find_price_conflicts(self.catalogue) if settings.applied_seq else ()
            overruled = [each for each in found if each.is_overruled and each not in known]
            return replace(result, is_new_counter=is_new, overruled=tuple(overruled))

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
        settings, text = read_settings(self.catalogue.database), problem_text(problem)
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
            is_altered, settled = self._start_anew(missing, progress)
        result = self.sync(progress)
        return replace(
            result,
            sent=result.sent + settled.sent,
            is_log_altered=is_altered,
            lacking=settled.lacking,
            answer=missing,
        )

    def _start_anew(self, missing: Missing, progress: Progress) -> tuple[bool, Settlement]:
        """Take the replica back to the beginning.

        Return whether the log was altered, and what became of what it lacked.
        """
        database = self.catalogue.database
        settings = known_settings(self.catalogue.database)
        with open_log(settings.server) as log:  # nothing is emptied for a server that is away
            log_id = log.checked_id()
            applied = log.rows_after(0, settings.applied_seq)
            is_altered = not is_as_applied(applied, settings.applied_digest)
            settled = Settlement(Lacking(), 0, ())
            if is_altered:
                with replica_of(log, log_id, progress) as replica:
                    settled = settle_missing(database, log, replica, missing, progress)
            self._empty(log_id, settled, progress)
        return is_altered and settings.applied_digest != "", settled

    def _empty(self, log_id: str, settled: Settlement, progress: Progress) -> None:
        database = self.catalogue.database
        begin_staging(database)
        with database.transaction(progress):
            record_first(database, settled.waiting)
            database.execute("UPDATE sharing SET log = ?", (log_id,))
            empty_replica(database)
        end_staging(database)

    def watch(
        self,
        on_change: Callable[[SyncResult | None], object],
        should_continue: Callable[[], bool],
    ) -> None:
        """Keep in step with the log until `should_continue` says no, which is asked often.

        `on_change` is called after each sync that sent or applied something, or heard of the other
        counters. It is called with None when the server cannot be reached, and `state` then has the
        reason. It is also called so when somebody has written here while the server was away. No
        fault of the server ends this.

        Raises:
            UserError: The catalogue is not shared.
        """
        told = _Told(self.catalogue.database, on_change)
        while should_continue():
            server = known_settings(self.catalogue.database).server
            try:
                take_own_counter(self.catalogue.database)
                with open_log_meanwhile(server, told.tell_news, APPLY_SECONDS) as log:
                    log.listen()
                    self._follow(log, on_change, should_continue)
            except UserError as error:
                self._keep_problem(Problem(error.kind, error.parameters))
                told.tell()
                deadline = time.monotonic() + RETRY_SECONDS
                while should_continue() and time.monotonic() < deadline:
                    _pause(APPLY_SECONDS, should_continue)
                    told.tell_news()

    def _follow(
        self,
        log: SharedLog,
        on_change: Callable[[SyncResult | None], object],
        should_continue: Callable[[], bool],
    ) -> None:
        """Send what waits at once, and apply at intervals what others have stated meanwhile."""
        exchange_at, has_news = 0.0, True
        sent_version: object = None
        while should_continue():
            version, noted_at = self.catalogue.database.version(), self._noted_at
            if time.monotonic() >= exchange_at:
                log.wait(0)  # the exchange brings all that was announced until now
                result = self._exchange(log, SILENT_PROGRESS, NOTE_SECONDS)
                if sent_version is None or result != _NOTHING or self._noted_at != noted_at:
                    on_change(result)
                exchanged_at, has_news = time.monotonic(), False
                exchange_at = exchanged_at + POLL_SECONDS
            elif version != sent_version:
                self._send(log, self._checked_settings(log))
            sent_version = version
            if has_news:
                time.sleep(min(OWN_NEWS_SECONDS, max(0.0, exchange_at - time.monotonic())))
            elif log.wait(OWN_NEWS_SECONDS):
                has_news = True
                exchange_at = max(exchanged_at + APPLY_SECONDS, time.monotonic()) + _own_delay()

    def _exchange(
        self, log: SharedLog, progress: Progress, seconds_between_notes: float = 0.0
    ) -> SyncResult:
        sent, applied = 0, Applied()
        while True:
            settings, problem = self._checked_settings(log), None
            try:
                sent += self._send(log, settings)
            except UserError as error:  # a server that takes nothing may still have news
                if error.kind is ProblemKind.SHARED_LOG_REPLACED:
                    raise
                problem = error
            acts = read_acts(log.rows_after(settings.applied_seq))
            start = Position(settings.log, settings.applied_seq)
            news = apply_acts(self.catalogue, start, acts, progress)
            applied += news
            log.forget_sent()
            can_send = problem is None and log.may_write()
            if not (news.count and can_send and waiting_count(self.catalogue.database)):
                break
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
            spared=applied.spared,
        )

    def _checked_settings(self, log: SharedLog) -> Settings:
        """Return the settings, if the log is still the one that is applied here."""
        settings = known_settings(self.catalogue.database)
        if log.checked_id_at(settings.applied_seq) != (settings.log, settings.applied_id):
            raise UserError(ProblemKind.SHARED_LOG_REPLACED)
        return settings

    def _send(self, log: SharedLog, settings: Settings) -> int:
        """Send what waits, up to a withdrawal that has to be compared with news first.

        At a login that may only read, it waits on.
        """
        if not waiting_count(self.catalogue.database) or not log.may_write():
            return 0
        acts = waiting_acts(self.catalogue.database)
        return log.append(acts, settings.own_counter, (settings.applied_seq, settings.applied_id))

    def _note_answer(self, log: SharedLog) -> Problem | None:
        """Let the others know how far this counter is, and keep what the server says of them.

        Return what is the matter with that, which keeps no price from anybody.
        """
        self._noted_at = time.monotonic()
        settings = known_settings(self.catalogue.database)
        try:
            log.report(settings.own_counter, settings.applied_seq)
            others = log.others(settings.own_counter)
            losers = log.counters_with_lost_rows(settings.own_counter)
        except UserError as error:
            return Problem(error.kind, error.parameters)
        server_time, own_time = log.now(), datetime.now(UTC)
        database = self.catalogue.database
        with database.transaction(is_repeatable=True):
            note_answer(database, server_time, own_time, others)
        if losers:
            names = "; ".join(losers[:_MOST_NAMED]) + ("; …" if losers[_MOST_NAMED:] else "")
            return Problem(ProblemKind.SHARED_LOG_LOST_ROWS, {"counters": names})
        return None if log.may_write() else Problem(ProblemKind.SERVER_READ_ONLY)


class _Told:
    """Knows up to which change of the file somebody was told, while the server is away."""

    def __init__(
        self, database: Database, on_change: Callable[[SyncResult | None], object]
    ) -> None:
        self._database = database
        self._on_change = on_change
        self._version: object = database.version()

    def tell(self) -> None:
        """Tell how the catalogue stands."""
        self._version = self._database.version()
        self._on_change(None)

    def tell_news(self) -> None:
        """Tell it if another connection has written since the last time."""
        if self._version != self._database.version():
            self.tell()


def _own_delay() -> float:
    """Return a time of this counter's own: all hear of a price at one moment."""
    return random.uniform(0, MOST_DELAY_SECONDS)  # noqa: S311 - nobody gains from guessing it


def _pause(seconds: float, should_continue: Callable[[], bool]) -> None:
    deadline = time.monotonic() + seconds
    while should_continue() and time.monotonic() < deadline:
        time.sleep(OWN_NEWS_SECONDS)
