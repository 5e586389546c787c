"""A catalogue keeps its counter after it left, or gets one if it was copied."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import psycopg
import pytest

from pricing.sharing.shared_catalogue import SharedCatalogue
from tests.pricing.sharing.gate import Gate
from tests.pricing.sharing.test_rights import own_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.postgresql import PostgresServer

    Open = Callable[[str], SharedCatalogue]
    Pair = tuple[SharedCatalogue, SharedCatalogue]


def counter_rows(address: str) -> list[tuple[str, bool]]:
    """Return the name of each counter that the server knows, and whether it has left."""
    with psycopg.connect(address) as connection:
        query = "SELECT name, applied < 0 FROM elemental.counter ORDER BY name"
        return connection.execute(query).fetchall()


@pytest.mark.parametrize("name", ["south", "south again"])
def test_a_counter_that_leaves_while_the_server_is_away_returns_as_itself(
    pair: Pair, address: str, postgresql: PostgresServer, name: str
) -> None:
    _, south = pair
    counter_id = own_id(south)
    gate = Gate(postgresql.port)
    with south.catalogue.database.transaction():
        south.catalogue.database.execute(
            "UPDATE sharing SET server = replace(server, ?, ?)",
            (str(postgresql.port), str(gate.port)),
        )
    gate.close()
    south.leave()
    assert counter_rows(address) == [("north", False), ("south", False)]
    south.join(address, name)
    assert own_id(south) == counter_id
    south.sync()
    assert counter_rows(address) == [("north", False), (name, False)]
    south.leave()
    assert counter_rows(address) == [("north", False), (name, True)]


def test_an_exported_catalogue_does_not_name_the_counter_that_it_was(
    pair: Pair, address: str, tmp_path: Path
) -> None:
    north, _ = pair
    counter_id = own_id(north)
    with north.catalogue.database.transaction():
        north.catalogue.database.execute("UPDATE sharing SET server = 'host=127.0.0.1 port=1'")
    north.leave()
    target = tmp_path / "whole.elemental"
    north.catalogue.export(target)
    assert counter_id.encode() not in target.read_bytes()


def test_a_copy_of_a_folder_is_a_counter_of_its_own_and_a_moved_folder_is_not(
    open_counter: Open, address: str, tmp_path: Path
) -> None:
    with SharedCatalogue(tmp_path / "first") as first:
        first.join(address, "first")
        counter_id = own_id(first)
    shutil.copytree(tmp_path / "first", tmp_path / "copy")
    with SharedCatalogue(tmp_path / "copy") as copy:
        assert copy.sync().is_new_counter
        copy_id = own_id(copy)
    (tmp_path / "first").rename(tmp_path / "moved")
    with SharedCatalogue(tmp_path / "moved") as moved:
        assert not moved.sync().is_new_counter
        assert own_id(moved) == counter_id != copy_id
    assert len(counter_rows(address)) == 2
