"""State what a catalogue holds as observations: all of it, or what another one lacks."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from pricing.catalogue.matching import LABEL_KEYS
from pricing.catalogue.outbox import (
    CONTENT_TIME,
    INSERT_OBSERVATION,
    OWN_WITHDRAWAL,
    WITHDRAWN_FROM,
    WaitingAct,
    act_time,
    create_authorship,
    new_act_id,
    now,
    observation_body,
    own_counter,
)
from pricing.catalogue.price_history import PRICE_TERM_KEYS
from pricing.store.database import join_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from pricing.catalogue.counting import CountingPrice
    from pricing.store.database import Database, SqlValue

# The time of an act that states again what this counter had stated: before everything but a
# content, whose counter nobody knows.
_OWN_CONTENT_TIME = CONTENT_TIME + 1
_LABEL_CELLS = {key: f"p.{key}" for key in (*LABEL_KEYS, "currency")}
_PRICE_CELLS = {**_LABEL_CELLS, **{key: f"c.{key}" for key in (*PRICE_TERM_KEYS, "source")}}
_WITHDRAWN_CELLS = {
    **_LABEL_CELLS,
    **{key: f"w.{key}" for key in (*PRICE_TERM_KEYS, "source", "currency")},
    "priced_on": "w.last_on",
    WITHDRAWN_FROM: "w.first_on",
}
_TERMS_AND_SOURCE = (*PRICE_TERM_KEYS, "source")
_IS_WITHDRAWN = (
    "c.product_id = w.product_id AND c.first_on <= w.last_on AND c.last_on >= w.first_on "
    f"AND ({join_names(_TERMS_AND_SOURCE, 'c.{}')}) = ({join_names(_TERMS_AND_SOURCE, 'w.{}')})"
)
# The act that took a price back before it was stated again, or ''.
_WITHDRAWAL_OF_PRICE = f"coalesce((SELECT max(w.act) FROM withdrawn w WHERE {_IS_WITHDRAWN}), '')"
_COUNTER_OF_PRICE = "coalesce((SELECT s.counter FROM stated_by s WHERE s.id = c.id), '')"
_COUNTER_OF_WITHDRAWAL = (
    f"CASE WHEN {OWN_WITHDRAWAL.format(act='w.act')} THEN (SELECT counter FROM sharing) ELSE '' END"
)
_BODY_OF_WITHDRAWAL = (
    f"coalesce((SELECT {observation_body(_WITHDRAWN_CELLS)} FROM withdrawn w "
    f"WHERE {_IS_WITHDRAWN} ORDER BY w.act DESC, w.id DESC LIMIT 1), '')"
)
_IS_OTHER = "c.source <> p.label_source"
_IS_FIRST = (
    "c.id = (SELECT f.id FROM price f JOIN product o ON o.id = f.product_id WHERE o.id = p.id "
    "ORDER BY f.source <> o.label_source, f.source, f.last_on, f.id LIMIT 1)"
)
_FROM_PRICES = "FROM price c JOIN product p ON p.id = c.product_id"
# Each price on its first day, and again on its last day: this restores the price histories. `after`
# is the withdrawal before a price was stated again, without which the price says less.
_CONTENT = (
    f"SELECT 1 AS part, c.id, {observation_body({**_PRICE_CELLS, 'priced_on': 'first_on'})} "
    "AS body, {counter} AS counter, {withdrawal} AS act, {after} AS after, "
    f"NOT {_IS_FIRST} AS is_further, c.product_id AS product, {_IS_OTHER} AS is_other, "
    f"c.source AS shop, last_on {_FROM_PRICES} "
    f"UNION ALL SELECT 2, c.id, {observation_body({**_PRICE_CELLS, 'priced_on': 'last_on'})}, "
    "{counter}, {withdrawal}, {after}, "
    f"1, c.product_id, {_IS_OTHER}, c.source, last_on {_FROM_PRICES} WHERE last_on <> first_on "
    f"UNION ALL SELECT 3, p.id, {observation_body({**_LABEL_CELLS, 'source': 'p.source'})}, "
    "'', '', '', 1, 0, 0, '', '' FROM product p WHERE id NOT IN (SELECT product_id FROM price) "
    f"UNION ALL SELECT 4, w.id, {observation_body(_WITHDRAWN_CELLS)}, {{who}}, w.act, '', "
    "1, 0, 0, '', '' FROM withdrawn w JOIN product p ON p.id = w.product_id"
)
# The first price of each product comes first, and is one of the source that its label comes from.
# Of the prices that a source asked on one day, the one that counts comes last.
_IN_ORDER = "ORDER BY max(part, 2), is_further, product, is_other, shop, last_on, id, part"
_WITHDRAWALS = 4
_COUNTING = 5
# What is sent again was made before all that waits. So it takes the place before it.
_INSERT_FIRST_ACT = (
    "INSERT INTO waiting_act (number, id, said_at, is_exact) "
    "SELECT coalesce(min(number), 1) - 1, ?, ?, 0 FROM waiting_act"
)
_FIRST_ACT = "(SELECT min(number) FROM waiting_act)"
_INSERT_BODY = f"{INSERT_OBSERVATION} VALUES ({_FIRST_ACT}, ?, ?)"


def _content(
    counter: str = "''", withdrawal: str = "''", after: str = "''", who: str = "''"
) -> str:
    """Return the query of all that a catalogue holds, by what gives further columns.

    `counter` is whose a price is, and `who` whose a withdrawal is.
    """
    query = _CONTENT  # the cells of an observation have braces of their own
    columns = {"{counter}": counter, "{withdrawal}": withdrawal, "{after}": after, "{who}": who}
    for name, value in columns.items():
        query = query.replace(name, value)
    return query


_INSERT_CONTENT = (
    f"{INSERT_OBSERVATION} SELECT {_FIRST_ACT}, row_number() OVER ({_IN_ORDER}) - 1, body "
    f"FROM ({_content(withdrawal=_WITHDRAWAL_OF_PRICE)}) WHERE act = ''"
)
_DELETE_EMPTY_ACT = (
    "DELETE FROM waiting_act WHERE number NOT IN (SELECT act FROM waiting_observation)"
)
_SELECT_BODIES = f"SELECT body, act FROM ({_content()})"
_HELD = _content(
    _COUNTER_OF_PRICE, _WITHDRAWAL_OF_PRICE, _BODY_OF_WITHDRAWAL, _COUNTER_OF_WITHDRAWAL
)
_SELECT_HELD = f"SELECT part, id, body, counter, act, after FROM ({_HELD})"
# The prices before which their source asked another one on the same day.
_SELECT_CORRECTIONS = (
    "SELECT id FROM price c WHERE EXISTS (SELECT 1 FROM price e WHERE e.product_id = c.product_id "
    "AND e.source = c.source AND e.last_on = c.first_on AND e.id < c.id)"
)
# Withdrawals, and prices that were stated again after one.
_IS_ABOUT_WITHDRAWAL = "WHERE act <> ''"


class HeldObservation(NamedTuple):
    """An observation that a catalogue holds, with the counter that stated it, or "".

    `part` and `id` name what holds it. `act` is what took its price back before it was stated
    again or, of a withdrawal, the act of it.
    """

    part: int
    id: int
    body: str
    counter: str
    act: str

    @property
    def is_price(self) -> bool:
        """Whether it is a price, and not a label or a withdrawal."""
        return self.part < 3

    @property
    def is_withdrawal(self) -> bool:
        """Whether it takes a price back."""
        return self.part == _WITHDRAWALS

    @property
    def thing(self) -> tuple[bool, int, int]:
        """The price, product or withdrawal that holds it: a price may hold two."""
        return self.is_price, 0 if self.is_price else self.part, self.id

    def marks(self, after: str) -> AbstractSet[bytes]:
        """Return the marks of all that it takes to hold it, by the withdrawal before it, or ""."""
        if self.part == _WITHDRAWALS:
            return {_mark(self.body, self.act)}
        return {_mark(self.body), *([_mark(after, self.act)] if after else ())}


def record_content(database: Database, later: Iterable[HeldObservation]) -> None:
    """Record all that the catalogue holds as one act, in place of what waits.

    It was stated at some time before, so the act has the earliest one of all. What is `later`
    follows with the time at which it was recorded.
    """
    database.execute("DELETE FROM waiting_act")
    record_again(database, later)
    _insert_first_act(database, CONTENT_TIME)
    database.execute(_INSERT_CONTENT)
    database.execute(_DELETE_EMPTY_ACT)


def _insert_first_act(database: Database, milliseconds: int) -> None:
    database.execute(_INSERT_FIRST_ACT, (new_act_id(milliseconds), now()))


def content_marks(database: Database) -> AbstractSet[bytes]:
    """Return a short mark of each observation that a catalogue holds."""
    with database.streamed_rows(_SELECT_BODIES) as rows:
        return {_mark(str(body), str(act)) for body, act in rows}


def _mark(body: str, act: str = "") -> bytes:
    """Return a mark of an observation. Of two withdrawals of one price, the time tells which."""
    text = f"{act_time(act)} {body}" if act else body
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def withdrawn_observations(database: Database) -> tuple[HeldObservation, ...]:
    """Return the withdrawals of a catalogue, and the prices that were stated again after them."""
    return _held(database, _IS_ABOUT_WITHDRAWAL)


def held_observations(
    database: Database, marks_elsewhere: AbstractSet[bytes]
) -> tuple[HeldObservation, ...]:
    """Return what a catalogue holds and another one may lack, by the marks of the other one.

    A price that corrects another one may have been stated again, after which the same mark says
    more.
    """
    return _held(database, marks_elsewhere=marks_elsewhere)


def _held(
    database: Database, condition: str = "", marks_elsewhere: AbstractSet[bytes] = frozenset()
) -> tuple[HeldObservation, ...]:
    create_authorship(database)
    corrections = correction_ids(database)
    with database.streamed_rows(f"{_SELECT_HELD} {condition} {_IN_ORDER}") as rows:
        return tuple(
            held
            for *values, after in rows
            if not (held := _held_observation(values)).marks(str(after)) <= marks_elsewhere
            or (held.is_price and held.id in corrections)
        )


def _held_observation(values: Sequence[SqlValue]) -> HeldObservation:
    part, row_id, body, counter, act = values
    return HeldObservation(int(str(part)), int(str(row_id)), str(body), str(counter), str(act))


def correction_ids(database: Database) -> frozenset[int]:
    """Return the ids of the prices that correct another one of the same pack, source and day."""
    return frozenset(int(str(row_id)) for (row_id,) in database.fetch_rows(_SELECT_CORRECTIONS))


def counting_price(held: HeldObservation, price: CountingPrice) -> HeldObservation:
    """Return what states the price again that counts on the day of one that is sent again."""
    body = {**json.loads(held.body), **dict(zip(PRICE_TERM_KEYS, price.terms, strict=True))}
    return held._replace(part=_COUNTING, body=json.dumps(body), act=price.withdrawal)


def record_lacking(database: Database, held: Iterable[HeldObservation]) -> None:
    """Record what another catalogue lacks, in place of what waits."""
    database.execute("DELETE FROM waiting_act")
    record_again(database, held)


def record_again(database: Database, held: Iterable[HeldObservation]) -> None:
    """Record observations for the log once more, each as of the time when it was recorded.

    Of a price nobody knows that time. It was before everything, so that whoever has taken the price
    back since is right. A price that was stated again after a withdrawal follows that one. All of
    it was made before what waits, and is sent before it.
    """
    record_first(database, acts_again(held, own_counter(database)))


def acts_again(held: Iterable[HeldObservation], own: str) -> tuple[WaitingAct, ...]:
    """Return the acts that state observations once more, in the order in which they are sent."""
    acts: dict[tuple[int, int], list[str]] = {}
    for each in held:
        acts.setdefault(_order_and_time(each, own), []).append(each.body)
    return tuple(
        WaitingAct(new_act_id(milliseconds), now(), is_exact=False, bodies=tuple(bodies))
        for (_, milliseconds), bodies in sorted(acts.items())
    )


def record_first(database: Database, acts: Sequence[WaitingAct]) -> None:
    """Let acts wait before all that waits."""
    for act in reversed(acts):
        database.execute(_INSERT_FIRST_ACT, (act.id, act.said_at))
        database.execute_many(_INSERT_BODY, enumerate(act.bodies))


def _order_and_time(held: HeldObservation, own: str) -> tuple[int, int]:
    """Return what has to come first, and the milliseconds at which it counts as recorded."""
    if held.part == _COUNTING:
        return 3, act_time(held.act) + 1 if held.act else CONTENT_TIME
    if held.part == _WITHDRAWALS:
        return 1, act_time(held.act)
    if held.act:
        return 2, act_time(held.act) + 1
    return 0, _OWN_CONTENT_TIME if held.counter == own else CONTENT_TIME
