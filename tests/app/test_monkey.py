"""A short run of the monkey, with the same steps each time.

It has a process of its own, and on Linux a screen: there it keeps the keyboard, and takes it from
no other test.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.paths import OFFSCREEN, ROOT

if TYPE_CHECKING:
    from pathlib import Path

SHORT_RUN = """
import sys
from pathlib import Path
from PySide6.QtCore import QMimeData
from app.window.startup import new_application
from tests.app.monkey import run
application = new_application()
def should_go_on(number, _):
    if number == 200:  # the run ends with copied data
        application.clipboard().setMimeData(QMimeData())
    return number < 200
findings = run(Path(sys.argv[1]), 7, should_go_on)
print("faults", findings.faults)
print("steps", sum(findings.step_counts.values()))
"""


def test_that_random_use_ends_in_no_traceback_and_no_warning(tmp_path: Path) -> None:
    screen = {"QT_QPA_PLATFORM": OFFSCREEN} if sys.platform == "linux" else {}
    done = subprocess.run(
        [sys.executable, "-c", SHORT_RUN, tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
        env={**os.environ, **screen, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )
    *_, faults, steps = done.stdout.splitlines() or ["", ""]
    assert (faults, done.returncode) == ("faults []", 0), done.stdout + done.stderr
    assert int(steps.removeprefix("steps ")) >= 200
