"""The preferences dialog, generated from the table of settings."""

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
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.toolkit.locale_format import notation
from app.toolkit.settings import SETTINGS, Setting, Settings
from app.toolkit.translation import tr
from pricing.problems.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping


class PreferencesDialog(QDialog):
    """Every setting in its group. `chosen` hands on what changed, once it all makes sense."""

    settings_changed = Signal(object)

    def __init__(self, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("preferencesDialog")
        self.setWindowTitle(tr("Preferences"))
        self._settings = settings
        self._controls: dict[Setting, QComboBox | QLineEdit] = {}
        outer = QVBoxLayout(self)
        every = QVBoxLayout()
        groups: dict[str, QFormLayout] = {}
        for setting in SETTINGS:
            form = groups.get(setting.group)
            if form is None:
                box = QGroupBox(tr(setting.group))
                form = groups[setting.group] = QFormLayout(box)
                every.addWidget(box)
            control = self._make_control(setting)
            form.addRow(
                tr(setting.title), self._with_file_button(control) if setting.is_file else control
            )
        outer.addWidget(_scroll_area(every))
        self._message = QLabel()
        self._message.setObjectName("preferencesRefused")
        self._message.setWordWrap(True)
        self._message.hide()
        outer.addWidget(self._message)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self._accept_settings)
        buttons.rejected.connect(self.reject)
        outer.addWidget(buttons)
        height = every.sizeHint().height() + buttons.sizeHint().height() + 60
        self.resize(
            self.sizeHint().width(), min(height, window.screen().availableSize().height() - 60)
        )

    def _make_control(self, setting: Setting) -> QWidget:
        control: QComboBox | QLineEdit
        if setting.choices is None:
            control = QLineEdit(self._settings[setting])
        else:
            control = QComboBox()
            control.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            control.setMinimumContentsLength(30)
            for value, title in setting.choices():
                control.addItem(tr(title), value)
            control.setCurrentIndex(control.findData(self._settings[setting]))
        control.setObjectName(f"{setting.key}Setting")
        control.setAccessibleName(tr(setting.title))
        self._controls[setting] = control
        return control

    def _with_file_button(self, path: QWidget) -> QWidget:
        """The path of a picture, and a button to look for one."""
        search = QPushButton(tr("Choose…"))
        search.setObjectName(f"{path.objectName()}Search")
        search.setAutoDefault(False)
        search.clicked.connect(lambda: self._choose_picture(path))
        both = QWidget()
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(path, 1)
        line.addWidget(search)
        return both

    def _choose_picture(self, path: QWidget) -> None:
        dialog = QFileDialog(self, tr("Picture"), "", f"{tr('Picture')} (*.png *.jpg *.jpeg)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        if isinstance(path, QLineEdit):
            dialog.fileSelected.connect(path.setText)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _value(self, setting: Setting) -> str:
        control = self._controls[setting]
        return control.text() if isinstance(control, QLineEdit) else str(control.currentData())

    def _accept_settings(self) -> None:
        """Hand on what differs; what makes no sense is said, and the dialog stays."""
        for setting, control in self._controls.items():
            try:
                setting.validate(self._value(setting))
            except BadInput as refused:
                self._message.setText(f"⚠ {tr(setting.title)}: {refused.message(notation())}")
                self._message.show()
                control.setFocus()
                return
        self.settings_changed.emit(self._changed_values())
        self.accept()

    def _changed_values(self) -> Mapping[Setting, str]:
        values = {setting: self._value(setting) for setting in SETTINGS}
        return {key: each for key, each in values.items() if each != self._settings[key]}


def _scroll_area(every: QVBoxLayout) -> QScrollArea:
    """As wide as the settings are, and as high as the screen lets them be."""
    inner = QWidget()
    inner.setLayout(every)
    area = QScrollArea()
    area.setWidget(inner)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setObjectName("clear")
    area.setMinimumWidth(inner.sizeHint().width() + area.verticalScrollBar().sizeHint().width())
    return area
