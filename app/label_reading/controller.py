"""Reads labels from the clipboard and from files, and adds their products in one undo step."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from app.toolkit.locale_format import count_text, notation
from app.toolkit.translation import tr
from pricing.model.changes import insert_rows
from pricing.model.scenario import suitable_scenario
from pricing.problems.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from app.label_reading.dialog import LabelReadingDialog
    from app.session import Session
    from app.toolkit.file_dialogs import FileDialogs
    from pricing.model.entry import Entry
    from pricing.model.product import Product


class LabelReadingController(QObject):
    """Opens the dialog that reads labels."""

    cell_requested = Signal(int, str)  # the first of the rows that were added

    def __init__(self, session: Session, file_dialogs: FileDialogs, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._file_dialogs = file_dialogs
        self._window = window
        self._waiting: list[Path] = []

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what each action of this room does, by the action's object name."""
        return {"readLabelAction": self.read_clipboard}

    def can_read(self, path: Path) -> bool:
        """Return whether a file is a picture, a page, or the text of a label and no list."""
        from app.label_reading.pictures import is_picture_file
        from pricing.labels import is_label_file

        return is_picture_file(path) or is_label_file(path)

    def read_clipboard(self) -> None:
        """Read the text on the clipboard, if there is one."""
        dialog = self._open_dialog()
        data = QGuiApplication.clipboard().mimeData()
        if data is not None and (data.hasText() or data.hasHtml() or data.hasImage()):
            dialog.paste()

    def read_text(self, text: str) -> None:
        """Read a text, or the HTML of a page."""
        self._open_dialog().read(text)

    def read_files(self, paths: Sequence[Path]) -> None:
        """Read pictures, texts and HTML files, one after the other."""
        self._waiting += paths
        self._read_next()

    def _read_next(self) -> None:
        if not self._waiting:
            return
        path = self._waiting.pop(0)
        dialog = self._open_dialog()
        dialog.finished.connect(self._read_next)
        self._read_file(dialog, path)

    def _read_file(self, dialog: LabelReadingDialog, path: Path) -> None:
        from app.label_reading.pictures import is_picture_file
        from pricing.labels import read_source_file

        if is_picture_file(path):
            dialog.read_picture(path)
            return
        try:
            dialog.read(read_source_file(path))
        except BadInput as error:
            dialog.show_problem(
                tr("{name}: {problem}", name=path.name, problem=error.message(notation()))
            )

    def _choose_file(self, dialog: LabelReadingDialog) -> None:
        from app.label_reading.pictures import PICTURE_ENDINGS
        from pricing.labels import PAGE_ENDINGS, TEXT_ENDINGS

        endings = " ".join(
            f"*{ending}" for ending in (*PICTURE_ENDINGS, *PAGE_ENDINGS, *TEXT_ENDINGS)
        )
        name_filter = f"{tr('Photos, texts and pages')} ({endings})"
        self._file_dialogs.choose_files(
            tr("Open a photo or the text of a label"),
            name_filter,
            lambda paths: self._read_file(dialog, paths[0]) if paths else None,
            owner=dialog,
        )

    def _open_dialog(self) -> LabelReadingDialog:
        from app.label_reading.dialog import LabelReadingDialog

        dialog = LabelReadingDialog(self._window, self._session.scenario, self._session.new_entry)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted_rows.connect(self._add)
        dialog.file_dropped.connect(lambda path: self._read_file(dialog, path))
        dialog.file_requested.connect(lambda: self._choose_file(dialog))
        dialog.open()
        return dialog

    def _add(self, rows: Sequence[Entry]) -> None:
        """Add rows below the others, in one undo step."""
        session = self._session
        first = len(session.entries)
        step = count_text(len(rows), "reading of a label", "reading of {count} products")
        changes = insert_rows(first, rows, step)
        before = session.scenario
        suitable = before if first else suitable_scenario(before, list(_products(rows)))
        if suitable != before:
            changes = replace(changes, scenario=(before, suitable))
        if session.apply(changes):
            self.cell_requested.emit(first, "product")


def _products(rows: Sequence[Entry]) -> Iterator[Product]:
    """Yield the products of the rows that are complete."""
    for row in rows:
        with suppress(BadInput):
            yield row.product()
