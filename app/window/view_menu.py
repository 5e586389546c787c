"""The View menu's own parts: columns that show, the mass of the headline, the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup

from app.toolkit.settings import COST_BASIS, THEME
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QMenu

    from app.toolkit.settings import Setting, Settings


class ViewMenu(QObject):
    """Two preferences and the columns, a click away."""

    def __init__(
        self,
        menu: QMenu,
        settings: Settings,
        save_preferences: Callable[[dict[Setting, str]], None],
    ) -> None:
        super().__init__(menu)
        self._menu = menu
        self._settings = settings
        self._save_preferences = save_preferences
        self._groups = [
            (COST_BASIS, self._add_choice_menu("&Costs per", COST_BASIS)),
            (THEME, self._add_choice_menu("&Theme", THEME)),
        ]
        menu.aboutToShow.connect(self.refresh)
        self.refresh()

    def add_columns(self, columns: Iterable[tuple[str, bool, Callable[[bool], None]]]) -> None:
        """A checkable line for each column: its title, whether it shows, and how to show it."""
        submenu = self._menu.addMenu(tr("Co&lumns"))
        for title, shows, show in columns:
            action = _checkable_action(title, submenu)
            action.setChecked(shows)
            action.toggled.connect(show)
            submenu.addAction(action)

    def refresh(self) -> None:
        """Check what holds."""
        for setting, group in self._groups:
            for action in group.actions():
                action.setChecked(action.data() == self._settings[setting])

    def _add_choice_menu(self, title: str, setting: Setting) -> QActionGroup:
        submenu, group = self._menu.addMenu(tr(title)), QActionGroup(self)
        for value, text in setting.choices() if setting.choices else ():
            action = _checkable_action(tr(text), group)
            action.setObjectName(f"{value}Action")
            action.setData(value)
            action.triggered.connect(
                lambda _=False, value=value: self._save_preferences({setting: value})
            )
            submenu.addAction(action)
        return group


def _checkable_action(text: str, parent: QObject) -> QAction:
    action = QAction(parent)
    action.setText(text)
    action.setCheckable(True)
    return action
