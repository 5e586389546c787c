"""Opening lists: files become rows of the comparison in one undoable step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pricing.changes import ChangeSet, insert_rows
from pricing.scenario import Scenario
from pricing.shipped import EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.messages import Messages
    from app.session import Session
    from pricing.reading.importer import ProductList


def file_filter() -> str:
    """The lists that can be opened, for a file dialog."""
    from pricing.reading.importer import FORMATS

    return f"Product lists ({' '.join(f'*{ending}' for ending in FORMATS)});;All files (*)"


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Importing:
    """Puts the products of files into the session's comparison."""

    session: Session
    messages: Messages

    def open_files(self, paths: Sequence[Path]) -> None:
        """Add the products of the files; what was left out is said, with its place."""
        for path in paths:
            self._open(path, path.name)

    def open_example(self) -> None:
        """Add the shipped example: 18 real magnesium products."""
        self._open(EXAMPLE, "the magnesium example")

    def open_pasted(self, rows: list[list[str]]) -> None:
        """Add the products of a pasted block that brings its own header row."""
        from pricing.errors import BadInput
        from pricing.reading.clipboard import grid
        from pricing.reading.importer import Options, read_grid

        try:
            read = read_grid(grid(rows), Options(element=self.session.scenario.element))
        except BadInput as refused:
            self.messages.tell(f"The pasted list: {refused}", warning=True)
            return
        self._take(read, "the pasted list")

    def _open(self, path: Path, name: str) -> None:
        from pricing.reading.importer import Options, read_products

        options = Options(element=self.session.scenario.element, currency="")
        self._take(read_products(path, options), name)

    def _take(self, read: ProductList, name: str) -> None:
        """Put the products in, and say what was left out."""
        if read.products:
            self._add(read, name)
        if read.problems:
            summary = f"{name}: {_counted(len(read.products), 'product')} opened."
            if read.products:
                summary += (
                    f" {_counted(len({each.row for each in read.problems}), 'row')} left out:"
                )
            self.messages.problems(summary, [replace(each, file=name) for each in read.problems])

    def _add(self, read: ProductList, name: str) -> None:
        entries = self.session.entries
        new = [replace(self.session.new_entry(), values=each.values) for each in read.products]
        says = f"opening of {name} ({_counted(len(new), 'product')})"
        rows = insert_rows(len(entries), new, says).rows
        fitting = self._fitting_scenario(read) if not entries else self.session.scenario
        changed = (self.session.scenario, fitting) if fitting != self.session.scenario else None
        self.session.do(ChangeSet(says, rows, changed))

    def _fitting_scenario(self, read: ProductList) -> Scenario:
        """For an empty comparison: the mineral and the currency of the list."""
        now, first = self.session.scenario, read.products[0].product
        if any(each.product.element == now.element for each in read.products):
            fitting = now
        else:
            fitting = Scenario.for_element(first.element, now.currency)
        if all(each.product.currency != now.currency for each in read.products):
            fitting = replace(fitting, currency=first.currency)
        return fitting


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"
