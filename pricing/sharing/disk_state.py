"""The settings and the state of a shared catalogue on disk, and the observations that wait."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from pricing.catalogue.outbox import (
    HAS_LEFT,
    WITHDRAWN_FROM,
    complete_sharing,
    is_shared,
    waiting_count,
)
from pricing.problems.errors import ProblemKind, UserError
from pricing.sharing.server import Counter
from pricing.sharing.state import (
    OtherCounter,
    RefusedObservation,
    SharingState,
    WaitingPrice,
    read_problem,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pricing.problems.errors import Problem
    from pricing.store.database import Database

MAX_LISTED = 200
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
_INSERT_OTHER = "INSERT INTO other_counter (id, name, seen_at, is_behind) VALUES (?, ?, ?, ?)"


class Settings(NamedTuple):
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


def read_settings(database: Database) -> Settings | None:
    """Return the settings of a shared catalogue, or None if it is not shared."""
    if not is_shared(database):
        return None
    complete_sharing(database)
    ((*texts, seq, applied_id, answered_at, ahead, digest, problem),) = database.fetch_rows(
        _SELECT_SETTINGS
    )
    server, counter, name, log = map(str, texts)
    return Settings(
        server, counter, name, log, int(str(seq)), str(applied_id), str(answered_at),
        int(str(ahead)), str(digest), str(problem),
    )  # fmt: skip


def known_settings(database: Database) -> Settings:
    """Return the settings of a shared catalogue.

    Raises:
        UserError: It is not shared.
    """
    settings = read_settings(database)
    if settings is None:
        raise UserError(ProblemKind.NOT_SHARED)
    return settings


def known_state(database: Database, problem: Problem | None) -> SharingState:
    """Return how the catalogue stands. `problem` is what the matter is now, if this program knows.

    Raises:
        UserError: It is not shared.
    """
    settings = known_settings(database)
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
        problem or read_problem(settings.problem),
    )


def note_answer(
    database: Database,
    server_time: datetime,
    own_time: datetime,
    others: Iterable[tuple[str, OtherCounter]],
) -> None:
    """Note what the server has said of its clock and of the other counters, in a transaction."""
    database.execute(
        "UPDATE sharing SET answered_at = ?, seconds_ahead = ?",
        (own_time.isoformat(), round((own_time - server_time).total_seconds())),
    )
    database.execute("DELETE FROM other_counter")
    rows = (
        (row_id, other.name, other.seen_at.isoformat(),
         HAS_LEFT if other.has_left else other.is_behind)
        for row_id, other in others
    )  # fmt: skip
    database.execute_many(_INSERT_OTHER, rows)


def waiting_prices(database: Database) -> tuple[WaitingPrice, ...]:
    """Return the first prices and withdrawals that the log has not returned yet."""
    if not is_shared(database):
        return ()
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
        for product, source, currency, price, old_price in database.fetch_rows(_SELECT_NEW_PRICES)
        if (product, source, price) in said
    )
    withdrawals = database.fetch_rows(_SELECT_WITHDRAWALS)
    return (*prices, *(_withdrawn_price(str(body), str(day)) for body, day in withdrawals))


def _withdrawn_price(body: str, said_at: str) -> WaitingPrice:
    stated = json.loads(body)
    product, source, currency = (
        str(stated.get(key, "")) for key in ("product", "source", "currency")
    )
    price, moment = int(stated["price"]), datetime.fromisoformat(said_at)
    return WaitingPrice(product, source, currency, price, None, moment)


def refused_observations(database: Database) -> tuple[RefusedObservation, ...]:
    """Return the last rows of the log that cannot be rows of a list."""
    if not is_shared(database):
        return ()
    rows = database.fetch_rows(
        f"SELECT seq, reason FROM refused_observation ORDER BY seq DESC LIMIT {MAX_LISTED}"
    )
    return tuple(RefusedObservation(int(str(seq)), str(reason)) for seq, reason in rows)
