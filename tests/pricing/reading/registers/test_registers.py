"""Public registers: records of their documented fields, told apart by them, and what they give."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.calculation.comparison import compare
from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file
from pricing.model.entry import Entry
from pricing.model.scenario import Scenario
from pricing.problems.errors import ProblemKind
from pricing.reading.batches import read_batches
from pricing.reading.importer import ReadingOptions, read_products
from pricing.reading.merging import MergeMode, match_existing_rows, merge_list
from pricing.reading.product_list import combine_batches
from pricing.reading.registers.json_stream import read_json_records
from tests.paths import REGISTERS

if TYPE_CHECKING:
    from pathlib import Path


def kinds(read):
    return [each.kind for each in read.problems]


def written(path: Path, record) -> Path:
    path.write_text(json.dumps(record), "utf-8")
    return path


def record(name: str):
    return json.loads((REGISTERS / name).read_text("utf-8"))


# -- NADAC -------------------------------------------------------------------------------------


def test_that_nadac_s_strength_is_the_compound_s_and_the_check_marks_it() -> None:
    read = read_products(REGISTERS / "nadac.csv")
    product = next(each.product for each in read.products if each.row == 13)
    assert (product.product, product.ndc) == ("MAGNESIUM OXIDE 400 MG TABLET", "00603020922")
    assert (product.elemental, product.compound) == (None, 400_000)
    assert (product.unit_kind, product.pack_units, product.price) == ("tablet", 1_000, 35_290)
    assert (product.currency, product.priced_on) == ("USD", date(2026, 4, 29))
    (compared,) = compare([product], Scenario()).entered_products
    assert round(float(compared.figures.number("elemental_mg_per_unit")), 1) == 241.2
    assert "elemental_derived" in {flag.key for flag in compared.flags}


def test_that_other_drugs_are_one_note_and_what_states_no_strength_waits_for_it() -> None:
    read = read_products(REGISTERS / "nadac.csv")
    assert [each.row for each in read.products] == [13, 14, 15, 16, 17, 18]
    assert [each.row for each in read.incomplete] == [8, 9, 10, 11, 12]
    *asked, unfinished, others = read.problems
    assert {(each.kind, each.column) for each in asked} == {
        (ProblemKind.NO_AMOUNT, "NDC Description")
    }
    assert (unfinished.kind, unfinished.parameters["count"]) == (ProblemKind.INCOMPLETE_ROWS, 5)
    assert (others.kind, others.parameters["count"]) == (ProblemKind.OTHER_RECORDS_SKIPPED, 6)
    assert read.rejected_count == 0


@pytest.mark.parametrize("delimiter", [",", "|"])
def test_that_nadac_with_either_delimiter_or_from_the_api_is_the_same(
    tmp_path: Path, delimiter
) -> None:
    path = tmp_path / "nadac.csv"
    text = (REGISTERS / "nadac.csv").read_text("utf-8")
    text = text.replace('"1, 5"', "1").replace('"1, 5, 6"', "1")
    path.write_text(text.replace(",", delimiter), "utf-8")
    of_csv = next(each.values for each in read_products(path).products)
    (of_api,) = read_products(REGISTERS / "nadac.json").products
    assert of_csv == of_api.values


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
def test_that_a_description_states_the_salt_s_mass(
    tmp_path: Path, description: str, unit: str, amounts
) -> None:
    one = record("nadac.json")["results"][0]
    one |= {"ndc_description": description, "pricing_unit": unit}
    read = read_products(written(tmp_path / "one.json", [one]))
    (listed,) = read.products
    product = listed.product
    found = (product.element, product.compound, product.elemental, product.serving_units)
    assert found == amounts
    assert read.problems == ()


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
def test_that_a_strength_that_may_be_the_element_s_is_a_question(
    tmp_path: Path, description: str, unit: str, element: str
) -> None:
    one = record("nadac.json")["results"][0]
    one |= {"ndc_description": description, "pricing_unit": unit}
    read = read_products(written(tmp_path / "one.json", [one]))
    (line,) = read.incomplete
    assert line.values["element"] == element
    assert not line.values.keys() & {"compound_mg", "elemental_mg"}
    asked, unfinished = read.problems
    assert (asked.kind, asked.row, asked.is_row_kept) == (
        ProblemKind.ELEMENT_OR_COMPOUND_UNCLEAR,
        1,
        True,
    )
    assert f"“{description}” does not state whether" in str(asked)
    assert unfinished.kind is ProblemKind.INCOMPLETE_ROWS


@pytest.mark.parametrize(
    ("strength", "asked"), [("400 mg/1", False), ("253 mg/1", True), ("420 mg/1", False)]
)
def test_that_openfda_s_strengths_are_judged_alike(tmp_path: Path, strength, asked) -> None:
    """A register of drugs lists magnesium oxide "253 mg" for tablets of 420 mg that hold 253 mg."""
    drug = record("openfda.json")["results"][0]
    drug["active_ingredients"][0]["strength"] = strength
    read = read_products(written(tmp_path / "drug.json", {"results": [drug]}))
    assert (ProblemKind.ELEMENT_OR_COMPOUND_UNCLEAR in kinds(read)) is asked
    assert ("compound_mg" in read.incomplete[0].values) is not asked


@pytest.mark.parametrize("description", ["MAGNESIUM SULFATE 50% VIAL", "ZINC OXIDE 20% OINTMENT"])
def test_that_what_is_not_swallowed_is_passed_over(tmp_path: Path, description: str) -> None:
    one = record("nadac.json")["results"][0] | {"ndc_description": description}
    read = read_products(written(tmp_path / "one.json", [one]))
    assert (read.all_rows, kinds(read)) == ((), [ProblemKind.NO_RECORD_OF_MINERAL])


def test_that_an_ndc_that_lost_its_zeros_has_them_again_and_is_said(tmp_path: Path) -> None:
    one = record("nadac.json")["results"][0] | {"ndc": "603020922"}
    read = read_products(written(tmp_path / "one.json", [one]))
    assert read.products[0].product.ndc == "00603020922"
    assert kinds(read) == [ProblemKind.LOST_LEADING_ZEROS]


# -- labels ------------------------------------------------------------------------------------


def test_that_a_dsld_label_s_amount_is_of_so_many_units() -> None:
    read = read_products(REGISTERS / "dsld.json")
    (label,) = read.incomplete
    assert label.values == {
        "product": "Magnesium Glycinate 200 mg", "brand": "Vital Labs", "upc": "0 36000 29145 2",
        "element": "Mg", "form": "Magnesium Bisglycinate", "source": "NIH DSLD",
        "unit_kind": "capsule", "elemental_mg": 200_000, "serving_units": 2_000,
        "pack_units": 120_000,
    }  # fmt: skip
    assert kinds(read) == [ProblemKind.INCOMPLETE_ROWS]


def test_that_several_rows_of_magnesium_are_a_question_and_no_sum() -> None:
    read = read_products(REGISTERS / "dsld_several.json")
    (label,) = read.incomplete
    assert not label.values.keys() & {"elemental_mg", "compound_mg", "form"}
    asked = read.problems[0]
    assert asked.kind is ProblemKind.SEVERAL_AMOUNTS
    assert "100 mg Magnesium Oxide, 50 mg Magnesium Citrate" in str(asked)


def test_that_a_label_of_another_mineral_is_read_for_that_mineral(tmp_path: Path) -> None:
    label = record("dsld.json")
    label["ingredientRows"][1]["name"] = label["ingredientRows"][1]["ingredientGroup"] = "Zinc"
    path = written(tmp_path / "zinc.json", label)
    assert read_products(path).all_rows == ()
    (line,) = read_products(path, ReadingOptions(element="Zn")).all_rows
    assert line.values["element"] == "Zn"


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Magnesium", False),
        ("Elemental Magnesium", False),
        ("Magnesium, Total", False),
        ("Magnesium Bisglycinate", True),
        ("Magnesium Glycinate Blend", True),
    ],
)
def test_that_a_row_named_for_a_salt_of_the_group_is_a_question(
    tmp_path: Path, name: str, asked
) -> None:
    label = record("dsld.json")
    label["ingredientRows"][1] |= {"name": name, "ingredientGroup": "Magnesium"}
    read = read_products(written(tmp_path / "label.json", label))
    assert ("elemental_mg" in read.incomplete[0].values) is not asked
    assert (ProblemKind.ELEMENT_OR_COMPOUND_UNCLEAR in kinds(read)) is asked


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"operator": "<"}, "elemental_mg"),
        ({"unit": "IU"}, "elemental_mg"),
        ({"quantity": None}, "elemental_mg"),
        ({"servingSizeQuantity": None}, "elemental_mg"),
    ],
)
def test_that_an_amount_that_is_not_clear_is_left_empty(tmp_path: Path, change, key: str) -> None:
    label = record("dsld.json")
    label["ingredientRows"][1]["quantity"][0] |= change
    read = read_products(written(tmp_path / "label.json", label))
    assert key not in read.incomplete[0].values
    assert ProblemKind.NO_AMOUNT in kinds(read)


def test_that_a_folder_and_a_zip_of_labels_are_read_alike(tmp_path: Path) -> None:
    folder = tmp_path / "labels"
    folder.mkdir()
    for name in ("dsld.json", "dsld_several.json", "dsld_other.json"):
        shutil.copy(REGISTERS / name, folder / name)
    (folder / "half.json").write_text('{"fullName": "Half', "utf-8")
    with zipfile.ZipFile(tmp_path / "labels.zip", "w") as archive:
        for each in sorted(folder.iterdir()):
            archive.write(each, each.name)
    of_folder, of_zip = read_products(folder), read_products(tmp_path / "labels.zip")
    assert [each.values for each in of_folder.incomplete] == [
        each.values for each in of_zip.incomplete
    ]
    assert len(of_zip.incomplete) == 2
    broken = next(each for each in of_zip.problems if each.kind is ProblemKind.NOT_JSON)
    assert broken.place.endswith("labels.zip::half.json")
    assert kinds(of_zip) == kinds(of_folder)


def test_that_openfda_s_strength_is_the_compound_s_in_so_much() -> None:
    tablet, liquid = read_products(REGISTERS / "openfda.json").incomplete
    assert (tablet.values["compound_mg"], tablet.values["serving_units"]) == (400_000, 1_000)
    assert (tablet.values["pack_units"], tablet.values["unit_kind"]) == (30_000, "tablet")
    assert (tablet.values["ndc"], tablet.values["upc"]) == ("71610-182-30", "036000291452")
    assert (liquid.values["compound_mg"], liquid.values["serving_units"]) == (1_745_000, 29_600)
    assert (liquid.values["pack_units"], liquid.values["unit_kind"]) == (296_000, "mL")
    assert all("elemental_mg" not in each.values for each in (tablet, liquid))


def test_that_a_drug_without_packages_has_its_product_s_ndc_and_that_is_said(
    tmp_path: Path,
) -> None:
    drug = record("openfda.json")["results"][0] | {"packaging": []}
    read = read_products(written(tmp_path / "drug.json", {"results": [drug]}))
    (line,) = read.incomplete
    assert line.values["ndc"] == "71610-182"
    assert kinds(read) == [ProblemKind.NDC_WITHOUT_PACKAGE, ProblemKind.INCOMPLETE_ROWS]


def test_that_open_food_facts_grams_are_read_by_the_serving() -> None:
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
def test_that_a_food_s_amount_is_of_so_much_of_it(tmp_path: Path, fields, amount, pack) -> None:
    read = read_products(written(tmp_path / "food.json", [FOOD | fields]))
    (line,) = read.incomplete
    assert (line.values["elemental_mg"], line.values.get("pack_units")) == (amount, pack)
    assert kinds(read) == [ProblemKind.INCOMPLETE_ROWS]


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
def test_that_an_amount_of_a_food_that_cannot_be_or_is_of_nothing_is_a_question(
    tmp_path: Path, fields
) -> None:
    read = read_products(written(tmp_path / "food.json", [FOOD | fields]))
    (line,) = read.incomplete
    assert "elemental_mg" not in line.values
    assert kinds(read) == [ProblemKind.NO_AMOUNT, ProblemKind.INCOMPLETE_ROWS]


def test_that_lnhpd_s_doses_joined_to_an_ingredient_do_not_double_it(tmp_path: Path) -> None:
    ingredient = record("lnhpd.json")[0] | {"product_name": "Mag", "company_name": "Maker"}
    dose = {"uom_type_desc_quantity_dose": "Capsule(s)", "quantity_dose": 1.0}
    joined_records = [
        ingredient | dose | {"population_type_desc": "Adults"},
        ingredient | dose | {"population_type_desc": "Adolescents"},
    ]
    read = read_products(written(tmp_path / "joined.json", joined_records))
    (line,) = read.incomplete
    assert (line.values["elemental_mg"], line.values["unit_kind"]) == (200_000, "capsule")
    assert (line.values["product"], line.values["brand"]) == ("Mag", "Maker")
    twice = read_products(written(tmp_path / "twice.json", [ingredient, ingredient]))
    assert ProblemKind.SEVERAL_AMOUNTS in kinds(twice)


def test_that_lnhpd_s_ingredients_are_joined_by_product() -> None:
    read = read_products(REGISTERS / "lnhpd.json")
    one, several = read.incomplete
    assert (one.values["elemental_mg"], one.values["form"]) == (200_000, "Magnesium bisglycinate")
    assert "elemental_mg" not in several.values
    assert kinds(read) == [ProblemKind.SEVERAL_AMOUNTS, ProblemKind.INCOMPLETE_ROWS]


def test_that_a_product_whose_ingredients_stand_apart_states_no_part_of_its_amount(
    tmp_path: Path,
) -> None:
    first, _, oxide, citrate = record("lnhpd.json")
    read = read_products(written(tmp_path / "apart.json", [oxide, first, citrate]))
    amounts = [each.values.get("elemental_mg") for each in read.incomplete]
    assert amounts == [None, 200_000, None]
    apart = [each for each in read.problems if each.kind is ProblemKind.RECORDS_NOT_CONTIGUOUS]
    assert [each.row for each in apart] == [1, 3]
    assert "The records of 2345679 are not next to each other" in str(apart[0])


# -- all of them -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(REGISTERS.iterdir()), ids=lambda path: path.name)
def test_that_batches_hold_the_same_as_the_whole(path: Path) -> None:
    read, batches = read_products(path), list(read_batches(path, size=2))
    assert combine_batches(batches) == read
    assert batches[-1].share_read == 1.0


@pytest.mark.parametrize("path", sorted(REGISTERS.iterdir()), ids=lambda path: path.name)
def test_that_a_register_opened_twice_adds_nothing(path: Path) -> None:
    read = read_products(path)
    ids = iter(range(1, 100))
    changes = merge_list((), read.all_rows, MergeMode.UPDATE, lambda: Entry(next(ids)), "list")
    entries = [each.after.entry for each in changes.rows]
    assert match_existing_rows(entries, read.all_rows) == {
        at: at for at in range(len(read.all_rows))
    }


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
    tmp_path: Path, records, kind
) -> None:
    path = written(tmp_path / "x.json", records)
    read = read_products(path)
    assert kinds(read) == [kind]
    assert str(read.problems[0]).startswith(f"{path}: ")
    assert (read.all_rows, read.rejected_count) == ((), 1)
    (batch,) = [each for each in read_batches(path) if each.problems]
    assert batch.problems == read.problems


def test_that_a_register_without_the_mineral_says_which_was_looked_for(tmp_path: Path) -> None:
    read = read_products(REGISTERS / "dsld.json", ReadingOptions(element="Se"))
    (problem,) = read.problems
    assert problem.kind is ProblemKind.NO_RECORD_OF_MINERAL
    assert "No record of NIH DSLD states an amount of Selenium (records read: 1)" in str(problem)
    assert read.rejected_count == 1


@pytest.mark.parametrize("inside", ["letter.txt", "nested.zip", "list.xlsx"])
def test_that_a_zip_without_a_register_is_said(tmp_path: Path, inside) -> None:
    with zipfile.ZipFile(tmp_path / "letters.zip", "w") as archive:
        archive.writestr(inside, "Dear")
    (problem,) = read_products(tmp_path / "letters.zip").problems
    assert "There is no file inside that ends in .json, .csv" in str(problem)


def test_that_the_files_of_a_folder_join_the_catalogue_without_those_that_are_broken(
    tmp_path: Path,
) -> None:
    """However many: some are read together, and a broken one may stand alone behind them."""
    with zipfile.ZipFile(tmp_path / "labels.zip", "w") as archive:
        for number in range(2_000):
            label = record("dsld.json") | {"upcSku": "", "fullName": f"Label {number:04d}"}
            archive.writestr(f"{number:04d}.json", json.dumps(label))
        archive.writestr("broken.json", '{"fullName": "Half')
    catalogue = Catalogue(tmp_path)
    filled = import_file(catalogue, tmp_path / "labels.zip")
    assert (filled.summary.rows, catalogue.count()) == (2_000, 2_000)
    (problem,) = filled.problems
    assert problem.place.endswith("labels.zip::broken.json")
    catalogue.close()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from(["dsld.json", "openfda.json", "lnhpd.json", "nadac.json"]), st.data())
def test_that_any_value_in_any_field_is_read_or_named(
    tmp_path_factory: pytest.TempPathFactory, name: str, data
) -> None:
    found = record(name)
    one = found["results"][0] if isinstance(found, dict) and "results" in found else found
    one = one[0] if isinstance(one, list) else one
    one[data.draw(st.sampled_from(sorted(one)))] = data.draw(JSON)
    read = read_products(written(tmp_path_factory.mktemp("any") / name, [one]))
    assert read.all_rows or read.problems


@given(st.lists(JSON, min_size=1, max_size=4), st.integers(0, 300), st.sampled_from(["", "\n "]))
def test_that_records_are_the_same_wherever_the_text_is_cut_on_reading(rows, shift, space) -> None:
    """A text is read in pieces of 100,000 characters; here each piece ends somewhere in them."""
    many = [{"row": place, "of": row} for place, row in enumerate(rows * 3)]
    padding = "x" * (99_850 + shift)
    text = json.dumps({"meta": padding, "results": many}).replace(", ", f",{space}")
    plain = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    assert list(read_json_records(io.StringIO(text))) == plain["results"]


@given(st.text(max_size=60) | st.text('[]{}",:0123456789.eE-+ntrues \\', max_size=60))
def test_that_any_text_called_json_is_refused_or_passed_over(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "any.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    read = read_products(path)
    assert read.all_rows == ()
