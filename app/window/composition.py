"""All that a window has besides its frame: panels, menus, dialogs, and how they follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from app.catalogue.controller import Cataloguing
from app.comparison.explanation_panel import ExplainPanel
from app.comparison.findings_panel import FindingPanel
from app.exporting.controller import Exporting
from app.importing.controller import Importing
from app.preferences.controller import Preferences
from app.printing.controller import Printing, Sources
from app.saved_comparisons.controller import Saved
from app.table.clarifications import Asking
from app.toolkit.actions import Actions
from app.toolkit.file_dialogs import Chooser
from app.toolkit.settings import Remembered
from app.toolkit.translation import tr
from app.window.dialogs import Dialogs
from app.window.empty_state import EmptyPanel
from app.window.status_summary import Summary
from app.window.tabs import Details
from app.window.view_menu import ViewMenu

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.toolkit.menu_bar import Menus
    from app.toolkit.messages import Messages
    from app.window.first_frame import Frame

STOPS = (
    "targetEdit", "questionBar", "productTable", "findingLabel", "explainView", "formsTable",
    "accessTable", "sensitivityView", "checksList", "catalogueSearch",
)  # fmt: skip
NEEDING_PRODUCTS = (
    "exportWorkbookAction", "updateWorkbookAction", "exportTableAction", "savePictureAction",
    "copyPictureAction", "addToCatalogueAction",
    "printAction", "savePdfAction", "reportAction",
)  # fmt: skip


class Parts(QObject):
    """Composes the panels around a frame; no domain word in it."""

    def __init__(self, window: QMainWindow, frame: Frame, menus: Menus, messages: Messages) -> None:
        super().__init__(window)
        self._window = window
        self._frame = frame
        self._session = session = frame.session
        settings, theme, display = frame.settings, frame.theme, frame.display
        self._asking = Asking(session, frame.questions)
        chooser = Chooser(window, settings)
        self.catalogue = Cataloguing(session, theme, display, messages, chooser, settings)
        self._tabs = Details(session, theme, display, self.catalogue.opened, self.catalogue.panel)
        self._saved = Saved(session, window, frame.questions)
        self.importing = Importing(session, messages, chooser, settings, window)
        self.exporting = Exporting(
            window, session, messages, chooser, settings, self._tabs.chart.write
        )
        self._dialogs = Dialogs(window, session, self._saved)
        sources = Sources(self._selected_rows, self._tabs.drawings)
        self.printing = Printing(window, session, settings, messages, chooser, sources)
        self._preferences = Preferences(window, settings, session, display, theme)
        self._fill_menus(menus)
        self._compose()
        self._follow()
        self._restore()

    # -- building ------------------------------------------------------------------------------

    def _fill_menus(self, menus: Menus) -> None:
        fill = {
            "recentComparisonsMenu": self._saved.fill,
            "recentListsMenu": self.importing.fill,
            "linkedListsMenu": self.catalogue.linked.fill_menu,
        }
        self._actions = Actions(self._window, menus, self._handlers(), fill, self._frame.theme)
        ViewMenu(menus["&View"], self._frame.settings, self._preferences.prefer).add_columns(
            self._frame.table.headings.choices()
        )

    def _handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            **self._saved.handlers(),
            **self.importing.handlers(),
            **self.exporting.handlers(),
            **self.printing.handlers(),
            **self._frame.table.handlers(),
            **self._dialogs.handlers(),
            **self.catalogue.handlers(),
            "addToCatalogueAction": lambda: self.catalogue.add_rows(self._selected_rows()),
            "copyPictureAction": self._tabs.chart.copy,
            "quitAction": self._window.close,
            "undoAction": self._session.undo_stack.undo,
            "redoAction": self._session.undo_stack.redo,
            "findAction": self._frame.find_bar.open,
            "preferencesAction": self._preferences.ask,
            "nextPartAction": self._go_to_next_part,
        }

    def _compose(self) -> None:
        table = self._frame.table
        self._explained = ExplainPanel(self._session)
        empty = EmptyPanel(
            table.add_product,
            self._paste_products,
            self.importing.ask_for_lists,
            self.importing.open_example,
        )
        self._frame.fill(self._finding(), self._explained, self._tabs, empty)
        self._window.statusBar().addPermanentWidget(Summary(self._session))

    def _finding(self) -> QWidget:
        """The finding, and what to do next."""
        return FindingPanel(
            self._session,
            self._frame.theme,
            self._frame.display,
            (
                ("printHandoutButton", tr("Print handout"), self.printing.ask_for_handout),
                ("exportWorkbookButton", tr("Export workbook"), self.exporting.ask_for_workbook),
                ("copyPictureButton", tr("Copy picture"), self._tabs.chart.copy),
            ),
        )

    # -- following -----------------------------------------------------------------------------

    def _follow(self) -> None:
        table = self._frame.table
        table.list_pasted.connect(self.importing.open_pasted)
        table.current_changed.connect(self._explained.follow)
        table.current_changed.connect(self._tabs.follow)
        self._explained.source_wanted.connect(self._dialogs.show_source)
        self._tabs.product_wanted.connect(table.go_to)
        self._tabs.source_wanted.connect(self._dialogs.show_source)
        self._frame.questions.left.connect(table.setFocus)
        self.importing.catalogue_wanted.connect(self.catalogue.fill)
        self.catalogue.wanted.connect(self._show_catalogue)
        self.catalogue.row_wanted.connect(table.go_to)
        self.catalogue.columns_asked.connect(self.importing.ask_about)
        self.catalogue.told.connect(lambda text: self._window.statusBar().showMessage(text, 10_000))
        self.catalogue.scanner.watch(self._window)
        self._session.changed.connect(self._refresh)
        self._session.undo_stack.indexChanged.connect(self._refresh_undo)
        self._refresh()
        self._refresh_undo()

    def _refresh(self) -> None:
        self._frame.questions.check()
        for name in NEEDING_PRODUCTS:
            self._actions[name].setEnabled(bool(self._session.comparison.entered))

    def _refresh_undo(self) -> None:
        stack = self._session.undo_stack
        for name, can, verb, text in (
            ("undoAction", stack.canUndo(), tr("&Undo"), stack.undoText()),
            ("redoAction", stack.canRedo(), tr("&Redo"), stack.redoText()),
        ):
            self._actions[name].setEnabled(can)
            self._actions[name].setText(f"{verb} {text.replace('&', '&&')}".strip())

    # -- what the window asks for --------------------------------------------------------------

    def _go_to_next_part(self) -> None:
        """From the bar to the table, to each panel, and round again: Tab stays in the table."""
        stops = [
            part
            for name in STOPS
            if (part := self._window.findChild(QWidget, name)) is not None and part.isVisible()
        ]
        focus = QApplication.focusWidget()
        here = [at for at, part in enumerate(stops) if focus in {part, *part.findChildren(QWidget)}]
        following = stops[(here[0] + 1) % len(stops)] if here else stops[0]
        following.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_catalogue(self) -> None:
        self._tabs.setCurrentWidget(self.catalogue.panel)
        self._frame.show_tabs()

    def _selected_rows(self) -> Sequence[int]:
        """Rows that were selected on purpose: the cell one stands in is no choice."""
        table = self._frame.table
        touched = table.touched_rows()
        return table.whole_rows() or (touched if len(touched) > 1 else ())

    def _paste_products(self) -> None:
        self._frame.table.go_to(len(self._session.entries), "product")
        self._frame.table.paste()

    # -- from one start to the next ------------------------------------------------------------

    def _restore(self) -> None:
        tab = self._frame.settings.text(Remembered.TAB)
        self._tabs.setCurrentIndex(int(tab) if tab.isdecimal() else 0)
        self._saved.ask_about_prices()

    def keep(self) -> None:
        """Remember which tab is in sight."""
        self._frame.settings.keep(Remembered.TAB, str(self._tabs.currentIndex()))

    def close_down(self) -> None:
        """The window closes: stop what runs."""
        self._session.undo_stack.indexChanged.disconnect(self._refresh_undo)
        self.catalogue.close()
        self.exporting.close_down()
