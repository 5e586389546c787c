"""The tables of the shared log: as SQL for an administrator, and from one version to the next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SCHEMA_VERSION = 3
_TABLES, _GUARDS, _ROLES = "schema.sql", "guards.sql", "roles.sql"
_HEAD = """\
-- The shared catalogue of Elemental. Run this once, in the database of the catalogue, as the role
-- that shall own it. One database holds one shared catalogue. All of it is done, or nothing.
BEGIN;
DO $$ BEGIN
    IF to_regnamespace('elemental') IS NOT NULL THEN
        RAISE EXCEPTION 'This database has a schema "elemental" already, so nothing is changed.'
            USING HINT = 'Choose another database. To take a shared catalogue to a new version, '
                'let its owner run "elemental-cli share" with its address.';
    END IF;
END $$;

"""
# The statements that take the log of each earlier version to the next one.
_MIGRATIONS: Mapping[int, str] = {
    1: "ALTER TABLE elemental.log DROP CONSTRAINT log_kind_check, "
    "ADD CONSTRAINT log_kind_check CHECK (kind IN ('label', 'price', 'withdrawal'))",
    # Until now, nobody knew whose a counter is. It belongs to the login that wrote under its id
    # last, or else to the next one.
    2: "ALTER TABLE elemental.counter ADD COLUMN login text; "
    "UPDATE elemental.counter c SET login = (SELECT l.recorded_by FROM elemental.log l "
    "WHERE l.counter = c.id ORDER BY l.seq DESC LIMIT 1); {guards}",
}


def schema_text() -> str:
    """Return the SQL that sets the log and its roles up, for an administrator to read and run."""
    about = (
        "INSERT INTO elemental.about (id, version, log)\n"
        f"    VALUES (1, {SCHEMA_VERSION}, md5(random()::text || clock_timestamp()::text)::uuid);\n"
    )
    parts = (_read(_TABLES), about, _read(_GUARDS), _read(_ROLES), "COMMIT;\n")
    return _HEAD + "\n".join(parts)


def creation() -> str:
    """Return the SQL that makes the tables, for the login that then owns them."""
    return _read(_TABLES) + _read(_GUARDS)


def migrations(version: int) -> Iterator[str]:
    """Yield the SQL that takes the tables from a version to this one, if this version knows it."""
    for each in range(version, SCHEMA_VERSION) if version in _MIGRATIONS else ():
        yield _MIGRATIONS[each].replace("{guards}", _read(_GUARDS))


def _read(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")
