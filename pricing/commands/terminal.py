"""The only door to the terminal: texts from elsewhere cannot command it or reverse its lines."""

from __future__ import annotations

import sys

from pricing.quantities.safe_text import displayable_line, displayable_text


def print_line(text: str) -> None:
    """Print one line."""
    print(displayable_line(text))  # noqa: T201


def print_text(text: str) -> None:
    """Print lines of the program's own, or JSON, whose values do not change by the escapes."""
    print(displayable_text(text))  # noqa: T201


def print_problem(text: str) -> None:
    """Print one line on standard error."""
    print(displayable_line(text), file=sys.stderr)  # noqa: T201
