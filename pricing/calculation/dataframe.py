"""Return products and their figures as a pandas table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.calculation.measures import MEASURES
from pricing.calculation.vectorized import figure_columns
from pricing.model.columns import COLUMNS, ColumnKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from pricing.model.columns import Column
    from pricing.model.product import Product
    from pricing.model.scenario import Scenario


def build_dataframe(
    products: Sequence[Product], ranks: Sequence[int | None], scenario: Scenario
) -> pd.DataFrame:
    """Return a row for each product: its rank, every column of a list, and every measure.

    Amounts are in units as displayed, not in base units.
    """
    import pandas as pd

    inputs = {column.key: _column(column, products) for column in COLUMNS}
    figures = figure_columns(products, scenario, [measure.key for measure in MEASURES])
    return pd.DataFrame({"rank": pd.array(list(ranks), dtype="Int64"), **inputs, **figures})


def _column(column: Column, products: Sequence[Product]) -> object:
    import pandas as pd

    values = [getattr(product, column.field) for product in products]
    quantity = column.kind.quantity
    if quantity is not None:
        numbers = [
            None if value is None else float(quantity.to_fraction(value)) for value in values
        ]
        return pd.array(numbers, dtype="float64")
    if column.kind is ColumnKind.DATE:
        return pd.to_datetime(pd.Series(values, dtype="object"))
    return pd.Series([value or None for value in values], dtype="object")
