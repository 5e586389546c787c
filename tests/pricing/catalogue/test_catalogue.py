"""The catalogue: imports, searches, price histories and files."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
import textwrap
import time
from contextlib import closing
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.calculation.conditions import STALE_AFTER_DAYS
from pricing.calculation.ranking import Filters
from pricing.catalogue.catalogue import Catalogue, Offer
from pricing.catalogue.importing import import_file
from pricing.catalogue.search import CatalogueSearch, Hit, SearchQuery
from pricing.model.columns import build_product, values_by_column
from pricing.model.product import Product
from pricing.model.scenario import Scenario
from pricing.problems.errors import ProblemKind, UserError
from pricing.problems.progress import SILENT_PROGRESS, Cancelled, Progress
from pricing.quantities.dates import today
from pricing.store.data_files import CATALOGUE_FILE
from pricing.store.integrity import seal_path
from tests.faults.damages import FILE_DAMAGES, damages
from tests.generated_products import StoppingProgress, to_row_batch
from tests.paths import ROOT
from tests.sqlite_file import sqlite_connection
from tests.strategies import product_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pricing.catalogue.staging import ImportSummary
    from pricing.model.columns import BaseValue
    from pricing.model.row_batch import RowBatch
    from pricing.store.database import SqlValue

DAY = date(2026, 5, 2)
LATER = date(2026, 6, 2)


def offer(name: str = "Magnesium", price: int = 17_990_000, **values: object) -> Product:
    """Return a product of Shop A at a price of the first day, except for the given values."""
    defaults = {"elemental": 100_000, "form": "glycinate", "source": "Shop A", "priced_on": DAY}
    fields = {"currency": "USD", **defaults, **values}
    return Product(name, 120_000, price, **fields)  # type: ignore[arg-type] # by field name


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(tmp_path)
    yield catalogue
    catalogue.close()


def import_products(
    catalogue: Catalogue, *products: Product, progress: Progress = SILENT_PROGRESS
) -> ImportSummary:
    return catalogue.import_rows([to_row_batch(products)], "list", DAY, progress)


def search(
    catalogue: Catalogue, query: SearchQuery | str = "", count: int = 100
) -> tuple[Hit, ...]:
    """Return the first hits of a query, or of its words alone."""
    if isinstance(query, str):
        query = SearchQuery(query)
    return CatalogueSearch(catalogue, Scenario()).find(query).page(0, count)


def names(catalogue: Catalogue, query: SearchQuery | str = "", count: int = 100) -> list[str]:
    return [hit.product.product for hit in search(catalogue, query, count)]


def contents(catalogue: Catalogue) -> list[tuple[object, ...]]:
    """Return everything that a user can see of the catalogue."""
    rows = []
    for hit in search(catalogue):
        offers = [
            (period.source, period.price, period.first_on, period.last_on, period.is_current)
            for period in catalogue.price_history(hit.listed_product.id)
        ]
        rows.append((tuple(sorted(values_by_column(hit.product).items())), tuple(sorted(offers))))
    return sorted(rows)


# -- imports -----------------------------------------------------------------------------------


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


# -- transactions ------------------------------------------------------------------------------


@pytest.mark.parametrize("reading", [True, False])
def test_that_a_cancelled_import_leaves_the_catalogue_unchanged(
    catalogue: Catalogue, *, reading: bool
) -> None:
    import_products(catalogue, offer("Before"))
    before = contents(catalogue)
    many = [offer(f"P{number}") for number in range(5_000)]
    with pytest.raises(Cancelled):
        import_products(catalogue, *many, progress=StoppingProgress(reading=reading))
    assert contents(catalogue) == before
    assert attached_databases(catalogue) == ["main"]
    assert import_products(catalogue, *many).products == 5_000


def test_that_an_import_keeps_no_staged_rows_in_memory(catalogue: Catalogue) -> None:
    import_products(catalogue, offer())
    assert attached_databases(catalogue) == ["main"]


def attached_databases(catalogue: Catalogue) -> list[SqlValue]:
    """Return the databases of the catalogue's connection. An import attaches one."""
    return [name for _, name, _ in catalogue.database.fetch_rows("PRAGMA database_list")]


def test_that_a_list_joins_what_another_program_imports_while_it_is_read(tmp_path: Path) -> None:
    codes = ("036000291452", "4006381333931", "4006381333948")
    theirs = [offer(f"P{number}", upc=code) for number, code in enumerate(codes[:2])]
    ours = [
        *(offer(f"P{number}", upc=code, source="Ours") for number, code in enumerate(codes)),
        offer("P0", upc=codes[0], source="Other"),
    ]
    with closing(Catalogue(tmp_path)) as mine, closing(Catalogue(tmp_path)) as other:

        def batches() -> Iterator[RowBatch]:
            yield to_row_batch(ours[:2])
            import_products(other, *theirs)
            yield to_row_batch(ours[2:])

        summary = mine.import_rows(batches(), "Ours", LATER)
        assert (summary.products, summary.prices) == (1, 4)
        listed = mine.listed_products(range(1, 9))
        assert [product.offers for product in listed] == [3, 2, 1]


@pytest.mark.parametrize("is_read", [False, True])
def test_that_a_full_disk_while_a_list_is_staged_or_joined_changes_nothing(
    catalogue: Catalogue, *, is_read: bool
) -> None:
    import_products(catalogue, offer("Before"))
    before = contents(catalogue)
    shops = (f"Shop {number % 3}" for number in range(6_000))
    many = [offer(f"P{number // 3}", source=shop) for number, shop in enumerate(shops)]

    def batches() -> Iterator[RowBatch]:
        yield to_row_batch(many[:3_000])
        if not is_read:
            leave_no_room()
        yield to_row_batch(many[3_000:])
        leave_no_room()

    def leave_no_room() -> None:
        ((pages,),) = catalogue.database.fetch_rows("PRAGMA staging.page_count")
        catalogue.database.execute(f"PRAGMA staging.max_page_count = {int(str(pages)) + 2}")

    with pytest.raises(UserError) as refusal:
        catalogue.import_rows(batches(), "list", DAY)
    assert refusal.value.kind is ProblemKind.NO_ROOM
    assert contents(catalogue) == before
    assert attached_databases(catalogue) == ["main"]
    assert import_products(catalogue, *many).products == 2_000


IMPORT_SCRIPT = """
    import sys
    from pathlib import Path
    from pricing.model.product import Product
    from pricing.catalogue.catalogue import Catalogue, Offer
    from datetime import date
    from pricing.model.columns import values_by_column
    from pricing.model.row_batch import RowBatch
    folder, name, shop, count = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    catalogue = Catalogue(folder)
    print("ready", flush=True)
    sys.stdin.readline()
    for turn in range(int(sys.argv[5])):
        listed = [
            Product(f"{name} {turn} {number}", 1_000, 1_000_000 + number, "USD", elemental=1_000)
            for number in range(count)
        ]
        batch = RowBatch.from_rows(map(values_by_column, listed))
        catalogue.import_rows([batch], shop, date(2026, 5, 2))
        print("taken", flush=True)
"""


def start_import(
    folder: Path, name: str, shop: str, count: int, turns: int
) -> subprocess.Popen[str]:
    """Start a program that imports lists of a shop as soon as `release` is called."""
    arguments = (str(folder), name, shop, str(count), str(turns))
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(IMPORT_SCRIPT), *arguments],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def release(*programs: subprocess.Popen[str]) -> None:
    """Let programs begin once all have opened the catalogue."""
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()


def wait_for(*programs: subprocess.Popen[str]) -> list[int]:
    """Wait for programs and return their exit statuses."""
    statuses = [program.wait(120) for program in programs]
    for program in programs:
        for stream in (program.stdin, program.stdout):
            assert stream is not None
            stream.close()
    return statuses


def test_that_two_programs_writing_at_once_lose_nothing(tmp_path: Path) -> None:
    """Two programs import offers of the same products into a new catalogue while a third reads."""
    programs = [start_import(tmp_path, "common", shop, 100, 10) for shop in ("left", "right")]
    release(*programs)
    catalogue = Catalogue(tmp_path)
    counts = set()
    while any(program.poll() is None for program in programs):
        counts.add(catalogue.count())
    assert wait_for(*programs) == [0, 0]
    assert all(count % 100 == 0 for count in counts)
    assert catalogue.count() == len(names(catalogue, "common", count=2_000)) == 1_000
    for hit in search(catalogue, "common", count=2_000):
        offers = catalogue.price_history(hit.listed_product.id)
        assert {period.source for period in offers if period.is_current} == {"left", "right"}
        assert len(offers) == 2
    catalogue.close()


@pytest.mark.parametrize("delay", [0.0, 0.1, 0.3, 0.6])
def test_that_a_killed_import_leaves_no_trace(tmp_path: Path, delay: float) -> None:
    """Each list is complete or absent, whenever the program is killed."""
    program = start_import(tmp_path, "many", "Shop A", 4_000, 50)
    release(program)
    time.sleep(delay)
    program.kill()
    wait_for(program)
    catalogue = Catalogue(tmp_path)
    assert catalogue.count() % 4_000 == 0
    ids = catalogue.ids_matching("many")
    assert ids is not None
    assert len(ids) == catalogue.count()
    with sqlite_connection(tmp_path / CATALOGUE_FILE.name) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    catalogue.close()


# -- searches ----------------------------------------------------------------------------------


@pytest.fixture
def filled(catalogue: Catalogue) -> Catalogue:
    import_products(
        catalogue,
        offer("Élément Plus", brand="Müller", form="bisglycinate chelate", upc="036000291452"),
        offer("Mag-Ox 400mg", form="oxide", unit_kind="tablet", source="Shop B"),
        offer("Kalk", form="carbonate", element="Ca", currency="EUR", ndc="0904-4251-59"),
    )
    return catalogue


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("elem", ["Élément Plus"]),
        ("PLUS élé", ["Élément Plus"]),
        ("muller", ["Élément Plus"]),
        ("glycinate", ["Élément Plus"]),
        ("diglycinate", ["Élément Plus"]),
        ("400", ["Mag-Ox 400mg"]),
        ("ox 400 mag", ["Mag-Ox 400mg"]),
        ("tablet", ["Mag-Ox 400mg"]),
        ("calcium", ["Kalk"]),
        ("036000291452", ["Élément Plus"]),
        ("36000", ["Élément Plus"]),
        ("0904-4251-59", ["Kalk"]),
        ("0904425159", ["Kalk"]),
        ("nothing", []),
        ("elem nothing", []),
    ],
)
def test_that_products_are_found_by_the_beginnings_of_words_in_any_order(
    filled: Catalogue, words: str, expected: list[str]
) -> None:
    assert names(filled, words) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("71610-182", {"Of 30", "Of 100", "No pack said"}),
        ("71610-182-", {"Of 30", "Of 100", "No pack said"}),
        ("71610-182-3", {"Of 30"}),
        ("71610-182-30", {"Of 30"}),
        ("71610-0182", {"Of 30", "Of 100", "No pack said"}),
        ("71610-183", {"Another"}),
        ("71610-184", set()),
    ],
)
def test_that_a_product_ndc_finds_every_pack_of_the_product(
    catalogue: Catalogue, text: str, expected: set[str]
) -> None:
    import_products(
        catalogue,
        offer("Of 30", ndc="71610-182-30"),
        offer("Of 100", ndc="71610018210"),
        offer("No pack said", ndc="71610-182"),
        offer("Another", ndc="71610-183-30"),
        offer("A barcode that begins so", upc="716100182007"),
    )
    assert set(names(catalogue, text)) == expected


def test_that_a_product_is_found_and_ranked_by_any_of_its_minerals(catalogue: Catalogue) -> None:
    """120 tablets with 15 mg of zinc for $12 cost less per mg than 10 mg of zinc for $9."""
    import_products(
        catalogue,
        offer("Trio", 12_000_000, other_minerals="calcium 200 mg, zinc 15 mg"),
        offer("Plain", 10_000_000),
        offer("Zinc alone", 9_000_000, element="Zn", form="gluconate", elemental=10_000),
    )
    assert names(catalogue, "calcium") == ["Trio"]
    zinc = CatalogueSearch(catalogue, Scenario.for_element("Zn"))
    hits = zinc.find(SearchQuery(filters=Filters(element="Zn"))).page(0, 9)
    costs = {hit.product.product: hit.figures.number("cost_per_elemental_mg") for hit in hits}
    assert costs == {"Trio": Fraction(12, 120 * 15), "Zinc alone": Fraction(9, 120 * 10)}
    assert [hit.product.product for hit in hits] == ["Trio", "Zinc alone"]
    zinc.set_scenario(Scenario.for_element("Mg"))
    hits = zinc.find(SearchQuery(filters=Filters(element="Mg"))).page(0, 9)
    assert [hit.product.element for hit in hits] == ["Mg", "Mg"]
    assert {hit.product.product for hit in hits} == {"Trio", "Plain"}


@given(st.text(max_size=40))
def test_that_a_typed_text_is_never_a_search_expression(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    catalogue = Catalogue(tmp_path_factory.mktemp("data"))
    import_products(catalogue, offer(text.strip() or "x", brand="Brand"))
    assert len(names(catalogue, text)) <= 1
    for hostile in ('"', "a OR b", "NEAR(a b)", "text : a", "a*", "^a", "a AND", "(", "' --", text):
        names(catalogue, hostile)
    catalogue.close()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (SearchQuery(source="Shop B"), {"Mag-Ox 400mg"}),
        (SearchQuery(priced_since=date(2026, 5, 3)), set()),
        (SearchQuery(priced_since=DAY), {"Mag-Ox 400mg", "Kalk", "Élément Plus"}),
        (SearchQuery(filters=Filters(form="glycinate")), {"Élément Plus"}),
        (SearchQuery(filters=Filters(element="Ca")), {"Kalk"}),
        (SearchQuery(filters=Filters(unit_kind="tablet")), {"Mag-Ox 400mg"}),
        (SearchQuery(filters=Filters(currency="EUR")), {"Kalk"}),
    ],
)
def test_that_filters_keep_only_matching_products(
    filled: Catalogue, query: SearchQuery, expected: set[str]
) -> None:
    assert set(names(filled, query)) == expected


# -- whole catalogues --------------------------------------------------------------------------


def test_that_a_cancelled_export_leaves_the_old_file(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pricing.store.database.STEPS_BETWEEN_CANCEL_CHECKS", 100)
    import_products(catalogue, *(offer(f"P {number}") for number in range(500)))
    target = tmp_path / "all.sqlite3"
    target.write_text("kept")
    with pytest.raises(Cancelled), catalogue.database.cancellable(lambda: False):
        catalogue.database.copy_to(target)
    assert target.read_text() == "kept"
    assert not list(tmp_path.glob("*.part"))


def test_that_an_exported_catalogue_is_imported_completely(
    filled: Catalogue, tmp_path: Path
) -> None:
    import_products(filled, offer("Mag-Ox 400mg", 9_000_000, form="oxide", unit_kind="tablet",
                         source="Shop B", priced_on=LATER))  # fmt: skip
    target = tmp_path / "whole.sqlite3"
    filled.database.copy_to(target)
    other = Catalogue(tmp_path / "other")
    assert import_file(other, target).problems == ()
    assert contents(other) == contents(filled)
    assert import_file(other, target).summary.prices == 0
    other.close()


def test_that_a_catalogue_that_another_program_has_open_is_refused(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    other_folder = tmp_path / "other"
    with closing(Catalogue(other_folder)) as other:
        import_products(other, offer("Glycinate"))
        (problem,) = import_file(catalogue, other_folder / CATALOGUE_FILE.name).problems
        assert "a program has it open" in str(problem)
        assert catalogue.count() == 0
    assert import_file(catalogue, other_folder / CATALOGUE_FILE.name).problems == ()
    assert names(catalogue) == ["Glycinate"]


def changed_copy(catalogue: Catalogue, target: Path, *statements: str) -> Path:
    catalogue.database.copy_to(target)
    connection = sqlite3.connect(target)
    connection.executescript(";".join(statements))
    connection.close()
    return target


@pytest.mark.parametrize(
    "statement",
    [
        "PRAGMA application_id = 7",
        "PRAGMA user_version = 99",
        "CREATE TRIGGER evil AFTER INSERT ON price BEGIN DELETE FROM price; END",
        "CREATE VIEW evil AS SELECT 1",
        "ALTER TABLE product ADD COLUMN evil",
        "DROP TABLE price",
    ],
)
def test_that_a_file_with_another_schema_is_refused(
    filled: Catalogue, tmp_path: Path, statement: str
) -> None:
    target = changed_copy(filled, tmp_path / "hostile.sqlite3", statement)
    before = contents(filled)
    (problem,) = import_file(filled, target).problems
    assert "not a catalogue" in str(problem)
    assert contents(filled) == before


@pytest.mark.parametrize("damage", [b"this is no database", b""])
def test_that_a_file_that_is_no_database_is_refused(
    catalogue: Catalogue, tmp_path: Path, damage: bytes
) -> None:
    target = tmp_path / "file.sqlite3"
    target.write_bytes(damage)
    assert "not a catalogue" in str(import_file(catalogue, target).problems[0])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("price", "-5"), ("price", "'many'"), ("price", str(2**62)), ("pack_units", "0"),
        ("pack_units", "1.5"), ("element", "'Xx'"), ("unit_kind", "'barrel'"),
        ("currency", "'doubloon'"), ("product", f"'{'x' * 600}'"), ("product", "x'00ff'"),
    ],
)  # fmt: skip
def test_that_impossible_values_of_another_catalogue_are_skipped(
    filled: Catalogue, tmp_path: Path, column: str, value: str
) -> None:
    table = "price" if column == "price" else "product"
    target = changed_copy(
        filled, tmp_path / "hostile.sqlite3", f"UPDATE {table} SET {column} = {value} WHERE id = 1"
    )
    other = Catalogue(tmp_path / "other")
    result = import_file(other, target)
    assert len(result.problems) == 1
    assert other.count() == 2
    other.close()


def test_that_the_newest_copy_takes_the_place_of_a_damaged_file(tmp_path: Path) -> None:
    with closing(Catalogue(tmp_path / "sound")) as catalogue:
        import_products(catalogue, *(offer(f"P{number}") for number in range(500)))
        before = contents(catalogue)
    for damage in damages(len(FILE_DAMAGES)):
        folder = tmp_path / str(damage)
        shutil.copytree(tmp_path / "sound", folder)
        damage.apply(folder / CATALOGUE_FILE.name)
        with closing(Catalogue(folder)) as opened:
            assert contents(opened) == before, damage
            notice = opened.database.notice
        if notice is not None:
            assert "was damaged" in str(notice)
            assert f"the state of {today()} was restored" in str(notice)
            assert list(folder.glob("*.damaged-*"))


def test_that_a_catalogue_of_a_newer_version_is_refused(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    catalogue.close()
    with sqlite_connection(tmp_path / CATALOGUE_FILE.name) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.execute("UPDATE integrity SET version = 99")
    connection.close()
    with pytest.raises(UserError, match="newer version"):
        Catalogue(tmp_path)


# -- lists -------------------------------------------------------------------------------------


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


# -- dates of the future -----------------------------------------------------------------------


def test_that_a_list_with_a_date_in_the_future_brings_no_price_of_that_day(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    text = "product,elemental_mg,pack_units,price,priced on\nA,100,120,5.00,2062-06-26\n"
    (problem,) = import_file(catalogue, write_list(text)).problems
    assert "2062-06-26 is in the future" in str(problem)
    (hit,) = search(catalogue)
    assert [period.first_on for period in history(catalogue, hit)] == [today()]


def test_that_another_catalogue_brings_no_price_of_the_future(
    filled: Catalogue, tmp_path: Path
) -> None:
    target = changed_copy(
        filled, tmp_path / "later.sqlite3", "UPDATE price SET last_on = '2062-06-26' WHERE id = 1"
    )
    with closing(Catalogue(tmp_path / "other")) as other:
        (problem,) = import_file(other, target).problems
        assert "2062-06-26 is in the future" in str(problem)
        periods = [period for hit in search(other) for period in history(other, hit)]
    assert max(period.last_on for period in periods) <= today()


@pytest.mark.parametrize("has_own_date", [True, False])
def test_that_a_day_in_the_future_counts_as_today(catalogue: Catalogue, has_own_date: bool) -> None:
    """A comparison can hold such a day if the clock was wrong."""
    later = today() + timedelta(days=2)  # still in the future if midnight passes
    row = offer(priced_on=later if has_own_date else None)
    catalogue.import_rows([to_row_batch([row])], "list", later)
    (hit,) = search(catalogue)
    assert [period.first_on for period in history(catalogue, hit)] == [today()]


def history(catalogue: Catalogue, hit: Hit) -> Sequence[Offer]:
    return catalogue.price_history(hit.listed_product.id)


def test_that_a_migration_mends_prices_of_the_future_and_says_so(tmp_path: Path) -> None:
    """The typing error came first, then two prices that it has hidden."""
    with closing(Catalogue(tmp_path)) as catalogue:
        for price, day in ((5, "2026-05-02"), (9, "2026-05-03"), (7, "2026-05-09")):
            row = offer(price=price * 1_000_000, priced_on=date.fromisoformat(day))
            import_products(catalogue, row)
    path = tmp_path / CATALOGUE_FILE.name
    with sqlite_connection(path) as connection:
        connection.executescript(
            """
            UPDATE price SET first_on = '2062-06-26', last_on = '2062-06-26' WHERE price = 9000000;
            UPDATE price SET present = (price = 9000000);
            UPDATE product SET price = 9000000, priced_on = '2062-06-26', was_price = NULL;
            ALTER TABLE product DROP COLUMN food;
            DROP TABLE integrity;
            ALTER TABLE product DROP COLUMN other_minerals;
            ALTER TABLE product DROP COLUMN also_contains;
            DROP TABLE withdrawn;
            PRAGMA user_version = 2;
            """
        )
    seal_path(path).unlink()
    with closing(Catalogue(tmp_path)) as catalogue:
        assert "date in the future: 1" in str(catalogue.database.notice)
        (hit,) = search(catalogue)
        periods = [(period.price, period.first_on) for period in history(catalogue, hit)]
        assert periods == [
            (5_000_000, date(2026, 5, 2)), (9_000_000, date(2026, 5, 9)),
            (7_000_000, date(2026, 5, 9)),
        ]  # fmt: skip
        assert hit.value("price") == 7_000_000
        assert hit.listed_product.was_price == 5_000_000
    with closing(Catalogue(tmp_path)) as catalogue:
        assert catalogue.database.notice is None


def write_version_3(folder: Path) -> Path:
    """Write a catalogue of before rows could say that they are foods."""
    with closing(Catalogue(folder)) as catalogue:
        import_products(catalogue, offer(price=5_000_000, priced_on=date(2026, 5, 2)))
        import_products(catalogue, offer(price=7_000_000, priced_on=date(2026, 5, 9)))
    path = folder / CATALOGUE_FILE.name
    with sqlite_connection(path) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(product)")]
        for added in CATALOGUE_FILE.added_columns:
            names.remove(added)
        _, _, new_table = CATALOGUE_FILE.migrations[1].split(";", 2)
        connection.executescript(
            f"CREATE TEMP TABLE kept AS SELECT {', '.join(names)} FROM product; "
            f"DROP TABLE withdrawn; DROP TABLE product; {new_table} "
            "UPDATE integrity SET version = 3; "
            "PRAGMA user_version = 3; PRAGMA journal_mode = DELETE;"
        )
    seal_path(path).unlink()
    return path


def test_that_a_catalogue_of_before_foods_were_declared_is_migrated_and_read(
    tmp_path: Path,
) -> None:
    earlier = tmp_path / "earlier"
    path = write_version_3(earlier)
    with closing(Catalogue(tmp_path / "other")) as other:
        assert not import_file(other, path).problems
        (hit,) = search(other)
        assert len(history(other, hit)) == 2
    with closing(Catalogue(earlier)) as catalogue:
        (hit,) = search(catalogue)
        assert len(history(catalogue, hit)) == 2
        assert not hit.product.is_food
        import_products(catalogue, offer(price=7_000_000, food="yes"))
        (hit,) = search(catalogue)
        assert hit.product.is_food
