"""Counters that state several prices of one pack, shop and day: the newest act wins everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.catalogue.wrong_prices import state_price_again
from pricing.problems.errors import ProblemKind
from pricing.problems.progress import Progress
from pricing.sharing.state import Missing
from tests.pricing.sharing.test_missing_observations import (
    EMPTY,
    back_up,
    restore,
    run_sql,
    sync_all,
)
from tests.pricing.sharing.test_order_of_acts import new_counter, present_price
from tests.pricing.sharing.test_shared_catalogue import (
    are_equal,
    counters_of,
    import_list,
    priced_row,
    prices_of,
    refused,
)
from tests.pricing.sharing.test_shared_withdrawals import take_back

if TYPE_CHECKING:
    from collections.abc import Callable

    from pricing.sharing.shared_catalogue import SharedCatalogue

    Open = Callable[[str], SharedCatalogue]
    Pair = tuple[SharedCatalogue, SharedCatalogue]

TEN, TWELVE = 10_000_000, 12_000_000


@pytest.mark.parametrize("is_at_once", [False, True])
@pytest.mark.parametrize("who", [(0, 1, 0), (0, 1, 1), (0, 0, 0)])
def test_a_price_that_is_stated_again_counts_at_every_counter(
    pair: Pair, open_counter: Open, address: str, who: tuple[int, ...], *, is_at_once: bool
) -> None:
    for number, price in zip(who, (TEN, TWELVE, TEN), strict=True):
        import_list(pair[number], [priced_row(price)])
        if not is_at_once:
            assert pair[number].sync().sent == 1
            sync_all(*pair)
    for counter in (pair[0], pair[1], pair[0]):
        counter.sync()
    new = new_counter(open_counter, address)
    last = TWELVE if is_at_once and who == (0, 1, 0) else TEN  # the server heard of it last
    assert [present_price(counter) for counter in (*pair, new)] == [last] * 3
    assert are_equal(*pair, new)
    if not is_at_once:
        assert counters_of(pair[1 - who[-1]])[-1] == ("north", "south")[who[-1]]


def test_a_list_that_is_imported_again_sends_nothing(pair: Pair) -> None:
    north, south = pair
    rows = [priced_row(price) for price in (TEN, TWELVE, TEN)]
    import_list(north, rows)
    sync_all(*pair)
    for counter in (north, south):
        import_list(counter, rows)
        assert counter.sync().sent == 0
    assert present_price(south) == TEN


def test_a_price_that_counts_again_is_taken_back_and_stated_again(pair: Pair) -> None:
    north, south = pair
    for price in (TEN, TWELVE, TEN):
        import_list(north, [priced_row(price)])
    sync_all(*pair)
    withdrawal = take_back(south, TEN)
    sync_all(*pair)
    assert present_price(north) == TWELVE
    import_list(north, [priced_row(TWELVE)])
    state_price_again(south.catalogue, withdrawal)
    sync_all(*pair)
    assert prices_of(north.catalogue) == [TWELVE, TEN]
    assert are_equal(*pair)


def test_a_catalogue_that_joins_keeps_the_price_that_counts(
    pair: Pair, open_counter: Open, address: str
) -> None:
    other = open_counter("other")
    for price in (TEN, TWELVE, TEN):
        import_list(other, [priced_row(price)])
    other.join(address, "other")
    sync_all(other, *pair)
    assert [present_price(counter) for counter in (*pair, other)] == [TEN] * 3
    assert are_equal(*pair, other)


@pytest.mark.parametrize("has_fetched", [False, True])
def test_a_price_that_is_sent_again_displaces_none_that_was_typed_since(
    pair: Pair, open_counter: Open, address: str, *, has_fetched: bool
) -> None:
    north, south = pair
    import_list(south, [priced_row(TWELVE)])
    south.sync()
    if has_fetched:
        north.sync()
    run_sql(address, EMPTY)
    north.rebuild(Missing.GIVE_UP)
    import_list(north, [priced_row(TEN)])
    north.sync()
    south.rebuild(Missing.SEND)
    sync_all(*pair)
    new = new_counter(open_counter, address)
    assert [present_price(counter) for counter in (*pair, new)] == [TEN] * 3
    assert prices_of(new.catalogue) == [TWELVE, TEN]
    assert are_equal(*pair, new)


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("who", [0, 1])
@pytest.mark.parametrize("is_emptied", [False, True])
def test_a_correction_that_a_log_lost_counts_again_whoever_sends_it_first(
    pair: Pair, open_counter: Open, address: str, first: int, who: int, *, is_emptied: bool
) -> None:
    import_list(pair[0], [priced_row(TEN)])
    sync_all(*pair)
    back_up(address)
    import_list(pair[who], [priced_row(TWELVE)])
    sync_all(*pair)
    if is_emptied:
        run_sql(address, EMPTY)
    else:
        restore(address)
    for counter in (pair[first], pair[1 - first]):
        counter.rebuild(Missing.SEND)
    sync_all(*pair)
    new = new_counter(open_counter, address)
    assert [present_price(counter) for counter in (*pair, new)] == [TWELVE] * 3
    assert are_equal(*pair, new)


class _Meanwhile(Progress):
    """Lets another counter do something as soon as a rebuild has read the log."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._act: Callable[[], object] | None = act

    def report(self, rows: int, share: float = 0.0) -> None:
        act, self._act = self._act, None
        if act is not None:
            act()


@pytest.mark.parametrize("is_emptied", [False, True])
def test_a_price_that_is_typed_while_another_counter_compares_is_not_displaced(
    pair: Pair, open_counter: Open, address: str, *, is_emptied: bool
) -> None:
    north, south = pair
    back_up(address)
    import_list(north, [priced_row(TWELVE)])
    sync_all(*pair)
    if is_emptied:
        run_sql(address, EMPTY)
    else:
        restore(address)
    south.rebuild(Missing.GIVE_UP)
    import_list(south, [priced_row(TEN, product="Other")])
    south.sync()

    def state_price() -> None:
        import_list(south, [priced_row(TEN)])
        south.sync()

    north.rebuild(Missing.SEND, _Meanwhile(state_price))
    sync_all(*pair)
    new = new_counter(open_counter, address)
    assert [present_price(counter) for counter in (*pair, new)] == [TEN] * 3
    assert prices_of(new.catalogue) == [TWELVE, TEN]
    assert are_equal(*pair, new)


def test_a_log_that_is_emptied_while_a_counter_compares_gets_nothing_from_it(
    pair: Pair, address: str
) -> None:
    north, south = pair
    import_list(north, [priced_row(TWELVE)])
    north.sync()
    run_sql(address, EMPTY)
    import_list(south, [priced_row(TEN, product="Other")])
    south.rebuild(Missing.GIVE_UP)
    with refused(ProblemKind.SHARED_LOG_REPLACED):
        north.rebuild(Missing.SEND, _Meanwhile(lambda: run_sql(address, EMPTY)))
    assert present_price(north) == TWELVE
    for counter in (south, north):
        counter.rebuild(Missing.SEND)
    sync_all(*pair)
    assert prices_of(south.catalogue) == [TWELVE]
    assert are_equal(*pair)


def test_a_price_that_was_stated_again_counts_before_one_that_is_sent_again(
    pair: Pair, open_counter: Open, address: str
) -> None:
    north, south = pair
    back_up(address)
    import_list(north, [priced_row(TWELVE)])
    sync_all(*pair)
    restore(address)
    south.rebuild(Missing.GIVE_UP)
    import_list(south, [priced_row(TEN)])
    state_price_again(south.catalogue, take_back(south, TEN))
    south.sync()
    north.rebuild(Missing.SEND)
    sync_all(*pair)
    new = new_counter(open_counter, address)
    assert [present_price(counter) for counter in (*pair, new)] == [TEN] * 3
    assert are_equal(*pair, new)
