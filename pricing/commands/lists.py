"""The lists of a call: options that say which and how, and their products with all problems."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pricing.commands.options import (
    EXIT_DONE,
    EXIT_ROWS_REJECTED,
    add_currency_option,
    add_element_option,
    add_reading_options,
    reading_options,
)
from pricing.commands.outputs import add_force_option, check_outputs
from pricing.commands.problem_report import add_problems_option, print_problems, write_problems
from pricing.reading.list_questions import leaves_question
from pricing.reading.reader_process import read_products

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from pricing.model.product import Product
    from pricing.problems.errors import Problem
    from pricing.reading.product_list import ProductList


def add_list_options(parser: argparse.ArgumentParser, element_help: str) -> None:
    """Add the options of lists that are compared."""
    add_element_option(parser, element_help)
    add_currency_option(parser, "currency to compare in (default: that of most prices)")
    add_reading_options(parser)
    add_problems_option(parser)
    add_force_option(parser)


@dataclass(frozen=True, slots=True)
class ReadLists:
    """The lists of a call, as they were read."""

    lists: Sequence[ProductList]

    @property
    def products(self) -> list[Product]:
        """Return the products of all lists."""
        return [row.product for product_list in self.lists for row in product_list.products]

    @property
    def problems(self) -> list[Problem]:
        """Return the problems of all lists."""
        return [problem for product_list in self.lists for problem in product_list.problems]

    @property
    def has_rejected_rows(self) -> bool:
        """Return whether a row is no product."""
        return any(product_list.rejected_count for product_list in self.lists)

    @property
    def exit_status(self) -> int:
        """Return what a command that used them ends with."""
        is_open = self.has_rejected_rows or any(map(leaves_question, self.lists))
        return EXIT_ROWS_REJECTED if is_open else EXIT_DONE


def read_lists(parsed: argparse.Namespace) -> ReadLists:
    """Read the lists of a call, and report their problems.

    Raises:
        UserError: A list cannot be read, or the table of the problems cannot be written.
    """
    files = list(map(Path, parsed.files))
    if parsed.problems:
        check_outputs([parsed.problems], files, force=parsed.force)
    options = reading_options(parsed)
    read = ReadLists([read_products(file, options) for file in files])
    for file, product_list in zip(parsed.files, read.lists, strict=True):
        print_problems(file, product_list.problems, parsed.problems)
    if parsed.problems:
        write_problems(read.problems, parsed.problems)
    return read
