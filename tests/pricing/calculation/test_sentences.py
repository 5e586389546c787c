"""Sentences: whole templates, plural forms, and translation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from string import Formatter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.analysis.findings import findings
from pricing.analysis.verdict import find_verdict
from pricing.calculation.comparison import compare
from pricing.calculation.sentences import Count, Paragraph, Sentence, UnitCount
from pricing.quantities.currencies import C_LOCALE, Plural
from tests.strategies import products, scenarios

if TYPE_CHECKING:
    from pricing.model.product import Product
    from pricing.model.scenario import Scenario

TODAY = date(2026, 11, 23)
PACKS = Plural("packs", "{packs} pack for {name}", "{packs} packs for {name}")


@pytest.mark.parametrize(
    ("packs", "text"), [(0, "0 packs for P"), (1, "1 pack for P"), (2, "2 packs for P")]
)
def test_that_the_count_chooses_the_form(packs: int, text: str) -> None:
    assert Sentence(PACKS, {"packs": Count(packs), "name": "P"}).text() == text


@pytest.mark.parametrize(
    ("units", "text"), [("1", "1 tablet"), ("3", "3 tablets"), ("0.5", "0.5 tablets")]
)
def test_that_a_part_of_a_unit_takes_the_form_of_several(units: str, text: str) -> None:
    assert UnitCount(Fraction(units), "tablet").text(C_LOCALE) == text


def test_that_a_language_chooses_among_its_own_forms() -> None:
    """Polish has another form for 2 to 4 than for 5."""

    def polish(plural: Plural, count: int) -> str:
        assert plural is PACKS
        return {1: "{packs} paczka", 2: "{packs} paczki"}.get(count, "{packs} paczek") + ", {name}"

    notation = replace(C_LOCALE, translate_plural=polish)
    texts = [
        Sentence(PACKS, {"packs": Count(packs), "name": "P"}).text(notation) for packs in (1, 2, 5)
    ]
    assert texts == ["1 paczka, P", "2 paczki, P", "5 paczek, P"]


def test_that_a_translation_may_order_the_parts_as_it_likes() -> None:
    notation = replace(C_LOCALE, translate={"{a} costs {b}.": "Für {b} gibt es {a}."}.__getitem__)
    assert Sentence("{a} costs {b}.", {"a": "P", "b": "1"}).text(notation) == "Für 1 gibt es P."


def test_that_a_paragraph_is_made_of_sentences_that_begin_in_upper_case() -> None:
    sentences = Sentence("{name} is cheap.", {"name": "oxide"}), Sentence("it is salt.")
    assert Paragraph(sentences).text() == "Oxide is cheap. It is salt."


@given(
    st.lists(products() | products("EUR"), min_size=1, max_size=6),
    scenarios(),
    st.sampled_from((0, 500_000)),
)
def test_that_every_template_of_a_finding_and_a_flag_reads_as_a_sentence(
    listed: list[Product], scenario: Scenario, no_difference: int
) -> None:
    """No template begins or ends in a space, and each but a title ends as a sentence does."""
    asked: set[str] = set()

    def note(template: str) -> str:
        asked.add(template)
        return template

    notation = replace(
        C_LOCALE, translate=note, translate_plural=lambda plural, count: note(plural.english(count))
    )
    comparison = compare(listed, replace(scenario, no_difference=no_difference), TODAY)
    for finding in findings(comparison):
        finding.text(notation)
    for product in comparison.entered_products:
        for flag in product.flags:
            flag.message(notation)
    verdict = find_verdict(comparison)
    titles = {verdict.title.template} if verdict else set()
    for template in asked - titles:
        assert template == template.strip()
        names = {name for _, name, _, _ in Formatter().parse(template) if name}
        if len(names) > 1 and not template.endswith("}"):
            assert template.endswith("."), template
