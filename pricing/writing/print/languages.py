"""The languages of the handout: one TOML file for each in the data folder."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from pricing.calculation.sentences import Mineral, Sentence, SentenceValue
from pricing.data import tables
from pricing.quantities.currencies import Notation
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

ENGLISH = "en"
_FILE_PATTERN = "handout.*.toml"
_MARKED = re.compile(r"\*(.+?)\*")


@dataclass(frozen=True, slots=True)
class HandoutLanguage:
    """The texts of one language, and how it writes numbers and dates.

    `notation_by_currency` holds the notations of countries that write numbers in another way than
    `notation`. `texts` and `checks` are templates by key. `words` translates the program's other
    texts: its keys are the English texts themselves.
    """

    code: str
    name: str
    notation: Notation
    notation_by_currency: Mapping[str, Notation]
    texts: Mapping[str, str]
    checks: Mapping[str, str]
    words: Mapping[str, str]
    months: Sequence[str]
    date_format: str

    def translate(self, english: str) -> str:
        """Return the translation of an English text, or the text itself if there is none."""
        return self.words.get(english, english)

    def notation_with(self, number_notation: Notation | None, currency: str) -> Notation:
        """Return a notation that translates into this language.

        Numbers follow `number_notation`. If it is None, they follow the country of the currency.
        """
        return replace(
            number_notation or self.notation_by_currency.get(currency, self.notation),
            translate=self.translate,
            translate_plural=lambda plural, count: self.translate(plural.english(count)),
        )

    def date_text(self, day: date) -> str:
        """Write a date in words.

        >>> from datetime import date
        >>> handout_languages()["es"].date_text(date(2026, 6, 26))
        '26 de junio de 2026'
        """
        month = self.months[day.month - 1]
        return self.date_format.format(day=day.day, month=month, year=day.year)


class HandoutTexts:
    """The texts of a language, filled in for one mineral. Numbers follow `notation`.

    Masses have three significant digits, unless two different masses would look the same.
    """

    def __init__(self, language: HandoutLanguage, notation: Notation, mineral: str) -> None:
        self.language = language
        self.notation = notation
        self._mineral = mineral

    def text(self, key: str, **parameters: SentenceValue) -> str:
        """Fill in the language's text of this key."""
        return self._fill(self.language.texts[key], parameters)

    def marked_html(
        self, key: str, parameters: Mapping[str, SentenceValue], *, is_exact: bool = False
    ) -> str:
        """Fill in a text whose *marked* parts are bold, as HTML. It must hold no user's text.

        An exact one shows every digit of its masses.
        """
        notation = self.notation if is_exact else None
        text = self._fill(self.language.texts[key], parameters, notation)
        return _MARKED.sub(r"<b>\1</b>", escape(text))

    def check_text(self, key: str, parameters: Mapping[str, SentenceValue]) -> str:
        """Fill in the language's text for the check of this key."""
        return self._fill(self.language.checks[key], parameters)

    def _fill(
        self,
        template: str,
        parameters: Mapping[str, SentenceValue],
        notation: Notation | None = None,
    ) -> str:
        values = {key: self._translated(value) for key, value in parameters.items()}
        if not isinstance(parameters.get("mineral"), Mineral):
            values["mineral"] = self._translated(self._mineral)
        sentence = Sentence(template, values)
        return sentence.text(notation) if notation else sentence.short_text(self.notation)

    def _translated(self, value: SentenceValue) -> SentenceValue:
        """Translate words and names of minerals. Other values follow the notation."""
        if isinstance(value, Mineral):
            value = elements()[value.element].name.lower()
        return self.language.translate(value) if isinstance(value, str) else value


@cache
def handout_languages() -> Mapping[str, HandoutLanguage]:
    """Return every language by its code, English first."""
    codes = sorted(name.split(".")[1] for name in tables.list_files(_FILE_PATTERN))
    codes.sort(key=lambda code: code != ENGLISH)
    return {code: _load_language(code) for code in codes}


def _load_language(code: str) -> HandoutLanguage:
    import tomllib

    content = tomllib.loads(tables.read_text(_FILE_PATTERN.replace("*", code)))
    notation = Notation(**content["numbers"])
    return HandoutLanguage(
        code,
        content["name"],
        notation,
        {
            code: replace(notation, **changes)
            for code, changes in content.get("currency_numbers", {}).items()
        },
        content["texts"],
        content["checks"],
        content.get("words", {}),
        content["dates"]["months"],
        content["dates"]["form"],
    )
