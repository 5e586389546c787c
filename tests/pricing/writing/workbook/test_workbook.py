"""The workbook: live formulas with stored results, judged by LibreOffice."""

from __future__ import annotations

import math
import re
import zipfile
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import strategies as st

from pricing.analysis.sensitivity import VARIED_INPUTS, tornado, with_input_range
from pricing.calculation.comparison import compare
from pricing.calculation.measures import MEASURES
from pricing.model.columns import COLUMNS, build_product
from pricing.model.scenario import DOSE_POLICIES, Scenario
from pricing.reading.importer import read_products
from pricing.reference.payers import read_payer
from pricing.writing.workbook.sheets.addresses import (
    COMPARISON_HEADINGS,
    COMPARISON_LETTERS,
    PRODUCT_LETTERS,
)
from pricing.writing.workbook.workbook import write_workbook
from tests.libreoffice import recalculate, stored_results
from tests.strategies import products, scenarios

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.calculation.comparison import Comparison
    from pricing.model.product import Product

TODAY = date(2026, 11, 23)
PAYERS = (read_payer("plan:percent:80"), read_payer("card:copay_pack:3"))
SHEETS = [
    "Summary",
    "Products",
    "Comparison",
    "Forms",
    "Access",
    "Sensitivity",
    "Assumptions",
    "About",
]


def same(stored: object, worked_out: object) -> bool:
    if isinstance(stored, int | float) and isinstance(worked_out, int | float):
        return math.isclose(stored, worked_out, rel_tol=1e-9, abs_tol=1e-9)
    return stored == worked_out


def differences(path: Path, judged) -> list:
    stored, worked_out = stored_results(path), stored_results(judged)
    return [
        (place, stored.get(place), worked_out.get(place))
        for place in sorted(set(stored) | set(worked_out))
        if not same(stored.get(place), worked_out.get(place))
    ]


def real(example: Path, **scenario) -> tuple:
    listed = [each.product for each in read_products(example).products]
    return listed, Scenario(target=300_000, **scenario)


def draws(strategy, count: int) -> list:
    """Some examples of a strategy, the same in every run."""
    from hypothesis import HealthCheck, Phase, given, seed, settings

    found: list = []

    @seed(1)
    @settings(
        max_examples=count,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value) -> None:
        found.append(value)

    collect()
    return found


def test_that_every_stored_result_is_what_a_recalculation_gives(
    tmp_path: Path, example: Path
) -> None:
    listed, scenario = real(example)
    lists = [(listed, replace(scenario, dose_policy=policy)) for policy in DOSE_POLICIES]
    lists.append((listed, replace(scenario, limit_authority="none", reference_form="citrate")))
    euro = [replace(each, currency="EUR") for each in listed[:2]]
    zinc = [replace(each, element="Zn", form="gluconate") for each in listed[:2]]
    lists.append((euro + zinc + listed[5:9], scenario))
    lists.append(([], scenario))
    lists.append((products_that_tie(), scenario))
    rows = st.lists(products() | products("EUR"), min_size=1, max_size=25)
    lists += draws(st.tuples(rows, scenarios()), 25)
    paths = []
    for number, (each, assumed) in enumerate(lists):
        paths.append(tmp_path / f"{number}.xlsx")
        write_workbook(compare(each, assumed, TODAY), paths[-1])
    for path, judged in zip(paths, recalculate(paths, tmp_path / "office"), strict=True):
        assert differences(path, judged) == [], path.name


def products_that_tie() -> list[Product]:
    """Products that only the month, the outlay, the name or the order of entry tells apart."""
    one = build_product({"product": "b", "elemental_mg": 100_000, "pack_units": 60_000,
                         "price": 6_000_000, "form": "oxide"})  # fmt: skip
    large = replace(one, product="large", pack_units=120_000, price=12_000_000)
    strong = replace(one, product="a", elemental=400_000, price=24_000_000)
    return [large, strong, replace(one, product="B"), one, replace(one, product="a")]


@pytest.mark.parametrize(
    ("name", "value", "changes"),
    [
        ("target_mg", 250, {"target": 250_000}),
        ("days", 90, {"days": 90}),
        ("limit_authority", "EU", {"limit_authority": "EU"}),
        ("limit_authority", "none", {"limit_authority": "none"}),
        ("life_stage", "4 to 8 years", {"life_stage": "child_4_8"}),
        ("course_days", 100, {"course_days": 100}),
        ("budget", 5, {"budget": 5_000_000}),
        ("daily_wage", 30, {"daily_wage": 30_000_000}),
        ("comparator_stated", 0.05, {"comparator": "x", "comparator_cost": 50_000}),
        ("payer_1_value", 50, {"payers": (read_payer("plan:percent:50"), *PAYERS[1:])}),
        ("payer_2_kind", "copay_month", {"payers": (PAYERS[0], read_payer("card:copay_month:3"))}),
        ("payer_2_covers", "oxide", {"payers": (PAYERS[0], replace(PAYERS[1], covers=("oxide",)))}),
        ("dose_policy", "within_limit", {"dose_policy": "within_limit"}),
        ("reference_form", "citrate", {"reference_form": "citrate"}),
    ],
)
def test_that_a_changed_assumption_recalculates_as_the_program_would(
    tmp_path: Path, example: Path, name: str, value, changes
) -> None:
    listed, scenario = real(example, payers=PAYERS, comparator="x", comparator_cost=1_000)
    path = tmp_path / "before.xlsx"
    write_workbook(compare(listed, scenario, TODAY), path)
    book = openpyxl.load_workbook(path)
    place = book.defined_names[name].attr_text
    sheet, cell = place.replace("$", "").split("!")
    book[sheet][cell] = value
    book.save(path)
    (judged,) = recalculate([path], tmp_path / "office")
    assert_as_new(judged, compare(listed, replace(scenario, **changes), TODAY), tmp_path)


def test_that_a_changed_absorption_recalculates_as_the_program_would(
    tmp_path: Path, example: Path
) -> None:
    listed, scenario = real(example)
    path = tmp_path / "before.xlsx"
    write_workbook(compare(listed, scenario, TODAY), path)
    book = openpyxl.load_workbook(path)
    forms = book.defined_names["absorption_forms"].attr_text.replace("$", "").split("!")[1]
    (cell,) = [row[0] for row in book["Assumptions"][forms] if row[0].value == "glycinate"]
    book["Assumptions"][f"B{cell.row}"] = 6.5
    book.save(path)
    (judged,) = recalculate([path], tmp_path / "office")
    assumed = replace(scenario, absorption=(("glycinate", 65_000),))
    assert_as_new(judged, compare(listed, assumed, TODAY), tmp_path)


def test_that_the_tornado_is_of_the_product_and_ranges_chosen(
    tmp_path: Path, example: Path
) -> None:
    listed, scenario = real(example)
    path = tmp_path / "before.xlsx"
    comparison = compare(listed, scenario, TODAY)
    write_workbook(comparison, path)
    book = openpyxl.load_workbook(path)
    sheet = book["Sensitivity"]
    sheet["B3"] = 5
    sheet["B4"] = "Month at the till"
    prices = next(row for row in range(1, 20) if sheet[f"A{row}"].value == "Price")
    sheet[f"B{prices}"], sheet[f"C{prices}"] = 50, 150
    book.save(path)
    (judged,) = recalculate([path], tmp_path / "office")
    sheet = openpyxl.load_workbook(judged, data_only=True)["Sensitivity"]
    fifth = comparison.ranked_products[4]
    assert sheet["C3"].value == fifth.product.product
    ranged = with_input_range(scenario, VARIED_INPUTS["price"], 5_000, 15_000)
    wanted = tornado(compare(listed, ranged, TODAY).ranked_products[4], "monthly_outlay")
    places = {sheet[f"A{row}"].value: row for row in range(prices, prices + len(VARIED_INPUTS))}
    for bar in wanted:
        row = places[bar.varied_input.title]
        assert same(float(bar.at_low), sheet[f"E{row}"].value)
        assert same(float(bar.at_high), sheet[f"F{row}"].value)


def assert_as_new(judged, comparison: Comparison, folder: Path) -> None:
    """Every live cell is what an export of that comparison holds."""
    fresh = folder / "fresh.xlsx"
    write_workbook(comparison, fresh)
    assert_figures(judged, comparison)
    left, right = stored_results(fresh), stored_results(judged)
    for name in ("Forms", "Access"):
        mine = {place: value for place, value in left.items() if place[0] == name}
        assert mine
        if name == "Forms":  # the rows stand as exported: the cheapest form then may not be it now
            mine = by_first_cell(left, name)
            assert same_rows(mine, by_first_cell(right, name))
        else:
            assert [place for place in mine if not same(mine[place], right.get(place))] == []
    checks = COMPARISON_LETTERS["checks_now"]
    for compared in comparison.entered_products:
        place = ("Comparison", f"{checks}{compared.position + 2}")
        assert left.get(place) == right.get(place)
    assert left[("Summary", "A2")] == right[("Summary", "A2")]
    assert left[("Summary", "A3")] == right[("Summary", "A3")]


def by_first_cell(found, name: str) -> dict:
    rows: dict[int, dict] = {}
    for (sheet, place), value in found.items():
        column, row = place.rstrip("0123456789"), int(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        if sheet == name:
            rows.setdefault(row, {})[column] = value
    return {row.pop("A"): row for row in rows.values()}


def same_rows(left, right) -> bool:
    return left.keys() == right.keys() and all(
        left[name].keys() == right[name].keys()
        and all(same(value, right[name][key]) for key, value in left[name].items())
        for name in left
    )


def test_that_a_changed_price_recalculates_ranks_and_figures(tmp_path: Path, example: Path) -> None:
    listed, scenario = real(example)
    path = tmp_path / "before.xlsx"
    write_workbook(compare(listed, scenario, TODAY), path)
    book = openpyxl.load_workbook(path)
    book["Products"][f"{PRODUCT_LETTERS['price']}2"] = 1.99
    book.save(path)
    (judged,) = recalculate([path], tmp_path / "office")
    cheaper = [replace(listed[0], price=1_990_000), *listed[1:]]
    assert_figures(judged, compare(cheaper, scenario, TODAY))
    summary = openpyxl.load_workbook(judged, data_only=True)["Summary"]
    assert summary["A2"].value.startswith(
        "Cheapest: High Absorption Magnesium 240 tablets, USD 0.0"
    )


def assert_figures(path: Path, comparison: Comparison) -> None:
    sheet = openpyxl.load_workbook(path, data_only=True)["Comparison"]
    rows = list(sheet.iter_rows(values_only=True))
    columns = {title: index for index, title in enumerate(rows[0])}
    for compared in comparison.entered_products:
        row = rows[1 + compared.position]
        assert row[columns["Rank"]] == compared.rank
        for measure in MEASURES:
            found = row[columns[COMPARISON_HEADINGS[measure.key]]]
            exact = compared.figures.number(measure.key)
            assert same(None if exact is None else float(exact), found), measure.key


def test_that_the_products_open_again_as_the_same_comparison(tmp_path: Path, example: Path) -> None:
    listed, scenario = real(example)
    listed += [
        build_product({"product": name, "form": "Fizz", "elemental_mg": 12_345,
        "pack_units": 30_000,
                    "price": 35_290, "upc": "00012345678905", "ndc": "0904-7418-44",
                    "note": "-5 mg"})
        for name in ("=HYPERLINK(\"http://x\")", "@SUM(1)", "-5 mg", "</td>", "Ünï 💊 \u200b!")
    ]  # fmt: skip
    path = tmp_path / "book.xlsx"
    write_workbook(compare(listed, scenario, TODAY), path)
    again = read_products(path)
    assert again.problems == ()
    assert [each.product for each in again.products] == listed


def test_that_no_user_text_is_a_formula(tmp_path: Path) -> None:
    hostile = [
        build_product({"product": text, "brand": text, "form": text, "elemental_mg": 100_000,
                    "pack_units": 60_000, "price": 5_000_000, "note": text})
        for text in ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "=1+1")
    ]  # fmt: skip
    path = tmp_path / "book.xlsx"
    write_workbook(compare(hostile, Scenario(), TODAY), path)
    book = openpyxl.load_workbook(path)
    notes = {cell.value: cell for row in book["Products"].iter_rows(min_row=2) for cell in row}
    for text in ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "=1+1"):
        assert notes[text].data_type == "s"
        assert notes[text].quotePrefix
    formulas = [
        str(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas
    assert not any("cmd" in text or "calc" in text for text in formulas)


def test_that_the_workbook_is_laid_out_as_promised(tmp_path: Path, example: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(compare(*real(example), TODAY), path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == SHEETS
    assert book.active.title == "Summary"
    assert set(book["Products"].tables) == {"tblProducts"}
    assert set(book["Comparison"].tables) == {"tblComparison"}
    for sheet in ("Products", "Comparison", "Forms"):
        (table,) = book[sheet].tables.values()
        titles = [column.name for column in table.tableColumns]
        assert titles == [cell.value for cell in book[sheet][1]][: len(titles)]
        assert len({title.casefold() for title in titles}) == len(titles)
        assert book[sheet].freeze_panes
    assert {"target_mg", "days", "limit_mg", "dose_policy", "currency"} <= set(book.defined_names)
    assert {measure.key for measure in MEASURES} <= set(book.defined_names)
    upc = book["Products"][f"{PRODUCT_LETTERS['upc']}2"]
    assert (upc.value, upc.data_type) == ("753950000872", "s")
    assert len(list(book["Products"].columns)) == len(COLUMNS)
    with zipfile.ZipFile(path) as archive:
        assert not [name for name in archive.namelist() if "vba" in name or "external" in name]


def parts(path: Path, pattern: str) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(pattern, name)]
        return [archive.read(name).decode() for name in names]


def test_that_nothing_is_there_that_makes_a_spreadsheet_offer_a_repair(
    tmp_path: Path, example: Path
) -> None:
    path = tmp_path / "book.xlsx"
    listed, scenario = real(example, payers=(*PAYERS, read_payer("Plan:none")))
    write_workbook(compare(listed, scenario, TODAY), path)
    book = openpyxl.load_workbook(path)
    names = [table.name for sheet in book.worksheets for table in sheet.tables.values()]
    assert len({name.casefold() for name in names}) == len(names) == 4
    for sheet in book.worksheets:
        assert len(sheet.title) <= 31
        assert not sheet.merged_cells.ranges
        for table in sheet.tables.values():
            head = [cell.value for cell in sheet[table.ref][0]]
            assert [column.name for column in table.tableColumns] == head
            assert len({text.casefold() for text in head}) == len(head)
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.promptTitle or "") <= 32
            assert len(rule.prompt or "") <= 255
            assert len(rule.error or "") <= 225
            assert rule.type != "list" or len(rule.formula1) <= 257
    for name in book.defined_names:
        assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]*", name)
        assert not re.fullmatch(r"[A-Za-z]{1,3}[0-9]+", name)
    assert not parts(path, r"xl/(vbaProject|externalLinks/|calcChain).*")


def test_that_charts_are_described_and_carry_what_they_draw(tmp_path: Path, example: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(compare(*real(example), TODAY), path)
    said = [re.search(r'descr="([^"]*)"', text)[1] for text in parts(path, r"xl/drawings/\w+\.xml")]
    assert [text.split(",")[0].split(":")[0] for text in said] == [
        "Cost per elemental mg", "Tornado",
    ]  # fmt: skip
    assert "1. Magnesium Oxide 250 mg 100 tablets 0.0001796 USD" in said[0]
    for chart in parts(path, r"xl/charts/chart\d+\.xml"):
        assert "<c:numCache>" in chart
        assert "<c:strCache>" in chart
        assert "<c:pt " in chart


def test_that_inputs_are_open_and_formulas_are_kept_from_being_typed_over(
    tmp_path: Path, example: Path
) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(compare(*real(example, payers=PAYERS), TODAY), path)
    book = openpyxl.load_workbook(path)
    closed = [sheet.title for sheet in book.worksheets if sheet.protection.sheet]
    assert closed == [name for name in SHEETS if name != "Products"]
    assert not any(sheet.protection.password for sheet in book.worksheets)
    for name in ("target_mg", "dose_policy", "limit_authority", "payer_1_value", "budget"):
        sheet, place = book.defined_names[name].attr_text.replace("$", "").split("!")
        assert not book[sheet][place].protection.locked
        assert any(place in rule.sqref for rule in book[sheet].data_validations.dataValidation)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or cell.protection.locked
    assert book.properties.title == "Cost comparison of magnesium supplements"
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert "not medical advice" in sheet.oddFooter.center.text
