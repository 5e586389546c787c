"""What this counter holds and the log lacks, which a replica that starts anew would give up."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.content import (
    content_marks,
    counting_price,
    held_observations,
    record_again,
    record_content,
    record_lacking,
)
from pricing.catalogue.holding import counting_terms, has_stated
from pricing.catalogue.outbox import create_sharing, own_counter, take_off
from pricing.problems.errors import BadInput, ProblemKind, UserError
from pricing.sharing.observations import read_acts, read_body
from pricing.sharing.replica import Position, apply_acts, digest_text
from pricing.sharing.state import Missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pricing.catalogue.content import HeldObservation
    from pricing.model.columns import BaseValue
    from pricing.problems.progress import Progress
    from pricing.sharing.observations import LogRow
    from pricing.store.database import Database

# So many products are named of those that the log lacks something of.
_MOST_NAMED = 3
_MOST_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Lacking:
    """The count of what the log lacks, and the names of the products that it is about."""

    count: int = 0
    products: str = ""


def is_as_applied(rows: Iterable[LogRow], digest: str) -> bool:
    """Return whether the rows up to a replica's place in the log are those that it has applied."""
    return digest_text(sum(row.digest for row in rows)) == digest


@contextmanager
def replica_of(log_id: str, rows: Iterable[LogRow], progress: Progress) -> Iterator[Database]:
    """Give a replica of the whole log, for as long as it is compared with a catalogue.

    Raises:
        Cancelled: The user cancelled it.
        UserError: The folder for temporary files cannot be used.
    """
    with (
        TemporaryDirectory(prefix="elemental-") as folder,
        closing(Catalogue(Path(folder))) as replica,
    ):
        with replica.database.transaction():
            create_sharing(replica.database, "", "")
            replica.database.execute("UPDATE sharing SET log = ?", (log_id,))
        apply_acts(replica, Position(log_id, 0), read_acts(rows), progress)
        yield replica.database


def lacking_observations(database: Database, replica: Database) -> tuple[HeldObservation, ...]:
    """Return what a catalogue holds and a replica of the log lacks."""
    held = held_observations(database, content_marks(replica))
    return tuple(each for each in held if not _has_stated(replica, each))


def _has_stated(replica: Database, held: HeldObservation) -> bool:
    values = _values_of(held)
    return bool(values) and has_stated(replica, values, held.act)


def _values_of(held: HeldObservation) -> Mapping[str, BaseValue]:
    """Return the values of an observation, or none of one that a log would refuse."""
    try:
        return read_body(held.body)
    except BadInput:
        return {}


def record_all(database: Database, replica: Database | None) -> None:
    """Record what a catalogue holds that joins a log, inside the transaction in which it does so.

    `replica` is one of the log. What it holds is not sent again, as after leaving for a while.
    """
    if replica is None or not replica.fetch_rows("SELECT 1 FROM product LIMIT 1"):
        record_content(database)
    else:
        held = lacking_observations(database, replica)
        record_lacking(database, (*held, *_counting_prices(database, replica, held)))


def keep_missing(database: Database, replica: Database, missing: Missing) -> Lacking:
    """Record again what the log lacks, inside the transaction that starts the replica anew.

    Return what it lacks.

    Raises:
        UserError: The log lacks something, and nobody has said what to do with it.
    """
    take_off(database)  # what waits is sent anyway
    held = lacking_observations(database, replica)
    lacking = Lacking(len({each.thing for each in held}), _product_names(held))
    if held and missing is Missing.ASK:
        own = own_counter(database)
        raise UserError(
            ProblemKind.SHARED_LOG_LACKS,
            count=lacking.count,
            own=len({each.thing for each in held if each.counter == own}),
            products=lacking.products,
        )
    if missing is Missing.SEND:
        record_again(database, (*held, *_counting_prices(database, replica, held)))
    return lacking


def _counting_prices(
    database: Database, replica: Database, held: Iterable[HeldObservation]
) -> Iterator[HeldObservation]:
    """Yield what states again the prices that are to count on the days of prices sent again.

    A price that is sent again is older than what the log has and this counter does not know.
    """
    for each in held:
        values = _values_of(each) if each.is_price else {}
        terms = counting_terms(database, each.id, values, replica) if values else None
        if terms is not None:
            counting = counting_price(each, terms)
            if _values_of(counting) != values:
                yield counting


def _product_names(held: Sequence[HeldObservation]) -> str:
    names = tuple(dict.fromkeys(str(_values_of(each).get("product", "")) for each in held))
    shown = (
        f"“{name}”" if len(name) <= _MOST_LETTERS else f"“{name[:_MOST_LETTERS]}…”"
        for name in names[:_MOST_NAMED]
    )
    others = len(names) - _MOST_NAMED
    return ", ".join(shown) + (f" and {others:,} more" if others > 0 else "")
