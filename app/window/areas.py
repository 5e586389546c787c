"""The areas of the window, which F6 goes round: head, scenario, question, tabs, view, sheet.

A view of several areas has them as its attribute `areas`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.window.first_frame import FirstFrame


class Areas:
    """Moves the keyboard from one area to the next. In the table, Tab would stay there."""

    def __init__(self, frame: FirstFrame) -> None:
        self._frame = frame

    def go_to_next(self, step: int = 1) -> None:
        """Go to the next area, or to the one before for -1."""
        areas = list(self._areas())
        focus = QApplication.focusWidget()
        # The sheet is a part of its view, so the last area that holds the keyboard is the one.
        current = [at for at, (area, _) in enumerate(areas) if _holds(area, focus)]
        following = (current[-1] + step) % len(areas) if current else 0
        areas[following][1].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _areas(self) -> Iterator[tuple[QWidget, QWidget]]:
        """Yield each area that can be reached now, and where the keyboard goes in it."""
        frame = self._frame
        yield frame.head, frame.head.command_field
        candidates: list[QWidget | None] = [frame.scenario_row, frame.question_bar, frame.views.bar]
        if frame.views.current_view is frame.compare:
            candidates += [frame.compare, frame.compare.sheet]
        else:
            view = frame.views.current_view
            candidates += getattr(view, "areas", [view])
        for area in candidates:
            stop = self._first_stop(area) if area is not None and area.isVisible() else None
            if area is not None and stop is not None:
                yield area, stop

    def _first_stop(self, area: QWidget) -> QWidget | None:
        """Return the first part of an area that Tab reaches. Among the products it is the table."""
        if area is self._frame.compare:
            return self._frame.table
        if _is_stop(area):
            return area
        # Not by nextInFocusChain: Qt for Python takes what it returns for a part of the widget that
        # was asked. Where that dies before the window, Python loses the window's menus.
        parts = (part for part in area.findChildren(QWidget) if _is_stop(part))
        return next(parts, None)


def _holds(area: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (area is focus or area.isAncestorOf(focus))


def _is_stop(part: QWidget) -> bool:
    takes_tab = bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return takes_tab and part.isVisible() and part.isEnabled() and part.focusProxy() is None
