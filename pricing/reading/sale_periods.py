"""The days on which the prices of a sale hold, as columns such as “Sale ends” state them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.model.columns import ColumnKind
from pricing.quantities.dates import latest_day, possible_days
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.reading.header_grammar import spellings_of
from pricing.reading.header_words import answer_of, find_meaning, split_words
from pricing.reading.placeholders import is_placeholder

if TYPE_CHECKING:
    from pricing.reading.header_words import HeaderWord
    from pricing.reading.headings import HeaderRow

_START, _END, _WHOLE = "start", "end", "whole"
_ROLES = frozenset(("period", "period_lead", "period_of", "period_filler"))
_MAX_WORDS = 7
_MAX_PHRASE_WORDS = 3
# What parts two dates: 2026-01-01/2026-02-01, 1.1.2026 - 1.2.2026, from May 1 to June 1, 2026.
_BETWEEN = lazy_pattern(r"/(?=\d{4}-)|\s[-–—/]\s|[–—]|\s(?:to|until|till|bis|au|al|hasta|tot)\s")
_BEFORE = lazy_pattern(
    r"\s*(?:from|since|until|till|to|by|von|vom|ab|bis|du|jusqu'au|del?|hasta)\s+", re.IGNORECASE
)
_NO_DAY = lazy_pattern(r"[0\s:./-]*")  # 0000-00-00


def sale_periods(header: HeaderRow) -> dict[int, str]:
    """Return the columns that say when a sale begins or ends, unless the user said what they are.

    Each has the part of the period that it states.
    """
    chosen = {one.index for one in header.headings if one.is_chosen} | header.own_indexes
    parts = ((index, _part_of(text)) for index, text in enumerate(header.texts))
    return {index: part for index, part in parts if part and index not in chosen}


@lru_cache(maxsize=1_024)
def _part_of(title: str) -> str:
    """Return the part of a period that a title states, or "" if it has a word of another sense.

    >>> [_part_of(title) for title in ("Sale ends", "special_from_date", "Expiry date", "Price")]
    ['end', 'start', '', '']
    """
    found = (_part_in(split_words(spelling)) for spelling in spellings_of(title))
    return next(filter(None, found), "")


def _part_in(words: tuple[HeaderWord, ...]) -> str:
    parts, roles = [], set()
    at = 0
    while at < len(words) <= _MAX_WORDS:
        for length in range(min(_MAX_PHRASE_WORDS, len(words) - at), 0, -1):
            meaning = find_meaning(words[at : at + length], "period", _ROLES)
            if meaning is not None:
                break
        else:
            return ""
        roles.add(meaning.role)
        parts += [meaning.meaning] if meaning.meaning else []
        at += length
    if "period_of" not in roles and "period" not in roles:  # From, Expiry date
        return ""
    exact = [part for part in parts if part != _WHOLE]
    return _WHOLE if len(set(exact)) > 1 else next(iter((*exact, *parts)), "")


def holds_today(text: str, part: str) -> bool | None:
    """Return whether a period holds today by one of its parts, or None if that is not clear.

    >>> holds_today("2001-05-06", "end"), holds_today("05/06/2001", "start"), holds_today("", "end")
    (False, True, True)
    >>> holds_today("2001-01-01/2001-02-01", "whole"), holds_today("until Friday", "end")
    (False, None)
    >>> holds_today("yes", "whole"), holds_today("no", "whole")
    (True, False)
    """
    plain = text.strip()
    answer = answer_of(plain) if part == _WHOLE else None
    if answer is not None:
        return answer
    if not plain or is_placeholder(plain, ColumnKind.DATE) or _NO_DAY.fullmatch(plain):
        return True
    if part != _WHOLE:
        return _is_within(plain, part)
    for match in _BETWEEN.finditer(plain):
        start = _is_within(plain[: match.start()], _START)
        end = _is_within(plain[match.end() :], _END)
        if False in {start, end}:
            return False
        if start and end:
            return True
    return None


def _is_within(text: str, part: str) -> bool | None:
    days = possible_days(_BEFORE.sub("", text, count=1).strip())
    today = latest_day()
    answers = {day <= today if part == _START else day >= today for day in days}
    return answers.pop() if len(answers) == 1 else None
