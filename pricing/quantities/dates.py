"""Dates as people and spreadsheets write them."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from pricing.problems.errors import BadInput, ProblemKind
from pricing.problems.plain_facts import StrEnum
from pricing.quantities.lazy_pattern import lazy_pattern
from pricing.quantities.text_folding import fold_text, normalize_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class DateOrder(StrEnum):
    """Whether 05/06 is a day of June or of May. AUTO accepts each date that has one meaning."""

    AUTO = "auto"
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


# -- patterns ----------------------------------------------------------------------------------

_YEAR_FIRST = lazy_pattern(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ].*)?")
_WITHOUT_MARKS = lazy_pattern(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_CHINESE = lazy_pattern(r"(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일]?")
_DAY_FIRST = lazy_pattern(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4}|'?\d\d)")
_EITHER_FIRST = lazy_pattern(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|'?\d\d)")
_TIME = lazy_pattern(r",?[T ]+\d{1,2}[:.h]\d\d(?:[:.]\d\d)?.*")
_WEEKDAY = lazy_pattern(r"([^\W\d_]{2,12})\.?,? (?=.*\d.*\d)")
_WORD, _YEAR = r"(?P<month>[^\W\d_]{3,12})\.?", r"(?P<year>\d{4}|'?\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º|ª)?"
_NAMED = tuple(
    lazy_pattern(pattern)
    for pattern in (
        rf"{_DAY}(?: of | de | |[-/.])*{_WORD}(?: de | del | |[-/.,])*{_YEAR}",
        rf"{_WORD}(?: |[-/])*{_DAY},?(?: |[-/])+{_YEAR}",
        rf"(?P<year>\d{{4}})(?: |[-/.])*{_WORD}(?: |[-/])*{_DAY}",
    )
)
_NAMED_MONTH = lazy_pattern(rf"{_WORD}(?: de |[ '/.-])*{_YEAR}")
_NAMED_DAY = lazy_pattern(
    rf"(?:{_DAY}(?: |[-/.])*{_WORD}|(?P<other_month>[^\W\d_]{{3,12}})\.?[-/. ]*\d{{1,4}})"
)
_LATEST_YEAR_OF_TWO_DIGITS = 69
_YEARS_OF_USUAL_PRICES = 10
# The names of each month, folded. A shorter form of a name is one too if it has three letters.
_MONTHS = (
    "january januar jänner janvier enero gennaio janeiro januari ene gen",
    "february februar fevrier febrero febbraio fevereiro februari fev",
    "march marz mars marzo marco maart mrz maerz mrt",
    "april avril abril aprile abr avr",
    "may mai mayo maggio maio mei mag",
    "june juni juin junio giugno junho giu",
    "july juli juillet julio luglio julho lug",
    "august aout agosto augustus ago",
    "september septembre septiembre settembre setembro set",
    "october oktober octobre octubre ottobre outubro okt ott out",
    "november novembre noviembre novembro",
    "december dezember decembre diciembre dicembre dezembro dez dic",
)
# Where there is no date, programs write the first day that they know: 1899-12-30, 1904-01-01 or
# 1970-01-01.
_EARLIEST = date(1970, 1, 2)
# A clock that shows an earlier day is wrong.
_WRITTEN_ON = date(2026, 11, 28)


@cache
def _months_by_name() -> Mapping[str, int]:
    """Return the months by their names and abbreviations. A name of two months is none."""
    months: dict[str, set[int]] = {}
    for number, names in enumerate(_MONTHS, start=1):
        for name in fold_text(names).split():
            for length in range(3, len(name) + 1):
                months.setdefault(name[:length], set()).add(number)
    return {name: next(iter(found)) for name, found in months.items() if len(found) == 1}


# -- reading -----------------------------------------------------------------------------------


def read_date(text: str, order: DateOrder = DateOrder.AUTO) -> date:
    """Return a date in any usual notation. `order` decides where day and month could be either.

    A date without a day is the first day of its month.

    Raises:
        BadInput: The text is not a date, or it is a date in both orders.

    >>> [read_date(text).isoformat() for text in ("26/06/2026", "June 26, 2026", "20260626")]
    ['2026-06-26', '2026-06-26', '2026-06-26']
    >>> read_date("05/06/2026", DateOrder.DAY_FIRST).isoformat()
    '2026-06-05'
    """
    readings = _readings(text)
    if order in readings and order is not DateOrder.AUTO:
        return readings[order]
    dates = sorted(set(readings.values()))
    if not dates:
        first = read_month(text)
        if first is None:
            raise BadInput(ProblemKind.NOT_A_DATE, value=text)
        return first
    if len(dates) > 1:
        raise BadInput(ProblemKind.AMBIGUOUS_DATE, value=text, first=dates[0], second=dates[1])
    return dates[0]


def possible_days(text: str) -> set[date]:
    """Return the days that a text can mean. A month without a day is its first and its last one.

    >>> [day.isoformat() for day in sorted(possible_days("05/06/2026"))]
    ['2026-05-06', '2026-06-05']
    """
    first = read_month(text)
    if first is None:
        return set(_readings(text).values())
    from calendar import monthrange

    return {first, first.replace(day=monthrange(first.year, first.month)[1])}


def proven_date_orders(texts: Iterable[str]) -> set[DateOrder]:
    """Return the orders of day and month of those dates that have only one meaning.

    >>> proven_date_orders(["26/06/2026", "05/06/2026", "2026-06-26"])
    {<DateOrder.DAY_FIRST: 'dmy'>}
    """
    proven: set[DateOrder] = set()
    for text in texts:
        readings = _readings(text)
        if len(readings) == 1:
            proven |= readings.keys()
    return proven - {DateOrder.AUTO}


def read_month(text: str) -> date | None:
    """Return the first day of a month that is stated without a day, or None.

    >>> read_month("Jun-26"), read_month("26-Jun-2026")
    (datetime.date(2026, 6, 1), None)
    """
    match = _NAMED_MONTH.fullmatch(normalize_text(text))
    month = match and _month(match["month"])
    return _valid_date(_year(match["year"]), month, 1) if match and month else None


def is_like_date(text: str) -> bool:
    """Return whether a text is a date, or a day or a year with the name of a month.

    Spreadsheets turn numbers such as 12.5 into it: 12-May.
    """
    match = _NAMED_DAY.fullmatch(normalize_text(text))
    if match is None:
        return bool(_readings(text))
    return _month(match["month"] or match["other_month"]) is not None


def _readings(text: str) -> Mapping[DateOrder, date]:
    """Return the dates that a text can mean, by the order of day and month. AUTO is any order."""
    plain = _TIME.sub("", normalize_text(text))
    weekday = _WEEKDAY.match(plain)
    if weekday and _month(weekday[1]) is None:
        plain = plain[weekday.end() :]
    days = {order: _valid_date(*parts) for order, parts in _candidates(plain)}
    return {order: day for order, day in days.items() if day is not None}


def _candidates(plain: str) -> Iterator[tuple[DateOrder, tuple[int, int, int]]]:
    if match := _YEAR_FIRST.fullmatch(plain):
        yield DateOrder.AUTO, (int(match[1]), int(match[3]), int(match[4]))
    elif match := _WITHOUT_MARKS.fullmatch(plain) or _CHINESE.fullmatch(plain):
        yield DateOrder.AUTO, (int(match[1]), int(match[2]), int(match[3]))
    elif match := _DAY_FIRST.fullmatch(plain):
        yield DateOrder.AUTO, (_year(match[3]), int(match[2]), int(match[1]))
    elif match := _EITHER_FIRST.fullmatch(plain):
        first, second, year = int(match[1]), int(match[3]), _year(match[4])
        if first == second:
            yield DateOrder.AUTO, (year, first, second)
        else:
            yield DateOrder.DAY_FIRST, (year, second, first)
            yield DateOrder.MONTH_FIRST, (year, first, second)
            if _may_begin_with_year(*match.groups()):
                yield DateOrder.AUTO, (_year(match[1]), second, int(match[4]))
    else:
        yield from _named_candidates(plain)


def _may_begin_with_year(first: str, mark: str, month: str, last: str) -> bool:
    """Return whether 26-05-04 can be a day of 2026.

    With slashes it can if the day would be much older otherwise: 25/05/26 is one of 2026.
    """
    if len(first) != len(last):
        return False
    day = _valid_date(_year(first), int(month), int(last))
    is_past = day is not None and day <= latest_day()
    return is_past and (mark == "-" or _year(first) - _year(last) > _YEARS_OF_USUAL_PRICES)


def _named_candidates(plain: str) -> Iterator[tuple[DateOrder, tuple[int, int, int]]]:
    for pattern in _NAMED:
        match = pattern.fullmatch(plain)
        month = match and _month(match["month"])
        if match and month:
            yield DateOrder.AUTO, (_year(match["year"]), month, int(match["day"]))
            return


def _month(word: str) -> int | None:
    return _months_by_name().get(fold_text(word))


def _year(text: str) -> int:
    """Return a year, which two digits can state."""
    number = int(text.lstrip("'"))
    if len(text.lstrip("'")) > len("26"):
        return number
    return number + (2000 if number <= _LATEST_YEAR_OF_TWO_DIGITS else 1900)


def _valid_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# -- today -------------------------------------------------------------------------------------


def read_past_date(text: str, order: DateOrder = DateOrder.AUTO) -> date:
    """Return a date as `read_date` does, but none in the future or from before all prices.

    Raises:
        BadInput: The text is not a date, or one that is too late or too early.
    """
    return refuse_future(refuse_early(read_date(text, order), text), text)


def refuse_early(day: date, text: str = "") -> date:
    """Return the day, unless programs write such an early one where there is no date.

    Raises:
        BadInput: The day is too early.
    """
    if day < _EARLIEST:
        raise BadInput(ProblemKind.EARLY_DATE, value=text.strip() or day, earliest=_EARLIEST)
    return day


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
