"""`elemental-cli import` and `export`: fill the catalogue, and write all of it as one file."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pricing.catalogue import exchange
from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import ImportResult, catalogue_for_import, import_file
from pricing.catalogue.outbox import last_problem_kind
from pricing.commands.options import (
    EXIT_DONE,
    EXIT_ROWS_REJECTED,
    EXIT_UNUSABLE,
    add_currency_option,
    add_element_option,
    add_reading_options,
    option_type,
    read_file_name,
    read_path,
    reading_options,
)
from pricing.commands.outputs import add_force_option, check_export, check_outputs
from pricing.commands.problem_report import (
    MAX_LINES_PER_FILE,
    add_problems_option,
    print_problems,
    write_problems,
)
from pricing.commands.terminal import count_text, print_line, print_problem, print_text
from pricing.problems.errors import Problem, ProblemKind, UserError
from pricing.problems.progress import Progress
from pricing.quantities.amounts import MONEY
from pricing.reading.list_questions import is_question
from pricing.store.data_files import CATALOGUE_FILE
from pricing.store.database import default_data_folder
from pricing.store.integrity import has_data_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MOST_SOURCES = 10
FIRST_PROGRESS_LINE_ROWS = 20_000


def add_command(commands: argparse._SubParsersAction[Any]) -> None:
    """Add both commands."""
    importing = commands.add_parser("import", help="import product lists into the catalogue")
    importing.set_defaults(run=_import, parser=importing)
    importing.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        type=option_type(read_file_name),
        help="a list or a catalogue",
    )
    importing.add_argument(
        "--source", metavar="NAME", default="", help="who asks these prices (default: the list)"
    )
    add_element_option(importing, "mineral of rows that name none (default: magnesium)")
    add_currency_option(importing, "currency of rows that name none (default: that of the others)")
    add_reading_options(importing)
    add_problems_option(importing)
    add_force_option(importing)
    importing.add_argument("--json", action="store_true", help="print one JSON object")
    exporting = commands.add_parser("export", help="write the whole catalogue as one file")
    exporting.set_defaults(run=_export, parser=exporting)
    exporting.add_argument(
        "path",
        metavar="PATH",
        type=_read_catalogue_path,
        help=f"a file that ends in {exchange.CATALOGUE_SUFFIX}",
    )
    add_force_option(exporting)
    for parser in (importing, exporting):
        add_data_dir_option(parser)


def _read_catalogue_path(text: str) -> Path:
    path = Path(text)
    if not exchange.is_catalogue_file(path):
        raise argparse.ArgumentTypeError(
            f"the file of a catalogue ends in {exchange.CATALOGUE_SUFFIX}"
        )
    return path


def add_data_dir_option(parser: argparse.ArgumentParser) -> None:
    """Add --data-dir, which every command on the catalogue has."""
    parser.add_argument(
        "--data-dir",
        metavar="DIR",
        type=option_type(read_path),
        help="folder of the catalogue (default: that of the window)",
    )


def open_catalogue(parsed: argparse.Namespace) -> Catalogue:
    """Open the catalogue of the call, and report what was wrong with its file.

    Raises:
        UserError: There is none, or it cannot be opened.
    """
    check_catalogue(parsed)
    catalogue = Catalogue(data_folder(parsed))
    _report_notice(catalogue)
    return catalogue


def _report_notice(catalogue: Catalogue) -> None:
    if catalogue.database.notice is not None:
        print_problem(catalogue.database.notice.line)


def known_source(catalogue: Catalogue, name: str) -> str:
    """Return the source of this name. Its case matters only if several differ in nothing else.

    Raises:
        UserError: The catalogue has no such source, or several.
    """
    sources = catalogue.sources() if name else ()
    alike = [source for source in sources if source.casefold() == name.casefold()]
    if not name or name in sources:
        return name
    if len(alike) != 1:
        shown = tuple(alike or sources)
        several = (*shown[:_MOST_SOURCES], "…") if len(shown) > _MOST_SOURCES else shown
        raise UserError(ProblemKind.NO_SUCH_SOURCE, source=name, sources=several)
    return alike[0]


def check_catalogue(parsed: argparse.Namespace) -> None:
    """Raise UserError if the call has no catalogue: a command that reads one makes none."""
    if not catalogue_exists(parsed):
        raise UserError(ProblemKind.NO_CATALOGUE, path=data_folder(parsed))


def catalogue_exists(parsed: argparse.Namespace) -> bool:
    """Return whether the catalogue of the call has a file. It is not opened."""
    return has_data_file(data_folder(parsed) / CATALOGUE_FILE.name)


def data_folder(parsed: argparse.Namespace) -> Path:
    """Return the folder of the catalogue of the call."""
    folder: Path | None = parsed.data_dir
    return folder or default_data_folder()


class _ProgressPrinter(Progress):
    """Progress on standard error, for long lists: a line each time the rows have doubled."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._next_rows = FIRST_PROGRESS_LINE_ROWS
        self.line_count = 0

    def report(self, rows: int, share: float = 0.0) -> None:
        if rows >= self._next_rows:
            self._next_rows = 2 * rows
            self.line_count += 1
            print_problem(f"{self._name}: {count_text(rows, 'row', 'rows')} read, {share:.0%}")


def _import(parsed: argparse.Namespace) -> int:
    options = reading_options(parsed)
    if parsed.problems:
        check_outputs([parsed.problems], list(map(Path, parsed.files)), force=parsed.force)
    paths = list(map(Path, parsed.files))
    with catalogue_for_import(data_folder(parsed), paths, options) as catalogue:
        _report_notice(catalogue)
        results: dict[str, ImportResult] = {}
        for name in dict.fromkeys(parsed.files):
            progress = _ProgressPrinter(name)
            results[name] = import_file(catalogue, Path(name), options, parsed.source, progress)
            print_problems(
                name,
                results[name].problems,
                parsed.problems,
                MAX_LINES_PER_FILE - progress.line_count,
            )
        problems = [problem for result in results.values() for problem in result.problems]
        if parsed.problems:
            write_problems(problems, parsed.problems)
        if parsed.json:
            print_text(_import_json(results, catalogue.count()))
        else:
            for line in _import_lines(results, catalogue.count()):
                print_line(line)
        _report_reader(catalogue)
    if not any(result.summary.rows for result in results.values()):
        return EXIT_UNUSABLE
    is_open = any(is_question(problem) or not problem.is_row_kept for problem in problems)
    return EXIT_ROWS_REJECTED if is_open else EXIT_DONE


def _report_reader(catalogue: Catalogue) -> None:
    """Say that the rows reach no other counter, if this one may only read the shared catalogue."""
    if last_problem_kind(catalogue.database) == ProblemKind.SERVER_READ_ONLY.name:
        print_problem(Problem(ProblemKind.SERVER_READ_ONLY).line)


def _import_lines(results: Mapping[str, ImportResult], count: int) -> Iterator[str]:
    for name, result in results.items():
        summary = result.summary
        rows = count_text(summary.rows, "row", "rows")
        products = count_text(summary.products, "new product", "new products")
        prices = count_text(summary.prices, "new price", "new prices")
        unpriced = count_text(summary.unpriced, "row without a price", "rows without a price")
        line = f"{name}: {rows}; {products}, {prices}"
        yield f"{line}; {unpriced}" if summary.unpriced else line
    yield f"{count_text(count, 'product', 'products')} in the catalogue"


def _import_json(results: Mapping[str, ImportResult], count: int) -> str:
    files = [
        {
            "file": name,
            "rows": result.summary.rows,
            "products": result.summary.products,
            "prices": result.summary.prices,
            "unpriced": result.summary.unpriced,
            "changed": [
                {
                    "product": change.product,
                    "was": _money_number(change.old_price),
                    "now": _money_number(change.new_price),
                    "currency": change.currency,
                }
                for change in result.summary.changed
            ],
            "rejected": [str(problem) for problem in result.problems],
        }
        for name, result in results.items()
    ]
    return json.dumps({"files": files, "products": count}, ensure_ascii=False, indent=2)


def _money_number(price: int) -> float:
    return float(MONEY.to_fraction(price))


def _export(parsed: argparse.Namespace) -> int:
    check_export(parsed.path, force=parsed.force)
    catalogue = open_catalogue(parsed)
    try:
        catalogue.export(parsed.path)
        print_line(f"{parsed.path}: {count_text(catalogue.count(), 'product', 'products')}")
    finally:
        catalogue.close()
    return EXIT_DONE
