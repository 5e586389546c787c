"""The print options to begin with: the user's preferences, or else what the locale suggests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from app.printing.logo import pharmacy_with_logo
from app.toolkit.locale_format import notation, notation_for
from app.toolkit.settings import HANDOUT_LANGUAGE, LANGUAGE, LOGO, PAPER, PHARMACY
from app.toolkit.translation import tr
from pricing.problems.errors import UserError
from pricing.writing.print import A4, ENGLISH, LETTER, PrintOptions, handout_languages

if TYPE_CHECKING:
    from app.toolkit.settings import Settings
    from pricing.writing.print import Pharmacy


def default_paper(settings: Settings) -> str:
    """Return the preferred paper, or else Letter where the locale uses inches, and A4 elsewhere."""
    system = QLocale().measurementSystem()
    uses_inches = system is QLocale.MeasurementSystem.ImperialUSSystem
    return settings[PAPER] or (LETTER if uses_inches else A4)


def default_print_options(settings: Settings) -> tuple[PrintOptions, str]:
    """Return the options, and what is wrong with the pharmacy's logo ("" if nothing is)."""
    pharmacy, logo_problem = _pharmacy_and_problem(settings)
    window_language = (settings[LANGUAGE] or QLocale().name()).split("_")[0]
    fallback = window_language if window_language in handout_languages() else ENGLISH
    options = PrintOptions(settings[HANDOUT_LANGUAGE] or fallback, paper=default_paper(settings))
    return with_local_numbers(replace(options, pharmacy=pharmacy)), logo_problem


def with_local_numbers(options: PrintOptions) -> PrintOptions:
    """Return the options with numbers as this country writes them in the options' language."""
    language = QLocale(options.language).language()
    locale = QLocale(language, QLocale().territory())
    return replace(options, number_notation=notation_for(locale))


def _pharmacy_and_problem(settings: Settings) -> tuple[Pharmacy, str]:
    name = settings[PHARMACY]
    try:
        return pharmacy_with_logo(name, settings[LOGO]), ""
    except UserError as error:
        problem = tr(
            "{problem} The handout is printed without it.", problem=error.message(notation())
        )
        return pharmacy_with_logo(name, ""), problem
