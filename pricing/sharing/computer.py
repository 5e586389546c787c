"""The computer and folder that a shared catalogue belongs to: a copy of it is another counter."""

from __future__ import annotations

import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from pricing.catalogue.outbox import LEFT_COUNTER, become_counter, sharing_tables

if TYPE_CHECKING:
    from pricing.store.database import Database

_LINUX_FILE = Path("/etc/machine-id")
_WINDOWS_KEY = r"SOFTWARE\Microsoft\Cryptography"
_DIGITS = 16


def take_own_counter(database: Database) -> bool:
    """Make a catalogue whose folder was copied a counter of its own.

    Return whether it did. Both would else state prices as one counter. What waits in both is sent
    once, because its ids are the same.
    """
    computer, folder = _computer(), _folder(database)
    ((known_computer, known_folder),) = database.fetch_rows("SELECT computer, folder FROM sharing")
    if (known_computer, known_folder) == (computer or known_computer, folder):
        return False
    is_copy = _is_copy(database, str(known_computer), str(known_folder))
    with database.transaction():
        place = (computer or known_computer, folder)
        database.execute("UPDATE sharing SET computer = ?, folder = ?", place)
        if is_copy:
            become_counter(database, str(uuid4()))
    return is_copy


def remember_counter(database: Database, counter: str, log: str) -> None:
    """Keep which counter left a log that has not heard of it, inside a transaction."""
    database.execute(f"CREATE TABLE {LEFT_COUNTER} (counter, log, computer, folder)")
    values = (counter, log, _computer(), _folder(database))
    database.execute(f"INSERT INTO {LEFT_COUNTER} VALUES (?, ?, ?, ?)", values)


def remembered_counter(database: Database, log: str) -> str:
    """Return the counter that left a log which has not heard of it, or "" for none."""
    if LEFT_COUNTER not in sharing_tables(database):
        return ""
    query = f"SELECT counter, computer, folder FROM {LEFT_COUNTER} WHERE log = ?"
    for counter, *place in database.fetch_rows(query, (log,)):
        if not _is_copy(database, *map(str, place)):
            return str(counter)
    return ""


def _is_copy(database: Database, known_computer: str, known_folder: str) -> bool:
    """Return whether the catalogue came from another computer, or from a folder that still has it.

    A folder that was moved is no longer at its place.
    """
    if known_computer not in {"", _computer() or known_computer}:
        return True
    original = Path(known_folder) / database.path.name
    with suppress(OSError):
        return known_folder != "" and not original.samefile(database.path)
    return False


def _folder(database: Database) -> str:
    return str(database.path.resolve().parent)


def _computer() -> str:
    """Return what tells this computer from others, or "" where the system does not say it.

    Systems ask programs to keep their own id to themselves, so it is not kept as it is.
    """
    system_id = _system_id().strip()
    text = f"elemental {system_id}"
    return sha256(text.encode()).hexdigest()[:_DIGITS] if system_id else ""


def _system_id() -> str:
    with suppress(OSError, ValueError):
        if sys.platform == "win32":
            import winreg

            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _WINDOWS_KEY) as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        return _LINUX_FILE.read_text("ascii")
    return ""
