"""Columns that hold the number which the header of another one leaves open: Tablets per day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.commands.options import line_with_option
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.amounts import MONEY, UNITS
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from pricing.reading.grid import Grid

DAY_TITLES = ("Product", "{amount}", "{units}", "Pack size", "Price EUR")
DAY_ROW = ("Citrate", "300", "3", "90", "20.00")
STRIP_TITLES = ("Product", "Elemental mg", "{units}", "{strips}", "Price EUR")
STRIP_ROW = ("Citrate", "100", "10", "3", "30.00")
CASE_TITLES = ("Product", "Elemental mg", "Units per bottle", "{bottles}", "{price}")
CASE_ROW = ("Oxide", "241", "120", "12", "35.88")


def _grid(titles: tuple[str, ...], row: tuple[str, ...], **words: str) -> Grid:
    return grid_of(tuple(title.format(**words) for title in titles), row)


def _asked(grid: Grid, *answers: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_grid(grid, ReadingOptions())
    assert caught.value.kind is ProblemKind.FIGURES_BY_COLUMN_BESIDE
    assert not caught.value.parameters["mappings"]  # one of the answers alone gives a wrong figure
    line = line_with_option(caught.value)
    assert " and ".join(f'--map "{answer}"' for answer in answers) in line


def _figures(grid: Grid, *answers: str) -> tuple[object, ...]:
    """Return the units of a serving and of a pack and the price, of a list without a remark."""
    keys = dict(answer.rpartition("=")[::2] for answer in answers)
    result = read_grid(grid, ReadingOptions(column_keys=keys))
    assert ProblemKind.NUMBER_OF_TITLE_NOT_USED not in {one.kind for one in result.problems}
    (row,) = result.products
    product = row.product
    serving = UNITS.to_fraction(product.serving_units or UNITS.base_per_unit)
    return serving, UNITS.to_fraction(product.pack_units), MONEY.to_fraction(product.price)


@pytest.mark.parametrize(
    ("amount", "units"),
    [
        ("Elemental mg per day", "Tablets per day"),
        ("Elemental mg/day", "Capsules/day"),
        ("Elemental mg daily", "Daily tablets"),
        ("Elemental mg per daily dose", "Units per day"),
        ("Magnesium pro Tag (mg)", "Kapseln pro Tag"),
        ("Magnesium je Tagesportion", "Tabletten täglich"),
        ("Magnésium par jour (mg)", "Comprimés par jour"),
        ("Magnesio al día (mg)", "Cápsulas al día"),
        ("Magnesio al giorno (mg)", "Compresse al giorno"),
        ("Magnesio mg per dose giornaliera", "Capsule al giorno"),
    ],
)
def test_that_the_units_a_day_are_offered_beside_an_amount_of_a_day(
    amount: str, units: str
) -> None:
    grid = _grid(DAY_TITLES, DAY_ROW, amount=amount, units=units)
    answers = (f"{amount}=elemental_mg", f"{units}=serving_units")
    _asked(grid, *answers)
    assert _figures(grid, *answers) == (3, 90, 20)


@pytest.mark.parametrize(
    ("units", "strips"),
    [
        ("Tablets per strip", "Strips per box"),
        ("Capsules/blister", "Blisters per pack"),
        ("Tablets per strip", "No. of strips"),
        ("Tabletten je Blister", "Blister je Packung"),
        ("Comprimés par plaquette", "Plaquettes par boîte"),
        ("Comprimidos por blister", "Blisters por caja"),
        ("Compresse per blister", "Blister per confezione"),
    ],
)
@pytest.mark.parametrize("is_reversed", [False, True])
def test_that_the_strips_of_a_box_are_offered_beside_the_units_of_a_strip(
    units: str, strips: str, *, is_reversed: bool
) -> None:
    titles, row = STRIP_TITLES, STRIP_ROW
    if is_reversed:
        titles = (*titles[:2], titles[3], titles[2], titles[4])
        row = (*row[:2], row[3], row[2], row[4])
    grid = _grid(titles, row, units=units, strips=strips)
    answers = (f"{units}=pack_units", f"{strips}=packs")
    _asked(grid, *answers)
    assert _figures(grid, *answers) == (1, 30, 30)


@pytest.mark.parametrize(
    ("price", "bottles"),
    [
        ("Case cost", "Bottles per case"),
        ("Price per carton", "Packs per carton"),
        ("Preis je Karton", "Flaschen je Karton"),
        ("Prix par carton", "Flacons par carton"),
        ("Prezzo per cartone", "Flaconi per cartone"),
    ],
)
def test_that_the_packs_of_a_case_are_offered_beside_its_price(price: str, bottles: str) -> None:
    grid = _grid(CASE_TITLES, CASE_ROW, price=f"{price} EUR", bottles=bottles)
    answers = (f"{price} EUR=price", f"{bottles}=packs")
    _asked(grid, *answers)
    assert _figures(grid, *answers) == (1, 1440, MONEY.to_fraction(35_880_000))


@pytest.mark.parametrize("size", ["Strip size", "Tablets per strip"])
def test_that_the_units_of_a_strip_are_offered_beside_its_price(size: str) -> None:
    titles = ("Product", "Elemental mg", "Pack size", "Price per strip EUR", size)
    grid = grid_of(titles, ("Citrate", "100", "100", "30", "10"))
    answers = ("Price per strip EUR=price", f"{size}=pack_units")
    _asked(grid, *answers)
    assert _figures(grid, *answers) == (1, 10, 30)


@pytest.mark.parametrize(
    ("amount", "units"),
    [
        ("Elemental mg per day", "Tablets per week"),
        ("Elemental mg per day", "Servings"),
        ("Elemental mg per week", "Tablets per day"),
        ("Elemental mg per teaspoon", "Tablets per day"),
        ("Elemental mg per day", "Best before day"),
    ],
)
def test_that_other_columns_are_not_offered(amount: str, units: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_grid(_grid(DAY_TITLES, DAY_ROW, amount=amount, units=units), ReadingOptions())
    assert caught.value.kind is ProblemKind.FIGURES_TO_DIVIDE


def test_that_the_strips_of_a_box_are_not_offered_beside_the_price_of_a_strip() -> None:
    titles = ("Product", "Elemental mg", "Pack size", "Price per strip EUR", "Strips per box")
    with pytest.raises(BadInput) as caught:
        read_grid(grid_of(titles, ("Citrate", "100", "100", "30", "10")), ReadingOptions())
    assert caught.value.kind is ProblemKind.FIGURES_TO_DIVIDE
