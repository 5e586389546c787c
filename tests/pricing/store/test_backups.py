"""Copies of a data file are complete or not there, and a closed file is checked in time."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING

import pytest

from pricing.model.changes import edit_cell, insert_rows
from pricing.model.entry import Entry
from pricing.problems.errors import ProblemKind, Reason, UserError
from pricing.problems.progress import Cancelled, Progress
from pricing.store.backups import Backups
from pricing.store.comparisons import ComparisonStore
from pricing.store.copies import cancellable, find_damage_and_copy
from pricing.store.data_files import COMPARISONS_FILE
from pricing.store.drafts import write_whole
from tests.sqlite_file import sqlite_connection

if TYPE_CHECKING:
    from pathlib import Path

LARGE = 3_000  # rows of a file that is checked in the background


class CancelledProgress(Progress):
    """The progress of work that the user has cancelled."""

    @property
    def should_continue(self) -> bool:
        return False


def fill_folder(folder: Path, row_count: int) -> None:
    """Save one comparison of this many rows, and close the file again after an edit."""
    store = ComparisonStore(folder)
    note = "shelf " * 300
    rows = [Entry(number, {"note": f"{number} {note}"}) for number in range(1, row_count + 1)]
    store.write(insert_rows(0, rows, "list"), store.state())
    store.close()
    steps_of_close(folder)


def steps_of_close(folder: Path) -> int:
    """Edit a comparison, and return how many hundreds of SQLite's steps the closing takes."""
    store = ComparisonStore(folder)
    store.write(edit_cell(store.entries(), 0, "brand", "Fine"), store.state())
    steps: list[int] = []
    store._database._connection.set_progress_handler(lambda: steps.append(1), 100)
    store.keep_copy()
    store.close()
    return len(steps)


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


def test_that_closing_a_large_file_does_not_read_all_of_it(tmp_path: Path) -> None:
    fill_folder(tmp_path / "small", 100)
    fill_folder(tmp_path / "large", LARGE)
    assert steps_of_close(tmp_path / "large") <= steps_of_close(tmp_path / "small")


def test_that_damage_of_a_large_file_is_found_after_the_start(tmp_path: Path) -> None:
    fill_folder(tmp_path, LARGE)
    assert find_damage_and_copy(tmp_path) == ""
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as other:
        other.execute("UPDATE product SET note = 'none' WHERE id = 2000")
    store = ComparisonStore(tmp_path)
    assert find_damage_and_copy(tmp_path) is Reason.ALTERED
    store.close()
    assert find_damage_and_copy(tmp_path) is Reason.ALTERED


def test_that_a_check_in_the_background_leaves_a_file_in_use_to_a_later_one(
    tmp_path: Path,
) -> None:
    fill_folder(tmp_path, 2)
    (copy,) = (tmp_path / "backups").iterdir()
    copy.unlink()
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("SELECT * FROM product").fetchall()  # which takes the lock
        assert find_damage_and_copy(tmp_path) == ""
        assert not list((tmp_path / "backups").iterdir())
    assert find_damage_and_copy(tmp_path) == ""
    assert list((tmp_path / "backups").iterdir())


def _close_and_refuse() -> None:
    connection = sqlite3.connect(":memory:")
    with cancellable(connection, lambda: True):
        connection.close()
        raise UserError(ProblemKind.NO_ROOM, path="data")


def test_that_a_refusal_is_told_where_the_connection_was_closed_meanwhile() -> None:
    with pytest.raises(UserError) as error:
        _close_and_refuse()
    assert error.value.kind is ProblemKind.NO_ROOM


def test_that_a_check_in_the_background_ends_when_it_is_cancelled(tmp_path: Path) -> None:
    fill_folder(tmp_path, LARGE)
    with pytest.raises(Cancelled):
        find_damage_and_copy(tmp_path, CancelledProgress())
