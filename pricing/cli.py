"""The command line: compares lists, prints or writes the outcome, in the C locale."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

from pricing import catalogue_command, handout_command, label_command, search_command, shipped
from pricing.access import read_comparator
from pricing.amounts import FACTOR, MASS, MONEY, DecimalMark, read_amount
from pricing.comparison import Comparison, compare
from pricing.currency import currency_of
from pricing.errors import BadInput, Problem, ProblemKind, UserError
from pricing.forms import element_named, form_named
from pricing.limits import LIFE_STAGES
from pricing.options import mapping, option
from pricing.payers import read_payer
from pricing.reading.importer import Options, read_products
from pricing.scenario import DOSE_POLICIES, NO_LIMIT, Scenario, authorities_for
from pricing.writing.console import lines
from pricing.writing.files import whole_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pricing.reading.rows import ProductList

DONE, SOME_REJECTED, UNUSABLE = 0, 1, 2


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a call in the same way as with a file."""

    def error(self, message: str) -> NoReturn:
        self.exit(UNUSABLE, f"{self.prog}: {message}; see {self.prog} --help\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 done, 1 done but rows were rejected, 2 unusable."""
    for stream in (sys.stdout, sys.stderr):
        _make_speakable(stream)
    parsed = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = parsed.run
    try:
        return run(parsed)
    except (UserError, BadInput) as problem:
        return _fail(str(problem))
    except BrokenPipeError:  # the reader of the output went away
        sys.stderr.close()
        return DONE


def _make_speakable(stream: TextIO) -> None:
    """Make a console of a small character set print what it can instead of failing."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure and stream.isatty():
        reconfigure(errors="replace")
    elif reconfigure:
        reconfigure(encoding="utf-8", errors="replace", newline="\n")


def _fail(message: str) -> int:
    print(f"elemental-cli: {message}", file=sys.stderr)  # noqa: T201 - this is the command line
    return UNUSABLE


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="elemental-cli",
        description="What a milligram of a mineral really costs. Arithmetic, not medical advice.",
    )
    parser.add_argument("--version", action="version", version=version("elemental"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    comparing = commands.add_parser("compare", help="compare the products of one or more lists")
    comparing.set_defaults(run=_compare)
    comparing.add_argument("files", nargs="*", metavar="FILE", help="a list, or a public register")
    for name, metavar, says in _OPTIONS:
        comparing.add_argument(name, metavar=metavar, help=says)
    comparing.add_argument("--dose-policy", choices=tuple(DOSE_POLICIES), default="at_least")
    comparing.add_argument("--life-stage", choices=tuple(LIFE_STAGES), default="adult")
    comparing.add_argument("--decimal-mark", choices=("auto", ".", ","), default="auto")
    comparing.add_argument(
        "--absorption",
        metavar="FORM=FACTOR",
        action="append",
        default=[],
        help="relative absorption assumed for a form; repeatable",
    )
    comparing.add_argument(
        "--payer",
        metavar="NAME:KIND[:VALUE]",
        action="append",
        default=[],
        help="a way to pay: percent, copay_pack, copay_month, pretax or none; repeatable",
    )
    comparing.add_argument(
        "--map",
        metavar="HEADER=COLUMN",
        action="append",
        default=[],
        help="name a column of the file; repeatable",
    )
    comparing.add_argument("--json", action="store_true", help="print one JSON object")
    comparing.add_argument(
        "-o",
        "--output",
        metavar="PATH",
        action="append",
        default=[],
        help="also write PATH: .xlsx workbook, .csv table, .pdf or .html handout; repeatable",
    )
    comparing.add_argument("--strict", action="store_true", help="end at any rejected row")
    handout_command.add(comparing)
    for each in (label_command, catalogue_command, search_command):
        each.add(commands)
    example = commands.add_parser("example", help="write the magnesium example list")
    example.add_argument("path", metavar="PATH", help="where to write the .csv list")
    example.set_defaults(run=_example)
    return parser  # fmt: skip


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


# -- the scenario ------------------------------------------------------------------------------


def _scenario(parsed: argparse.Namespace, lists: Sequence[ProductList]) -> Scenario:
    element = element_named(parsed.element) if parsed.element else "Mg"
    scenario = Scenario.for_element(element, _currency(parsed, lists))
    changes: dict[str, object] = {
        "dose_policy": parsed.dose_policy,
        "life_stage": parsed.life_stage,
        "absorption": tuple(_absorption(text, element) for text in parsed.absorption),
        "payers": tuple(option("--payer", read_payer, text) for text in parsed.payer),
    }
    for name, field, read in _AMOUNTS:
        text = getattr(parsed, name.removeprefix("--").replace("-", "_"))
        if text:
            changes[field] = option(name, read, text)
    if parsed.comparator:
        name, cost = option("--comparator", read_comparator, parsed.comparator)
        changes |= {"comparator": name, "comparator_cost": cost}
    if parsed.limit:
        changes["limit_authority"] = _authority(parsed.limit, element)
    if parsed.reference:
        changes["reference_form"] = form_named(parsed.reference, element).name
    return replace(scenario, **changes)  # type: ignore[arg-type] # each option sets its own field


def _income(what: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        amount = read_amount(text, MONEY)
        if not amount:
            raise BadInput(ProblemKind.ZERO_INCOME, what=what)
        return amount

    return read


def _whole(text: str) -> int:
    if not text.strip().isdecimal():
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example="30")
    return int(text)


# Options that are an amount of the scenario: the option, the field, how it is read.
_AMOUNTS: tuple[tuple[str, str, Callable[[str], int]], ...] = (
    ("--target", "target", partial(read_amount, quantity=MASS)),
    ("--days", "days", _whole),
    ("--course", "course_days", _whole),
    ("--budget", "budget", partial(read_amount, quantity=MONEY)),
    ("--daily-wage", "daily_wage", _income("daily wage")),
    ("--monthly-income", "monthly_income", _income("monthly income")),
)


def _authority(text: str, element: str) -> str:
    known = {name.casefold(): name for name in (NO_LIMIT, *authorities_for(element))}
    if text.casefold() not in known:
        reason = f"no limit of “{text}” is known; use one of {', '.join(known.values())}"
        raise UserError(ProblemKind.UNUSABLE_OPTION, option="--limit", reason=reason)
    return known[text.casefold()]


def _absorption(text: str, element: str) -> tuple[str, int]:
    form, _, factor = text.partition("=")
    value = option("--absorption", read_amount, factor, FACTOR)
    return form_named(form, element).name, value


def _currency(parsed: argparse.Namespace, lists: Sequence[ProductList]) -> str:
    if parsed.currency:
        return option("--currency", currency_of, parsed.currency)
    counted = Counter(each.product.currency for one in lists for each in one.products)
    return counted.most_common(1)[0][0] if counted else "USD"


# -- the commands ------------------------------------------------------------------------------


def _example(parsed: argparse.Namespace) -> int:
    path = Path(parsed.path)
    with whole_file(path) as file:
        file.write(shipped.text("example.csv").encode())
    print(f"{path}: 18 magnesium products; try: elemental-cli compare {path} --target 300")  # noqa: T201
    return DONE


def _compare(parsed: argparse.Namespace) -> int:
    if not parsed.files:
        return _fail(
            "no product list is given; write the example with “elemental-cli example list.csv”, "
            "then “elemental-cli compare list.csv”"
        )
    writers = [(Path(path), _writer(Path(path), parsed)) for path in parsed.output]
    options = Options(
        mark=DecimalMark(parsed.decimal_mark),
        mapping=mapping(parsed.map),
        element=element_named(parsed.element) if parsed.element else "Mg",
        currency=_currency(parsed, ()) if parsed.currency else "",
    )
    lists = [read_products(Path(file), options) for file in parsed.files]
    problems = [problem for one in lists for problem in one.problems]
    for problem in problems:
        print(problem, file=sys.stderr)  # noqa: T201
    left_out = sum(one.left_out for one in lists)
    if left_out and parsed.strict:
        return _fail("a row was rejected, and --strict ends the run there")
    scenario = _scenario(parsed, lists)
    comparison = compare([each.product for one in lists for each in one.products], scenario)
    if not comparison.ranked:
        hint = _left_out(comparison) or (
            "see the reasons above" if problems else "the lists hold no products"
        )
        raise UserError(ProblemKind.NOTHING_TO_COMPARE, hint=hint)
    for path, write in writers:
        write(comparison, path)
    _print(comparison, problems, as_json=parsed.json)
    return SOME_REJECTED if left_out else DONE


def _left_out(comparison: Comparison) -> str:
    """Why no product of the lists is comparable, each reason once."""
    keys = ("currency_differs", "element_differs")
    said = {flag.says() for each in comparison.entered for flag in each.flags if flag.key in keys}
    return " ".join(sorted(said))


def _writer(path: Path, parsed: argparse.Namespace) -> Callable[[Comparison, Path], None]:
    match path.suffix.casefold():
        case ".csv":
            from pricing.writing.delimited import write_csv

            return write_csv
        case ".xlsx":
            from pricing.writing.workbook import write_workbook

            return write_workbook
        case ending if ending in handout_command.ENDINGS:
            return handout_command.writer(ending, parsed)
        case ending:
            reason = f"files ending in “{ending}” are not written; use .xlsx, .csv, .pdf or .html"
            raise UserError(ProblemKind.UNUSABLE_OPTION, option="-o", reason=reason)


def _print(comparison: Comparison, problems: Sequence[Problem], *, as_json: bool) -> None:
    if as_json:
        from pricing.writing.json_text import json_text

        print(json_text(comparison, problems))  # noqa: T201
        return
    for line in lines(comparison):
        print(line)  # noqa: T201
