"""The menu bar: its menus by title, there from the start; `actions` fills them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.toolkit.translation import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QMenu, QMenuBar

MENU_TITLES = ("&File", "&Edit", "&View", "&Help")


class Menus:
    """The menus of a window."""

    def __init__(self, bar: QMenuBar) -> None:
        self._menus = {title: bar.addMenu(tr(title)) for title in MENU_TITLES}

    def __getitem__(self, title: str) -> QMenu:
        return self._menus[title]

    def __iter__(self) -> Iterator[QMenu]:
        return iter(self._menus.values())
