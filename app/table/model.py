"""The product table's model: a row for each entry, then an empty row for a new product."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal

from app.table.cells import ProductCells
from app.table.guesses import with_units_of_names
from app.table.layout import (
    COLUMN_INDEX,
    COST_PER_MG,
    FIRST_FIGURE_COLUMN,
    RANK,
    TABLE_COLUMNS,
    TableColumn,
)
from app.table.standing import (
    NUMBER_NOTES,
    NUMBER_TITLES,
    KnownStandings,
    OrderChoice,
    Standing,
    leaves_question,
)
from app.toolkit.table_model import ModelColumn, Role, TableModel
from app.toolkit.translation import tr
from pricing.model.changes import ChangeSet, edit_cell, insert_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.session import Session
    from app.table.explanations import CellExplanations
    from app.toolkit.settings import CostBasis
    from pricing.model.scenario import Scenario

ENTRY_ROLE = Role.UserRole + 1  # the entry that a cell editor works on
COPY_ROLE = Role.UserRole + 3  # what a copy of the cell puts on the clipboard
# The column whose bar is longer or shorter when another product is the dearest.
_COST_BAR = (COLUMN_INDEX[COST_PER_MG], COLUMN_INDEX[COST_PER_MG])
MAX_ROWS_NOTIFIED = 40  # if more rows change, one signal stands for all of them


class ProductModel(TableModel[int]):
    """The entries of the open comparison and their figures. An edit is one change of the session.

    A row's object is its position. What its cells show is asked of `cells`.
    """

    # The new position of each moved row by the old one, before the model is reset.
    rows_moved = Signal(object)
    # Those of all rows have changed. It gives the rows whose inputs may be marked otherwise.
    figures_changed = Signal(list)

    def __init__(self, session: Session, cost_basis: CostBasis) -> None:
        super().__init__()
        self._session = session
        self._cost_basis = cost_basis
        self.cells = ProductCells(session, cost_basis)
        self._set_entry_count(len(session.entries))
        self._declare_columns()
        session.changed.connect(self._apply_changes)
        cost_basis.changed.connect(self._show_cost_basis)

    @cached_property
    def _explanations(self) -> CellExplanations:
        from app.table.explanations import CellExplanations

        return CellExplanations(self._session, self.cells)

    def show_figures(self) -> None:
        """Show the figures too from now on."""
        self.cells.show_figures()
        self.notify_all()

    def number_by(self, choice: OrderChoice) -> None:
        """Show the number that each product has in the order that the user has chosen."""
        if choice is not self.cells.standings.order:
            self.cells.standings.order = choice
            self._declare_columns()
            self.forget_standings()

    def forget_standings(self) -> None:
        """Find anew how each row stands, and show it."""
        self.cells.forget_standings()
        self.notify_all()

    def _show_cost_basis(self) -> None:
        self._declare_columns()
        self.notify_all()

    def _declare_columns(self) -> None:
        """Declare the columns for the mass that costs are shown for, and the days compared."""
        self._days = self._session.scenario.days
        self._element = self._session.scenario.element
        self.cells.forget_texts()
        self.set_columns([self._model_column(column) for column in TABLE_COLUMNS])

    def _set_entry_count(self, count: int) -> None:
        self.cells.entry_count = count
        self.rows = range(count + 1)

    def _model_column(self, column: TableColumn) -> ModelColumn[int]:
        names = (self._days, self._element, self._cost_basis.mass)
        heading, full_heading = column.heading(*names), column.full_heading(*names)
        if column.key == RANK:
            note = NUMBER_NOTES.get(self.cells.standings.order)
            heading = f"{heading}\n{tr(note)}" if note else heading
            full_heading = tr(NUMBER_TITLES[self.cells.standings.order])
        return ModelColumn(
            column.key,
            heading,
            partial(self.cells.text, column=column),
            partial(self.cells.exact_value, column=column),
            is_text=not column.is_numeric,
            full_heading=full_heading,
            meaning=tr(column.measure.meaning) if column.measure else "",
            tooltip=partial(self._explanation, column=column),
            edit_text=partial(self.cells.edit_text, column=column),
            change=partial(self._change_text, column=column) if column.input else None,
            answers={
                Role.AccessibleTextRole: partial(self._accessible_text, column=column),
                ENTRY_ROLE: self.cells.entry,
                COPY_ROLE: partial(self.cells.copied_text, column=column),
            },
        )

    def _explanation(self, row: int, column: TableColumn) -> str:
        return self._explanations.explanation(row, column)

    def _accessible_text(self, row: int, column: TableColumn) -> str:
        return self._explanations.accessible_text(row, column)

    # -- changes -------------------------------------------------------------------------------

    def _change_text(self, row: int, text: str, column: TableColumn) -> bool:
        """Put what was typed into an entry, or into a new one."""
        assert column.input is not None  # noqa: S101 - only inputs can be edited
        if row < self.cells.entry_count:
            if text == self.cells.edit_text(row, column):
                return False
            step = tr("edit of {column}", column=column.full_heading(element=self._element).lower())
            entries = self._session.entries
            changes = edit_cell(entries, row, column.key, text, step)
            return self._session.apply(with_units_of_names(changes))
        if not text.strip():
            return False
        entry = self._session.new_entry().with_text(column.input, text)
        return self._session.apply(insert_rows(self.cells.entry_count, [entry], tr("new product")))

    def _apply_changes(self, changes: ChangeSet) -> None:
        scenario = self._session.scenario
        if (scenario.days, scenario.element) != (self._days, self._element):
            self._declare_columns()
        before = self.cells.forget_standings()
        if changes.opens_another:
            self.cells.forget_rows()
        looks = changes.opens_another or _concerns_other_minerals(changes)
        if looks and self.cells.look_for_other_minerals():
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(TABLE_COLUMNS) - 1)
        if not changes.opens_another and not changes.moves_rows:
            self._notify_changes(changes, before)
        elif self._appends_one_row(changes):
            # The empty row becomes the product, so that its editor stays in place.
            count = len(self._session.entries)
            self.beginInsertRows(QModelIndex(), count, count)
            self._set_entry_count(count)
            self.endInsertRows()
            self._notify_changes(changes, before)
            self.dataChanged.emit(self.index(count, 0), self.index(count, len(TABLE_COLUMNS) - 1))
        else:
            self.beginResetModel()
            empty_row = self.cells.entry_count
            self._set_entry_count(len(self._session.entries))
            if changes.is_from_elsewhere or changes.only_moves_rows:
                moved_rows = {**changes.moved_rows(), empty_row: self.cells.entry_count}
                self.rows_moved.emit(moved_rows)
            self.endResetModel()

    def _appends_one_row(self, changes: ChangeSet) -> bool:
        if changes.opens_another or changes.is_from_elsewhere or len(changes.rows) != 1:
            return False
        after = changes.rows[0].after
        is_longer = len(self._session.entries) == self.cells.entry_count + 1
        return is_longer and after is not None and after.position == self.cells.entry_count

    def _notify_changes(self, changes: ChangeSet, before: KnownStandings) -> None:
        """Tell the views of the changed rows, and of the rows that stand differently now."""
        if changes.scenario is not None and not changes.rows and _keeps_inputs(*changes.scenario):
            self._notify_figures(before, has_same_days=_have_same_days(*changes.scenario))
            return
        is_many = len(changes.rows) > MAX_ROWS_NOTIFIED
        if not before.by_row or changes.scenario is not None or is_many:
            self.notify_all()
            return
        last = len(TABLE_COLUMNS) - 1
        changed = {row.after.position for row in changes.rows if row.after is not None}
        for position in changed:
            self.dataChanged.emit(self.index(position, 0), self.index(position, last))
        self._notify_others(changed, before)

    def _notify_others(self, changed: set[int], before: KnownStandings) -> None:
        """Tell the views of the rows that stand differently, besides the changed ones."""
        last = len(TABLE_COLUMNS) - 1
        is_other = before.reference is not self.cells.standings.reference
        # A row that nothing has asked for is not shown. The figures of all depend on the reference.
        rows = range(self.cells.entry_count) if is_other else sorted(before.by_row)
        moved, others = [], []
        for row in rows:
            if row in changed or row >= self.cells.entry_count:
                continue
            stood, stands = before.by_row.get(row), self.cells.standing(row)
            is_other_sign = stood is None or stood.signs != stands.signs
            # Another row may hold the price of its other minerals.
            if is_other or is_other_sign or self.cells.has_several_minerals(row):
                others.append(row)
            elif stood != stands:
                moved.append(row)
        for first, final in _runs(sorted(moved + others)):
            self.dataChanged.emit(self.index(first, 0), self.index(final, 0))
        for rows, columns in ((moved, _COST_BAR), (others, (FIRST_FIGURE_COLUMN, last))):
            for first, final in _runs(rows):
                self.dataChanged.emit(self.index(first, columns[0]), self.index(final, columns[1]))

    def _notify_figures(self, before: KnownStandings, *, has_same_days: bool) -> None:
        """Tell the views that any figure may have changed, but no input.

        Headings let Qt lay out the table once more, so it is told of them only where they changed.
        """
        row, last = self.rowCount() - 1, len(TABLE_COLUMNS) - 1
        self.dataChanged.emit(self.index(0, 0), self.index(row, 0))
        self.dataChanged.emit(self.index(0, FIRST_FIGURE_COLUMN), self.index(row, last))
        self.figures_changed.emit(self._questioned_rows(before))
        if not has_same_days:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def _questioned_rows(self, before: KnownStandings) -> list[int]:
        """Return the rows whose labels leave a question now, or did before."""
        return [
            row
            for row, stood in sorted(before.by_row.items())
            if stood.standing is Standing.QUESTION or leaves_question(self.cells.compared(row))
        ]


def _concerns_other_minerals(changes: ChangeSet) -> bool:
    """Return whether a changed row holds several minerals, or did."""
    states = (state for row in changes.rows for state in (row.before, row.after))
    return any(state.entry.states_minerals for state in states if state is not None)


def _keeps_inputs(before: Scenario, after: Scenario) -> bool:
    """Return whether the inputs show the same in another scenario."""
    return (before.element, before.currency) == (after.element, after.currency)


def _have_same_days(before: Scenario, after: Scenario) -> bool:
    """Return whether the headings, which state the days, are the same in another scenario."""
    return before.days == after.days


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each run of neighbouring rows."""
    start = previous = -1
    for row in rows:
        if row != previous + 1 or start < 0:
            if start >= 0:
                yield start, previous
            start = row
        previous = row
    if start >= 0:
        yield start, previous
