"""Fixtures for shared catalogues: a server for the session, and a database for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.postgresql import PASSWORD, PostgresServer, find_programs, running_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresServer]:
    programs = find_programs()
    if programs is None:
        pytest.skip("THE SHARED CATALOGUE IS NOT TESTED: install PostgreSQL (Debian: postgresql)")
    with running_server(programs) as server:
        yield server


@pytest.fixture
def password_file(
    postgresql: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Return PostgreSQL's password file, where a user keeps the password."""
    path = tmp_path / "pgpass"
    path.write_text(f"127.0.0.1:*:*:*:{PASSWORD}\n")
    path.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(path))
    return path


@pytest.fixture
def address(postgresql: PostgresServer, password_file: Path) -> str:
    """Return the address of a new database."""
    import psycopg

    name = f"db_{uuid4().hex}"
    with psycopg.connect(postgresql.address("postgres"), autocommit=True) as connection:
        # Earlier versions know no other way, and later ones write all of it to their log.
        is_choice = connection.info.server_version >= 150_000
        strategy = "STRATEGY = FILE_COPY" if is_choice else ""
        connection.execute(f"CREATE DATABASE {name} {strategy}")
    return postgresql.address(name)
