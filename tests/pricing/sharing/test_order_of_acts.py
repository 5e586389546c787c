"""A counter's earlier acts stand earlier in the log, whatever the log has lost in between."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import psycopg
import pytest

from pricing.catalogue.outbox import own_counter
from pricing.problems.errors import ProblemKind, UserError
from pricing.sharing.state import Missing
from tests.generated_products import generate_rows
from tests.pricing.sharing.gate import Gate
from tests.pricing.sharing.test_missing_observations import run_sql, sync_all
from tests.pricing.sharing.test_shared_catalogue import (
    are_equal,
    import_list,
    priced_row,
    prices_of,
    refused,
)
from tests.pricing.sharing.test_shared_withdrawals import RIGHT, WRONG, take_back

if TYPE_CHECKING:
    from collections.abc import Callable

    from pricing.sharing.shared_catalogue import SharedCatalogue
    from tests.postgresql import PostgresServer

    Open = Callable[[str], SharedCatalogue]
    Pair = tuple[SharedCatalogue, SharedCatalogue]

DOLLAR = 1_000_000
EMPTY = "TRUNCATE elemental.log"
REFUSE = (
    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'The disk is full'; END $$",
    "CREATE TRIGGER refuse BEFORE INSERT ON elemental.log FOR EACH ROW WHEN ({}) "
    "EXECUTE FUNCTION refuse()",
)


def correct(counter: SharedCatalogue) -> None:
    """State another price of the same day."""
    import_list(counter, [priced_row(RIGHT)])


def present_price(counter: SharedCatalogue) -> int | None:
    ((price,),) = counter.catalogue.database.fetch_rows(
        "SELECT price FROM product WHERE product = 'Magnesium Citrate'"
    )
    return None if price is None else int(str(price))


def new_counter(open_counter: Open, address: str) -> SharedCatalogue:
    new = open_counter("new")
    new.join(address, "new")
    new.sync()
    return new


# What waits when the log is emptied, the price that is right then, and what tells it in the log.
WAITING = [
    (take_back, None, "NEW.kind = 'withdrawal'"),
    (correct, RIGHT, f"NEW.body ->> 'price' = '{RIGHT}'"),
]
NAMES = ["withdrawal", "correction"]


@pytest.mark.parametrize(("change", "price"), [case[:2] for case in WAITING], ids=NAMES)
@pytest.mark.parametrize("order", ["north first", "south first", "at once"])
def test_what_waits_follows_what_is_sent_again(
    pair: Pair,
    open_counter: Open,
    address: str,
    change: Callable[[SharedCatalogue], object],
    price: int | None,
    order: str,
) -> None:
    north, _ = pair
    import_list(north, [priced_row(WRONG)])
    sync_all(*pair)
    change(north)
    run_sql(address, EMPTY)
    if order == "at once":
        threads = [
            threading.Thread(target=counter.rebuild, args=(Missing.SEND,)) for counter in pair
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    else:
        for counter in pair if order == "north first" else reversed(pair):
            counter.rebuild(Missing.SEND)
    sync_all(*pair)
    new = new_counter(open_counter, address)
    assert [present_price(counter) for counter in (*pair, new)] == [price] * 3
    assert are_equal(*pair, new)


@pytest.mark.parametrize(("change", "price", "condition"), WAITING, ids=NAMES)
def test_what_waits_follows_it_after_the_server_failed_between_the_two(
    pair: Pair,
    open_counter: Open,
    address: str,
    change: Callable[[SharedCatalogue], object],
    price: int | None,
    condition: str,
) -> None:
    north, south = pair
    import_list(north, [priced_row(WRONG)])
    sync_all(*pair)
    change(north)
    run_sql(address, EMPTY, REFUSE[0], REFUSE[1].format(condition))
    with pytest.raises(UserError):
        north.rebuild(Missing.SEND)
    with pytest.raises(UserError):
        north.sync()
    assert present_price(north) == price
    run_sql(address, "DROP TRIGGER refuse ON elemental.log")
    south.rebuild(Missing.SEND)
    sync_all(*pair)
    assert [present_price(each) for each in (*pair, new_counter(open_counter, address))] == (
        [price] * 3
    )


def test_several_changes_that_wait_keep_their_order(
    pair: Pair, open_counter: Open, address: str
) -> None:
    north, south = pair
    import_list(north, [priced_row(1_000_000)])
    sync_all(*pair)
    for price in (2_000_000, 3_000_000):
        import_list(north, [priced_row(price)])
    take_back(north, 3_000_000)
    take_back(north, 1_000_000)
    import_list(north, [priced_row(4_000_000)])
    run_sql(address, EMPTY)
    for counter in (south, north):
        counter.rebuild(Missing.SEND)
    sync_all(*pair)
    new = new_counter(open_counter, address)
    assert prices_of(new.catalogue) == [2_000_000, 4_000_000]
    assert are_equal(*pair, new)


def test_a_withdrawal_counts_though_its_counter_gave_up_the_price_that_others_send_again(
    pair: Pair, open_counter: Open, address: str
) -> None:
    north, south = pair
    import_list(north, [priced_row(WRONG)])
    sync_all(*pair)
    take_back(north)
    run_sql(address, EMPTY)
    north.rebuild(Missing.GIVE_UP)
    south.rebuild(Missing.SEND)
    sync_all(*pair)
    new = new_counter(open_counter, address)
    assert [present_price(counter) for counter in (*pair, new)] == [None] * 3
    assert are_equal(*pair, new)


@pytest.mark.parametrize(("change", "price"), [case[:2] for case in WAITING], ids=NAMES)
@pytest.mark.parametrize("is_away", [False, True])
def test_what_waits_when_a_counter_leaves_counts_when_it_shares_again(
    pair: Pair,
    open_counter: Open,
    address: str,
    change: Callable[[SharedCatalogue], object],
    price: int | None,
    *,
    is_away: bool,
) -> None:
    north, south = pair
    import_list(south, [priced_row(WRONG)])
    sync_all(*pair)
    change(north)
    if is_away:
        with north.catalogue.database.transaction():
            north.catalogue.database.execute("UPDATE sharing SET server = 'host=127.0.0.1 port=1'")
    assert north.leave() == 1
    import_list(south, [priced_row(7_000_000, product="Other")])
    south.sync()
    north.join(address, "north")
    sync_all(*pair)
    new = new_counter(open_counter, address)
    assert present_price(new) == price
    assert are_equal(*pair, new)


@pytest.mark.parametrize("count", [3_000, 15_000, 40_000])
def test_a_server_that_is_killed_while_a_counter_sends_again_keeps_the_order(
    pair: Pair, address: str, postgresql: PostgresServer, count: int
) -> None:
    north, south = pair
    import_list(north, [priced_row(WRONG)])
    import_list(north, list(generate_rows(200, seed=3)))
    sync_all(*pair)
    take_back(north)
    import_list(south, [priced_row(RIGHT, product="Other")])
    run_sql(address, EMPTY)
    gate = Gate(postgresql.port)
    with north.catalogue.database.transaction():
        north.catalogue.database.execute(
            "UPDATE sharing SET server = replace(server, ?, ?)",
            (str(postgresql.port), str(gate.port)),
        )
    gate.break_after(count)
    with pytest.raises(UserError):
        north.rebuild(Missing.SEND)
    postgresql.stop("immediate")
    postgresql.start()
    gate.open()
    for counter in pair:
        counter.rebuild(Missing.SEND)
    sync_all(*pair)
    gate.close()
    assert present_price(north) is None
    assert prices_of(north.catalogue, "Other") == [RIGHT]
    assert are_equal(*pair)


def test_a_log_that_is_emptied_between_two_acts_gets_no_later_one_without_the_earlier(
    pair: Pair, open_counter: Open, address: str
) -> None:
    north, south = pair
    import_list(north, [priced_row(WRONG)])
    correct(north)
    # The log is emptied at the moment at which the correction arrives.
    run_sql(
        address,
        "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN DELETE FROM elemental.log WHERE body ->> 'price' = '{WRONG}'; RETURN NULL; END "
        "$$",
        "CREATE TRIGGER lose BEFORE INSERT ON elemental.log EXECUTE FUNCTION lose()",
    )
    with refused(ProblemKind.SHARED_LOG_REPLACED):
        north.sync()
    run_sql(address, "DROP TRIGGER lose ON elemental.log", EMPTY)
    for counter in (south, north):
        counter.rebuild(Missing.SEND)
    sync_all(*pair)
    new = new_counter(open_counter, address)
    assert [present_price(counter) for counter in (*pair, new)] == [RIGHT] * 3
    assert are_equal(*pair, new)


# What each counter does, in order, and the price that counts at the end. "2: 5" types a price at
# counter 2, and "2: -5" takes it back. Counter 3 has a catalogue of its own.
JOINING = [
    ("2: 5 sync; 1: leave 6 join", 6),
    ("1: leave; 2: 5 sync; 1: 6 join", 6),
    ("1: leave 6; 2: 5 sync; 1: join", 6),
    ("2: 5 sync; 1: leave 6 rename", 6),
    ("2: 5 sync; 3: 6 join", 6),  # the first time
    ("3: 6; 2: 5 sync; 3: join", 6),
    ("2: 5 sync 7 sync; 1: leave 6 join", 6),
    ("2: 5 sync; 1: 6 leave join", 6),
    ("1: 6 sync; 2: sync 5 sync; 1: leave -6 7 join", 7),
    ("2: 5 sync; 1: leave 6 -6 join", 5),
    ("2: 5 sync; 1: leave 5 -5 6 join", 6),
    ("2: 5 sync; 1: sync leave; 2: 8 sync; 1: 6 join", 6),
    ("2: 5 sync; 1: sync leave; 2: 8 sync; 1: 6 join sync; 2: sync; 1: -6", 8),
    ("2: 5 sync; 1: sync leave 6 join", 6),
    ("2: 5 sync; 1: sync leave; 2: 8 sync; 1: join", 8),
    ("2: 5 sync; 1: sync 6 sync; 2: sync; 1: leave 5; 2: 7 sync; 1: join", 5),
    ("2: 5 sync; 1: sync leave; 2: -5 7 sync; 1: join", 7),
    ("2: 5 sync; 1: sync; 2: leave; 1: -5 7 sync; 2: -5 5 join", 5),
    ("2: 5 sync; 1: sync leave -5; 2: 6 sync 5 sync; 1: join", 5),
    ("1: leave-away 6; 2: 5 sync; 1: join", 6),
    ("1: leave-away 6 7 -7; 2: 8 sync; 1: 9 join", 9),
]


@pytest.mark.parametrize(("acts", "price"), JOINING, ids=[acts for acts, _ in JOINING])
def test_a_counter_that_joins_keeps_what_it_shows_and_states_nothing_of_others(
    pair: Pair, open_counter: Open, address: str, acts: str, price: int
) -> None:
    counters = {"1": pair[0], "2": pair[1], "3": open_counter("third")}
    own: dict[str, set[int]] = {number: set() for number in counters}
    for part in acts.split("; "):
        number, _, steps = part.partition(": ")
        for step in steps.split():
            _do(counters[number], number, step, address)
            if step.isdigit():
                own[number].add(int(step) * DOLLAR)
    shared = [counter for number, counter in counters.items() if number != "3" or own["3"]]
    sync_all(*shared)
    new = new_counter(open_counter, address)
    assert [present_price(each) for each in (*shared, new)] == [price * DOLLAR] * (len(shared) + 1)
    assert are_equal(*shared, new)
    for number, counter in counters.items():
        if counter in shared:
            assert _prices_in_log(counter, address) <= own[number]


def _do(counter: SharedCatalogue, number: str, step: str, address: str) -> None:
    match step:
        case "sync":
            counter.sync()
        case "leave":
            counter.leave()
        case "leave-away":
            with counter.catalogue.database.transaction():
                counter.catalogue.database.execute(
                    "UPDATE sharing SET server = 'host=127.0.0.1 port=1'"
                )
            counter.leave()
        case "join" | "rename":
            counter.join(address, f"counter {number}{step[4:]}")
            counter.sync()
        case price if int(price) < 0:
            take_back(counter, -int(price) * DOLLAR)
        case price:
            import_list(counter, [priced_row(int(price) * DOLLAR)])


def _prices_in_log(counter: SharedCatalogue, address: str) -> set[int]:
    """Return the prices of the product that a counter has stated in the log."""
    with psycopg.connect(address) as connection:
        rows = connection.execute(
            "SELECT (body ->> 'price')::bigint FROM elemental.log WHERE kind = 'price' "
            "AND body ->> 'product' = 'Magnesium Citrate' AND counter = %s",
            (own_counter(counter.catalogue.database),),
        )
        return {int(price) for (price,) in rows}
