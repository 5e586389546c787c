"""Texts from elsewhere, made harmless for screens, terminals and spreadsheets."""

from __future__ import annotations

import re

_FORMULA_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\t"  # the second four are full-width
_FORMULA_LIKE = re.compile(f"'*[{_FORMULA_SIGNS}]")
_ESCAPED_FORMULA = re.compile(f"'(?='*[{_FORMULA_SIGNS}])")


# -- spreadsheets ------------------------------------------------------------------------------


def is_formula_like(text: str) -> bool:
    """Return whether a spreadsheet may take the text for a formula, now or with an apostrophe less.

    >>> is_formula_like("=1+1"), is_formula_like("\uff1d1+1"), is_formula_like("Magnesium")
    (True, True, False)
    """
    return _FORMULA_LIKE.match(text) is not None


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
    return text[1:] if text[:1] == "'" and _ESCAPED_FORMULA.match(text) else text
