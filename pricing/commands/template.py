"""`elemental-cli template` and `example`: lists to begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pricing.commands.options import EXIT_DONE, option_type, read_path
from pricing.commands.outputs import add_force_option, check_output
from pricing.commands.terminal import print_line
from pricing.data import tables
from pricing.writing.atomic_file import atomic_file

if TYPE_CHECKING:
    import argparse


def add_command(commands: argparse._SubParsersAction[Any]) -> None:
    """Add both commands."""
    template = commands.add_parser("template", help="write an empty list to fill in Excel")
    template.set_defaults(run=_write_template, parser=template)
    template.add_argument(
        "path", metavar="PATH", type=option_type(read_path), help="the .xlsx list to write"
    )
    example = commands.add_parser("example", help="write the magnesium example list")
    example.set_defaults(run=_write_example, parser=example)
    example.add_argument(
        "path", metavar="PATH", type=option_type(read_path), help="the .csv list to write"
    )
    for parser in (template, example):
        add_force_option(parser)


def _write_template(parsed: argparse.Namespace) -> int:
    check_output(parsed.path, force=parsed.force)
    from pricing.writing.workbook import write_template

    write_template(parsed.path)
    print_line(f"{parsed.path}: fill it in, then run: elemental-cli compare {parsed.path}")
    return EXIT_DONE


def _write_example(parsed: argparse.Namespace) -> int:
    check_output(parsed.path, force=parsed.force)
    with atomic_file(parsed.path) as file:
        file.write(tables.read_text("example.csv").encode())
    print_line(
        f"{parsed.path}: 18 magnesium products; try: "
        f"elemental-cli compare {parsed.path} --target 300"
    )
    return EXIT_DONE
