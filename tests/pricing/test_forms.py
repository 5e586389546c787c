"""Forms as labels name them, and the shipped tables behind them."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.amounts import MASS
from pricing.currency import currencies
from pricing.evidence import authorities, sources
from pricing.forms import element_named, elements, form_named, forms
from pricing.limits import daily_values, limits
from pricing.scenario import Scenario


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("glycinate", "glycinate"),
        ("bisglycinate", "glycinate"),
        ("Diglycinate", "glycinate"),
        ("as magnesium bisglycinate chelate", "glycinate"),
        ("lysinate glycinate", "glycinate"),
        ("Magnesium Oxide", "oxide"),
        ("Magnesiumcitrat", "citrate"),
        ("óxido de magnesio", "oxide"),
        ("Epsom salt", "sulfate"),
        ("Milk of Magnesia", "hydroxide"),
        ("L-Threonate", "threonate"),
        ("malate trihydrate", "malate"),
        ("citrate, anhydrous", "citrate"),
        ("citrate+malate", "blend"),
        ("oxide, citrate", "blend"),
        ("oxide+citrate+aspartate", "blend"),
        ("Magnesium (citrate/malate)", "blend"),
        ("buffered magnesium glycinate", "blend"),
        ("glycinate buffered with oxide", "blend"),
        ("Marine Blend 7", "marine blend 7"),
        ("", "not stated"),
    ],
)
def test_that_a_form_is_known_by_what_labels_print(text, name):
    assert form_named(text, "Mg").name == name


@pytest.mark.parametrize("text", ["citrate+malate", "oxide, citrate", "Fizz", "lysinate glycinate"])
def test_that_a_blend_or_unknown_form_has_no_fraction(text):
    assert form_named(text, "Mg").fraction is None


def test_that_a_stated_hydrate_brings_its_own_fraction():
    trihydrate, usual = form_named("malate trihydrate", "Mg"), form_named("citrate", "Mg")
    assert trihydrate.fraction == Fraction("0.115506")
    assert trihydrate.states_variety
    assert usual.fraction == Fraction("0.161633")
    assert not usual.states_variety


@given(st.text(max_size=40))
def test_that_any_text_names_some_form(text):
    assert form_named(text, "Mg").name


def test_that_elements_go_by_symbol_and_by_name_in_several_languages():
    names = {"Mg": "Mg", "magnesium": "Mg", "Magnesio": "Mg", "Eisen": "Fe", "cinc": "Zn", "K": "K"}
    assert {text: element_named(text) for text in names} == names


# -- the shipped tables ------------------------------------------------------------------------


def _compounds():
    return [
        compound
        for element in elements()
        for form in forms(element).values()
        for compound in form.compounds
    ]


def test_that_every_shipped_fraction_is_that_of_its_formula():
    from molmass import Formula

    wrong = []
    for compound in _compounds():
        if compound.fraction is None:
            continue
        formula = Formula(compound.formula)
        atoms = formula.composition()[compound.element]
        if abs(Fraction(atoms.fraction) - compound.fraction) > Fraction(1, 10**5):
            wrong.append((compound, atoms.fraction))
    assert not wrong
    assert len(_compounds()) == 84


def test_that_the_sum_of_the_fractions_is_what_it_was_when_they_were_checked():
    totals = {
        element: sum(
            (each.fraction for form in forms(element).values() for each in form.compounds
             if each.fraction is not None), Fraction(0),
        )
        for element in elements()
    }  # fmt: skip
    assert {element: float(total) for element, total in totals.items()} == TOTALS


TOTALS = {'Mg': 5.562307, 'Ca': 2.662602, 'Fe': 1.74063, 'Zn': 3.783722, 'K': 1.981271, 'Se': 1.277238, 'Cu': 1.89684}


@pytest.mark.parametrize(
    ("element", "form", "compound_mg", "elemental_mg"),
    [
        ("Mg", "oxide", 400, 241.2),
        ("Mg", "glycerophosphate", 777.6, 97.2),
        ("Mg", "lactate", 404.85, 48.62),
        ("Fe", "ferrous sulfate", 325, 65.3),
        ("Fe", "ferrous fumarate", 300, 98.6),
    ],
)
def test_that_the_fractions_agree_with_real_labels(element, form, compound_mg, elemental_mg):
    fraction = form_named(form, element).fraction
    assert float(fraction) * compound_mg == pytest.approx(elemental_mg, abs=0.06)


def test_that_a_buffered_blend_of_82_and_18_parts_holds_what_the_label_says():
    glycinate = forms("Mg")["glycinate"].fractions[-1]
    oxide = forms("Mg")["oxide"].fractions[-1]
    share = Fraction(82, 100) * glycinate + Fraction(18, 100) * oxide
    assert round(float(share) * 100, 2) == 22.41
    assert round(float(Fraction(18, 100) * oxide / share) * 100, 1) == 48.4


def test_that_every_shipped_figure_has_a_source():
    known = sources()
    cited = (
        [each.source for each in _compounds()]
        + [each.source for each in limits().values()]
        + [each.source for each in daily_values().values()]
        + [each.default_target_source for each in elements().values()]
    )
    assert set(cited) <= set(known)
    assert set(known) - set(cited) == set()


def test_that_no_default_target_passes_a_shipped_limit_for_adults():
    for element in elements():
        default = Scenario.for_element(element).target
        for limit in limits().values():
            if limit.element == element and limit.life_stage in {"adult", "older_adult"}:
                assert limit.amount is None or default <= limit.amount


def test_that_limits_are_those_of_their_authorities():
    adult = {
        authority: limits()["Mg", authority, "adult"].amount // MASS.per_unit
        for authority in authorities()
    }
    assert adult == {"US": 350, "EU": 250, "UK": 400, "DE": 250, "NO": 350}
    assert limits()["K", "US", "adult"].amount is None


def test_that_no_spelling_means_two_forms_of_an_element():
    def plain(text):
        folded = unicodedata.normalize("NFKD", text.casefold())
        return re.sub(r"[\W_]", "", "".join(c for c in folded if not unicodedata.combining(c)))

    for element in elements():
        seen: dict[str, str] = {}
        for name, form in forms(element).items():
            spellings = {plain(name)} | {
                plain(each) for compound in form.compounds for each in compound.synonyms
            }
            for spelling in spellings:
                assert seen.setdefault(spelling, name) == name


def test_that_the_reference_form_of_each_element_has_a_fraction():
    for element, known in elements().items():
        assert forms(element)[known.reference_form].compounds[0].fraction


def test_that_currencies_round_as_iso_4217_says():
    decimals = {code: currencies()[code].decimals for code in ("USD", "JPY", "KWD", "EUR", "ISK")}
    assert decimals == {"USD": 2, "JPY": 0, "KWD": 3, "EUR": 2, "ISK": 0}
