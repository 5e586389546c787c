"""The user's language: every text that is shown goes through `tr`.

A language is a file in `resources/languages`: elemental_es.qm, made from the .ts file that
`packaging/texts.py` gathers. English is the language of the texts themselves.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

FOLDER = Path(__file__).parents[1] / "resources" / "languages"
PREFIX = "elemental_"


def tr(text: str, /, **values: object) -> str:
    """The text in the language of the installed translator, its {names} filled in.

    Texts that are declared as data (actions, settings, columns) are put in where they are shown.
    """
    said = QCoreApplication.translate("", text) if text else ""
    return said.format(**values) if values else said


def counted(count: int, one: str, many: str) -> str:
    """So many things: the text for one, or the one for any other number, with its {count}."""
    return (one if count == 1 else many).format(count=count)


def languages() -> list[tuple[str, str]]:
    """Codes and names of the languages that are here, English first."""
    codes = sorted(path.stem.removeprefix(PREFIX) for path in FOLDER.glob(f"{PREFIX}*.qm"))
    return [("en", "English"), *((code, QLocale(code).nativeLanguageName()) for code in codes)]


def speak(language: str) -> None:
    """Use a language from now on ("" for the system's); English where there is no file for it."""
    application = QCoreApplication.instance()
    wanted = QLocale(language) if language else QLocale()
    if application is None or wanted.language() == QLocale.Language.English:
        return
    translator = QTranslator(application)
    if translator.load(wanted, PREFIX.rstrip("_"), "_", str(FOLDER)):
        application.installTranslator(translator)
