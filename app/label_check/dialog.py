"""The dialog that checks a label on its own. Its result follows the input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QWidget,
)

from app.toolkit.cards import dialog_column
from app.toolkit.fields import ChoiceBox
from app.toolkit.locale_format import notation
from app.toolkit.shown_text import Label, add_form_row
from app.toolkit.translation import tr
from pricing.analysis.label_check import check_label
from pricing.model.columns import COLUMNS_BY_KEY, read_cell
from pricing.model.product import UNIT_KINDS, UNSTATED_UNIT
from pricing.problems.errors import BadInput
from pricing.reference.mineral_forms import elements, forms

if TYPE_CHECKING:
    from pricing.model.columns import BaseValue

INPUT_FIELDS = (
    ("compound_mg", "Compound, mg (on the front of the pack)"),
    ("elemental_mg", "Elemental, mg (in the Supplement Facts)"),
    ("serving_units", "Units per serving"),
    ("daily_value_percent", "Daily value, %"),
)
INPUT_PROMPT = "Enter the compound amount, the elemental amount or both, as the label states them."


class LabelCheckDialog(QDialog):
    """Shows what one unit provides, whether the label is possible, and which salt it fits."""

    def __init__(self, window: QWidget, element: str) -> None:
        super().__init__(window)
        self.setObjectName("labelDialog")
        self.setWindowTitle(tr("Check a label"))
        self._form_layout = QFormLayout()
        self._element_box = self._add_box(
            "labelElementBox",
            tr("Mineral"),
            [(key, tr(mineral.name)) for key, mineral in elements().items()],
        )
        self._element_box.setCurrentIndex(self._element_box.findData(element))
        self._form_box = self._add_box("labelFormBox", tr("Form"), [])
        self._edits = {key: self._add_edit(key, tr(title)) for key, title in INPUT_FIELDS}
        self._unit_box = self._add_box(
            "labelUnitBox",
            tr("Unit"),
            [(key, tr(key)) for key in UNIT_KINDS if key != UNSTATED_UNIT],
        )
        self._result_label = Label()
        self._result_label.setObjectName("labelSays")
        self._result_label.setAccessibleName(tr("Result of the label check"))
        self._result_label.setWordWrap(True)
        self._result_label.setMinimumHeight(150)
        self._result_label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._result_label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        outer = dialog_column(self)
        outer.addLayout(self._form_layout)
        outer.addWidget(self._result_label, 1)
        outer.addWidget(close)
        self._element_box.currentIndexChanged.connect(self._offer_forms)
        self._form_box.currentIndexChanged.connect(self._show_result)
        self._unit_box.currentIndexChanged.connect(self._show_result)
        self._offer_forms()
        self.setMinimumWidth(560)

    def _add_box(self, name: str, title: str, choices: list[tuple[str, str]]) -> QComboBox:
        box = ChoiceBox()
        box.setObjectName(name)
        box.setAccessibleName(title)
        for value, text in choices:
            box.addItem(text, value)
        add_form_row(self._form_layout, title, box)
        return box

    def _add_edit(self, key: str, title: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName(f"label_{key}")
        edit.setAccessibleName(title)
        edit.textChanged.connect(self._show_result)
        add_form_row(self._form_layout, title, edit)
        return edit

    def _offer_forms(self) -> None:
        self._form_box.clear()
        for name in forms(self._element_box.currentData()):
            self._form_box.addItem(name, name)
        self._show_result()

    def _values(self) -> dict[str, BaseValue]:
        """Return the values as entered, by column key. Raises BadInput."""
        values: dict[str, BaseValue] = {
            "element": self._element_box.currentData(),
            "form": self._form_box.currentData() or "",
            "unit_kind": self._unit_box.currentData(),
        }
        for key, edit in self._edits.items():
            value = read_cell(COLUMNS_BY_KEY[key], edit.text())
            if value is not None:
                values[key] = value
        return values

    def _show_result(self) -> None:
        self._result_label.setText(self._result_text())

    def _result_text(self) -> str:
        try:
            values = self._values()
            if not values.keys() & {"elemental_mg", "compound_mg"}:
                return tr(INPUT_PROMPT)
            result = check_label(values)
        except BadInput as error:
            return f"⚠ {error.message(notation())}"
        sentences = [sentence.text(notation()) for sentence in result.sentences]
        warnings = [f"⚠ {flag.message(notation())}" for flag in result.flags]
        return "\n".join([*sentences, *warnings])
