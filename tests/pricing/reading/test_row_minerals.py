"""The mineral of each row of a list without a column of minerals, and forms that are unit kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.reader_process import read_products
from pricing.reading.reading_options import ReadingOptions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pricing.reading.product_list import ProductList


def read_names(
    write_list: Callable[..., Path],
    names: list[str],
    *,
    element: str = "Mg",
    header: str = "Elemental mg",
) -> ProductList:
    rows = "".join(f'"{name}",,50,120,9.00\n' for name in names)
    path = write_list(f"Product,Form,{header},Count,Price\n{rows}")
    return read_products(path, ReadingOptions(element=element))


MINERALS_OF_NAMES = {
    "Magnesium citrate": "Mg",
    "Magnesium B6": "Mg",
    "Magnesium with vitamin B6": "Mg",
    "Magnesiumcitrat 400 mg": "Mg",
    "Magnesium-Pulver mit Vitamin C": "Mg",
    "Magnésium marin + B6": "Mg",
    "Citrato de magnesio": "Mg",
    "Magnesio supremo": "Mg",
    "Milk of Magnesia": "Mg",
    "Mag Glycinate 200": "Mg",
    "Mg + B6": "Mg",
    "High Absorption 120 tablets": "Mg",
    "Amino Acid Chelate 100": "Mg",
    "Oxide 400": "Mg",
    "Zinc Picolinate 50 mg": "Zn",
    "Zink 25 mg": "Zn",
    "Zinkgluconat 15": "Zn",
    "Picolinato de cinc": "Zn",
    "Zinco picolinato": "Zn",
    "Zn 15": "Zn",
    "Vitamin C + Zinc": "Zn",
    "Calcium 600": "Ca",
    "Kalziumcarbonat": "Ca",
    "Calcium + D3": "Ca",
    "Carbonato de calcio": "Ca",
    "Iron bisglycinate 25 mg": "Fe",
    "Ferrous sulfate 325 mg": "Fe",
    "Eisen 14 mg": "Fe",
    "Eisenbisglycinat": "Fe",
    "Fer bisglycinate": "Fe",
    "Hierro 14 mg": "Fe",
    "Ferro 30 mg": "Fe",
    "Potassium gluconate 595": "K",
    "Kaliumcitrat": "K",
    "Potasio 99": "K",
    "Selenium 200 mcg": "Se",
    "Sodium selenite": "Se",
    "Natriumselenit": "Se",
    "Sélénium": "Se",
    "L-Selenomethionine 200": "Se",
    "Copper bisglycinate": "Cu",
    "Kupfer 2 mg": "Cu",
    "Cuivre": "Cu",
    "Potassium iodide 150": "I",
    "Kaliumiodid": "I",
    "Yoduro de potasio": "I",
    "Kelp 500": "I",
    "Chromium picolinate": "Cr",
    "Chrompicolinat": "Cr",
    "Manganese 8 mg": "Mn",
    "Molybdenum 150": "Mo",
    "Sodium molybdate": "Mo",
    "Boron 3 mg": "B",
}


def test_that_the_mineral_of_a_row_is_that_of_its_name(write_list: Callable[..., Path]) -> None:
    result = read_names(write_list, list(MINERALS_OF_NAMES))
    (note,) = result.problems
    assert (note.kind, note.parameters["count"]) == (ProblemKind.NO_MINERAL_BESIDE_OTHERS, 3)
    read = {row.product.product: row.product.element for row in result.products}
    assert read == MINERALS_OF_NAMES


def test_that_a_name_without_a_mineral_leaves_that_of_the_comparison(
    write_list: Callable[..., Path],
) -> None:
    result = read_names(write_list, ["High Absorption", "Iron 25", "Magnesium 5"], element="Zn")
    assert [row.product.element for row in result.products] == ["Zn", "Fe", "Mg"]


def test_that_the_form_names_the_mineral_where_the_name_does_not(
    write_list: Callable[..., Path],
) -> None:
    path = write_list("Product,Form,Elemental mg,Count,Price\nA,zinc picolinate,50,120,9\n")
    (row,) = read_products(path).products
    assert row.product.element == "Zn"


OTHERS = [
    "Vitamin D3 5000 IU", "Vitamin C 1000", "Vitamine C", "Vitamina D", "Vitamin-B-Komplex",
    "B12 1000 mcg", "D3 2000", "Biotin 10000", "Folic acid 400", "Folsäure", "Omega-3 1000",
    "Omega 3", "Fish Oil", "Fischöl", "Huile de poisson", "Aceite de pescado", "Krill",
    "Probiotic 10 billion", "Probiotika", "Collagen peptides", "Kollagen", "Colágeno",
    "Ashwagandha", "Turmeric", "Kurkuma", "Melatonin 3 mg", "CoQ10 100", "Creatine", "Whey",
    "Glucosamine", "Ginkgo", "Echinacea", "Knoblauch", "Mariendistel", "Ibuprofen 200",
    "Multivitamin", "BCAAs", "Leucine 400 Grams Unflavored", "EAA + Electrolyte Drink", "L-Glycine",
    "Beta-Alanine, 750 mg", "Taurine Pure Powder", "Citrulline", "Glutathione 500", "CLA 1000",
    "MCT Oil", "Green Tea Extract, 400 mg", "Apple Cider Vinegar, 750 mg", "Tribulus, 1,000 mg",
    "Astaxanthin, 4 mg", "Saffron, 50 mg", "Lion's Mane", "Chaga", "Pre-Workout Fruit Punch",
    "Mass Gainer Chocolate", "Ripped Fat Burner", "DHEA 25", "Mega Multi Mineral", "Electrolytes",
    "Trace Mineral Drops",
]  # fmt: skip


def test_that_a_row_of_no_mineral_is_left_out_and_named(write_list: Callable[..., Path]) -> None:
    result = read_names(write_list, [*OTHERS, "Magnesium"])
    assert [row.product.product for row in result.products] == ["Magnesium"]
    assert [problem.value for problem in result.problems] == OTHERS
    assert {problem.kind for problem in result.problems} == {ProblemKind.NO_MINERAL_NAMED}
    assert result.rejected_count == len(OTHERS)


@pytest.mark.parametrize(
    ("name", "element", "kind", "is_kept"),
    [
        ("Zinc & Magnesium", "Mg", ProblemKind.MINERAL_ASSUMED, True),
        ("Zinc & Magnesium", "Zn", ProblemKind.MINERAL_ASSUMED, True),
        ("Calcium Magnesium Zinc", "Mg", ProblemKind.MINERAL_ASSUMED, True),
        ("Sports ZMA", "Mg", ProblemKind.MINERAL_ASSUMED, True),
        ("Kalium-Magnesium-Citrat", "Mg", ProblemKind.MINERAL_ASSUMED, True),
        ("Calcium + Zinc", "Mg", ProblemKind.SEVERAL_MINERALS_NAMED, False),
        ("Eisen und Kupfer", "Mg", ProblemKind.SEVERAL_MINERALS_NAMED, False),
    ],
)
def test_that_a_name_of_several_minerals_is_never_read_in_silence(
    write_list: Callable[..., Path], name: str, element: str, kind: ProblemKind, is_kept: bool
) -> None:
    result = read_names(write_list, [name], element=element)
    (problem,) = result.problems
    assert problem.kind is kind
    assert [row.product.element for row in result.products] == ([element] if is_kept else [])


def test_that_a_header_about_one_mineral_keeps_others_out(write_list: Callable[..., Path]) -> None:
    names = ["Citrate 200", "Zinc 15", "Vitamin D3", "Multivitamin", "Minerals", "Magnesium + Zinc"]
    result = read_names(write_list, names, element="Zn", header="Elemental magnesium")
    kept = {row.product.product: row.product.element for row in result.products}
    assert kept == {
        "Citrate 200": "Mg", "Multivitamin": "Mg", "Minerals": "Mg", "Magnesium + Zinc": "Mg",
    }  # fmt: skip
    assert [(problem.value, problem.kind) for problem in result.problems] == [
        ("Zinc 15", ProblemKind.OTHER_MINERAL_NAMED),
        ("Vitamin D3", ProblemKind.NO_MINERAL_NAMED),
        ("Magnesium + Zinc", ProblemKind.MINERAL_ASSUMED),
    ]


def test_that_a_column_of_minerals_decides(write_list: Callable[..., Path]) -> None:
    path = write_list(
        "Product,Mineral,Elemental mg,Count,Price\nZinc & Magnesium,zinc,5,10,9\nIron,,5,10,9\n"
    )
    result = read_products(path)
    assert [row.product.element for row in result.products] == ["Zn", "Fe"]
    assert result.problems == ()


# -- forms that are unit kinds -----------------------------------------------------------------

KINDS_OF_FORMS = {
    "Tablet": "tablet", "Tablets": "tablet", "Capsule": "capsule", "CAPSULES": "capsule",
    "Veg Capsule": "capsule", "Vegan Capsules": "capsule", "Softgel": "softgel",
    "Soft gels": "softgel", "Gummies": "gummy", "Gummy": "gummy", "Powder": "g", "Liquid": "mL",
    "Sachet": "sachet", "Stick": "sachet", "Caplet": "tablet", "Chewable": "tablet",
    "Chewable tablets": "tablet", "Effervescent tablet": "tablet", "Lozenge": "tablet",
    "Kapsel": "capsule", "Kapseln": "capsule", "Tablette": "tablet", "Brausetablette": "tablet",
    "Pulver": "g", "Beutel": "sachet", "Gélule": "capsule", "Comprimé": "tablet",
    "Cápsula": "capsule", "Comprimido": "tablet", "Sobre": "sachet", "Compressa": "tablet",
    "Bustina": "sachet", "Drops": "", "Spray": "", "Tropfen": "", "Oil": "", "Cream": "",
}  # fmt: skip


def test_that_dosage_forms_are_unit_kinds_and_no_salts(write_list: Callable[..., Path]) -> None:
    rows = "".join(f"Magnesium,{form},100,120,9.00\n" for form in KINDS_OF_FORMS)
    result = read_products(write_list(f"Product,Form,Elemental mg,Count,Price\n{rows}"))
    assert {problem.kind for problem in result.problems} == {ProblemKind.SERVING_OF_ONE_UNIT}
    assert {row.values.get("form") for row in result.products} == {None}
    kinds = [str(row.values.get("unit_kind", "")) for row in result.products]
    assert dict(zip(KINDS_OF_FORMS, kinds, strict=True)) == KINDS_OF_FORMS


def test_that_a_salt_stays_a_form_and_the_unit_of_the_pack_decides(
    write_list: Callable[..., Path],
) -> None:
    path = write_list(
        "Product,Form,Elemental mg,Pack size,Price\n"
        "Mag A,citrate powder,100,120 tablets,9\nMag B,Tablet,100,60 softgels,9\n"
    )
    values = [
        (row.values.get("form"), row.values["unit_kind"]) for row in read_products(path).products
    ]
    assert values == [("citrate powder", "tablet"), (None, "softgel")]


# -- names that say nothing --------------------------------------------------------------------


def notes_on_unnamed(result: ProductList) -> list[tuple[int | None, object, object]]:
    return [
        (problem.row, problem.parameters["count"], problem.value)
        for problem in result.problems
        if problem.kind is ProblemKind.NO_MINERAL_BESIDE_OTHERS
    ]


@pytest.mark.parametrize("other", ["Zinc 25 mg", "Vitamin D3", "Eisen 14 mg", "L-Arginine 500"])
def test_that_names_without_a_mineral_are_noted_beside_names_of_something_else(
    write_list: Callable[..., Path], other: str
) -> None:
    result = read_names(write_list, ["Magnesium 200", "Metformin 500", other, "Misoprostol"])
    assert notes_on_unnamed(result) == [(3, 2, "Metformin 500")]
    names = [row.product.product for row in result.products if row.product.element == "Mg"]
    assert names == ["Magnesium 200", "Metformin 500", "Misoprostol"]


def test_that_a_list_of_one_mineral_needs_it_in_no_name(write_list: Callable[..., Path]) -> None:
    result = read_names(write_list, ["Magnesium 200", "High Absorption 240 tablets", "Cal-Mag"])
    assert notes_on_unnamed(result) == []


def test_that_a_header_of_a_mineral_speaks_for_names_without_one(
    write_list: Callable[..., Path],
) -> None:
    names = ["Slow release 60", "Zinc 25 mg"]
    assert notes_on_unnamed(read_names(write_list, names, header="Magnesium (mg)")) == []


def test_that_an_empty_cell_of_a_mineral_is_noted_beside_other_minerals(
    write_list: Callable[..., Path],
) -> None:
    path = write_list(
        "Product,Mineral,Elemental mg,Count,Price\nA,Zinc,25,90,9\nB,,50,90,9\nC,,60,90,9\n"
    )
    assert notes_on_unnamed(read_products(path)) == [(3, 2, "B")]


@pytest.mark.parametrize(
    "form",
    ["oxide, zinc", "oxide (with zinc)", "citrate & zinc", "Oxid und Zinkgluconat", "oxide + iron"],
)
def test_that_a_form_that_names_another_mineral_last_is_asked_about(
    write_list: Callable[..., Path], form: str
) -> None:
    path = write_list(f'Product,Form,Elemental mg,Count,Price\nA,"{form}",100,60,6\n')
    result = read_products(path)
    (problem,) = result.problems
    assert not result.products
    assert problem.kind is ProblemKind.SEVERAL_MINERALS_NAMED
    assert f"“A, {form}” names several minerals: Magnesium" in problem.description


@pytest.mark.parametrize("form", ["zinc citrate", "zinc (as citrate)", "Zinkgluconat"])
def test_that_a_form_that_begins_with_a_mineral_is_of_it(
    write_list: Callable[..., Path], form: str
) -> None:
    path = write_list(f'Product,Form,Elemental mg,Count,Price\nA,"{form}",10,60,6\n')
    (row,) = read_products(path).products
    assert row.product.element == "Zn"


@pytest.mark.parametrize("name", ["Golden Calcium brand Mg", "Calcium brand, Mg + B6"])
def test_that_a_symbol_beside_a_name_of_another_mineral_counts(
    write_list: Callable[..., Path], name: str
) -> None:
    result = read_names(write_list, [name])
    assert [row.product.element for row in result.products] == ["Mg"]
    assert [problem.kind for problem in result.problems] == [ProblemKind.MINERAL_ASSUMED]


@pytest.mark.parametrize(
    "name", ["Night + Zn", "Night with Zinc & B6", "Relax mit Zink", "Nuit plus Selenium"]
)
def test_that_a_mineral_behind_with_or_plus_is_a_further_one(
    write_list: Callable[..., Path], name: str
) -> None:
    read_list = read_names(write_list, ["Mag", name])
    assert [row.product.element for row in read_list.products] == ["Mg", "Mg"]


@pytest.mark.parametrize("name", ["Immune plus Zinc 50 mg", "Zinc with Copper 50", "B6 + Zinc"])
def test_that_a_mineral_beside_a_number_or_behind_another_is_no_further_one(
    write_list: Callable[..., Path], name: str
) -> None:
    products = read_names(write_list, ["Mag", name]).products
    assert "Mg" not in [row.product.element for row in products if row.product.product == name]


@pytest.mark.parametrize(
    ("header", "name", "is_read"),
    [
        ("Magnez (mg w tabletce)", "Magne B6", True),
        ("Magnésium (mg) par comprimé", "Magné B6", True),
        ("Calcium (mg) per tablet", "Calcichew D3", True),
        ("Magnesium (mg) per tablet", "Vitamin D3", False),
        ("Magnesium (mg) per tablet", "Magic B12", False), ("Elemental mg", "Magne B6", False),
    ],
)  # fmt: skip
def test_that_a_header_names_the_mineral_of_brands_with_a_vitamin(
    write_list: Callable[..., Path], header: str, name: str, *, is_read: bool
) -> None:
    element = "Ca" if "Calcium" in header else "Mg"
    found = read_names(write_list, [name], element=element, header=header)
    assert len(found.products) == is_read
