"""Search in the catalogue: products that match words and filters, ordered by a measure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pricing.calculation.measures import HEADLINE
from pricing.calculation.ranking import Filters, Ranking
from pricing.model.row_batch import incomplete_product

if TYPE_CHECKING:
    from datetime import date

    from pricing.calculation.figures import Figures
    from pricing.calculation.ranking import Mask, RankedRows
    from pricing.catalogue.catalogue import Catalogue, ListedProduct
    from pricing.model.columns import BaseValue
    from pricing.model.product import Product
    from pricing.model.product_columns import ProductColumns
    from pricing.model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What to search for, and how to order it.

    `sort_key` is the key of a measure, or `ranking.BY_NAME`. `priced_since` excludes products whose
    price was last seen before that day.
    """

    words: str = ""
    filters: Filters = field(default_factory=Filters)
    source: str = ""
    priced_since: date | None = None
    sort_key: str = HEADLINE.key
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A product of the catalogue with its figures in the scenario.

    `missing_keys` are the columns without a value, such as the price. They have placeholders in
    `product`.
    """

    listed_product: ListedProduct
    product: Product
    figures: Figures
    missing_keys: tuple[str, ...] = ()

    def value(self, key: str) -> BaseValue | None:
        """Return the value of a column, or None if the catalogue has none."""
        return self.listed_product.values.get(key)


class SearchResults:
    """The result of a search. Its products are fetched page by page."""

    def __init__(
        self, catalogue: Catalogue, ranking: Ranking, ranked: RankedRows, mask: Mask
    ) -> None:
        self._catalogue = catalogue
        self._ranking = ranking
        self._ranked_rows = ranked
        self.row_mask = mask

    def __len__(self) -> int:
        return len(self._ranked_rows)

    def page(self, start: int, stop: int) -> tuple[Hit, ...]:
        """Return the products from position `start` to before `stop`.

        They are fewer if some were removed in the meantime.
        """
        rows = self._ranked_rows.page(start, stop)
        ids = [int(product_id) for product_id in self._ranking.product_columns.ids[rows]]
        return tuple(self._hit(product) for product in self._catalogue.listed_products(ids))

    def _hit(self, listed: ListedProduct) -> Hit:
        product, missing_keys = incomplete_product(listed.values)
        figures = self._ranking.figures_with_reference(product, missing_keys)
        return Hit(listed, product, figures, missing_keys)


class LoadedCatalogue(NamedTuple):
    """The columns of a catalogue, and its revision when they were read."""

    revision: int
    product_columns: ProductColumns


def load_catalogue(catalogue: Catalogue) -> LoadedCatalogue:
    """Read all columns. Hundreds of thousands of products take about a second."""
    return LoadedCatalogue(catalogue.revision(), catalogue.product_columns())


class CatalogueSearch:
    """Searches in a catalogue with one scenario. `loaded` may come from another thread."""

    def __init__(
        self, catalogue: Catalogue, scenario: Scenario, loaded: LoadedCatalogue | None = None
    ) -> None:
        self._catalogue = catalogue
        self._revision, product_columns = loaded or load_catalogue(catalogue)
        self.ranking = Ranking(product_columns, scenario)

    @property
    def is_current(self) -> bool:
        """Whether no import has changed the catalogue since it was loaded."""
        return self._catalogue.revision() == self._revision

    def set_scenario(self, scenario: Scenario) -> None:
        """Rank the products in another scenario."""
        if scenario != self.ranking.scenario:
            self.ranking = Ranking(self.ranking.product_columns, scenario)

    def find(self, query: SearchQuery) -> SearchResults:
        """Return the products that match the query, in its order."""
        matching_ids = (
            self._catalogue.ids_matching(query.words),
            self._catalogue.ids_of_source(query.source) if query.source else None,
            self._catalogue.ids_priced_since(query.priced_since) if query.priced_since else None,
        )
        mask = self.ranking.filter_rows(query.filters, matching_ids)
        ranked = self.ranking.rank_rows(query.sort_key, mask, descending=query.descending)
        return SearchResults(self._catalogue, self.ranking, ranked, mask)
