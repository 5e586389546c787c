"""`elemental-cli changes`: what became of the prices in the catalogue since a day."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pricing.calculation.measures import MEASURES_BY_KEY, format_figure
from pricing.catalogue.price_changes import (
    MONTHLY_COST_KEY,
    UNSEEN_DAYS,
    ChangeKind,
    ChangeQuery,
    changed_hits,
    find_changes,
)
from pricing.catalogue.search import CatalogueSearch
from pricing.commands.catalogue import add_data_dir_option, known_source, open_catalogue
from pricing.commands.console import DISCLAIMER
from pricing.commands.options import (
    EXIT_CHANGED,
    EXIT_DONE,
    add_currency_option,
    add_element_option,
    amount_type,
    option_type,
    read_count,
    read_plain_money,
)
from pricing.commands.search import add_scenario_options, read_catalogue_scenario
from pricing.commands.terminal import print_text
from pricing.model.scenario import Scenario
from pricing.quantities.amounts import MONEY
from pricing.quantities.currencies import price_text
from pricing.quantities.dates import read_date, today
from pricing.quantities.rounding import format_fixed
from pricing.writing import (
    aligned_lines,
    cut_text,
    figure_headings,
    nearest_double,
    scenario_json,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from fractions import Fraction

    from pricing.catalogue.price_changes import ChangedHit

_TEXT_COLUMNS = range(5)


def add_command(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command."""
    changes = commands.add_parser(
        "changes",
        help="show which prices of the catalogue changed",
        description="Show which prices of the catalogue rose, fell, came or went since a day. The "
        "exit status is 0 if none did, 1 if some did, and 2 if the call cannot be carried out.",
    )
    changes.set_defaults(run=_run, parser=changes)
    changes.add_argument(
        "--since",
        metavar="DATE",
        type=option_type(read_date),
        help="first day of the changes, such as 2026-06-01 (default: 30 days ago)",
    )
    changes.add_argument("--source", metavar="NAME", default="", help="only prices of this source")
    changes.add_argument(
        "--below",
        metavar="PRICE",
        type=amount_type(read_plain_money),
        help="only packs whose price fell below this one, or is new and below it",
    )
    changes.add_argument(
        "--unseen",
        metavar="DAYS",
        type=option_type(read_count),
        default=UNSEEN_DAYS,
        help="days without a product, while its source states other prices, after which it counts "
        f"as not seen (default: {UNSEEN_DAYS})",
    )
    add_element_option(changes, "only this mineral (default: that of most products)")
    add_currency_option(changes, "only prices in this currency (default: that of most prices)")
    add_scenario_options(changes)
    changes.add_argument("--json", action="store_true", help="print one JSON object")
    add_data_dir_option(changes)


def _run(parsed: argparse.Namespace) -> int:
    since = parsed.since or today() - timedelta(30)
    if since > today():
        parsed.parser.error(f"{since.isoformat()} is still to come")
    catalogue = open_catalogue(parsed)
    try:
        search = CatalogueSearch(catalogue, Scenario())
        search.set_scenario(read_catalogue_scenario(parsed, search.ranking.product_columns))
        scenario = search.ranking.scenario
        source = known_source(catalogue, parsed.source)
        query = ChangeQuery(since, source, parsed.below, parsed.unseen)
        changes = [
            change
            for change in find_changes(catalogue, query)
            if change.currency == scenario.currency
        ]
        hits = changed_hits(catalogue, search, changes, query)
    finally:
        catalogue.close()
    output = _changes_json if parsed.json else _text
    print_text(output(hits, query, scenario))
    return EXIT_CHANGED if hits else EXIT_DONE


# -- for people --------------------------------------------------------------------------------


def _text(hits: Sequence[ChangedHit], query: ChangeQuery, scenario: Scenario) -> str:
    if not hits:
        return f"No price changed since {query.since.isoformat()}."
    (cost,) = figure_headings([MONTHLY_COST_KEY], scenario.days, scenario.element)
    headings = (
        *("", "product", "brand", "form", "source", "before", "now", "change"),
        *(f"{cost} before", f"{cost} now", "place before", "place now", "last seen"),
    )
    lines = aligned_lines([headings, *map(_cells, hits)], _TEXT_COLUMNS)
    lines.append(f"Prices with discount, tax and delivery, in {scenario.currency}.")
    return "\n".join((*lines, DISCLAIMER))


def _cells(hit: ChangedHit) -> tuple[str, ...]:
    change, product = hit.change, hit.now.product
    is_seen = change.kind is not ChangeKind.NOT_SEEN
    return (
        change.kind.value.replace("_", " "),
        cut_text(product.product),
        cut_text(product.brand),
        hit.now.listed_product.form_name,
        cut_text(change.now.source),
        _money(change.price_before, change.currency),
        _money(change.price_now, change.currency) if is_seen else "not seen",
        _share_text(change.share) if is_seen else "",
        _cost(hit.monthly_cost_before, change.currency),
        _cost(hit.now.figures.number(MONTHLY_COST_KEY), change.currency),
        str(hit.place_before or ""),
        str(hit.place_now or ""),
        change.now.last_on.isoformat(),
    )


def _money(millionths: int | None, currency: str) -> str:
    return "" if millionths is None else price_text(MONEY.text(millionths), currency)


def _share_text(share: Fraction | None) -> str:
    if share is None:
        return "new"
    sign = "+" if share > 0 else "-"
    return f"{sign}{format_fixed(abs(share) * 100, 1)} %"


def _cost(cost: Fraction | None, currency: str) -> str:
    if cost is None:
        return ""
    return format_figure(cost, MEASURES_BY_KEY[MONTHLY_COST_KEY].figure_format, currency)


# -- for programs ------------------------------------------------------------------------------


def _changes_json(hits: Sequence[ChangedHit], query: ChangeQuery, scenario: Scenario) -> str:
    return json.dumps(
        {
            "since": query.since.isoformat(),
            "scenario": scenario_json(scenario),
            "count": len(hits),
            "changes": list(map(_change_json, hits)),
        },
        ensure_ascii=False,
        indent=2,
        allow_nan=False,
    )


def _change_json(hit: ChangedHit) -> dict[str, object]:
    """Return a change; a price is that of the pack with discount, tax and delivery."""
    change, product = hit.change, hit.now.product
    return {
        "kind": change.kind.value,
        "id": change.product_id,
        "product": product.product,
        "brand": product.brand,
        "form_group": hit.now.listed_product.form_name,
        "source": change.now.source,
        "counter": change.now.counter or None,
        "currency": change.currency,
        "price_before": _money_json(change.price_before),
        "last_on_before": None if change.before is None else change.before.last_on.isoformat(),
        "price_now": _money_json(change.price_now),
        "first_on": change.now.first_on.isoformat(),
        "last_on": change.now.last_on.isoformat(),
        "change_percent": None if change.share is None else nearest_double(change.share * 100),
        f"{MONTHLY_COST_KEY}_before": nearest_double(hit.monthly_cost_before),
        f"{MONTHLY_COST_KEY}_now": nearest_double(hit.now.figures.number(MONTHLY_COST_KEY)),
        "place_before": hit.place_before,
        "place_now": hit.place_now,
    }


def _money_json(millionths: int | None) -> float | None:
    return None if millionths is None else nearest_double(MONEY.to_fraction(millionths))
