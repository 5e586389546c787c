"""Safe limits: every authority, life stage and mineral has one, or a sentence that says why not."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.calculation.limit_notes import limit_note, note_for
from pricing.model.scenario import NO_LIMIT, Scenario, authorities_for
from pricing.problems.errors import BadInput
from pricing.quantities.amounts import MASS
from pricing.reference.limits import LIFE_STAGES, find_limit
from pricing.reference.mineral_forms import elements

ELEMENTS = st.sampled_from(tuple(elements()))


def limit_mg(element: str, authority: str, life_stage: str) -> Fraction | None:
    limit = find_limit(element, authority, life_stage)
    return MASS.to_fraction(limit.amount) if limit and limit.amount is not None else None


@pytest.mark.parametrize(
    ("element", "authority", "life_stage", "expected"),
    [
        ("Fe", "US", "pregnancy", "45"),
        ("Fe", "US", "lactation", "45"),
        ("Zn", "US", "pregnancy", "40"),
        ("Zn", "US", "lactation", "40"),
        ("Se", "US", "pregnancy", "0.4"),
        ("Cu", "US", "lactation", "10"),
        ("Ca", "US", "lactation", "2500"),
        ("Zn", "EU", "pregnancy", "25"),
        ("Zn", "EU", "teen_14_18", "18"),
        ("Zn", "EU", "child_1_3", "7"),
        ("Fe", "EU", "child_4_8", "15"),
        ("Fe", "EU", "child_9_13", "20"),
        ("Cu", "EU", "child_4_8", "2"),
        ("Fe", "DE", "adult", "6"),
        ("Zn", "DE", "adult", "6.5"),
        ("K", "DE", "adult", "500"),
        ("Mg", "NO", "child_4_8", "120"),
    ],
)
def test_that_a_limit_is_that_of_its_source(
    element: str, authority: str, life_stage: str, expected: str
) -> None:
    assert limit_mg(element, authority, life_stage) == Fraction(expected)
    assert note_for(element, authority, life_stage) is None


@given(ELEMENTS, st.sampled_from(tuple(LIFE_STAGES)), st.data())
def test_that_a_limit_is_the_life_stages_own_or_a_sentence_says_what_it_is(
    element: str, life_stage: str, data: st.DataObject
) -> None:
    authority = data.draw(st.sampled_from(authorities_for(element)))
    limit, note = (
        find_limit(element, authority, life_stage),
        note_for(element, authority, life_stage),
    )
    assert limit is not None
    if limit.amount is None:
        assert note is not None
        assert "no safe limit is set" in note.text()
    elif limit.life_stage != life_stage:
        assert limit.life_stage == "adult"
        assert note is not None
        assert LIFE_STAGES[life_stage] in note.text()
        assert "the limit for adults is shown" in note.text()
    else:
        assert note is None


def test_that_a_child_gets_the_limit_for_adults_only_with_a_warning() -> None:
    note = limit_note(Scenario(limit_authority="UK", life_stage="child_9_13"))
    assert note is not None
    assert note.text() == (
        "UK expert group (EVM): no limit of its own for 9 to 13 years; the limit for adults is "
        "shown. Ask a doctor before a child takes it."
    )


def test_that_the_reason_of_an_authority_is_repeated() -> None:
    note = note_for("Cu", "DE", "child_9_13")
    assert note is not None
    assert "(not suitable for children and adolescents)" in note.text()


def test_that_without_a_chosen_limit_there_is_nothing_to_say() -> None:
    assert limit_note(Scenario(limit_authority=NO_LIMIT, life_stage="child_1_3")) is None


@pytest.mark.parametrize(
    ("authority", "life_stage"), [("NO", "adult"), ("Atlantis", "adult"), ("US", "giant")]
)
def test_that_an_unknown_authority_or_life_stage_is_refused(
    authority: str, life_stage: str
) -> None:
    with pytest.raises(BadInput, match="is not one of the possible values"):
        Scenario(element="Fe", limit_authority=authority, life_stage=life_stage)
