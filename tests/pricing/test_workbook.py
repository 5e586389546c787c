"""The workbook: live formulas with stored results, judged by LibreOffice."""

from __future__ import annotations

import math
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from hypothesis import strategies as st

from pricing.columns import COLUMNS, product_of
from pricing.comparison import compare
from pricing.measures import MEASURES
from pricing.reading.importer import read_products
from pricing.scenario import DOSE_POLICIES, Scenario
from pricing.writing.sheets.cells import COMPARISON_HEADINGS, PRODUCT_LETTERS
from pricing.writing.workbook import write_workbook
from tests.spreadsheet import cells, recalculated
from tests.strategies import products, scenarios

TODAY = date(2026, 11, 23)
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


def differences(path, judged) -> list:
    stored, worked_out = cells(path), cells(judged)
    return [
        (place, stored.get(place), worked_out.get(place))
        for place in sorted(set(stored) | set(worked_out))
        if not same(stored.get(place), worked_out.get(place))
    ]


def real(example, **scenario) -> tuple:
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
    def collect(value):
        found.append(value)

    collect()
    return found


def test_that_every_stored_result_is_what_a_recalculation_gives(tmp_path, example):
    listed, scenario = real(example)
    lists = [(listed, replace(scenario, dose_policy=policy)) for policy in DOSE_POLICIES]
    lists.append((listed, replace(scenario, limit_authority="none", reference_form="citrate")))
    euro = [replace(each, currency="EUR") for each in listed[:2]]
    zinc = [replace(each, element="Zn", form="gluconate") for each in listed[:2]]
    lists.append((euro + zinc + listed[5:9], scenario))
    lists.append(([], scenario))
    rows = st.lists(products() | products("EUR"), min_size=1, max_size=25)
    lists += draws(st.tuples(rows, scenarios()), 25)
    paths = []
    for number, (each, assumed) in enumerate(lists):
        paths.append(tmp_path / f"{number}.xlsx")
        write_workbook(compare(each, assumed, TODAY), paths[-1])
    for path, judged in zip(paths, recalculated(paths, tmp_path / "office"), strict=True):
        assert differences(path, judged) == [], path.name


@pytest.mark.parametrize(
    ("name", "value", "changes"),
    [
        ("target_mg", 250, {"target": 250_000}),
        ("days", 90, {"days": 90}),
        ("limit_mg", 250, {"limit_authority": "EU"}),
        ("dose_policy", "within_limit", {"dose_policy": "within_limit"}),
        ("reference_form", "citrate", {"reference_form": "citrate"}),
    ],
)
def test_that_a_changed_assumption_recalculates_as_the_program_would(
    tmp_path, example, name, value, changes
):
    listed, scenario = real(example)
    path = tmp_path / "before.xlsx"
    write_workbook(compare(listed, scenario, TODAY), path)
    book = openpyxl.load_workbook(path)
    place = book.defined_names[name].attr_text
    sheet, cell = place.replace("$", "").split("!")
    book[sheet][cell] = value
    book.save(path)
    (judged,) = recalculated([path], tmp_path / "office")
    assert_figures(judged, compare(listed, replace(scenario, **changes), TODAY))


def test_that_a_changed_price_recalculates_ranks_and_figures(tmp_path, example):
    listed, scenario = real(example)
    path = tmp_path / "before.xlsx"
    write_workbook(compare(listed, scenario, TODAY), path)
    book = openpyxl.load_workbook(path)
    book["Products"][f"{PRODUCT_LETTERS['price']}2"] = 1.99
    book.save(path)
    (judged,) = recalculated([path], tmp_path / "office")
    cheaper = [replace(listed[0], price=1_990_000), *listed[1:]]
    assert_figures(judged, compare(cheaper, scenario, TODAY))
    summary = openpyxl.load_workbook(judged, data_only=True)["Summary"]
    assert summary["A2"].value.startswith(
        "Cheapest: High Absorption Magnesium 240 tablets, USD 0.0"
    )


def assert_figures(path, comparison) -> None:
    sheet = openpyxl.load_workbook(path, data_only=True)["Comparison"]
    rows = list(sheet.iter_rows(values_only=True))
    columns = {title: index for index, title in enumerate(rows[0])}
    for compared in comparison.entered:
        row = rows[1 + compared.position]
        assert row[columns["Rank"]] == compared.rank
        for measure in MEASURES:
            found = row[columns[COMPARISON_HEADINGS[measure.key]]]
            exact = compared.figures.number(measure.key)
            assert same(None if exact is None else float(exact), found), measure.key


def test_that_the_products_open_again_as_the_same_comparison(tmp_path, example):
    listed, scenario = real(example)
    listed += [
        product_of({"product": name, "form": "Fizz", "elemental_mg": 12_345, "pack_units": 30_000,
                    "price": 35_290, "upc": "00012345678905", "ndc": "0904-7418-44",
                    "note": "-5 mg"})
        for name in ("=HYPERLINK(\"http://x\")", "@SUM(1)", "-5 mg", "</td>", "Ünï 💊 \u200b!")
    ]  # fmt: skip
    path = tmp_path / "book.xlsx"
    write_workbook(compare(listed, scenario, TODAY), path)
    again = read_products(path)
    assert again.problems == ()
    assert [each.product for each in again.products] == listed


def test_that_no_user_text_is_a_formula(tmp_path):
    hostile = [
        product_of({"product": text, "brand": text, "form": text, "elemental_mg": 100_000,
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


def test_that_the_workbook_is_laid_out_as_promised(tmp_path, example):
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
