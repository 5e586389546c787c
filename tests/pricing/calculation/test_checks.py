"""The checks: when each flags a product, and with which numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from pricing.calculation.checks import CHECKS, Severity
from pricing.calculation.comparison import ComparedProduct, compare
from pricing.model.columns import build_product
from pricing.model.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.model.columns import BaseValue
    from pricing.model.product import Product

TODAY = date(2026, 11, 23)


TABLET: Mapping[str, BaseValue] = {
    "product": "P",
    "form": "oxide",
    "unit_kind": "tablet",
    "elemental_mg": 200_000,
    "pack_units": 100_000,
    "price": 10_000_000,
}


def compared(scenario: Scenario | None = None, **values: BaseValue | None) -> ComparedProduct:
    """The tablet with these values, compared on its own. A value of None is not stated."""
    row = {key: value for key, value in {**TABLET, **values}.items() if value is not None}
    (product,) = compare([build_product(row)], scenario or Scenario(), TODAY).entered_products
    return product


def message(key: str, scenario: Scenario | None = None, **values: BaseValue | None) -> str:
    """The check's message with plain spaces, "" if it does not flag the product."""
    flags = {flag.key: flag.message() for flag in compared(scenario, **values).flags}
    return flags.get(key, "").replace("\u00a0", " ")


def test_that_a_dose_over_the_limit_is_stopped_with_the_lower_dose() -> None:
    scenario = Scenario(target=300_000)
    assert message("over_limit", scenario, elemental_mg=250_000) == (
        "2 tablets a day deliver 500 mg of magnesium, over the US limit of 350 mg. "
        "1 tablet a day gives 250 mg, 83 % of the target, and stays within the limit. "
        "Take more only if your doctor prescribed it."
    )


def test_that_the_limit_is_judged_on_the_delivered_dose_and_not_on_the_target() -> None:
    assert message("over_limit", Scenario(target=350_000), elemental_mg=175_000) == ""
    assert "352 mg" in message("over_limit", Scenario(target=350_000), elemental_mg=176_000)
    at_most = Scenario(target=400_000, dose_policy="at_most")
    assert message("over_limit", at_most, elemental_mg=350_000) == ""


def test_that_a_unit_that_exceeds_the_limit_by_itself_is_named() -> None:
    assert "Even 1 tablet exceeds the limit" in message("over_limit", elemental_mg=400_000)


def test_that_standard_iron_treatment_is_left_to_the_doctor() -> None:
    iron = Scenario.for_element("Fe")
    words = message("over_limit", iron, element="Fe", form="sulfate", elemental_mg=65_000)
    assert "over the US limit of 45 mg" in words
    assert "choose a weaker product, unless your doctor prescribed it." in words
    assert "child" in message("iron_overdose", iron, element="Fe", form="sulfate")
    effects = message("iron_effects", iron, element="Fe", form="sulfate")
    assert "black" in effects
    assert "supervision" in effects


def test_that_iron_is_kept_from_children_in_a_product_of_several_minerals_too() -> None:
    assert "child" in message("iron_overdose", other_minerals="zinc 10 mg, iron 18 mg")
    assert message("iron_overdose", other_minerals="zinc 10 mg") == ""


def test_that_a_mineral_that_is_not_prescribed_has_no_such_exception() -> None:
    values: dict[str, BaseValue] = {"element": "Se", "form": "selenite", "elemental_mg": 500}
    words = message("over_limit", Scenario.for_element("Se"), **values)
    assert "choose a weaker product." in words
    assert "prescribed" not in words


@pytest.mark.parametrize(
    ("elemental_mg", "note", "caution"),
    [(1_000, "", ""), (1_250, "", ""), (1_251, "leaves 1249 mg for food", ""),
     (2_250, "leaves 250 mg for food", ""), (2_251, "", "leaves 249 mg for food"),
     (2_500, "", "leaves 0 mg for food"), (2_501, "", "")],
)  # fmt: skip
def test_that_a_limit_with_food_tells_how_much_a_dose_leaves_for_food(
    elemental_mg: int, note: str, caution: str
) -> None:
    calcium = replace(Scenario.for_element("Ca"), target=elemental_mg * 1_000)
    values: dict[str, BaseValue] = {
        "element": "Ca",
        "form": "carbonate",
        "elemental_mg": elemental_mg * 1_000,
    }
    for key, expected in (("leaves_for_food", note), ("leaves_little_for_food", caution)):
        words = message(key, calcium, **values)
        assert expected in words
        assert bool(words) is bool(expected)


def test_that_a_limit_without_food_leaves_food_out() -> None:
    for key in ("leaves_for_food", "leaves_little_for_food"):
        assert message(key, Scenario(target=350_000), elemental_mg=350_000) == ""


def test_that_potassium_names_the_medicines_that_make_it_dangerous() -> None:
    potassium = Scenario.for_element("K")
    values: dict[str, BaseValue] = {"element": "K", "form": "chloride", "elemental_mg": 99_000}
    words = message("potassium_medicines", potassium, **values)
    for name in ("kidney disease", "ACE inhibitors", "spironolactone", "trimethoprim"):
        assert name in words
    assert message("potassium_dose", potassium, **values) == ""
    assert message("potassium_medicines") == ""


def test_that_the_cautions_of_a_mineral_ask_every_mineral_of_a_product() -> None:
    values: dict[str, BaseValue] = {"elemental_mg": 100_000, "other_minerals": "potassium 99 mg"}
    assert "ACE inhibitors" in message("potassium_medicines", None, **values)
    assert message("potassium_dose", None, **values) == ""
    assert "black" in message("iron_effects", elemental_mg=100_000, other_minerals="iron 5 mg")
    zinc: dict[str, BaseValue] = {"elemental_mg": 200_000, "other_minerals": "zinc 37 mg"}
    assert message("leaves_little_for_food", None, **zinc).startswith(
        "37 mg of zinc a day leaves 3 mg for food under the US limit of 40 mg, which includes food."
    )


def test_that_as_much_of_another_mineral_as_a_treatment_is_stopped() -> None:
    scenario = Scenario(target=200_000)
    values: dict[str, BaseValue] = {"elemental_mg": 100_000, "other_minerals": "potassium 300 mg"}
    assert message("potassium_dose", scenario, **values).startswith(
        "600 mg of potassium a day is a treatment."
    )
    assert message("other_mineral_over_limit", scenario, **values) == ""
    assert compared(scenario, **values).evaluation.has_unsafe_dose
    within = replace(scenario, dose_policy="within_limit")
    assert compared(within, **values).number("units_per_day") == 1


def test_that_much_potassium_is_stopped_and_no_stronger_product_is_advised() -> None:
    potassium = replace(Scenario.for_element("K"), target=2_000_000)
    values: dict[str, BaseValue] = {"element": "K", "form": "chloride", "elemental_mg": 99_000}
    assert "only if your doctor prescribed it" in message("potassium_dose", potassium, **values)
    words = message("many_units", potassium, **values)
    assert words.startswith("That is 20 tablets a day.")
    assert "Consider a stronger" not in words
    assert "Consider a stronger" in message(
        "many_units", Scenario(target=700_000), elemental_mg=100_000
    )


@pytest.mark.parametrize(
    ("element", "target_mg"), [("K", "99"), ("Ca", "500"), ("Fe", "14"), ("Zn", "10")]
)
def test_that_the_default_target_is_the_dose_of_a_supplement(element: str, target_mg: str) -> None:
    assert Scenario.for_element(element).target == Fraction(target_mg) * 1_000


def test_that_no_limit_means_no_warning() -> None:
    assert message("over_limit", Scenario(limit_authority="none"), elemental_mg=900_000) == ""
    potassium = Scenario.for_element("K")
    assert potassium.limit is None
    text = message("over_limit", potassium, element="K", form="chloride", elemental_mg=99_000)
    assert text == ""


def test_that_a_limit_on_all_sources_is_named_as_such() -> None:
    scenario = Scenario.for_element("Zn")
    text = message("over_limit", scenario, element="Zn", form="gluconate", elemental_mg=50_000)
    assert "over the US limit of 40 mg from all sources, food included" in text


def test_that_a_target_over_the_limit_is_flagged() -> None:
    text = message("target_over_limit", Scenario(target=400_000))
    assert text.startswith("The target of 400 mg a day is itself over the US limit of 350 mg.")
    assert message("target_over_limit", Scenario(target=350_000)) == ""


def test_that_a_smallest_dose_over_the_target_is_flagged() -> None:
    text = message("smallest_dose_over_target", elemental_mg=250_000)
    assert text.startswith("1 tablet contains 250 mg, more than the target of 200 mg.")
    assert message("smallest_dose_over_target", elemental_mg=250_000, smallest_dose=500) == ""


@pytest.mark.parametrize(("elemental", "is_flagged"), [(125, False), (126, True), (100, False)])
def test_that_a_dose_far_from_the_target_is_noted(elemental: int, is_flagged: bool) -> None:
    assert bool(message("far_from_target", elemental_mg=elemental * 2_000)) is is_flagged


def test_that_a_dose_below_nine_tenths_of_the_target_is_noted() -> None:
    scenario = Scenario(target=200_000, dose_policy="at_most")
    assert "179 mg a day, 90 % of" in message("far_from_target", scenario, elemental_mg=179_000)
    assert message("far_from_target", scenario, elemental_mg=180_000) == ""


def test_that_a_glycinate_beyond_its_fraction_names_the_least_oxide_share() -> None:
    """The product of a public list: 225 mg stated in 1250 mg of powder."""
    text = message(
        "impossible_label", form="bisglycinate", elemental_mg=225_000, compound_mg=1_250_000
    )
    assert "225 mg in 1250 mg is 18 % magnesium; glycinate contains at most 14.1 %." in text
    assert "At least 28.3 % of the magnesium must come from oxide." in text


def test_that_a_buffered_blend_of_82_and_18_parts_gives_its_oxide_share() -> None:
    text = message(
        "impossible_label", form="glycinate", elemental_mg=224_135, compound_mg=1_000_000
    )
    assert "At least 48.4 % of the magnesium must come from oxide" in text


@pytest.mark.parametrize(
    ("form", "elemental", "compound", "is_flagged"),
    [
        ("bisglycinate", 70, 500, False),
        ("bisglycinate", 71, 500, True),
        ("oxide", 241, 400, False),
        ("oxide", 242, 400, True),
        ("malate", 113, 1000, False),
        ("Fizz", 610, 1000, True),
        ("oxide, citrate", 600, 1000, False),
    ],
)
def test_that_a_label_is_held_against_the_highest_fraction_of_its_form(
    form: str, elemental: int, compound: int, is_flagged: bool
) -> None:
    text = message(
        "impossible_label", form=form, elemental_mg=elemental * 1_000, compound_mg=compound * 1_000
    )
    assert bool(text) is is_flagged


def test_that_more_powder_than_a_capsule_holds_is_flagged() -> None:
    def text_for(unit_kind: str, serving_units: int = 1_000) -> str:
        return message(
            "too_much_for_one_unit",
            form="glycinate",
            unit_kind=unit_kind,
            elemental_mg=200_000,
            serving_units=serving_units,
        )

    start = "200 mg from pure glycinate would need 1419 mg of powder"
    assert text_for("capsule").startswith(start)
    assert text_for("capsule", serving_units=2_000) == ""
    assert text_for("tablet") == ""


@pytest.mark.parametrize(
    ("percent", "is_open"), [(None, True), (4_762, False), (5_333, False), (1_000, True)]
)
def test_that_a_daily_value_settles_the_question_of_too_much_powder_and_leaves_the_caution(
    percent: int | None, is_open: bool
) -> None:
    product = compared(
        form="glycinate",
        elemental_mg=200_000,
        unit_kind="capsule",
        daily_value_percent=percent,
    )
    (flag,) = [flag for flag in product.flags if flag.key == "too_much_for_one_unit"]
    assert (flag.severity, flag.is_open_question) == (Severity.CAUTION, is_open)


def test_that_equal_masses_are_flagged() -> None:
    text = message("elemental_equals_compound", elemental_mg=760_000, compound_mg=760_000)
    assert text.startswith("The elemental and the compound amount are both 760 mg")


def test_that_a_derived_amount_states_its_assumption_and_range() -> None:
    text = message("elemental_derived", form="citrate", elemental_mg=None, compound_mg=1_000_000)
    assert "1000 mg of citrate at 16.16 % (trimagnesium dicitrate anhydrous)" in text
    assert "an assumption: its salts and hydrates give 113.356 mg to 161.633 mg" in text
    text = message(
        "elemental_derived", form="malate trihydrate", elemental_mg=None, compound_mg=1_000_000
    )
    assert "assumption" not in text


@pytest.mark.parametrize(
    ("authority", "percent", "is_flagged"),
    [("US", 48, False), ("US", 50, True), ("EU", 53, False), ("EU", 48, True), ("none", 48, False)],
)
def test_that_a_stated_daily_value_is_held_against_the_region_s(
    authority: str, percent: int, is_flagged: bool
) -> None:
    scenario = Scenario(limit_authority=authority)
    text = message("daily_value_mismatch", scenario, daily_value_percent=percent * 100)
    assert bool(text) is is_flagged


def test_that_many_units_a_day_are_noted() -> None:
    assert message("many_units", elemental_mg=30_000).startswith("That is 7 tablets a day.")
    assert message("many_units", elemental_mg=34_000) == ""


def test_that_a_price_older_than_half_a_year_is_noted() -> None:
    old = TODAY - timedelta(days=181)
    assert message("stale_price", priced_on=old).startswith(
        f"The price is 181 days old, from {old}."
    )
    assert message("stale_price", priced_on=TODAY - timedelta(days=180)) == ""
    assert message("stale_price") == ""


def test_that_another_currency_or_mineral_is_not_ranked_and_flagged() -> None:
    euro = compared(currency="EUR")
    assert euro.rank is None
    assert euro.figures.number("monthly_cost") is None
    assert "The price is in EUR and the comparison in USD" in message(
        "currency_differs", currency="EUR"
    )
    zinc = compared(element="Zn", form="gluconate")
    assert zinc.rank is None
    (flag,) = [flag for flag in zinc.flags if flag.key == "element_differs"]
    assert "is entered as zinc and the comparison is of magnesium" in flag.message()


@pytest.mark.parametrize(
    ("currency", "price", "discount", "tax"),
    [("USD", 4_300, 0, 800), ("JPY", 500_000, 1_000, 0), ("USD", 18_000, 9_900, 0)],
)
def test_that_a_price_that_rounds_to_nothing_stops_and_has_no_figure(
    currency: str, price: int, discount: int, tax: int
) -> None:
    scenario = replace(Scenario(), currency=currency)
    values: dict[str, BaseValue] = {
        "currency": currency, "price": price, "discount_percent": discount, "tax_percent": tax,
    }  # fmt: skip
    costless = compared(scenario, **values)
    (flag,) = [flag for flag in costless.flags if flag.key == "price_rounds_to_nothing"]
    assert (costless.rank, costless.has_stop) == (None, True)
    assert "rounds to nothing, so the product is not ranked" in flag.message()
    assert costless.figures.number("cost_per_elemental_mg") is None
    assert costless.figures.number("monthly_outlay") is None
    assert compared(scenario, **values, delivery=1_000_000).rank == 1


def test_that_a_sound_product_raises_no_flag() -> None:
    assert compared().flags == ()


def test_that_every_check_of_the_definition_is_declared_once() -> None:
    keys = [check.key for check in CHECKS]
    assert len(keys) == len(set(keys))
    assert set(keys) >= {
        "over_limit", "target_over_limit", "smallest_dose_over_target", "far_from_target",
        "impossible_label", "too_much_for_one_unit", "elemental_equals_compound",
        "elemental_derived", "daily_value_mismatch", "many_units", "stale_price",
        "currency_differs", "price_rounds_to_nothing",
    }  # fmt: skip


ALMONDS: Mapping[str, BaseValue] = {
    "product": "Almonds", "form": "food", "unit_kind": "serving", "elemental_mg": 80_000,
    "pack_units": 10_000, "price": 6_000_000,
}  # fmt: skip


def food(**values: BaseValue) -> Product:
    return build_product({**ALMONDS, **values})


def test_that_food_is_compared_like_any_product_and_kept_out_of_the_supplement_limit() -> None:
    scenario = Scenario(target=400_000, dose_policy="within_limit")
    (almonds,) = compare([food()], scenario, TODAY).ranked_products
    assert almonds.number("units_per_day") == 5
    assert almonds.number("cost_per_elemental_mg") == Fraction(6, 800)
    keys = {flag.key for flag in almonds.flags}
    assert "counted_as_food" in keys
    assert "over_limit" not in keys


def test_that_the_column_food_decides_what_a_limit_for_supplements_counts() -> None:
    scenario = Scenario(target=400_000)
    cases = {("citrate", "yes"): False, ("food", "no"): True, ("food", ""): False, ("", "no"): True}
    for (form, stated), is_counted in cases.items():
        (row,) = compare([food(form=form, food=stated)], scenario, TODAY).ranked_products
        assert ("over_limit" in {flag.key for flag in row.flags}) is is_counted
        assert row.product.is_food is not is_counted


def test_that_a_powder_is_no_food_unless_its_form_says_so() -> None:
    scenario = Scenario(target=400_000)
    for form in ("citrate", "oxide, citrate", "mystery complex", ""):
        (powder,) = compare([food(form=form)], scenario, TODAY).ranked_products
        assert "over_limit" in {flag.key for flag in powder.flags}
    (little,) = compare([food()], Scenario(), TODAY).ranked_products
    assert "counted_as_food" not in {flag.key for flag in little.flags}


def test_that_a_limit_that_counts_all_sources_counts_food() -> None:
    milk = food(product="Milk", element="Ca", elemental_mg=300_000)
    scenario = replace(Scenario.for_element("Ca"), target=3_000_000)
    (glass,) = compare([milk], scenario, TODAY).ranked_products
    assert "over_limit" in {flag.key for flag in glass.flags}


@pytest.mark.parametrize(
    ("element", "form", "compound_mg", "elemental_mg"),
    [
        ("Fe", "ferrous sulfate", 200, "65"),
        ("Fe", "ferrous sulfate heptahydrate", 200, "40.1742"),
        ("Fe", "ferrous sulfate", 100, "20.0871"),
        ("K", "potassium gluconate", 595, "99.312045"),
        ("Zn", "zinc gluconate", 70, "10.04353"),
    ],
)
def test_that_a_standard_strength_gives_the_elemental_amount_of_its_labels(
    element: str, form: str, compound_mg: int, elemental_mg: str
) -> None:
    tablet = compared(
        Scenario.for_element(element),
        element=element, form=form, elemental_mg=None, compound_mg=compound_mg * 1_000,
    )  # fmt: skip
    assert tablet.figures.number("elemental_mg_per_unit") == Fraction(elemental_mg)


def test_that_the_amount_of_a_standard_strength_is_said_to_be_that_of_labels() -> None:
    tablet: dict[str, BaseValue | None] = {
        "element": "Fe", "form": "ferrous sulfate", "elemental_mg": None, "compound_mg": 200_000,
    }  # fmt: skip
    text = message("elemental_derived", Scenario.for_element("Fe"), **tablet)
    assert "32.5 % of 200 mg of sulfate, as labels of this strength state" in text
