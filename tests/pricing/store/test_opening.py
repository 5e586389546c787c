"""A data file that several parts of the program open and close at once."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from pricing.store.comparisons import ComparisonStore

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
