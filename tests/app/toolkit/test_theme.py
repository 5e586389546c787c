"""The contrast of colours in every scheme, and the scheme that the user chose."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.toolkit.theme import (
    ColourScheme,
    contrast_ratio,
    contrast_tokens,
    dark_tokens,
    light_tokens,
)
from app.window.startup import open_window
from tests.app.user_actions import child, trigger_action

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from app.window.main_window import MainWindow

SCHEMES = {
    "light": light_tokens(),
    "dark": dark_tokens(),
    "white on black": contrast_tokens(QColor("white"), QColor("black"), QColor("#ffe14d")),
    "black on white": contrast_tokens(QColor("black"), QColor("white"), QColor("#37006e")),
    "green on black": contrast_tokens(QColor("#00ff00"), QColor("black"), QColor("#0000ff")),
}
GROUNDS = ("surface", "window", "header", "tinted", "selection")
TEXT_PAIRS = [
    *(("text", ground) for ground in GROUNDS),
    *(("muted", ground) for ground in GROUNDS),
    *((sign, ground) for sign in ("stop", "note", "ask") for ground in ("surface", "tinted")),
    ("stop", "stop_surface"), ("ask", "ask_surface"), ("on_accent", "accent"),
    ("accent", "surface"), ("accent", "tinted"),
]  # fmt: skip
INKS = ("text", "muted", "accent", "stop", "note", "ask")
MIN_TEXT_CONTRAST, MIN_SHAPE_CONTRAST, MIN_HIGH_CONTRAST = 4.5, 3, 7


def is_high_contrast(scheme: str) -> bool:
    return " on " in scheme


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_that_text_contrasts_with_its_ground(text: str, ground: str, scheme: str) -> None:
    colours = SCHEMES[scheme]
    minimum = MIN_HIGH_CONTRAST if is_high_contrast(scheme) else MIN_TEXT_CONTRAST
    assert contrast_ratio(getattr(colours, text), getattr(colours, ground)) >= minimum


@pytest.mark.parametrize("scheme", SCHEMES)
def test_that_every_ink_can_be_read_on_every_ground(scheme: str) -> None:
    colours = SCHEMES[scheme]
    pairs = product(INKS, (*GROUNDS, "stop_surface", "ask_surface"))
    ratios = {pair: contrast_ratio(*(getattr(colours, name) for name in pair)) for pair in pairs}
    assert {pair for pair, ratio in ratios.items() if ratio < MIN_TEXT_CONTRAST} == set()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_that_shapes_contrast_with_their_ground(scheme: str) -> None:
    colours = SCHEMES[scheme]
    shapes = [colours.field_border, colours.divide, colours.accent, *colours.forms]
    for ground in (colours.surface, colours.tinted):
        assert min(contrast_ratio(shape, ground) for shape in shapes) >= MIN_SHAPE_CONTRAST


@pytest.mark.parametrize("scheme", SCHEMES)
def test_that_fields_and_scroll_bars_can_be_seen_on_every_ground(scheme: str) -> None:
    colours = SCHEMES[scheme]
    for name in ("window", "surface", "header", "tinted", "ask_surface", "stop_surface"):
        for shape in (colours.field_border, colours.divide):
            assert contrast_ratio(shape, getattr(colours, name)) >= MIN_SHAPE_CONTRAST, name


@pytest.mark.parametrize("scheme", SCHEMES)
def test_that_figures_can_be_read_on_the_heat_map(scheme: str) -> None:
    colours = SCHEMES[scheme]
    minimum = MIN_HIGH_CONTRAST if is_high_contrast(scheme) else MIN_TEXT_CONTRAST
    assert min(contrast_ratio(colours.text, ground) for ground in colours.heat) >= minimum
    assert min(contrast_ratio(colours.note, ground) for ground in colours.heat) >= 3


def test_that_a_form_has_the_colour_of_its_group() -> None:
    colours = light_tokens()
    assert colours.form_color("lysinate glycinate") == colours.form_color("glycinate")
    assert colours.form_color("oxide+citrate") == colours.form_color("blend")
    assert colours.form_color("") == colours.form_color("taurate") == colours.muted


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


def test_that_a_theme_goes_with_its_window(qapp: QApplication, tmp_path: Path) -> None:
    """Else it would set the style of all windows again at each change of the system's colours."""
    window = open_window(tmp_path)
    theme = window.theme
    window.close()
    window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(theme)


class StyleChanges(QObject):
    """Counts how often each widget is styled."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: Counter[QObject] = Counter()

    # -- Qt's own names ------------------------------------------------------------------------

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.StyleChange:
            self.counts[target] += 1
        return False


def test_that_a_new_theme_does_not_style_a_widget_for_each_of_its_ancestors(
    window: MainWindow, qapp: QApplication
) -> None:
    """Most widgets have eight or more, so that a change of theme stopped the window for long."""
    trigger_action(window, "lightAction")
    changes = StyleChanges()
    qapp.installEventFilter(changes)
    trigger_action(window, "darkAction")
    qapp.removeEventFilter(changes)
    assert set(changes.counts) >= set(window.findChildren(QWidget))
    assert max(changes.counts.values()) == 2  # the old sheet goes, the new one comes


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
