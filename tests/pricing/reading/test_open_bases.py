"""Titles with a container, a time or a spoon: a mapping that drops it is never offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.commands.options import line_with_option
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MONEY, UNITS
from pricing.reading.headers import recognize_mapping
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from pricing.reading.product_list import ProductList

ELEMENTAL, PRICE, PACK = "elemental_mg", "price", "pack_units"
_OWN_HEADERS = {ELEMENTAL: "Elemental mg", PACK: "Count", PRICE: "Price EUR"}
_OF_CASES = (
    "Case cost", "Price per carton EUR", "Preis pro Karton (EUR)", "Kartonpreis",
    "Prix par colis HT", "Prezzo per cartone",
)  # fmt: skip
_OF_SPOONS = (
    "Elemental mg per teaspoon", "Elemental mg per tbsp", "Magnesium mg je Teelöffel",
    "Magnésium mg par cuillère à café", "Magnesio mg por cucharadita", "Magnesio mg per cucchiaino",
)  # fmt: skip
_VALUES = ("Magnesium", "300", "90", "30.00")


def _read(header: str, key: str, mapping: str = "") -> ProductList:
    headers = {**_OWN_HEADERS, key: header}
    keys = {header: mapping} if mapping else {}
    options = ReadingOptions(column_keys=keys)
    return read_grid(grid_of(("Product", *headers.values()), _VALUES), options)


def _asked(header: str, key: str) -> BadInput:
    with pytest.raises(BadInput) as caught:
        _read(header, key)
    return caught.value


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Price per strip (INR)", PRICE),
        ("Price/strip", PRICE),
        ("Case cost", PRICE),
        ("Price per carton EUR", PRICE),
        ("Price per sachet of 2", PRICE),
        ("Preis je Blister", PRICE),
        ("Preis pro Karton (EUR)", PRICE),
        ("Kartonpreis", PRICE),
        ("Prix par plaquette (EUR)", PRICE),
        ("Prix par colis HT", PRICE),
        ("Precio por blister (EUR)", PRICE),
        ("Precio por lote EUR", PRICE),
        ("Prezzo per cartone", PRICE),
        ("Prezzo per blister EUR", PRICE),
        ("Elemental mg per teaspoon", ELEMENTAL),
        ("Elemental mg per tbsp", ELEMENTAL),
        ("Elemental mg per day", ELEMENTAL),
        ("Elemental mg/day", ELEMENTAL),
        ("Elemental mg daily", ELEMENTAL),
        ("Elemental mg per daily dose", ELEMENTAL),
        ("Elemental mg (2 x daily)", ELEMENTAL),
        ("Elemental mg (3x/day)", ELEMENTAL),
        ("Elemental mg per scoop", ELEMENTAL),
        ("Elemental mg per bottle", ELEMENTAL),
        ("Magnesium je Tagesportion", ELEMENTAL),
        ("Magnesium pro Tag (mg)", ELEMENTAL),
        ("Magnesium mg je Teelöffel", ELEMENTAL),
        ("Magnésium par jour (mg)", ELEMENTAL),
        ("Magnésium mg par cuillère à café", ELEMENTAL),
        ("Magnesio al día (mg)", ELEMENTAL),
        ("Magnesio mg por cucharadita", ELEMENTAL),
        ("Magnesio al giorno (mg)", ELEMENTAL),
        ("Magnesio mg per cucchiaino", ELEMENTAL),
        ("Magnesio per dose giornaliera (mg)", ELEMENTAL),
        ("Tablets per strip", PACK),
        ("Tabletten je Blister", PACK),
        ("Comprimés par plaquette", PACK),
        ("Comprimidos por blister", PACK),
        ("Compresse per blister", PACK),
    ],
)
def test_that_no_mapping_that_drops_a_base_is_offered(header: str, key: str) -> None:
    question = _asked(header, key)
    assert question.kind is ProblemKind.FIGURES_TO_DIVIDE
    assert not question.parameters["mappings"]
    example = "packs of N" if key == PACK else "per N units"
    example = "per N packs" if header in _OF_CASES else example
    example = "per N mL" if header in _OF_SPOONS else example
    assert f'--map "{header}={key}:{example}"' in line_with_option(question)


@pytest.mark.parametrize(
    ("header", "answers"),
    [
        ("Price per box of 10", ("per 10 packs", "per 10 units")),
        ("Price (box of 10)", ("per 10 packs", "per 10 units")),
        ("Price per pack of 10 EUR", ("per 10 packs", "per 10 units")),
        ("Preis je Schachtel zu 10", ("per 10 packs", "per 10 units")),
        ("Prix par boîte de 8", ("per 8 packs", "per 8 units")),
        ("Precio por caja de 6", ("per 6 packs", "per 6 units")),
        ("Prezzo per scatola da 4", ("per 4 packs", "per 4 units")),
        ("Price per pack of 30", ("per 30 units",)),
        ("Price per bottle of 60", ("per 60 units",)),
        ("Preis je Packung à 50", ("per 50 units",)),
        ("Prix par boite de 20", ("per 20 packs", "per 20 units")),
        ("Precio por caja de 12", ("per 12 packs", "per 12 units")),
        ("Prezzo confezione da 30", ("per 30 units",)),
        ("Price per box of 30 tablets", ("per 30 tablets",)),
    ],
)
def test_that_a_full_container_is_offered_with_each_meaning_of_its_number(
    header: str, answers: tuple[str, ...]
) -> None:
    mappings = _asked(header, PRICE).parameters["mappings"]
    assert mappings == tuple(f"price:{answer}" for answer in answers)


@pytest.mark.parametrize(
    ("header", "answer", "pack", "price"),
    [
        ("Price per box of 10", "price:per 10 packs", 900, 30),
        ("Price per box of 10", "price:per 10 units", 90, 270),
        ("Price per pack of 30", "price:per 30 units", 90, 90),
        ("Price per strip (EUR)", "price:per 10 units", 90, 270),
        ("Case cost", "price:per 12 packs", 1080, 30),
    ],
)
def test_that_an_answer_counts_exactly(header: str, answer: str, pack: int, price: int) -> None:
    result = _read(header, PRICE, answer)
    (row,) = result.products
    assert UNITS.to_fraction(row.product.pack_units) == pack
    assert MONEY.to_fraction(row.product.price) == price
    assert not [one for one in result.problems if one.kind is ProblemKind.NUMBER_OF_TITLE_NOT_USED]


@pytest.mark.parametrize(
    ("header", "key"),
    [("Price per strip EUR", PRICE), ("Elemental mg per day", ELEMENTAL), ("Case cost", PRICE)],
)
def test_that_an_answer_that_drops_a_base_is_remarked_on(header: str, key: str) -> None:
    kinds = {one.kind for one in _read(header, key, key).problems}
    assert ProblemKind.NUMBER_OF_TITLE_NOT_USED in kinds


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Price per box EUR", PRICE),
        ("Price per bottle EUR", PRICE),
        ("Prix par boîte", PRICE),
        ("Elemental mg per sachet", ELEMENTAL),
        ("Elemental mg per 5 mL", ELEMENTAL),
        ("Elemental mg per serving", ELEMENTAL),
        ("Tablets per bottle", PACK),
        ("Kapseln je Packung", PACK),
    ],
)
def test_that_a_base_that_is_understood_is_read(header: str, key: str) -> None:
    assert _read(header, key).products


@pytest.mark.parametrize(
    ("header", "answers"),
    [
        ("Price per item", ("price:per unit", "price:per pack")),
        ("Price web", ("price",)),
        ("Price / Comment", ("price",)),
    ],
)
def test_that_other_words_are_asked_about_as_before(header: str, answers: tuple[str, ...]) -> None:
    assert _asked(header, PRICE).parameters["mappings"] == answers


@pytest.mark.parametrize(
    ("pack", "units"), [("480 mL", 480), ("8 fl oz", None), ("200 g", 0), ("90 servings", 0)]
)
def test_that_a_spoon_in_millilitres_is_compared_with_a_pack_of_them(
    pack: str, units: int | None
) -> None:
    header = "Elemental mg per teaspoon"
    grid = grid_of(("Product", header, "Count", "Price EUR"), ("Liquid", "133", pack, "10.00"))
    result = read_grid(grid, ReadingOptions(column_keys={header: "elemental_mg:per 5 mL"}))
    if units == 0:  # which holds no known number of spoons
        assert not result.products
        return
    (row,) = result.products
    assert row.product.serving_units == 5 * UNITS.base_per_unit
    assert units is None or UNITS.to_fraction(row.product.pack_units) == units


@pytest.mark.parametrize("words", ["per teaspoon", "per tsp", "je Teelöffel", "per scoop"])
def test_that_a_spoon_is_refused_as_a_base_with_an_answer_that_works(words: str) -> None:
    with pytest.raises(BadInput) as caught:
        recognize_mapping("Elemental mg per tsp", f"elemental_mg:{words}")
    assert caught.value.kind is ProblemKind.SPOON_AS_BASE
    assert words in str(caught.value)
    for answer in ("per 5 mL", "per 5 g"):
        assert answer in str(caught.value)
        assert recognize_mapping("Elemental mg per tsp", f"elemental_mg:{answer}").parts.base
