"""Where the marks of the bars of a regimen are named."""

from __future__ import annotations

import pytest

from app.regimen.given_bars import Span, apart

END = 300.0


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        (Span(40, 60), Span(200, 60)),
        (Span(150, 60), Span(160, 60)),
        (Span(0, 60), Span(10, 120)),
        (Span(240, 60), Span(240, 60)),
        (Span(0, 180), Span(120, 180)),
    ],
)
def test_that_the_names_of_two_marks_never_touch(lower: Span, upper: Span) -> None:
    first, second = apart(lower, upper, END)
    assert first.right < second.left
    assert second.right <= END
    assert (first.width, second.width) == (lower.width, upper.width)


def test_that_names_with_room_between_them_stay_at_their_marks() -> None:
    assert apart(Span(40, 60), Span(200, 60), END) == (Span(40, 60), Span(200, 60))
