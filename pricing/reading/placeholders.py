"""The marks and words by which people say that a cell of a list has no value."""

from __future__ import annotations

from functools import lru_cache

from pricing.model.columns import ColumnKind
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
_MARKS = frozenset("-?./·*–—_\\ ")
# Na is sodium.
_KINDS_WITH_SYMBOLS = frozenset((ColumnKind.ELEMENT, ColumnKind.FORM))


@lru_cache(maxsize=_CACHE_SIZE)
def is_placeholder(text: str, kind: ColumnKind) -> bool:
    """Return whether a cell says that it has no value. A text may be any: a brand is called “None”.

    >>> [is_placeholder(text, ColumnKind.PERCENT) for text in ("n/a", " – ", "k. A.", "0", "5 %")]
    [True, True, True, False, False]
    """
    plain = text.strip()
    if kind is ColumnKind.TEXT or not 0 < len(plain) <= _LONGEST:
        return False
    if all(mark in _MARKS for mark in plain):
        return True
    word = "".join(fold_text(normalize_text(plain).strip("()[]<>")).translate(_REMOVED).split())
    return word in _WORDS and not (word == "na" and kind in _KINDS_WITH_SYMBOLS)


_REMOVED = str.maketrans(dict.fromkeys("./\\-_"))
