"""The lists that were opened last, as a menu."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

from app.toolkit.settings import WindowStateKey
from app.toolkit.shown_text import set_tool_tip
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMenu

    from app.toolkit.settings import Settings

MAX_RECENT_LISTS = 9


class RecentLists:
    """Remembers the lists, and opens one of them again."""

    def __init__(self, settings: Settings, open_list: Callable[[Path], object]) -> None:
        self._settings = settings
        self._open_list = open_list

    def _paths(self) -> list[str]:
        text = self._settings.state_text(WindowStateKey.RECENT_LISTS)
        return [str(path) for path in json.loads(text)] if text else []

    def remember(self, path: Path) -> None:
        """Put a list first."""
        name = str(path.absolute())
        names = [name, *(other for other in self._paths() if other != name)]
        self._settings.save_state(WindowStateKey.RECENT_LISTS, json.dumps(names[:MAX_RECENT_LISTS]))

    def fill_menu(self, menu: QMenu) -> None:
        """Fill the menu with the lists that were opened last."""
        menu.clear()
        names = self._paths()
        for number, name in enumerate(names, start=1):
            action = QAction(
                f"&{number} {displayable_line(Path(name).name).replace('&', '&&')}", menu
            )
            set_tool_tip(action, name)
            action.triggered.connect(lambda _=False, name=name: self._open_list(Path(name)))
            menu.addAction(action)
        menu.setEnabled(bool(names))
