"""Sodium that a label only counts in its nutrition table, or of which it warns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.labels.vocabulary import has_phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.labels.candidates import Candidate
    from pricing.labels.label_text import LabelText
    from pricing.labels.rows import Row
    from pricing.labels.tokens import Token

SODIUM, _POTASSIUM = "Na", "K"
_ALSO = frozenset((
    "also", "contains", "contain", "auch", "enthalt", "ausserdem", "aussi", "contient", "tambien",
    "contiene", "anche",
))  # fmt: skip
_SENTENCE_ENDS = frozenset((".", ";", "|"))


def is_sodium_stray(text: LabelText, candidates: Sequence[Candidate], rows: Sequence[Row]) -> bool:
    """Return whether a label states sodium that nobody takes its tablets for.

    Zinc 5 mg, vitamin C 45 mg, sodium 5 mg. Also contains sodium 68 mg. An electrolyte product, or
    one that says what its sodium is from, is taken for it.
    """
    own = [one for one in candidates if one.element == SODIUM]
    others = {one.element for one in candidates} - {SODIUM}
    is_meant = any(map(_is_meant, own)) or any(map(_is_taken_for, rows))
    if not own or not others or is_meant or _names_electrolytes(text):
        return False
    return _POTASSIUM not in others or all(map(_is_warned_of, own))


def _is_meant(one: Candidate) -> bool:
    """Return whether sodium is in the title, or is of a salt."""
    return one.is_compound or one.is_front or bool(one.form)


def _is_taken_for(row: Row) -> bool:
    """Return whether a row names a salt of sodium, or sodium with another mineral as a title."""
    own = [one for one in row.mentions if SODIUM in {one.element, one.salt_of}]
    is_title = row.basis is None and any(one.element not in {SODIUM, ""} for one in row.mentions)
    return any(one.form or one.salt_of for one in own) or (bool(own) and is_title)


def _names_electrolytes(text: LabelText) -> bool:
    name = "electrolytes"
    return name in text.classes and any(has_phrase(name, line.tokens) for line in text.lines)


def _is_warned_of(one: Candidate) -> bool:
    """Return whether sodium begins its sentence behind nothing but: also contains."""
    tokens = one.row.tokens
    first = next(own.first for own in one.row.mentions if own.element == SODIUM)
    words = _sentence_before(tokens[:first])
    return bool(words) and words <= _ALSO


def _sentence_before(tokens: Sequence[Token]) -> set[str]:
    words: list[str] = [token.text for token in tokens]
    ends = [at for at, word in enumerate(words) if word in _SENTENCE_ENDS]
    return set(words[ends[-1] + 1 :] if ends else words)
