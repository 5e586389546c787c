"""Colours that can be read, in every theme; the theme as the user wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor

from app.toolkit.theme import Colour, ColourScheme

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from app.window.main_window import MainWindow

PAIRS = [
    *((Colour.TEXT, ground) for ground in (
        Colour.SURFACE, Colour.WINDOW, Colour.HEADER, Colour.SELECTION, Colour.BAR, Colour.BAR_BEST,
    )),
    *((Colour.MUTED, ground) for ground in (
        Colour.SURFACE, Colour.WINDOW, Colour.HEADER, Colour.SELECTION,
    )),
    *((Colour.WARNING, ground) for ground in (
        Colour.SURFACE, Colour.WARNING_SURFACE, Colour.SELECTION,
    )),
    *((Colour.WRONG, ground) for ground in (
        Colour.SURFACE, Colour.WRONG_SURFACE, Colour.SELECTION,
    )),
    (Colour.ON_ACCENT, Colour.ACCENT),
    (Colour.ACCENT, Colour.SURFACE),
]  # fmt: skip


def luminance(colour: QColor) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(QColor(one)), luminance(QColor(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", ColourScheme, ids=lambda look: look.name)
@pytest.mark.parametrize(("ink", "ground"), PAIRS, ids=lambda colour: colour.name)
def test_that_text_stands_out_from_its_ground(ink, ground, look) -> None:
    enough = 7 if look is ColourScheme.CONTRAST else 4.5
    assert contrast(ink.value[look], ground.value[look]) >= enough


def test_that_the_chosen_theme_is_there_again(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    first = open_window_on(tmp_path)
    first.findChild(QAction, "darkAction").trigger()
    assert first.theme.colour_scheme is ColourScheme.DARK
    first.close()
    again = open_window_on(tmp_path)
    assert again.theme.colour_scheme is ColourScheme.DARK
    assert again.findChild(QAction, "darkAction").isChecked()
    again.findChild(QAction, "contrastAction").trigger()
    assert again.theme.colour_scheme is ColourScheme.CONTRAST
    again.findChild(QAction, "lightAction").trigger()
    assert again.theme.colour_scheme is ColourScheme.LIGHT


def test_that_title_bars_follow_the_chosen_theme(window: MainWindow, qapp: QApplication) -> None:
    """They are the system's to draw; it is asked for the same scheme."""
    if qapp.styleHints().colorScheme() is Qt.ColorScheme.Unknown:
        pytest.skip("this platform has no schemes")
    for name, scheme in (
        ("darkAction", Qt.ColorScheme.Dark),
        ("lightAction", Qt.ColorScheme.Light),
    ):
        window.findChild(QAction, name).trigger()
        assert qapp.styleHints().colorScheme() is scheme
    window.findChild(QAction, "systemAction").trigger()
