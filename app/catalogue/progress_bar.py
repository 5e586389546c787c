"""Long work on the catalogue: how far it is, how long it takes yet; pause and cancel."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton

from app.toolkit.locale_format import count_text
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from app.toolkit.background_tasks import BackgroundTask

# From here on the time left is worth a guess.
SECONDS_BEFORE_ESTIMATE = 1.0
SECONDS_PER_MINUTE = 60
# Longer than this is said in minutes.
MAX_SECONDS_SHOWN = 90
# The bar's length.
PROGRESS_MAXIMUM = 1_000


class TaskProgressBar(QFrame):
    """One task after the other; hidden where there is none. `cancelled` tells of the button."""

    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("fillingBar")
        self._task: BackgroundTask | None = None
        self._name = ""
        self._started_at = self._paused_at = 0.0
        self._label = QLabel()
        self._label.setObjectName("fillingLabel")
        self._bar = QProgressBar()
        self._bar.setAccessibleName(tr("Import into the catalogue"))
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

    def watch(self, task: BackgroundTask, name: str, activity: str) -> None:
        """Show a task on what is so named until it is over."""
        self._task, self._name = task, name
        self._pause_button.setChecked(False)
        self._started_at = time.monotonic()
        self._label.setText(f"{name}: {activity}")
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
        told = f"{self._name}: {count_text(rows, '{count} row', '{count} rows')}"
        reading = 0 < share < 1
        self._bar.setRange(0, PROGRESS_MAXIMUM if reading else 0)
        self._bar.setValue(round(share * PROGRESS_MAXIMUM))
        took = time.monotonic() - self._started_at
        if reading and took > SECONDS_BEFORE_ESTIMATE:
            told += " · " + time_left_text(took / share * (1 - share))
        elif share >= 1:
            told += " · " + tr("joining the catalogue…")
        self._label.setText(told)

    def _set_paused(self, paused: bool) -> None:
        if self._task is None:
            return
        self._task.pause(paused=paused)
        self._pause_button.setText(tr("Go on") if paused else tr("Pause"))
        now = time.monotonic()
        if paused:
            self._paused_at = now
        else:  # what was waited is no part of how fast the work goes
            self._started_at += now - self._paused_at

    def _cancel(self) -> None:
        self.cancel_requested.emit()
        if self._task is not None:
            self._task.cancel()


def time_left_text(seconds: float) -> str:
    """How long something takes yet, as people say it."""
    if seconds <= MAX_SECONDS_SHOWN:
        left = count_text(max(round(seconds), 1), "{count} second", "{count} seconds")
    else:
        minutes = round(seconds / SECONDS_PER_MINUTE)
        left = count_text(minutes, "{count} minute", "{count} minutes")
    return tr("about {time} left", time=left)
