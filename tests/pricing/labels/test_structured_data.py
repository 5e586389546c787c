"""What a page states for machines: JSON-LD and microdata."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from pricing.labels import LabelField, Sureness, read_label, read_shown_label


def page_of(offers: Any, words: str = "", **product: object) -> str:
    data = {"@type": "Product", "name": "Zinc 15 mg", "offers": offers, **product}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return f"<html>{script}<p>60 tablets</p><p>Each tablet contains zinc 15 mg</p>{words}</html>"


def offer(**fields: object) -> dict[str, object]:
    return {"@type": "Offer", "priceCurrency": "GBP", **fields}


def price_of(page: str) -> LabelField:
    (reading,) = read_label(page)
    return reading.fields["price"]


@pytest.mark.parametrize(
    "price", ["0", 0, "0.00", "-9.50", "99999999", "1250", "9.5", "12.995", "9.50.00"]
)
def test_that_a_doubtful_price_for_machines_is_asked(price: object) -> None:
    field = price_of(page_of(offer(price=price)))
    assert (field.value, field.sureness) == (None, Sureness.ASKED)
    assert (
        field.choices in {(), (Fraction(str(price)),)} if price != "9.50.00" else not field.choices
    )


def test_that_microdata_of_nothing_is_asked() -> None:
    field = price_of('<p itemprop="name">Zinc 60 tablets</p><meta itemprop="price" content="0.00">')
    assert (field.value, field.sureness, field.choices) == (None, Sureness.ASKED, ())


@pytest.mark.parametrize("price", ["9.50", 9.5, "9,50"])
def test_that_a_price_for_machines_is_taken(price: object) -> None:
    assert price_of(page_of(offer(price=price))).value == Fraction("9.5")


@pytest.mark.parametrize(
    "offers",
    [
        offer(priceSpecification={"price": "9.50", "priceCurrency": "GBP"}),
        offer(priceSpecification=[
            {"price": "9.50"}, {"price": "12.00", "priceType": "https://schema.org/ListPrice"},
            {"price": "0.16", "referenceQuantity": {"value": 1}},
            {"price": "8.00", "validForMemberTier": {"name": "Gold"}},
        ]),
        offer(price="9.50", priceSpecification={"price": "12.00", "priceType": "SRP"}),
        {"@type": "AggregateOffer", "lowPrice": "9.50", "highPrice": "9.50",
         "priceCurrency": "GBP"},
        {"@type": "AggregateOffer", "priceCurrency": "GBP", "offers": [offer(price="9.50")]},
        [offer(price="9.50"), offer(price="9.50")],
    ],
    ids=range(6),
)  # fmt: skip
def test_that_the_one_price_to_pay_of_an_offer_is_taken(offers: Any) -> None:
    (reading,) = read_label(page_of(offers))
    assert reading.fields["price"].value == Fraction("9.5")
    assert reading.fields["currency"].value == "GBP"


@pytest.mark.parametrize(
    "offers",
    [
        {"@type": "AggregateOffer", "lowPrice": "9.50", "highPrice": "19.00"},
        [offer(price="9.50"), offer(price="19.00")],
        offer(price="9.50", priceSpecification={"price": "19.00"}),
    ],
    ids=range(3),
)
def test_that_several_prices_are_asked_unless_the_words_of_the_page_settle_them(
    offers: Any,
) -> None:
    field = price_of(page_of(offers))
    assert (field.value, field.choices) == (None, (Fraction("9.5"), Fraction(19)))
    assert price_of(page_of(offers, "<p>Price: £19.00</p>")).value == Fraction(19)


def test_that_a_price_for_machines_that_the_page_contradicts_is_asked() -> None:
    field = price_of(page_of(offer(price="7.40"), "<p>Price: £17.40</p>"))
    assert (field.value, field.choices) == (None, (Fraction("7.4"), Fraction("17.4")))
    field = price_of(page_of(offer(price="7.40"), "<p>You may also like: Iron, £17.40</p>"))
    assert field.value == Fraction("7.4")


@pytest.mark.parametrize(
    ("other", "further"),
    [
        ("<h2>Customers also bought</h2><div>Magnesium Citrate 90 tablets $8.99</div>", ()),
        ("<h2>Related products</h2><ul><li>Zinc $8.99</li></ul>", ()),
        ("<div>Kunden kauften auch</div><div>Zinc $8.99</div>", ()),
        ("<p>$8.99</p>", ("8.99",)),
    ],
)
def test_that_a_further_price_hides_no_contradiction(other: str, further: tuple[str, ...]) -> None:
    machine = offer(price="19.99")
    price = price_of(page_of(machine, f"<p>Price: $22.49</p>{other}"))
    offered = tuple(map(Fraction, ("19.99", "22.49", *further)))
    assert (price.value, price.choices) == (None, offered)
    settled = price_of(page_of(machine, f"<p>Price: $19.99</p>{other}"))
    assert settled.value == Fraction("19.99")


def test_that_a_code_of_another_length_than_its_name_says_is_asked() -> None:
    (reading,) = read_label(page_of(offer(price="9.50"), gtin13="506041002312"))
    assert reading.fields["gtin"].value is None
    (reading,) = read_label(page_of(offer(price="9.50"), gtin="5060418002312"))
    assert reading.fields["gtin"].value == "5060418002312"


def test_that_a_page_of_one_product_beside_data_of_several_asks_which_price_is_its() -> None:
    (reading,) = read_label(
        '<html><body><script type="application/ld+json">{"@graph":['
        '{"@type":"Product","name":"Zinc","offers":{"price":7.9,"priceCurrency":"EUR"}},'
        '{"@type":"Product","name":"Iron","offers":{"price":5.5,"priceCurrency":"EUR"}}]}'
        "</script><h1>Zinc</h1><p>One tablet contains 15 mg zinc. 90 tablets.</p></body></html>"
    )
    price = reading.fields["price"]
    assert (price.value, price.choices) == (None, (Fraction("7.9"), Fraction("5.5")))
    assert reading.fields["currency"].value == "EUR"


def group_of(*variants: tuple[str, str], **more: object) -> str:
    """Return a page of a group whose variants have these names and prices."""
    members = [
        {"@type": "Product", "name": name, "offers": {"price": price, "priceCurrency": "EUR"}}
        for name, price in variants
    ]
    group = {"@type": "ProductGroup", "name": "Magnesium", "hasVariant": members, **more}
    words = "<h1>Magnesium</h1><p>3 Kapseln enthalten 300 mg Magnesium (80 % NRV)</p>"
    return f'<html><script type="application/ld+json">{json.dumps(group)}</script>{words}</html>'


@pytest.mark.parametrize(
    "page",
    [
        group_of(("Magnesium 120 Kapseln", "14.90"), ("Magnesium 240 Kapseln", "24.90")),
        group_of(("120 gélules", "14.90"), ("240 gélules", "24.90"), productGroupID="M1"),
    ],
)
def test_that_the_variants_of_a_group_are_choices_of_a_size_and_its_price(page: str) -> None:
    (reading,) = read_label(page)
    pack, price = reading.fields["pack_units"], reading.fields["price"]
    assert (pack.value, pack.choices) == (None, (Fraction(120), Fraction(240)))
    assert (price.value, price.choices) == (None, (Fraction("14.9"), Fraction("24.9")))
    assert reading.fields["currency"].value == "EUR"
    assert [(float(size.units), float(size.price)) for size in reading.sizes] == [
        (120, 14.9), (240, 24.9)
    ]  # fmt: skip


def test_that_a_group_of_one_variant_is_that_variant() -> None:
    (reading,) = read_label(group_of(("Magnesium 120 Kapseln", "14.90")))
    fields = reading.fields
    assert fields["pack_units"].value == Fraction(120)
    assert fields["price"].value == Fraction("14.9")


def test_that_a_group_without_offers_hides_no_product() -> None:
    group = {"@type": ["ProductGroup", {}], "hasVariant": [{"@id": "#a"}, {"@id": "#b"}]}
    product = {"@type": "Product", "name": "Zinc 60 tablets", "offers": offer(price="9.50")}
    script = json.dumps({"@graph": [group, product]})
    (reading,) = read_label(f'<html><script type="application/ld+json">{script}</script></html>')
    assert reading.fields["price"].value == Fraction("9.5")


def test_that_a_question_on_a_page_quotes_its_words_and_no_tags() -> None:
    (reading,) = read_label(page_of(offer(price="7.40"), "<p>Price: <b>£17.40</b></p>"))
    (quotes,) = (question.lines for question in reading.questions if question.field == "price")
    assert quotes[1] == "£17.40"
    assert not any(mark in quote for quote in quotes for mark in "<>{}")


def test_that_a_quote_has_no_marks_of_a_price_that_is_struck_out() -> None:
    page = "<p>Zinc 60 tablets</p><p><s>£27.00</s> £21.60 or £19.99</p><p>1 tablet: zinc 15 mg</p>"
    (reading,) = read_shown_label(page).readings
    quotes = [line for question in reading.questions for line in question.lines]
    assert any("£27.00 £21.60" in quote for quote in quotes)
    assert not any("~" in quote for quote in quotes)


def test_that_the_lowest_price_for_machines_alone_is_asked() -> None:
    lowest = {"@type": "AggregateOffer", "lowPrice": "9.50", "priceCurrency": "GBP"}
    field = price_of(page_of(lowest))
    assert (field.value, field.choices) == (None, (Fraction("9.5"),))
    assert price_of(page_of(lowest, "<p>Price: £9.50</p>")).value == Fraction("9.5")


def test_that_a_price_and_a_name_for_machines_may_be_words_of_the_page() -> None:
    page = (
        '<div itemscope><ul><li itemprop="name">Shop</li></ul><h1 itemprop="name">Ferro 14</h1>'
        '<p itemprop="description">Integratore di ferro. Flacone da 60 capsule.</p>'
        '<span class="old">€ 18,50</span> <b itemprop="price">14,80</b>'
        '<meta itemprop="priceCurrency" content="EUR"></div>'
    )
    (reading,) = read_label(page)
    assert reading.fields["product"].value == "Ferro 14"
    assert reading.fields["price"].value == Fraction("14.8")


def test_that_the_ends_of_a_range_for_machines_may_be_words_of_the_page() -> None:
    page = (
        '<h1 itemprop="name">Zinc 25 mg 60 tablets</h1><span itemprop="lowPrice">9.50</span> - '
        '<span itemprop="highPrice">14.90</span><meta itemprop="priceCurrency" content="GBP">'
    )
    assert price_of(page).choices == (Fraction("9.5"), Fraction("14.9"))


def previewed(words: str, **prices: str) -> str:
    """Return a page whose head states prices for those who link to it."""
    metas = [
        f'<meta property="{key.replace("__", ":")}" content="{value}">'
        for key, value in prices.items()
    ]
    return f"<html><head>{''.join(metas)}</head><p>60 tablets</p>{words}</html>"


@pytest.mark.parametrize("owner", ["og", "product"])
def test_that_a_price_for_previews_is_taken_with_its_currency(owner: str) -> None:
    prices = {f"{owner}__price__amount": "9.50", f"{owner}__price__currency": "GBP"}
    page = previewed("<p>Each tablet contains zinc 15 mg</p>", **prices)
    (reading,) = read_label(page)
    price, currency = reading.fields["price"], reading.fields["currency"]
    assert (price.value, price.sureness, currency.value) == (
        Fraction("9.5"),
        Sureness.STATED,
        "GBP",
    )
    (place,) = price.spans
    assert page[place.start : place.end] == "9.50"


@pytest.mark.parametrize(
    ("words", "prices"),
    [
        ("<p>Zinc 15 mg, £8.50</p>", {"og__price__amount": "9.50"}),
        ("<p>Zinc 15 mg</p>", {
            "product__price__amount": "9.50", "product__sale_price__amount": "8.50",
        }),
    ],
)  # fmt: skip
def test_that_a_price_for_previews_that_something_contradicts_is_asked(
    words: str, prices: dict[str, str]
) -> None:
    field = price_of(previewed(words, **prices))
    assert (field.value, field.choices) == (None, (Fraction("9.5"), Fraction("8.5")))


@pytest.mark.parametrize(
    "key", ["og__title", "product__original_price__amount", "product__price_per_unit__amount"]
)
def test_that_other_values_for_previews_are_no_price(key: str) -> None:
    field = price_of(previewed("<p>Each tablet contains zinc 15 mg</p>", **{key: "9.50"}))
    assert (field.value, field.sureness) == (None, Sureness.STATED)
