"""What is said on paper: texts of a language, with numbers as they are written where it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.calculation.measures import Shown
from pricing.calculation.sentences import Amount

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from fractions import Fraction

    from pricing.calculation.sentences import Said
    from pricing.quantities.currencies import Notation
    from pricing.writing.print.languages import Language


class Voice:
    """Speaks of one mineral in a language; `numbers` None: written as the language does."""

    def __init__(self, language: Language, numbers: Notation | None, mineral: str) -> None:
        self.language = language
        self.notation = language.in_notation(numbers)
        self._mineral = mineral

    def say(self, key: str, **parameters: Said) -> str:
        """A text of the language by its key, filled in."""
        return self.said(self.language.texts[key], parameters)

    def said(self, template: str, parameters: Mapping[str, Said]) -> str:
        """A template of the language, filled in; {mineral} needs no telling."""
        every = {"mineral": self._mineral, **parameters}
        return self.language.say(template, self.notation, every)

    def word(self, english: str) -> str:
        return self.language.word(english)

    def date(self, day: date) -> str:
        return self.language.date(day)


def mass(value: Fraction) -> Amount:
    return Amount(value, Shown.MASS)
