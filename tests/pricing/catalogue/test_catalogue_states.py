"""The catalogue after any sequence of imports, corrections, cancellations, crashes and restarts.

A simple model records what every list stated. After each step the catalogue must agree with it.
"""

from __future__ import annotations

import csv
import sqlite3
import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file
from pricing.catalogue.search import CatalogueSearch, SearchQuery
from pricing.model.product import Product
from pricing.model.scenario import Scenario
from pricing.problems.errors import ProblemKind
from pricing.problems.progress import Cancelled
from pricing.store.data_files import CATALOGUE_FILE
from tests.generated_products import StoppingProgress, to_row_batch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.catalogue.search import Hit
    from pricing.catalogue.staging import ImportSummary
    from pricing.model.row_batch import RowBatch
    from pricing.store.database import SqlValue

UPCS = {"coded": "036000291452", "other": "4006381333931"}
ITEMS = ("plain", "simple", *UPCS)
SOURCES = ("Shop A", "Shop B")
HEADER = ("product", "brand", "upc", "form", "elemental_mg", "pack_units", "price", "currency",
          "source", "priced_on")  # fmt: skip


class Row(NamedTuple):
    """A row of a list: a product, its label in this list, and an offer.

    A product with a code keeps its identity under any name. Without a code, another name makes
    another product.
    """

    item: str
    edition: int
    brand: str
    source: str
    price: int
    day: date

    @property
    def name(self) -> str:
        return f"Magnesium {self.item} {'first' if self.edition == 1 else 'second'}"

    @property
    def key(self) -> str:
        """The identity of the product."""
        return self.item if self.item in UPCS else f"{self.name}|{self.brand}"

    def product(self) -> Product:
        return Product(
            self.name, 120_000, self.price * 1_000_000, "USD", brand=self.brand, form="glycinate",
            elemental=100_000, upc=UPCS.get(self.item, ""), source=self.source, priced_on=self.day,
        )  # fmt: skip

    def cells(self) -> tuple[str, ...]:
        return (
            self.name, self.brand, UPCS.get(self.item, ""), "glycinate", "100", "120",
            f"{self.price}.00", "USD", self.source, self.day.isoformat(),
        )  # fmt: skip


ROWS = st.builds(
    Row,
    st.sampled_from(ITEMS),
    st.integers(1, 2),
    st.sampled_from(("", "Maker", "Another")),
    st.sampled_from(SOURCES),
    st.integers(1, 4),
    st.integers(1, 5).map(lambda day: date(2026, 5, day)),
)
LISTS = st.lists(ROWS, min_size=1, max_size=5)


@dataclass
class ModelProduct:
    """A product in the model: its label, the source of the label, and every stated price.

    Of the prices of a source and day, the one that was stated last comes last.
    """

    name: str
    brand: str
    label_source: str
    prices: dict[str, dict[date, dict[int, None]]] = field(default_factory=dict)

    def record(self, row: Row) -> None:
        """Record a row: a source corrects its own label, and other sources fill its gaps."""
        if row.source == self.label_source:
            self.name, self.brand = row.name, row.brand or self.brand
        else:
            self.brand = self.brand or row.brand
        stated = self.prices.setdefault(row.source, {}).setdefault(row.day, {})
        stated.pop(row.price * 1_000_000, None)
        stated[row.price * 1_000_000] = None


def _with_two_prices(rows: list[Row]) -> set[tuple[str, str]]:
    """Return the products and sources of which a list states two prices for one day."""
    prices: dict[tuple[str, str, date], set[int]] = {}
    for row in rows:
        prices.setdefault((row.key, row.source, row.day), set()).add(row.price)
    return {(key, source) for (key, source, _), stated in prices.items() if len(stated) > 1}


_SELECT_PRICE_IDS = "SELECT id FROM price"


class KilledError(BaseException):
    """The end of a program between two batches of a list."""


class CatalogueStates(RuleBasedStateMachine):
    """Every operation on a catalogue, and what must hold after each."""

    @initialize()
    def start(self) -> None:
        self._scratch = tempfile.TemporaryDirectory()
        self._folder = Path(self._scratch.name)
        self._catalogue = Catalogue(self._folder)
        self._abandoned: list[Catalogue] = []
        self._model: dict[str, ModelProduct] = {}
        self._last_rows: list[Row] = []

    def teardown(self) -> None:
        if hasattr(self, "_scratch"):
            for catalogue in (*self._abandoned, self._catalogue):
                catalogue.close()
            self._scratch.cleanup()

    # -- operations ----------------------------------------------------------------------------

    @rule(rows=LISTS)
    def import_list(self, rows: list[Row]) -> None:
        price_ids, new = self._price_ids(), {row.key for row in rows} - set(self._model)
        summary = self._import(rows)
        assert (summary.rows, summary.products) == (len(rows), len(new))
        assert summary.prices == len(self._price_ids() - price_ids)

    @rule(rows=LISTS)
    def import_file(self, rows: list[Row]) -> None:
        """Import a list from a file."""
        path = self._folder / "list.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows((HEADER, *(row.cells() for row in rows)))
        result = import_file(self._catalogue, path)
        said = [(problem.kind, problem.parameters["count"]) for problem in result.problems]
        count = len(_with_two_prices(rows))
        expected = [(ProblemKind.TWO_PRICES_IN_LIST, count)] if count else []
        assert (result.summary.rows, said) == (len(rows), expected)
        self._record(rows)

    @rule()
    def import_the_last_list_again(self) -> None:
        before, revision = self._contents(), self._catalogue.revision()
        summary = self._import(self._last_rows)
        assert (summary.products, summary.prices, summary.changed) == (0, 0, ())
        assert (self._contents(), self._catalogue.revision()) == (before, revision)

    @rule(row=ROWS, price=st.integers(5, 9))
    def change_a_price(self, row: Row, price: int) -> None:
        """Import a row at a new price, later than all others."""
        row = row._replace(price=price, day=date(2026, 5, 6 + len(self._model)))
        self._import([row])

    @rule(item=st.sampled_from(sorted(UPCS)), row=ROWS)
    def correct_a_label(self, item: str, row: Row) -> None:
        """Import a row of the source that the label comes from."""
        if item in self._model:
            row = row._replace(item=item, source=self._model[item].label_source)
            self._import([row])
            assert self._model[item].name == row.name

    @rule(rows=LISTS, reading=st.booleans())
    def cancel(self, rows: list[Row], reading: bool) -> None:
        many = [row.product() for row in rows] + [
            Row("plain", 1, f"Brand {number}", "Shop A", 1, date(2026, 5, 1)).product()
            for number in range(0 if reading else 2_000)
        ]
        before = self._contents()
        with pytest.raises(Cancelled):
            self._catalogue.import_rows(
                [to_row_batch(many)], "list", date(2026, 5, 1), StoppingProgress(reading=reading)
            )
        assert self._contents() == before

    @rule(rows=LISTS)
    def crash(self, rows: list[Row]) -> None:
        """Leave the connection open, and continue with the file in another program."""
        before = self._contents()

        def batches() -> Iterator[RowBatch]:
            yield from self._batches(rows)
            raise KilledError

        with pytest.raises(KilledError):
            self._catalogue.import_rows(batches(), "list", date(2026, 5, 1))
        assert self._contents() == before
        self._abandoned.append(self._catalogue)
        self._catalogue = Catalogue(self._folder)

    @rule()
    def restart(self) -> None:
        self._catalogue.close()
        self._catalogue = Catalogue(self._folder)

    @rule()
    def switch_to_another_window(self) -> None:
        """Continue with another connection that is still open."""
        if self._abandoned:
            self._abandoned.append(self._catalogue)
            self._catalogue = self._abandoned.pop(0)

    # -- invariants ----------------------------------------------------------------------------

    @invariant()
    def every_product_exists_once(self) -> None:
        hits = self._search("")
        assert self._catalogue.count() == len(hits) == len(self._model)
        assert sorted((product.name, product.brand) for product in self._model.values()) == sorted(
            (hit.product.product, hit.product.brand) for hit in hits
        )

    @invariant()
    def every_product_is_found(self) -> None:
        for key, product in self._model.items():
            words = f"{product.brand[:3]} {product.name.split()[1]} {product.name.split()[2][:4]}"
            hits = self._search(words)
            assert (product.name, product.brand) in {
                (hit.product.product, hit.product.brand) for hit in hits
            }
            if key in UPCS:
                (product_id,) = self._catalogue.ids_with_code(UPCS[key])
                assert [hit.listed_product.id for hit in self._search(UPCS[key])] == [product_id]
        assert self._search("nobody") == ()

    @invariant()
    def no_price_is_lost_or_invented(self) -> None:
        for key, product in self._model.items():
            hit = self._hit(key, product)
            periods = self._catalogue.price_history(hit.listed_product.id)
            assert {period.source for period in periods} == set(product.prices)
            current_prices = []
            for source, prices_by_day in product.prices.items():
                history = [period for period in periods if period.source == source]
                for day, prices in prices_by_day.items():
                    assert set(prices) <= {
                        period.price
                        for period in history
                        if period.first_on <= day <= period.last_on
                    }
                for period in history:
                    first, last = prices_by_day[period.first_on], prices_by_day[period.last_on]
                    assert period.price in set(first) & set(last)
                (current,) = [period for period in history if period.is_current]
                latest = max(prices_by_day)
                assert (current.last_on, current.price) == (latest, [*prices_by_day[latest]][-1])
                current_prices.append(current.price)
            assert hit.product.price == min(current_prices)
            assert hit.listed_product.offers == len(current_prices)

    # -- the model -----------------------------------------------------------------------------

    def _record(self, rows: list[Row]) -> None:
        for row in rows:
            self._model.setdefault(row.key, ModelProduct(row.name, row.brand, row.source)).record(
                row
            )
        self._last_rows = rows

    # -- the catalogue -------------------------------------------------------------------------

    def _import(self, rows: list[Row]) -> ImportSummary:
        """Import a list in batches of two, and check that the revision reports every change."""
        before, revision = self._contents(), self._catalogue.revision()
        summary = self._catalogue.import_rows(self._batches(rows), "list", date(2026, 5, 1))
        assert (self._contents() != before) is (self._catalogue.revision() > revision)
        self._record(rows)
        return summary

    def _batches(self, rows: list[Row]) -> list[RowBatch]:
        products = [row.product() for row in rows]
        return [to_row_batch(products[first : first + 2]) for first in range(0, len(products), 2)]

    def _search(self, words: str) -> tuple[Hit, ...]:
        return CatalogueSearch(self._catalogue, Scenario()).find(SearchQuery(words)).page(0, 100)

    def _hit(self, key: str, product: ModelProduct) -> Hit:
        if key in UPCS:
            return self._search(UPCS[key])[0]
        (hit,) = [
            hit
            for hit in self._search("")
            if (hit.product.product, hit.product.brand) == (product.name, product.brand)
        ]
        return hit

    def _price_ids(self) -> set[SqlValue]:
        """Return the rows of prices. One that counts again is a new row."""
        return {price_id for (price_id,) in self._catalogue.database.fetch_rows(_SELECT_PRICE_IDS)}

    def _contents(self) -> list[str]:
        """Return every table of the file, without the count of its transactions."""
        connection = sqlite3.connect(self._folder / CATALOGUE_FILE.name)
        try:
            return [line for line in connection.iterdump() if '"integrity"' not in line]
        finally:
            connection.close()


CatalogueStates.TestCase.settings = settings(max_examples=25, stateful_step_count=25)
TestCatalogueStates = CatalogueStates.TestCase
