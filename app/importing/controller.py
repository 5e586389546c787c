"""Opens lists, so that files and pasted blocks become rows of the comparison in one undo step."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction

from app.importing.opening_bar import OpeningBar
from app.toolkit.background_tasks import BackgroundTask
from app.toolkit.locale_format import count_text, notation
from app.toolkit.settings import Settings, WindowStateKey
from app.toolkit.shown_text import set_tool_tip
from app.toolkit.translation import tr
from pricing.data.tables import EXAMPLE_FILE
from pricing.model.entry import Entry
from pricing.model.scenario import Scenario, suitable_scenario
from pricing.problems.errors import UserError
from pricing.problems.plain_facts import dataclass
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QMenu, QWidget

    from app.importing.dialog import ImportDecision, ImportDialog, ImportSubject
    from app.importing.mapping_line import MappingLine
    from app.session import ComputedComparison, Session
    from app.toolkit.file_dialogs import ColumnQuestion, FileDialogs
    from app.toolkit.messages import Messages
    from pricing.model.changes import ChangeSet
    from pricing.problems.progress import Progress
    from pricing.reading.first_rows import FirstRows
    from pricing.reading.grid import Grid
    from pricing.reading.importer import ReadingOptions
    from pricing.reading.layouts import Layout
    from pricing.reading.merging import MergeMode
    from pricing.reading.product_list import ListRow, ProductList
    from pricing.reading.reader_process import OpenedList

MAX_RECENT_LISTS = 9
# More products are compared in the background before they are added.
MAX_PRODUCTS_ADDED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _QueuedList:
    """A list to open, under the name that messages give it."""

    path: Path
    name: str
    always_ask: bool = False


@dataclass(frozen=True, slots=True)
class _Merge:
    """A list to add, what happens to products that are there already, and the list's name."""

    product_list: ProductList
    duplicate_handling: MergeMode
    name: str

    @property
    def rows(self) -> Sequence[ListRow]:
        return self.product_list.all_rows

    def undo_text(self) -> str:
        """Return how undo names it."""
        products = count_text(len(self.rows), "{count} product", "{count} products")
        return tr("opening of {name} ({products})", name=self.name, products=products)


def file_filter() -> str:
    """Return a file dialog's filter for the lists that can be opened."""
    from pricing.catalogue.exchange import CATALOGUE_SUFFIX
    from pricing.reading.importer import LIST_EXTENSIONS

    endings = " ".join(f"*{ending}" for ending in (*LIST_EXTENSIONS, CATALOGUE_SUFFIX))
    return f"{tr('Product lists')} ({endings});;{tr('All files')} (*)"


def start_reader() -> None:
    """Start the process that reads lists ahead of the first list, without waiting for it."""

    def prepare() -> None:
        from pricing.reading import reader_process

        reader_process.prepare()

    Thread(target=prepare, daemon=True).start()


class ImportController(QObject):
    """Adds the products of lists to the comparison.

    A list with clear headers is added at once. If they leave a question, or the comparison has some
    of the products already, the import dialog asks the user.
    """

    catalogue_file_opened = Signal(object)  # list[Path]
    line_requested = Signal(object)  # the MappingLine to show in place of the products
    line_closed = Signal()

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
        self._queue: list[_QueuedList] = []
        self._task: BackgroundTask | None = None
        self._next_steps: list[Callable[[], object]] = []  # before the next list
        self._is_asking = False
        self._line: MappingLine | None = None
        self.opening_bar = OpeningBar()
        session.changed.connect(self._close_line_of_another)
        self.opening_bar.cancel_requested.connect(self._cancel)

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
        self.prepare()
        self._file_dialogs.choose_files(tr("Open product lists"), file_filter(), self.open_files)

    def choose_lists_and_columns(self) -> None:
        """Let the user choose lists, and ask about their columns."""
        self.prepare()
        self._file_dialogs.choose_files(
            tr("Import product lists"),
            file_filter(),
            lambda paths: self.open_files(paths, always_ask=True),
        )

    def open_files(self, paths: Sequence[Path], *, always_ask: bool = False) -> None:
        """Add the products of the files one after the other, and report what was left out."""
        self._file_dialogs.remember_inputs(paths)
        self._queue += [_QueuedList(path, path.name, always_ask) for path in paths]
        self._open_next()

    def open_example(self) -> None:
        """Add the example list of 18 real magnesium products."""
        self._queue.append(_QueuedList(EXAMPLE_FILE, tr("the magnesium example")))
        self._open_next()

    def open_pasted(self, rows: list[list[str]]) -> None:
        """Add the products of a pasted block, or ask what its columns are."""
        from pricing.reading.clipboard import grid_of_rows

        self._add_grid(grid_of_rows(rows), tr("the pasted list"))

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

    def prepare(self) -> None:
        """Start the process that reads lists, because one is about to be opened."""
        start_reader()

    @property
    def is_reading(self) -> bool:
        """Whether a list is being read."""
        return self._task is not None

    def _open_next(self) -> None:
        """Read the next list of the queue, unless one is being read or asked about."""
        from pricing.catalogue.exchange import is_catalogue_file

        if self._task is not None or self._is_asking:
            return
        while self._queue and is_catalogue_file(self._queue[0].path):
            self.catalogue_file_opened.emit([self._queue.pop(0).path])
        if not self._queue:
            return
        file = self._queue.pop(0)
        options, saved_layouts = self._read_options(None), self._session.column_mappings()
        self._start_task(
            file.name,
            tr("{name}: reading…", name=file.name),
            lambda progress: _open_list(file, options, saved_layouts, progress),
            lambda opened: self._add_opened(file, opened),
        )

    def _start_task(
        self,
        name: str,
        activity: str,
        work: Callable[[Progress], object],
        on_success: Callable[..., object],
    ) -> None:
        """Do something in the background. Its result is dropped in another comparison."""
        comparison_id = self._comparison_id

        def pass_on(result: object) -> None:
            if self._comparison_id == comparison_id:
                on_success(result)
            else:
                text = tr(
                    "{name} was not added, because another comparison was opened meanwhile.",
                    name=name,
                )
                self._messages.show(text, warning=True)

        self._run_task(name, activity, BackgroundTask(work, self, only_reads=True), pass_on)

    def _run_task(
        self, name: str, activity: str, task: BackgroundTask, on_success: Callable[..., object]
    ) -> None:
        self._task = task
        task.succeeded.connect(on_success)
        task.cancelled.connect(
            lambda: self._messages.show(
                tr("The opening of {name} was cancelled. Nothing was added.", name=name)
            )
        )
        self.opening_bar.watch(task, activity)
        task.ended.connect(self._finish_task)  # it may begin the next task, which the bar shows
        task.start()

    @property
    def _comparison_id(self) -> int:
        return self._session.saved_comparisons.open_comparison.id

    def _finish_task(self) -> None:
        self._task = None
        if self._next_steps:
            self._next_steps.pop(0)()
        else:
            self._open_next()

    def _run_next(self, step: Callable[[], object]) -> None:
        """Run a step as soon as no task runs."""
        self._next_steps.append(step)
        if self._task is None:
            self._finish_task()

    def _cancel(self) -> None:
        """Stop opening, and forget the lists that wait."""
        self._queue.clear()
        self._next_steps.clear()
        if self._task is not None:
            self._task.cancel()

    def close_down(self) -> None:
        """Cancel all work, because the window closes."""
        self._queue.clear()
        self._next_steps.clear()
        if self._task is not None:
            self._task.cancel_and_wait()

    # -- what was read -------------------------------------------------------------------------

    def _add_opened(self, file: _QueuedList, opened: OpenedList) -> None:
        """Add a list that was read, or ask about it."""
        from pricing.reading.merging import MergeMode, match_existing_rows

        first_rows, product_list = opened.first_rows, opened.product_list
        if file.path != EXAMPLE_FILE and (first_rows is not None or opened.has_rows):
            self._remember_file(file.path)
        if first_rows is None and product_list is not None:
            self._add_products(product_list, MergeMode.UPDATE, file.name)
        elif product_list is not None and not match_existing_rows(
            self._session.entries, product_list.all_rows
        ):
            self._add_products(product_list, MergeMode.ADD, file.name)
        elif first_rows is not None:
            self._ask_about_list(file, first_rows)

    def _ask_about_list(self, file: _QueuedList, first_rows: FirstRows) -> None:
        """Ask about the columns of a list and its existing products, then open the next list."""

        def answer(decision: ImportDecision) -> None:
            if first_rows.is_whole:
                self._add_decided(decision, file.name)
            else:
                self._read_decided(file, decision)

        def go_on() -> None:
            self._is_asking = False
            self._open_next()

        self._is_asking = True
        is_new = first_rows.find_saved_layout(self._session.column_mapping) is None
        can_ask_above = is_new and not (file.always_ask or first_rows.has_unclear_encoding)
        if can_ask_above and self._has_guesses(first_rows.grids):
            name = displayable_line(file.name)
            self._open_line(
                self._subject(first_rows.grids, file.name, first_rows.is_whole),
                lambda count: count_text(
                    count, "{name}: {count} row.", "{name}: {count} rows.", name=name
                ),
                answer,
                go_on,
            )
        else:
            dialog = self._open_import_dialog(first_rows.grids, file.name, first_rows.is_whole)
            dialog.decided.connect(answer)
            dialog.finished.connect(go_on)

    def _read_decided(self, file: _QueuedList, decision: ImportDecision) -> None:
        """Read a long list as the user decided, and add it."""
        options = replace(self._read_options(decision.layout), sheet=decision.grid.name)

        def add(product_list: ProductList) -> None:
            self._add_products(product_list, decision.duplicate_handling, file.name)
            self._save_layout(decision)

        self._start_task(
            file.name,
            tr("{name}: reading…", name=file.name),
            lambda progress: _read_products(file.path, options, progress),
            add,
        )

    def _add_grid(self, grid: Grid, name: str) -> None:
        """Add the products of a table that is held as a whole, or ask about it."""
        from pricing.reading.first_rows import read_if_unambiguous
        from pricing.reading.merging import MergeMode, match_existing_rows

        saved = self._saved_layout(grid)
        product_list = read_if_unambiguous(grid, self._read_options(saved))
        if product_list is None and saved is None and self._has_guesses((grid,)):
            self._open_line(
                self._subject((grid,), name, is_whole=True),
                lambda count: count_text(count, "{count} row pasted.", "{count} rows pasted."),
                lambda decision: self._add_decided(decision, name),
            )
        elif product_list is None or match_existing_rows(
            self._session.entries, product_list.all_rows
        ):
            dialog = self._open_import_dialog((grid,), name, is_whole=True)
            dialog.decided.connect(lambda decision: self._add_decided(decision, name))
        else:
            self._add_products(product_list, MergeMode.ADD, name)

    def _read_options(self, layout: Layout | None) -> ReadingOptions:
        from pricing.reading.importer import ReadingOptions

        return ReadingOptions(
            element=self._session.scenario.element, layout=layout, keeps_unfinished=True
        )

    def _saved_layout(self, grid: Grid) -> Layout | None:
        from pricing.reading.layouts import find_saved_layout

        return find_saved_layout(grid, self._session.column_mapping)

    def _has_guesses(self, grids: Sequence[Grid]) -> bool:
        """Return whether the columns of the only table were found, some of them by guessing."""
        from pricing.reading.column_questions import needs_guesses

        is_only_one = len(grids) == 1 or not any(grid.name for grid in grids)
        return is_only_one and needs_guesses(grids[0], self._session.scenario.currency)

    def _open_line(
        self,
        subject: ImportSubject,
        rows_text: Callable[[int], str],
        answer: Callable[[ImportDecision], object],
        go_on: Callable[[], object] = lambda: None,
    ) -> None:
        """Show the rows of a list with what was guessed, in place of the products."""
        from app.importing.mapping_line import MappingLine

        def ask_for_more() -> None:
            """Ask in the dialog what the line cannot say."""
            self._forget_line()
            dialog = self._make_dialog(subject, self._saved_layout)
            dialog.decided.connect(answer)
            dialog.finished.connect(go_on)
            dialog.open()

        if self._line is not None:
            self._line.close_line()
        self._line = line = MappingLine(subject, self._session.scenario, rows_text)
        line.decided.connect(answer)
        line.finished.connect(self._forget_line)
        line.finished.connect(go_on)
        line.more_requested.connect(ask_for_more)
        self.line_requested.emit(line)
        line.start()

    def _forget_line(self) -> None:
        line, self._line = self._line, None
        self.line_closed.emit()
        if line is not None:
            line.deleteLater()

    def _close_line_of_another(self, changes: ChangeSet) -> None:
        if changes.opens_another and self._line is not None:
            self._line.close_line()

    def _open_import_dialog(self, grids: Sequence[Grid], name: str, is_whole: bool) -> ImportDialog:
        dialog = self._make_dialog(self._subject(grids, name, is_whole), self._saved_layout)
        dialog.open()
        return dialog

    def _subject(self, grids: Sequence[Grid], name: str, is_whole: bool) -> ImportSubject:
        from app.importing.dialog import ImportSubject

        return ImportSubject(
            tr("Import {name}", name=name),
            grids,
            self._read_options(None),
            self._session.entries,
            is_complete=is_whole,
            currency=self._session.scenario.currency,
        )

    def _make_dialog(
        self, subject: ImportSubject, recall_layout: Callable[[Grid], Layout | None]
    ) -> ImportDialog:
        from app.importing.dialog import ImportDialog

        dialog = ImportDialog(self._window, subject, recall_layout)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _add_decided(self, decision: ImportDecision, name: str) -> None:
        from pricing.reading.importer import read_grid

        product_list = read_grid(decision.grid, self._read_options(decision.layout))
        self._add_products(product_list, decision.duplicate_handling, name)
        self._save_layout(decision)

    def _save_layout(self, decision: ImportDecision) -> None:
        """Save the layout for the next list with the same header row."""
        from pricing.reading.headers import header_row_at
        from pricing.reading.layouts import layout_key, layout_to_text

        if decision.is_remembered and decision.layout.header_position is not None:
            row, _ = header_row_at(decision.grid, decision.layout.header_position)
            headers = layout_key(row)
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
        from pricing.reading.merging import find_foreign_codes

        foreign_codes = find_foreign_codes(self._session.entries, product_list.all_rows)
        product_list = replace(product_list, problems=(*product_list.problems, *foreign_codes))
        merge = _Merge(product_list, duplicate_handling, name)
        if len(product_list.all_rows) > MAX_PRODUCTS_ADDED_AT_ONCE:
            self._run_next(lambda: self._compare_ahead(merge))
        else:
            if product_list.all_rows:
                session = self._session
                session.apply(
                    _merged(
                        merge,
                        session.entries,
                        session.scenario,
                        session.new_entry,
                        merge.undo_text(),
                    )
                )
            self._report(product_list, name)

    def _compare_ahead(self, merge: _Merge) -> None:
        """Merge and compare the products in the background, then save them there too."""
        session = self._session
        before, ids = (session.entries, session.scenario), session.take_ids(len(merge.rows))
        undo_text, values = merge.undo_text(), session.new_row_values()

        def compute(progress: Progress) -> tuple[ChangeSet, ComputedComparison]:
            from app.session import compute_ahead

            free_ids = iter(ids)
            changes = _merged(
                merge, *before, lambda: Entry(next(free_ids), dict(values)), undo_text
            )
            scenario = changes.scenario[1] if changes.scenario else before[1]
            return changes, compute_ahead(changes.apply_to(before[0]), scenario, progress)

        self._start_task(
            merge.name,
            tr("{name}: comparing…", name=merge.name),
            compute,
            lambda computed: self._run_next(lambda: self._save(merge, before, *computed)),
        )

    def _save(
        self,
        merge: _Merge,
        before: tuple[tuple[Entry, ...], Scenario],
        changes: ChangeSet,
        ahead: ComputedComparison,
    ) -> None:
        """Save what was merged, unless the rows have changed meanwhile: then merge again."""
        session = self._session
        if (session.entries, session.scenario) != before:
            self._compare_ahead(merge)
            return
        if changes.is_empty:
            self._report(merge.product_list, merge.name)
            self._finish_task()
            return
        pending = session.begin_write(changes, ahead)

        def show() -> None:
            pending.finish()
            if pending.is_written:
                self._report(merge.product_list, merge.name)

        task = BackgroundTask(pending.run, self)
        task.cancelled.connect(pending.finish)
        activity = tr("{name}: saving…", name=merge.name)
        self._run_task(merge.name, activity, task, lambda _: show())

    def _report(self, product_list: ProductList, name: str) -> None:
        """Report what was left out."""
        count, problems = len(product_list.all_rows), product_list.problems
        if not count and not problems:
            self._messages.show(tr("{name} contains no products.", name=name), warning=True)
        if not count and len(problems) == 1 and problems[0].row is None:
            self._show_problem(name, problems[0].message(notation()))
        elif problems:
            # The message shows only a few problems.
            ordered = product_list.problems_by_weight
            self._messages.show_problems(
                _opened_summary(name, product_list),
                [problem.with_file(name) for problem in ordered],
            )

    def _show_problem(self, name: str, problem: str) -> None:
        self._messages.show(tr("{name}: {problem}", name=name, problem=problem), warning=True)


def _merged(
    merge: _Merge,
    entries: Sequence[Entry],
    scenario: Scenario,
    new_entry: Callable[[], Entry],
    undo_text: str,
) -> ChangeSet:
    """Return the change set that adds a list to some rows."""
    from pricing.reading.merging import merge_list

    changes = merge_list(entries, merge.rows, merge.duplicate_handling, new_entry, undo_text)
    suitable = scenario if entries else _suitable_scenario(merge.product_list, scenario)
    return changes if suitable == scenario else replace(changes, scenario=(scenario, suitable))


def _suitable_scenario(product_list: ProductList, scenario: Scenario) -> Scenario:
    """Return the list's own scenario, or else the given one with its mineral and currency."""
    if product_list.scenario is not None:
        return product_list.scenario
    return suitable_scenario(scenario, [row.product for row in product_list.products])


def _opened_summary(name: str, product_list: ProductList) -> str:
    count = len(product_list.all_rows)
    opened = count_text(
        count, "{name}: {count} product opened.", "{name}: {count} products opened.", name=name
    )
    if not count or not product_list.rejected_row_count:
        return opened
    questioned = product_list.questioned_count
    left_out = product_list.rejected_row_count - questioned
    if not left_out:
        to_complete = count_text(
            questioned, "{count} row to complete:", "{count} rows to complete:"
        )
        return f"{opened} {to_complete}"
    to_complete = count_text(questioned, "{count} row to complete.", "{count} rows to complete.")
    reasons = count_text(left_out, "{count} row left out:", "{count} rows left out:")
    return " ".join((opened, *([to_complete] if questioned else []), reasons))


# -- in the background -------------------------------------------------------------------------


def _open_list(
    file: _QueuedList,
    options: ReadingOptions,
    saved_layouts: Mapping[str, str],
    progress: Progress,
) -> OpenedList:
    from pricing.reading.reader_process import open_list

    return open_list(
        file.path,
        options,
        saved_layouts,
        always_ask=file.always_ask,
        should_continue=lambda: progress.should_continue,
    )


def _read_products(path: Path, options: ReadingOptions, progress: Progress) -> ProductList:
    from pricing.reading.reader_process import read_products

    return read_products(path, options, lambda: progress.should_continue)
