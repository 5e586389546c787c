"""A data file that several parts of the program open and close at once."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from pricing.store.comparisons import ComparisonStore
from pricing.store.data_files import COMPARISONS_FILE
from pricing.store.opening import may_have_table
from tests.sqlite_file import sqlite_connection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

THREADS, OPENINGS = 3, 700


@pytest.fixture
def often_interrupted() -> Iterator[None]:
    """Let threads take turns far more often than usual."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("often_interrupted")
def test_that_a_sound_file_is_not_set_aside_while_another_part_closes_it(tmp_path: Path) -> None:
    """SQLite deletes its own files beside a data file when the last part closes it."""
    ComparisonStore(tmp_path).close()

    def open_often(_: int) -> list[object]:
        notices: list[object] = []
        for _ in range(OPENINGS):
            store = ComparisonStore(tmp_path)
            notices.append(store.notice)
            store.close()
        return notices

    with ThreadPoolExecutor(THREADS) as threads:
        notices = {notice for found in threads.map(open_often, range(THREADS)) for notice in found}
    assert notices == {None}
    assert not list(tmp_path.glob("*.damaged-*"))


def test_that_what_cannot_be_looked_into_may_have_any_table(tmp_path: Path) -> None:
    def may_have_two_tables() -> list[bool]:
        path = tmp_path / COMPARISONS_FILE.name
        return [may_have_table(path, COMPARISONS_FILE, table) for table in ("product", "sharing")]

    assert may_have_two_tables() == [True, True]
    assert not list(tmp_path.iterdir())
    ComparisonStore(tmp_path).close()
    assert may_have_two_tables() == [True, False]
    with sqlite_connection(tmp_path / COMPARISONS_FILE.name) as connection:
        connection.execute("PRAGMA user_version = 1")
    assert may_have_two_tables() == [True, True]
    (tmp_path / COMPARISONS_FILE.name).write_bytes(b"no database at all" * 99)
    assert may_have_two_tables() == [True, True]
