"""Pages and texts that are made to be slow, large or misleading."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import MAX_SOURCE_BYTES, decode_label, read_label
from pricing.problems.errors import BadInput


def test_that_a_text_too_large_for_a_label_is_refused() -> None:
    with pytest.raises(BadInput, match="more than 4 MB"):
        read_label("magnesium " * (MAX_SOURCE_BYTES // 8))
    with pytest.raises(BadInput, match="200000 characters"):
        read_label("magnesium " * 30_000)
    with pytest.raises(BadInput, match="tags"):
        read_label("<b></b>" * 300_000)


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 100_000 + "Zinc 5 mg",
        "<p><!--" * 100_000,
        '<p><a "' * 20_000,
        "<p>" + "<" * 100_000,
        "<script>" * 50_000,
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        '<script type="application/ld+json">' + '{"@graph":' * 10_000 + "</script>",
        "<p>" + "&amp;" * 30_000,
        "(" * 30_000,
        "1.2,3" * 9_000,
        "$1 " * 9_000,
        "5 mg " * 9_000,
        "magnesium de " * 5_000,
        "serving size\n" * 4_000,
        "\n" * 60_000,
        "Zinc 1.5€00 and 2€5",
        "~" * 30_000,
    ],
    ids=range(17),
)
def test_that_a_hostile_text_ends(source: str) -> None:
    for reading in read_label(source):
        assert reading.fields["price"].value is None or "price" in reading.fields


def test_that_scripts_and_hidden_parts_are_not_read() -> None:
    page = (
        "<html><style>p::after{content:'Zinc 99 mg'}</style>"
        "<script>document.write('Zinc 90 mg per capsule')</script><!-- Iron 14 mg -->"
        "<p>Each capsule contains: Zinc 15 mg (150 % NRV)</p><p>60 capsules</p></html>"
    )
    (reading,) = read_label(page)
    (zinc,) = reading.ingredients
    assert (zinc.element, zinc.elemental.value) == ("Zn", Fraction(15))
    assert reading.fields["pack_units"].value == Fraction(60)


def test_that_entities_are_read_in_their_place() -> None:
    page = "<table><tr><td>Magn&eacute;sium</td><td>300&nbsp;mg</td><td>80&#160;%</td></tr></table>"
    page = f"<p>Pour 2 g&eacute;lules</p>{page}"
    (reading,) = read_label(page)
    amount = reading.ingredients[0].elemental
    assert amount.value == Fraction(300)
    assert page[amount.spans[0].start : amount.spans[0].end] == "300&nbsp;mg"


def test_that_two_prices_for_machines_are_a_question() -> None:
    page = (
        '<p itemprop="name">Zinc 60 tablets</p>'
        '<meta itemprop="price" content="9.50"><meta itemprop="price" content="19.00">'
    )
    (reading,) = read_label(page)
    assert reading.fields["price"].value is None
    (question,) = [each for each in reading.questions if each.field == "price"]
    assert question.choices == (Fraction("9.5"), Fraction(19))


def test_that_a_text_of_several_products_makes_several_readings() -> None:
    text = (
        "Zinc tablets, 90 tablets £3.99\nEach tablet contains 15 mg zinc (150% NRV).\n"
        "==========\n"
        "Iron capsules, 60 capsules £4.99\nEach capsule contains 20 mg iron (143% NRV).\n"
    )
    first, second = read_label(text)
    assert [each.element for each in first.ingredients] == ["Zn"]
    assert second.fields["pack_units"].value == Fraction(60)
    assert second.ingredients[0].elemental.value == Fraction(20)
    span = second.ingredients[0].elemental.spans[0]
    assert text[span.start : span.end] == "20 mg"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_that_the_encodings_of_saved_texts_are_read(encoding: str) -> None:
    assert decode_label("Magnésium 300 mg, 9,90 €".encode(encoding)) == "Magnésium 300 mg, 9,90 €"


def test_that_bytes_of_something_else_are_refused() -> None:
    with pytest.raises(BadInput, match="neither a text nor a page"):
        decode_label(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)))
