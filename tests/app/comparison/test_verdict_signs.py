"""The signs within the text of the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from app.toolkit.theme import tokens
from tests.app.user_actions import child, set_text, trigger_action

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QImage

    from app.window.main_window import MainWindow

SIDE = 4  # no stroke of a letter is as wide


def has_block(image: QImage, colour: QColor) -> bool:
    """Return whether a picture holds a small square of a colour."""
    places = {
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixel(x, y) == colour.rgb()
    }
    square = [(x, y) for x in range(SIDE) for y in range(SIDE)]
    return any(all((x + dx, y + dy) in places for dx, dy in square) for x, y in places)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_that_the_stop_sign_has_the_colour_of_the_theme(window: MainWindow, name: str) -> None:
    trigger_action(window, "exampleAction")
    set_text(window, "targetEdit", "300")
    window.theme.choose(name)
    QApplication.processEvents()
    label = child(window, QLabel, "findingLabel")
    assert has_block(label.grab().toImage(), tokens().stop)
