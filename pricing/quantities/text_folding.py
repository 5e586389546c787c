"""The ways in which texts are folded before they are read, searched or compared."""

from __future__ import annotations

import re
import unicodedata

_QUOTES_AND_DASHES = str.maketrans(dict.fromkeys("’‘`´ʼ", "'") | dict.fromkeys("−–—", "-"))
_WORD = re.compile(r"[^\W_]+")
_SEPARATORS = re.compile(r"[\W_]+")


def normalize_text(text: str) -> str:
    """Return the text with one kind of space, apostrophe, dash and digit (NFKC), stripped.

    NFKC turns superscripts into digits, so use this only where a text is read as a value.

    >>> normalize_text(" 1’234\u00a0 mg "), normalize_text("\uff11\uff12")
    ("1'234 mg", '12')
    """
    normalized = unicodedata.normalize("NFKC", text).translate(_QUOTES_AND_DASHES)
    return " ".join(normalized.split())


def fold_text(text: str) -> str:
    """Return the text in lower case and without accents.

    >>> fold_text("Citrate de Magnésium")
    'citrate de magnesium'
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of letters and digits in the folded text.

    >>> folded_words("Magnésium-B6 (400mg)")
    ('magnesium', 'b6', '400mg')
    """
    return tuple(_WORD.findall(fold_text(text)))


def match_key(text: str) -> str:
    """Return the letters and digits of the folded text: two texts with one key match.

    >>> match_key("Preis (€)"), match_key("Élément")
    ('preis', 'element')
    """
    return _SEPARATORS.sub("", fold_text(text))
