"""The `elemental` command, also `python -m app`: parse the arguments, then load Qt."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _typeshed import SupportsWrite


class _Parser(argparse.ArgumentParser):
    """A parser whose errors cannot command the terminal, whatever the call holds."""

    def error(self, message: str) -> NoReturn:
        from pricing.quantities.safe_text import displayable_line

        super().error(displayable_line(message))

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        """Print the help, or say why not. Argparse says nothing on a full disk."""
        if file is not sys.stdout:
            super()._print_message(message, file)
        elif not _print_line(message.rstrip("\n")):
            sys.exit(2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window and return the exit status: 0 when it was closed, 2 for an unusable call.

    With `--smoke` the status is 0 if everything worked, else 1.
    """
    parser = _Parser(prog="elemental", description="What a milligram of a mineral really costs.")
    parser.add_argument("files", nargs="*", type=_named_path, metavar="FILE", help="lists to open")
    parser.add_argument(
        "--data-dir", type=_named_path, metavar="DIR", help="keep everything in DIR"
    )
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    parser.add_argument(
        "--smoke",
        type=_named_path,
        metavar="DIR",
        help="test the program and write its output to DIR",
    )
    parsed = parser.parse_args(arguments)
    if parsed.version:
        return _print_version()

    if parsed.smoke:
        from app.window.smoke_test import run_smoke_test

        return run_smoke_test(parsed.smoke)

    from app.window.startup import run

    return run(parsed.data_dir, parsed.files)


def _print_version() -> int:
    from importlib.metadata import version

    return 0 if _print_line(version("elemental")) else 2


def _print_line(line: str) -> bool:
    """Print what the user asked for. If it has no room, say so and return False."""
    try:
        print(line, flush=True)  # noqa: T201
    except OSError as error:
        print(f"elemental: {error.strerror}", file=sys.stderr)  # noqa: T201
        return False
    return True


def _named_path(text: str) -> Path:
    """Return the path. An empty name would mean the current folder."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the name is missing")
    return Path(text)


if __name__ == "__main__":
    sys.exit(main())
