"""Runs the work of opening lists in the background, one task after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.importing.opening_bar import OpeningBar
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.session import Session
    from app.toolkit.background_tasks import BackgroundTask
    from app.toolkit.messages import Messages
    from pricing.problems.progress import Progress


class OpeningTasks(QObject):
    """Runs one task at a time, which the bar shows, and the steps that wait for its end."""

    idle = Signal()  # no task runs, and no step waits

    def __init__(self, session: Session, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._messages = messages
        self._task: BackgroundTask | None = None
        self._next_steps: list[Callable[[], object]] = []
        self.bar = OpeningBar()

    @property
    def is_running(self) -> bool:
        """Whether a task runs."""
        return self._task is not None

    def start(
        self,
        name: str,
        activity: str,
        work: Callable[[Progress], object],
        on_success: Callable[..., object],
    ) -> None:
        """Do something in the background. Its result is dropped in another comparison."""
        comparison_id = self._comparison_id

        def pass_on(result: object) -> None:
            if self._comparison_id == comparison_id:
                on_success(result)
            else:
                text = tr(
                    "{name} was not added, because another comparison was opened meanwhile.",
                    name=name,
                )
                self._messages.show(text, warning=True)

        from app.toolkit.background_tasks import BackgroundTask

        self.run(name, activity, BackgroundTask(work, self, only_reads=True), pass_on)

    def run(
        self, name: str, activity: str, task: BackgroundTask, on_success: Callable[..., object]
    ) -> None:
        """Run a task. Its result counts in whatever comparison is open."""
        self._task = task
        task.succeeded.connect(on_success)
        task.cancelled.connect(
            lambda: self._messages.show(
                tr("The opening of {name} was cancelled. Nothing was added.", name=name)
            )
        )
        self.bar.watch(task, activity)
        task.ended.connect(self.go_on)  # it may begin the next task, which the bar shows
        task.start()

    @property
    def _comparison_id(self) -> int:
        return self._session.saved_comparisons.open_comparison.id

    def go_on(self) -> None:
        """Run the next step, because no task runs any more."""
        self._task = None
        if self._next_steps:
            self._next_steps.pop(0)()
        else:
            self.idle.emit()

    def run_next(self, step: Callable[[], object]) -> None:
        """Run a step as soon as no task runs."""
        self._next_steps.append(step)
        if self._task is None:
            self.go_on()

    def cancel(self) -> None:
        """Cancel the task, and forget the steps that wait."""
        self._next_steps.clear()
        if self._task is not None:
            self._task.cancel()

    def close_down(self) -> None:
        """Cancel the task and wait for its end, because the window closes."""
        self._next_steps.clear()
        if self._task is not None:
            self._task.cancel_and_wait()
