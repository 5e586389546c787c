"""Every action of the window, once: menus, toolbar and shortcuts are built from ACTIONS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QMainWindow, QMenu

Standard = QKeySequence.StandardKey


@dataclass(frozen=True, slots=True)
class Action:
    """An action: its object name, the menu it stands in, its text and its keys."""

    name: str
    menu: str
    text: str
    keys: QKeySequence.StandardKey | str | None = None
    role: QAction.MenuRole = QAction.MenuRole.NoRole
    separated: bool = False


ACTIONS: tuple[Action, ...] = (
    Action("openAction", "&File", "&Open list…", Standard.Open),
    Action("exampleAction", "&File", "Open the magnesium &example"),
    Action("exportWorkbookAction", "&File", "Export &workbook…", "Ctrl+E", separated=True),
    Action("exportTableAction", "&File", "Export &table…", "Ctrl+Shift+E"),
    Action("savePictureAction", "&File", "Save the &chart as a picture…"),
    Action("copyPictureAction", "&File", "Copy the c&hart"),
    Action("quitAction", "&File", "&Quit", "Ctrl+Q", QAction.MenuRole.QuitRole, separated=True),
    Action("undoAction", "&Edit", "&Undo", Standard.Undo),
    Action("redoAction", "&Edit", "&Redo", Standard.Redo),
    Action("cutAction", "&Edit", "Cu&t", Standard.Cut, separated=True),
    Action("copyAction", "&Edit", "&Copy", Standard.Copy),
    Action("pasteAction", "&Edit", "&Paste", Standard.Paste),
    Action("deleteAction", "&Edit", "C&lear cells", Standard.Delete),
    Action("fillDownAction", "&Edit", "&Fill down", "Ctrl+D"),
    Action("addAction", "&Edit", "&Add a product", "Ctrl+N", separated=True),
    Action("insertAction", "&Edit", "&Insert a row above", "Ctrl+I"),
    Action("duplicateAction", "&Edit", "&Duplicate rows", "Ctrl+Shift+D"),
    Action("moveUpAction", "&Edit", "Move rows up", "Alt+Up"),
    Action("moveDownAction", "&Edit", "Move rows down", "Alt+Down"),
    Action("removeAction", "&Edit", "Re&move product", "Ctrl+Backspace"),
    Action("findAction", "&Edit", "Fi&nd…", Standard.Find, separated=True),
    Action("nextPartAction", "&View", "Go to the &next part", "F6"),
    Action("asEnteredAction", "&View", "Sort as &entered"),
    Action("keysAction", "&Help", "&Keys", "F1"),
    Action("figuresAction", "&Help", "How &figures are computed"),
    Action("aboutAction", "&Help", "&About Elemental", None, QAction.MenuRole.AboutRole),
)


def build_menus(
    window: QMainWindow, handlers: Mapping[str, Callable[[], object]]
) -> Mapping[str, QAction]:
    """Make every action with its handler, and the menus they stand in; actions by object name."""
    menus: dict[str, QMenu] = {}
    made: dict[str, QAction] = {}
    for declared in ACTIONS:
        menu = menus.get(declared.menu) or window.menuBar().addMenu(declared.menu)
        menus[declared.menu] = menu
        if declared.separated:
            menu.addSeparator()
        action = QAction(declared.text, window)
        action.setObjectName(declared.name)
        action.setMenuRole(declared.role)
        if declared.keys is not None:
            action.setShortcut(QKeySequence(declared.keys))
        action.triggered.connect(lambda _=False, run=handlers[declared.name]: run())
        menu.addAction(action)
        made[declared.name] = action
    return made
