"""Writing the comparison to files the user chooses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pricing.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.messages import Messages
    from app.session import Session
    from pricing.comparison import Comparison


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Exporting:
    """Writes the session's comparison; a place that cannot be written is said with its remedy."""

    session: Session
    messages: Messages

    def write_workbook(self, path: Path) -> None:
        from pricing.writing.workbook import write_workbook

        self._write(write_workbook, path)

    def write_table(self, path: Path) -> None:
        from pricing.writing.delimited import write_csv

        self._write(write_csv, path)

    def write_picture(self, write: Callable[[Path], None], path: Path) -> None:
        self._write(lambda _, place: write(place), path)

    def _write(self, write: Callable[[Comparison, Path], None], path: Path) -> None:
        try:
            write(self.session.comparison, path)
        except UserError as fault:
            self.messages.tell(str(fault), warning=True)
        else:
            self.messages.tell(f"Written: {path}")
