"""What this counter holds and the log lacks, which a replica that starts anew would give up."""

from __future__ import annotations

from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.content import (
    acts_again,
    content_marks,
    counting_price,
    held_observations,
    record_content,
    record_lacking,
    withdrawn_observations,
)
from pricing.catalogue.counting import (
    find_counting_price,
    find_shown_price,
    has_later_known_price,
    has_later_price,
)
from pricing.catalogue.holding import has_stated
from pricing.catalogue.outbox import create_sharing, own_counter, take_off
from pricing.problems.errors import BadInput, ProblemKind, UserError
from pricing.sharing.disk_state import known_settings
from pricing.sharing.lacking import describe_lacking
from pricing.sharing.observations import read_acts, read_body
from pricing.sharing.replica import apply_acts, digest_text, position
from pricing.sharing.state import Missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pricing.catalogue.content import HeldObservation
    from pricing.catalogue.counting import CountingPrice
    from pricing.catalogue.outbox import WaitingAct
    from pricing.model.columns import BaseValue
    from pricing.problems.progress import Progress
    from pricing.sharing.observations import LogRow
    from pricing.sharing.replica import Position
    from pricing.sharing.server import SharedLog
    from pricing.sharing.state import Lacking
    from pricing.store.database import Database

    # Both are asked about the price of an id with its values, by a catalogue and a replica.
    IsLater = Callable[[Database, int, Mapping[str, BaseValue], Database], bool]
    FindPrice = Callable[[Database, int, Mapping[str, BaseValue], Database], CountingPrice | None]


class _Compared(Exception):  # noqa: N818 - it is no error
    """Ends a transaction in which two catalogues were compared, and takes back what it changed."""


class Settlement(NamedTuple):
    """The end of a comparison: what the log lacked, how much of it was sent, and what waits."""

    lacking: Lacking
    sent: int
    waiting: tuple[WaitingAct, ...]


class LogReplica:
    """A replica of the whole log, for as long as it is compared with a catalogue."""

    def __init__(self, catalogue: Catalogue, log: SharedLog) -> None:
        self._catalogue = catalogue
        self._log = log
        self.database = catalogue.database

    @property
    def place(self) -> Position:
        """The position up to which this replica has applied the log."""
        place = position(self.database)
        assert place is not None  # noqa: S101 - it has the tables of a shared catalogue
        return place

    def follow(self, progress: Progress) -> None:
        """Apply what the log has behind its place.

        Raises:
            Cancelled: The user cancelled it.
            UserError: The log is no longer the one that was applied.
        """
        settings = known_settings(self.database)
        if self._log.checked_id_at(settings.applied_seq) != (settings.log, settings.applied_id):
            raise UserError(ProblemKind.SHARED_LOG_REPLACED)
        acts = read_acts(self._log.rows_after(settings.applied_seq))
        apply_acts(self._catalogue, self.place, acts, progress)


def is_as_applied(rows: Iterable[LogRow], digest: str) -> bool:
    """Return whether the rows up to a replica's place in the log are those that it has applied."""
    return digest_text(sum(row.digest for row in rows)) == digest


@contextmanager
def replica_of(log: SharedLog, log_id: str, progress: Progress) -> Iterator[LogReplica]:
    """Give a replica of the whole log, for as long as it is compared with a catalogue.

    Raises:
        Cancelled: The user cancelled it.
        UserError: The folder for temporary files cannot be used.
    """
    with (
        TemporaryDirectory(prefix="elemental-") as folder,
        closing(Catalogue(Path(folder))) as catalogue,
    ):
        with catalogue.database.transaction():
            create_sharing(catalogue.database, "", "")
            catalogue.database.execute("UPDATE sharing SET log = ?", (log_id,))
        replica = LogReplica(catalogue, log)
        replica.follow(progress)
        yield replica


def lacking_observations(
    database: Database, replica: Database, is_later: IsLater
) -> tuple[HeldObservation, ...]:
    """Return what a catalogue holds and a replica of the log lacks.

    `is_later` tells whether a price that the log has too was stated again after it.
    """

    def is_lacking(held: HeldObservation) -> bool:
        values = _values_of(held)
        if not values or not has_stated(replica, values, held.act):
            return True
        return held.is_price and is_later(database, held.id, values, replica)

    return tuple(filter(is_lacking, held_observations(database, content_marks(replica))))


def _values_of(held: HeldObservation) -> Mapping[str, BaseValue]:
    """Return the values of an observation, or none of one that a log would refuse."""
    try:
        return read_body(held.body)
    except BadInput:
        return {}


def record_all(database: Database, replica: Database | None) -> None:
    """Record what a catalogue holds that joins a log, inside the transaction in which it does so.

    `replica` is one of the log. What it holds is not sent again, as after leaving for a while. What
    is sent reaches the server last, so of each day the price counts that this catalogue shows.
    """
    if replica is None or not replica.fetch_rows("SELECT 1 FROM product LIMIT 1"):
        held = withdrawn_observations(database)
        shown = _prices_after(database, database, held, find_shown_price)
        record_content(database, (*held, *shown))
    else:
        held = lacking_observations(database, replica, has_later_known_price)
        shown = _prices_after(database, replica, held, find_shown_price)
        record_lacking(database, (*held, *shown))


def settle_missing(
    database: Database, log: SharedLog, replica: LogReplica, missing: Missing, progress: Progress
) -> Settlement:
    """Send again what the log lacks of what a counter holds, or find what it gives up.

    It is sent at once, and only to the very log that was compared. So it displaces no price that
    another counter states meanwhile. What a login that may only read holds has to wait.

    Raises:
        Cancelled: The user cancelled it.
        UserError: The log lacks something, and nobody has said what to do with it. Or the server
            takes nothing.
    """
    while True:
        place = replica.place
        lacking, acts = _compare(database, replica.database, missing)
        if not acts or not log.may_write():
            return Settlement(lacking, 0, acts)
        if log.append_behind(place.seq, acts, known_settings(database).own_counter):
            return Settlement(lacking, sum(len(act.bodies) for act in acts), ())
        replica.follow(progress)


def _compare(
    database: Database, replica: Database, missing: Missing
) -> tuple[Lacking, tuple[WaitingAct, ...]]:
    """Return what a replica of the log lacks, and the acts that send it again. It changes nothing.

    What waits is not compared, because it is sent anyway.
    """
    with suppress(_Compared), database.transaction():
        take_off(database)
        held = lacking_observations(database, replica, has_later_price)
        lacking = describe_lacking(database, replica, held, _values_of)
        if held and missing is Missing.ASK:
            raise UserError(ProblemKind.SHARED_LOG_LACKS, **lacking.words)
        if missing is Missing.SEND:
            held += tuple(_prices_after(database, replica, held, find_counting_price))
            acts = acts_again(held, own_counter(database))
        else:
            acts = ()
        raise _Compared
    return lacking, acts


def _prices_after(
    database: Database, replica: Database, held: Iterable[HeldObservation], find_price: FindPrice
) -> Iterator[HeldObservation]:
    """Yield what states again the prices that are to count on the days of prices that are sent."""
    for each in held:
        values = _values_of(each) if each.is_price else {}
        counting = find_price(database, each.id, values, replica) if values else None
        if counting is not None:
            stated = counting_price(each, counting)
            if _values_of(stated) != values:
                yield stated
