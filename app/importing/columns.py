"""One line for each column of a list: what it is, its unit, its decimal mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QScrollArea, QSizePolicy, QWidget

from app.toolkit.translation import tr
from pricing.model.columns import BY_KEY, COLUMNS, Column, Kind
from pricing.quantities.amounts import DecimalMark
from pricing.quantities.currencies import currencies
from pricing.reading.headers import Choice, Layout

if TYPE_CHECKING:
    from pricing.reading.grid import Grid

SAMPLES = 3
HEADINGS = ("Column of the list", "First values", "Holds", "Unit", "Decimal mark")
UNITS_OF_MASS = (("", "mg, or as written"), ("mg", "mg"), ("mcg", "µg"), ("g", "g"))
MARKS = (
    (DecimalMark.AUTO, "as the column shows"),
    (DecimalMark.POINT, "12.50"),
    (DecimalMark.COMMA, "12,50"),
)


def title(column: Column) -> str:
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
        self._lines: list[_Line] = []

    def show_layout(self, grid: Grid, layout: Layout) -> None:
        """A line for each column of the grid."""
        body, self._lines = QWidget(), []
        cells = QGridLayout(body)
        cells.setColumnStretch(1, 1)
        for place, heading in enumerate(HEADINGS):
            label = QLabel(tr(heading))
            label.setProperty("muted", True)
            cells.addWidget(label, 0, place)
        for index, choice in enumerate(layout.choices):
            line = _Line(_header(grid, layout, index), choice)
            line.is_.activated.connect(lambda _=0, at=index: self._chosen(at))
            line.unit.activated.connect(lambda _=0: self.changed.emit())
            line.mark.activated.connect(lambda _=0: self.changed.emit())
            values = QLabel(_samples(grid, layout, index))
            values.setTextFormat(Qt.TextFormat.PlainText)
            values.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            parts = (line.name, values, line.is_, line.unit, line.mark)
            for place, part in enumerate(parts):
                cells.addWidget(part, index + 1, place)
            self._lines.append(line)
        cells.setRowStretch(len(self._lines) + 1, 1)
        self.setWidget(body)

    def choices(self) -> tuple[Choice, ...]:
        return tuple(line.choice() for line in self._lines)

    def _chosen(self, at: int) -> None:
        self._lines[at].offer()
        self.changed.emit()


class _Line:
    """The controls of one column."""

    def __init__(self, header: str, choice: Choice) -> None:
        self.name = QLabel(header)
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.is_ = _box([("", tr("– leave out –")), *((each.key, title(each)) for each in COLUMNS)])
        self.unit, self.mark = _box([]), _box([])
        for box, says in (
            (self.is_, tr("holds")),
            (self.unit, tr("unit")),
            (self.mark, tr("decimal mark")),
        ):
            box.setAccessibleName(f"{header}: {says}")
        self.name.setBuddy(self.is_)
        _select(self.is_, choice.key)
        self.offer()
        _select(self.unit, choice.unit)
        _select(self.mark, choice.mark)

    def offer(self) -> None:
        """The units and marks that fit what the column is."""
        kind = BY_KEY[self.choice().key].kind if self.choice().key else Kind.TEXT
        units: list[tuple[str, str]] = (
            [(key, tr(text)) for key, text in UNITS_OF_MASS] if kind is Kind.MASS else []
        )
        if kind is Kind.MONEY:
            units = [("", tr("as written")), *((code, code) for code in currencies())]
        _fill(self.unit, units)
        _fill(self.mark, [(key, tr(text)) for key, text in MARKS] if kind.quantity else [])

    def choice(self) -> Choice:
        mark = self.mark.currentData() or DecimalMark.AUTO
        return Choice(self.is_.currentData(), DecimalMark(mark), self.unit.currentData() or "")


def _box(offered: list[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    _fill(box, offered)
    return box


def _fill(box: QComboBox, offered: list[tuple[str, str]]) -> None:
    """Offer something else; what was chosen stays where it is offered again."""
    chosen = box.currentData()
    box.clear()
    for value, text in offered:
        box.addItem(text, value)
    box.setVisible(bool(offered))
    _select(box, chosen)


def _select(box: QComboBox, value: str | None) -> None:
    box.setCurrentIndex(max(box.findData(value), 0) if box.count() else -1)


def _header(grid: Grid, layout: Layout, index: int) -> str:
    text = "" if layout.header is None else grid.rows[layout.header].cell(index).text.strip()
    return text[:60] or tr("column {number}", number=index + 1)


def _samples(grid: Grid, layout: Layout, index: int) -> str:
    first = 0 if layout.header is None else layout.header + 1
    texts = (row.cell(index).text.strip() for row in grid.rows[first : first + 50])
    return " · ".join([text[:40] for text in texts if text][:SAMPLES])
