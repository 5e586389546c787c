"""Faults at a chosen write of this process: the calls of the C library fail, or kill the program.

`write_faults.c` is loaded before the C library, so it works on Linux alone, with a C compiler.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from enum import Enum
from opcode import opmap
from pathlib import Path

SOURCE = Path(__file__).with_name("write_faults.c")
_LIBRARY_VARIABLE = "LD_PRELOAD"


class Fault(Enum):
    """What happens at a write. The order is that of `write_faults.c`."""

    RECORD = "nothing"
    KILL = "kill"
    FULL_DISK = "ENOSPC"
    IO_ERROR = "EIO"
    NO_RIGHTS = "EACCES"
    INTERRUPT = "EINTR"
    NO_MEMORY = "MemoryError"


FAULTS = tuple(fault for fault in Fault if fault is not Fault.RECORD)


def compiler() -> str:
    """Return the C compiler, or "" where faults cannot be injected."""
    return (shutil.which("cc") or "") if sys.platform == "linux" else ""


def environment_with_faults(folder: Path) -> dict[str, str]:
    """Compile the library into a folder, and return an environment that loads it."""
    library = folder / "write_faults.so"
    flags = ("-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror")
    command = (compiler(), *flags, "-o", str(library), str(SOURCE), "-ldl", "-lpthread")
    subprocess.run(command, check=True)
    return {**os.environ, _LIBRARY_VARIABLE: str(library)}


class Writes:
    """The writes of this process below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = os.fsencode(folder)
        self._library = ctypes.CDLL(os.environ[_LIBRARY_VARIABLE])
        self._library.faults_set_entry_opcode(opmap["RESUME"])
        self._library.faults_call.restype = ctypes.c_char_p
        self._library.faults_call.argtypes = [ctypes.c_long]
        self._library.faults_count.restype = ctypes.c_long
        self._library.faults_arm.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.c_long]

    def arm(self, fault: Fault, place: int) -> None:
        """Let the fault happen at the write with this number. The first one has number 1."""
        self._library.faults_arm(self._folder, list(Fault).index(fault), place)

    def disarm(self) -> bool:
        """Let all writes succeed again. Return whether the fault happened."""
        return bool(self._library.faults_disarm())

    def recorded(self) -> list[str]:
        """Return the writes since the fault was armed, such as "rename data/window.ini"."""
        count = self._library.faults_count()
        return [os.fsdecode(self._library.faults_call(number)) for number in range(count)]
