"""A name from right to left does not turn round the sentence that it stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QTextDocument, QTextLayout
from PySide6.QtWidgets import QApplication, QLabel

from app.toolkit.translation import tr
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, fill_in_two_products, finding_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.window.main_window import MainWindow

HEBREW = "מגנזיום"


def drawn_order(text: str, parts: Sequence[str]) -> list[str]:
    """Return parts of a text in the order in which Qt draws them, from left to right."""
    layout = QTextLayout(text, QFont("DejaVu Sans"))
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()

    def place(part: str) -> tuple[float, int]:
        return cast("tuple[float, int]", line.cursorToX(text.index(part) + 1))

    return sorted(parts, key=place)


@pytest.mark.parametrize("name", [HEBREW, f"{HEBREW} 100", "مغنيسيوم ١٠٠"])
def test_that_a_name_from_right_to_left_moves_only_itself(qapp: object, name: str) -> None:
    sentence = tr("{name}: 12 of 30, {other}", name=name, other="Zink")
    parts = [name[:3], ":", "12", "of", "30", ",", "Zink"]
    assert drawn_order(sentence, parts) == parts
    assert drawn_order(sentence.replace("\u2068", "").replace("\u2069", ""), parts) != parts


def test_that_the_finding_is_read_from_left_to_right(window: MainWindow) -> None:
    table = ProductTableDriver(window)
    fill_in_two_products(table)
    for row, name in enumerate((HEBREW, f"{HEBREW} 100")):
        index = table.index(row, "product")  # QTest has no keys for these letters
        assert table.view.model().setData(index, name)
    text = finding_text(window)
    assert f"\u2068{HEBREW}" in text
    words = [word.strip(".,") for word in text.split() if word.isascii() and word.isalpha()][:4]
    assert len(words) > 2
    assert drawn_order(text, words) == words


@pytest.mark.parametrize("height", [800, 500])
def test_that_a_verdict_on_such_a_name_begins_at_the_left(window: MainWindow, height: int) -> None:
    window.resize(1280, height)
    table = ProductTableDriver(window)
    fill_in_two_products(table)
    for row in (0, 1):
        assert table.view.model().setData(table.index(row, "product"), f"{HEBREW} {row + 1}00")
    QApplication.processEvents()
    document = QTextDocument()
    document.setHtml(child(window, QLabel, "findingLabel").text())
    blocks = [document.findBlockByNumber(at) for at in range(document.blockCount())]
    said = [block for block in blocks if block.text().strip()]
    assert any(block.text().lstrip("\u2068").startswith(HEBREW) for block in said)
    assert [
        block.text()
        for block in said
        if block.textDirection() is not Qt.LayoutDirection.LeftToRight
    ] == []
