"""The choices in the View menu: the shown columns, the mass that costs are for, the theme."""

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
    """Fills the View menu with two preferences and the columns."""

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
            (COST_BASIS, self._add_choice_menu(tr("&Costs per"), COST_BASIS)),
            (THEME, self._add_choice_menu(tr("&Theme"), THEME)),
        ]
        menu.aboutToShow.connect(self.refresh)
        self.refresh()

    def add_columns(self, columns: Iterable[tuple[str, bool, Callable[[bool], None]]]) -> None:
        """Add a checkable action for each (title, whether it is shown, function to show it)."""
        submenu = self._menu.addMenu(tr("Co&lumns"))
        for title, is_shown, show in columns:
            action = _checkable_action(title, submenu)
            action.setChecked(is_shown)
            action.toggled.connect(show)
            submenu.addAction(action)

    def refresh(self) -> None:
        """Check the current choices."""
        for setting, group in self._groups:
            for action in group.actions():
                action.setChecked(action.data() == self._settings[setting])

    def _add_choice_menu(self, title: str, setting: Setting) -> QActionGroup:
        submenu, group = self._menu.addMenu(title), QActionGroup(self)
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
