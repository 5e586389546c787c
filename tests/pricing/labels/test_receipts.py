"""Receipts, on which only the total or the payment bears a currency."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import LabelField, Sureness, read_label

_ITEM = "Magnesium citrate tablets, 60 tablets   2.95 A\nBread 1.55 A\n"


def _fields(text: str) -> dict[str, LabelField]:
    (reading,) = read_label(text)
    return dict(reading.fields)


@pytest.mark.parametrize(
    ("line", "currency"),
    [
        ("TOTAL £4.50", "GBP"),
        ("TOTAL TO PAY GBP 4.50", "GBP"),
        ("Amount due £4.50", "GBP"),
        ("Balance due £4.50", "GBP"),
        ("Change £0.50", "GBP"),
        ("CHANGE DUE £0.50", "GBP"),
        ("Cash £5.00", "GBP"),
        ("Contactless £4.50", "GBP"),
        ("Gift card £10.00", "GBP"),
        ("SUMME  EUR 4,50", "EUR"),
        ("SUMME EURO 4,50", "EUR"),
        ("TOTALE EURO 4,50", "EUR"),
        ("TOTAL EUROS 4,50", "EUR"),
        ("TOTAL (EUR) 4,50", "EUR"),
        ("Total à payer (€) : 4,50", "EUR"),
        ("Total (£): 4.50", "GBP"),
        ("Gesamtbetrag: 4,50 €", "EUR"),
        ("Zu zahlen 4,50 €", "EUR"),
        ("Betrag EUR 4,50", "EUR"),
        ("Kartenzahlung EUR 4,50", "EUR"),
        ("Rückgeld 0,50 €", "EUR"),
        ("Bonuspunkte 5,00 €", "EUR"),
        ("Total TTC 4,50 €", "EUR"),
        ("Net à payer 4,50 €", "EUR"),
        ("Monnaie rendue 0,50 €", "EUR"),
        ("Espèces 5,00 €", "EUR"),
        ("Carte bancaire 4,50 €", "EUR"),
        ("Importe total 4,50 €", "EUR"),
        ("Total a pagar 4,50 €", "EUR"),
        ("Cambio 0,50 €", "EUR"),
        ("Efectivo 5,00 €", "EUR"),
        ("Totale complessivo 4,50 €", "EUR"),
        ("Resto 0,50 €", "EUR"),
        ("Contanti 5,00 €", "EUR"),
        ("Pagamento elettronico 4,50 €", "EUR"),
    ],
)
def test_that_a_receipt_asks_for_the_price_of_its_item(line: str, currency: str) -> None:
    fields = _fields(_ITEM + line)
    price = fields["price"]
    assert (price.value, price.sureness) == (None, Sureness.ASKED)
    assert price.choices == (Fraction("2.95"),)
    assert fields["currency"].value == currency


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("Magnesium Brausetabl. 20 St   0,85 B\nZahnpasta 1,45 A\nSUMME  EUR 2,30\n"
         "Gegeben BAR 5,00\nRückgeld 2,70", ["0.85"]),
        ("Zinc Citrate 15mg tabs 90s 6.99\nVitamin D 3.49\nTOTAL TO PAY GBP 10.48", ["6.99"]),
        ("Iron 65 mg 100 tablets 7.99 T\nMilk 3.19\nTAX 0.56\nTOTAL $11.74", ["7.99"]),
        ("MAGNESIO CITRATO CPR 60\n  2 x 9,50   19,00\nTOTALE EURO 19,00", ["9.5", "19"]),
        ("MAGNESIUM CITRATE\n2 x 9.50   19.00 A\nTOTAL £19.00", ["9.5", "19"]),
        ("Magnesium 400 Depot 2x 1,95 3,90 A\nBrot 0,55 A\nSumme EUR 4,45", ["1.95", "3.9"]),
    ],
)  # fmt: skip
def test_that_the_price_of_a_mineral_on_a_receipt_is_offered(text: str, choices: list[str]) -> None:
    price = _fields(text)["price"]
    assert (price.value, price.sureness) == (None, Sureness.ASKED)
    assert price.choices == tuple(map(Fraction, choices))


@pytest.mark.parametrize(
    ("lines", "price"),
    [
        ("9.99 €\nTotal 12,99 €", "9.99"),
        ("£9.99\nShipping £3.00\nTOTAL £12.99\nCard £12.99", "9.99"),
        ("9,99 €\nSumme 11,44 €\nBar 20,00 €\nRückgeld 8,56 €", "9.99"),
        ("9,99 €\nTotal TTC 11,44 €\nEspèces 20,00 €\nMonnaie rendue 8,56 €", "9.99"),
        ("9,99 €\nImporte total 11,44 €\nEntregado 20,00 €\nCambio 8,56 €", "9.99"),
        ("9,99 €\nTotale 11,44 €\nContanti 20,00 €\nResto 8,56 €", "9.99"),
        ("Total £9.99", "9.99"),
        ("Summe: 9,99 €", "9.99"),
        ("Total price: £9.99", "9.99"),
        ("Visa\n£9.99", "9.99"),
    ],
)
def test_that_a_price_beside_a_total_is_the_price(lines: str, price: str) -> None:
    field = _fields(f"Zinc 90 tablets\n{lines}")["price"]
    assert (field.value, field.sureness) == (Fraction(price), Sureness.STATED)


def test_that_a_total_in_another_currency_is_asked_beside_the_price() -> None:
    price = _fields("Zinc 90 tablets $9.99\nTotal 12,99 €")["price"]
    assert (price.value, price.choices) == (None, (Fraction("9.99"), Fraction("12.99")))


def test_that_a_total_is_offered_beside_prices_that_may_be_its_parts() -> None:
    price = _fields("Zink 90 Tabletten\nZuzahlung 5,00 €\nKasse zahlt 2,35 €\nGesamt 7,35 €")[
        "price"
    ]
    assert price.choices == (Fraction(5), Fraction("2.35"), Fraction("7.35"))


@pytest.mark.parametrize(
    "line", ["Geg. EC-Cash   EUR   1,70", "Girokarte EUR 1,70", "Zahlung EUR 1,70"]
)
def test_that_the_same_figure_below_a_total_is_what_is_paid(line: str) -> None:
    text = f"Magnesium Brausetabl. 20 St.   0,85 B\n2 x 0,85   1,70\nSUMME   EUR   1,70\n{line}"
    price = _fields(text)["price"]
    assert (price.value, price.choices) == (None, (Fraction("0.85"),))
