"""Sums up the forms of a comparison: their best buys, and the evidence on the dearer ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.calculation.comparison import PlaceGroup
from pricing.calculation.sentences import Multiple, Sentence, SentenceValue
from pricing.reference.evidence import form_evidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from pricing.calculation.comparison import ComparedProduct, Comparison, FormSummary

# The form that the trials on absorption compare others with, by mineral.
COMPARED_WITH_IN_TRIALS = {"Mg": "oxide"}
BETTER_ABSORPTION_GRADE = "moderate"

_ONE_FORM = (
    "Of these forms only {form} has moderate evidence of better absorption than {reference}."
)
_ONE_FORM_WITH_COST = (
    "Of these forms only {form} has moderate evidence of better absorption than {reference}; it "
    "costs {times} as much per mg."
)
_SEVERAL_FORMS = (
    "Of these forms {forms} and {last} have moderate evidence of better absorption than "
    "{reference}."
)
_SEVERAL_FORMS_WITH_COST = (
    "Of these forms {forms} and {last} have moderate evidence of better absorption than "
    "{reference}; they cost at least {times} as much per mg."
)
_NO_FORM = "None of these forms has more than weak evidence of better absorption than {reference}."
_NO_STUDY = "No study in people was read that compares how these forms are absorbed."


def best_buys_by_form(comparison: Comparison) -> Mapping[str, ComparedProduct]:
    """Return the best buy within the limit of each form that has one."""
    best_buys: dict[str, ComparedProduct] = {}
    for product in comparison.products_by_place:
        if product.evaluation.place_group is PlaceGroup.SAFE_AND_ENOUGH:
            best_buys.setdefault(product.form, product)
    return best_buys


def absorption_finding(comparison: Comparison) -> Sentence | None:
    """Return which forms are shown to be absorbed better, and what they cost; None without forms.

    A form that no label states is never the subject.
    """
    if not comparison.forms:
        return None
    element = comparison.scenario.element
    reference = COMPARED_WITH_IN_TRIALS.get(element)
    if reference is None:
        return Sentence(_NO_STUDY)
    better = [form for form in comparison.forms if _is_absorbed_better(form, element, reference)]
    if not better:
        return Sentence(_NO_FORM, {"reference": reference})
    names = [form.form for form in better]
    parameters: dict[str, SentenceValue] = {"reference": reference, "form": names[0]}
    least = _least_times(better, reference, comparison.scenario.reference_form)
    if least is not None:
        parameters["times"] = Multiple(least)
    if len(better) == 1:
        return Sentence(_ONE_FORM if least is None else _ONE_FORM_WITH_COST, parameters)
    parameters |= {"forms": ", ".join(names[:-1]), "last": names[-1]}
    return Sentence(_SEVERAL_FORMS if least is None else _SEVERAL_FORMS_WITH_COST, parameters)


def _is_absorbed_better(form: FormSummary, element: str, reference: str) -> bool:
    evidence = form_evidence().get((element, form.form, "absorption"))
    is_known = evidence is not None and evidence.strength == BETTER_ABSORPTION_GRADE
    return is_known and form.form != reference


def _least_times(
    forms: Sequence[FormSummary], reference: str, scenario_reference: str
) -> Fraction | None:
    """Return the least cost ratio of the forms, if it is one to the form of the trials."""
    ratios = [form.times_reference for form in forms if form.times_reference is not None]
    return min(ratios) if ratios and reference == scenario_reference else None
