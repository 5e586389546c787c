"""Every action of the window, once: menus are filled and keys bound from ACTIONS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence

from app.toolkit.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QMainWindow, QMenu

    from app.toolkit.menu_bar import Menus
    from app.toolkit.theme import Theme

Standard = QKeySequence.StandardKey


@dataclass(frozen=True, slots=True)
class Action:
    """An action: its object name, the menu it stands in, its text, its keys and its drawing."""

    name: str
    menu: str
    text: str
    keys: QKeySequence.StandardKey | str | None = None
    icon: str = ""
    role: QAction.MenuRole = QAction.MenuRole.NoRole
    separated: bool = False


@dataclass(frozen=True, slots=True)
class Submenu:
    """A menu that is filled when it opens, below the action of that name."""

    name: str
    below: str
    text: str


_Role = QAction.MenuRole
ACTIONS: tuple[Action, ...] = (
    Action("newAction", "&File", "&New comparison", Standard.New, "new"),
    Action("comparisonsAction", "&File", "&Comparisons…", "Ctrl+Shift+O", "comparisons"),
    Action("renameAction", "&File", "&Rename comparison…"),
    Action("duplicateComparisonAction", "&File", "Du&plicate comparison"),
    Action("deleteComparisonAction", "&File", "&Delete comparison"),
    Action("openAction", "&File", "&Open list…", Standard.Open, "open", separated=True),
    Action("importAction", "&File", "&Import list…", "Ctrl+Shift+I", "import"),
    Action("importCatalogueAction", "&File", "Import into c&atalogue…"),
    Action("linkListAction", "&File", "Follow a price li&st…"),
    Action("templateAction", "&File", "New list for E&xcel…"),
    Action("exampleAction", "&File", "Open the &magnesium example", None, "example"),
    Action("exportWorkbookAction", "&File", "&Export workbook…", "Ctrl+E", "export",
           separated=True),
    Action("updateWorkbookAction", "&File", "&Update workbook…"),
    Action("exportTableAction", "&File", "Export &table…", "Ctrl+Shift+E", "table"),
    Action("exportCatalogueAction", "&File", "Export cata&logue…"),
    Action("printAction", "&File", "Prin&t handout…", Standard.Print, "print"),
    Action("savePdfAction", "&File", "Save handout as PD&F…"),
    Action("reportAction", "&File", "Rep&ort…", None, "report"),
    Action("savePictureAction", "&File", "&Save the chart as a picture…", None, "chart"),
    Action("copyPictureAction", "&File", "Copy t&he chart"),
    Action("quitAction", "&File", "&Quit", "Ctrl+Q", "", _Role.QuitRole, separated=True),
    Action("undoAction", "&Edit", "&Undo", Standard.Undo, "undo"),
    Action("redoAction", "&Edit", "&Redo", Standard.Redo, "redo"),
    Action("cutAction", "&Edit", "Cu&t", Standard.Cut, "cut", separated=True),
    Action("copyAction", "&Edit", "&Copy", Standard.Copy, "copy"),
    Action("pasteAction", "&Edit", "&Paste", Standard.Paste, "paste"),
    Action("deleteAction", "&Edit", "C&lear cells", Standard.Delete),
    Action("fillDownAction", "&Edit", "&Fill down", "Ctrl+D"),
    Action("addAction", "&Edit", "&Add a product", "Ctrl+Shift+N", "add", separated=True),
    Action("insertAction", "&Edit", "&Insert a row above", "Ctrl+I"),
    Action("duplicateAction", "&Edit", "&Duplicate rows", "Ctrl+Shift+D"),
    Action("moveUpAction", "&Edit", "Move rows up", "Alt+Up"),
    Action("moveDownAction", "&Edit", "Move rows down", "Alt+Down"),
    Action("removeAction", "&Edit", "Re&move product", "Ctrl+Backspace", "remove"),
    Action("findAction", "&Edit", "Fi&nd…", Standard.Find, "find", separated=True),
    Action("catalogueAction", "&Edit", "&Search the catalogue", "Ctrl+K"),
    Action("addToCatalogueAction", "&Edit", "Add to the catalo&gue"),
    Action("labelAction", "&Edit", "Check a &label…", "Ctrl+L", separated=True),
    Action("preferencesAction", "&Edit", "Pr&eferences…", "Ctrl+,", "preferences",
           _Role.PreferencesRole, separated=True),
    Action("nextPartAction", "&View", "Go to the &next part", "F6"),
    Action("asEnteredAction", "&View", "Sort as &entered"),
    Action("guideAction", "&Help", "&Guide"),
    Action("keysAction", "&Help", "&Keys", "F1", "help"),
    Action("figuresAction", "&Help", "How &figures are computed"),
    Action("knownAction", "&Help", "&What is known"),
    Action("sourcesAction", "&Help", "&Sources"),
    Action("aboutAction", "&Help", "&About Elemental", None, "", _Role.AboutRole),
)  # fmt: skip
SUBMENUS = (
    Submenu("recentComparisonsMenu", "comparisonsAction", "Recent co&mparisons"),
    Submenu("linkedListsMenu", "linkListAction", "Followed lists"),
    Submenu("recentListsMenu", "importAction", "Recent &lists"),
)


class Actions:
    """Every action of a window by its object name; they fill its menus."""

    def __init__(
        self,
        window: QMainWindow,
        menus: Menus,
        handlers: Mapping[str, Callable[[], object]],
        fill: Mapping[str, Callable[[QMenu], object]],
        theme: Theme,
    ) -> None:
        self._window = window
        self._theme = theme
        self._made: dict[str, QAction] = {}
        below = {each.below: each for each in SUBMENUS}
        for declared in ACTIONS:
            menu = menus[declared.menu]
            if declared.separated:
                menu.addSeparator()
            menu.addAction(self._action(declared, handlers[declared.name]))
            if declared.name in below:
                self._add_submenu(menu, below[declared.name], fill[below[declared.name].name])
        for menu in menus:
            menu.aboutToShow.connect(self._draw)

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def _action(self, declared: Action, run: Callable[[], object]) -> QAction:
        action = QAction(self._window)
        action.setText(tr(declared.text))
        action.setObjectName(declared.name)
        action.setMenuRole(declared.role)
        if declared.keys is not None:
            action.setShortcut(QKeySequence(declared.keys))
        action.triggered.connect(lambda _=False: run())
        self._made[declared.name] = action
        return action

    def _draw(self) -> None:
        """Give every action its drawing, when a menu first opens."""
        from app.toolkit.icons import icon

        for declared in ACTIONS:
            action = self._made[declared.name]
            if declared.icon and action.icon().isNull():
                action.setIcon(icon(declared.icon, self._theme))

    def _add_submenu(self, menu: QMenu, declared: Submenu, fill: Callable[[QMenu], object]) -> None:
        submenu = menu.addMenu(tr(declared.text))
        submenu.setObjectName(declared.name)
        submenu.setToolTipsVisible(True)
        menu.aboutToShow.connect(lambda: fill(submenu))
        fill(submenu)
