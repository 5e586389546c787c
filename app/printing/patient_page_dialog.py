"""Common part of the dialogs of both handouts: language and print size."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.printing.defaults import with_local_numbers
from app.printing.dialog import PrintPreviewDialog
from app.toolkit.check_box import CheckBox
from app.toolkit.translation import tr
from pricing.writing.print import SMALLEST_LARGE_TEXT, handout_languages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget

    from app.printing.destinations import PrintDestinations
    from app.printing.page_layout import FittedHandout
    from pricing.writing.print import PrintOptions


class PatientPageDialog(PrintPreviewDialog):
    """A preview with the options of a page for a patient.

    `logo_problem` says what is wrong with the pharmacy's logo, if anything.
    """

    def __init__(
        self, window: QWidget, destinations: PrintDestinations, options: PrintOptions, title: str
    ) -> None:
        super().__init__(window, destinations, options.paper, title)
        self.logo_problem = ""
        self._print_options = options
        self._language_box = self.add_box(
            "handoutLanguageBox",
            tr("Language of the handout"),
            [(language.code, tr(language.name)) for language in handout_languages().values()],
            options.language,
        )
        self._large_print_box = CheckBox(tr("&Large print"))
        self._large_print_box.setObjectName("largePrintBox")
        self._form.addRow(self._large_print_box)

    def follow_options(self) -> None:
        """Lay out the pages again whenever an option changes."""
        self._language_box.currentIndexChanged.connect(self.refresh)
        self._large_print_box.toggled.connect(self.refresh)

    def chosen_options(self, paper: str) -> PrintOptions:
        """Return the options as they are now."""
        options = replace(
            self._print_options,
            language=self._language_box.currentData(),
            is_large=self._large_print_box.isChecked(),
            paper=paper,
        )
        return with_local_numbers(options)

    def print_problems(self, fitted: FittedHandout) -> list[str]:
        """Return what is wrong with the logo, and whether large print does not fit."""
        problems = [self.logo_problem]
        if self._large_print_box.isChecked() and fitted.points < SMALLEST_LARGE_TEXT:
            problems.append(tr("The handout does not fit in large print. A smaller size is used."))
        return problems


def warning_lines(problems: Iterable[str]) -> str:
    """Return problems as lines, each with a warning sign."""
    return "\n".join(f"\N{WARNING SIGN} {problem}" for problem in problems if problem)
