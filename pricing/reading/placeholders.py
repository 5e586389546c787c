"""The marks and words by which people say that a cell of a list has no value."""

from __future__ import annotations

from functools import lru_cache

from pricing.model.columns import ColumnKind
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.text_folding import fold_text, normalize_text

_CACHE_SIZE = 4_096
_LONGEST = 30
# Without dots, spaces and slashes, in lower case and without accents.
_TEXTS = """
    na nd none nil null nan unknown unspecified undefined notavailable notapplicable notspecified
    notknown notstated nodata noinfo missing empty blank ka keineangabe keineangaben so sa
    entfallt unbekannt nichtbekannt nichtverfugbar keine keiner ohne ohneangabe nv inconnu
    inconnue nonrenseigne nonconnu nr nc nonprecise aucun aucune sansobjet sindatos nodisponible
    nodisponibles desconocido desconocida noaplica ninguno ninguna nondisponibile sconosciuto
    nessuno nessuna nonapplicabile desconhecido naodisponivel nenhum onbekend geen nvt
"""
_WORDS = frozenset(_TEXTS.split())
_MARKS = frozenset("-?./·*–—−_\\ ")
# In the column of a mineral these say that a product holds none of it, as an empty cell does.
_NONE_TEXTS = """
    na none nil null nan notapplicable empty blank keine keiner ohne entfallt aucun aucune sansobjet
    noaplica ninguno ninguna nessuno nessuna nonapplicabile nenhum geen nvt no nein non nee nao
    false free absent
"""
_NONE_WORDS = frozenset(_NONE_TEXTS.split())
# N/A can be “not available” as well as “not applicable”.
_UNKNOWN_WORDS = (_WORDS - _NONE_WORDS) | {"na"}
_NONE_MARKS = _MARKS - frozenset("?*")
# These say that it holds some, or may, as do the placeholders that are not among those above.
_SOME_TEXTS = """
    yes y x true ok contains contained containing present included trace traces tr tbd tbc tba
    pending unclear undisclosed proprietary proprietaryblend ja enthalten enthalt spuren spur unklar
    oui contient traza trazas si contiene sim contem traccia tracce sporen unbek unk
"""
_SOME_WORDS = (_WORDS | frozenset(_SOME_TEXTS.split())) - _NONE_WORDS
_SOME_MARKS = _MARKS | frozenset("✓✔☑+•●†‡~")
_BOUND_MARKS = ("<", ">", "≤", "≥", "~", "≈", "±")
# In English, German, French, Spanish, Italian, Portuguese and Dutch, folded.
_BOUND_WORDS = (
    "less than", "under ", "below ", "up to", "at most", "about", "approx", "ca.", "ca ",
    "c.", "at least", "more than", "over ", "around", "roughly", "nearly", "almost", "max",
    "min.", "min ", "bis ", "between", "mehr als", "uber ", "ungefahr", "rund ", "zwischen",
    "plus de", "au moins", "env.", "entre", "mas de", "al menos", "cerca", "piu di", "almeno",
    "tra ", "meer dan", "ongeveer", "weniger als", "unter ", "hochstens", "bis zu", "etwa",
    "mindestens", "moins de", "jusqu", "environ", "au plus", "menos de", "hasta", "aprox",
    "meno di", "fino a", "circa", "minder dan", "tot ",
)  # fmt: skip
# A range, and a share of a daily value alone.
_NO_ONE_AMOUNT = lazy_pattern(
    r"[\d.,]+ *[a-z]* *(?:[-–—/~～〜]|to|bis|a|tot|\.{2,3}|…|\+/-|±) *[\d.,]+ *[a-zµμ%]*"
    r"|[\d.,]+ *% *[a-z. ]*|[\d.,]+ *[a-zµμ]* *(?:\+|or (?:less|more)|oder (?:weniger|mehr))"
)
_FOOTNOTED = lazy_pattern(r"\d[\d.,]* *[A-Za-zµμ]* *[⁰¹²³⁴⁵⁶⁷⁸⁹*†‡§]+")
# Na is sodium where minerals are named. In a column of minerals, NA can be too.
_KINDS_WITH_SYMBOLS = frozenset((ColumnKind.ELEMENT, ColumnKind.FORM, ColumnKind.INGREDIENTS))


def is_placeholder(text: str, kind: ColumnKind) -> bool:
    """Return whether a cell says that it has no value. A text may be any: a brand is called “None”.

    >>> [is_placeholder(text, ColumnKind.PERCENT) for text in ("n/a", " – ", "k. A.", "0", "5 %")]
    [True, True, True, False, False]
    >>> [is_placeholder(text, ColumnKind.ELEMENT) for text in ("N/A", "NA", "Na")]
    [True, True, False]
    """
    if kind is ColumnKind.TEXT or text[:1].isdecimal():
        return False
    plain = text.strip()
    if not 0 < len(plain) <= _LONGEST:
        return False
    if all(mark in _MARKS for mark in plain):
        return True
    word = _word(plain)
    is_symbol = plain == "Na" and kind in _KINDS_WITH_SYMBOLS
    return word in _WORDS and not is_symbol


@lru_cache(maxsize=_CACHE_SIZE)
def says_unknown(text: str) -> bool:
    """Return whether a cell says that its number is not known. An empty one or a dash does not.

    >>> [says_unknown(text) for text in ("?", "n/a", "Unknown", "not stated", "k. A.")]
    [True, True, True, True, True]
    >>> [says_unknown(text) for text in ("", "-", "none", "null", "2")]
    [False, False, False, False, False]
    """
    is_known = not is_placeholder(text, ColumnKind.UNITS)
    return not is_known and ("?" in text or _word(text.strip()) in _UNKNOWN_WORDS)


@lru_cache(maxsize=_CACHE_SIZE)
def says_none(text: str) -> bool:
    """Return whether a cell of a mineral says that the product holds none of it.

    >>> [says_none(text) for text in ("", " – ", "n/a", "None", "?", "unknown", "0")]
    [True, True, True, True, False, False, False]
    """
    plain = text.strip()
    return all(mark in _NONE_MARKS for mark in plain) or _word(plain) in _NONE_WORDS


@lru_cache(maxsize=_CACHE_SIZE)
def says_some(text: str) -> bool:
    """Return whether a cell of a mineral names it without an amount.

    >>> [says_some(text) for text in ("?", "not stated", "trace", "yes", "✓", "none", "5", "abc")]
    [True, True, True, True, True, False, False, False]
    """
    plain = text.strip()
    if says_none(plain):
        return False
    return all(mark in _SOME_MARKS for mark in plain) or _word(plain) in _SOME_WORDS


@lru_cache(maxsize=_CACHE_SIZE)
def says_unclear_amount(text: str) -> bool:
    """Return whether a cell says that a product holds a mineral, and at most roughly how much.

    A text without a digit states no amount, whatever it says.

    >>> [says_unclear_amount(text) for text in ("trace", "<1 mg", "less than 1 mg", "10-15 mg")]
    [True, True, True, True]
    >>> [says_unclear_amount(text) for text in ("100 % NRV", "see label", "5 mg¹", "5 mg", "$5")]
    [True, True, True, False, False]
    """
    plain = fold_text(normalize_text(text))
    return (
        says_some(plain)
        or _states_no_number(plain)
        or plain.startswith(_BOUND_MARKS)
        or plain.startswith(_BOUND_WORDS)
        or _NO_ONE_AMOUNT.fullmatch(plain.strip()) is not None
        or _FOOTNOTED.fullmatch(text.strip()) is not None
        or any(says_some(word) for word in plain.split()[:1] if word[:1].isalpha())
    )


def _states_no_number(text: str) -> bool:
    """Return whether a text has letters and no digit. An error and a form in brackets differ."""
    has_digit = any(map(str.isdecimal, text))
    return any(map(str.isalpha, text)) and not has_digit and not text.startswith(("#", "("))


def _word(text: str) -> str:
    """Return a text as the words above are written, or "" if it is too long to be one."""
    if len(text) > _LONGEST:
        return ""
    return "".join(fold_text(normalize_text(text).strip("()[]<>")).translate(_REMOVED).split())


_REMOVED = str.maketrans(dict.fromkeys("./\\-_"))
