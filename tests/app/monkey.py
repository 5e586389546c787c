"""A user who does anything at random, with the real window, and what goes wrong meanwhile.

`python3 packaging/dev.py monkey -- --minutes 30 --seed 7` runs it by hand. With `--memory`, it does
10,000 edits and twice 1,000 comparisons instead, and prints how the resident memory grows.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import random
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter, deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QMenu,
    QPushButton,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from app.window.startup import new_application, open_window
from pricing.problems.errors import ProblemKind
from tests.app.memory import resident_megabytes, run_memory, say
from tests.app.user_actions import child, forget_copied_data
from tests.paths import EXAMPLE, REGISTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import TracebackType

    from app.window.main_window import MainWindow
    from pricing.problems.errors import UserError

MAX_GAP_SECONDS = 1.0
MAX_LOAD = 1.5
BEAT_MS = 20
MAX_STACKS, MAX_FRAMES = 3, 40  # of one gap
MINUTES_BETWEEN_NOTES = 1.0
RESCUE_MS, SECONDS_TO_WAIT = 50, 0.3
MOST_DIALOGS, MOST_TRIES = 1_000, 30  # one after the other, and to close the same one
STEPS_REMEMBERED = 25
MAX_ROWS_LEFT = 400  # so that an hour of pasting does not become a test of patience
# The offscreen platform says it of every sized window, and X of a dialog that is closed at once.
# Qt's file dialog says it of a name with an impossible character, and a table of an editor that is
# committed after it was closed, where nothing is done.
HARMLESS_WARNINGS = (
    "QAbstractItemView::commitData called with an editor that does not belong",
    "Broken filename passed to function",
    "This plugin does not support",
    "Failed to start a system move",
)
# They leave the program: the window is closed by a step of its own.
REFUSED_ACTIONS = {"quitAction"}
PRINTER_DIALOGS = {"QPrintDialog", "QPageSetupDialog", "QPrintPropertiesDialog"}
T = TypeVar("T")

Modifier = Qt.KeyboardModifier
KEYS: tuple[tuple[Qt.Key, Qt.KeyboardModifier], ...] = (
    *(
        (key, Modifier.NoModifier)
        for key in (
            *(Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backspace),
            *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right),
            *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
            *(Qt.Key.Key_F2, Qt.Key.Key_F4, Qt.Key.Key_F6, Qt.Key.Key_Delete, Qt.Key.Key_Space),
        )
    ),
    *(
        (key, Modifier.ControlModifier)
        for key in (
            *(Qt.Key.Key_Z, Qt.Key.Key_Y, Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_X, Qt.Key.Key_D),
            *(Qt.Key.Key_A, Qt.Key.Key_I, Qt.Key.Key_F, Qt.Key.Key_K, Qt.Key.Key_Backspace),
        )
    ),
    (Qt.Key.Key_Tab, Modifier.ShiftModifier),
    (Qt.Key.Key_Down, Modifier.ShiftModifier),
    (Qt.Key.Key_Right, Modifier.ShiftModifier),
    (Qt.Key.Key_Up, Modifier.AltModifier),
    (Qt.Key.Key_Down, Modifier.AltModifier),
)
TEXTS = (
    *("oxide", "bisglycinate", "Magnesium 200", "100", "4.49", "12,5", "250 mg", "1/2", "-3", "0"),
    *("1e400", "²", "=1+1", "<img src='x'>", "\u202eevil", "مغنيسيوم", "2062-06-26", "USD", "Zn"),
    *("9" * 300, "a" * 2_000, "😀", "yesterday", "2026-05-02", "3 x 20", "tablet", "Iron"),
)
BLOCKS = (
    "Oxide\t250\t1\t100\t4.49\t\toxide\nGly\t100\t1\t120\t18\t\tbisglycinate",
    "product\tform\telemental_mg\tpack_units\tprice\nA\toxide\t100\t60\t5\nB\tcitrate\t90\t60\t?",
    "what\tis\tthis\n1\t2\t3",
    "\n\n\t\t\n",
    "\x00\x1b[2J\u202e",
    "x",
    "\n".join(f"P{number}\t{number}\t1\t60\t5.00\t\toxide" for number in range(1, 60)),
)


# -- what goes wrong ---------------------------------------------------------------------------


@dataclass
class Findings:
    """What went wrong, each with the steps before it, and figures about the run."""

    log: TextIO | None = None  # gets every step, also the one that ends the program
    steps: deque[str] = field(default_factory=lambda: deque(maxlen=STEPS_REMEMBERED))
    faults: list[str] = field(default_factory=list)
    freezes: list[str] = field(default_factory=list)
    step_counts: Counter[str] = field(default_factory=Counter)
    longest_gap: float = 0.0

    def add_fault(self, text: str, place: str = "") -> None:
        """Add a traceback, or a warning and where it came from. Each is added once."""
        if not any(fault.startswith(text) for fault in self.faults):
            self.faults.append(f"{text}\n{place}after: {'; '.join(self.steps)}")
            say(f"\n== fault\n{self.faults[-1]}")

    def add_freeze(self, text: str) -> None:
        """Add a time without a beat."""
        self.freezes.append(text)
        say(f"\n== freeze\n{text}")

    def begin_step(self, name: str) -> None:
        """Note what is done next."""
        self.steps.append(name)
        if self.log is not None:
            self.log.write(f"{name}\n")
            self.log.flush()
        self.step_counts[name.partition(":")[0]] += 1


class Heartbeat:
    """Beats in the window's thread. While it stops, another thread notes its stack now and then."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._last = self._last_cpu = 0.0
        self._stacks: list[str] = []
        self._window_thread = threading.get_ident()
        self._stopped = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        self.skip()
        self._timer.start(BEAT_MS)
        self._watcher.start()

    def skip(self) -> None:
        """Do not count the time since the last beat."""
        self._last, self._last_cpu = time.monotonic(), time.thread_time()

    def stop(self) -> None:
        self._timer.stop()
        self._stopped.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._stopped.wait(MAX_GAP_SECONDS / 4):
            gap = time.monotonic() - self._last
            if gap > MAX_GAP_SECONDS / 2 and len(self._stacks) < MAX_STACKS:
                frame = sys._current_frames().get(self._window_thread)
                stack = "".join(traceback.format_stack(frame)[-MAX_FRAMES:])
                self._stacks.append(f"after {gap:.2f} s:\n{stack}")

    def _beat(self) -> None:
        now, cpu = time.monotonic(), time.thread_time()
        gap, busy = now - self._last, cpu - self._last_cpu
        self._last, self._last_cpu = now, cpu
        stacks, self._stacks = self._stacks, []
        self._findings.longest_gap = max(self._findings.longest_gap, gap)
        # On a machine that is busy with other work, only what this thread did itself counts: a
        # thread beside it may work as long as it likes.
        is_busy = busy > MAX_GAP_SECONDS or _machine_load() < MAX_LOAD
        if gap > MAX_GAP_SECONDS and is_busy:
            self._findings.add_freeze(
                f"{gap:.2f} s, of them {busy:.2f} s of processor time, machine load "
                f"{_machine_load():.1f}, in {'; '.join([*self._findings.steps][-3:])}\n"
                + "".join(stacks)
            )


def _machine_load() -> float:
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


@contextmanager
def watched(findings: Findings) -> Iterator[None]:
    """Record exceptions, also those in threads and in methods that Qt calls, and Qt's warnings."""

    def on_exception(
        kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        findings.add_fault("".join(traceback.format_exception(kind, error, trace)))

    def on_message(kind: QtMsgType, _: object, text: str) -> None:
        is_warning = kind not in {QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg}
        if is_warning and not text.startswith(HARMLESS_WARNINGS):
            findings.add_fault(f"Qt: {text}", "".join(traceback.format_stack()))

    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    sys.excepthook = on_exception
    threading.excepthook = lambda args: on_exception(
        args.exc_type, args.exc_value, args.exc_traceback
    )
    sys.unraisablehook = lambda args: on_exception(
        args.exc_type, args.exc_value, args.exc_traceback
    )
    before = qInstallMessageHandler(on_message)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


# -- the monkey --------------------------------------------------------------------------------


def write_lists(folder: Path) -> list[Path]:
    """Write lists of every kind that a user may choose, good and bad, and return all lists."""
    texts = {
        "two.csv": "product,form,elemental_mg,pack_units,price\nA,oxide,100,60,5\nB,?,1,1,1\n",
        "question.csv": "what,is,this,thing\nMagnesium,oxide,5,100 mg\n",
        "empty.csv": "",
        "bad.xlsx": "this is no workbook",
        "long.csv": "product,form,elemental_mg,pack_units,price\n"
        + "".join(f"P{number},oxide,{1 + number % 400},60,5.00\n" for number in range(1_500)),
        "<img src=x>.csv": "product,brand,form,elemental_mg,pack_units,price\n"
        "<b>A</b>,\u202eB,oxide,100,60,5\n",
        "zinc.csv": "product,element,form,elemental_mg,pack_units,price\nZ,Zn,oxide,10,60,5\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    registers = sorted(path for path in REGISTERS.iterdir() if path.stat().st_size < 200_000)
    return [*(folder / name for name in texts), EXAMPLE, *registers, folder / "missing.csv"]


class Monkey:
    """Does one random thing after the other in up to two windows on one data folder."""

    def __init__(self, folder: Path, seed: int, findings: Findings) -> None:
        self._folder = folder
        self._random = random.Random(seed)  # noqa: S311 - not for secrets
        self._findings = findings
        lists = folder / "lists"
        lists.mkdir()
        self._lists = write_lists(lists)
        self._output_number = 0
        self._windows: list[MainWindow] = []
        self._step_started = 0.0
        self._rescue = QTimer()
        self._rescue.timeout.connect(self._leave_waiting_dialog)
        self._rescue.start(RESCUE_MS)
        self._open()

    def _open(self) -> None:
        window = open_window(self._folder / "data")
        window.session.failed.connect(self._judge_refusal)
        self._windows.append(window)
        window.activateWindow()

    def _judge_refusal(self, error: UserError) -> None:
        """Add a fault if a change is refused for no reason that the monkey gives."""
        if error.kind not in {ProblemKind.TEXT_TOO_LONG, ProblemKind.RESTORED_ELSEWHERE}:
            self._findings.add_fault(f"refused: {error}")

    def close(self) -> None:
        """Close all windows, and forget what they copied."""
        for window in list(self._windows):
            self._close(window)
        forget_copied_data()

    def _close(self, window: MainWindow) -> None:
        self._dismiss_all()
        window.close()
        for _ in range(2):  # a cell that cannot be saved keeps it open once, as does a waiting list
            if window.isVisible():
                self._dismiss_all()
                window.close()
        if window.isVisible():
            self._findings.add_fault("the window does not close")
        self._windows.remove(window)
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _dismiss_all(self) -> None:
        """Close all dialogs. Each list that waits may tell its problems in one of its own."""
        closed, tries = "", 0
        for _ in range(MOST_DIALOGS):
            top = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            if top is None:
                return
            closed = f"{_name(top)} {[label.text() for label in top.findChildren(QLabel)]!s:.300}"
            top.close()
            QApplication.processEvents()
            tries = tries + 1 if isValid(top) and top.isVisible() else 0
            if tries > MOST_TRIES:
                break
        self._findings.add_fault(f"a dialog does not close: {closed}")

    def _leave_waiting_dialog(self) -> None:
        """Close a dialog of Qt's own that waits inside a step, such as "Replace the file?"."""
        waits = self._step_started and time.monotonic() - self._step_started > SECONDS_TO_WAIT
        top = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if waits and top is not None:
            self._note("leave", _name(top))
            top.close()

    # -- one step ------------------------------------------------------------------------------

    def step(self) -> None:
        """Do one thing."""
        if not self._windows:
            self._open()
        window = self._windows[0]
        top = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        actions: Mapping[Callable[[QWidget], object], float] = (
            {self._press_key: 3, self._click: 3, self._type: 3, self._answer: 6}
            if top is not None
            else self._window_actions()
        )
        (action,) = self._random.choices(list(actions), list(actions.values()))
        self._step_started = time.monotonic()
        action(top or window)
        self._step_started = 0.0
        QTest.qWait(self._random.choice((0, 0, 1, 5, 30)))
        self._keep_small(window)

    def _window_actions(self) -> Mapping[Callable[[QWidget], object], float]:
        return {
            self._press_key: 24,
            self._type: 16,
            self._edit_cell: 16,
            self._click: 16,
            self._choose_action: 14,
            self._paste: 3,
            self._change_tab: 3,
            self._open_lists: 3,
            self._switch_window: 1,
            self._resize: 1,
            self._reopen: 0.1,
        }

    def _choose(self, items: Sequence[T]) -> T:
        return self._random.choice(items)

    def _note(self, name: str, detail: object = "") -> None:
        self._findings.begin_step(f"{name}: {detail!s:.60}")

    def _keep_small(self, window: MainWindow) -> None:
        """Begin a new comparison when the open one has become long. A list that waits is left out.

        It is not begun if the open editor holds what is refused, as any action is not.
        """
        session = window.session
        if window in self._windows and len(session.entries) > MAX_ROWS_LEFT:
            self._dismiss_all()
            self._note("new comparison")
            for cancel in window.findChildren(QPushButton, "mappingCancel"):
                cancel.click()
            refusals = session.refusal_count
            child(window, QAction, "newAction").trigger()
            if session.entries and session.refusal_count == refusals:
                self._findings.add_fault("a new comparison has products")

    # -- things to do --------------------------------------------------------------------------

    def _press_key(self, top: QWidget) -> None:
        key, modifiers = self._choose(KEYS)
        target = _focused(top)
        self._note("key", f"{modifiers.name} {key.name} in {_name(target)}")
        QTest.keyClick(target, key, modifiers)

    def _type(self, top: QWidget) -> None:
        text = self._choose(TEXTS)
        target = _focused(top)
        self._note("type", f"{text:.20} in {_name(target)}")
        for letter in text[:40]:
            if isValid(target) and target.isVisible():
                window = target.window()
                _type_letter(target, letter)
                target = _focused(window) if isValid(window) else target

    def _edit_cell(self, top: QWidget) -> None:
        view = child(top, QAbstractItemView, "productTable")
        model = view.model()
        row = self._random.randrange(model.rowCount())
        column = self._random.randrange(model.columnCount())
        self._note("edit", f"{row}, {column}")
        view.setFocus()
        view.setCurrentIndex(model.index(row, column))
        for letter in self._choose(TEXTS)[:12]:
            _type_letter(_focused(top), letter)
        if self._random.random() < 0.8:
            QTest.keyClick(_focused(top), Qt.Key.Key_Return)

    def _click(self, top: QWidget) -> None:
        widgets = [widget for widget in top.findChildren(QWidget) if _can_be_clicked(widget)]
        if not widgets:
            return
        widget = self._choose(widgets)
        spot = QPoint(
            self._random.randrange(max(widget.width(), 1)),
            self._random.randrange(max(widget.height(), 1)),
        )
        self._note("click", _name(widget))
        button = Qt.MouseButton.LeftButton if self._random.random() < 0.9 else _RIGHT
        QTest.mouseClick(widget, button, Modifier.NoModifier, spot)
        if isValid(widget) and widget.isVisible() and self._random.random() < 0.2:
            QTest.mouseDClick(widget, button, Modifier.NoModifier, spot)

    def _choose_action(self, top: QWidget) -> None:
        for menu in top.findChildren(QMenu):
            menu.aboutToShow.emit()  # some are filled just before they show
        actions = [
            action
            for action in top.findChildren(QAction)
            if action.isEnabled() and action.text() and action.objectName() not in REFUSED_ACTIONS
        ]
        action = self._choose(actions)
        self._note("action", action.objectName() or action.text())
        action.trigger()

    def _paste(self, top: QWidget) -> None:
        self._note("paste")
        QGuiApplication.clipboard().setText(self._choose(BLOCKS))
        child(top, QAction, "pasteAction").trigger()

    def _change_tab(self, top: QWidget) -> None:
        tabs = self._choose(top.findChildren(QTabBar))
        offered = [at for at in range(tabs.count()) if tabs.isTabVisible(at)]
        self._note("tab", at := self._choose(offered or [0]))
        tabs.setCurrentIndex(at)

    def _open_lists(self, _: QWidget) -> None:
        paths = self._random.sample(self._lists, self._random.choice((1, 1, 2)))
        self._note("open", [path.name for path in paths])
        self._windows[0].open_files(paths)

    def _switch_window(self, _: QWidget) -> None:
        self._note("other window")
        if len(self._windows) < 2:
            self._open()
        self._windows.reverse()
        self._windows[0].activateWindow()

    def _resize(self, top: QWidget) -> None:
        self._note("resize")
        top.resize(self._random.randrange(300, 1600), self._random.randrange(200, 1200))

    def _reopen(self, _: QWidget) -> None:
        self._note("close and open")
        self._close(self._windows[0])

    def _answer(self, top: QWidget) -> None:
        """Answer a dialog: choose a file, press a button, or close it."""
        if isinstance(top, QFileDialog):
            self._answer_file_dialog(top)
            return
        buttons = [button for button in top.findChildren(QPushButton) if _can_be_clicked(button)]
        if type(top).__name__ in PRINTER_DIALOGS or not buttons or self._random.random() < 0.3:
            self._note("close", _name(top))
            top.close()
            return
        button = self._choose(buttons)
        self._note("button", button.text())
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def _answer_file_dialog(self, dialog: QFileDialog) -> None:
        if self._random.random() < 0.2:
            self._note("no file")
            dialog.reject()
            return
        if dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave:
            self._output_number += 1
            ending = dialog.defaultSuffix() or "csv"
            number = self._random.choice((self._output_number, max(self._output_number - 3, 1)))
            path = self._folder / f"output-{number}.{ending}"
            signal = dialog.fileSelected
        else:
            outputs = sorted(self._folder.glob("output-*"))
            path = self._choose([*self._lists, *outputs])
            signal = dialog.filesSelected
        self._note("file", path.name)
        # Its own Accept asks before it replaces a file, in a dialog that waits.
        signal.emit(str(path) if signal == dialog.fileSelected else [str(path)])
        dialog.close()


_RIGHT = Qt.MouseButton.RightButton


def _can_be_clicked(widget: QWidget) -> bool:
    return (
        isValid(widget)
        and widget.isVisible()
        and widget.isEnabled()
        and not isinstance(widget, QDialog)
        and not widget.visibleRegion().isEmpty()
    )


def _focused(top: QWidget) -> QWidget:
    """Return what has the focus, or has it when the window is active. Not every screen tells."""
    return QApplication.focusWidget() or top.focusWidget() or top


def _type_letter(widget: QWidget, letter: str) -> None:
    """Type a letter. Qt's test library aborts the program for those beyond ASCII."""
    if letter.isascii():
        QTest.keyClicks(widget, letter)
        return
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, Qt.Key.Key_unknown, Modifier.NoModifier, letter)
        QApplication.sendEvent(widget, event)


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()}"


# -- the command -------------------------------------------------------------------------------


def run(
    folder: Path, seed: int, should_go_on: Callable[[int, float], bool], log: TextIO | None = None
) -> Findings:
    """Let the monkey work until it should not go on, and return what went wrong."""
    findings = Findings(log)
    with watched(findings):
        heartbeat = Heartbeat(findings)
        monkey = Monkey(folder, seed, findings)
        heartbeat.start()
        started, number, noted = time.monotonic(), 0, -MINUTES_BETWEEN_NOTES
        while should_go_on(number, minutes := (time.monotonic() - started) / 60):
            if minutes - noted >= MINUTES_BETWEEN_NOTES:
                noted = minutes
                say(_status(findings, number, minutes))
                heartbeat.skip()
            monkey.step()
            number += 1
        monkey.close()
        heartbeat.stop()
    say(_status(findings, number, minutes))
    return findings


def _status(findings: Findings, number: int, minutes: float) -> str:
    return (
        f"minute {minutes:.1f}: {number} steps, {resident_megabytes():.0f} MB, "
        f"{len(findings.faults)} faults, {len(findings.freezes)} freezes, "
        f"longest gap {findings.longest_gap:.2f} s, load {_machine_load():.1f}"
    )


def main(arguments: Sequence[str]) -> int:
    """Run the monkey, print what went wrong, and return 1 if anything did."""
    parser = argparse.ArgumentParser(prog="monkey", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memory", action="store_true", help="measure memory instead")
    parser.add_argument(
        "--log", type=argparse.FileType("w", encoding="utf-8"), help="for each step"
    )
    options = parser.parse_args(arguments)
    faulthandler.enable()
    application = new_application()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        if options.memory:
            return run_memory(Path(name))
        findings = run(
            Path(name), options.seed, lambda _, minutes: minutes < options.minutes, options.log
        )
    del application
    say(str(dict(findings.step_counts)))
    return int(bool(findings.faults or findings.freezes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
