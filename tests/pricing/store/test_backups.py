"""Copies of a data file are complete or not there, and nothing else is said of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pricing.store.backups import Backups, write_whole
from pricing.store.data_files import COMPARISONS_FILE

if TYPE_CHECKING:
    from pathlib import Path


def test_that_a_copy_is_written_even_if_a_leftover_cannot_be_deleted(tmp_path: Path) -> None:
    def copy_and_block_the_journal(draft: Path) -> None:
        draft.write_bytes(b"the copy")
        draft.with_name(f"{draft.name}-journal").mkdir()

    target = tmp_path / "copy.sqlite3"
    write_whole(target, copy_and_block_the_journal)
    assert target.read_bytes() == b"the copy"


def test_that_a_copy_is_kept_even_if_a_superfluous_one_cannot_be_deleted(tmp_path: Path) -> None:
    backups, day = Backups(tmp_path, COMPARISONS_FILE), date(2026, 5, 2)
    first = backups.keep(lambda draft: draft.write_bytes(b"first"), 1, day)
    first.path.unlink()
    first.path.mkdir()
    second = backups.keep(lambda draft: draft.write_bytes(b"second"), 2, day)
    assert second.path.read_bytes() == b"second"
