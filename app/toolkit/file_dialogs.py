"""What a user is asked for: files, with dialogs that never block; what a list's columns hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.toolkit.settings import Remembered, Settings
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QFileDialog, QWidget

    from pricing.reading.first_rows import Beginning
    from pricing.reading.headers import Layout
    from pricing.reading.importer import Options


@dataclass(frozen=True, slots=True)
class ColumnsAsked:
    """A list whose columns have to be asked about, and who wants to know: one of the two is called.

    `options` are how it is read but for that. `answer` gets the layout and the sheet that it is
    about.
    """

    title: str
    found: Beginning
    options: Options
    answer: Callable[[Layout, str], object]
    give_up: Callable[[], object]


class Chooser:
    """Lets the user choose files over a window; what was chosen is handed on."""

    def __init__(self, window: QWidget, settings: Settings) -> None:
        self._window = window
        self._settings = settings

    def open(self, title: str, kinds: str, then: Callable[[list[Path]], object]) -> None:
        """Files that exist."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._window, title, self._folder(), kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
        self._show(dialog)

    def save(self, name: str, kinds: str, then: Callable[[Path], object]) -> None:
        """A file to write; `name` is offered, and its ending is the usual one."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._window, tr("Export"), self._folder(), kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
        self._show(dialog)

    def _folder(self) -> str:
        kept = self._settings.text(Remembered.LAST_FOLDER)
        return kept if kept and Path(kept).is_dir() else str(Path.home())

    def _show(self, dialog: QFileDialog) -> None:
        dialog.directoryEntered.connect(
            lambda folder: self._settings.keep(Remembered.LAST_FOLDER, folder)
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
