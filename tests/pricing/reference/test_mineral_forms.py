"""Forms and elements as labels name them."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.reference.mineral_forms import recognize_element, recognize_form


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
        ("magnesium glycine chelate", "glycinate"),
        ("magnesium L-threonate (Magtein)", "threonate"),
        ("buffered magnesium glycinate", "blend"),
        ("glycinate buffered with oxide", "blend"),
        ("Marine Blend 7", "marine blend 7"),
        ("", "not stated"),
    ],
)
def test_that_a_form_is_recognized_by_the_names_on_labels(text: str, name: str) -> None:
    assert recognize_form(text, "Mg").name == name


@pytest.mark.parametrize("text", ["citrate+malate", "oxide, citrate", "Fizz", "lysinate glycinate"])
def test_that_a_blend_or_unknown_form_has_no_fraction(text: str) -> None:
    assert recognize_form(text, "Mg").fraction is None


def test_that_a_stated_hydrate_has_its_own_fraction() -> None:
    trihydrate, default = recognize_form("malate trihydrate", "Mg"), recognize_form("citrate", "Mg")
    assert trihydrate.fraction == Fraction("0.115506")
    assert trihydrate.states_variety
    assert default.fraction == Fraction("0.161633")
    assert not default.states_variety


@pytest.mark.parametrize(
    ("text", "element", "form"),
    [
        ("sodium selenite octahydrate", "Se", "selenite"),
        ("magnesium sulfate trihydrate", "Mg", "sulfate"),
        ("zinc gluconate dihydrate", "Zn", "gluconate"),
        ("Magnesium malate (Dimagnesium malate)", "Mg", "malate"),
        ("citrate nonahydrate anhydrous", "Mg", "citrate"),
        ("magnesium phosphate", "Mg", "phosphate"),
        ("Magnesium amino acid chelate", "Mg", "amino acid chelate"),
    ],
)
def test_that_a_salt_that_is_not_known_is_asked_for_and_never_replaced(
    text: str, element: str, form: str
) -> None:
    recognized = recognize_form(text, element)
    assert recognized.name == form
    assert recognized.form is not None
    assert recognized.fraction is None


@pytest.mark.parametrize(
    ("text", "element", "fraction"),
    [
        ("sodium selenite pentahydrate", "Se", "0.300241"),
        ("cupric sulfate anhydrous", "Cu", "0.398137"),
        ("Magnesiumchlorid Hexahydrat", "Mg", "0.119551"),
        ("Magnesiumsulfat-Heptahydrat", "Mg", "0.098611"),
        ("Magnesiumsulfatheptahydrat", "Mg", "0.098611"),
        ("Magnesiumchlorid wasserfrei", "Mg", "0.255276"),
        ("chlorure de magnésium hexahydraté", "Mg", "0.119551"),
        ("cloruro de magnesio hexahidratado", "Mg", "0.119551"),
        ("solfato di magnesio eptaidrato", "Mg", "0.098611"),
        ("MgCl2·6H2O", "Mg", "0.119551"),
        ("ferrous sulfate, dried", "Fe", "0.328649"),
        ("magnesium oxide, USP", "Mg", "0.603037"),
        ("zinc gluconate", "Zn", "0.143479"),
        ("potassium gluconate", "K", "0.166911"),
    ],
)
def test_that_the_hydrate_that_a_label_names_is_taken(
    text: str, element: str, fraction: str
) -> None:
    assert recognize_form(text, element).fraction == Fraction(fraction)


@given(st.text(max_size=40))
def test_that_every_text_gets_the_name_of_a_form(text: str) -> None:
    assert recognize_form(text, "Mg").name


def test_that_elements_are_recognized_by_symbol_and_by_names_in_several_languages() -> None:
    names = {"Mg": "Mg", "magnesium": "Mg", "Magnesio": "Mg", "Eisen": "Fe", "cinc": "Zn", "K": "K"}
    assert {text: recognize_element(text) for text in names} == names


def label_spellings() -> list[dict[str, str]]:
    """Return label names, each with its form, and its fraction or "" where it is asked for."""
    table = Path(__file__).with_name("label_spellings.csv")
    return list(csv.DictReader(table.read_text("utf-8").splitlines()))


def test_that_nineteen_of_twenty_label_spellings_are_right_and_none_is_wrong() -> None:
    """A spelling is wrong if it gets the fraction of another salt. Unknown ones are asked for."""
    rows = label_spellings()
    right, wrong = 0, []
    for row in rows:
        recognized = recognize_form(row["label"], row["element"])
        fraction = None if not row["fraction"] else Fraction(row["fraction"])
        right += (recognized.name, recognized.fraction) == (row["form"], fraction)
        if recognized.fraction not in (None, fraction):
            wrong.append(row["label"])
    assert len(rows) >= 300
    assert wrong == []
    assert right >= len(rows) * 19 / 20


@given(st.sampled_from(label_spellings()), st.sampled_from([" USP", " 500 mg", ", USP", "®", "™"]))
def test_that_additions_without_a_meaning_change_nothing(row: dict[str, str], suffix: str) -> None:
    plain = recognize_form(row["label"], row["element"])
    if plain.form is not None:
        with_suffix = recognize_form(row["label"] + suffix, row["element"])
        assert (with_suffix.name, with_suffix.fraction) == (plain.name, plain.fraction)
