"""A result as a pandas table; nothing else in this room loads pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.calculation.measures import MEASURES, FigureFormat
from pricing.model.columns import COLUMNS, ColumnKind
from pricing.writing import scenario_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from pricing.calculation.comparison import Comparison
    from pricing.calculation.measures import Measure
    from pricing.model.scenario import Scenario

_INPUT_UNITS = {
    ColumnKind.MASS: "mg a serving",
    ColumnKind.UNITS: "units",
    ColumnKind.PERCENT: "%",
    ColumnKind.SHOPS: "shops",
}
_COUNTED = ("units", "packs", "days")


def result_frame(comparison: Comparison) -> pd.DataFrame:
    """Return every product as a row, in rank order, with its inputs, figures, form and checks."""
    import pandas as pd

    frame = comparison.to_frame()
    products = comparison.products
    frame.insert(1, "form_group", [product.form for product in products])
    frame.insert(
        2, "checks", [", ".join(flag.key for flag in product.flags) for product in products]
    )
    places = [comparison.place_of(product) for product in products]
    frame.insert(3, "place", pd.array(places, dtype="Int64"))
    frame.attrs["units"] = column_units(comparison.scenario)
    frame.attrs["scenario"] = scenario_json(comparison.scenario)
    return frame


def column_units(scenario: Scenario) -> Mapping[str, str]:
    """Return the unit of each column that has one, by column key.

    The price and the delivery of a product are in its own currency, as its row says.
    """
    inputs = {
        column.key: _INPUT_UNITS[column.kind] for column in COLUMNS if column.kind in _INPUT_UNITS
    }
    return inputs | {measure.key: _measure_unit(measure, scenario) for measure in MEASURES}


def _measure_unit(measure: Measure, scenario: Scenario) -> str:
    currency, unit = scenario.currency, measure.heading(scenario.days).unit
    match measure.figure_format:
        case FigureFormat.MONEY:
            return currency
        case FigureFormat.RATE:
            return f"{currency} {unit}"
        case FigureFormat.MASS:
            return f"mg {unit}"
        case FigureFormat.RATIO:
            return "ratio"
        case _:
            return next(word for word in _COUNTED if word in measure.key)
