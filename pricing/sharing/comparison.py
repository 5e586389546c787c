"""What this counter holds and the log lacks, which a replica that starts anew would give up."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.content import content_marks, held_observations, record_again
from pricing.catalogue.outbox import create_sharing, own_counter, take_off
from pricing.problems.errors import ProblemKind, UserError
from pricing.sharing.observations import read_acts
from pricing.sharing.replica import Position, apply_acts, digest_text
from pricing.sharing.state import Missing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from pricing.problems.progress import Progress
    from pricing.sharing.observations import LogRow
    from pricing.store.database import Database


def is_as_applied(rows: Iterable[LogRow], digest: str) -> bool:
    """Return whether the rows up to a replica's place in the log are those that it has applied."""
    return digest_text(sum(row.digest for row in rows)) == digest


def marks_of_log(log_id: str, rows: Iterable[LogRow], progress: Progress) -> AbstractSet[bytes]:
    """Return a mark of each observation that a replica of the whole log holds.

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
        return content_marks(replica.database)


def keep_missing(database: Database, marks_in_log: AbstractSet[bytes], missing: Missing) -> int:
    """Record again what the log lacks, inside the transaction that starts the replica anew.

    Return how many prices, products and withdrawals it lacks.

    Raises:
        UserError: The log lacks something, and nobody has said what to do with it.
    """
    take_off(database)  # what waits is sent anyway
    held = held_observations(database, marks_in_log)
    count = len({each.thing for each in held})
    if held and missing is Missing.ASK:
        own = own_counter(database)
        raise UserError(
            ProblemKind.SHARED_LOG_LACKS,
            count=count,
            own=len({each.thing for each in held if each.counter == own}),
        )
    if missing is Missing.SEND:
        record_again(database, held)
    return count
