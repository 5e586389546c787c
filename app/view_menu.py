"""The View menu's own parts: columns that show, the mass of the headline, the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup

from app.settings import BASIS, THEME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QMenu

    from app.display import Display
    from app.settings import Setting, Settings
    from app.theme import Theme


class ViewMenu(QObject):
    """Follows the settings that it changes."""

    def __init__(self, menu: QMenu, settings: Settings, display: Display, theme: Theme) -> None:
        super().__init__(menu)
        self._menu = menu
        self._settings = settings
        self._theme = theme
        self._costs = self._choices("&Costs per", BASIS, lambda value: display.choose(int(value)))
        self._themes = self._choices("&Theme", THEME, self.choose_theme)
        display.changed.connect(self.refresh)
        self.refresh()

    def choose_theme(self, value: str) -> None:
        """Light, dark, high contrast or as the system; remembered."""
        self._settings.prefer({THEME: value})
        self._theme.choose(value)

    def add_columns(self, columns: Iterable[tuple[str, bool, Callable[[bool], None]]]) -> None:
        """A checkable line for each column: its title, whether it shows, and how to show it."""
        submenu = self._menu.addMenu("Co&lumns")
        for title, shows, show in columns:
            action = _checkable(title, submenu)
            action.setChecked(shows)
            action.toggled.connect(show)
            submenu.addAction(action)

    def refresh(self) -> None:
        """Check what holds."""
        for setting, group in ((BASIS, self._costs), (THEME, self._themes)):
            for action in group.actions():
                action.setChecked(action.data() == self._settings[setting])

    def _choices(self, title: str, setting: Setting, choose: Callable[[str], None]) -> QActionGroup:
        submenu, group = self._menu.addMenu(title), QActionGroup(self)
        for value, text in setting.choices() if setting.choices else ():
            action = _checkable(text, group)
            action.setObjectName(f"{value}Action")
            action.setData(value)
            action.triggered.connect(lambda _=False, value=value: choose(value))
            submenu.addAction(action)
        return group


def _checkable(text: str, parent: QObject) -> QAction:
    action = QAction(parent)
    action.setText(text)
    action.setCheckable(True)
    return action
