"""Runs a tool of the system that recognizes text, in bounds on time, memory and output."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.progress import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MAX_SECONDS = 60
MAX_MEMORY_BYTES = 2_000_000_000
MAX_OUTPUT_BYTES = 4_000_000
_SECONDS_BETWEEN_LOOKS = 0.1
# Several threads of Tesseract slow each other down.
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1"}
# Windows opens no window for the tool.
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def run_tool(command: Sequence[str], should_continue: Callable[[], bool] = lambda: True) -> str:
    """Return what a tool prints.

    Raises:
        BadInput: It cannot be started, fails, or takes too long.
        Cancelled: It should not continue.
    """
    with tempfile.TemporaryFile() as output:
        try:
            tool = subprocess.Popen(  # noqa: S603 - a tool of the system on a file of ours
                [*_bounded(), *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.DEVNULL,
                env=os.environ | _ONE_THREAD,
                creationflags=_NO_WINDOW,
            )
        except OSError as error:
            raise _failure(type(error).__name__) from None
        _wait(tool, should_continue)
        output.seek(0)
        return output.read(MAX_OUTPUT_BYTES).decode("utf-8", "replace")


def _wait(tool: subprocess.Popen[bytes], should_continue: Callable[[], bool]) -> None:
    """Wait for the end of a tool, or end it."""
    for _ in range(round(MAX_SECONDS / _SECONDS_BETWEEN_LOOKS)):
        try:
            if tool.wait(_SECONDS_BETWEEN_LOOKS):
                raise _failure(str(tool.returncode))
        except subprocess.TimeoutExpired:
            if not should_continue():
                break
        else:
            return
    tool.kill()
    tool.wait()
    if not should_continue():
        raise Cancelled
    raise _failure(subprocess.TimeoutExpired.__name__)


def _failure(reason: str) -> BadInput:
    return BadInput(ProblemKind.TEXT_RECOGNITION_FAILED, reason=reason)


def _bounded() -> tuple[str, ...]:
    """Return the command before a command that bounds its memory, where the system has one."""
    limiter = shutil.which("prlimit")
    return (limiter, f"--as={MAX_MEMORY_BYTES}") if limiter else ()
