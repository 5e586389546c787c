"""The axis that the bars of a regimen share."""

from __future__ import annotations

from fractions import Fraction

from pricing.analysis.given_amounts import Given, axis_end


def iron(target: int, total: int = 0) -> Given:
    """What a day gives of iron, in mg, whose limit is 45 mg."""
    return Given(
        element="Fe",
        parts=(Fraction(total),),
        total=Fraction(total),
        food=Fraction(0),
        target=Fraction(target),
        limit=Fraction(45),
        shortfall=Fraction(max(target - total, 0)),
        is_over=total > 45,
        is_at_least=False,
        counts_food=True,
    )


def test_that_a_target_over_the_limit_stands_on_the_axis() -> None:
    assert axis_end([iron(target=65)]) > Fraction(65, 45)


def test_that_a_target_within_the_limit_makes_no_axis_longer() -> None:
    assert axis_end([iron(target=40)]) == axis_end([iron(target=14)])
