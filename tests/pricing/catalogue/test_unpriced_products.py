"""Labels without a price: they are kept and found, priced later, and no cost is guessed."""

from __future__ import annotations

import json
import shutil
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.calculation.measures import MEASURES_BY_KEY
from pricing.calculation.ranking import Filters
from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file
from pricing.catalogue.search import CatalogueSearch, Hit, SearchQuery
from pricing.model.row_batch import RowBatch
from pricing.model.scenario import Scenario
from pricing.reading.reading_options import ReadingOptions
from pricing.store.data_files import CATALOGUE_FILE
from tests.paths import CATALOGUE_VERSION_1, REGISTERS
from tests.sqlite_file import sqlite_connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pricing.model.columns import BaseValue

DAY = date(2026, 5, 2)
PRICES = "product,brand,form,elemental_mg,serving_units,pack_units,price,currency,upc,source\n"
SHOP = "Mg glyc 200,,,200,2,120,{},{},036000291452,{}\n"


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(tmp_path / "data")
    yield catalogue
    catalogue.close()


def search(catalogue: Catalogue, query: SearchQuery | str = "") -> tuple[Hit, ...]:
    """Return the hits of a query, or of its words alone."""
    if isinstance(query, str):
        query = SearchQuery(query)
    return CatalogueSearch(catalogue, Scenario()).find(query).page(0, 100)


def single_hit(catalogue: Catalogue, words: str = "") -> Hit:
    (hit,) = search(catalogue, words)
    return hit


# -- labels are kept and found -----------------------------------------------------------------


def test_that_a_label_of_a_register_is_found_without_a_cost(
    catalogue: Catalogue,
) -> None:
    result = import_file(catalogue, REGISTERS / "dsld.json")
    assert (result.problems, result.summary.products, result.summary.prices) == ((), 1, 0)
    assert result.summary.unpriced == 1
    for words in ("vital bisgly", "036000291452", "NIH"):
        assert len(search(catalogue, words)) == (0 if words == "NIH" else 1)
    hit = single_hit(catalogue, "magnesium")
    assert hit.missing_keys == ("price",)
    assert hit.figures.number("elemental_mg_per_unit") == 100
    assert hit.figures.number("units_per_day") == 2
    assert (hit.value("price"), hit.value("currency")) == (None, None)
    costs = [key for key in MEASURES_BY_KEY if "cost" in key or "outlay" in key or "price" in key]
    assert costs
    assert all(hit.figures.number(key) is None for key in costs)


def test_that_a_label_with_an_unclear_amount_is_kept_without_it(catalogue: Catalogue) -> None:
    result = import_file(catalogue, REGISTERS / "dsld_several.json")
    assert result.summary.products == 1
    assert [problem.is_row_kept for problem in result.problems] == [True]
    hit = single_hit(catalogue)
    assert hit.missing_keys == ("price", "elemental_mg")
    assert all(hit.figures.number(key) is None for key in ("delivered_mg_per_day", "monthly_cost"))


def test_that_a_list_without_prices_is_imported_as_labels(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    text = "product,form,elemental_mg,pack_units,price\nA,oxide,250,100,\nB,oxide,250,100,5\n"
    result = import_file(catalogue, write_list(text))
    assert (result.problems, result.summary.products, result.summary.prices) == ((), 2, 1)
    assert result.summary.unpriced == 1
    again = import_file(
        catalogue, write_list("product,form,elemental_mg,pack_units\nC,oxide,250,100\n")
    )
    assert (again.problems, again.summary.unpriced) == ((), 1)
    assert [hit.product.product for hit in search(catalogue)] == ["B", "A", "C"]


def test_that_an_impossible_row_is_reported_with_or_without_a_price(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    text = "product,form,unit_kind,elemental_mg,pack_units,price\n,oxide,tablet,250,100,\n"
    text += "B,oxide,tablet,250,12.5,\nC,oxide,tablet,,100,\nD,oxide,tablet,250,,\n"
    result = import_file(catalogue, write_list(text))
    assert [(problem.row, problem.column) for problem in result.problems] == [
        (2, "product"), (3, "pack_units"), (4, "elemental_mg"), (5, "pack_units"),
    ]  # fmt: skip
    assert result.summary.rows == 0


def test_that_labels_rank_last_and_match_no_currency(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    import_file(catalogue, REGISTERS / "dsld.json")
    import_file(
        catalogue, write_list(PRICES + SHOP.replace("036000291452", "").format("9", "EUR", "A"))
    )
    assert [hit.value("price") for hit in search(catalogue)] == [None, 9_000_000]
    (priced,) = search(catalogue, SearchQuery(filters=Filters(currency="EUR")))
    assert priced.value("price") == 9_000_000
    assert search(catalogue, SearchQuery(filters=Filters(currency="USD"))) == ()
    (label,) = search(catalogue, SearchQuery(source="NIH DSLD"))
    assert label.missing_keys == ("price",)


# -- labels are priced later -------------------------------------------------------------------


@pytest.mark.parametrize("label_first", [True, False])
def test_that_a_price_joins_its_label_by_the_code_in_any_order(
    catalogue: Catalogue, write_list: Callable[..., Path], *, label_first: bool
) -> None:
    shop = write_list(PRICES + SHOP.format("17.99", "USD", "Shop A"))
    for path in (REGISTERS / "dsld.json", shop)[:: 1 if label_first else -1]:
        import_file(catalogue, path)
    hit = single_hit(catalogue)
    assert (hit.value("price"), hit.value("currency"), hit.value("source")) == (
        17_990_000, "USD", "Shop A",
    )  # fmt: skip
    assert (hit.value("brand"), hit.listed_product.form_name) == ("Vital Labs", "glycinate")
    assert hit.figures.number("cost_per_unit") == Fraction("17.99") / 120
    (offer,) = catalogue.price_history(hit.listed_product.id)
    assert (offer.source, offer.price, offer.is_current) == ("Shop A", 17_990_000, True)
    assert hit.listed_product.offers == 1


def test_that_a_label_and_its_price_in_one_list_are_one_product(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    rows = [SHOP.format("", "", "Labels"), SHOP.format("17.99", "USD", "Shop A")]
    result = import_file(catalogue, write_list(PRICES + "".join(rows)))
    assert (result.summary.products, result.summary.prices, result.summary.unpriced) == (1, 1, 0)


def test_that_prices_in_two_currencies_are_two_products(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    import_file(catalogue, REGISTERS / "dsld.json")
    rows = [SHOP.format("17.99", "USD", "Shop A"), SHOP.format("16.99", "EUR", "Apotheke")]
    import_file(catalogue, write_list(PRICES + "".join(rows)))
    assert sorted(str(hit.value("currency")) for hit in search(catalogue)) == ["EUR", "USD"]
    import_file(catalogue, REGISTERS / "dsld.json")
    assert len(search(catalogue)) == 2


def test_that_a_price_list_fills_the_gaps_of_a_label(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    import_file(catalogue, REGISTERS / "dsld_several.json")
    label = single_hit(catalogue)
    pack = int(str(label.value("pack_units"))) // 1_000
    row = f"X,133,{pack},12,{label.value('upc')}\n"
    import_file(catalogue, write_list("product,elemental_mg,pack_units,price,upc\n" + row))
    assert single_hit(catalogue).missing_keys == ()
    assert single_hit(catalogue).figures.number("elemental_mg_per_unit") is not None


def test_that_a_price_of_one_tablet_is_not_the_price_of_its_bottle(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    for path in (REGISTERS / "openfda.json", REGISTERS / "nadac.csv", REGISTERS / "openfda.json"):
        import_file(catalogue, path)
    for hit in search(catalogue):
        if hit.value("source") == "CMS NADAC":
            assert (hit.value("pack_units"), hit.listed_product.offers) == (1_000, 1)
        else:
            assert (hit.missing_keys[:1], hit.listed_product.offers) == (("price",), 0)


@pytest.mark.parametrize("shop", ["Shop A", "Shop B"])
def test_that_two_bottles_sold_together_are_another_product_than_one(
    catalogue: Catalogue, write_list: Callable[..., Path], shop: str
) -> None:
    text = PRICES + SHOP.format("17.99", "USD", "Shop A")
    text += SHOP.replace(",120,", ",120 Count (Pack of 2),").format("31.99", "USD", shop)
    for _ in range(2):
        import_file(catalogue, write_list(text))
        packs = {hit.value("pack_units"): hit.value("price") for hit in search(catalogue)}
        assert packs == {120_000: 17_990_000, 240_000: 31_990_000}
        assert len(search(catalogue, "036000291452")) == 2


CODES = {"A": "036000291452", "B": "4006381333931"}


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(["", "USD", "EUR"])), max_size=4),
        max_size=4,
    )
)
def test_that_a_code_is_one_product_in_each_currency_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, lists: list[list[tuple[str, str]]]
) -> None:
    catalogue = Catalogue(tmp_path_factory.mktemp("data"))
    for number, rows in enumerate(lists):
        values: list[dict[str, BaseValue]] = [
            {
                "product": f"Product {name}", "elemental_mg": 100_000, "pack_units": 60_000,
                "upc": CODES[name], "source": f"List {number}",
                **({"price": 5_000_000 + number, "currency": money} if money else {}),
            }
            for name, money in rows
        ]  # fmt: skip
        catalogue.import_rows([RowBatch.from_rows(values)], "list", DAY)
    listed = {pair for rows in lists for pair in rows}
    expected = {
        (name, currency)
        for name, currency in listed
        if currency or not {(name, "USD"), (name, "EUR")} & listed
    }
    hits = search(catalogue)
    pairs = [(str(hit.value("product"))[-1], str(hit.value("currency") or "")) for hit in hits]
    assert sorted(pairs) == sorted(expected)
    for hit, pair in zip(hits, pairs, strict=True):
        sources = {f"List {number}" for number, rows in enumerate(lists) if pair in rows}
        offers = catalogue.price_history(hit.listed_product.id)
        assert {period.source for period in offers} == (sources if pair[1] else set())
        assert hit.listed_product.offers == len(offers)
    catalogue.close()


# -- files -------------------------------------------------------------------------------------


def test_that_labels_are_imported_with_a_whole_catalogue(
    catalogue: Catalogue, tmp_path: Path, write_list: Callable[..., Path]
) -> None:
    import_file(catalogue, REGISTERS / "dsld.json")
    import_file(
        catalogue, write_list(PRICES + SHOP.replace("036000291452", "").format("9", "EUR", "A"))
    )
    target = tmp_path / "whole.sqlite3"
    catalogue.database.copy_to(target)
    other = Catalogue(tmp_path / "other")
    result = import_file(other, target)
    assert (result.problems, result.summary.products, result.summary.unpriced) == ((), 2, 1)
    assert [hit.listed_product.values for hit in search(other)] == [
        hit.listed_product.values for hit in search(catalogue)
    ]
    other.close()


def open_version_1(folder: Path) -> Catalogue:
    """Open a copy of a catalogue of version 1."""
    folder.mkdir()
    shutil.copy(CATALOGUE_VERSION_1, folder / CATALOGUE_FILE.name)
    return Catalogue(folder)


def test_that_a_catalogue_of_version_1_is_migrated_and_backed_up(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "old"
    catalogue = open_version_1(folder)
    oxide, glycinate, citrate = search(catalogue)
    assert (oxide.value("price"), oxide.listed_product.was_price, oxide.listed_product.offers) == (
        7_000_000, 8_000_000, 2,
    )  # fmt: skip
    assert len(catalogue.price_history(oxide.listed_product.id)) == 3
    assert (glycinate.value("ndc"), citrate.value("currency")) == ("0904-4251-59", "EUR")
    import_file(catalogue, REGISTERS / "dsld.json")  # another label with the oxide's code
    assert len(search(catalogue)) == 4
    catalogue.close()
    with sqlite_connection(folder / f"{CATALOGUE_FILE.name}.version-1") as backup:
        assert backup.execute("SELECT count(*) FROM price").fetchone() == (5,)


def test_that_a_catalogue_of_version_1_from_elsewhere_is_imported(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    result = import_file(catalogue, CATALOGUE_VERSION_1)
    assert (result.problems, result.summary.products, result.summary.prices) == ((), 3, 5)
    migrated = open_version_1(tmp_path / "old")
    target = tmp_path / "migrated.sqlite3"
    migrated.database.copy_to(target)
    migrated.close()
    again = import_file(catalogue, target)
    assert (again.problems, again.summary.products, again.summary.prices) == ((), 0, 0)


def test_that_only_labels_of_the_chosen_mineral_are_imported(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    label = json.loads((REGISTERS / "dsld.json").read_text("utf-8"))
    path = tmp_path / "label.json"
    path.write_text(json.dumps(label), "utf-8")
    assert import_file(catalogue, path, ReadingOptions(element="Zn")).summary.products == 0
    assert import_file(catalogue, path).summary.products == 1
