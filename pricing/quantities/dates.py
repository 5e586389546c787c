"""Dates as people write them."""

from __future__ import annotations

import re
from datetime import date, datetime

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.text_folding import normalize_text

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
# A clock that shows an earlier day is wrong.
_WRITTEN_ON = date(2026, 11, 28)


def read_date(text: str) -> date:
    """Return a date written year-month-day, day.month.year, or with slashes if one order fits.

    Raises:
        BadInput: The text is not a date, or it is a date in both orders.

    >>> read_date("2026-06-26"), read_date("26/06/2026")
    (datetime.date(2026, 6, 26), datetime.date(2026, 6, 26))
    """
    plain = normalize_text(text)
    candidates = []
    if match := _ISO.fullmatch(plain):
        candidates = [tuple(map(int, match.groups()))]
    elif match := _DAY_FIRST.fullmatch(plain):
        day, month, year = map(int, match.groups())
        candidates = [(year, month, day)]
    elif match := _SLASHED.fullmatch(plain):
        first, second, year = map(int, match.groups())
        candidates = [(year, first, second), (year, second, first)]
    dates = sorted({valid for valid in map(_valid_date, candidates) if valid})
    if not dates:
        raise BadInput(ProblemKind.NOT_A_DATE, value=text)
    if len(dates) > 1:
        raise BadInput(ProblemKind.AMBIGUOUS_DATE, value=text, first=dates[0], second=dates[1])
    return dates[0]


def read_past_date(text: str) -> date:
    """Return a date as `read_date` does, but none in the future.

    Raises:
        BadInput: The text is not a date, or a date in the future.
    """
    return refuse_future(read_date(text), text)


def refuse_future(day: date, text: str = "") -> date:
    """Return the day, unless it is in the future.

    Raises:
        BadInput: The day is in the future.
    """
    if day > latest_day():
        raise BadInput(ProblemKind.FUTURE_DATE, value=text.strip() or day, today=today())
    return day


def latest_day() -> date:
    """Return today. If the clock is set back, return the day on which this version was written."""
    return max(today(), _WRITTEN_ON)


def today() -> date:
    """Return the current day in the user's time zone."""
    return datetime.now().astimezone().date()


def _valid_date(parts: tuple[int, ...]) -> date | None:
    try:
        return datetime(*parts).date()  # type: ignore[arg-type]  # noqa: DTZ001 - a day has no zone
    except ValueError:
        return None
