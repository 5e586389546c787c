"""The part of the import dialog with a row of boxes for each column of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QWidget,
)

from app.toolkit.fields import ChoiceBox
from app.toolkit.locale_format import count_text, notation
from app.toolkit.shown_text import Label
from app.toolkit.translation import tr
from pricing.calculation.sentences import UnitCount
from pricing.model.columns import ColumnKind
from pricing.model.product import UNIT_KINDS
from pricing.quantities.amounts import DecimalMark
from pricing.quantities.currencies import currencies
from pricing.quantities.dates import DateOrder
from pricing.quantities.rounding import round_half_away
from pricing.quantities.weights import WEIGHTS
from pricing.reading.column_questions import SEARCHED_ROWS, body_rows, header_texts
from pricing.reading.header_multiples import parts_of_multiple
from pricing.reading.header_parts import (
    ANY_UNIT,
    EXCLUDED,
    INCLUDED,
    MONEY_UNIT,
    PACK,
    PERCENT_UNIT,
    SERVING,
    SHARE_UNIT,
    split_base,
)
from pricing.reading.packs_columns import COLUMNS_OF_LISTS
from pricing.reading.reading_options import ColumnChoice, Layout

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pricing.reading.grid import Grid, GridRow

LEFT_OUT = "– leave out –"
SAMPLE_COUNT = 3
HEADINGS = (
    "Column of the list", "First values", "Contains", "Unit", "Stated for", "Tax", "Decimal mark",
)  # fmt: skip
MASS_UNITS = (
    ("", "mg unless written, µg of a trace mineral"),
    ("mg", "mg"),
    ("mcg", "µg"),
    ("g", "g"),
    ("kg", "kg"),
    ("mmol", "mmol"),
    ("meq", "mEq"),
    (PERCENT_UNIT, "% of the compound"),
)
PERCENT_UNITS = (
    ("", "% unless written"),
    (PERCENT_UNIT, "%"),
    (MONEY_UNIT, "money"),
    (SHARE_UNIT, "share of 1"),
)
DATE_ORDERS = (
    ("", "as written"),
    (DateOrder.DAY_FIRST.value, "day before month"),
    (DateOrder.MONTH_FIRST.value, "month before day"),
)
SUBUNITS = ((False, "main unit"), (True, "hundredths"))
TAXES = (("", "not stated"), (INCLUDED, "included"), (EXCLUDED, "not included"))
MASS_BASES = ("1 unit", "2 unit", "3 unit", "4 unit", "100 g", "1000 g", "100 mL", "1000 mL")
PRICE_BASES = (
    "1 serving", "1 unit", "10 unit", "60 unit", "2 pack", "3 pack", "6 pack", "10 pack", "12 pack",
    "100 g", "1000 g", "100 mL", "1000 mL",
)  # fmt: skip
# A number of units stands for so many, and several packs hold the number together.
PACK_BASES = ("2 pack", "3 pack", "10 unit", "12 unit", "100 unit")
_BASES_OF_KEYS = {"price": PRICE_BASES, "pack_units": PACK_BASES}
MONEY_KEYS = ("discount_percent", "tax_percent")
UNITS_KEYS = ("pack_units", "serving_units")
DECIMAL_MARKS = (
    (DecimalMark.AUTO, "automatic"),
    (DecimalMark.POINT, "12.50"),
    (DecimalMark.COMMA, "12,50"),
)


SAMPLE_LETTERS = 18  # the least width of the samples of a column


class ColumnChoices(QScrollArea):
    """Shows a layout and lets the user change it. `changed` is emitted for the user's changes."""

    changed = Signal(int)  # the index of the column

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
            controls = _ColumnControls(choice)
            controls.column_box.activated.connect(lambda _=0, at=index: self._on_column_chosen(at))
            for box in controls.detail_boxes:
                box.activated.connect(lambda _=0, at=index: self.changed.emit(at))
            widgets = (
                controls.header_label,
                controls.samples,
                controls.column_box,
                controls.unit_boxes,
                controls.base_box,
                controls.tax_box,
                controls.mark_box,
            )
            for position, widget in enumerate(widgets):
                cells.addWidget(widget, index + 1, position)
            self._column_controls.append(controls)
        cells.setRowStretch(len(self._column_controls) + 1, 1)
        self.show_headers(grid, layout)
        self.setWidget(body)

    def show_headers(self, grid: Grid, layout: Layout) -> None:
        """Show the headers and samples of a layout beside the boxes, which stay as they are."""
        rows = body_rows(grid, layout)[:SEARCHED_ROWS]
        titles = header_texts(grid, layout)
        for index, controls in enumerate(self._column_controls):
            header = titles[index][:60] or tr("column {number}", number=index + 1)
            controls.show_header(header, titles[index], _sample_text(rows, index))

    def choices(self) -> tuple[ColumnChoice, ...]:
        """Return the choice for each column of the list."""
        return tuple(controls.choice() for controls in self._column_controls)

    def show_meanings(self, meanings: Mapping[int, str]) -> None:
        """Show what columns are read as if nothing is chosen for them, by their index."""
        for index, controls in enumerate(self._column_controls):
            controls.column_box.setItemText(0, meanings.get(index) or tr(LEFT_OUT))

    def _on_column_chosen(self, at: int) -> None:
        self._column_controls[at].take_title()
        self.changed.emit(at)


class _ColumnControls:
    """The header and the boxes of one column of the list."""

    def __init__(self, choice: ColumnChoice) -> None:
        self._title = ""
        self.header_label, self.samples = Label(), Label()
        self.samples.setWordWrap(True)
        least = self.samples.fontMetrics().averageCharWidth() * SAMPLE_LETTERS
        self.samples.setMinimumWidth(least)
        self.column_box = _make_box(
            [
                ("", tr(LEFT_OUT)),
                *((key, tr(column.full_title)) for key, column in COLUMNS_OF_LISTS.items()),
            ]
        )
        self.unit_box, self.subunit_box = _make_box([]), _make_box([])
        self.base_box, self.tax_box, self.mark_box = _make_box([]), _make_box([]), _make_box([])
        self.detail_boxes = (
            self.unit_box,
            self.subunit_box,
            self.base_box,
            self.tax_box,
            self.mark_box,
        )
        self.unit_boxes = _side_by_side(self.unit_box, self.subunit_box)
        self.header_label.setBuddy(self.column_box)
        _select(self.column_box, choice.key)
        self.update_choices(choice.base)
        _select(self.unit_box, choice.unit)
        _select(self.subunit_box, choice.is_subunit)
        _select(self.base_box, choice.base)
        _select(self.tax_box, choice.tax)
        _select(self.mark_box, choice.mark)

    def show_header(self, header: str, title: str, samples: str) -> None:
        """Show the header of the column with some of its texts, and name the boxes by it."""
        self._title = title
        self.header_label.setText(header)
        self.samples.setText(samples)
        self.column_box.setAccessibleName(tr("{column}: contains", column=header))
        self.unit_box.setAccessibleName(tr("{column}: unit", column=header))
        self.subunit_box.setAccessibleName(tr("{column}: main unit or hundredths", column=header))
        self.base_box.setAccessibleName(tr("{column}: stated for", column=header))
        self.tax_box.setAccessibleName(tr("{column}: tax", column=header))
        self.mark_box.setAccessibleName(tr("{column}: decimal mark", column=header))

    def take_title(self) -> None:
        """Offer what fits the chosen column, with the number of several that its title states."""
        base = parts_of_multiple(self._title, self.choice().key).base
        self.update_choices(base)
        if base:
            _select(self.base_box, base)

    def update_choices(self, base: str = "") -> None:
        """Offer the units, bases and decimal marks that fit the chosen column, and this base."""
        key = self.choice().key
        kind = COLUMNS_OF_LISTS[key].kind if key else ColumnKind.TEXT
        has_subunits = kind is ColumnKind.MONEY or key in MONEY_KEYS
        _set_choices(self.unit_box, _units(key, kind))
        _set_choices(self.subunit_box, translated(SUBUNITS) if has_subunits else [])
        _set_choices(self.base_box, _bases(key, kind, base or self.base_box.currentData() or ""))
        _set_choices(self.tax_box, translated(TAXES) if key == "price" else [])
        _set_choices(self.mark_box, translated(DECIMAL_MARKS) if kind.quantity else [])

    def choice(self) -> ColumnChoice:
        """Return what the user chose for this column."""
        mark = self.mark_box.currentData() or DecimalMark.AUTO
        return ColumnChoice(
            self.column_box.currentData(),
            DecimalMark(mark),
            self.unit_box.currentData() or "",
            self.base_box.currentData() or "",
            bool(self.subunit_box.currentData()),
            self.tax_box.currentData() or "",
        )


def translated(choices: Sequence[tuple[object, str]]) -> list[tuple[object, str]]:
    """Return choices with their texts in the user's language."""
    return [(value, tr(text)) for value, text in choices]


def _units(key: str, kind: ColumnKind) -> list[tuple[object, str]]:
    """Return the units that the values of a column can be in."""
    if kind is ColumnKind.MASS:
        return translated(MASS_UNITS)
    if kind is ColumnKind.MONEY:
        return [("", tr("as written")), *((code, code) for code in currencies())]
    if kind is ColumnKind.PERCENT and key != "daily_value_percent":
        return translated(PERCENT_UNITS)
    if kind is ColumnKind.DATE:
        return translated(DATE_ORDERS)
    if key in UNITS_KEYS:
        excluded = () if key == "pack_units" else (SERVING,)
        counted = [
            kind for kind in UNIT_KINDS.values() if kind.is_counted and kind.key not in excluded
        ]
        return [
            ("", tr("as written")),
            *((unit.key, tr(unit.plural)) for unit in counted),
            *((unit, tr(unit)) for unit in WEIGHTS),
        ]
    return []


def _bases(key: str, kind: ColumnKind, base: str) -> list[tuple[object, str]]:
    """Return what the values of a column can be stated for, with the given base."""
    if kind is not ColumnKind.MASS and key not in _BASES_OF_KEYS:
        return []
    bases = _BASES_OF_KEYS.get(key, MASS_BASES)
    usual = tr("pack") if key in _BASES_OF_KEYS else tr("serving")
    every = list(bases if not base or base in bases else (*bases, base))
    return [("", usual), *((text, _base_text(text, key)) for text in every)]


def _base_text(base: str, key: str) -> str:
    number, measure = split_base(base)
    if key == "pack_units" and measure == ANY_UNIT:
        return tr("packs of {count}", count=round_half_away(number))
    if measure in UNIT_KINDS:
        return UnitCount(number, measure).text(notation())
    if measure == PACK:
        return count_text(round_half_away(number), "{count} pack", "{count} packs")
    return count_text(round_half_away(number), "{count} unit", "{count} units")


def _side_by_side(*boxes: QComboBox) -> QWidget:
    widget = QWidget()
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    for box in boxes:
        row.addWidget(box)
    row.addStretch(1)
    return widget


def _make_box(choices: Sequence[tuple[object, str]]) -> QComboBox:
    box = ChoiceBox()
    _set_choices(box, choices)
    return box


def _set_choices(box: QComboBox, choices: Sequence[tuple[object, str]]) -> None:
    """Offer these choices, and keep what is chosen if it is offered again."""
    selected = box.currentData()
    box.clear()
    for value, text in choices:
        box.addItem(text, value)
    box.setVisible(bool(choices))
    _select(box, selected)


def _select(box: QComboBox, value: object) -> None:
    box.setCurrentIndex(max(box.findData(value), 0) if box.count() else -1)


def _sample_text(rows: Sequence[GridRow], index: int) -> str:
    texts = (row.cell(index).text.strip() for row in rows)
    return " · ".join([text[:40] for text in texts if text][:SAMPLE_COUNT])
