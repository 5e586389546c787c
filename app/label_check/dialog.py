"""A label checked on its own: what is typed above is read below, as one types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.analysis.label_check import read_label
from pricing.model.columns import BY_KEY, read_cell
from pricing.model.product import UNIT_KINDS
from pricing.problems.errors import BadInput
from pricing.reference.mineral_forms import elements, forms

if TYPE_CHECKING:
    from pricing.model.columns import Base

TYPED = (
    ("compound_mg", "Compound, mg (the front of the pack)"),
    ("elemental_mg", "Elemental, mg (Supplement Facts)"),
    ("serving_units", "Units in a serving"),
    ("daily_value_percent", "% of the daily value"),
)
NOTHING = "Type what the label says: the compound, the elemental amount, or both."


class LabelDialog(QDialog):
    """Says what one unit gives, whether that is possible, and which salt it fits."""

    def __init__(self, window: QWidget, element: str) -> None:
        super().__init__(window)
        self.setObjectName("labelDialog")
        self.setWindowTitle(tr("Check a label"))
        self._form = QFormLayout()
        self._element = self._box(
            "labelElementBox",
            tr("Mineral"),
            [(key, tr(each.name)) for key, each in elements().items()],
        )
        self._element.setCurrentIndex(self._element.findData(element))
        self._of = self._box("labelFormBox", tr("Form"), [])
        self._edits = {key: self._edit(key, tr(title)) for key, title in TYPED}
        self._unit = self._box("labelUnitBox", tr("Unit"), [(key, tr(key)) for key in UNIT_KINDS])
        self._says = QLabel()
        self._says.setObjectName("labelSays")
        self._says.setAccessibleName(tr("What the label comes to"))
        self._says.setWordWrap(True)
        self._says.setTextFormat(Qt.TextFormat.PlainText)
        self._says.setMinimumHeight(150)
        self._says.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._says.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        outer = QVBoxLayout(self)
        outer.addLayout(self._form)
        outer.addWidget(self._says, 1)
        outer.addWidget(close)
        self._element.currentIndexChanged.connect(self._offer_forms)
        self._of.currentIndexChanged.connect(self._read)
        self._unit.currentIndexChanged.connect(self._read)
        self._offer_forms()
        self.setMinimumWidth(560)

    def _box(self, name: str, title: str, offered: list[tuple[str, str]]) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        box.setAccessibleName(title)
        for value, text in offered:
            box.addItem(text, value)
        self._form.addRow(title, box)
        return box

    def _edit(self, key: str, title: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName(f"label_{key}")
        edit.setAccessibleName(title)
        edit.textChanged.connect(self._read)
        self._form.addRow(title, edit)
        return edit

    def _offer_forms(self) -> None:
        self._of.clear()
        for name in forms(self._element.currentData()):
            self._of.addItem(name, name)
        self._read()

    def _values(self) -> dict[str, Base]:
        values: dict[str, Base] = {
            "element": self._element.currentData(),
            "form": self._of.currentData() or "",
            "unit_kind": self._unit.currentData(),
        }
        for key, edit in self._edits.items():
            value = read_cell(BY_KEY[key], edit.text())
            if value is not None:
                values[key] = value
        return values

    def _read(self) -> None:
        self._says.setText(self._read_as())

    def _read_as(self) -> str:
        try:
            values = self._values()
            if not values.keys() & {"elemental_mg", "compound_mg"}:
                return tr(NOTHING)
            reading = read_label(values)
        except BadInput as refused:
            return f"⚠ {refused.says(notation())}"
        told = [sentence.text(notation()) for sentence in reading.sentences]
        return "\n".join([*told, *(f"⚠ {flag.says(notation())}" for flag in reading.flags)])
