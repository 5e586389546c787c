"""Prices that one counter takes back, as the others see it, in whatever order it arrives."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import psycopg

from pricing.catalogue.wrong_prices import state_price_again, take_back_price
from pricing.problems.errors import ProblemKind
from pricing.sharing.state import Missing
from tests.catalogue_digest import content_digest
from tests.pricing.sharing.test_rights import DOWNGRADE
from tests.pricing.sharing.test_shared_catalogue import (
    DAY,
    NEXT_DAY,
    are_equal,
    import_list,
    priced_row,
    prices_of,
    refused,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from pricing.catalogue.withdrawals import Withdrawal
    from pricing.sharing.shared_catalogue import SharedCatalogue

    Pair = tuple[SharedCatalogue, SharedCatalogue]

RIGHT, WRONG = 12_490_000, 1_249_000


def take_back(counter: SharedCatalogue, price: int = WRONG) -> Withdrawal:
    """Take back the price of a product at a counter."""
    catalogue = counter.catalogue
    (product_id,) = _ids(counter)
    (offer,) = (each for each in catalogue.price_history(product_id) if each.price == price)
    return take_back_price(catalogue, product_id, offer)


def _ids(counter: SharedCatalogue) -> list[int]:
    rows = counter.catalogue.database.fetch_rows(
        "SELECT id FROM product WHERE product = 'Magnesium Citrate' ORDER BY id"
    )
    return [int(str(product_id)) for (product_id,) in rows]


def sync(*counters: SharedCatalogue) -> None:
    for counter in counters:
        counter.sync()


def have(pair: Pair, *prices: int) -> bool:
    """Return whether both counters have just these prices of the product, and are equal."""
    return are_equal(*pair) and all(prices_of(each.catalogue) == list(prices) for each in pair)


def test_a_price_taken_back_at_one_counter_goes_at_the_others(pair: Pair) -> None:
    north, south = pair
    import_list(north, [priced_row(RIGHT), priced_row(WRONG, priced_on=NEXT_DAY)])
    sync(north, south)
    take_back(south)
    assert prices_of(south.catalogue) == [RIGHT]  # at once, without the server
    assert south.state().waiting == 1  # type: ignore[union-attr]
    (waiting,) = south.waiting_prices()
    assert (waiting.product, waiting.source) == ("Magnesium Citrate", "Shop")
    assert (waiting.old_price, waiting.price) == (WRONG, None)
    sync(south, north)
    assert have(pair, RIGHT)
    assert south.state().waiting == 0  # type: ignore[union-attr]


def test_a_waiting_price_can_be_taken_back_and_nobody_keeps_it(pair: Pair) -> None:
    north, south = pair
    import_list(north, [priced_row(WRONG)])
    take_back(north)
    import_list(south, [priced_row(RIGHT)])  # something to apply below what waits
    sync(south, north, south)
    assert have(pair, RIGHT)


def test_a_statement_from_before_a_withdrawal_that_arrives_after_it_changes_nothing(
    pair: Pair,
) -> None:
    north, south = pair
    rows = [priced_row(RIGHT), priced_row(WRONG, priced_on=NEXT_DAY)]
    import_list(north, rows)  # waits, while the other counter imports the same list
    import_list(south, rows)
    take_back(south)
    sync(south, north, south)
    assert have(pair, RIGHT)


def test_a_price_from_before_that_is_all_that_arrives_of_a_product(pair: Pair) -> None:
    north, south = pair
    import_list(north, [priced_row(WRONG)])
    import_list(south, [priced_row(WRONG)])
    take_back(south)
    sync(south, north, south)
    assert have(pair)
    (product_id,) = _ids(north)
    (listed,) = north.catalogue.listed_products([product_id])
    assert "currency" not in listed.values


def test_two_counters_that_take_back_the_same_price(pair: Pair) -> None:
    north, south = pair
    import_list(north, [priced_row(RIGHT), priced_row(WRONG, priced_on=NEXT_DAY)])
    sync(north, south)
    for counter in pair:
        take_back(counter)
    sync(north, south, north)
    assert have(pair, RIGHT)


def test_a_price_that_was_taken_back_and_is_typed_again_later_stays(pair: Pair) -> None:
    north, south = pair
    import_list(north, [priced_row(WRONG)])
    sync(north, south)
    take_back(south)
    sync(south, north)
    import_list(north, [priced_row(WRONG)])
    sync(north, south)
    assert have(pair, WRONG)


def test_a_withdrawal_is_undone_at_every_counter(pair: Pair) -> None:
    north, south = pair
    import_list(north, [priced_row(WRONG), priced_row(WRONG, priced_on=NEXT_DAY)])
    sync(north, south)
    (product_id,) = _ids(north)
    before = north.catalogue.price_history(product_id)
    withdrawal = take_back(south)
    state_price_again(south.catalogue, withdrawal)
    sync(south, north)
    assert have(pair, WRONG)
    (again,) = north.catalogue.price_history(product_id)
    assert (replace(again, counter=""), again.counter) == (before[0], "south")


def test_a_price_that_others_have_seen_later_keeps_those_days(pair: Pair) -> None:
    north, south = pair
    import_list(north, [priced_row(RIGHT)])
    sync(north, south)
    import_list(north, [priced_row(RIGHT, priced_on=NEXT_DAY)])
    take_back(south, RIGHT)
    sync(north, south, north)
    assert have(pair, RIGHT)
    (offer,) = north.catalogue.price_history(_ids(north)[0])
    assert (offer.first_on, offer.last_on) == (NEXT_DAY, NEXT_DAY)


def test_a_price_that_another_counter_stated_after_a_withdrawal_that_waits_stays(
    pair: Pair, open_counter: Callable[[str], SharedCatalogue], address: str
) -> None:
    north, south = pair
    import_list(north, [priced_row(RIGHT)])
    sync(north, south)
    import_list(north, [priced_row(WRONG)])
    take_back(north)
    import_list(south, [priced_row(WRONG)])
    sync(south, north, south)
    assert have(pair, RIGHT, WRONG)
    assert north.state().waiting == 0  # type: ignore[union-attr]
    for counter in pair:
        counter.rebuild()
    assert have(pair, RIGHT, WRONG)
    new = open_counter("new")
    new.join(address, "new")
    new.sync()
    assert are_equal(north, new)
    take_back(north)  # now it knows of both statements
    sync(north, south)
    assert have(pair, RIGHT)


def test_a_withdrawal_of_several_days_spares_the_day_that_another_counter_stated_later(
    pair: Pair,
) -> None:
    north, south = pair
    days = [DAY + timedelta(number) for number in range(5)]
    import_list(north, [priced_row(WRONG, priced_on=days[0]), priced_row(WRONG, priced_on=days[4])])
    import_list(south, [priced_row(RIGHT, priced_on=days[2])])
    take_back(north)
    import_list(south, [priced_row(WRONG, priced_on=days[2])])
    sync(south, north, south)
    assert have(pair, RIGHT, WRONG)
    for counter in pair:
        counter.rebuild()
    assert have(pair, RIGHT, WRONG)


def test_a_withdrawal_takes_back_what_a_counter_stated_whose_clock_is_ahead(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    north, south = pair
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now + 3_600 * 10**9)
    import_list(south, [priced_row(WRONG)])
    monkeypatch.setattr(time, "time_ns", lambda: now)
    sync(south, north)
    take_back(north)  # it knows the price, whatever the clocks say
    north.rebuild()
    sync(south)
    assert have(pair)


def test_two_counters_at_once_take_back_what_both_know(pair: Pair) -> None:
    north, south = pair
    import_list(north, [priced_row(RIGHT), priced_row(WRONG)])
    sync(north, south)
    for counter in pair:
        take_back(counter)
        import_list(counter, [priced_row(7_000_000)])
        take_back(counter, 7_000_000)
    sync(south, north, south)
    assert have(pair, RIGHT)  # south took it back last


def test_a_counter_that_joins_states_no_price_that_was_taken_back(
    pair: Pair, open_counter: Callable[[str], SharedCatalogue], address: str
) -> None:
    north, south = pair
    import_list(north, [priced_row(RIGHT), priced_row(WRONG, priced_on=NEXT_DAY)])
    take_back(north)
    new = open_counter("new")
    import_list(new, [priced_row(RIGHT), priced_row(WRONG, priced_on=NEXT_DAY)])
    north.sync()
    new.join(address, "new")
    sync(new, north, south)
    assert have(pair, RIGHT)
    assert are_equal(north, new)


def test_what_was_taken_back_before_sharing_stays_so_for_all(
    open_counter: Callable[[str], SharedCatalogue], address: str
) -> None:
    first, second = open_counter("first"), open_counter("second")
    for counter in (first, second):
        import_list(counter, [priced_row(RIGHT), priced_row(WRONG, priced_on=NEXT_DAY)])
    take_back(second)
    for counter in (first, second):
        counter.join(address)
    sync(first, second, first)
    assert have((first, second), RIGHT)


def test_a_withdrawal_of_an_unknown_price_changes_nothing(pair: Pair, address: str) -> None:
    north, south = pair
    import_list(north, [priced_row(RIGHT)])
    sync(north, south)
    take_back(north, RIGHT)
    with psycopg.connect(address) as connection:  # the log lost what the withdrawal is about
        north.sync()
        connection.execute("UPDATE elemental.log SET body = body || '{\"price\": 77}' "
                           "WHERE kind = 'withdrawal'")  # fmt: skip
    south.sync()
    assert prices_of(south.catalogue) == [RIGHT]
    north.rebuild(Missing.GIVE_UP)
    assert have(pair, RIGHT)


def test_a_log_of_the_first_version_is_taken_forward_by_who_shares_again(
    pair: Pair, address: str
) -> None:
    north, south = pair
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(DOWNGRADE.encode())
        connection.execute(
            "ALTER TABLE elemental.log DROP CONSTRAINT log_kind_check, ADD CONSTRAINT "
            "log_kind_check CHECK (kind IN ('label', 'price'));"
            "UPDATE elemental.about SET version = 1"
        )
    import_list(north, [priced_row(WRONG), priced_row(RIGHT, source="Another")])
    take_back(north)
    before = content_digest(north.catalogue)
    with refused(ProblemKind.SHARED_LOG_OLDER):
        north.sync()
    assert content_digest(north.catalogue) == before
    south.join(address)
    sync(north, south)
    assert have(pair, RIGHT)


def test_a_withdrawal_from_after_all_time_takes_back_nothing_that_is_stated_later(
    pair: Pair, address: str
) -> None:
    north, south = pair
    import_list(north, [priced_row(RIGHT)])
    sync(north, south)
    terms = {"discount_percent": 0, "tax_percent": 0, "delivery": 0}
    body = {**priced_row(RIGHT), **terms, "smallest_dose": 1_000, "withdrawn_from": DAY}
    with psycopg.connect(address) as connection:
        for number in range(2):
            act = f"ffffffff-ffff-7fff-bfff-fff{number}00000000"
            connection.execute(
                "INSERT INTO elemental.log (id, counter, said_at, utc_offset, kind, source, day, "
                "version, body) VALUES (%s, gen_random_uuid(), now(), 0, 'withdrawal', 'Shop', "
                "%s, 1, %s::text::jsonb)",
                (act, DAY, json.dumps(body, default=str)),
            )
    sync(north, south)
    assert have(pair)
    import_list(south, [priced_row(RIGHT)])
    sync(south, north)
    assert have(pair, RIGHT)


def test_a_counter_whose_clock_is_years_ahead_takes_back_and_states_again(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    north, south = pair
    import_list(north, [priced_row(RIGHT)])
    sync(north, south)
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now + 3 * 365 * 86_400 * 10**9)
    withdrawal = take_back(north, RIGHT)
    state_price_again(north.catalogue, withdrawal)
    sync(north, south)
    assert have(pair, RIGHT)
    take_back(north, RIGHT)
    sync(north, south)
    assert have(pair)
    monkeypatch.setattr(time, "time_ns", lambda: now)
    import_list(south, [priced_row(RIGHT)])
    sync(south, north)
    assert have(pair, RIGHT)


def test_a_counter_whose_clock_is_years_behind_takes_back_and_states_again(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    north, south = pair
    import_list(north, [priced_row(RIGHT)])
    withdrawal = take_back(north, RIGHT)
    state_price_again(north.catalogue, withdrawal)
    sync(north, south)
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now - 3 * 365 * 86_400 * 10**9)
    withdrawal = take_back(south, RIGHT)
    sync(south, north)
    assert have(pair)
    state_price_again(south.catalogue, withdrawal)
    sync(south, north)
    assert have(pair, RIGHT)
