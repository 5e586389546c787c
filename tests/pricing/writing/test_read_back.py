"""What this program writes of products with several minerals is read back as the same products."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing.calculation.comparison import compare
from pricing.commands.main import main
from pricing.model.columns import build_product
from pricing.model.ingredients import Ingredient, ingredients_text
from pricing.problems.errors import ProblemKind
from pricing.reading.reader_process import open_list, read_products
from pricing.reading.reading_options import ReadingOptions
from pricing.reference.mineral_forms import elements
from pricing.writing.csv_table import TABLE_STYLES
from pricing.writing.table_files import write_table
from pricing.writing.workbook.workbook import write_workbook
from tests.strategies import product_values, scenarios

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.model.product import Product
    from pricing.model.scenario import Scenario

TODAY = date(2026, 11, 29)
OTHERS = sorted(set(elements()) - {"Mg"})
SHELF = """\
product,brand,upc,form,elemental_mg,pack_units,price,priced_on,unit_kind,other_minerals,also_contains
Trio,B,036000291452,oxide,100,30,6.00,2026-06-01,tablet,"calcium 200 mg (carbonate), zinc 5 mg",D3
Mag,,,citrate,150,30,4.50,,tablet,,
"""


@st.composite
def several_minerals(draw: st.DrawFn) -> Product:
    """Draw a product of magnesium and up to four other minerals."""
    symbols = draw(st.lists(st.sampled_from(OTHERS), unique=True, max_size=4))
    others = [
        Ingredient(
            symbol,
            draw(st.integers(1, 2_000_000)),
            draw(st.none() | st.integers(1, 3_000_000)),
            draw(st.sampled_from(("", "citrate", "oxide"))),
            draw(st.none() | st.integers(1, 60_000)),
        )
        for symbol in symbols
    ]
    values = draw(product_values()) | {"upc": draw(st.sampled_from(("036000291452", "")))}
    values |= {"also_contains": draw(st.sampled_from(("", "vitamin D3 25 µg, boswellia")))}
    values |= {"other_minerals": ingredients_text(others)}
    return build_product({key: value for key, value in values.items() if value != ""})


@pytest.mark.parametrize("name", ["a.json", "a.csv", "comma.csv", "values.xlsx", "live.xlsx"])
@settings(max_examples=12, deadline=None)
@given(listed=st.lists(several_minerals(), min_size=1, max_size=4), scenario=scenarios())
def test_that_products_of_several_minerals_are_read_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, name: str, listed: list[Product], scenario: Scenario
) -> None:
    path = tmp_path_factory.mktemp("table") / name
    comparison = compare(listed, scenario, TODAY)
    if name == "live.xlsx":
        write_workbook(comparison, path)
        wanted = [compared.product for compared in comparison.entered_products]
    else:
        style = TABLE_STYLES["semicolon" if name == "comma.csv" else "comma"]
        write_table(comparison, path, style)
        wanted = [compared.product for compared in comparison.products]
    read = read_products(path)
    kinds = {problem.kind for problem in read.problems}
    assert kinds <= {ProblemKind.CODE_ON_OTHER_LABEL}  # two products drew one code
    if not kinds:
        assert [row.product for row in read.products] == wanted


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    path = tmp_path / "shelf.csv"
    path.write_text(SHELF, "utf-8")
    return path


def test_that_the_command_reads_the_json_that_it_prints(
    shelf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", str(shelf), "--json"]) == 0
    printed = tmp_path / "out.json"
    printed.write_text(capsys.readouterr().out, "utf-8")
    assert main(["compare", str(printed), "--json"]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    first, again = (json.loads(text) for text in (printed.read_text("utf-8"), output.out))
    assert again["products"] == first["products"]
    assert len(again["products"][1]["ingredients"]) == 3


def _changed(record: dict[str, Any], element: str, **values: object) -> None:
    for one in record["ingredients"]:
        if one["element"] == element:
            one.update(values)


@pytest.mark.parametrize(
    ("element", "values"),
    [("Zn", {"elemental_mg": 15}), ("Zn", {"elemental_mg": "<1"}), ("Mg", {"elemental_mg": 150}),
     ("Ca", {"compound_mg": 5, "elemental_mg": 2})],
)  # fmt: skip
def test_that_an_ingredient_that_differs_from_the_text_of_all_is_asked_about(
    shelf: Path, tmp_path: Path, element: str, values: dict[str, object]
) -> None:
    path = tmp_path / "out.json"
    assert main(["compare", str(shelf), "-o", str(path)]) == 0
    records = json.loads(path.read_text("utf-8"))["products"]
    (trio,) = [one for one in records if one["product"] == "Trio"]
    _changed(trio, element, **values)
    path.write_text(json.dumps(records), "utf-8")
    read = read_products(path)
    assert [row.product.product for row in read.products] == ["Mag"]
    assert any(not problem.is_row_kept for problem in read.problems)


@pytest.mark.parametrize(
    ("amount", "minerals", "contents"),
    [(1, "copper 1 mg, calcium 200 mg (carbonate), zinc 5 mg", "D3"),
     (None, "calcium 200 mg (carbonate), zinc 5 mg", "D3, copper")],
)  # fmt: skip
def test_that_an_ingredient_that_the_text_of_all_lacks_counts(
    shelf: Path, tmp_path: Path, amount: int | None, minerals: str, contents: str
) -> None:
    path = tmp_path / "out.json"
    assert main(["compare", str(shelf), "-o", str(path)]) == 0
    records = json.loads(path.read_text("utf-8"))["products"]
    (trio,) = [one for one in records if one["product"] == "Trio"]
    trio["ingredients"].append({"element": "Copper", "elemental_mg": amount})
    path.write_text(json.dumps(records), "utf-8")
    (read,) = [row.product for row in read_products(path).products if row.product.product == "Trio"]
    assert (read.other_minerals, read.also_contains) == (minerals, contents)


def test_that_the_window_reads_it_as_a_list_whose_columns_can_be_chosen(
    shelf: Path, tmp_path: Path
) -> None:
    path = tmp_path / "out.json"
    assert main(["compare", str(shelf), "-o", str(path)]) == 0
    opened = open_list(path, ReadingOptions(), {})
    assert opened.first_rows is not None
    assert opened.product_list is not None
    assert {row.product for row in opened.product_list.products} == {
        row.product for row in read_products(shelf).products
    }


@pytest.mark.parametrize("key", ["", "products", "data"])
def test_that_any_list_in_json_is_read_with_a_row_a_mineral(tmp_path: Path, key: str) -> None:
    """Numbers have one meaning there: 1.234 is no 1,234."""
    duo = {
        "product": "Duo", "pack_units": 60, "price": 8.5, "currency": "USD", "unit": "tablet",
        "ingredients": [
            {"mineral": "magnesium", "form": "oxide", "elemental_mg": 1.234},
            {"mineral": "zinc", "form": "gluconate", "elemental_mg": 1e1},
        ],
    }  # fmt: skip
    records = [duo, {"product": "Mag", "pack_units": 90, "price": 1e1, "elemental_mg": 150}]
    path = tmp_path / "a.json"
    path.write_text(json.dumps({key: records} if key else records), "utf-8")
    first, second = (row.product for row in read_products(path).products)
    assert (first.product, first.elemental, first.other_minerals) == (
        "Duo", 1_234, "zinc 10 mg (gluconate)",
    )  # fmt: skip
    assert (second.product, second.price, second.element) == ("Mag", 10_000_000, "Mg")


@pytest.mark.parametrize("number", ["1e999999999", "1e-999999999", "9" * 5_000, "-1", "NaN"])
def test_that_a_number_that_is_no_amount_is_refused_with_its_record(
    tmp_path: Path, number: str
) -> None:
    path = tmp_path / "a.json"
    good = '{"product": "A", "elemental_mg": 100, "pack_units": 90, "price": 5}'
    bad = good.replace("100", number)
    path.write_text(f"[{good}, {bad}]", "utf-8")
    read = read_products(path)
    assert [row.row for row in read.products] == [1]
    assert [problem.row for problem in read.problems if problem.row] == [2]
