"""Opens lists, so that files and pasted blocks become rows of the comparison in one undo step."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.importing.opening_tasks import OpeningTasks
from app.importing.recent_lists import RecentLists
from app.toolkit.locale_format import count_text
from app.toolkit.translation import tr
from pricing.data.tables import EXAMPLE_FILE
from pricing.problems.plain_facts import dataclass
from pricing.quantities.safe_text import displayable_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from app.importing.dialog import ImportDecision
    from app.importing.list_adder import ListAdder
    from app.importing.list_questions import ListQuestions
    from app.importing.opening_bar import OpeningBar
    from app.session import Session
    from app.toolkit.file_dialogs import ColumnQuestion, FileDialogs
    from app.toolkit.messages import Messages
    from app.toolkit.settings import Settings
    from pricing.problems.progress import Progress
    from pricing.reading.grid import Grid
    from pricing.reading.list_questions import FirstRows
    from pricing.reading.product_list import ProductList
    from pricing.reading.reader_process import OpenedList
    from pricing.reading.reading_options import ReadingOptions


@dataclass(frozen=True, slots=True)
class _QueuedList:
    """A list to open, under the name that messages give it."""

    path: Path
    name: str
    always_ask: bool = False


def file_filter() -> str:
    """Return a file dialog's filter for the lists that can be opened."""
    from pricing.catalogue.exchange import CATALOGUE_SUFFIX
    from pricing.reading.importer import LIST_EXTENSIONS

    endings = " ".join(f"*{ending}" for ending in (*LIST_EXTENSIONS, CATALOGUE_SUFFIX))
    return f"{tr('Product lists')} ({endings});;{tr('All files')} (*)"


def start_reader() -> None:
    """Start the process that reads lists ahead of the first list, without waiting for it."""
    # The modules are loaded here: if two threads load them, both may find them half loaded.
    from pricing.reading import reader_process

    Thread(target=reader_process.prepare, daemon=True).start()


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
        self._window = window
        self._file_dialogs = file_dialogs
        self._queue: list[_QueuedList] = []
        self._is_asking = False
        self.recent_lists = RecentLists(settings, lambda path: self.open_files([path]))
        self._tasks = OpeningTasks(session, messages, self)
        self._tasks.idle.connect(self._open_next)
        self._tasks.bar.cancel_requested.connect(self._cancel)

    @cached_property
    def _adder(self) -> ListAdder:
        """Adds the products of lists that were read."""
        from app.importing.list_adder import ListAdder

        return ListAdder(self._session, self._messages, self._tasks)

    @cached_property
    def _questions(self) -> ListQuestions:
        """Asks about the columns of lists."""
        from app.importing.list_questions import ListQuestions

        questions = ListQuestions(self._session, self._messages, self._window)
        questions.line_requested.connect(self.line_requested)
        questions.line_closed.connect(self.line_closed)
        return questions

    @property
    def opening_bar(self) -> OpeningBar:
        """The bar that tells which list is being opened."""
        return self._tasks.bar

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

        if self._questions.may_be_left():
            self._add_grid(grid_of_rows(rows), tr("the pasted list"))

    # -- reading -------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Start the process that reads lists, because one is about to be opened."""
        start_reader()

    @property
    def is_reading(self) -> bool:
        """Whether a list is being read."""
        return self._tasks.is_running

    def _open_next(self) -> None:
        """Read the next list of the queue, unless one is being read or asked about."""
        from pricing.catalogue.exchange import is_catalogue_file

        if self._tasks.is_running or self._is_asking:
            return
        while self._queue and is_catalogue_file(self._queue[0].path):
            self.catalogue_file_opened.emit([self._queue.pop(0).path])
        if not self._queue:
            return
        file = self._queue.pop(0)
        options = self._questions.read_options(None)
        saved_layouts = self._session.data_file.column_mappings()
        self._tasks.start(
            file.name,
            tr("{name}: reading…", name=file.name),
            lambda progress: _open_list(file, options, saved_layouts, progress),
            lambda opened: self._add_opened(file, opened),
        )

    def may_be_left(self) -> bool:
        """Return whether no list waits to be added to the comparison. Say so if one does."""
        return self._questions.may_be_left()

    def may_close(self) -> bool:
        """Return whether the window may close. The first time, say that a list waits."""
        return self._questions.may_close()

    def _cancel(self) -> None:
        """Stop opening, and forget the lists that wait."""
        self._queue.clear()
        self._tasks.cancel()

    def close_down(self) -> None:
        """Cancel all work, because the window closes."""
        self._queue.clear()
        self._tasks.close_down()

    # -- what was read -------------------------------------------------------------------------

    def _add_opened(self, file: _QueuedList, opened: OpenedList) -> None:
        """Add a list that was read, or ask about it."""
        from pricing.reading.merging import MergeMode, match_existing_rows

        first_rows, product_list = opened.first_rows, opened.product_list
        if file.path != EXAMPLE_FILE and (first_rows is not None or opened.has_rows):
            self.recent_lists.remember(file.path)
        if first_rows is None and product_list is not None:
            self._adder.add(product_list, MergeMode.UPDATE, file.name)
        elif product_list is not None and not match_existing_rows(
            self._session.entries, product_list.all_rows
        ):
            self._adder.add(product_list, MergeMode.ADD, file.name)
        elif first_rows is not None:
            self._ask_about_list(file, first_rows)

    def _ask_about_list(self, file: _QueuedList, first_rows: FirstRows) -> None:
        """Ask about the columns of a list and its existing products, then open the next list."""

        def answer(decision: ImportDecision) -> None:
            if first_rows.is_whole:
                self._add_decided(decision, file.name)
            else:
                self._read_decided(file, decision)

        self._is_asking = True
        is_new = first_rows.find_saved_layout(self._session.data_file.column_mappings()) is None
        can_ask_above = is_new and not (file.always_ask or first_rows.has_unclear_encoding)
        if can_ask_above and self._questions.has_guesses(first_rows.grids):
            name = displayable_line(file.name)
            self._questions.open_line(
                self._questions.subject(first_rows.grids, file.name, first_rows.is_whole),
                lambda count: count_text(
                    count, "{name}: {count} row.", "{name}: {count} rows.", name=name
                ),
                answer,
                self._go_on,
            )
        else:
            dialog = self._questions.open_dialog(first_rows.grids, file.name, first_rows.is_whole)
            dialog.decided.connect(answer)
            dialog.finished.connect(self._go_on)

    def _go_on(self) -> None:
        """Open the next list, because nothing is asked about one any more."""
        self._is_asking = False
        self._open_next()

    def _read_decided(self, file: _QueuedList, decision: ImportDecision) -> None:
        """Read a long list as the user decided, and add it."""
        options = replace(self._questions.read_options(decision.layout), sheet=decision.grid.name)

        def add(product_list: ProductList) -> None:
            self._adder.add(product_list, decision.duplicate_handling, file.name)
            self._questions.save_layout(decision)

        self._tasks.start(
            file.name,
            tr("{name}: reading…", name=file.name),
            lambda progress: _read_products(file.path, options, progress),
            add,
        )

    def _add_grid(self, grid: Grid, name: str) -> None:
        """Add the products of a table that is held as a whole, or ask about it."""
        from pricing.reading.first_rows import read_if_unambiguous
        from pricing.reading.merging import MergeMode, match_existing_rows

        saved = self._questions.saved_layout(grid)
        product_list = read_if_unambiguous(grid, self._questions.read_options(saved))
        if product_list is None and saved is None and self._questions.has_guesses((grid,)):
            self._is_asking = True
            self._questions.open_line(
                self._questions.subject((grid,), name, is_whole=True),
                lambda count: count_text(count, "{count} row pasted.", "{count} rows pasted."),
                lambda decision: self._add_decided(decision, name),
                self._go_on,
            )
        elif product_list is None or match_existing_rows(
            self._session.entries, product_list.all_rows
        ):
            dialog = self._questions.open_dialog((grid,), name, is_whole=True)
            dialog.decided.connect(lambda decision: self._add_decided(decision, name))
        else:
            self._adder.add(product_list, MergeMode.ADD, name)

    def _add_decided(self, decision: ImportDecision, name: str) -> None:
        from pricing.reading.importer import read_grid

        product_list = read_grid(decision.grid, self._questions.read_options(decision.layout))
        self._adder.add(product_list, decision.duplicate_handling, name)
        self._questions.save_layout(decision)

    def ask_about_columns(self, question: ColumnQuestion) -> None:
        """Ask what the columns of a list for the catalogue contain."""
        self._questions.ask_about_columns(question)


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
