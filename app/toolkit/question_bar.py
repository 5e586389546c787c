"""A bar for a question about the user's numbers. It stands above the table and never blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy

from app.toolkit.shown_text import Label
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.problems.plain_facts import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent


@dataclass(frozen=True, slots=True)
class BarQuestion:
    """A question, the actions of its answers, and whether it still has to be asked.

    A question that cannot wait stays until it is answered. Others are asked after it.
    """

    text: str
    answers: tuple[tuple[str, Callable[[], object]], ...]
    is_still_relevant: Callable[[], bool] = lambda: True
    can_wait: bool = True


@reports_exceptions
class QuestionBar(QFrame):
    """Shows one question at a time, until it is answered, dismissed (Escape) or outdated."""

    focus_released = Signal()  # the keyboard's focus has to go elsewhere
    answering = Signal()  # the user has answered, and nothing is done yet

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("questionBar")
        self._question: BarQuestion | None = None
        self._waiting: list[BarQuestion] = []
        self._label = Label()
        self._label.setObjectName("questionLabel")
        self._label.setWordWrap(True)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(12, 6, 8, 6)
        self._layout.addWidget(self._label, 1)
        self._buttons: list[QPushButton] = []
        self.hide()

    @property
    def is_asking(self) -> bool:
        """Whether a question is shown that is still to be answered."""
        return self._question is not None and self._question.is_still_relevant()

    def ask(self, question: BarQuestion) -> None:
        """Show a question instead of the one before, or after one that cannot wait."""
        shown = self._question
        if shown is not None and not shown.can_wait and shown.is_still_relevant():
            self._waiting.append(question)
            return
        if shown is not None and not question.can_wait:
            self._waiting.append(shown)
        self._show(question)

    def _show(self, question: BarQuestion) -> None:
        """Show a question, and tell a screen reader."""
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        self._question = question
        self._label.setText(question.text)
        for button in self._buttons:
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [self._add_button(label, act) for label, act in question.answers]
        if question.can_wait:
            self._buttons.append(self._add_button(tr("Not now"), lambda: None))
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, question.text))

    def dismiss_if_outdated(self) -> None:
        """Hide the question if it no longer has to be asked."""
        if self._question is not None and not self._question.is_still_relevant():
            self.dismiss()

    def dismiss(self) -> None:
        """Hide the question without an answer, and show the next one that waits."""
        had_focus = self.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self._question = None
        self.hide()
        if had_focus:
            self.focus_released.emit()
        while self._waiting and self._question is None:
            question = self._waiting.pop(0)
            if question.is_still_relevant():
                self._show(question)

    def _add_button(self, label: str, act: Callable[[], object]) -> QPushButton:
        def run() -> None:
            question = self._question
            self.answering.emit()
            if question is None or self._question is not question:
                return
            is_relevant = question.is_still_relevant()
            self.dismiss()
            if is_relevant:
                act()

        button = QPushButton(label)
        button.setAccessibleDescription(self._label.text())
        button.clicked.connect(run)
        self._layout.addWidget(button)
        return button

    # -- Qt's own names ------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_escape = event.key() == Qt.Key.Key_Escape
        if is_escape and self._question is not None and self._question.can_wait:
            self.dismiss()
        else:
            super().keyPressEvent(event)
