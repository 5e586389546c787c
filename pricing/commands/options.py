"""Options of the command line: types that read them, and hints that name them in messages."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pricing.model.columns import COLUMNS_BY_KEY
from pricing.model.product import DEFAULT_ELEMENT
from pricing.model.scenario import Scenario
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MASS, MONEY, TOLERANCE, DecimalMark, read_amount
from pricing.quantities.currencies import read_currency_code
from pricing.quantities.dates import DateOrder
from pricing.reading.headers import LEFT_OUT, recognize_mapping
from pricing.reading.ingredient_columns import mapped_columns
from pricing.reading.packs_columns import PACKS_KEY
from pricing.reading.reading_options import ReadingOptions
from pricing.reading.text_encodings import ENCODINGS
from pricing.reference.mineral_forms import recognize_element

if TYPE_CHECKING:
    from collections.abc import Callable

    from pricing.problems.errors import Problem, UserError

T = TypeVar("T")

EXIT_DONE, EXIT_ROWS_REJECTED, EXIT_UNUSABLE = 0, 1, 2
# As programs that compare do: a scheduler learns from the status whether to send a message.
EXIT_CHANGED = 1
MAX_COUNT = 100_000
_MAP, _DATA_FOLDER = '--map "Header={column}"', "--data-dir DIR"
_SHEET = "--sheet NAME"
_UNKNOWN_HEADER_KINDS = {ProblemKind.NO_HEADER, ProblemKind.MISSING_COLUMNS}
_UNCLEAR_WORDS = {
    ProblemKind.UNCLEAR_HEADER,
    ProblemKind.UNCLEAR_NOTE,
    ProblemKind.UNCLEAR_NOTES,
    ProblemKind.COLUMN_BESIDE_UNCLEAR,
    ProblemKind.COMMENT_UNCLEAR,
}
_MAX_HEADERS_SHOWN = 40
# Messages name no option, because the window shows them too.
_REMEDIES = {
    ProblemKind.AMBIGUOUS_NUMBER: "--decimal-mark",
    ProblemKind.DECIMAL_MARK_MISMATCH: "--decimal-mark",
    ProblemKind.DECIMAL_MARKS_DIFFER: "--decimal-mark",
    ProblemKind.CURRENCY_UNSTATED: "--currency CODE",
    ProblemKind.CURRENCY_OPEN: "--currency CODE",
    ProblemKind.AMBIGUOUS_DATE: "--date-order dmy or --date-order mdy",
    ProblemKind.HIDDEN_SHEET: _SHEET,
    ProblemKind.SHEET_WITHOUT_LIST: _SHEET,
    ProblemKind.NO_SUCH_SHEET: _SHEET,
    ProblemKind.NO_HEADER: _MAP,
    ProblemKind.MISSING_COLUMNS: _MAP,
    ProblemKind.DUPLICATE_HEADER: f'--map "{{second}}={LEFT_OUT}" or --map "{{first}}={LEFT_OUT}"',
    ProblemKind.SALE_PRICE_COUNTS: f'--map "{{header}}={LEFT_OUT}"',
    ProblemKind.SALE_PRICE_HIGHER: f'--map "{{header}}={LEFT_OUT}"',
    ProblemKind.SALE_NOT_ON: f'--map "{{header}}={LEFT_OUT}"',
    ProblemKind.SALE_MAY_BE_OVER: f'--map "{{header}}={LEFT_OUT}"',
    ProblemKind.FIGURES_TO_DIVIDE: '--map "{header}={column}:{base}" with the number N',
    ProblemKind.FIGURES_BY_COLUMN_BESIDE: (
        '--map "{header}={column}" and --map "{beside}={beside_key}"'
    ),
    ProblemKind.SHARE_OF_UNKNOWN_COMPOUND: '--map "Header=compound_mg"',
    ProblemKind.DATA_OF_NEWER_VERSION: _DATA_FOLDER,
    ProblemKind.UNUSABLE_DATA_FOLDER: _DATA_FOLDER,
    ProblemKind.NO_CATALOGUE: _DATA_FOLDER,
    ProblemKind.OUTPUT_EXISTS: "--force",
    ProblemKind.SHARED_LOG_REPLACED: "--rebuild",
    ProblemKind.SHARED_LOG_LACKS: "--send-missing or --give-up-missing",
}


def line_with_option(problem: Problem | BadInput | UserError) -> str:
    """Return the problem as one line, with the option that remedies it if there is one."""
    return f"{problem}{option_hint(problem)}"


def option_hint(problem: Problem | BadInput | UserError) -> str:
    """Return the option that remedies a problem in parentheses, or "" if there is none."""
    mappings = problem.parameters.get("mappings")
    if isinstance(mappings, tuple) and mappings:
        header = problem.parameters.get("mapped_header") or problem.parameters.get("header")
        others = problem.parameters.get("others") or ()
        answers = (*_texts_in(others), *(f"{header}={mapping}" for mapping in mappings))
        options = " or ".join(f'--map "{answer}"' for answer in answers)
        return f" (option {options}{_words_dropped(problem, mappings)})"
    if problem.kind is ProblemKind.UNCLEAR_ENCODING:
        return f" (option --encoding {problem.parameters.get('encoding')})"
    option = _REMEDIES.get(problem.kind)
    if option is None:
        return ""
    if problem.parameters.get("first") == problem.parameters.get("second"):
        option = option.replace("{second}", "{second_place}").replace("{first}", "{first_place}")
    if problem.kind not in _UNKNOWN_HEADER_KINDS:
        return f" (option {option.format(**problem.parameters)})"
    columns = str(problem.parameters.get("columns", "")).split(", ")
    options = " ".join(option.format(column=column) for column in columns)
    if "elemental_mg" in columns:
        options += f", or {option.format(column='compound_mg')} for the amount of a salt"
    multiples = _texts_in(problem.parameters.get("multiples"))
    told = [f'--map "{answer}"' for answer in multiples[:_MAX_HEADERS_SHOWN]]
    unknown = _texts_in(problem.parameters.get("unknown_headers"))
    if unknown or not told:
        shown = "; ".join(unknown[:_MAX_HEADERS_SHOWN])
        rest = "; …" if len(unknown) > _MAX_HEADERS_SHOWN else ""
        told.append(options)
        named = f", where Header is one of the unknown headers: {shown}{rest}" if unknown else ""
        return f" (option {' or '.join(told)}{named})"
    salt = ", or compound_mg in place of elemental_mg for the amount of a salt"
    return f" (option {' or '.join(told)}{salt if 'elemental_mg' in columns else ''})"


def _texts_in(parameter: object) -> tuple[str, ...]:
    return tuple(map(str, parameter)) if isinstance(parameter, tuple) else ()


def _words_dropped(problem: Problem | BadInput | UserError, mappings: tuple[str, ...]) -> str:
    """Return which words about a column a suggested option leaves out, or "" if it omits none."""
    words = problem.parameters.get("words") or problem.parameters.get("text")
    is_plain = problem.kind in _UNCLEAR_WORDS and ":" not in "".join(mappings)
    return f", which reads the column without “{words}”" if words and is_plain else ""


# -- types of arguments ------------------------------------------------------------------------


def option_type(read: Callable[[str], T]) -> Callable[[str], T]:
    """Return the reader as a type of argparse, which reports refused input with its option."""

    def read_option(text: str) -> T:
        try:
            return read(text)
        except BadInput as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read_option


def read_file_name(text: str) -> str:
    """Return the name of a file or folder. An empty one would mean the current folder."""
    if not text.strip():
        raise BadInput(ProblemKind.MISSING_NAME)
    return text


def read_path(text: str) -> Path:
    """Return the path of a file or folder, which must have a name."""
    return Path(read_file_name(text))


@dataclass(frozen=True, slots=True)
class _UnreadAmount:
    """The text of an option that is read when the decimal mark of the call is known."""

    text: str
    read: Callable[[str, DecimalMark], object]


def amount_type(read: Callable[[str, DecimalMark], object]) -> Callable[[str], _UnreadAmount]:
    """Return a type of argparse that leaves an option with an amount to `read_amount_options`."""
    return lambda text: _UnreadAmount(text, read)


def read_amount_options(parsed: argparse.Namespace) -> None:
    """Read the options with amounts, in which --decimal-mark counts wherever it stands.

    A refused amount ends the call, and the message names its option.
    """
    mark = DecimalMark(getattr(parsed, "decimal_mark", DecimalMark.AUTO))
    for name, value in vars(parsed).items():
        is_list = isinstance(value, list)
        values = value if is_list else [value]
        if not any(isinstance(value, _UnreadAmount) for value in values):
            continue
        try:
            amounts = [value.read(value.text, mark) for value in values]
        except BadInput as error:
            option = f"--{name.replace('_', '-')}"
            parsed.parser.error(f"argument {option}: {line_with_option(error)}")
        setattr(parsed, name, amounts if is_list else amounts[0])


def read_mass(text: str, mark: DecimalMark) -> int:
    """Return micrograms; the text is in milligrams unless it states another unit."""
    return read_amount(text, MASS, mark)


TOLERANCE_HELP = (
    "percent by which a dose may stay below the target (default: "
    f"{TOLERANCE.text(Scenario().tolerance)})"
)


def read_tolerance(text: str, mark: DecimalMark) -> int:
    """Return hundredths of a percent."""
    return read_amount(text, TOLERANCE, mark)


def read_plain_money(text: str, mark: DecimalMark) -> int:
    """Return millionths of the currency compared in."""
    return read_amount(text, MONEY, mark)


def read_count(text: str) -> int:
    """Return a whole number from 1 to 100,000.

    >>> read_count("20")
    20
    """
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal()):
        raise BadInput(ProblemKind.NOT_A_WHOLE_NUMBER, value=text)
    if digits != text:
        raise BadInput(ProblemKind.NEGATIVE, value=text)
    count = int(text[:9])
    if not count:
        raise BadInput(ProblemKind.ZERO)
    if count > MAX_COUNT:
        raise BadInput(ProblemKind.TOO_LARGE, value=text, largest=str(MAX_COUNT))
    return count


def read_column_mapping(text: str) -> tuple[str, str]:
    """Return the header and the meaning of HEADER=COLUMN[:UNIT].

    >>> read_column_mapping("Name = Product=product")
    ('Name = Product', 'product')
    >>> read_column_mapping("Price Pence=price:pence")
    ('Price Pence', 'price:pence')
    """
    header, _, mapping = text.rpartition("=")
    key, _, _ = mapping.partition(":")
    if header and mapping == LEFT_OUT:
        return header, mapping
    if not header or key not in (*COLUMNS_BY_KEY, *mapped_columns(), PACKS_KEY):
        columns = ", ".join((*COLUMNS_BY_KEY, PACKS_KEY, LEFT_OUT))
        raise argparse.ArgumentTypeError(
            f"“{text}” is not HEADER=COLUMN or HEADER=COLUMN:UNIT; the columns are {columns}, and "
            "for each further mineral its amount, compound and form, such as zinc_mg, "
            "zinc_compound_mg and zinc_form"
        )
    try:
        recognize_mapping(header, mapping)
    except BadInput as error:
        raise argparse.ArgumentTypeError(f"“{text}”: {error}") from None
    return header, mapping


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


def add_decimal_mark_option(parser: argparse.ArgumentParser, description: str) -> None:
    """Add --decimal-mark."""
    parser.add_argument(
        "--decimal-mark",
        choices=tuple(mark.value for mark in DecimalMark),
        default=DecimalMark.AUTO.value,
        help=description,
    )


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that state how a list is written."""
    add_decimal_mark_option(
        parser,
        "decimal mark of the list and of the amounts in options (default: auto, which decides for "
        "each column and each option)",
    )
    parser.add_argument(
        "--date-order",
        choices=tuple(order.value for order in DateOrder),
        default=DateOrder.AUTO.value,
        help="order of day and month in the list: dmy or mdy (default: auto, which looks for a "
        "date that has only one meaning)",
    )
    parser.add_argument(
        "--encoding",
        choices=ENCODINGS,
        default="",
        help="encoding of a list of text (default: that of its letters)",
    )
    parser.add_argument(
        "--sheet",
        metavar="NAME",
        default="",
        help="sheet of a workbook (default: all visible sheets that hold a list)",
    )
    parser.add_argument(
        "--map",
        metavar="HEADER=COLUMN[:UNIT]",
        type=read_column_mapping,
        action="append",
        default=[],
        help="what the column of a header is, such as Wirkstoff=form, “Price Pence=price:pence”, "
        "“Elemental=elemental_mg:per 2 units” or “VAT=tax_percent:percent”. “Price=price:per 3 "
        "packs”, “Count=pack_units:per 2 packs”, “Strips=pack_units:packs of 10” and "
        "“Count=pack_units:dozens” say of how many the figures are, and “Qty=packs” for how many "
        "packs the price of each row is. Beside “Mg per day=elemental_mg”, “Tablets per day="
        "serving_units” says of how many. “K3=zinc_mg:mcg”, "
        "“Zinkoxid=zinc_compound_mg” and “Salz=zinc_form” name columns of a further mineral. "
        "“Note=ignore” leaves a column out. A column without a header of its own has its number "
        "or letter: “3=price” or “C=price”; repeatable",
    )


def reading_options(parsed: argparse.Namespace) -> ReadingOptions:
    """Return how the lists of a call are written."""
    return ReadingOptions(
        decimal_mark=DecimalMark(parsed.decimal_mark),
        date_order=DateOrder(parsed.date_order),
        sheet=parsed.sheet,
        encoding=parsed.encoding,
        column_keys=dict(parsed.map),
        element=parsed.element or DEFAULT_ELEMENT,
        currency=parsed.currency or "",
        tells_default_currency=True,
    )
