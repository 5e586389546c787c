"""Colours that can be read, in both themes; the theme as the user wants it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction, QColor

from app.theme import Colour

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


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS, ids=lambda colour: colour.name)
def test_that_text_stands_out_from_its_ground(ink, ground, dark):
    assert contrast(ink.value[dark], ground.value[dark]) >= 4.5


def test_that_the_chosen_theme_is_there_again(open_on, tmp_path):
    first = open_on(tmp_path)
    first.findChild(QAction, "darkAction").trigger()
    assert first.theme.is_dark
    first.close()
    again = open_on(tmp_path)
    assert again.theme.is_dark
    assert again.findChild(QAction, "darkAction").isChecked()
    again.findChild(QAction, "lightAction").trigger()
    assert not again.theme.is_dark
