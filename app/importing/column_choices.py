"""The part of the import dialog with a row of boxes for each column of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QScrollArea, QSizePolicy, QWidget

from app.toolkit.shown_text import Label
from app.toolkit.translation import tr
from pricing.model.columns import COLUMNS, COLUMNS_BY_KEY, ColumnKind
from pricing.quantities.amounts import DecimalMark
from pricing.quantities.currencies import currencies
from pricing.reading.layouts import ColumnChoice, Layout

if TYPE_CHECKING:
    from pricing.reading.grid import Grid

SAMPLE_COUNT = 3
SEARCHED_ROWS = 50
HEADINGS = ("Column of the list", "First values", "Contains", "Unit", "Decimal mark")
MASS_UNITS = (("", "mg unless written"), ("mg", "mg"), ("mcg", "µg"), ("g", "g"))
DECIMAL_MARKS = (
    (DecimalMark.AUTO, "automatic"),
    (DecimalMark.POINT, "12.50"),
    (DecimalMark.COMMA, "12,50"),
)


class ColumnChoices(QScrollArea):
    """Shows a layout and lets the user change it. `changed` is emitted for the user's changes."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("columnChoices")
        self.setAccessibleName(tr("Columns of the list"))
        self.setWidgetResizable(True)
        self._column_controls: list[_ColumnControls] = []

    def show_layout(self, grid: Grid, layout: Layout) -> None:
        """Show a row of boxes for each column of the grid."""
        body, self._column_controls = QWidget(), []
        cells = QGridLayout(body)
        cells.setColumnStretch(1, 1)
        for position, heading in enumerate(HEADINGS):
            label = Label(tr(heading))
            label.setProperty("muted", True)
            cells.addWidget(label, 0, position)
        for index, choice in enumerate(layout.choices):
            controls = _ColumnControls(_header_text(grid, layout, index), choice)
            controls.column_box.activated.connect(lambda _=0, at=index: self._on_column_chosen(at))
            controls.unit_box.activated.connect(lambda _=0: self.changed.emit())
            controls.mark_box.activated.connect(lambda _=0: self.changed.emit())
            samples = Label(_sample_text(grid, layout, index))
            samples.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            widgets = (
                controls.header_label,
                samples,
                controls.column_box,
                controls.unit_box,
                controls.mark_box,
            )
            for position, widget in enumerate(widgets):
                cells.addWidget(widget, index + 1, position)
            self._column_controls.append(controls)
        cells.setRowStretch(len(self._column_controls) + 1, 1)
        self.setWidget(body)

    def choices(self) -> tuple[ColumnChoice, ...]:
        """Return the choice for each column of the list."""
        return tuple(controls.choice() for controls in self._column_controls)

    def _on_column_chosen(self, at: int) -> None:
        self._column_controls[at].update_choices()
        self.changed.emit()


class _ColumnControls:
    """The header and the boxes of one column of the list."""

    def __init__(self, header: str, choice: ColumnChoice) -> None:
        self.header_label = Label(header)
        self.column_box = _make_box(
            [
                ("", tr("– leave out –")),
                *((column.key, tr(column.full_title)) for column in COLUMNS),
            ]
        )
        self.unit_box, self.mark_box = _make_box([]), _make_box([])
        self.column_box.setAccessibleName(tr("{column}: contains", column=header))
        self.unit_box.setAccessibleName(tr("{column}: unit", column=header))
        self.mark_box.setAccessibleName(tr("{column}: decimal mark", column=header))
        self.header_label.setBuddy(self.column_box)
        _select(self.column_box, choice.key)
        self.update_choices()
        _select(self.unit_box, choice.unit)
        _select(self.mark_box, choice.mark)

    def update_choices(self) -> None:
        """Offer the units and decimal marks that fit the chosen column."""
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
        """Return what the user chose for this column."""
        mark = self.mark_box.currentData() or DecimalMark.AUTO
        return ColumnChoice(
            self.column_box.currentData(), DecimalMark(mark), self.unit_box.currentData() or ""
        )


def _make_box(choices: list[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    _set_choices(box, choices)
    return box


def _set_choices(box: QComboBox, choices: list[tuple[str, str]]) -> None:
    """Offer these choices, and keep what is chosen if it is offered again."""
    selected = box.currentData()
    box.clear()
    for value, text in choices:
        box.addItem(text, value)
    box.setVisible(bool(choices))
    _select(box, selected)


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
    start = 0 if layout.header_position is None else layout.header_position + 1
    texts = (row.cell(index).text.strip() for row in grid.rows[start : start + SEARCHED_ROWS])
    return " · ".join([text[:40] for text in texts if text][:SAMPLE_COUNT])
