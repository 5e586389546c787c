"""The credited costs of whole columns of products."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pricing.analysis.credited_cost import (
    CreditedCost,
    all_mineral_prices,
    holds_unknown_amounts,
    mg_per_serving,
)
from pricing.analysis.credited_measures import (
    COST_KEYS,
    CREDITED_MEASURES,
    OTHER_MINERALS_VALUE,
    SERVING_KEYS,
)
from pricing.calculation.vectorized import VectorizedFigures
from pricing.model.ingredients import stated_ingredients
from pricing.model.product_columns import ProductColumns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction

    import numpy as np
    from numpy.typing import NDArray

    from pricing.analysis.credited_cost import MineralPrice
    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.expressions.ratio_columns import RatioColumn
    from pricing.model.product import Product
    from pricing.model.scenario import Scenario

    Floats = NDArray[np.float64]


def credited_columns(
    comparison: Comparison, products: Sequence[ComparedProduct]
) -> Mapping[str, Floats]:
    """Return the credited figures of some products of a comparison by key, NaN if unknown."""
    listed = [compared.product for compared in products]
    columns = CreditedColumns(
        ProductColumns.from_products(listed),
        comparison.scenario,
        all_mineral_prices(comparison),
        listed.__getitem__,
    )
    return {key: columns.float_values(key) for key in CREDITED_MEASURES}


class CreditedColumns(VectorizedFigures):
    """Product columns with their credited figures, at given prices of the other minerals."""

    def __init__(
        self,
        product_columns: ProductColumns,
        scenario: Scenario,
        prices: Mapping[str, MineralPrice],
        product_in_row: Callable[[int], Product] | None = None,
    ) -> None:
        super().__init__(product_columns, scenario, product_in_row)
        self._prices = prices

    def exact_number(self, row: int, key: str) -> Fraction | None:
        """Return the exact figure of one row; None if it is unknown."""
        if key not in CREDITED_MEASURES:
            return super().exact_number(row, key)
        figures = self.exact_figures(row)
        has_others = bool(figures.product.other_minerals)
        return CreditedCost(figures, self._prices).number(key) if has_others else None

    def _find_ratios(self, key: str) -> RatioColumn:
        if key in SERVING_KEYS:
            return self._kind_ratios(lambda product: _serving_mg(product, SERVING_KEYS[key]))
        if key in COST_KEYS:
            price = self._prices.get(COST_KEYS[key])
            return self.constant(price.cost_per_mg if price else None)
        if key not in CREDITED_MEASURES:
            return super()._find_ratios(key)
        ratios = self._evaluate(CREDITED_MEASURES[key].expression)
        if key != OTHER_MINERALS_VALUE:
            return ratios
        has_others = self.product_columns.kind_mask(lambda product: bool(product.other_minerals))
        is_defined = ratios.is_defined & has_others
        for row in self._np.flatnonzero(is_defined):
            is_defined[row] = not holds_unknown_amounts(self.exact_figures(int(row)).product)
        return replace(ratios, is_defined=is_defined)


def _serving_mg(product: Product, element: str) -> Fraction | None:
    """Return the mg of a further mineral in a serving, or None if a product does not hold it."""
    amounts = (
        mg_per_serving(ingredient.amount)
        for ingredient in stated_ingredients(product.other_minerals)
        if ingredient.element == element
    )
    return next(amounts, None)
