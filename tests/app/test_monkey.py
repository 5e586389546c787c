"""A short run of the monkey, with the same steps each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.app.monkey import run

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

STEPS = 200


def test_that_random_use_ends_in_no_traceback_and_no_warning(
    qapp: QApplication, tmp_path: Path
) -> None:
    findings = run(tmp_path, 7, lambda number, _: number < STEPS)
    assert findings.faults == []
    assert sum(findings.step_counts.values()) >= STEPS
