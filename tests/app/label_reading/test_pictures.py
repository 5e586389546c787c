"""Photos of labels: recognized by Tesseract, never filled wrongly, refused in bounds."""

from __future__ import annotations

import shutil
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from app.label_reading.pictures import load_picture, recognize
from pricing.labels import LabelField, Span, Sureness, read_shown_label
from pricing.pictures import find_reader, reader
from pricing.problems.errors import BadInput
from pricing.problems.progress import SILENT_PROGRESS
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, visible_dialog
from tests.paths import ROOT
from tests.pricing.labels import score

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="Tesseract is not installed"
)
PANELS = ROOT / "tests" / "pricing" / "labels" / "panels"
WIDTH = 1600


def draw_label(text: str, path: Path, *, tilt: float = 0, scale: float = 1) -> None:
    """Write a picture of a label, as a camera may see it."""
    font = QFont("DejaVu Sans")
    font.setPixelSize(28)
    area, wrap = QRect(0, 0, WIDTH, 20_000), Qt.TextFlag.TextWordWrap
    text = text.expandtabs(24)
    height = QFontMetrics(font).boundingRect(area, wrap, text).height()
    image = QImage(WIDTH + 200, height + 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        painter.setFont(font)
        painter.translate(100, 100)
        painter.rotate(tilt)
        painter.drawText(QRect(0, 0, WIDTH, height + 100), wrap, text)
    mode = Qt.TransformationMode.SmoothTransformation
    assert image.scaledToWidth(round(image.width() * scale), mode).save(str(path))


def outcomes_of(truth: dict[str, object], path: Path) -> Counter[str]:
    """Return how the fields of a picture were read, where nothing asked is filled."""
    recognized = recognize(path, SILENT_PROGRESS)
    assert recognized.text is not None
    doubtful = [Span(*place) for place in recognized.text.doubtful]
    first = read_shown_label(recognized.text.text, doubtful).readings[0]

    def plain(field: LabelField) -> object:
        value = None if field.sureness is Sureness.ASKED else field.value
        return value if isinstance(value, str) or value is None else float(value)

    got = {
        "file": path.name,
        **{key: plain(field) for key, field in first.fields.items()},
        "ingredients": [
            {
                "element": each.element,
                "form": plain(each.form),
                "elemental_mg": plain(each.elemental),
                "compound_mg": plain(each.compound),
            }
            for each in first.ingredients
        ],
        "asked": [question.field for question in first.questions],
    }
    return Counter(score.outcomes(truth, got).values())


@needs_tesseract
@pytest.mark.parametrize(
    ("name", "tilt", "scale"),
    [
        ("001-en-panel", 0, 1),
        ("041-en-mislead", 1.5, 0.8),
        ("048-de-panel", 0, 0.6),
        ("070-fr-panel", 1, 1),
        ("085-es-panel", 0, 0.7),
    ],
)
def test_that_no_field_of_a_picture_is_filled_wrongly(
    qapp: object, tmp_path: Path, name: str, tilt: float, scale: float
) -> None:
    truth = next(row for row in score.read_truth(PANELS) if row["file"] == f"{name}.txt")
    picture = tmp_path / f"{name}.png"
    draw_label((PANELS / f"{name}.txt").read_text("utf-8"), picture, tilt=tilt, scale=scale)
    found = outcomes_of(truth, picture)
    assert found["wrong"] == 0
    assert found["right"] > sum(found.values()) / 2


@needs_tesseract
def test_that_a_photo_becomes_a_row_beside_its_picture(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    photo = tmp_path / "label.jpg"
    draw_label(
        "Magnesium Glycinate\n120 capsules\n\nSupplement Facts\nServing size 2 capsules\n"
        "Servings per container 60\nMagnesium (as magnesium glycinate)   200 mg   48 %\n\n$18.99\n",
        photo,
    )
    window.label_controller.read_files([photo])
    dialog = visible_dialog(window, "labelReadingDialog")
    qtbot.waitUntil(lambda: dialog.findChild(QLineEdit, "labelField_price") is not None,
                    timeout=60_000)  # fmt: skip
    assert field(dialog, "elemental_mg") == "200"
    assert field(dialog, "pack_units") == "120 capsules"
    assert "Supplement Facts" in child(dialog, QPlainTextEdit, "labelText").toPlainText()
    photo_button = child(dialog, QAbstractButton, "labelShown1")
    QTest.mouseClick(photo_button, Qt.MouseButton.LeftButton)
    assert child(dialog, QWidget, "labelPhoto").isVisible()
    while ProductTableDriver(window).row_count == 0:
        child(dialog, QPushButton, "labelAddButton").click()
    assert ProductTableDriver(window).exact_value(0, "elemental_mg") == 200


def field(dialog: QDialog, key: str) -> str:
    return child(dialog, QLineEdit, f"labelField_{key}").text()


def test_that_a_system_without_recognition_says_what_to_install(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "READERS", ())
    with pytest.raises(BadInput, match="install Tesseract"):
        find_reader()
    photo = tmp_path / "label.png"
    draw_label("Zinc 10 mg", photo)
    window.label_controller.read_files([photo])
    dialog = visible_dialog(window, "labelReadingDialog")
    problem = child(dialog, QLabel, "labelProblem")
    qtbot.waitUntil(lambda: "Install Tesseract" in problem.text())
    assert not child(dialog, QPushButton, "labelAddButton").isEnabled()
    dialog.reject()


def test_that_the_dialog_says_how_to_open_a_photo_where_there_is_none(window: MainWindow) -> None:
    window.label_controller.read_text("Magnesium oxide 250 mg, 100 tablets, $4.49")
    dialog = visible_dialog(window, "labelReadingDialog")
    photo = child(dialog, QWidget, "labelPhoto")
    assert not photo.isVisible()
    QTest.mouseClick(child(dialog, QAbstractButton, "labelShown1"), Qt.MouseButton.LeftButton)
    assert photo.isVisible()
    assert "No photo was opened." in photo.accessibleDescription()
    dialog.reject()


def test_that_what_is_no_photo_or_too_large_is_refused_before_it_is_decoded(
    qapp: object, tmp_path: Path
) -> None:
    drawing, text = tmp_path / "drawing.png", tmp_path / "text.jpg"
    drawing.write_text("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "utf-8")
    text.write_text("no picture", "utf-8")
    for path in (drawing, text, tmp_path / "missing.png"):
        with pytest.raises(BadInput, match="no picture"):
            load_picture(path)
    bomb = tmp_path / "bomb.png"
    image = QImage(9_000, 9_000, QImage.Format.Format_Mono)
    image.fill(0)
    assert image.save(str(bomb))
    with pytest.raises(BadInput, match="megapixels"):
        load_picture(bomb)
