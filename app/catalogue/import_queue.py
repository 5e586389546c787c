"""Lists on their way into the catalogue, off the window's thread; what is unclear is asked."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.catalogue.progress_bar import TaskProgressBar
from app.toolkit.background_tasks import BackgroundTask
from app.toolkit.file_dialogs import ColumnQuestion
from app.toolkit.locale_format import count_text, notation
from app.toolkit.translation import tr
from pricing.problems.errors import UserError
from pricing.problems.progress import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.session import Session
    from app.toolkit.file_dialogs import FileDialogs
    from app.toolkit.messages import Messages
    from pricing.catalogue.importing import ImportResult
    from pricing.catalogue.staging import ImportSummary
    from pricing.problems.progress import Progress
    from pricing.reading.first_rows import FirstRows
    from pricing.reading.importer import ReadingOptions
    from pricing.reading.layouts import Layout

# A file is whole once it has its name.
MAX_REPORTED_SHARE = 0.99


@dataclass(frozen=True, slots=True)
class QueuedFile:
    """A file that is to be taken in.

    `quietly`: what comes of it is handed on instead of shown. `asking`: the user is there to
    answer questions about its columns.
    """

    path: Path
    is_quiet: bool = False
    may_ask: bool = True


class ImportQueue(QObject):
    """One file after the other. `filled` tells that one has joined.

    `columns_asked` asks what the columns of a list hold (ColumnsAsked). Of files that are taken in
    quietly, `read` hands on what came of them (path, Filled), `unread` those of which nothing did,
    with the reason.
    """

    file_imported = Signal()
    quiet_import_finished = Signal(object, object)
    quiet_import_failed = Signal(object, str)
    column_question_raised = Signal(object)

    def __init__(self, session: Session, messages: Messages, file_dialogs: FileDialogs) -> None:
        super().__init__(messages)
        self._session = session
        self._messages = messages
        self._file_dialogs = file_dialogs
        self._queue: list[QueuedFile] = []
        self._task: BackgroundTask | None = None
        self._next_step: Callable[[], object] = self._start_next
        self._is_asking = False
        self.progress_bar = TaskProgressBar()
        self.progress_bar.cancel_requested.connect(self._drop_queued_files)

    # -- ways in -------------------------------------------------------------------------------

    def choose_lists(self) -> None:
        """Let the user choose lists, or another catalogue's file."""
        from pricing.catalogue import exchange
        from pricing.reading.importer import LIST_EXTENSIONS

        endings = " ".join(
            f"*{ending}" for ending in (*LIST_EXTENSIONS, *exchange.CATALOGUE_SUFFIXES)
        )
        kinds = f"{tr('Product lists and catalogues')} ({endings});;{tr('All files')} (*)"
        self._file_dialogs.choose_files(tr("Import into catalogue"), kinds, self.import_files)

    def choose_export_path(self) -> None:
        """Let the user choose where the whole catalogue is written."""
        from pricing.catalogue.exchange import CATALOGUE_SUFFIX

        kinds = f"{tr('Catalogue')} (*{CATALOGUE_SUFFIX})"
        self._file_dialogs.choose_save_path(
            f"catalogue{CATALOGUE_SUFFIX}", kinds, self._start_export
        )

    def import_files(
        self, paths: Sequence[Path], *, quietly: bool = False, may_ask: bool = True
    ) -> None:
        """Take these files in, one after the other; what came of them is said, or handed on."""
        self._queue += [QueuedFile(path, quietly, may_ask) for path in paths]
        self._start_next()

    # -- one file ------------------------------------------------------------------------------

    def _start_next(self) -> None:
        if self._task is not None or self._is_asking or not self._queue:
            return
        file = self._queue.pop(0)
        self._start_task(
            BackgroundTask(lambda progress: _read_first_rows(file.path, progress), self),
            file,
            lambda found: self._set_next_step(partial(self._resolve_columns, file, found)),
        )

    def _set_next_step(self, then: Callable[[], object]) -> None:
        """When the task at hand is over, do this before the next file."""
        self._next_step = then

    def _resolve_columns(self, file: QueuedFile, first_rows: FirstRows | None) -> None:
        """Take a list in as it is, or ask what its columns hold."""
        from pricing.catalogue.importing import OPTIONAL_KEYS
        from pricing.reading.importer import ReadingOptions

        options = ReadingOptions(
            element=self._session.scenario.element, optional_keys=OPTIONAL_KEYS
        )
        settled = (
            options
            if first_rows is None
            else first_rows.resolve_options(options, self._session.column_mapping)
        )
        if settled is not None:
            self._import_file(file, settled)
        elif file.may_ask and first_rows is not None:
            self._ask_about_columns(file, first_rows, options)
        else:
            name = file.path.name
            self._skip_file(file,
            tr("{name}: it is not clear what its columns hold; import it into "
                                 "the catalogue once to say so.", name=name))  # fmt: skip

    def _ask_about_columns(
        self, file: QueuedFile, first_rows: FirstRows, options: ReadingOptions
    ) -> None:
        def answer(layout: Layout, sheet: str) -> None:
            self._is_asking = False
            self._import_file(file, replace(options, layout=layout, sheet=sheet))

        def give_up() -> None:
            self._is_asking = False
            self._skip_file(file, "")

        self._is_asking = True
        title = tr("Import {name} into the catalogue", name=file.path.name)
        self.column_question_raised.emit(
            ColumnQuestion(title, first_rows, options, answer, give_up)
        )

    def _skip_file(self, file: QueuedFile, reason: str) -> None:
        if file.is_quiet:
            self.quiet_import_failed.emit(file.path, reason)
        self._start_next()

    def _import_file(self, file: QueuedFile, options: ReadingOptions) -> None:
        folder = self._session.data_folder
        self._start_task(
            BackgroundTask(
                lambda progress: _import_into_catalogue(folder, file.path, options, progress), self
            ),
            file,
            lambda filled: self._report_import(file, filled),
        )

    def _start_task(
        self, task: BackgroundTask, file: QueuedFile, done: Callable[..., object]
    ) -> None:
        if file.is_quiet:
            task.cancelled.connect(lambda: self.quiet_import_failed.emit(file.path, ""))
            task.failed.connect(
                lambda fault: self.quiet_import_failed.emit(
                    file.path, f"⚠ {fault.message(notation())}"
                )
            )
        else:
            task.failed.connect(self._report_error)
        task.cancelled.connect(
            lambda: self._messages.show(tr("Cancelled: the catalogue is as it was before."))
        )
        self._run_task(task, file.path, tr("reading…"), done)

    def _run_task(
        self, task: BackgroundTask, path: Path, says: str, done: Callable[..., object]
    ) -> None:
        self._task = task
        task.succeeded.connect(done)
        self.progress_bar.watch(task, path.name, says)
        task.ended.connect(self._finish_task)
        task.start()

    def _report_import(self, file: QueuedFile, filled: ImportResult) -> None:
        self.file_imported.emit()
        if file.is_quiet:
            self.quiet_import_finished.emit(file.path, filled)
            return
        name = file.path.name
        problems = [each.with_file(name) for each in filled.problems]
        if filled.summary.rows:
            says = _import_summary(name, filled.summary)
        elif not problems:
            says = tr("{name} holds no products.", name=name)
        elif len(problems) == 1 and problems[0].row is None:
            says, problems = f"{name}: {problems[0].message(notation())}", []
        else:
            says = tr("{name}: nothing was taken into the catalogue.", name=name)
        if problems:
            self._messages.show_problems(says, problems)
        else:
            self._messages.show(says, warning=not filled.summary.rows)

    def _report_error(self, fault: object) -> None:
        if isinstance(fault, UserError):
            self._messages.show(fault.message(notation()), warning=True)

    def _finish_task(self) -> None:
        self._task = None
        then, self._next_step = self._next_step, self._start_next
        then()

    def _start_export(self, path: Path) -> None:
        folder = self._session.data_folder

        def tell(count: object) -> None:
            number = notation().format_number(str(count))
            self._messages.show(
                tr("{name}: {count} products written.", name=path.name, count=number)
            )

        task = BackgroundTask(lambda progress: _export_catalogue(folder, path, progress), self)
        task.failed.connect(self._report_error)
        task.cancelled.connect(lambda: self._messages.show(tr("Cancelled: nothing was written.")))
        self._run_task(task, path, tr("writing…"), tell)

    # -- stopping ------------------------------------------------------------------------------

    def _drop_queued_files(self) -> None:
        left, self._queue = self._queue, []
        for file in left:
            if file.is_quiet:
                self.quiet_import_failed.emit(file.path, "")

    def close_down(self) -> None:
        """Stop whatever runs: the window closes."""
        self._queue.clear()
        if self._task is not None:
            self._task.cancel_and_wait()


def _import_summary(name: str, joined: ImportSummary) -> str:
    """What a list brought."""
    says = tr(
        "{name}: {rows} read; {products}, {prices}.",
        name=name,
        rows=count_text(joined.rows, "{count} row", "{count} rows"),
        products=count_text(joined.products, "{count} new product", "{count} new products"),
        prices=count_text(joined.prices, "{count} new price", "{count} new prices"),
    )
    if joined.unpriced:
        says += " " + count_text(
            joined.unpriced, "{count} row has no price yet.", "{count} rows have no price yet."
        )
    return says


def _read_first_rows(path: Path, progress: Progress) -> FirstRows | None:
    from pricing.reading.first_rows import read_first_rows

    found = read_first_rows(path)
    progress.report(0)
    return found


def _import_into_catalogue(
    folder: Path, path: Path, options: ReadingOptions, progress: Progress
) -> ImportResult:
    from pricing.catalogue.catalogue import Catalogue
    from pricing.catalogue.importing import import_file

    products = Catalogue(folder)
    try:
        return import_file(products, path, options, progress=progress)
    finally:
        products.close()


def _export_catalogue(folder: Path, path: Path, progress: Progress) -> int:
    from pricing.catalogue.catalogue import Catalogue

    products = Catalogue(folder)
    try:
        count, size = products.count(), max(products.database.path.stat().st_size, 1)

        def going() -> bool:
            """Tell how much is written; wait while the user wants that."""
            with suppress(OSError, Cancelled):
                written = path.with_name(f"{path.name}.part").stat().st_size
                share = min(written / size, MAX_REPORTED_SHARE)
                progress.report(round(count * share), share)
            return progress.should_continue

        with products.database.cancellable(going):
            products.database.copy_to(path)
        return count
    finally:
        products.close()
