"""The catalogue asked: words and filters in, products in order of any measure out, page by page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pricing.calculation.measures import HEADLINE
from pricing.calculation.ranking import Filters, Ranking
from pricing.model.row_batch import waiting_product

if TYPE_CHECKING:
    from datetime import date

    from pricing.calculation.figures import Figures
    from pricing.calculation.ranking import Mask, Ranked
    from pricing.catalogue.catalogue import Listed, Products
    from pricing.model.columns import Base
    from pricing.model.product import Product
    from pricing.model.product_columns import Stock
    from pricing.model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted. `key` is a measure, or ranking.BY_NAME; `since`: a price's first day."""

    words: str = ""
    filters: Filters = field(default_factory=Filters)
    source: str = ""
    since: date | None = None
    key: str = HEADLINE.key
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A product of the catalogue and its figures in the scenario.

    What it is `lacking` (keys of columns), such as a price, has a stand-in in `product`.
    """

    listed: Listed
    product: Product
    figures: Figures
    lacking: tuple[str, ...] = ()

    def value(self, key: str) -> Base | None:
        """What is known of the product, by column key."""
        return self.listed.values.get(key)


class Found:
    """An answer: `len` products, of which pages are fetched as they are looked at."""

    def __init__(self, products: Products, ranking: Ranking, ranked: Ranked, mask: Mask) -> None:
        self._products = products
        self._ranking = ranking
        self._ranked = ranked
        self.mask = mask

    def __len__(self) -> int:
        return len(self._ranked)

    def page(self, start: int, stop: int) -> tuple[Hit, ...]:
        """The products from one place to before another; fewer where some have gone meanwhile."""
        rows = self._ranked.page(start, stop)
        ids = [int(number) for number in self._ranking.stock.ids[rows]]
        return tuple(self._hit(each) for each in self._products.listed(ids))

    def _hit(self, listed: Listed) -> Hit:
        product, lacking = waiting_product(listed.values)
        figures = self._ranking.beside_reference(product, lacking)
        return Hit(listed, product, figures, lacking)


class Loaded(NamedTuple):
    """The columns of a catalogue, and its state when they were read."""

    state: int
    stock: Stock


def load(products: Products) -> Loaded:
    """Read all columns: a second or so for hundreds of thousands of products."""
    return Loaded(products.state(), products.stock())


class Search:
    """A catalogue in a scenario, asked again and again; `loaded` may come from another thread."""

    def __init__(
        self, products: Products, scenario: Scenario, loaded: Loaded | None = None
    ) -> None:
        self._products = products
        self._state, stock = loaded or load(products)
        self.ranking = Ranking(stock, scenario)

    @property
    def is_current(self) -> bool:
        """Whether no import has changed the catalogue since."""
        return self._products.state() == self._state

    def suit(self, scenario: Scenario) -> None:
        """Rank in another scenario."""
        if scenario != self.ranking.scenario:
            self.ranking = Ranking(self.ranking.stock, scenario)

    def ask(self, asked: Asked) -> Found:
        """The products that are wanted, in order."""
        among = (
            self._products.matching(asked.words),
            self._products.of_source(asked.source) if asked.source else None,
            self._products.priced_since(asked.since) if asked.since else None,
        )
        mask = self.ranking.wanted(asked.filters, among)
        ranked = self.ranking.ranked(asked.key, mask, descending=asked.descending)
        return Found(self._products, self.ranking, ranked, mask)
