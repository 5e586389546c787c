"""Joins a catalogue to the log of a server, as a new counter or as the one that it was."""

from __future__ import annotations

import platform
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from pricing.catalogue.outbox import become_counter, create_sharing, sharing_tables
from pricing.catalogue.staging import begin_staging, end_staging
from pricing.problems.errors import ProblemKind, UserError
from pricing.sharing.comparison import record_all, replica_of
from pricing.sharing.computer import remembered_counter, take_own_counter
from pricing.sharing.connection_fault import FaultKind
from pricing.sharing.disk_state import read_settings
from pricing.sharing.replica import empty_replica
from pricing.sharing.server import open_log
from pricing.sharing.state import read_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pricing.catalogue.catalogue import Catalogue
    from pricing.problems.progress import Progress
    from pricing.sharing.disk_state import Settings
    from pricing.sharing.server import SharedLog
    from pricing.store.database import Database

MAX_NAME_LENGTH = 100
# What is wrong with the address of a server that nobody has reached yet.
_KINDS_OF_FAULTS = {
    FaultKind.HOST_UNKNOWN.name: ProblemKind.NEW_SERVER_HOST_UNKNOWN,
    FaultKind.CLOSED.name: ProblemKind.NEW_SERVER_CLOSED,
}


@contextmanager
def open_new_log(address: str) -> Iterator[SharedLog]:
    """Connect to a log that nothing of this catalogue waits for yet."""
    try:
        with open_log(address) as log:
            yield log
    except UserError as error:
        if error.kind is not ProblemKind.SERVER_UNREACHABLE:
            raise
        kind = _KINDS_OF_FAULTS.get(str(error.parameters.get("fault", "")))
        raise UserError(kind or ProblemKind.NEW_SERVER_UNREACHABLE, **error.parameters) from None


def join_log(
    find_catalogue: Callable[[], Catalogue], server: str, name: str, progress: Progress
) -> bool:
    """Share a catalogue through the log of a server, and return whether it may write there.

    A folder without a catalogue gets one after the server has answered.

    Raises:
        Cancelled: The user cancelled it. Nothing has changed here.
        UserError: The server cannot be used. Nothing has changed here.
    """
    with ExitStack() as stack:
        log = stack.enter_context(open_new_log(server))
        log_id, may_write = log.set_up(), log.may_write()
        catalogue = find_catalogue()
        known = read_settings(catalogue.database)
        if known is not None and not may_write and known.server != server:
            _refuse_reader(known)
        own_name = (name or (known.name if known else platform.node()))[:MAX_NAME_LENGTH]
        other_counter = _other_counter(log, log_id, catalogue.database, known, own_name)
        is_new_log = known is None or known.log != log_id
        replica = None
        if is_new_log and catalogue.count():
            replica = stack.enter_context(replica_of(log, log_id, progress)).database
        membership = _Membership(server, own_name, log_id, other_counter, is_new_log=is_new_log)
        membership.begin(catalogue.database, replica, progress)
    take_own_counter(catalogue.database)
    return may_write


def _refuse_reader(known: Settings) -> None:
    """Raise UserError unless the login so far may only read too."""
    problem = read_problem(known.problem)
    if problem is None or problem.kind is not ProblemKind.SERVER_READ_ONLY:
        raise UserError(ProblemKind.LOGIN_ONLY_READS)


def _other_counter(
    log: SharedLog, log_id: str, database: Database, known: Settings | None, name: str
) -> str:
    """Return the counter that a catalogue becomes, which had left or is new, or "" for none."""
    if known is None:
        return log.returning_counter(name, remembered_counter(database, log_id))
    return str(uuid4()) if log.is_of_other_login(known.counter) else ""


@dataclass(frozen=True, slots=True)
class _Membership:
    """The part of a catalogue in a log: its server, its name, and the counter that it becomes."""

    server: str
    name: str
    log_id: str
    other_counter: str
    is_new_log: bool

    def begin(self, database: Database, replica: Database | None, progress: Progress) -> None:
        """Note it on disk, and record what the catalogue holds and the log lacks."""
        begin_staging(database)
        with database.transaction(progress):
            if read_settings(database) is None:
                for table in sharing_tables(database):
                    database.execute(f"DROP TABLE {table}")
                create_sharing(database, self.server, self.name)
            place = (self.server, self.name)
            database.execute("UPDATE sharing SET server = ?, name = ?", place)
            if self.other_counter:
                become_counter(database, self.other_counter)
            if self.is_new_log:
                database.execute("UPDATE sharing SET log = ?", (self.log_id,))
                record_all(database, replica)
                empty_replica(database)
        end_staging(database)
