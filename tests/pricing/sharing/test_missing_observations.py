"""A log that lacks what counters hold: it was emptied, restored from a backup, or changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest

from pricing.catalogue.wrong_prices import state_price_again, take_back_price
from pricing.problems.errors import ProblemKind, UserError
from pricing.sharing.state import Missing
from tests.catalogue_digest import content_digest
from tests.pricing.sharing.test_shared_catalogue import (
    DAY,
    NEXT_DAY,
    are_equal,
    counters_of,
    import_list,
    priced_row,
    prices_of,
    refused,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pricing.sharing.shared_catalogue import SharedCatalogue

    Open = Callable[[str], SharedCatalogue]
    Pair = tuple[SharedCatalogue, SharedCatalogue]

EMPTY = "DELETE FROM elemental.log"


def run_sql(address: str, *statements: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def back_up(address: str) -> None:
    run_sql(address, "CREATE TABLE backup AS SELECT * FROM elemental.log")


def restore(address: str) -> None:
    """Restore the log as a backup of the database does, with the numbers that come next."""
    run_sql(
        address,
        EMPTY,
        "INSERT INTO elemental.log OVERRIDING SYSTEM VALUE SELECT * FROM backup ORDER BY seq",
        "SELECT setval(pg_get_serial_sequence('elemental.log', 'seq'), max(seq)) FROM backup",
    )


def lacking(counter: SharedCatalogue) -> tuple[int, int]:
    """Return how many things the log lacks, and how many of them this counter stated."""
    before = content_digest(counter.catalogue)
    with pytest.raises(UserError) as error:
        counter.rebuild()
    assert error.value.kind is ProblemKind.SHARED_LOG_LACKS
    assert content_digest(counter.catalogue) == before
    kinds = ("prices", "corrections", "labels", "withdrawals")
    return sum(lacking_of(error.value, kind) for kind in kinds), lacking_of(error.value, "own")


def lacking_of(error: UserError, kind: str) -> int:
    """Return the number of things of a kind that a rebuild says the log lacks."""
    return int(str(error.parameters[kind]).partition(" ")[0])


def sync_all(*counters: SharedCatalogue) -> None:
    for counter in (*counters, *counters):
        counter.sync()


def test_a_log_that_was_emptied_takes_nothing_away_unasked(pair: Pair, address: str) -> None:
    north, south = pair
    import_list(south, [priced_row(12_490_000)])
    sync_all(south, north)
    count = north.catalogue.count()
    run_sql(address, EMPTY)
    with refused(ProblemKind.SHARED_LOG_REPLACED):
        south.sync()
    ((prices,),) = south.catalogue.database.fetch_rows("SELECT count(*) FROM price")
    assert lacking(south) == (prices, 1)
    import_list(south, [priced_row(13_490_000, priced_on=NEXT_DAY)])  # waits, and stays
    south.rebuild(Missing.SEND)
    assert prices_of(south.catalogue) == [12_490_000, 13_490_000]
    north.rebuild()  # the log has it all again, so there is nothing to ask
    assert counters_of(north) == ["south", "south"]
    sync_all(south, north)
    assert north.catalogue.count() == count
    assert are_equal(north, south)


def test_each_counter_of_a_restored_log_sends_what_it_alone_holds(
    pair: Pair, open_counter: Open, address: str
) -> None:
    north, south = pair
    import_list(north, [priced_row(1_000_000)])
    sync_all(*pair)
    back_up(address)
    import_list(north, [priced_row(2_000_000, priced_on=NEXT_DAY)])
    sync_all(*pair)
    import_list(south, [priced_row(3_000_000, product="Other")])
    south.sync()  # the other one has not heard of it
    restore(address)
    import_list(north, [priced_row(5_000_000, product="Third")])
    assert lacking(north) == (1, 1)
    north.rebuild(Missing.SEND)
    assert lacking(south) == (1, 1)
    south.rebuild(Missing.SEND)
    sync_all(*pair)
    new = open_counter("new")
    new.join(address)
    new.sync()
    assert prices_of(new.catalogue) == [1_000_000, 2_000_000]
    assert prices_of(new.catalogue, "Other") == [3_000_000]
    assert prices_of(new.catalogue, "Third") == [5_000_000]
    assert are_equal(north, south, new)


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("label_is_lost", [True, False])
def test_a_price_without_a_pack_survives_whatever_pack_its_product_adopts(
    pair: Pair, open_counter: Open, address: str, *, first: int, label_is_lost: bool
) -> None:
    north, south = pair
    import_list(north, [priced_row(None, pack_units=None, currency=None, priced_on=None)])
    sync_all(*pair)
    label = priced_row(None, pack_units=60_000, currency=None, priced_on=None)
    other_label = priced_row(None, pack_units=90_000, currency=None, priced_on=None)
    if not label_is_lost:
        import_list(south, [label])
        sync_all(*pair)
    back_up(address)
    import_list(north, [priced_row(12_490_000, pack_units=None)])
    sync_all(*pair)
    if label_is_lost:
        import_list(south, [label])
        sync_all(*pair)
    restore(address)
    import_list(south, [other_label])
    for counter in (pair[first], pair[1 - first]):
        counter.rebuild(Missing.SEND)
    sync_all(*pair)
    new = open_counter("new")
    new.join(address)
    new.sync()
    assert prices_of(new.catalogue) == [12_490_000]
    assert are_equal(north, south, new)


def test_only_clear_words_give_up_what_the_log_lacks(pair: Pair, address: str) -> None:
    north, south = pair
    back_up(address)
    import_list(north, [priced_row(12_490_000)])
    north.sync()
    restore(address)
    assert lacking(north) == (1, 1)
    north.rebuild(Missing.GIVE_UP)
    assert prices_of(north.catalogue) == []
    south.sync()
    assert are_equal(north, south)


def test_a_withdrawal_that_the_log_lacks_is_sent_again(pair: Pair, address: str) -> None:
    north, south = pair
    import_list(north, [priced_row(12_490_000)])
    sync_all(*pair)
    back_up(address)
    (offer,) = north.catalogue.price_history(north.catalogue.count())
    take_back_price(north.catalogue, north.catalogue.count(), offer)
    north.sync()
    restore(address)
    assert lacking(north) == (1, 1)  # the log has its product
    north.rebuild(Missing.SEND)
    south.rebuild(Missing.SEND)
    sync_all(*pair)
    assert prices_of(south.catalogue) == []
    assert are_equal(north, south)


def test_a_price_that_was_stated_again_survives_a_log_that_knows_only_its_withdrawal(
    pair: Pair, address: str
) -> None:
    north, south = pair
    import_list(north, [priced_row(12_490_000)])
    (offer,) = north.catalogue.price_history(north.catalogue.count())
    withdrawal = take_back_price(north.catalogue, north.catalogue.count(), offer)
    sync_all(*pair)
    back_up(address)
    state_price_again(north.catalogue, withdrawal)
    sync_all(*pair)
    restore(address)
    for counter in pair:
        counter.rebuild(Missing.SEND)
    sync_all(*pair)
    assert prices_of(north.catalogue) == prices_of(south.catalogue) == [12_490_000]
    assert are_equal(north, south)


def test_a_price_that_another_counter_took_back_meanwhile_does_not_come_back(
    pair: Pair, address: str
) -> None:
    north, south = pair
    back_up(address)
    import_list(north, [priced_row(12_490_000)])
    sync_all(*pair)
    restore(address)
    north.rebuild(Missing.SEND)
    (offer,) = north.catalogue.price_history(north.catalogue.count())
    take_back_price(north.catalogue, north.catalogue.count(), offer)
    north.sync()
    south.rebuild(Missing.SEND)
    sync_all(*pair)
    assert prices_of(north.catalogue) == []
    assert are_equal(north, south)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM elemental.log WHERE seq = (SELECT min(seq) FROM elemental.log)",
        "UPDATE elemental.log SET body = body || '{\"price\": 77000000}' "
        "WHERE seq = (SELECT min(seq) FROM elemental.log WHERE body ? 'price')",
    ],
)
def test_a_row_that_was_deleted_or_changed_behind_the_position_is_seen(
    pair: Pair, address: str, statement: str
) -> None:
    north, south = pair
    import_list(north, [priced_row(12_490_000)])
    sync_all(*pair)
    run_sql(address, statement)
    north.sync()  # what lies behind the position is read by a rebuild alone
    assert lacking(north)[0] >= 1
    assert north.rebuild(Missing.SEND).is_log_altered
    assert not north.rebuild().is_log_altered
    south.rebuild(Missing.SEND)
    sync_all(*pair)
    assert are_equal(north, south)


def test_a_change_that_takes_nothing_away_is_told_without_a_question(
    pair: Pair, address: str
) -> None:
    north, _ = pair
    import_list(north, [priced_row(12_490_000)])
    north.sync()
    import_list(north, [priced_row(12_490_000, priced_on=DAY + timedelta(days=2))])
    north.sync()
    # The same price on a day between the two.
    run_sql(
        address,
        "INSERT INTO elemental.log (id, counter, said_at, utc_offset, kind, source, day, version, "
        "body) SELECT gen_random_uuid(), counter, said_at, utc_offset, kind, source, day, version, "
        "body FROM elemental.log ORDER BY seq DESC LIMIT 1",
    )
    north.sync()
    run_sql(address, "DELETE FROM elemental.log WHERE seq = (SELECT max(seq) - 1 FROM "
                     "elemental.log)")  # fmt: skip
    assert north.rebuild().is_log_altered


def test_a_counter_that_was_shared_before_the_sum_was_kept_compares_before_it_rebuilds(
    pair: Pair, address: str
) -> None:
    north, _ = pair
    back_up(address)
    import_list(north, [priced_row(12_490_000)])
    north.sync()
    database = north.catalogue.database
    with database.transaction():
        database.execute("ALTER TABLE sharing DROP COLUMN applied_digest")
    assert not north.rebuild().is_log_altered
    with database.transaction():
        database.execute("ALTER TABLE sharing DROP COLUMN applied_digest")
    restore(address)
    assert lacking(north) == (1, 1)


DAYS = [DAY + timedelta(number) for number in range(7)]


def withdrawn_days(counter: SharedCatalogue) -> set[tuple[str, str]]:
    """Return the first and last days of what is taken back."""
    rows = counter.catalogue.database.fetch_rows("SELECT first_on, last_on FROM withdrawn")
    return {(str(first), str(last)) for first, last in rows}


def restate_days_of_a_withdrawal(north: SharedCatalogue, south: SharedCatalogue) -> None:
    """Take a price of six days back at one counter, and state its third day again.

    The other counter has recorded the price of the first and the last day before, and waits.
    """
    rows = [priced_row(5_000_000, priced_on=DAYS[number]) for number in (0, 5)]
    for counter in (south, north):
        for row in rows:
            import_list(counter, [row])
    (product_id,) = (
        int(str(each))
        for (each,) in north.catalogue.database.fetch_rows(
            "SELECT id FROM product WHERE product = 'Magnesium Citrate'"
        )
    )
    (offer,) = north.catalogue.price_history(product_id)
    take_back_price(north.catalogue, product_id, offer)
    import_list(north, [priced_row(5_000_000, priced_on=DAYS[2])])
    import_list(north, [priced_row(8_200_000, priced_on=DAYS[3])])
    north.sync()


ALL_DAYS = {(DAYS[0].isoformat(), DAYS[5].isoformat())}


@pytest.mark.parametrize("is_last", [False, True])
def test_a_withdrawal_of_which_one_day_was_stated_again_is_sent_again(
    pair: Pair, address: str, *, is_last: bool
) -> None:
    north, south = pair
    restate_days_of_a_withdrawal(north, south)
    run_sql(address, EMPTY)
    for counter in (south, north) if is_last else (north, south):
        counter.rebuild(Missing.SEND)
    sync_all(*pair)
    assert are_equal(*pair)
    assert prices_of(south.catalogue) == [5_000_000, 8_200_000]
    assert withdrawn_days(north) == ALL_DAYS
    run_sql(address, EMPTY)
    for counter in pair:
        counter.rebuild(Missing.SEND)
    sync_all(*pair)
    assert are_equal(*pair)
    assert withdrawn_days(south) == ALL_DAYS


def test_a_counter_that_leaves_and_shares_again_keeps_what_it_took_back(
    pair: Pair, address: str
) -> None:
    north, south = pair
    restate_days_of_a_withdrawal(north, south)
    north.leave()
    run_sql(address, EMPTY)
    south.rebuild(Missing.SEND)
    north.join(address, "north")
    sync_all(*pair)
    assert are_equal(*pair)
    assert prices_of(south.catalogue) == [5_000_000, 8_200_000]
    assert withdrawn_days(south) == ALL_DAYS


@pytest.mark.parametrize("first", ["harbour", "south"])
def test_a_price_stated_again_survives_whoever_sends_its_withdrawal_first(
    pair: Pair, open_counter: Open, address: str, first: str
) -> None:
    north, south = pair
    harbour = open_counter("harbour")
    harbour.join(address, "harbour")
    import_list(north, [priced_row(5_000_000)])
    sync_all(north, south, harbour)
    back_up(address)
    (offer,) = north.catalogue.price_history(north.catalogue.count())
    withdrawal = take_back_price(north.catalogue, north.catalogue.count(), offer)
    north.sync()
    south.sync()  # the last that it hears
    state_price_again(north.catalogue, withdrawal)
    north.sync()
    harbour.sync()
    restore(address)
    for counter in (harbour, south) if first == "harbour" else (south, harbour):
        counter.rebuild(Missing.SEND)
    north.rebuild()  # the log has it all
    sync_all(north, south, harbour)
    new = open_counter("new")
    new.join(address, "new")
    new.sync()
    assert prices_of(new.catalogue) == [5_000_000]
    assert are_equal(north, south, harbour, new)


def test_the_second_of_two_withdrawals_of_one_price_is_sent_again(pair: Pair, address: str) -> None:
    north, south = pair
    product_id = north.catalogue.count() + 1
    import_list(north, [priced_row(5_000_000)])
    (offer,) = north.catalogue.price_history(product_id)
    withdrawal = take_back_price(north.catalogue, product_id, offer)
    sync_all(*pair)
    back_up(address)
    state_price_again(north.catalogue, withdrawal)
    sync_all(*pair)
    take_back_price(north.catalogue, product_id, offer)
    north.sync()
    restore(address)
    for counter in pair:
        counter.rebuild(Missing.SEND)
    sync_all(*pair)
    assert prices_of(north.catalogue) == prices_of(south.catalogue) == []
    assert are_equal(*pair)


def test_a_withdrawal_that_is_sent_twice_takes_back_nothing_that_was_stated_again(
    pair: Pair, open_counter: Open, address: str
) -> None:
    north, south = pair
    import_list(north, [priced_row(5_000_000)])
    sync_all(*pair)
    (offer,) = north.catalogue.price_history(north.catalogue.count())
    withdrawal = take_back_price(north.catalogue, north.catalogue.count(), offer)
    sync_all(*pair)
    south.leave()  # what it took back waits for the next log
    state_price_again(north.catalogue, withdrawal)
    north.sync()
    south.join(address, "south")
    south.sync()
    new = open_counter("new")
    new.join(address, "new")
    for counter in (north, new):
        counter.sync()
        assert prices_of(counter.catalogue) == [5_000_000]
    assert are_equal(north, south, new)


def sent_again(counter: SharedCatalogue, address: str) -> int:
    """Let a counter leave and share again, and return how many observations it sends then."""
    counter.leave()
    counter.join(address, "again")
    return counter.sync().sent


def test_a_counter_that_shares_again_sends_only_what_the_log_lacks(
    pair: Pair, address: str
) -> None:
    north, south = pair
    import_list(south, [priced_row(12_490_000)])
    sync_all(*pair)
    assert sent_again(south, address) == 0
    assert sent_again(north, address) == 0
    south.leave()
    import_list(south, [priced_row(13_490_000, priced_on=NEXT_DAY)])
    south.join(address, "south")
    assert south.sync().sent == 1
    north.sync()
    assert prices_of(north.catalogue) == [12_490_000, 13_490_000]
    assert are_equal(*pair)


@pytest.mark.parametrize(
    "row",
    [
        priced_row(12_490_000, priced_on=DAY + timedelta(days=3)),  # it was seen later
        priced_row(12_490_000, priced_on=DAY - timedelta(days=3)),
        priced_row(13_490_000, priced_on=NEXT_DAY),
        priced_row(12_490_000, brand="Maker"),  # a fuller label
        priced_row(12_490_000, upc="036000291452"),
        priced_row(1_000_000, product="Only a label"),
        priced_row(1_000_000, product="Only a label", currency="EUR"),
    ],
)
def test_a_log_lacks_nothing_that_others_have_stated_more_about(
    pair: Pair, address: str, row: dict[str, object]
) -> None:
    north, south = pair
    label = priced_row(None, product="Only a label", currency=None, priced_on=None)
    import_list(north, [priced_row(12_490_000), label])
    sync_all(*pair)
    import_list(south, [row])
    south.sync()
    run_sql(address, EMPTY)
    south.rebuild(Missing.SEND)
    north.rebuild()  # asks nothing
    north.sync()
    assert are_equal(*pair)
