"""The actions of the window and its menus. ACTIONS declares every action once."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence

from app.toolkit.shown_text import set_tool_tip
from app.toolkit.translation import tr
from pricing.problems.plain_facts import NamedTuple, dataclass
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from PySide6.QtWidgets import QMainWindow, QMenu


StandardKey = QKeySequence.StandardKey


@dataclass(frozen=True, slots=True)
class Action:
    """An action: its object name, menu, text, shortcut and icon."""

    name: str
    menu: str
    text: str
    shortcut: QKeySequence.StandardKey | str | None = None
    icon: str = ""
    role: QAction.MenuRole = QAction.MenuRole.NoRole
    has_separator_before: bool = False
    works_in_editor: bool = False  # a text that is being edited is not committed first
    other_shortcuts: tuple[str, ...] = ()  # for hands that learned another key elsewhere

    @property
    def key_sequences(self) -> list[QKeySequence]:
        """Each key of the action, the one that menus show first."""
        if self.shortcut is None:
            return []
        first = QKeySequence(self.shortcut)
        others = [QKeySequence(keys) for keys in self.other_shortcuts]
        return [first, *(other for other in others if other != first)]


@dataclass(frozen=True, slots=True)
class Submenu:
    """A menu that stands below an action and is filled when it opens."""

    name: str
    after_action: str
    text: str


_Role = QAction.MenuRole
# What Qt calls Ctrl is Command on macOS, and Meta is Control.
_VIEW_MODIFIER, _TAB_MODIFIER = ("Ctrl", "Meta") if sys.platform == "darwin" else ("Alt", "Ctrl")
# Of these, Qt takes one on Linux and the other on Windows. On macOS, Command+Y is not for Redo.
_REDO_KEYS = () if sys.platform == "darwin" else ("Ctrl+Shift+Z", "Ctrl+Y")
ACTIONS: tuple[Action, ...] = (
    Action("newAction", "&File", "&New comparison", StandardKey.New, "new"),
    Action("comparisonsAction", "&File", "&Comparisons…", "Ctrl+Shift+O", "comparisons"),
    Action("renameAction", "&File", "&Rename comparison…"),
    Action("duplicateComparisonAction", "&File", "D&uplicate comparison"),
    Action("deleteComparisonAction", "&File", "&Delete comparison"),
    Action("restoreAction", "&File", "Restore an earlier st&ate…"),
    Action("openAction", "&File", "&Open list…", StandardKey.Open, "open",
    has_separator_before=True),
    Action("importAction", "&File", "&Import list…", "Ctrl+Shift+I", "import"),
    Action("templateAction", "&File", "New list for E&xcel…"),
    Action("exampleAction", "&File", "Open the ma&gnesium example", None, "example"),
    Action("exportWorkbookAction", "&File", "&Export workbook…", "Ctrl+E", "export",
           has_separator_before=True),
    Action("updateWorkbookAction", "&File", "Update &workbook…"),
    Action("exportTableAction", "&File", "Export ta&ble…", "Ctrl+Shift+E", "table"),
    Action("printAction", "&File", "Prin&t handout…", StandardKey.Print, "print"),
    Action("savePdfAction", "&File", "Save handout as PD&F…"),
    Action("reportAction", "&File", "Re&port…", None, "report"),
    Action("savePictureAction", "&File", "&Save the chart as a picture…", None, "chart"),
    Action("copyPictureAction", "&File", "Copy t&he chart"),
    Action("quitAction", "&File", "&Quit", "Ctrl+Q", "", _Role.QuitRole, has_separator_before=True),
    Action("undoAction", "&Edit", "&Undo", StandardKey.Undo, "undo"),
    Action("redoAction", "&Edit", "&Redo", StandardKey.Redo, "redo", other_shortcuts=_REDO_KEYS),
    Action("cutAction", "&Edit", "Cu&t", StandardKey.Cut, "cut", has_separator_before=True),
    Action("copyAction", "&Edit", "&Copy", StandardKey.Copy, "copy"),
    Action("pasteAction", "&Edit", "&Paste", StandardKey.Paste, "paste", works_in_editor=True),
    Action("deleteAction", "&Edit", "C&lear cells", StandardKey.Delete),
    Action("fillDownAction", "&Edit", "&Fill down", "Ctrl+D"),
    Action("addAction", "&Edit", "&Add a product", "Ctrl+Shift+N", "add",
    has_separator_before=True),
    Action("insertAction", "&Edit", "&Insert a row above", "Ctrl++"),
    Action("duplicateAction", "&Edit", "&Duplicate rows", "Ctrl+Shift+D"),
    Action("moveUpAction", "&Edit", "Move rows up", "Alt+Shift+Up"),
    Action("moveDownAction", "&Edit", "Move rows down", "Alt+Shift+Down"),
    Action("removeAction", "&Edit", "Re&move products", "Ctrl+Backspace", "remove"),
    Action("findAction", "&Edit", "Fi&nd…", StandardKey.Find, "find", has_separator_before=True),
    Action("readLabelAction", "&Edit", "Read a la&bel…", "Ctrl+L", has_separator_before=True),
    Action("labelAction", "&Edit", "Chec&k a label…", "Ctrl+Shift+L"),
    Action("commandAction", "&Edit", "Find or run a c&ommand…", "Ctrl+K"),
    Action("preferencesAction", "&Edit", "Pr&eferences…", "Ctrl+,", "preferences",
           _Role.PreferencesRole, has_separator_before=True),
    Action("compareViewAction", "&View", "Compare", f"{_VIEW_MODIFIER}+1"),
    Action("chartViewAction", "&View", "Chart", f"{_VIEW_MODIFIER}+2"),
    Action("formsViewAction", "&View", "Forms", f"{_VIEW_MODIFIER}+3"),
    Action("accessViewAction", "&View", "What patients pay", f"{_VIEW_MODIFIER}+4"),
    Action("whatIfViewAction", "&View", "What if", f"{_VIEW_MODIFIER}+5"),
    Action("regimenViewAction", "&View", "Regimen", f"{_VIEW_MODIFIER}+6"),
    Action("checksViewAction", "&View", "Checks", f"{_VIEW_MODIFIER}+7"),
    Action("catalogueViewAction", "&View", "Catalogue", f"{_VIEW_MODIFIER}+8"),
    Action("nextViewAction", "&View", "Ne&xt view", f"{_TAB_MODIFIER}+Tab",
           has_separator_before=True),
    Action("previousViewAction", "&View", "&Previous view", f"{_TAB_MODIFIER}+Shift+Tab"),
    Action("nextPartAction", "&View", "Go to the &next part", "F6"),
    Action("previousPartAction", "&View", "Go to the previous part", "Shift+F6"),
    Action("detailsAction", "&View", "&Details of the product", "Ctrl+I"),
    Action("asEnteredAction", "&View", "Sort as &entered", has_separator_before=True),
    Action("catalogueAction", "&Catalogue", "&Search the catalogue", "Ctrl+Shift+K"),
    Action("addToCatalogueAction", "&Catalogue", "&Add to the catalogue"),
    Action("importCatalogueAction", "&Catalogue", "&Import into the catalogue…",
           has_separator_before=True),
    Action("followListAction", "&Catalogue", "&Follow a price list…"),
    Action("exportCatalogueAction", "&Catalogue", "&Export the catalogue…"),
    Action("guideAction", "&Help", "&Guide"),
    Action("keysAction", "&Help", "&Keyboard shortcuts", "F1", "help"),
    Action("figuresAction", "&Help", "How &figures are computed"),
    Action("knownAction", "&Help", "&Evidence"),
    Action("sourcesAction", "&Help", "&Sources"),
    Action("aboutAction", "&Help", "&About Elemental", None, "", _Role.AboutRole),
)  # fmt: skip
SUBMENUS = (
    Submenu("recentComparisonsMenu", "comparisonsAction", "Recent co&mparisons"),
    Submenu("followedListsMenu", "followListAction", "Followed lists"),
    Submenu("recentListsMenu", "importAction", "Recent &lists"),
)


class SubmenuEntry(NamedTuple):
    """An entry of a submenu: its text, in which & underlines a letter, and what it does."""

    text: str
    run: Callable[[], object]
    tool_tip: str = ""


def name_in_menu(name: str) -> str:
    """Return somebody's name for a menu, where no & of it underlines a letter."""
    return displayable_line(name).replace("&", "&&")


def plain_action_text(text: str) -> str:
    """Return an action's text without its mnemonic and dots."""
    return text.replace("&", "").rstrip("…")


class Actions:
    """The actions of a window by object name. They fill its menus."""

    def __init__(
        self,
        window: QMainWindow,
        menus: Mapping[str, QMenu],
        run: Callable[[str], object],
        submenu_entries: Mapping[str, Callable[[], Iterable[SubmenuEntry]]],
        can_run: Callable[[], bool],
    ) -> None:
        """Fill the menus with the actions.

        Args:
            window: The window that owns the actions.
            menus: The menus to fill, by title.
            run: Does what an action does, given by its object name.
            submenu_entries: Return what each submenu offers now, by its object name.
            can_run: Is called before an action does anything. The action does nothing if it
                returns False.
        """
        self._window = window
        self._submenu_entries = submenu_entries
        self._can_run = can_run
        self._actions_by_name: dict[str, QAction] = {}
        submenus = {submenu.after_action: submenu for submenu in SUBMENUS}
        for declared in ACTIONS:
            menu = menus[declared.menu]
            if declared.has_separator_before:
                menu.addSeparator()
            menu.addAction(self._new_action(declared, partial(run, declared.name)))
            if declared.name in submenus:
                self._add_submenu(menu, submenus[declared.name])
        for menu in menus.values():
            menu.aboutToShow.connect(self._set_icons)

    def __getitem__(self, name: str) -> QAction:
        return self._actions_by_name[name]

    def _new_action(self, declared: Action, run: Callable[[], object]) -> QAction:
        action = QAction(self._window)
        action.setText(tr(declared.text))
        action.setObjectName(declared.name)
        action.setMenuRole(declared.role)
        action.setShortcuts(declared.key_sequences)
        if declared.works_in_editor:
            action.triggered.connect(lambda _=False: run())
        else:
            self._connect(action, run)
        self._actions_by_name[declared.name] = action
        return action

    def _connect(self, action: QAction, run: Callable[[], object]) -> None:
        """Let an action commit the open editor first, and do nothing if that is refused."""
        action.triggered.connect(lambda _=False: self._can_run() and run())

    def _set_icons(self) -> None:
        """Give every action its icon when a menu first opens."""
        from app.toolkit.icons import icon

        for declared in ACTIONS:
            action = self._actions_by_name[declared.name]
            if declared.icon and action.icon().isNull():
                action.setIcon(icon(declared.icon))

    def _add_submenu(self, menu: QMenu, declared: Submenu) -> None:
        submenu = menu.addMenu(tr(declared.text))
        submenu.setObjectName(declared.name)
        submenu.setToolTipsVisible(True)
        menu.aboutToShow.connect(lambda: self.fill_submenu(submenu, declared.name))

    def fill_submenu(self, menu: QMenu, name: str) -> None:
        """Fill a menu with what a submenu, given by its object name, offers now."""
        menu.clear()
        for entry in self._submenu_entries[name]():
            action = QAction(entry.text, menu)
            if entry.tool_tip:
                set_tool_tip(action, entry.tool_tip)
            self._connect(action, entry.run)
            menu.addAction(action)
        menu.setEnabled(not menu.isEmpty())
