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

from app.printing.preview import PagePreview
from app.toolkit.translation import tr
from pricing.writing.print.page_style import PAPERS

if TYPE_CHECKING:
    from app.printing.destinations import PrintDestinations
    from app.printing.page_layout import PrintedPages

Role = QDialogButtonBox.ButtonRole


class PrintPreviewDialog(QDialog):
    """Shows sheets and sends them on; each kind adds its choices and makes the sheets."""

    file_name = ""

    def __init__(self, window: QWidget, outlets: PrintDestinations, paper: str, title: str) -> None:
        super().__init__(window)
        self.setWindowTitle(title)
        self._destinations = outlets
        self._pages: PrintedPages | None = None
        self._form = QFormLayout()
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self._paper_box = self.add_box("paperBox", tr("Paper"), paper_choices(), paper)
        self._message = QLabel()
        self._message.setObjectName("printTold")
        self._message.setWordWrap(True)
        self._preview = PagePreview()
        choices = QVBoxLayout()
        choices.addLayout(self._form)
        choices.addWidget(self._message)
        choices.addStretch(1)
        beside = QHBoxLayout()
        beside.addLayout(choices, 2)
        beside.addWidget(self._preview_area(), 5)
        outer = QVBoxLayout(self)
        outer.addLayout(beside, 1)
        outer.addWidget(self._make_buttons())
        self._paper_box.currentIndexChanged.connect(self.refresh)
        available = window.screen().availableSize()
        self.resize(min(980, available.width() - 40), min(840, available.height() - 60))

    def _preview_area(self) -> QScrollArea:
        area = QScrollArea()
        area.setObjectName("previewArea")
        area.setAccessibleName(tr("Preview"))
        area.setWidget(self._preview)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.StyledPanel)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        for name, text, run in (
            ("printButton", tr("&Print…"), self._print),
            ("savePdfButton", tr("Save &PDF…"), self._save_pdf),
            ("closeButton", tr("Close"), self.reject),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            role = Role.RejectRole if name == "closeButton" else Role.ActionRole
            buttons.addButton(button, role)
            button.clicked.connect(lambda _=False, run=run: run())
        return buttons

    def add_box(
        self, name: str, title: str, offered: list[tuple[str, str]], chosen: str
    ) -> QComboBox:
        """A choice of (value, text), in a line of its own."""
        box = QComboBox()
        box.setObjectName(name)
        box.setAccessibleName(title)
        for value, text in offered:
            box.addItem(text, value)
        box.setCurrentIndex(box.findData(chosen))
        self._form.addRow(title, box)
        return box

    def make_pages(self, paper: str) -> tuple[PrintedPages, str]:
        """The pages as they are chosen now, and what there is to say of them."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Make the pages anew and show them."""
        self._pages, told = self.make_pages(self._paper_box.currentData())
        self._preview.show_pages(self._pages)
        self._message.setText(told)
        self._message.setVisible(bool(told))

    def _print(self) -> None:
        if self._pages is not None:
            self._destinations.print_pages(self._pages)

    def _save_pdf(self) -> None:
        if self._pages is not None:
            self._destinations.save_pdf(self._pages, self.file_name)


def paper_choices() -> list[tuple[str, str]]:
    return [(each.key, tr(each.title)) for each in PAPERS.values()]
