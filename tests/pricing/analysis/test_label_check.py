"""A label on its own: what a unit contains, what is possible, which salt matches."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.analysis.label_check import check_label
from pricing.commands.main import main
from pricing.reference.mineral_forms import forms

if TYPE_CHECKING:
    from pricing.model.columns import BaseValue


def result_text(**values: BaseValue) -> str:
    """The sentences and messages about a label, with plain spaces."""
    result = check_label(values)
    lines = [
        *(sentence.text() for sentence in result.sentences),
        *(flag.message() for flag in result.flags),
    ]
    return "\n".join(lines).replace("\u00a0", " ")


def test_that_the_front_of_the_pack_is_taken_apart() -> None:
    text = result_text(form="glycinate", compound_mg=1_000_000)
    assert "One capsule contains 140.962 mg of magnesium." in text
    assert "The elemental amount is computed" in text


def test_that_a_serving_of_several_capsules_is_divided() -> None:
    text = result_text(form="glycinate", elemental_mg=200_000, serving_units=2_000)
    assert "One capsule contains 100 mg of magnesium." in text
    assert "A serving is 2 capsules and contains 200 mg." in text


@pytest.mark.parametrize(
    ("elemental", "compound", "oxide"),
    [
        (224_100, 1_000_000, "48.4 %"),
        (225_000, 1_250_000, "28.3 %"),
        (300_000, 1_500_000, "38.5 %"),
    ],
)
def test_that_a_buffered_glycinate_is_found_out(elemental: int, compound: int, oxide: str) -> None:
    text = result_text(form="glycinate", elemental_mg=elemental, compound_mg=compound)
    assert f"At least {oxide} of the magnesium must come from oxide." in text
    assert "matches no salt or hydrate of glycinate on its own" in text


def test_that_the_hydrate_is_named() -> None:
    text = result_text(form="lactate", elemental_mg=48_620, compound_mg=404_850)
    assert "That matches lactate" in text
    assert "anhydrous (12.01 %)" in text
    assert "dihydrate" not in text


def test_that_a_share_between_two_hydrates_is_a_mixture() -> None:
    assert "between 11.34 % and 16.16 %" in result_text(
        form="citrate", elemental_mg=435_000, compound_mg=3_000_000, unit_kind="g"
    )


def test_that_a_daily_value_that_does_not_match_is_flagged() -> None:
    assert "the label says 80 %" in result_text(
        form="oxide", elemental_mg=200_000, daily_value_percent=8_000
    )


@pytest.mark.parametrize(
    ("form", "elemental", "compound", "possible"),
    [
        ("glycinate", 141_000, 1_000_000, True),
        ("glycinate", 142_000, 1_000_000, False),
        ("oxide", 241_300, 400_000, True),
        ("oxide", 245_000, 400_000, False),
    ],
)
def test_that_the_rounding_of_a_label_is_no_impossibility(
    form: str, elemental: int, compound: int, possible: bool
) -> None:
    result = check_label({"form": form, "elemental_mg": elemental, "compound_mg": compound})
    assert any(flag.key == "impossible_label" for flag in result.flags) is not possible


@given(st.sampled_from([(e, name) for e in ("Mg", "Zn", "Ca", "Fe") for name in forms(e)]),
       st.integers(1_000, 3_000_000))  # fmt: skip
def test_that_a_pure_salt_always_matches_itself(form: tuple[str, str], compound: int) -> None:
    element, name = form
    pure = forms(element)[name].compounds[0].fraction
    if pure is None:
        return
    elemental = round(compound * pure)
    result = check_label(
        {"element": element, "form": name, "elemental_mg": elemental, "compound_mg": compound}
    )
    assert result.elemental_share == Fraction(elemental, compound)
    assert any(fit.is_match for fit in result.salt_fits)
    assert not any(flag.key == "impossible_label" for flag in result.flags)


def test_that_the_command_line_checks_a_label(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["label", "--form", "glycinate", "--elemental-mg", "225", "--compound-mg", "1250"]
    assert main([*arguments, "--json"]) == 0
    output = json.loads(capsys.readouterr().out)
    assert (output["elemental_mg_per_unit"], output["share"], output["possible"]) == (
        225,
        0.18,
        False,
    )
    assert main(arguments) == 0
    assert "One capsule contains 225\u00a0mg" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--form", "glycinate"], "elemental amount is missing"),
        (["--elemental-mg", "lots"], "--elemental-mg: “lots” is not a number"),
        (["--element", "Xx", "--elemental-mg", "5"], "--element"),
        (["--elemental-mg", "5", "--serving-units", "1.5"], "not a whole number of capsules"),
    ],
)
def test_that_incomplete_or_impossible_values_are_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(["label", *arguments]) == 2
    assert words in capsys.readouterr().err
