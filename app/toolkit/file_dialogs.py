"""Questions about files: which one to open or write, and what the columns of a list hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.toolkit.locale_format import notation
from app.toolkit.settings import Settings, WindowStateKey
from app.toolkit.translation import tr
from pricing.problems.errors import UserError
from pricing.problems.paths import is_folder
from pricing.problems.plain_facts import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtWidgets import QFileDialog, QWidget

    from app.toolkit.messages import Messages
    from pricing.reading.list_questions import FirstRows
    from pricing.reading.reading_options import Layout, ReadingOptions


MAX_INPUTS = 200


@dataclass(frozen=True, slots=True)
class ColumnQuestion:
    """A list whose columns the user has to name. Either `answer` or `cancel` is called.

    `options` say how the list is read otherwise. `answer` gets the layout and the sheet's name.
    """

    title: str
    first_rows: FirstRows
    options: ReadingOptions
    answer: Callable[[Layout, str], object]
    cancel: Callable[[], object]


class FileDialogs:
    """File dialogs over a window. They never block it and pass on what was chosen."""

    def __init__(self, window: QWidget, settings: Settings, messages: Messages) -> None:
        self._window = window
        self._settings = settings
        self._messages = messages

    def choose_files(
        self,
        title: str,
        name_filter: str,
        on_chosen: Callable[[list[Path]], object],
        owner: QWidget | None = None,
    ) -> None:
        """Ask for existing files. The question closes with its owner, by default the window."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(owner or self._window, title, self._start_folder(), name_filter)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: on_chosen([Path(name) for name in names]))
        self._show_dialog(dialog)

    def choose_save_path(
        self, name: str, name_filter: str, on_chosen: Callable[[Path], object]
    ) -> None:
        """Ask where to write a file. A list that was read is refused.

        `name` is the suggestion. Its ending is added if it is missing.
        """
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._window, tr("Export"), self._start_folder(), name_filter)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda name: self._pass_on(Path(name), on_chosen))
        self._show_dialog(dialog)

    def _pass_on(self, path: Path, on_chosen: Callable[[Path], object]) -> None:
        """Pass on where to write, unless that is a list that was read."""
        from pricing.store.targets import check_is_no_input

        try:
            check_is_no_input(path, self._input_files())
        except UserError as error:
            self._messages.show(error.message(notation()), warning=True)
        else:
            on_chosen(path)

    def remember_inputs(self, paths: Sequence[Path]) -> None:
        """Remember files that are read, so that no output replaces them later."""
        new = [str(path.absolute()) for path in paths]
        kept = [name for name in self._input_names(WindowStateKey.INPUT_FILES) if name not in new]
        names = json.dumps([*kept, *new][-MAX_INPUTS:])
        self._settings.save_state(WindowStateKey.INPUT_FILES, names)

    def _input_files(self) -> Iterator[Path]:
        for key in (WindowStateKey.INPUT_FILES, WindowStateKey.FOLLOWED_LISTS):
            yield from map(Path, self._input_names(key))

    def _input_names(self, key: WindowStateKey) -> list[str]:
        text = self._settings.state_text(key)
        return list(json.loads(text)) if text else []

    def _start_folder(self) -> str:
        folder = self._settings.state_text(WindowStateKey.LAST_FOLDER)
        return folder if folder and is_folder(Path(folder)) else str(Path.home())

    def _show_dialog(self, dialog: QFileDialog) -> None:
        dialog.directoryEntered.connect(
            lambda folder: self._settings.save_state(WindowStateKey.LAST_FOLDER, folder)
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
