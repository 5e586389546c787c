"""How a handout is usually printed here: by the preferences, else by the country."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from app.printing.logo import pharmacy_with_logo
from app.toolkit.locale_format import notation, notation_for
from app.toolkit.settings import HANDOUT_LANGUAGE, LANGUAGE, LOGO, PAPER, PHARMACY
from app.toolkit.translation import tr
from pricing.problems.errors import UserError
from pricing.writing.print.languages import ENGLISH, handout_languages
from pricing.writing.print.page_style import A4, LETTER
from pricing.writing.print.print_options import PrintOptions

if TYPE_CHECKING:
    from app.toolkit.settings import Settings
    from pricing.writing.print.print_options import Pharmacy


def default_paper(settings: Settings) -> str:
    """As preferred; else Letter where inches are usual."""
    in_inches = QLocale().measurementSystem() is QLocale.MeasurementSystem.ImperialUSSystem
    return settings[PAPER] or (LETTER if in_inches else A4)


def default_print_options(settings: Settings) -> tuple[PrintOptions, str]:
    """The edition; and what is wrong with the pharmacy's picture, "" where nothing is."""
    hands_out, refused = _pharmacy_and_problem(settings)
    code = (settings[LANGUAGE] or QLocale().name()).split("_")[0]
    usual = code if code in handout_languages() else ENGLISH
    edition = PrintOptions(settings[HANDOUT_LANGUAGE] or usual, paper=default_paper(settings))
    return with_local_numbers(replace(edition, pharmacy=hands_out)), refused


def with_local_numbers(edition: PrintOptions) -> PrintOptions:
    """The edition with numbers as this country writes them in its language."""
    language = QLocale(edition.language).language()
    return replace(edition, number_notation=notation_for(QLocale(language, QLocale().territory())))


def _pharmacy_and_problem(settings: Settings) -> tuple[Pharmacy, str]:
    name = settings[PHARMACY]
    try:
        return pharmacy_with_logo(name, settings[LOGO]), ""
    except UserError as fault:
        without = tr("The handout is printed without it.")
        return pharmacy_with_logo(name, ""), f"{fault.message(notation())} {without}"
