"""Catalogues to import into and to search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.catalogue.catalogue import Catalogue
from tests.pricing.catalogue.listed_offers import (
    import_products,
    offer,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(tmp_path)
    yield catalogue
    catalogue.close()


@pytest.fixture
def filled(catalogue: Catalogue) -> Catalogue:
    import_products(
        catalogue,
        offer("Élément Plus", brand="Müller", form="bisglycinate chelate", upc="036000291452"),
        offer("Mag-Ox 400mg", form="oxide", unit_kind="tablet", source="Shop B"),
        offer("Kalk", form="carbonate", element="Ca", currency="EUR", ndc="0904-4251-59"),
    )
    return catalogue
