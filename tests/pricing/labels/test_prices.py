"""Prices of a label that aren't what everybody pays for one pack."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import LabelField, Sureness, read_label
from pricing.labels.label_reading import EMPTY

_LABEL = "Magnesium 120 capsules\nServing Size 1 Capsule\nMagnesium 100 mg 24% DV\n"


def _price(line: str) -> LabelField:
    (reading,) = read_label(_LABEL + line)
    return reading.fields["price"]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("Only $5.00 shipping. From $14.50", "14.50"),
        ("From $14.50", "14.50"),
        ("Price from $14.50", "14.50"),
        ("Our price was $20.00. Members pay $15.00", "15"),
        ("Mitgliederpreis: 15,00 €", "15"),
        ("$15.00 for members", "15"),
        ("$15.00 with membership", "15"),
        ("Prix adhérent : 15,00 €", "15"),
        ("Subscribe & Save: $12.99", "12.99"),
        ("Sparabo: 12,99 €", "12.99"),
        ("Was $20.99", "20.99"),
        ("You save 24% £17.39", "17.39"),
        ("9,99 € zzgl. MwSt.", "9.99"),
        ("PVP 9,95 € + IVA", "9.95"),
        ("up to $12.50", "12.50"),
        ("approx. $9", "9"),
        ("$8.99+", "8.99"),
        ("bis zu 12,50 €", "12.50"),
        ("ca. 9 €", "9"),
        ("moins de 10 €", "10"),
        ("hasta 12,50 €", "12.50"),
        ("circa 9 €", "9"),
        ("da 8,99 €", "8.99"),
        ("$7.90 with code SAVE", "7.90"),
        ("7,90 € mit Gutscheincode", "7.90"),
        ("7,90 € avec le code SANTE", "7.90"),
        ("7,90 € con cupón", "7.90"),
        ("$7.90 for new customers", "7.90"),
        ("7,90 € für Neukunden", "7.90"),
        ("$5.90 a month", "5.90"),
        ("5,90 € im Monat", "5.90"),
    ],
)
def test_that_a_price_that_not_everybody_pays_is_asked(line: str, offered: str) -> None:
    price = _price(line)
    assert (price.value, price.sureness) == (None, Sureness.ASKED)
    assert price.choices == (Fraction(offered),)


@pytest.mark.parametrize(
    "line",
    [
        "from $7.90 up to $11.50 (8 sellers)",
        "Prices range from $7.90 to $11.50",
        "as low as $7.90, up to $11.50",
        "ab 7,90 € bis 11,50 €",
        "Preis: schon ab 7,90 € bis maximal 11,50 €",
        "desde 7,90 € hasta los 11,50 €",
        "ab 7,90 € (Shop A)\nbis zu 11,50 € (Shop B)",
        "Dès 7,90 € et jusqu'à 11,50 €",
        "à partir de 7,90 € à 11,50 €",
        "desde 7,90 € hasta 11,50 €",
        "a partire da 7,90 € fino a 11,50 €",
        "7,90 - 11,50 €",
        "EUR 7,90–11,50",
        "$7.90-11.50",
        "7.90 to 11.50 USD",
        "€ 7,90 / 11,50",
        "zwischen 7,90 und 11,50 €",
        "Preis: von 7,90 bis 11,50 €",
        "entre 7,90 et 11,50 €",
        "Prix : de 7,90 à 11,50 €",
        "Precio: entre 7,90 y 11,50 €",
        "tra 7,90 e 11,50 euro",
        "Price: between 7.90 and 11.50 USD",
    ],
)
def test_that_both_ends_of_a_range_of_prices_are_offered(line: str) -> None:
    price = _price(line)
    assert (price.value, price.sureness) == (None, Sureness.ASKED)
    assert price.choices == (Fraction("7.90"), Fraction("11.50"))


@pytest.mark.parametrize(
    "line",
    [
        "PVP: 12,95 €   Precio web: 9,95 €",
        "PVP 12,95 €\nOferta 9,95 €",
        "Prezzo al pubblico € 12,95 Prezzo web € 9,95",
        "Ladenpreis 12,95 €, Onlinepreis 9,95 €",
        "Prezzo in negozio 12,95 € - online 9,95 €",
    ],
)
def test_that_a_price_beside_that_of_the_shops_is_offered_first(line: str) -> None:
    assert _price(line).choices == (Fraction("9.95"), Fraction("12.95"))


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("reduced from $20.00 to $15.00", "15"),
        ("~$38.99~ Now $32.99", "32.99"),
        ("8,53 € HT / 9,00 € TTC", "9"),
        ("Prix TTC 9,00 € (HT 8,53 €)", "9"),
        ("Prix HT 8,53 € - Prix TTC 9,00 €", "9"),
        ("$9.99 ex VAT ($11.99 inc VAT)", "11.99"),
        ("9,99 € inkl. MwSt. zzgl. Versand", "9.99"),
        ("PVP 9,95 €", "9.95"),
        ("from $7.90 up to $11.50 elsewhere. Our price $9.00", "9"),
        ("$20.00 Members: $15.00", "20"),
        ("Only $5.00 shipping. Price $14.50", "14.50"),
        ("$15.99 + $4.99 shipping, RRP $26.00", "15.99"),
        ("$15.99 shipping: $4.99", "15.99"),
        ("$14.50 + shipping", "14.50"),
        ("12,90 € zzgl. Versand", "12.90"),
        ("$14.50\nFree shipping from $35.00", "14.50"),
        ("Sie sparen 24%\n17,39 €", "17.39"),
        ("You save 24%\n£17.39", "17.39"),
        ("Risparmi il 24%\n17,39 €", "17.39"),
        ("Économisez 24 %\n17,39 €", "17.39"),
        ("Sie sparen 3,00 €\n17,39 €", "17.39"),
        ("¥1,280", "1280"),
    ],
)
def test_that_the_price_that_everybody_pays_is_stated(line: str, value: str) -> None:
    price = _price(line)
    assert (price.value, price.sureness) == (Fraction(value), Sureness.STATED)


@pytest.mark.parametrize(
    "line",
    [
        "RRP £12.00", "£12.00 (RRP)", "R.R.P. £12.00", "Price (RRP): £12.00", "RRP\n£12.00",
        "Recommended retail price: £12.00", "UVP 12,00 €", "12,00 € UVP", "Empf. VK 12,00 €",
        "Unverbindliche Preisempfehlung: 12,00 €", "Prix conseillé : 12,00 €", "PVPR 12,00 €",
        "Prix public conseillé 12,00 €", "PVP recomendado 12,00 €", "Prezzo consigliato: 12,00 €",
        "Prezzo di listino 12,00 €", "P.V.P.R.: 12,00 €",
    ],
)  # fmt: skip
def test_that_a_recommended_price_alone_is_asked(line: str) -> None:
    price = _price(line)
    assert (price.value, price.sureness, price.choices) == (None, Sureness.ASKED, (Fraction(12),))


@pytest.mark.parametrize(
    "line", ["Regular price £9.99", "£9.99, RRP £12.00", "UVP 12 €, nur 9,99 €"]
)
def test_that_a_price_of_the_shop_is_no_recommended_one(line: str) -> None:
    assert _price(line).value == Fraction("9.99")


def test_that_the_evidence_of_a_price_has_its_own_sign() -> None:
    line = "UVP: 29,99 €   17,99 €   -40 %"
    price = _price(line)
    (span,) = price.spans
    assert price.value == Fraction("17.99")
    assert (_LABEL + line)[span.start : span.end] == "17,99 €"


@pytest.mark.parametrize(
    "line",
    [
        "list £18.90, member £10.90, non-member £11.90", "list £18.90 £11.90",
        "Non-members £11.90, members £10.90", "Mitglieder 10,90 €, Nichtmitglieder 11,90 €",
    ],
)  # fmt: skip
def test_that_what_everybody_pays_is_no_list_price_and_not_for_members(line: str) -> None:
    (reading,) = read_label(f"Iron 14 mg per tablet\n60 tablets\n{line}")
    assert reading.fields["price"].value == Fraction("11.90")


@pytest.mark.parametrize(
    "line",
    [
        "Was 14.90 now £11.90", "Was 14.90, now only 11.90 GBP", "Antes 14,90 Ahora 11,90 €",
        "Vorher 14,90 jetzt 11,90 €", "statt 14,90 nur 11,90 €", "Prima 14,90 ora 11,90 €",
        "Avant 14,90 maintenant 11,90 €", "au lieu de 14,90 : 11,90 €",
    ],
)  # fmt: skip
def test_that_a_price_before_may_share_the_sign_of_the_one_to_pay(line: str) -> None:
    (reading,) = read_label(f"Iron 14 mg per tablet\n60 tablets\n{line}")
    assert reading.fields["price"].value == Fraction("11.90")


@pytest.mark.parametrize(
    "line",
    [
        "Envío 2,95 € (gratis a partir de 30 €)", "Versand 2,95 € (kostenlos ab 30 €)",
        "Frais de port 2,95 € (offert dès 30 €)", "Spedizione 2,95 € (gratis da 30 €)",
        "spedizione gratuita sopra i 30 €", "Delivery £2.95 (free from £30)",
    ],
)  # fmt: skip
def test_that_what_is_free_from_an_amount_on_is_no_price(line: str) -> None:
    (reading,) = read_label(f"Iron 14 mg per tablet\n60 tablets 11,90 €\n{line}")
    price = reading.fields["price"]
    assert (price.value, price.choices) == (Fraction("11.90"), ())


def test_that_free_shipping_from_an_amount_is_no_price() -> None:
    assert _price("Free shipping from $35.00") == LabelField(None)


def test_that_a_price_with_a_subscription_is_not_the_price() -> None:
    assert _price("$20.00\n$15.00 with subscription").value == 20


@pytest.mark.parametrize(
    ("line", "value", "currency"),
    [
        ("2,45 €   0,022 kg (111,36 € je 1 kg)", "2.45", "EUR"),
        ("19,95 € 60 Kapseln", "19.95", "EUR"),
        ("Precio S/. 100.00", "100", "PEN"),
        ("Precio regular S/. 120.00 Precio de venta S/. 100.00", "100", "PEN"),
        ("Precio regular S/. 120.00", "120", "PEN"),
    ],
)
def test_that_what_stands_behind_a_sign_is_a_price_or_another_measure(
    line: str, value: str, currency: str
) -> None:
    (reading,) = read_label(f"Zink 10 mg, 22 g\n{line}")
    assert reading.fields["price"].value == Fraction(value)
    assert reading.fields["currency"].value == currency


def test_that_a_remark_behind_an_amount_compares_no_products() -> None:
    amount = "Each capsule contains 50 µg of selenium"
    for line in (f"{amount}, slightly more than half our daily requirement.", f"{amount}."):
        (reading,) = read_label(f"Selenium\n{line}\n30 capsules")
        assert reading.ingredients[0].elemental.value == Fraction(50, 1000)


_NUMBERS_WITH_A_POINT = "Magnesium 120 capsules, 100 mg\n"
_NUMBERS_WITH_A_COMMA = "Magnesio 120 cápsulas, por 1 cápsula: magnesio 2,5 mg\n"


@pytest.mark.parametrize("label", [_NUMBERS_WITH_A_POINT, _NUMBERS_WITH_A_COMMA])
@pytest.mark.parametrize(
    ("line", "value", "currency"),
    [
        ("$38.900 COP", 38_900, "COP"),
        ("COP 38.900", 38_900, "COP"),
        ("$38,900 COP", 38_900, "COP"),
        ("CLP 38.900", 38_900, "CLP"),
        ("$ 8.990 CLP", 8_990, "CLP"),
        ("ARS 38.900", 38_900, "ARS"),
        ("$ 38.900 ARS", 38_900, "ARS"),
        ("IDR 385.000", 385_000, "IDR"),
        ("385.000 VND", 385_000, "VND"),
        ("385.000 ₫", 385_000, "VND"),
        ("PYG 85.000", 85_000, "PYG"),
        ("UYU 1.250", 1_250, "UYU"),
        ("$1.234.567 COP", 1_234_567, "COP"),
        ("$38.900,00 COP", 38_900, "COP"),
    ],
)
def test_that_three_digits_behind_a_mark_are_thousands_where_prices_have_no_cents(
    label: str, line: str, value: int, currency: str
) -> None:
    (reading,) = read_label(label + line)
    assert reading.fields["price"].value == value
    assert reading.fields["currency"].value == currency


@pytest.mark.parametrize("label", [_NUMBERS_WITH_A_POINT, _NUMBERS_WITH_A_COMMA])
@pytest.mark.parametrize(
    "line",
    ["$38.900 MXN", "MXN 38.900", "MX$38.900", "PEN 38.900", "38.900 pesos", "$ 38.900 pesos"],
)
def test_that_a_price_with_three_decimals_is_asked_where_the_point_is_the_decimal_mark(
    label: str, line: str
) -> None:
    (reading,) = read_label(label + line)
    price = reading.fields["price"]
    assert (price.value, price.sureness) == (None, Sureness.ASKED)
    assert set(price.choices) == {Fraction(38_900), Fraction("38.9")}


@pytest.mark.parametrize("line", ["Price 38.900 €", "Price $38.900", "38.900 dollars"])
def test_that_three_decimals_of_a_price_are_offered_as_thousands_too(line: str) -> None:
    (reading,) = read_label(_NUMBERS_WITH_A_POINT + line)
    assert reading.fields["price"].value is None
    assert set(reading.fields["price"].choices) == {Fraction(38_900), Fraction("38.9")}


def test_that_the_country_of_pesos_is_asked() -> None:
    (reading,) = read_label("Magnesio 120 cápsulas 389 pesos")
    assert reading.fields["price"].value == 389
    assert reading.fields["currency"].value is None
    assert {"COP", "CLP", "MXN"} <= set(reading.fields["currency"].choices)


@pytest.mark.parametrize("currency", ["CLP", "COP", "MXN", "PEN"])
def test_that_three_decimals_of_a_price_for_machines_are_asked(currency: str) -> None:
    offer = f'{{"price": "38.900", "priceCurrency": "{currency}"}}'
    (reading,) = read_label(
        '<p>Magnesio 120 cápsulas</p><script type="application/ld+json">'
        f'{{"@type": "Product", "name": "Magnesio", "offers": {offer}}}</script>'
    )
    assert reading.fields["price"].value is None
    assert set(reading.fields["price"].choices) == {Fraction(38_900), Fraction("38.9")}


@pytest.mark.parametrize(
    ("line", "value", "choices"),
    [
        ("¥1,280", None, ("JPY", "CNY")),
        ("129 kr", None, ("SEK", "NOK", "DKK")),
        ("45,00 zł", "PLN", ()),
        ("₹450", "INR", ()),
        ("Price: US $1,099.00", "USD", ()),
        ("Price: CA $19.00", "CAD", ()),
    ],
)
def test_that_a_sign_names_its_currency_or_asks_for_it(
    line: str, value: str | None, choices: tuple[str, ...]
) -> None:
    (reading,) = read_label("Zinc 25 mg\n90 tablets\n" + line)
    currency = reading.fields["currency"]
    assert (currency.value, currency.choices) == (value, choices)


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u2009"])
@pytest.mark.parametrize(
    ("written", "offered"), [("1{}099,00 €", "1099"), ("2{}350,50 €", "2350.5")]
)
def test_that_thousands_behind_a_space_are_offered(written: str, offered: str, space: str) -> None:
    price = _price(written.format(space))
    assert price.value is None
    assert Fraction(offered) in price.choices


@pytest.mark.parametrize(
    ("written", "joined", "alone"),
    [
        ("11'50 €", "11.50", None), ("9'95 €", "9.95", None), ("12\n,\n99 €", "12.99", None),
        ("EUR 8\n99", "8.99", "8"), ("£12\n.99", "12.99", "12"), ("5 . 99 €", "5.99", None),
        ("£ 7 . 50", "7.50", "7"), ("€ 12, 99", "12.99", "12"), ("12\n99 €", "12.99", "99"),
        ("$12 99", "12.99", None), ("7€ 50", "7.50", "7"), ("19 , 95 €", "19.95", None),
    ],
)  # fmt: skip
def test_that_a_price_that_may_be_torn_from_a_number_beside_it_is_asked(
    written: str, joined: str, alone: str | None
) -> None:
    price = _price(written)
    assert (price.value, price.sureness) == (None, Sureness.ASKED)
    assert price.choices[0] == Fraction(joined)
    assert alone is None or Fraction(alone) in price.choices


@pytest.mark.parametrize(
    "written",
    ["£12, 60 tablets", "60 tablets, £12", "£12\n60 tablets", "£12. 20% off", "£12\n4.5 stars"],
)
def test_that_a_number_of_something_else_tears_no_price(written: str) -> None:
    assert _price(written).value == 12


def test_that_raised_cents_are_no_more_digits_of_a_price() -> None:
    price = "<span>$</span><span>12</span><sup>99</sup>"
    (reading,) = read_label(f"<h1>Magnesium 200 mg 60 tablets</h1><p>{price}</p>")
    assert reading.fields["price"].value is None
    assert reading.fields["price"].choices[0] == Fraction("12.99")


@pytest.mark.parametrize(
    ("line", "values", "currencies"),
    [
        ("£6.50 / £11.50", {"6.50", "11.50"}, {"GBP"}),
        ("US $34.50 / CA $46.00", {"34.50", "46"}, {"USD", "CAD"}),
        ("CA$9.99 / US$7.49", {"9.99", "7.49"}, {"USD", "CAD"}),
        ("£4.50 / $6.00", {"4.50", "6"}, {"GBP", "USD", "CAD", "AUD"}),
    ],
)
def test_that_two_prices_on_both_sides_of_a_stroke_are_asked(
    line: str, values: set[str], currencies: set[str]
) -> None:
    (reading,) = read_label(_LABEL + line)
    price, currency = reading.fields["price"], reading.fields["currency"]
    assert price.value is None
    assert set(price.choices) == {Fraction(value) for value in values}
    assert set(currency.choices or (currency.value,)) == currencies


def test_that_two_packs_on_both_sides_of_a_stroke_are_asked() -> None:
    (reading,) = read_label("Zinc 25 mg\n60 capsules / 120 capsules\nPer capsule: zinc 25 mg")
    pack = reading.fields["pack_units"]
    assert (pack.value, [str(units) for units in pack.choices]) == (None, ["60", "120"])


@pytest.mark.parametrize(
    "text",
    [
        "Magnésium - 60 gélules\nLot de 2 : 18,90 €\nPar gélule : Magnésium 150 mg",
        "Magnesium 60 capsules\n2 pack\n€18.90\nPer capsule: magnesium 150 mg",
    ],
)
def test_that_a_price_for_several_packs_alone_is_offered_with_all_units(text: str) -> None:
    (reading,) = read_label(text)
    price, pack = reading.fields["price"], reading.fields["pack_units"]
    assert (price.value, price.choices) == (None, (Fraction("18.90"),))
    assert (pack.value, [str(units) for units in pack.choices]) == (None, ["120", "60"])


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("Save 15% £8.49\nRRP £9.99", ["849/100", "999/100"]),
        ("Sie sparen 15 % 8,49 €\nUVP 9,99 €", ["849/100", "999/100"]),
        ("Save £1.50\nRRP £9.99", ["999/100"]),
    ],
)
def test_that_a_price_behind_a_saving_is_offered_before_the_recommended_one(
    line: str, offered: list[str]
) -> None:
    price = _price(line)
    assert (price.value, list(map(str, price.choices))) == (None, offered)


@pytest.mark.parametrize(
    ("line", "price", "currency"),
    [
        ("15,- €", "15", "EUR"),
        ("15,-- €", "15", "EUR"),
        ("15,\u2014\u00a0€", "15", "EUR"),
        ("1.249,- €", "1249", "EUR"),
        ("€ 149,-", "149", "EUR"),
        ("15.\u2013 CHF", "15", "CHF"),
        ("12.- CHF", "12", "CHF"),
        ("1'249.\u2013 CHF", "1249", "CHF"),
        ("Fr. 1'249.50", "1249.50", "CHF"),
        ("sFr. 12.\u2013", "12", "CHF"),
        ("Fr 12.50", "12.50", "CHF"),
        ("12 Franken", "12", "CHF"),
        ("CHF 12.50 statt 15.90", "12.50", "CHF"),
        ("statt 20,- nur 15,- €", "15", "EUR"),
        ("12,90 € en vez de 15,90 €", "12.90", "EUR"),
        ("£12.50 instead of £15.90", "12.50", "GBP"),
    ],
)
def test_that_prices_without_cents_and_swiss_ones_are_read(
    line: str, price: str, currency: str
) -> None:
    (reading,) = read_label(
        f"Magnesium 200 mg, 60 Tabletten\n{line}\nje Tablette: Magnesium 200 mg"
    )
    assert reading.fields["price"].value == Fraction(price)
    assert reading.fields["currency"].value == currency


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("2 Dosen\n19,90 € / Dose", "19.90"),
        ("3er-Set\n19,90 € pro Packung", "19.90"),
        ("2er-Pack\nEUR 19,90 je Dose", "19.90"),
        ("Lot de 2\n19,90 € / flacon", "19.90"),
        ("Pack of 3\n£19.90 per bottle", "19.90"),
        ("£19.90 per bottle when you buy 2", "19.90"),
        ("from £19.90 per bottle", "19.90"),
        ("15.-", "15"),
        ("Preis: 15,-", "15"),
    ],
)
def test_that_a_price_for_each_of_several_packs_or_without_a_currency_is_offered(
    line: str, offered: str
) -> None:
    price = _price(line)
    assert (price.value, price.choices) == (None, (Fraction(offered),))


@pytest.mark.parametrize(
    "line",
    [
        "19,90 € / Dose",
        "19,90 € pro Packung",
        "EUR 19,90 je Dose",
        "19,90 € / flacon",
        "19,90 €/boîte",
        "Caja 120 ud. | 19,90 €/caja",
        "19,90 € per confezione",
        "£19.90 per bottle",
        "£19.90/pack",
        "£19.90 per box (£0.17 per capsule)",
    ],
)
def test_that_the_price_of_each_pack_is_that_of_the_only_one(line: str) -> None:
    assert _price(line).value == Fraction("19.90")


@pytest.mark.parametrize(
    "line",
    [
        "statt 19,98 € UVP³   13,99 €",
        "statt 19,98 € UVP 13,99 €",
        "statt 19,98 € (UVP) 13,99 €",
        "statt 19,98 € AVP 13,99 €",
        "au lieu de 19,98 € prix conseillé 13,99 €",
        "antes 19,98 € PVPR 13,99 €",
        "invece di 19,98 € listino 13,99 €",
        "Was £19.98 RRP now £13.99",
    ],
)
def test_that_words_behind_an_old_price_do_not_name_the_next(line: str) -> None:
    assert _price(line).value == Fraction("13.99")


@pytest.mark.parametrize(
    "line", ["statt 19,98 € UVP: 13,99 €", "statt 13,99 € UVP 19,98 €", "Was £19.98, RRP £13.99"]
)
def test_that_a_recommended_price_beside_an_old_one_is_not_stated(line: str) -> None:
    assert _price(line).value is None


@pytest.mark.parametrize(
    "line", ["Mo-Fr. 8.00", "Fr. 8.00 - 18.00", "Lieferung bis Fr. 12.30 Uhr", "Größe A-Z"]
)
def test_that_a_time_on_a_friday_is_no_price(line: str) -> None:
    assert _price(line).value is None
    assert _price(f"{line}\n9,90 €").value in {None, Fraction("9.90")}


@pytest.mark.parametrize(
    ("price", "value", "currency"),
    [
        ("CHF12.50", "12.50", "CHF"), ("EUR12,50", "12.50", "EUR"), ("USD12.50", "12.50", "USD"),
        ("SFr12.50", "12.50", "CHF"), ("12.50CHF", "12.50", "CHF"),
        ("Now only £6,49! £0.11 each", "6.49", "GBP"), ("12,99 EUR (2.5 g)", "12.99", "EUR"),
    ],
)  # fmt: skip
def test_that_a_price_beside_its_code_or_with_another_mark_is_read(
    price: str, value: str, currency: str
) -> None:
    (reading,) = read_label(f"Zinc 1.5 mg 60 tablets\n1 tablet contains zinc 1.5 mg\n{price}")
    read = (reading.fields["price"].value, reading.fields["currency"].value)
    assert read == (Fraction(value), currency)


def test_that_a_price_glued_to_a_word_by_a_comma_is_asked() -> None:
    (reading,) = read_label("Zink 25 mg, 120 Stück,38,99 €\n1 Kapsel enthält: Zink 25 mg")
    price = reading.fields["price"]
    assert price.sureness is Sureness.ASKED
    assert price.choices == (Fraction("38.99"),)


@pytest.mark.parametrize(
    "line", ["0,17 € a compressa", "0,17 € cad.", "Tagesdosis 0,17 €", "Spend $25 for a free gift"]
)
def test_that_the_price_of_one_unit_or_of_a_gift_is_no_price(line: str) -> None:
    assert _price(line) == EMPTY


@pytest.mark.parametrize(
    "line",
    ["2 a 12 €", "12,50 € / 100 g", "60 - 12 €", "12,50 € - 10,00 %", "12 € - ²", "12 € - ①"],
)
def test_that_a_number_of_something_else_ends_no_range(line: str) -> None:
    assert all(choice in {12, Fraction("12.5")} for choice in _price(line).choices)


def test_that_plurals_before_a_stroke_are_no_sign_of_soles() -> None:
    (reading,) = read_label("Zinc 25\nTablets 60s / 120s\n£9.90")
    assert reading.fields["price"].value == Fraction("9.9")
    assert reading.fields["currency"].value == "GBP"


@pytest.mark.parametrize(
    "line", ["Zwischensumme $23.39", "Sous-total : 23,39 $", "Subtotal $23.39"]
)
def test_that_the_sum_of_a_cart_is_no_price_beside_another(line: str) -> None:
    assert _price(f"$9.90\n{line}").value == Fraction("9.9")


def test_that_the_article_of_a_name_leads_to_no_lowest_price() -> None:
    (reading,) = read_label("Zinc, 30 comprimés, Pharmacie des Tilleuls : 7,35 €")
    assert reading.fields["price"].value == Fraction("7.35")


@pytest.mark.parametrize("line", ["60 tablets x 2 £5", "60 tablets 2 £5"])
def test_that_a_sign_that_touches_a_whole_price_is_not_of_the_number_before(line: str) -> None:
    (reading,) = read_label(f"Zinc citrate {line}")
    assert reading.fields["price"].value == 5


def test_that_a_sign_that_touches_a_whole_price_is_not_of_ordered_packs() -> None:
    (reading,) = read_label("Zinc citrate 60 tablets qty 2 $5")
    assert reading.fields["price"].choices == (Fraction(5), Fraction("2.5"))
