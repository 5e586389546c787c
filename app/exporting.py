"""Writing the comparison to files the user chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.numbers import notation
from app.translation import tr
from pricing.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from app.choosing import Chooser
    from app.messages import Messages
    from app.session import Session
    from pricing.comparison import Comparison


class Exporting:
    """Writes the session's comparison; a place that cannot be written is said with its remedy."""

    def __init__(
        self,
        session: Session,
        messages: Messages,
        chooser: Chooser,
        picture: Callable[[Path], None],
    ) -> None:
        self._session = session
        self._messages = messages
        self._chooser = chooser
        self._picture = picture

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        return {
            "exportWorkbookAction": self.ask_for_workbook,
            "exportTableAction": self.ask_for_table,
            "savePictureAction": self.ask_for_picture,
        }

    def ask_for_workbook(self) -> None:
        """Let the user choose where the workbook goes."""
        self._ask("xlsx", f"{tr('Excel workbook')} (*.xlsx)", self.write_workbook)

    def ask_for_table(self) -> None:
        """Let the user choose where the table goes."""
        self._ask("csv", f"{tr('CSV table')} (*.csv)", self.write_table)

    def ask_for_picture(self) -> None:
        """Let the user choose where the chart goes, and as what."""
        self._ask(
            "png", f"{tr('Picture')} (*.png);;{tr('Scalable picture')} (*.svg)", self.write_picture
        )

    def _ask(self, ending: str, kinds: str, write: Callable[[Path], None]) -> None:
        today, currency = self._session.comparison.today, self._session.scenario.currency
        self._chooser.save(f"comparison-{today.isoformat()}-{currency}.{ending}", kinds, write)

    def write_workbook(self, path: Path) -> None:
        from pricing.writing.workbook import write_workbook

        self._write(write_workbook, path)

    def write_table(self, path: Path) -> None:
        from pricing.writing.delimited import write_csv

        self._write(write_csv, path)

    def write_picture(self, path: Path) -> None:
        self._write(lambda _, place: self._picture(place), path)

    def _write(self, write: Callable[[Comparison, Path], None], path: Path) -> None:
        try:
            write(self._session.comparison, path)
        except UserError as fault:
            self._messages.tell(fault.says(notation()), warning=True)
        else:
            self._messages.tell(tr("Written: {path}", path=path))
