"""The lists that were opened last, as a menu."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.toolkit.actions import SubmenuEntry, name_in_menu
from app.toolkit.settings import WindowStateKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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

    def menu_entries(self) -> Iterator[SubmenuEntry]:
        """Yield the lists that were opened last, for a menu."""
        for number, name in enumerate(self._paths(), start=1):
            path = Path(name)
            text = f"&{number} {name_in_menu(path.name)}"
            yield SubmenuEntry(text, partial(self._open_list, path), name)
