"""The table's model: the session's rows, then one empty row for a new product."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.table.layout import (
    COLUMN_INDEX,
    COST_PER_MG,
    FIRST_FIGURE_COLUMN,
    FLAGGED_COLUMNS,
    RANK,
    TABLE_COLUMNS,
    TableColumn,
)
from app.table.rank_text import BOTH_RANKS_EXPLANATION, rank_text
from app.toolkit.locale_format import notation, number_for_editing
from app.toolkit.translation import tr
from pricing.calculation.measures import ABSORBED_COST_KEY, format_figure_with_unit
from pricing.model.changes import ChangeSet, edit_cell, insert_rows
from pricing.model.columns import ColumnKind, exact_value
from pricing.model.entry import Entry
from pricing.quantities.currencies import price_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.session import Session
    from app.toolkit.cost_basis import CostBasis
    from pricing.calculation.checks import Flag
    from pricing.calculation.comparison import ComparedProduct

    Index = QModelIndex | QPersistentModelIndex

Role = Qt.ItemDataRole
ENTRY_ROLE = Role.UserRole + 1  # the row as typed, for its editors
WRONG_MARK, WARNING_MARK = "wrong", "warning"
MAX_ROWS_NOTIFIED = 40  # rows that are told of one by one
NEW_PRODUCT_PROMPT = "Type a product's name"

# Numbers stand right, so that their digits stand under each other. Asked for at every paint.
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_READ_ONLY_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_EDITABLE_FLAGS = _READ_ONLY_FLAGS | Qt.ItemFlag.ItemIsEditable


def alignment(column: TableColumn) -> int:
    return _RIGHT if column.is_numeric else _LEFT


_HEADER_DATA_BY_ROLE: dict[int, Callable[[TableColumn], object]] = {
    Role.DisplayRole: lambda column: column.heading,
    Role.UserRole: lambda column: column.key,
    Role.ToolTipRole: lambda column: tr(column.measure.meaning) if column.measure else None,
    Role.AccessibleTextRole: lambda column: column.heading.replace("\n", " "),
    Role.TextAlignmentRole: alignment,
}


class ProductModel(QAbstractTableModel):
    """Rows of the working comparison. Editing a cell is one change of the session."""

    def __init__(self, session: Session, display: CostBasis) -> None:
        super().__init__()
        self._session = session
        self._cost_basis = display
        self._row_count = len(session.entries)
        self._shows_figures = False  # a start shows the inputs before anything is computed
        self._data_by_role: dict[int, Callable[[int, TableColumn], object]] = {
            Role.DisplayRole: self.text,
            Role.EditRole: self._edit_text,
            Role.UserRole: self._exact_value,
            Role.ToolTipRole: self._explanation,
            Role.AccessibleTextRole: self._accessible_text,
            Role.AccessibleDescriptionRole: self._explanation,
            ENTRY_ROLE: self._entry,
        }
        session.changed.connect(self._apply_changes)
        display.changed.connect(self._notify_all)

    def show_figures(self) -> None:
        """Show what is computed too, from now on."""
        self._shows_figures = True
        self._notify_all()

    def _compared(self, row: int) -> ComparedProduct | None:
        return self._session.compared_product(row) if self._shows_figures else None

    # -- answers -------------------------------------------------------------------------------

    def text(self, row: int, column: TableColumn) -> str:
        """What a cell shows."""
        if row == self._row_count:
            return (
                tr(NEW_PRODUCT_PROMPT)
                if column.key == "product"
                else "+"
                if column.key == RANK
                else ""
            )
        if column.input is not None:
            return self._input_text(row, column)
        if not self._shows_figures:
            return ""
        compared = self._session.compared_product(row)
        if column.key == RANK:
            return rank_text(self._session.comparison, compared)
        return self._figure_text(compared, column)

    def _figure_text(self, compared: ComparedProduct | None, column: TableColumn) -> str:
        value = compared.figures.number(column.key) if compared else None
        if compared is None or value is None or column.measure is None:
            return ""
        if column.key == "units_per_day":
            from pricing.calculation.sentences import UnitCount

            return UnitCount(value, compared.product.unit_kind).text(notation())
        how, currency = column.measure.figure_format, self._session.scenario.currency
        shown = value * self._cost_basis.mass_mg if column.key == COST_PER_MG else value
        text = format_figure_with_unit(shown, how, currency, notation())
        assumed = column.key == ABSORBED_COST_KEY and compared.number("relative_absorption") != 1
        return tr("{figure} assumed", figure=text) if assumed else text

    def _input_text(self, row: int, column: TableColumn) -> str:
        entry = self._session.entries[row]
        assert column.input is not None  # noqa: S101 - asked for inputs only
        text = entry.text(column.input)
        if column.key in entry.unreadable or not text or not column.is_numeric:
            return text
        if column.input.kind is ColumnKind.MONEY:
            currency = str(entry.values.get("currency", ""))
            return notation().format_money(price_text(text, currency), currency)
        return notation().format_number(text)

    def _edit_text(self, row: int, column: TableColumn) -> str:
        if column.input is None or row == self._row_count:
            return ""
        entry = self._session.entries[row]
        text = entry.text(column.input)
        plain = column.key in entry.unreadable or not column.is_numeric
        return text if plain else number_for_editing(text)

    def _exact_value(self, row: int, column: TableColumn) -> Fraction | str | None:
        if row == self._row_count:
            return None
        if column.input is not None:
            return exact_value(column.input, self._session.entries[row].values.get(column.key))
        compared = self._compared(row)
        if compared is None:
            return None
        if column.key == RANK:
            return Fraction(compared.rank) if compared.rank else None
        return compared.figures.number(column.key)

    def _entry(self, row: int, column: TableColumn) -> Entry:
        """The row that an editor works on; for the empty row, one that is about to begin."""
        new = row == self._row_count
        return Entry(0, self._session.new_row_values()) if new else self._session.entries[row]

    def _explanation(self, row: int, column: TableColumn) -> str:
        """What is wrong with a cell or noticed about it, and what to do."""
        if row == self._row_count:
            return ""
        if column.key == RANK and self._session.scenario.absorption:
            return tr(BOTH_RANKS_EXPLANATION)
        refused = self._session.row_error(row)
        if refused is not None and refused.parameters.get("column") == column.key:
            return refused.message(notation())
        wrong = self._session.entries[row].cell_error(column.key)
        if wrong is not None:
            return wrong.message(notation())
        return "\n".join(flag.message(notation()) for flag in self._flags(row, column))

    def _accessible_text(self, row: int, column: TableColumn) -> str:
        text, mark = self.text(row, column), self.mark(row, column)
        return f"{text}, {tr(mark)}: {self._explanation(row, column)}" if mark else text

    def is_new_row(self, row: int) -> bool:
        """Whether this is the empty row for a new product."""
        return row == self._row_count

    def mark(self, row: int, column: TableColumn) -> str:
        """WRONG where the cell's text was refused, WARNED where a check speaks, else nothing."""
        if row == self._row_count:
            return ""
        if column.input is not None and self._is_wrong(row, column):
            return WRONG_MARK
        flags = self._flags(row, column)
        return WARNING_MARK if any(flag.is_warning for flag in flags) else ""

    def _is_wrong(self, row: int, column: TableColumn) -> bool:
        entry = self._session.entries[row]
        refused = self._session.row_error(row)
        named = refused is not None and refused.parameters.get("column") == column.key
        return column.key in entry.unreadable or (named and column.key in entry.values)

    def _flags(self, row: int, column: TableColumn) -> list[Flag]:
        compared = self._compared(row) if row < self._row_count else None
        if compared is None:
            return []
        return [
            flag
            for flag in compared.flags
            if column.key in {FLAGGED_COLUMNS.get(flag.key), flag.check.column}
        ]

    def is_best(self, row: int) -> bool:
        """Whether the row's product ranks first."""
        compared = self._compared(row)
        return compared is not None and compared.rank == 1

    def cost_share(self, row: int) -> float:
        """The headline as a share of the largest, for its bar."""
        compared = self._compared(row) if row < self._row_count else None
        if compared is None or compared.rank is None:
            return 0.0
        largest = self._session.comparison.ranked_products[-1].number(COST_PER_MG)
        return float(compared.number(COST_PER_MG) / largest) if largest else 0.0

    # -- changes -------------------------------------------------------------------------------

    def _apply_changes(self, changes: ChangeSet) -> None:
        rows = len(self._session.entries)
        if changes.opens_another:
            self._reset(rows)
        elif not changes.moves_rows:
            self._notify_changes(changes)
        elif rows == self._row_count + 1 == len(
            changes.rows
        ) + self._row_count and self._appends_row(changes):
            # What was the empty row is the product now, so that its editor stays where it is.
            self.beginInsertRows(QModelIndex(), rows, rows)
            self._row_count = rows
            self.endInsertRows()
            self._notify_all()
        else:
            self._reset(rows)

    def _reset(self, rows: int) -> None:
        self.beginResetModel()
        self._row_count = rows
        self.endResetModel()

    def _appends_row(self, changes: ChangeSet) -> bool:
        after = changes.rows[0].after
        return after is not None and after.position == self._row_count

    def _notify_changes(self, changes: ChangeSet) -> None:
        """Inputs of the rows that changed; ranks and figures of all of them."""
        if changes.scenario is not None or len(changes.rows) > MAX_ROWS_NOTIFIED:
            self._notify_all()
            return
        last = len(TABLE_COLUMNS) - 1
        for row in changes.rows:
            if row.after is not None:
                at = row.after.position
                self.dataChanged.emit(self.index(at, 0), self.index(at, last))
        for first, end in ((0, 0), (FIRST_FIGURE_COLUMN, last)):
            self.dataChanged.emit(self.index(0, first), self.index(self._row_count, end))

    def _notify_all(self) -> None:
        last = self.index(self._row_count, len(TABLE_COLUMNS) - 1)
        self.dataChanged.emit(self.index(0, 0), last)
        at = COLUMN_INDEX[COST_PER_MG]
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, at, at)

    # -- Qt's own names ------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._row_count + 1

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(TABLE_COLUMNS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        column = TABLE_COLUMNS[index.column()]
        if role == Role.TextAlignmentRole:
            return alignment(column)
        answer = self._data_by_role.get(role)
        return answer(index.row(), column) if answer else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1) if role == Role.DisplayRole else None
        column, answer = TABLE_COLUMNS[section], _HEADER_DATA_BY_ROLE.get(role)
        if column.key == COST_PER_MG and role == Role.DisplayRole:
            return tr("Per {basis} mg\nelemental", basis=self._cost_basis.mass_mg)
        return answer(column) if answer else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _READ_ONLY_FLAGS if TABLE_COLUMNS[index.column()].input is None else _EDITABLE_FLAGS

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        column, text = TABLE_COLUMNS[index.column()], str(value)
        if role != Role.EditRole or column.input is None:
            return False
        if index.row() < self._row_count:
            if text == self._edit_text(index.row(), column):
                return False
            says = tr("edit of {column}", column=tr(column.title).lower())
            entries = self._session.entries
            return self._session.apply(edit_cell(entries, index.row(), column.key, text, says))
        if not text.strip():
            return False
        entry = self._session.new_entry().with_text(column.input, text)
        return self._session.apply(insert_rows(self._row_count, [entry], tr("new product")))
