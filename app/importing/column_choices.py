"""One line for each column of a list: what it is, its unit, its decimal mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QScrollArea, QSizePolicy, QWidget

from app.toolkit.translation import tr
from pricing.model.columns import COLUMNS, COLUMNS_BY_KEY, Column, ColumnKind
from pricing.quantities.amounts import DecimalMark
from pricing.quantities.currencies import currencies
from pricing.reading.layouts import ColumnChoice, Layout

if TYPE_CHECKING:
    from pricing.reading.grid import Grid

SAMPLE_COUNT = 3
HEADINGS = ("Column of the list", "First values", "Holds", "Unit", "Decimal mark")
MASS_UNITS = (("", "mg, or as written"), ("mg", "mg"), ("mcg", "µg"), ("g", "g"))
DECIMAL_MARKS = (
    (DecimalMark.AUTO, "as the column shows"),
    (DecimalMark.POINT, "12.50"),
    (DecimalMark.COMMA, "12,50"),
)


def column_title(column: Column) -> str:
    """The column's name as people say it: "Elemental, mg per serving"."""
    joined = " " if column.unit in {"pack", "serving"} else ", "
    return f"{tr(column.title)}{joined}{tr(column.unit)}" if column.unit else tr(column.title)


class ColumnChoices(QScrollArea):
    """Shows and changes the choices of a layout. `changed` is emitted for the user's changes."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("columnChoices")
        self.setAccessibleName(tr("Columns of the list"))
        self.setWidgetResizable(True)
        self._column_controls: list[_ColumnControls] = []

    def show_layout(self, grid: Grid, layout: Layout) -> None:
        """A line for each column of the grid."""
        body, self._column_controls = QWidget(), []
        cells = QGridLayout(body)
        cells.setColumnStretch(1, 1)
        for place, heading in enumerate(HEADINGS):
            label = QLabel(tr(heading))
            label.setProperty("muted", True)
            cells.addWidget(label, 0, place)
        for index, choice in enumerate(layout.choices):
            line = _ColumnControls(_header_text(grid, layout, index), choice)
            line.column_box.activated.connect(lambda _=0, at=index: self._on_column_chosen(at))
            line.unit_box.activated.connect(lambda _=0: self.changed.emit())
            line.mark_box.activated.connect(lambda _=0: self.changed.emit())
            values = QLabel(_sample_text(grid, layout, index))
            values.setTextFormat(Qt.TextFormat.PlainText)
            values.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            parts = (line.header_label, values, line.column_box, line.unit_box, line.mark_box)
            for place, part in enumerate(parts):
                cells.addWidget(part, index + 1, place)
            self._column_controls.append(line)
        cells.setRowStretch(len(self._column_controls) + 1, 1)
        self.setWidget(body)

    def choices(self) -> tuple[ColumnChoice, ...]:
        return tuple(line.choice() for line in self._column_controls)

    def _on_column_chosen(self, at: int) -> None:
        self._column_controls[at].update_choices()
        self.changed.emit()


class _ColumnControls:
    """The controls of one column."""

    def __init__(self, header: str, choice: ColumnChoice) -> None:
        self.header_label = QLabel(header)
        self.header_label.setTextFormat(Qt.TextFormat.PlainText)
        self.column_box = _make_box(
            [("", tr("– leave out –")), *((each.key, column_title(each)) for each in COLUMNS)]
        )
        self.unit_box, self.mark_box = _make_box([]), _make_box([])
        for box, says in (
            (self.column_box, tr("holds")),
            (self.unit_box, tr("unit")),
            (self.mark_box, tr("decimal mark")),
        ):
            box.setAccessibleName(f"{header}: {says}")
        self.header_label.setBuddy(self.column_box)
        _select(self.column_box, choice.key)
        self.update_choices()
        _select(self.unit_box, choice.unit)
        _select(self.mark_box, choice.mark)

    def update_choices(self) -> None:
        """The units and marks that fit what the column is."""
        kind = COLUMNS_BY_KEY[self.choice().key].kind if self.choice().key else ColumnKind.TEXT
        units: list[tuple[str, str]] = (
            [(key, tr(text)) for key, text in MASS_UNITS] if kind is ColumnKind.MASS else []
        )
        if kind is ColumnKind.MONEY:
            units = [("", tr("as written")), *((code, code) for code in currencies())]
        _set_choices(self.unit_box, units)
        _set_choices(
            self.mark_box, [(key, tr(text)) for key, text in DECIMAL_MARKS] if kind.quantity else []
        )

    def choice(self) -> ColumnChoice:
        mark = self.mark_box.currentData() or DecimalMark.AUTO
        return ColumnChoice(
            self.column_box.currentData(), DecimalMark(mark), self.unit_box.currentData() or ""
        )


def _make_box(choices: list[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    _set_choices(box, choices)
    return box


def _set_choices(box: QComboBox, choices: list[tuple[str, str]]) -> None:
    """Offer something else; what was chosen stays where it is offered again."""
    chosen = box.currentData()
    box.clear()
    for value, text in choices:
        box.addItem(text, value)
    box.setVisible(bool(choices))
    _select(box, chosen)


def _select(box: QComboBox, value: str | None) -> None:
    box.setCurrentIndex(max(box.findData(value), 0) if box.count() else -1)


def _header_text(grid: Grid, layout: Layout, index: int) -> str:
    text = (
        ""
        if layout.header_position is None
        else grid.rows[layout.header_position].cell(index).text.strip()
    )
    return text[:60] or tr("column {number}", number=index + 1)


def _sample_text(grid: Grid, layout: Layout, index: int) -> str:
    first = 0 if layout.header_position is None else layout.header_position + 1
    texts = (row.cell(index).text.strip() for row in grid.rows[first : first + 50])
    return " · ".join([text[:40] for text in texts if text][:SAMPLE_COUNT])
