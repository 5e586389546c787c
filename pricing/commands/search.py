"""`elemental-cli search` and `rank`: products of the catalogue by words and filters, ranked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from pricing.calculation.measures import HEADLINE, MEASURES_BY_KEY
from pricing.calculation.ranking import SORT_BY_NAME, Filters
from pricing.catalogue.search import CatalogueSearch, SearchQuery
from pricing.commands.catalogue import add_data_dir_option, open_catalogue
from pricing.commands.options import read_option
from pricing.commands.search_output import results_json, results_text
from pricing.model.product import UNIT_KINDS
from pricing.model.scenario import DOSE_POLICIES, Scenario
from pricing.problems.errors import BadInput, ProblemKind, UserError
from pricing.quantities.amounts import MASS, read_amount
from pricing.quantities.currencies import read_currency_code
from pricing.quantities.dates import today
from pricing.reference.mineral_forms import recognize_element, recognize_form

if TYPE_CHECKING:
    import argparse

    from pricing.catalogue.search import SearchResults
    from pricing.model.product_columns import ProductColumns

DEFAULT_RESULT_COUNT = 20
MAX_NUMBER = 100_000


def add_command(commands: argparse._SubParsersAction[Any]) -> None:
    """Make the commands known."""
    searching = commands.add_parser("search", help="find products of the catalogue")
    searching.set_defaults(run=partial(_run, forms=False))
    searching.add_argument("words", nargs="+", metavar="WORDS", help="beginnings, or a code")
    ranking = commands.add_parser("rank", help="the cheapest of the catalogue, and its forms")
    ranking.set_defaults(run=partial(_run, forms=True), words=[])
    for each in (searching, ranking):
        _add_options(each)
        add_data_dir_option(each)


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--element", metavar="Mg", help="the mineral")
    parser.add_argument("--form", metavar="glycinate")
    parser.add_argument("--unit-kind", choices=tuple(UNIT_KINDS))
    parser.add_argument("--source", default="", help="whose price")
    parser.add_argument("--currency", metavar="USD", help="(default: the one most prices are in)")
    parser.add_argument("--newer-than", metavar="DAYS", help="leave out older prices")
    parser.add_argument("--within-limit", action="store_true", help="only what stays in the limit")
    parser.add_argument(
        "--by", choices=("name", *MEASURES_BY_KEY), default=HEADLINE.key, metavar="MEASURE"
    )
    parser.add_argument("--descending", action="store_true")
    parser.add_argument("--target", metavar="300", help="elemental mg a day")
    parser.add_argument("--days", metavar="30", help="days of a month")
    parser.add_argument("--dose-policy", choices=tuple(DOSE_POLICIES), default="at_least")
    parser.add_argument(
        "-n", "--limit", metavar="N", default=str(DEFAULT_RESULT_COUNT), help="how many"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _run(parsed: argparse.Namespace, *, forms: bool) -> int:
    number, asked = _read_positive_number("--limit", parsed.limit), _read_query(parsed)
    products = open_catalogue(parsed)
    try:
        search = CatalogueSearch(products, Scenario())
        if not len(search.ranking.product_columns):
            raise UserError(ProblemKind.EMPTY_CATALOGUE)
        search.set_scenario(_read_scenario(parsed, search.ranking.product_columns))
        if forms:
            asked = _restrict_to_scenario(asked, search.ranking.scenario)
        found = search.find(asked)
        _print(search, found, number, forms=forms, as_json=parsed.json)
    finally:
        products.close()
    return 0


def _read_query(parsed: argparse.Namespace) -> SearchQuery:
    element = read_option("--element", recognize_element, parsed.element) if parsed.element else ""
    filters = Filters(
        element=element,
        form=recognize_form(parsed.form, element or "Mg").name if parsed.form else "",
        unit_kind=parsed.unit_kind or "",
        currency=read_option("--currency", read_currency_code, parsed.currency)
        if parsed.currency
        else "",
        within_limit=parsed.within_limit,
    )
    age = _read_positive_number("--newer-than", parsed.newer_than) if parsed.newer_than else 0
    since = today() - timedelta(age) if age else None
    key = SORT_BY_NAME if parsed.by == "name" else parsed.by
    return SearchQuery(
        " ".join(parsed.words), filters, parsed.source, since, key, parsed.descending
    )


def _restrict_to_scenario(asked: SearchQuery, scenario: Scenario) -> SearchQuery:
    """Only what can be compared in it."""
    filters = replace(asked.filters, element=scenario.element, currency=scenario.currency)
    return replace(asked, filters=filters)


def _read_positive_number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= MAX_NUMBER):
        refused = BadInput(ProblemKind.NOT_A_NUMBER, value=text, example=DEFAULT_RESULT_COUNT)
        raise UserError(ProblemKind.UNUSABLE_OPTION, option=name, reason=refused)
    return int(text)


def _read_scenario(parsed: argparse.Namespace, stock: ProductColumns) -> Scenario:
    """The mineral and currency that are asked for, or that most products have."""
    # The currency of what has no price means nothing.
    counted = Counter(stock.kind_indices[stock.has_price].tolist() or stock.kind_indices.tolist())
    kinds = [(stock.example_products[kind], count) for kind, count in counted.items()]
    element = (
        recognize_element(parsed.element) if parsed.element else _most_common(kinds, "element")
    )
    of_element = [each for each in kinds if each[0].element == element] or kinds
    currency = (
        read_currency_code(parsed.currency)
        if parsed.currency
        else _most_common(of_element, "currency")
    )
    scenario = Scenario.for_element(element, currency)
    changes: dict[str, Any] = {"dose_policy": parsed.dose_policy}
    if parsed.target:
        changes["target"] = read_option("--target", read_amount, parsed.target, MASS)
    if parsed.days:
        changes["days"] = _read_positive_number("--days", parsed.days)
    return replace(scenario, **changes)


def _most_common(kinds: list[tuple[Any, int]], field: str) -> str:
    counted: Counter[str] = Counter()
    for example, count in kinds:
        counted[getattr(example, field)] += count
    return counted.most_common(1)[0][0]


def _print(
    search: CatalogueSearch, found: SearchResults, number: int, *, forms: bool, as_json: bool
) -> None:
    hits = found.page(0, number)
    spread = search.ranking.cost_distributions(found.row_mask)[0] if forms else ()
    write = results_json if as_json else results_text
    print(write(hits, len(found), spread, search.ranking.scenario))  # noqa: T201
