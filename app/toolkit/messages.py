"""Messages to the user, in dialogs that never block and whose text can be copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.quantities.safe_text import displayable_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QMessageBox, QWidget

    from pricing.problems.errors import Problem

MAX_PROBLEMS_SHOWN = 200


def show_fatal_message(text: str) -> None:
    """Show a message for which there is no window, and wait until it is read."""
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(QMessageBox.Icon.Critical, "Elemental", "")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(displayable_text(text))
    box.exec()


class Messages(QObject):
    """Message boxes over a window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def show(
        self,
        text: str,
        *,
        details: str = "",
        warning: bool = False,
        on_closed: Callable[[], object] = lambda: None,
    ) -> None:
        """Show a message. The program goes on while it is open."""
        box = self._new_box(text, warning=warning)
        if details:
            box.setDetailedText(displayable_text(details))
        box.finished.connect(lambda _: on_closed())
        box.open()

    def ask(self, text: str, answer: str, run: Callable[[], object]) -> None:
        """Show a message with a button that runs a function, and one that does nothing."""
        from PySide6.QtWidgets import QMessageBox

        box = self._new_box(text, warning=True)
        button = box.addButton(answer, QMessageBox.ButtonRole.AcceptRole)
        button.clicked.connect(lambda _=False: run())
        box.addButton(tr("Go on without it"), QMessageBox.ButtonRole.RejectRole)
        box.open()

    def _new_box(self, text: str, *, warning: bool) -> QMessageBox:
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setObjectName("messageBox")
        box.setWindowTitle("Elemental")
        box.setIcon(QMessageBox.Icon.Warning if warning else QMessageBox.Icon.Information)
        box.setText(displayable_text(text))
        box.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return box

    def show_problems(self, summary: str, problems: Sequence[Problem]) -> None:
        """Show the problems of a file: the first ones at once, all of them in the details."""
        lines = [problem.message_with_place(notation()) for problem in problems]
        first, all_ = _first_lines(lines, 3), _first_lines(lines, MAX_PROBLEMS_SHOWN)
        self.show(f"{summary}\n\n{first}", details=all_, warning=True)


def _first_lines(lines: Sequence[str], limit: int) -> str:
    left = notation().format_number(str(len(lines) - limit))
    more = [tr("… and {count} more", count=left)] if lines[limit:] else []
    return "\n".join([*lines[:limit], *more])
