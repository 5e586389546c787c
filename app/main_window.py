"""The window: composes bar, table and panels, builds the menus, remembers its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.actions import Actions
from app.catalogue.cataloguing import Cataloguing
from app.choosing import Chooser
from app.comparison.explain import ExplainPanel
from app.comparison.finding import FindingPanel
from app.details import Details
from app.dialogs import Dialogs
from app.display import Display
from app.empty import EmptyPanel
from app.exporting import Exporting
from app.importing.lists import Importing
from app.messages import Messages
from app.preferences.applying import Preferences
from app.printing.printing import Printing, Sources
from app.question import QuestionBar
from app.saved.comparisons import Saved
from app.scenario_bar import ScenarioBar
from app.settings import Remembered, Settings
from app.summary import Summary
from app.table.asking import Asking
from app.table.find import FindBar
from app.table.model import ProductModel
from app.table.view import ProductTable
from app.translation import tr
from app.view_menu import ViewMenu

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent

    from app.session import Session
    from app.theme import Theme

PARTS = (
    "targetEdit", "questionBar", "productTable", "findingLabel", "explainView", "formsTable",
    "accessTable", "sensitivityView", "checksList", "catalogueSearch",
)  # fmt: skip
ROOM_TO_SEARCH = 300
NEEDING_PRODUCTS = (
    "exportWorkbookAction", "updateWorkbookAction", "exportTableAction", "savePictureAction",
    "copyPictureAction", "addToCatalogueAction",
    "printAction", "savePdfAction", "reportAction",
)  # fmt: skip


class MainWindow(QMainWindow):
    """One window on one data folder."""

    def __init__(self, session: Session, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setAcceptDrops(True)
        self.session = session
        self.theme = theme
        self._settings = settings
        self._display = display = Display(settings)
        self.messages = Messages(self)
        self._questions = QuestionBar()
        self._asked_for: QWidget | None = None
        chooser = Chooser(self, settings)
        self._table = ProductTable(session, ProductModel(session, self._display), theme, settings)
        self._asking = Asking(session, self._questions)
        self._find = FindBar(self._table)
        self.catalogue = Cataloguing(session, theme, display, self.messages, chooser, settings)
        self._tabs = Details(session, theme, display, self.catalogue.opened, self.catalogue.panel)
        self._saved = Saved(session, self, self._questions)
        self.importing = Importing(session, self.messages, chooser, settings, self)
        self.exporting = Exporting(
            self, session, self.messages, chooser, settings, self._tabs.chart.write
        )
        self._dialogs = Dialogs(self, session, self._saved)
        self.printing = Printing(
            self, session, settings, self.messages, chooser,
            Sources(self._selected_rows, self._tabs.drawings),
        )  # fmt: skip
        self._preferences = Preferences(self, settings, session, self._display, theme)
        self._actions = Actions(
            self,
            self._handlers(),
            {
                "recentComparisonsMenu": self._saved.fill,
                "recentListsMenu": self.importing.fill,
                "linkedListsMenu": self.catalogue.linked.fill_menu,
            },
            theme,
        )
        ViewMenu(self._actions.menu("&View"), settings, self._preferences.prefer).add_columns(
            self._table.headings.choices()
        )
        self._compose()
        self._follow()
        self._restore()

    # -- building ------------------------------------------------------------------------------

    def _handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            **self._saved.handlers(),
            **self.importing.handlers(),
            **self.exporting.handlers(),
            **self.printing.handlers(),
            **self._table.handlers(),
            **self._dialogs.handlers(),
            **self.catalogue.handlers(),
            "addToCatalogueAction": lambda: self.catalogue.add_rows(self._selected_rows()),
            "copyPictureAction": self._tabs.chart.copy,
            "quitAction": self.close,
            "undoAction": self.session.undo_stack.undo,
            "redoAction": self.session.undo_stack.redo,
            "findAction": self._find.open,
            "preferencesAction": self._preferences.ask,
            "nextPartAction": self._go_to_next_part,
        }

    def _compose(self) -> None:
        """The scenario above; table, findings, details and the way to begin below each other."""
        self._below = (self._findings(), self._tabs)
        self._empty = EmptyPanel(
            self._table.add_product,
            self._paste_products,
            self.importing.ask_for_lists,
            self.importing.open_example,
        )
        self._parts = QSplitter(Qt.Orientation.Vertical)
        for part in (self._table, *self._below, self._empty):
            self._parts.addWidget(part)
        self._parts.setChildrenCollapsible(False)
        self._parts.setSizes([230, 206, 240, 400])
        inner = QVBoxLayout()
        inner.setContentsMargins(16, 12, 16, 12)
        inner.setSpacing(8)
        inner.addWidget(self._find)
        inner.addWidget(self._questions)
        inner.addWidget(self._parts)
        bar = ScenarioBar(self.session)
        bar.refused.connect(lambda text: self.statusBar().showMessage(text, 10_000))
        central = QWidget()
        outer = QVBoxLayout(central)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(bar)
        outer.addLayout(inner, 1)
        self.setCentralWidget(central)
        self.statusBar().addWidget(QLabel(tr("All changes saved")))
        self.statusBar().addPermanentWidget(Summary(self.session))

    def _findings(self) -> QWidget:
        """The finding, and how a figure came about."""
        finding = FindingPanel(
            self.session,
            self.theme,
            self._display,
            (
                ("printHandoutButton", tr("Print handout"), self.printing.ask_for_handout),
                ("exportWorkbookButton", tr("Export workbook"), self.exporting.ask_for_workbook),
                ("copyPictureButton", tr("Copy picture"), self._tabs.chart.copy),
            ),
        )
        explained = ExplainPanel(self.session)
        self._table.current_changed.connect(explained.follow)
        explained.source_wanted.connect(self._dialogs.show_source)
        self._panels = QSplitter(Qt.Orientation.Horizontal)
        for panel in (finding, explained):
            self._panels.addWidget(panel)
        self._panels.setSizes([780, 460])
        return self._panels

    # -- following -----------------------------------------------------------------------------

    def _follow(self) -> None:
        self._table.list_pasted.connect(self.importing.open_pasted)
        self._table.current_changed.connect(self._tabs.follow)
        self._tabs.product_wanted.connect(self._table.go_to)
        self._tabs.source_wanted.connect(self._dialogs.show_source)
        self._questions.left.connect(self._table.setFocus)
        self.catalogue.wanted.connect(self._show_catalogue)
        self.catalogue.row_wanted.connect(self._table.go_to)
        self.catalogue.columns_asked.connect(self.importing.ask_about)
        self.catalogue.told.connect(lambda text: self.statusBar().showMessage(text, 10_000))
        self.session.changed.connect(self._refresh)
        self.session.failed.connect(lambda text: self.messages.tell(text, warning=True))
        self.session.undo_stack.indexChanged.connect(self._refresh_undo)
        self._refresh()
        self._refresh_undo()

    def _refresh(self) -> None:
        entries = self.session.entries
        self.setWindowTitle(f"{self.session.shelf.open.name} – Elemental")
        for part in self._below:
            part.setVisible(bool(entries) or part is self._tabs is self._asked_for)
        self._empty.setVisible(not entries)
        self._questions.check()
        for name in NEEDING_PRODUCTS:
            self._actions[name].setEnabled(bool(self.session.comparison.entered))

    def _refresh_undo(self) -> None:
        stack = self.session.undo_stack
        for name, can, verb, text in (
            ("undoAction", stack.canUndo(), tr("&Undo"), stack.undoText()),
            ("redoAction", stack.canRedo(), tr("&Redo"), stack.redoText()),
        ):
            self._actions[name].setEnabled(can)
            self._actions[name].setText(f"{verb} {text.replace('&', '&&')}".strip())

    # -- the window itself ---------------------------------------------------------------------

    def open_files(self, paths: Sequence[Path]) -> None:
        """Add the products of these files."""
        self.importing.open_files(paths)

    def _go_to_next_part(self) -> None:
        """From the bar to the table, to each panel, and round again: Tab stays in the table."""
        parts = [
            part
            for name in PARTS
            if (part := self.findChild(QWidget, name)) is not None and part.isVisible()
        ]
        focus = QApplication.focusWidget()
        here = [at for at, part in enumerate(parts) if focus in {part, *part.findChildren(QWidget)}]
        following = parts[(here[0] + 1) % len(parts)] if here else parts[0]
        following.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_catalogue(self) -> None:
        """Also beside an empty comparison: its products may come from there."""
        self._asked_for = self._tabs
        self._tabs.setCurrentWidget(self.catalogue.panel)
        self._tabs.show()
        table, finding, tabs, empty = self._parts.sizes()
        if tabs < ROOM_TO_SEARCH:
            spare = table // 2 if empty else 0
            room = tabs + finding + empty * 2 // 3 + spare
            self._parts.setSizes([table - spare, finding // 2, room, empty // 3])

    def _selected_rows(self) -> Sequence[int]:
        """Rows that were selected on purpose: the cell one stands in is no choice."""
        touched = self._table.touched_rows()
        return self._table.whole_rows() or (touched if len(touched) > 1 else ())

    def _paste_products(self) -> None:
        self._table.go_to(len(self.session.entries), "product")
        self._table.paste()

    def _restore(self) -> None:
        """As the window was left; on a smaller screen, as much of it as fits."""
        if not self.restoreGeometry(self._settings.bytes(Remembered.GEOMETRY)):
            self.resize(1280, 800)
        self._parts.restoreState(self._settings.bytes(Remembered.PARTS))
        self._panels.restoreState(self._settings.bytes(Remembered.PANELS))
        tab = self._settings.text(Remembered.TAB)
        self._tabs.setCurrentIndex(int(tab) if tab.isdecimal() else 0)
        self._table.go_to(0, "product")
        self._saved.ask_about_prices()

    def _remember(self) -> None:
        self._table.headings.keep()
        self._settings.keep(Remembered.GEOMETRY, self.saveGeometry())
        self._settings.keep(Remembered.PARTS, self._parts.saveState())
        self._settings.keep(Remembered.PANELS, self._panels.saveState())
        self._settings.keep(Remembered.TAB, str(self._tabs.currentIndex()))
        self._settings.write()

    # -- Qt's own names ------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.catalogue.scanner.watch(self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        dragged = event.mimeData()
        if self.catalogue.takes(dragged) or any(url.isLocalFile() for url in dragged.urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.catalogue.drop(event.mimeData()):
            event.acceptProposedAction()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.open_files(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._remember()
        self.session.undo_stack.indexChanged.disconnect(self._refresh_undo)
        self.catalogue.close()
        self.exporting.close_down()
        self.session.close()
        super().closeEvent(event)
