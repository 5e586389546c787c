"""Writing the comparison to files the user chooses; what takes long, off the window's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.toolkit.locale_format import notation
from app.toolkit.settings import TABLE_STYLE
from app.toolkit.translation import tr
from pricing.problems.errors import UserError
from pricing.problems.progress import UNWATCHED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from app.session import Session
    from app.toolkit.background_tasks import Task
    from app.toolkit.file_dialogs import Chooser
    from app.toolkit.messages import Messages
    from app.toolkit.settings import Settings
    from pricing.calculation.comparison import Comparison
    from pricing.problems.progress import Progress
    from pricing.writing.csv_table import TableStyle

    Write = Callable[[Comparison, Path, Progress], None]
    Tell = Callable[[Path, Comparison], None]

AT_ONCE = 20  # products whose files are written before anybody waits
PATIENCE_MS = 300


class Exporting(QObject):
    """Writes the session's comparison; a place that cannot be written is said with its remedy."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        messages: Messages,
        chooser: Chooser,
        settings: Settings,
        picture: Callable[[Path], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._messages = messages
        self._chooser = chooser
        self._settings = settings
        self._picture = picture
        self._tasks: list[Task] = []

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            "exportWorkbookAction": self.ask_for_workbook,
            "exportTableAction": self.ask_for_table,
            "savePictureAction": self.ask_for_picture,
            "templateAction": self.ask_for_template,
            "updateWorkbookAction": self.ask_for_update,
        }

    # -- where to ------------------------------------------------------------------------------

    def ask_for_workbook(self) -> None:
        """Let the user choose where the workbook goes."""
        self._ask("xlsx", f"{tr('Excel workbook')} (*.xlsx)", self.write_workbook)

    def ask_for_table(self) -> None:
        """Let the user choose where the table goes, and as what."""
        kinds = (
            f"{tr('CSV table')} (*.csv)",
            f"{tr('Excel table of values')} (*.xlsx)",
            f"{tr('Table with tabs')} (*.tsv)",
            "JSON (*.json)",
        )
        self._ask("csv", ";;".join(kinds), self.write_table)

    def ask_for_picture(self) -> None:
        """Let the user choose where the chart goes, and as what."""
        self._ask(
            "png", f"{tr('Picture')} (*.png);;{tr('Scalable picture')} (*.svg)", self.write_picture
        )

    def ask_for_update(self) -> None:
        """Let the user choose a workbook of their own in which the sheets are refreshed."""
        kinds = f"{tr('Excel workbook')} (*.xlsx)"
        self._chooser.open(
            tr("Update workbook"), kinds, lambda paths: self.update_workbook(paths[0])
        )

    def ask_for_template(self) -> None:
        """Let the user choose where an empty list goes, to be filled in a spreadsheet."""
        kinds = f"{tr('Excel workbook')} (*.xlsx)"
        self._chooser.save("products.xlsx", kinds, self.write_template)

    def _ask(self, ending: str, kinds: str, write: Callable[[Path], None]) -> None:
        today, currency = self._session.comparison.today, self._session.scenario.currency
        self._chooser.save(f"comparison-{today.isoformat()}-{currency}.{ending}", kinds, write)

    # -- what ----------------------------------------------------------------------------------

    def write_workbook(self, path: Path) -> None:
        from pricing.writing.workbook.workbook import write_workbook

        self._write(write_workbook, path, self._tell_workbook)

    def update_workbook(self, path: Path) -> None:
        """Refresh the program's sheets in a workbook; where that is refused, offer a new one."""
        from pricing.writing.workbook.update_existing import update_workbook

        def refuse(fault: UserError) -> None:
            self._refuse(fault)
            self.ask_for_workbook()

        self._beside(update_workbook, path, lambda path, _: self._tell(path), refuse)

    def write_table(self, path: Path) -> None:
        """Write the table, by the path's ending, as preferred."""
        from pricing.writing.table_files import write_table

        style = self._table_style()
        self._write(
            lambda comparison, place, progress: write_table(comparison, place, style, progress),
            path,
        )

    def write_picture(self, path: Path) -> None:
        self._write_one(self._picture, path)

    def write_template(self, path: Path) -> None:
        from pricing.writing.workbook.workbook import write_template

        self._write_one(write_template, path)

    def _table_style(self) -> TableStyle:
        """As preferred, else with the decimal mark of the window's numbers."""
        from pricing.writing.csv_table import STYLES

        usual = "comma" if notation().decimal == "." else "semicolon"
        return STYLES[self._settings[TABLE_STYLE] or usual]

    # -- how -----------------------------------------------------------------------------------

    def _write(self, write: Write, path: Path, tell: Tell | None = None) -> None:
        small = len(self._session.comparison.entered) <= AT_ONCE
        said = tell or (lambda path, _: self._tell(path))
        (self._at_once if small else self._beside)(write, path, said)

    def _at_once(self, write: Write, path: Path, tell: Tell) -> None:
        comparison = self._session.comparison
        try:
            write(comparison, path, UNWATCHED)
        except UserError as fault:
            self._refuse(fault)
        else:
            tell(path, comparison)

    def _write_one(self, write: Callable[[Path], None], path: Path) -> None:
        """A file that is no table of the comparison."""
        self._at_once(lambda _, place, __: write(place), path, lambda path, _: self._tell(path))

    def _beside(
        self,
        write: Write,
        path: Path,
        tell: Tell,
        refuse: Callable[[UserError], None] | None = None,
    ) -> None:
        """Write the comparison as it is now, while the window goes on."""
        from PySide6.QtWidgets import QProgressDialog

        from app.toolkit.background_tasks import Task

        comparison = self._session.comparison
        task = Task(lambda progress: write(comparison, path, progress), self)
        says = tr("{name}: writing…", name=path.name)
        shown = QProgressDialog(says, tr("Cancel"), 0, len(comparison.entered), self._window)
        shown.setObjectName("exportProgress")
        shown.setWindowTitle(tr("Export"))
        shown.setMinimumDuration(PATIENCE_MS)
        shown.setAutoClose(False)
        shown.canceled.connect(task.cancel)
        task.reached.connect(lambda rows, _: shown.setValue(rows))
        task.done.connect(lambda _: tell(path, comparison))
        task.refused.connect(refuse or self._refuse)
        task.stopped.connect(lambda: self._messages.tell(tr("Cancelled: nothing was written.")))
        task.over.connect(lambda: self._end(task, shown))
        self._tasks.append(task)
        task.start()

    def _end(self, task: Task, shown: QWidget) -> None:
        self._tasks.remove(task)
        shown.hide()
        shown.deleteLater()

    def _tell(self, path: Path) -> None:
        self._messages.tell(tr("Written: {path}", path=path))

    def _tell_workbook(self, path: Path, comparison: Comparison) -> None:
        from pricing.writing.workbook.workbook import MOST_LIVE, is_live

        if is_live(comparison):
            self._tell(path)
            return
        most = notation().number(str(MOST_LIVE))
        says = tr(
            "Written as values: {path}. Live formulas are written for at most {most} products.",
            path=path,
            most=most,
        )
        self._messages.tell(says)

    def _refuse(self, fault: UserError) -> None:
        self._messages.tell(fault.says(notation()), warning=True)

    def close_down(self) -> None:
        """Stop what is still being written: the window closes."""
        for task in self._tasks:
            task.forsake()
