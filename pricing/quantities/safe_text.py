"""Texts from elsewhere, made harmless for screens, terminals and spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.problems.text_direction import closed_isolates
from pricing.quantities.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    import re

_FORMULA_SIGNS = tuple("=+-@\uff1d\uff0b\uff0d\uff20\t")  # the second four are full-width
# Control characters but tab and line feed, other separators of lines, the overrides and isolates
# that reverse the text behind them, and halves of characters from file names. The marks of Arabic
# and Hebrew (U+061C, U+200E, U+200F) stay: they move nothing but their neighbours. So do isolates
# of any direction that are closed (U+2068 and U+2069), as around the names in our sentences.
_UNSAFE = lazy_pattern(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066\u2067\ud800-\udfff]"
)
_NO_BREAK_SPACE = "\u00a0"  # as in our figures


# -- screens and terminals ---------------------------------------------------------------------


def displayable_text(text: str) -> str:
    r"""Return a text of one or more lines with its unsafe characters as visible escapes.

    An unsafe character could command a terminal, or reverse the text behind it. In JSON the escapes
    mean the same characters.

    >>> displayable_text("a\x1b[2J\u202eb\nc") == r"a\u001b[2J\u202eb" + "\nc"
    True
    """
    # None of these characters can be printed, by Python's own table. Most texts have no other.
    if text.isprintable() or text.replace(_NO_BREAK_SPACE, " ").isprintable():
        return text
    return _UNSAFE.sub(_escape, closed_isolates(text))


def displayable_line(text: str) -> str:
    r"""Return a text with its unsafe characters and line breaks as visible escapes.

    >>> print(displayable_line("a\nb\x9b"))
    a\u000ab\u009b
    """
    return displayable_text(text).replace("\n", r"\u000a")


def blank_unsafe(text: str) -> str:
    r"""Return a text of the same length, with a space for each unsafe character.

    >>> blank_unsafe("a\u202eb\nc")
    'a b\nc'
    """
    return _UNSAFE.sub(" ", text)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


# -- spreadsheets ------------------------------------------------------------------------------


def is_formula_like(text: str) -> bool:
    """Return whether a spreadsheet may take the text for a formula, now or with an apostrophe less.

    >>> is_formula_like("=1+1"), is_formula_like("\uff1d1+1"), is_formula_like("Magnesium")
    (True, True, False)
    """
    return text.lstrip("'").startswith(_FORMULA_SIGNS)


def escape_formula(text: str) -> str:
    """Mark a text with an apostrophe if a spreadsheet would take it for a formula.

    `unescape_formula` removes the apostrophe.

    >>> escape_formula("=1+1"), escape_formula("'=1+1"), escape_formula("Magnesium")
    ("'=1+1", "''=1+1", 'Magnesium')
    """
    return f"'{text}" if is_formula_like(text) else text


def unescape_formula(text: str) -> str:
    """Return the text without the apostrophe that marks it as no formula.

    >>> unescape_formula("'=1+1"), unescape_formula("'s-Hertogenbosch")
    ('=1+1', "'s-Hertogenbosch")
    """
    return text[1:] if text[:1] == "'" and is_formula_like(text) else text
