"""Texts of labels in five languages, each with what it says and what it leaves open.

`panels` are given. `held_out`, `written`, `collected`, `fresh` and `market` follow the wording of
public labels, with invented brands. Each was scored before the reader knew it.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pricing.labels import Sureness, read_label
from tests.pricing.labels.score import (
    known_elements,
    outcomes,
    predict,
    read_truth,
    silent_nevers,
)

_HERE = Path(__file__).parent
_FOLDERS = ("panels", "held_out", "written", "collected", "fresh", "market")
_FEWEST_RIGHT = {"market": 0.9}
_KNOWN = {folder: known_elements(read_truth(_HERE / folder)) for folder in _FOLDERS}
_CASES = [(folder, truth) for folder in _FOLDERS for truth in read_truth(_HERE / folder)]


@pytest.mark.parametrize(
    ("folder", "truth"), _CASES, ids=[f"{folder}/{truth['file']}" for folder, truth in _CASES]
)
def test_that_nothing_is_filled_wrongly(folder: str, truth: dict[str, object]) -> None:
    got = predict(_HERE / folder / str(truth["file"]), _KNOWN[folder])
    found = outcomes(truth, got)
    assert [key for key, outcome in found.items() if outcome == "wrong"] == []
    assert silent_nevers(truth, got) == []
    must_ask = truth["must_ask"]
    assert isinstance(must_ask, list)
    assert set(must_ask) <= set(got["asked"])


@pytest.mark.parametrize("folder", _FOLDERS)
def test_that_nine_of_ten_stated_fields_are_filled(folder: str) -> None:
    counts: Counter[str] = Counter()
    for truth in read_truth(_HERE / folder):
        got = predict(_HERE / folder / truth["file"], _KNOWN[folder])
        counts.update(outcomes(truth, got).values())
    assert counts["right"] >= _FEWEST_RIGHT.get(folder, 0.95) * sum(counts.values())


@pytest.mark.parametrize(
    ("folder", "truth"), _CASES, ids=[f"{folder}/{truth['file']}" for folder, truth in _CASES]
)
def test_that_every_field_names_its_place(folder: str, truth: dict[str, object]) -> None:
    source = (_HERE / folder / str(truth["file"])).read_text("utf-8")
    for reading in read_label(source):
        for key, field in reading.named_fields().items():
            assert field.value is None or field.spans, key
            for span in field.spans:
                assert 0 <= span.start < span.end <= len(source), key
        asked = {
            key for key, field in reading.named_fields().items() if field.sureness is Sureness.ASKED
        }
        assert asked == {question.field for question in reading.questions}


def test_that_every_mineral_of_a_multivitamin_is_read_and_its_title_is_its_name() -> None:
    (reading,) = read_label((_HERE / "panels" / "024-en-multi.txt").read_text("utf-8"))
    amounts = {each.element: each.elemental.value for each in reading.ingredients}
    assert {symbol: str(value) for symbol, value in amounts.items()} == {
        "Mg": "50", "Ca": "200", "Fe": "18", "Zn": "11", "K": "80", "Se": "11/200", "Cu": "1/2",
        "I": "3/20", "Cr": "7/200", "Mn": "23/10", "P": "20", "Mo": "9/200", "B": "3/40",
    }  # fmt: skip
    assert reading.fields["product"].value == (
        "Ridgemont Sentinel, Multivitamin & Multimineral Supplement"
    )


@pytest.mark.parametrize(
    ("text", "product", "brand"),
    [
        ("Zinc Picolinate 25 mg by Dunholt Labs - Pack of 3\n60 capsules",
         "Zinc Picolinate 25 mg by Dunholt Labs", "Dunholt Labs"),
        ("Zink 15 mg, 60 Tabletten\nVertrieb: Nordkamp GmbH, 12345 Berlin", "Zink 15 mg",
         "Nordkamp GmbH"),
        ("Zinc 15 mg, 60 comprimés\nDistribué par Laboratoires Vert", "Zinc 15 mg",
         "Laboratoires Vert"),
        ("Magnesium recommended by doctors\n60 tablets", "Magnesium recommended by doctors", None),
        ("Marketed by the sea\nZinc 15 mg, 60 tablets", "Zinc 15 mg", None),
        ("Jodetta 100 Mikrogramm Tabletten\n1 Tablette enthält 100 Mikrogramm Iod.",
         "Jodetta 100 Mikrogramm Tabletten", None),
        ("Supplement Facts\nServing Size 1 tablet\nVitamin A  900 mcg  100%\nZinc  11 mg  100%",
         None, None),
    ],
)  # fmt: skip
def test_that_product_and_brand_are_named_by_the_text(
    text: str, product: str | None, brand: str | None
) -> None:
    (reading,) = read_label(text)
    assert (reading.fields["product"].value, reading.fields["brand"].value) == (product, brand)


@pytest.mark.parametrize(
    "text",
    [
        "1 tablet contains: yoduro de potasio 262 microgramos",
        "Each tablet contains selenito de sodio",
        "1 comprimé contient : molybdate de sodium",
    ],
)
def test_that_the_metal_of_a_salt_of_another_mineral_is_no_ingredient(text: str) -> None:
    for reading in read_label(text):
        assert {each.element for each in reading.ingredients}.isdisjoint({"K", "Na"})


def test_that_the_brand_of_microdata_is_no_product() -> None:
    (reading,) = read_label(
        '<div itemtype="https://schema.org/Product"><div itemprop="brand" itemscope>'
        '<meta itemprop="name" content="Hollin"></div><meta itemprop="name" content="Zinc 15 mg">'
        "<p>60 tablets</p></div>"
    )
    assert reading.fields["brand"].value == "Hollin"
    assert reading.fields["product"].value == "Zinc 15 mg"


def test_that_each_line_of_a_list_of_offers_is_a_product_of_its_own() -> None:
    one, other = read_label(
        "Product A Magnesium 100 mg 90 tablets $9.00\n"
        "Product B Magnesium citrate 150 mg 60 capsules $12.00\n"
    )
    assert [one.fields[key].value for key in ("unit_kind", "pack_units", "price")] == [
        "tablet", 90, 9,
    ]  # fmt: skip
    assert [other.fields[key].value for key in ("unit_kind", "pack_units", "price")] == [
        "capsule", 60, 12,
    ]  # fmt: skip
    assert [each.ingredients[0].form.value for each in (one, other)] == [None, "citrate"]


@pytest.mark.parametrize(
    ("title", "name"),
    [("ZMA Sport 90 caps", "ZMA Sport"), ("ZM-B6 plus  90 compresse   VIRTUSANA", "ZM-B6 plus")],
)
def test_that_a_name_without_a_mineral_is_asked(title: str, name: str) -> None:
    (reading,) = read_label(f"{title}\nServing Size 1 capsule\nZinc 10 mg 91%")
    product = reading.fields["product"]
    assert (product.value, product.sureness, product.choices) == (None, Sureness.ASKED, (name,))


@pytest.mark.parametrize("line", ["90 capsules", "Supplement Facts", "Take 2 capsules daily"])
def test_that_a_line_without_a_name_asks_for_none(line: str) -> None:
    (reading,) = read_label(f"{line}\nServing Size 1 capsule\nZinc 10 mg 91%")
    assert reading.fields["product"].sureness is not Sureness.ASKED
