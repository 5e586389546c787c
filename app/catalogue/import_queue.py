"""Imports lists into the catalogue and exports it, one file after the other, in the background."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.toolkit.file_dialogs import ColumnQuestion
from app.toolkit.locale_format import count_text, notation
from app.toolkit.translation import tr
from pricing.problems.errors import ProblemKind, UserError
from pricing.problems.plain_facts import dataclass
from pricing.problems.progress import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.catalogue.progress_bar import TaskProgressBar
    from app.session import Session
    from app.toolkit.background_tasks import BackgroundTask
    from app.toolkit.file_dialogs import FileDialogs
    from app.toolkit.messages import Messages
    from pricing.catalogue.importing import ImportResult
    from pricing.catalogue.staging import ImportSummary
    from pricing.problems.progress import Progress
    from pricing.reading.list_questions import FirstRows
    from pricing.reading.reading_options import Layout, ReadingOptions

# An export is complete only when its file has been renamed.
MAX_REPORTED_SHARE = 0.99


@dataclass(frozen=True, slots=True)
class QueuedFile:
    """A file to import.

    The result of a quiet import is emitted as a signal instead of shown as a message. `may_ask`
    allows questions about the columns. `asks_encoding` says that the letters of the text are
    unclear, which only its later rows may show.
    """

    path: Path
    is_quiet: bool = False
    may_ask: bool = True
    asks_encoding: bool = False


class ImportQueue(QObject):
    """Imports one file at a time. `file_imported` is emitted after each one."""

    file_imported = Signal()
    quiet_import_finished = Signal(object, object)  # path, ImportResult
    quiet_import_failed = Signal(object, str)  # path, the reason or ""
    column_question_raised = Signal(object)  # ColumnQuestion

    def __init__(
        self,
        session: Session,
        messages: Messages,
        file_dialogs: FileDialogs,
        progress_bar: Callable[[], TaskProgressBar],
    ) -> None:
        super().__init__(messages)
        self._session = session
        self._messages = messages
        self._file_dialogs = file_dialogs
        self._queue: list[QueuedFile] = []
        self._export_paths: list[Path] = []
        self._task: BackgroundTask | None = None
        self._file: QueuedFile | None = None
        self._next_step: Callable[[], object] = self._start_next
        self._is_asking = False
        self._progress_bar = progress_bar

    # -- starting ------------------------------------------------------------------------------

    def choose_lists(self) -> None:
        """Let the user choose lists or the files of other catalogues, and import them."""
        from pricing.catalogue import exchange
        from pricing.reading.importer import LIST_EXTENSIONS

        endings = " ".join(
            f"*{ending}" for ending in (*LIST_EXTENSIONS, *exchange.CATALOGUE_SUFFIXES)
        )
        name_filter = f"{tr('Product lists and catalogues')} ({endings});;{tr('All files')} (*)"
        self._file_dialogs.choose_files(tr("Import into catalogue"), name_filter, self.import_files)

    def choose_export_path(self) -> None:
        """Let the user choose where to export the whole catalogue."""
        from pricing.catalogue.exchange import CATALOGUE_SUFFIX

        name_filter = f"{tr('Catalogue')} (*{CATALOGUE_SUFFIX})"
        self._file_dialogs.choose_save_path(
            f"catalogue{CATALOGUE_SUFFIX}", name_filter, self._export
        )

    def import_files(
        self, paths: Sequence[Path], *, quietly: bool = False, may_ask: bool = True
    ) -> None:
        """Import these files one after the other."""
        self._file_dialogs.remember_inputs(paths)
        self._queue += [QueuedFile(path, quietly, may_ask) for path in paths]
        self._start_next()

    # -- one file ------------------------------------------------------------------------------

    def _start_next(self) -> None:
        """Start what waits, unless something runs: an export, or a list if none is asked about."""
        if self._task is not None:
            return
        if self._export_paths:
            self._start_export(self._export_paths.pop(0))
        elif self._queue and not self._is_asking:
            self._start_reading(self._queue.pop(0))

    def _start_reading(self, file: QueuedFile) -> None:
        self._start_task(
            self._new_task(lambda progress: _read_first_rows(file, progress), only_reads=True),
            file,
            lambda rows: self._set_next_step(partial(self._resolve_columns, file, rows)),
        )

    def _set_next_step(self, step: Callable[[], object]) -> None:
        """Set what to do when the current task has ended, instead of starting the next file."""
        self._next_step = step

    def _resolve_columns(self, file: QueuedFile, first_rows: FirstRows | None) -> None:
        """Import a list if its columns are clear. Otherwise ask about them, or skip the list."""
        from pricing.catalogue.importing import OPTIONAL_KEYS
        from pricing.reading.first_rows import resolve_options
        from pricing.reading.reading_options import ReadingOptions

        scenario = self._session.scenario
        options = ReadingOptions(
            element=scenario.element,
            expected_currency=scenario.currency,
            optional_keys=OPTIONAL_KEYS,
        )
        resolved = (
            options
            if first_rows is None
            else resolve_options(first_rows, options, self._session.data_file.column_mappings())
        )
        if resolved is not None:
            self._import_file(file, resolved)
        elif file.may_ask and first_rows is not None:
            self._ask_about_columns(file, first_rows, options)
        else:
            reason = tr(
                "{name} has unclear columns. Import it into the catalogue once to explain them.",
                name=file.path.name,
            )
            self._skip_file(file, reason)

    def _ask_about_columns(
        self, file: QueuedFile, first_rows: FirstRows, options: ReadingOptions
    ) -> None:
        def answer(layout: Layout, sheet: str) -> None:
            self._is_asking = False
            answered = replace(options, layout=layout, sheet=sheet)
            if self._task is None:
                self._import_file(file, answered)
            else:  # an export began meanwhile
                self._set_next_step(partial(self._import_file, file, answered))

        def cancel() -> None:
            self._is_asking = False
            self._skip_file(file, "")

        self._is_asking = True
        title = tr("Import {name} into the catalogue", name=file.path.name)
        self.column_question_raised.emit(ColumnQuestion(title, first_rows, options, answer, cancel))

    def _skip_file(self, file: QueuedFile, reason: str) -> None:
        if file.is_quiet:
            self.quiet_import_failed.emit(file.path, reason)
        self._start_next()

    def _import_file(self, file: QueuedFile, options: ReadingOptions) -> None:
        folder = self._session.data_file.folder
        self._start_task(
            self._new_task(
                lambda progress: _import_into_catalogue(folder, file.path, options, progress)
            ),
            file,
            lambda result: self._report_import(file, result),
            keeps_pause=True,
        )

    def _new_task(
        self, work: Callable[[Progress], object], *, only_reads: bool = False
    ) -> BackgroundTask:
        from app.toolkit.background_tasks import BackgroundTask

        return BackgroundTask(work, self, only_reads=only_reads)

    def _start_task(
        self,
        task: BackgroundTask,
        file: QueuedFile,
        on_success: Callable[..., object],
        *,
        keeps_pause: bool = False,
    ) -> None:
        if file.is_quiet:
            task.cancelled.connect(lambda: self.quiet_import_failed.emit(file.path, ""))
            task.failed.connect(
                lambda error: self.quiet_import_failed.emit(
                    file.path, f"⚠ {error.message(notation())}"
                )
            )
        else:
            task.failed.connect(self._report_error)
        task.cancelled.connect(
            lambda: self._messages.show(tr("The import was cancelled. The catalogue is unchanged."))
        )
        self._file = file
        self._run_task(task, file.path, tr("reading…"), on_success, keeps_pause=keeps_pause)

    def _run_task(
        self,
        task: BackgroundTask,
        path: Path,
        activity: str,
        on_success: Callable[..., object],
        *,
        keeps_pause: bool = False,
    ) -> None:
        self._task = task
        task.succeeded.connect(on_success)
        self._progress_bar().watch(task, path.name, activity, keeps_pause=keeps_pause)
        task.ended.connect(self._finish_task)
        task.start()

    def _report_import(self, file: QueuedFile, result: ImportResult) -> None:
        if not file.asks_encoding and _has_unclear_encoding(result):
            self._queue.insert(0, replace(file, asks_encoding=True))
            return
        self.file_imported.emit()
        if file.is_quiet:
            self.quiet_import_finished.emit(file.path, result)
            return
        name = file.path.name
        problems = [problem.with_file(name) for problem in result.problems]
        if result.summary.rows:
            message = _import_summary(name, result.summary)
        elif not problems:
            message = tr("{name} contains no products.", name=name)
        elif len(problems) == 1 and problems[0].row is None:
            problem = problems.pop().message(notation())
            message = tr("{name}: {problem}", name=name, problem=problem)
        else:
            message = tr("{name}: no product was imported.", name=name)
        if problems:
            self._messages.show_problems(message, problems)
        else:
            self._messages.show(message, warning=not result.summary.rows)

    def _report_error(self, error: object) -> None:
        if isinstance(error, UserError):
            self._messages.show(error.message(notation()), warning=True)

    def _finish_task(self) -> None:
        self._task = self._file = None
        step, self._next_step = self._next_step, self._start_next
        step()

    def _export(self, path: Path) -> None:
        self._export_paths.append(path)
        self._start_next()

    def _start_export(self, path: Path) -> None:
        folder = self._session.data_file.folder

        def report(count: int) -> None:
            self._messages.show(
                count_text(
                    count,
                    "{name}: {count} product exported.",
                    "{name}: {count} products exported.",
                    name=path.name,
                )
            )

        task = self._new_task(lambda progress: _export_catalogue(folder, path, progress))
        task.failed.connect(self._report_error)
        task.cancelled.connect(
            lambda: self._messages.show(tr("The export was cancelled. Nothing was written."))
        )
        self._run_task(task, path, tr("writing…"), report)

    # -- stopping ------------------------------------------------------------------------------

    def drop_queued_files(self) -> None:
        dropped, self._queue = self._queue, []
        for file in dropped:
            if file.is_quiet:
                self.quiet_import_failed.emit(file.path, "")

    @property
    def unfinished_names(self) -> tuple[str, ...]:
        """The names of the lists that closing drops. Followed lists are read again anyway."""
        files = (self._file, *self._queue)
        return tuple(file.path.name for file in files if file is not None and not file.is_quiet)

    def close_down(self) -> None:
        """Cancel all work, because the window closes."""
        self._queue.clear()
        self._export_paths.clear()
        if self._task is not None:
            self._task.cancel_and_wait()


def _import_summary(name: str, summary: ImportSummary) -> str:
    text = tr(
        "{name}: {rows} read; {products}, {prices}.",
        name=name,
        rows=count_text(summary.rows, "{count} row", "{count} rows"),
        products=count_text(summary.products, "{count} new product", "{count} new products"),
        prices=count_text(summary.prices, "{count} new price", "{count} new prices"),
    )
    if summary.unpriced:
        text += " " + count_text(
            summary.unpriced, "{count} row has no price yet.", "{count} rows have no price yet."
        )
    return text


def _has_unclear_encoding(result: ImportResult) -> bool:
    return any(problem.kind is ProblemKind.UNCLEAR_ENCODING for problem in result.problems)


def _read_first_rows(file: QueuedFile, progress: Progress) -> FirstRows | None:
    from pricing.reading.reader_process import read_first_rows

    return read_first_rows(
        file.path, lambda: progress.should_continue, asks_encoding=file.asks_encoding
    )


def _import_into_catalogue(
    folder: Path, path: Path, options: ReadingOptions, progress: Progress
) -> ImportResult:
    from pricing.catalogue.importing import catalogue_for_import, import_file

    with catalogue_for_import(folder, [path], options, progress) as catalogue:
        result = import_file(catalogue, path, options, progress=progress)
        notice = catalogue.database.notice
        return result if notice is None else replace(result, problems=(notice, *result.problems))


def _export_catalogue(folder: Path, path: Path, progress: Progress) -> int:
    from pricing.catalogue.catalogue import Catalogue
    from pricing.store.drafts import draft_size

    catalogue = Catalogue(folder)
    try:
        notice = catalogue.database.notice
        if notice is not None:
            raise UserError(notice.kind, **notice.parameters)
        count, size = catalogue.count(), max(catalogue.database.path.stat().st_size, 1)

        def should_continue() -> bool:
            """Report the share that is written, and wait while the user pauses."""
            with suppress(OSError, Cancelled):
                share = min(draft_size(path) / size, MAX_REPORTED_SHARE)
                progress.report(round(count * share), share)
            return progress.should_continue

        with catalogue.database.cancellable(should_continue):
            catalogue.export(path)
        return count
    finally:
        catalogue.close()
