"""Serving sizes and pack sizes in one measure, and packs beside names that state another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.problems.errors import ProblemKind
from pricing.reading.reader_process import read_products
from tests.pricing.reading.grids import read_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pricing.reading.product_list import ListRow, ProductList


def read_pairs(write_list: Callable[..., Path], pairs: list[tuple[str, str]]) -> ProductList:
    rows = "".join(f'P,citrate,200,"{pack}",9.00,"{serving}"\n' for serving, pack in pairs)
    return read_products(
        write_list(f"Product,Form,Elemental mg,Pack size,Price,Serving size\n{rows}")
    )


def servings_in_pack(row: ListRow) -> float:
    return int(str(row.values["pack_units"])) / int(str(row.values["serving_units"]))


SERVINGS = [
    ("5 g", "60 servings", 60, "g"),
    ("5g", "60 Servings per container", 60, "g"),
    ("5 g", "300 g", 60, "g"),
    ("5000 mg", "300 g", 60, "g"),
    ("5 g", "0.3 kg", 60, "g"),
    ("15 mL", "473 mL (31 servings)", 473_000 / 15_000, "mL"),
    ("2 capsules", "60 servings", 60, "capsule"),
    ("2 capsules", "120", 60, "capsule"),
    ("2 Kapseln", "120 Kapseln", 60, "capsule"),
    ("2 caps", "120 tablets", 60, "tablet"),
    ("2", "120 tablets", 60, "tablet"),
    ("2", "60 servings", 60, ""),
    ("", "60 servings", 60, "serving"),
    ("1", "60 servings", 60, "serving"),
    ("1 sachet", "30 sachets", 30, "sachet"),
    ("1 Beutel", "30 Portionsbeutel", 30, "sachet"),
    ("1 scoop", "60 servings", 60, "serving"),
    ("1 scoop (5 g)", "300 g", 60, "g"),
    ("1 scoop (5 g)", "60 servings", 60, "serving"),
    ("1 level scoop", "60 servings", 60, "serving"),
    ("5 g (1 scoop)", "300 g", 60, "g"),
    ("1 Messlöffel (5 g)", "300 g", 60, "g"),
    ("1 Messlöffel", "60 Portionen", 60, "serving"),
    ("2 scoops", "120 scoops", 60, "serving"),
    ("1 tsp", "57 servings", 57, "serving"),
    ("2 teaspoons", "57 servings", 57, "serving"),
    ("1 TL", "57 Portionen", 57, "serving"),
    ("1 Teelöffel (4,2 g)", "240 g", 240_000 / 4_200, "g"),
    ("1 EL", "31 Portionen", 31, "serving"),
    ("1 tablespoon", "473 mL (31 servings)", 31, "serving"),
    ("1 Tbsp", "31 servings", 31, "serving"),
    ("1 tablespoon (15 mL)", "465 mL", 31, "mL"),
    ("1 cuillère à café", "57 portions", 57, "serving"),
    ("1 cuillère à soupe", "31 portions", 31, "serving"),
    ("1 cucharadita", "57 porciones", 57, "serving"),
    ("2 cucharadas", "31 raciones", 31, "serving"),
    ("1 cucchiaino", "57 porzioni", 57, "serving"),
    ("1 cucchiaio", "31 porzioni", 31, "serving"),
    ("1 misurino (5 g)", "300 g", 60, "g"),
    ("40 drops", "30 servings", 30, "serving"),
    ("40 Tropfen", "30 Portionen", 30, "serving"),
    ("40 gouttes", "30 portions", 30, "serving"),
    ("20 gotas (1 ml)", "30 ml", 30, "mL"),
    ("5 sprays", "100 servings", 100, "serving"),
    ("2 Sprühstöße", "100 Portionen", 100, "serving"),
    ("1 dropperful (1 mL)", "59 mL", 59, "mL"),
    ("1/2 teaspoon", "100 servings", 100, "serving"),
    ("1/2 tsp (2.5 g)", "250 g", 100, "g"),
    ("1 1/2 scoops", "40 servings", 40, "serving"),
]


@pytest.mark.parametrize(("serving", "pack", "servings", "kind"), SERVINGS)
def test_that_servings_and_packs_are_compared_in_one_measure(
    write_list: Callable[..., Path], serving: str, pack: str, servings: float, kind: str
) -> None:
    result = read_pairs(write_list, [(serving, pack)])
    assert result.problems == ()
    (row,) = result.products
    assert servings_in_pack(row) == servings
    assert row.values.get("unit_kind", "") == kind


ASKED = [
    ("5 g", "30 sachets"),
    ("5 g", "60"),
    ("5 g", "120 capsules"),
    ("2 capsules", "250 g"),
    ("1 sachet", "60 capsules"),
    ("1 tablespoon", "473 mL"),
    ("1 Tbsp", "16 mL"),
    ("1 EL", "473 ml"),
    ("2 teaspoons", "226 g"),
    ("1 TL", "250 g"),
    ("1 TL", "57"),
    ("1 tsp", "57 tablespoons"),
    ("1 cuillère à café", "250 g"),
    ("1 cuillère à soupe", "500 ml"),
    ("1 cucharada", "500 ml"),
    ("1 cucharadita", "250 g"),
    ("1 cucchiaio", "500 ml"),
    ("1 cucchiaino", "250 g"),
    ("1 scoop", "300 g"),
    ("1 scoop", "60 capsules"),
    ("1 Messlöffel", "300 g"),
    ("1 misurino", "300 g"),
    ("1 cacito", "300 g"),
    ("1 mesurette", "300 g"),
    ("40 drops", "59 mL"),
    ("20 Tropfen", "50 ml"),
    ("20 gouttes", "50 ml"),
    ("20 gotas", "50 ml"),
    ("20 gocce", "50 ml"),
    ("5 sprays", "118 mL"),
    ("2 Hübe", "50 ml"),
    ("1 dropperful", "59 mL"),
    ("1 capful", "473 mL"),
    ("1 cup", "1 kg"),
    ("15 mL", "300 g"),
]


def test_that_a_serving_in_another_measure_than_the_pack_is_a_question(
    write_list: Callable[..., Path],
) -> None:
    result = read_pairs(write_list, ASKED)
    assert result.products == ()
    assert [problem.kind for problem in result.problems] == [
        ProblemKind.SERVING_IN_OTHER_MEASURE
    ] * len(ASKED)
    assert result.rejected_count == len(ASKED)
    assert len(result.incomplete) == len(ASKED)
    assert all("pack_units" not in row.values for row in result.incomplete)


@pytest.mark.parametrize(
    "serving",
    ["some", "1 handful", "2 capsules 3 tablets", "1-2 scoops", "5 mcg", "0 g", "1/0 tsp"],
)
def test_that_an_unclear_serving_is_named(write_list: Callable[..., Path], serving: str) -> None:
    result = read_pairs(write_list, [(serving, "120")])
    assert result.all_rows == ()
    (problem,) = result.problems
    assert (problem.column, problem.value) == ("Serving size", serving)


@given(st.integers(1, 12), st.integers(1, 500), st.sampled_from(["teaspoon", "scoop", "drop"]))
def test_that_household_measures_count_the_servings_of_the_pack(
    count: int, servings: int, measure: str
) -> None:
    from pricing.reading.servings import in_one_measure, read_counted_measures, read_sizes

    pack = read_counted_measures(f"{servings} servings")
    assert pack is not None
    settled = in_one_measure(read_sizes(f"{count} {measure}s"), [pack])
    assert settled is not None
    assert settled.pack_units == servings * settled.serving_units
    assert settled.unit_kind == "serving"


# -- a name that states another pack -----------------------------------------------------------

NAMES = [
    "Magnesium 100 mg 120 caps",
    "Magnesium oxide 250 mg 100 tabs",
    "Magnesium Glycinate, 180 Tablets",
    "Magnesium 120 ct",
    "Magnesium 120-count",
    "Magnesium 400mg 120's",
    "Magnesium 400 mg 60s",
    "Magnesium 90 veg capsules",
    "Magnesium 90 vegetarian capsules",
    "Magnesium 100 film-coated tablets",
    "Magnesium 60 Softgels",
    "Magnesium gummies 60 count",
    "Magnesium Kapseln 120 Stück",
    "Magnesium 120 Kapseln",
    "Magnesium 120 vegane Kapseln",
    "Magnesiumcitrat 100 Tabletten",
    "Magnesium 20 Brausetabletten",
    "Magnesium 30 Beutel",
    "Magnésium 60 gélules",
    "Magnésium 30 comprimés",
    "Magnésium 60 comprimés effervescents",
    "Magnesio 60 cápsulas",
    "Magnesio 30 comprimidos",
    "Magnesio 20 sobres",
    "Magnesio 60 compresse",
    "Magnesio 20 bustine",
    "Magnesium citrate powder 250 g",
    "Magnesium liquid 473 ml",
    "Magnesium (120 capsules)",
    "Magnesium Tablets 100",
    "Magnesium 3 x 20 Brausetabletten",
    "Magnesium sticks 30 pcs",
    "Magnesium citrate powder 1.8 kg",
    "Magnesium Pulver 0,5kg",
    "Magnesium liquid 1 L",
    "Magnesium drink 30 servings",
    "Magnesium drink 40/20 servings",
    "Magnesium Pulver 60 Portionen",
    "Magnesio 30 porciones",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pack", ["1", "2"])
def test_that_a_pack_of_one_beside_a_name_of_many_is_a_question(
    write_list: Callable[..., Path], name: str, pack: str
) -> None:
    path = write_list(f'Product,Form,Elemental mg,Qty,Price\n"{name}",oxide,100,{pack},20.00\n')
    result = read_products(path)
    assert result.products == ()
    (problem,) = result.problems
    assert problem.kind is ProblemKind.PACK_DIFFERS_FROM_NAME
    assert (problem.column, problem.value, problem.row) == ("Qty", pack, 2)
    assert "pack_units" not in result.incomplete[0].values


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("Magnesium 400 mg", "1"),
        ("Magnesium 400 mg tablet", "1"),
        ("Magnesium B6", "1"),
        ("Magnesium 10 tablets", "10"),
        ("Magnesium 120 caps", "120"),
        ("Magnesium 120 caps, 2 bottles", "240"),
        ("Magnesium 1 g sachet", "10"),
        ("Magnesium drink 2 servings", "2"),
        ("Magnesium drink 30 servings", "30"),
        ("Magnesium 0.001 kg", "1"),
        ("Magnesium 325 mg 5 grain", "1"),
    ],
)
def test_that_a_pack_that_agrees_with_its_name_is_read(
    write_list: Callable[..., Path], name: str, pack: str
) -> None:
    result = read_products(
        write_list(f'Product,Form,Elemental mg,Qty,Price\n"{name}",oxide,100,{pack},20.00\n')
    )
    assert result.problems == ()
    assert result.products[0].values["pack_units"] == int(pack) * 1_000


# -- a column that counts servings -------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "Servings Per Container", "servings per container", "Servings", "Number of servings",
        "Portionen pro Packung", "Portionen", "Portions par boîte", "Porciones por envase",
        "Raciones", "Porzioni per confezione", "Pack size (servings)",
    ],
)  # fmt: skip
def test_that_a_column_of_servings_is_the_pack(
    write_list: Callable[..., Path], header: str
) -> None:
    path = write_list(
        f"Product,Form,Elemental mg,Serving size,{header},Price\n"
        "A,citrate,325,2 tsp,57,20\nB,citrate,200,2 capsules,60,20\nC,citrate,200,2,60,20\n"
    )
    result = read_products(path)
    assert result.problems == ()
    assert [servings_in_pack(row) for row in result.products] == [57, 60, 60]


def test_that_a_column_of_servings_yields_to_one_of_units(write_list: Callable[..., Path]) -> None:
    path = write_list(
        "Product,Form,Elemental mg,Serving size,Servings,Count,Price\nA,citrate,200,2,60,120,20\n"
    )
    (row,) = read_products(path).products
    assert row.values["pack_units"] == 120_000


@pytest.mark.parametrize(
    ("name", "pack", "count"),
    [
        ("Magnesium 100 mg 240 tablets", "60", "240"),
        ("Magnesium 120 caps pack of 2", "120", "240"),
        ("Magnesium 3x20", "20", "60"),
        ("Magnesium 60 Kapseln", "500", "60"),
        ("Magnesium 120 comprimés", "90 tablets", "120"),
        ("Magnesium 120 caps pack of 2", "240", ""),
        ("Magnesium 3 x 20 Brausetabletten", "60", ""),
        ("Magnesium 2 x 100 mg 90 tablets", "90", ""),
        ("Magnesium 2 capsules a day", "60", ""),
        ("Magnesium 60 caps", "30 servings", ""),
        ("Magnesium 90+10 Kapseln", "100", ""),
    ],
)
def test_that_a_name_of_other_units_than_the_pack_is_a_question(
    write_list: Callable[..., Path], name: str, pack: str, count: str
) -> None:
    path = write_list(f"Product,Form,Elemental mg,Qty,Price\n{name},oxide,100,{pack},20.00\n")
    told = [str(problem) for problem in read_products(path).problems]
    assert [f"“{pack}”, but the name states {count}: “{name}”" in line for line in told] == (
        [True] if count else []
    )


@pytest.mark.parametrize(
    ("titles", "row"),
    [
        (("Pack size",), ("250 g",)),
        (("Pack size",), ("500 mL",)),
        (("Pack size (g)",), ("250",)),
        (("Pack size (oz)",), ("8",)),
        (("Pack size", "Serving size"), ("0.5 l", "")),
        (("Packungsgröße",), ("250 g Pulver",)),
        (("Pack size", "Unit"), ("250", "g")),
        (("Pack size", "Unit"), ("250", "mL")),
    ],
)
def test_that_the_amount_of_a_measured_pack_without_a_serving_is_that_of_one_unit_and_is_said(
    titles: tuple[str, ...], row: tuple[str, ...]
) -> None:
    result = read_rows(("Product", "Elemental mg", *titles), ("A", "300", *row))
    (problem,) = result.problems
    assert (problem.kind, problem.is_row_kept) == (ProblemKind.SERVING_OF_ONE_UNIT, True)
    (kept,) = result.all_rows
    assert kept.values["elemental_mg"] == 300_000
    assert kept.values.get("serving_units", 1_000) == 1_000


@pytest.mark.parametrize(
    ("titles", "row", "serving"),
    [
        (("Elemental mg", "Serving size", "Pack size"), ("300", "5 g", "250 g"), 5_000),
        (("Elemental mg", "Serving size (g)", "Pack size"), ("300", "5", "250 g"), 5_000),
        (("Elemental mg per 5 g", "Pack size"), ("300", "250 g"), 5_000),
        (("Elemental mg", "Pack size"), ("300", "250 g (50 servings)"), 5_000),
        (("Elemental mg", "Pack size", "Servings"), ("300", "250 g", "50"), 5_000),
        (("Elemental mg", "Pack size"), ("300", "50 servings"), None),
        (("Elemental mg", "Pack size"), ("300", "120 capsules"), None),
    ],
)
def test_that_a_stated_serving_leaves_no_question(
    titles: tuple[str, ...], row: tuple[str, ...], serving: int | None
) -> None:
    result = read_rows(("Product", *titles), ("A", *row))
    assert not [problem for problem in result.problems if not problem.is_row_kept]
    (kept,) = result.all_rows
    assert kept.values.get("elemental_mg") == 300_000
    assert kept.values.get("serving_units") in {serving, 1_000 if serving is None else serving}


@pytest.mark.parametrize(
    "name",
    ["Magnesium 120 ct", "Magnesium 120 count", "Magnesium 120 St", "Magnesium 120 Stück",
     "Magnesium N60", "Magnesium №60", "Magnesium N 60", "Magnesium (x60)", "Magnesium x 60",
     "Magnesium 60x", "Magnesium ×60", "Magnesium 500 ml", "Magnesium 250 g", "Magnesium 120 pcs"],
)  # fmt: skip
def test_that_each_count_in_a_name_is_compared_with_the_pack(name: str) -> None:
    result = read_rows(("Product", "Elemental mg", "Pack size"), (name, "100", "90"))
    (problem,) = result.problems
    assert problem.kind is ProblemKind.PACK_DIFFERS_FROM_NAME
    assert not result.products


@pytest.mark.parametrize(
    ("name", "pack"),
    [("Magnesium 90 ct", "90"), ("Magnesium 2 x 45 St", "90"), ("Magnesium N90", "90"),
     ("Magnesium x90", "90"), ("Magnesium 400", "90"), ("Magnesium B6", "90"),
     ("Magnesium citrate 1000 mg", "90"), ("Magnesium D3 1000 IU 90 ct", "90"),
     ("Magnesium 500 ml", "30 servings"), ("Magnesium 5 g", "90"), ("Magnesium 2024", "90")],
)  # fmt: skip
def test_that_other_numbers_in_a_name_are_no_count(name: str, pack: str) -> None:
    result = read_rows(("Product", "Elemental mg", "Pack size"), (name, "100", pack))
    assert result.problems == ()


@pytest.mark.parametrize(
    ("name", "pack", "is_asked"),
    [("Liquid magnesium 500 ml", "250 ml", True), ("Magnesium powder 300 g", "250 g", True),
     ("Liquid magnesium 500 ml", "500 ml", False),
     ("Magnesium powder 20 g protein 250 g", "250 g", False)],
)  # fmt: skip
def test_that_grams_and_millilitres_of_a_name_are_compared_in_their_measure(
    name: str, pack: str, is_asked: bool
) -> None:
    titles = ("Product", "Elemental mg", "Pack size", "Serving size")
    result = read_rows(titles, (name, "100", pack, "5 g" if pack.endswith("0 g") else "5 ml"))
    kinds = [problem.kind for problem in result.problems]
    assert kinds == [ProblemKind.PACK_DIFFERS_FROM_NAME] * is_asked


@pytest.mark.parametrize("text", ["?", "n/a", "N.A.", "unknown", "not stated", "k. A.", "inconnu"])
def test_that_a_serving_that_is_not_known_is_asked(text: str) -> None:
    titles = ("Product", "Elemental mg", "Serving size", "Pack", "Price EUR")
    result = read_rows(titles, ("A", "200", text, "100", "9"), ("B", "200", "", "100", "9"))
    assert [row.values["product"] for row in result.products] == ["B"]
    (problem,) = result.problems
    assert (problem.kind, problem.column) == (ProblemKind.UNCLEAR_SERVING_SIZE, "Serving size")
    assert problem.value == text


@pytest.mark.parametrize("text", ["", "-", "–", "none", "null"])
def test_that_an_empty_serving_is_one_unit(text: str) -> None:
    titles = ("Product", "Elemental mg", "Serving size", "Pack", "Price EUR")
    result = read_rows(titles, ("A", "200", text, "100", "9"))
    assert len(result.products) == 1
    assert not result.problems


@pytest.mark.parametrize(
    ("amount", "pack"),
    [
        ("Elemental mg", "60 servings"),
        ("Elemental mg", "300 g (60 servings)"),
        ("Elemental mg per tablet", "60"),
    ],
)
def test_that_an_unknown_serving_is_not_needed_beside_servings_or_a_base(
    amount: str, pack: str
) -> None:
    titles = ("Product", amount, "Serving size", "Pack", "Price EUR")
    result = read_rows(titles, ("A", "200", "n/a", pack, "9"))
    assert len(result.products) == 1


@pytest.mark.parametrize(("pack", "unit"), [("250 g", "g"), ("473 mL", "mL")])
@pytest.mark.parametrize("title", ["Serving size", "Serving"])
def test_that_a_serving_of_1_without_a_unit_is_told(title: str, pack: str, unit: str) -> None:
    titles = ("Product", "Elemental mg", title, "Pack size", "Price USD")
    result = read_rows(titles, ("Mag", "200", "1", pack, "9"), ("B", "200", f"1 {unit}", pack, "9"))
    assert len(result.products) == 2
    (problem,) = result.problems
    assert (problem.kind, problem.row) == (ProblemKind.SERVING_WITHOUT_UNIT, 2)


@pytest.mark.parametrize(
    ("title", "serving", "pack"),
    [("serving_units", "1", "250 g"), ("Serving (g)", "1", "250 g"), ("Serving size", "5", "250 g"),
     ("Serving size", "1", "60 capsules")],
)  # fmt: skip
def test_that_a_serving_with_its_unit_is_not_told(title: str, serving: str, pack: str) -> None:
    titles = ("Product", "Elemental mg", title, "Pack size", "Price USD")
    result = read_rows(titles, ("Mag", "200", serving, pack, "9"))
    assert ProblemKind.SERVING_WITHOUT_UNIT not in {problem.kind for problem in result.problems}
