"""Dates in the notations of people and spreadsheets."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.dates import DateOrder, proven_date_orders, read_date

_SAME_DAY_TEXTS = (
    "2026-06-26|2026-6-26|2026/06/26|2026.06.26|20260626|2026-06-26T00:00:00Z|2026-06-26 10:30|"
    "2026-06-26 10:00:00+02:00|26/06/2026|26/6/2026|26-06-2026|26/06/26|26.06.2026|26.6.2026|"
    "26. 6. 2026|26.6.26|26.06.2026 14:30|6/26/2026|6/26/2026 0:00|6/26/26 3:15 PM|06-26-2026|"
    "26-Jun-2026|26-Jun-26|26.Jun.2026|26 Jun 2026|26JUN2026|2026-Jun-26|June 26, 2026|"
    "June 26th, 2026|Jun. 26 2026|Fri, 26 Jun 2026|Fri Jun 26 2026 10:11:12 GMT+0200|"
    "26. Juni 2026|Freitag, 26. Juni 2026|26 juin 2026|26 de junio de 2026|26 giugno 2026|"
    "26 juni 2026|26 de junho de 2026|2026年6月26日|26/6/'26"
)
SAME_DAY = _SAME_DAY_TEXTS.split("|")


@pytest.mark.parametrize("text", SAME_DAY)
def test_that_each_notation_is_read(text: str) -> None:
    assert read_date(text) == date(2026, 6, 26)


@pytest.mark.parametrize(
    "text",
    ["", "26", "2026", "26/06", "31/02/2026", "2026-13-01", "26/26/2026", "26-Foo-2026", "Ma 2026",
     "12345678901", "26/06-2026", "46199", "June", "26 26 2026"],
)  # fmt: skip
def test_that_other_texts_are_no_dates(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_date(text)
    assert caught.value.kind is ProblemKind.NOT_A_DATE


@pytest.mark.parametrize("text", ["05/06/2026", "5-6-2026", "05/06/26", "5/6/2026 0:00"])
def test_that_the_order_settles_day_and_month(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_date(text)
    assert caught.value.kind is ProblemKind.AMBIGUOUS_DATE
    assert read_date(text, DateOrder.DAY_FIRST) == date(2026, 6, 5)
    assert read_date(text, DateOrder.MONTH_FIRST) == date(2026, 5, 6)


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)), st.sampled_from(list(DateOrder)))
def test_that_each_order_reads_what_it_wrote(day: date, order: DateOrder) -> None:
    written = f"{day.month}/{day.day}/{day.year}"
    if order is not DateOrder.MONTH_FIRST:
        written = f"{day.day}/{day.month}/{day.year}"
    proven = proven_date_orders([written])
    if order is not DateOrder.AUTO:
        assert read_date(written, order) == day
        assert proven <= {order}
    elif proven:
        assert read_date(written) == day


@pytest.mark.parametrize("text", ["26-05-04", "26/11/04", "25/11/12", "25-05-26", "26-06-14"])
def test_that_a_date_that_may_begin_with_its_year_is_asked_about(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_date(text)
    assert caught.value.kind is ProblemKind.AMBIGUOUS_DATE
    assert not proven_date_orders([text, "2026-11-12"])
    day, month, year = map(int, text.replace("/", "-").split("-"))
    assert read_date(text, DateOrder.DAY_FIRST) == date(2000 + year, month, day)


@pytest.mark.parametrize("text", ["25/05/26", "31-05-26", "25.05.26", "31/05/26"])
def test_that_a_date_that_likely_begins_with_its_day_is_read(text: str) -> None:
    assert read_date(text) == date(2026, 5, int(text[:2]))
