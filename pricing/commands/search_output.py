"""Products found in the catalogue as the command line prints them, in the C locale, or as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from fractions import Fraction
from typing import TYPE_CHECKING

from pricing.calculation.measures import BY_KEY, HEADLINE, MEASURES, shown
from pricing.model.columns import COLUMNS
from pricing.quantities.amounts import MONEY
from pricing.quantities.currencies import price_text
from pricing.writing.json_output import double, input_json, scenario_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.calculation.ranking import FormSpread
    from pricing.catalogue.search import Hit
    from pricing.model.scenario import Scenario

_PRINTED = ("monthly_cost_per_elemental_mg", "monthly_cost", "units_per_day")
_HEADS = (
    "#", "product", "brand", "form", "price", "source", "priced on",
    *(f"{BY_KEY[key].title.lower()} {BY_KEY[key].unit}" for key in _PRINTED),
)  # fmt: skip
_TEXTS = range(1, 7)
_WIDEST = 44


def found_lines(
    hits: Sequence[Hit], count: int, spread: Sequence[FormSpread], scenario: Scenario
) -> str:
    """A table of the products shown, how many there are, and how each form's costs spread."""
    lines = _table([_HEADS, *(_row(rank, each) for rank, each in enumerate(hits, start=1))])
    lines.append(f"{len(hits):,} of {count:,} found; costs in {scenario.currency}")
    lines += [_spread(each, scenario.currency) for each in spread]
    return "\n".join((*lines, "Arithmetic and counselling support, not medical advice."))


def _spread(each: FormSpread, currency: str) -> str:
    costs = {
        "lowest": each.lowest,
        "quarter": each.quarter,
        "median": each.median,
        "three quarters": each.three_quarters,
        "highest": each.highest,
    }
    told = (
        f"{name} {shown(Fraction(cost), HEADLINE.shown, currency)}" for name, cost in costs.items()
    )
    title = f"{HEADLINE.title.lower()} {HEADLINE.unit}"
    return f"{each.form}: {each.products:,} products; {title}: {', '.join(told)}"


def _row(rank: int, hit: Hit) -> tuple[str, ...]:
    listed = hit.listed
    figures = (hit.figures.number(key) for key in _PRINTED)
    return (
        str(rank),
        hit.product.product[:_WIDEST],
        hit.product.brand[:_WIDEST],
        listed.form_name,
        _price(hit),
        f"{hit.product.source[:_WIDEST]}" + (f" +{listed.offers - 1}" if listed.offers > 1 else ""),
        str(hit.value("priced_on") or ""),
        *(
            "" if value is None else shown(value, BY_KEY[key].shown, hit.figures.scenario.currency)
            for key, value in zip(_PRINTED, figures, strict=True)
        ),
    )


def _price(hit: Hit) -> str:
    price, listed = hit.value("price"), hit.listed
    if price is None:
        return "no price"
    currency = hit.product.currency
    said = price_text(MONEY.text(int(str(price))), currency)
    if listed.was_price is not None:
        said += f" (was {price_text(MONEY.text(listed.was_price), currency)} on {listed.was_on})"
    return f"{said} {currency}"


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADS))]
    return [
        "  ".join(
            cell.ljust(width) if at in _TEXTS else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def found_json(
    hits: Sequence[Hit], count: int, spread: Sequence[FormSpread], scenario: Scenario
) -> str:
    """The same as one JSON object; exact ratios are their nearest doubles."""
    return json.dumps(
        {
            "scenario": scenario_json(scenario),
            "count": count,
            "products": [_product(rank, each) for rank, each in enumerate(hits, start=1)],
            "forms": [asdict(each) for each in spread],
        },
        ensure_ascii=False,
        indent=2,
        allow_nan=False,
    )


def _product(rank: int, hit: Hit) -> dict[str, object]:
    values, listed = hit.listed.values, hit.listed
    figures = {each.key: hit.figures.number(each.key) for each in MEASURES}
    return {
        "rank": rank,
        "id": listed.id,
        **{column.key: input_json(column, values.get(column.key)) for column in COLUMNS},
        "form_group": listed.form_name,
        "offers": listed.offers,
        "was_price": None if listed.was_price is None else double(MONEY.fraction(listed.was_price)),
        "was_on": None if listed.was_on is None else listed.was_on.isoformat(),
        **{key: double(value) for key, value in figures.items()},
        "shown": {
            key: shown(value, BY_KEY[key].shown, hit.figures.scenario.currency)
            for key, value in figures.items()
            if value is not None
        },
    }
