"""Provides a chart of the window for the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPainter


class ReportChart(NamedTuple):
    """A chart on paper: what draws it in an area, and its height for a width, in CSS pixels."""

    draw: Callable[[QPainter, QRectF], None]
    height: Callable[[int], int]
