"""The handout on the command line: its options, and who writes it by the file's ending.

A PDF takes Qt, which the window brings: it is found as an entry point and never imported from here.
"""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from pricing.problems.errors import ProblemKind, Reason, UserError
from pricing.writing.print.handout import Handout, default_products, write_handout_html
from pricing.writing.print.languages import ENGLISH, handout_languages
from pricing.writing.print.page_style import A4, PAPERS, Pharmacy, PrintOptions

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from pathlib import Path

    from pricing.calculation.comparison import Comparison

HANDOUT_SUFFIXES = frozenset({".html", ".pdf"})
WRITER_ENTRY_POINTS = "elemental.writers"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Make the handout's options known."""
    group = parser.add_argument_group(
        "the handout (-o handout.pdf or handout.html)",
        "one page for a patient about the best products of the comparison, at most four",
    )
    group.add_argument(
        "--handout-language",
        choices=tuple(handout_languages()),
        default=ENGLISH,
        help="the language of the handout",
    )
    group.add_argument("--large-print", action="store_true", help="large type, fewer products")
    group.add_argument("--paper", choices=tuple(PAPERS), default=A4, help="the paper of the PDF")
    group.add_argument("--pharmacy", metavar="NAME", default="", help="who hands it out")


def handout_writer(ending: str, parsed: argparse.Namespace) -> Callable[[Comparison, Path], None]:
    """What writes the handout to a file of that ending. Raises UserError where nothing can."""
    edition = PrintOptions(
        parsed.handout_language, parsed.large_print, parsed.paper, Pharmacy(parsed.pharmacy)
    )
    write = write_handout_html if ending == ".html" else _pdf_writer()

    def write_handout(comparison: Comparison, path: Path) -> None:
        handout = Handout(comparison, default_products(comparison), edition)
        fitting = write(handout, path)
        if fitting is not None and fitting < len(handout.products):
            print(  # noqa: T201 - this is the command line
                f"{path}: {fitting} of {len(handout.products)} products fit on one page",
                file=sys.stderr,
            )

    return write_handout


def _pdf_writer() -> Callable[[Handout, Path], int | None]:
    """The installed writer of PDFs."""
    for found in entry_points(group=WRITER_ENTRY_POINTS, name="pdf"):
        try:
            write: Callable[[Handout, Path], int | None] = found.load()
        except ImportError as error:
            raise UserError(ProblemKind.NO_PDF, reason=error) from None
        return write
    raise UserError(ProblemKind.NO_PDF, reason=Reason.NO_WINDOW)
