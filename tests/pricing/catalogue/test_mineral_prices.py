"""The price of a mineral in the catalogue: the lowest of a product that holds it alone."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file
from pricing.catalogue.mineral_prices import lowest_mineral_prices
from pricing.reading.reading_options import ReadingOptions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pricing.analysis.credited_cost import MineralPrice

TODAY = date(2026, 11, 29)
HEADER = (
    "product,element,form,elemental_mg,compound_mg,pack_units,price,currency,priced_on,source,"
    "other_minerals,food\n"
)
ZINC = "Zinc 10,Zn,,10,,100,5,USD,2026-11-01,Corner shop,,\n"


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(tmp_path / "data")
    yield catalogue
    catalogue.close()


def prices(catalogue: Catalogue, folder: Path, rows: str) -> Mapping[str, MineralPrice]:
    """Return the prices of zinc and copper in a catalogue of these rows."""
    path = folder / "list.csv"
    path.write_text(HEADER + rows, "utf-8")
    import_file(catalogue, path, ReadingOptions(), "")
    return lowest_mineral_prices(catalogue, ("Zn", "Cu"), "USD", TODAY)


def test_that_the_lowest_cost_per_mg_counts_whatever_the_pack(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    found = prices(
        catalogue, tmp_path, ZINC + "Zinc 50,Zn,,50,,200,12,USD,2026-11-01,Other shop,,\n"
    )
    assert found.keys() == {"Zn"}
    price = found["Zn"]
    assert (price.cost_per_mg, price.is_in_catalogue) == (Fraction(12, 10_000), True)
    assert (price.product.product, price.product.source) == ("Zinc 50", "Other shop")


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("Old,Zn,,50,,200,1,USD,2026-01-01,Shop,,\n", id="a stale price"),
        pytest.param("Euro,Zn,,50,,200,1,EUR,2026-11-01,Shop,,\n", id="another currency"),
        pytest.param("Duo,Zn,,50,,200,1,USD,2026-11-01,Shop,copper 1 mg,\n", id="two minerals"),
        pytest.param("Salt,Zn,,50,,200,1,USD,2026-11-01,Shop,,yes\n", id="a food"),
        pytest.param("Odd,Zn,oxide,50,50,200,1,USD,2026-11-01,Shop,,\n", id="a doubtful label"),
        pytest.param("No price,Zn,,50,,200,,USD,2026-11-01,Shop,,\n", id="no price"),
    ],
)
def test_that_other_products_give_no_price(catalogue: Catalogue, tmp_path: Path, row: str) -> None:
    found = prices(catalogue, tmp_path, ZINC + row)
    assert found["Zn"].product.product == "Zinc 10"


def test_that_an_absurd_price_does_not_count(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = "".join(
        f"Zinc {name},Zn,,10,,100,{price},USD,2026-11-01,Shop {name},,\n"
        for name, price in zip("ABCDEF", (5, 6, 7, 5, 6, 0.01), strict=True)
    )
    assert prices(catalogue, tmp_path, rows)["Zn"].cost_per_mg == Fraction(5, 1_000)


def test_that_an_empty_catalogue_gives_none(catalogue: Catalogue) -> None:
    assert lowest_mineral_prices(catalogue, ("Zn",), "USD", TODAY) == {}
