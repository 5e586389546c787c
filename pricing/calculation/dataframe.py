"""Products and their figures as a pandas table."""

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
    """A row a product: `rank`, every column of a list in units as shown, every measure."""
    import pandas as pd

    inputs = {column.key: _column(column, products) for column in COLUMNS}
    figures = figure_columns(products, scenario, [each.key for each in MEASURES])
    return pd.DataFrame({"rank": pd.array(list(ranks), dtype="Int64"), **inputs, **figures})


def _column(column: Column, products: Sequence[Product]) -> object:
    import pandas as pd

    values = [getattr(each, column.field) for each in products]
    quantity = column.kind.quantity
    if quantity is not None:
        numbers = [None if each is None else float(quantity.to_fraction(each)) for each in values]
        return pd.array(numbers, dtype="float64")
    if column.kind is ColumnKind.DATE:
        return pd.to_datetime(pd.Series(values, dtype="object"))
    return pd.Series([each or None for each in values], dtype="object")
