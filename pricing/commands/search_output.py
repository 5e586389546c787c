"""Products found in the catalogue as the command line prints them, in the C locale, or as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.measures import HEADLINE, MEASURES, MEASURES_BY_KEY, format_figure
from pricing.model.columns import COLUMNS
from pricing.quantities.amounts import MONEY
from pricing.quantities.currencies import price_text
from pricing.writing.json_output import input_json, nearest_double, scenario_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.calculation.ranking import FormCostDistribution
    from pricing.catalogue.search import Hit
    from pricing.model.scenario import Scenario

_PRINTED_MEASURES = ("monthly_cost_per_elemental_mg", "monthly_cost", "units_per_day")
_HEADERS = (
    "#", "product", "brand", "form", "price", "source", "priced on",
    *(f"{MEASURES_BY_KEY[key].title.lower()} "
      f"{MEASURES_BY_KEY[key].unit}" for key in _PRINTED_MEASURES),
)  # fmt: skip
_TEXT_COLUMNS = range(1, 7)
_MAX_CELL_WIDTH = 44


def results_text(
    hits: Sequence[Hit],
    count: int,
    distributions: Sequence[FormCostDistribution],
    scenario: Scenario,
) -> str:
    """A table of the products shown, how many there are, and how each form's costs spread."""
    lines = _table([_HEADERS, *(_row(rank, each) for rank, each in enumerate(hits, start=1))])
    lines.append(f"{len(hits):,} of {count:,} found; costs in {scenario.currency}")
    lines += [_distribution_line(each, scenario.currency) for each in distributions]
    return "\n".join((*lines, "Arithmetic and counselling support, not medical advice."))


def _distribution_line(each: FormCostDistribution, currency: str) -> str:
    costs = {
        "lowest": each.lowest,
        "quarter": each.quarter,
        "median": each.median,
        "three quarters": each.three_quarters,
        "highest": each.highest,
    }
    told = (
        f"{name} {format_figure(Fraction(cost), HEADLINE.figure_format, currency)}"
        for name, cost in costs.items()
    )
    title = f"{HEADLINE.title.lower()} {HEADLINE.unit}"
    return f"{each.form}: {each.products:,} products; {title}: {', '.join(told)}"


def _row(rank: int, hit: Hit) -> tuple[str, ...]:
    listed = hit.listed_product
    figures = (hit.figures.number(key) for key in _PRINTED_MEASURES)
    return (
        str(rank),
        hit.product.product[:_MAX_CELL_WIDTH],
        hit.product.brand[:_MAX_CELL_WIDTH],
        listed.form_name,
        _price_text(hit),
        f"{hit.product.source[:_MAX_CELL_WIDTH]}"
        + (f" +{listed.offers - 1}" if listed.offers > 1 else ""),
        str(hit.value("priced_on") or ""),
        *(
            ""
            if value is None
            else format_figure(
                value, MEASURES_BY_KEY[key].figure_format, hit.figures.scenario.currency
            )
            for key, value in zip(_PRINTED_MEASURES, figures, strict=True)
        ),
    )


def _price_text(hit: Hit) -> str:
    price, listed = hit.value("price"), hit.listed_product
    if price is None:
        return "no price"
    currency = hit.product.currency
    said = price_text(MONEY.text(int(str(price))), currency)
    if listed.was_price is not None:
        said += f" (was {price_text(MONEY.text(listed.was_price), currency)} on {listed.was_on})"
    return f"{said} {currency}"


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADERS))]
    return [
        "  ".join(
            cell.ljust(width) if at in _TEXT_COLUMNS else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def results_json(
    hits: Sequence[Hit],
    count: int,
    distributions: Sequence[FormCostDistribution],
    scenario: Scenario,
) -> str:
    """The same as one JSON object; exact ratios are their nearest doubles."""
    return json.dumps(
        {
            "scenario": scenario_json(scenario),
            "count": count,
            "products": [_result_json(rank, each) for rank, each in enumerate(hits, start=1)],
            "forms": [asdict(each) for each in distributions],
        },
        ensure_ascii=False,
        indent=2,
        allow_nan=False,
    )


def _result_json(rank: int, hit: Hit) -> dict[str, object]:
    values, listed = hit.listed_product.values, hit.listed_product
    figures = {each.key: hit.figures.number(each.key) for each in MEASURES}
    return {
        "rank": rank,
        "id": listed.id,
        **{column.key: input_json(column, values.get(column.key)) for column in COLUMNS},
        "form_group": listed.form_name,
        "offers": listed.offers,
        "was_price": None
        if listed.was_price is None
        else nearest_double(MONEY.to_fraction(listed.was_price)),
        "was_on": None if listed.was_on is None else listed.was_on.isoformat(),
        **{key: nearest_double(value) for key, value in figures.items()},
        "shown": {
            key: format_figure(
                value, MEASURES_BY_KEY[key].figure_format, hit.figures.scenario.currency
            )
            for key, value in figures.items()
            if value is not None
        },
    }
