"""Runs a tool of the system that recognizes text, in bounds on time, memory and output."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_SECONDS = 60
MAX_MEMORY_BYTES = 2_000_000_000
MAX_OUTPUT_BYTES = 4_000_000
# Several threads of Tesseract slow each other down.
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1"}
# Windows opens no window for the tool.
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def run_tool(command: Sequence[str]) -> str:
    """Return what a tool prints.

    Raises:
        BadInput: It cannot be started, fails, or takes too long.
    """
    with tempfile.TemporaryFile() as output:
        try:
            result = subprocess.run(  # noqa: S603 - a tool of the system on a file of ours
                [*_bounded(), *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.DEVNULL,
                timeout=MAX_SECONDS,
                check=False,
                env=os.environ | _ONE_THREAD,
                creationflags=_NO_WINDOW,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            reason = type(error).__name__
            raise BadInput(ProblemKind.TEXT_RECOGNITION_FAILED, reason=reason) from None
        if result.returncode:
            reason = str(result.returncode)
            raise BadInput(ProblemKind.TEXT_RECOGNITION_FAILED, reason=reason)
        output.seek(0)
        return output.read(MAX_OUTPUT_BYTES).decode("utf-8", "replace")


def _bounded() -> tuple[str, ...]:
    """Return the command before a command that bounds its memory, where the system has one."""
    limiter = shutil.which("prlimit")
    return (limiter, f"--as={MAX_MEMORY_BYTES}") if limiter else ()
