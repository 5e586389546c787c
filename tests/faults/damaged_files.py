"""What the program makes of damaged data files, counted by kind of damage."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from contextlib import contextmanager
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from app.window.startup import open_window
from pricing.model.changes import change_saved_comparisons, edit_cell, insert_rows
from pricing.model.entry import Entry
from pricing.model.scenario import Scenario
from pricing.problems.errors import ProblemKind, UserError
from pricing.store.comparisons import ComparisonStore
from pricing.store.data_files import COMPARISONS_FILE
from tests.faults.damages import damages
from tests.generated_products import generate_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from app.session import Session
    from app.window.main_window import MainWindow
    from tests.faults.damages import Damage

    Content = Mapping[int, tuple[object, ...]]

ROW_COUNTS = (60, 20, 5)


class Outcome(Enum):
    """What a user meets after a damage."""

    AS_BEFORE = "as before"
    SAID = "said, with a remedy"
    LOCKED_OUT = "locked out"
    TRACEBACK = "traceback"
    DIFFERENT = "different in silence"


GOOD_OUTCOMES = {Outcome.AS_BEFORE, Outcome.SAID}


class DataFolders:
    """A data folder that was closed, and a copy of it that a killed program left."""

    def __init__(self, folder: Path) -> None:
        self.closed, self.killed = folder / "closed", folder / "killed"
        self._fill()
        store = ComparisonStore(self._copy(self.closed, folder / "open"))
        entries = store.entries()
        for row in range(4):
            changes = edit_cell(entries, row, "note", f"Seen in the shop, shelf {row}")
            entries = changes.apply_to(entries)
            store.write(changes, entries)
        self._copy(folder / "open", self.killed)
        store.close()
        self._copy(folder / "open", self.closed)
        with opened_window(self._copy(self.closed, folder / "content")) as (window, _):
            self.content = read_content(window.session)

    def _fill(self) -> None:
        store = ComparisonStore(self.closed)
        rows = list(generate_rows(sum(ROW_COUNTS)))
        number = store.next_product_id()
        for at, count in enumerate(ROW_COUNTS):
            entries = [Entry(number + index, rows.pop()) for index in range(count)]
            number += count
            if at:
                saved = store.saved_comparisons()
                after = saved.with_new(store.next_comparison_id(), f"Comparison {at}")
                store.write(change_saved_comparisons(saved, after, "new"), ())
            store.write(insert_rows(0, entries, "rows"), entries, Scenario(days=30 + at))
        store.close()

    def damaged(self, damage: Damage, folder: Path, *, with_backups: bool = True) -> Path:
        """Return a new folder with the damage."""
        copy = self._copy(self.killed if damage.needs_log else self.closed, folder)
        if not with_backups:
            shutil.rmtree(copy / "backups")
        damage.apply(copy / COMPARISONS_FILE.name)
        return copy

    def _copy(self, source: Path, folder: Path) -> Path:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(source, folder)
        return folder


@contextmanager
def opened_window(folder: Path) -> Iterator[tuple[MainWindow, list[BaseException]]]:
    """Open the window of a folder, and collect exceptions that end in the exception hook."""
    errors: list[BaseException] = []
    hook, sys.excepthook = sys.excepthook, lambda _, error, __: errors.append(error)
    try:
        window = open_window(folder)
        QApplication.processEvents()
        try:
            yield window, errors
        finally:
            window.close()
            window.deleteLater()
            QApplication.processEvents()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    finally:
        sys.excepthook = hook


def read_content(session: Session) -> Content:
    """Return each comparison's name, scenario and rows by its id, as the window shows them."""
    content = {}
    for comparison in sorted(session.saved_comparisons.comparisons, key=lambda each: each.id):
        saved = session.saved_comparisons
        session.apply(change_saved_comparisons(saved, saved.with_opened(comparison.id), "open"))
        content[comparison.id] = (comparison.name, session.scenario, session.entries)
    return content


def message_texts(window: MainWindow) -> list[str]:
    """Return the messages on screen."""
    return [box.text() for box in window.findChildren(QMessageBox) if box.isVisible()]


def outcome_of(folder: Path, before: Content) -> Outcome:
    """Open the window of a folder, read every comparison in it, and return what a user meets."""
    try:
        with opened_window(folder) as (window, errors):
            messages = message_texts(window)
            content = read_content(window.session)
            messages += message_texts(window)
            if errors:
                return Outcome.TRACEBACK
            if any("damaged" in text for text in messages):
                return Outcome.SAID
            return Outcome.AS_BEFORE if content == before else Outcome.DIFFERENT
    except UserError as error:
        is_remedied = error.kind is ProblemKind.DATA_OF_NEWER_VERSION
        return Outcome.SAID if is_remedied else Outcome.LOCKED_OUT
    except Exception:  # noqa: BLE001 - it is what the count is about
        return Outcome.TRACEBACK


def count_outcomes(folder: Path, count: int, seed: int = 0) -> Mapping[str, Counter[Outcome]]:
    """Damage a data file this many times, and return the outcomes by kind of damage.

    A QApplication has to exist.
    """
    folders = DataFolders(folder)
    outcomes: dict[str, Counter[Outcome]] = {}
    for damage in damages(count, seed):
        outcome = outcome_of(folders.damaged(damage, folder / "damaged"), folders.content)
        outcomes.setdefault(damage.name, Counter())[outcome] += 1
    return outcomes


def outcome_table(outcomes: Mapping[str, Counter[Outcome]]) -> str:
    """Return the counts as a table in Markdown."""
    total = sum(outcomes.values(), Counter())
    lines = [f"| damage | {' | '.join(each.value for each in Outcome)} |"]
    lines.append("| --- |" + " ---: |" * len(Outcome))
    for name, counts in [*outcomes.items(), ("all", total)]:
        lines.append(f"| {name} | {' | '.join(str(counts[each]) for each in Outcome)} |")
    return "\n".join(lines)
