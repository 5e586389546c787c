"""`elemental-cli label`: check the amounts of one label, or read them from its text."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from pricing.analysis.label_check import LabelCheckResult, check_label
from pricing.commands.label_text import read_label_files
from pricing.commands.options import (
    EXIT_DONE,
    add_decimal_mark_option,
    amount_type,
    option_type,
    read_file_name,
)
from pricing.commands.terminal import print_line, print_text
from pricing.model.columns import COLUMNS_BY_KEY, NumberConvention, read_cell

if TYPE_CHECKING:
    import argparse

    from pricing.model.columns import BaseValue, Column
    from pricing.quantities.amounts import DecimalMark

# The options are named as the columns of a list.
_OPTIONS = (
    ("element", "MINERAL", "mineral (default: magnesium)"),
    ("form", "FORM", "form that the label names, such as glycinate"),
    ("elemental_mg", "MG", "elemental amount of a serving"),
    ("compound_mg", "MG", "compound amount of a serving"),
    ("serving_units", "UNITS", "capsules or other units in a serving (default: 1)"),
    ("unit_kind", "UNIT", "what is counted (default: capsule)"),
    ("daily_value_percent", "PERCENT", "percentage of the daily value that the label states"),
)


def add_command(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command."""
    parser = commands.add_parser("label", help="show what one unit of a label really gives")
    parser.set_defaults(run=_run, parser=parser)
    for key, metavar, description in _OPTIONS:
        column = COLUMNS_BY_KEY[key]
        parser.add_argument(
            f"--{key.replace('_', '-')}",
            metavar=metavar,
            type=amount_type(partial(_read_option, column)),
            help=description,
        )
    add_decimal_mark_option(parser, "decimal mark of the amounts (default: auto)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--text",
        nargs="+",
        metavar="FILE",
        type=option_type(read_file_name),
        help="read the text or HTML page of a label instead; - is standard input",
    )


def _read_option(column: Column, text: str, mark: DecimalMark) -> BaseValue | None:
    return read_cell(column, text, NumberConvention(mark))


def _run(parsed: argparse.Namespace) -> int:
    given = {key: getattr(parsed, key) for key, _, _ in _OPTIONS}
    given = {key: value for key, value in given.items() if value is not None}
    if parsed.text:
        if given:
            parsed.parser.error("--text reads the amounts itself: leave out the other options")
        return read_label_files(parsed.text, as_json=parsed.json)
    result = check_label(given)
    if parsed.json:
        print_text(_label_json(result))
    else:
        for line in _label_lines(result):
            print_line(line)
    return EXIT_DONE


def _label_lines(result: LabelCheckResult) -> list[str]:
    """Return the sentences about the label, then what the checks found."""
    sentences = [sentence.text() for sentence in result.sentences]
    return sentences + [f"{flag.severity}: {flag.message()}" for flag in result.flags]


def _label_json(result: LabelCheckResult) -> str:
    """Return the same as one JSON object; ratios are their nearest doubles."""
    return json.dumps(
        {
            "elemental_mg_per_unit": float(result.elemental_mg_per_unit),
            "share": None if result.elemental_share is None else float(result.elemental_share),
            "possible": not any(flag.key == "impossible_label" for flag in result.flags),
            "fits": [
                {
                    "form": fit.compound.form,
                    "variety": fit.compound.variety,
                    "fraction": float(fit.fraction),
                    "fits": fit.is_match,
                }
                for fit in result.salt_fits
            ],
            "says": [sentence.text() for sentence in result.sentences],
            "checks": [
                {"key": flag.key, "severity": flag.severity.value, "says": flag.message()}
                for flag in result.flags
            ],
        },
        ensure_ascii=False,
        indent=2,
    )
