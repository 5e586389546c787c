"""Each question of the command line is asked in the window too, however a list comes into it."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from app.toolkit.locale_format import notation
from pricing.quantities.safe_text import displayable_line
from pricing.reading.list_questions import is_question
from pricing.reading.reader_process import read_products
from tests.app.importing.import_dialog import problem_lines, questions_text, summary_text
from tests.app.user_actions import child, open_files, trigger_action
from tests.pricing.reading.asked_lists import LISTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow


def questions_in(window: MainWindow) -> list[QWidget]:
    """Return the dialog or the line that asks about a list."""
    views = (
        *window.findChildren(QDialog, "importDialog"),
        *window.findChildren(QWidget, "mappingLine"),
    )
    return [view for view in views if view.isVisible()]


def is_silent(view: QWidget, path: Path) -> bool:
    """Return whether a list can be added at once, and no word of its question is said."""
    if not child(view, QPushButton, "importButton").isEnabled():
        return False
    shown = [summary_text(view), questions_text(view)]
    shown += problem_lines(view) if isinstance(view, QDialog) else ()
    questions = list(filter(is_question, read_products(path).problems))
    words = [displayable_line(question.message(notation())) for question in questions]
    titles = [one.parameters.get(key) for one in questions for key in ("header", "sale")]
    words += [f"“{title}”" for title in titles if title]
    return not any(word in text for word in words for text in shown)


def leave(window: MainWindow, view: QWidget) -> None:
    if isinstance(view, QDialog):
        view.reject()
    else:
        child(view, QPushButton, "mappingCancel").click()
    assert not questions_in(window)


@pytest.mark.parametrize("face", ["file", "paste", "catalogue"])
def test_that_no_face_takes_the_figures_of_a_question_in_silence(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot, face: str
) -> None:
    silent = []
    for place, (kind, text) in enumerate(LISTS):
        path = write_list(text, f"list {place}.csv")
        if face == "file":
            open_files(window, [path])
        elif face == "paste":
            rows = csv.reader(StringIO(text))
            QGuiApplication.clipboard().setText("\n".join(map("\t".join, rows)))
            trigger_action(window, "pasteAction")
        else:
            window.catalogue_controller.import_lists([path])
            qtbot.waitUntil(lambda: bool(questions_in(window)))
        views = questions_in(window)
        if not views or is_silent(views[0], path):
            silent.append((kind.name, text))
        if views:
            leave(window, views[0])
    assert silent == []
    assert not window.session.entries
