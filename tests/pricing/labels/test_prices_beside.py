"""Prices of other packs, shops and days beside the price of the pack, and their numbers."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from pricing.labels import LabelReading, read_label

_LABEL = "Zinc 15 mg\n60 tablets\n{price}\nEach tablet contains 15 mg zinc (as citrate)\n"


def _read(price: str) -> LabelReading:
    (reading,) = read_label(_LABEL.format(price=price))
    return reading


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Lowest price in 30 days: €13.99\nPrice: €15.99", "15.99"),
        ("Niedrigster Preis der letzten 30 Tage: 13,99 €\n15,99 €", "15.99"),
        ("Preis: 15,99 €\nNiedrigster Preis in den letzten 30 Tagen 13,99 €", "15.99"),
        ("Prix le plus bas des 30 derniers jours : 13,99 €\nPrix : 15,99 €", "15.99"),
        ("Precio más bajo en 30 días: 13,99 €\nPrecio: 15,99 €", "15.99"),
        ("Prezzo più basso degli ultimi 30 giorni: 13,99 €\nPrezzo: 15,99 €", "15.99"),
        ("30-day low €13.99, now €15.99", "15.99"),
        ("€15.99 Lowest price of the last 30 days before reduction €13.99", "15.99"),
        ("Niedrigster Gesamtpreis vor der Ermäßigung: 13,99 €\nAngebot 15,99 €", "15.99"),
        ("15,99 € (Tiefstpreis 30 Tage: 13,99 €)", "15.99"),
        ("Le prix le plus bas pratiqué : 13,99 €\nPrix 15,99 €", "15.99"),
        ("Prezzo più basso recente: 13,99 €\nPrezzo € 15,99", "15.99"),
        ("$9.49. Elsewhere: $12.99", "9.49"),
        ("Other shops: £8.99, our price £9.49", "9.49"),
        ("Altrove 8,99 €, da noi 9,49 €", "9.49"),
        ("$9.49 ($8.99 at competitor)", "9.49"),
        ("£12.00 or 3 x £4.00 with Klarna", "12"),
        ("12,00 € oder 3 x 4,00 € mit Klarna", "12"),
        ("Payez en 3x 4,00 € sans frais. Prix 12,00 €", "12"),
        ("12,00 € ou 4 fois 3,00 € sans frais", "12"),
        ("3 meses sin intereses de $4.00, $12.00", "12"),
        ("3 rate senza interessi da 4,00 €. Prezzo 12,00 €", "12"),
        ("Pay in 4: $3.00. Total $12.00", "12"),
        ("Price match: $8.99 at other store. Our price: $9.49", "9.49"),
        ("Our price $9.49, $8.99 elsewhere", "9.49"),
        ("Unser Preis 9,49 €, 8,99 € anderswo", "9.49"),
        ("Notre prix : 9,49 € (8,99 € ailleurs)", "9.49"),
        ("in 3 instalments of £4.00, total £12.00", "12"),
        ("12,00 € oder 3 Raten zu 4,00 €", "12"),
        ("12,00 € ou 3 mensualités de 4,00 €", "12"),
        ("12,00 € o 3 cuotas de 4,00 €", "12"),
        ("12,00 € o 3 rate da 4,00 €", "12"),
    ],
)
def test_that_a_price_of_another_day_shop_or_part_is_not_the_price(line: str, value: str) -> None:
    price = _read(line).fields["price"]
    assert (price.value, price.choices) == (Fraction(value), ())


@pytest.mark.parametrize(
    "line", ["15,90 € sans frais de port", "€15.90 with PayPal", "15,90 € zinsfrei mit PayPal"]
)
def test_that_a_price_that_may_be_paid_in_parts_is_the_price(line: str) -> None:
    assert _read(line).fields["price"].value == Fraction("15.9")


@pytest.mark.parametrize(
    "line", ["4 payments of £3.00", "3 x 3,00 € sans frais", "£3.00 elsewhere"]
)
def test_that_a_part_or_the_price_of_another_shop_alone_is_asked(line: str) -> None:
    price = _read(line).fields["price"]
    assert (price.value, price.choices[0]) == (None, Fraction(3))


@pytest.mark.parametrize(
    "discount", ["Sconto 5 €", "Descuento: 5 €", "Remise 5 €", "Réduction de 5 €", "Discount €5"]
)
def test_that_a_discount_is_not_the_price(discount: str) -> None:
    price = _read(discount).fields["price"]
    assert (price.value, price.choices) == (None, (Fraction(5),))
    assert _read(f"{discount}, 15,90 €").fields["price"].value == Fraction("15.9")


@pytest.mark.parametrize(
    "line", ["Sconto 20%: € 15,90", "Discount price £15.90", "One-off purchase £15.90"]
)
def test_that_a_price_behind_a_discount_in_percent_or_of_one_purchase_is_read(line: str) -> None:
    assert _read(line).fields["price"].value == Fraction("15.9")


@pytest.mark.parametrize("before", ["NDC 12345-678-90", "Art. 77", "Lot 22", "Model 5 US"])
def test_that_a_sign_that_touches_a_price_makes_no_price_of_the_number_before(before: str) -> None:
    assert _read(f"{before} $7.85".replace("US ", "US")).fields["price"].value == Fraction("7.85")


def test_that_a_sign_of_euros_between_two_numbers_leaves_both_open() -> None:
    price = _read("15 €7,85").fields["price"]
    assert price.value is None
    assert set(price.choices) == {Fraction(15), Fraction("7.85")}


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("12 $5 avis", "12"),
        ("12 €5 avis", "12"),
        ("12 £5 stars", "12"),
        ("12 $20 vendus", "12"),
        ("12,50 €34 recensioni", "12.50"),
        ("12,50 €34 opiniones", "12.50"),
        ("18,99 €12 Bewertungen", "18.99"),
        ("18,99 €4,5 Sterne", "18.99"),
        ("9,50 € 4,5 estrellas", "9.50"),
        ("8 € 4,5 étoiles", "8"),
        ("4.5 $12", "12"),
        ("4.5 $12.99", "12.99"),
        ("12 reviews$18.99", "18.99"),
        ("5 star £12.50", "12.50"),
        ("1204 $18.99", "18.99"),
    ],
)
def test_that_a_number_of_ratings_is_no_price(line: str, value: str) -> None:
    price = _read(line).fields["price"]
    assert (price.value, price.choices) == (Fraction(value), ())


@pytest.mark.parametrize("line", ["$35 reviews", "£12345 ratings", "12€34 avis", "4,5 €12,99"])
def test_that_a_price_run_into_a_number_of_ratings_is_asked(line: str) -> None:
    price = _read(line).fields["price"]
    assert (price.value, bool(price.choices)) == (None, True)


def test_that_the_price_of_each_is_offered_before_that_of_all() -> None:
    price = _read("qty 2 $12.00 each $24.00").fields["price"]
    assert price.value is None
    assert price.choices == (Fraction(12), Fraction(24))


@pytest.mark.parametrize(
    "line",
    [
        "365 Tabletten - 16,99 € - Doppelpack 33,98 €",
        "365 Tabletten 16,99 € (0,05 € / Stück) Doppelpack: 33,98 €",
        "365 compresse | € 16,99 - Confezione da 2: € 33,98",
        "365 comprimés 16,99 € - Lot de 2 : 33,98 €",
        "365 comprimés 16,99 € – Lot de 2 à 33,98 €",
        "365 tablets £16.99, twin pack now £33.98",
        "365 tablets £16.99 (twin pack £33.98)",
        "365 compresse € 16,99 - Confezione da 2 € 33,98 - Confezione da 3 € 47,98",
        "365 tablets £16.99 | Twin pack £33.98",
    ],
)
def test_that_a_pack_of_two_with_its_own_price_multiplies_no_units(line: str) -> None:
    (reading,) = read_label(f"Zink 25 mg\n{line}\n1 Tablette: Zink 25 mg (250 % NRV)\n")
    assert reading.fields["pack_units"].value == 365
    assert reading.fields["price"].value == Fraction("16.99")


def test_that_the_price_of_a_size_may_be_repeated_without_its_pack() -> None:
    sizes = "60 Capsules $14.99\n120 Capsules $24.99 (selected)\n240 Capsules $42.99\n"
    repeated = "One-time purchase $24.99\nSubscribe & save 15% $21.24\n"
    panel = "Supplement Facts\nServing Size 2 Capsules\nServings Per Container 60\nZinc 15 mg 136%"
    (reading,) = read_label(f"Zinc\n{sizes}{repeated}{panel}")
    assert reading.fields["pack_units"].value == 120
    assert reading.fields["price"].value == Fraction("24.99")
    found = {int(size.units): str(size.price) for size in reading.sizes}
    assert found == {60: "1499/100", 120: "2499/100", 240: "4299/100"}


def test_that_a_price_that_no_size_has_pairs_none() -> None:
    (reading,) = read_label("Zinc\n60 capsules $14.99\n120 capsules $24.99\nNow $19.99\n")
    assert reading.sizes == ()
    assert reading.fields["price"].value is None


@pytest.mark.parametrize(
    "title",
    ["Orotamag 500 Tabletten\nPackungsgröße: 100 St", "Orotamag 500 Tabletten, Inhalt: 100 St"],
)
def test_that_a_number_that_is_a_strength_is_the_last_choice_for_the_pack(title: str) -> None:
    (reading,) = read_label(f"{title}\n1 Tablette enthält 500 mg Magnesiumorotat\n")
    assert reading.fields["pack_units"].choices == (Fraction(100), Fraction(500))


@pytest.mark.parametrize(
    "line",
    [
        "Related: Zinc Citrate 50mg £9.99",
        "See also: Iron 20 mg, 90 tablets £7.49",
        "Related - Zinc Citrate 50mg £9.99",
        "Related\nZinc Citrate 50mg £9.99",
        "Alternatives: Zinc Citrate 50mg £9.99",
        "Auch interessant: Zink 25 mg 90 Tabletten 9,99 €",
        "À découvrir aussi : Zinc 15 mg 9,99 €",
        "Siehe auch: Zink 25 mg 9,99 €",
        "Voir aussi : Zinc 15 mg 9,99 €",
        "Ver también: Zinc 15 mg 9,99 €",
        "Vedi anche: Zinco 15 mg € 9,99",
    ],
)
def test_that_a_related_product_in_one_line_is_no_ingredient(line: str) -> None:
    own = "Magnesium Taurate 180 Capsules\n£21.60\n3 capsules provide magnesium 150mg (40% NRV)\n"
    (reading,) = read_label(own + line)
    assert [each.element for each in reading.ingredients] == ["Mg"]
    assert reading.fields["price"].value == Fraction("21.60")
    assert reading.fields["pack_units"].value == 180


@pytest.mark.parametrize("line", ["More from: Hollin", "See also: our blog", "Similar to zinc"])
def test_that_a_related_line_says_nothing_of_the_lines_below(line: str) -> None:
    (reading,) = read_label(f"Zinc\n{line}\n60 tablets £5\n1 tablet: zinc 15 mg\n")
    assert reading.fields["price"].value == 5
    assert reading.fields["pack_units"].value == 60


@pytest.mark.parametrize(
    "unit", [{"unitText": "capsule"}, {"unitCode": "KGM"}, {"unitText": "day"}]
)
def test_that_a_price_for_machines_of_a_part_is_not_that_of_the_pack(unit: dict[str, str]) -> None:
    parts = [{"@type": "UnitPriceSpecification", "price": 0.12, **unit}]
    offer = {"@type": "Offer", "price": 21.6, "priceCurrency": "GBP", "priceSpecification": parts}
    product = {"@type": "Product", "name": "Magnesium Taurate 180 Capsules", "offers": offer}
    page = f'<html><script type="application/ld+json">{json.dumps(product)}</script>'
    (reading,) = read_label(f"{page}<p>3 capsules provide 150mg magnesium</p></html>")
    assert reading.fields["price"].value == Fraction("21.6")


@pytest.mark.parametrize("line", ["60 tablets x 3 £6.00", "60 tablets x3 £6.00"])
def test_that_packs_before_a_price_with_a_sign_are_asked(line: str) -> None:
    (reading,) = read_label(f"Iron\n{line}\nEach tablet: iron 14 mg\n")
    pack = reading.fields["pack_units"]
    assert (pack.value, pack.choices) == (None, (Fraction(180), Fraction(60)))


def test_that_a_pack_that_nobody_can_read_is_asked_without_a_choice() -> None:
    (reading,) = read_label("Calcium 600 60 tablets $4.99\nEach tablet: calcium 600 mg\n")
    pack = reading.fields["pack_units"]
    assert (pack.value, pack.choices) == (None, ())


@pytest.mark.parametrize(
    "price", ["9,90 €/30 Tabletten", "9,90 EUR / 30 Tabletten", "£9.90 / 30 tablets"]
)
def test_that_the_units_that_a_price_is_for_are_a_pack(price: str) -> None:
    (reading,) = read_label(f"Zinc Forte\n1 tablet: zinc 25 mg\n{price}\n")
    pack, cost = reading.fields["pack_units"], reading.fields["price"]
    assert (pack.value, cost.value) == (Fraction(30), Fraction("9.90"))
    (reading,) = read_label(f"Zinc Forte, 60 tablets\n1 tablet: zinc 25 mg\n{price}\n")
    pack = reading.fields["pack_units"]
    assert (pack.value, pack.choices) == (None, (Fraction(60), Fraction(30)))


@pytest.mark.parametrize("price", ["9,90 €/100 Tabletten", "£9.90 / 100 tablets"])
def test_that_a_price_for_100_units_is_asked_where_no_pack_is_stated(price: str) -> None:
    (reading,) = read_label(f"Zinc Forte\n1 tablet: zinc 25 mg\n{price}\n")
    cost = reading.fields["price"]
    assert (cost.value, cost.choices) == (None, (Fraction("9.90"),))


@pytest.mark.parametrize("price", ["9,90 €/100 Tabletten", "£9.90 / 100 tablets"])
def test_that_a_price_for_100_units_is_that_of_a_pack_of_100_alone(price: str) -> None:
    values = []
    for pack in ("60 tablets", "100 tablets"):
        (reading,) = read_label(f"Zinc Forte, {pack}\n1 tablet: zinc 25 mg\n{price}\n")
        values.append(reading.fields["price"].value)
    assert values == [None, Fraction("9.90")]


def test_that_the_price_of_another_size_in_a_line_is_not_that_of_the_pack() -> None:
    (reading,) = read_label(
        "Zinc Forte\n1 tablet: zinc 25 mg\n£6.50 / 100 tablets, £11.50 / 250 tablets\n"
    )
    pack, price = reading.fields["pack_units"].value, reading.fields["price"].value
    assert (pack, price) == (Fraction(250), Fraction("11.50"))
