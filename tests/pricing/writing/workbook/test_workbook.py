"""The workbook: live formulas with stored results, which LibreOffice recalculates."""

from __future__ import annotations

import io
import math
import re
import zipfile
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import openpyxl
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from pricing.analysis.sensitivity import VARIED_INPUTS, tornado, with_input_range
from pricing.calculation.comparison import PlaceGroup, compare
from pricing.calculation.measures import MEASURES
from pricing.model.columns import COLUMNS, build_product
from pricing.model.scenario import DOSE_POLICIES, Scenario
from pricing.reading.reader_process import read_products
from pricing.reference.payers import read_payer
from pricing.writing.workbook.sheets.addresses import (
    COMPARISON_HEADINGS,
    COMPARISON_LETTERS,
    PRODUCT_LETTERS,
)
from pricing.writing.workbook.workbook import worksheet_class, write_workbook
from tests.libreoffice import convert_spreadsheet, recalculate, stored_results
from tests.strategies import products, scenarios

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook

    from pricing.calculation.comparison import Comparison
    from pricing.model.columns import BaseValue
    from pricing.model.product import Product
    from pricing.reference.payers import Payer

    CellKey = tuple[str, str]  # sheet and address
    Rows = dict[object, dict[str, object]]

T = TypeVar("T")
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


def is_equal(stored: object, recalculated: object) -> bool:
    if isinstance(stored, int | float) and isinstance(recalculated, int | float):
        return math.isclose(stored, recalculated, rel_tol=1e-9, abs_tol=1e-9)
    return stored == recalculated


def differences(path: Path, recalculated_path: Path) -> list[tuple[CellKey, object, object]]:
    stored, recalculated = stored_results(path), stored_results(recalculated_path)
    return [
        (cell, stored.get(cell), recalculated.get(cell))
        for cell in sorted(set(stored) | set(recalculated))
        if not is_equal(stored.get(cell), recalculated.get(cell))
    ]


def example_list(example: Path) -> tuple[list[Product], Scenario]:
    products = [row.product for row in read_products(example).products]
    return products, Scenario(target=300_000)


def example_comparison(example: Path, payers: tuple[Payer, ...] = ()) -> Comparison:
    products, scenario = example_list(example)
    return compare(products, replace(scenario, payers=payers), TODAY)


def examples_of(strategy: st.SearchStrategy[T], count: int) -> list[T]:
    """Return some examples of a strategy, the same in every run."""
    from hypothesis import HealthCheck, Phase, given, seed, settings

    examples: list[T] = []

    @seed(1)
    @settings(
        max_examples=count,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value: T) -> None:
        examples.append(value)

    collect()
    return examples


def test_that_every_stored_result_equals_its_recalculation(tmp_path: Path, example: Path) -> None:
    listed, scenario = example_list(example)
    lists = [(listed, replace(scenario, dose_policy=policy)) for policy in DOSE_POLICIES]
    lists.append((listed, replace(scenario, limit_authority="none", reference_form="citrate")))
    euro = [replace(product, currency="EUR") for product in listed[:2]]
    zinc = [replace(product, element="Zn", form="gluconate") for product in listed[:2]]
    lists.append((euro + zinc + listed[5:9], scenario))
    lists.append(([], scenario))
    lists.append((products_that_tie(), scenario))
    lists.append((costless_products(), scenario))
    lists += [([product], scenario) for product in products_between_two_figures()]
    lists += [(products_rich_in_zinc(), replace(scenario, **case)) for case in _ZINC_CASES]
    rows = st.lists(products() | products("EUR"), min_size=1, max_size=25)
    lists += examples_of(st.tuples(rows, scenarios()), 25)
    paths = []
    for number, (chosen, chosen_scenario) in enumerate(lists):
        paths.append(tmp_path / f"{number}.xlsx")
        write_workbook(compare(chosen, chosen_scenario, TODAY), paths[-1])
    for path, recalculated in zip(paths, recalculate(paths, tmp_path / "office"), strict=True):
        assert differences(path, recalculated) == [], path.name


# Where the limit of magnesium, that of zinc, or none decides the dose.
_ZINC_CASES: tuple[dict[str, Any], ...] = tuple(
    {"dose_policy": "within_limit", "target": target * 1_000, "limit_authority": authority}
    for target, authority in ((100, "US"), (300, "US"), (355, "US"), (355, "none"))
)


def products_rich_in_zinc() -> list[Product]:
    """Return tablets of which few hold as much zinc as is safe."""
    values: dict[str, BaseValue] = {
        "elemental_mg": 100_000, "pack_units": 100_000, "price": 5_000_000, "unit_kind": "tablet",
    }  # fmt: skip
    return [
        build_product({**values, "product": f"Zinc {mg}", "other_minerals": f"zinc {mg} mg"})
        for mg in (1, 15, 25, 50)
    ]


def costless_products() -> list[Product]:
    """Products whose price rounds to nothing, and one whose price does at 80 %."""
    free = build_product({"product": "free", "elemental_mg": 100_000, "pack_units": 1_000,
                          "price": 4_300, "tax_percent": 800, "form": "oxide"})  # fmt: skip
    gift = replace(free, product="gift", price=10_000, discount=4_000, tax=0)
    return [free, gift, replace(gift, product="given away", discount=9_999)]


def products_between_two_figures() -> list[Product]:
    """Return products whose cost of 100 mg is a tie of four digits, or a power of ten."""
    one = build_product({"product": "tie", "elemental_mg": 88_000, "pack_units": 60_000,
                         "price": 18_150_000, "form": "oxide"})  # fmt: skip
    more = ((88_000, 60_000, 181_500), (7_000, 90_000, 630_000), (49_000, 30_000, 14_700_000))
    return [
        one,
        *(
            replace(one, elemental=elemental, pack_units=units, price=price)
            for elemental, units, price in more
        ),
    ]


def products_that_tie() -> list[Product]:
    """Products that only the month, the outlay, the name or the order of entry tells apart."""
    one = build_product({"product": "b", "elemental_mg": 100_000, "pack_units": 60_000,
                         "price": 6_000_000, "form": "oxide"})  # fmt: skip
    large = replace(one, product="large", pack_units=120_000, price=12_000_000)
    strong = replace(one, product="a", elemental=400_000, price=24_000_000)
    return [large, strong, replace(one, product="B"), one, replace(one, product="a")]


CHANGED_ASSUMPTIONS: list[tuple[str, str | float, dict[str, Any]]] = [
    ("target_mg", 250, {"target": 250_000}),
    ("days", 90, {"days": 90}),
    ("tolerance_percent", 0, {"tolerance": 0}),
    ("tolerance_percent", 40, {"tolerance": 4_000}),
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
]


def test_that_a_changed_assumption_recalculates_like_the_program(
    tmp_path: Path, example: Path
) -> None:
    listed, scenario = example_list(example)
    scenario = replace(scenario, payers=PAYERS, comparator="x", comparator_cost=1_000)
    path = tmp_path / "before.xlsx"
    write_workbook(compare(listed, scenario, TODAY), path)
    paths = []
    for number, (name, value, _) in enumerate(CHANGED_ASSUMPTIONS):
        book = openpyxl.load_workbook(path)
        sheet, address = named_address(book, name)
        book[sheet][address] = value
        paths.append(tmp_path / f"{number} {name}.xlsx")
        book.save(paths[-1])
    recalculated = recalculate(paths, tmp_path / "office")
    for changed, (*_, changes) in zip(recalculated, CHANGED_ASSUMPTIONS, strict=True):
        expected = compare(listed, replace(scenario, **changes), TODAY)
        assert_like_fresh_export(changed, expected, tmp_path)


def test_that_a_changed_absorption_recalculates_like_the_program(
    tmp_path: Path, example: Path
) -> None:
    listed, scenario = example_list(example)
    path = tmp_path / "before.xlsx"
    write_workbook(compare(listed, scenario, TODAY), path)
    book = openpyxl.load_workbook(path)
    _, forms = named_address(book, "absorption_forms")
    (cell,) = [row[0] for row in book["Assumptions"][forms] if row[0].value == "glycinate"]
    book["Assumptions"][f"B{cell.row}"] = 6.5
    book.save(path)
    (recalculated,) = recalculate([path], tmp_path / "office")
    assumed = replace(scenario, absorption=(("glycinate", 65_000),))
    assert_like_fresh_export(recalculated, compare(listed, assumed, TODAY), tmp_path)


def test_that_the_tornado_shows_the_chosen_product_and_ranges(
    tmp_path: Path, example: Path
) -> None:
    listed, scenario = example_list(example)
    path = tmp_path / "before.xlsx"
    comparison = compare(listed, scenario, TODAY)
    write_workbook(comparison, path)
    book = openpyxl.load_workbook(path)
    sheet = book["Sensitivity"]
    sheet["B3"] = 5
    sheet["B4"] = COMPARISON_HEADINGS["monthly_outlay"]
    prices = next(row for row in range(1, 20) if sheet[f"A{row}"].value == "Price")
    sheet[f"B{prices}"], sheet[f"C{prices}"] = 50, 150
    book.save(path)
    (recalculated,) = recalculate([path], tmp_path / "office")
    sheet = openpyxl.load_workbook(recalculated, data_only=True)["Sensitivity"]
    fifth = comparison.ranked_products[4]
    assert sheet["C3"].value == fifth.product.product
    ranged = with_input_range(scenario, VARIED_INPUTS["price"], 5_000, 15_000)
    bars = tornado(compare(listed, ranged, TODAY).ranked_products[4], "monthly_outlay")
    rows = {sheet[f"A{row}"].value: row for row in range(prices, prices + len(VARIED_INPUTS))}
    for bar in bars:
        row = rows[bar.varied_input.title]
        assert is_equal(float(bar.at_low), sheet[f"E{row}"].value)
        assert is_equal(float(bar.at_high), sheet[f"F{row}"].value)


def named_address(book: Workbook, name: str) -> tuple[str, str]:
    """Return the sheet and the address of a defined name."""
    sheet, address = str(book.defined_names[name].attr_text).replace("$", "").split("!")
    return sheet, address


def assert_like_fresh_export(path: Path, comparison: Comparison, folder: Path) -> None:
    """Check that a workbook's live cells equal those of a fresh export of the comparison."""
    fresh_path = folder / "fresh.xlsx"
    write_workbook(comparison, fresh_path)
    assert_figures(path, comparison)
    fresh, changed = stored_results(fresh_path), stored_results(path)
    # The rows of Forms stay in the order of the export, in which another form may be the cheapest.
    forms = rows_by_first_cell(fresh, "Forms")
    assert forms
    assert has_equal_rows(forms, rows_by_first_cell(changed, "Forms")), path.name
    access = [cell for cell in fresh if cell[0] == "Access"]
    assert access
    different = [cell for cell in access if not is_equal(fresh[cell], changed.get(cell))]
    assert different == [], path.name
    checks = COMPARISON_LETTERS["checks_now"]
    for compared in comparison.entered_products:
        cell = ("Comparison", f"{checks}{compared.position + 2}")
        assert fresh.get(cell) == changed.get(cell), path.name
    assert fresh["Summary", "A2"] == changed["Summary", "A2"], path.name
    assert fresh["Summary", "A3"] == changed["Summary", "A3"], path.name


def rows_by_first_cell(results: dict[CellKey, object], name: str) -> Rows:
    rows: dict[int, dict[str, object]] = {}
    for (sheet, address), value in results.items():
        column = address.rstrip("0123456789")
        row = int(address.removeprefix(column))
        if sheet == name:
            rows.setdefault(row, {})[column] = value
    return {row.pop("A"): row for row in rows.values()}


def has_equal_rows(rows: Rows, others: Rows) -> bool:
    return rows.keys() == others.keys() and all(
        row.keys() == others[name].keys()
        and all(is_equal(value, others[name][column]) for column, value in row.items())
        for name, row in rows.items()
    )


def test_that_a_changed_price_recalculates_ranks_and_figures(tmp_path: Path, example: Path) -> None:
    listed, scenario = example_list(example)
    path = tmp_path / "before.xlsx"
    write_workbook(compare(listed, scenario, TODAY), path)
    book = openpyxl.load_workbook(path)
    book["Products"][f"{PRODUCT_LETTERS['price']}2"] = 1.99
    book.save(path)
    (recalculated,) = recalculate([path], tmp_path / "office")
    cheaper = [replace(listed[0], price=1_990_000), *listed[1:]]
    assert_figures(recalculated, compare(cheaper, scenario, TODAY))
    summary = openpyxl.load_workbook(recalculated, data_only=True)["Summary"]
    assert str(summary["A3"].value).startswith(
        "Cheapest: High Absorption Magnesium 240 tablets, USD 0.0"
    )


def assert_figures(path: Path, comparison: Comparison) -> None:
    sheet = openpyxl.load_workbook(path, data_only=True)["Comparison"]
    rows = list(sheet.iter_rows(values_only=True))
    columns = {title: index for index, title in enumerate(rows[0])}
    for compared in comparison.entered_products:
        row = rows[1 + compared.position]
        assert row[columns["Rank"]] == compared.rank, path.name
        for measure in MEASURES:
            figure = row[columns[COMPARISON_HEADINGS[measure.key]]]
            exact = compared.figures.number(measure.key)
            expected = None if exact is None else float(exact)
            assert is_equal(expected, figure), (path.name, measure.key)


def test_that_the_products_are_read_back_unchanged(tmp_path: Path, example: Path) -> None:
    listed, scenario = example_list(example)
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
    assert [row.product for row in again.products] == listed


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


def test_that_the_workbook_has_its_sheets_tables_and_names(tmp_path: Path, example: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(example_comparison(example), path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == SHEETS
    assert book.active is book["Summary"]
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


def archive_parts(path: Path, pattern: str) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(pattern, name)]
        return [archive.read(name).decode() for name in names]


def test_that_excel_has_nothing_to_repair(tmp_path: Path, example: Path) -> None:
    path = tmp_path / "book.xlsx"
    payers = (*PAYERS, read_payer("Plan:none"))
    write_workbook(example_comparison(example, payers), path)
    book = openpyxl.load_workbook(path)
    names = [table.name for sheet in book.worksheets for table in sheet.tables.values()]
    assert len({name.casefold() for name in names}) == len(names) == 4
    for sheet in book.worksheets:
        assert len(sheet.title) <= 31
        assert not sheet.merged_cells.ranges
        for table in sheet.tables.values():
            headers = [str(cell.value) for cell in sheet[table.ref][0]]
            assert [column.name for column in table.tableColumns] == headers
            assert len({header.casefold() for header in headers}) == len(headers)
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.promptTitle or "") <= 32
            assert len(rule.prompt or "") <= 255
            assert len(rule.error or "") <= 225
            assert rule.type != "list" or len(rule.formula1) <= 257
    for name in book.defined_names:
        assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]*", name)
        assert not re.fullmatch(r"[A-Za-z]{1,3}[0-9]+", name)
    assert not archive_parts(path, r"xl/(vbaProject|externalLinks/|calcChain).*")


def test_that_charts_have_an_alternative_text_and_stored_values(
    tmp_path: Path, example: Path
) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(example_comparison(example), path)
    texts = [
        text
        for part in archive_parts(path, r"xl/drawings/\w+\.xml")
        for text in re.findall(r'descr="([^"]*)"', part)
    ]
    assert [text.split(",")[0].split(":")[0] for text in texts] == [
        "Cost per 100 mg of magnesium", "Tornado",
    ]  # fmt: skip
    assert "Magnesium Oxide 250 mg 100 tablets 0.01796 USD, over the limit" in texts[0]
    for chart in archive_parts(path, r"xl/charts/chart\d+\.xml"):
        assert "<c:numCache>" in chart
        assert "<c:strCache>" in chart
        assert "<c:pt " in chart


def test_that_the_summary_fits_on_a_page_with_its_chart(tmp_path: Path, example: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(example_comparison(example), path)
    pages = [page.extract_text() for page in PdfReader(convert_spreadsheet(path, "pdf")).pages]
    assert "What a milligram really costs" in pages[0]
    assert "Findings when exported" in pages[0]
    assert "Cost per 100 mg of magnesium, USD" in pages[0]  # the title of the chart
    assert "0.01796 USD" in pages[0]
    assert all("What a milligram really costs" not in page for page in pages[1:])
    assert "Summary" not in pages[1]


def test_that_a_long_best_buy_fits_across_the_page_of_the_summary(tmp_path: Path) -> None:
    values: dict[str, BaseValue] = {
        "product": "Calcium Magnesium Zinc 240 coated tablets", "elemental_mg": 100_000,
        "pack_units": 240_000, "price": 18_990_000, "other_minerals": "calcium 333 mg, zinc 5 mg",
    }  # fmt: skip
    path = tmp_path / "book.xlsx"
    write_workbook(compare([build_product(values)], Scenario(), TODAY), path)
    best, note = (openpyxl.load_workbook(path)["Summary"][cell] for cell in ("A2", "A4"))
    assert best.font.sz < note.font.sz


def test_that_the_summary_lists_safe_products_first(tmp_path: Path, example: Path) -> None:
    path = tmp_path / "book.xlsx"
    comparison = example_comparison(example)
    write_workbook(comparison, path)
    (recalculated,) = recalculate([path], tmp_path / "office")
    sheet = openpyxl.load_workbook(recalculated, data_only=True)["Summary"]
    rows = list(sheet.iter_rows(min_row=7, max_row=6 + len(comparison.products_by_place)))
    names = [product.product.product for product in comparison.products_by_place]
    assert [row[1].value for row in rows] == names
    unsafe = [
        product.evaluation.place_group is PlaceGroup.UNSAFE
        for product in comparison.products_by_place
    ]
    assert [row[0].value == "–" for row in rows] == unsafe
    assert True in unsafe
    # Each product has its cost as one bar: within the limit, or over it.
    for row in rows:
        cost, over, bars = row[3].value, row[8].value, [cell.value for cell in row[9:11]]
        assert bars == ([0, cost] if over else [cost, 0])


def test_that_too_much_of_another_mineral_is_over_the_limit(tmp_path: Path) -> None:
    path, potassium = tmp_path / "book.xlsx", tmp_path / "potassium.xlsx"
    write_workbook(compare(products_rich_in_zinc(), Scenario(target=200_000), TODAY), path)
    treatment = build_product({"product": "K", "element": "K", "elemental_mg": 600_000,
                               "pack_units": 9_000, "price": 5_000_000})  # fmt: skip
    scenario = replace(Scenario.for_element("K"), target=600_000)
    write_workbook(compare([treatment], scenario, TODAY), potassium)
    zinc, treatments = (
        openpyxl.load_workbook(one, data_only=True)
        for one in recalculate([path, potassium], tmp_path / "office")
    )
    heading, *rows = zinc["Comparison"].values
    over, checks = (heading.index(COMPARISON_HEADINGS[key]) for key in ("over_limit", "checks_now"))
    assert [row[over] or "" for row in rows] == ["", "", "over", "over"]
    assert ["other mineral over limit" in str(row[checks]) for row in rows] == [
        False, False, True, True,
    ]  # fmt: skip
    # On the summary its bar stands for a dose over the limit.
    *_, within, beyond = list(zinc["Summary"].values)[8][:11]
    assert (within, beyond) == (0, 0.05)
    _, row = treatments["Comparison"].values
    assert "treatment dose" in str(row[checks])


def test_that_inputs_are_unlocked_and_formulas_protected(tmp_path: Path, example: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(example_comparison(example, PAYERS), path)
    book = openpyxl.load_workbook(path)
    protected = [sheet.title for sheet in book.worksheets if sheet.protection.sheet]
    assert protected == [name for name in SHEETS if name != "Products"]
    assert not any(sheet.protection.password for sheet in book.worksheets)
    for name in ("target_mg", "dose_policy", "limit_authority", "payer_1_value", "budget"):
        sheet_name, address = named_address(book, name)
        assert not book[sheet_name][address].protection.locked
        rules = book[sheet_name].data_validations.dataValidation
        assert any(address in rule.sqref for rule in rules)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or cell.protection.locked
    assert book.properties.title == "Cost comparison of magnesium supplements"
    for sheet in book.worksheets:
        is_summary = sheet.title == "Summary"
        assert sheet.page_setup.orientation == ("portrait" if is_summary else "landscape")
        assert sheet.oddFooter is not None
        assert "not medical advice" in str(sheet.oddFooter.center.text)


@given(
    st.lists(
        st.sampled_from(
            ("=", "{", "}", "SUM(", "DROP(", "SORTBY(", "_xlfn.DROP(", "XLOOKUP(A1,B1)", "days",
             "T.DROP(", "single(", "SINGLE(", "A1", '"MAP("', ")", "+", "é")
        ),
        min_size=1,
        max_size=6,
    )
)  # fmt: skip
def test_that_formulas_are_written_as_xlsxwriter_alone_writes_them(parts: list[str]) -> None:
    formula = "=" + "".join(parts)
    written = []
    for sheet_class in (None, worksheet_class()):
        with xlsxwriter.Workbook(data := io.BytesIO()) as book:
            book.add_worksheet("Formulas", sheet_class).write_formula(0, 0, formula)
        written.append(zipfile.ZipFile(data).read("xl/worksheets/sheet1.xml"))
    assert written[0] == written[1]


def test_that_numbers_are_written_as_xlsxwriter_alone_writes_them() -> None:
    written = []
    for sheet_class in (None, worksheet_class()):
        with xlsxwriter.Workbook(data := io.BytesIO()) as book:
            sheet = book.add_worksheet("Numbers", sheet_class)
            sheet.set_column(1, 1, 14, book.add_format({"num_format": "0.00"}))
            sheet.write_row(0, 0, (1, 0.1, -2.5e-9, 1e21, 12_345.678_9))
        written.append(zipfile.ZipFile(data).read("xl/worksheets/sheet1.xml"))
    assert written[0] == written[1]
