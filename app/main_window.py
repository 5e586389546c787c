"""The window: composes bar, table and panels, builds the menus, remembers its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMainWindow,
    QMenu,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.actions import build_menus
from app.choosing import Chooser
from app.comparison.chart import RankChart
from app.comparison.checks import ChecksPanel
from app.comparison.explain import ExplainPanel
from app.comparison.finding import FindingPanel
from app.empty import EmptyPanel
from app.exporting import Exporting
from app.importing import Importing, file_filter
from app.messages import Messages
from app.numbers import date_text
from app.scenario_bar import ScenarioBar
from app.settings import Remembered, Settings
from app.table.find import FindBar
from app.table.layout import TABLE_COLUMNS
from app.table.model import ProductModel
from app.table.view import ProductTable
from app.theme import ThemeChoice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.session import Session
    from app.theme import Theme

ABOUT = (
    "<b>Elemental {version}</b><p>What a milligram of a mineral really costs.</p>"
    "<p>Arithmetic and counselling support, not medical advice. "
    "It sends nothing anywhere. MIT licence; Qt and PySide6 under the LGPL 3.</p>"
)


class MainWindow(QMainWindow):
    """One window on one data folder."""

    def __init__(self, session: Session, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("Elemental")
        self.setAcceptDrops(True)
        self.session = session
        self.theme = theme
        self._settings = settings
        self.messages = Messages(self)
        self._chooser = Chooser(self, settings)
        self.importing = Importing(session, self.messages)
        self.exporting = Exporting(session, self.messages)
        self._table = ProductTable(session, ProductModel(session), theme, settings)
        self._table.list_pasted.connect(self.importing.open_pasted)
        self._find = FindBar(self._table)
        self._chart = RankChart(session, theme)
        theme.choose(ThemeChoice.of(settings.text(Remembered.THEME)))
        self._actions = build_menus(self, self._handlers())
        self._build_view_menu()
        self._compose()
        session.changed.connect(self._refresh)
        session.failed.connect(lambda text: self.messages.tell(text, warning=True))
        session.undo_stack.indexChanged.connect(self._refresh_undo)
        self._refresh()
        self._refresh_undo()
        self._restore()

    # -- building ------------------------------------------------------------------------------

    def _handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            "openAction": self.ask_for_lists,
            "exampleAction": self.importing.open_example,
            "exportWorkbookAction": self._ask_for_workbook,
            "exportTableAction": self._ask_for_table,
            "savePictureAction": self._ask_for_picture,
            "copyPictureAction": self._chart.copy,
            "quitAction": self.close,
            "undoAction": self.session.undo_stack.undo,
            "redoAction": self.session.undo_stack.redo,
            "addAction": self._add_product,
            "cutAction": self._table.cut,
            "copyAction": self._table.copy,
            "pasteAction": self._table.paste,
            "deleteAction": self._table.clear_cells,
            "fillDownAction": self._table.fill_down,
            "insertAction": self._table.insert_row,
            "duplicateAction": self._table.duplicate_rows,
            "moveUpAction": lambda: self._table.move_rows(-1),
            "moveDownAction": lambda: self._table.move_rows(1),
            "removeAction": self._table.remove_products,
            "findAction": self._find.open,
            "nextPartAction": self._go_to_next_part,
            "asEnteredAction": self._table.sort_as_entered,
            "keysAction": self._show_keys,
            "figuresAction": self._show_figures,
            "aboutAction": self._tell_about,
        }

    def _build_view_menu(self) -> None:
        view = next(each for each in self.menuBar().findChildren(QMenu) if each.title() == "&View")
        columns = view.addMenu("&Columns")
        for index, column in enumerate(TABLE_COLUMNS):
            shown = QAction(column.heading.replace("\n", " "), self, checkable=True)
            shown.setChecked(not self._table.isColumnHidden(index))
            shown.toggled.connect(lambda on, at=index: self._table.setColumnHidden(at, not on))
            columns.addAction(shown)
        themes, group = view.addMenu("&Theme"), QActionGroup(self)
        for choice in ThemeChoice:
            action = QAction(choice.title, group, checkable=True)
            action.setObjectName(f"{choice.value}Action")
            action.setChecked(choice is self.theme.choice)
            action.triggered.connect(lambda _=False, choice=choice: self._choose_theme(choice))
            themes.addAction(action)

    def _choose_theme(self, choice: ThemeChoice) -> None:
        self._settings.keep(Remembered.THEME, choice.value)
        self.theme.choose(choice)

    def _compose(self) -> None:
        """The scenario above; table, findings and the way to begin below each other."""
        self._below = self._findings()
        self._empty = EmptyPanel(
            self._add_product,
            self._paste_products,
            self.ask_for_lists,
            self.importing.open_example,
        )
        parts = QSplitter(Qt.Orientation.Vertical)
        for part in (self._table, self._below, self._empty):
            parts.addWidget(part)
        parts.setChildrenCollapsible(False)
        parts.setSizes([400, 260, 320])
        inner = QVBoxLayout()
        inner.setContentsMargins(16, 12, 16, 12)
        inner.addWidget(self._find)
        inner.addWidget(parts)
        bar = ScenarioBar(self.session)
        bar.refused.connect(lambda text: self.statusBar().showMessage(text, 10_000))
        central = QWidget()
        outer = QVBoxLayout(central)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(bar)
        outer.addLayout(inner, 1)
        self.setCentralWidget(central)
        self._summary = QLabel()
        self.statusBar().addWidget(QLabel("All changes saved"))
        self.statusBar().addPermanentWidget(self._summary)

    def _findings(self) -> QSplitter:
        """The finding, how a figure came about, and the checks beside the chart."""
        explained = ExplainPanel(self.session)
        self._table.current_changed.connect(explained.follow)
        checks = ChecksPanel(self.session, self.theme)
        checks.wanted.connect(self._table.go_to)
        aside = QTabWidget()
        aside.addTab(checks, "")
        aside.addTab(self._chart, "Chart")
        checks.counted.connect(lambda count: aside.setTabText(0, f"Checks ({count})"))
        checks.refresh()
        panels = QSplitter(Qt.Orientation.Horizontal)
        for panel in (FindingPanel(self.session, self.theme), explained, aside):
            panels.addWidget(panel)
        panels.setSizes([480, 400, 380])
        return panels

    # -- following -----------------------------------------------------------------------------

    def _refresh(self) -> None:
        entries = self.session.entries
        self._below.setVisible(bool(entries))
        self._empty.setVisible(not entries)
        dates = [each.product.priced_on for each in self.session.comparison.entered]
        known = [day for day in dates if day]
        count = f"{len(entries)} product{'' if len(entries) == 1 else 's'}"
        as_of = f" · prices as of {date_text(min(known))}" if known else ""
        self._summary.setText(f"{count}{as_of} · arithmetic, not medical advice")
        needing = ("exportWorkbookAction", "exportTableAction", "savePictureAction")
        for name in (*needing, "copyPictureAction"):
            self._actions[name].setEnabled(bool(self.session.comparison.entered))

    def _refresh_undo(self) -> None:
        stack = self.session.undo_stack
        for name, can, verb, text in (
            ("undoAction", stack.canUndo(), "&Undo", stack.undoText()),
            ("redoAction", stack.canRedo(), "&Redo", stack.redoText()),
        ):
            self._actions[name].setEnabled(can)
            self._actions[name].setText(f"{verb} {text}".strip())

    def _show_keys(self) -> None:
        from app.help import keys_page, show_page

        show_page(self, "Keys", keys_page())

    def _show_figures(self) -> None:
        from app.help import figures_page, show_page

        show_page(self, "How figures are computed", figures_page())

    def _tell_about(self) -> None:
        from importlib.metadata import version

        self.messages.tell(ABOUT.format(version=version("elemental")))

    # -- files ---------------------------------------------------------------------------------

    def open_files(self, paths: Sequence[Path]) -> None:
        """Add the products of these files."""
        self.importing.open_files(paths)

    def ask_for_lists(self) -> None:
        """Let the user choose lists to open."""
        self._chooser.open("Open product lists", file_filter(), self.open_files)

    def _ask_for_workbook(self) -> None:
        self._ask_to_save("xlsx", "Excel workbook (*.xlsx)", self.exporting.write_workbook)

    def _ask_for_table(self) -> None:
        self._ask_to_save("csv", "CSV table (*.csv)", self.exporting.write_table)

    def _ask_for_picture(self) -> None:
        def write(path: Path) -> None:
            self.exporting.write_picture(self._chart.write, path)

        self._ask_to_save("png", "Picture (*.png);;Scalable picture (*.svg)", write)

    def _ask_to_save(self, ending: str, kinds: str, write: Callable[[Path], None]) -> None:
        today, currency = self.session.comparison.today, self.session.scenario.currency
        self._chooser.save(f"comparison-{today.isoformat()}-{currency}.{ending}", kinds, write)

    # -- the window itself ---------------------------------------------------------------------

    def _go_to_next_part(self) -> None:
        """From the bar to the table, to each panel, and round again: Tab stays in the table."""
        parts = [
            part
            for name in ("targetEdit", "productTable", "findingLabel", "explainView", "checksList")
            if (part := self.findChild(QWidget, name)) is not None and part.isVisible()
        ]
        here = [at for at, part in enumerate(parts) if part is QApplication.focusWidget()]
        following = parts[(here[0] + 1) % len(parts)] if here else parts[0]
        following.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _add_product(self) -> None:
        self._table.add_product()

    def _paste_products(self) -> None:
        self._table.go_to(len(self.session.entries), "product")
        self._table.paste()

    def _restore(self) -> None:
        if not self.restoreGeometry(self._settings.bytes(Remembered.GEOMETRY)):
            self.resize(1280, 800)
        self._table.go_to(0, "product")

    # -- Qt's own names ------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.open_files(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._table.keep_columns()
        self._settings.keep(Remembered.GEOMETRY, self.saveGeometry())
        self._settings.write()
        self.session.undo_stack.indexChanged.disconnect(self._refresh_undo)
        self.session.close()
        super().closeEvent(event)
