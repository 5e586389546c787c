"""Unit prices beside the amounts of orders, and by themselves."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import LabelField, Sureness, read_label


def _fields(text: str) -> dict[str, LabelField]:
    (reading,) = read_label(text)
    return dict(reading.fields)


@pytest.mark.parametrize(
    ("line", "price", "currency"),
    [
        ("Unit price £9.00  Qty 2  Amount £18.00", "9", "GBP"),
        ("Unit price £9.00\nQuantity: 2\nTotal £18.00", "9", "GBP"),
        ("Unit price £9.00 Qty 3 Amount £27.00\nDelivery £2.99\nTotal £29.99", "9", "GBP"),
        ("unit price CHF 18.00   amount CHF 54.00\nGrand total CHF 63.72", "18", "CHF"),
        ("Einzelpreis 9,00 €   18,00 €", "9", "EUR"),
        ("Menge 2   Einzelpreis 16,90 €   33,80 €", "16.90", "EUR"),
        ("Menge: 2\nStückpreis: 4,50 €\nGesamtpreis: 9,00 €", "4.50", "EUR"),
        ("Qté 2   PU TTC 9,50 €   Montant 19,00 €\nTotal TTC 19,00 €", "9.50", "EUR"),
        ("Quantité : 3 Prix unitaire 18,00 € Total 54,00 €", "18", "EUR"),
        ("Cantidad 2  Precio unitario 9,95 €  Importe 19,90 €", "9.95", "EUR"),
        ("Q.tà 2  Prezzo unitario 9,95 €  Totale 19,90 €", "9.95", "EUR"),
        ("Qty: 4\nUnit price £0.95  Amount £3.80", "0.95", "GBP"),
    ],
)
def test_that_the_unit_price_of_an_order_is_that_of_a_pack(
    line: str, price: str, currency: str
) -> None:
    fields = _fields(f"Magnesium citrate, 60 capsules\n{line}")
    assert (fields["price"].value, fields["currency"].value) == (Fraction(price), currency)
    assert fields["pack_units"].value == 60


@pytest.mark.parametrize(
    "line",
    [
        "Prix unitaire : 9,00 €",
        "Unit price 9.00 €",
        "Precio unitario: 9,00 €",
        "Einzelpreis 9,00 €",
    ],
)
def test_that_a_unit_price_by_itself_is_asked(line: str) -> None:
    price = _fields(f"Magnesium citrate, 60 capsules\n{line}")["price"]
    assert (price.sureness, price.choices) == (Sureness.ASKED, (Fraction(9),))


@pytest.mark.parametrize(
    ("line", "choices"),
    [
        ("Unit price £9.00 Qty 2 Discount 10% Amount £16.20", ["9", "16.2"]),
        ("Unit price £0.95 Amount £3.80", ["0.95", "3.8"]),
    ],
)
def test_that_a_unit_price_and_another_amount_are_asked(line: str, choices: list[str]) -> None:
    price = _fields(f"Magnesium citrate, 60 capsules\n{line}")["price"]
    assert (price.value, price.choices) == (None, tuple(map(Fraction, choices)))


@pytest.mark.parametrize(
    "lines",
    [
        "60 capsules   Unit price £0.15 Amount £9.00",
        "20 sachets\nUnit price £0.45\n£9.00",
        "20 sachets\nUnit price: £0.45 per sachet\n£9.00",
        "90 tablets\nUnit price £4.50/100 tablets\nPrice £9.00",
        "90 tablets\nUnit price £4.50 per 100 g\nPrice £9.00",
        "90 tablets £9.00\nUnit price £35.50",
        "8 sachets\nUnit price £1.13\n£9.00",
    ],
)
def test_that_the_price_of_a_unit_or_a_part_is_not_that_of_a_pack(lines: str) -> None:
    assert _fields(f"Magnesium citrate, {lines}")["price"].value == 9


@pytest.mark.parametrize(
    "line",
    [
        "0,22 €/gélule",
        "0,22 € par gélule",
        "0,22 € la gélule",
        "0,22 € die Kapsel",
        "0,22 € la cápsula",
        "£0.22 per capsule",
    ],
)
def test_that_the_price_of_a_unit_below_the_pack_is_none_to_pay(line: str) -> None:
    assert _fields(f"Zinc 60 gélules\n{line}")["price"].value is None
    assert _fields(f"Zinc 60 gélules\n12,90 €\n{line}")["price"].value == Fraction("12.9")


def test_that_the_price_of_a_sachet_that_may_be_the_pack_is_asked() -> None:
    assert _fields("Magnesium powder\n12,90 € le sachet")["price"].choices == (Fraction("12.9"),)
    lot = _fields("Magnésium sachet 20 g\nLot de 3 sachets\n2,40 € le lot soit 0,80 € le sachet")
    assert lot["price"].choices == (Fraction("2.4"), Fraction("0.8"))


@pytest.mark.parametrize(
    ("line", "all_packs", "one"),
    [
        ("3 x 9,00 = 27,00 EUR", "27", "9"),
        ("2 x 0,85   1,70 EUR", "1.7", "0.85"),
        ("Prezzo unitario 9,00\n3 x 9,00 = 27,00 EUR", "27", "9"),
    ],
)
def test_that_a_product_of_packs_and_a_price_without_a_sign_is_asked(
    line: str, all_packs: str, one: str
) -> None:
    fields = _fields(f"Iodine 150 mcg, 180 tablets\n{line}")
    assert fields["price"].choices == (Fraction(all_packs), Fraction(one))
    assert fields["pack_units"].sureness is Sureness.ASKED


def test_that_a_price_beside_its_product_is_that_of_a_pack() -> None:
    fields = _fields("Iodine 150 mcg, 180 tablets\n9,00 EUR\n3 x 9,00 = 27,00 EUR")
    assert (fields["price"].value, fields["pack_units"].value) == (Fraction(9), Fraction(180))


def test_that_the_price_of_a_french_tablet_is_none_to_pay() -> None:
    text = "Fer 14 mg 90 comprimés\nPrix au comprimé : 0,11 €\n9,90 €"
    assert _fields(text)["price"].value == Fraction("9.9")
