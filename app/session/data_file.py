"""The file that holds the comparisons: where it is, its copies, and what it remembers of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pricing.problems.errors import Problem
    from pricing.store.backups import Backup
    from pricing.store.comparisons import ComparisonStore


class DataFile:
    """The data file of a session."""

    def __init__(self, store: Callable[[], ComparisonStore]) -> None:
        """Look at the file of a session.

        Args:
            store: Returns its store once nothing is being written.
        """
        self._store = store

    @property
    def path(self) -> Path:
        """The file that holds the comparisons."""
        return self._store().path

    @property
    def folder(self) -> Path:
        """The folder that holds all data."""
        return self.path.parent

    @property
    def notice(self) -> Problem | None:
        """The problem found when the file was opened, such as damage."""
        return self._store().notice

    @property
    def offered_backup(self) -> Backup | None:
        """The newest good copy of a file that was damaged when it was opened."""
        return self._store().offered_backup

    def backups(self) -> tuple[Backup, ...]:
        """Return the copies of earlier days, the newest first."""
        return self._store().backups()

    def keep_copy(self) -> None:
        """Keep a copy of the file if one is due.

        Raises:
            UserError: The copy cannot be written.
        """
        self._store().keep_copy()

    @property
    def has_large_copy_due(self) -> bool:
        """Whether `keep_copy` would keep the window waiting."""
        return self._store().has_large_copy_due

    def column_mappings(self) -> dict[str, str]:
        """Return all remembered mappings, by the headers of their lists."""
        return self._store().list_mappings()

    def save_column_mapping(self, headers: str, mapping: str) -> None:
        """Remember the mapping for lists with these headers.

        Raises:
            UserError: The disk refuses.
        """
        self._store().save_list_mapping(headers, mapping)
