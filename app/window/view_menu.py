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

    # A column's title, whether it is shown, and what shows or hides it.
    ColumnChoice = tuple[str, bool, Callable[[bool], None]]


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

    def add_columns(self, choices: Callable[[], Iterable[ColumnChoice]]) -> None:
        """Offer the columns, each time as they are then: other parts of the window change them."""
        self._choices = choices
        self._columns = self._menu.addMenu(tr("Co&lumns"))
        self._menu.aboutToShow.connect(self._fill_columns)

    def _fill_columns(self) -> None:
        self._columns.clear()
        for title, is_shown, show in self._choices():
            action = _checkable_action(title, self._columns)
            action.setChecked(is_shown)
            action.toggled.connect(show)
            self._columns.addAction(action)

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
