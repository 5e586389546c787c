"""The best buy and the places: what a patient pays for a safe dose, beside the rank by value."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pricing
from pricing.analysis.findings import findings
from pricing.calculation.comparison import PlaceGroup, compare
from pricing.commands.main import main
from pricing.model.columns import build_product
from pricing.model.scenario import Scenario
from pricing.writing.print.handout import default_products
from pricing.writing.workbook.sheets.addresses import COMPARISON_HEADINGS
from pricing.writing.workbook.workbook import write_workbook
from tests.libreoffice import recalculate
from tests.strategies import products, scenarios

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.model.columns import BaseValue
    from pricing.model.product import Product

TODAY = date(2026, 11, 23)
# The worked example. The bisglycinate is the best buy, because the oxide's dose is over the limit.
LIST = (
    "product,form,unit_kind,elemental_mg,pack_units,price\n"
    "Oxide,oxide,tablet,241,120,8.00\nBisglycinate,bisglycinate,capsule,100,120,18.00\n"
)


def unit(name: str, elemental: int, price: int, **values: BaseValue) -> Product:
    return build_product({
        "product": name, "form": "oxide", "unit_kind": "tablet", "elemental_mg": elemental * 1_000,
        "pack_units": 100_000, "price": price * 1_000_000, "currency": "USD", **values,
    })  # fmt: skip


OXIDE = unit("Oxide", 241, 8, pack_units=120_000)
GLYCINATE = unit("Bisglycinate", 100, 18, pack_units=120_000, form="bisglycinate")


def by_place(comparison: Comparison) -> list[str]:
    return [product.product.product for product in comparison.products_by_place]


def name_of(product: ComparedProduct | None) -> str:
    return product.product.product if product else ""


@pytest.mark.parametrize(
    ("policy", "best", "places"),
    [
        ("at_least", "Bisglycinate", ["Bisglycinate", "Oxide"]),
        # One tablet of 241 mg stays within the limit, and does not reach 300 mg.
        ("within_limit", "Bisglycinate", ["Bisglycinate", "Oxide"]),
        ("nearest", "Oxide", ["Oxide", "Bisglycinate"]),
        ("at_most", "Oxide", ["Oxide", "Bisglycinate"]),
        ("exact", "Oxide", ["Oxide", "Bisglycinate"]),
    ],
)
def test_that_the_worked_example_has_its_best_buy(
    policy: str, best: str, places: list[str]
) -> None:
    scenario = Scenario(target=300_000, dose_policy=policy)
    comparison = compare([OXIDE, GLYCINATE], scenario, TODAY)
    assert name_of(comparison.best_buy) == best
    assert by_place(comparison) == places
    assert [name_of(product) for product in comparison.ranked_products] == ["Oxide", "Bisglycinate"]


def test_that_the_best_buy_is_safe_and_its_label_leaves_no_question() -> None:
    impossible = unit("Impossible", 250, 1, compound_mg=300_000)
    equal = unit("Equal", 220, 2, compound_mg=220_000)
    listed = [impossible, equal, unit("Over", 400, 3), unit("Dear", 200, 20), unit("Sound", 210, 9)]
    comparison = compare(listed, Scenario(), TODAY)
    assert by_place(comparison) == ["Sound", "Dear", "Over", "Impossible", "Equal"]
    assert name_of(comparison.best_buy) == "Sound"
    only = compare(listed[:3], Scenario(), TODAY)
    assert only.best_buy is None
    assert by_place(only) == ["Over", "Impossible", "Equal"]
    assert exact_places(listed[:3], Scenario()) == [None, None, None]
    assert exact_places(listed, Scenario()) == [None, None, None, 2, 1]


def test_that_ties_are_settled_by_value_then_outlay_then_name() -> None:
    # All cost 2.40 a month. The stronger has the better value, the large pack the higher outlay.
    listed = [
        unit("b", 200, 8), unit("large", 200, 16, pack_units=200_000), unit("a", 200, 8),
        unit("strong", 220, 8),
    ]  # fmt: skip
    comparison = compare(listed, Scenario(), TODAY)
    assert by_place(comparison) == ["strong", "a", "b", "large"]


def test_that_a_treatment_with_potassium_is_no_best_buy() -> None:
    listed = [unit("K", 600, 8, element="K", form="chloride")]
    scenario = Scenario.for_element("K")
    assert compare(listed, scenario, TODAY).best_buy is None


@given(st.lists(products(), max_size=8), scenarios())
def test_that_places_number_the_safe_products(listed: list[Product], scenario: Scenario) -> None:
    comparison = compare(listed, scenario, TODAY)
    places = [comparison.place_of(product) for product in comparison.ranked_products]
    safe = [each for each in comparison.ranked_products if each.evaluation.place_group.is_safe]
    assert sorted(place for place in places if place) == list(range(1, len(safe) + 1))
    assert all(comparison.place_of(product) for product in safe)
    best = comparison.best_buy
    least = 1 - scenario.tolerance / 10_000
    sound = [
        product
        for product in comparison.ranked_products
        if not product.has_stop
        and not any(flag.is_open_question for flag in product.flags)
        and (
            scenario.dose_policy not in {"at_least", "within_limit"}
            or product.number("delivered_share") >= least
        )
    ]
    assert (best is None) == (not sound)
    if best is not None:
        assert comparison.place_of(best) == 1
        assert best.number("monthly_cost") == min(each.number("monthly_cost") for each in sound)


def test_that_every_output_names_the_best_buy(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path, table = tmp_path / "list.csv", tmp_path / "table.csv"
    path.write_text(LIST, "utf-8")
    call = ["compare", str(path), "--target", "300"]
    assert main([*call, "--json", "-o", str(table)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["best_buy"] == "Bisglycinate"
    shown = [(each["product"], each["rank"], each["place"], each["best_buy"])
             for each in printed["products"]]  # fmt: skip
    assert shown == [("Oxide", 1, None, False), ("Bisglycinate", 2, 1, True)]
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig"))))
    assert [(row["place"], row["best_buy"]) for row in rows] == [("", ""), ("1", "yes")]
    assert main(call) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0].split()[:4] == ["rank", "product", "form", "place"]
    assert out.splitlines()[1].split()[:6] == ["1", "Oxide", "oxide", "over", "the", "limit"]
    assert "Best buy within the safe limit: Bisglycinate: $13.50 a month." in out
    assert "ranks 2 by value" in out
    assert main(["compare", str(table)]) == 0  # the table opens again
    result = pricing.compare(pricing.read(path), target="300 mg")
    assert result.best is not None
    assert result.best.name == "Bisglycinate"
    assert list(result.to_frame()["place"].fillna(0)) == [0, 1]


def test_that_the_handout_suggests_the_best_buy_first() -> None:
    over = [unit(f"Over {number}", 400, number) for number in range(1, 5)]
    comparison = compare([*over, OXIDE, unit("Sound", 200, 30)], Scenario(), TODAY)
    assert [name_of(product) for product in default_products(comparison)][:2] == ["Oxide", "Sound"]
    assert name_of(comparison.best_buy) == "Oxide"


def test_that_one_sentence_says_it_where_the_best_value_is_the_best_buy() -> None:
    keys = [finding.key for finding in findings(compare([OXIDE], Scenario(), TODAY))]
    assert "best_buy" in keys
    assert "value_and_cost" not in keys


def change_names(path: Path, changes: Mapping[str, str | int]) -> None:
    book = openpyxl.load_workbook(path)
    for name, value in changes.items():
        sheet, address = str(book.defined_names[name].attr_text).replace("$", "").split("!")
        book[sheet][address] = value
    book.save(path)


def workbook_places(path: Path) -> list[object]:
    sheet = openpyxl.load_workbook(path, data_only=True)["Comparison"]
    column = [cell.value for cell in sheet[1]].index(COMPARISON_HEADINGS["place"])
    return [row[column].value for row in sheet.iter_rows(min_row=2)]


def exact_places(listed: Sequence[Product], scenario: Scenario) -> list[int | None]:
    comparison = compare(listed, scenario, TODAY)
    return [comparison.place_of(product) for product in comparison.entered_products]


def test_that_the_places_of_a_workbook_recalculate_like_the_program(tmp_path: Path) -> None:
    listed = [
        OXIDE, GLYCINATE, unit("Weak", 50, 2), unit("Equal", 220, 2, compound_mg=220_000),
        unit("Euro", 200, 1, currency="EUR"), unit("Same", 50, 2),
    ]  # fmt: skip
    cases: list[tuple[dict[str, str | int], Scenario]] = [
        ({"target_mg": 300}, Scenario(target=300_000)),
        ({"dose_policy": "within_limit", "target_mg": 300},
         Scenario(target=300_000, dose_policy="within_limit")),
        ({"limit_authority": "none"}, Scenario(limit_authority="none")),
        ({"target_mg": 500}, Scenario(target=500_000)),
        ({"days": 90, "tolerance_percent": 0}, Scenario(days=90, tolerance=0)),
    ]  # fmt: skip
    paths = []
    for number, (changes, _) in enumerate(cases):
        path = tmp_path / f"{number}.xlsx"
        write_workbook(compare(listed, Scenario(), TODAY), path)
        change_names(path, changes)
        paths.append(path)
    for path, (_, scenario) in zip(recalculate(paths, tmp_path / "office"), cases, strict=True):
        assert workbook_places(path) == exact_places(listed, scenario)
        summary = openpyxl.load_workbook(path, data_only=True)["Summary"]
        best = compare(listed, scenario, TODAY).best_buy
        expected = f"Best buy: {best.product.product}, " if best else "Best buy: no product is safe"
        assert str(summary["A2"].value).startswith(expected)
        first = compare(listed, scenario, TODAY).ranked_products[0]
        is_over = first.evaluation.place_group is PlaceGroup.UNSAFE
        assert ("over the safe limit" in str(summary["A3"].value)) is is_over
