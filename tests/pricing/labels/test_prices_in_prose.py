"""Prices in sentences that praise or blame a product, and in those that offer it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import Sureness, read_label

_PANELS = {
    "en": "Iron, 90 capsules\nServing Size: 1 capsule\nIron 25 mg 139%\n\n",
    "de": "Eisen, 90 Kapseln\n1 Kapsel enthält 25 mg Eisen\n\n",
    "fr": "Fer, 90 gélules\n1 gélule apporte 25 mg de fer\n\n",
    "es": "Hierro, 90 cápsulas\n1 cápsula aporta 25 mg de hierro\n\n",
    "it": "Ferro, 90 capsule\n1 capsula apporta 25 mg di ferro\n\n",
}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Reviews\nGreat for $3"),
        ("en", "Not bad for $7.99!"),
        ("en", "5 stars - a steal at $6.49"),
        ("en", "Best $10 ever spent"),
        ("en", "$5 well spent"),
        ("en", "It cost me $9.99 at the store."),
        ("de", "Toll für 8,99 Euro!"),
        ("de", "In der Apotheke kostet es 15 €"),
        ("de", "Günstiger als das für 20 € aus der Apotheke."),
        ("fr", "Très bien pour 3 €"),
        ("es", "Genial por 3 €"),
        ("it", "Ottimo per 3 €"),
    ],
)
def test_that_a_price_in_a_sentence_of_a_buyer_is_asked(language: str, sentence: str) -> None:
    (reading,) = read_label(_PANELS[language] + sentence)
    price = reading.fields["price"]
    assert (price.value, price.sureness) == (None, Sureness.ASKED)
    assert price.choices


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "$9.99"),
        ("en", "For $9.99"),
        ("en", "Buy now for $9.99"),
        ("en", "Order today for just $9.99"),
        ("en", "90 capsules for $9.99"),
        ("en", "Iron 25 mg for $9.99"),
        ("en", "Great for energy. $9.99"),
        ("de", "Jetzt für nur 9,99 €"),
        ("de", "90 Kapseln für 9,99 €"),
        ("de", "Im Angebot für 9,99 €"),
        ("fr", "Seulement 9,99 €"),
        ("fr", "La boîte à 9,99 €"),
        ("es", "Por solo 9,99 €"),
        ("it", "A soli 9,99 €"),
    ],
)
def test_that_a_price_that_is_offered_is_stated(language: str, line: str) -> None:
    (reading,) = read_label(_PANELS[language] + line)
    assert reading.fields["price"].value == Fraction("9.99")


def test_that_the_name_of_the_title_is_offered() -> None:
    (reading,) = read_label("Osteocare\n90 tablets\nEach tablet: iron 9 mg\nOsteocare for £4.99")
    assert reading.fields["price"].value == Fraction("4.99")


def test_that_what_a_price_used_to_be_is_not_stated() -> None:
    (reading,) = read_label(_PANELS["en"] + "Used to be $12.99.")
    assert reading.fields["price"].value is None
