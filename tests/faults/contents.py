"""What the files of a folder hold, without what no user sees, such as the time of an export."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.toolkit.settings import FILE_NAME as SETTINGS_NAME
from pricing.store.backups import FOLDER_NAME as BACKUPS_NAME
from pricing.store.data_files import CATALOGUE_FILE, COMPARISONS_FILE
from pricing.store.disk_faults import result_code
from pricing.store.integrity import (
    INTEGRITY_TABLE,
    DamagedFileError,
    read_seal,
    refuse_damage,
    seal_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pricing.store.data_files import DataFileKind

    Contents = Mapping[str, Any]
    Tables = Mapping[str, list[tuple[Any, ...]]]

KINDS = {"comparisons": COMPARISONS_FILE, "catalogue": CATALOGUE_FILE}
COPIES, LEFTOVERS, PREFERENCES = "copies", "leftovers", SETTINGS_NAME
DAMAGED = "damaged"
SMALLEST_RANDOM_ID = 2**40
_LEFTOVER_ENDINGS = (".tmp", ".tmp-journal")
_CHANGING_PDF_PARTS = re.compile(
    rb"\(D:\d+[^)]*\)|/ID ?\[[^]]*\]|\d{4}-\d\d-\d\dT[\d:.+Z-]+|uuid:[0-9a-f-]+|<[0-9a-f]{32}>"
)


def read_contents(folder: Path) -> Contents:
    """Return what is in each data file, in each export, and in all copies of earlier days."""
    data = folder / "data"
    contents: dict[str, object] = {
        name: read_database(data / kind.name, kind) for name, kind in KINDS.items()
    }
    comparisons = contents["comparisons"]
    if isinstance(comparisons, dict):  # the next start notes a day of use that was not noted
        comparisons.pop("day_of_use", None)
    contents[COPIES] = {
        path.name: read_database(path, COMPARISONS_FILE if "comp" in path.name else CATALOGUE_FILE)
        for path in sorted((data / BACKUPS_NAME).glob("*.sqlite3"))
    }
    contents[PREFERENCES] = _preferences(data / PREFERENCES)
    for path in sorted((folder / "exports").iterdir()):
        if path.suffix not in _LEFTOVER_ENDINGS:
            contents[path.name] = read_export(path)
    contents[LEFTOVERS] = sorted(
        path.name for path in folder.rglob("*") if path.suffix in _LEFTOVER_ENDINGS
    )
    return contents


def read_database(path: Path, kind: DataFileKind) -> object:
    """Return the rows of each table, None if there is no table, or a word for damage.

    A program that cannot write a file holds it for itself, so a copy is read then.
    """
    try:
        return _read_tables(path, kind) if path.exists() else None
    except sqlite3.DatabaseError as error:
        is_locked = result_code(error) == sqlite3.SQLITE_BUSY
        return _read_copy(path, kind) if is_locked else DAMAGED
    except DamagedFileError:
        return DAMAGED


def _read_copy(path: Path, kind: DataFileKind) -> object:
    """Return the rows of a file that is locked. Nobody writes to it meanwhile."""
    with tempfile.TemporaryDirectory() as name:
        for file in (path, path.with_name(f"{path.name}-wal"), seal_path(path)):
            if file.exists():
                shutil.copy(file, name)
        return read_database(Path(name, path.name), kind)


def _read_tables(path: Path, kind: DataFileKind) -> object:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        names = list(_tables(connection))
        if not names:
            return None
        ((version,),) = connection.execute("PRAGMA user_version")
        if version == kind.version:
            refuse_damage(connection, read_seal(path), has_row_digest=kind.has_row_digest)
        tables = {
            name: connection.execute(f"SELECT * FROM {name}").fetchall()
            for name in names
            if name != INTEGRITY_TABLE
        }
    return {"version": version, **_with_plain_ids(tables)}


def _with_plain_ids(tables: Tables) -> Tables:
    """Return sorted rows in which numbers take the place of random ids."""
    comparisons = sorted(tables.get("comparison", ()), key=lambda row: repr(row[1:]))
    plain = {row[0]: f"comparison {place}" for place, row in enumerate(comparisons)}
    places = {
        row[1]: (plain.get(row[0], ""), row[2]) for row in tables.get("comparison_product", ())
    }
    products = sorted(
        tables["product"], key=lambda row: (places.get(row[0], ("", row[0])), repr(row[1:]))
    )
    plain |= {row[0]: f"product {place}" for place, row in enumerate(products)}
    return {
        name: sorted((tuple(_plain_value(value, plain) for value in row) for row in rows), key=repr)
        for name, rows in tables.items()
    }


def _plain_value(value: Any, plain: Mapping[int, str]) -> Any:
    return (
        plain.get(value, value) if isinstance(value, int) and value > SMALLEST_RANDOM_ID else value
    )


def _tables(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield our tables. Those of the search index belong to SQLite."""
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ).fetchall()
    virtual = [name for name, sql in rows if sql.startswith("CREATE VIRTUAL")]
    for name, _ in rows:
        if name not in virtual and not any(name.startswith(f"{table}_") for table in virtual):
            yield name


def _preferences(path: Path) -> str:
    """Return the group of the preferences. The window saves its own size as it likes."""
    text = path.read_text("utf-8") if path.exists() else ""
    return text.partition("[preferences]")[2].partition("[")[0].strip()


def read_export(path: Path) -> object:
    """Return the content of an export."""
    data = path.read_bytes()
    if data.startswith(b"SQLite"):
        return read_database(path, CATALOGUE_FILE)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(path) as file:
            names = [name for name in file.namelist() if name != "docProps/core.xml"]
            return {name: file.read(name) for name in names}
    return _CHANGING_PDF_PARTS.sub(b"", data) if data.startswith(b"%PDF") else data
