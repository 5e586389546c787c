"""A quantity beside a name that states more units is asked about, however the name writes it."""

from __future__ import annotations

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

ASKED = [
    ("Mag citrate 2x60", "1", "120"), ("Mag 6x10", "1", "60"), ("Mag 60 Brausetabl.", "1", "60"),
    ("Mag 60 Kautabl.", "2", "60"), ("Mag 60 compr.", "1", "60"), ("Mag 60 cpr", "1", "60"),
    ("Mag 60 pills", "1", "60"), ("Mag 60 tabletek", "1", "60"), ("Mag 60 szt.", "1", "60"),
    ("Mag 60 Dragees", "1", "60"), ("Mag 60 ampoules", "1", "60"), ("Mag 60 doses", "1", "60"),
    ("Mag 60粒", "1", "60"), ("Mag 60 таблеток", "1", "60"), ("Mag (60)", "1", "60"),
    ("Mag powder 8.8 oz", "1", "249"), ("Mag powder 1 lb", "1", "454"),
    ("Mag 120 caps", "12", "120"), ("Mag 120 caps (2 pack)", "120", "240"),
    ("Mag 60 tabs x 3", "60", "180"), ("Mag doos van 60", "90", "60"),
    ("Mag family size 240", "60", "240"), ("Mag Familienpackung 240", "60", "240"),
    ("Mag format familial 240", "60", "240"), ("Mag pudełko 90", "60", "90"),
    ("Mag gezinsverpakking 240", "60", "240"), ("Mag zestaw 3 opakowań", "60", "180"),
    ("Mag pot met 120", "90", "120"), ("Mag pudełko z 60", "90", "60"),
    ("Mag caixa com 60", "90", "60"), ("Mag burk med 120", "90", "120"),
    ("Mag 2 bottles of 60", "60", "120"), ("Mag 60 caps - 3 bottles", "60", "180"),
    ("Mag 60 caps (pack of two)", "60", "120"), ("Mag twin pack 60", "60", "120"),
    ("Mag triple pack, 60 caps", "60", "180"), ("Mag 60 caps duo", "60", "120"),
    ("Mag 60 tabs, set of 3", "60", "180"), ("Mag 60 tabs case of 12", "60", "720"),
    ("Mag buy 1 get 1 free 60 caps", "60", "120"), ("Mag 60 caps BOGO", "60", "120"),
    ("Mag 60+30 free", "60", "90"), ("Mag 60 caps + 30 caps gratis", "60", "90"),
    ("Mag 2er Pack 60 Kapseln", "60", "120"), ("Mag 60 Kapseln Doppelpack", "60", "120"),
    ("Mag 60 cápsulas pack 2 unidades", "60", "120"), ("Mag lot de deux, 60 gélules", "60", "120"),
    ("Mag 3 x 60", "60", "180"), ("Mag 60 tabs 2 + 1 gratis", "60", "180"),
    ("Mag 60 tabs, 3 for 2", "60", "180"), ("Mag confezione da 2, 60 compresse", "60", "120"),
    ("Mag 3 Flaschen à 60 Kapseln", "60", "180"), ("Mag twin pack", "60", "120"),
    ("Mag boîte de 120", "1", "120"), ("Mag b/120", "1", "120"), ("Mag 120 kapslí", "1", "120"),
    ("Mag - 120", "1", "120"), ("Mag 120 T", "2", "120"), ("Mag 120's", "60", "120"),
    ("Mag 120s", "60", "120"), ("Mag (120)", "60", "120"), ("Mag boîte de 120", "60", "120"),
    ("Mag b/120", "60", "120"), ("Mag 120 kapslí", "60", "120"), ("Mag Packung mit 90", "60", "90"),
    ("Mag 90 kapsułek", "60", "90"),
    ("Mag x3", "60", "180"), ("Mag 60 (x2)", "60", "120"), ("Mag x 3 bottles", "60", "180"),
    ("Mag x2 unidades", "60", "120"), ("Mag 1+1", "60", "120"), ("Mag 2+1 gratis", "60", "180"),
    ("Mag Dubbelpak", "60", "120"), ("Mag dwupak", "60", "120"), ("Mag trojpak", "60", "180"),
    ("Mag Sparset 3 Stück", "60", "180"), ("Mag 60 tablets, quantity 2", "60", "120"),
    ("Mag 200 cp", "90", "200"), ("Mag 250 cpr", "90", "250"),
    ("Mag 60 cp", "30", "60"), ("Mag 60 szt", "30", "60"), ("Mag 60 saszetek", "30", "60"),
    ("Mag 60 ks", "30", "60"), ("Mag 60 FTA", "30", "60"), ("Mag 60 HKP", "30", "60"),
    ("Mag 60 FTBL", "30", "60"), ("Mag 60 tb", "30", "60"), ("Mag 60 UN", "30", "60"),
    ("Mag 60ea", "30", "60"), ("Mag 60錠", "30", "60"), ("Mag 60정", "30", "60"),
    ("Mag TAB 60", "30", "60"), ("Mag CAP N60", "30", "60"), ("Mag FTA 60", "30", "60"),
    ("Mag bottle 60", "30", "60"),
    ("Mag 2 bottles", "60", "120"), ("Mag 2 tubes", "20", "40"), ("Mag BOGO", "60", "120"),
    ("Mag leve 3 pague 2", "60", "180"), ("Mag 3x2", "60", "180"),
    ("Mag buy 2 get 1 free", "60", "180"), ("Mag 3 Flaschen", "60", "180"),
    ("Mag +50% free", "60", "90"), ("Mag 25 % gratis", "60", "75"), ("Mag 120er", "60", "120"),
    ("Mag 90er", "60", "90"), ("Mag 50% extra free", "60", "90"),
    ("Mag 60 tabs", "120", "60"), ("Mag 120's", "240", "120"), ("Mag TAB 60", "120", "60"),
    ("Mag 120er", "240", "120"), ("Mag 30 Kapseln", "60", "30"), ("Mag 30 ct", "60", "30"),
    ("Mag box of 30", "60", "30"), ("Mag N30", "90", "30"), ("Mag (30)", "60", "30"),
    ("Mag boîte de 30 gélules", "60", "30"), ("Mag x45", "90", "45"),
]  # fmt: skip
KEPT = [
    ("Mag 60 tabs", "60"), ("Mag 60 = 2 x 30 tabs", "60"), ("Mag 2 x 30 tabs", "60"),
    ("Mag 6 blisters of 20 tabs", "120"), ("Mag 30 tabs strip", "90"), ("Mag 400 mg", "1"),
    ("Mag 12 tablets", "12"),
    ("Mag 300", "1"), ("Mag 2 x 200 mg 60 caps", "60"), ("Mag 100 mg x 3 60 tabs", "60"),
    ("Mag twin pack 60", "120"), ("Mag 3 bottles of 60", "180"), ("Mag 60+30 free", "90"),
    ("Mag pack of 12", "12"), ("Mag pack of 60", "60"), ("Mag pack of 10 sachets", "10"),
    ("Mag 3 blisters of 10", "30"), ("Mag 60 tabs in 3 blisters", "60"), ("Mag Duo", "60"),
    ("Mag value pack 60 tabs", "60"), ("Mag for women 2 in 1", "60"), ("Mag (400)", "60"),
    ("Mag (200)", "1"), ("Mag - 200", "1"), ("Mag 30 tablets, 60 in all", "60"), ("Mag set", "60"),
    ("Mag B1 + 1", "60"), ("Mag 200 mg x2", "60"), ("Mag x 2 blisters", "60"),
    ("Mag x2 strength", "60"), ("Mag TAB 60", "60"), ("Mag 60 cp + 30 cp", "90"),
    ("Mag tablets 400", "60"), ("Mag tablets 250", "60"), ("Mag bottle 400", "60"),
    ("Mag 2 bottles", "2"), ("Mag 60 caps, 3x2", "180"), ("Mag leve 3 pague 2, 60 caps", "180"),
    ("Mag 3 x 2 daily", "60"), ("Mag 2 blisters", "60"), ("Mag 40 L-threonate", "60"),
    ("Mag 99% sugar free", "60"),
    ("Mag 100% free of gluten", "60"), ("Mag 90 caps +50% free", "90"), ("Mag 120er", "120"),
    ("Mag 20% off, free delivery", "60"),
    ("Mag 60 tabs for 2 months", "60"), ("Mag box of 60", "60"), ("Mag 3-Monats-Packung", "60"),
]  # fmt: skip
TITLES = ("Product", "Elemental mg", "Quantity", "Price USD")


@pytest.mark.parametrize(("name", "quantity", "stated"), ASKED)
def test_that_a_quantity_that_can_be_one_of_packs_is_asked_about(
    name: str, quantity: str, stated: str
) -> None:
    read = read_grid(grid_of(TITLES, (name, "200", quantity, "12")), ReadingOptions())
    assert not read.products
    (problem,) = read.problems
    assert problem.kind is ProblemKind.PACK_DIFFERS_FROM_NAME
    assert problem.parameters["count"] == stated


@pytest.mark.parametrize(("name", "quantity"), KEPT)
def test_that_a_quantity_that_the_name_does_not_contradict_stays(name: str, quantity: str) -> None:
    read = read_grid(grid_of(TITLES, (name, "200", quantity, "12")), ReadingOptions())
    assert [row.values["pack_units"] for row in read.products] == [int(quantity) * 1_000]


@pytest.mark.parametrize(
    ("name", "pack", "stated"),
    [
        ("Mag 0.5 kg", "250 g", "500"), ("Mag 0,5 kg", "300g", "500"),
        ("Mag 1 L", "500 mL", "1000"), ("Mag 50 cl", "250 mL", "500"),
        ("Mag 0.25 kg", "250 g", ""), ("Mag 1 kg", "1000 g", ""), ("Mag 50 cl", "500 mL", ""),
        ("Mag 8 oz", "250 mL", ""), ("Mag 1 kg", "60 capsules", ""),
    ],
)  # fmt: skip
def test_that_a_size_in_larger_units_in_the_name_is_compared_with_the_pack(
    name: str, pack: str, stated: str
) -> None:
    titles = ("Product", "Elemental mg per serving", "Serving", "Pack", "Price USD")
    serving = f"5 {pack.lstrip('0123456789 ')}"
    read = read_grid(grid_of(titles, (name, "200", serving, pack, "12")), ReadingOptions())
    assert [one.parameters["count"] for one in read.problems] == [stated] * bool(stated)
    assert len(read.products) == (not stated)
