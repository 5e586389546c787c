"""The price before on a page, which only its class tells apart."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import read_label


def price_of(page: str) -> object:
    (reading,) = read_label(
        f"<html><h1>Eisen 28 mg 240 Tabletten</h1>{page}<p>1 Tablette enthält 28 mg Eisen</p>"
    )
    return reading.fields["price"].value


@pytest.mark.parametrize(
    "page",
    [
        '<span class="old">19,99 €</span> <span class="price">16,99 €</span>',
        '<span class="price">16,99 €</span> <span class="was">19,99 €</span>',
        '<div class="price-old">19,99 €</div><div class="price-new">16,99 €</div>',
        '<span class="price-item--regular">19,99 €</span><span class="price-sale">16,99 €</span>',
        '<span class="was"><s>19,99 €</s></span> 16,99 €',
        '<s class="old">19,99 €</s> 16,99 €',
        "<span class=strike>19,99 €</span> 16,99 €",
        '<p class="compare-at-price">19,99 €</p><p>16,99 €</p>',
        '<span class="a-text-strike">19,99 €</span><span> 16,99 €</span>',
        "<p>Regular price 19,99 €</p><p>Sale price 16,99 €</p>",
        '<p class="price prix-barre">19,99 €</p><p>16,99 €</p>',
    ],
)
def test_that_a_price_before_is_not_the_price_to_pay(page: str) -> None:
    assert price_of(page) == Fraction("16.99")


@pytest.mark.parametrize(
    "page",
    [
        '<span class="price-item price-item--regular">16,99 €</span>',
        '<ul class="list"><li>16,99 €</li></ul>',
        '<div class="gold-member">16,99 €</div>',
    ],
)
def test_that_other_classes_say_nothing_of_the_price(page: str) -> None:
    assert price_of(page) == Fraction("16.99")
