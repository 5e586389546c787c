"""`elemental-cli label`: what one unit of a label really gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pricing.analysis.label_check import check_label
from pricing.commands.console import label_json, label_lines
from pricing.commands.options import read_option
from pricing.model.columns import COLUMNS_BY_KEY, read_cell

if TYPE_CHECKING:
    import argparse

    from pricing.model.columns import BaseValue

OPTIONS = (
    ("--element", "Mg", "the mineral"),
    ("--form", "glycinate", "the form that the label names"),
    ("--elemental-mg", "200", "elemental amount of a serving"),
    ("--compound-mg", "1000", "amount of the compound in a serving"),
    ("--serving-units", "2", "capsules or other units in a serving"),
    ("--unit-kind", "capsule", "what is counted"),
    ("--daily-value-percent", "48", "the percentage of the daily value that the label states"),
)


def add_command(commands: argparse._SubParsersAction[Any]) -> None:
    """Make the command known."""
    parser = commands.add_parser("label", help="what one unit of a label really gives")
    parser.set_defaults(run=run)
    for name, metavar, says in OPTIONS:
        parser.add_argument(name, metavar=metavar, help=says)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(parsed: argparse.Namespace) -> int:
    """Read the label and print what it comes to; the exit status."""
    values: dict[str, BaseValue] = {}
    for name, _, _ in OPTIONS:
        key = name.removeprefix("--").replace("-", "_")
        text = getattr(parsed, key)
        value = read_option(name, read_cell, COLUMNS_BY_KEY[key], text) if text else None
        if value is not None:
            values[key] = value
    reading = check_label(values)
    print(label_json(reading) if parsed.json else "\n".join(label_lines(reading)))  # noqa: T201
    return 0
