"""The bar that tells which list is being opened, and lets the user cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton

from app.toolkit.shown_text import Label
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from app.toolkit.background_tasks import BackgroundTask

# Most lists are open before this, and a bar that comes and goes is only unrest.
SECONDS_BEFORE_SHOWING = 0.4


class OpeningBar(QFrame):
    """Shows one task at a time, and hides when there is none."""

    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("openingBar")
        self._label = Label()
        self._label.setObjectName("openingLabel")
        bar = QProgressBar()
        bar.setAccessibleName(tr("Progress"))
        bar.setTextVisible(False)
        bar.setRange(0, 0)
        cancel = QPushButton(tr("Cancel"))
        cancel.setObjectName("cancelOpeningButton")
        cancel.clicked.connect(self.cancel_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(self._label, 2)
        layout.addWidget(bar, 1)
        layout.addWidget(cancel)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.show)
        self.hide()

    def watch(self, task: BackgroundTask, text: str) -> None:
        """Show what is done until the task ends, unless that is very soon."""
        self._label.setText(text)
        task.ended.connect(self._hide)
        self._timer.start(round(SECONDS_BEFORE_SHOWING * 1_000))

    def _hide(self) -> None:
        self._timer.stop()
        self.hide()
