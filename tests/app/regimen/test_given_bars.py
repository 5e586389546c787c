"""Where the marks of the bars of a regimen are named."""

from __future__ import annotations

import pytest

from app.regimen.given_bars import BarSpan, apart

END = 300.0


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        (BarSpan(40, 60), BarSpan(200, 60)),
        (BarSpan(150, 60), BarSpan(160, 60)),
        (BarSpan(0, 60), BarSpan(10, 120)),
        (BarSpan(240, 60), BarSpan(240, 60)),
        (BarSpan(0, 180), BarSpan(120, 180)),
    ],
)
def test_that_the_names_of_two_marks_never_touch(lower: BarSpan, upper: BarSpan) -> None:
    first, second = apart(lower, upper, END)
    assert first.right < second.left
    assert second.right <= END
    assert (first.width, second.width) == (lower.width, upper.width)


def test_that_names_with_room_between_them_stay_at_their_marks() -> None:
    assert apart(BarSpan(40, 60), BarSpan(200, 60), END) == (BarSpan(40, 60), BarSpan(200, 60))
