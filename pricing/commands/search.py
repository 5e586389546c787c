"""`elemental-cli search` and `rank`: find products of the catalogue by words and filters."""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from pricing.calculation.measures import HEADLINE, MEASURES_BY_KEY
from pricing.calculation.ranking import SORT_BY_NAME, Filters
from pricing.catalogue.search import CatalogueSearch, SearchQuery, load_catalogue
from pricing.commands.catalogue import add_data_dir_option, known_source, open_catalogue
from pricing.commands.options import (
    EXIT_DONE,
    TOLERANCE_HELP,
    add_currency_option,
    add_decimal_mark_option,
    add_element_option,
    amount_type,
    option_type,
    read_count,
    read_mass,
    read_tolerance,
)
from pricing.commands.search_output import results_json, results_text
from pricing.commands.terminal import print_text
from pricing.model.product import DEFAULT_ELEMENT, UNIT_KINDS
from pricing.model.scenario import DOSE_POLICIES, Scenario, read_days
from pricing.problems.errors import ProblemKind, UserError
from pricing.quantities.dates import today
from pricing.reference.mineral_forms import recognize_form

if TYPE_CHECKING:
    from pricing.catalogue.search import SearchResults
    from pricing.model.product import Product
    from pricing.model.product_columns import ProductColumns

DEFAULT_RESULT_COUNT = 20
_DEFAULTS = Scenario()


def add_command(commands: argparse._SubParsersAction[Any]) -> None:
    """Add both commands."""
    search = commands.add_parser("search", help="find products of the catalogue")
    search.set_defaults(run=partial(_run, with_forms=False), parser=search)
    search.add_argument("words", nargs="+", metavar="WORDS", help="beginnings of words, or a code")
    rank = commands.add_parser("rank", help="list the cheapest of the catalogue, and its forms")
    rank.set_defaults(run=partial(_run, with_forms=True), words=[], parser=rank)
    for parser in (search, rank):
        _add_filter_options(parser)
        add_scenario_options(parser)
        _add_output_options(parser)
        add_data_dir_option(parser)


def _add_filter_options(parser: argparse.ArgumentParser) -> None:
    add_element_option(parser, "only this mineral (default: that of most products)")
    parser.add_argument("--form", metavar="FORM", help="only this form, such as glycinate")
    parser.add_argument("--unit-kind", choices=tuple(UNIT_KINDS), help="only this unit")
    parser.add_argument("--source", metavar="NAME", default="", help="only prices of this source")
    add_currency_option(parser, "only prices in this currency (default: that of most prices)")
    parser.add_argument(
        "--newer-than",
        metavar="DAYS",
        type=option_type(read_count),
        help="only prices of the last DAYS days",
    )
    parser.add_argument(
        "--within-limit", action="store_true", help="only products whose dose is within the limit"
    )


def add_scenario_options(parser: argparse.ArgumentParser) -> None:
    """Add what the figures of a catalogue assume."""
    parser.add_argument(
        "--target",
        metavar="MG",
        type=amount_type(read_mass),
        help="elemental mg a day, or with a unit: 55mcg (default: the usual target)",
    )
    parser.add_argument(
        "--days",
        metavar="DAYS",
        type=option_type(read_days),
        help=f"days compared (default: {_DEFAULTS.days})",
    )
    parser.add_argument(
        "--dose-policy",
        choices=tuple(DOSE_POLICIES),
        default=_DEFAULTS.dose_policy,
        help=f"how the target becomes whole doses (default: {_DEFAULTS.dose_policy})",
    )
    parser.add_argument(
        "--tolerance",
        metavar="PERCENT",
        type=amount_type(read_tolerance),
        help=TOLERANCE_HELP,
    )
    add_decimal_mark_option(parser, "decimal mark of the target (default: auto)")


def _add_output_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--by",
        choices=("name", *MEASURES_BY_KEY),
        default=HEADLINE.key,
        metavar="MEASURE",
        help=f"measure to order by, or name (default: {HEADLINE.key})",
    )
    parser.add_argument("--descending", action="store_true", help="begin with the highest")
    parser.add_argument(
        "-n",
        "--top",
        metavar="COUNT",
        type=option_type(read_count),
        default=DEFAULT_RESULT_COUNT,
        help=f"number of products to print (default: {DEFAULT_RESULT_COUNT})",
    )
    # In `compare`, --limit names an authority. Without this, a script that still means a number
    # would only read that the option is unknown.
    parser.add_argument("--limit", type=_refuse_limit, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _refuse_limit(_: str) -> NoReturn:
    raise argparse.ArgumentTypeError("use -n or --top for the number of products to print")


def _run(parsed: argparse.Namespace, *, with_forms: bool) -> int:
    query = _read_query(parsed)
    catalogue = open_catalogue(parsed)
    try:
        source = known_source(catalogue, parsed.source)
        search = CatalogueSearch(catalogue, _DEFAULTS, load_catalogue(catalogue, source))
        search.set_scenario(read_catalogue_scenario(parsed, search.ranking.product_columns))
        query = replace(query, source=source)
        if with_forms:
            query = _restrict_to_scenario(query, search.ranking.scenario)
        results = search.find(query)
        _print(search, results, parsed.top, with_forms=with_forms, as_json=parsed.json)
    finally:
        catalogue.close()
    return EXIT_DONE


def _read_query(parsed: argparse.Namespace) -> SearchQuery:
    element = parsed.element or ""
    filters = Filters(
        element=element,
        form=recognize_form(parsed.form, element or DEFAULT_ELEMENT).name if parsed.form else "",
        unit_kind=parsed.unit_kind or "",
        currency=parsed.currency or "",
        within_limit=parsed.within_limit,
    )
    since = today() - timedelta(parsed.newer_than) if parsed.newer_than else None
    key = SORT_BY_NAME if parsed.by == "name" else parsed.by
    return SearchQuery(
        " ".join(parsed.words),
        filters,
        priced_since=since,
        sort_key=key,
        descending=parsed.descending,
    )


def _restrict_to_scenario(query: SearchQuery, scenario: Scenario) -> SearchQuery:
    """Return the query for products that can be compared in the scenario."""
    filters = replace(query.filters, element=scenario.element, currency=scenario.currency)
    return replace(query, filters=filters)


def read_catalogue_scenario(parsed: argparse.Namespace, columns: ProductColumns) -> Scenario:
    """Return the scenario of the call; without an option, that of most products.

    Raises:
        UserError: There are no products.
    """
    if not len(columns):
        raise UserError(ProblemKind.EMPTY_CATALOGUE)
    # The currency of a product without a price means nothing.
    kinds = columns.kind_indices[columns.has_price].tolist() or columns.kind_indices.tolist()
    counts = [(columns.example_products[kind], count) for kind, count in Counter(kinds).items()]
    element = parsed.element or _most_common(counts, "element")
    of_element = [counted for counted in counts if counted[0].element == element] or counts
    currency = parsed.currency or _most_common(of_element, "currency")
    scenario = Scenario.for_element(element, currency)
    return replace(
        scenario,
        dose_policy=parsed.dose_policy,
        target=scenario.target if parsed.target is None else parsed.target,
        days=parsed.days or scenario.days,
        tolerance=scenario.tolerance if parsed.tolerance is None else parsed.tolerance,
    )


def _most_common(counts: list[tuple[Product, int]], field: str) -> str:
    """Return the commonest value of a field; each example stands for a number of products."""
    totals: Counter[str] = Counter()
    for example, count in counts:
        totals[getattr(example, field)] += count
    return totals.most_common(1)[0][0]


def _print(
    search: CatalogueSearch, results: SearchResults, top: int, *, with_forms: bool, as_json: bool
) -> None:
    hits = results.page(0, top)
    forms = search.ranking.cost_distributions(results.row_mask)[0] if with_forms else ()
    output = results_json if as_json else results_text
    print_text(output(hits, len(results), forms, search.ranking.scenario))
