"""Writing the comparison to files the user chooses; what takes long, off the window's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.toolkit.locale_format import notation
from app.toolkit.settings import TABLE_STYLE
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

MAX_PRODUCTS_WRITTEN_AT_ONCE = 20  # products whose files are written before anybody waits
PROGRESS_DIALOG_DELAY_MS = 300


class ExportController(QObject):
    """Writes the session's comparison; a place that cannot be written is said with its remedy."""

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
        return {
            "exportWorkbookAction": self.choose_workbook_path,
            "exportTableAction": self.choose_table_path,
            "savePictureAction": self.choose_picture_path,
            "templateAction": self.choose_template_path,
            "updateWorkbookAction": self.choose_workbook_to_update,
        }

    # -- where to ------------------------------------------------------------------------------

    def choose_workbook_path(self) -> None:
        """Let the user choose where the workbook goes."""
        self._choose_path("xlsx", f"{tr('Excel workbook')} (*.xlsx)", self.write_workbook)

    def choose_table_path(self) -> None:
        """Let the user choose where the table goes, and as what."""
        kinds = (
            f"{tr('CSV table')} (*.csv)",
            f"{tr('Excel table of values')} (*.xlsx)",
            f"{tr('Table with tabs')} (*.tsv)",
            "JSON (*.json)",
        )
        self._choose_path("csv", ";;".join(kinds), self.write_table)

    def choose_picture_path(self) -> None:
        """Let the user choose where the chart goes, and as what."""
        self._choose_path(
            "png", f"{tr('Picture')} (*.png);;{tr('Scalable picture')} (*.svg)", self.write_picture
        )

    def choose_workbook_to_update(self) -> None:
        """Let the user choose a workbook of their own in which the sheets are refreshed."""
        kinds = f"{tr('Excel workbook')} (*.xlsx)"
        self._chooser.choose_files(
            tr("Update workbook"), kinds, lambda paths: self.update_workbook(paths[0])
        )

    def choose_template_path(self) -> None:
        """Let the user choose where an empty list goes, to be filled in a spreadsheet."""
        kinds = f"{tr('Excel workbook')} (*.xlsx)"
        self._chooser.choose_save_path("products.xlsx", kinds, self.write_template)

    def _choose_path(self, ending: str, kinds: str, write: Callable[[Path], None]) -> None:
        today, currency = self._session.comparison.today, self._session.scenario.currency
        self._chooser.choose_save_path(
            f"comparison-{today.isoformat()}-{currency}.{ending}", kinds, write
        )

    # -- what ----------------------------------------------------------------------------------

    def write_workbook(self, path: Path) -> None:
        from pricing.writing.workbook import write_workbook

        self._write_comparison(write_workbook, path, self._report_workbook_written)

    def update_workbook(self, path: Path) -> None:
        """Refresh the program's sheets in a workbook; where that is refused, offer a new one."""
        from pricing.writing.workbook import update_workbook

        def refuse(fault: UserError) -> None:
            self._report_error(fault)
            self.choose_workbook_path()

        self._write_in_background(
            update_workbook, path, lambda path, _: self._report_written(path), refuse
        )

    def write_table(self, path: Path) -> None:
        """Write the table, by the path's ending, as preferred."""
        from pricing.writing.table_files import write_table

        style = self._table_style()
        self._write_comparison(
            lambda comparison, place, progress: write_table(comparison, place, style, progress),
            path,
        )

    def write_picture(self, path: Path) -> None:
        self._write_without_comparison(self._write_chart, path)

    def write_template(self, path: Path) -> None:
        from pricing.writing.workbook import write_template

        self._write_without_comparison(write_template, path)

    def _table_style(self) -> TableStyle:
        """As preferred, else with the decimal mark of the window's numbers."""
        from pricing.writing import TABLE_STYLES

        usual = "comma" if notation().decimal == "." else "semicolon"
        return TABLE_STYLES[self._settings[TABLE_STYLE] or usual]

    # -- how -----------------------------------------------------------------------------------

    def _write_comparison(
        self, write: WriteFunction, path: Path, tell: WrittenCallback | None = None
    ) -> None:
        small = len(self._session.comparison.entered_products) <= MAX_PRODUCTS_WRITTEN_AT_ONCE
        said = tell or (lambda path, _: self._report_written(path))
        (self._write_now if small else self._write_in_background)(write, path, said)

    def _write_now(self, write: WriteFunction, path: Path, tell: WrittenCallback) -> None:
        comparison = self._session.comparison
        try:
            write(comparison, path, SILENT_PROGRESS)
        except UserError as fault:
            self._report_error(fault)
        else:
            tell(path, comparison)

    def _write_without_comparison(self, write: Callable[[Path], None], path: Path) -> None:
        """A file that is no table of the comparison."""
        self._write_now(
            lambda _, place, __: write(place), path, lambda path, _: self._report_written(path)
        )

    def _write_in_background(
        self,
        write: WriteFunction,
        path: Path,
        tell: WrittenCallback,
        refuse: Callable[[UserError], None] | None = None,
    ) -> None:
        """Write the comparison as it is now, while the window goes on."""
        from PySide6.QtWidgets import QProgressDialog

        from app.toolkit.background_tasks import BackgroundTask

        comparison = self._session.comparison
        task = BackgroundTask(lambda progress: write(comparison, path, progress), self)
        says = tr("{name}: writing…", name=path.name)
        shown = QProgressDialog(
            says, tr("Cancel"), 0, len(comparison.entered_products), self._window
        )
        shown.setObjectName("exportProgress")
        shown.setWindowTitle(tr("Export"))
        shown.setMinimumDuration(PROGRESS_DIALOG_DELAY_MS)
        shown.setAutoClose(False)
        shown.canceled.connect(task.cancel)
        task.progressed.connect(lambda rows, _: shown.setValue(rows))
        task.succeeded.connect(lambda _: tell(path, comparison))
        task.failed.connect(refuse or self._report_error)
        task.cancelled.connect(lambda: self._messages.show(tr("Cancelled: nothing was written.")))
        task.ended.connect(lambda: self._finish_task(task, shown))
        self._tasks.append(task)
        task.start()

    def _finish_task(self, task: BackgroundTask, shown: QWidget) -> None:
        self._tasks.remove(task)
        shown.hide()
        shown.deleteLater()

    def _report_written(self, path: Path) -> None:
        self._messages.show(tr("Written: {path}", path=path))

    def _report_workbook_written(self, path: Path, comparison: Comparison) -> None:
        from pricing.writing.workbook import MAX_LIVE_PRODUCTS, fits_live_formulas

        if fits_live_formulas(comparison):
            self._report_written(path)
            return
        most = notation().format_number(str(MAX_LIVE_PRODUCTS))
        says = tr(
            "Written as values: {path}. Live formulas are written for at most {most} products.",
            path=path,
            most=most,
        )
        self._messages.show(says)

    def _report_error(self, fault: UserError) -> None:
        self._messages.show(fault.message(notation()), warning=True)

    def close_down(self) -> None:
        """Stop what is still being written: the window closes."""
        for task in self._tasks:
            task.cancel_and_wait()
