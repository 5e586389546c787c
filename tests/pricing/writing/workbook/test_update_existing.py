"""Replacing the program's sheets inside a user's own workbook."""

from __future__ import annotations

import io
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName

from pricing.calculation.comparison import compare
from pricing.model.scenario import Scenario
from pricing.problems.errors import UserError
from pricing.reading.reader_process import read_products
from pricing.writing.workbook.update_existing import update_workbook
from pricing.writing.workbook.workbook import SHEET_WRITERS, write_workbook
from tests.libreoffice import recalculate
from tests.pricing.writing.workbook.test_workbook import differences

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from pricing.model.product import Product

TODAY = date(2026, 11, 23)


def workbook_with_sheet(title: str) -> Workbook:
    book = openpyxl.Workbook()
    book.worksheets[0].title = title
    return book


def chart_count(sheet: Worksheet) -> int:
    untyped_sheet: Any = sheet  # openpyxl offers no other way
    return len(untyped_sheet._charts)


@pytest.fixture(scope="module")
def listed(example: Path) -> list[Product]:
    return [row.product for row in read_products(example).products]


@pytest.fixture
def own(tmp_path: Path, extended: Path) -> Path:
    """A copy of the workbook of a user."""
    return Path(shutil.copy(extended, tmp_path / "own.xlsx"))


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory, listed: list[Product]) -> Path:
    """An exported workbook to which a user has added a sheet, a name and a rule."""
    path = tmp_path_factory.mktemp("own") / "extended.xlsx"
    write_workbook(compare(listed[:5], Scenario(), TODAY), path)
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("My notes", 1)
    sheet["A1"] = CellRichText("plain and ", TextBlock(InlineFont(b=True), "bold"))
    sheet["A2"] = "=Summary!D7*my_factor"
    sheet["A2"].font = Font(color="FF0000", italic=True)
    sheet["A2"].number_format = '0.00" $"'
    sheet["A3"] = "=SUM(A4:A5)"
    sheet["A4"], sheet["A5"] = 4, 5
    sheet.column_dimensions["A"].width = 41
    sheet.merge_cells("B1:C2")
    style = DifferentialStyle(fill=PatternFill(bgColor="FFFF00"))
    sheet.conditional_formatting.add(
        "A4:A5", Rule("cellIs", operator="greaterThan", formula=["4"], dxf=style)
    )
    book.defined_names["my_factor"] = DefinedName("my_factor", attr_text="'My notes'!$A$4")
    book.active = 1
    book.save(path)
    return path


def visible_contents(sheet: Worksheet) -> list[object]:
    """Return everything that a user sees of a sheet."""
    cells = [
        (cell.coordinate, str(cell.value or ""), cell.font.i, str(cell.font.color),
         cell.number_format)
        for row in sheet.iter_rows() for cell in row
    ]  # fmt: skip
    rules = [(str(area.sqref), len(area.rules)) for area in sheet.conditional_formatting]
    widths = {key: column.width for key, column in sheet.column_dimensions.items()}
    return [cells, rules, widths, [str(area) for area in sheet.merged_cells.ranges]]


def test_that_the_program_s_sheets_are_replaced_and_the_user_s_kept(
    own: Path, listed: list[Product], tmp_path: Path
) -> None:
    before = openpyxl.load_workbook(own, rich_text=True)
    comparison = compare(listed, Scenario(target=300_000), TODAY)
    update_workbook(comparison, own)
    after = openpyxl.load_workbook(own, rich_text=True)
    assert after.sheetnames == before.sheetnames
    assert after.active is after["My notes"]
    assert visible_contents(after["My notes"]) == visible_contents(before["My notes"])
    assert isinstance(after["My notes"]["A1"].value, CellRichText)
    assert after.defined_names["my_factor"].attr_text == "'My notes'!$A$4"
    read = read_products(own)
    assert [row.product for row in read.products] == listed
    assert read.scenario == Scenario(target=300_000)
    fresh = tmp_path / "fresh.xlsx"
    write_workbook(comparison, fresh)
    updated, expected = recalculate([own, fresh], tmp_path / "office")
    different = [cell for cell in differences(expected, updated) if cell[0][0] in SHEET_WRITERS]
    assert different == []
    notes = openpyxl.load_workbook(updated, data_only=True)["My notes"]
    assert notes["A3"].value == 9
    assert isinstance(notes["A2"].value, float)


def test_that_the_updated_sheets_look_like_an_export(
    own: Path, listed: list[Product], tmp_path: Path
) -> None:
    comparison = compare(listed, Scenario(), TODAY)
    update_workbook(comparison, own)
    fresh = tmp_path / "fresh.xlsx"
    write_workbook(comparison, fresh)
    after, new = openpyxl.load_workbook(own), openpyxl.load_workbook(fresh)
    for name in SHEET_WRITERS:
        updated, expected = visible_contents(after[name]), visible_contents(new[name])
        for updated_part, expected_part in zip(updated, expected, strict=True):
            assert updated_part == expected_part
        assert after[name].freeze_panes == new[name].freeze_panes
        assert after[name].protection.sheet == new[name].protection.sheet
        assert set(after[name].tables) == set(new[name].tables)
        assert chart_count(after[name]) == chart_count(new[name])
        rules = [book[name].data_validations.dataValidation for book in (after, new)]
        assert len(rules[0]) == len(rules[1])
    with zipfile.ZipFile(own) as archive:
        drawings = [name for name in archive.namelist() if "drawings/drawing" in name]
        assert len([name for name in drawings if name.endswith(".xml")]) == 2
        for name in drawings:
            assert b'descr="' in archive.read(name) or name.endswith(".rels")


def test_that_the_sheets_are_added_to_a_workbook_without_them(
    tmp_path: Path, listed: list[Product]
) -> None:
    path = tmp_path / "mine.xlsx"
    book = workbook_with_sheet("Mine")
    book["Mine"]["A1"] = "=1+1"
    book.save(path)
    update_workbook(compare(listed, Scenario(), TODAY), path)
    after = openpyxl.load_workbook(path)
    assert after.sheetnames == ["Mine", *SHEET_WRITERS]
    assert after["Mine"]["A1"].value == "=1+1"


def test_that_a_sheet_of_the_user_with_the_same_name_is_kept(
    tmp_path: Path, listed: list[Product]
) -> None:
    path = tmp_path / "mine.xlsx"
    workbook_with_sheet("Summary").save(path)
    assert "its sheet Summary has other contents" in refusal(path, listed)


def test_that_hostile_names_stay_text(own: Path, listed: list[Product]) -> None:
    names = ('=HYPERLINK("http://x")', "@SUM(1)", "-5 mg", "+1", "</td>", "Ünï 💊 \u200b!")
    hostile = [replace(listed[0], product=name, brand=name) for name in names]
    update_workbook(compare(hostile, Scenario(), TODAY), own)
    read = read_products(own)
    assert [row.product.product for row in read.products] == list(names)
    book = openpyxl.load_workbook(own)
    for row in book["Products"].iter_rows(min_row=2):
        assert not any(cell.data_type == "f" for cell in row)


# -- what would be lost ------------------------------------------------------------------------


def refusal(path: Path, listed: list[Product]) -> str:
    """Return why the update is refused, and check that the file is unchanged."""
    before = path.read_bytes()
    with pytest.raises(UserError) as caught:
        update_workbook(compare(listed, Scenario(), TODAY), path)
    assert path.read_bytes() == before
    assert "export the comparison into a new workbook" in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/pivotTables/pivotTable1.xml", "pivot tables"),
        ("xl/media/image1.png", "pictures"),
        ("xl/slicers/slicer1.xml", "slicers"),
        ("xl/threadedComments/threadedComment1.xml", "threaded comments"),
        ("xl/externalLinks/externalLink1.xml", "links to other workbooks"),
        ("xl/embeddings/oleObject1.bin", "embedded objects"),
    ],
)
def test_that_a_part_that_would_be_lost_is_reported(
    own: Path, listed: list[Product], part: str, message: str
) -> None:
    with zipfile.ZipFile(own, "a") as archive:
        archive.writestr(part, b"<x/>")
    assert message in refusal(own, listed)


def test_that_a_chart_of_the_user_is_reported(own: Path, listed: list[Product]) -> None:
    book = openpyxl.load_workbook(own)
    (sheet,) = (sheet for sheet in book.worksheets if sheet.title == "My notes")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=4, max_row=5))
    sheet.add_chart(chart, "E5")
    book.save(own)
    assert "charts or drawings on the sheet My notes" in refusal(own, listed)


def test_that_sparklines_are_reported(own: Path, listed: list[Product]) -> None:
    with zipfile.ZipFile(own) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = next(name for name, data in parts.items() if b"my_factor" in data and "sheet" in name)
    extended = b'<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"/></extLst></worksheet>'
    parts[sheet] = parts[sheet].replace(b"</worksheet>", extended)
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    own.write_bytes(changed.getvalue())
    assert "sparklines" in refusal(own, listed)


@pytest.mark.parametrize("data", [b"no workbook", b"PK\x03\x04 broken"])
def test_that_a_file_that_is_not_a_workbook_is_refused(
    tmp_path: Path, listed: list[Product], data: bytes
) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(data)
    assert "not a workbook" in refusal(path, listed) or "damaged" in refusal(path, listed)


def test_that_a_missing_file_is_reported(tmp_path: Path, listed: list[Product]) -> None:
    with pytest.raises(UserError, match=r"none\.xlsx was not changed"):
        update_workbook(compare(listed, Scenario(), TODAY), tmp_path / "none.xlsx")
