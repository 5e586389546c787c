"""The window: its frame at once, its other parts when it is painted or they are asked for."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QMainWindow

from app.toolkit.menu_bar import Menus
from app.toolkit.messages import Messages
from app.toolkit.settings import Remembered, Settings
from app.toolkit.translation import tr
from app.window.first_frame import Frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent

    from app.catalogue.controller import Cataloguing
    from app.exporting.controller import Exporting
    from app.importing.controller import Importing
    from app.printing.controller import Printing
    from app.session import Session
    from app.toolkit.theme import Theme
    from app.window.composition import Parts

# Where the panels above begin, beside the status bar's own margin.
EDGE = 14


class MainWindow(QMainWindow):
    """One window on one data folder. `painted` tells of every time it was."""

    painted = Signal()

    def __init__(self, session: Session, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setAcceptDrops(True)
        self.session = session
        self.theme = theme
        self.messages = Messages(self)
        self._settings = settings
        self._menus = Menus(self.menuBar())
        self._frame = Frame(session, settings, theme)
        self.setCentralWidget(self._frame)
        saved = QLabel(tr("All changes saved"))
        saved.setContentsMargins(EDGE, 0, 0, 0)
        self.statusBar().addWidget(saved)
        self._frame.bar.refused.connect(lambda text: self.statusBar().showMessage(text, 10_000))
        session.failed.connect(lambda text: self.messages.tell(text, warning=True))
        session.changed.connect(self._entitle)
        self._entitle()
        # As it was left; on a smaller screen, as much of it as fits.
        if not self.restoreGeometry(settings.bytes(Remembered.GEOMETRY)):
            self.resize(1280, 800)
        self._frame.table.go_to(0, "product")

    def _entitle(self) -> None:
        self.setWindowTitle(f"{self.session.shelf.open.name} – Elemental")

    # -- the other parts -----------------------------------------------------------------------

    @cached_property
    def parts(self) -> Parts:
        """All that the first painted frame does without; made when it is first asked for."""
        from app.window.composition import Parts

        return Parts(self, self._frame, self._menus, self.messages)

    def complete(self) -> None:
        """Have every part in its place."""
        _ = self.parts

    @property
    def catalogue(self) -> Cataloguing:
        return self.parts.catalogue

    @property
    def exporting(self) -> Exporting:
        return self.parts.exporting

    @property
    def importing(self) -> Importing:
        return self.parts.importing

    @property
    def printing(self) -> Printing:
        return self.parts.printing

    def open_files(self, paths: Sequence[Path]) -> None:
        """Add the products of lists to the comparison, those of catalogues to the catalogue."""
        self.importing.open_files(paths)

    # -- Qt's own names ------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted.emit()

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
        self._frame.keep()
        self.parts.keep()
        self._settings.keep(Remembered.GEOMETRY, self.saveGeometry())
        self._settings.write()
        self.parts.close_down()
        self.session.close()
        super().closeEvent(event)
