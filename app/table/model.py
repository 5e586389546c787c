"""The table's model: the session's rows, then one empty row for a new product."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.table.layout import FIRST_FIGURE, FLAGGED, INDEX, PER_MG, RANK, TABLE_COLUMNS, TableColumn
from app.table.rank_text import BOTH_ORDERS, rank_text
from app.toolkit.locale_format import as_typed, notation
from app.toolkit.translation import tr
from pricing.calculation.measures import ABSORBED_KEY, shown_with_unit
from pricing.model.changes import ChangeSet, insert_rows, type_into
from pricing.model.columns import Kind, exact_value
from pricing.model.entry import Entry
from pricing.quantities.currencies import price_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.session import Session
    from app.toolkit.cost_basis import Display
    from pricing.calculation.checks import Flag
    from pricing.calculation.comparison import Compared

    Index = QModelIndex | QPersistentModelIndex

Role = Qt.ItemDataRole
ENTRY = Role.UserRole + 1  # the row as typed, for its editors
WRONG, WARNED = "wrong", "warning"
MOST_TOLD = 40  # rows that are told of one by one
PROMPT = "Type a product's name"

# Numbers stand right, so that their digits stand under each other. Asked for at every paint.
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_SHOWN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_EDITABLE = _SHOWN | Qt.ItemFlag.ItemIsEditable


def alignment(column: TableColumn) -> int:
    return _RIGHT if column.is_numeric else _LEFT


_HEADER_ANSWERS: dict[int, Callable[[TableColumn], object]] = {
    Role.DisplayRole: lambda column: column.heading,
    Role.UserRole: lambda column: column.key,
    Role.ToolTipRole: lambda column: tr(column.measure.meaning) if column.measure else None,
    Role.AccessibleTextRole: lambda column: column.heading.replace("\n", " "),
    Role.TextAlignmentRole: alignment,
}


class ProductModel(QAbstractTableModel):
    """Rows of the working comparison. Editing a cell is one change of the session."""

    def __init__(self, session: Session, display: Display) -> None:
        super().__init__()
        self._session = session
        self._costs = display
        self._rows = len(session.entries)
        self._compares = False  # a start shows the inputs before anything is computed
        self._answers: dict[int, Callable[[int, TableColumn], object]] = {
            Role.DisplayRole: self.text,
            Role.EditRole: self._edit_text,
            Role.UserRole: self._exact,
            Role.ToolTipRole: self._explanation,
            Role.AccessibleTextRole: self._spoken,
            Role.AccessibleDescriptionRole: self._explanation,
            ENTRY: self._entry,
        }
        session.changed.connect(self._follow)
        display.changed.connect(self._tell_all)

    def show_figures(self) -> None:
        """Show what is computed too, from now on."""
        self._compares = True
        self._tell_all()

    def _compared(self, row: int) -> Compared | None:
        return self._session.compared(row) if self._compares else None

    # -- answers -------------------------------------------------------------------------------

    def text(self, row: int, column: TableColumn) -> str:
        """What a cell shows."""
        if row == self._rows:
            return tr(PROMPT) if column.key == "product" else "+" if column.key == RANK else ""
        if column.input is not None:
            return self._shown_input(row, column)
        if not self._compares:
            return ""
        compared = self._session.compared(row)
        if column.key == RANK:
            return rank_text(self._session.comparison, compared)
        return self._figure(compared, column)

    def _figure(self, compared: Compared | None, column: TableColumn) -> str:
        value = compared.figures.number(column.key) if compared else None
        if compared is None or value is None or column.measure is None:
            return ""
        if column.key == "units_per_day":
            from pricing.calculation.sentences import Count

            return Count(value, compared.product.unit_kind).text(notation())
        how, currency = column.measure.shown, self._session.scenario.currency
        shown = value * self._costs.basis if column.key == PER_MG else value
        text = shown_with_unit(shown, how, currency, notation())
        assumed = column.key == ABSORBED_KEY and compared.number("relative_absorption") != 1
        return tr("{figure} assumed", figure=text) if assumed else text

    def _shown_input(self, row: int, column: TableColumn) -> str:
        entry = self._session.entries[row]
        assert column.input is not None  # noqa: S101 - asked for inputs only
        text = entry.text(column.input)
        if column.key in entry.wrong or not text or not column.is_numeric:
            return text
        if column.input.kind is Kind.MONEY:
            currency = str(entry.values.get("currency", ""))
            return notation().money(price_text(text, currency), currency)
        return notation().number(text)

    def _edit_text(self, row: int, column: TableColumn) -> str:
        if column.input is None or row == self._rows:
            return ""
        entry = self._session.entries[row]
        text = entry.text(column.input)
        plain = column.key in entry.wrong or not column.is_numeric
        return text if plain else as_typed(text)

    def _exact(self, row: int, column: TableColumn) -> Fraction | str | None:
        if row == self._rows:
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
        new = row == self._rows
        return Entry(0, self._session.defaults()) if new else self._session.entries[row]

    def _explanation(self, row: int, column: TableColumn) -> str:
        """What is wrong with a cell or noticed about it, and what to do."""
        if row == self._rows:
            return ""
        if column.key == RANK and self._session.scenario.absorption:
            return tr(BOTH_ORDERS)
        refused = self._session.refusal(row)
        if refused is not None and refused.parameters.get("column") == column.key:
            return refused.says(notation())
        wrong = self._session.entries[row].refusal(column.key)
        if wrong is not None:
            return wrong.says(notation())
        return "\n".join(flag.says(notation()) for flag in self._flags(row, column))

    def _spoken(self, row: int, column: TableColumn) -> str:
        text, mark = self.text(row, column), self.mark(row, column)
        return f"{text}, {tr(mark)}: {self._explanation(row, column)}" if mark else text

    def is_new(self, row: int) -> bool:
        """Whether this is the empty row for a new product."""
        return row == self._rows

    def mark(self, row: int, column: TableColumn) -> str:
        """WRONG where the cell's text was refused, WARNED where a check speaks, else nothing."""
        if row == self._rows:
            return ""
        if column.input is not None and self._is_wrong(row, column):
            return WRONG
        flags = self._flags(row, column)
        return WARNED if any(flag.warns for flag in flags) else ""

    def _is_wrong(self, row: int, column: TableColumn) -> bool:
        entry = self._session.entries[row]
        refused = self._session.refusal(row)
        named = refused is not None and refused.parameters.get("column") == column.key
        return column.key in entry.wrong or (named and column.key in entry.values)

    def _flags(self, row: int, column: TableColumn) -> list[Flag]:
        compared = self._compared(row) if row < self._rows else None
        if compared is None:
            return []
        return [
            flag
            for flag in compared.flags
            if column.key in {FLAGGED.get(flag.key), flag.check.column}
        ]

    def is_best(self, row: int) -> bool:
        """Whether the row's product ranks first."""
        compared = self._compared(row)
        return compared is not None and compared.rank == 1

    def share(self, row: int) -> float:
        """The headline as a share of the largest, for its bar."""
        compared = self._compared(row) if row < self._rows else None
        if compared is None or compared.rank is None:
            return 0.0
        largest = self._session.comparison.ranked[-1].number(PER_MG)
        return float(compared.number(PER_MG) / largest) if largest else 0.0

    # -- changes -------------------------------------------------------------------------------

    def _follow(self, changes: ChangeSet) -> None:
        rows = len(self._session.entries)
        if changes.opens_another:
            self._reset(rows)
        elif not changes.moves_rows:
            self._tell(changes)
        elif rows == self._rows + 1 == len(changes.rows) + self._rows and self._is_appended(
            changes
        ):
            # What was the empty row is the product now, so that its editor stays where it is.
            self.beginInsertRows(QModelIndex(), rows, rows)
            self._rows = rows
            self.endInsertRows()
            self._tell_all()
        else:
            self._reset(rows)

    def _reset(self, rows: int) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def _is_appended(self, changes: ChangeSet) -> bool:
        after = changes.rows[0].after
        return after is not None and after.position == self._rows

    def _tell(self, changes: ChangeSet) -> None:
        """Inputs of the rows that changed; ranks and figures of all of them."""
        if changes.scenario is not None or len(changes.rows) > MOST_TOLD:
            self._tell_all()
            return
        last = len(TABLE_COLUMNS) - 1
        for row in changes.rows:
            if row.after is not None:
                at = row.after.position
                self.dataChanged.emit(self.index(at, 0), self.index(at, last))
        for first, end in ((0, 0), (FIRST_FIGURE, last)):
            self.dataChanged.emit(self.index(0, first), self.index(self._rows, end))

    def _tell_all(self) -> None:
        last = self.index(self._rows, len(TABLE_COLUMNS) - 1)
        self.dataChanged.emit(self.index(0, 0), last)
        at = INDEX[PER_MG]
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, at, at)

    # -- Qt's own names ------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._rows + 1

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(TABLE_COLUMNS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        column = TABLE_COLUMNS[index.column()]
        if role == Role.TextAlignmentRole:
            return alignment(column)
        answer = self._answers.get(role)
        return answer(index.row(), column) if answer else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1) if role == Role.DisplayRole else None
        column, answer = TABLE_COLUMNS[section], _HEADER_ANSWERS.get(role)
        if column.key == PER_MG and role == Role.DisplayRole:
            return tr("Per {basis} mg\nelemental", basis=self._costs.basis)
        return answer(column) if answer else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _SHOWN if TABLE_COLUMNS[index.column()].input is None else _EDITABLE

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        column, text = TABLE_COLUMNS[index.column()], str(value)
        if role != Role.EditRole or column.input is None:
            return False
        if index.row() < self._rows:
            if text == self._edit_text(index.row(), column):
                return False
            says = tr("edit of {column}", column=tr(column.title).lower())
            entries = self._session.entries
            return self._session.do(type_into(entries, index.row(), column.key, text, says))
        if not text.strip():
            return False
        entry = self._session.new_entry().typed(column.input, text)
        return self._session.do(insert_rows(self._rows, [entry], tr("new product")))
