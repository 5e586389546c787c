"""The preferences dialog, made from the table of settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QGroupBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.toolkit.cards import GAP, dialog_column
from app.toolkit.fields import ChoiceBox
from app.toolkit.locale_format import notation
from app.toolkit.settings import SETTINGS, Setting, Settings
from app.toolkit.shown_text import Label, add_form_row
from app.toolkit.translation import tr
from pricing.problems.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping


_AROUND_BOXES = 110  # the margins beside the boxes of fields, and their scroll bar


class PreferencesDialog(QDialog):
    """All settings by group."""

    settings_changed = Signal(object)  # the new values by setting, all of them valid

    def __init__(self, settings: Settings, window: QWidget, *further_groups: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("preferencesDialog")
        self.setWindowTitle(tr("Preferences"))
        self._settings = settings
        self._controls: dict[Setting, QComboBox | QLineEdit] = {}
        outer = dialog_column(self)
        boxes = QVBoxLayout()
        boxes.setSpacing(GAP)
        self._add_groups(boxes)
        for group in further_groups:
            boxes.addWidget(group)
        outer.addWidget(_scroll_area(boxes))
        self._align_fields()
        self._message = Label()
        self._message.setObjectName("preferencesRefused")
        self._message.setWordWrap(True)
        self._message.hide()
        outer.addWidget(self._message)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setProperty("primary", True)
        buttons.accepted.connect(self._accept_settings)
        buttons.rejected.connect(self.reject)
        outer.addWidget(buttons)
        available = window.screen().availableSize()
        height = boxes.sizeHint().height() + buttons.sizeHint().height() + 60
        self.resize(
            min(boxes.sizeHint().width() + _AROUND_BOXES, available.width() - 40),
            min(height, available.height() - 60),
        )

    def _add_groups(self, boxes: QVBoxLayout) -> None:
        """Add a box for each group of settings."""
        groups: dict[str, QFormLayout] = {}
        for setting in SETTINGS:
            form = groups.get(setting.group)
            if form is None:
                box = QGroupBox(tr(setting.group))
                form = groups[setting.group] = QFormLayout(box)
                form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
                boxes.addWidget(box)
            control = self._make_control(setting)
            field = self._with_file_button(control) if setting.is_file else control
            add_form_row(form, tr(setting.title), field)

    def _align_fields(self) -> None:
        """Let the fields of all groups begin below each other."""
        labels = [
            label
            for form in self.findChildren(QFormLayout)
            for row in range(form.rowCount())
            if (item := form.itemAt(row, QFormLayout.ItemRole.LabelRole)) is not None
            and (label := item.widget()) is not None
        ]
        widest = max(label.sizeHint().width() for label in labels)
        for label in labels:
            label.setMinimumWidth(widest)

    def _make_control(self, setting: Setting) -> QWidget:
        control: QComboBox | QLineEdit
        if setting.choices is None:
            control = QLineEdit(self._settings[setting])
            control.setPlaceholderText(tr(setting.hint))
        else:
            control = ChoiceBox()
            for value, title in setting.choices():
                control.addItem(tr(title), value)
            control.setCurrentIndex(control.findData(self._settings[setting]))
        control.setObjectName(f"{setting.key}Setting")
        control.setAccessibleName(tr(setting.title))
        self._controls[setting] = control
        return control

    def _with_file_button(self, path: QWidget) -> QWidget:
        """Return the field for a path beside a button that opens a file dialog."""
        button = QPushButton(tr("Choose…"))
        button.setObjectName(f"{path.objectName()}Search")
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._choose_picture(path))
        widget = QWidget()
        line = QHBoxLayout(widget)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(path, 1)
        line.addWidget(button)
        return widget

    def _choose_picture(self, path: QWidget) -> None:
        dialog = QFileDialog(self, tr("Picture"), "", tr("Picture (*.png *.jpg *.jpeg)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        if isinstance(path, QLineEdit):
            dialog.fileSelected.connect(path.setText)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _value(self, setting: Setting) -> str:
        control = self._controls[setting]
        return control.text() if isinstance(control, QLineEdit) else str(control.currentData())

    def _accept_settings(self) -> None:
        """Emit the changed settings, or show why a value is refused."""
        for setting, control in self._controls.items():
            try:
                setting.validate(self._value(setting))
            except BadInput as error:
                text = tr(
                    "{setting}: {error}", setting=tr(setting.title), error=error.message(notation())
                )
                self._message.setText(f"⚠ {text}")
                self._message.show()
                control.setFocus()
                return
        self.settings_changed.emit(self._changed_values())
        self.accept()

    def _changed_values(self) -> Mapping[Setting, str]:
        values = {setting: self._value(setting) for setting in SETTINGS}
        return {key: value for key, value in values.items() if value != self._settings[key]}


def _scroll_area(boxes: QVBoxLayout) -> QScrollArea:
    """Return a scroll area that is as wide as the boxes."""
    inner = QWidget()
    inner.setLayout(boxes)
    area = QScrollArea()
    area.setWidget(inner)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setObjectName("clear")
    least = inner.minimumSizeHint().width()
    area.setMinimumWidth(least + area.verticalScrollBar().sizeHint().width())
    return area
