"""The entry of the command line: parse the call, run one command, report what stops it."""

from __future__ import annotations

import argparse
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, NoReturn, TextIO

from pricing.commands import catalogue, compare, label, search, template
from pricing.commands.options import EXIT_DONE, EXIT_UNUSABLE, line_with_option
from pricing.commands.terminal import print_problem
from pricing.problems.errors import BadInput, UserError
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class _Parser(argparse.ArgumentParser):
    """A parser that reports a bad call as every other problem is reported: in one line."""

    def error(self, message: str) -> NoReturn:
        line = displayable_line(f"{self.prog}: {message} (see {self.prog} --help)")
        self.exit(EXIT_UNUSABLE, f"{line}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    The status is 0 if all is done, 1 if rows were rejected, and 2 if the call cannot be carried
    out.
    """
    for stream in (sys.stdout, sys.stderr):
        _set_encoding(stream)
    try:
        return _run(arguments)
    except SystemExit as end:  # argparse ends a bad call, or a call for help, after its message
        return end.code if isinstance(end.code, int) else EXIT_UNUSABLE
    except (UserError, BadInput) as problem:
        print_problem(f"elemental-cli: {line_with_option(problem)}")
        return EXIT_UNUSABLE
    except BrokenPipeError:  # the reader of the output went away
        sys.stderr.close()
        return EXIT_DONE


def _run(arguments: Sequence[str] | None) -> int:
    parsed, unknown = _parser().parse_known_args(arguments)
    if unknown:
        parsed.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    run: Callable[[argparse.Namespace], int] = parsed.run
    return run(parsed)


def _set_encoding(stream: TextIO) -> None:
    """Let a console with a small character set print what it can, instead of failing."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure and stream.isatty():
        reconfigure(errors="replace")
    elif reconfigure:
        reconfigure(encoding="utf-8", errors="replace", newline="\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="elemental-cli",
        description="Show what a milligram of a mineral really costs. Arithmetic, not medical "
        "advice.",
    )
    parser.add_argument("--version", action="version", version=version("elemental"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in (compare, label, catalogue, search, template):
        command.add_command(commands)
    return parser
