"""Searches of the catalogue: words, codes, minerals and filters."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.calculation.ranking import Filters
from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.search import CatalogueSearch, SearchQuery
from pricing.model.scenario import Scenario
from tests.pricing.catalogue.listed_offers import (
    DAY,
    import_products,
    names,
    offer,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("elem", ["Élément Plus"]),
        ("PLUS élé", ["Élément Plus"]),
        ("muller", ["Élément Plus"]),
        ("glycinate", ["Élément Plus"]),
        ("diglycinate", ["Élément Plus"]),
        ("400", ["Mag-Ox 400mg"]),
        ("ox 400 mag", ["Mag-Ox 400mg"]),
        ("tablet", ["Mag-Ox 400mg"]),
        ("calcium", ["Kalk"]),
        ("036000291452", ["Élément Plus"]),
        ("36000", ["Élément Plus"]),
        ("0904-4251-59", ["Kalk"]),
        ("0904425159", ["Kalk"]),
        ("nothing", []),
        ("elem nothing", []),
    ],
)
def test_that_products_are_found_by_the_beginnings_of_words_in_any_order(
    filled: Catalogue, words: str, expected: list[str]
) -> None:
    assert names(filled, words) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("71610-182", {"Of 30", "Of 100", "No pack said"}),
        ("71610-182-", {"Of 30", "Of 100", "No pack said"}),
        ("71610-182-3", {"Of 30"}),
        ("71610-182-30", {"Of 30"}),
        ("71610-0182", {"Of 30", "Of 100", "No pack said"}),
        ("71610-183", {"Another"}),
        ("71610-184", set()),
    ],
)
def test_that_a_product_ndc_finds_every_pack_of_the_product(
    catalogue: Catalogue, text: str, expected: set[str]
) -> None:
    import_products(
        catalogue,
        offer("Of 30", ndc="71610-182-30"),
        offer("Of 100", ndc="71610018210"),
        offer("No pack said", ndc="71610-182"),
        offer("Another", ndc="71610-183-30"),
        offer("A barcode that begins so", upc="716100182007"),
    )
    assert set(names(catalogue, text)) == expected


def test_that_the_name_of_a_mineral_finds_no_other_mineral_of_the_same_form(
    catalogue: Catalogue,
) -> None:
    import_products(
        catalogue,
        offer("MagOx", form="oxide"),
        offer("Cop", element="Cu", form="oxide", elemental=2_000),
        offer("SeSolo", element="Se", form="gluconate", elemental=55),
        offer("Trio", other_minerals="zinc 5 mg (gluconate)"),
    )
    for words in ("copper", "cop", "Kupfer", "cobre"):
        assert names(catalogue, words) == ["Cop"]
    for words in ("zinc", "zink", "zin"):
        assert names(catalogue, words) == ["Trio"]
    assert sorted(names(catalogue, "oxide")) == ["Cop", "MagOx"]


def test_that_a_product_is_found_and_ranked_by_any_of_its_minerals(catalogue: Catalogue) -> None:
    """120 tablets with 15 mg of zinc for $12 cost less per mg than 10 mg of zinc for $9."""
    import_products(
        catalogue,
        offer("Trio", 12_000_000, other_minerals="calcium 200 mg, zinc 15 mg"),
        offer("Plain", 10_000_000),
        offer("Zinc alone", 9_000_000, element="Zn", form="gluconate", elemental=10_000),
    )
    assert names(catalogue, "calcium") == ["Trio"]
    zinc = CatalogueSearch(catalogue, Scenario.for_element("Zn"))
    hits = zinc.find(SearchQuery(filters=Filters(element="Zn"))).page(0, 9)
    costs = {hit.product.product: hit.figures.number("cost_per_elemental_mg") for hit in hits}
    assert costs == {"Trio": Fraction(12, 120 * 15), "Zinc alone": Fraction(9, 120 * 10)}
    assert [hit.product.product for hit in hits] == ["Trio", "Zinc alone"]
    zinc.set_scenario(Scenario.for_element("Mg"))
    hits = zinc.find(SearchQuery(filters=Filters(element="Mg"))).page(0, 9)
    assert [hit.product.element for hit in hits] == ["Mg", "Mg"]
    assert {hit.product.product for hit in hits} == {"Trio", "Plain"}


@given(st.text(max_size=40))
def test_that_a_typed_text_is_never_a_search_expression(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    catalogue = Catalogue(tmp_path_factory.mktemp("data"))
    import_products(catalogue, offer(text.strip() or "x", brand="Brand"))
    assert len(names(catalogue, text)) <= 1
    for hostile in ('"', "a OR b", "NEAR(a b)", "text : a", "a*", "^a", "a AND", "(", "' --", text):
        names(catalogue, hostile)
    catalogue.close()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (SearchQuery(source="Shop B"), {"Mag-Ox 400mg"}),
        (SearchQuery(priced_since=date(2026, 5, 3)), set()),
        (SearchQuery(priced_since=DAY), {"Mag-Ox 400mg", "Kalk", "Élément Plus"}),
        (SearchQuery(filters=Filters(form="glycinate")), {"Élément Plus"}),
        (SearchQuery(filters=Filters(element="Ca")), {"Kalk"}),
        (SearchQuery(filters=Filters(unit_kind="tablet")), {"Mag-Ox 400mg"}),
        (SearchQuery(filters=Filters(currency="EUR")), {"Kalk"}),
    ],
)
def test_that_filters_keep_only_matching_products(
    filled: Catalogue, query: SearchQuery, expected: set[str]
) -> None:
    assert set(names(filled, query)) == expected


@pytest.fixture(scope="module")
def many_words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    catalogue = Catalogue(tmp_path_factory.mktemp("many words"))
    words = ("Mag", "Magnes", "Magnesium", "Magnolia", "Mal", "Glycin", "Élan", "40", "400", "Zoo")
    import_products(
        catalogue,
        *(
            offer(f"{first} {second}", form=form, upc="036000291452" if first == "Zoo" else "")
            for first, second in product(words, words)
            for form in ("glycinate", "malate")
        ),
        offer("Iron", element="Fe", form="gluconate", elemental=14_000),
    )
    yield catalogue
    catalogue.close()


KEYS_PRESSED = st.lists(
    st.sampled_from([*"aeglmnostyz4013 ", "magn", "magnes", " glyc", "eisen", "036000291452", "<"]),
    max_size=40,
)


@given(KEYS_PRESSED)
def test_that_each_key_finds_what_the_whole_text_finds(
    many_words: Catalogue, keys: list[str]
) -> None:
    search, text = CatalogueSearch(many_words, Scenario()), ""
    ids = search.ranking.product_columns.ids
    for key in keys:
        text = text[:-1] if key == "<" else text + key
        matching = many_words.ids_matching(text)
        found = ids[search.find(SearchQuery(text)).row_mask]
        assert sorted(found) == sorted(ids if matching is None else matching), text


def test_that_typing_on_finds_words_that_an_import_has_added_meanwhile(
    catalogue: Catalogue,
) -> None:
    import_products(catalogue, offer("Walnut"), offer("Fig"))
    assert len(CatalogueSearch(catalogue, Scenario()).find(SearchQuery("wal"))) == 1
    import_products(catalogue, offer("Waldmeister", source="Shop B"))
    search = CatalogueSearch(catalogue, Scenario())
    for text, count in (("wal", 2), ("waln", 1), ("wal", 2), ("wald", 1), ("walx", 0)):
        assert len(search.find(SearchQuery(text))) == count, text
