"""Search in the catalogue: products that match words and filters, ordered by a measure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from math import isclose
from typing import TYPE_CHECKING, NamedTuple

from pricing.calculation.checks import find_label_doubt
from pricing.calculation.checks.case import CheckCase
from pricing.calculation.figures import Figures
from pricing.calculation.measures import HEADLINE
from pricing.calculation.rank_order import PLACE_KEY, SAFE_FIRST
from pricing.calculation.ranking import (
    COST_PER_MG_KEY,
    Filters,
    RankedGroups,
    RankedRows,
    Ranking,
)
from pricing.catalogue.typed_words import TypedWords
from pricing.model.row_batch import incomplete_product
from pricing.model.scenario import Scenario
from pricing.quantities.dates import today

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pricing.calculation.checks import Flag
    from pricing.calculation.ranking import Floats, Mask
    from pricing.catalogue.catalogue import Catalogue, ListedProduct
    from pricing.model.columns import BaseValue
    from pricing.model.product import Product
    from pricing.model.product_columns import ProductColumns


# Of so many products at most, each label is checked before they are ordered.
MAX_LABELS_ASKED = 256


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What to search for, and how to order it.

    `sort_key` is the key of a measure, SORT_BY_NAME or SAFE_FIRST. `priced_since` excludes products
    whose price was last seen before that day.
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
    `product`. `usual_cost` is the middle cost per elemental mg of its form, if its own is far from
    it.
    """

    listed_product: ListedProduct
    product: Product
    figures: Figures
    missing_keys: tuple[str, ...] = ()
    usual_cost: Fraction | None = None

    @property
    def label_question(self) -> Flag | None:
        """Return the open question of its label, which may make its figures wrong, or None."""
        return None if self.missing_keys else _label_doubt(self.product)

    def value(self, key: str) -> BaseValue | None:
        """Return the value of a column, or None if the catalogue has none."""
        return self.listed_product.values.get(key)


class SearchResults:
    """The result of a search. Its products are fetched page by page."""

    def __init__(
        self,
        catalogue: Catalogue,
        ranking: Ranking,
        ranked: RankedRows | RankedGroups,
        mask: Mask,
        count_without_mineral: int,
        source: str = "",
    ) -> None:
        self._catalogue = catalogue
        self.source = source
        self._ranking = ranking
        self._ranked_rows = ranked
        self.row_mask = mask
        # How many products match but for the mineral, whatever their dose.
        self.count_without_mineral = count_without_mineral

    def __len__(self) -> int:
        return len(self._ranked_rows)

    def page(self, start: int, stop: int) -> tuple[Hit, ...]:
        """Return the products from position `start` to before `stop`.

        They are fewer if some were removed in the meantime.
        """
        rows = self._ranked_rows.page(start, stop)
        ids = [int(product_id) for product_id in self._ranking.product_columns.ids[rows]]
        listed = self._catalogue.listed_products(ids, self.source)
        return tuple(self._hit(product) for product in listed)

    def _hit(self, listed: ListedProduct) -> Hit:
        return make_hit(self._ranking, listed)


# The same products are found again and again while a user types.
@lru_cache(maxsize=4_096)
def _label_doubt(product: Product) -> Flag | None:
    """Return what the label of a product leaves open in any scenario."""
    scenario = Scenario.for_element(product.element, product.currency)
    return find_label_doubt(CheckCase(Figures(product, scenario), today()))


def make_hit(ranking: Ranking, listed: ListedProduct) -> Hit:
    """Return a product of the catalogue with its figures.

    A product of several minerals is seen as one of the compared mineral.
    """
    listed_product, missing_keys = incomplete_product(listed.values)
    product = listed_product.seen_as(ranking.scenario.element)
    figures = ranking.figures_with_reference(product, missing_keys)
    cost = figures.number(COST_PER_MG_KEY)
    is_seen_as_another = product.element != listed_product.element
    form = product.recognized_form.name if is_seen_as_another else listed.form_name
    usual = None if cost is None else ranking.usual_cost_if_far(form, float(cost))
    return Hit(listed, product, figures, missing_keys, None if usual is None else Fraction(usual))


class LoadedCatalogue(NamedTuple):
    """The columns of a catalogue, and its revision when they were read.

    What `source` offers is at its own price, and otherwise each product is at its best offer.
    """

    revision: int
    product_columns: ProductColumns
    source: str = ""


def load_catalogue(catalogue: Catalogue, source: str = "") -> LoadedCatalogue:
    """Read all columns. Hundreds of thousands of products take about a second.

    What `source` offers is at its own price.
    """
    columns = catalogue.product_columns(source=source)
    return LoadedCatalogue(catalogue.revision(), columns, source)


class FormOffers:
    """The costs per elemental mg of a form's offers, as doubles from the lowest on."""

    def __init__(self, costs: Floats) -> None:
        self._costs = costs

    def __len__(self) -> int:
        return len(self._costs)

    def place(self, cost: Fraction) -> int:
        """Return the place of one of the offers, from the cheapest on."""
        import numpy as np

        return 1 + int(np.searchsorted(self._costs, float(cost)))

    def exchanged(self, cost: float, other: float) -> FormOffers:
        """Return the offers with another cost in place of one, or beside them if none has it."""
        import numpy as np

        costs, place = self._costs, int(np.searchsorted(self._costs, cost))
        if place < len(costs) and costs[place] == cost:
            costs = np.delete(costs, place)
        return FormOffers(np.insert(costs, np.searchsorted(costs, other), other))

    @property
    def middle(self) -> float:
        """The cost that half of the offers do not exceed."""
        return float(self._costs[(len(self) - 1) // 2])

    def spread(self, most: int) -> list[float]:
        """Return the costs, or so many of them at most that no gap or end is lost to the eye."""
        import numpy as np

        costs = self._costs
        if len(costs) > most and costs[-1] > costs[0]:
            steps = ((costs - costs[0]) / (costs[-1] - costs[0]) * (most - 1)).astype(np.int64)
            costs = costs[np.flatnonzero(np.diff(steps, prepend=-1))]
        return [float(cost) for cost in costs[:most]]


class CatalogueSearch:
    """Searches in a catalogue with one scenario. `loaded` may come from another thread.

    It says which prices products are found and ranked at: those of a source, or the best ones.
    """

    def __init__(
        self, catalogue: Catalogue, scenario: Scenario, loaded: LoadedCatalogue | None = None
    ) -> None:
        self._catalogue = catalogue
        self.loaded = loaded or load_catalogue(catalogue)
        self.ranking = Ranking(self.loaded.product_columns, scenario)
        self._typed_words = TypedWords(catalogue, self.loaded.product_columns)
        self._offers_by_form: dict[str, FormOffers] = {}
        # By the id of a product, whether its label leaves a question. Typing finds the same ones.
        self._is_asked: dict[int, bool] = {}

    @property
    def is_current(self) -> bool:
        """Whether no import has changed the catalogue since it was loaded."""
        return self._catalogue.revision() == self.loaded.revision

    def set_scenario(self, scenario: Scenario) -> None:
        """Rank the products in another scenario."""
        if scenario != self.ranking.scenario:
            self.ranking = Ranking(self.ranking.product_columns, scenario)
            self._offers_by_form.clear()
            self._is_asked.clear()

    def find(self, query: SearchQuery) -> SearchResults:
        """Return the products that match the query, in its order."""
        allowed = self._allowed_rows(query)
        mask = self.ranking.filter_rows(query.filters, allowed)
        others = self._count_without_mineral(query.filters, allowed)
        asked = self._rows_with_label_question(mask)
        if query.filters.within_limit:
            mask = mask & ~asked
        ranked: RankedRows | RankedGroups
        if query.sort_key == SAFE_FIRST:
            ranked = self.ranking.rank_safe_first(mask, asked)
        else:
            ranked = self.ranking.rank_rows(query.sort_key, mask, descending=query.descending)
        source = self.loaded.source
        return SearchResults(self._catalogue, self.ranking, ranked, mask, others, source)

    def _allowed_rows(self, query: SearchQuery) -> list[Mask]:
        """Return the rows with the words of a query, those of its source, and those of its days."""
        catalogue, columns = self._catalogue, self.loaded.product_columns
        matching = self._typed_words.rows_matching(query.words)
        allowed = [] if matching is None else [matching]
        if query.source:
            allowed.append(columns.rows_with_ids(catalogue.ids_of_source(query.source)))
        if query.priced_since:
            ids = catalogue.ids_priced_since(query.priced_since, self.loaded.source)
            allowed.append(columns.rows_with_ids(ids))
        return allowed

    def _count_without_mineral(self, filters: Filters, allowed: Iterable[Mask]) -> int:
        """Return how many products pass all filters but the mineral and the limit."""
        if not filters.element:
            return 0
        of_any = replace(filters, element="", within_limit=False)
        of_mineral = self.ranking.filter_rows(Filters(element=filters.element))
        return int((self.ranking.filter_rows(of_any, allowed) & ~of_mineral).sum())

    def offers_of_form(self, form: str) -> FormOffers:
        """Return the offers of a form that leave no question. They are found once."""
        if form not in self._offers_by_form:
            element = self.ranking.scenario.element
            mask = self.ranking.filter_rows(Filters(element=element, form=form))
            costs = self.ranking.usual_costs(mask & ~self._rows_with_label_question(mask))
            self._offers_by_form[form] = FormOffers(costs)
        return self._offers_by_form[form]

    def offers_beside(self, hit: Hit) -> FormOffers:
        """Return the offers of a hit's form. Of its product, the price counts that the hit has."""
        offers = self.offers_of_form(hit.listed_product.form_name)
        best = self.ranking.cost_per_mg(hit.listed_product.id)
        own = hit.figures.number(COST_PER_MG_KEY)
        if own is None or isclose(best, own, rel_tol=1e-12):
            return offers
        return offers.exchanged(best, float(own))

    def rank_safe(self) -> RankedRows:
        """Return the safe products of the compared mineral and currency, in their places."""
        scenario = self.ranking.scenario
        filters = Filters(element=scenario.element, currency=scenario.currency, within_limit=True)
        mask = self.ranking.filter_rows(filters)
        return self.ranking.rank_rows(PLACE_KEY, mask & ~self._rows_with_label_question(mask))

    def _rows_with_label_question(self, mask: Mask) -> Mask:
        """Return the rows whose label leaves a question, unless they are too many to ask each."""
        import numpy as np

        asked: Mask = np.zeros(len(mask), bool)
        rows = np.flatnonzero(mask)
        if len(rows) > MAX_LABELS_ASKED:
            return asked
        ids = [int(self.ranking.product_columns.ids[row]) for row in rows]
        unknown = [product_id for product_id in ids if product_id not in self._is_asked]
        for listed in self._catalogue.listed_products(unknown, self.loaded.source):
            self._is_asked[listed.id] = self._has_label_question(listed)
        asked[rows] = [self._is_asked.get(product_id, False) for product_id in ids]
        return asked

    def _has_label_question(self, listed: ListedProduct) -> bool:
        product, missing_keys = incomplete_product(listed.values)
        seen = product.seen_as(self.ranking.scenario.element)
        return not missing_keys and _label_doubt(seen) is not None
