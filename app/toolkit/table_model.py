"""A table model whose columns are declared as data: each says what its cells answer.

It knows no panel. A panel declares its columns, and hands over its rows.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.toolkit.locale_format import notation
from app.toolkit.shown_text import tool_tip
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.problems.errors import BadInput
from pricing.problems.plain_facts import dataclass
from pricing.quantities.safe_text import displayable_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Index = QModelIndex | QPersistentModelIndex

RowT = TypeVar("RowT")
Role = Qt.ItemDataRole
ALIGN_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
ALIGN_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
READ_ONLY = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_EDITABLE = READ_ONLY | Qt.ItemFlag.ItemIsEditable


@dataclass(frozen=True, slots=True)
class ModelColumn(Generic[RowT]):
    """A column of a table. Each of its functions takes a row and answers for one cell.

    Numbers are aligned to the right, so that their digits line up.

    Attributes:
        key: The name by which code and tests find the column.
        heading: The title in the user's language.
        text: What the cell shows.
        value: The exact value. If it is not given, the text is the value.
        is_text: Whether the column is aligned to the left and shows its full text as tool tip.
        width: The width at first, in pixels.
        full_heading: The title on one line, for a screen reader. If it is not given, it is the
            heading.
        meaning: The tool tip of the heading.
        tooltip: The tool tip of the cell. A screen reader reads it as the description.
        edit_text: What an editor of the cell starts with. If it is not given, it is the text.
        change: Takes what was typed, and returns whether it changed anything. It raises
            BadInput for a text that cannot be read. Without it the column is read-only.
        answers: What the cell answers to other roles.
    """

    key: str
    heading: str
    text: Callable[[RowT], str]
    value: Callable[[RowT], object] | None = None
    is_text: bool = False
    width: int = 90
    full_heading: str = ""
    meaning: str = ""
    tooltip: Callable[[RowT], str] | None = None
    edit_text: Callable[[RowT], str] | None = None
    change: Callable[[RowT, str], bool] | None = None
    answers: Mapping[int, Callable[[RowT], object]] = field(default_factory=dict)

    @property
    def alignment(self) -> int:
        return ALIGN_LEFT if self.is_text else ALIGN_RIGHT

    def cell_answers(self) -> dict[int, Callable[[RowT], object]]:
        """Return what a cell answers to each role."""
        alignment = self.alignment
        answers: dict[int, Callable[[RowT], object]] = {
            Role.DisplayRole: _answer_with(displayable_text, self.text),
            Role.UserRole: self.value or self.text,
            Role.TextAlignmentRole: lambda _: alignment,
            Role.AccessibleTextRole: self._spoken_if_empty,
        }
        if self.tooltip is not None:
            answers[Role.ToolTipRole] = _answer_with(tool_tip, self.tooltip)
            answers[Role.AccessibleDescriptionRole] = _answer_with(displayable_text, self.tooltip)
        elif self.is_text:
            answers[Role.ToolTipRole] = _answer_with(tool_tip, self.text)
        if self.change is not None:
            answers[Role.EditRole] = self.edit_text or self.text
        return {**answers, **self.answers}

    def _spoken_if_empty(self, row: RowT) -> str:
        """Return what a screen reader says of an empty cell; "" for what the cell shows."""
        heading = self.full_heading or self.heading.replace("\n", " ")
        return "" if self.text(row).strip() else tr("{heading}: empty", heading=heading)

    def heading_answers(self) -> dict[int, object]:
        """Return what the heading answers to each role."""
        return {
            Role.DisplayRole: self.heading,
            Role.UserRole: self.key,
            Role.TextAlignmentRole: self.alignment,
            Role.ToolTipRole: tool_tip(self.meaning) or None,
            Role.AccessibleTextRole: self.full_heading or self.heading.replace("\n", " "),
        }


def _answer_with(show: Callable[[str], str], text: Callable[[RowT], str]) -> Callable[[RowT], str]:
    return lambda row: show(text(row))


@reports_exceptions
class TableModel(QAbstractTableModel, Generic[RowT]):
    """Shows rows in declared columns."""

    input_rejected = Signal(str)  # why a text cannot be read

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[RowT] = ()
        self.columns: Sequence[ModelColumn[RowT]] = ()
        self._cell_answers: list[dict[int, Callable[[RowT], object]]] = []
        self._heading_answers: list[dict[int, object]] = []

    def set_columns(self, columns: Sequence[ModelColumn[RowT]]) -> None:
        """Declare the columns. A view has to be told by `show_rows` or `notify_all`."""
        self.columns = columns
        self._cell_answers = [column.cell_answers() for column in columns]
        self._heading_answers = [column.heading_answers() for column in columns]

    def show_rows(
        self, rows: Sequence[RowT], columns: Sequence[ModelColumn[RowT]] | None = None
    ) -> None:
        """Show other rows, and other columns if they are given."""
        self.beginResetModel()
        self.rows = rows
        if columns is not None:
            self.set_columns(columns)
        self.endResetModel()

    def notify_all(self) -> None:
        """Tell the views that any cell and any heading may have changed."""
        last = len(self.columns) - 1
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, last))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def row_at(self, row: int) -> RowT | None:
        """Return the row at a position, or None if there is nothing to show there."""
        return self.rows[row]

    def shown_text(self, row: int, column: int) -> str:
        """Return what a cell shows. It is several times as fast as to ask for its index."""
        answered = self.row_at(row)
        return "" if answered is None else displayable_text(self.columns[column].text(answered))

    # -- Qt's own names ------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        answer = self._cell_answers[index.column()].get(role)
        row = self.row_at(index.row()) if answer is not None else None
        return answer(row) if answer is not None and row is not None else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return super().headerData(section, orientation, role)
        return self._heading_answers[section].get(role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        is_editable = self.columns[index.column()].change is not None
        return _EDITABLE if is_editable else READ_ONLY

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        change, row = self.columns[index.column()].change, self.row_at(index.row())
        if role != Role.EditRole or change is None or row is None:
            return False
        try:
            return change(row, str(value))
        except BadInput as error:
            self.input_rejected.emit(error.message(notation()))
            return False
