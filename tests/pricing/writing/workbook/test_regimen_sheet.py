"""The sheet of what is taken a day: its formulas give what the program says."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from pricing.analysis.regimen import Regimen, Take, WaitingTake
from pricing.analysis.regimen_scenario import RegimenScenario, Target
from pricing.calculation.comparison import compare
from pricing.model.columns import build_product
from pricing.model.scenario import Scenario
from pricing.writing.workbook import write_workbook
from tests.libreoffice import libreoffice_command, recalculate

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.model.columns import BaseValue
    from pricing.model.product import Product

TODAY = date(2026, 11, 29)


def tablets(name: str, element: str, micrograms: int, **values: BaseValue) -> Product:
    row: dict[str, BaseValue] = {
        "product": name, "element": element, "unit_kind": "tablet", "elemental_mg": micrograms,
        "pack_units": 50_000, "price": 12_990_000,
    }  # fmt: skip
    return build_product({**row, **values})


TRIO = tablets("=Trio", "Mg", 300_000, serving_units=3_000, other_minerals="zinc 15 mg")
ZINC = tablets("Zinc", "Zn", 40_000, discount_percent=1_500, tax_percent=825, delivery=4_950_000)
TARGETS = (Target("Mg", 300_000), Target("Zn", 10_000))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("regimens")


@pytest.fixture(scope="module")
def workbook_path(folder: Path) -> Path:
    path = folder / "regimen.xlsx"
    takes = (Take(TRIO, Fraction(2)), Take(ZINC, Fraction(1)))
    comparison = compare([TRIO, ZINC], Scenario(target=300_000), TODAY)
    write_workbook(comparison, path, regimen=Regimen(takes, RegimenScenario(TARGETS)))
    return path


def rows(path: Path) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(path, data_only=True)["Regimen"]
    return [[cell if cell != "" else None for cell in row] for row in sheet.values]


@pytest.fixture(scope="module")
def changed_path(workbook_path: Path) -> Path:
    """Return the workbook with another number of units a day."""
    workbook = openpyxl.load_workbook(workbook_path)
    workbook["Regimen"]["B2"] = 3
    path = workbook_path.with_name("changed.xlsx")
    workbook.save(path)
    return path


@pytest.fixture(scope="module")
def recalculated(
    workbook_path: Path, changed_path: Path, two_doses_path: Path, two_currencies_path: Path
) -> dict[str, Path]:
    """Return the workbooks by name, recalculated in one start of LibreOffice."""
    if libreoffice_command() is None:
        pytest.skip("LibreOffice is not installed")
    paths = [workbook_path, changed_path, two_doses_path, two_currencies_path]
    return {path.stem: path for path in recalculate(paths, workbook_path.parent)}


def test_that_the_sheet_states_products_totals_and_findings(workbook_path: Path) -> None:
    _, trio, zinc, together, _, _, magnesium_total, zinc_total = rows(workbook_path)
    assert trio[:4] == ["=Trio", 2, 100, 5]
    assert zinc[:4] == ["Zinc", 1, 0, 40]
    assert together[:2] == ["Together", 3]
    assert magnesium_total == ["Magnesium", 300, 350, 200, 2 / 3, 4 / 7, "short of the target"]
    assert zinc_total == ["Zinc", 10, 40, 50, 5, 1.25, "over the limit"]


def test_that_totals_are_at_least_while_something_taken_is_not_counted(tmp_path: Path) -> None:
    path = tmp_path / "waiting.xlsx"
    comparison = compare([ZINC], Scenario(target=300_000), TODAY)
    waiting = (WaitingTake("Odd", ("Zn", "Ca")),)
    regimen = Regimen((Take(ZINC, Fraction(1)),), RegimenScenario((Target("Zn", 10_000),)), waiting)
    write_workbook(comparison, path, regimen=regimen)
    cells = rows(path)
    assert [row[0] for row in cells[5:7]] == ["Zinc, at least", "Calcium, at least"]
    assert cells[2][:2] == ["Together", 1]
    assert not any(cells[2][2:])
    assert cells[-1][0] == (
        "Odd is taken too, but its row is not complete. What it gives and costs is in no total."
    )


def test_that_the_sheet_says_what_is_not_known_of_a_product(tmp_path: Path) -> None:
    doubtful = tablets("Odd", "Mg", 200_000, form="glycinate", compound_mg=500_000)
    takes = (Take(doubtful, Fraction(1)), Take(ZINC, Fraction(1)))
    path = tmp_path / "doubt.xlsx"
    comparison = compare([doubtful, ZINC], Scenario(target=300_000), TODAY)
    write_workbook(comparison, path, regimen=Regimen(takes, RegimenScenario(TARGETS)))
    *_, nothing, last = rows(path)
    assert not any(nothing)
    assert last[0].startswith("Odd is counted as it is entered, but its label is in doubt.")


def test_that_the_sheet_names_products_to_take_apart(tmp_path: Path) -> None:
    calcium = tablets("Cal", "Ca", 200_000)
    takes = (Take(calcium, Fraction(1)), Take(ZINC, Fraction(1)))
    path = tmp_path / "apart.xlsx"
    comparison = compare([calcium, ZINC], Scenario(target=300_000), TODAY)
    write_workbook(comparison, path, regimen=Regimen(takes, RegimenScenario(TARGETS)))
    assert rows(path)[-1][0].startswith("Do not take these at the same time: Cal + Zinc (at least")


@pytest.fixture(scope="module")
def two_doses_path(folder: Path) -> Path:
    bottle = tablets("Bottle", "Zn", 5_000, pack_units=90_000)
    path = folder / "doses.xlsx"
    takes = (Take(bottle, Fraction(1)), Take(TRIO, Fraction(1)), Take(bottle, Fraction(2)))
    comparison = compare([TRIO, bottle], Scenario(target=300_000), TODAY)
    write_workbook(comparison, path, regimen=Regimen(takes, RegimenScenario(TARGETS)))
    return path


def check_two_doses(path: Path) -> None:
    _, first, trio, second, together, *_ = rows(path)
    assert [line[5] for line in (first, trio, second, together)] == [12.99, 12.99, 0, 25.98]
    assert second[4] == pytest.approx(2 * first[4])


def test_that_packs_stand_beside_the_first_of_several_doses(two_doses_path: Path) -> None:
    check_two_doses(two_doses_path)
    assert rows(two_doses_path)[-1][0] == "Bottle is entered 2 times. Its doses are added up."


def test_that_a_recalculation_counts_packs_of_several_doses_once(
    recalculated: dict[str, Path],
) -> None:
    check_two_doses(recalculated["doses"])


@pytest.fixture(scope="module")
def two_currencies_path(folder: Path) -> Path:
    euro = tablets("Euro Mag", "Mg", 150_000, currency="EUR")
    takes = (Take(euro, Fraction(1)), Take(ZINC, Fraction(1)))
    path = folder / "two.xlsx"
    comparison = compare([euro, ZINC], Scenario(target=300_000), TODAY)
    write_workbook(comparison, path, regimen=Regimen(takes, RegimenScenario(TARGETS)))
    return path


def test_that_money_in_two_currencies_is_not_added_up(two_currencies_path: Path) -> None:
    _, euro, zinc, together, *_, last = rows(two_currencies_path)
    assert euro[4:6] == [None, None]
    assert zinc[4] > 0
    assert together[:2] == ["Together", 2]
    assert together[4:6] == [None, None]
    assert last[0].startswith("The price of Euro Mag is in EUR and the regimen in USD.")


def test_that_a_recalculation_adds_up_no_two_currencies(recalculated: dict[str, Path]) -> None:
    assert rows(recalculated["two"])[3][4:6] == [None, None]


def test_that_no_sheet_is_written_without_a_regimen(tmp_path: Path) -> None:
    path = tmp_path / "plain.xlsx"
    write_workbook(compare([TRIO], Scenario(), TODAY), path)
    assert "Regimen" not in openpyxl.load_workbook(path).sheetnames


def test_that_a_recalculation_gives_the_stored_results(
    workbook_path: Path, recalculated: dict[str, Path]
) -> None:
    for stored, again in zip(rows(workbook_path), rows(recalculated["regimen"]), strict=True):
        for before, after in zip(stored, again, strict=True):
            is_number = isinstance(before, int | float)
            assert after == (pytest.approx(before, rel=1e-9) if is_number else before)


def test_that_other_units_give_other_totals(recalculated: dict[str, Path]) -> None:
    *_, magnesium_total, _ = rows(recalculated["changed"])
    assert magnesium_total[3] == 300
    assert magnesium_total[6] is None
