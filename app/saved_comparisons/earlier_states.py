"""Keeps a copy of the data file for each day, checks the file, and restores earlier states."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from app.toolkit.locale_format import date_text, notation
from app.toolkit.shown_text import show_status
from app.toolkit.translation import tr
from pricing.problems.errors import Problem, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QMainWindow

    from app.session import Session
    from app.toolkit.background_tasks import BackgroundTask
    from app.toolkit.messages import Messages
    from pricing.problems.errors import UserError
    from pricing.problems.progress import Progress
    from pricing.store.backups import Backup

# The start is over by then.
FIRST_CHECK_DELAY_MS = 5_000
# A window may be open for weeks, and each day gets its copy.
CHECK_INTERVAL_MS = 3_600_000


def offer_backup(session: Session, messages: Messages, problem: Problem, backup: Backup) -> None:
    """Show what is wrong with the data file, and offer its newest good copy."""
    messages.ask(
        problem.message(notation()),
        tr("Restore the state of {day}", day=date_text(backup.day)),
        lambda: session.restore(backup.path),
    )


class EarlierStates(QObject):
    """Handles the action that restores an earlier state, and works in the background."""

    def __init__(self, session: Session, window: QMainWindow, messages: Messages) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._messages = messages
        self._task: BackgroundTask | None = None
        self._has_told = False
        self._told_refusal = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.check_and_copy)
        self._timer.start(FIRST_CHECK_DELAY_MS)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what each action of this object does, by the action's object name."""
        return {"restoreAction": self.show_dialog}

    def show_dialog(self) -> None:
        """Let the user choose an earlier state."""
        from app.saved_comparisons.restore_dialog import RestoreDialog

        dialog = RestoreDialog(self._session, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def check_and_copy(self) -> None:
        """Check the data file and keep today's copy of it, in the background."""
        if self._task is None:
            from app.toolkit.background_tasks import BackgroundTask

            self._task = BackgroundTask(partial(_check_and_copy, self._session), self)
            self._task.succeeded.connect(self._tell_damage)
            self._task.failed.connect(self._tell_refusal)
            self._task.ended.connect(self._on_ended)
            self._task.start()

    def _on_ended(self) -> None:
        self._task = None
        self._timer.start(CHECK_INTERVAL_MS)

    def _tell_damage(self, reason: object) -> None:
        """Tell the user once that the data file is damaged, and offer the newest copy."""
        if not reason or self._has_told:
            return
        self._has_told = True
        path = self._session.data_file.path
        backup = next(iter(self._session.data_file.backups()), None)
        if backup is None:
            problem = Problem(ProblemKind.DAMAGE_FOUND, {"path": path, "reason": reason})
            self._messages.show(problem.message(notation()), warning=True)
            return
        values = {"path": path, "reason": reason, "day": backup.day}
        problem = Problem(ProblemKind.DAMAGE_FOUND_WITH_COPY, values)
        offer_backup(self._session, self._messages, problem, backup)

    def _tell_refusal(self, error: UserError) -> None:
        """Tell the user that today's copy cannot be written. Tell the same only once."""
        message = error.message(notation())
        if message != self._told_refusal:
            self._told_refusal = message
            self._messages.show(message, warning=True)

    def close(self) -> None:
        """Stop the work in the background, and do no more of it."""
        self._timer.stop()
        self.stop_copying()

    def finish_copying(self) -> None:
        """Stop a check, and keep a large copy that is due, while the window is painted.

        Raises:
            UserError: The copy cannot be written.
        """
        self.stop_copying()
        if self._session.data_file.has_large_copy_due:
            show_status(
                self._window.statusBar(),
                tr("Today's copy of all comparisons is being made. The window then closes."),
            )
            from app.toolkit.background_tasks import run_beside

            run_beside(partial(_check_and_copy, self._session), self)

    def stop_copying(self) -> None:
        """Stop a check, and wait for a copy that is being written."""
        if self._task is not None:
            self._task.cancel_and_wait()


def _check_and_copy(session: Session, progress: Progress) -> object:
    from pricing.store.copies import find_damage_and_copy

    return find_damage_and_copy(session.data_file.folder, progress)
