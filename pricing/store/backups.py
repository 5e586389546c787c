"""Copies of a data file from earlier days, in a folder beside it."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from pricing.problems.plain_facts import NamedTuple
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.store.drafts import write_whole
from pricing.store.private_files import make_private_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pricing.store.data_files import DataFileKind

FOLDER_NAME = "backups"
MAX_TOTAL_BYTES = 512 * 2**20
# A larger file is copied once a day, a smaller one each time it is closed.
MAX_BYTES_OF_FREQUENT_COPY = 4 * 2**20
REPLACED = "-replaced"


class Backup(NamedTuple):
    """A copy of a data file.

    `commits` counts the transactions before the copy: it orders copies when the clock is wrong.
    `was_replaced` states that the copy is what a restored copy has replaced.
    """

    path: Path
    commits: int
    day: date
    was_replaced: bool


class Backups:
    """The copies of one data file. The copy of a day replaces an earlier one of that day."""

    def __init__(self, data_folder: Path, kind: DataFileKind) -> None:
        self.folder = data_folder / FOLDER_NAME
        self._kind = kind
        self._stem = kind.name.partition(".")[0]
        self._name_pattern = lazy_pattern(
            rf"{self._stem}-(\d{{15}})-(\d{{4}}-\d\d-\d\d)({REPLACED})?\.sqlite3", re.ASCII
        )

    def newest_first(self) -> tuple[Backup, ...]:
        """Return the copies, the newest first."""
        try:
            backups = filter(None, map(self._backup, self.folder.iterdir()))
            return tuple(sorted(backups, key=lambda backup: backup.commits, reverse=True))
        except OSError:
            return ()

    def _backup(self, path: Path) -> Backup | None:
        match = self._name_pattern.fullmatch(path.name)
        if match is None:
            return None
        commits, day, replaced = match.groups()
        try:
            return Backup(path, int(commits), date.fromisoformat(day), bool(replaced))
        except ValueError:
            return None

    def is_due(self, commits: int, day: date, size: int) -> bool:
        """Return whether a file of this size and count of transactions needs a copy."""
        newest = next(iter(self.newest_first()), None)
        if newest is None or newest.day != day:
            return newest is None or newest.commits != commits
        return newest.commits != commits and size <= MAX_BYTES_OF_FREQUENT_COPY

    def keep(
        self, copy_to: Callable[[Path], object], commits: int, day: date, *, replaced: bool = False
    ) -> Backup:
        """Make a copy, and delete those that it makes superfluous.

        Raises:
            OSError: There is no room, or the folder cannot be written.
        """
        make_private_folder(self.folder)
        ending = REPLACED if replaced else ""
        path = self.folder / f"{self._stem}-{commits:015}-{day.isoformat()}{ending}.sqlite3"
        write_whole(path, copy_to, family=self._stem)
        backup = Backup(path, commits, day, replaced)
        with suppress(OSError, MemoryError):  # the copy is made, and the next one tries again
            self._prune(backup)
        return backup

    def _prune(self, newest: Backup) -> None:
        total = 0
        kept = 0
        for backup in self.newest_first():
            size = backup.path.stat().st_size
            is_of_same_day = backup.day == newest.day and not backup.was_replaced
            is_superseded = (
                is_of_same_day and not newest.was_replaced and backup.commits < newest.commits
            )
            total += size
            kept += not is_superseded
            is_too_much = kept > self._kind.kept_copies or total > MAX_TOTAL_BYTES
            if backup.path != newest.path and (is_superseded or is_too_much):
                backup.path.unlink()
