"""What is said on paper: texts of a language, with numbers as they are written where it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.calculation.measures import FigureFormat
from pricing.calculation.sentences import Amount

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from fractions import Fraction

    from pricing.calculation.sentences import SentenceValue
    from pricing.quantities.currencies import Notation
    from pricing.writing.print.languages import HandoutLanguage


class HandoutTexts:
    """Speaks of one mineral in a language; `numbers` None: written as the language does."""

    def __init__(
        self, language: HandoutLanguage, number_notation: Notation | None, mineral: str
    ) -> None:
        self.language = language
        self.notation = language.notation_with(number_notation)
        self._mineral = mineral

    def text(self, key: str, **parameters: SentenceValue) -> str:
        """A text of the language by its key, filled in."""
        return self.fill(self.language.texts[key], parameters)

    def fill(self, template: str, parameters: Mapping[str, SentenceValue]) -> str:
        """A template of the language, filled in; {mineral} needs no telling."""
        every = {"mineral": self._mineral, **parameters}
        return self.language.fill(template, self.notation, every)

    def translate(self, english: str) -> str:
        return self.language.translate(english)

    def date_text(self, day: date) -> str:
        return self.language.date_text(day)


def mass_amount(value: Fraction) -> Amount:
    return Amount(value, FigureFormat.MASS)
