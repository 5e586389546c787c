"""The product table's model: a row for each entry, then an empty row for a new product."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal

from app.table.guesses import NameGuesses, with_units_of_names
from app.table.layout import (
    COLUMN_INDEX,
    COST_PER_MG,
    DELIVERED,
    FIRST_FIGURE_COLUMN,
    FLAGGED_COLUMNS,
    OPTIONAL,
    RANK,
    TABLE_COLUMNS,
    TableColumn,
)
from app.table.standing import (
    NO_STANDING,
    NUMBER_NOTES,
    NUMBER_TITLES,
    OrderChoice,
    RowStanding,
    Standing,
    number_in_order,
    row_standing,
)
from app.toolkit.locale_format import notation, number_for_editing, short_notation
from app.toolkit.signs import Sign
from app.toolkit.table_model import ModelColumn, Role, TableModel
from app.toolkit.translation import tr
from pricing.calculation.measures import (
    ABSORBED_COST_KEY,
    FigureFormat,
    cost_per_basis,
    format_figure_with_unit,
)
from pricing.model.changes import ChangeSet, edit_cell, insert_rows
from pricing.model.columns import (
    COLUMNS_BY_KEY,
    COMPLETABLE_KEYS,
    ColumnKind,
    exact_value,
    missing_keys,
)
from pricing.model.entry import Entry
from pricing.problems.errors import BadInput, ProblemKind, Term
from pricing.quantities.currencies import currencies, price_text
from pricing.quantities.safe_text import displayable_line
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.session import Session
    from app.toolkit.settings import CostBasis
    from pricing.calculation.checks import Flag
    from pricing.calculation.comparison import ComparedProduct
    from pricing.model.scenario import Scenario
    from pricing.quantities.currencies import Notation

ENTRY_ROLE = Role.UserRole + 1  # the entry that a cell editor works on
WRONG_MARK, MISSING_MARK = "wrong", "missing"
QUESTION_MARK, OVER_LIMIT_MARK, ABOVE_TARGET_MARK = "question", "over limit", "above target"
# What a screen reader reads of a marked cell.
_MARKED_TEXTS = {
    WRONG_MARK: "{text}, wrong: {explanation}",
    MISSING_MARK: "to fix: {explanation}",
    QUESTION_MARK: "{text}, a question: {explanation}",
    OVER_LIMIT_MARK: "{text}, over the safe limit: {explanation}",
    ABOVE_TARGET_MARK: "{text}, above the target: {explanation}",
}
_MARK_OF_SIGN = {Sign.OVER_LIMIT: OVER_LIMIT_MARK, Sign.ABOVE_TARGET: ABOVE_TARGET_MARK}
# The figures below which a small line may stand.
SECOND_LINE_KEYS = frozenset((DELIVERED, "monthly_cost"))
# The column whose bar is longer or shorter when another product is the dearest.
_COST_BAR = (COLUMN_INDEX[COST_PER_MG], COLUMN_INDEX[COST_PER_MG])
MAX_KNOWN_TEXTS = 8_192
MAX_ROWS_NOTIFIED = 40  # if more rows change, one signal stands for all of them
NEW_PRODUCT_PROMPT = "Type a name, scan a code, or paste rows"
# What the one row of an empty table asks for, and its numbers on the drawn label.
_PROMPTS = {
    "product": "Name on the label, or scan", "serving_units": "1", "pack_units": "count",
    "brand": OPTIONAL, "form": OPTIONAL,
}  # fmt: skip
_NUMBERS_ON_LABEL = {"product": 1, "elemental_mg": 2, "pack_units": 3, "price": 4}
NOT_RANKED = "Not ranked until you answer"
BOTH_RANKS_EXPLANATION = (
    "The rank, and in brackets the rank by cost per absorbed mg under your assumption."
)

PLACE_EXPLANATION = "Place {place} of {count} by cost as taken, safe products first."
CREDITED_EXPLANATION = "Place {place} of {count} by credited cost, safe products first."
BEST_BUY_EXPLANATION = "This is the best buy."
_WHY_WITHOUT_PLACE = {
    Standing.UNSAFE: "It has no place, because its dose is over the safe limit.",
    Standing.QUESTION: "It has no place until it is clear what its label means.",
}


def _left_out_text(compared: ComparedProduct) -> str:
    if compared.rank is not None:
        return ""
    from app.table.left_out import left_out_text

    return left_out_text(compared)


class ProductModel(TableModel[int]):
    """The entries of the open comparison and their figures. An edit is one change of the session.

    A row's object is its position: entries and figures are looked up when a cell is shown.
    """

    rows_moved_elsewhere = Signal(object)  # the new position of each moved row by the old one

    def __init__(self, session: Session, cost_basis: CostBasis) -> None:
        super().__init__()
        self._session = session
        self.guesses = NameGuesses(session)
        self._cost_basis = cost_basis
        self.shows_figures = False  # at a start the inputs show before anything is computed
        self._order = OrderChoice.SAFE_FIRST
        # How the rows stand that were asked for since the last change.
        self._known_standings: dict[int, RowStanding] | None = None
        # By the ids of entries and the keys of columns: the entry, the notation, and the text.
        self._known_texts: dict[tuple[int, str], tuple[Entry, Notation, str]] = {}
        self._reference: object = None
        self._set_entry_count(len(session.entries))
        self._declare_columns()
        session.changed.connect(self._apply_changes)
        cost_basis.changed.connect(self._show_cost_basis)

    def show_figures(self) -> None:
        """Show the figures too from now on."""
        self.shows_figures = True
        self.guesses.begin()
        self._known_standings = None
        self.notify_all()

    def number_by(self, choice: OrderChoice) -> None:
        """Show the number that each product has in the order that the user has chosen."""
        if choice is not self._order:
            self._order = choice
            self._declare_columns()
            self.forget_standings()

    def forget_standings(self) -> None:
        """Find anew how each row stands, and show it."""
        self._known_standings = None
        self.notify_all()

    def _current_reference(self) -> object:
        """Return the evaluation of the reference product, if there is one."""
        reference = self._session.comparison.reference if self.shows_figures else None
        return reference.evaluation if reference else None

    def standing(self, row: int) -> RowStanding:
        """Return how a row stands in the comparison."""
        if not self.shows_figures or row >= self._new_row:
            return NO_STANDING
        if self._known_standings is None:
            self._reference = self._current_reference()
            self._known_standings = {}
        if row not in self._known_standings:
            compared = self._session.compared_product(row)
            self._known_standings[row] = row_standing(
                self._session.comparison, compared, self._order
            )
        return self._known_standings[row]

    @property
    def has_unsafe_dose(self) -> bool:
        """Whether the dose of some row is over a limit."""
        if not self.shows_figures:
            return False
        from pricing.calculation.comparison import PlaceGroup

        ranked = self._session.comparison.ranked_products
        return any(product.evaluation.place_group is PlaceGroup.UNSAFE for product in ranked)

    def _show_cost_basis(self) -> None:
        self._declare_columns()
        self.notify_all()

    def _declare_columns(self) -> None:
        """Declare the columns for the mass that costs are shown for, and the days compared."""
        self._days = self._session.scenario.days
        self._element = self._session.scenario.element
        self._known_texts.clear()
        self.set_columns([self._model_column(column) for column in TABLE_COLUMNS])

    def _set_entry_count(self, count: int) -> None:
        self._new_row = count
        self.rows = range(count + 1)

    def _model_column(self, column: TableColumn) -> ModelColumn[int]:
        names = (self._days, self._element, self._cost_basis.mass)
        heading, full_heading = column.heading(*names), column.full_heading(*names)
        if column.key == RANK:
            note = NUMBER_NOTES.get(self._order)
            heading = f"{heading}\n{tr(note)}" if note else heading
            full_heading = tr(NUMBER_TITLES[self._order])
        return ModelColumn(
            column.key,
            heading,
            partial(self.text, column=column),
            partial(self._exact_value, column=column),
            is_text=not column.is_numeric,
            full_heading=full_heading,
            meaning=tr(column.measure.meaning) if column.measure else "",
            tooltip=partial(self._explanation, column=column),
            edit_text=partial(self._edit_text, column=column),
            change=partial(self._change_text, column=column) if column.input else None,
            answers={
                Role.AccessibleTextRole: partial(self._accessible_text, column=column),
                ENTRY_ROLE: self._entry,
            },
        )

    def _compared(self, row: int) -> ComparedProduct | None:
        is_entry = self.shows_figures and row < self._new_row
        return self._session.compared_product(row) if is_entry else None

    # -- what a cell answers -------------------------------------------------------------------

    def text(self, row: int, column: TableColumn) -> str:
        """Return what a cell shows."""
        if self.is_new_row(row):
            prompts = {"product": tr(NEW_PRODUCT_PROMPT), RANK: "+"}
            return prompts.get(column.key, "")
        if column.input is not None:
            return self._input_text(self._session.entries[row], column)
        if not self.shows_figures:
            return ""
        compared = self._session.compared_product(row)
        if column.key == RANK:
            return self.standing(row).text
        return self._figure_text(compared, column)

    def _input_text(self, entry: Entry, column: TableColumn) -> str:
        """Return what an input shows. It is kept, because cells are measured, then painted."""
        key, now = (entry.id, column.key), notation()
        known = self._known_texts.get(key)
        if known is not None and known[0] is entry and known[1] is now:
            return known[2]
        if len(self._known_texts) >= MAX_KNOWN_TEXTS:
            self._known_texts.clear()
        text = input_text(entry, column, self._element)
        self._known_texts[key] = entry, now, text
        return text

    def _figure_text(self, compared: ComparedProduct | None, column: TableColumn) -> str:
        value = compared.figures.number(column.key) if compared else None
        if compared is None or value is None or column.measure is None:
            return ""
        if column.key == "units_per_day":
            from pricing.calculation.sentences import UnitCount

            return UnitCount(value, compared.product.unit_kind).text(notation())
        is_per_mg = column.key == COST_PER_MG
        figure = (
            cost_per_basis(value, self._cost_basis.mass, compared.product.element)
            if is_per_mg
            else column.measure.in_rate_of(self._element, value)
        )
        currency = self._session.scenario.currency
        text = format_figure_with_unit(
            figure,
            column.measure.figure_format,
            currency,
            short_notation() if column.key == DELIVERED else notation(),
            compared.product.element,
        )
        if column.key == ABSORBED_COST_KEY and compared.number("relative_absorption") != 1:
            return tr("{figure} assumed", figure=text)
        return text

    def grey_text(self, row: int, column: TableColumn) -> str:
        """Return what counts for an empty cell, though nobody typed it, or ""."""
        return self.guesses.text(row, column) or self._worked_out_amount(row, column)

    def _worked_out_amount(self, row: int, column: TableColumn) -> str:
        """Return the mineral in a serving of which only the compound's mass is known, or ""."""
        if column.key != "elemental_mg" or self.is_new_row(row):
            return ""
        if not self._is_empty(row, column):
            return ""
        compared = self._compared(row)
        value = compared.figures.number("serving_elemental_mg") if compared else None
        if compared is None or value is None:
            return ""
        # As any input, it has a unit only where that is not the unit of the heading.
        return format_figure_with_unit(
            value, FigureFormat.MASS, "", short_notation(), compared.product.element
        ).removesuffix(f"\u00a0{elements()[self._element].unit}")

    def _is_empty(self, row: int, column: TableColumn) -> bool:
        entry = self._session.entries[row]
        return column.key not in entry.values and column.key not in entry.unreadable

    def _edit_text(self, row: int, column: TableColumn) -> str:
        if column.input is None or row == self._new_row:
            return ""
        entry = self._session.entries[row]
        text = entry.text(column.input)
        is_plain = column.key in entry.unreadable or not column.is_numeric
        return text if is_plain else number_for_editing(text)

    def _exact_value(self, row: int, column: TableColumn) -> Fraction | str | None:
        if row == self._new_row:
            return None
        if column.input is not None:
            return exact_value(column.input, self._session.entries[row].values.get(column.key))
        compared = self._compared(row)
        if compared is None:
            return None
        if column.key == RANK:
            number = self.standing(row).number
            return None if number is None else Fraction(number)
        return compared.figures.number(column.key)

    def _entry(self, row: int) -> Entry:
        """Return the entry of a row, or for the empty row the entry that would begin there."""
        if row == self._new_row:
            return Entry(0, self._session.new_row_values())
        return self._session.entries[row]

    def _explanation(self, row: int, column: TableColumn) -> str:
        """Return what is wrong with a cell or was found in it, and what to do."""
        if row == self._new_row:
            return ""
        if column.key == RANK and self.shows_figures:
            return self._left_out_text(row, column) or self._rank_explanation(row)
        if self._is_missing(row, column):
            element = self._session.entries[row].element
            title = Term(COLUMNS_BY_KEY[column.key].full_title_for(element))
            return BadInput(ProblemKind.MISSING_VALUE, title=title).message(notation())
        row_error = self._session.row_error(row)
        if row_error is not None and row_error.parameters.get("column") == column.key:
            return row_error.message(notation())
        cell_error = self._session.entries[row].cell_error(column.key)
        if cell_error is not None:
            return cell_error.message(notation())
        flags = "\n".join(flag.message(notation()) for flag in self._flags(row, column))
        return flags or self._left_out_text(row, column)

    def _rank_explanation(self, row: int) -> str:
        """Say what a rank is, and the product's place by what a patient pays."""
        texts = [tr(BOTH_RANKS_EXPLANATION)] if self._session.scenario.absorption else []
        compared, comparison = self._session.compared_product(row), self._session.comparison
        standing = self.standing(row).standing
        place = comparison.place_of(compared) if compared else None
        if compared is not None and place is not None and standing is Standing.SAFE:
            count = len(comparison.ranked_products)
            if self._order is OrderChoice.CREDITED:
                number = number_in_order(comparison, compared, self._order)
                texts.append(tr(CREDITED_EXPLANATION, place=number, count=count))
            texts.append(tr(PLACE_EXPLANATION, place=place, count=count))
            if compared is comparison.best_buy:
                texts.append(tr(BEST_BUY_EXPLANATION))
        elif standing in _WHY_WITHOUT_PLACE:
            texts.append(tr(_WHY_WITHOUT_PLACE[standing]))
        return "\n".join(texts)

    def not_ranked_text(self, row: int) -> str:
        """Return the sentence that stands across the figures of a product without any, or ""."""
        compared = self._compared(row)
        if compared is None:
            return ""
        if self.standing(row).standing is Standing.QUESTION:
            return tr(NOT_RANKED)
        return _left_out_text(compared)

    def _left_out_text(self, row: int, column: TableColumn) -> str:
        """Return why a product has no place and no figures, for each of these cells, or ""."""
        is_figure = column.key == RANK or column.measure is not None
        compared = self._compared(row) if is_figure else None
        return _left_out_text(compared) if compared else ""

    def _accessible_text(self, row: int, column: TableColumn) -> str:
        if left_out := self._left_out_text(row, column):
            return left_out
        text, mark = displayable_line(self.text(row, column)), self.mark(row, column)
        if not mark and not text and (amount := self._worked_out_amount(row, column)):
            return tr("{amount}, worked out from the compound", amount=amount)
        if not mark:
            return text or tr("{heading}: empty", heading=column.full_heading())
        return tr(
            _MARKED_TEXTS[mark],
            text=text,
            explanation=displayable_line(self._explanation(row, column)),
        )

    @property
    def is_first_run(self) -> bool:
        """Whether the empty row is the only one. It then says what is needed."""
        return self._new_row == 0

    def prompt(self, column: TableColumn) -> tuple[int, str]:
        """Return what an empty table asks for in a column, with its number, or 0 and ""."""
        number = _NUMBERS_ON_LABEL.get(column.key, 0)
        if column.key == "elemental_mg":
            return number, elements()[self._element].unit
        if column.key == "price":
            currency = self._session.scenario.currency
            return number, currencies()[currency].sign or currency
        return number, tr(_PROMPTS[column.key]) if column.key in _PROMPTS else ""

    # -- how a cell is drawn -------------------------------------------------------------------

    def is_new_row(self, row: int) -> bool:
        """Return whether this is the empty row for a new product.

        While a change is being shown, the session may have fewer rows than the model still has.
        """
        return row >= min(self._new_row, len(self._session.entries))

    def mark(self, row: int, column: TableColumn) -> str:
        """Return how a cell is marked, or "".

        WRONG_MARK is for a text that cannot be read, and MISSING_MARK for an empty cell that its
        row needs. The others are signs of what the checks found.
        """
        if self.is_new_row(row):
            return ""
        if column.input is not None and self._is_wrong(row, column):
            return WRONG_MARK
        if self._is_missing(row, column):
            return MISSING_MARK
        standing = self.standing(row)
        if column.key == DELIVERED and standing.dose_sign is not None:
            return _MARK_OF_SIGN[standing.dose_sign]
        if standing.standing is not Standing.QUESTION:
            return ""
        is_asked = column.key == RANK or any(
            flag.check.is_open_question for flag in self._flags(row, column)
        )
        return QUESTION_MARK if is_asked else ""

    def _is_wrong(self, row: int, column: TableColumn) -> bool:
        entry = self._session.entries[row]
        error = self._session.row_error(row)
        is_named = error is not None and error.parameters.get("column") == column.key
        return column.key in entry.unreadable or (is_named and column.key in entry.values)

    def _is_missing(self, row: int, column: TableColumn) -> bool:
        """Return whether a row lacks a value of this column to be a product."""
        entry = self._session.entries[row]
        return (
            column.key in COMPLETABLE_KEYS
            and self._is_empty(row, column)
            and not entry.is_empty
            and column.key in missing_keys(entry.values)
        )

    def _flags(self, row: int, column: TableColumn) -> list[Flag]:
        compared = self._compared(row)
        return [
            flag
            for flag in (compared.flags if compared else ())
            if column.key in {FLAGGED_COLUMNS.get(flag.key), flag.check.column}
        ]

    def contents_text(self, row: int) -> str:
        """Return what else a row's product contains, for the line below its name, or ""."""
        entry = self._session.entries[row]
        if not entry.values.get("other_minerals") and not entry.values.get("also_contains"):
            return ""
        from app.toolkit.contents_text import contents_text

        return contents_text(entry.values)

    def second_line(self, row: int, column: TableColumn) -> str:
        """Return the small line below a figure, such as "over 350", or ""."""
        compared = self._compared(row)
        if compared is None or column.key not in SECOND_LINE_KEYS:
            return ""
        from app.table.second_lines import second_line

        sign = self.standing(row).dose_sign
        return second_line(self._session.comparison, compared, column.key, sign)

    # -- changes -------------------------------------------------------------------------------

    def _change_text(self, row: int, text: str, column: TableColumn) -> bool:
        """Put what was typed into an entry, or into a new one."""
        assert column.input is not None  # noqa: S101 - only inputs can be edited
        if row < self._new_row:
            if text == self._edit_text(row, column):
                return False
            step = tr("edit of {column}", column=column.full_heading(element=self._element).lower())
            entries = self._session.entries
            changes = edit_cell(entries, row, column.key, text, step)
            return self._session.apply(with_units_of_names(changes))
        if not text.strip():
            return False
        entry = self._session.new_entry().with_text(column.input, text)
        return self._session.apply(insert_rows(self._new_row, [entry], tr("new product")))

    def _apply_changes(self, changes: ChangeSet) -> None:
        scenario = self._session.scenario
        if (scenario.days, scenario.element) != (self._days, self._element):
            self._declare_columns()
        before, self._known_standings = self._known_standings, None
        reference = self._reference
        if not changes.opens_another and not changes.moves_rows:
            self._notify_changes(changes, before, reference)
        elif self._appends_one_row(changes):
            # The empty row becomes the product, so that its editor stays in place.
            count = len(self._session.entries)
            self.beginInsertRows(QModelIndex(), count, count)
            self._set_entry_count(count)
            self.endInsertRows()
            self._notify_changes(changes, before, reference)
            self.dataChanged.emit(self.index(count, 0), self.index(count, len(TABLE_COLUMNS) - 1))
        else:
            self.beginResetModel()
            empty_row = self._new_row
            self._set_entry_count(len(self._session.entries))
            self.endResetModel()
            if changes.is_from_elsewhere:
                moved_rows = {**changes.moved_rows(), empty_row: self._new_row}
                self.rows_moved_elsewhere.emit(moved_rows)

    def _appends_one_row(self, changes: ChangeSet) -> bool:
        if changes.opens_another or changes.is_from_elsewhere or len(changes.rows) != 1:
            return False
        after = changes.rows[0].after
        is_longer = len(self._session.entries) == self._new_row + 1
        return is_longer and after is not None and after.position == self._new_row

    def _notify_changes(
        self, changes: ChangeSet, before: dict[int, RowStanding] | None, reference: object
    ) -> None:
        """Tell the views of the changed rows, and of the rows that stand differently now.

        `before` is how the rows stood, if anything has asked for it, with their `reference`.
        """
        if changes.scenario is not None and not changes.rows and _keeps_inputs(*changes.scenario):
            self._notify_figures()
            return
        if before is None or changes.scenario is not None or len(changes.rows) > MAX_ROWS_NOTIFIED:
            self.notify_all()
            return
        last = len(TABLE_COLUMNS) - 1
        changed = {row.after.position for row in changes.rows if row.after is not None}
        for position in changed:
            self.dataChanged.emit(self.index(position, 0), self.index(position, last))
        self._notify_others(changed, before, reference)

    def _notify_others(
        self, changed: set[int], before: dict[int, RowStanding], reference: object
    ) -> None:
        """Tell the views of the rows that stand differently, besides the changed ones."""
        last = len(TABLE_COLUMNS) - 1
        is_other = reference is not self._current_reference()
        # A row that nothing has asked for is not shown. The figures of all depend on the reference.
        rows = range(self._new_row) if is_other else sorted(before)
        moved, others = [], []
        for row in rows:
            if row in changed or row >= self._new_row:
                continue
            if is_other or before[row].signs != self.standing(row).signs:
                others.append(row)
            elif before[row] != self.standing(row):
                moved.append(row)
        for first, final in _runs(sorted(moved + others)):
            self.dataChanged.emit(self.index(first, 0), self.index(final, 0))
        for rows, columns in ((moved, _COST_BAR), (others, (FIRST_FIGURE_COLUMN, last))):
            for first, final in _runs(rows):
                self.dataChanged.emit(self.index(first, columns[0]), self.index(final, columns[1]))

    def _notify_figures(self) -> None:
        """Tell the views that any figure and any heading may have changed, but no input."""
        row, last = self.rowCount() - 1, len(TABLE_COLUMNS) - 1
        self.dataChanged.emit(self.index(0, 0), self.index(row, 0))
        self.dataChanged.emit(self.index(0, FIRST_FIGURE_COLUMN), self.index(row, last))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)


def _keeps_inputs(before: Scenario, after: Scenario) -> bool:
    """Return whether the inputs show the same in another scenario."""
    return (before.element, before.currency) == (after.element, after.currency)


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


def input_text(entry: Entry, column: TableColumn, element: str) -> str:
    """Return what the cell of an input shows; "" if the column is no input.

    `element` is the mineral of the comparison. The unit of another mineral is shown if it differs.
    """
    text = entry.text(column.input) if column.input is not None else ""
    if column.input is None or column.key in entry.unreadable or not text:
        return text
    if column.input.kind in {ColumnKind.ELEMENT, ColumnKind.UNIT_KIND, ColumnKind.YES_NO}:
        return tr(text)
    if not column.is_numeric:
        return text
    if column.input.kind is ColumnKind.MONEY:
        currency = str(entry.values.get("currency", ""))
        return notation().format_money(price_text(text, currency), currency)
    number, unit = notation().format_number(text), elements()[entry.element].unit
    is_other_unit = column.input.kind is ColumnKind.MASS and unit != elements()[element].unit
    return f"{number}\u00a0{unit}" if is_other_unit else number
