"""The menus of the window's head: what can be done with comparisons, and the ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from app.toolkit.translation import tr

if TYPE_CHECKING:
    from app.toolkit.actions import Actions
    from app.window.head_bar import HeadBar

_COMPARISON_ACTIONS = (
    "newAction", "comparisonsAction", "renameAction", "duplicateComparisonAction",
    "deleteComparisonAction",
)  # fmt: skip
_EXPORT_ACTIONS = (
    "exportWorkbookAction", "updateWorkbookAction", "exportTableAction", "reportAction",
    "savePdfAction", "savePictureAction", "copyPictureAction",
)  # fmt: skip


class HeadMenus(QObject):
    """Connects the buttons of the head with the window's actions."""

    def __init__(self, head: HeadBar, actions: Actions) -> None:
        super().__init__(head)
        names = self._menu(head, "comparisonMenu", actions, _COMPARISON_ACTIONS)
        names.addSeparator()
        recent = names.addMenu(tr("Recent co&mparisons"))
        names.aboutToShow.connect(lambda: actions.fill_submenu(recent, "recentComparisonsMenu"))
        head.name_button.setMenu(names)
        head.export_button.setMenu(self._menu(head, "exportMenu", actions, _EXPORT_ACTIONS))
        head.label_button.clicked.connect(actions["readLabelAction"].trigger)
        head.print_button.clicked.connect(actions["printAction"].trigger)

    def _menu(
        self, head: HeadBar, name: str, actions: Actions, action_names: tuple[str, ...]
    ) -> QMenu:
        menu = QMenu(head)
        menu.setObjectName(name)
        for action_name in action_names:
            menu.addAction(actions[action_name])
        return menu
