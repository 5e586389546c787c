"""What is sent again leaves the very prices that its counter shows, in whatever order it acted."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pricing.catalogue.wrong_prices import take_back_price
from pricing.sharing.state import Missing
from tests.pricing.sharing.test_missing_observations import back_up, restore, run_sql, sync_all
from tests.pricing.sharing.test_order_of_acts import EMPTY, new_counter, present_price
from tests.pricing.sharing.test_shared_catalogue import are_equal, import_list, priced_row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pricing.sharing.shared_catalogue import SharedCatalogue

    Open = Callable[[str], SharedCatalogue]
    Pair = tuple[SharedCatalogue, SharedCatalogue]

DOLLAR = 1_000_000


class _Pack:
    """A pack of one day at a counter that acts on it, and the prices that it has to show then."""

    def __init__(self, pair: Pair, name: str = "Magnesium Citrate") -> None:
        self._pair = pair
        self.name = name
        # The prices of the day, of which the last one counts.
        self._prices: list[int] = []

    @property
    def shown(self) -> int | None:
        return self._prices[-1] * DOLLAR if self._prices else None

    def act(self, steps: str) -> None:
        """Do what the words say: "5" states a price, and "-5" takes it back."""
        for step in steps.split():
            if step == "sync":
                sync_all(*self._pair)
            elif step == "send":
                self._pair[0].sync()
            else:
                self._state(int(step))

    def _state(self, price: int) -> None:
        north, _ = self._pair
        if abs(price) in self._prices:
            self._prices.remove(abs(price))
        elif price < 0:
            return
        if price > 0:
            self._prices.append(price)
            import_list(north, [priced_row(price * DOLLAR, product=self.name)])
        else:
            take_back_named(north, self.name, -price * DOLLAR)


def take_back_named(counter: SharedCatalogue, name: str, price: int) -> None:
    query = "SELECT id FROM product WHERE product = ?"
    ((product_id,),) = counter.catalogue.database.fetch_rows(query, (name,))
    history = counter.catalogue.price_history(int(str(product_id)))
    (offer,) = (each for each in history if each.price == price)
    take_back_price(counter.catalogue, int(str(product_id)), offer)


def expect(packs: Sequence[_Pack], *counters: SharedCatalogue) -> None:
    """Check what all counters show, which are equal."""
    sync_all(*counters)
    assert are_equal(*counters)
    rows = counters[-1].catalogue.database.fetch_rows("SELECT product, price FROM product")
    shown = {str(name): price for name, price in rows}
    expected = {pack.name: pack.shown for pack in packs}
    assert {name: shown.get(name) for name in expected} == expected


# What a counter does before and after the backup, with which the log is restored. What waits at
# the end was never sent.
LOST = [
    ("5 sync", "6 -5 sync"),
    ("5 sync", "-5 6 sync"),
    ("5 sync", "6 sync -5 sync"),
    ("5 sync", "6 5 sync"),
    ("5 6 sync", "5 sync"),
    ("5 6 7 sync", "6 -7 sync"),
    ("5 6 sync", "-6 7 6 sync"),
    ("5 6 sync", "-5 -6 7 sync"),
    ("5 sync", "-5 5 6 sync"),
    ("5 sync", "6 -6 7 sync"),
    ("5 6 sync", "-6 6 5 sync"),
    ("5 sync", "6 -5 send"),
    ("5 6 sync", "5 send"),
    ("5 sync", "6 -5"),
    ("5 6 sync", "5"),
]


@pytest.mark.parametrize("is_south_first", [False, True], ids=["north", "south"])
@pytest.mark.parametrize("how", ["restored", "emptied"])
def test_a_log_that_lost_acts_shows_the_same_prices_after_they_are_sent_again(
    pair: Pair, open_counter: Open, address: str, how: str, *, is_south_first: bool
) -> None:
    packs = [_Pack(pair, f"Product {number}") for number in range(len(LOST))]
    for pack, (before, _) in zip(packs, LOST, strict=True):
        pack.act(before)
    back_up(address)
    for pack, (_, after) in zip(packs, LOST, strict=True):
        pack.act(after)
    if how == "restored":
        restore(address)
    else:
        run_sql(address, EMPTY)
    for counter in reversed(pair) if is_south_first else pair:
        counter.rebuild(Missing.SEND)
    expect(packs, *pair, new_counter(open_counter, address))


# What a counter does before it leaves, what of it is never sent, and what it does then.
LEFT = [
    ("5 sync", "", "6 -5"),
    ("5 sync", "-5", "8"),
    ("5 sync", "6 -5", ""),
    ("5 6 sync", "", "-6 7"),
    ("5 sync", "6 -5", "7"),
    ("5 sync", "6 -5", "-6 7"),
    ("5 6 -5 sync", "", "7"),
    ("5 sync", "", "6 -6 7"),
    ("5 6 sync", "", "5"),
    ("5 6 sync", "5", ""),
    ("", "7 -7 7", "6"),
    ("", "7 -7", "7 6"),
    ("", "7 -7 7", "6 5"),
    ("", "", "7 -7 7 6"),
    ("5 sync", "", "6 -5 -6 5"),
]


@pytest.mark.parametrize("log_is_empty", [False, True])
def test_a_counter_that_left_shows_the_same_prices_after_it_shares_again(
    pair: Pair, open_counter: Open, address: str, *, log_is_empty: bool
) -> None:
    north, _ = pair
    packs = [_Pack(pair, f"Product {number}") for number in range(len(LEFT))]
    for part in range(3):
        for pack, parts in zip(packs, LEFT, strict=True):
            pack.act(parts[part])
        if part == 1:
            north.leave()
    if log_is_empty:
        run_sql(address, EMPTY)
    north.join(address, "north")
    north.sync()
    if log_is_empty:
        pair[1].rebuild(Missing.SEND)
    expect(packs, *pair, new_counter(open_counter, address))


def test_a_price_that_another_counter_took_back_is_not_stated_again(
    pair: Pair, address: str
) -> None:
    north, south = pair
    pack = _Pack(pair)
    pack.act("6 sync")
    north.leave()
    pack.act("5 6")
    take_back_named(south, pack.name, 6 * DOLLAR)
    south.sync()
    north.join(address, "north")
    sync_all(*pair)
    assert [present_price(counter) for counter in pair] == [5 * DOLLAR] * 2


def test_a_price_that_another_counter_restored_meanwhile_stays(pair: Pair, address: str) -> None:
    north, south = pair
    pack = _Pack(pair)
    pack.act("5 6 sync")
    north.leave()
    import_list(south, [priced_row(5 * DOLLAR)])
    south.sync()
    north.join(address, "north")
    sync_all(*pair)
    assert [present_price(counter) for counter in pair] == [5 * DOLLAR] * 2


STEPS = st.lists(
    st.sampled_from(("5", "6", "7", "-5", "-6", "-7", "sync", "send")), max_size=8
).map(" ".join)


STEPS_AWAY = STEPS.map(lambda steps: steps.replace("sync", "").replace("send", ""))


@given(data=st.data(), has_left=st.booleans(), is_south_first=st.booleans())
@settings(
    max_examples=int(os.environ.get("ORDERS", "8")),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_order_of_acts_shows_the_same_prices_afterwards(
    pair: Pair, address: str, data: st.DataObject, *, has_left: bool, is_south_first: bool
) -> None:
    north, _ = pair
    ((count,),) = north.catalogue.database.fetch_rows("SELECT count(*) FROM product")
    packs = [_Pack(pair, f"Product {count} {number}") for number in range(3)]
    for pack in packs:
        pack.act(data.draw(STEPS))
    run_sql(address, "DROP TABLE IF EXISTS backup")
    back_up(address)
    if has_left:
        north.leave()
        for pack in packs:
            pack.act(data.draw(STEPS_AWAY))
        north.join(address, "north")
    else:
        for pack in packs:
            pack.act(data.draw(STEPS))
        restore(address)
        for counter in reversed(pair) if is_south_first else pair:
            counter.rebuild(Missing.SEND)
    expect(packs, *pair)
