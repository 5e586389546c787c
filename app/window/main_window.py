"""The main window. Its frame is made at once, its other parts on first use or after painting."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QMainWindow

from app.toolkit.locale_format import notation
from app.toolkit.messages import Messages
from app.toolkit.settings import Settings, WindowStateKey
from app.toolkit.shown_text import Label, show_status
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from app.window.first_frame import FirstFrame
from pricing.problems.errors import ProblemKind, UserError
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent

    from app.catalogue import CatalogueController
    from app.exporting.controller import ExportController
    from app.importing import ImportController
    from app.label_reading import LabelReadingController
    from app.printing import PrintingController
    from app.session import Session
    from app.toolkit.theme import Theme
    from app.window.composition import WindowComposition
    from pricing.model.changes import ChangeSet

# The menus exist from the start. `Actions` fills them.
MENU_TITLES = ("&File", "&Edit", "&View", "&Catalogue", "&Help")
FIRST_SIZE, TITLE_BAR_HEIGHT = QSize(1280, 800), 40
# With the status bar's own margin, this is where the panels above begin.
STATUS_BAR_INDENT = 14


@reports_exceptions
class MainWindow(QMainWindow):
    """A window on a data folder."""

    painted = Signal()  # each time the window was painted

    def __init__(self, session: Session, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setAcceptDrops(True)
        self.session = session
        # It goes with its window, and takes with it what follows its changes.
        theme.setParent(self)
        self.theme = theme
        self.messages = Messages(self)
        self._settings = settings
        self._menus = {title: self.menuBar().addMenu(tr(title)) for title in MENU_TITLES}
        self._first_frame = FirstFrame(session, settings, theme)
        self.setCentralWidget(self._first_frame)
        self._saved = Label(tr("All changes saved"))
        self._saved.setObjectName("savedNote")
        self._saved.setProperty("muted", True)
        self._saved.setContentsMargins(STATUS_BAR_INDENT, 0, 0, 0)
        self.statusBar().addWidget(self._saved)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().setAccessibleName(tr("Status"))
        self.menuBar().setAccessibleName(tr("Menus"))
        self._first_frame.scenario_bar.input_rejected.connect(
            lambda text: show_status(self.statusBar(), text)
        )
        session.failed.connect(self._show_refusal)
        self._has_refused_to_close = False
        session.changed.connect(self._update_title)
        session.changed.connect(self._note_saved)
        self._update_title()
        # Qt restores as much of the old geometry as fits on the screen.
        if not self.restoreGeometry(settings.state_bytes(WindowStateKey.GEOMETRY)):
            self.resize(self._first_size())
        self._first_frame.table.go_to(0, "product")

    def _first_size(self) -> QSize:
        """Return the size of a first window, which leaves room for its title on the screen."""
        available = self.screen().availableSize()
        return QSize(
            min(FIRST_SIZE.width(), available.width()),
            min(FIRST_SIZE.height(), available.height() - TITLE_BAR_HEIGHT),
        )

    def _show_refusal(self, error: UserError) -> None:
        """Say why a change was refused, then let the user go on with what was typed."""
        self._saved.setText(tr("The last change was not saved"))
        self.messages.show(
            error.message(notation()),
            warning=True,
            on_closed=self._first_frame.table.edit_refused_text,
        )

    def _note_saved(self, changes: ChangeSet) -> None:
        if not changes.is_empty:
            self._has_refused_to_close = False
            self._saved.setText(tr("All changes saved"))

    def _note_undecided(self) -> None:
        """Call nothing saved while a change waits for an answer."""
        waiting = tr("A change is not saved before you answer")
        if self.composition.has_undecided_changes:
            self._saved.setText(waiting)
        elif self._saved.text() == waiting:
            self._saved.setText(tr("All changes saved"))

    def _update_title(self) -> None:
        name = self.session.saved_comparisons.open_comparison.name
        self.setWindowTitle(tr("{comparison} – Elemental", comparison=displayable_line(name)))

    # -- the other parts -----------------------------------------------------------------------

    @cached_property
    def composition(self) -> WindowComposition:
        """Everything that the first painted frame does without."""
        from app.window.composition import WindowComposition

        composition = WindowComposition(self, self._first_frame, self._menus, self.messages)
        # The composition hears of a conflict first, and asks about it.
        self.session.conflict_found.connect(self._note_undecided)
        self.session.changed.connect(self._note_undecided)
        return composition

    def complete(self) -> None:
        """Create the rest of the window, but for the parts that are not shown."""
        _ = self.composition

    def make_later_part(self) -> bool:
        """Make a part that was not shown yet. Return False if there is none left."""
        return self._first_frame.make_later_part()

    @property
    def catalogue_controller(self) -> CatalogueController:
        """The controller of the catalogue."""
        return self.composition.catalogue_controller

    @property
    def export_controller(self) -> ExportController:
        """The controller of exports."""
        return self.composition.export_controller

    @property
    def import_controller(self) -> ImportController:
        """The controller of imports."""
        return self.composition.import_controller

    @property
    def label_controller(self) -> LabelReadingController:
        """The controller of the dialog that reads labels."""
        return self.composition.label_controller

    @property
    def print_controller(self) -> PrintingController:
        """The controller of handouts and reports."""
        return self.composition.print_controller

    def open_files(self, paths: Sequence[Path]) -> None:
        """Add the products of lists to the comparison, and of catalogue files to the catalogue."""
        self.import_controller.open_files(paths)

    def _is_ready_to_close(self) -> bool:
        """Finish all edits and keep today's copy. Return False if that failed, which is said."""
        if not (self.composition.finish_editing() and self.session.finish_write()):
            return False
        self.catalogue_controller.finish_recording()
        try:
            self.composition.earlier_states.finish_copying()
            self.session.data_file.keep_copy()
        except UserError as error:
            if not self._has_refused_to_close:
                self.messages.show(_reason_to_stay(error), warning=True)
            return False
        return not self._waits_for_answer()

    def _waits_for_answer(self) -> bool:
        """Return whether a change waits for an answer, and say once that it would be lost."""
        waits = self.composition.has_undecided_changes
        if waits and not self._has_refused_to_close:
            self.messages.show(
                tr(
                    "A change made here is not saved before you answer the question about it. "
                    "Close the window again to leave without it."
                ),
                warning=True,
            )
        return waits

    # -- Qt's own names ------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if self.catalogue_controller.accepts_drop(data) or any(
            url.isLocalFile() for url in data.urls()
        ):
            event.acceptProposedAction()
            self.import_controller.prepare()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.catalogue_controller.add_dropped(event.mimeData()):
            event.acceptProposedAction()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            labels = [path for path in paths if self.label_controller.can_read(path)]
            self.label_controller.read_files(labels)
            self.open_files([path for path in paths if path not in labels])

    def closeEvent(self, event: QCloseEvent) -> None:
        from app.toolkit.background_tasks import is_waiting

        if is_waiting() or not self.composition.may_close():
            event.ignore()  # what is written now, or asked about a list, ends first
            return
        self.export_controller.close_down()  # before the day's copy, during which it could end
        if not self._is_ready_to_close() and not self._has_refused_to_close:
            self._has_refused_to_close = True
            event.ignore()  # the message says why; the next attempt closes the window
            return
        self._first_frame.save_layout()
        self.composition.save_state()
        self._settings.save_state(WindowStateKey.GEOMETRY, self.saveGeometry())
        with suppress(UserError):  # nothing but the places of the window's parts is lost
            self._settings.sync()
        self.composition.close_down()
        self.session.close()
        super().closeEvent(event)


def _reason_to_stay(error: UserError) -> str:
    """Return why the window stays open at first, and what is saved all the same."""
    reason = error.message(notation())
    if error.kind is ProblemKind.DATA_FILE_GONE:
        return tr("{reason} Close the window again to leave.", reason=reason)
    return tr(
        "All changes are saved, but not today's copy of them. {reason} Close the window again to "
        "leave without the copy.",
        reason=reason,
    )
