"""What the dialogs of printing share: choices at the left, the pages at the right, where to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.printing.preview import Preview
from app.toolkit.translation import tr
from pricing.writing.print.page_style import PAPERS

if TYPE_CHECKING:
    from app.printing.destinations import Outlets
    from app.printing.page_layout import Sheets

Role = QDialogButtonBox.ButtonRole


class PaperDialog(QDialog):
    """Shows sheets and sends them on; each kind adds its choices and makes the sheets."""

    file_name = ""

    def __init__(self, window: QWidget, outlets: Outlets, paper: str, title: str) -> None:
        super().__init__(window)
        self.setWindowTitle(title)
        self._outlets = outlets
        self._sheets: Sheets | None = None
        self._form = QFormLayout()
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self._paper = self.box("paperBox", tr("Paper"), list_of_papers(), paper)
        self._told = QLabel()
        self._told.setObjectName("printTold")
        self._told.setWordWrap(True)
        self._preview = Preview()
        choices = QVBoxLayout()
        choices.addLayout(self._form)
        choices.addWidget(self._told)
        choices.addStretch(1)
        beside = QHBoxLayout()
        beside.addLayout(choices, 2)
        beside.addWidget(self._scrolled(), 5)
        outer = QVBoxLayout(self)
        outer.addLayout(beside, 1)
        outer.addWidget(self._buttons())
        self._paper.currentIndexChanged.connect(self.refresh)
        available = window.screen().availableSize()
        self.resize(min(980, available.width() - 40), min(840, available.height() - 60))

    def _scrolled(self) -> QScrollArea:
        area = QScrollArea()
        area.setObjectName("previewArea")
        area.setAccessibleName(tr("Preview"))
        area.setWidget(self._preview)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.StyledPanel)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        for name, text, run in (
            ("printButton", tr("&Print…"), self._print),
            ("savePdfButton", tr("Save &PDF…"), self._save),
            ("closeButton", tr("Close"), self.reject),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            role = Role.RejectRole if name == "closeButton" else Role.ActionRole
            buttons.addButton(button, role)
            button.clicked.connect(lambda _=False, run=run: run())
        return buttons

    def box(self, name: str, title: str, offered: list[tuple[str, str]], chosen: str) -> QComboBox:
        """A choice of (value, text), in a line of its own."""
        box = QComboBox()
        box.setObjectName(name)
        box.setAccessibleName(title)
        for value, text in offered:
            box.addItem(text, value)
        box.setCurrentIndex(box.findData(chosen))
        self._form.addRow(title, box)
        return box

    def sheets(self, paper: str) -> tuple[Sheets, str]:
        """The pages as they are chosen now, and what there is to say of them."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Make the pages anew and show them."""
        self._sheets, told = self.sheets(self._paper.currentData())
        self._preview.show_sheets(self._sheets)
        self._told.setText(told)
        self._told.setVisible(bool(told))

    def _print(self) -> None:
        if self._sheets is not None:
            self._outlets.print(self._sheets)

    def _save(self) -> None:
        if self._sheets is not None:
            self._outlets.save(self._sheets, self.file_name)


def list_of_papers() -> list[tuple[str, str]]:
    return [(each.key, tr(each.title)) for each in PAPERS.values()]
