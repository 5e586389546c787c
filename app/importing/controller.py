"""Opens lists, so that files and pasted blocks become rows of the comparison in one undo step."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction

from app.toolkit.locale_format import count_text, notation
from app.toolkit.settings import Settings, WindowStateKey
from app.toolkit.shown_text import set_tool_tip
from app.toolkit.translation import tr
from pricing.data.tables import EXAMPLE_FILE
from pricing.model.scenario import Scenario
from pricing.problems.errors import BadInput, UserError
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QMenu, QWidget

    from app.importing.dialog import ImportDecision, ImportDialog, ImportSubject
    from app.session import Session
    from app.toolkit.file_dialogs import ColumnQuestion, FileDialogs
    from app.toolkit.messages import Messages
    from pricing.reading.grid import Grid
    from pricing.reading.importer import ReadingOptions
    from pricing.reading.layouts import Layout
    from pricing.reading.merging import MergeMode
    from pricing.reading.product_list import ProductList

MAX_RECENT_LISTS = 9


def file_filter() -> str:
    """Return a file dialog's filter for the lists that can be opened."""
    from pricing.catalogue.exchange import CATALOGUE_SUFFIX
    from pricing.reading.importer import LIST_EXTENSIONS

    endings = " ".join(f"*{ending}" for ending in (*LIST_EXTENSIONS, CATALOGUE_SUFFIX))
    return f"{tr('Product lists')} ({endings});;{tr('All files')} (*)"


class ImportController(QObject):
    """Adds the products of lists to the comparison.

    A list with clear headers is added at once. If they leave a question, or the comparison has some
    of the products already, the import dialog asks the user.
    """

    catalogue_file_opened = Signal(object)  # list[Path]

    def __init__(
        self,
        session: Session,
        messages: Messages,
        file_dialogs: FileDialogs,
        settings: Settings,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._messages = messages
        self._file_dialogs = file_dialogs
        self._settings = settings
        self._window = window

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what each action of this room does, by the action's object name."""
        return {
            "openAction": self.choose_lists,
            "importAction": self.choose_lists_and_columns,
            "exampleAction": self.open_example,
        }

    # -- opening -------------------------------------------------------------------------------

    def choose_lists(self) -> None:
        """Let the user choose lists to open."""
        self._file_dialogs.choose_files(tr("Open product lists"), file_filter(), self.open_files)

    def choose_lists_and_columns(self) -> None:
        """Let the user choose lists, and ask about their columns."""
        self._file_dialogs.choose_files(
            tr("Import product lists"),
            file_filter(),
            lambda paths: self.open_files(paths, always_ask=True),
        )

    def open_files(self, paths: Sequence[Path], *, always_ask: bool = False) -> None:
        """Add the products of the files, and report what was left out."""
        from pricing.catalogue.exchange import is_catalogue_file

        for path in paths:
            if is_catalogue_file(path):
                self.catalogue_file_opened.emit([path])
            elif self._open_file(path, path.name, always_ask=always_ask):
                self._remember_file(path)

    def open_example(self) -> None:
        """Add the example list of 18 real magnesium products."""
        self._open_file(EXAMPLE_FILE, tr("the magnesium example"))

    def open_pasted(self, rows: list[list[str]]) -> None:
        """Add the products of a pasted block that has a header row."""
        from pricing.reading.clipboard import grid_of_rows

        self._add_grids((grid_of_rows(rows),), tr("the pasted list"), always_ask=False)

    # -- recent lists --------------------------------------------------------------------------

    def _recent_paths(self) -> list[str]:
        text = self._settings.state_text(WindowStateKey.RECENT_LISTS)
        return [str(path) for path in json.loads(text)] if text else []

    def _remember_file(self, path: Path) -> None:
        name = str(path.absolute())
        names = [name, *(other for other in self._recent_paths() if other != name)]
        self._settings.save_state(WindowStateKey.RECENT_LISTS, json.dumps(names[:MAX_RECENT_LISTS]))

    def fill_recent_menu(self, menu: QMenu) -> None:
        """Fill the menu with the lists that were opened last."""
        menu.clear()
        names = self._recent_paths()
        for number, name in enumerate(names, start=1):
            action = QAction(
                f"&{number} {displayable_line(Path(name).name).replace('&', '&&')}", menu
            )
            set_tool_tip(action, name)
            action.triggered.connect(lambda _=False, name=name: self.open_files([Path(name)]))
            menu.addAction(action)
        menu.setEnabled(bool(names))

    # -- reading -------------------------------------------------------------------------------

    def _open_file(self, path: Path, name: str, *, always_ask: bool = False) -> bool:
        """Add the products of a file. Return whether the file could be read."""
        from pricing.reading.importer import ReadingOptions, read_grids, read_register
        from pricing.reading.merging import MergeMode

        try:
            options = ReadingOptions(element=self._session.scenario.element)
            register = read_register(path, options)
            grids = read_grids(path) if register is None else ()
        except BadInput as error:
            self._show_problem(name, error.message(notation()))
            return False
        if register is None:
            self._add_grids(grids, name, always_ask=always_ask)
        else:
            self._add_products(register, MergeMode.UPDATE, name)
        return True

    def _add_grids(self, grids: Sequence[Grid], name: str, *, always_ask: bool) -> None:
        from pricing.reading.first_rows import read_if_unambiguous
        from pricing.reading.importer import with_scenario_sheet
        from pricing.reading.merging import MergeMode, match_existing_rows

        options = self._read_options(self._saved_layout(grids[0]))
        product_list = None if always_ask else read_if_unambiguous(grids[0], options)
        if product_list is not None:
            product_list = with_scenario_sheet(product_list, grids)
        if product_list is None or match_existing_rows(
            self._session.entries, product_list.products
        ):
            self._open_import_dialog(grids, name)
        else:
            self._add_products(product_list, MergeMode.ADD, name)

    def _read_options(self, layout: Layout | None) -> ReadingOptions:
        from pricing.reading.importer import ReadingOptions

        return ReadingOptions(element=self._session.scenario.element, layout=layout)

    def _saved_layout(self, grid: Grid) -> Layout | None:
        from pricing.reading.layouts import find_saved_layout

        return find_saved_layout(grid, self._session.column_mapping)

    def _open_import_dialog(self, grids: Sequence[Grid], name: str) -> None:
        from app.importing.dialog import ImportSubject

        title = tr("Import {name}", name=name)
        subject = ImportSubject(title, grids, self._read_options(None), self._session.entries)
        dialog = self._make_dialog(subject, self._saved_layout)
        dialog.decided.connect(lambda decision: self._on_decided(decision, name))
        dialog.open()

    def _make_dialog(
        self, subject: ImportSubject, recall_layout: Callable[[Grid], Layout | None]
    ) -> ImportDialog:
        from app.importing.dialog import ImportDialog

        dialog = ImportDialog(self._window, subject, recall_layout)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _on_decided(self, decision: ImportDecision, name: str) -> None:
        from pricing.reading.importer import read_grid

        product_list = read_grid(decision.grid, self._read_options(decision.layout))
        self._add_products(product_list, decision.duplicate_handling, name)
        self._save_layout(decision)

    def _save_layout(self, decision: ImportDecision) -> None:
        """Save the layout for the next list with the same header row."""
        from pricing.reading.layouts import layout_key, layout_to_text

        if decision.layout.header_position is not None:
            headers = layout_key(decision.grid.rows[decision.layout.header_position])
            try:
                self._session.save_column_mapping(headers, layout_to_text(decision.layout))
            except UserError as error:
                self._messages.show(error.message(notation()), warning=True)

    # -- questions of the catalogue ------------------------------------------------------------

    def ask_about_columns(self, question: ColumnQuestion) -> None:
        """Ask what the columns of a list contain, and pass on the answer."""
        from app.importing.dialog import ImportSubject
        from pricing.reading.first_rows import suggest_layout

        currency = self._session.scenario.currency
        subject = ImportSubject(
            question.title,
            question.first_rows.grids,
            question.options,
            is_complete=question.first_rows.is_whole,
        )
        dialog = self._make_dialog(
            subject, lambda grid: self._saved_layout(grid) or suggest_layout(grid, currency)
        )
        dialog.decided.connect(self._save_layout)
        dialog.decided.connect(
            lambda decision: question.answer(decision.layout, decision.grid.name)
        )
        dialog.rejected.connect(question.cancel)
        dialog.open()

    # -- adding to the comparison --------------------------------------------------------------

    def _add_products(
        self, product_list: ProductList, duplicate_handling: MergeMode, name: str
    ) -> None:
        """Add the products, and report what was left out."""
        count, problems = len(product_list.all_rows), product_list.problems
        if count:
            self._merge(product_list, duplicate_handling, name)
        elif not problems:
            self._messages.show(tr("{name} contains no products.", name=name), warning=True)
        if not count and len(problems) == 1 and problems[0].row is None:
            self._show_problem(name, problems[0].message(notation()))
        elif problems:
            # The message shows only a few problems, so those of the whole list come first.
            ordered = sorted(problems, key=lambda problem: problem.row is not None)
            self._messages.show_problems(
                _opened_summary(name, product_list),
                [problem.with_file(name) for problem in ordered],
            )

    def _show_problem(self, name: str, problem: str) -> None:
        self._messages.show(tr("{name}: {problem}", name=name, problem=problem), warning=True)

    def _merge(self, product_list: ProductList, duplicate_handling: MergeMode, name: str) -> None:
        from pricing.reading.merging import merge_list

        entries, rows = self._session.entries, product_list.all_rows
        products = count_text(len(rows), "{count} product", "{count} products")
        undo_text = tr("opening of {name} ({products})", name=name, products=products)
        changes = merge_list(entries, rows, duplicate_handling, self._session.new_entry, undo_text)
        scenario = self._session.scenario
        suitable = scenario if entries else self._suitable_scenario(product_list)
        if suitable != scenario:
            changes = replace(changes, scenario=(scenario, suitable))
        self._session.apply(changes)

    def _suitable_scenario(self, product_list: ProductList) -> Scenario:
        """Return the list's own scenario, or else the current one with its mineral and currency."""
        if product_list.scenario is not None:
            return product_list.scenario
        scenario = self._session.scenario
        if not product_list.products:
            return scenario
        products = [row.product for row in product_list.products]
        element, currency = scenario.element, scenario.currency
        suitable = scenario
        if all(product.element != element for product in products):
            suitable = Scenario.for_element(products[0].element, currency)
        if all(product.currency != currency for product in products):
            suitable = replace(suitable, currency=products[0].currency)
        return suitable


def _opened_summary(name: str, product_list: ProductList) -> str:
    count = len(product_list.all_rows)
    opened = count_text(
        count, "{name}: {count} product opened.", "{name}: {count} products opened.", name=name
    )
    if not count or not product_list.rejected_count:
        return opened
    left_out = count_text(
        product_list.rejected_count, "{count} row left out:", "{count} rows left out:"
    )
    return f"{opened} {left_out}"
