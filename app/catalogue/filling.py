"""Lists on their way into the catalogue, off the window's thread, with pause and cancel."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton

from app.numbers import notation
from app.tasks import Task
from app.translation import tr
from pricing.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.choosing import Chooser
    from app.messages import Messages
    from app.session import Session
    from pricing.filling import Filled
    from pricing.progress import Progress

# From here on the time left is worth a guess.
SECONDS_BEFORE_GUESS = 1.0
# The bar's length.
WHOLE = 1_000


class Filling(QFrame):
    """One file after the other; shown while there is one. `filled` tells that one has joined."""

    filled = Signal()
    read = Signal(object, object)  # a path that was filled quietly, and what became of it (Filled)

    def __init__(self, session: Session, messages: Messages, chooser: Chooser) -> None:
        super().__init__()
        self.setObjectName("fillingBar")
        self._session = session
        self._messages = messages
        self._chooser = chooser
        self._waiting: list[Path] = []
        self._quiet: set[Path] = set()
        self._task: Task | None = None
        self._began = 0.0
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

    # -- ways in -------------------------------------------------------------------------------

    def ask_for_lists(self) -> None:
        """Let the user choose lists, or another catalogue's file."""
        from pricing.reading.importer import ENDINGS
        from pricing.store import exchange

        endings = " ".join(f"*{ending}" for ending in (*ENDINGS, *exchange.ENDINGS))
        kinds = f"{tr('Product lists and catalogues')} ({endings});;{tr('All files')} (*)"
        self._chooser.open(tr("Import into catalogue"), kinds, self.fill)

    def ask_for_target(self) -> None:
        """Let the user choose where the whole catalogue is written."""
        from pricing.store.exchange import ENDING

        kinds = f"{tr('Catalogue')} (*{ENDING})"
        self._chooser.save(f"catalogue{ENDING}", kinds, self._export)

    def fill(self, paths: Sequence[Path], *, quietly: bool = False) -> None:
        """Take these files in, one after the other; what came of them is said, or handed on."""
        self._quiet |= set(paths) if quietly else set()
        self._waiting += paths
        self._next()

    # -- one file ------------------------------------------------------------------------------

    def _next(self) -> None:
        self.setVisible(bool(self._waiting) or self._task is not None)
        if self._task is not None or not self._waiting:
            return
        path = self._waiting.pop(0)
        element, folder = self._session.scenario.element, self._session.folder
        self._begin(
            Task(lambda progress: _filled(folder, path, element, progress), self),
            tr("{name}: reading…", name=path.name),
            lambda filled: self._tell(path, filled),
        )

    def _begin(self, task: Task, says: str, done: Callable[..., object]) -> None:
        self._task, self._began = task, time.monotonic()
        self._text.setText(says)
        self._pause.setChecked(False)
        self._bar.setRange(0, 0)
        task.reached.connect(self._reach)
        task.done.connect(done)
        task.refused.connect(self._refuse)
        task.stopped.connect(
            lambda: self._messages.tell(tr("Cancelled: the catalogue is as it was before."))
        )
        task.over.connect(self._end)
        self.show()
        task.start()

    def _reach(self, rows: int, share: float) -> None:
        took = time.monotonic() - self._began
        told = tr("{rows} rows", rows=notation().number(str(rows)))
        reading = 0 < share < 1
        self._bar.setRange(0, WHOLE if reading else 0)
        self._bar.setValue(round(share * WHOLE))
        if reading and took > SECONDS_BEFORE_GUESS:
            left = max(round(took / share * (1 - share)), 1)
            told += " · " + tr("about {seconds} s left", seconds=left)
        elif share >= 1:
            told += " · " + tr("joining the catalogue…")
        self._text.setText(told)

    def _tell(self, path: Path, filled: Filled) -> None:
        self.filled.emit()
        if path in self._quiet:
            self._quiet.discard(path)
            self.read.emit(path, filled)
            return
        joined = filled.joined
        numbers = {
            name: notation().number(str(getattr(joined, name)))
            for name in ("rows", "products", "prices")
        }
        says = tr(
            "{name}: {rows} rows read; {products} new products, {prices} new prices.",
            name=path.name,
            **numbers,
        )
        if joined.unpriced:
            unpriced = notation().number(str(joined.unpriced))
            says += " " + tr("{count} of the rows have no price yet.", count=unpriced)
        if filled.problems:
            self._messages.problems(says, filled.problems)
        else:
            self._messages.tell(says)

    def _refuse(self, fault: object) -> None:
        if isinstance(fault, UserError):
            self._messages.tell(fault.says(notation()), warning=True)

    def _end(self) -> None:
        self._task = None
        self._next()

    def _export(self, path: Path) -> None:
        folder = self._session.folder

        def tell(count: object) -> None:
            number = notation().number(str(count))
            self._messages.tell(
                tr("{name}: {count} products written.", name=path.name, count=number)
            )

        task = Task(lambda _: _exported(folder, path), self)
        self._begin(task, tr("{name}: writing…", name=path.name), tell)

    # -- stopping ------------------------------------------------------------------------------

    def _set_paused(self, paused: bool) -> None:
        if self._task is not None:
            self._task.pause(paused=paused)
            self._pause.setText(tr("Go on") if paused else tr("Pause"))

    def _cancel(self) -> None:
        self._waiting.clear()
        self._quiet.clear()
        if self._task is not None:
            self._task.cancel()

    def close_down(self) -> None:
        """Stop whatever runs: the window closes."""
        self._waiting.clear()
        if self._task is not None:
            self._task.forsake()


def _filled(folder: Path, path: Path, element: str, progress: Progress) -> Filled:
    from pricing.filling import fill
    from pricing.reading.importer import Options
    from pricing.store.products import Products

    products = Products(folder)
    try:
        return fill(products, path, Options(element=element), progress=progress)
    finally:
        products.close()


def _exported(folder: Path, path: Path) -> int:
    from pricing.store.products import Products

    products = Products(folder)
    try:
        products.database.copy_to(path)
        return products.count()
    finally:
        products.close()
