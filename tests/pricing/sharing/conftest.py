"""Counters that share one catalogue through a real server."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from typing import TYPE_CHECKING

import pytest

from pricing.model.row_batch import RowBatch
from pricing.sharing.shared_catalogue import SharedCatalogue
from tests.generated_products import generate_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def open_counter(tmp_path: Path) -> Iterator[Callable[[str], SharedCatalogue]]:
    """Return a function that opens the catalogue of a counter."""
    with ExitStack() as stack:
        yield lambda name: stack.enter_context(SharedCatalogue(tmp_path / name))


@pytest.fixture
def pair(
    open_counter: Callable[[str], SharedCatalogue], address: str
) -> tuple[SharedCatalogue, SharedCatalogue]:
    """Return two counters with one catalogue of 20 rows."""
    north, south = open_counter("north"), open_counter("south")
    rows = RowBatch.from_rows(generate_rows(20))
    north.catalogue.import_rows([rows], "List", date(2026, 6, 26))
    for counter, name in ((north, "north"), (south, "south")):
        counter.join(address, name)
        counter.sync()
    return north, south
