"""How a handout is usually printed here: by the preferences, else by the country."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from app.printing.logo import pharmacy
from app.toolkit.locale_format import notation, notation_of
from app.toolkit.settings import HANDOUT_LANGUAGE, LANGUAGE, LOGO, PAPER, PHARMACY
from app.toolkit.translation import tr
from pricing.problems.errors import UserError
from pricing.writing.print.languages import ENGLISH, languages
from pricing.writing.print.page_style import A4, LETTER
from pricing.writing.print.print_options import Edition

if TYPE_CHECKING:
    from app.toolkit.settings import Settings
    from pricing.writing.print.print_options import Pharmacy


def usual_paper(settings: Settings) -> str:
    """As preferred; else Letter where inches are usual."""
    in_inches = QLocale().measurementSystem() is QLocale.MeasurementSystem.ImperialUSSystem
    return settings[PAPER] or (LETTER if in_inches else A4)


def usual_edition(settings: Settings) -> tuple[Edition, str]:
    """The edition; and what is wrong with the pharmacy's picture, "" where nothing is."""
    hands_out, refused = _pharmacy(settings)
    code = (settings[LANGUAGE] or QLocale().name()).split("_")[0]
    usual = code if code in languages() else ENGLISH
    edition = Edition(settings[HANDOUT_LANGUAGE] or usual, paper=usual_paper(settings))
    return local(replace(edition, pharmacy=hands_out)), refused


def local(edition: Edition) -> Edition:
    """The edition with numbers as this country writes them in its language."""
    language = QLocale(edition.language).language()
    return replace(edition, numbers=notation_of(QLocale(language, QLocale().territory())))


def _pharmacy(settings: Settings) -> tuple[Pharmacy, str]:
    name = settings[PHARMACY]
    try:
        return pharmacy(name, settings[LOGO]), ""
    except UserError as fault:
        without = tr("The handout is printed without it.")
        return pharmacy(name, ""), f"{fault.says(notation())}. {without}"
