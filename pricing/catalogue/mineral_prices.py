"""The lowest price of a mineral in the catalogue, to value what a product holds of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pricing.analysis.credited_cost import mineral_price
from pricing.calculation.conditions import STALE_AFTER_DAYS
from pricing.calculation.ranking import COST_PER_MG_KEY, Filters
from pricing.catalogue.search import CatalogueSearch, LoadedCatalogue, SearchQuery
from pricing.model.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from pricing.analysis.credited_cost import MineralPrice
    from pricing.catalogue.catalogue import Catalogue

_PAGE = 32


def lowest_mineral_prices(
    catalogue: Catalogue, symbols: Iterable[str], currency: str, today: date
) -> Mapping[str, MineralPrice]:
    """Return the lowest price of each mineral that a product of the catalogue holds alone.

    Minerals without such a product are left out. A price counts as in a comparison: it has the
    currency, is not stale, and nothing is doubtful about the label. One that is far from the usual
    cost of its form does not count.
    """
    prices = {}
    for element in sorted(symbols):
        price = _lowest_price(catalogue, element, currency, today)
        if price is not None:
            prices[element] = price
    return prices


def _lowest_price(
    catalogue: Catalogue, element: str, currency: str, today: date
) -> MineralPrice | None:
    loaded = LoadedCatalogue(catalogue.revision(), catalogue.product_columns(element))
    search = CatalogueSearch(catalogue, Scenario.for_element(element, currency), loaded)
    results = search.find(
        SearchQuery(
            filters=Filters(element=element, currency=currency),
            priced_since=today - timedelta(days=STALE_AFTER_DAYS),
            sort_key=COST_PER_MG_KEY,
        )
    )
    for start in range(0, len(results), _PAGE):
        for hit in results.page(start, start + _PAGE):
            is_usual = not hit.missing_keys and hit.usual_cost is None
            price = mineral_price(hit.product, currency, today) if is_usual else None
            if price is not None:
                return price._replace(is_in_catalogue=True)
    return None
