"""What a user is asked for: files, with dialogs that never block; what a list's columns hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.toolkit.settings import Settings, WindowStateKey
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QFileDialog, QWidget

    from pricing.reading.first_rows import FirstRows
    from pricing.reading.importer import ReadingOptions
    from pricing.reading.layouts import Layout


@dataclass(frozen=True, slots=True)
class ColumnQuestion:
    """A list whose columns have to be asked about, and who wants to know: one of the two is called.

    `options` are how it is read but for that. `answer` gets the layout and the sheet that it is
    about.
    """

    title: str
    first_rows: FirstRows
    options: ReadingOptions
    answer: Callable[[Layout, str], object]
    cancel: Callable[[], object]


class FileDialogs:
    """Lets the user choose files over a window; what was chosen is handed on."""

    def __init__(self, window: QWidget, settings: Settings) -> None:
        self._window = window
        self._settings = settings

    def choose_files(
        self, title: str, name_filter: str, on_chosen: Callable[[list[Path]], object]
    ) -> None:
        """Files that exist."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._window, title, self._start_folder(), name_filter)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: on_chosen([Path(name) for name in names]))
        self._show_dialog(dialog)

    def choose_save_path(
        self, name: str, name_filter: str, on_chosen: Callable[[Path], object]
    ) -> None:
        """A file to write; `name` is offered, and its ending is the usual one."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._window, tr("Export"), self._start_folder(), name_filter)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda chosen: on_chosen(Path(chosen)))
        self._show_dialog(dialog)

    def _start_folder(self) -> str:
        kept = self._settings.state_text(WindowStateKey.LAST_FOLDER)
        return kept if kept and Path(kept).is_dir() else str(Path.home())

    def _show_dialog(self, dialog: QFileDialog) -> None:
        dialog.directoryEntered.connect(
            lambda folder: self._settings.save_state(WindowStateKey.LAST_FOLDER, folder)
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
