"""`elemental-cli regimen`: the cheapest doses of a few products for several minerals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from pricing.analysis.cheapest_regimens import RegimenResult, find_cheapest_regimens
from pricing.analysis.offer_names import OfferNames
from pricing.analysis.regimen import Regimen, Take, read_units
from pricing.analysis.regimen_checks import check_regimen
from pricing.analysis.regimen_scenario import (
    DEFAULT_MAX_PRODUCTS,
    MAX_PRODUCTS,
    OUTLAY,
    TAKEN,
    RegimenScenario,
    Target,
)
from pricing.analysis.regimen_swaps import find_swaps
from pricing.calculation.measures import FigureFormat
from pricing.calculation.sentences import (
    Amount,
    Mineral,
    Sentence,
    UnitCount,
    capitalized,
    joined,
    mass_amount,
)
from pricing.commands.console import DISCLAIMER
from pricing.commands.lists import ReadLists, add_list_options, read_lists
from pricing.commands.options import (
    EXIT_UNUSABLE,
    TOLERANCE_HELP,
    amount_type,
    option_type,
    read_count,
    read_file_name,
    read_tolerance,
)
from pricing.commands.terminal import count_text, print_line, print_problem, print_text
from pricing.model.scenario import NO_LIMIT, Scenario, choose_scenario, read_days
from pricing.problems.errors import BadInput, ProblemKind, UserError
from pricing.quantities.amounts import MASS, MONEY, UNITS, DecimalMark, read_amount
from pricing.quantities.currencies import C_LOCALE
from pricing.quantities.text_folding import match_key
from pricing.reference.limits import LIFE_STAGES
from pricing.reference.mineral_forms import recognize_element
from pricing.reference.sources import authorities
from pricing.writing.json_output import nearest_double

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from pricing.analysis.regimen_swaps import Swap
    from pricing.model.product import Product

_DEFAULTS = Scenario()
_LOST = "After that change, no product gives {minerals}."
_MOST_NAMED = 10  # of the products that a name may mean


def add_command(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "regimen", help="find the cheapest doses of a few products for several minerals"
    )
    parser.set_defaults(run=_run, parser=parser)
    parser.add_argument(
        "files",
        nargs="+",
        metavar="LIST",
        type=option_type(read_file_name),
        help="a list or a public register",
    )
    parser.add_argument(
        "--target", metavar="MINERAL=AMOUNT", type=amount_type(read_target), action="append",
        required=True, help="elemental amount a day, such as Mg=300 or Se=55ug; repeatable",
    )  # fmt: skip
    parser.add_argument(
        "--at-most", metavar="N", type=option_type(read_count), default=DEFAULT_MAX_PRODUCTS,
        help=f"greatest number of products, 1 to {MAX_PRODUCTS} (default: {DEFAULT_MAX_PRODUCTS})",
    )  # fmt: skip
    parser.add_argument(
        "--optimise", choices=(TAKEN, OUTLAY), default=TAKEN,
        help=f"what has to cost least: the doses taken, or whole packs (default: {TAKEN})",
    )  # fmt: skip
    parser.add_argument(
        "--take", metavar="PRODUCT=UNITS", type=amount_type(read_take), action="append",
        default=[], help="what is taken now, with its units a day; repeatable",
    )  # fmt: skip
    _add_scenario_options(parser)
    add_list_options(parser, "mineral of products that name none (default: magnesium)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _add_scenario_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--days", metavar="DAYS", type=option_type(read_days), default=_DEFAULTS.days,
        help=f"days compared (default: {_DEFAULTS.days})",
    )  # fmt: skip
    parser.add_argument(
        "--tolerance", metavar="PERCENT", type=amount_type(read_tolerance),
        help=TOLERANCE_HELP,
    )  # fmt: skip
    parser.add_argument(
        "--limit", metavar="AUTHORITY", choices=(*authorities(), NO_LIMIT),
        default=_DEFAULTS.limit_authority,
        help=f"authority whose safe limits apply: {', '.join(authorities())} or {NO_LIMIT} "
        f"(default: {_DEFAULTS.limit_authority})",
    )  # fmt: skip
    parser.add_argument(
        "--life-stage", choices=tuple(LIFE_STAGES), default=_DEFAULTS.life_stage,
        help=f"life stage of the limits (default: {_DEFAULTS.life_stage})",
    )  # fmt: skip


# -- types of the options ----------------------------------------------------------------------


def read_target(text: str, mark: DecimalMark) -> Target:
    """Return the target of MINERAL=AMOUNT. The amount is in mg unless it states another unit.

    >>> read_target("Se=55ug", DecimalMark.AUTO)
    Target(element='Se', amount=55)
    """
    name, _, amount = text.partition("=")
    return Target(recognize_element(name), read_amount(amount, MASS, mark))


def read_take(text: str, mark: DecimalMark) -> _TypedTake:
    """Return what PRODUCT=UNITS names. The units are read again once the product is known."""
    name, _, units = text.rpartition("=")
    if not name or not read_amount(units, UNITS, mark):
        raise BadInput(ProblemKind.ZERO)
    return _TypedTake(name, units, mark)


class _TypedTake(NamedTuple):
    """A product and its units a day as typed."""

    name: str
    units: str
    mark: DecimalMark


# -- the command -------------------------------------------------------------------------------


def _run(parsed: argparse.Namespace) -> int:
    read = read_lists(parsed)
    products = read.products
    scenario = _scenario(parsed, products)
    _check_columns_of_targets(read, scenario)
    taken = _taken(parsed, products, scenario)
    result = find_cheapest_regimens(products, scenario)
    swaps = find_swaps(taken, result.usable) if taken else []
    if parsed.json:
        print_text(_json(result, taken, swaps))
    else:
        for line in _lines(result, taken, swaps, OfferNames(products)):
            print_line(line)
    return EXIT_UNUSABLE if result.best is None else read.exit_status


_UNCLEAR_COLUMNS = frozenset((
    ProblemKind.MINERAL_COLUMN_WITHOUT_UNIT, ProblemKind.MINERAL_COLUMN_UNCLEAR,
    ProblemKind.MINERAL_COLUMN_OF_SALT, ProblemKind.COLUMN_MAY_BE_MINERAL,
    ProblemKind.MINERAL_COLUMN_REPEATED,
))  # fmt: skip


def _check_columns_of_targets(read: ReadLists, scenario: RegimenScenario) -> None:
    """Check that no target fails only because the column of its mineral was not read.

    Raises:
        UserError: One does.
    """
    held = {one.element for product in read.products for one in product.ingredients}
    for problem in read.problems:
        if problem.kind not in _UNCLEAR_COLUMNS:
            continue
        element = recognize_element(str(problem.parameters["mineral"]))
        if scenario.target_of(element) and element not in held:
            raise UserError(
                ProblemKind.TARGET_IN_UNREAD_COLUMN,
                header=problem.column,
                mineral=Mineral(element).text(C_LOCALE),
            )


def _scenario(parsed: argparse.Namespace, products: Sequence[Product]) -> RegimenScenario:
    """Return the scenario of the call. A call that contradicts itself ends here."""
    currency = choose_scenario(products, (), "", parsed.currency or "").currency
    scenario: RegimenScenario
    try:
        scenario = RegimenScenario(
            tuple(parsed.target),
            parsed.limit,
            parsed.life_stage,
            _DEFAULTS.tolerance if parsed.tolerance is None else parsed.tolerance,
            parsed.days,
            currency,
            parsed.at_most,
            parsed.optimise,
        )
    except BadInput as error:
        parsed.parser.error(str(error))
    return scenario


def _taken(
    parsed: argparse.Namespace, products: Sequence[Product], scenario: RegimenScenario
) -> Regimen | None:
    """Return what is taken now, or None if the call does not say it."""
    if not parsed.take:
        return None
    takes: list[Take] = []
    errors: list[str] = []
    for name, typed, mark in parsed.take:
        matches = _named(name, products)
        if len(matches) != 1:
            errors.append(name)
            for line in _no_single_product(name, matches, products):
                print_problem(line)
            continue
        try:
            units = read_units(matches[0], typed, mark)
        except BadInput as error:
            parsed.parser.error(f"argument --take: {name}: {error}")
        takes.append(Take(matches[0], UNITS.to_fraction(units)))
    if errors:
        names = ", ".join(f"“{name}”" for name in errors)
        parsed.parser.error(f"argument --take: name one product of the lists, not {names}")
    return Regimen(tuple(takes), scenario)


def _named(name: str, products: Sequence[Product]) -> list[Product]:
    """Return the products of a name. The brand may stand before it."""
    key = match_key(name)
    matches = [product for product in products if match_key(product.product) == key]
    if len(matches) == 1:
        return matches
    branded = [
        one for one in products if one.brand and match_key(f"{one.brand} {one.product}") == key
    ]
    return branded or matches


def _no_single_product(
    name: str, matches: Sequence[Product], products: Sequence[Product]
) -> Iterator[str]:
    """Say that a name is not that of one product, and which products it may mean."""
    key = match_key(name)
    found = matches or [one for one in products if key and key in match_key(one.product)]
    title = f"{len(matches)} products of the lists are" if matches else "No product of the lists is"
    yield f"{title} named “{name}”{'. It may be:' if found else '.'}"
    yield from (f"  {_described(product)}" for product in found[:_MOST_NAMED])
    if len(found) > _MOST_NAMED:
        yield f"  and {len(found) - _MOST_NAMED} more"


def _described(product: Product) -> str:
    """Return a product in so many words that it differs from others of its name."""
    pack = UnitCount(UNITS.to_fraction(product.pack_units), product.unit_kind).text(C_LOCALE)
    price = Amount(MONEY.to_fraction(product.price), FigureFormat.MONEY, product.currency)
    details = (product.brand, product.form, pack, price.text(C_LOCALE))
    return f"{product.product} ({', '.join(filter(None, details))})"


# -- what is printed ---------------------------------------------------------------------------


def _lines(
    result: RegimenResult, taken: Regimen | None, swaps: Sequence[Swap], names: OfferNames
) -> Iterator[str]:
    if taken is not None:
        yield from ("Taken now:", *_regimen_lines(taken, names), "")
    if result.best is None and result.reason is not None:
        yield result.reason.text()
    else:
        headings = ("Cheapest:", "Next best:", "Then:")
        for heading, regimen in zip(headings, result.regimens, strict=False):
            yield from (heading, *_regimen_lines(regimen, names), "")
        yield result.proof.text()
    for swap in swaps:
        yield swap.sentence.text()
        if taken is not None:
            yield from _lost_minerals(taken, swap)
    yield DISCLAIMER


def _lost_minerals(taken: Regimen, swap: Swap) -> Iterator[str]:
    """Say which minerals a change leaves out. Those with a target are still met."""
    after = swap.regimen.totals
    lost = [element for element, total in taken.totals.items() if total and not after.get(element)]
    if lost:
        minerals = joined([Mineral(element) for element in lost])
        yield f"  {Sentence(_LOST, {'minerals': minerals}).text()}"


def _regimen_lines(regimen: Regimen, names: OfferNames) -> Iterator[str]:
    """Yield what is taken, the money, the totals and the checks of a regimen."""
    for take in regimen.takes:
        count = UnitCount(take.units, take.product.unit_kind).text(C_LOCALE)
        yield f"  {count} a day of {names.text(take.product)}"
    for key, words in (("monthly_cost", "as taken"), ("monthly_outlay", "to pay now")):
        cost = regimen.cost(key)
        if cost is not None:
            money = Amount(cost, FigureFormat.MONEY, regimen.scenario.currency).text(C_LOCALE)
            days = count_text(regimen.scenario.days, "day", "days")
            yield f"  {money} for {days} {words}"
    for element in regimen.elements:
        yield f"  {_total_text(regimen, element)}"
    for flag in check_regimen(regimen):
        yield f"  {flag.severity}: {capitalized(flag.sentence.text())}"


def _total_text(regimen: Regimen, element: str) -> str:
    """Return the total of a mineral, with its target and its limit."""
    at_least = "at least " if element in regimen.at_least else ""
    total = mass_amount(regimen.totals[element] / MASS.base_per_unit, element).text(C_LOCALE)
    parts = [f"{Mineral(element).text(C_LOCALE)}: {at_least}{total}"]
    target, limit = regimen.scenario.target_of(element), regimen.scenario.limit_of(element)
    if target:
        parts.append(f"target {mass_amount(MASS.to_fraction(target), element).text(C_LOCALE)}")
    if limit is not None and limit.amount:
        limit_mass = mass_amount(MASS.to_fraction(limit.amount), element).text(C_LOCALE)
        food = ", food counted" if limit.counts_food else ""
        parts.append(f"limit {limit_mass} ({limit.title}{food})")
    return ", ".join(parts)


def _json(result: RegimenResult, taken: Regimen | None, swaps: Sequence[Swap]) -> str:
    best, *alternatives = result.regimens or (None,)
    return json.dumps(
        {
            "best": _regimen_json(best),
            "alternatives": [_regimen_json(regimen) for regimen in alternatives],
            "swaps": [
                {
                    "remove": swap.removed.product.product,
                    "add": _take_json(swap.added) if swap.added else None,
                    "saving": nearest_double(swap.saving),
                    "regimen": _regimen_json(swap.regimen),
                    "says": swap.sentence.text(),
                }
                for swap in swaps
            ],
            "taken": _regimen_json(taken),
            "checks": [
                {
                    "key": flag.key,
                    "severity": flag.severity.value,
                    "element": flag.element or None,
                    "says": capitalized(flag.sentence.text()),
                }
                for flag in check_regimen(taken or best or Regimen((), result.scenario))
            ],
            "reason": result.reason.text() if result.reason else None,
            "proof": result.proof.text(),
        },
        ensure_ascii=False,
        indent=2,
        allow_nan=False,
    )


def _regimen_json(regimen: Regimen | None) -> dict[str, object] | None:
    if regimen is None:
        return None
    return {
        "takes": [_take_json(take) for take in regimen.takes],
        "monthly_cost": nearest_double(regimen.cost("monthly_cost")),
        "monthly_outlay": nearest_double(regimen.cost("monthly_outlay")),
        "totals": {
            element: nearest_double(total / MASS.base_per_unit)
            for element, total in regimen.totals.items()
        },
        "at_least": sorted(regimen.at_least),
    }


def _take_json(take: Take) -> dict[str, object]:
    return {"product": take.product.product, "units": nearest_double(take.units)}
