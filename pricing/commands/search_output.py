"""Products of the catalogue as the command line prints them: in the C locale, or as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.conditions import has_unsafe_dose
from pricing.calculation.measures import HEADLINE, MEASURES, MEASURES_BY_KEY, format_figure
from pricing.calculation.sentences import Mineral
from pricing.commands.console import DISCLAIMER
from pricing.commands.terminal import count_text
from pricing.model.columns import COLUMNS
from pricing.quantities.amounts import MONEY
from pricing.quantities.currencies import C_LOCALE, price_text
from pricing.writing import (
    aligned_lines,
    cut_text,
    figure_cells,
    figure_headings,
    input_json,
    nearest_double,
    scenario_json,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.calculation.ranking import FormCostDistribution
    from pricing.catalogue.search import Hit
    from pricing.model.scenario import Scenario

_PRINTED_MEASURES = ("monthly_cost_per_elemental_mg", "monthly_cost", "units_per_day")
_LISTING_HEADINGS = ("#", "product", "brand", "form", "price", "source", "priced on")
_TEXT_COLUMNS = (*range(1, 7), len(_LISTING_HEADINGS) + len(_PRINTED_MEASURES))


def results_text(
    hits: Sequence[Hit],
    count: int,
    distributions: Sequence[FormCostDistribution],
    scenario: Scenario,
) -> str:
    """Return a table of the hits, their number, and the distribution of each form's costs.

    Args:
        hits: The products to show, in order.
        count: The number of all products that were found.
        distributions: The distributions to show, which may be none.
        scenario: What the figures assume.
    """
    figures = figure_headings(_PRINTED_MEASURES, scenario.days, scenario.element)
    headings = (*_LISTING_HEADINGS, *figures, "safety")
    rows = [headings, *(_cells(rank, hit) for rank, hit in enumerate(hits, start=1))]
    lines = aligned_lines(rows, _TEXT_COLUMNS)
    mineral = Mineral(scenario.element).text(C_LOCALE)
    lines.append(f"{len(hits):,} of {count:,} found; costs of {mineral} in {scenario.currency}")
    lines += [_distribution_line(form, scenario) for form in distributions]
    return "\n".join((*lines, DISCLAIMER))


def _distribution_line(distribution: FormCostDistribution, scenario: Scenario) -> str:
    costs = {
        "lowest": distribution.lowest,
        "quarter": distribution.quarter,
        "median": distribution.median,
        "three quarters": distribution.three_quarters,
        "highest": distribution.highest,
    }
    shown = {
        name: HEADLINE.in_unit_of(scenario.element, Fraction(cost)) for name, cost in costs.items()
    }
    texts = (
        f"{name} {format_figure(cost, HEADLINE.figure_format, scenario.currency)}"
        for name, cost in shown.items()
    )
    (title,) = figure_headings([HEADLINE.key], scenario.days, scenario.element)
    count = count_text(distribution.products, "product", "products")
    return f"{distribution.form}: {count}; {title}: {', '.join(texts)}"


def _cells(rank: int, hit: Hit) -> tuple[str, ...]:
    listed = hit.listed_product
    other_offers = f" +{listed.offers - 1}" if listed.offers > 1 else ""
    return (
        str(rank),
        cut_text(hit.product.product),
        cut_text(hit.product.brand),
        listed.form_name,
        _price_text(hit),
        cut_text(hit.product.source) + other_offers,
        str(hit.value("priced_on") or ""),
        *figure_cells(hit.figures, _PRINTED_MEASURES),
        _safety_text(hit),
    )


def _safety_text(hit: Hit) -> str:
    """Return why a product is no safe choice, or ""."""
    if hit.label_question is not None:
        return "label in doubt"
    is_unsafe = has_unsafe_dose(hit.figures)
    return "over the limit" if is_unsafe else ""


def _price_text(hit: Hit) -> str:
    price, listed = hit.value("price"), hit.listed_product
    if price is None:
        return "no price"
    currency = hit.product.currency
    text = price_text(MONEY.text(int(str(price))), currency)
    if listed.was_price is not None:
        text += f" (was {price_text(MONEY.text(listed.was_price), currency)} on {listed.was_on})"
    return f"{text} {currency}"


def results_json(
    hits: Sequence[Hit],
    count: int,
    distributions: Sequence[FormCostDistribution],
    scenario: Scenario,
) -> str:
    """Return the same as one JSON object; exact ratios are their nearest doubles."""
    return json.dumps(
        {
            "scenario": scenario_json(scenario),
            "count": count,
            "products": [_hit_json(rank, hit) for rank, hit in enumerate(hits, start=1)],
            "forms": [asdict(form) for form in distributions],
        },
        ensure_ascii=False,
        indent=2,
        allow_nan=False,
    )


def _hit_json(rank: int, hit: Hit) -> dict[str, object]:
    values, listed = hit.listed_product.values, hit.listed_product
    figures = {measure.key: hit.figures.number(measure.key) for measure in MEASURES}
    return {
        "rank": rank,
        "id": listed.id,
        **{column.key: input_json(column, values.get(column.key)) for column in COLUMNS},
        "form_group": listed.form_name,
        "safety": _safety_text(hit),
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
