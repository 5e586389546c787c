"""The user's language: every text that is shown goes through `tr`.

A language is a file in `resources/languages`: elemental_es.qm, made from the .ts file that
`packaging/texts.py` gathers. English is the language of the texts themselves.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

LANGUAGES_FOLDER = Path(__file__).parents[1] / "resources" / "languages"
FILE_PREFIX = "elemental_"


def tr(text: str, /, **values: object) -> str:
    """The text in the language of the installed translator, its {names} filled in.

    Texts that are declared as data (actions, settings, columns) are put in where they are shown.
    """
    said = QCoreApplication.translate("", text) if text else ""
    return said.format(**values) if values else said


def count_text(count: int, one: str, other: str) -> str:
    """So many things: the text for one, or the one for any other number, with its {count}."""
    return (one if count == 1 else other).format(count=count)


def window_languages() -> list[tuple[str, str]]:
    """Codes and names of the languages that are here, English first."""
    codes = sorted(
        path.stem.removeprefix(FILE_PREFIX) for path in LANGUAGES_FOLDER.glob(f"{FILE_PREFIX}*.qm")
    )
    return [("en", "English"), *((code, QLocale(code).nativeLanguageName()) for code in codes)]


def install_language(language: str) -> None:
    """Use a language from now on ("" for the system's); English where there is no file for it."""
    application = QCoreApplication.instance()
    wanted = QLocale(language) if language else QLocale()
    if application is None or wanted.language() == QLocale.Language.English:
        return
    translator = QTranslator(application)
    if translator.load(wanted, FILE_PREFIX.rstrip("_"), "_", str(LANGUAGES_FOLDER)):
        application.installTranslator(translator)
