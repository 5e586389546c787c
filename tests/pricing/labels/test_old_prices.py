"""The price before on a page, which only its class or style tells apart, and hidden prices."""

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


@pytest.mark.parametrize("style", ["text-decoration:line-through", "text-decoration: line-through"])
def test_that_a_price_with_a_line_through_it_is_struck_out(style: str) -> None:
    page = f'<h1>Zinc 25 mg, 60 capsules</h1><span style="{style}">£12.00</span><span>£9.00</span>'
    (reading,) = read_label(page)
    assert reading.fields["price"].value == 9


@pytest.mark.parametrize(
    "attribute", ['style="display: none"', "hidden", 'class="x" hidden="hidden"']
)
def test_that_a_hidden_offer_is_not_read_and_a_closed_tab_is(attribute: str) -> None:
    page = (
        "<h1>Zinc 25 mg, 60 capsules</h1><span>£9.00</span>"
        f"<div {attribute}><div>Iron 14 mg</div><p>90 tablets £4.00</p></div>"
        f"<div {attribute}><p>Per capsule: Zinc (citrate) 25 mg</p></div>"
    )
    (reading,) = read_label(page)
    assert [one.element for one in reading.ingredients] == ["Zn"]
    assert reading.ingredients[0].form.value == "citrate"
    assert (reading.fields["price"].value, reading.sizes) == (Fraction(9), ())


@pytest.mark.parametrize(
    "lines",
    [
        "Price: £17.00  Sale: £13.60  You save 20%",
        "Price: £17.00\nSale price: £13.60\nSave £3.40",
        "Preis 17,00 £  Jetzt 13,60 £  Sie sparen 20 %",
        "Prix 17,00 £\nMaintenant 13,60 £ (-20 %)",
        "Precio recomendado 17,00 £ — Tu precio 13,60 £ — Ahorras 3,40 £",
    ],
)
def test_that_a_saving_tells_the_old_price_from_the_one_to_pay(lines: str) -> None:
    (reading,) = read_label(f"Magnesium citrate, 90 capsules\n{lines}")
    assert reading.fields["price"].value == Fraction("13.6")


@pytest.mark.parametrize(
    "line", ["Price £17.00 Now £13.60", "Price £17.00 Now £13.60 You save 10%"]
)
def test_that_two_prices_without_the_saving_between_them_are_asked(line: str) -> None:
    (reading,) = read_label(f"Magnesium citrate, 90 capsules\n{line}")
    assert reading.fields["price"].choices == (Fraction(17), Fraction("13.6"))
