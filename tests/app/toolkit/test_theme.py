"""The contrast of colours in every scheme, and the scheme that the user chose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor

from app.toolkit.theme import Colour, ColourScheme
from tests.app.user_actions import child, trigger_action

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
    """Return the relative luminance that WCAG 2 defines."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours."""
    light, dark = sorted((luminance(QColor(first)), luminance(QColor(second))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ColourScheme, ids=lambda scheme: scheme.name)
@pytest.mark.parametrize(("text", "background"), PAIRS, ids=lambda colour: colour.name)
def test_that_text_contrasts_with_its_background(
    text: Colour, background: Colour, scheme: ColourScheme
) -> None:
    minimum = 7 if scheme is ColourScheme.CONTRAST else 4.5
    assert contrast(text.value[scheme], background.value[scheme]) >= minimum


def test_that_the_chosen_theme_is_kept(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    first = open_window_on(tmp_path)
    trigger_action(first, "darkAction")
    assert first.theme.colour_scheme is ColourScheme.DARK
    first.close()
    again = open_window_on(tmp_path)
    assert again.theme.colour_scheme is ColourScheme.DARK
    assert child(again, QAction, "darkAction").isChecked()
    for name, scheme in (
        ("contrastAction", ColourScheme.CONTRAST),
        ("lightAction", ColourScheme.LIGHT),
    ):
        trigger_action(again, name)
        assert again.theme.colour_scheme is scheme


def test_that_title_bars_follow_the_chosen_theme(window: MainWindow, qapp: QApplication) -> None:
    """The system draws them and is asked for the same scheme."""
    if qapp.styleHints().colorScheme() is Qt.ColorScheme.Unknown:
        pytest.skip("this platform has no schemes")
    for name, scheme in (
        ("darkAction", Qt.ColorScheme.Dark),
        ("lightAction", Qt.ColorScheme.Light),
    ):
        trigger_action(window, name)
        assert qapp.styleHints().colorScheme() is scheme
    trigger_action(window, "systemAction")
