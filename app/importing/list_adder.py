"""Adds the products of a list to the comparison in one undo step, and reports what was left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.toolkit.locale_format import count_text, notation
from app.toolkit.translation import tr
from pricing.model.entry import Entry
from pricing.model.scenario import Scenario, suitable_scenario
from pricing.problems.plain_facts import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.importing.opening_tasks import OpeningTasks
    from app.session import ComputedComparison, Session
    from app.toolkit.messages import Messages
    from pricing.model.changes import ChangeSet
    from pricing.problems.progress import Progress
    from pricing.reading.merging import MergeMode
    from pricing.reading.product_list import ListRow, ProductList

# More products are compared in the background before they are added.
MAX_PRODUCTS_ADDED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Merge:
    """A list to add, what happens to products that are there already, and the list's name."""

    product_list: ProductList
    duplicate_handling: MergeMode
    name: str

    @property
    def rows(self) -> Sequence[ListRow]:
        return self.product_list.all_rows

    def undo_text(self) -> str:
        """Return how undo names it."""
        products = count_text(len(self.rows), "{count} product", "{count} products")
        return tr("opening of {name} ({products})", name=self.name, products=products)


class ListAdder:
    """Adds lists. A long one is compared and saved in the background."""

    def __init__(self, session: Session, messages: Messages, tasks: OpeningTasks) -> None:
        self._session = session
        self._messages = messages
        self._tasks = tasks

    def add(self, product_list: ProductList, duplicate_handling: MergeMode, name: str) -> None:
        """Add the products, and report what was left out."""
        from pricing.reading.merging import find_foreign_codes

        foreign_codes = find_foreign_codes(self._session.entries, product_list.all_rows)
        product_list = replace(product_list, problems=(*product_list.problems, *foreign_codes))
        merge = _Merge(product_list, duplicate_handling, name)
        if len(product_list.all_rows) > MAX_PRODUCTS_ADDED_AT_ONCE:
            self._tasks.run_next(lambda: self._compare_ahead(merge))
        else:
            if product_list.all_rows:
                session = self._session
                session.finish_write()  # it may change the rows
                session.apply(
                    _merged(
                        merge,
                        session.entries,
                        session.scenario,
                        session.new_entry,
                        merge.undo_text(),
                    )
                )
            self._report(product_list, name)

    def _compare_ahead(self, merge: _Merge) -> None:
        """Merge and compare the products in the background, then save them there too."""
        session = self._session
        before, ids = (session.entries, session.scenario), session.take_ids(len(merge.rows))
        undo_text, values = merge.undo_text(), session.new_row_values()

        def compute(progress: Progress) -> tuple[ChangeSet, ComputedComparison]:
            from app.session import compute_ahead

            free_ids = iter(ids)
            changes = _merged(
                merge, *before, lambda: Entry(next(free_ids), dict(values)), undo_text
            )
            scenario = changes.scenario[1] if changes.scenario else before[1]
            return changes, compute_ahead(changes.apply_to(before[0]), scenario, progress)

        self._tasks.start(
            merge.name,
            tr("{name}: comparing…", name=merge.name),
            compute,
            lambda computed: self._tasks.run_next(lambda: self._save(merge, before, *computed)),
        )

    def _save(
        self,
        merge: _Merge,
        before: tuple[tuple[Entry, ...], Scenario],
        changes: ChangeSet,
        ahead: ComputedComparison,
    ) -> None:
        """Save what was merged, unless the rows have changed meanwhile: then merge again."""
        session = self._session
        session.finish_write()  # it may change the rows
        if (session.entries, session.scenario) != before:
            self._compare_ahead(merge)
            return
        if changes.is_empty:
            self._report(merge.product_list, merge.name)
            self._tasks.go_on()
            return
        pending = session.begin_write(changes, ahead)

        def show() -> None:
            pending.finish()
            if pending.is_written:
                self._report(merge.product_list, merge.name)

        from app.toolkit.background_tasks import BackgroundTask

        task = BackgroundTask(pending.run, self._tasks)
        task.cancelled.connect(pending.finish)
        activity = tr("{name}: saving…", name=merge.name)
        self._tasks.run(merge.name, activity, task, lambda _: show())

    def _report(self, product_list: ProductList, name: str) -> None:
        """Report what was left out."""
        count, problems = len(product_list.all_rows), product_list.problems
        if not count and not problems:
            self._messages.show(tr("{name} contains no products.", name=name), warning=True)
        if not count and len(problems) == 1 and problems[0].row is None:
            self._show_problem(name, problems[0].message(notation()))
        elif problems:
            # The message shows only a few problems.
            ordered = product_list.problems_by_weight
            self._messages.show_problems(
                _opened_summary(name, product_list),
                [problem.with_file(name) for problem in ordered],
            )

    def _show_problem(self, name: str, problem: str) -> None:
        self._messages.show(tr("{name}: {problem}", name=name, problem=problem), warning=True)


def _merged(
    merge: _Merge,
    entries: Sequence[Entry],
    scenario: Scenario,
    new_entry: Callable[[], Entry],
    undo_text: str,
) -> ChangeSet:
    """Return the change set that adds a list to some rows."""
    from pricing.reading.merging import merge_list

    changes = merge_list(entries, merge.rows, merge.duplicate_handling, new_entry, undo_text)
    suitable = scenario if entries else _suitable_scenario(merge.product_list, scenario)
    return changes if suitable == scenario else replace(changes, scenario=(scenario, suitable))


def _suitable_scenario(product_list: ProductList, scenario: Scenario) -> Scenario:
    """Return the list's own scenario, or else the given one with its mineral and currency."""
    if product_list.scenario is not None:
        return product_list.scenario
    return suitable_scenario(scenario, [row.product for row in product_list.products])


def _opened_summary(name: str, product_list: ProductList) -> str:
    count = len(product_list.all_rows)
    opened = count_text(
        count, "{name}: {count} product opened.", "{name}: {count} products opened.", name=name
    )
    if not count or not product_list.rejected_row_count:
        return opened
    questioned = product_list.questioned_count
    left_out = product_list.rejected_row_count - questioned
    if not left_out:
        to_complete = count_text(
            questioned, "{count} row to complete:", "{count} rows to complete:"
        )
        return f"{opened} {to_complete}"
    to_complete = count_text(questioned, "{count} row to complete.", "{count} rows to complete.")
    reasons = count_text(left_out, "{count} row left out:", "{count} rows left out:")
    return " ".join((opened, *([to_complete] if questioned else []), reasons))
