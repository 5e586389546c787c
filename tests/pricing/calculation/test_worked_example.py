"""Every cell of the worked example that defines the measures."""

from __future__ import annotations

from datetime import date

import pytest

from pricing.calculation.comparison import compare
from pricing.calculation.measures import MEASURES_BY_KEY, format_figure
from pricing.model.columns import build_product
from pricing.model.scenario import Scenario

TODAY = date(2026, 11, 23)
OXIDE = build_product(
    {
        "product": "Oxide tablet",
        "form": "oxide",
        "unit_kind": "tablet",
        "elemental_mg": 241_000,
        "pack_units": 120_000,
        "price": 8_000_000,
    }
)
GLYCINATE = build_product(
    {
        "product": "Bisglycinate capsule",
        "form": "bisglycinate",
        "unit_kind": "capsule",
        "elemental_mg": 100_000,
        "pack_units": 120_000,
        "price": 18_000_000,
    }
)
EXPECTED = {
    "cost_per_elemental_mg": ("0.0002766", "0.001500"),
    "units_per_day": ("2", "3"),
    "delivered_mg_per_day": ("482", "300"),
    "monthly_cost_exact": ("2.49", "13.50"),
    "monthly_cost": ("4.00", "13.50"),
    "monthly_cost_per_elemental_mg": ("0.008299", "0.04500"),
    "packs_to_buy": ("1", "1"),
    "monthly_outlay": ("8.00", "18.00"),
    "units_left_over": ("60", "30"),
    "days_per_pack": ("60", "40"),
    "break_even_absorption": ("1.000", "5.423"),
    "monthly_premium": ("0.00", "9.50"),
}
WITHIN_LIMIT = {
    "units_per_day": ("1", "3"),
    "delivered_mg_per_day": ("241", "300"),
    "monthly_cost": ("2.00", "13.50"),
}


def displayed_cells(policy: str, key: str) -> tuple[str, ...]:
    """The figure of the oxide, then of the glycinate, as displayed."""
    scenario = Scenario(target=300_000, dose_policy=policy)
    figure_format = MEASURES_BY_KEY[key].figure_format
    return tuple(
        format_figure(product.number(key), figure_format, "USD")
        for product in compare([GLYCINATE, OXIDE], scenario, TODAY).products
    )


@pytest.mark.parametrize(("key", "cells"), EXPECTED.items())
def test_that_the_worked_example_holds(key: str, cells: tuple[str, ...]) -> None:
    assert displayed_cells("at_least", key) == cells


@pytest.mark.parametrize(("key", "cells"), WITHIN_LIMIT.items())
def test_that_the_worked_example_holds_within_the_limit(key: str, cells: tuple[str, ...]) -> None:
    assert displayed_cells("within_limit", key) == cells


def test_that_the_oxide_dose_is_flagged_and_the_glycinate_dose_is_not() -> None:
    oxide, glycinate = compare([OXIDE, GLYCINATE], Scenario(target=300_000), TODAY).products
    assert [flag.key for flag in oxide.flags] == ["over_limit", "far_from_target"]
    assert not glycinate.flags
