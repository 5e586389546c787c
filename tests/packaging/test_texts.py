"""The file for translators: what it holds, and that the window uses a finished translation."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

import pytest
from defusedxml.ElementTree import parse
from PySide6.QtCore import QCoreApplication, QTranslator

from app.toolkit.locale_format import count_text
from app.toolkit.translation import tr
from tests.packaging.loading import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtWidgets import QApplication

# Polish has a form for one, for few (2 to 4, 22 to 24, ...) and for many.
POLISH = {
    "Preferences": ["Preferencje"],
    "{count} products": ["{count} produkt", "{count} produkty", "{count} produktów"],
}


@pytest.fixture(scope="module")
def texts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("texts") / "elemental_pl.ts"
    load("texts").main(path)
    return path


@pytest.fixture(scope="module")
def polish_file(texts_file: Path) -> Path:
    """The compiled language, as far as the texts above are translated."""
    tree = parse(texts_file)
    root = tree.getroot()
    assert root is not None
    root.set("language", "pl_PL")
    for message in tree.iter("message"):
        forms = POLISH.get(message.findtext("source", ""))
        if forms is not None:
            translate(message, forms)
    translated, compiled = (texts_file.with_name(name) for name in ("pl.ts", "pl.qm"))
    tree.write(translated, "utf-8")
    lrelease = Path(sys.executable).with_name("pyside6-lrelease")
    command: list[str | Path] = [lrelease, "-silent", translated, "-qm", compiled]
    subprocess.run(command, check=True)
    return compiled


@pytest.fixture
def polish(qapp: QApplication, polish_file: Path) -> Iterator[None]:
    """A window in Polish."""
    translator = QTranslator()
    assert translator.load(str(polish_file))
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def translate(message: Element, forms: Sequence[str]) -> None:
    """Put a translation into a message, in as many forms as it has."""
    translation = message.find("translation")
    assert translation is not None
    translation.attrib.clear()
    for child in list(translation):
        translation.remove(child)
    if message.get("numerus") is None:
        (translation.text,) = forms
    else:
        for form in forms:
            SubElement(translation, "numerusform").text = form


def test_that_the_file_holds_plain_and_plural_texts(texts_file: Path) -> None:
    messages = list(parse(texts_file).iter("message"))
    sources = {message.findtext("source"): message.get("numerus") for message in messages}
    assert sources["Preferences"] is None
    assert sources["{count} products"] == "yes"
    assert len(sources) == len(messages) > 1_000


@pytest.mark.usefixtures("polish")
@pytest.mark.parametrize(
    ("count", "text"), [(1, "1 produkt"), (2, "2 produkty"), (5, "5 produktów")]
)
def test_that_a_language_may_have_more_plural_forms_than_english(count: int, text: str) -> None:
    assert count_text(count, "{count} product", "{count} products") == text


@pytest.mark.usefixtures("polish")
def test_that_translated_texts_are_used_and_others_stay_english() -> None:
    assert tr("Preferences") == "Preferencje"
    assert tr("Written to {path}.", path="a.csv") == "Written to a.csv."
    assert count_text(1, "{count} row", "{count} rows") == "1 row"


def test_that_counts_are_english_without_a_language(qapp: QApplication) -> None:
    assert count_text(1, "{count} product", "{count} products") == "1 product"
    assert count_text(2, "{count} product", "{count} products") == "2 products"
