"""Lists of the sizes that a product is sold in: each size is offered, and none is taken."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import read_label


@pytest.mark.parametrize(
    ("line", "sizes"),
    [
        ("Packs of 30 and 90 tablets", (30, 90)),
        ("Bottles of 30, 60, and 90 tablets", (30, 60, 90)),
        ("Pack sizes: 28 (blister) or 100 (bottle) tablets", (28, 100)),
        ("Available in 30-count and 90-count bottles", (30, 90)),
        ("30 or 90 tablets per bottle", (30, 90)),
        ("Comes in packs of 30's and 90's", (30, 90)),
        ("Packs of 30 or packs of 90 tablets", (30, 90)),
        ("30, 60, 90 tablets", (30, 60, 90)),
        ("Packungen mit 30 und 90 Tabletten", (30, 90)),
        ("Packungen mit 20 (N1), 50 (N2) und 100 (N3) Tabletten", (20, 50, 100)),
        ("OP 20 N1, OP 50 N2, OP 100 N3 Tabletten", (20, 50, 100)),
        ("Packungsgrößen: 30/60/90 Tabletten", (30, 60, 90)),
        ("Packungen mit 20, 50 und 100 magensaftresistenten Tabletten", (20, 50, 100)),
        ("Packungen mit 2 x 10, 5 x 10 und 10 x 10 Tabletten", (20, 50, 100)),
        ("30er, 60er und 90er Packung", (30, 60, 90)),
        ("Röhrchen mit 20 bzw. 40 Brausetabletten", (20, 40)),
        ("30 tablets £9.00 or 90 tablets £16.00", (30, 90)),
        ("Boîtes de 30, 60 ou 90 comprimés", (30, 60, 90)),
        ("Boîte de 30 ou de 90 comprimés", (30, 90)),
        ("Boîtes de 30 (plaquettes) et 90 (flacon) comprimés", (30, 90)),
        ("Envases con 30, 60 u 80 comprimidos", (30, 60, 80)),
        ("Envases de 30 (blíster) y 500 (envase clínico) comprimidos", (30, 500)),
        ("Confezioni da 30 e 90 compresse", (30, 90)),
        ("Flacone da 30 oppure da 90 compresse", (30, 90)),
        ("Monatspackung 30 Tabletten / Quartalspackung 90 Tabletten", (30, 90)),
        ("Trial pack 10 tablets / Full pack 90 tablets", (10, 90)),
        ("Format découverte 10 comprimés / format familial 90 comprimés", (10, 90)),
        ("Formato prova 10 compresse / formato famiglia 90 compresse", (10, 90)),
        ("Envase mensual 30 comprimidos / envase trimestral 90 comprimidos", (30, 90)),
    ],
)
def test_that_each_size_of_a_list_is_offered(line: str, sizes: tuple[int, ...]) -> None:
    (reading,) = read_label(f"Iron\n1 tablet: iron 14 mg\n{line}")
    pack = reading.fields["pack_units"]
    assert (pack.value, pack.choices) == (None, tuple(map(Fraction, sizes)))


def test_that_the_servings_of_a_label_settle_which_size_it_is() -> None:
    (reading,) = read_label(
        "Iron\nPacks of 30 and 90 tablets\nServing size: 1 tablet\nServings per container: 90\n"
        "Amount per serving\nIron 14 mg"
    )
    assert reading.fields["pack_units"].value == 90


@pytest.mark.parametrize(
    "line",
    [
        "Vitamin C 80, 60 tablets",
        "Iron 14, Zinc 10 and 60 tablets",
        "B6, 12, 60 tablets",
        "60 tablets for 30 or 60 days",
        "Packs of 60 tablets for 30 and 60 days",
        "Children of 10 and 12 years. 60 tablets",
    ],
)
def test_that_other_numbers_before_units_are_no_list(line: str) -> None:
    (reading,) = read_label(f"Iron\n1 tablet: iron 14 mg\n{line}")
    assert reading.fields["pack_units"].value == 60
