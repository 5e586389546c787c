"""The currency of a price: named beside it, or that of another price, which is asked."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import LabelReading, Sureness, draft_row, read_label, read_shown_label
from pricing.model.entry import Entry

_LABEL = "Zinc 15\n60 tablets\n{price}\nEach tablet contains 15 mg zinc (as citrate)\n"


def _read(price: str) -> LabelReading:
    (reading,) = read_label(_LABEL.format(price=price))
    return reading


@pytest.mark.parametrize(
    ("written", "currency"),
    [
        ("9.90 $ CA", "CAD"), ("9.90 $ CAN", "CAD"), ("9.90 $CAD", "CAD"), ("$CA 9.90", "CAD"),
        ("CAN$9.90", "CAD"), ("CDN$ 9.90", "CAD"), ("$9.90 CDN", "CAD"), ("9.90 $ US", "USD"),
        ("$US 9.90", "USD"), ("$9.90 AU", "AUD"), ("9.90 dollars canadiens", "CAD"),
        ("9.90 Canadian dollars", "CAD"), ("9.90 US dollars", "USD"), ("9.90 NZ$", "NZD"),
        ("AUD $9.90", "AUD"), ("9,90 zł", "PLN"), ("Prezzo Euro 9,90", "EUR"),
        ("Prix (€) : 9,90", "EUR"), ("Preis in EUR: 9,90", "EUR"), ("Price (£): 9.90", "GBP"),
    ],
)  # fmt: skip
def test_that_letters_behind_a_dollar_name_its_country(written: str, currency: str) -> None:
    reading = _read(written)
    assert reading.fields["price"].value == Fraction("9.90")
    assert reading.fields["currency"].value == currency


@pytest.mark.parametrize(
    "line",
    [
        "FER BISGLY 14MG GEL 60", "MAGNESIUM 60 GEL", "TRY 3 CAPSULES A DAY", "SOS 5 MAGNESIUM",
        "IRON PEN 60", "MAD 12",
    ],
)  # fmt: skip
def test_that_a_word_like_a_code_beside_a_whole_number_makes_no_price(line: str) -> None:
    price = _read(line).fields["price"]
    assert (price.value, price.choices) == (None, ())


@pytest.mark.parametrize(
    ("written", "currency"), [("12,50 GEL", "GEL"), ("249,90 TRY", "TRY"), ("PEN 49.90", "PEN")]
)
def test_that_such_a_code_beside_a_number_with_cents_is_a_currency(
    written: str, currency: str
) -> None:
    assert _read(written).fields["currency"].value == currency


def test_that_cents_behind_the_word_for_euros_are_asked() -> None:
    price = _read("12 Euro 90").fields["price"]
    assert (price.value, price.choices) == (None, (Fraction("12.9"), Fraction(12)))


@pytest.mark.parametrize("written", ["9.90 $", "9.90 $ Ca 600 mg", "9.90 $ Can be mixed"])
def test_that_other_letters_behind_a_dollar_are_no_country(written: str) -> None:
    currency = _read(written).fields["currency"]
    assert (currency.value, currency.choices[0]) == (None, "USD")


@pytest.mark.parametrize(
    ("written", "value", "currency"),
    [
        ("was £12 now 9.50", "9.50", "GBP"),
        ("12.\u2013 statt 15.90 CHF", "12", "CHF"),
        ("18.\u2013 statt 22.\u2013 SFr.", "18", "CHF"),
        ("17.50 statt 21.\u2013 Franken", "17.50", "CHF"),
        ("9,50 au lieu de 12,00 €", "9.50", "EUR"),
        ("au lieu de 19,90 € : 14,90", "14.90", "EUR"),
        ("antes 12,50 €, ahora 9,90", "9.90", "EUR"),
        ("anziché 12,50 € ora 9,90", "9.90", "EUR"),
    ],
)
def test_that_a_price_without_a_sign_is_asked_in_the_currency_of_the_other(
    written: str, value: str, currency: str
) -> None:
    shown = read_shown_label(_LABEL.format(price=written))
    (reading,) = shown.readings
    assert Fraction(value) in {reading.fields["price"].value, *reading.fields["price"].choices}
    asked = reading.fields["currency"]
    assert (asked.value, asked.sureness, asked.choices) == (None, Sureness.ASKED, (currency,))
    row = draft_row(reading, shown, "Zn", "USD")
    price = next(field for field in row.fields if field.key == "price")
    assert price.text == ""
    assert all(choice.text.endswith(currency) for choice in price.choices)


def test_that_the_country_of_kroner_before_a_number_is_asked() -> None:
    fields = _read("Kr 129,- (før 159,-)").fields
    assert Fraction(129) in fields["price"].choices
    assert (fields["currency"].value, fields["currency"].choices) == (None, ("SEK", "NOK", "DKK"))


def _typed(price: str, typed: str, of_row: str, **answers: str) -> tuple[object, object]:
    """Return the price and the currency of the row where a price is typed beside a label."""
    shown = read_shown_label(_LABEL.format(price=price))
    row = draft_row(shown.readings[0], shown, "Zn", of_row)
    texts = {field.key: field.text for field in row.fields}
    texts |= {"price": typed, **row.settled_by("price", typed), **answers}
    entry = row.entry(Entry(1, {"element": "Zn", "currency": of_row}), texts)
    price_read = entry.values.get("price")
    return price_read and str(Fraction(str(price_read)) / 1_000_000), entry.values["currency"]


@pytest.mark.parametrize(
    ("price", "currency"),
    [
        ("7,l0 €", "EUR"), ("Prix : € l4,9O", "EUR"), ("£ l2.4O each pack", "GBP"),
        ("14,90 €/100 g", "EUR"), ("Versand 4,95 €", "EUR"),
        ("12.9O CAD", "CAD"), ("Prix en euros", "EUR"), ("S/. l2.90, S/. 5.00 envío", "PEN"),
    ],
)  # fmt: skip
def test_that_a_price_that_is_typed_has_the_currency_that_the_text_names(
    price: str, currency: str
) -> None:
    assert _typed(price, "9.90", "USD") == ("99/10", currency)
    assert _typed(price, "9.90 CHF", "USD") == ("99/10", "CHF")


@pytest.mark.parametrize("price", ["", "60 CAPSULE CAD.", "TRY OUR ZINC"])
def test_that_a_price_that_is_typed_without_any_currency_is_in_that_of_the_comparison(
    price: str,
) -> None:
    assert _typed(price, "9.90", "NZD") == ("99/10", "NZD")


@pytest.mark.parametrize("price", ["Free shipping over $49", "$l3.49", "$9.50 or $12.00"])
def test_that_the_currency_of_a_price_that_is_typed_is_asked(price: str) -> None:
    shown = read_shown_label(_LABEL.format(price=price))
    row = draft_row(shown.readings[0], shown, "Zn", "EUR")
    assert "currency" in row.stops
    asked = next(field for field in row.fields if field.key == "currency")
    assert [choice.text for choice in asked.choices] == ["USD", "CAD", "AUD"]
    assert _typed(price, "9.90", "EUR") == (None, "EUR")
    assert _typed(price, "9.90", "EUR", currency="CAD") == ("99/10", "CAD")
    assert _typed(price, "9.90 AUD", "EUR") == ("99/10", "AUD")


def test_that_several_currencies_of_a_text_without_a_price_are_asked() -> None:
    assert _typed("Free shipping over €49, delivery £3.95", "9.90", "EUR") == (None, "EUR")
