"""Opening lists: files and pasted blocks become rows of the comparison in one undoable step."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction

from app.toolkit.locale_format import notation
from app.toolkit.settings import Remembered, Settings
from app.toolkit.translation import counted, tr
from pricing.data.tables import EXAMPLE
from pricing.model.scenario import Scenario
from pricing.problems.errors import BadInput, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QMenu, QWidget

    from app.importing.dialog import Decision, ImportDialog, Subject
    from app.session import Session
    from app.toolkit.file_dialogs import Chooser, ColumnsAsked
    from app.toolkit.messages import Messages
    from pricing.reading.grid import Grid
    from pricing.reading.headers import Layout
    from pricing.reading.importer import Options
    from pricing.reading.merging import Join
    from pricing.reading.rows import ProductList

MOST_RECENT = 9


def file_filter() -> str:
    """The lists that can be opened, for a file dialog."""
    from pricing.catalogue.exchange import ENDING
    from pricing.reading.importer import ENDINGS

    endings = " ".join(f"*{ending}" for ending in (*ENDINGS, ENDING))
    return f"{tr('Product lists')} ({endings});;{tr('All files')} (*)"


class Importing(QObject):
    """Puts the products of lists into the session's comparison.

    A list whose headers say everything is taken as it is. Where they do not, or products of it are
    there already, the user is asked. `catalogue_wanted` hands on a whole catalogue's file.
    """

    catalogue_wanted = Signal(object)

    def __init__(
        self,
        session: Session,
        messages: Messages,
        chooser: Chooser,
        settings: Settings,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._messages = messages
        self._chooser = chooser
        self._settings = settings
        self._window = window

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            "openAction": self.ask_for_lists,
            "importAction": self.ask_for_import,
            "exampleAction": self.open_example,
        }

    # -- ways in -------------------------------------------------------------------------------

    def ask_for_lists(self) -> None:
        """Let the user choose lists to open."""
        self._chooser.open(tr("Open product lists"), file_filter(), self.open_files)

    def ask_for_import(self) -> None:
        """Let the user choose lists, and say how their columns are read."""
        self._chooser.open(
            tr("Import product lists"),
            file_filter(),
            lambda paths: self.open_files(paths, asking=True),
        )

    def open_files(self, paths: Sequence[Path], *, asking: bool = False) -> None:
        """Add the products of the files; what was left out is said, with its place."""
        from pricing.catalogue.exchange import is_catalogue

        for path in paths:
            if is_catalogue(path):
                self.catalogue_wanted.emit([path])
            elif self._open(path, path.name, asking=asking):
                self._remember_file(path)

    def open_example(self) -> None:
        """Add the shipped example: 18 real magnesium products."""
        self._open(EXAMPLE, tr("the magnesium example"))

    def open_pasted(self, rows: list[list[str]]) -> None:
        """Add the products of a pasted block that brings its own header row."""
        from pricing.reading.clipboard import grid

        self._take_grids((grid(rows),), tr("the pasted list"), asking=False)

    # -- recent lists --------------------------------------------------------------------------

    def _recent(self) -> list[str]:
        kept = self._settings.text(Remembered.RECENT_LISTS)
        return [str(each) for each in json.loads(kept)] if kept else []

    def _remember_file(self, path: Path) -> None:
        name = str(path.absolute())
        names = [name, *(each for each in self._recent() if each != name)]
        self._settings.keep(Remembered.RECENT_LISTS, json.dumps(names[:MOST_RECENT]))

    def fill(self, menu: QMenu) -> None:
        """The lists opened last."""
        menu.clear()
        names = self._recent()
        for place, name in enumerate(names, start=1):
            action = QAction(f"&{place} {Path(name).name.replace('&', '&&')}", menu)
            action.setToolTip(name)
            action.triggered.connect(lambda _=False, name=name: self.open_files([Path(name)]))
            menu.addAction(action)
        menu.setEnabled(bool(names))

    # -- reading -------------------------------------------------------------------------------

    def _open(self, path: Path, name: str, *, asking: bool = False) -> bool:
        """Whether the file holds a table that could be a list."""
        from pricing.reading.importer import Options, read_register, tables
        from pricing.reading.merging import Join

        try:
            read = read_register(path, Options(element=self._session.scenario.element))
            grids = tables(path) if read is None else ()
        except BadInput as refused:
            self._messages.tell(f"{name}: {refused.says(notation())}", warning=True)
            return False
        if read is None:
            self._take_grids(grids, name, asking=asking)
        else:
            self._take(read, Join.UPDATE, name)
        return True

    def _take_grids(self, grids: Sequence[Grid], name: str, *, asking: bool) -> None:
        from pricing.reading.importer import certain, with_assumptions
        from pricing.reading.merging import Join, already_there

        read = None if asking else certain(grids[0], self._options(self._recalled(grids[0])))
        if read is not None:
            read = with_assumptions(read, grids)
        if read is None or already_there(self._session.entries, read.products):
            self._ask(grids, name)
        else:
            self._take(read, Join.ADD, name)

    def _options(self, layout: Layout | None) -> Options:
        from pricing.reading.importer import Options

        return Options(element=self._session.scenario.element, layout=layout)

    def _recalled(self, grid: Grid) -> Layout | None:
        from pricing.reading.saved_layouts import remembered

        return remembered(grid, self._session.mapping)

    def _ask(self, grids: Sequence[Grid], name: str) -> None:
        from app.importing.dialog import Subject

        title = tr("Import {name}", name=name)
        subject = Subject(title, grids, self._options(None), self._session.entries)
        dialog = self._dialog(subject, self._recalled)
        dialog.decided.connect(lambda decision: self._decided(decision, name))
        dialog.open()

    def _dialog(self, subject: Subject, recall: Callable[[Grid], Layout | None]) -> ImportDialog:
        from app.importing.dialog import ImportDialog

        dialog = ImportDialog(self._window, subject, recall)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _decided(self, decision: Decision, name: str) -> None:
        from pricing.reading.importer import read_grid

        read = read_grid(decision.grid, self._options(decision.layout))
        self._take(read, decision.known, name)
        self._remember(decision)

    def _remember(self, decision: Decision) -> None:
        """What was said holds for the next list with that header row."""
        from pricing.reading.saved_layouts import as_text, headers_of

        if decision.layout.header is not None:
            headers = headers_of(decision.grid.rows[decision.layout.header])
            try:
                self._session.keep_mapping(headers, as_text(decision.layout))
            except UserError as fault:
                self._messages.tell(fault.says(notation()), warning=True)

    # -- lists that go elsewhere ---------------------------------------------------------------

    def ask_about(self, asked: ColumnsAsked) -> None:
        """Ask what the columns of a list hold, of which the beginning is there."""
        from app.importing.dialog import Subject
        from pricing.reading.first_rows import suggested

        currency = self._session.scenario.currency
        subject = Subject(asked.title, asked.found.grids, asked.options, whole=asked.found.whole)
        dialog = self._dialog(
            subject, lambda grid: self._recalled(grid) or suggested(grid, currency)
        )
        dialog.decided.connect(self._remember)
        dialog.decided.connect(lambda decision: asked.answer(decision.layout, decision.grid.name))
        dialog.rejected.connect(asked.give_up)
        dialog.open()

    # -- taking --------------------------------------------------------------------------------

    def _take(self, read: ProductList, known: Join, name: str) -> None:
        """Put the products in, and say what was left out."""
        count = len(read.lines)
        if count:
            self._join(read, known, name)
        elif not read.problems:
            self._messages.tell(tr("{name} holds no products.", name=name), warning=True)
        if not count and len(read.problems) == 1 and read.problems[0].row is None:
            self._messages.tell(f"{name}: {read.problems[0].says(notation())}", warning=True)
        elif read.problems:
            opened = counted(count, tr("{count} product opened."), tr("{count} products opened."))
            summary = f"{name}: {opened}"
            if count and read.left_out:
                left_out = counted(
                    read.left_out, tr("{count} row left out:"), tr("{count} rows left out:")
                )
                summary += f" {left_out}"
            # What holds for the whole list comes first: a message shows but a few.
            said = sorted(read.problems, key=lambda each: each.row is not None)
            self._messages.problems(summary, [each.in_file(name) for each in said])

    def _join(self, read: ProductList, known: Join, name: str) -> None:
        from pricing.reading.merging import joined

        entries = self._session.entries
        products = counted(len(read.lines), tr("{count} product"), tr("{count} products"))
        says = tr("opening of {name} ({products})", name=name, products=products)
        changes = joined(entries, read.lines, known, self._session.new_entry, says)
        fitting = self._fitting_scenario(read) if not entries else self._session.scenario
        if fitting != self._session.scenario:
            changes = replace(changes, scenario=(self._session.scenario, fitting))
        self._session.do(changes)

    def _fitting_scenario(self, read: ProductList) -> Scenario:
        """For an empty comparison: what the list assumes, else its mineral and its currency."""
        if read.scenario is not None:
            return read.scenario
        now = self._session.scenario
        if not read.products:
            return now
        first = read.products[0].product
        if any(each.product.element == now.element for each in read.products):
            fitting = now
        else:
            fitting = Scenario.for_element(first.element, now.currency)
        if all(each.product.currency != now.currency for each in read.products):
            fitting = replace(fitting, currency=first.currency)
        return fitting
