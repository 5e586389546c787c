"""Dates as people write them; what fits two orders is refused."""

from __future__ import annotations

import re
from datetime import date, datetime

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.text_folding import normalize_text

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")


def read_date(text: str) -> date:
    """A date written year-month-day, day.month.year, or with slashes where one order fits.

    >>> read_date("2026-06-26"), read_date("26/06/2026")
    (datetime.date(2026, 6, 26), datetime.date(2026, 6, 26))
    """
    plain = normalize_text(text)
    candidates = []
    if found := _ISO.fullmatch(plain):
        candidates = [tuple(map(int, found.groups()))]
    elif found := _DAY_FIRST.fullmatch(plain):
        day, month, year = map(int, found.groups())
        candidates = [(year, month, day)]
    elif found := _SLASHED.fullmatch(plain):
        first, second, year = map(int, found.groups())
        candidates = [(year, first, second), (year, second, first)]
    dates = sorted({each for each in map(_valid_date, candidates) if each})
    if not dates:
        raise BadInput(ProblemKind.NOT_A_DATE, value=text)
    if len(dates) > 1:
        raise BadInput(ProblemKind.AMBIGUOUS_DATE, value=text, first=dates[0], second=dates[1])
    return dates[0]


def today() -> date:
    """This day, where the user is."""
    return datetime.now().astimezone().date()


def _valid_date(parts: tuple[int, ...]) -> date | None:
    try:
        return datetime(*parts).date()  # type: ignore[arg-type]  # noqa: DTZ001 - a day has no zone
    except ValueError:
        return None
