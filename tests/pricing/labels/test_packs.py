"""Numbers of units that a label states and that aren't what its pack holds."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import read_label


@pytest.mark.parametrize(
    "text",
    [
        "Magnesium - Tropfen 100 ml\nTagesdosis 10 ml (entspricht 20 Tropfen): Magnesium 100 mg",
        "Magnesium drops 100 ml\nDaily dose 10 ml (equals approx. 20 drops): magnesium 100 mg",
        "Magnésium gouttes 100 ml\n10 ml, soit 20 gouttes : magnésium 100 mg",
        "Magnesio gocce 100 ml\n10 ml (pari a 20 gocce): magnesio 100 mg",
        "Magnesium Tropfen 100 ml\n10 ml = 20 Tropfen: Magnesium 100 mg",
    ],
)
def test_that_another_measure_of_a_dose_is_no_pack(text: str) -> None:
    (reading,) = read_label(text)
    assert reading.fields["pack_units"].value in {None, Fraction(100)}


@pytest.mark.parametrize("line", ["Inhalt = 60 Kapseln", "Inhalt: 45 g (entspricht 60 Kapseln)"])
def test_that_a_pack_may_be_given_in_two_measures(line: str) -> None:
    (reading,) = read_label(f"Magnesium\n{line}\nPro Kapsel: Magnesium 100 mg")
    assert reading.fields["pack_units"].value == 60
