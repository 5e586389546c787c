"""How the resident memory grows while the window is used."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from app.window.startup import open_window
from pricing.model.changes import change_saved_comparisons, edit_cell, insert_rows
from pricing.model.entry import Entry
from tests.generated_products import generate_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.session import Session
    from app.window.main_window import MainWindow


def say(text: str) -> None:
    """Print a line at once, so that a process that dies has said it."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def resident_megabytes() -> float:
    """Return this process's resident memory, after what is unused was given back."""
    gc.collect()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if sys.platform != "linux":
        return 0.0
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def edit(session: Session, number: int) -> None:
    """Change a cell, as typing does."""
    entries = session.entries
    position = number % len(entries)
    step = edit_cell(entries, position, "price", f"{1 + number % 97}.{number % 100:02}", "edit")
    session.apply(step)


def change_comparison(session: Session, number: int) -> None:
    """Begin a comparison with a row, open the one before, and delete the new one."""
    saved = session.saved_comparisons
    first, new = saved.open_comparison.id, session.next_comparison_id()
    session.apply(change_saved_comparisons(saved, saved.with_new(new, f"C {number}"), "new"))
    session.apply(insert_rows(0, [session.new_entry()], "new product"))
    saved = session.saved_comparisons
    session.apply(change_saved_comparisons(saved, saved.with_opened(first), "open"))
    saved = session.saved_comparisons
    after = saved.without(new, session.next_comparison_id())
    session.apply(change_saved_comparisons(saved, after, "delete"))


def keep_comparison(session: Session, number: int) -> None:
    """Begin a comparison with some products, and edit it. It stays among the saved ones."""
    saved, new = session.saved_comparisons, session.next_comparison_id()
    session.apply(change_saved_comparisons(saved, saved.with_new(new, f"K {number}"), "new"))
    entries = [Entry(session.new_entry().id, values) for values in generate_rows(3)]
    session.apply(insert_rows(0, entries, "rows"))
    edit(session, number)


def measure_memory(
    window: MainWindow, name: str, change: Callable[[Session, int], None], count: int
) -> float:
    """Do a thing many times after a tenth of it as warm-up, print the memory, return its growth."""
    for number in range(count // 10):
        change(window.session, number)
        QApplication.processEvents()
    before = resident_megabytes()
    for number in range(count):
        change(window.session, number)
        QApplication.processEvents()
        if number % (count // 5) == 0:
            say(f"  {name} {number}: {resident_megabytes():.1f} MB")
    after = resident_megabytes()
    growth = after / before - 1 if before else 0.0
    say(f"{count} {name}: {before:.1f} MB to {after:.1f} MB, {growth:+.1%}")
    return growth


def run_memory(folder: Path) -> int:
    """Print how the memory grows over 10,000 edits, and 1,000 comparisons deleted and kept."""
    window = open_window(folder / "data")
    entries = [Entry(window.session.new_entry().id, values) for values in generate_rows(50)]
    window.session.apply(insert_rows(0, entries, "rows"))
    growths = [
        measure_memory(window, "edits", edit, 10_000),
        measure_memory(window, "comparisons deleted", change_comparison, 1_000),
        measure_memory(window, "comparisons kept", keep_comparison, 1_000),
    ]
    window.close()
    return int(max(growths) >= 0.1)
