"""The catalogue through any order of imports, corrections, new prices, stops, deaths and restarts.

A plain model beside it knows what every list told; after each step the two must agree.
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
from pricing.problems.progress import Cancelled
from pricing.store.data_files import CATALOGUE_FILE
from tests.generated_products import StoppingProgress, to_row_batch

if TYPE_CHECKING:
    from pricing.catalogue.staging import ImportSummary
    from pricing.model.row_batch import RowBatch

UPCS = {"coded": "036000291452", "other": "4006381333931"}
ITEMS = ("plain", "simple", *UPCS)
SOURCES = ("Shop A", "Shop B")
HEADER = ("product", "brand", "upc", "form", "elemental_mg", "pack_units", "price", "currency",
          "source", "priced_on")  # fmt: skip


class Row(NamedTuple):
    """A row of a list: what is sold, what its label says there, who asks how much, and when.

    A product with a code may be called anything; one without is another once it is.
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
        """What tells it from others."""
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
class Known:
    """What the model knows of a product: its label, whose word that is, and every price told."""

    name: str
    brand: str
    label_source: str
    told: dict[str, dict[date, set[int]]] = field(default_factory=dict)

    def hear(self, row: Row) -> None:
        """A source corrects its own label, but takes nothing away; others add what is missing."""
        if row.source == self.label_source:
            self.name, self.brand = row.name, row.brand or self.brand
        else:
            self.brand = self.brand or row.brand
        self.told.setdefault(row.source, {}).setdefault(row.day, set()).add(row.price * 1_000_000)


class Killed(BaseException):
    """The end of a program between two batches of a list."""


class Life(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self._scratch = tempfile.TemporaryDirectory()
        self._folder = Path(self._scratch.name)
        self._catalogue = Catalogue(self._folder)
        self._abandoned: list[Catalogue] = []
        self._known: dict[str, Known] = {}
        self._last: list[Row] = []

    def teardown(self) -> None:
        if hasattr(self, "_scratch"):
            for each in (*self._abandoned, self._catalogue):
                each.close()
            self._scratch.cleanup()

    # -- what happens to it --------------------------------------------------------------------

    @rule(rows=LISTS)
    def take(self, rows: list[Row]) -> None:
        prices, new = self._prices(), {row.key for row in rows} - set(self._known)
        joined = self._take(rows)
        assert (joined.rows, joined.products) == (len(rows), len(new))
        assert joined.prices == self._prices() - prices

    @rule(rows=LISTS)
    def import_file(self, rows: list[Row]) -> None:
        """The same from a file, then once more: a list that is known changes nothing."""
        path = self._folder / "list.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows((HEADER, *(row.cells() for row in rows)))
        filled = import_file(self._catalogue, path)
        assert (filled.summary.rows, filled.problems) == (len(rows), ())
        self._hear(rows)

    @rule()
    def take_the_last_again(self) -> None:
        before, state = self._contents(), self._catalogue.revision()
        joined = self._take(self._last)
        assert (joined.products, joined.prices, joined.changed) == (0, 0, ())
        assert (self._contents(), self._catalogue.revision()) == (before, state)

    @rule(row=ROWS, price=st.integers(5, 9))
    def change_a_price(self, row: Row, price: int) -> None:
        """What was listed once, at a price that nobody asked, later than all others."""
        row = row._replace(price=price, day=date(2026, 5, 6 + len(self._known)))
        self._take([row])

    @rule(item=st.sampled_from(sorted(UPCS)), row=ROWS)
    def correct_a_label(self, item: str, row: Row) -> None:
        """By the source whose word the label is."""
        if item in self._known:
            row = row._replace(item=item, source=self._known[item].label_source)
            self._take([row])
            assert self._known[item].name == row.name

    @rule(rows=LISTS, reading=st.booleans())
    def cancel(self, rows: list[Row], reading: bool) -> None:
        many = [row.product() for row in rows] + [
            Row("plain", 1, f"Brand {at}", "Shop A", 1, date(2026, 5, 1)).product()
            for at in range(0 if reading else 2_000)
        ]
        before = self._contents()
        with pytest.raises(Cancelled):
            self._catalogue.import_rows(
                [to_row_batch(many)], "list", date(2026, 5, 1), StoppingProgress(reading=reading)
            )
        assert self._contents() == before

    @rule(rows=LISTS)
    def die(self, rows: list[Row]) -> None:
        """The connection is left as it is, never closed; another program goes on with the file."""
        before = self._contents()

        def batches():
            yield from self._batches(rows)
            raise Killed

        with pytest.raises(Killed):
            self._catalogue.import_rows(batches(), "list", date(2026, 5, 1))
        assert self._contents() == before
        self._abandoned.append(self._catalogue)
        self._catalogue = Catalogue(self._folder)

    @rule()
    def restart(self) -> None:
        self._catalogue.close()
        self._catalogue = Catalogue(self._folder)

    @rule()
    def turn_to_another_window(self) -> None:
        """Another connection, that was open all along, goes on."""
        if self._abandoned:
            self._abandoned.append(self._catalogue)
            self._catalogue = self._abandoned.pop(0)

    # -- what must hold ------------------------------------------------------------------------

    @invariant()
    def every_product_is_there_once(self) -> None:
        found = self._found("")
        assert self._catalogue.count() == len(found) == len(self._known)
        assert sorted((each.name, each.brand) for each in self._known.values()) == sorted(
            (hit.product.product, hit.product.brand) for hit in found
        )

    @invariant()
    def every_product_is_found(self) -> None:
        for key, known in self._known.items():
            words = f"{known.brand[:3]} {known.name.split()[1]} {known.name.split()[2][:4]}"
            hits = self._found(words)
            assert (known.name, known.brand) in {
                (hit.product.product, hit.product.brand) for hit in hits
            }
            if key in UPCS:
                (number,) = self._catalogue.ids_with_code(UPCS[key])
                assert [hit.listed_product.id for hit in self._found(UPCS[key])] == [number]
        assert self._found("nobody") == ()

    @invariant()
    def no_price_is_lost_or_made_up(self) -> None:
        for key, known in self._known.items():
            hit = self._hit(key, known)
            offers = self._catalogue.price_history(hit.listed_product.id)
            assert {each.source for each in offers} == set(known.told)
            present = []
            for source, days in known.told.items():
                history = [each for each in offers if each.source == source]
                for day, prices in days.items():
                    on_it = {each.price for each in history if each.first_on <= day <= each.last_on}
                    assert prices <= on_it
                for each in history:
                    assert each.price in days[each.first_on] & days[each.last_on]
                (now,) = [each for each in history if each.is_current]
                assert now.last_on == max(days)
                present.append(now.price)
            assert hit.product.price == min(present)
            assert hit.listed_product.offers == len(present)

    # -- the model -----------------------------------------------------------------------------

    def _hear(self, rows: list[Row]) -> None:
        for row in rows:
            self._known.setdefault(row.key, Known(row.name, row.brand, row.source)).hear(row)
        self._last = rows

    # -- the catalogue -------------------------------------------------------------------------

    def _take(self, rows: list[Row]) -> ImportSummary:
        """A list in batches of two; whoever keeps figures of the catalogue is told of a change."""
        before, state = self._contents(), self._catalogue.revision()
        joined = self._catalogue.import_rows(self._batches(rows), "list", date(2026, 5, 1))
        assert (self._contents() != before) is (self._catalogue.revision() > state)
        self._hear(rows)
        return joined

    def _batches(self, rows: list[Row]) -> list[RowBatch]:
        products = [row.product() for row in rows]
        return [to_row_batch(products[at : at + 2]) for at in range(0, len(products), 2)]

    def _found(self, words: str):
        return CatalogueSearch(self._catalogue, Scenario()).find(SearchQuery(words)).page(0, 100)

    def _hit(self, key: str, known: Known):
        if key in UPCS:
            return self._found(UPCS[key])[0]
        (hit,) = [
            each
            for each in self._found("")
            if (each.product.product, each.product.brand) == (known.name, known.brand)
        ]
        return hit

    def _prices(self) -> int:
        return sum(
            len(self._catalogue.price_history(hit.listed_product.id)) for hit in self._found("")
        )

    def _contents(self) -> list[str]:
        """Every table of the file, as another program reads it."""
        connection = sqlite3.connect(self._folder / CATALOGUE_FILE.name)
        try:
            return list(connection.iterdump())
        finally:
            connection.close()


Life.TestCase.settings = settings(max_examples=25, stateful_step_count=25)
TestLife = Life.TestCase
