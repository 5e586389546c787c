"""Exports: the comparison is written to files that the user chooses."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.exporting.left_out import left_out_text
from app.toolkit.locale_format import notation
from app.toolkit.settings import TABLE_STYLE
from app.toolkit.shown_text import new_progress_dialog
from app.toolkit.translation import tr
from pricing.problems.errors import UserError
from pricing.problems.progress import SILENT_PROGRESS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from app.session import Session
    from app.toolkit.background_tasks import BackgroundTask
    from app.toolkit.file_dialogs import FileDialogs
    from app.toolkit.messages import Messages
    from app.toolkit.settings import Settings
    from pricing.calculation.comparison import Comparison
    from pricing.problems.progress import Progress
    from pricing.writing import TableStyle

    WriteFunction = Callable[[Comparison, Path, Progress], None]
    WrittenCallback = Callable[[Path, Comparison], None]
    WrittenText = Callable[[Path, Comparison], str]

MAX_PRODUCTS_WRITTEN_AT_ONCE = 20  # more products are written in the background
PROGRESS_DIALOG_DELAY_MS = 300


class ExportController(QObject):
    """Writes the session's comparison. Long exports run in the background."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        messages: Messages,
        chooser: FileDialogs,
        settings: Settings,
        write_chart: Callable[[Path], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._messages = messages
        self._chooser = chooser
        self._settings = settings
        self._write_chart = write_chart
        self._tasks: list[BackgroundTask] = []

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return the functions of the export actions."""
        return {
            "exportWorkbookAction": self.choose_workbook_path,
            "exportTableAction": self.choose_table_path,
            "savePictureAction": self.choose_picture_path,
            "templateAction": self.choose_template_path,
            "updateWorkbookAction": self.choose_workbook_to_update,
        }

    # -- choosing a file -----------------------------------------------------------------------

    def choose_workbook_path(self) -> None:
        """Ask where to write the workbook."""
        self._choose_path("xlsx", tr("Excel workbook (*.xlsx)"), self.write_workbook)

    def choose_table_path(self) -> None:
        """Ask where to write the table, and in which format."""
        filters = (
            tr("CSV table (*.csv)"),
            tr("Excel table of values (*.xlsx)"),
            tr("Tab-separated table (*.tsv)"),
            "JSON (*.json)",
        )
        self._choose_path("csv", ";;".join(filters), self.write_table)

    def choose_picture_path(self) -> None:
        """Ask where to write the chart, and in which format."""
        filters = (tr("Picture (*.png)"), tr("Scalable picture (*.svg)"))
        self._choose_path("png", ";;".join(filters), self.write_picture)

    def choose_workbook_to_update(self) -> None:
        """Ask for the user's workbook whose sheets are to be refreshed."""
        self._chooser.choose_files(
            tr("Update workbook"),
            tr("Excel workbook (*.xlsx)"),
            lambda paths: self.update_workbook(paths[0]),
        )

    def choose_template_path(self) -> None:
        """Ask where to write an empty list, to be filled in a spreadsheet."""
        self._chooser.choose_save_path(
            "products.xlsx", tr("Excel workbook (*.xlsx)"), self.write_template
        )

    def _choose_path(self, ending: str, filters: str, write: Callable[[Path], None]) -> None:
        today, currency = self._session.comparison.today, self._session.scenario.currency
        name = f"comparison-{today.isoformat()}-{currency}.{ending}"
        self._chooser.choose_save_path(name, filters, write)

    # -- writing a file ------------------------------------------------------------------------

    def write_workbook(self, path: Path) -> None:
        """Write the workbook of the comparison."""
        from app.regimen_plan import RegimenPlan
        from pricing.writing.workbook import write_workbook

        regimen = RegimenPlan(self._session).regimen
        self._write_comparison(
            partial(write_workbook, regimen=regimen), path, _workbook_written_text
        )

    def update_workbook(self, path: Path) -> None:
        """Refresh the program's sheets in a workbook. If it is refused, offer a new one."""
        from pricing.writing.workbook import update_workbook

        def on_error(error: UserError) -> None:
            self._report_error(error)
            self.choose_workbook_path()

        self._write_in_background(
            update_workbook, path, self._report_with_left_out(_written_text), on_error
        )

    def write_table(self, path: Path) -> None:
        """Write the table in the format of the path's ending and the preferred style."""
        from pricing.writing.table_files import write_table

        style = self._table_style()
        self._write_comparison(
            lambda comparison, file, progress: write_table(comparison, file, style, progress),
            path,
            _written_text,
        )

    def write_picture(self, path: Path) -> None:
        """Write the chart as a picture."""
        self._write_without_comparison(self._write_chart, path)

    def write_template(self, path: Path) -> None:
        """Write an empty list for a spreadsheet."""
        from pricing.writing.workbook import write_template

        self._write_without_comparison(write_template, path)

    def _table_style(self) -> TableStyle:
        """Return the preferred style, else the one with the window's decimal mark."""
        from pricing.writing import TABLE_STYLES

        default = "comma" if notation().decimal == "." else "semicolon"
        return TABLE_STYLES[self._settings[TABLE_STYLE] or default]

    def _write_comparison(
        self, write: WriteFunction, path: Path, written_text: WrittenText
    ) -> None:
        is_small = len(self._session.comparison.entered_products) <= MAX_PRODUCTS_WRITTEN_AT_ONCE
        run = self._write_now if is_small else self._write_in_background
        run(write, path, self._report_with_left_out(written_text))

    def _report_with_left_out(self, written_text: WrittenText) -> WrittenCallback:
        """Return what reports a written comparison, and names the rows that are not in it."""
        left_out = left_out_text(self._session.entries, self._session.compared_by_position)

        def report(path: Path, comparison: Comparison) -> None:
            self._messages.show(f"{written_text(path, comparison)} {left_out}".strip())

        return report

    def _write_now(self, write: WriteFunction, path: Path, on_written: WrittenCallback) -> None:
        comparison = self._session.comparison
        try:
            write(comparison, path, SILENT_PROGRESS)
        except UserError as error:
            self._report_error(error)
        else:
            on_written(path, comparison)

    def _write_without_comparison(self, write: Callable[[Path], None], path: Path) -> None:
        self._write_now(
            lambda _, file, __: write(file),
            path,
            lambda path, comparison: self._messages.show(_written_text(path, comparison)),
        )

    def _write_in_background(
        self,
        write: WriteFunction,
        path: Path,
        on_written: WrittenCallback,
        on_error: Callable[[UserError], None] | None = None,
    ) -> None:
        """Write the comparison as it is now. The window can be used meanwhile."""
        from app.toolkit.background_tasks import BackgroundTask

        comparison = self._session.comparison
        task = BackgroundTask(lambda progress: write(comparison, path, progress), self)
        dialog = new_progress_dialog(
            tr("Writing {name}…", name=path.name),
            tr("Cancel"),
            len(comparison.entered_products),
            self._window,
        )
        dialog.setObjectName("exportProgress")
        dialog.setWindowTitle(tr("Export"))
        dialog.setMinimumDuration(PROGRESS_DIALOG_DELAY_MS)
        dialog.setAutoClose(False)
        dialog.canceled.connect(task.cancel)
        task.progressed.connect(lambda rows, _: dialog.setValue(rows))
        task.succeeded.connect(lambda _: on_written(path, comparison))
        task.failed.connect(on_error or self._report_error)
        task.cancelled.connect(
            lambda: self._messages.show(tr("The export was cancelled. Nothing was written."))
        )
        task.ended.connect(lambda: self._finish_task(task, dialog))
        self._tasks.append(task)
        task.start()

    def _finish_task(self, task: BackgroundTask, dialog: QWidget) -> None:
        self._tasks.remove(task)
        dialog.hide()
        dialog.deleteLater()

    def _report_error(self, error: UserError) -> None:
        self._messages.show(error.message(notation()), warning=True)

    def close_down(self) -> None:
        """Cancel running exports before the window closes."""
        for task in self._tasks:
            task.cancel_and_wait()


def _written_text(path: Path, _comparison: Comparison) -> str:
    return tr("Written to {path}.", path=path)


def _workbook_written_text(path: Path, comparison: Comparison) -> str:
    from pricing.writing.workbook import MAX_LIVE_PRODUCTS, fits_live_formulas

    if fits_live_formulas(comparison):
        return _written_text(path, comparison)
    return tr(
        "Written to {path} as values. Up to {most} products are written with live formulas.",
        path=path,
        most=notation().format_number(str(MAX_LIVE_PRODUCTS)),
    )
