"""The first view: the verdict, the products below it, and the details at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.toolkit.cards import GAP, Card
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from app.window.later_parts import LaterParts
from app.window.views import PAGE_MARGIN

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent

# In pixels of the drawn type size of 13, which the widths follow.
DRAWN_TEXT_SIZE = 13
SHEET_WIDTH = 352
MIN_WIDTH_BESIDE_SHEET = 1_200
DEFAULT_VERDICT_HEIGHT = 150
_LEAST_DRAWER_HEIGHT = 240
_SHEET, _EMPTY = "sheet", "empty state"


@reports_exceptions
class CompareView(QWidget):
    """The verdict above the products, and the sheet.

    The sheet stands beside both. In a narrow window, it stands over the products.
    """

    resized = Signal()

    def __init__(self, table: QWidget, verdict_height: int = 0) -> None:
        super().__init__()
        self._verdict: QWidget = Card(tr("Verdict"))
        self._verdict.setFixedHeight(verdict_height or DEFAULT_VERDICT_HEIGHT)
        self._empty: QWidget = Card(tr("How to begin"))
        self.sheet: QWidget | None = None
        self.later_parts = LaterParts()
        self._cover: QWidget | None = None
        self._is_sheet_open = False
        self._other_tools: list[QWidget] = []
        self.details_button = _details_button()
        self.setAccessibleName(tr("Compare"))
        self.tools = QWidget()
        self.tools.setAccessibleName(tr("Tools"))
        self._tools_row = QHBoxLayout(self.tools)
        self._tools_row.setContentsMargins(0, 0, 0, 0)
        self._tools_row.setSpacing(GAP)
        self._tools_row.addWidget(self.details_button)
        self._empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(GAP)
        self._column.addWidget(self._verdict)
        self._column.addWidget(table, 1)
        self._column.addWidget(self._empty, 2)
        self._arrange()

    def insert_tool(self, tool: QWidget) -> None:
        """Put a tool before the others at the right end of the tabs' row."""
        self._tools_row.insertWidget(0, tool)
        self._other_tools.append(tool)
        self._show_tools()

    def _show_tools(self) -> None:
        """Show the tools of the products, unless there are none or something stands there."""
        is_shown = self._cover is None and not self._empty.isVisibleTo(self)
        for tool in (*self._other_tools, self.details_button):
            tool.setVisible(is_shown)

    # -- parts ---------------------------------------------------------------------------------

    def set_parts(
        self,
        verdict: QWidget,
        make_sheet: Callable[[], QWidget],
        make_empty_state: Callable[[], QWidget],
    ) -> None:
        """Put the verdict into its place, and the other parts once they are needed."""
        verdict.setFixedHeight(self._verdict.height())  # most often it is as high as the last one
        self._verdict = self._replace(self._verdict, verdict)
        self.later_parts.expect(
            {
                _SHEET: lambda: self._set_sheet(make_sheet()),
                _EMPTY: lambda: self._set_empty_state(make_empty_state()),
            }
        )

    def _set_sheet(self, sheet: QWidget) -> None:
        self.sheet = sheet
        sheet.setParent(self)
        self._arrange()

    def _set_empty_state(self, empty_state: QWidget) -> None:
        empty_state.setSizePolicy(self._empty.sizePolicy())
        self._empty = self._replace(self._empty, empty_state)

    def _replace(self, card: QWidget, part: QWidget) -> QWidget:
        is_shown = card.isVisibleTo(self)
        card.hide()  # first: with both shown, the products would be fitted to less room
        self._column.replaceWidget(card, part)
        part.setVisible(is_shown)  # only now: without a parent it would be a window of its own
        card.deleteLater()
        return part

    def show_products(self, *, has_products: bool) -> None:
        """Show either the verdict or, for an empty comparison, how to begin."""
        if not has_products:
            self.later_parts.make(_EMPTY)
        self._verdict.setVisible(has_products)
        self._empty.setVisible(not has_products)
        self._show_tools()
        self._arrange()

    @property
    def verdict_height(self) -> int:
        """The height of the verdict, for the first frame of the next start."""
        return self._verdict.height()

    # -- what stands in the place of everything -------------------------------------------------

    def cover(self, part: QWidget | None) -> None:
        """Show a part in place of the verdict and the products, or these again."""
        if self._cover is not None:
            self._cover.hide()
        self._cover = part
        covered = self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        for below in covered:
            below.setEnabled(part is None)  # the Tab key does not reach what is covered
        if part is not None:
            part.setEnabled(True)
            part.setParent(self)
            part.show()
        self._show_tools()
        self._arrange()

    # -- the sheet -----------------------------------------------------------------------------

    @property
    def is_sheet_open(self) -> bool:
        """Whether the sheet is shown."""
        return self._is_sheet_open

    def open_sheet(self, *, is_open: bool) -> None:
        """Show or hide the sheet."""
        if is_open:
            self.later_parts.make(_SHEET)
        self._is_sheet_open = is_open
        self.details_button.setChecked(is_open)
        self._arrange()

    def _arrange(self) -> None:
        """Place the sheet, and leave room for it beside the products if there is enough."""
        sheet = self.sheet
        is_shown = sheet is not None and self._is_sheet_open and not self._empty.isVisibleTo(self)
        scale = max(1.0, self.fontInfo().pixelSize() / DRAWN_TEXT_SIZE)
        width = round(SHEET_WIDTH * scale)
        is_beside = is_shown and self.width() >= MIN_WIDTH_BESIDE_SHEET * scale
        right = PAGE_MARGIN + (width + GAP if is_beside else 0)
        self._column.setContentsMargins(PAGE_MARGIN, GAP, right, GAP)
        if sheet is not None:
            left, bottom = self.width() - PAGE_MARGIN - width, self.height() - GAP
            top = GAP if is_beside else self._top_of_drawer(round(_LEAST_DRAWER_HEIGHT * scale))
            sheet.setGeometry(left, top, width, bottom - top)
            sheet.setVisible(is_shown)
            sheet.raise_()
        if self._cover is not None:
            self._cover.setGeometry(self.rect())
            self._cover.raise_()

    def _top_of_drawer(self, least_height: int) -> int:
        """Return where a sheet over the products begins: below the verdict, if there is room."""
        top = self._verdict.geometry().bottom() + 1 + GAP
        return top if self.height() - GAP - top >= least_height else GAP

    # -- Qt's own names ------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        is_done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:  # the verdict may be higher now
            self._arrange()
        return is_done

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the sheet with Escape where it covers the products."""
        is_drawer = self._column.contentsMargins().right() == PAGE_MARGIN
        if event.key() == Qt.Key.Key_Escape and self._is_sheet_open and is_drawer:
            self.open_sheet(is_open=False)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self.resized.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._arrange()


def _details_button() -> QPushButton:
    key = QKeySequence("Ctrl+I").toString(QKeySequence.SequenceFormat.NativeText)
    button = QPushButton(tr("Details  {key}", key=key))
    button.setObjectName("detailsButton")
    button.setAccessibleName(tr("Details of the product"))
    button.setCheckable(True)
    return button
