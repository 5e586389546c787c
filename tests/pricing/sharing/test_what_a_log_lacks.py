"""The words for what a log lacks of what a counter holds, before and after the user has decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.catalogue.wrong_prices import take_back_price
from pricing.problems.errors import ProblemKind, UserError
from pricing.sharing.state import Missing
from tests.pricing.sharing.test_missing_observations import (
    EMPTY,
    back_up,
    lacking_of,
    restore,
    run_sql,
    sync_all,
)
from tests.pricing.sharing.test_shared_catalogue import (
    are_equal,
    import_list,
    priced_row,
    prices_of,
)
from tests.pricing.sharing.test_shared_withdrawals import RIGHT, WRONG, take_back

if TYPE_CHECKING:
    from collections.abc import Callable

    from pricing.sharing.shared_catalogue import SharedCatalogue

    Open = Callable[[str], SharedCatalogue]
    Pair = tuple[SharedCatalogue, SharedCatalogue]

_PRICE = "“Magnesium Citrate” {} USD, Shop, 2026-06-26"
WRONG_PRICE, RIGHT_PRICE = _PRICE.format("1.249"), _PRICE.format("12.49")


def question(counter: SharedCatalogue) -> UserError:
    """Return what a rebuild asks."""
    with pytest.raises(UserError) as error:
        counter.rebuild()
    assert error.value.kind is ProblemKind.SHARED_LOG_LACKS
    return error.value


def test_a_withdrawal_that_a_log_lacks_is_named_with_the_price_that_would_count_again(
    pair: Pair, address: str
) -> None:
    north, south = pair
    import_list(north, [priced_row(WRONG)])
    sync_all(*pair)
    back_up(address)
    take_back(south)
    sync_all(*pair)
    restore(address)
    assert str(question(south)) == (
        "The log lacks what is held here. Prices: 0. Corrections: 0. Labels: 0. Withdrawals: 1 "
        f"({WRONG_PRICE}). Known to be stated here: 1; send it again, or give it up. Prices that "
        f"count again if you give it up: 1 ({WRONG_PRICE}). Nothing has changed yet"
    )
    assert lacking_of(question(north), "own") == 0
    result = north.rebuild(Missing.GIVE_UP)
    assert result.lacking.words["back"] == f"1 ({WRONG_PRICE})"
    assert prices_of(north.catalogue) == [WRONG]


def test_a_withdrawal_that_another_counter_sent_again_is_still_known_to_be_stated_here(
    pair: Pair, address: str
) -> None:
    north, south = pair
    import_list(north, [priced_row(WRONG)])
    sync_all(*pair)
    take_back(south)
    sync_all(*pair)
    for counter in (north, south):
        run_sql(address, EMPTY)
        counter.rebuild(Missing.SEND)
    south.sync()
    run_sql(address, EMPTY)
    error = question(south)
    assert str(error.parameters["withdrawals"]) == f"1 ({WRONG_PRICE})"
    assert lacking_of(error, "own") == 1
    assert lacking_of(error, "back") == 0  # the log lacks the price too


def test_a_correction_that_a_log_lacks_is_named_with_the_price_before_it(
    pair: Pair, address: str
) -> None:
    north, south = pair
    import_list(north, [priced_row(WRONG)])
    sync_all(*pair)
    back_up(address)
    import_list(south, [priced_row(RIGHT)])
    sync_all(*pair)
    restore(address)
    error = question(south)
    assert error.parameters["corrections"] == f"1 ({RIGHT_PRICE})"
    assert error.parameters["back"] == f"1 ({WRONG_PRICE})"
    assert [lacking_of(error, kind) for kind in ("prices", "labels", "withdrawals", "own")] == [
        *(0, 0, 0, 1)
    ]


def test_a_label_that_a_log_lacks_is_named_without_a_price(pair: Pair, address: str) -> None:
    north, _ = pair
    back_up(address)
    import_list(north, [priced_row(None, currency=None, priced_on=None)])
    north.sync()
    restore(address)
    assert question(north).parameters["labels"] == "1 (“Magnesium Citrate”)"


def test_a_corrected_label_whose_prices_the_log_has_is_named_once_as_a_label(
    pair: Pair, address: str
) -> None:
    north, south = pair
    import_list(north, [priced_row(RIGHT), priced_row(WRONG, source="Other shop")])
    sync_all(*pair)
    back_up(address)
    import_list(north, [priced_row(RIGHT, note="Now with a note")])
    sync_all(*pair)
    restore(address)
    error = question(north)
    assert error.parameters["labels"] == "1 (“Magnesium Citrate”)"
    assert lacking_of(error, "prices") == 0
    assert north.rebuild(Missing.SEND).lacking.words["labels"] == "1 (“Magnesium Citrate”)"
    south.rebuild(Missing.SEND)
    sync_all(*pair)
    assert are_equal(*pair)


def test_a_log_lacks_no_price_that_it_takes_back_and_names_what_it_lacks(
    pair: Pair, address: str
) -> None:
    north, south = pair
    for price, product in ((1_000_000, "Kept"), (2_000_000, "Lost"), (3_000_000, "Taken back")):
        import_list(north, [priced_row(price, product=product)])
    sync_all(*pair)
    ((product_id,),) = south.catalogue.database.fetch_rows(
        "SELECT id FROM product WHERE product = 'Taken back'"
    )
    (offer,) = south.catalogue.price_history(int(str(product_id)))
    take_back_price(south.catalogue, int(str(product_id)), offer)
    south.sync()
    run_sql(address, "DELETE FROM elemental.log WHERE body ->> 'product' = 'Lost'")
    with pytest.raises(UserError, match=r"Prices: 1 \(“Lost” 2.00 USD, Shop, 2026-06-26\)."):
        north.rebuild()
    assert "“Lost” 2.00 USD" in north.rebuild(Missing.GIVE_UP).lacking.words["prices"]


def test_four_products_that_the_log_lacks_are_named_in_part(pair: Pair, address: str) -> None:
    north, _ = pair
    back_up(address)
    import_list(north, [priced_row(1_000_000, product=f"Pack {number}") for number in range(5)])
    north.sync()
    restore(address)
    with pytest.raises(UserError, match=r"Prices: 5 \(“Pack 0” .*; “Pack 2” .*; 2 more\)"):
        north.rebuild()


def problem_of(counter: SharedCatalogue) -> str:
    state = counter.state()
    return "" if state is None or state.problem is None else str(state.problem.line)


@pytest.mark.parametrize("states_price", [False, True])
def test_a_counter_that_had_applied_nothing_is_told_that_others_hold_what_a_log_lost(
    pair: Pair, open_counter: Open, address: str, *, states_price: bool
) -> None:
    north, south = pair
    import_list(north, [priced_row(RIGHT)])
    sync_all(*pair)
    new = open_counter("new")
    new.join(address, "new")  # and has not read anything yet
    run_sql(address, EMPTY)
    if states_price:
        import_list(new, [priced_row(RIGHT, product="Other")])
    new.sync()
    assert "has lost rows that other counters hold (north; south)" in problem_of(new)
    north.rebuild(Missing.SEND)
    new.sync()
    assert "hold (south)" in problem_of(new)
    south.rebuild(Missing.SEND)
    new.sync()
    assert problem_of(new) == ""
    north.sync()
    assert problem_of(north) == ""


def test_a_counter_that_claims_more_than_the_log_ever_had_alarms_nobody(
    pair: Pair, address: str
) -> None:
    north, south = pair
    run_sql(
        address,
        "INSERT INTO elemental.counter (id, name, applied) "
        "VALUES (gen_random_uuid(), 'ghost', 9223372036854775807)",
    )
    sync_all(*pair)
    assert (problem_of(north), problem_of(south)) == ("", "")


def test_a_counter_is_told_of_rows_that_a_restored_log_lost_from_another_one(
    pair: Pair, open_counter: Open, address: str
) -> None:
    north, _ = pair
    new = open_counter("new")
    new.join(address, "new")  # and has not read anything yet
    back_up(address)
    import_list(north, [priced_row(RIGHT)])
    north.sync()
    restore(address)
    new.sync()
    assert "has lost rows that other counters hold (north)" in problem_of(new)


def test_a_new_counter_is_told_nothing_of_counters_that_are_behind_or_have_left(
    pair: Pair, open_counter: Open, address: str
) -> None:
    north, south = pair
    south.leave()
    import_list(north, [priced_row(RIGHT)])
    north.sync()
    idle, new = open_counter("idle"), open_counter("new")
    idle.join(address, "idle")
    new.join(address, "new")
    new.sync()
    assert problem_of(new) == ""
