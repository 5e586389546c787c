"""Ranking at scale: the order of the exact comparison, filters, distributions, the pandas table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.calculation.comparison import compare
from pricing.calculation.measures import HEADLINE, MEASURES
from pricing.calculation.ranking import SORT_BY_NAME, Filters, Ranking
from pricing.catalogue.catalogue import Catalogue
from pricing.model.columns import COLUMNS
from pricing.model.product import Product
from pricing.model.product_columns import ProductColumns
from pricing.model.scenario import Scenario
from tests.generated_products import to_row_batch
from tests.strategies import products, scenarios

if TYPE_CHECKING:
    from collections.abc import Sequence


ALL = Filters()


def ranked(listed: Sequence[Product], scenario: Scenario, filters: Filters = ALL) -> list[Product]:
    """The products that pass the filters, by the headline."""
    ranking = Ranking(ProductColumns.from_products(listed), scenario)
    rows = ranking.rank_rows(HEADLINE.key, ranking.filter_rows(filters))
    return [listed[row] for row in rows.page(0, len(rows))]


@given(st.lists(products(), max_size=12), scenarios())
def test_that_columns_rank_like_the_exact_comparison(
    listed: list[Product], scenario: Scenario
) -> None:
    listed = sorted(listed, key=lambda product: product.product.casefold())
    comparison = compare(listed, scenario)
    expected = [compared.product for compared in comparison.ranked_products]
    assert ranked(listed, scenario)[: len(expected)] == expected


@given(st.lists(products(), min_size=1, max_size=8), scenarios(), st.data())
def test_that_pages_are_the_parts_of_the_whole(
    listed: list[Product], scenario: Scenario, data: st.DataObject
) -> None:
    ranking = Ranking(ProductColumns.from_products(listed), scenario)
    key = data.draw(st.sampled_from([measure.key for measure in MEASURES]))
    ranked_rows = ranking.rank_rows(
        key, ranking.filter_rows(ALL), descending=data.draw(st.booleans())
    )
    size = data.draw(st.integers(1, 4))
    pages = [
        row
        for first in range(0, len(ranked_rows), size)
        for row in ranked_rows.page(first, first + size)
    ]
    assert sorted(pages) == list(range(len(listed)))
    values = [
        compare([listed[row]], scenario).entered_products[0].figures.number(key) for row in pages
    ]
    if key not in {"break_even_absorption", "monthly_premium"}:
        known = [value for value in values if value is not None]
        assert None not in values[: len(known)]


# Among five and more, a product with an unusual cost is not within the limit either.
@given(st.lists(products(), max_size=4), scenarios())
def test_that_within_the_limit_is_what_the_check_says(
    listed: list[Product], scenario: Scenario
) -> None:
    kept = ranked(listed, scenario, filters=Filters(within_limit=True))
    expected = [
        compared.product
        for compared in compare(listed, scenario).ranked_products
        if "over_limit" not in {flag.key for flag in compared.flags}
    ]
    assert sorted(map(id, kept)) == sorted(map(id, expected))


def product(name: str, price: int, form: str = "oxide", element: str = "Mg") -> Product:
    return Product(name, 100_000, price, "USD", element=element, form=form, elemental=100_000)


def test_that_ratios_of_one_double_are_told_apart() -> None:
    """Two costs that differ by less than a double can hold."""
    big = 10**15
    first = replace(product("A", big), elemental=900_000_000, pack_units=999_999_999_000)
    second = replace(first, product="B", price=big - 1)
    for listed in ([first, second], [second, first]):
        assert [product.product for product in ranked(listed, Scenario())] == ["B", "A"]


def test_that_a_page_of_many_such_ratios_is_a_part_of_the_exact_order() -> None:
    """Among products of one price, groups of costs differ by less than a double can hold."""
    big = 10**15
    first = replace(product("A", big), elemental=900_000_000, pack_units=999_999_999_000)
    listed = [
        replace(first, product=f"A{number:02}", elemental=900_000_000 - group, price=big - number)
        for number, group in enumerate([0, 1_000, 5] * 10)
    ]
    ranking = Ranking(ProductColumns.from_products(listed), Scenario())
    rows = ranking.rank_rows(HEADLINE.key, ranking.filter_rows(ALL))
    exact = [compared.product for compared in compare(listed, Scenario()).ranked_products]
    for start in range(0, 30, 7):
        assert [listed[row] for row in rows.page(start, start + 7)] == exact[start : start + 7]


def test_that_the_distribution_of_a_form_is_that_of_its_products() -> None:
    listed = [product(f"P{number}", number * 1_000_000) for number in range(1, 6)]
    listed += [product("G", 9_000_000, "glycinate"), product("E", 1_000_000, element="Ca")]
    ranking = Ranking(ProductColumns.from_products(listed), Scenario())
    (oxide, glycinate), edges = ranking.cost_distributions(ranking.filter_rows(ALL))
    costs = [
        float(compared.number(HEADLINE.key))
        for compared in compare(listed, Scenario()).ranked_products
        if compared.form == "oxide"
    ]
    assert (oxide.form, oxide.products, glycinate.form) == ("oxide", 5, "glycinate")
    assert (oxide.lowest, oxide.median, oxide.highest) == (min(costs), median(costs), max(costs))
    assert sum(oxide.bars) == 5
    assert len(edges) == len(oxide.bars) + 1


def test_that_empty_columns_rank_nothing() -> None:
    ranking = Ranking(ProductColumns.from_products([]), Scenario())
    rows = ranking.rank_rows(HEADLINE.key, ranking.filter_rows(Filters(within_limit=True)))
    assert (len(rows), list(rows.page(0, 10))) == (0, [])
    assert ranking.cost_distributions(ranking.filter_rows(ALL)) == ((), ())


@given(st.lists(products(), max_size=6))
def test_that_the_columns_of_the_catalogue_are_those_of_its_products(
    tmp_path_factory: pytest.TempPathFactory, listed: list[Product]
) -> None:
    named = [
        replace(product, product=f"P{place}", upc="", ndc="")
        for place, product in enumerate(listed)
    ]
    catalogue = Catalogue(tmp_path_factory.mktemp("data"))
    catalogue.import_rows([to_row_batch(named)], "list", date(2026, 5, 2))
    columns, expected = catalogue.product_columns(), ProductColumns.from_products(named)
    assert {key: list(column) for key, column in columns.amounts.items()} == {
        key: list(column) for key, column in expected.amounts.items()
    }
    ranking = Ranking(columns, Scenario())
    rows = ranking.rank_rows(SORT_BY_NAME, ranking.filter_rows(ALL))
    ids = [int(columns.ids[row]) for row in rows.page(0, 10)]
    assert [hit.values["product"] for hit in catalogue.listed_products(ids)] == [
        product.product for product in named
    ]
    catalogue.close()


@given(st.lists(products(), min_size=1, max_size=6), scenarios())
def test_that_the_pandas_table_holds_every_input_and_measure(
    listed: list[Product], scenario: Scenario
) -> None:
    comparison = compare(listed, scenario)
    frame = comparison.to_frame()
    assert list(frame.columns) == [
        "rank", *(column.key for column in COLUMNS), *(measure.key for measure in MEASURES),
    ]  # fmt: skip
    for (_, row), compared in zip(frame.iterrows(), comparison.products, strict=True):
        assert row["product"] == compared.product.product
        assert Fraction(row["price"]) == pytest.approx(Fraction(compared.product.price, 10**6))
        exact = compared.figures.number(HEADLINE.key)
        assert exact is None or row[HEADLINE.key] == float(exact)
