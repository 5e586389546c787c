"""Options of the command line: types that read them, and hints that name them in messages."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pricing.model.columns import COLUMNS_BY_KEY
from pricing.model.product import DEFAULT_ELEMENT
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MASS, MONEY, DecimalMark, read_amount
from pricing.quantities.currencies import read_currency_code
from pricing.reading.importer import ReadingOptions
from pricing.reference.mineral_forms import recognize_element

if TYPE_CHECKING:
    from collections.abc import Callable

    from pricing.problems.errors import Problem, UserError

T = TypeVar("T")

EXIT_DONE, EXIT_ROWS_REJECTED, EXIT_UNUSABLE = 0, 1, 2
MAX_COUNT = 100_000
_MAP, _DATA_FOLDER = '--map "Header={column}"', "--data-dir DIR"
# Messages name no option, because the window shows them too.
_REMEDIES = {
    ProblemKind.AMBIGUOUS_NUMBER: "--decimal-mark",
    ProblemKind.DECIMAL_MARK_MISMATCH: "--decimal-mark",
    ProblemKind.MISSING_COLUMNS: _MAP,
    ProblemKind.DUPLICATE_HEADER: _MAP,
    ProblemKind.DATA_OF_NEWER_VERSION: _DATA_FOLDER,
    ProblemKind.UNUSABLE_DATA_FOLDER: _DATA_FOLDER,
    ProblemKind.OUTPUT_EXISTS: "--force",
}


def line_with_option(problem: Problem | BadInput | UserError) -> str:
    """Return the problem as one line, with the option that remedies it if there is one."""
    option = _REMEDIES.get(problem.kind)
    if option is None:
        return str(problem)
    columns = str(problem.parameters.get("columns") or problem.parameters.get("column", ""))
    return f"{problem} (option {option.format(column=columns.split(', ', 1)[0])})"


# -- types of arguments ------------------------------------------------------------------------


def option_type(read: Callable[[str], T]) -> Callable[[str], T]:
    """Return the reader as a type of argparse, which reports refused input with its option."""

    def read_option(text: str) -> T:
        try:
            return read(text)
        except BadInput as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read_option


def read_folder(text: str) -> Path:
    """Return the folder. An empty name would mean the current one."""
    if not text.strip():
        raise BadInput(ProblemKind.MISSING_NAME)
    return Path(text)


def read_mass(text: str) -> int:
    """Return micrograms; the text is in milligrams unless it states another unit."""
    return read_amount(text, MASS)


def read_plain_money(text: str) -> int:
    """Return millionths of the currency compared in."""
    return read_amount(text, MONEY)


def read_count(text: str) -> int:
    """Return a whole number from 1 to 100,000.

    >>> read_count("20")
    20
    """
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= MAX_COUNT):
        raise BadInput(ProblemKind.NOT_A_NUMBER, value=text, example="20")
    return int(text)


def read_column_mapping(text: str) -> tuple[str, str]:
    """Return the header and the column key of HEADER=COLUMN.

    >>> read_column_mapping("Name = Product=product")
    ('Name = Product', 'product')
    """
    header, _, column = text.rpartition("=")
    if not header or column not in COLUMNS_BY_KEY:
        columns = ", ".join(COLUMNS_BY_KEY)
        raise argparse.ArgumentTypeError(
            f"“{text}” is not HEADER=COLUMN; the columns are {columns}"
        )
    return header, column


# -- options that several commands have --------------------------------------------------------


def add_element_option(parser: argparse.ArgumentParser, description: str) -> None:
    """Add --element."""
    parser.add_argument(
        "--element", metavar="MINERAL", type=option_type(recognize_element), help=description
    )


def add_currency_option(parser: argparse.ArgumentParser, description: str) -> None:
    """Add --currency."""
    parser.add_argument(
        "--currency", metavar="CODE", type=option_type(read_currency_code), help=description
    )


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that state how a list is written."""
    parser.add_argument(
        "--decimal-mark",
        choices=tuple(mark.value for mark in DecimalMark),
        default=DecimalMark.AUTO.value,
        help="decimal mark of the list (default: auto, which decides for each column)",
    )
    parser.add_argument(
        "--map",
        metavar="HEADER=COLUMN",
        type=read_column_mapping,
        action="append",
        default=[],
        help="column of a header that is not recognized, such as Wirkstoff=form; repeatable",
    )


def reading_options(parsed: argparse.Namespace) -> ReadingOptions:
    """Return how the lists of a call are written."""
    return ReadingOptions(
        decimal_mark=DecimalMark(parsed.decimal_mark),
        column_keys=dict(parsed.map),
        element=parsed.element or DEFAULT_ELEMENT,
        currency=parsed.currency or "",
    )
