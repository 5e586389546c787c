"""Prices that are taken back: the catalogue is then as if nobody had stated them."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file
from pricing.catalogue.price_changes import ChangeQuery, find_changes
from pricing.catalogue.price_conflicts import find_price_conflicts
from pricing.catalogue.price_history import (
    PRICE_TERM_KEYS,
    PricePeriod,
    with_observation,
    without_observations,
)
from pricing.catalogue.wrong_prices import prices_instead, state_price_again, take_back_price
from pricing.model.row_batch import RowBatch
from pricing.problems.errors import ProblemKind, UserError
from pricing.quantities.dates import today
from pricing.store.data_files import CATALOGUE_FILE
from pricing.store.integrity import seal_path
from tests.sqlite_file import sqlite_connection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pricing.catalogue.catalogue import Offer
    from pricing.model.columns import BaseValue

CODE = "036000291452"


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with closing(Catalogue(tmp_path / "data")) as catalogue:
        yield catalogue


def row(price: int | None, day: int = 1, **values: BaseValue | None) -> dict[str, BaseValue]:
    stated: dict[str, BaseValue | None] = {
        "product": "Magnesium Citrate", "element": "Mg", "form": "citrate", "unit_kind": "capsule",
        "serving_units": 1_000, "elemental_mg": 100_000, "pack_units": 120_000, "currency": "USD",
        "price": price and price * 1_000_000, "source": "Shop", "priced_on": date(2026, 5, day),
        "upc": CODE, **values,
    }  # fmt: skip
    return {key: value for key, value in stated.items() if value is not None}


def state(catalogue: Catalogue, *rows: dict[str, BaseValue]) -> None:
    for each in rows:
        catalogue.import_rows([RowBatch.from_rows([each])], "list", date(2026, 5, 31))


def contents(catalogue: Catalogue) -> list[list[tuple[object, ...]]]:
    """Return the products and prices without their ids, which a price that went has used up."""
    (products,) = (catalogue.database.fetch_rows("SELECT * FROM product ORDER BY id"),)
    prices = catalogue.database.fetch_rows(
        "SELECT product_id, source, price, first_on, last_on, present FROM price "
        "ORDER BY product_id, source, last_on, id"
    )
    return [list(products), list(prices)]


def offer_of(catalogue: Catalogue, price: int, product_id: int = 1) -> Offer:
    (offer,) = (
        offer for offer in catalogue.price_history(product_id) if offer.price == price * 1_000_000
    )
    return offer


def take_back(catalogue: Catalogue, price: int, product_id: int = 1) -> None:
    take_back_price(catalogue, product_id, offer_of(catalogue, price, product_id))


@pytest.mark.parametrize(
    "before",
    [
        [row(12)],
        [row(12), row(11, 1, source="Another")],
        [row(12), row(12, 4)],
        [row(12, 4, discount_percent=500)],
        [row(None)],
        [row(12, source="A"), row(14, source="B"), row(15, 2, source="B")],
    ],
    ids=("earlier", "other-source", "period", "later", "label", "several"),
)
def test_that_nothing_is_left_of_a_price_that_was_taken_back(
    before: list[dict[str, BaseValue]], catalogue: Catalogue, tmp_path: Path
) -> None:
    state(catalogue, *before, row(99, 3))
    take_back(catalogue, 99)
    with closing(Catalogue(tmp_path / "other")) as other:
        state(other, *before)
        assert contents(catalogue) == contents(other)


def test_that_a_price_in_another_currency_leaves_a_label_of_its_own(catalogue: Catalogue) -> None:
    state(catalogue, row(12, currency="EUR"), row(99, 3))
    take_back(catalogue, 99, 2)
    assert [len(catalogue.price_history(each)) for each in (1, 2)] == [1, 0]
    state(catalogue, row(13, 4))
    assert [offer.price for offer in catalogue.price_history(2)] == [13_000_000]


def test_that_the_price_before_a_wrong_one_counts_again(catalogue: Catalogue) -> None:
    state(catalogue, row(12, 1), row(1, 2), row(12, 3))
    take_back(catalogue, 1)
    assert [(offer.price, offer.first_on.day, offer.last_on.day, offer.is_current)
            for offer in catalogue.price_history(1)] == [(12_000_000, 1, 3, True)]  # fmt: skip
    (listed,) = catalogue.listed_products([1])
    assert (listed.values["price"], listed.was_price) == (12_000_000, None)


def test_that_a_product_whose_only_price_went_is_a_label_without_a_price(
    catalogue: Catalogue,
) -> None:
    state(catalogue, row(12))
    revision = catalogue.revision()
    take_back(catalogue, 12)
    assert catalogue.revision() > revision
    assert catalogue.price_history(1) == ()
    (listed,) = catalogue.listed_products([1])
    assert "price" not in listed.values
    assert listed.offers == 0
    state(catalogue, row(11, 2, currency="EUR"))
    (listed,) = catalogue.listed_products([1])
    assert (listed.values["price"], listed.values["currency"]) == (11_000_000, "EUR")


def test_that_what_changed_and_double_prices_know_nothing_of_it(catalogue: Catalogue) -> None:
    wrong = {**row(1), "priced_on": today()}
    state(catalogue, row(12), {**row(13), "priced_on": today()}, wrong)
    query = ChangeQuery(today())
    assert [change.price_now for change in find_changes(catalogue, query)] == [1_000_000]
    assert find_price_conflicts(catalogue)
    take_back(catalogue, 1)
    assert [change.price_now for change in find_changes(catalogue, query)] == [13_000_000]
    assert find_price_conflicts(catalogue) == ()


def test_that_a_price_cannot_be_taken_back_twice(catalogue: Catalogue) -> None:
    state(catalogue, row(12), row(13, 2))
    offer = offer_of(catalogue, 13)
    take_back_price(catalogue, 1, offer)
    before = contents(catalogue)
    with pytest.raises(UserError) as error:
        take_back_price(catalogue, 1, offer)
    assert error.value.kind is ProblemKind.NO_SUCH_PRICE
    assert contents(catalogue) == before


@pytest.mark.parametrize("other_prices", [(), (row(20, 2),)], ids=("only", "with-another"))
def test_that_a_price_that_was_taken_back_can_be_stated_again(
    other_prices: Sequence[dict[str, BaseValue]], catalogue: Catalogue
) -> None:
    state(catalogue, row(12, 1, currency="EUR"), row(12, 5, currency="EUR"), *other_prices)
    offer = offer_of(catalogue, 12)
    before = contents(catalogue)
    withdrawal = take_back_price(catalogue, 1, offer)
    assert contents(catalogue) != before
    state_price_again(catalogue, withdrawal)
    assert offer_of(catalogue, 12) == offer
    assert contents(catalogue) == before


def test_that_a_price_leaves_the_very_pack_it_was_asked_for(catalogue: Catalogue) -> None:
    state(catalogue, row(12, pack_units=60_000), row(12, pack_units=120_000))
    take_back(catalogue, 12, 2)
    assert [len(catalogue.price_history(each)) for each in (1, 2)] == [1, 0]


def test_that_a_price_leaves_the_label_that_states_the_code_of_another(
    catalogue: Catalogue,
) -> None:
    zinc = row(12, source="Another", product="Zinc", element="Zn", form="picolinate")
    state(catalogue, row(12), row(12, source="Another"), zinc)
    take_back(catalogue, 12, 2)
    assert [len(catalogue.price_history(each)) for each in (1, 2)] == [2, 0]


def test_that_a_label_whose_gaps_another_source_filled_is_found(catalogue: Catalogue) -> None:
    state(catalogue, row(12, upc=None, brand="Maker"), row(13, 2, upc=None, brand="Maker",
          source="Another", note="filled", food="no"))  # fmt: skip
    assert catalogue.count() == 1
    take_back(catalogue, 12)
    assert [offer.price for offer in catalogue.price_history(1)] == [13_000_000]


def test_that_a_catalogue_of_before_withdrawals_is_kept_and_taken_forward(tmp_path: Path) -> None:
    with closing(Catalogue(tmp_path)) as catalogue:
        state(catalogue, row(12), row(13, 2))
        before = contents(catalogue)
    path = tmp_path / CATALOGUE_FILE.name
    with sqlite_connection(path) as connection:
        connection.executescript(
            "DROP TABLE withdrawn; UPDATE integrity SET version = 4; PRAGMA user_version = 4; "
            "PRAGMA journal_mode = DELETE;"
        )
    seal_path(path).unlink()
    assert_is_imported(path, tmp_path / "of-before")
    with closing(Catalogue(tmp_path)) as catalogue:
        assert contents(catalogue) == before
        take_back(catalogue, 13)
        assert [offer.price for offer in catalogue.price_history(1)] == [12_000_000]
        catalogue.export(tmp_path / "whole.elemental")
    assert path.with_name(f"{path.name}.version-4").exists()
    assert_is_imported(tmp_path / "whole.elemental", tmp_path / "of-now")


def assert_is_imported(path: Path, folder: Path) -> None:
    """Assert that the file of a catalogue can be imported elsewhere."""
    with closing(Catalogue(folder)) as other:
        assert import_file(other, path).problems == ()
        assert other.count() == 1


TERMS = {name: (ord(name), 0, 0, 0) for name in "ABC"}
# One price a day, in the order of the days: a price that was seen before others may part a period.
SEEN = st.dictionaries(st.integers(1, 7), st.sampled_from("ABC"), min_size=1).map(
    lambda seen: [(name, day) for day, name in sorted(seen.items())]
)


@given(SEEN, st.data())
def test_that_a_history_without_a_period_never_had_it(
    seen: list[tuple[str, int]], data: st.DataObject
) -> None:
    history = _history(seen)
    gone = data.draw(st.sampled_from(history))
    rest = without_observations(history, gone.terms, gone.first_on, gone.last_on)
    others = [(name, day) for name, day in seen
              if not (TERMS[name] == gone.terms
                      and gone.first_on <= str(day) <= gone.last_on)]  # fmt: skip
    assert _days(rest) == _days(_history(others))


def _history(seen: list[tuple[str, int]]) -> tuple[PricePeriod, ...]:
    history: tuple[PricePeriod, ...] = ()
    ids = count(1)
    for name, day in seen:
        history = with_observation(history, TERMS[name], str(day))
        history = tuple(
            PricePeriod(each.terms, each.first_on, each.last_on, each.id or next(ids))
            for each in history
        )
    return history


def _days(history: Sequence[PricePeriod]) -> list[tuple[object, ...]]:
    return [(period.terms, period.first_on, period.last_on) for period in history]


def test_that_a_row_learns_that_its_price_was_taken_back(catalogue: Catalogue) -> None:
    state(catalogue, row(12), row(13, 2))
    rows = {offer.price: listed_row(catalogue, offer) for offer in catalogue.price_history(1)}
    wrong, right = rows[13_000_000], rows[12_000_000]
    assert prices_instead(catalogue, {1: wrong, 2: right}) == {}
    withdrawal = take_back_price(catalogue, 1, offer_of(catalogue, 13))
    found = prices_instead(catalogue, {1: wrong, 2: right, 3: {**wrong, "source": "Elsewhere"}})
    assert found.keys() == {1}
    assert found[1]["price"] == 12_000_000
    take_back(catalogue, 12)
    assert prices_instead(catalogue, {1: wrong})[1] == {"currency": wrong["currency"]}
    state_price_again(catalogue, withdrawal)
    assert prices_instead(catalogue, {1: wrong}) == {}


def listed_row(catalogue: Catalogue, offer: Offer) -> dict[str, BaseValue]:
    """Return the values of a row of a comparison at a price of the first product."""
    (listed,) = catalogue.listed_products([1])
    terms = {key: getattr(offer, key) for key in PRICE_TERM_KEYS}
    return {**listed.values, **terms, "source": offer.source, "priced_on": offer.last_on}
