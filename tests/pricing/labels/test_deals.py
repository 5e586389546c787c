"""Deals on several packs and coupons: what they make of the price and the pack is asked."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import LabelReading, read_label


def _read(lines: str) -> LabelReading:
    (reading,) = read_label(f"Zinc 25\n60 tablets\n{lines}\nPer tablet: zinc 25 mg")
    return reading


@pytest.mark.parametrize(
    "lines",
    [
        "£9.90\nBuy one get one free", "Buy 1 get 1 free!\n£9.90", "£9.90\n2 for 1",
        "9,90 €\nOferta 2x1", "9,90 € (2x1)", "9,90 €\nOfferta 1+1", "9,90 €\n1+1 gratis",
        "9,90 €\nNimm 2, zahl 1!", "£9.90\nBOGOF",
        "9,90 €\n1 acheté = 1 offert", "9,90 €\nKaufe 2 zahle 1",
    ],
)  # fmt: skip
def test_that_a_second_pack_for_nothing_is_asked(lines: str) -> None:
    pack = _read(lines).fields["pack_units"]
    assert (pack.value, pack.choices) == (None, (Fraction(60), Fraction(120)))


@pytest.mark.parametrize(
    "lines",
    [
        "£9.90\n3 for 2", "£9.90\nBuy 2 get 1 free", "9,90 €\n3 für 2", "9,90 €\nNimm 3, zahl 2!",
        "9,90 €\n3 zum Preis von 2", "9,90 € 2 + 1 offert", "9,90 € le 2e à -50 %",
        "9,90 €\n2ª unidad al 50%", "9,90 €\nPromoción 3x2", "9,90 €\nPrendi 3 paghi 2",
        "9,90 €\nLleva 3 y paga 2", "£9.90\nBuy 3 for the price of 2",
    ],
)  # fmt: skip
def test_that_several_packs_for_the_price_of_fewer_ask_for_price_and_pack(lines: str) -> None:
    fields = _read(lines).fields
    assert (fields["price"].value, fields["pack_units"].value) == (None, None)
    assert Fraction("9.90") in fields["price"].choices
    assert Fraction(60) in fields["pack_units"].choices


@pytest.mark.parametrize(
    "line",
    [
        "Iron 30 tablets 3 for 2 £16.00", "Iron 30 tablets £16.00 3 for 2",
        "Iron 30 tablets 3-for-2 £16.00", "Iron 30 tablets 3 for 2 on all vitamins £16.00",
        "Iron 30 tablets three for two £16.00", "Iron 30 tablets. £16.00. Buy 2, get 1 free.",
        "Eisen 30 Tabletten 3 für 2 16,00 €", "Eisen 30 Tabletten 3 zum Preis von 2 16,00 €",
        "Eisen 30 Tabletten 3 kaufen, 2 bezahlen 16,00 €", "3 für 2 Eisen 30 Tabletten 16,00 €",
        "Fer 30 comprimés 3 pour 2 16,00 €", "Fer 30 comprimés 3 pour le prix de 2 16,00 €",
        "Fer 30 comprimés 2+1 gratuit 16,00 €", "Hierro 30 comprimidos 3x2 16,00 €",
        "Hierro 30 comprimidos 2+1 de regalo 16,00 €", "3x2 Hierro 30 comprimidos 16,00 €",
        "Hierro 30 comprimidos lleva 3 paga 2 16,00 €", "Ferro 30 compresse 3x2 € 16,00",
        "Ferro 30 compresse 2+1 gratis € 16,00", "Ferro 30 compresse prendi 3 paghi 2 € 16,00",
        "Ferro 30 compresse paghi 2 prendi 3 € 16,00",
        "Ferro 30 compresse 3 al prezzo di 2 € 16,00",
    ],
)  # fmt: skip
def test_that_one_pack_or_all_of_a_deal_is_asked_with_its_price(line: str) -> None:
    (reading,) = read_label(line)
    pack, price = reading.fields["pack_units"], reading.fields["price"]
    assert (pack.value, pack.choices) == (None, (Fraction(30), Fraction(90)))
    assert (price.value, price.choices) == (None, (Fraction(16), Fraction(32)))
    sizes = [(size.units, size.price) for size in reading.sizes]
    assert sizes == [(Fraction(30), Fraction(16)), (Fraction(90), Fraction(32))]


@pytest.mark.parametrize(
    ("line", "packs", "paid"),
    [
        ("buy 4 pay 3", 4, 3), ("buy 4, get 1 free", 5, 4), ("take 10 and pay 8", 10, 8),
        ("10 for 8", 10, 8), ("12 for the price of 10", 12, 10), ("3for2", 3, 2),
        ("10for8", 10, 8), ("3für2", 3, 2), ("3per2", 3, 2), ("3pour2", 3, 2), ("3por2", 3, 2),
        ("kaufe 5, zahle 4", 5, 4), ("5 kaufen, nur 4 bezahlen", 5, 4), ("nimm 4 zahl 3", 4, 3),
        ("achetez 4, payez 3", 4, 3), ("prenez-en 4, payez-en 3", 4, 3),
        ("4 achetés = 1 offert", 5, 4), ("lleve 4 y pague 3", 4, 3),
        ("prendi 4 e paghi 3", 4, 3), ("3 achetés + 1 offert", 4, 3),
        ("1 tablet daily; buy 4 pay 3", 4, 3), ("paghi 3, prendi 4", 4, 3),
    ],
)  # fmt: skip
def test_that_the_numbers_of_an_offer_stand_beside_their_words(
    line: str, packs: int, paid: int
) -> None:
    fields = _read(f"9,90 €\n{line}").fields
    assert fields["pack_units"].choices == (Fraction(60), Fraction(60 * packs))
    assert fields["price"].choices == (Fraction("9.90"), Fraction("9.90") * paid)
    assert (fields["price"].value, fields["pack_units"].value) == (None, None)


@pytest.mark.parametrize(
    "lines",
    [
        "£9.90\nBuy 5 and pay 4 € shipping", "£9.90\nTake 2 tablets with 1 glass of water",
        "£9.90\nNow 10 for you", "9,90 €\nLot 10for8x", "9,90 €\n12 pour 10 jours",
        "£9.90\nTake 3 x 1 tablet daily", "9,90 €\nEinnahme 3 x 1 täglich",
        "9,90 €\nVitamin C 3+1 Komplex", "£9.90 each, 3 for £25.00", "9,90 €\n2 für Sie",
        "60 tablets 3 for 2 months £9.90", "60 Tabletten 9,90 € 3x1 täglich",
        "60 tablets 2 x 30 £9.90",
    ],
)  # fmt: skip
def test_that_other_small_numbers_are_no_deal(lines: str) -> None:
    fields = _read(lines).fields
    assert fields["price"].value == Fraction("9.90")
    assert fields["pack_units"].value == 60


@pytest.mark.parametrize(
    "lines",
    [
        "Price $20.00\nPrice after coupon $16.00", "$20.00\n$16.00 after coupon",
        "Precio: 20,00 €\nCupón -20%: 16,00 €", "20,00 €\nmit Gutschein 16,00 €",
        "20,00 €\nAvec code promo : 16,00 €", "20,00 €\nCodice sconto: 16,00 €",
    ],
)  # fmt: skip
def test_that_a_price_with_a_coupon_is_asked_beside_the_one_without(lines: str) -> None:
    price = _read(lines).fields["price"]
    assert (price.value, price.choices) == (None, (Fraction(20), Fraction(16)))


@pytest.mark.parametrize("lines", ["$20.00\nCoupon: $2.00", "20,00 €\nGutschein 5 €"])
def test_that_the_value_of_a_coupon_is_no_price(lines: str) -> None:
    assert _read(lines).fields["price"].value == 20


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("2 confezioni da 60 compresse + 1 omaggio", (180, 120, 60)),
        ("2 x 60 capsules + 1 free", (180, 120, 60)),
        ("60 comprimés + 1 gratuit", (120, 60)),
        ("60 capsules + 2 capsules free", (62, 60, 2)),
    ],
)
def test_that_a_few_gifts_without_a_unit_are_packs(line: str, units: tuple[int, ...]) -> None:
    (reading,) = read_label(f"Zinc 25\n{line}\n9,90 €")
    assert reading.fields["pack_units"].choices == tuple(map(Fraction, units))


@pytest.mark.parametrize("line", ["9,90 € ou 3 x 3,30 €", "9,90 € oder 3 x 3,30 €"])
def test_that_a_price_in_parts_is_no_price_of_several_packs(line: str) -> None:
    fields = _read(line).fields
    assert fields["price"].value == Fraction("9.9")
    assert fields["pack_units"].value == 60
