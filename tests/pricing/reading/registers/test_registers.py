"""Public registers, recognized by their documented fields, and the products that they give."""

from __future__ import annotations

import copy
import io
import json
import shutil
import zipfile
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.calculation.comparison import compare
from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file
from pricing.model.entry import Entry
from pricing.model.scenario import Scenario
from pricing.problems.errors import ProblemKind
from pricing.reading.merging import MergeMode, match_existing_rows, merge_list
from pricing.reading.product_list import combine_batches
from pricing.reading.reader_process import read_batches, read_products
from pricing.reading.reading_options import ReadingOptions
from pricing.reading.registers.json_stream import read_json_records
from tests.paths import REGISTERS

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.reading.product_list import ProductList


def kinds(result: ProductList) -> list[ProblemKind]:
    return [problem.kind for problem in result.problems]


def write_json(path: Path, records: object) -> Path:
    path.write_text(json.dumps(records), "utf-8")
    return path


def register_file(name: str) -> Any:
    return json.loads((REGISTERS / name).read_text("utf-8"))


# -- NADAC -------------------------------------------------------------------------------------


def test_that_a_nadac_strength_is_the_compound_amount_and_a_check_flags_it() -> None:
    result = read_products(REGISTERS / "nadac.csv")
    product = next(row.product for row in result.products if row.row == 13)
    assert (product.product, product.ndc) == ("MAGNESIUM OXIDE 400 MG TABLET", "00603020922")
    assert (product.elemental, product.compound) == (None, 400_000)
    assert (product.unit_kind, product.pack_units, product.price) == ("tablet", 1_000, 35_290)
    assert (product.currency, product.priced_on) == ("USD", date(2026, 4, 29))
    (compared,) = compare([product], Scenario()).entered_products
    elemental = compared.figures.number("elemental_mg_per_unit")
    assert elemental is not None
    assert round(float(elemental), 1) == 241.2
    assert "elemental_derived" in {flag.key for flag in compared.flags}


def test_that_other_drugs_are_counted_and_a_drug_without_a_strength_is_incomplete() -> None:
    result = read_products(REGISTERS / "nadac.csv")
    assert [row.row for row in result.products] == [13, 14, 15, 16, 17, 18]
    assert [row.row for row in result.incomplete] == [8, 9, 10, 11, 12]
    *questions, incomplete, others = result.problems
    assert {(question.kind, question.column) for question in questions} == {
        (ProblemKind.NO_AMOUNT, "NDC Description")
    }
    assert (incomplete.kind, incomplete.parameters["count"]) == (ProblemKind.INCOMPLETE_ROWS, 5)
    assert (others.kind, others.parameters["count"]) == (ProblemKind.OTHER_RECORDS_SKIPPED, 6)
    assert result.rejected_count == 0


@pytest.mark.parametrize("delimiter", [",", "|"])
def test_that_nadac_is_the_same_with_either_delimiter_and_from_the_api(
    tmp_path: Path, delimiter: str
) -> None:
    path = tmp_path / "nadac.csv"
    text = (REGISTERS / "nadac.csv").read_text("utf-8")
    text = text.replace('"1, 5"', "1").replace('"1, 5, 6"', "1")
    path.write_text(text.replace(",", delimiter), "utf-8")
    from_csv = next(row.values for row in read_products(path).products)
    (from_api,) = read_products(REGISTERS / "nadac.json").products
    assert from_csv == from_api.values


@pytest.mark.parametrize(
    ("description", "unit", "amounts"),
    [
        ("MAG-OX 400 MG TABLET", "EA", ("Mg", 400_000, None, 1_000)),
        ("MAGNESIUM OXIDE 420 MG TABLET", "EA", ("Mg", 420_000, None, 1_000)),
        ("MAGNESIUM GLUCONATE 500 MG TAB", "EA", ("Mg", 500_000, None, 1_000)),
        ("MAGNESIUM CHLORIDE 535 MG TAB", "EA", ("Mg", 535_000, None, 1_000)),
        ("FERROUS SULFATE 325 MG TABLET EC", "EA", ("Fe", 325_000, None, 1_000)),
        ("FERROUS SULFATE 325 MG (65 MG IRON) TAB", "EA", ("Fe", 325_000, 65_000, 1_000)),
        ("FERROUS SULF 325 MG (65 MG ELEMENTAL) TAB", "EA", ("Fe", 325_000, 65_000, 1_000)),
        ("FERROUS SULFATE 220 MG/5 ML ELIXIR", "ML", ("Fe", 220_000, None, 5_000)),
        ("MILK OF MAGNESIA 400 MG/5 ML SUSP", "ML", ("Mg", 400_000, None, 5_000)),
        ("CALCIUM CARBONATE 1,250 MG/5 ML SUSP", "ML", ("Ca", 1_250_000, None, 5_000)),
        ("POTASSIUM CL ER 750 MG TABLET", "EA", ("K", 750_000, None, 1_000)),
        ("ZINC SULFATE 220 MG CAPSULE", "EA", ("Zn", 220_000, None, 1_000)),
    ],
)
def test_that_a_description_states_the_compound_amount(
    tmp_path: Path, description: str, unit: str, amounts: tuple[str, int, int | None, int]
) -> None:
    drug = register_file("nadac.json")["results"][0]
    drug |= {"ndc_description": description, "pricing_unit": unit}
    result = read_products(write_json(tmp_path / "one.json", [drug]))
    (row,) = result.products
    product = row.product
    assert amounts == (
        product.element, product.compound, product.elemental, product.serving_units
    )  # fmt: skip
    assert result.problems == ()


@pytest.mark.parametrize(
    ("description", "unit", "element"),
    [
        ("MAGNESIUM CHLORIDE 64 MG TAB", "EA", "Mg"),
        ("MAG64 64 MG TABLET DR", "EA", "Mg"),
        ("SLOW-MAG 71.5 MG-119 MG TAB", "EA", "Mg"),
        ("MAG-DELAY 64 MG TABLET DR", "EA", "Mg"),
        ("MAGNESIUM GLUCONATE 27 MG TAB", "EA", "Mg"),
        ("MAGNESIUM OXIDE 250 MG TABLET", "EA", "Mg"),
        ("MAGNESIUM CITRATE 400 MG/15 ML LIQUID", "ML", "Mg"),
        ("MAGNESIUM CITRATE 400 MG PACKET", "EA", "Mg"),
        ("MAGNESIUM 250 MG TABLET", "EA", "Mg"),
        ("CALCIUM 600 MG TABLET", "EA", "Ca"),
        ("CALCIUM CARBONATE 600 MG TAB", "EA", "Ca"),
        ("CALCIUM CARBONATE 600 MG-VIT D3 TAB", "EA", "Ca"),
        ("FERROUS GLUCONATE 27 MG TAB", "EA", "Fe"),
        ("FERROUS SULFATE 15 MG/ML LIQUID", "ML", "Fe"),
        ("FERROUS SULFATE 325 MG (300 MG IRON) TAB", "EA", "Fe"),
        ("FERROUS SULFATE 325 MG (65 MG IRON)-VIT C TAB", "EA", "Fe"),
        ("POTASSIUM GLUCONATE 99 MG TAB", "EA", "K"),
        ("ZINC GLUCONATE 50 MG TABLET", "EA", "Zn"),
    ],
)
def test_that_a_strength_that_may_be_the_elemental_amount_is_a_question(
    tmp_path: Path, description: str, unit: str, element: str
) -> None:
    drug = register_file("nadac.json")["results"][0]
    drug |= {"ndc_description": description, "pricing_unit": unit}
    result = read_products(write_json(tmp_path / "one.json", [drug]))
    (row,) = result.incomplete
    assert row.values["element"] == element
    assert not row.values.keys() & {"compound_mg", "elemental_mg"}
    question, incomplete = result.problems
    assert (question.kind, question.row, question.is_row_kept) == (
        ProblemKind.ELEMENT_OR_COMPOUND_UNCLEAR,
        1,
        True,
    )
    assert f"“{description}” does not state whether" in str(question)
    assert incomplete.kind is ProblemKind.INCOMPLETE_ROWS


@pytest.mark.parametrize(
    ("strength", "is_question"), [("400 mg/1", False), ("253 mg/1", True), ("420 mg/1", False)]
)
def test_that_openfda_strengths_are_judged_alike(
    tmp_path: Path, strength: str, is_question: bool
) -> None:
    """A register lists magnesium oxide "253 mg" for tablets of 420 mg with 253 mg of magnesium."""
    drug = register_file("openfda.json")["results"][0]
    drug["active_ingredients"][0]["strength"] = strength
    result = read_products(write_json(tmp_path / "drug.json", {"results": [drug]}))
    assert (ProblemKind.ELEMENT_OR_COMPOUND_UNCLEAR in kinds(result)) is is_question
    assert ("compound_mg" in result.incomplete[0].values) is not is_question


@pytest.mark.parametrize("description", ["MAGNESIUM SULFATE 50% VIAL", "ZINC OXIDE 20% OINTMENT"])
def test_that_drugs_not_taken_by_mouth_are_left_out(tmp_path: Path, description: str) -> None:
    drug = register_file("nadac.json")["results"][0] | {"ndc_description": description}
    result = read_products(write_json(tmp_path / "one.json", [drug]))
    assert (result.all_rows, kinds(result)) == ((), [ProblemKind.NO_RECORD_OF_MINERAL])


def test_that_an_ndc_without_its_leading_zeros_is_completed_and_flagged(tmp_path: Path) -> None:
    drug = register_file("nadac.json")["results"][0] | {"ndc": "603020922"}
    result = read_products(write_json(tmp_path / "one.json", [drug]))
    assert result.products[0].product.ndc == "00603020922"
    assert kinds(result) == [ProblemKind.LOST_LEADING_ZEROS]


# -- labels ------------------------------------------------------------------------------------


def test_that_a_dsld_label_states_the_amount_in_a_serving() -> None:
    result = read_products(REGISTERS / "dsld.json")
    (label,) = result.incomplete
    assert label.values == {
        "product": "Magnesium Glycinate 200 mg", "brand": "Vital Labs", "upc": "036000291452",
        "element": "Mg", "form": "Magnesium Bisglycinate", "source": "NIH DSLD",
        "unit_kind": "capsule", "elemental_mg": 200_000, "serving_units": 2_000,
        "pack_units": 120_000,
    }  # fmt: skip
    assert kinds(result) == [ProblemKind.INCOMPLETE_ROWS]


def test_that_several_amounts_of_magnesium_are_a_question_and_not_added() -> None:
    result = read_products(REGISTERS / "dsld_several.json")
    (label,) = result.incomplete
    assert not label.values.keys() & {"elemental_mg", "compound_mg", "form"}
    question = result.problems[0]
    assert question.kind is ProblemKind.SEVERAL_AMOUNTS
    assert "100 mg Magnesium Oxide, 50 mg Magnesium Citrate" in str(question)


def test_that_a_label_of_another_mineral_is_read_for_that_mineral(tmp_path: Path) -> None:
    label = register_file("dsld.json")
    label["ingredientRows"][1]["name"] = label["ingredientRows"][1]["ingredientGroup"] = "Zinc"
    path = write_json(tmp_path / "zinc.json", label)
    assert read_products(path).all_rows == ()
    (row,) = read_products(path, ReadingOptions(element="Zn")).all_rows
    assert row.values["element"] == "Zn"


def test_that_the_other_minerals_of_a_dsld_label_are_kept(tmp_path: Path) -> None:
    label = register_file("dsld.json")
    magnesium = label["ingredientRows"][1]
    zinc = copy.deepcopy(magnesium) | {"name": "Zinc", "ingredientGroup": "Zinc"}
    zinc["quantity"][0]["quantity"] = 5
    zinc["forms"] = [{"name": "Zinc Gluconate (USP)"}]
    label["ingredientRows"].append(zinc)
    (row,) = read_products(write_json(tmp_path / "both.json", label)).incomplete
    assert row.values["elemental_mg"] == 200_000
    assert row.values["other_minerals"] == "zinc 5 mg (Zinc Gluconate USP)"


def test_that_the_other_minerals_of_an_lnhpd_product_are_kept(tmp_path: Path) -> None:
    magnesium = register_file("lnhpd.json")[0] | {"product_name": "Mag", "company_name": "Maker"}
    zinc = magnesium | {"ingredient_name": "Zinc", "quantity": 5, "source_material": "Zinc citrate"}
    (row,) = read_products(write_json(tmp_path / "both.json", [magnesium, zinc])).incomplete
    assert row.values["other_minerals"] == "zinc 5 mg (Zinc citrate)"


@pytest.mark.parametrize(
    ("name", "is_question"),
    [
        ("Magnesium", False),
        ("Elemental Magnesium", False),
        ("Magnesium, Total", False),
        ("Magnesium Bisglycinate", True),
        ("Magnesium Glycinate Blend", True),
    ],
)
def test_that_an_ingredient_named_after_a_salt_is_a_question(
    tmp_path: Path, name: str, is_question: bool
) -> None:
    label = register_file("dsld.json")
    label["ingredientRows"][1] |= {"name": name, "ingredientGroup": "Magnesium"}
    result = read_products(write_json(tmp_path / "label.json", label))
    assert ("elemental_mg" in result.incomplete[0].values) is not is_question
    assert (ProblemKind.ELEMENT_OR_COMPOUND_UNCLEAR in kinds(result)) is is_question


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"operator": "<"}, "elemental_mg"),
        ({"unit": "IU"}, "elemental_mg"),
        ({"quantity": None}, "elemental_mg"),
        ({"servingSizeQuantity": None}, "elemental_mg"),
    ],
)
def test_that_an_unclear_amount_is_left_empty(
    tmp_path: Path, change: dict[str, str | None], key: str
) -> None:
    label = register_file("dsld.json")
    label["ingredientRows"][1]["quantity"][0] |= change
    result = read_products(write_json(tmp_path / "label.json", label))
    assert key not in result.incomplete[0].values
    assert ProblemKind.NO_AMOUNT in kinds(result)


def test_that_a_folder_and_a_zip_of_labels_are_read_alike(tmp_path: Path) -> None:
    folder = tmp_path / "labels"
    folder.mkdir()
    for name in ("dsld.json", "dsld_several.json", "dsld_other.json"):
        shutil.copy(REGISTERS / name, folder / name)
    (folder / "half.json").write_text('{"fullName": "Half', "utf-8")
    with zipfile.ZipFile(tmp_path / "labels.zip", "w") as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
    from_folder, from_zip = read_products(folder), read_products(tmp_path / "labels.zip")
    assert [row.values for row in from_folder.incomplete] == [
        row.values for row in from_zip.incomplete
    ]
    assert len(from_zip.incomplete) == 2
    broken = next(problem for problem in from_zip.problems if problem.kind is ProblemKind.NOT_JSON)
    assert broken.place.endswith("labels.zip: half.json")
    assert kinds(from_zip) == kinds(from_folder)


def test_that_an_openfda_strength_is_the_compound_amount_in_a_unit_or_volume() -> None:
    tablet, liquid = read_products(REGISTERS / "openfda.json").incomplete
    assert (tablet.values["compound_mg"], tablet.values["serving_units"]) == (400_000, 1_000)
    assert (tablet.values["pack_units"], tablet.values["unit_kind"]) == (30_000, "tablet")
    assert (tablet.values["ndc"], tablet.values["upc"]) == ("71610-182-30", "036000291452")
    assert (liquid.values["compound_mg"], liquid.values["serving_units"]) == (1_745_000, 29_600)
    assert (liquid.values["pack_units"], liquid.values["unit_kind"]) == (296_000, "mL")
    assert all("elemental_mg" not in row.values for row in (tablet, liquid))


def test_that_a_drug_without_packages_has_its_product_ndc_and_is_flagged(
    tmp_path: Path,
) -> None:
    drug = register_file("openfda.json")["results"][0] | {"packaging": []}
    result = read_products(write_json(tmp_path / "drug.json", {"results": [drug]}))
    (row,) = result.incomplete
    assert row.values["ndc"] == "71610-182"
    assert kinds(result) == [ProblemKind.NDC_WITHOUT_PACKAGE, ProblemKind.INCOMPLETE_ROWS]


def test_that_the_amount_of_a_food_is_read_for_a_serving() -> None:
    almonds, water = read_products(REGISTERS / "open_food_facts.csv").incomplete
    assert (almonds.values["elemental_mg"], almonds.values["unit_kind"]) == (81_000, "serving")
    assert almonds.values["pack_units"] == round(Fraction(250, 30) * 1_000)
    assert (water.values["elemental_mg"], water.values["pack_units"]) == (10_800, 10_000)
    priced = Entry(1, {**almonds.values, "price": 3_000_000, "currency": "EUR"}).product()
    assert priced.is_food


FOOD = {"code": "96385074", "product_name": "A", "brands": "B", "quantity": "100 g",
        "serving_quantity": "", "energy_100g": 1}  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "amount", "pack"),
    [
        ({"magnesium_100g": "0.27"}, 270_000, 1_000),
        ({"magnesium_100g": "2.7e-1", "serving_quantity": "50"}, 135_000, 2_000),
        ({"magnesium_serving": "0.081"}, 81_000, None),
        ({"magnesium_serving": "8.1E-2", "serving_quantity": "30.0"}, 81_000, 3_333),
        ({"magnesium_value": 270, "magnesium_unit": "mg", "nutrition_data_per": "100g"},
         270_000, 1_000),
        ({"magnesium_value": "81", "magnesium_unit": "mg", "nutrition_data_per": "serving",
          "serving_quantity": "30"}, 81_000, 3_333),
        ({"magnesium_value": "81", "magnesium_unit": "mg", "nutrition_data_per": "serving",
          "magnesium_100g": "0.27", "serving_quantity": "30"}, 81_000, 3_333),
    ],
)  # fmt: skip
def test_that_the_amount_of_a_food_is_read_from_each_field(
    tmp_path: Path, fields: dict[str, object], amount: int, pack: int | None
) -> None:
    result = read_products(write_json(tmp_path / "food.json", [FOOD | fields]))
    (row,) = result.incomplete
    assert (row.values["elemental_mg"], row.values.get("pack_units")) == (amount, pack)
    assert kinds(result) == [ProblemKind.INCOMPLETE_ROWS]


@pytest.mark.parametrize(
    "fields",
    [
        {"magnesium_100g": "270"},  # milligrams in a field of grams
        {"magnesium_100g": "61"},
        {"magnesium_serving": "27", "serving_quantity": "30"},
        {"magnesium_value": "270", "magnesium_unit": "mg"},
        {"magnesium_value": "15", "magnesium_unit": "% DV", "nutrition_data_per": "100g"},
        {"magnesium_value": "15", "magnesium_unit": "", "nutrition_data_per": "serving"},
    ],
)
def test_that_an_impossible_or_unitless_amount_of_a_food_is_a_question(
    tmp_path: Path, fields: dict[str, str]
) -> None:
    result = read_products(write_json(tmp_path / "food.json", [FOOD | fields]))
    (row,) = result.incomplete
    assert "elemental_mg" not in row.values
    assert kinds(result) == [ProblemKind.NO_AMOUNT, ProblemKind.INCOMPLETE_ROWS]


def test_that_a_food_keeps_its_other_minerals(tmp_path: Path) -> None:
    """Zinc in milligrams instead of grams is no amount, so it is only named."""
    minerals = {
        "magnesium_100g": "0.27", "calcium_100g": "0.24", "selenium_serving": "0.00001",
        "iron_100g": "0", "zinc_100g": "300", "serving_quantity": "50",
    }  # fmt: skip
    result = read_products(write_json(tmp_path / "food.json", [FOOD | minerals]))
    (row,) = result.incomplete
    assert row.values["elemental_mg"] == 135_000
    assert row.values["other_minerals"] == "calcium 120 mg, selenium 10 µg"
    assert row.values["also_contains"] == "zinc"
    assert kinds(result) == [ProblemKind.INCOMPLETE_ROWS]


def test_that_an_lnhpd_ingredient_repeated_for_each_dose_counts_once(tmp_path: Path) -> None:
    ingredient = register_file("lnhpd.json")[0] | {"product_name": "Mag", "company_name": "Maker"}
    dose = {"uom_type_desc_quantity_dose": "Capsule(s)", "quantity_dose": 1.0}
    joined_records = [
        ingredient | dose | {"population_type_desc": "Adults"},
        ingredient | dose | {"population_type_desc": "Adolescents"},
    ]
    result = read_products(write_json(tmp_path / "joined.json", joined_records))
    (row,) = result.incomplete
    assert (row.values["elemental_mg"], row.values["unit_kind"]) == (200_000, "capsule")
    assert (row.values["product"], row.values["brand"]) == ("Mag", "Maker")
    twice = read_products(write_json(tmp_path / "twice.json", [ingredient, ingredient]))
    assert ProblemKind.SEVERAL_AMOUNTS in kinds(twice)


def test_that_lnhpd_ingredients_are_joined_by_product() -> None:
    result = read_products(REGISTERS / "lnhpd.json")
    single, several = result.incomplete
    assert (single.values["elemental_mg"], single.values["form"]) == (
        200_000,
        "Magnesium bisglycinate",
    )
    assert "elemental_mg" not in several.values
    assert kinds(result) == [ProblemKind.SEVERAL_AMOUNTS, ProblemKind.INCOMPLETE_ROWS]


def test_that_a_product_with_scattered_ingredients_has_no_amount(
    tmp_path: Path,
) -> None:
    first, _, oxide, citrate = register_file("lnhpd.json")
    result = read_products(write_json(tmp_path / "apart.json", [oxide, first, citrate]))
    amounts = [row.values.get("elemental_mg") for row in result.incomplete]
    assert amounts == [None, 200_000, None]
    scattered = [
        problem for problem in result.problems if problem.kind is ProblemKind.RECORDS_NOT_CONTIGUOUS
    ]
    assert [problem.row for problem in scattered] == [1, 3]
    assert "The records of 2345679 are not next to each other" in str(scattered[0])


# -- all registers -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(REGISTERS.iterdir()), ids=lambda path: path.name)
def test_that_batches_hold_the_same_rows_as_the_whole(path: Path) -> None:
    result, batches = read_products(path), list(read_batches(path, size=2))
    assert combine_batches(batches) == result
    assert batches[-1].share_read == 1.0


@pytest.mark.parametrize("path", sorted(REGISTERS.iterdir()), ids=lambda path: path.name)
def test_that_reading_a_register_again_adds_no_product(path: Path) -> None:
    result = read_products(path)
    ids = iter(range(1, 100))
    changes = merge_list((), result.all_rows, MergeMode.UPDATE, lambda: Entry(next(ids)), "list")
    entries = [change.after.entry for change in changes.rows if change.after is not None]
    matches = match_existing_rows(entries, result.all_rows)
    assert matches == {position: position for position in range(len(result.all_rows))}


@pytest.mark.parametrize(
    ("records", "kind"),
    [
        ([{"a": 1}, {"b": 2}], ProblemKind.UNKNOWN_RECORDS),
        ({"title": "a letter"}, ProblemKind.UNKNOWN_RECORDS),
        ({}, ProblemKind.UNKNOWN_RECORDS),
        ([], ProblemKind.NO_RECORDS),
        ({"results": []}, ProblemKind.NO_RECORDS),
        ({"hits": {"hits": []}}, ProblemKind.NO_RECORDS),
        ([1, "two", None], ProblemKind.NO_RECORDS),
        (3, ProblemKind.NO_RECORDS),
        (None, ProblemKind.NO_RECORDS),
    ],
)
def test_that_a_file_without_records_of_a_register_is_refused_with_the_reason(
    tmp_path: Path, records: object, kind: ProblemKind
) -> None:
    path = write_json(tmp_path / "x.json", records)
    result = read_products(path)
    assert kinds(result) == [kind]
    assert str(result.problems[0]).startswith(f"{path}: ")
    assert (result.all_rows, result.rejected_count) == ((), 1)
    (batch,) = [batch for batch in read_batches(path) if batch.problems]
    assert batch.problems == result.problems


def test_that_a_register_without_the_mineral_is_refused_with_its_name(tmp_path: Path) -> None:
    result = read_products(REGISTERS / "dsld.json", ReadingOptions(element="Se"))
    (problem,) = result.problems
    assert problem.kind is ProblemKind.NO_RECORD_OF_MINERAL
    assert "No record of NIH DSLD states an amount of Selenium (records read: 1)" in str(problem)
    assert result.rejected_count == 1


@pytest.mark.parametrize("inside", ["letter.txt", "nested.zip", "list.xlsx"])
def test_that_a_zip_without_a_register_is_refused(tmp_path: Path, inside: str) -> None:
    with zipfile.ZipFile(tmp_path / "letters.zip", "w") as archive:
        archive.writestr(inside, "Dear")
    (problem,) = read_products(tmp_path / "letters.zip").problems
    assert "There is no file inside that ends in .json, .csv" in str(problem)


def test_that_a_zip_is_imported_without_its_broken_files(
    tmp_path: Path,
) -> None:
    """Files are read in batches, so a broken one can follow a full batch."""
    with zipfile.ZipFile(tmp_path / "labels.zip", "w") as archive:
        for number in range(2_000):
            label = register_file("dsld.json") | {"upcSku": "", "fullName": f"Label {number:04d}"}
            archive.writestr(f"{number:04d}.json", json.dumps(label))
        archive.writestr("broken.json", '{"fullName": "Half')
    catalogue = Catalogue(tmp_path)
    result = import_file(catalogue, tmp_path / "labels.zip")
    assert (result.summary.rows, catalogue.count()) == (2_000, 2_000)
    (problem,) = result.problems
    assert problem.place.endswith("labels.zip: broken.json")
    catalogue.close()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from(["dsld.json", "openfda.json", "lnhpd.json", "nadac.json"]), st.data())
def test_that_any_value_in_any_field_is_read_or_reported(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    content = register_file(name)
    records = content.get("results", content) if isinstance(content, dict) else content
    record = records[0] if isinstance(records, list) else records
    record[data.draw(st.sampled_from(sorted(record)))] = data.draw(JSON)
    result = read_products(write_json(tmp_path_factory.mktemp("any") / name, [record]))
    assert result.all_rows or result.problems


@given(st.lists(JSON, min_size=1, max_size=4), st.integers(0, 300), st.sampled_from(["", "\n "]))
def test_that_records_are_the_same_wherever_a_chunk_of_the_text_ends(
    rows: list[object], shift: int, space: str
) -> None:
    """A text is read in chunks of 100,000 characters, so the first ends within these records."""
    many = [{"row": place, "of": row} for place, row in enumerate(rows * 3)]
    padding = "x" * (99_850 + shift)
    text = json.dumps({"meta": padding, "results": many}).replace(", ", f",{space}")
    plain = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    assert list(read_json_records(io.StringIO(text))) == plain["results"]


@given(st.text(max_size=60) | st.text('[]{}",:0123456789.eE-+ntrues \\', max_size=60))
def test_that_any_text_in_a_json_file_is_refused_or_left_out(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "any.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    result = read_products(path)
    assert result.all_rows == ()
