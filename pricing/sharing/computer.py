"""The computer that a shared catalogue belongs to: a copy of its folder is another counter."""

from __future__ import annotations

import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from pricing.catalogue.outbox import become_counter

if TYPE_CHECKING:
    from pricing.store.database import Database

_LINUX_FILE = Path("/etc/machine-id")
_WINDOWS_KEY = r"SOFTWARE\Microsoft\Cryptography"
_DIGITS = 16


def take_own_counter(database: Database) -> bool:
    """Make a catalogue that came from another computer a counter of its own.

    Return whether it did. Both computers would else state prices as one counter. What waits in both
    is sent once, because its ids are the same.
    """
    computer = _computer()
    ((known,),) = database.fetch_rows("SELECT computer FROM sharing")
    if not computer or known == computer:
        return False
    with database.transaction():
        database.execute("UPDATE sharing SET computer = ?", (computer,))
        if known:
            become_counter(database, str(uuid4()))
    return bool(known)


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
