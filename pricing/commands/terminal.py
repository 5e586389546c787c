"""The only door to the terminal: texts from elsewhere cannot command it or reverse its lines."""

from __future__ import annotations

import sys

from pricing.quantities.safe_text import displayable_line, displayable_text


def print_line(text: str) -> None:
    """Print one line."""
    print(displayable_line(text))  # noqa: T201


def count_text(count: int, one: str, other: str) -> str:
    """Return a count with its noun in the right form.

    >>> count_text(1, "row", "rows"), count_text(2_000, "row", "rows")
    ('1 row', '2,000 rows')
    """
    return f"{count:,} {one if count == 1 else other}"


def print_text(text: str) -> None:
    """Print lines of the program's own, or JSON, whose values do not change by the escapes."""
    print(displayable_text(text))  # noqa: T201


def print_problem(text: str) -> None:
    """Print one line on standard error."""
    print(displayable_line(text), file=sys.stderr)  # noqa: T201
