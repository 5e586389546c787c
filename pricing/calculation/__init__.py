"""Every figure, condition and check declared once, computed exactly and for whole columns.

Other rooms use the names below. They import `comparison`, `checks`, `figures` and the other modules
by path, because the window's first frame needs the declarations alone.
"""

from pricing.calculation.measures import (
    ABSORBED_COST_KEY,
    HEADLINE,
    MEASURES,
    MEASURES_BY_KEY,
    FigureFormat,
    Measure,
    cost_per_basis,
    format_figure,
    format_figure_with_unit,
    headline_cost_per_basis,
    net_price,
)

__all__ = [
    "ABSORBED_COST_KEY",
    "HEADLINE",
    "MEASURES",
    "MEASURES_BY_KEY",
    "FigureFormat",
    "Measure",
    "cost_per_basis",
    "format_figure",
    "format_figure_with_unit",
    "headline_cost_per_basis",
    "net_price",
]
