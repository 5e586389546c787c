"""Copies of a data file are complete or not there, and nothing else is said of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pricing.store.backups import Backups
from pricing.store.data_files import COMPARISONS_FILE
from pricing.store.drafts import write_whole

if TYPE_CHECKING:
    from pathlib import Path


def test_that_a_copy_is_written_even_if_a_leftover_cannot_be_deleted(tmp_path: Path) -> None:
    def copy_and_block_the_journal(draft: Path) -> None:
        draft.write_bytes(b"the copy")
        draft.with_name(f"{draft.name}-journal").mkdir()

    target = tmp_path / "copy.sqlite3"
    write_whole(target, copy_and_block_the_journal)
    assert target.read_bytes() == b"the copy"


def test_that_two_windows_that_copy_at_once_do_not_meet(tmp_path: Path) -> None:
    backups, day = Backups(tmp_path, COMPARISONS_FILE), date(2026, 5, 2)

    def copy_while_another_does(draft: Path) -> None:
        draft.write_bytes(b"the co")
        backups.keep(lambda other: other.write_bytes(b"the copy"), 7, day)
        with draft.open("ab") as file:
            file.write(b"py")

    backup = backups.keep(copy_while_another_does, 7, day)
    assert backup.path.read_bytes() == b"the copy"
    assert list(backups.folder.iterdir()) == [backup.path]


def test_that_the_next_copy_deletes_what_a_killed_one_has_left(tmp_path: Path) -> None:
    backups, day = Backups(tmp_path, COMPARISONS_FILE), date(2026, 5, 2)
    backups.keep(lambda draft: draft.write_bytes(b"first"), 1, day)
    leftovers = [".elemental.0123abcd.tmp", ".elemental.0123abcd.tmp-journal"]
    for name in leftovers:
        (backups.folder / name).write_bytes(b"half")
    (backups.folder / ".catalogue.0123abcd.tmp").write_bytes(b"of another file")
    second = backups.keep(lambda draft: draft.write_bytes(b"second"), 2, day)
    names = {path.name for path in backups.folder.iterdir()}
    assert names == {".catalogue.0123abcd.tmp", second.path.name}


def test_that_a_copy_is_kept_even_if_a_superfluous_one_cannot_be_deleted(tmp_path: Path) -> None:
    backups, day = Backups(tmp_path, COMPARISONS_FILE), date(2026, 5, 2)
    first = backups.keep(lambda draft: draft.write_bytes(b"first"), 1, day)
    first.path.unlink()
    first.path.mkdir()
    second = backups.keep(lambda draft: draft.write_bytes(b"second"), 2, day)
    assert second.path.read_bytes() == b"second"
