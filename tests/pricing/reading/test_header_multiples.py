"""Numbers in headers that say of how many a figure is: asked with what a mapping has to say."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MASS, MONEY, UNITS
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from pricing.reading.grid import Grid
    from pricing.reading.product_list import ProductList

ELEMENTAL, PRICE, PACK = "elemental_mg", "price", "pack_units"
_OWN_HEADERS = {ELEMENTAL: "Elemental mg", PACK: "Count", PRICE: "Price EUR"}


def _grid(header: str, key: str, values: str = "300;120;12.00", name: str = "Magnesium") -> Grid:
    headers = {**_OWN_HEADERS, key: header}
    return grid_of(("Product", *headers.values()), (name, *values.split(";")))


def _read(header: str, key: str, mapping: str = "", **values: str) -> ProductList:
    keys = {header: mapping} if mapping else {}
    return read_grid(_grid(header, key, **values), ReadingOptions(column_keys=keys))


def _answers(header: str, key: str) -> tuple[str, ...]:
    """Return the mappings that the question about a header proposes."""
    with pytest.raises(BadInput) as caught:
        _read(header, key)
    parameters = caught.value.parameters
    multiples = parameters.get("multiples") or ()
    assert isinstance(multiples, tuple)
    if caught.value.kind is ProblemKind.MISSING_COLUMNS:
        assert header not in str(parameters["unknown_headers"])
        return tuple(answer.removeprefix(f"{header}=") for answer in multiples)
    mappings = parameters["mappings"]
    assert isinstance(mappings, tuple)
    return mappings


@pytest.mark.parametrize(
    ("header", "key", "answers"),
    [
        ("Elemental mg (2 tablets)", ELEMENTAL, ("per 2 tablets",)),
        ("Magnesium (3 Tabletten)", ELEMENTAL, ("per 3 tablets",)),
        ("Amount per daily dose of 3", ELEMENTAL, ("per 3 units",)),
        ("Magnesium pro Tagesdosis (2 Kapseln)", ELEMENTAL, ("per 2 capsules",)),
        ("Magnésium (deux gélules)", ELEMENTAL, ("per 2 capsules",)),
        ("Magnesio (dos cápsulas)", ELEMENTAL, ("per 2 capsules",)),
        ("Magnesium, drie tabletten", ELEMENTAL, ("per 3 tablets",)),
        ("Magnez (2 kapsułki)", ELEMENTAL, ("per 2 capsules",)),
        ("Elemental mg (1/2 tablet)", ELEMENTAL, ("per 0.5 tablets",)),
        ("Magnesium ½ tablet", ELEMENTAL, ("per 0.5 tablets",)),
        ("Elemental mg (3 months)", ELEMENTAL, ()),
        ("Elementares Magnesium (zwei Kapseln)", ELEMENTAL, ("per 2 capsules",)),
        ("Gehalt mg (4 Tabl.)", ELEMENTAL, ("per 4 tablets",)),
        ("Contenuto (3 capsule) mg", ELEMENTAL, ("per 3 capsules",)),
        ("Elemental mg x2", ELEMENTAL, ("per 2 units",)),
        ("Magnesium mg, dose = 2 caps", ELEMENTAL, ("per 2 capsules",)),
        ("Preis 2er Set", PRICE, ("per 2 packs",)),
        ("Preis Doppelpack", PRICE, ("per 2 packs", "per 2 units")),
        ("Precio pack de 2", PRICE, ("per 2 packs",)),
        ("Price per strip of 10 (INR)", PRICE, ("per 10 units",)),
        ("Price (blister of 8)", PRICE, ("per 8 units",)),
        ("Prix par plaquette de 15", PRICE, ("per 15 units",)),
        ("Preis je Blister zu 10", PRICE, ("per 10 units",)),
        ("Pack of 60 price", PRICE, ("per 60 units",)),
        ("Price 1-11 packs", PRICE, ()),
        ("Preis 2–5 Packungen", PRICE, ()),
        ("Prezzo (2 pz)", PRICE, ("per 2 packs", "per 2 units")),
        ("Prijs voor 3 potten", PRICE, ("per 3 packs",)),
        ("Cena (2 szt.)", PRICE, ("per 2 packs", "per 2 units")),
        ("Price (12 pcs)", PRICE, ("per 12 packs", "per 12 units", "per pack")),
        ("Price 12+ packs", PRICE, ("per pack", "per 12 packs")),
        ("Price 12+", PRICE, ("per pack", "per 12 packs")),
        ("Price from 3 packs", PRICE, ("per pack", "per 3 packs")),
        ("Preis ab 10 Stück", PRICE, ("per pack", "per 10 packs")),
        ("Prix à partir de 6 boîtes", PRICE, ("per pack", "per 6 packs")),
        ("Precio desde 6 cajas", PRICE, ("per pack", "per 6 packs")),
        ("Prijs vanaf 3 potten", PRICE, ("per pack", "per 3 packs")),
        ("Cena od 3 szt.", PRICE, ("per pack", "per 3 packs")),
        ("Prezzo 6 confezioni o più", PRICE, ("per pack", "per 6 packs")),
        ("Price (min 6)", PRICE, ("per pack", "per 6 packs")),
        ("Preis (mind. 6 Stück)", PRICE, ("per pack", "per 6 packs")),
        ("Price each", PRICE, ("per pack", "per unit")),
        ("Preis pro Dose", PRICE, ("per pack", "per serving")),
        ("Price 2 for", PRICE, ("per 2 packs",)),
        ("Preis je VE 10", PRICE, ("per 10 packs",)),
        ("Twin pack price", PRICE, ("per 2 packs",)),
        ("Price 3 for 2", PRICE, ()),
        ("Price (60 tablets)", PRICE, ("per 60 tablets", "per pack")),
        ("Plaquettes de 10", PACK, ("packs of 10",)),
        ("Anzahl Blister à 15", PACK, ("packs of 15",)),
        ("Strips of ten", PACK, ("packs of 10",)),
        ("Comprimidos (2 cajas)", PACK, ("per 2 packs",)),
        ("Tablets per 3 bottles", PACK, ("per 3 packs",)),
        ("Tabletten je Doppelpack", PACK, ("per 2 packs",)),
        ("Compresse (decine)", PACK, ("packs of 10",)),
        ("Stück x 100", PACK, ("packs of 100",)),
        ("Preis (3 Packungen)", PRICE, ("per 3 packs",)),
        ("Preis (3er-Pack)", PRICE, ("per 3 packs",)),
        ("Prix (lot de 2)", PRICE, ("per 2 packs",)),
        ("Precio (dos cajas)", PRICE, ("per 2 packs",)),
        ("Cena za 2 opakowania", PRICE, ("per 2 packs",)),
        ("Case price (6)", PRICE, ("per 6 packs",)),
        ("Price (dozen)", PRICE, ("per 12 packs", "per 12 units")),
        ("Price for 3 months", PRICE, ()),
        ("Price in thousands", PRICE, ()),
        ("Count per 2 boxes", PACK, ("per 2 packs",)),
        ("Tabletten (2 Packungen)", PACK, ("per 2 packs",)),
        ("Blisters of 10", PACK, ("packs of 10",)),
        ("Blister à 10 Tabletten", PACK, ("packs of 10 tablets",)),
        ("Pack (x12)", PACK, ("packs of 12",)),
        ("Tablets (dozens)", PACK, ("dozens",)),
        ("Tablets in hundreds", PACK, ("hundreds",)),
        ("Comprimés (centaines)", PACK, ("hundreds",)),
    ],
)
def test_that_a_question_about_several_proposes_nothing_that_drops_them(
    header: str, key: str, answers: tuple[str, ...]
) -> None:
    assert _answers(header, key) == tuple(f"{key}:{answer}" for answer in answers)


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Price 2024", PRICE),
        ("Store 3 price", PRICE),
        ("Omega 3 price", PRICE),
        ("Price (3)", PRICE),
        ("Price 12 May 2024", PRICE),
        ("Elemental mg v2", ELEMENTAL),
        ("Count 30", PACK),
        ("Elemental mg (1)", ELEMENTAL),
        ("Pack size 2024", PACK),
    ],
)
def test_that_numbers_that_count_nothing_are_asked_about_as_other_words(
    header: str, key: str
) -> None:
    assert _answers(header, key) == (key,)


@pytest.mark.parametrize("header", ["Vitamin B6", "Magnesium (12)", "Column 3", "mg/tablet (1)"])
def test_that_a_missing_column_can_be_one_whose_number_counts_nothing(header: str) -> None:
    with pytest.raises(BadInput) as caught:
        _read(header, ELEMENTAL)
    assert caught.value.parameters["unknown_headers"] == (header,)
    assert caught.value.parameters["multiples"] == ()


@pytest.mark.parametrize(
    ("header", "answer", "serving", "pack", "price"),
    [
        ("Elemental mg (2 tablets)", "elemental_mg:per 2 tablets", 2, 120, 12),
        ("Elemental mg (2 tablets)", "elemental_mg:per two tablets", 2, 120, 12),
        ("Preis (3 Packungen)", "price:per 3 packs", 1, 360, 12),
        ("Price (dozen)", "price:per dozen packs", 1, 1440, 12),
        ("Price (dozen)", "price:per 12 units", 1, 120, 120),
        ("Count per 2 boxes", "pack_units:per 2 packs", 1, 60, 12),
        ("Count per 2 boxes", "pack_units:per two boxes", 1, 60, 12),
        ("Blisters of 10", "pack_units:packs of 10", 1, 1200, 12),
        ("Blisters of 10", "pack_units:blisters of 10", 1, 1200, 12),
        ("Pack (x12)", "pack_units:x 12", 1, 1440, 12),
        ("Tablets (dozens)", "pack_units:dozens", 1, 1440, 12),
        ("Tablets (dozens)", "pack_units:dozen", 1, 1440, 12),
        ("Tablets in hundreds", "pack_units:in hundreds", 1, 12000, 12),
    ],
)
def test_that_an_answer_multiplies_exactly(
    header: str, answer: str, serving: int, pack: int, price: int
) -> None:
    result = _read(header, answer.partition(":")[0], answer)
    (row,) = result.products
    product = row.product
    assert UNITS.to_fraction(product.serving_units or UNITS.base_per_unit) == serving
    assert UNITS.to_fraction(product.pack_units) == pack
    assert MONEY.to_fraction(product.price) == price
    assert product.elemental == 300 * MASS.base_per_unit
    assert not result.problems


def test_that_the_price_of_three_packs_is_not_rounded() -> None:
    result = _read("Preis (3 Packungen)", PRICE, "price:per 3 packs", values="300;120;10.00")
    product = result.products[0].product
    per_unit = MONEY.to_fraction(product.price) / UNITS.to_fraction(product.pack_units)
    assert per_unit == Fraction(10, 360)


def test_that_a_name_is_compared_with_the_units_that_a_number_of_blisters_stands_for() -> None:
    values = "300;12;9.00"
    answer = "pack_units:packs of 10"
    result = _read("Blisters of 10", PACK, answer, values=values, name="Mag 120 tablets")
    assert not result.problems
    assert result.products[0].product.pack_units == 120 * UNITS.base_per_unit
    name = "Mag 120 tablets"
    three = _read("Preis (3 Packungen)", PRICE, "price:per 3 packs", name=name)
    assert not three.problems
    assert three.products[0].product.pack_units == 360 * UNITS.base_per_unit


@pytest.mark.parametrize(
    ("header", "key", "answer"),
    [
        ("Preis (3 Packungen)", PRICE, "price:per 3 packs"),
        ("Elemental mg (2 tablets)", ELEMENTAL, "elemental_mg:per 2 tablets"),
        ("Blisters of 10", PACK, "pack_units:packs of 10"),
        ("Pack of 60 price", PRICE, "price:per 60 units"),
    ],
)
def test_that_an_answer_without_the_number_is_remarked_on(
    header: str, key: str, answer: str
) -> None:
    (remark,) = _read(header, key, key).problems
    assert remark.kind is ProblemKind.NUMBER_OF_TITLE_NOT_USED
    assert remark.is_row_kept
    assert remark.parameters["mappings"] == (answer,)
    assert str(remark.parameters["multiple"]) in header


@pytest.mark.parametrize("answer", ["price", "price:per pack"])
@pytest.mark.parametrize("header", ["Price 12+ packs", "Preis ab 12 Stück", "Prix dès 12 boîtes"])
def test_that_a_price_of_one_from_several_packs_on_is_remarked_on(header: str, answer: str) -> None:
    result = _read(header, PRICE, answer)
    (remark,) = result.problems
    assert remark.kind is ProblemKind.NUMBER_OF_TITLE_NOT_USED
    assert remark.parameters["mappings"] == ("price:per 12 packs",)
    assert MONEY.to_fraction(result.products[0].product.price) == 12


@pytest.mark.parametrize("header", ["Price 2024", "Omega 3 price", "Price (1 pack)"])
def test_that_no_remark_is_made_on_other_numbers(header: str) -> None:
    assert not _read(header, PRICE, PRICE).problems


@pytest.mark.parametrize(
    "header", ["Elemental magnesium in two capsules (mg)", "Magnesio per due compresse (mg)"]
)
def test_that_a_base_can_have_its_number_in_words(header: str) -> None:
    (row,) = _read(header, ELEMENTAL).products
    assert row.product.serving_units == 2 * UNITS.base_per_unit


def test_that_a_bare_number_of_a_price_can_count_packs_or_units() -> None:
    assert _answers("Price for 2", PRICE) == ("price:per 2 packs", "price:per 2 unit")
    assert _answers("Price for 2 tablets", PRICE) == ("price:per 2 tablet",)


def test_that_a_price_for_several_packs_is_one_of_them_all() -> None:
    (row,) = _read("Preis für 3 Packungen", PRICE).products
    assert row.product.pack_units == 360 * UNITS.base_per_unit


def test_that_the_pack_of_a_row_that_lacks_it_is_completed_as_one() -> None:
    mapping = {"Preis (3 Packungen)": "price:per 3 packs"}
    options = ReadingOptions(column_keys=mapping, keeps_incomplete=True)
    result = read_grid(_grid("Preis (3 Packungen)", PRICE, "300;;12.00"), options)
    assert result.incomplete[0].values["price"] == 4 * MONEY.base_per_unit


def test_that_a_column_of_a_further_mineral_states_its_number_too() -> None:
    header = "Zinc mg (2 tablets)"
    grid = grid_of(
        ("Product", *_OWN_HEADERS.values(), header), ("Magnesium", "300", "120", "12.00", "10")
    )
    (question,) = read_grid(grid, ReadingOptions()).problems
    assert question.parameters["mappings"] == ("zinc_mg:per 2 tablets",)
    (remark,) = read_grid(grid, ReadingOptions(column_keys={header: "zinc_mg"})).problems
    assert remark.kind is ProblemKind.NUMBER_OF_TITLE_NOT_USED
    assert remark.parameters["mappings"] == ("zinc_mg:per 2 tablets",)


def _with_packs(*cells: str) -> Grid:
    titles = ("Product", *_OWN_HEADERS.values(), "Packs")
    rows = ((f"Mag {at}", "300", "120", "10.00", cell) for at, cell in enumerate(cells, start=1))
    return grid_of(titles, *rows)


def test_that_a_column_of_packs_multiplies_the_units_beside_it() -> None:
    with pytest.raises(BadInput) as caught:
        read_grid(_with_packs("2", "3"), ReadingOptions())
    assert caught.value.parameters["others"] == ("Packs=packs",)
    result = read_grid(_with_packs("2", "3"), ReadingOptions(column_keys={"Packs": "packs"}))
    products = [row.product for row in result.products]
    assert [product.pack_units for product in products] == [240_000, 360_000]
    assert {product.price for product in products} == {10 * MONEY.base_per_unit}
    assert not result.problems


@pytest.mark.parametrize("cell", ["", "some", "0"])
def test_that_a_row_without_a_number_of_packs_is_left_out(cell: str) -> None:
    result = read_grid(_with_packs("2", cell), ReadingOptions(column_keys={"Packs": "packs"}))
    assert [row.row for row in result.products] == [2]
    assert {problem.row for problem in result.problems} == {3}
