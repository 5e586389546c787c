"""The sentence about a limit that is missing, or that is for adults instead of a life stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.calculation.sentences import Sentence
from pricing.reference.limits import CHILD_STAGES, LIFE_STAGES, find_limit, limits_of
from pricing.reference.mineral_forms import elements
from pricing.reference.sources import authorities

if TYPE_CHECKING:
    from pricing.model.scenario import Scenario


def limit_note(scenario: Scenario) -> Sentence | None:
    """Return what to know about the scenario's limit, or None if it is the life stage's own.

    >>> from pricing.model.scenario import Scenario
    >>> limit_note(Scenario(limit_authority="UK", life_stage="pregnancy")).text()
    'UK expert group (EVM): no limit of its own for pregnancy; the limit for adults is shown.'
    """
    return note_for(scenario.element, scenario.limit_authority, scenario.life_stage)


def note_for(element: str, authority: str, life_stage: str) -> Sentence | None:
    """Return what to know about the limit of an authority for a life stage, if anything."""
    applied = find_limit(element, authority, life_stage)
    if applied is None:
        return None
    title = Sentence(authorities()[authority].title)
    if applied.amount is None:
        return Sentence(
            "{authority}: no safe limit is set for {mineral} ({reason}). "
            "Ask a doctor or pharmacist how much is safe.",
            {
                "authority": title,
                "mineral": Sentence(elements()[element].name.lower()),
                "reason": Sentence(applied.reason_for_none),
            },
        )
    if applied.life_stage == life_stage:
        return None
    stated = limits_of(element).get((authority, life_stage))
    return Sentence(
        _fallback_template(life_stage, has_reason=stated is not None),
        {
            "authority": title,
            "stage": Sentence(LIFE_STAGES[life_stage]),
            "reason": Sentence(stated.reason_for_none) if stated else "",
        },
    )


def _fallback_template(life_stage: str, *, has_reason: bool) -> str:
    if life_stage in CHILD_STAGES:
        return (
            "{authority}: no limit of its own for {stage} ({reason}); the limit for adults is "
            "shown. Ask a doctor before a child takes it."
            if has_reason
            else "{authority}: no limit of its own for {stage}; the limit for adults is shown. "
            "Ask a doctor before a child takes it."
        )
    return (
        "{authority}: no limit of its own for {stage} ({reason}); the limit for adults is shown."
        if has_reason
        else "{authority}: no limit of its own for {stage}; the limit for adults is shown."
    )
