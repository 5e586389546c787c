"""`elemental-cli compare`: compare the products of lists, and print or write the outcome."""

from __future__ import annotations

import argparse
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pricing.analysis.affordability import read_comparator
from pricing.analysis.credited_cost import minerals_without_price, use_catalogue_prices
from pricing.calculation.comparison import Comparison, compare
from pricing.commands import handout
from pricing.commands.catalogue import add_data_dir_option, catalogue_exists, open_catalogue
from pricing.commands.console import comparison_lines
from pricing.commands.lists import add_list_options, read_lists
from pricing.commands.options import (
    EXIT_UNUSABLE,
    TOLERANCE_HELP,
    amount_type,
    line_with_option,
    option_type,
    read_file_name,
    read_mass,
    read_path,
    read_plain_money,
    read_tolerance,
)
from pricing.commands.outputs import check_outputs
from pricing.commands.terminal import print_line, print_problem, print_text
from pricing.model.scenario import (
    DOSE_POLICIES,
    NO_LIMIT,
    Scenario,
    choose_scenario,
    read_days,
    read_limit_authority,
)
from pricing.problems.errors import BadInput, ProblemKind, UserError
from pricing.quantities.amounts import FACTOR, MONEY, DecimalMark, read_amount
from pricing.reference.limits import LIFE_STAGES
from pricing.reference.mineral_forms import recognize_form
from pricing.reference.payers import PayerKind, read_payer
from pricing.reference.sources import authorities
from pricing.writing import TABLE_STYLES
from pricing.writing.table_files import TABLE_EXTENSIONS, write_table
from pricing.writing.workbook import MAX_LIVE_PRODUCTS, fits_live_formulas, write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pricing.commands.lists import ReadLists
    from pricing.problems.errors import Problem

_OUTPUT_SUFFIXES = (".xlsx", *TABLE_EXTENSIONS, *handout.HANDOUT_SUFFIXES)
_DEFAULTS = Scenario()


def add_command(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command."""
    parser = commands.add_parser("compare", help="compare the products of one or more lists")
    parser.set_defaults(run=_run, parser=parser)
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        type=option_type(read_file_name),
        help="a list or a public register",
    )
    _add_scenario_options(parser)
    add_list_options(parser, "mineral (default: magnesium)")
    add_data_dir_option(parser)
    _add_output_options(parser)
    parser.add_argument("--strict", action="store_true", help="stop if a row is rejected")
    handout.add_options(parser)


def _add_scenario_options(parser: argparse.ArgumentParser) -> None:
    for option, metavar, read, description in _SCENARIO_OPTIONS:
        parser.add_argument(option, metavar=metavar, type=read, help=description)
    parser.add_argument(
        "--dose-policy",
        choices=tuple(DOSE_POLICIES),
        help=f"how the target becomes whole doses (default: {_DEFAULTS.dose_policy})",
    )
    parser.add_argument(
        "--life-stage",
        choices=tuple(LIFE_STAGES),
        help=f"life stage of the limit (default: {_DEFAULTS.life_stage})",
    )
    parser.add_argument(
        "--absorption",
        metavar="FORM=FACTOR",
        type=amount_type(_read_absorption),
        action="append",
        default=[],
        help="relative absorption that is assumed for a form (default: 1); repeatable",
    )
    parser.add_argument(
        "--payer",
        metavar="NAME:KIND[:VALUE]",
        type=amount_type(read_payer),
        action="append",
        default=[],
        help=f"a way to pay: {', '.join(kind.value for kind in PayerKind)}; repeatable",
    )


def _add_output_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "-o",
        "--output",
        metavar="PATH",
        type=_read_output_path,
        action="append",
        default=[],
        help="also write PATH: .xlsx workbook, .csv, .tsv or .json table, .pdf or .html handout",
    )
    parser.add_argument(
        "--update",
        metavar="WORKBOOK",
        type=option_type(read_path),
        action="append",
        default=[],
        help="update the program's sheets in a workbook of your own; the rest stays as it is",
    )
    parser.add_argument(
        "--table-style",
        choices=tuple(TABLE_STYLES),
        default="comma",
        help="delimiter and decimal separator of .csv output (default: comma)",
    )


# -- types of the options ----------------------------------------------------------------------


def _read_absorption(text: str, mark: DecimalMark) -> tuple[str, int]:
    form, _, factor = text.partition("=")
    return form, read_amount(factor, FACTOR, mark)


def _read_income(name: str, text: str, mark: DecimalMark) -> int:
    amount = read_plain_money(text, mark)
    if not amount:
        raise BadInput(ProblemKind.ZERO_INCOME, what=name)
    return amount


def _read_output_path(text: str) -> Path:
    path = Path(text)
    if path.suffix.casefold() not in _OUTPUT_SUFFIXES:
        raise argparse.ArgumentTypeError(
            f"files that end in “{path.suffix}” cannot be written; "
            "use .xlsx, .csv, .tsv, .json, .pdf or .html"
        )
    return path


_SCENARIO_OPTIONS: tuple[tuple[str, str, Callable[[str], object], str], ...] = (
    ("--target", "MG", amount_type(read_mass),
     "elemental mg a day, or with a unit: 55mcg (default: the usual target)"),
    ("--days", "DAYS", option_type(read_days), f"days compared (default: {_DEFAULTS.days})"),
    ("--tolerance", "PERCENT", amount_type(read_tolerance), TOLERANCE_HELP),
    ("--course", "DAYS", option_type(read_days),
     f"days of a course, bought in whole packs (default: {_DEFAULTS.course_days})"),
    ("--limit", "AUTHORITY", str,
     f"authority whose safe limit applies: {', '.join(authorities())} or {NO_LIMIT} (default: the "
     "first of these that sets one)"),
    ("--reference", "FORM", str,
     "form that others are compared with (default: the reference form of the mineral)"),
    ("--budget", "AMOUNT", amount_type(read_plain_money),
     f"money a month (default: {MONEY.text(_DEFAULTS.budget)})"),
    ("--comparator", "NAME=COST", amount_type(read_comparator),
     "what the cost of a unit is compared with: a product, or a named cost"),
    ("--daily-wage", "AMOUNT", amount_type(partial(_read_income, "daily wage")),
     "lowest wage a day"),
    ("--monthly-income", "AMOUNT", amount_type(partial(_read_income, "monthly income")),
     "the patient's income a month"),
)  # fmt: skip


# -- the command -------------------------------------------------------------------------------


def _run(parsed: argparse.Namespace) -> int:
    if not parsed.files:
        parsed.parser.error(
            "no product list is given; write the example with “elemental-cli example list.csv”, "
            "then run “elemental-cli compare list.csv”"
        )
    files = [Path(file) for file in parsed.files]
    outputs = [*parsed.output, *([parsed.problems] if parsed.problems else [])]
    check_outputs(outputs, files, force=parsed.force)
    check_outputs([*outputs, *parsed.update], (), force=True)
    writers = [(path, _writer(path, parsed)) for path in parsed.output]
    read = read_lists(parsed)
    if read.has_rejected_rows and parsed.strict:
        parsed.parser.exit(EXIT_UNUSABLE, "elemental-cli: stopped by --strict: a row is rejected\n")
    comparison = _compare_lists(parsed, read)
    _value_other_minerals(comparison, parsed)
    _check_handout_payer(comparison, parsed)
    for path, write in writers:
        write(comparison, path)
        if path.suffix.casefold() == ".xlsx" and not fits_live_formulas(comparison):
            print_problem(
                f"{path}: values only, because it has more than {MAX_LIVE_PRODUCTS} products"
            )
    for workbook in parsed.update:
        from pricing.writing.workbook import update_workbook

        update_workbook(comparison, workbook)
    _print(comparison, read.problems, as_json=parsed.json)
    return read.exit_status


def _check_handout_payer(comparison: Comparison, parsed: argparse.Namespace) -> None:
    """End a call with a wrong payer before a file is written."""
    try:
        handout.find_payer(comparison, parsed)
    except BadInput as error:
        parsed.parser.error(f"argument --handout-payer: {error}")


def _compare_lists(parsed: argparse.Namespace, read: ReadLists) -> Comparison:
    """Compare all products. Raises UserError where none of them can be compared."""
    products = read.products
    stated = [product_list.scenario for product_list in read.lists if product_list.scenario]
    base = choose_scenario(products, stated, parsed.element or "", parsed.currency or "")
    comparison = compare(products, _apply_options(base, parsed))
    if not comparison.ranked_products:
        hint = _exclusion_reasons(comparison) or "See the reasons above."
        raise UserError(ProblemKind.NOTHING_TO_COMPARE, hint=hint)
    return comparison


def _value_other_minerals(comparison: Comparison, parsed: argparse.Namespace) -> None:
    """Let the catalogue value other minerals that no product of the lists holds alone.

    A catalogue that cannot be read is reported, and nothing else depends on it.
    """
    needed = minerals_without_price(comparison)
    if not needed or not catalogue_exists(parsed):
        return
    from pricing.catalogue.mineral_prices import lowest_mineral_prices

    try:
        with closing(open_catalogue(parsed)) as catalogue:
            currency, day = comparison.scenario.currency, comparison.today
            prices = lowest_mineral_prices(catalogue, needed, currency, day)
    except UserError as error:
        print_problem(line_with_option(error))
    else:
        use_catalogue_prices(comparison, prices)


def _apply_options(scenario: Scenario, parsed: argparse.Namespace) -> Scenario:
    """Return the scenario with the options of the call. Raises BadInput for an impossible one."""
    name, cost = parsed.comparator or (scenario.comparator, scenario.comparator_cost)
    element = scenario.element
    changes: dict[str, Any] = {
        "target": parsed.target,
        "days": parsed.days,
        "course_days": parsed.course,
        "dose_policy": parsed.dose_policy,
        "tolerance": parsed.tolerance,
        "life_stage": parsed.life_stage,
        "budget": parsed.budget,
        "daily_wage": parsed.daily_wage,
        "monthly_income": parsed.monthly_income,
        "comparator": name,
        "comparator_cost": cost,
        "payers": tuple(parsed.payer) or None,
        "absorption": tuple(
            (recognize_form(form, element).name, factor) for form, factor in parsed.absorption
        )
        or None,
    }
    if parsed.reference:
        changes["reference_form"] = recognize_form(parsed.reference, element).name
    if parsed.limit:
        try:
            changes["limit_authority"] = read_limit_authority(parsed.limit, element)
        except BadInput as error:
            parsed.parser.error(f"argument --limit: {error}")
    return replace(scenario, **{key: value for key, value in changes.items() if value is not None})


def _exclusion_reasons(comparison: Comparison) -> str:
    """Return why no product can be compared, each reason once."""
    keys = ("currency_differs", "element_differs", "price_rounds_to_nothing")
    reasons = {
        flag.message()
        for product in comparison.entered_products
        for flag in product.flags
        if flag.key in keys
    }
    return " ".join(sorted(reasons))


def _writer(path: Path, parsed: argparse.Namespace) -> Callable[[Comparison, Path], None]:
    """Return what writes a file of this name."""
    suffix = path.suffix.casefold()
    if suffix in TABLE_EXTENSIONS:
        return partial(write_table, style=TABLE_STYLES[parsed.table_style])
    return write_workbook if suffix == ".xlsx" else handout.handout_writer(suffix, parsed)


def _print(comparison: Comparison, problems: Sequence[Problem], *, as_json: bool) -> None:
    if as_json:
        from pricing.writing import comparison_json

        print_text(comparison_json(comparison, problems))
        return
    for line in comparison_lines(comparison):
        print_line(line)
