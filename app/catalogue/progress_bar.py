"""Long work on the catalogue: how far it is, how long it takes yet; pause and cancel."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton

from app.toolkit.locale_format import numbered
from app.toolkit.translation import counted, tr

if TYPE_CHECKING:
    from app.toolkit.background_tasks import Task

# From here on the time left is worth a guess.
SECONDS_BEFORE_GUESS = 1.0
SECONDS_OF_MINUTE = 60
# Longer than this is said in minutes.
MOST_SECONDS = 90
# The bar's length.
WHOLE = 1_000


class WorkBar(QFrame):
    """One task after the other; hidden where there is none. `cancelled` tells of the button."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("fillingBar")
        self._task: Task | None = None
        self._name = ""
        self._began = self._paused_at = 0.0
        self._text = QLabel()
        self._text.setObjectName("fillingLabel")
        self._bar = QProgressBar()
        self._bar.setAccessibleName(tr("Import into the catalogue"))
        self._bar.setTextVisible(False)
        self._pause = QPushButton(tr("Pause"))
        self._pause.setObjectName("pauseButton")
        self._pause.setCheckable(True)
        self._pause.toggled.connect(self._set_paused)
        cancel = QPushButton(tr("Cancel"))
        cancel.setObjectName("cancelButton")
        cancel.clicked.connect(self._cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(self._text, 2)
        layout.addWidget(self._bar, 1)
        layout.addWidget(self._pause)
        layout.addWidget(cancel)
        self.hide()

    def watch(self, task: Task, name: str, says: str) -> None:
        """Show a task on what is so named until it is over."""
        self._task, self._name = task, name
        self._pause.setChecked(False)
        self._began = time.monotonic()
        self._text.setText(f"{name}: {says}")
        self._bar.setRange(0, 0)
        task.reached.connect(self._reach)
        task.over.connect(self._end)
        self.show()

    def _end(self) -> None:
        self._task = None
        self.hide()

    def _reach(self, rows: int, share: float) -> None:
        if not rows:
            return
        told = f"{self._name}: {numbered(rows, tr('{count} row'), tr('{count} rows'))}"
        reading = 0 < share < 1
        self._bar.setRange(0, WHOLE if reading else 0)
        self._bar.setValue(round(share * WHOLE))
        took = time.monotonic() - self._began
        if reading and took > SECONDS_BEFORE_GUESS:
            told += " · " + time_left(took / share * (1 - share))
        elif share >= 1:
            told += " · " + tr("joining the catalogue…")
        self._text.setText(told)

    def _set_paused(self, paused: bool) -> None:
        if self._task is None:
            return
        self._task.pause(paused=paused)
        self._pause.setText(tr("Go on") if paused else tr("Pause"))
        now = time.monotonic()
        if paused:
            self._paused_at = now
        else:  # what was waited is no part of how fast the work goes
            self._began += now - self._paused_at

    def _cancel(self) -> None:
        self.cancelled.emit()
        if self._task is not None:
            self._task.cancel()


def time_left(seconds: float) -> str:
    """How long something takes yet, as people say it."""
    if seconds <= MOST_SECONDS:
        left = counted(max(round(seconds), 1), tr("{count} second"), tr("{count} seconds"))
    else:
        minutes = round(seconds / SECONDS_OF_MINUTE)
        left = counted(minutes, tr("{count} minute"), tr("{count} minutes"))
    return tr("about {time} left", time=left)
