"""A column of units beside an amount: the amount is in it, or the user is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading.column_questions import guess_all_columns
from pricing.reading.importer import read_grid
from pricing.reading.layouts import guess_layout
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from collections.abc import Sequence

UNITS = [("0.25", "g", 250_000), ("250", "mg", 250_000), ("400", "mcg", 400), ("400", "µg", 400)]
HEADERS = ["Unit", "Units", "UOM", "Einheit", "Unité", "Unidad", "Unità", "Unit of measure"]


def amounts(
    titles: Sequence[str], rows: Sequence[Sequence[str]], options: ReadingOptions | None = None
) -> list[object]:
    grid = grid_of(titles, *rows)
    result = read_grid(grid, options or ReadingOptions(optional_keys=("price",)))
    return [(row.values["elemental_mg"], row.values.get("unit_kind")) for row in result.all_rows]


@pytest.mark.parametrize("header", HEADERS)
def test_that_amounts_are_in_the_units_beside_them(header: str) -> None:
    titles = ("Product", "Elemental", header, "Pack size")
    rows = [(f"P {place}", text, unit, "60") for place, (text, unit, _) in enumerate(UNITS)]
    expected = [(amount, None) for _, _, amount in UNITS]
    assert amounts(titles, rows) == expected
    layout = guess_layout(grid_of(titles, *rows))
    options = ReadingOptions(layout=layout, optional_keys=("price",))
    assert amounts(titles, rows, options) == expected


@pytest.mark.parametrize("header", HEADERS)
def test_that_a_column_that_the_user_names_has_the_units_beside_it(header: str) -> None:
    titles = ("Product", "Mg", header, "Pack size")
    rows = [(f"P {place}", text, unit, "60") for place, (text, unit, _) in enumerate(UNITS)]
    options = ReadingOptions(column_keys={"Mg": "elemental_mg"}, optional_keys=("price",))
    assert amounts(titles, rows, options) == [(amount, None) for _, _, amount in UNITS]


def test_that_the_units_may_stand_elsewhere_and_a_cell_may_state_its_own() -> None:
    titles = ("Product", "Unit", "Pack size", "Elemental")
    rows = [("A", "mcg", "60", "400"), ("B", "mg", "60", "250"), ("C", "mg", "60", "0.3 g")]
    assert amounts(titles, rows) == [(400, None), (250_000, None), (300_000, None)]


def test_that_international_units_beside_an_amount_cost_the_row() -> None:
    titles = ("Product", "Elemental", "Unit", "Pack size")
    grid = grid_of(titles, ("A", "100", "IU", "60"), ("B", "100", "mg", "60"))
    result = read_grid(grid, ReadingOptions(optional_keys=("price",)))
    assert [row.values["product"] for row in result.all_rows] == ["B"]
    (problem,) = result.problems
    assert problem.kind is ProblemKind.AMOUNT_IN_INTERNATIONAL_UNITS


def test_that_grams_alone_are_asked_about_and_settled_by_the_user() -> None:
    titles = ("Product", "Elemental", "Unit", "Pack size", "Serving size")
    rows = [("A", "0.25", "g", "60", "1"), ("B", "0.3", "G", "60", "1")]
    with pytest.raises(BadInput) as caught:
        read_grid(grid_of(titles, *rows), ReadingOptions(optional_keys=("price",)))
    assert caught.value.kind is ProblemKind.UNIT_OF_AMOUNT_OR_PACK
    for choices, expected in (
        ({"Elemental": "elemental_mg:g"}, [(250_000, None), (300_000, None)]),
        ({"Elemental": "elemental_mg:mg"}, [(250, "g"), (300, "g")]),
        ({"Unit": "unit_kind"}, [(250, "g"), (300, "g")]),
    ):
        options = ReadingOptions(column_keys=choices, optional_keys=("price",))
        assert amounts(titles, rows, options) == expected


@pytest.mark.parametrize(
    ("titles", "rows"),
    [
        (("Product", "Elemental mg", "Unit", "Pack size"), [("A", "250", "capsule", "60")]),
        (("Product", "Elemental", "Unit", "Pack size"), [("A", "250", "capsule", "60")]),
        (("Product", "Elemental", "Pack size", "Unit"), [("A", "250", "60", "Tablets")]),
    ],
)
def test_that_dosage_units_stay_what_they_are(
    titles: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    assert amounts(titles, rows) in ([(250_000, "capsule")], [(250_000, "tablet")])


NAMED_TITLES = [
    ("Elemental", "Elemental unit"), ("Elemental", "Elemental UoM"), ("Elemental", "ElementalUnit"),
    ("Elemental", "Unit (elemental)"), ("Elemental", "elemental_unit"),
    ("Elemental", "Unit of measure of elemental"), ("Elemental", "Elemental units"),
    ("Elemental magnesium", "Elemental unit"), ("Elemental", "Einheit Elemental"),
    ("Elemental per serving", "Elemental unit"), ("Elemental amount", "Elemental amount unit"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "unit_title"), NAMED_TITLES)
@pytest.mark.parametrize("is_beside", [True, False])
def test_that_a_title_of_units_can_name_its_amount(
    title: str, unit_title: str, *, is_beside: bool
) -> None:
    rows = [["A", "0.1", "g", "60"], ["B", "150000", "µg", "60"], ["C", "200", "", "60"]]
    titles = ["Product", title, unit_title, "Pack size"]
    if not is_beside:
        rows = [[name, unit, pack, amount] for name, amount, unit, pack in rows]
        titles = ["Product", unit_title, "Pack size", title]
    expected = [(100_000, None), (150_000, None), (200_000, None)]
    assert amounts(titles, rows) == expected
    options = ReadingOptions(layout=guess_layout(grid_of(titles, *rows)), optional_keys=("price",))
    assert amounts(titles, rows, options) == expected


@pytest.mark.parametrize(("number", "unit"), [("5", "mmol"), ("10", "mEq")])
def test_that_named_units_can_be_moles(number: str, unit: str) -> None:
    titles = ("Product", "Elemental", "Elemental unit", "Pack size")
    assert amounts(titles, [("A", number, unit, "60")]) == [(121_525, None)]


@pytest.mark.parametrize(("pack", "grams"), [("2", 2_000), ("0.5", 500)])
@pytest.mark.parametrize("title", ["Unit", "Einheit", "Mengeneinheit", "Unidad", "UOM"])
def test_that_a_pack_is_in_the_kilograms_beside_it(title: str, pack: str, grams: int) -> None:
    grid = grid_of(("Product", "Elemental mg", "Menge", title, "Price EUR"),
                   ("A", "100", pack, "kg", "20"))  # fmt: skip
    stated = {"Menge": "pack_units"}
    guessed = guess_all_columns(grid, "EUR").layout
    for options in (ReadingOptions(column_keys=stated), ReadingOptions(layout=guessed)):
        (row,) = read_grid(grid, options).products
        assert row.values["unit_kind"] == "g"
        assert row.values["pack_units"] == grams * 1_000


@pytest.mark.parametrize("title", ["Size unit", "Unit of size", "Unidad de tamaño", "Size UOM"])
def test_that_the_units_of_a_size_are_those_of_the_pack(title: str) -> None:
    grid = grid_of(("Product", "Elemental mg", "Pack", title, "Price EUR"),
                   ("A", "100", "2", "kg", "20"))  # fmt: skip
    (row,) = read_grid(grid, ReadingOptions()).products
    assert (row.values["pack_units"], row.values["unit_kind"]) == (2_000_000, "g")


def test_that_units_behind_a_column_that_is_not_read_are_not_of_the_pack() -> None:
    grid = grid_of(("Product", "Elemental mg", "Powder", "Unit", "Pack", "Price EUR"),
                   ("A", "100", "2", "kg", "60", "20"))  # fmt: skip
    (row,) = read_grid(grid, ReadingOptions()).products
    assert row.values["pack_units"] == 60_000


@pytest.mark.parametrize("unit_title", ["Elemental unit", "Unit"])
def test_that_a_unit_beside_another_one_of_the_title_is_asked_about(unit_title: str) -> None:
    titles = ("Product", "Elemental mg", unit_title, "Pack size")
    rows = [("A", "100000", "mcg", "60")]
    with pytest.raises(BadInput) as caught:
        amounts(titles, rows)
    assert caught.value.kind is ProblemKind.UNIT_COLUMN_DIFFERS
    for words, expected in ((":mcg", 100_000), (":mg", 100_000_000), ("", 100_000)):
        options = ReadingOptions(
            column_keys={"Elemental mg": f"elemental_mg{words}"}, optional_keys=("price",)
        )
        assert amounts(titles, rows, options) == [(expected, None)]


@pytest.mark.parametrize("cell", ["tablet", "2 tablets", "100 g"])
def test_that_other_words_in_a_column_of_units_are_asked_about(cell: str) -> None:
    titles = ("Product", "Elemental", "Elemental unit", "Pack size")
    with pytest.raises(BadInput) as caught:
        amounts(titles, [("A", "100", cell, "60")])
    assert caught.value.kind is ProblemKind.COLUMN_BESIDE_UNCLEAR
    options = ReadingOptions(column_keys={"Elemental": "elemental_mg"}, optional_keys=("price",))
    assert amounts(titles, [("A", "100", cell, "60")], options) == [(100_000, None)]


def test_that_a_further_mineral_has_its_units_beside_it() -> None:
    titles = ("Product", "Magnesium mg", "Zinc", "Zinc unit", "Pack size")
    grid = grid_of(titles, ("A", "100", "10000", "mcg", "60"), ("B", "100", "5", "mg", "60"))
    result = read_grid(grid, ReadingOptions(optional_keys=("price",)))
    minerals = [row.values["other_minerals"] for row in result.all_rows]
    assert [str(one) for one in minerals] == ["zinc 10 mg", "zinc 5 mg"]
    assert not result.problems


def test_that_several_columns_of_units_belong_to_the_numbers_before_them() -> None:
    titles = ("Product", "Elemental", "Unit", "Serving size", "Unit", "Pack size", "Unit")
    rows = [("A", "0.1", "g", "2", "capsules", "60", "capsules"),
            ("B", "100", "mg", "5", "g", "300", "g")]  # fmt: skip
    assert amounts(titles, rows) == [(100_000, "capsule"), (100_000, "g")]


@pytest.mark.parametrize("title", ["Pack unit", "Unit of pack", "Pack UoM"])
def test_that_the_units_of_a_pack_can_be_named(title: str) -> None:
    titles = ("Product", "Elemental mg", "Pack qty", title)
    rows = [("A", "100", "90", "caps"), ("B", "100", "100", "tabs")]
    assert amounts(titles, rows) == [(100_000, "capsule"), (100_000, "tablet")]


def test_that_a_compound_can_be_in_the_units_beside_it() -> None:
    titles = ("Product", "Compound", "Compound unit", "Form", "Pack size")
    grid = grid_of(titles, ("A", "0.5", "g", "oxide", "60"))
    (row,) = read_grid(grid, ReadingOptions(optional_keys=("price",))).all_rows
    assert (row.values["compound_mg"], row.values["form"]) == (500_000, "oxide")


@pytest.mark.parametrize(
    ("title", "serving"),
    [
        ("Units per serving", "2"), ("Serving units", "2"),
        ("Unités par portion", "2"),
    ],
)  # fmt: skip
def test_that_a_title_that_counts_units_is_none_of_units(title: str, serving: str) -> None:
    titles = ("Product", "Compound mg per serving", "Form", title, "Pack size")
    grid = grid_of(titles, ("A", "500", "oxide", serving, "60"))
    found = read_grid(grid, ReadingOptions(optional_keys=("price",)))
    (row,) = found.all_rows
    assert (row.values["serving_units"], row.values["compound_mg"]) == (2_000, 500_000)
    assert not found.problems


ODD_UNITS = ["mg/capsule", "mg/tab", "mg/2 caps", "% NRV", "%DV", "tablet", "M", "ml", "mg/g"]


@pytest.mark.parametrize("odd", ODD_UNITS)
@pytest.mark.parametrize("header", ["Unit", "UOM", "Elemental unit"])
def test_that_an_odd_unit_costs_its_row_and_not_the_column(header: str, odd: str) -> None:
    titles = ("Product", "Elemental", header, "Pack size")
    rows = [("A", "100000", "mcg", "60"), ("B", "4.1", odd, "60"), ("C", "0.1", "g", "60")]
    result = read_grid(grid_of(titles, *rows), ReadingOptions(optional_keys=("price",)))
    found = [(row.values["product"], row.values["elemental_mg"]) for row in result.all_rows]
    assert found == [("A", 100_000), ("C", 100_000)]
    assert [problem.row for problem in result.problems] == [3]


@pytest.mark.parametrize("unit", ["milligrams", "mg elemental", "mgs", "MG", "n/a", ""])
def test_that_other_words_for_milligrams_are_read(unit: str) -> None:
    titles = ("Product", "Elemental", "Unit", "Pack size")
    rows = [("A", "100000", "mcg", "60"), ("B", "100", unit, "60")]
    assert amounts(titles, rows) == [(100_000, None), (100_000, None)]


@pytest.mark.parametrize("unit", ["mg/capsule", "% NRV"])
def test_that_a_column_of_such_units_alone_is_no_column_of_milligrams(unit: str) -> None:
    titles = ("Product", "Elemental", "Unit", "Pack size")
    assert amounts(titles, [("A", "100", unit, "60")]) == []


PACK_UNITS = [
    ("16", "oz", 453_592, "g"), ("2", "kg", 2_000_000, "g"), ("1", "Pound", 453_592, "g"),
    ("0.5", "kg", 500_000, "g"), ("500", "Gram", 500_000, "g"), ("8", "fl oz", 236_588, "mL"),
    ("60", "caps", 60_000, "capsule"), ("60", "EA", 60_000, None), ("60", "St", 60_000, None),
    ("60", "Count", 60_000, None), ("1", "L", 1_000_000, "mL"), ("90", "Tablets", 90_000, "tablet"),
]  # fmt: skip
PACK_TITLES = [
    ("Pack size", "Pack unit"), ("Pack", "Pack UOM"), ("Pack size", "Size unit"),
    ("Pack size", "UOM"), ("Pack size", "Unit of measure"), ("Packung", "Einheit"),
    ("unit_count", "unit_count_type"), ("Pack size", "Unit"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "unit_title"), PACK_TITLES)
def test_that_packs_are_in_the_units_beside_them(title: str, unit_title: str) -> None:
    titles = ("Product", "Elemental mg", "Serving size", title, unit_title)
    rows = [(f"P {at}", "100", "5", text, unit) for at, (text, unit, *_) in enumerate(PACK_UNITS)]
    grid = grid_of(titles, *rows)
    expected = [(units, kind) for _, _, units, kind in PACK_UNITS]
    for layout in (None, guess_layout(grid)):
        result = read_grid(grid, ReadingOptions(layout=layout, optional_keys=("price",)))
        found = [(row.values["pack_units"], row.values.get("unit_kind")) for row in result.all_rows]
        assert found == expected


@pytest.mark.parametrize(("title", "unit_title"), PACK_TITLES)
@pytest.mark.parametrize("odd", ["DZ", "BX/12", "dozen", "case"])
def test_that_a_unit_of_several_costs_its_row(title: str, unit_title: str, odd: str) -> None:
    titles = ("Product", "Elemental mg", title, unit_title)
    grid = grid_of(titles, ("A", "100", "5", odd), ("B", "100", "60", "capsules"))
    result = read_grid(grid, ReadingOptions(optional_keys=("price",)))
    assert [row.values["product"] for row in result.all_rows] == ["B"]
    assert [(problem.row, problem.kind) for problem in result.problems] == [
        (2, ProblemKind.UNCLEAR_PACK_SIZE)
    ]


@pytest.mark.parametrize("unit", ["g", "G", "gram", "grams", " g", "kg"])
@pytest.mark.parametrize("bare", ["250", "0.1", "100 (27 %)"])
def test_that_a_bare_amount_is_asked_about_where_others_state_another_unit(
    unit: str, bare: str
) -> None:
    cells = (f"2{unit}", bare, "100 mg", "0")
    rows = [(f"P {place}", cell, "60", "9") for place, cell in enumerate(cells)]
    titles = ("Product", "Elemental", "Pack size", "Price")
    result = read_grid(grid_of(titles, *rows), ReadingOptions())
    assert [row.values["product"] for row in result.products] == ["P 0", "P 2"]
    kind = ProblemKind.MAY_BE_IN_OTHER_UNIT
    (asked,) = [problem for problem in result.problems if problem.kind is kind]
    assert (asked.value, "elemental_mg:mg" in str(asked.parameters["mappings"])) == (bare, True)


@pytest.mark.parametrize("title", ["Elemental mg", "elemental_mg", "Elemental (mg)"])
def test_that_a_unit_in_the_title_is_that_of_bare_amounts(title: str) -> None:
    rows = [("A", "0.2 g", "60"), ("B", "250", "60")]
    expected = [(200_000, None), (250_000, None)]
    assert amounts(("Product", title, "Pack size"), rows) == expected


@pytest.mark.parametrize(("text", "amount"), [("200 mg", 200_000), ("200 mcg", 200)])
def test_that_smaller_units_beside_bare_amounts_leave_no_question(text: str, amount: int) -> None:
    rows = [("A", text, "60"), ("B", "250", "60")]
    expected = [(amount, None), (250_000, None)]
    assert amounts(("Product", "Elemental", "Pack size"), rows) == expected


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Elemental (g)", "250"),
        ("Elemental (-g)", "250"),  # a scratch on the m
        ("Elemental - grams", "120"),
        ("Elemental magnesium [g]", "101"),
        ("Elemental (mg)", "250000"),
        ("Elemental", "400000"),
    ],
)
def test_that_more_of_a_mineral_than_a_serving_holds_is_asked_about(title: str, text: str) -> None:
    titles, row = ("Product", title, "Pack size", "Price"), ("A", text, "60", "$9")
    result = read_grid(grid_of(titles, row), ReadingOptions())
    kind = ProblemKind.MORE_THAN_A_SERVING
    (asked,) = [problem for problem in result.problems if problem.kind is kind]
    assert (asked.value, result.products) == (text, ())
    for mapping in str(asked.parameters["mappings"]).strip("(,)").split(", "):
        options = ReadingOptions(column_keys={title: mapping.strip("'")})
        answered = read_grid(grid_of(titles, row), options)
        assert len(answered.products) == 1


@pytest.mark.parametrize(
    ("title", "text", "amount"),
    [
        ("Elemental (g)", "0.25", 250_000),
        ("Elemental (g)", "50", 50_000_000),
        ("Elemental (kg)", "0.5", 500_000_000),
        ("Elemental", "160 g", 160_000_000),
        ("Elemental (mg)", "400", 400_000),
        ("Elemental (µg)", "250", 250),
    ],
)
def test_that_an_amount_that_can_be_or_states_its_unit_leaves_no_question(
    title: str, text: str, amount: int
) -> None:
    assert amounts(("Product", title, "Pack size"), [("A", text, "60")]) == [(amount, None)]


def test_that_an_amount_for_more_than_a_serving_leaves_no_question() -> None:
    titles = ("Product", "Elemental (g per 100 units)", "Pack size", "Price")
    result = read_grid(grid_of(titles, ("A", "160", "120", "$9")), ReadingOptions())
    assert [row.values["elemental_mg"] for row in result.products] == [160_000_000]
    assert not result.problems


@pytest.mark.parametrize(("unit", "other"), [("g", "g"), ("mL", "mL"), ("g", "grams")])
def test_that_an_empty_unit_below_grams_is_asked(unit: str, other: str) -> None:
    titles = ("Product", "Elemental mg", "Pack size", "Unit", "Price USD")
    rows = [
        ("A", "200", "250", unit, "9"),
        ("B", "200", "100", "", "9"),
        ("C", "9", "300", other, "9"),
    ]
    read = read_grid(grid_of(titles, *rows), ReadingOptions())
    assert [row.values["product"] for row in read.products] == ["A", "C"]
    (problem,) = (one for one in read.problems if not one.is_row_kept)
    assert (problem.kind, problem.row) == (ProblemKind.MAY_BE_IN_OTHER_UNIT, 3)
    options = ReadingOptions(column_keys={"Pack size": f"pack_units:{unit}"})
    answered = read_grid(grid_of(titles, *rows), options)
    assert [row.values["unit_kind"] for row in answered.products] == [unit] * 3


@pytest.mark.parametrize(
    ("name", "pack", "unit"),
    [("Mag caps", "100", ""), ("B", "100 tablets", ""), ("B", "100", "capsules")],
)
def test_that_a_pack_whose_unit_is_known_otherwise_is_not_asked(
    name: str, pack: str, unit: str
) -> None:
    titles = ("Product", "Elemental mg", "Pack size", "Unit", "Price USD")
    rows = [("A", "200", "250", "g", "9"), (name, "200", pack, unit, "9")]
    assert len(read_grid(grid_of(titles, *rows), ReadingOptions()).products) == 2


@pytest.mark.parametrize(
    ("title", "piece"),
    [
        ("Eenheid", "ST"),
        ("Einheit", "Stück"),
        ("Enhet", "st"),
        ("Unit", "EA"),
        ("Jednostka", "szt"),
    ],
)
def test_that_units_of_packs_are_read_in_the_languages_of_wholesalers(
    title: str, piece: str
) -> None:
    titles = ("Product", "Elemental mg", "Pack size", title, "Price USD")
    rows = [("A", "200", "60", piece, "9"), ("B", "60", "250", "G", "9")]
    read = read_grid(grid_of(titles, *rows), ReadingOptions())
    assert [row.values["unit_kind"] for row in read.products] == ["unit", "g"]
    assert {one.kind for one in read.problems if one.row} == {ProblemKind.SERVING_OF_ONE_UNIT}
