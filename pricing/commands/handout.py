"""The handout on the command line: its options, and what writes it as .html or .pdf.

A PDF needs Qt, which the window has. Its writer is found as an entry point and never imported here.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from pricing.commands.terminal import print_problem
from pricing.problems.errors import BadInput, ProblemKind, Reason, UserError
from pricing.reference.payers import SELF_PAY
from pricing.writing.print import (
    A4,
    ENGLISH,
    PAPERS,
    Handout,
    Pharmacy,
    PrintOptions,
    default_products,
    handout_languages,
    write_handout_html,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from pathlib import Path

    from pricing.calculation.comparison import Comparison
    from pricing.reference.payers import Payer

HANDOUT_SUFFIXES = frozenset({".html", ".pdf"})
WRITER_ENTRY_POINTS = "elemental.writers"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the handout."""
    group = parser.add_argument_group(
        "the handout (-o handout.pdf or handout.html)",
        "one page for a patient about the best products of the comparison, at most five",
    )
    group.add_argument(
        "--handout-language",
        choices=tuple(handout_languages()),
        default=ENGLISH,
        help=f"language of the handout (default: {ENGLISH})",
    )
    group.add_argument(
        "--large-print", action="store_true", help="large type, on two pages if it must be"
    )
    group.add_argument(
        "--paper", choices=tuple(PAPERS), default=A4, help=f"paper of the PDF (default: {A4})"
    )
    group.add_argument(
        "--handout-payer",
        metavar="NAME",
        default="",
        help="payer under whom the handout says what the patient owes (default: none)",
    )
    group.add_argument("--pharmacy", metavar="NAME", default="", help="name of your pharmacy")


def find_payer(comparison: Comparison, parsed: argparse.Namespace) -> Payer:
    """Return the payer that the call names for the handout, or self-pay if it names none.

    Raises:
        BadInput: The comparison has no payer of this name.
    """
    name = parsed.handout_payer.strip()
    payers = {payer.name.casefold(): payer for payer in comparison.scenario.payers}
    if not name:
        return SELF_PAY
    if name.casefold() not in payers:
        choices = tuple(payer.name for payer in payers.values()) or ("--payer NAME:KIND:VALUE",)
        raise BadInput(ProblemKind.UNKNOWN_CHOICE, value=name, choices=choices)
    return payers[name.casefold()]


def handout_writer(suffix: str, parsed: argparse.Namespace) -> Callable[[Comparison, Path], None]:
    """Return what writes the handout to a file with this suffix.

    Raises UserError if no writer of PDFs is installed.
    """
    options = PrintOptions(
        parsed.handout_language, parsed.large_print, parsed.paper, Pharmacy(parsed.pharmacy)
    )
    write = write_handout_html if suffix == ".html" else _pdf_writer()

    def write_handout(comparison: Comparison, path: Path) -> None:
        with_payer = replace(options, payer=find_payer(comparison, parsed))
        handout = Handout(comparison, default_products(comparison), with_payer)
        fitting_count = write(handout, path)
        if fitting_count is not None and fitting_count < len(handout.products):
            print_problem(
                f"{path}: {fitting_count} of {len(handout.products)} products fit on one page"
            )

    return write_handout


def _pdf_writer() -> Callable[[Handout, Path], int | None]:
    """Return the installed writer of PDFs."""
    for entry_point in entry_points(group=WRITER_ENTRY_POINTS, name="pdf"):
        try:
            write: Callable[[Handout, Path], int | None] = entry_point.load()
        except ImportError as error:
            raise UserError(ProblemKind.NO_PDF, reason=error) from None
        return write
    raise UserError(ProblemKind.NO_PDF, reason=Reason.NO_WINDOW)
