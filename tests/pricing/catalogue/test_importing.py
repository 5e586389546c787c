"""Lists come into the catalogue: products are recognized, and prices join their histories."""

from __future__ import annotations

import os
import re
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.calculation.conditions import STALE_AFTER_DAYS
from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file
from pricing.model.columns import build_product, values_by_column
from pricing.model.row_batch import RowBatch
from pricing.problems.errors import ProblemKind
from pricing.problems.progress import Progress
from pricing.quantities.dates import today
from tests.generated_products import to_row_batch
from tests.pricing.catalogue.listed_offers import (
    DAY,
    LATER,
    contents,
    history,
    import_products,
    offer,
    search,
)
from tests.strategies import product_values

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pricing.model.columns import BaseValue


@given(st.lists(product_values(), max_size=5))
def test_that_every_product_is_read_as_in_its_list(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, BaseValue]]
) -> None:
    catalogue = Catalogue(tmp_path_factory.mktemp("data"))
    products = [
        build_product({**values, "product": f"{index} {values['product']}", "upc": "", "ndc": ""})
        for index, values in enumerate(rows)
    ]
    summary = import_products(catalogue, *products)
    assert (summary.rows, summary.products, summary.prices) == (len(rows),) * 3
    hits = {hit.product.product: hit for hit in search(catalogue)}
    for product in products:
        stored = values_by_column(hits[product.product].product)
        assert stored == {"source": "list", "priced_on": DAY, **values_by_column(product)}
    catalogue.close()


def test_that_importing_a_list_again_adds_nothing(catalogue: Catalogue) -> None:
    products = [offer(f"P{number}", upc="036000291452" if number else "") for number in range(2)]
    import_products(catalogue, *products)
    before, revision = contents(catalogue), catalogue.revision()
    assert import_products(catalogue, *products).prices == 0
    assert (contents(catalogue), catalogue.revision()) == (before, revision)


def test_that_a_new_price_keeps_the_old_one_in_the_history(catalogue: Catalogue) -> None:
    import_products(catalogue, offer())
    summary = import_products(catalogue, offer(price=16_490_000, priced_on=LATER))
    assert (summary.products, summary.prices) == (0, 1)
    (hit,) = search(catalogue)
    assert hit.product.price == 16_490_000
    assert (hit.listed_product.was_price, hit.listed_product.was_on) == (17_990_000, DAY)
    history = catalogue.price_history(hit.listed_product.id)
    assert [(period.price, period.is_current) for period in history] == [
        (17_990_000, False),
        (16_490_000, True),
    ]


def test_that_a_list_without_units_joins_what_was_once_taken_for_capsules(
    catalogue: Catalogue,
) -> None:
    import_products(catalogue, offer(unit_kind="capsule"))
    summary = import_products(catalogue, offer(price=16_490_000, priced_on=LATER))
    assert (summary.products, summary.prices) == (0, 1)
    tablets = offer(unit_kind="tablet")
    assert import_products(catalogue, tablets).products == 1


def test_that_an_older_list_joins_the_history_and_keeps_the_price(catalogue: Catalogue) -> None:
    import_products(catalogue, offer(price=16_490_000, priced_on=LATER))
    import_products(catalogue, offer(priced_on=DAY))
    (hit,) = search(catalogue)
    assert (hit.product.price, hit.listed_product.was_price) == (16_490_000, 17_990_000)


def test_that_offers_of_several_shops_are_one_product_at_the_lowest_price(
    catalogue: Catalogue,
) -> None:
    import_products(catalogue, offer(), offer(price=15_000_000, source="Shop B"))
    import_products(catalogue, offer(price=19_000_000, source="Shop C"))
    (hit,) = search(catalogue)
    assert (hit.product.price, hit.product.source, hit.listed_product.offers) == (
        15_000_000,
        "Shop B",
        3,
    )
    assert {period.source for period in catalogue.price_history(hit.listed_product.id)} == {
        "Shop A", "Shop B", "Shop C",
    }  # fmt: skip


def test_that_a_stale_price_is_not_the_best_current_offer(
    catalogue: Catalogue,
) -> None:
    old = offer(price=1_000_000, source="Gone", priced_on=date(2024, 1, 1))
    import_products(catalogue, old, offer())
    assert search(catalogue)[0].product.price == 17_990_000


def test_that_the_cheapest_offer_is_the_one_with_the_lowest_net_price(catalogue: Catalogue) -> None:
    """Half of 10.05 is 5.03 at the till, which is more than 5.027; 5.025 would be less."""
    halved = offer(price=10_050_000, discount=5_000, source="Half price")
    import_products(catalogue, halved, offer(price=5_027_000, source="Shop B"))
    (hit,) = search(catalogue)
    assert (hit.product.source, hit.figures.number("pack_price")) == ("Shop B", Fraction("5.027"))


@pytest.mark.parametrize("nothing_first", [True, False])
@pytest.mark.parametrize("day", [DAY, DAY - timedelta(days=STALE_AFTER_DAYS + 1)])
def test_that_a_price_that_rounds_to_nothing_is_no_best_offer(
    catalogue: Catalogue, day: date, *, nothing_first: bool
) -> None:
    nothing = offer(price=4_300, tax=800, source="By the tablet")
    offers = [nothing, offer(source="Shop B", priced_on=day)]
    import_products(catalogue, *(offers if nothing_first else reversed(offers)))
    (hit,) = search(catalogue)
    assert (hit.product.source, hit.product.price) == ("Shop B", 17_990_000)
    assert hit.figures.number("pack_price") is not None


@pytest.mark.parametrize("as_lists", [True, False])
@pytest.mark.parametrize("sources", [("Bay", "Ash", "Cedar"), ("Cedar", "Bay", "Ash")])
def test_that_of_equal_offers_of_a_day_the_first_one_by_name_counts_in_any_order(
    catalogue: Catalogue, sources: tuple[str, ...], *, as_lists: bool
) -> None:
    offers = [offer(source=source) for source in sources]
    for some in [[each] for each in offers] if as_lists else [offers]:
        import_products(catalogue, *some)
    (hit,) = search(catalogue)
    assert hit.product.source == "Ash"


def test_that_a_price_that_rounds_to_nothing_is_kept_where_it_is_the_only_one(
    catalogue: Catalogue,
) -> None:
    import_products(catalogue, offer(price=4_300, tax=800))
    assert [period.price for period in catalogue.price_history(1)] == [4_300]


@pytest.mark.parametrize(("age", "price"), [(STALE_AFTER_DAYS, 1_000_000),
                                            (STALE_AFTER_DAYS + 1, 17_990_000)])  # fmt: skip
def test_that_an_offer_is_stale_when_its_price_would_be(
    catalogue: Catalogue, age: int, price: int
) -> None:
    old = offer(price=1_000_000, source="Old", priced_on=DAY - timedelta(days=age))
    import_products(catalogue, old, offer())
    assert search(catalogue)[0].product.price == price


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ({"upc": "036000291452"}, {"upc": "0036000291452"}, True),
        ({"upc": "036000291452"}, {"upc": "036000291452", "name": "Other name"}, True),
        ({"upc": "036000291452"}, {"upc": "4006381333931"}, False),
        ({"upc": "036000291452"}, {}, True),
        ({}, {"upc": "036000291452"}, True),
        ({"ndc": "0904-4251-59"}, {"ndc": "00904425159", "name": "Other name"}, True),
        ({"name": "Magnesium"}, {"name": "MAGNÉSIUM "}, True),
        ({"brand": "A"}, {"brand": "B"}, False),
        ({"elemental": 100_000}, {"elemental": 200_000}, False),
        ({"form": "bisglycinate"}, {"form": "glycinate"}, True),
        ({"form": "oxide"}, {"form": "glycinate"}, False),
        ({"currency": "USD"}, {"currency": "EUR"}, False),
    ],
)
def test_that_a_product_is_recognized_by_its_codes_or_its_label(
    catalogue: Catalogue, first: dict[str, object], second: dict[str, object], *, is_same: bool
) -> None:
    import_products(catalogue, offer(**first))  # type: ignore[arg-type] # by field name
    import_products(catalogue, offer(**second, source="Shop B"))  # type: ignore[arg-type]
    assert catalogue.count() == (1 if is_same else 2)


def test_that_two_codes_with_one_label_are_two_products_in_any_order(catalogue: Catalogue) -> None:
    plain, lemon = offer(upc="036000291452"), offer(upc="4006381333931")
    import_products(catalogue, offer())
    import_products(catalogue, lemon, plain, lemon)
    assert catalogue.count() == 2
    assert sorted(len(catalogue.ids_with_code(product.upc)) for product in (plain, lemon)) == [1, 1]


UPC, EAN, OTHER_EAN = "036000291452", "4006381333931", "5901234123457"


@pytest.mark.parametrize("in_one_list", [True, False])
@pytest.mark.parametrize(
    "codes",
    [
        (f"{UPC}; {EAN}", EAN),
        (f"{UPC}; {EAN}", UPC),
        (EAN, f"{UPC}; {EAN}"),
        (UPC, f"{UPC}, {EAN}"),
        (f"{UPC}; {EAN}", f"{EAN} {UPC}"),
        (f"{EAN} / {OTHER_EAN}", f"{UPC}; {EAN}", OTHER_EAN, UPC),
        (UPC, f"{UPC}; {EAN}", f"{EAN}; {OTHER_EAN}", OTHER_EAN),
    ],
)
@pytest.mark.parametrize("source", ["Shop A", "Shop B"])
def test_that_a_product_with_several_codes_keeps_and_is_found_by_each_of_them(
    catalogue: Catalogue, codes: Sequence[str], source: str, *, in_one_list: bool
) -> None:
    named = {f"Name {number}": code for number, code in enumerate(codes)}
    products = [
        offer(name, upc=code, source=source if number else "Shop A")
        for number, (name, code) in enumerate(named.items())
    ]
    for some in [products] if in_one_list else [[product] for product in products]:
        import_products(catalogue, *some)
    assert catalogue.count() == 1
    expected = {code for code in (UPC, EAN, OTHER_EAN) if code in " ".join(codes)}
    for code in expected:
        assert catalogue.ids_with_code(code) == (1,), code
    (product,) = catalogue.listed_products([1])
    stored = str(product.values["upc"])
    assert set(re.findall(r"\d+", stored)) == expected, stored


def test_that_a_cell_with_the_codes_of_two_products_joins_neither_to_the_other(
    catalogue: Catalogue,
) -> None:
    import_products(catalogue, offer("A", upc=UPC))
    import_products(catalogue, offer("B", upc=EAN))
    import_products(catalogue, offer("A", upc=f"{UPC}; {EAN}", source="Shop B"))
    import_products(catalogue, offer("B", price=9_990_000, upc=EAN, source="Shop C"))
    assert catalogue.count() == 2
    (second,) = catalogue.listed_products([2])
    assert (second.values["product"], second.values["price"]) == ("B", 9_990_000)


def test_that_a_source_corrects_its_own_label_and_others_only_fill_gaps(
    catalogue: Catalogue,
) -> None:
    code = "036000291452"
    import_products(catalogue, offer(upc=code))
    import_products(catalogue, offer("Another", brand="Maker", source="Shop B", upc=code))
    (hit,) = search(catalogue)
    assert (hit.product.product, hit.product.brand) == ("Magnesium", "Maker")
    import_products(catalogue, offer("Magnesium new", form="oxide", upc=code))
    (hit,) = search(catalogue, "new")
    assert (hit.product.product, hit.listed_product.form_name) == ("Magnesium new", "oxide")


def test_that_bad_rows_of_a_list_are_reported_and_the_others_imported(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    path = write_list("product,elemental_mg,pack_units,price\nA,100,120,5.00\nB,100,many,5.00\n")
    result = import_file(catalogue, path)
    assert (result.summary.products, len(result.problems)) == (1, 1)
    assert "list.csv:3" in str(result.problems[0])
    assert search(catalogue)[0].product.source == "list"


def test_that_a_list_that_changes_while_it_is_read_is_not_imported(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    """The list changes when the import reports its progress."""

    class WritingProgress(Progress):
        def report(self, rows: int, share: float = 0.0) -> None:
            write_list("product,elemental_mg,pack_units,price\nB,100,120,5.00\nC,100,120,5.00\n")

    path = write_list("product,elemental_mg,pack_units,price\nA,100,120,5.00\n")
    (problem,) = import_file(catalogue, path, progress=WritingProgress()).problems
    assert "changed while it was read" in str(problem)
    assert catalogue.count() == 0


def test_that_an_import_reports_changed_prices(catalogue: Catalogue) -> None:
    import_products(catalogue, offer(), offer("Other"))
    summary = import_products(catalogue, offer(price=16_000_000, priced_on=LATER), offer("Other"))
    assert [(change.product, change.old_price, change.new_price) for change in summary.changed] == [
        ("Magnesium", 17_990_000, 16_000_000)
    ]


def test_that_a_missing_file_is_reported(catalogue: Catalogue, tmp_path: Path) -> None:
    assert "does not exist" in str(import_file(catalogue, tmp_path / "none.csv").problems[0])


def test_that_a_list_with_a_date_in_the_future_brings_no_price_of_that_day(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    text = "product,elemental_mg,pack_units,price,priced on\nA,100,120,5.00,2062-06-26\n"
    problem, _ = import_file(catalogue, write_list(text)).problems
    assert "2062-06-26 is in the future" in str(problem)
    (hit,) = search(catalogue)
    assert [period.first_on for period in history(catalogue, hit)] == [today()]


@pytest.mark.parametrize("day", ["0001-01-01", "30.12.1899", "Jan 1, 1904", "01/01/1970"])
def test_that_a_list_with_the_day_of_an_empty_date_brings_no_price_of_that_day(
    catalogue: Catalogue, write_list: Callable[..., Path], day: str
) -> None:
    text = f'product,elemental_mg,pack_units,price,priced on\nA,100,120,5.00,"{day}"\n'
    problem, _ = import_file(catalogue, write_list(text)).problems
    assert f"{day} is before 1970-01-02, so it is not the day of a price" in str(problem)
    (hit,) = search(catalogue)
    assert [period.first_on for period in history(catalogue, hit)] == [today()]


def test_that_a_file_without_a_day_of_its_own_brings_prices_of_today(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    path = write_list("product,elemental_mg,pack_units,price\nA,100,120,5.00\n")
    os.utime(path, (0, 0))
    assert import_file(catalogue, path).problems == ()
    (hit,) = search(catalogue)
    assert [period.first_on for period in history(catalogue, hit)] == [today()]


@pytest.mark.parametrize("has_own_date", [True, False])
def test_that_a_day_in_the_future_counts_as_today(catalogue: Catalogue, has_own_date: bool) -> None:
    """A comparison can hold such a day if the clock was wrong."""
    later = today() + timedelta(days=2)  # still in the future if midnight passes
    row = offer(priced_on=later if has_own_date else None)
    catalogue.import_rows([to_row_batch([row])], "list", later)
    (hit,) = search(catalogue)
    assert [period.first_on for period in history(catalogue, hit)] == [today()]


def test_that_a_column_of_a_mineral_reaches_the_catalogue_clear_or_in_doubt(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    path = write_list(
        "product,elemental_mg,Iron mg/tablet,zinc % DV,pack_units,price\n"
        "A,100,7,,120 tablets,5.00\nB,100,,91,120 tablets,6.00\n"
    )
    result = import_file(catalogue, path)
    products = {hit.product.product: hit.product for hit in search(catalogue)}
    assert products["A"].other_minerals == "iron 7 mg"
    assert products["B"].also_contains == "zinc 91 [zinc % DV]"
    assert [problem.column for problem in result.problems] == ["zinc % DV"]


@pytest.mark.parametrize("code", [{"ndc": "0904-4251-59"}, {"upc": "036000291452"}])
@pytest.mark.parametrize("packs", [(120_000, 60_000), (60_000, 120_000), (60_000, 120_000, 60_000)])
def test_that_two_packs_of_a_product_without_a_pack_are_two_products(
    catalogue: Catalogue, code: dict[str, str], packs: tuple[int, ...]
) -> None:
    def import_packs(source: str, *packs: int | None) -> None:
        rows: list[dict[str, BaseValue]] = [
            {
                "product": "Magnesium", "element": "Mg", "form": "citrate", "unit_kind": "capsule",
                "serving_units": 1_000, "elemental_mg": 100_000, "currency": "USD", **code,
                "price": 1_000_000 + (pack or 0), "priced_on": DAY,
                **({} if pack is None else {"pack_units": pack}),
            }
            for pack in packs
        ]  # fmt: skip
        catalogue.import_rows([RowBatch.from_rows(rows)], source, DAY)

    import_packs("A", None)
    import_packs("B", *packs)
    for _ in range(2):
        found = {
            (listed.values["pack_units"], listed.values["price"])
            for listed in catalogue.listed_products(range(1, 9))
        }
        others = {(pack, 1_000_000 + pack) for pack in packs if pack != packs[0]}
        assert found == {(packs[0], 1_000_000), *others}  # the price without a pack is the lowest
        import_packs("B", *packs)  # again, which adds nothing


def test_that_the_day_of_prices_without_a_readable_date_is_named(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "product,elemental_mg,pack_units,price,currency,priced_on\n"
        "A,100,60,5,USD,31.11.2025\nB,100,60,5,USD,2569-05-04\nC,100,60,5,USD,2026-01-02\n",
        encoding="utf-8",
    )
    os.utime(path, (1_770_033_600, 1_770_033_600))
    problems = import_file(catalogue, path).problems
    (problem,) = [one for one in problems if one.kind is ProblemKind.DAY_OF_FILE_TAKEN]
    assert problem.parameters["count"] == 2
    days = [str(history(catalogue, hit)[0].first_on) for hit in search(catalogue)]
    assert days.count(str(problem.parameters["day"])) == 2
