"""The options of the command line that say what a comparison assumes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pricing.analysis.affordability import read_comparator
from pricing.commands.options import read_option
from pricing.model.scenario import DOSE_POLICIES, NO_LIMIT, Scenario, authorities_for
from pricing.problems.errors import BadInput, ProblemKind, UserError
from pricing.quantities.amounts import FACTOR, MASS, MONEY, read_amount
from pricing.quantities.currencies import read_currency_code
from pricing.reference.limits import LIFE_STAGES
from pricing.reference.mineral_forms import recognize_element, recognize_form
from pricing.reference.payers import read_payer

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from pricing.reading.product_list import ProductList

_OPTIONS = (
    ("--element", "Mg", "the mineral"),
    ("--target", "300", "elemental mg a day"),
    ("--days", "30", "days of a month"),
    ("--course", "56", "days of a course, bought in whole packs"),
    ("--limit", "US", "whose safe limit: US, EU, UK, DE, NO, or none"),
    ("--reference", "oxide", "the form that others are compared with"),
    ("--currency", "USD", "the currency compared in (default: the one most prices are in)"),
    ("--budget", "20", "money a month"),
    ("--comparator", "NAME=COST", "what a unit's cost is compared with: a product, or a cost"),
    ("--daily-wage", "58", "what the lowest paid earn a day"),
    ("--monthly-income", "2100", "the patient's income a month"),
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Make the options known."""
    for name, metavar, says in _OPTIONS:
        parser.add_argument(name, metavar=metavar, help=says)
    parser.add_argument("--dose-policy", choices=tuple(DOSE_POLICIES))
    parser.add_argument("--life-stage", choices=tuple(LIFE_STAGES))
    parser.add_argument(
        "--absorption",
        metavar="FORM=FACTOR",
        action="append",
        default=[],
        help="relative absorption assumed for a form; repeatable",
    )
    parser.add_argument(
        "--payer",
        metavar="NAME:KIND[:VALUE]",
        action="append",
        default=[],
        help="a way to pay: percent, copay_pack, copay_month, pretax or none; repeatable",
    )


def read_scenario(parsed: argparse.Namespace, lists: Sequence[ProductList]) -> Scenario:
    """What the options say; where they say nothing, what the lists assume, else the usual.

    Raises UserError and BadInput for what makes no sense.
    """
    scenario = _base_scenario(parsed, lists)
    element = scenario.element
    given: dict[str, object] = {
        "dose_policy": parsed.dose_policy,
        "life_stage": parsed.life_stage,
        "absorption": tuple(_read_absorption(text, element) for text in parsed.absorption),
        "payers": tuple(read_option("--payer", read_payer, text) for text in parsed.payer),
    }
    changes = {field: value for field, value in given.items() if value}
    for name, field, read in _AMOUNT_OPTIONS:
        text = getattr(parsed, name.removeprefix("--").replace("-", "_"))
        if text:
            changes[field] = read_option(name, read, text)
    if parsed.comparator:
        name, cost = read_option("--comparator", read_comparator, parsed.comparator)
        changes |= {"comparator": name, "comparator_cost": cost}
    if parsed.limit:
        changes["limit_authority"] = _read_authority(parsed.limit, element)
    if parsed.reference:
        changes["reference_form"] = recognize_form(parsed.reference, element).name
    return replace(scenario, **changes)  # type: ignore[arg-type] # each option sets its own field


def _base_scenario(parsed: argparse.Namespace, lists: Sequence[ProductList]) -> Scenario:
    """What holds where no option says otherwise: what a workbook assumes, else the defaults."""
    element = recognize_element(parsed.element) if parsed.element else ""
    for each in lists:
        if each.scenario and element in {"", each.scenario.element}:
            chosen = choose_currency(parsed, lists) if parsed.currency else each.scenario.currency
            return replace(each.scenario, currency=chosen)
    return Scenario.for_element(element or "Mg", choose_currency(parsed, lists))


def _income_reader(what: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        amount = read_amount(text, MONEY)
        if not amount:
            raise BadInput(ProblemKind.ZERO_INCOME, what=what)
        return amount

    return read


def _read_whole_number(text: str) -> int:
    if not text.strip().isdecimal():
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example="30")
    return int(text)


# Options that are an amount of the scenario: the option, the field, how it is read.
_AMOUNT_OPTIONS: tuple[tuple[str, str, Callable[[str], int]], ...] = (
    ("--target", "target", partial(read_amount, quantity=MASS)),
    ("--days", "days", _read_whole_number),
    ("--course", "course_days", _read_whole_number),
    ("--budget", "budget", partial(read_amount, quantity=MONEY)),
    ("--daily-wage", "daily_wage", _income_reader("daily wage")),
    ("--monthly-income", "monthly_income", _income_reader("monthly income")),
)


def _read_authority(text: str, element: str) -> str:
    known = {name.casefold(): name for name in (NO_LIMIT, *authorities_for(element))}
    if text.casefold() not in known:
        reason = f"no limit of “{text}” is known; use one of {', '.join(known.values())}"
        raise UserError(ProblemKind.UNUSABLE_OPTION, option="--limit", reason=reason)
    return known[text.casefold()]


def _read_absorption(text: str, element: str) -> tuple[str, int]:
    form, _, factor = text.partition("=")
    value = read_option("--absorption", read_amount, factor, FACTOR)
    return recognize_form(form, element).name, value


def choose_currency(parsed: argparse.Namespace, lists: Sequence[ProductList]) -> str:
    """As chosen, else the one that most prices are in."""
    if parsed.currency:
        return read_option("--currency", read_currency_code, parsed.currency)
    counted = Counter(each.product.currency for one in lists for each in one.products)
    return counted.most_common(1)[0][0] if counted else "USD"
