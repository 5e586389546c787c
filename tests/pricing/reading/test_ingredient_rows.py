"""Lists with one row an ingredient, whose rows of one name make one product."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from pricing.model.also_contains import uncounted_minerals
from pricing.problems.errors import ProblemKind
from pricing.reading.batches import read_batches
from pricing.reading.importer import read_grid
from pricing.reading.product_list import BATCH_SIZE, combine_batches
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pricing.reading.product_list import ProductList

HEADERS = ("Product", "Brand", "Mineral", "Form", "Elemental mg", "Serving", "Pack", "Price", "UPC")
CODE = "753950000872"
CALCIUM = ("Bone", "Now", "Calcium", "carbonate", "1000", "3", "100", "9.99", CODE)
MAGNESIUM = ("Bone", "Now", "Magnesium", "oxide", "400", "3", "100", "9.99", CODE)
ZINC = ("Bone", "Now", "Zinc", "citrate (USP), dihydrate", "15", "3", "100", "9.99", CODE)
OTHER = ("Mag", "Now", "Magnesium", "citrate", "200", "2", "90", "12.99", "")
WHOLE = ("Bone", "Mg", "calcium 1000 mg (carbonate), zinc 15 mg (citrate USP dihydrate)")


def read(*rows: Sequence[str], headers: Sequence[str] = HEADERS) -> ProductList:
    return read_grid(grid_of(headers, *rows), ReadingOptions(keeps_incomplete=True))


def changed(row: Sequence[str], **values: str) -> tuple[str, ...]:
    return tuple(
        values.get(header.split()[0], cell) for header, cell in zip(HEADERS, row, strict=True)
    )


def without_code(*rows: Sequence[str]) -> list[tuple[str, ...]]:
    return [changed(row, UPC="") for row in rows]


def stated(product_list: ProductList) -> list[tuple[str, str, str]]:
    products = [row.product for row in product_list.products]
    return [(product.product, product.element, product.other_minerals) for product in products]


def losses(product_list: ProductList) -> list[tuple[ProblemKind, int | None]]:
    return [(one.kind, one.row) for one in product_list.problems if not one.is_row_kept]


@pytest.mark.parametrize(
    "rows",
    [
        (CALCIUM, MAGNESIUM, ZINC),
        without_code(CALCIUM, MAGNESIUM, ZINC),
        [changed(row, Mineral="Magnesium" if row is MAGNESIUM else row[2], Serving="3 tablets")
         for row in (CALCIUM, MAGNESIUM, ZINC)],
    ],
)  # fmt: skip
def test_that_neighbouring_rows_of_a_product_are_one(rows: Sequence[Sequence[str]]) -> None:
    result = read(*rows, OTHER)
    assert stated(result) == [WHOLE, ("Mag", "Mg", "")]
    (note,) = result.problems
    assert note.is_row_kept
    assert (note.kind, note.row, note.column) == (ProblemKind.JOINED_ROWS, 3, "Mineral")
    assert "(1 in all), such as those of “Bone”" in note.description
    assert not result.incomplete


def test_that_the_form_alone_can_name_the_mineral() -> None:
    headers = [header for header in HEADERS if header != "Mineral"]
    rows = [
        [form if header == "Form" else cell for header, cell in zip(HEADERS, row, strict=True)
         if header != "Mineral"]
        for row, form in ((CALCIUM, "calcium carbonate"), (ZINC, "zinc citrate"))
    ]  # fmt: skip
    assert stated(read(*rows, headers=headers)) == [("Bone", "Ca", "zinc 15 mg (zinc citrate)")]


def test_that_a_compound_amount_counts_where_its_form_is_known() -> None:
    headers = ("Product", "Mineral", "Form", "Compound mg", "Pack", "Price")
    rows = (
        ("Bone", "Magnesium", "oxide", "500", "100", "9.99"),
        ("Bone", "Zinc", "gluconate", "50", "100", "9.99"),
    )
    assert stated(read(*rows, headers=headers)) == [
        ("Bone", "Mg", "zinc (gluconate, 50 mg compound)")
    ]


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        # Packs of two sizes, each with all its minerals.
        ((CALCIUM, ZINC, changed(CALCIUM, Pack="250", Price="19"),
          changed(ZINC, Pack="250", Price="19")),
         [("Bone", "Ca", WHOLE[2].partition(", ")[2])] * 2),
        # Brands whose packs and prices differ.
        (without_code(changed(CALCIUM, Brand="A"),
                      changed(ZINC, Brand="B", Pack="60", Price="5.99")),
         [("Bone", "Ca", ""), ("Bone", "Zn", "")]),
        # Brands whose products hold a mineral in common.
        (without_code(*(changed(row, Brand=brand) for brand, row in
                        (("A", CALCIUM), ("A", ZINC), ("B", CALCIUM)))),
         [("Bone", "Ca", "zinc 15 mg (citrate USP dihydrate)"), ("Bone", "Ca", "")]),
        # One mineral in two strengths.
        (without_code(MAGNESIUM, changed(MAGNESIUM, Elemental="200")), [("Bone", "Mg", "")] * 2),
        # A cell with a wrong mineral.
        ([changed(row, Product="Magnesium 200", Form="citrate", Elemental="200", UPC="")
          for row in (MAGNESIUM, ZINC)],
         [("Magnesium 200", "Mg", ""), ("Magnesium 200", "Zn", "")]),
        # One mineral at several prices.
        (without_code(MAGNESIUM, OTHER, changed(MAGNESIUM, Price="8.99"),
                      changed(MAGNESIUM, Pack="250", Price="19")),
         [("Bone", "Mg", ""), ("Mag", "Mg", ""), ("Bone", "Mg", ""), ("Bone", "Mg", "")]),
        # A list that states a product twice.
        (without_code(MAGNESIUM, ZINC, OTHER, MAGNESIUM, ZINC),
         [("Bone", "Mg", "zinc 15 mg (citrate USP dihydrate)"), ("Mag", "Mg", ""),
          ("Bone", "Mg", "zinc 15 mg (citrate USP dihydrate)")]),
    ],
)  # fmt: skip
def test_that_rows_of_different_products_stay_apart(
    rows: Sequence[Sequence[str]], names: Sequence[tuple[str, str, str]]
) -> None:
    result = read(*rows)
    assert stated(result) == names
    assert not losses(result)


@pytest.mark.parametrize(
    ("rows", "key", "text"),
    [
        ((CALCIUM, changed(ZINC, Price="10.99")), "price", "“10.99” differs from row 2"),
        ((CALCIUM, changed(ZINC, Pack="90")), "pack_units", "“90” differs from row 2"),
        ((CALCIUM, changed(ZINC, Serving="")), "serving_units", "“–” differs from row 2"),
        (without_code(CALCIUM, MAGNESIUM, changed(ZINC, Price="10.99")), "price",
         "“10.99” differs from row 2"),
        (without_code(MAGNESIUM, changed(ZINC, Price="5")), "price", "“5” differs from row 2"),
        (without_code(MAGNESIUM, changed(ZINC, Pack="120")), "pack_units",
         "“120” differs from row 2"),
        ([changed(row, Product="Calcium and zinc", UPC="") for row in
          (CALCIUM, changed(ZINC, Price="10.99"))], "price", "“10.99” differs from row 2"),
        (without_code(CALCIUM, changed(ZINC, Brand="Solgar")), "price",
         "“Solgar” differs from row 2"),
        (without_code(CALCIUM, changed(ZINC, Brand="Solgar", Serving="1")), "serving_units",
         "“1” differs from row 2"),
        ((CALCIUM, changed(ZINC, UPC="036000291452")), "price",
         "“036000291452” differs from row 2"),
        (without_code(CALCIUM, changed(MAGNESIUM, Pack="90"), changed(ZINC, Pack="")), "pack_units",
         "“–” differs from row 2"),
    ],
)  # fmt: skip
def test_that_contradicting_rows_of_a_product_are_asked_about(
    rows: Sequence[Sequence[str]], key: str, text: str
) -> None:
    result = read(*rows)
    assert not result.products
    assert [kind for kind, _ in losses(result)] == [ProblemKind.ROWS_OF_PRODUCT_DIFFER] * len(rows)
    assert text in result.problems[len(rows) - 1].description
    assert len(result.incomplete) == len(rows)
    assert all(key not in row.values for row in result.incomplete)
    kept = [dict(row.unreadable)[key] for row in result.incomplete]
    assert all(" / " in text for text in kept)


@pytest.mark.parametrize("name", ["Vitamin D", "Xyzol", "vitamin C"])
@pytest.mark.parametrize("is_first", [True, False])
def test_that_a_row_that_is_left_out_is_named_in_its_product(name: str, is_first: bool) -> None:
    rows = without_code(MAGNESIUM, changed(ZINC, Mineral=name))
    result = read(*(rows[::-1] if is_first else rows), OTHER)
    assert {row.product.product: row.product.also_contains for row in result.products} == {
        "Bone": name, "Mag": ""
    }  # fmt: skip


WITH_REMARKS = (*HEADERS, "Note", "Shop", "Priced on", "Also contains", "Discount", "Unit",
                "Other minerals")  # fmt: skip
REMARKS = ("x", "A", "2026-01-02", "vitamin D", "10 %", "tablet", "")


@pytest.mark.parametrize(
    "place", range(len(REMARKS)), ids=WITH_REMARKS[len(HEADERS) :],
)  # fmt: skip
def test_that_a_remark_of_one_row_parts_no_product(place: int) -> None:
    others = tuple("" for _ in REMARKS)
    remarks = (*others[:place], REMARKS[place], *others[place + 1 :])
    rows = ((*CALCIUM, *others), (*MAGNESIUM, *remarks), (*ZINC, *others))
    result = read(*rows, headers=WITH_REMARKS)
    assert stated(result) == [WHOLE]
    assert not losses(result)


@pytest.mark.parametrize("place", range(4), ids=WITH_REMARKS[len(HEADERS) :][:4])
def test_that_remarks_that_differ_are_all_kept(place: int) -> None:
    other = ("y", "B", "2026-03-04", "vitamin K")
    blank = [""] * len(REMARKS)
    first, second = (
        [text if at == place else "" for at, text in enumerate(texts)] + blank[len(texts) :]
        for texts in (REMARKS, other)
    )
    result = read((*MAGNESIUM, *first), (*ZINC, *second), headers=WITH_REMARKS)
    (product,) = (row.product for row in result.products)
    assert product.other_minerals == "zinc 15 mg (citrate USP dihydrate)"
    kept = (product.note, product.source, str(product.priced_on), product.also_contains)[place]
    assert kept == ("x, y", "A, B", "2026-03-04", "vitamin D, vitamin K")[place]


def test_that_other_minerals_of_a_row_count_once() -> None:
    cells = [""] * (len(REMARKS) - 1)
    rows = ((*MAGNESIUM, *cells, "zinc 15 mg, iron 5 mg"), (*ZINC, *cells, ""))
    result = read(*rows, headers=WITH_REMARKS)
    assert stated(result) == [("Bone", "Mg", "zinc 15 mg (citrate USP dihydrate), iron 5 mg")]
    contradiction = ((*MAGNESIUM, *cells, "zinc 10 mg"), (*ZINC, *cells, ""))
    assert losses(read(*contradiction, headers=WITH_REMARKS)) == [
        (ProblemKind.SAME_MINERAL_TWICE, 2)
    ]


@pytest.mark.parametrize(
    "rows",
    [
        without_code(CALCIUM, OTHER, MAGNESIUM, ZINC),
        (CALCIUM, MAGNESIUM, OTHER, ZINC),
        without_code(CALCIUM, changed(MAGNESIUM, Product="BONE"), changed(ZINC, Product="bone *")),
        (CALCIUM, changed(MAGNESIUM, Product=""), changed(ZINC, Product="")),
        without_code(CALCIUM, changed(MAGNESIUM, Pack="", Serving="", Price="", Brand=""),
                     changed(ZINC, Product="", Pack="", Serving="", Price="", Brand="")),
        (CALCIUM, changed(MAGNESIUM, Price=""), changed(ZINC, Price="")),
    ],
    ids=("apart", "last apart", "spelling", "name once", "all once", "price once"),
)  # fmt: skip
def test_that_rows_of_a_product_are_one_wherever_they_stand(
    rows: Sequence[Sequence[str]],
) -> None:
    result = read(*rows, OTHER)
    assert WHOLE in stated(result)
    assert {name for name, _, _ in stated(result)} == {"Bone", "Mag"}
    assert not losses(result)
    (product,) = (row.product for row in result.products if row.product.product == "Bone")
    assert (product.pack_units, product.serving_units, product.price) == (100_000, 3_000, 9_990_000)


@pytest.mark.parametrize(
    ("name", "other"),
    [("Nature's Mag", "Nature’s Mag"), ("Nature´s Mag", "Natureʼs MAG"), ("A – Plus", "A - Plus"),
     ("A\u2011Plus", "A Plus"), ("Cal‐Mag", "Cal-Mag"), ("Mag™ Forte", "Mag Forte."),
     ("Ｍａｇ", "MAG")],
)  # fmt: skip
@pytest.mark.parametrize("column", ["Product", "Brand"])
def test_that_rows_of_a_product_are_one_however_its_names_are_typed(
    name: str, other: str, column: str
) -> None:
    rows = without_code(changed(MAGNESIUM, **{column: name}), changed(ZINC, **{column: other}))
    result = read(*rows)
    assert [minerals for _, _, minerals in stated(result)] == ["zinc 15 mg (citrate USP dihydrate)"]
    assert not losses(result)


@pytest.mark.parametrize("minerals", [(CALCIUM, MAGNESIUM, ZINC), (MAGNESIUM,)], ids=len)
def test_that_a_row_may_state_a_product_whose_minerals_stand_below(
    minerals: Sequence[Sequence[str]],
) -> None:
    title = changed(CALCIUM, Mineral="", Form="", Elemental="")
    blank = {"Product": "", "Brand": "", "Serving": "", "Pack": "", "Price": "", "UPC": ""}
    result = read(title, *(changed(row, **blank) for row in minerals), OTHER)
    product, other = (row.product for row in result.products)
    assert (product.product, other.product) == ("Bone", "Mag")
    assert {one.element for one in product.ingredients} == {
        {"Calcium": "Ca", "Magnesium": "Mg", "Zinc": "Zn"}[row[2]] for row in minerals
    }
    assert (product.brand, product.serving_units, product.price) == ("Now", 3_000, 9_990_000)
    assert [one.kind for one in result.problems] == [ProblemKind.JOINED_ROWS]


@pytest.mark.parametrize(
    "row",
    [
        changed(ZINC, Product="", Price="5.99"),
        changed(CALCIUM, Product="", Elemental="50"),
    ],
    ids=("other price", "same mineral"),
)
def test_that_a_row_without_a_name_that_does_not_fit_is_asked_about(row: Sequence[str]) -> None:
    result = read(*without_code(CALCIUM, row))
    assert stated(result) == [("Bone", "Ca", "")]
    assert losses(result) == [(ProblemKind.MISSING_VALUE, 3)]


@pytest.mark.parametrize(
    ("text", "contents"),
    [("trace", "zinc"), ("?", "zinc"), ("", "zinc"), ("<1 mg", "zinc <1 mg"),
     ("less than 1 mg", "zinc less than 1 mg"), ("Spuren", "zinc")],
)  # fmt: skip
def test_that_an_unclear_amount_costs_no_product(text: str, contents: str) -> None:
    result = read(MAGNESIUM, CALCIUM, changed(ZINC, Form="", Elemental=text), OTHER)
    product, _ = (row.product for row in result.products)
    assert (product.element, product.other_minerals) == ("Mg", "calcium 1000 mg (carbonate)")
    assert product.also_contains == contents
    assert uncounted_minerals(product) == ("Zn",)
    assert not losses(result)


def test_that_the_first_mineral_with_an_unclear_amount_is_named() -> None:
    result = read(changed(MAGNESIUM, Form="", Elemental="trace"), ZINC)
    (product,) = (row.product for row in result.products)
    assert (product.element, product.also_contains) == ("Zn", "magnesium")
    assert not losses(result)


def test_that_a_mineral_with_the_amount_zero_is_not_held() -> None:
    result = read(MAGNESIUM, changed(ZINC, Elemental="0"))
    (product,) = (row.product for row in result.products)
    assert not product.other_minerals
    assert not product.also_contains


def test_that_a_mineral_stated_twice_is_asked_about() -> None:
    result = read(MAGNESIUM, ZINC, changed(ZINC, Form="oxide", Elemental="5"))
    assert not result.products
    assert losses(result) == [(ProblemKind.SAME_MINERAL_TWICE, 2)]
    (row,) = result.incomplete
    text = "zinc 15 mg (citrate USP dihydrate), zinc 5 mg (oxide)"
    assert row.unreadable == (("other_minerals", text),)


def test_that_the_first_mineral_stated_twice_is_asked_about() -> None:
    result = read(MAGNESIUM, ZINC, changed(MAGNESIUM, Form="citrate", Elemental="100"))
    assert not result.products
    assert losses(result) == [(ProblemKind.SAME_MINERAL_TWICE, 2)]
    (row,) = result.incomplete
    assert "elemental_mg" not in row.values
    assert str(row.values["other_minerals"]).startswith("zinc 15 mg")


def test_that_one_mineral_in_two_forms_is_asked_about() -> None:
    other_form = changed(MAGNESIUM, Form="citrate", Elemental="100")
    result = read(*without_code(MAGNESIUM, other_form, OTHER))
    assert stated(result) == [("Mag", "Mg", "")]
    assert losses(result) == [(ProblemKind.SAME_MINERAL_TWICE, 2)]
    (question,) = (one for one in result.problems if one.kind is ProblemKind.SAME_MINERAL_TWICE)
    assert question.value == "magnesium 400 mg (oxide), magnesium 100 mg (citrate)"
    (row,) = result.incomplete
    assert "elemental_mg" not in row.values
    assert row.unreadable == (("elemental_mg", question.value),)


@pytest.mark.parametrize(
    ("change", "header"),
    [
        ({"Price": "5.99"}, "Form"),
        ({"Pack": "250"}, "Form"),
        ({"Brand": "Solgar"}, "Form"),
        ({"Form": "magnesium oxide"}, "Form"),
    ],
    ids=str,
)
def test_that_one_mineral_of_another_pack_or_price_stays_a_product(
    change: dict[str, str], header: str
) -> None:
    values = {header: "citrate", "Elemental": "100"} | change
    result = read(*without_code(MAGNESIUM, changed(MAGNESIUM, **values), OTHER))
    assert stated(result) == [("Bone", "Mg", ""), ("Bone", "Mg", ""), ("Mag", "Mg", "")]
    assert not losses(result)


def test_that_an_ingredient_with_an_unreadable_amount_costs_the_product() -> None:
    result = read(MAGNESIUM, CALCIUM, changed(ZINC, Elemental="$5"))
    assert not result.products
    assert losses(result) == [
        (ProblemKind.INGREDIENT_WITHOUT_AMOUNT, 2),
        (ProblemKind.NOT_A_NUMBER, 4),
    ]
    (row,) = result.incomplete
    assert row.unreadable == (("other_minerals", "calcium 1000 mg (carbonate), zinc $5"),)


@pytest.mark.parametrize(
    "text",
    ["n.b.", "q.s.", "see label", "brak danych", "не указано", "微量", "ślad", "5~10", "5 mg¹"],
)
def test_that_an_amount_that_is_no_number_names_its_mineral(text: str) -> None:
    result = read(MAGNESIUM, CALCIUM, changed(ZINC, Elemental=text))
    (product,) = (row.product for row in result.products)
    assert product.other_minerals == "calcium 1000 mg (carbonate)"
    assert uncounted_minerals(product) == ("Zn",)


@pytest.mark.parametrize("mark", ['"', "″ ″", "〃", '-- " --', "ditto", "Dito", "do.", "idem"])
def test_that_a_ditto_is_no_name_and_no_value(mark: str) -> None:
    rows = (
        changed(CALCIUM, Product=mark),
        changed(ZINC, Product=mark, Brand=mark, Serving=mark, Pack=mark, Price=mark, UPC=mark),
    )
    result = read(MAGNESIUM, *rows, OTHER)
    assert stated(result) == [WHOLE, ("Mag", "Mg", "")]
    assert not losses(result)


def test_that_an_ingredient_without_an_amount_is_named_and_the_others_count() -> None:
    result = read(MAGNESIUM, changed(CALCIUM, Elemental=""), ZINC)
    (product,) = (row.product for row in result.products)
    assert (product.element, product.elemental) == ("Mg", 400_000)
    assert product.other_minerals == "zinc 15 mg (citrate USP dihydrate)"
    assert product.also_contains == "calcium (carbonate)"
    assert uncounted_minerals(product) == ("Ca",)
    (note,) = (one for one in result.problems if one.kind is ProblemKind.INGREDIENT_WITHOUT_AMOUNT)
    assert (note.row, note.column, note.value) == (3, "Elemental mg", "calcium")
    assert note.is_row_kept


def test_that_a_row_of_another_substance_does_not_part_a_product() -> None:
    vitamin = changed(ZINC, Mineral="Vitamin D", Form="", Elemental="0.02")
    result = read(MAGNESIUM, vitamin, CALCIUM)
    assert stated(result) == [("Bone", "Mg", "calcium 1000 mg (carbonate)")]
    assert [row for _, row in losses(result)] == [3]


# -- long lists ----------------------------------------------------------------------------------


MINERALS = ("Calcium", "Magnesium", "Zinc", "Iron", "Copper")
BY_MINERAL = tuple(f"{mineral} mg" for mineral in MINERALS)


def random_lists(count: int, seed: int) -> tuple[str, str]:
    """Return a list of products written one row an ingredient, and by mineral."""
    rng = random.Random(seed)  # noqa: S311
    rows, columns = ["Product,Mineral,Elemental mg,Serving,Pack,Price"], [
        ",".join(("Product", *BY_MINERAL, "Serving", "Pack", "Price"))
    ]  # fmt: skip
    for number in range(count):
        held = rng.sample(MINERALS, rng.randint(1, len(MINERALS)))
        amounts = {mineral: str(rng.randint(1, 900)) for mineral in MINERALS if mineral in held}
        pack = f"{rng.randint(1, 4)},{rng.randint(10, 500)},{rng.randint(3, 90)}.99"
        name = f"Product {chr(65 + number % 13)}{number}"  # N60 would be a pack of 60
        rows += [f"{name},{mineral},{amount},{pack}" for mineral, amount in amounts.items()]
        cells = ",".join(amounts.get(mineral, "") for mineral in MINERALS)
        columns.append(f"{name},{cells},{pack}")
    return "\n".join(rows) + "\n", "\n".join(columns) + "\n"


def contents(path: Path, text: str, size: int = BATCH_SIZE) -> set[tuple[object, ...]]:
    path.write_text(text, "utf-8")
    result = combine_batches(read_batches(path, ReadingOptions(), size))
    assert not losses(result)
    return {
        (product.product, product.element, product.elemental, product.price, product.pack_units,
         product.serving_units, frozenset(product.other_minerals.split(", ")))
        for product in (row.product for row in result.products)
    }  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 7, BATCH_SIZE])
def test_that_both_ways_to_write_a_list_read_alike(tmp_path: Path, size: int) -> None:
    rows, columns = random_lists(60, seed=size)
    read_by_rows = contents(tmp_path / "rows.csv", rows, size)
    assert len(read_by_rows) == 60
    assert read_by_rows == contents(tmp_path / "columns.csv", columns)


def test_that_no_block_parts_a_product(tmp_path: Path) -> None:
    rows, columns = random_lists(4_000, seed=3)
    by_columns = contents(tmp_path / "columns.csv", columns)
    assert contents(tmp_path / "rows.csv", rows) == by_columns
    grid = grid_of(*(line.split(",") for line in rows.splitlines()))
    names = [row.product.product for row in read_grid(grid, ReadingOptions()).products]
    assert len(names) == len(set(names)) == 4_000


def test_that_rows_of_a_product_in_different_blocks_are_named(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    lines = ["Product,Mineral,Elemental mg,Pack,Price", "Bone,Magnesium,400,100,9.99"]
    lines += [f"Mag {number},Magnesium,200,90,12.99" for number in range(20)]
    path.write_text("\n".join([*lines, "Bone,Zinc,15,100,9.99"]), "utf-8")
    result = combine_batches(read_batches(path, ReadingOptions(), 5))
    (note,) = result.problems
    assert (note.kind, note.row) == (ProblemKind.ROWS_FAR_APART, 23)
    assert "such as that of “Bone”" in note.description
    joined = combine_batches(read_batches(path, ReadingOptions()))
    assert ("Bone", "Mg", "zinc 15 mg") in stated(joined)


def test_that_a_mineral_in_two_columns_costs_one_row_and_no_list() -> None:
    headers = ("Product", "Mineral", "Elemental mg", "Pack", "Price", "Zinc", "zinc_mg",
               "Other minerals")  # fmt: skip
    rows = (
        ("A", "Magnesium", "100", "100", "9.99", "5", "5", "zinc 5 mg"),
        ("B", "Magnesium", "100", "100", "9.99", "", "6", "zinc 5 mg, iron 1 mg"),
        ("C", "Magnesium", "100", "100", "9.99", "?", "", ""),
    )
    result = read(*rows, headers=headers)
    assert stated(result) == [("A", "Mg", "zinc 5 mg"), ("C", "Mg", "")]
    assert losses(result) == [(ProblemKind.SAME_MINERAL_TWICE, 3)]
    (row,) = result.incomplete
    assert dict(row.unreadable)["other_minerals"] == "iron 1 mg, zinc 5 mg, zinc 6 mg"


def test_that_cells_of_two_rows_that_contradict_each_other_are_asked_about() -> None:
    headers = ("Product", "Mineral", "Elemental mg", "Pack", "Price", "Other minerals",
               "Also contains")  # fmt: skip
    rows = (
        ("Trio", "Magnesium", "100", "100", "9.99", "zinc 5 mg", "vitamin D"),
        ("Trio", "Calcium", "200", "100", "9.99", "zinc 6 mg", "vitamin D"),
        ("Mag", "Magnesium", "100", "100", "9.99", "", ""),
    )
    result = read(*rows, headers=headers)
    assert stated(result) == [("Mag", "Mg", "")]
    assert losses(result) == [(ProblemKind.SAME_MINERAL_TWICE, 2)]


CELLS = {
    "Product": ("Trio", "trio", "Trio*", "Mag", ""),
    "Mineral": ("Magnesium", "Zinc", "Calcium", ""),
    "Elemental mg": ("100", "15", "trace", "", "abc"),
    "Zinc": ("5", "5 mg", "", "?"),
    "zinc_mg": ("5", "", "6"),
    "Other minerals": ("zinc 5 mg", "zinc 5 mg, zinc 6 mg", "", "calcium 5 mg"),
    "Also contains": ("", "vitamin D", "zinc"),
    "Pack": ("100", "", "90", "abc"),
    "Price": ("9.99", "", "8.99", "abc", "9.99 EUR"),
    "Brand": ("", "Now", "Doc"),
    "UPC": ("", CODE, "036000291452"),
}


@pytest.mark.parametrize("seed", range(60))
def test_that_no_rows_cost_the_list(seed: int) -> None:
    """Each row is a product, is joined to another row, or is named as left out or incomplete."""
    rng = random.Random(seed)  # noqa: S311
    rows = [tuple(map(rng.choice, CELLS.values())) for _ in range(6)]
    result = read(*rows, headers=tuple(CELLS))
    products = [row.product for row in result.products]
    assert all(len({one.element for one in product.ingredients}) == len(product.ingredients)
               for product in products)  # fmt: skip
    named = {row for _, row in losses(result)} | {row.row for row in result.all_rows}
    is_joined = any(one.kind is ProblemKind.JOINED_ROWS for one in result.problems)
    assert is_joined or named == set(range(2, 8))


@pytest.mark.parametrize(
    "title",
    ["Ingredient", "Active ingredient", "Wirkstoff", "Nährstoff", "Composant", "Substance", "Foo"],
)
@pytest.mark.parametrize(
    ("minerals", "others"),
    [
        (("Magnesium", "Zn", "Jod"), "zinc 10 mg, iodine 150 µg"),
        (
            ("Magnesium citrate", "Zinc gluconate", "Iodine"),
            "zinc 10 mg (Zinc gluconate), iodine 150 µg (Iodine)",
        ),
    ],
)
def test_that_minerals_under_another_title_make_one_product(
    title: str, minerals: Sequence[str], others: str
) -> None:
    amounts = ("100", "10", "0.15")
    rows = [("Kombi", *pair, "60", "9.90") for pair in zip(minerals, amounts, strict=True)]
    headers = ("Product", title, "Elemental mg", "Pack", "Price")
    assert stated(read(*rows, headers=headers)) == [("Kombi", "Mg", others)]


@pytest.mark.parametrize("title", ["Extra", "Also in it", "Mit Zusatz"])
def test_that_minerals_that_are_added_are_not_those_of_the_rows(title: str) -> None:
    rows = [("Mag", "zinc", "100", "60", "9.90"), ("Mag", "iron", "200", "60", "9.90")]
    read_list = read(*rows, headers=("Product", title, "Elemental mg", "Pack", "Price"))
    assert {element for _, element, _ in stated(read_list)} == {"Mg"}
