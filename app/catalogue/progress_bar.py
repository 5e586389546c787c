"""The progress bar of imports and exports, with the time left, pause and cancel."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton

from app.toolkit.locale_format import count_text
from app.toolkit.shown_text import Label
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from app.toolkit.background_tasks import BackgroundTask

# Before this, an estimate of the time left is too rough to show.
SECONDS_BEFORE_ESTIMATE = 1.0
SECONDS_PER_MINUTE = 60
# More than this is shown in minutes.
MAX_SECONDS_SHOWN = 90
PROGRESS_MAXIMUM = 1_000


class TaskProgressBar(QFrame):
    """Shows one task at a time, and hides when there is none."""

    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("taskProgressBar")
        self._task: BackgroundTask | None = None
        self._name = ""
        self._started_at = self._paused_at = 0.0
        self._label = Label()
        self._label.setObjectName("progressLabel")
        self._bar = QProgressBar()
        self._bar.setAccessibleName(tr("Progress"))
        self._bar.setTextVisible(False)
        self._pause_button = QPushButton(tr("Pause"))
        self._pause_button.setObjectName("pauseButton")
        self._pause_button.setCheckable(True)
        self._pause_button.toggled.connect(self._set_paused)
        cancel = QPushButton(tr("Cancel"))
        cancel.setObjectName("cancelButton")
        cancel.clicked.connect(self._cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(self._label, 2)
        layout.addWidget(self._bar, 1)
        layout.addWidget(self._pause_button)
        layout.addWidget(cancel)
        self.hide()

    def watch(
        self, task: BackgroundTask, name: str, activity: str, *, keeps_pause: bool = False
    ) -> None:
        """Show a task on the file `name` until it ends.

        It goes on with an earlier task if it `keeps_pause`: then it is paused if that one was.
        """
        self._task, self._name = task, name
        self._pause_button.setChecked(keeps_pause and self._pause_button.isChecked())
        task.pause(paused=self._pause_button.isChecked())
        self._started_at = self._paused_at = time.monotonic()
        self._label.setText(tr("{name}: {activity}", name=name, activity=activity))
        self._bar.setRange(0, 0)
        task.progressed.connect(self._show_progress)
        task.ended.connect(self._hide)
        self.show()

    def _hide(self) -> None:
        self._task = None
        self.hide()

    def _show_progress(self, rows: int, share: float) -> None:
        if not rows:
            return
        text = count_text(rows, "{name}: {count} row", "{name}: {count} rows", name=self._name)
        is_partial = 0 < share < 1
        self._bar.setRange(0, PROGRESS_MAXIMUM if is_partial else 0)
        self._bar.setValue(round(share * PROGRESS_MAXIMUM))
        elapsed = time.monotonic() - self._started_at
        if is_partial and elapsed > SECONDS_BEFORE_ESTIMATE:
            text += " · " + time_left_text(elapsed / share * (1 - share))
        elif share >= 1:
            text += " · " + tr("adding to the catalogue…")
        self._label.setText(text)

    def _set_paused(self, paused: bool) -> None:
        if self._task is None:
            return
        self._task.pause(paused=paused)
        self._pause_button.setText(tr("Resume") if paused else tr("Pause"))
        now = time.monotonic()
        if paused:
            self._paused_at = now
        else:  # the pause must not count in the estimate
            self._started_at += now - self._paused_at

    def _cancel(self) -> None:
        self.cancel_requested.emit()
        if self._task is not None:
            self._task.cancel()


def time_left_text(seconds: float) -> str:
    """Return the time left in words, such as "about 2 minutes left"."""
    if seconds <= MAX_SECONDS_SHOWN:
        return count_text(
            max(round(seconds), 1), "about {count} second left", "about {count} seconds left"
        )
    minutes = round(seconds / SECONDS_PER_MINUTE)
    return count_text(minutes, "about {count} minute left", "about {count} minutes left")
