"""`elemental-cli template`: an empty product list to be filled in a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Make the command known."""
    template = commands.add_parser("template", help="write an empty list to fill in Excel")
    template.add_argument("path", metavar="PATH", help="where to write the .xlsx list")
    template.set_defaults(run=_write)


def _write(parsed: argparse.Namespace) -> int:
    from pricing.writing.workbook.workbook import write_template

    path = Path(parsed.path)
    write_template(path)
    print(f"{path}: fill it, then: elemental-cli compare {path}")  # noqa: T201
    return 0
