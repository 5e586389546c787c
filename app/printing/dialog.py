"""The dialog that handout and report share: options on the left, a preview of the pages right."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.toolkit.cards import dialog_column, size_on_screen
from app.toolkit.fields import ChoiceBox
from app.toolkit.shown_text import Label, add_form_row
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.quantities.safe_text import displayable_line
from pricing.reference.payers import SELF_PAY
from pricing.writing.print import PAPERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from app.printing.destinations import PrintDestinations
    from app.printing.page_layout import PrintedPages
    from pricing.reference.payers import Payer

Role = QDialogButtonBox.ButtonRole
_PAGE_GAP = 8


@reports_exceptions
class PrintPreviewDialog(QDialog):
    """Previews pages, prints them and saves them as a PDF.

    A subclass adds its options and lays out the pages in `make_pages`.
    """

    file_name = ""

    def __init__(
        self, window: QWidget, destinations: PrintDestinations, paper: str, title: str
    ) -> None:
        super().__init__(window)
        self.setWindowTitle(title)
        self._destinations = destinations
        self._pages: PrintedPages | None = None
        self._payers: tuple[Payer, ...] = (SELF_PAY,)
        self._payer_box: QComboBox | None = None
        self._form = QFormLayout()
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self._paper_box = self.add_box("paperBox", tr("Paper"), paper_choices(), paper)
        self._message = Label()
        self._message.setObjectName("printMessage")
        self._message.setWordWrap(True)
        self._preview = PagePreview()
        options = QVBoxLayout()
        options.addLayout(self._form)
        options.addWidget(self._message)
        options.addStretch(1)
        columns = QHBoxLayout()
        columns.addLayout(options, 2)
        self._preview_area = self._make_preview_area()
        columns.addWidget(self._preview_area, 5)
        outer = dialog_column(self)
        outer.addLayout(columns, 1)
        self._buttons = self._make_buttons()
        outer.addWidget(self._buttons)
        self._paper_box.currentIndexChanged.connect(self.refresh)
        self.resize(size_on_screen(self, 980, 840))

    def _make_preview_area(self) -> QScrollArea:
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
            button.setProperty("primary", name == "printButton")
            role = Role.RejectRole if name == "closeButton" else Role.ActionRole
            buttons.addButton(button, role)
            button.clicked.connect(lambda _=False, run=run: run())
        return buttons

    def add_box(
        self, name: str, title: str, choices: list[tuple[str, str]], selected: str
    ) -> QComboBox:
        """Add a row with a box of (value, text) choices to the options."""
        box = ChoiceBox()
        box.setObjectName(name)
        box.setAccessibleName(title)
        for value, text in choices:
            box.addItem(text, value)
        box.setCurrentIndex(box.findData(selected))
        add_form_row(self._form, title, box)
        return box

    def add_payer_box(self, payers: Sequence[Payer]) -> None:
        """Add a box of the payers, if there are any, under whom the pages say what is owed."""
        if not payers:
            return
        self._payers = (SELF_PAY, *payers)
        names = [tr("None"), *(displayable_line(payer.name) for payer in payers)]
        choices = [(str(position), name) for position, name in enumerate(names)]
        title = tr("Payer of the patient")
        self._payer_box = self.add_box("printPayerBox", title, choices, "0")
        self._payer_box.currentIndexChanged.connect(self.refresh)

    def chosen_payer(self) -> Payer:
        """Return the payer under whom the pages say what is owed, or self-pay if none is chosen."""
        return self._payers[self._payer_box.currentIndex()] if self._payer_box else SELF_PAY

    def make_pages(self, paper: str) -> tuple[PrintedPages, str]:
        """Lay out the pages by the current options. Return them and a message to the user."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Lay out the pages again and show them."""
        self._pages, message = self.make_pages(self._paper_box.currentData())
        self._preview.show_pages(self._pages)
        self._message.setText(message)
        self._message.setVisible(bool(message))

    def _order_controls(self) -> None:
        """Let Tab go down the options, and then to the preview and the buttons. Enter prints."""
        roles = (QFormLayout.ItemRole.FieldRole, QFormLayout.ItemRole.SpanningRole)
        rows = (
            self._form.itemAt(row, role) for row in range(self._form.rowCount()) for role in roles
        )
        options = [control for item in rows if item and (control := item.widget())]
        buttons = self._buttons.findChildren(QPushButton)
        controls = [*options, self._preview_area, *buttons]
        takers = [
            control for control in controls if control.focusPolicy() is not Qt.FocusPolicy.NoFocus
        ]
        for first, second in pairwise(takers):
            self.setTabOrder(first, second)
        takers[0].setFocus()
        buttons[0].setDefault(True)  # the order of Tab would choose another

    # -- Qt's own names ------------------------------------------------------------------------

    def setVisible(self, visible: bool) -> None:
        if visible:
            self._order_controls()
        super().setVisible(visible)

    # -- what the buttons do -------------------------------------------------------------------

    def _print(self) -> None:
        if self._pages is not None:
            self._destinations.print_pages(self._pages)

    def _save_pdf(self) -> None:
        if self._pages is not None:
            self._destinations.save_pdf(self._pages, self.file_name)


@reports_exceptions
class PagePreview(QWidget):
    """Shows pages one below the other, as wide as there is room. Paper is white in any theme."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pagePreview")
        self.setAccessibleName(tr("Preview"))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._pages: PrintedPages | None = None

    def show_pages(self, pages: PrintedPages) -> None:
        """Show the pages, with their text for screen readers."""
        self._pages = pages
        self.setAccessibleDescription(pages.text)
        self.updateGeometry()
        self.update()

    def _paint(self, painter: QPainter, pages: PrintedPages) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = pages.page_width, pages.page_height
        scale = (self.width() - 2 * _PAGE_GAP) / width
        for page in range(pages.count):
            painter.save()
            painter.translate(_PAGE_GAP, _PAGE_GAP + page * (height * scale + _PAGE_GAP))
            painter.scale(scale, scale)
            painter.fillRect(QRectF(0, 0, width, height), QColor("#ffffff"))
            pages.paint(painter, page)
            painter.restore()

    # -- Qt's own names ------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._pages is None:
            return width
        height = (width - 2 * _PAGE_GAP) * self._pages.page_height / self._pages.page_width
        return round(self._pages.count * (height + _PAGE_GAP) + _PAGE_GAP)

    def sizeHint(self) -> QSize:
        return QSize(480, self.heightForWidth(480))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._pages is not None:
            with QPainter(self) as painter:
                self._paint(painter, self._pages)


def paper_choices() -> list[tuple[str, str]]:
    """Return the key and title of each paper."""
    return [(paper.key, tr(paper.title)) for paper in PAPERS.values()]
