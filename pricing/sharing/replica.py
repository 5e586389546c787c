"""The catalogue on disk as a replica: what the log states, and on top of it what waits here.

Every counter applies the same acts in the same order by the same code, each act as one list. So all
replicas of one log are equal, down to the ids of their rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from pricing.catalogue.exchange import ROWS_PER_BATCH
from pricing.catalogue.outbox import (
    WaitingAct,
    forget_logged_rows,
    is_shared,
    noted_counter,
    own_counter,
    remove_acts,
    take_off,
    tracked_changes,
    waiting_acts,
)
from pricing.catalogue.price_history import add_observation, update_offers
from pricing.catalogue.revisions import record_import
from pricing.catalogue.staging import StagedImport, begin_staging, end_staging
from pricing.catalogue.withdrawals import is_of_known_product, withdraw
from pricing.model.row_batch import RowBatch
from pricing.problems.progress import SILENT_PROGRESS, Progress
from pricing.quantities.dates import latest_day
from pricing.sharing.later_prices import spare_later_prices
from pricing.sharing.observations import read_bodies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from pricing.catalogue.catalogue import Catalogue
    from pricing.catalogue.withdrawals import Withdrawal
    from pricing.sharing.observations import LoggedAct, Stated
    from pricing.store.database import Database

# Acts are applied together until they have so many observations.
ROWS_PER_TRANSACTION = 5_000
# So many prices join together: a longer list looks at all products for their codes.
PRICES_TOGETHER = 20
_SOURCE = "shared log"
_NOTE_LATEST_ACT = "UPDATE sharing SET latest_act = max(latest_act, ?)"
_MOVE_ON = "UPDATE sharing SET applied_seq = ?, applied_id = ?, applied_digest = ?"
_SELECT_DIGEST = "SELECT applied_digest FROM sharing"
_DIGEST_BITS = 256
_REFUSE = "INSERT OR REPLACE INTO refused_observation (seq, counter, reason) VALUES (?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Applied:
    """The observations applied and refused, and whether any figure may have changed.

    Those in `later_days` had a day after the server's, which counts as the server's. `spared` are
    the withdrawals that do not count, because others have stated their prices since.
    """

    count: int = 0
    refused: int = 0
    has_changed: bool = False
    later_days: int = 0
    spared: tuple[str, ...] = ()

    def __add__(self, other: Applied) -> Applied:
        return Applied(
            self.count + other.count,
            self.refused + other.refused,
            self.has_changed or other.has_changed,
            self.later_days + other.later_days,
            self.spared + other.spared,
        )


class Position(NamedTuple):
    """The place of a replica: the id of the log, and the number of the last observation applied."""

    log: str
    seq: int


def position(database: Database) -> Position | None:
    """Return how far the catalogue is, or None if it is not shared."""
    if not is_shared(database):
        return None
    ((log, seq),) = database.fetch_rows("SELECT log, applied_seq FROM sharing")
    return Position(str(log), int(str(seq)))


def apply_acts(
    catalogue: Catalogue,
    start: Position,
    acts: Iterable[LoggedAct],
    progress: Progress = SILENT_PROGRESS,
) -> Applied:
    """Apply the acts behind a position in the log, in transactions that each move the replica on.

    It ends early if another program has moved the replica meanwhile, which then goes on from there.

    Raises:
        Cancelled: The user cancelled it. What is applied stays.
        UserError: The catalogue cannot be written.
    """
    applied = Applied()
    for group in _groups(acts):
        result = _apply_group(catalogue.database, start, group, progress)
        if result is None:
            break
        start = start._replace(seq=group[-1].last_seq)
        applied += result
        progress.report(applied.count)
    return applied


def _groups(acts: Iterable[LoggedAct]) -> Iterator[list[LoggedAct]]:
    group: list[LoggedAct] = []
    row_count = 0
    for act in acts:
        group.append(act)
        row_count += act.count
        if row_count >= ROWS_PER_TRANSACTION:
            yield group
            group, row_count = [], 0
    if group:
        yield group


def _apply_group(
    database: Database, start: Position, group: Sequence[LoggedAct], progress: Progress
) -> Applied | None:
    """Apply acts in one transaction, or return None if the replica is no longer at their start."""
    refused = [
        (refusal.seq, counter, refusal.reason) for act in group for counter, refusal in act.refused
    ]
    begin_staging(database)
    with (
        database.cancellable(lambda: progress.should_continue),
        database.transaction(progress, is_repeatable=True),  # the log has it all
    ):
        if position(database) != start:
            return None
        has_changed = not _is_own_state(database, group)
        spared: tuple[str, ...] = ()
        if has_changed:
            spared = _apply_below_outbox(database, group)
        else:
            forget_logged_rows(database)
            remove_acts(database, tuple(act.id for act in group))
        database.execute_many(_REFUSE, refused)
        ((digest,),) = database.fetch_rows(_SELECT_DIGEST)
        if digest:
            digest = digest_text(int(str(digest), 16) + sum(act.digest for act in group))
        database.execute(_MOVE_ON, (group[-1].last_seq, group[-1].last_id, digest))
        database.execute(_NOTE_LATEST_ACT, (max(act.counted_id for act in group),))
    end_staging(database)
    later_days = sum(act.later_days for act in group)
    return Applied(sum(act.count for act in group), len(refused), has_changed, later_days, spared)


def digest_text(total: int) -> str:
    """Return the sum of the digests of rows as it is kept."""
    return f"{total % 2**_DIGEST_BITS:x}"


def _is_own_state(database: Database, group: Sequence[LoggedAct]) -> bool:
    """Return whether the log returns just what waits here, so that the catalogue has it already."""
    waiting = tuple(waiting_acts(database, with_bodies=False))
    own = own_counter(database)
    stated = [(act.id, act.counter) for act in group]
    return stated == [(act.id, own) for act in waiting] and not any(
        act.refused or act.later_days or act.counted_id != act.id or not waiting_act.is_exact
        for act, waiting_act in zip(group, waiting, strict=True)
    )


def _apply_below_outbox(database: Database, group: Sequence[LoggedAct]) -> tuple[str, ...]:
    """Take the outbox off, apply the acts, and put what still waits on top of them.

    Return the withdrawals that waited and do not count.
    """
    take_off(database)
    remove_acts(database, tuple(act.id for act in group))
    _join_acts(database, group)
    spared = spare_later_prices(database, group)
    put_outbox_on(database)
    record_import(database, _SOURCE, 0, 0)
    return spared


def _join_acts(database: Database, acts: Sequence[LoggedAct]) -> None:
    """Join the acts of the log, one after the other, or as if it were so."""
    for is_one_price, some in groupby(acts, attrgetter("is_one_price")):
        run = list(some)
        size = PRICES_TOGETHER if is_one_price else 1
        for part in (run[first : first + size] for first in range(0, len(run), size)):
            if len(part) == 1 or not _join_prices(database, part):
                for act in part:
                    with noted_counter(database, act.id, act.counter):
                        _join(database, act.counted_id, act.stated, act.latest)


def _join_prices(database: Database, acts: Sequence[LoggedAct]) -> bool:
    """Join acts of one price each, and return whether this is as if each had joined alone.

    The labels are compared with the catalogue at once, which takes most of the time. The prices
    join in the order of the log, so that it does not matter which acts a counter reads at once.
    """
    latest = max(act.latest for act in acts)  # none of them states a later day than its own
    staged = StagedImport(database, "", latest, latest)
    rows = (next(stated.rows.rows()) for act in acts for stated in act.stated)
    staged.stage([RowBatch.from_rows(rows)])
    prices = staged.match_prices()
    changed: dict[int, None] = {}
    for act, (product, source, day, *terms) in zip(acts, prices, strict=bool(prices)):
        product_id = int(str(product))
        with noted_counter(database, act.id, act.counter):
            if add_observation(database, product_id, str(source), tuple(terms), str(day)):  # type: ignore[arg-type]
                changed[product_id] = None
    for product_id in changed:
        update_offers(database, product_id)
    return bool(prices)


def put_outbox_on(database: Database) -> None:
    """Apply what waits to the state of the log alone, inside a transaction."""
    counter = own_counter(database)
    with tracked_changes(database):
        for act in waiting_acts(database):
            with noted_counter(database, act.id, counter):
                _join(database, act.id, _stated_in(act), latest_day())


def _stated_in(act: WaitingAct) -> Iterator[Stated]:
    for first in range(0, len(act.bodies), ROWS_PER_BATCH):
        yield read_bodies(act.bodies[first : first + ROWS_PER_BATCH])


def _join(database: Database, act: str, stated: Iterable[Stated], latest: date) -> None:
    """Join the rows of an act, inside the open transaction, as one list. Then take prices back."""
    staged = StagedImport(database, "", latest, latest)
    withdrawals: list[Withdrawal] = []

    def batches() -> Iterator[RowBatch]:
        for statement in stated:
            withdrawals.extend(statement.withdrawals)
            yield statement.rows

    staged.stage(batches())
    staged.join_rows(act)
    _join_unknown_products(database, act, withdrawals, latest)
    for withdrawal in withdrawals:
        withdraw(database, withdrawal, act, latest)


def _join_unknown_products(
    database: Database, act: str, withdrawals: Iterable[Withdrawal], latest: date
) -> None:
    """Join the labels of prices that are taken back before the log states them, or states again."""
    labels = [each.label for each in withdrawals if not is_of_known_product(database, each, latest)]
    if labels:
        staged = StagedImport(database, "", latest, latest)
        staged.stage([RowBatch.from_rows(labels)])
        staged.join_rows(act)


def empty_replica(database: Database) -> None:
    """Take the replica back to the beginning of the log, with what waits on top of it.

    It belongs inside a transaction, before which staging has begun.
    """
    tables = ("words", "withdrawn", "price", "product", "logged_row", "refused_observation")
    for table in tables:
        database.execute(f"DELETE FROM {table}")
    database.execute(_MOVE_ON, (0, "", digest_text(0)))
    put_outbox_on(database)
    record_import(database, _SOURCE, 0, 0)
