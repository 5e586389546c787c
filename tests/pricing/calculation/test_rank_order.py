"""The order of ranks: one rule for ties, wherever products are put in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from pricing.calculation.comparison import compare
from pricing.calculation.figures import Figures
from pricing.calculation.measures import HEADLINE, MEASURES
from pricing.calculation.rank_order import name_sort_key, order_by_figure
from pricing.calculation.ranking import Filters, Ranking
from pricing.calculation.vectorized import VectorizedFigures
from pricing.model.product import Product
from pricing.model.product_columns import ProductColumns
from pricing.model.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Sequence

TODAY = date(2026, 11, 23)
KEYS = st.sampled_from(
    [
        measure.key
        for measure in MEASURES
        if "break_even" not in measure.key and "premium" not in measure.key
    ]
)


def product(name: str, **changes: int | str) -> Product:
    values: dict[str, int | str] = {"form": "oxide", "elemental": 100_000, **changes}
    pack_units, price = int(values.pop("pack_units", 60_000)), int(values.pop("price", 6_000_000))
    return Product(name, pack_units, price, "USD", **values)  # type: ignore[arg-type]


def products_with_ties() -> st.SearchStrategy[Product]:
    """Products of few sizes and prices, so that many are equal in some figure."""
    sizes = st.sampled_from((30_000, 60_000, 120_000))
    # Two packs for twice the price are equal in the headline; a billionth more is nearly so.
    prices = st.sampled_from((3_000_000, 6_000_000, 12_000_000, 10**15, 10**15 - 1))
    masses = st.sampled_from((None, 50_000, 100_000, 200_000, 999_999_937))
    return st.builds(
        lambda name, pack, price, mass, element: product(
            name,
            pack_units=pack,
            price=price,
            element=element,
            **({"compound": 100_000, "form": "Fizz", "elemental": 1} if mass is None
               else {"elemental": mass}),
        ),
        st.sampled_from(("a", "A", "b", "ß")), sizes, prices, masses, st.sampled_from(("Mg", "Ca")),
    )  # fmt: skip


def names(listed: Sequence[Product]) -> list[str]:
    return [
        compared.product.product for compared in compare(listed, Scenario(), TODAY).ranked_products
    ]


def test_that_equal_headlines_rank_by_the_month_then_the_outlay_then_the_name() -> None:
    strong = product("a strong one", elemental=250_000, price=15_000_000)
    large = product("b large pack", pack_units=120_000, price=12_000_000)
    assert names([large, strong, product("D"), product("c")]) == [
        "c",
        "D",
        "b large pack",
        "a strong one",
    ]


def test_that_products_of_one_name_rank_in_the_order_of_entry() -> None:
    first, second = product("Same", brand="first"), product("same", brand="second")
    for listed in ([first, second], [second, first]):
        ranked = compare(listed, Scenario(), TODAY).ranked_products
        assert [compared.product.brand for compared in ranked] == [
            product.brand for product in listed
        ]


def test_that_an_order_by_the_month_settles_ties_by_the_headline_first() -> None:
    """Two capsules of 100 mg cost the month of one of 250 mg, which delivers more."""
    weak = product("a weak", elemental=100_000, price=3_000_000)
    strong = product("b strong", elemental=250_000, price=6_000_000)
    figures = [Figures(product, Scenario()) for product in (weak, strong)]
    assert len({product_figures.number("monthly_cost") for product_figures in figures}) == 1
    assert order_by_figure(enumerate(figures), "monthly_cost") == [1, 0]


@given(st.lists(products_with_ties(), max_size=10), KEYS, st.booleans())
def test_that_columns_are_ordered_like_the_exact_figures(
    listed: list[Product], key: str, descending: bool
) -> None:
    listed = sorted(listed, key=lambda product: name_sort_key(product.product))
    scenario = Scenario()
    ranking = Ranking(ProductColumns.from_products(listed), scenario)
    ranked = ranking.rank_rows(key, ranking.filter_rows(Filters()), descending=descending)
    candidates = ((place, Figures(product, scenario)) for place, product in enumerate(listed))
    exact = order_by_figure(candidates, key, descending=descending)
    assert [int(row) for row in ranked.page(0, len(ranked))] == exact


@given(st.lists(products_with_ties(), min_size=1, max_size=10))
def test_that_columns_take_the_reference_product_of_the_comparison(listed: list[Product]) -> None:
    named = [replace(product, upc=str(place)) for place, product in enumerate(listed)]
    columns = VectorizedFigures(ProductColumns.from_products(named), Scenario(), named.__getitem__)
    comparison, figures = compare(named, Scenario(), TODAY), columns.reference_figures
    assert (figures and figures.product) == (comparison.reference and comparison.reference.product)


def test_that_the_headline_decides_first() -> None:
    expensive = product("a", price=6_000_001)
    assert names([expensive, product("b")]) == ["b", "a"]
    assert HEADLINE.key == "monthly_cost_per_elemental_mg"
