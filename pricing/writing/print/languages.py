"""The languages of what is printed for patients: a file each in the data folder."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from pricing.calculation.sentences import Said, Sentence
from pricing.data import tables
from pricing.quantities.currencies import Notation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

ENGLISH = "en"
_FILES = "handout.*.toml"


@dataclass(frozen=True, slots=True)
class Language:
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
    date_form: str

    def word(self, english: str) -> str:
        """An English text of the program in this language; a text it does not know as it is."""
        return self.words.get(english, english)

    def in_notation(self, numbers: Notation | None) -> Notation:
        """This language, with numbers as they are written there; its own where None is given."""
        return replace(numbers or self.notation, translate=self.word)

    def say(self, template: str, notation: Notation, parameters: Mapping[str, Said]) -> str:
        """A text of this language with its parameters filled in."""
        said = {
            key: self.word(value) if isinstance(value, str) else value
            for key, value in parameters.items()
        }
        return Sentence(template, said).text(notation)

    def date(self, day: date) -> str:
        """A day in words.

        >>> from datetime import date
        >>> languages()["es"].date(date(2026, 6, 26))
        '26 de junio de 2026'
        """
        month = self.months[day.month - 1]
        return self.date_form.format(day=day.day, month=month, year=day.year)


@cache
def languages() -> Mapping[str, Language]:
    """Every language by its code, English first."""
    codes = sorted(name.split(".")[1] for name in tables.names(_FILES))
    codes.sort(key=lambda code: code != ENGLISH)
    return {code: _language(code) for code in codes}


def _language(code: str) -> Language:
    import tomllib

    said = tomllib.loads(tables.text(_FILES.replace("*", code)))
    return Language(
        code,
        said["name"],
        Notation(**said["numbers"]),
        said["texts"],
        said["checks"],
        said.get("words", {}),
        said["dates"]["months"],
        said["dates"]["form"],
    )
