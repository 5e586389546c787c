"""The languages of what is printed for patients: a file each in the data folder."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from pricing.calculation.sentences import Sentence, SentenceValue
from pricing.data import tables
from pricing.quantities.currencies import Notation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

ENGLISH = "en"
_FILE_PATTERN = "handout.*.toml"


@dataclass(frozen=True, slots=True)
class HandoutLanguage:
    """A language: its own texts and checks by key, and what the program says elsewhere, by English.

    `notation` is how the language writes numbers where nobody says otherwise.
    """

    code: str
    name: str
    notation: Notation
    texts: Mapping[str, str]
    checks: Mapping[str, str]
    words: Mapping[str, str]
    months: Sequence[str]
    date_format: str

    def translate(self, english: str) -> str:
        """An English text of the program in this language; a text it does not know as it is."""
        return self.words.get(english, english)

    def notation_with(self, number_notation: Notation | None) -> Notation:
        """This language, with numbers as they are written there; its own where None is given."""
        return replace(number_notation or self.notation, translate=self.translate)

    def fill(
        self, template: str, notation: Notation, parameters: Mapping[str, SentenceValue]
    ) -> str:
        """A text of this language with its parameters filled in."""
        said = {
            key: self.translate(value) if isinstance(value, str) else value
            for key, value in parameters.items()
        }
        return Sentence(template, said).text(notation)

    def date_text(self, day: date) -> str:
        """A day in words.

        >>> from datetime import date
        >>> handout_languages()["es"].date_text(date(2026, 6, 26))
        '26 de junio de 2026'
        """
        month = self.months[day.month - 1]
        return self.date_format.format(day=day.day, month=month, year=day.year)


@cache
def handout_languages() -> Mapping[str, HandoutLanguage]:
    """Every language by its code, English first."""
    codes = sorted(name.split(".")[1] for name in tables.list_files(_FILE_PATTERN))
    codes.sort(key=lambda code: code != ENGLISH)
    return {code: _load_language(code) for code in codes}


def _load_language(code: str) -> HandoutLanguage:
    import tomllib

    said = tomllib.loads(tables.read_text(_FILE_PATTERN.replace("*", code)))
    return HandoutLanguage(
        code,
        said["name"],
        Notation(**said["numbers"]),
        said["texts"],
        said["checks"],
        said.get("words", {}),
        said["dates"]["months"],
        said["dates"]["form"],
    )
