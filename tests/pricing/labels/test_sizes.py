"""Packs of several sizes: each has its own price, and they never come apart."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import LabelReading, draft_row, read_label, read_shown_label

CAPSULE = "\n1 capsule contains 100 mg magnesium"


def read_one(text: str) -> LabelReading:
    (reading,) = read_label(text)
    return reading


@pytest.mark.parametrize(
    "text",
    [
        "Magnesium Size: 60 caps €9.99 120 caps €16.99",
        "Magnesium\n60 caps €9.99 120 caps €16.99",
        "Magnesium\nSize: 60 capsules - €9.99, 120 capsules - €16.99",
        "Magnesium\n60 Stk. 9,99 €\n120 Stk. 16,99 €",
        "Magnesium\n€9.99 60 caps\n€16.99 120 caps",
        "Magnesium\n60 caps\n€9.99\n120 caps\n€16.99",
        "Magnesium\n60 gélules : 9,99 €\n120 gélules : 16,99 €",
    ],
)
def test_that_each_size_has_its_price(text: str) -> None:
    reading = read_one(text + CAPSULE)
    sizes = {size.units: size.price for size in reading.sizes}
    assert sizes == {Fraction(60): Fraction("9.99"), Fraction(120): Fraction("16.99")}
    assert reading.fields["pack_units"].choices == (Fraction(60), Fraction(120))
    assert reading.fields["price"].choices == (Fraction("9.99"), Fraction("16.99"))


def test_that_an_answer_settles_the_other_field() -> None:
    shown = read_shown_label("Magnesium\n60 caps €9.99\n120 caps €16.99" + CAPSULE)
    draft = draft_row(shown.readings[0], shown, "Mg", "EUR")
    assert draft.settled_by("pack_units", "120 capsules") == {"price": "€16.99"}
    assert draft.settled_by("price", "€9.99") == {"pack_units": "60 capsules"}
    assert draft.settled_by("price", "€12") == {}


def test_that_a_size_with_an_open_currency_is_settled_by_its_price() -> None:
    shown = read_shown_label("Magnesium\n60 caps $9.99\n120 caps $16.99" + CAPSULE)
    draft = draft_row(shown.readings[0], shown, "Mg", "EUR")
    settled = {"pack_units": "120 capsules", "currency": "CAD"}
    assert draft.settled_by("price", "16.99 CAD") == settled
    assert draft.settled_by("pack_units", "120 capsules") == {}


@pytest.mark.parametrize(
    "text",
    [
        "Magnesium\n60 capsules\n€9.99, was €12.99",
        "Magnesium\n60 capsules €9.99\n60 capsules €8.99",
        "Magnesium\n60 capsules and 120 capsules\n€9.99",
        "Magnesium 120 capsules\n€9.99 60 capsules\n€16.99 120 capsules",
    ],
)
def test_that_other_prices_are_no_sizes(text: str) -> None:
    assert read_one(text + CAPSULE).sizes == ()


_OFFERS = (
    '<script type="application/ld+json">{{"@type": "Product", "name": "Zink", "offers": ['
    '{{"name": "50 St", "price": "7.49", "priceCurrency": "EUR"}},'
    '{{"name": "100 St", "price": "12.99", "priceCurrency": "EUR"}}]}}</script>'
    "<h1>Zink</h1><p>{words}</p><p>Eine Tablette enthält 25 mg Zink.</p>"
)


@pytest.mark.parametrize(
    ("words", "units", "price"),
    [
        ("50 St, 100 St. 12,99 €", 100, "12.99"),
        ("50 St, 100 St. 7,49 €", 50, "7.49"),
        ("Packung 100 St", 100, "12.99"),
        ("Packung 50 St", 50, "7.49"),
    ],
)
def test_that_the_offers_of_a_page_settle_its_size_or_its_price(
    words: str, units: int, price: str
) -> None:
    fields = read_one(_OFFERS.format(words=words)).fields
    read = (fields["pack_units"].value, fields["price"].value)
    assert read == (Fraction(units), Fraction(price))


def test_that_a_price_that_a_page_shows_comes_before_the_lowest_of_its_offers() -> None:
    reading = read_one(
        '<script type="application/ld+json">{"@type": "Product", "name": "Selenium", "offers": '
        '{"lowPrice": "8.99", "highPrice": "22.99", "priceCurrency": "USD"}}</script>'
        "<p>$10.99</p><p>Each capsule contains 200 mcg selenium. 120 capsules</p>"
    )
    assert reading.fields["price"].choices == tuple(map(Fraction, ("10.99", "8.99", "22.99")))


@pytest.mark.parametrize(
    "text",
    [
        "Acme Magnesium\n90 capsules\n£19.50\nPer 2 capsules: Magnesium 200 mg\n"
        "Acme Magnesium\n120 tablets\n£46.81\nPer 2 tablets: Magnesium 200 mg",
        "Acme Magnesium\n90 Kapseln\n19,50 €\npro 2 Kapseln: Magnesium 200 mg\n"
        "Acme Magnesium\n120 Tabletten\n46,81 €\npro 2 Tabletten: Magnesium 200 mg",
        "Magnesium 200 mg in 2 capsules\n90 capsules £19.50\n120 tablets £46.81",
    ],
)
def test_that_packs_of_capsules_and_of_tablets_are_asked_with_their_prices(text: str) -> None:
    fields = read_one(text).fields
    assert set(fields["pack_units"].choices) == {Fraction(90), Fraction(120)}
    assert set(fields["price"].choices) == {Fraction("19.5"), Fraction("46.81")}
