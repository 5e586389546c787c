"""The user's language: every text that is shown goes through `tr`.

A language is a file in `resources/languages`, such as elemental_es.qm. It is made from the .ts file
that `packaging/texts.py` writes. The texts themselves are English.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from app.toolkit.number_marks import whole_number_text
from pricing.problems.text_direction import isolated
from pricing.reference.mineral_forms import BLEND, NOT_STATED

if TYPE_CHECKING:
    from pricing.quantities.currencies import Plural

LANGUAGES_FOLDER = Path(__file__).parents[1] / "resources" / "languages"
FILE_PREFIX = "elemental_"


def tr(text: str, /, **values: object) -> str:
    """Return a text in the user's language, with its {names} filled in.

    A whole number is written as the locale writes it: 1,234.

    Texts that are declared as data (actions, settings, columns) are translated where they are
    shown.
    """
    template = translate(text)
    if not values:
        return template
    # A name from right to left must not turn round the sentence.
    shown = {
        key: isolated(value) if isinstance(value, str) else _number_text(value)
        for key, value in values.items()
    }
    return template.format(**shown)


def _number_text(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return whole_number_text(value)
    return value


def translate(text: str, count: int = -1) -> str:
    """Return a template in the user's language; `count` chooses among its plural forms."""
    return QCoreApplication.translate("", text, None, count) if text else ""


def translate_plural(plural: Plural, count: int) -> str:
    """Return the form of a template for a count, in the user's language.

    A language's file holds all its plural forms under the English text for several, and Qt takes
    the one for the count.
    """
    template = translate(plural.other, count)
    return plural.one if count == 1 and template == plural.other else template


def full_title(title: str, unit: str) -> str:
    """Return a translated title and its unit on one line, such as "Cost a unit"."""
    return tr("{title} {unit}", title=title, unit=unit) if unit else title


def form_title(name: str) -> str:
    """Return the name of a form's group for the window.

    Only the words for a blend and for no form at all are translated.
    """
    return tr(name) if name in {BLEND, NOT_STATED} else name


def window_languages() -> list[tuple[str, str]]:
    """Return the codes and names of the languages with a file, English first."""
    codes = sorted(
        path.stem.removeprefix(FILE_PREFIX) for path in LANGUAGES_FOLDER.glob(f"{FILE_PREFIX}*.qm")
    )
    return [("en", "English"), *((code, QLocale(code).nativeLanguageName()) for code in codes)]


def install_language(language: str) -> None:
    """Use a language from now on, "" for the system's. Without a file for it, use English."""
    application = QCoreApplication.instance()
    locale = QLocale(language) if language else QLocale()
    if application is None or locale.language() == QLocale.Language.English:
        return
    translator = QTranslator(application)
    if translator.load(locale, FILE_PREFIX.rstrip("_"), "_", str(LANGUAGES_FOLDER)):
        application.installTranslator(translator)
