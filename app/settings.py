"""What the window remembers about itself (not the work: that is in the catalogue)."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "window.ini"


class Remembered(Enum):
    """The keys of the settings file."""

    GEOMETRY = "window/geometry"
    STATE = "window/state"
    COLUMNS = "table/columns"
    LAST_FOLDER = "files/last_folder"
    THEME = "window/theme"


class Settings:
    """A settings file in the data folder."""

    def __init__(self, folder: Path) -> None:
        self._stored = QSettings(str(folder / FILE_NAME), QSettings.Format.IniFormat)

    def bytes(self, key: Remembered) -> QByteArray:
        value = self._stored.value(key.value)
        return value if isinstance(value, QByteArray) else QByteArray()

    def text(self, key: Remembered) -> str:
        value = self._stored.value(key.value, "")
        return value if isinstance(value, str) else ""

    def keep(self, key: Remembered, value: QByteArray | str) -> None:
        self._stored.setValue(key.value, value)

    def write(self) -> None:
        self._stored.sync()
