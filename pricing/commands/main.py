"""The entry of the command line: parse the call, run one command, report what stops it."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

from pricing.commands import (
    catalogue,
    changes,
    compare,
    label,
    regimen,
    search,
    sharing,
    template,
    withdraw,
)
from pricing.commands.options import (
    EXIT_DONE,
    EXIT_UNUSABLE,
    line_with_option,
    read_amount_options,
)
from pricing.commands.terminal import print_problem
from pricing.problems.errors import BadInput, UserError, unwritable_file
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from _typeshed import SupportsWrite


class _Parser(argparse.ArgumentParser):
    """A parser that reports a bad call as every other problem is reported: in one line."""

    def error(self, message: str) -> NoReturn:
        line = displayable_line(f"{self.prog}: {message} (see {self.prog} --help)")
        self.exit(EXIT_UNUSABLE, f"{line}\n")

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        """Print help and version as every other output: argparse says nothing on a full disk."""
        if file is sys.stdout and message:
            file.write(message)
        else:
            super()._print_message(message, file)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    The status is 0 if all is done, 1 if rows were rejected or prices have changed, and 2 if the
    call cannot be carried out.
    """
    _fill_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        _set_encoding(stream)
    try:
        return _run_and_flush(arguments)
    except (UserError, BadInput) as problem:
        _report(f"elemental-cli: {line_with_option(problem)}")
        return EXIT_UNUSABLE
    except MemoryError:
        _report("elemental-cli: there is no memory left. Close other programs, and try again.")
        return EXIT_UNUSABLE
    except BrokenPipeError:  # the reader of the output went away
        sys.stderr.close()
        return EXIT_DONE


def _run_and_flush(arguments: Sequence[str] | None) -> int:
    """Run one command and write out all that it has printed."""
    try:
        try:
            return _run(arguments)
        except SystemExit as end:  # argparse ends a bad call, or a call for help
            return end.code if isinstance(end.code, int) else EXIT_UNUSABLE
        finally:
            sys.stdout.flush()
    except OSError as error:
        if isinstance(error, BrokenPipeError) or error.filename is not None:
            raise
        _discard(sys.stdout)
        raise unwritable_file(Path("standard output"), error) from None


def _report(line: str) -> None:
    try:
        print_problem(line)
        sys.stderr.flush()
    except OSError:  # the status tells it all the same
        _discard(sys.stderr)


def _discard(stream: TextIO) -> None:
    """Let what is left in a stream go nowhere, so that Python does not report it at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _run(arguments: Sequence[str] | None) -> int:
    parsed, unknown = _parser().parse_known_args(arguments)
    if unknown:
        parsed.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    read_amount_options(parsed)
    run: Callable[[argparse.Namespace], int] = parsed.run
    return run(parsed)


def _fill_closed_streams() -> None:
    """Let a stream that the caller has closed lead nowhere.

    Python has None for it, and the next file that is opened would get its number.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - to the end
            setattr(sys, name, stream)


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
    catalogue_commands = (catalogue, search, changes, withdraw, sharing)
    for command in (compare, regimen, label, *catalogue_commands, template):
        command.add_command(commands)
    return parser
