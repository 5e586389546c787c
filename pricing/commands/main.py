"""The command line: compares lists, prints or writes the outcome, in the C locale."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

from pricing.calculation.comparison import Comparison, compare
from pricing.commands import catalogue, handout, label, scenario_options, search, template
from pricing.commands.console import comparison_lines
from pricing.commands.option_hints import line_with_option
from pricing.commands.options import read_column_mapping
from pricing.data import tables
from pricing.problems.errors import BadInput, Problem, ProblemKind, UserError
from pricing.quantities.amounts import DecimalMark
from pricing.reading.importer import ReadingOptions, read_products
from pricing.reference.mineral_forms import recognize_element
from pricing.writing.atomic_file import atomic_file
from pricing.writing.csv_table import TABLE_STYLES
from pricing.writing.table_files import TABLE_EXTENSIONS, write_table
from pricing.writing.workbook.workbook import MAX_LIVE_PRODUCTS, fits_live_formulas, write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


EXIT_DONE, EXIT_ROWS_REJECTED, EXIT_UNUSABLE = 0, 1, 2


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a call in the same way as with a file."""

    def error(self, message: str) -> NoReturn:
        self.exit(EXIT_UNUSABLE, f"{self.prog}: {message}; see {self.prog} --help\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 done, 1 done but rows were rejected, 2 unusable."""
    for stream in (sys.stdout, sys.stderr):
        _set_encoding(stream)
    parsed = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = parsed.run
    try:
        return run(parsed)
    except (UserError, BadInput) as problem:
        return _fail(line_with_option(problem))
    except BrokenPipeError:  # the reader of the output went away
        sys.stderr.close()
        return EXIT_DONE


def _set_encoding(stream: TextIO) -> None:
    """Make a console of a small character set print what it can instead of failing."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure and stream.isatty():
        reconfigure(errors="replace")
    elif reconfigure:
        reconfigure(encoding="utf-8", errors="replace", newline="\n")


def _fail(message: str) -> int:
    print(f"elemental-cli: {message}", file=sys.stderr)  # noqa: T201 - this is the command line
    return EXIT_UNUSABLE


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
    scenario_options.add_options(comparing)
    comparing.add_argument("--decimal-mark", choices=("auto", ".", ","), default="auto")
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
        help="also write PATH: .xlsx workbook, .csv, .tsv or .json table, .pdf or .html handout",
    )
    comparing.add_argument(
        "--update",
        metavar="WORKBOOK",
        action="append",
        default=[],
        help="refresh the program's sheets in a workbook of your own; the rest stays as it is",
    )
    comparing.add_argument(
        "--table-style",
        choices=tuple(TABLE_STYLES),
        default="comma",
        help="what parts the cells of a .csv table, and marks decimals",
    )
    comparing.add_argument("--strict", action="store_true", help="end at any rejected row")
    handout.add_options(comparing)
    for each in (label, catalogue, search, template):
        each.add_command(commands)
    example = commands.add_parser("example", help="write the magnesium example list")
    example.add_argument("path", metavar="PATH", help="where to write the .csv list")
    example.set_defaults(run=_example)
    return parser  # fmt: skip


# -- the commands ------------------------------------------------------------------------------


def _example(parsed: argparse.Namespace) -> int:
    path = Path(parsed.path)
    with atomic_file(path) as file:
        file.write(tables.read_text("example.csv").encode())
    print(f"{path}: 18 magnesium products; try: elemental-cli compare {path} --target 300")  # noqa: T201
    return EXIT_DONE


def _compare(parsed: argparse.Namespace) -> int:
    if not parsed.files:
        return _fail(
            "no product list is given; write the example with “elemental-cli example list.csv”, "
            "then “elemental-cli compare list.csv”"
        )
    writers = [(Path(path), _writer(Path(path), parsed)) for path in parsed.output]
    options = ReadingOptions(
        decimal_mark=DecimalMark(parsed.decimal_mark),
        column_keys=read_column_mapping(parsed.map),
        element=recognize_element(parsed.element) if parsed.element else "Mg",
        currency=scenario_options.choose_currency(parsed, ()) if parsed.currency else "",
    )
    lists = [read_products(Path(file), options) for file in parsed.files]
    problems = [problem for one in lists for problem in one.problems]
    for problem in problems:
        print(line_with_option(problem), file=sys.stderr)  # noqa: T201
    left_out = sum(one.rejected_count for one in lists)
    if left_out and parsed.strict:
        return _fail("a row was rejected, and --strict ends the run there")
    scenario = scenario_options.read_scenario(parsed, lists)
    comparison = compare([each.product for one in lists for each in one.products], scenario)
    if not comparison.ranked_products:
        hint = _exclusion_reasons(comparison) or "see the reasons above"
        raise UserError(ProblemKind.NOTHING_TO_COMPARE, hint=hint)
    for path, write in writers:
        write(comparison, path)
        if path.suffix.casefold() == ".xlsx" and not fits_live_formulas(comparison):
            said = (
                f"{path}: values alone; formulas are written for at most "
                f"{MAX_LIVE_PRODUCTS} products"
            )
            print(said, file=sys.stderr)  # noqa: T201
    for name in parsed.update:
        from pricing.writing.workbook.update_existing import update_workbook

        update_workbook(comparison, Path(name))
    _print(comparison, problems, as_json=parsed.json)
    return EXIT_ROWS_REJECTED if left_out else EXIT_DONE


def _exclusion_reasons(comparison: Comparison) -> str:
    """Why no product of the lists is comparable, each reason once."""
    keys = ("currency_differs", "element_differs")
    said = {
        flag.message()
        for each in comparison.entered_products
        for flag in each.flags
        if flag.key in keys
    }
    return " ".join(sorted(said))


def _writer(path: Path, parsed: argparse.Namespace) -> Callable[[Comparison, Path], None]:
    match path.suffix.casefold():
        case ending if ending in TABLE_EXTENSIONS:
            return partial(write_table, style=TABLE_STYLES[parsed.table_style])
        case ".xlsx":
            return write_workbook
        case ending if ending in handout.HANDOUT_SUFFIXES:
            return handout.handout_writer(ending, parsed)
        case ending:
            known = ".xlsx, .csv, .tsv, .json, .pdf or .html"
            reason = f"files ending in “{ending}” are not written; use {known}"
            raise UserError(ProblemKind.UNUSABLE_OPTION, option="-o", reason=reason)


def _print(comparison: Comparison, problems: Sequence[Problem], *, as_json: bool) -> None:
    if as_json:
        from pricing.writing.json_output import comparison_json

        print(comparison_json(comparison, problems))  # noqa: T201
        return
    for line in comparison_lines(comparison):
        print(line)  # noqa: T201
