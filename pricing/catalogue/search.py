"""The catalogue asked: words and filters in, products in order of any measure out, page by page."""

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
    """What is wanted. `key` is a measure, or ranking.BY_NAME; `since`: a price's first day."""

    words: str = ""
    filters: Filters = field(default_factory=Filters)
    source: str = ""
    priced_since: date | None = None
    sort_key: str = HEADLINE.key
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A product of the catalogue and its figures in the scenario.

    What it is `lacking` (keys of columns), such as a price, has a stand-in in `product`.
    """

    listed_product: ListedProduct
    product: Product
    figures: Figures
    missing_keys: tuple[str, ...] = ()

    def value(self, key: str) -> BaseValue | None:
        """What is known of the product, by column key."""
        return self.listed_product.values.get(key)


class SearchResults:
    """An answer: `len` products, of which pages are fetched as they are looked at."""

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
        """The products from one place to before another; fewer where some have gone meanwhile."""
        rows = self._ranked_rows.page(start, stop)
        ids = [int(number) for number in self._ranking.product_columns.ids[rows]]
        return tuple(self._hit(each) for each in self._catalogue.listed_products(ids))

    def _hit(self, listed: ListedProduct) -> Hit:
        product, lacking = incomplete_product(listed.values)
        figures = self._ranking.figures_with_reference(product, lacking)
        return Hit(listed, product, figures, lacking)


class LoadedCatalogue(NamedTuple):
    """The columns of a catalogue, and its state when they were read."""

    revision: int
    product_columns: ProductColumns


def load_catalogue(catalogue: Catalogue) -> LoadedCatalogue:
    """Read all columns: a second or so for hundreds of thousands of products."""
    return LoadedCatalogue(catalogue.revision(), catalogue.product_columns())


class CatalogueSearch:
    """A catalogue in a scenario, asked again and again; `loaded` may come from another thread."""

    def __init__(
        self, catalogue: Catalogue, scenario: Scenario, loaded: LoadedCatalogue | None = None
    ) -> None:
        self._catalogue = catalogue
        self._revision, stock = loaded or load_catalogue(catalogue)
        self.ranking = Ranking(stock, scenario)

    @property
    def is_current(self) -> bool:
        """Whether no import has changed the catalogue since."""
        return self._catalogue.revision() == self._revision

    def set_scenario(self, scenario: Scenario) -> None:
        """Rank in another scenario."""
        if scenario != self.ranking.scenario:
            self.ranking = Ranking(self.ranking.product_columns, scenario)

    def find(self, query: SearchQuery) -> SearchResults:
        """The products that are wanted, in order."""
        among = (
            self._catalogue.ids_matching(query.words),
            self._catalogue.ids_of_source(query.source) if query.source else None,
            self._catalogue.ids_priced_since(query.priced_since) if query.priced_since else None,
        )
        mask = self.ranking.filter_rows(query.filters, among)
        ranked = self.ranking.rank_rows(query.sort_key, mask, descending=query.descending)
        return SearchResults(self._catalogue, self.ranking, ranked, mask)
