"""Bounds on the memory and the processor time of a process, by the means of each system.

Linux bounds the address space. Windows bounds a job, to which the process is assigned. macOS does
neither reliably, so there the process that waits looks at the memory again and again.
"""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

MAX_MEMORY_MB = 400
_MAX_MEMORY = MAX_MEMORY_MB * 1_000_000


# -- in the process ----------------------------------------------------------------------------


def bound_this_process() -> None:
    """Bound the memory of this process, and leave a keyboard interrupt to its parent."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "win32":
        return
    import resource

    for limit, size in ((resource.RLIMIT_AS, _MAX_MEMORY), (resource.RLIMIT_CORE, 0)):
        with suppress(OSError, ValueError):  # macOS refuses some
            resource.setrlimit(limit, (size, size))


def allow_processor_time(seconds: int) -> None:
    """Let the system end this process after some more seconds of work.

    So it ends even if its parent died while a library never returns.
    """
    if sys.platform == "win32":  # the job ends with the parent
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds, hard))


# -- in its parent -----------------------------------------------------------------------------


def bound_child(process: subprocess.Popen[bytes]) -> object:
    """Bound the memory of a child where it cannot do so itself. Keep the result while it runs."""
    if sys.platform == "win32":
        return _assign_to_job(process)
    return None


def resident_memory(process: subprocess.Popen[bytes]) -> int:
    """Return the bytes that a child has in memory, or 0 if the system does not tell."""
    with suppress(OSError, ValueError):
        if sys.platform == "linux":
            import resource

            pages = Path(f"/proc/{process.pid}/statm").read_text("ascii").split()[1]
            return int(pages) * resource.getpagesize()
        if sys.platform == "darwin":
            return _resident_memory_on_macos(process.pid)
        if sys.platform == "win32":
            return _resident_memory_on_windows(process)
    return 0


def exceeds_memory(process: subprocess.Popen[bytes]) -> bool:
    """Return whether a child has more in memory than it may have."""
    return resident_memory(process) > _MAX_MEMORY


if sys.platform == "darwin":
    import ctypes

    _TASK_INFO = 4
    _TASK_INFO_FIELDS = 12  # of 64 bits each; the second is the resident size

    def _resident_memory_on_macos(pid: int) -> int:
        info = (ctypes.c_uint64 * _TASK_INFO_FIELDS)()
        library = ctypes.CDLL("/usr/lib/libproc.dylib")
        library.proc_pidinfo(pid, _TASK_INFO, ctypes.c_uint64(0), info, ctypes.sizeof(info))
        return int(info[1])


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _KERNEL = ctypes.WinDLL("kernel32", use_last_error=True)
    _KERNEL.CreateJobObjectW.restype = wintypes.HANDLE
    _KERNEL.CreateJobObjectW.argtypes = (wintypes.LPVOID, wintypes.LPCWSTR)
    _KERNEL.SetInformationJobObject.argtypes = (
        wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD,
    )  # fmt: skip
    _KERNEL.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    _KERNEL.CloseHandle.argtypes = (wintypes.HANDLE,)
    _KERNEL.K32GetProcessMemoryInfo.argtypes = (wintypes.HANDLE, wintypes.LPVOID, wintypes.DWORD)
    _EXTENDED_LIMITS = 9
    _LIMIT_PROCESS_MEMORY, _END_WITHOUT_A_DIALOG, _END_WITH_THE_PARENT = 0x100, 0x400, 0x2000

    class _BasicLimits(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
            ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _ExtendedLimits(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", _BasicLimits),
            ("IoInfo", ctypes.c_ulonglong * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    class _MemoryCounters(ctypes.Structure):
        _fields_ = (
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            ("PeakWorkingSetSize", ctypes.c_size_t),
            ("WorkingSetSize", ctypes.c_size_t),
            ("QuotaPeakPagedPoolUsage", ctypes.c_size_t),
            ("QuotaPagedPoolUsage", ctypes.c_size_t),
            ("QuotaPeakNonPagedPoolUsage", ctypes.c_size_t),
            ("QuotaNonPagedPoolUsage", ctypes.c_size_t),
            ("PagefileUsage", ctypes.c_size_t),
            ("PeakPagefileUsage", ctypes.c_size_t),
        )

    class _Job:
        """The handle of a job. Its processes end when it is closed."""

        def __init__(self, handle: int) -> None:
            self._handle = handle

        def __del__(self) -> None:
            _KERNEL.CloseHandle(self._handle)

    def _assign_to_job(process: subprocess.Popen[bytes]) -> object:
        """Return the job, or None where the system refuses: then the memory is only watched."""
        handle = _KERNEL.CreateJobObjectW(None, None)
        if not handle:
            return None
        job, limits = _Job(handle), _ExtendedLimits()
        limits.BasicLimitInformation.LimitFlags = (
            _LIMIT_PROCESS_MEMORY | _END_WITHOUT_A_DIALOG | _END_WITH_THE_PARENT
        )
        limits.ProcessMemoryLimit = _MAX_MEMORY
        size = ctypes.sizeof(limits)
        is_set = _KERNEL.SetInformationJobObject(
            handle, _EXTENDED_LIMITS, ctypes.byref(limits), size
        )
        is_assigned = is_set and _KERNEL.AssignProcessToJobObject(handle, _handle_of(process))
        return job if is_assigned else None

    def _resident_memory_on_windows(process: subprocess.Popen[bytes]) -> int:
        counters = _MemoryCounters(cb=ctypes.sizeof(_MemoryCounters))
        is_known = _KERNEL.K32GetProcessMemoryInfo(
            _handle_of(process), ctypes.byref(counters), counters.cb
        )
        return counters.WorkingSetSize if is_known else 0

    def _handle_of(process: subprocess.Popen[bytes]) -> int:
        return int(process._handle)  # noqa: SLF001 - a process id may be that of another by now
