"""Opening lists: files and pasted blocks become rows of the comparison in one undoable step."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction

from app.toolkit.locale_format import count_text, notation
from app.toolkit.settings import Settings, WindowStateKey
from app.toolkit.translation import tr
from pricing.data.tables import EXAMPLE_FILE
from pricing.model.scenario import Scenario
from pricing.problems.errors import BadInput, UserError

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
    """The lists that can be opened, for a file dialog."""
    from pricing.catalogue.exchange import CATALOGUE_SUFFIX
    from pricing.reading.importer import LIST_EXTENSIONS

    endings = " ".join(f"*{ending}" for ending in (*LIST_EXTENSIONS, CATALOGUE_SUFFIX))
    return f"{tr('Product lists')} ({endings});;{tr('All files')} (*)"


class ImportController(QObject):
    """Puts the products of lists into the session's comparison.

    A list whose headers say everything is taken as it is. Where they do not, or products of it are
    there already, the user is asked. `catalogue_wanted` hands on a whole catalogue's file.
    """

    catalogue_file_opened = Signal(object)

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
        return {
            "openAction": self.choose_lists,
            "importAction": self.choose_lists_and_columns,
            "exampleAction": self.open_example,
        }

    # -- ways in -------------------------------------------------------------------------------

    def choose_lists(self) -> None:
        """Let the user choose lists to open."""
        self._file_dialogs.choose_files(tr("Open product lists"), file_filter(), self.open_files)

    def choose_lists_and_columns(self) -> None:
        """Let the user choose lists, and say how their columns are read."""
        self._file_dialogs.choose_files(
            tr("Import product lists"),
            file_filter(),
            lambda paths: self.open_files(paths, always_ask=True),
        )

    def open_files(self, paths: Sequence[Path], *, always_ask: bool = False) -> None:
        """Add the products of the files; what was left out is said, with its place."""
        from pricing.catalogue.exchange import is_catalogue_file

        for path in paths:
            if is_catalogue_file(path):
                self.catalogue_file_opened.emit([path])
            elif self._open_file(path, path.name, always_ask=always_ask):
                self._remember_file(path)

    def open_example(self) -> None:
        """Add the shipped example: 18 real magnesium products."""
        self._open_file(EXAMPLE_FILE, tr("the magnesium example"))

    def open_pasted(self, rows: list[list[str]]) -> None:
        """Add the products of a pasted block that brings its own header row."""
        from pricing.reading.clipboard import grid_of_rows

        self._add_grids((grid_of_rows(rows),), tr("the pasted list"), always_ask=False)

    # -- recent lists --------------------------------------------------------------------------

    def _recent_paths(self) -> list[str]:
        kept = self._settings.state_text(WindowStateKey.RECENT_LISTS)
        return [str(each) for each in json.loads(kept)] if kept else []

    def _remember_file(self, path: Path) -> None:
        name = str(path.absolute())
        names = [name, *(each for each in self._recent_paths() if each != name)]
        self._settings.save_state(WindowStateKey.RECENT_LISTS, json.dumps(names[:MAX_RECENT_LISTS]))

    def fill_recent_menu(self, menu: QMenu) -> None:
        """The lists opened last."""
        menu.clear()
        names = self._recent_paths()
        for place, name in enumerate(names, start=1):
            action = QAction(f"&{place} {Path(name).name.replace('&', '&&')}", menu)
            action.setToolTip(name)
            action.triggered.connect(lambda _=False, name=name: self.open_files([Path(name)]))
            menu.addAction(action)
        menu.setEnabled(bool(names))

    # -- reading -------------------------------------------------------------------------------

    def _open_file(self, path: Path, name: str, *, always_ask: bool = False) -> bool:
        """Whether the file holds a table that could be a list."""
        from pricing.reading.importer import ReadingOptions, read_grids, read_register
        from pricing.reading.merging import MergeMode

        try:
            read = read_register(path, ReadingOptions(element=self._session.scenario.element))
            grids = read_grids(path) if read is None else ()
        except BadInput as refused:
            self._messages.show(f"{name}: {refused.message(notation())}", warning=True)
            return False
        if read is None:
            self._add_grids(grids, name, always_ask=always_ask)
        else:
            self._add_products(read, MergeMode.UPDATE, name)
        return True

    def _add_grids(self, grids: Sequence[Grid], name: str, *, always_ask: bool) -> None:
        from pricing.reading.first_rows import read_if_unambiguous
        from pricing.reading.importer import with_scenario_sheet
        from pricing.reading.merging import MergeMode, match_existing_rows

        read = (
            None
            if always_ask
            else read_if_unambiguous(grids[0], self._read_options(self._saved_layout(grids[0])))
        )
        if read is not None:
            read = with_scenario_sheet(read, grids)
        if read is None or match_existing_rows(self._session.entries, read.products):
            self._open_import_dialog(grids, name)
        else:
            self._add_products(read, MergeMode.ADD, name)

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
        self, subject: ImportSubject, recall: Callable[[Grid], Layout | None]
    ) -> ImportDialog:
        from app.importing.dialog import ImportDialog

        dialog = ImportDialog(self._window, subject, recall)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _on_decided(self, decision: ImportDecision, name: str) -> None:
        from pricing.reading.importer import read_grid

        read = read_grid(decision.grid, self._read_options(decision.layout))
        self._add_products(read, decision.duplicate_handling, name)
        self._save_layout(decision)

    def _save_layout(self, decision: ImportDecision) -> None:
        """What was said holds for the next list with that header row."""
        from pricing.reading.layouts import layout_key, layout_to_text

        if decision.layout.header_position is not None:
            headers = layout_key(decision.grid.rows[decision.layout.header_position])
            try:
                self._session.save_column_mapping(headers, layout_to_text(decision.layout))
            except UserError as fault:
                self._messages.show(fault.message(notation()), warning=True)

    # -- lists that go elsewhere ---------------------------------------------------------------

    def ask_about_columns(self, question: ColumnQuestion) -> None:
        """Ask what the columns of a list hold, of which the beginning is there."""
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

    # -- taking --------------------------------------------------------------------------------

    def _add_products(
        self, product_list: ProductList, duplicate_handling: MergeMode, name: str
    ) -> None:
        """Put the products in, and say what was left out."""
        count = len(product_list.all_rows)
        if count:
            self._merge(product_list, duplicate_handling, name)
        elif not product_list.problems:
            self._messages.show(tr("{name} holds no products.", name=name), warning=True)
        if not count and len(product_list.problems) == 1 and product_list.problems[0].row is None:
            self._messages.show(
                f"{name}: {product_list.problems[0].message(notation())}", warning=True
            )
        elif product_list.problems:
            opened = count_text(count, "{count} product opened.", "{count} products opened.")
            summary = f"{name}: {opened}"
            if count and product_list.rejected_count:
                left_out = count_text(
                    product_list.rejected_count,
                    "{count} row left out:",
                    "{count} rows left out:",
                )
                summary += f" {left_out}"
            # What holds for the whole list comes first: a message shows but a few.
            said = sorted(product_list.problems, key=lambda each: each.row is not None)
            self._messages.show_problems(summary, [each.with_file(name) for each in said])

    def _merge(self, product_list: ProductList, duplicate_handling: MergeMode, name: str) -> None:
        from pricing.reading.merging import merge_list

        entries = self._session.entries
        products = count_text(len(product_list.all_rows), "{count} product", "{count} products")
        says = tr("opening of {name} ({products})", name=name, products=products)
        changes = merge_list(
            entries, product_list.all_rows, duplicate_handling, self._session.new_entry, says
        )
        fitting = self._fitting_scenario(product_list) if not entries else self._session.scenario
        if fitting != self._session.scenario:
            changes = replace(changes, scenario=(self._session.scenario, fitting))
        self._session.apply(changes)

    def _fitting_scenario(self, product_list: ProductList) -> Scenario:
        """For an empty comparison: what the list assumes, else its mineral and its currency."""
        if product_list.scenario is not None:
            return product_list.scenario
        now = self._session.scenario
        if not product_list.products:
            return now
        first = product_list.products[0].product
        if any(each.product.element == now.element for each in product_list.products):
            fitting = now
        else:
            fitting = Scenario.for_element(first.element, now.currency)
        if all(each.product.currency != now.currency for each in product_list.products):
            fitting = replace(fitting, currency=first.currency)
        return fitting
