"""Lists whose columns state several minerals of a product."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.calculation.comparison import compare
from pricing.model.also_contains import uncounted_minerals
from pricing.model.scenario import Scenario
from pricing.problems.errors import ProblemKind
from pricing.reading.ingredient_headers import ingredient_heading
from pricing.reading.reader_process import read_products
from pricing.reading.reading_options import ReadingOptions

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.reading.product_list import ProductList

BY_MINERAL = """\
Product,magnesium_mg,calcium_mg,zinc_mg,zinc_form,Selenium (mcg),pack_units,price,unit_kind
Cal-Mag-Zinc,133,333,5,gluconate,,300,12.99,tablet
Mag only,250,,,,,100,4.49,tablet
Zinc 30,,,30,gluconate,,250,9.99,tablet
Multi,50,200,11,,55,300,13.60,tablet
"""


def read(folder: Path, text: str, element: str = "Mg") -> ProductList:
    path = folder / "list.csv"
    path.write_text(text, "utf-8")
    return read_products(path, ReadingOptions(element=element))


def stated(product_list: ProductList) -> list[tuple[str, str, object, str]]:
    return [
        (product.product, product.element, product.elemental, product.other_minerals)
        for product in (row.product for row in product_list.products)
    ]


def test_that_columns_by_mineral_make_the_ingredients_of_a_product(tmp_path: Path) -> None:
    product_list = read(tmp_path, BY_MINERAL)
    assert stated(product_list) == [
        ("Cal-Mag-Zinc", "Mg", 133_000, "calcium 333 mg, zinc 5 mg (gluconate)"),
        ("Mag only", "Mg", 250_000, ""),
        ("Zinc 30", "Zn", 30_000, ""),
        ("Multi", "Mg", 50_000, "calcium 200 mg, zinc 11 mg, selenium 55 µg"),
    ]
    assert not product_list.problems


def test_that_the_compared_mineral_stands_first(tmp_path: Path) -> None:
    first, *_ = stated(read(tmp_path, BY_MINERAL, element="Ca"))
    assert first == ("Cal-Mag-Zinc", "Ca", 333_000, "magnesium 133 mg, zinc 5 mg (gluconate)")


def test_that_further_minerals_stand_beside_the_usual_columns(tmp_path: Path) -> None:
    text = "product,form,elemental_mg,zinc_mg,pack_units,price\nMag and zinc,oxide,100,5,90,9.50\n"
    assert stated(read(tmp_path, text)) == [("Mag and zinc", "Mg", 100_000, "zinc 5 mg")]


def test_that_an_amount_that_cannot_be_read_is_named_and_costs_the_row(tmp_path: Path) -> None:
    """Its mineral could be over a limit, so the product is not ranked as if it held none."""
    text = BY_MINERAL + "Odd,100,$5,5,,10,100,5,tablet\n"
    product_list = read(tmp_path, text)
    assert "Odd" not in [name for name, *_ in stated(product_list)]
    assert [(problem.row, problem.column, problem.value) for problem in product_list.problems] == [
        (6, "calcium_mg", "$5"),
    ]


@pytest.mark.parametrize(
    "amount",
    [
        "<1",
        "~10",
        "10-15",
        "100%",
        "max. 5 mg",
        "5 bis 8 mg",
        "10 mg or less",
        "0.0004",
        "trace",
        "bis 5 mg",
        "1/2",
    ],
)
def test_that_an_unclear_amount_keeps_the_product_in_each_way_to_state_it(
    tmp_path: Path, amount: str
) -> None:
    start, end = "product,element,form,elemental_mg,pack_units,price", "60,6"
    unit = " mg" if amount == "0.0004" else ""
    for header, rows in (
        (f"{start},zinc_mg,calcium_mg", f"A,Mg,oxide,100,{end},{amount},200\n"),
        (
            f"{start},other_minerals",
            f'A,Mg,oxide,100,{end},"zinc {amount}{unit}, calcium 200 mg"\n',
        ),
        (start, f"A,Mg,oxide,100,{end}\nA,Zn,,{amount},{end}\nA,Ca,,200,{end}\n"),
    ):
        ((name, _, _, others),) = stated(product_list := read(tmp_path, f"{header}\n{rows}"))
        assert (name, others) == ("A", "calcium 200 mg")
        (row,) = product_list.products
        assert row.product.also_contains.startswith("zinc")


@pytest.mark.parametrize(
    "amount",
    ["10 mg (100 %)", "10 mg (100% NRV)", "10mg(100%)", "10 mg / 100 % VNR", "10 mg 100% DV",
     "10 mg (100 % des Tagesbedarfs)", "10 mg [100 % of daily value]*", "100 % (10 mg)",
     "10 mg (NRV 100 %)", "10 mg, 100 % AR", "10 mg (100 % der empfohlenen Tagesdosis)",
     "10 mg (100 % de los VRN)"],
)  # fmt: skip
def test_that_a_share_of_the_daily_value_stands_beside_an_amount_in_each_way(
    tmp_path: Path, amount: str
) -> None:
    start, end = "product,element,form,elemental_mg,pack_units,price", "60,6"
    for header, rows in (
        (f"{start},zinc_mg", f'A,Mg,oxide,100,{end},"{amount}"\n'),
        (start, f'A,Mg,oxide,100,{end}\nA,Zn,,"{amount}",{end}\n'),
    ):
        product_list = read(tmp_path, f"{header}\n{rows}")
        assert stated(product_list) == [("A", "Mg", 100_000, "zinc 10 mg (100 % daily value)")]


@pytest.mark.parametrize("share", ["9999999 %", "1,2345 %", "1.2.3 %"])
def test_that_a_share_that_cannot_be_read_costs_its_row_alone(tmp_path: Path, share: str) -> None:
    head = "product,form,elemental_mg,pack_units,price"
    rows = f'A,oxide,"105 mg ({share} DV)",60,6\nB,oxide,105 mg,60,6.50\n'
    result = read(tmp_path, f"{head}\n{rows}")
    assert [row.row for row in result.products] == [3]
    assert [problem.row for problem in result.problems] == [2]


def test_that_a_share_beside_the_first_amount_is_that_of_its_daily_value(tmp_path: Path) -> None:
    start = "product,form,elemental_mg,pack_units,price"
    (row,) = read(tmp_path, f"{start}\nA,oxide,105 mg (25 % DV),60,6\n").products
    assert (row.product.elemental, row.product.daily_value) == (105_000, 2_500)
    differing = read(tmp_path, f"{start},daily_value_percent\nA,oxide,105 mg (25 % DV),60,6,50\n")
    assert not differing.products
    assert "25 % DV" in differing.problems[0].line


@pytest.mark.parametrize(
    ("headers", "cells", "advice"),
    [
        ("Zinc mg per 2 tablets", "10", "State the size of a serving"),
        ("Zinc (mg),Zinc (mg)", "10,12", "Keep one column of Zinc"),
        ("zinc_mg,Zinc (mg)", "10,12", "Keep one column of Zinc"),
        ("Zinc per day (mg)", "10", "Write the header as"),
    ],
)
def test_that_a_column_that_is_not_counted_says_what_it_needs(
    tmp_path: Path, headers: str, cells: str, advice: str
) -> None:
    start = "product,form,elemental_mg,pack_units,price"
    (problem,) = read(tmp_path, f"{start},{headers}\nA,oxide,100,60,6,{cells}\n").problems
    assert advice.lower() in problem.line.lower()


def test_that_zero_of_a_mineral_is_none_of_it_in_a_cell_of_all(tmp_path: Path) -> None:
    start = "product,form,elemental_mg,pack_units,price,other_minerals"
    for cell, others in (("zinc 0 mg, calcium 200 mg", "calcium 200 mg"), ("0 mg zinc", "")):
        (row,) = read(tmp_path, f'{start}\nA,oxide,100,60,6,"{cell}"\n').products
        assert (row.product.other_minerals, row.product.also_contains) == (others, "")


def test_that_the_window_gets_such_a_row_to_mend_it(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(BY_MINERAL + "Odd,100,$5,5x,,10,100,5,tablet\n", "utf-8")
    product_list = read_products(path, ReadingOptions(keeps_incomplete=True))
    (row,) = product_list.incomplete
    assert row.unreadable == (("other_minerals", "selenium 10 µg, calcium $5, zinc 5x"),)
    assert row.values["elemental_mg"] == 100_000


@pytest.mark.parametrize(
    ("cell", "contents"),
    [
        ("200 mg (citrate)", "calcium 200 mg (citrate)"),
        ("200 (carbonate)", "calcium 200 mg (carbonate)"),
        ("0.2 g (as calcium carbonate)", "calcium 200 mg (as calcium carbonate)"),
        ("200 mg (citrate, 900 mg compound)", "calcium 200 mg (citrate, 900 mg compound)"),
    ],
)
def test_that_a_form_may_stand_beside_its_amount(tmp_path: Path, cell: str, contents: str) -> None:
    text = f'product,elemental_mg,calcium_mg,pack_units,price\nCal,100,"{cell}",90,9.50\n'
    product_list = read(tmp_path, text)
    assert stated(product_list) == [("Cal", "Mg", 100_000, contents)]
    assert not product_list.problems


@pytest.mark.parametrize(
    "cell",
    ["200 mg (per tablet)", "200 mg (2 tablets)", "200 mg (total)", "200 mg (citrate) + 3",
     "200 mg (citrate), iron 5 mg (oxide)", "(citrate)"],
)  # fmt: skip
def test_that_other_words_beside_an_amount_are_asked_about(tmp_path: Path, cell: str) -> None:
    text = f'product,elemental_mg,calcium_mg,pack_units,price\nCal,100,"{cell}",90,9.50\n'
    product_list = read(tmp_path, text)
    assert not product_list.products
    assert [problem.value for problem in product_list.problems] == [cell]


def test_that_a_form_without_an_amount_is_named(tmp_path: Path) -> None:
    text = (
        "product,elemental_mg,zinc_mg,zinc_form,pack_units,price\n"
        "Open,100,,gluconate,90,9.50\nNone,100,0,gluconate,90,9.50\n"
    )
    product_list = read(tmp_path, text)
    contents = [row.product.also_contains for row in product_list.products]
    assert contents == ["zinc (gluconate)", ""]
    (note,) = product_list.problems
    assert (note.row, note.column, note.value) == (2, "zinc_mg", "zinc")
    assert note.is_row_kept


def test_that_zero_says_that_a_product_holds_none(tmp_path: Path) -> None:
    text = BY_MINERAL + "Plain,100,0,0.0,,0,100,5,tablet\n"
    product_list = read(tmp_path, text)
    assert stated(product_list)[-1] == ("Plain", "Mg", 100_000, "")
    assert not product_list.problems


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("zinc 5 mg, zinc 10 mg", "Zinc is stated twice"),
        ("magnesium 50 mg", "Magnesium is stated twice"),
    ],
)
def test_that_other_minerals_that_make_no_sense_cost_only_their_row(
    tmp_path: Path, cell: str, reason: str
) -> None:
    header = "product,element,elemental_mg,pack_units,price,other_minerals\n"
    text = f'{header}Odd,Mg,100,90,5,"{cell}"\nGood,Mg,100,90,9,zinc 5 mg\n'
    product_list = read(tmp_path, text)
    assert stated(product_list) == [("Good", "Mg", 100_000, "zinc 5 mg")]
    (problem,) = product_list.problems
    assert (problem.row, problem.column) == (2, "other_minerals")
    assert reason in problem.line


DUO = "product,element,elemental_mg,pack_units,price,other_minerals,also_contains\n"


@pytest.mark.parametrize(
    ("cell", "minerals", "contents", "uncounted"),
    [
        ("calcium, zinc 5 mg", "zinc 5 mg", "D3, calcium", ("Ca",)),
        ("zinc 5 mg; Calcium (citrate)", "zinc 5 mg", "D3, calcium (citrate)", ("Ca",)),
        ("selenium", "", "D3, selenium", ("Se",)),
        ("Zn, copper, selenium 55 µg", "selenium 55 µg", "D3, zinc, copper", ("Zn", "Cu")),
        ("magnesium, zinc 5 mg", "zinc 5 mg", "D3", ()),
    ],
)
def test_that_a_mineral_named_without_an_amount_costs_no_other(
    tmp_path: Path, cell: str, minerals: str, contents: str, uncounted: tuple[str, ...]
) -> None:
    rows = (f'{name},Mg,100,90,5,"{cell}",D3\n' for name in ("Duo", "Twin"))
    product_list = read(tmp_path, DUO + "".join(rows))
    assert product_list.rejected_count == 0
    for row in product_list.products:
        assert row.product.other_minerals == minerals
        assert row.product.also_contains == contents
        assert uncounted_minerals(row.product) == uncounted
    noted = [(problem.row, problem.column) for problem in product_list.problems]
    assert noted == [(row, "other_minerals") for row in (2, 3) for _ in uncounted]
    assert all(problem.is_row_kept for problem in product_list.problems)


@pytest.mark.parametrize(
    ("cell", "minerals", "contents", "uncounted"),
    [
        ("vitamin D 25 ug, zinc 5 mg", "zinc 5 mg", "D3, vitamin D 25 ug", ()),
        ("trace", "", "D3, trace", ()),
        ("zinc 5 mg; unobtainium 5 mg", "zinc 5 mg", "D3, unobtainium 5 mg", ()),
        ("K2 100 µg, calcium, B-12 5 µg", "", "D3, calcium, K2 100 µg, B-12 5 µg", ("Ca",)),
        ("vitamin B6 2 mg (P5P, 3 mg salt), none", "", "D3, vitamin B6 2 mg (P5P, 3 mg salt)", ()),
        ("contains iron 10 mg, zinc?", "", "D3, contains iron 10 mg, zinc?", ("Fe", "Zn")),
    ],
)
def test_that_what_is_no_mineral_costs_no_row(
    tmp_path: Path, cell: str, minerals: str, contents: str, uncounted: tuple[str, ...]
) -> None:
    product_list = read(tmp_path, f'{DUO}Duo,Mg,100,90,5,"{cell}",D3\n')
    product = product_list.products[0].product
    assert product.other_minerals == minerals
    assert product.also_contains == contents
    assert uncounted_minerals(product) == uncounted
    assert all(problem.is_row_kept for problem in product_list.problems)
    quoted = ", ".join(problem.value for problem in product_list.problems)
    assert quoted == contents.removeprefix("D3, ")


@pytest.mark.parametrize("cell", ["zinc 3 mg, 5 mg", "5 mg", "zinc 5 mg, <3 mg"])
def test_that_an_amount_without_a_mineral_is_still_asked_about(tmp_path: Path, cell: str) -> None:
    product_list = read(tmp_path, f'{DUO}Duo,Mg,100,90,5,"{cell}",\n')
    assert not product_list.products
    assert product_list.rejected_count == 1


def test_that_two_amounts_of_one_mineral_ask(tmp_path: Path) -> None:
    text = "product,elemental_mg,magnesium_mg,zinc_mg,pack_units,price\nMag,100,120,5,90,9.50\n"
    product_list = read(tmp_path, text)
    assert not product_list.products
    assert "Magnesium is stated twice" in product_list.problems[0].line


def test_that_one_mineral_alone_stays_the_question_that_it_was(tmp_path: Path) -> None:
    """A column "Magnesium (mg)" can be the compound's."""
    text = "product,Magnesium (mg),pack_units,price\nMag,100,90,9.50\n"
    assert not read(tmp_path, text).products


@pytest.mark.parametrize(
    ("header", "key", "unit"),
    [
        ("calcium_mg", "calcium_mg", "mg"),
        ("Calcium (mg)", "calcium_mg", "mg"),
        ("Zinc mg", "zinc_mg", "mg"),
        ("Zn mg", "zinc_mg", "mg"),
        ("Eisen [mg]", "iron_mg", "mg"),
        ("Selenium (mcg)", "selenium_mg", "mcg"),
        ("Jod µg", "iodine_mg", "mcg"),
        ("Kalzium (mg) pro Portion", "calcium_mg", "mg"),
        ("Zinc (en mg)", "zinc_mg", "mg"),
        ("ZincMg", "zinc_mg", "mg"),
        ("Zinkgehalt mg", "zinc_mg", "mg"),
        ("Contenido de hierro (mg/comprimido)", "iron_mg", "mg"),
        ("Zinc (mg) (product.metafields.custom.zinc_mg)", "zinc_mg", "mg"),
        ("Цинк мг", "zinc_mg", "mg"),
        ("锌 (mg)", "zinc_mg", "mg"),
        ("I (mg)", "iodine_mg", "mg"),
        ("K (µg)", "", ""),
        ("Zinc oxide (mg)", "", ""),
        ("Zinc (as oxide) mg", "zinc_mg", "mg"),
        ("Zinc oxide, elemental (mg)", "zinc_mg", "mg"),
        ("Zinc oxide compound (mg)", "zinc_compound_mg", "mg"),
        ("zinc % DV", "", ""),
        ("Total zinc per day (mg)", "", ""),
        ("Calcium (mg) per serving", "calcium_mg", "mg"),
        ("zinc_compound_mg", "zinc_compound_mg", "mg"),
        ("Zinc form", "zinc_form", ""),
        ("iron_form", "iron_form", ""),
        ("Zinc", "", ""),
        ("zn", "", ""),
        ("Price (mg)", "", ""),
        ("Vitamin C (mg)", "", ""),
        ("mg", "", ""),
    ],
)
def test_that_a_mineral_is_named_with_its_unit_or_role(header: str, key: str, unit: str) -> None:
    heading = ingredient_heading(0, header)
    found = ("", "") if heading is None else (heading.column.key, heading.parts.unit)
    assert found == (key, unit)


def test_that_a_workbook_brings_every_mineral_back(tmp_path: Path) -> None:
    from pricing.writing.table_files import write_table
    from pricing.writing.workbook import write_workbook

    products = [row.product for row in read(tmp_path, BY_MINERAL).products]
    comparison = compare(products, Scenario())
    for name in ("again.xlsx", "again.csv"):
        path = tmp_path / name
        (write_workbook if name.endswith("xlsx") else write_table)(comparison, path)
        again = {row.product.product: row.product for row in read_products(path).products}
        assert {name: product.ingredients for name, product in again.items()} == {
            product.product: product.ingredients for product in products
        }


def test_that_a_fraction_of_a_microgram_is_rounded_with_a_note(tmp_path: Path) -> None:
    product_list = read(
        tmp_path,
        "name,element,elemental mg,count,price,other minerals\n"
        'Two,Mg,200,100,8,"zinc 5.5 mg, iodine 37.5 mcg"\n'
        "One,Mg,200,100,8,17.5 mcg chromium\n",
    )
    assert [others for *_, others in stated(product_list)] == [
        "zinc 5.5 mg, iodine 38 µg",
        "chromium 18 µg",
    ]
    (problem,) = product_list.problems
    assert problem.kind is ProblemKind.ROUNDED_NUMBERS


BY_NAME_ALONE = """\
Product,Magnesium,Calcium,Selen,Units,Price
Both,100 mg,200 mg (citrate),55 µg,60,10
Plain,0.2 g,0,n/a,60,11
Calcium,,600 mg,,60,9
"""


def test_that_a_name_alone_is_a_column_whose_cells_state_their_units(tmp_path: Path) -> None:
    product_list = read(tmp_path, BY_NAME_ALONE)
    assert stated(product_list) == [
        ("Both", "Mg", 100_000, "calcium 200 mg (citrate), selenium 55 µg"),
        ("Plain", "Mg", 200_000, ""),
        ("Calcium", "Ca", 600_000, ""),
    ]
    assert not product_list.problems


def test_that_a_later_cell_without_a_unit_costs_its_row(tmp_path: Path) -> None:
    full = "Both,100 mg,200 mg,55 µg,60,10\n" * 80
    product_list = read(tmp_path, f"{BY_NAME_ALONE}{full}Bare,100 mg,200,,60,10\n")
    assert "Bare" not in [name for name, *_ in stated(product_list)]
    (problem,) = product_list.problems
    assert (problem.kind, problem.row, problem.value) == (
        ProblemKind.INGREDIENT_WITHOUT_UNIT, 85, "200",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "contents"),
    [("200", "calcium 200"), ("yes", "calcium"), ("2 tablets", "calcium 2 tablets"), ("-", "")],
)
def test_that_a_name_alone_without_units_is_a_question_and_costs_no_mineral(
    tmp_path: Path, cell: str, contents: str
) -> None:
    text = (
        "product,elemental_mg,Calcium,Zinc,units,price\n"
        f"Mag,100,200 mg,5 mg,60,10\nOdd,100,{cell},5 mg,60,10\nBare,100,7,5 mg,60,10\n"
    )
    product_list = read(tmp_path, text)
    assert [others for *_, others in stated(product_list)] == [
        "zinc 5 mg, calcium 200 mg", "zinc 5 mg", "zinc 5 mg",
    ]  # fmt: skip
    kept = [row.product.also_contains for row in product_list.products]
    assert kept == ["", contents, "calcium 7"]
    (question,) = product_list.problems
    assert (question.kind, question.row, question.column) == (
        ProblemKind.MINERAL_COLUMN_WITHOUT_UNIT, None, "Calcium",
    )  # fmt: skip
    assert not question.is_row_kept


@pytest.mark.parametrize("cell", ["60", "6O mg", "60 (total)", "1/2", "<5 mg"])
def test_that_a_number_of_a_mineral_that_is_not_counted_keeps_a_product_from_its_place(
    tmp_path: Path, cell: str
) -> None:
    text = f"product,form,elemental_mg,pack_units,price,Zinc\nB,oxide,200,100,4.20,{cell}\n"
    (row,) = read(tmp_path, text).products
    comparison = compare([row.product], Scenario())
    assert comparison.best_buy is None
    assert uncounted_minerals(row.product) == ("Zn",)


@pytest.mark.parametrize(
    "cell",
    ["?", "??", "*", "unknown", "not stated", "contains", "trace", "TBD", "yes", "x", "Spuren",
     "✓", "k. A."],
)  # fmt: skip
def test_that_a_mineral_of_unknown_amount_is_kept_and_named(tmp_path: Path, cell: str) -> None:
    text = f"product,elemental_mg,calcium_mg,zinc_mg,pack_units,price\nB,200,{cell},5,100,4.20\n"
    product_list = read(tmp_path, text)
    (row,) = product_list.products
    assert row.product.also_contains == "calcium"
    assert row.product.other_minerals == "zinc 5 mg"
    (note,) = product_list.problems
    assert (note.kind, note.row, note.column) == (
        ProblemKind.INGREDIENT_WITHOUT_AMOUNT, 2, "calcium_mg",
    )  # fmt: skip


@pytest.mark.parametrize("cell", ["", "-", "–", "0", "none", "n/a", "no", "keine"])
def test_that_a_product_holds_none_of_a_mineral(tmp_path: Path, cell: str) -> None:
    text = f"product,elemental_mg,calcium_mg,pack_units,price\nB,200,{cell},100,4.20\n"
    product_list = read(tmp_path, text)
    (row,) = product_list.products
    assert not row.product.also_contains
    assert not row.product.other_minerals
    assert not product_list.problems


@pytest.mark.parametrize("header", ["elemental_mg,magnesium_mg", "magnesium_mg,iron_mg"])
def test_that_an_unknown_amount_of_the_compared_mineral_is_kept_beside_another(
    tmp_path: Path, header: str
) -> None:
    cells = ",?" if header.startswith("elemental") else "?,"
    text = f"product,{header},calcium_mg,pack_units,price\nB,{cells},500,100,4.20\n"
    (row,) = read(tmp_path, text).products
    assert (row.product.element, row.product.also_contains) == ("Ca", "magnesium")


@pytest.mark.parametrize(
    ("exact", "bare", "asks"),
    [("500", "600", True), ("500", "600 mg", True), ("500", "500", False), ("500", "yes", False),
     ("500", "0.5 g", False), ("500", "", False), ("0", "600", True)],
)  # fmt: skip
def test_that_one_mineral_in_two_columns_is_stated_twice(
    tmp_path: Path, exact: str, bare: str, asks: bool
) -> None:
    text = (
        "product,elemental_mg,calcium_mg,Calcium,pack_units,price\n"
        f"Twice,250,{exact},{bare},100,4.49\nPlain,250,,7,100,4.49\n"
    )
    path = tmp_path / "list.csv"
    path.write_text(text, "utf-8")
    product_list = read_products(path, ReadingOptions(keeps_incomplete=True))
    names = [name for name, *_ in stated(product_list)]
    assert ("Twice" in names) is not asks
    if asks:
        (row,) = product_list.incomplete
        ((key, value),) = row.unreadable
        assert key == "other_minerals"
        assert value.count("calcium") == 2
        assert "Calcium is stated twice" in product_list.problems[0].line
    else:
        assert stated(product_list)[0][3] == f"calcium {exact} mg"


def test_that_a_name_alone_beside_the_amount_of_its_mineral_asks_nothing(tmp_path: Path) -> None:
    text = "product,elemental_mg,Magnesium,units,price\nMag,100,yes,60,10\n"
    (note,) = read(tmp_path, text).problems
    assert note.kind is ProblemKind.COLUMNS_NOT_READ
