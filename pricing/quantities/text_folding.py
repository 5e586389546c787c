"""The ways in which texts are folded before they are read, searched or compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_QUOTES_AND_DASHES = str.maketrans(
    dict.fromkeys("’‘‛`´ʼʹ′", "'") | dict.fromkeys("\u2010\u2011\u2012−–—―", "-")
)
_JOINING_MARKS = str.maketrans("", "", " '-®™©℠\u00ad\u200b\u200c\u200d\ufeff")
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
# Letters and signs that are drawn as nothing.
_UNSEEN_MARKS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe0e\ufe0f"
_WORD = re.compile(r"[^\W_]+")
_SEPARATORS = re.compile(r"[\W_]+")
_TRAILING_MARKS = ".,;:*!®™©†‡#¹²³"


def is_blank_text(text: str) -> bool:
    r"""Return whether a text has nothing to read: only spaces and marks that are not drawn.

    >>> is_blank_text(" \u200b\u2060"), is_blank_text("0")
    (True, False)
    """
    return not text.strip() or not (text.isascii() or any(map(_is_drawn, text)))


def _is_drawn(mark: str) -> bool:
    return unicodedata.category(mark) not in _UNSEEN_CATEGORIES and mark not in _UNSEEN_MARKS


def normalize_text(text: str) -> str:
    """Return the text with one kind of space, apostrophe, dash and digit, stripped.

    Raised, lowered and circled digits and fractions stay as they are: in 100¹ the last one is a
    footnote.

    >>> normalize_text(" 1’234\u00a0 mg "), normalize_text("\uff11\uff12"), normalize_text("100¹")
    ("1'234 mg", '12', '100¹')
    """
    normalized = text
    if not text.isascii():
        # Normalized, this mark would begin with a space.
        runs = groupby(text.replace("´", "'"), is_marked_digit)
        normalized = "".join(
            "".join(run) if is_kept else unicodedata.normalize("NFKC", "".join(run))
            for is_kept, run in runs
        )
    return " ".join(normalized.translate(_QUOTES_AND_DASHES).split())


def normalize_formula(text: str) -> str:
    """Return a name of a compound as `normalize_text` does, with lowered digits as digits.

    >>> normalize_formula("MgCl₂")
    'MgCl2'
    """
    return normalize_text(unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=4_096)
def is_marked_digit(character: str) -> bool:
    """Return whether a character shows a digit that is not one: raised, circled, in a fraction.

    >>> [character for character in "1¹₁①½１١" if is_marked_digit(character)]
    ['¹', '₁', '①', '½']
    """
    plain = unicodedata.normalize("NFKC", character)
    return not character.isdecimal() and any(
        part.isdecimal() or unicodedata.digit(part, None) is not None for part in plain
    )


def fold_text(text: str) -> str:
    """Return the text in lower case and without accents.

    >>> fold_text("Citrate de Magnésium")
    'citrate de magnesium'
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def fold_texts(texts: Sequence[str]) -> list[str]:
    r"""Return each text folded, many of them at once, with a space for each line break.

    >>> fold_texts(["Citrate", "de\nMagnésium"]), fold_texts([])
    (['citrate', 'de magnesium'], [])
    """
    joined = "\n".join(texts)
    if joined.isascii() and joined.count("\n") == len(texts) - 1:
        return joined.lower().split("\n")
    return [fold_text(text).replace("\n", " ") for text in texts]


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


def name_key(name: str) -> str:
    """Return what two names have in common however they are typed.

    They may differ in case, accents, spaces, apostrophes, hyphens or a mark at the end.

    >>> name_key("Cal-Mag  Zinc*") == name_key("cal–mag zinc"), name_key("Bone+")
    (True, 'bone+')
    >>> name_key("Nature’s Mag") == name_key("Nature's MAG")
    True
    """
    if name.isascii():
        return name.translate(_JOINING_MARKS).rstrip(_TRAILING_MARKS).lower()
    plain = normalize_text(name.translate(_JOINING_MARKS).rstrip(_TRAILING_MARKS))
    return fold_text(plain).translate(_JOINING_MARKS).rstrip(_TRAILING_MARKS)


def name_keys(names: Sequence[str]) -> list[str]:
    """Return the key of each name, many of them at once.

    >>> name_keys(["Cal-Mag  Zinc*", "", "Magnésium"])
    ['calmagzinc', '', 'magnesium']
    """
    text = "\n".join(names)
    if text.isascii() and text.count("\n") == len(names) - 1:
        plain = text.translate(_JOINING_MARKS).lower().split("\n")
        return [name.rstrip(_TRAILING_MARKS) for name in plain]
    return list(map(name_key, names))
