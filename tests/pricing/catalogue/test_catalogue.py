"""The catalogue of products: what lists leave in it, what searches find, what is remembered."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import textwrap
import time
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.calculation.conditions import STALE_AFTER_DAYS
from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file
from pricing.catalogue.search import CatalogueSearch, SearchQuery
from pricing.model.columns import build_product, values_by_column
from pricing.model.product import Product
from pricing.model.scenario import Scenario
from pricing.problems.errors import UserError
from pricing.problems.progress import Cancelled, Progress
from pricing.store.data_files import CATALOGUE_FILE
from tests.generated_products import StoppingProgress, to_row_batch
from tests.paths import ROOT
from tests.sqlite_file import sqlite_connection
from tests.strategies import product_values

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = date(2026, 5, 2)
LATER = date(2026, 6, 2)


def offered(name: str = "Magnesium", price: int = 17_990_000, **others) -> Product:
    known = {"elemental": 100_000, "form": "glycinate", "source": "Shop A", "priced_on": DAY}
    return Product(name, 120_000, price, **{"currency": "USD", **known, **others})


@pytest.fixture
def catalogue(tmp_path: Path):
    opened = Catalogue(tmp_path)
    yield opened
    opened.close()


def take(catalogue: Catalogue, *products: Product, source: str = "list", day: date = DAY, **others):
    return catalogue.import_rows([to_row_batch(products)], source, day, **others)


def search(catalogue: Catalogue, words: str = "", number: int = 100, **others):
    return CatalogueSearch(catalogue, Scenario()).find(SearchQuery(words, **others)).page(0, number)


def names(catalogue: Catalogue, words: str = "", **others) -> list[str]:
    return [hit.product.product for hit in search(catalogue, words, **others)]


def whole(catalogue: Catalogue) -> list[tuple]:
    """All that a user could see of it."""
    rows = []
    for hit in search(catalogue):
        offers = [
            (each.source, each.price, each.first_on, each.last_on, each.is_current)
            for each in catalogue.price_history(hit.listed_product.id)
        ]
        rows.append((tuple(sorted(values_by_column(hit.product).items())), tuple(sorted(offers))))
    return sorted(rows)


# -- what an import leaves ---------------------------------------------------------------------


@given(st.lists(product_values(), max_size=5))
def test_that_every_product_comes_back_as_the_list_had_it(
    tmp_path_factory: pytest.TempPathFactory, rows
) -> None:
    catalogue = Catalogue(tmp_path_factory.mktemp("data"))
    listed = [
        build_product({**values, "product": f"{place} {values['product']}", "upc": "", "ndc": ""})
        for place, values in enumerate(rows)
    ]
    joined = take(catalogue, *listed)
    assert (joined.rows, joined.products, joined.prices) == (len(rows),) * 3
    found = {each.product.product: each for each in search(catalogue)}
    for product in listed:
        kept, given_ = values_by_column(found[product.product].product), values_by_column(product)
        assert kept == {"source": "list", "priced_on": DAY, **given_}
    catalogue.close()


def test_that_the_same_list_twice_adds_nothing(catalogue: Catalogue) -> None:
    listed = [offered(f"P{number}", upc="036000291452" if number else "") for number in range(2)]
    take(catalogue, *listed)
    before, state = whole(catalogue), catalogue.revision()
    assert take(catalogue, *listed).prices == 0
    assert (whole(catalogue), catalogue.revision()) == (before, state)


def test_that_a_new_price_leaves_the_old_one_in_the_history(catalogue: Catalogue) -> None:
    take(catalogue, offered())
    joined = take(catalogue, offered(price=16_490_000, priced_on=LATER))
    assert (joined.products, joined.prices) == (0, 1)
    (hit,) = search(catalogue)
    assert hit.product.price == 16_490_000
    assert (hit.listed_product.was_price, hit.listed_product.was_on) == (17_990_000, DAY)
    history = catalogue.price_history(hit.listed_product.id)
    assert [(each.price, each.is_current) for each in history] == [
        (17_990_000, False),
        (16_490_000, True),
    ]


def test_that_an_older_list_joins_the_history_and_leaves_the_price(catalogue: Catalogue) -> None:
    take(catalogue, offered(price=16_490_000, priced_on=LATER))
    take(catalogue, offered(priced_on=DAY))
    (hit,) = search(catalogue)
    assert (hit.product.price, hit.listed_product.was_price) == (16_490_000, 17_990_000)


def test_that_offers_of_several_shops_are_one_product_at_the_cheapest(catalogue: Catalogue) -> None:
    take(catalogue, offered(), offered(price=15_000_000, source="Shop B"))
    take(catalogue, offered(price=19_000_000, source="Shop C"))
    (hit,) = search(catalogue)
    assert (hit.product.price, hit.product.source, hit.listed_product.offers) == (
        15_000_000,
        "Shop B",
        3,
    )
    assert {each.source for each in catalogue.price_history(hit.listed_product.id)} == {
        "Shop A", "Shop B", "Shop C",
    }  # fmt: skip


def test_that_a_cheap_price_of_long_ago_does_not_stand_for_the_present_ones(
    catalogue: Catalogue,
) -> None:
    old = offered(price=1_000_000, source="Gone", priced_on=date(2024, 1, 1))
    take(catalogue, old, offered())
    assert search(catalogue)[0].product.price == 17_990_000


def test_that_the_cheapest_offer_is_the_one_with_the_lowest_net_price(catalogue: Catalogue) -> None:
    """Half of 10.05 is 5.03 at the till, which is more than 5.027; 5.025 would be less."""
    halved = offered(price=10_050_000, discount=5_000, source="Half price")
    take(catalogue, halved, offered(price=5_027_000, source="Shop B"))
    (hit,) = search(catalogue)
    assert (hit.product.source, hit.figures.number("pack_price")) == ("Shop B", Fraction("5.027"))


@pytest.mark.parametrize(("age", "price"), [(STALE_AFTER_DAYS, 1_000_000),
                                            (STALE_AFTER_DAYS + 1, 17_990_000)])  # fmt: skip
def test_that_an_offer_is_stale_when_its_price_would_be(
    catalogue: Catalogue, age: int, price: int
) -> None:
    old = offered(price=1_000_000, source="Old", priced_on=DAY - timedelta(days=age))
    take(catalogue, old, offered())
    assert search(catalogue)[0].product.price == price


@pytest.mark.parametrize(
    ("first", "second", "same"),
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
def test_that_a_product_is_known_by_its_codes_or_its_label(
    catalogue: Catalogue, first, second, same
) -> None:
    take(catalogue, offered(**first))
    take(catalogue, offered(**second, source="Shop B"))
    assert catalogue.count() == (1 if same else 2)


def test_that_two_codes_of_one_name_are_two_products_in_any_order(catalogue: Catalogue) -> None:
    plain, lemon = offered(upc="036000291452"), offered(upc="4006381333931")
    take(catalogue, offered())
    take(catalogue, lemon, plain, lemon)
    assert catalogue.count() == 2
    assert sorted(len(catalogue.ids_with_code(each.upc)) for each in (plain, lemon)) == [1, 1]


def test_that_a_source_corrects_its_own_label_and_others_only_add_to_it(
    catalogue: Catalogue,
) -> None:
    code = {"upc": "036000291452"}
    take(catalogue, offered(**code))
    take(catalogue, offered("Another", brand="Maker", source="Shop B", **code))
    (hit,) = search(catalogue)
    assert (hit.product.product, hit.product.brand) == ("Magnesium", "Maker")
    take(catalogue, offered("Magnesium new", form="oxide", **code))
    (hit,) = search(catalogue, "new")
    assert (hit.product.product, hit.listed_product.form_name) == ("Magnesium new", "oxide")


# -- nothing lost, nothing halved --------------------------------------------------------------


@pytest.mark.parametrize("reading", [True, False])
def test_that_a_cancelled_import_leaves_the_catalogue_as_it_was(
    catalogue: Catalogue, reading
) -> None:
    take(catalogue, offered("Before"))
    before = whole(catalogue)
    many = [offered(f"P{number}") for number in range(5_000)]
    with pytest.raises(Cancelled):
        take(catalogue, *many, progress=StoppingProgress(reading=reading))
    assert whole(catalogue) == before
    assert take(catalogue, *many).products == 5_000


IMPORTING = """
    import sys
    from pathlib import Path
    from pricing.model.product import Product
    from pricing.catalogue.catalogue import Catalogue
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


def importing(folder: Path, name: str, shop: str, count: int, turns: int) -> subprocess.Popen:
    """A program that takes lists of a shop in, once it is told to."""
    arguments = (str(folder), name, shop, str(count), str(turns))
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(IMPORTING), *arguments],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def go(*programs: subprocess.Popen) -> None:
    """They have opened the catalogue; now they begin."""
    for each in programs:
        assert each.stdout.readline() == "ready\n"
    for each in programs:
        each.stdin.write("go\n")
        each.stdin.flush()


def ended(*programs: subprocess.Popen) -> list[int]:
    statuses = [each.wait(120) for each in programs]
    for each in programs:
        each.stdin.close()
        each.stdout.close()
    return statuses


def test_that_two_programs_writing_at_once_lose_nothing(tmp_path: Path) -> None:
    """The same products from two shops, into a catalogue that both begin, while a third reads."""
    running = [importing(tmp_path, "common", shop, 100, 10) for shop in ("left", "right")]
    go(*running)
    catalogue = Catalogue(tmp_path)
    seen = set()
    while any(each.poll() is None for each in running):
        seen.add(catalogue.count())
    assert ended(*running) == [0, 0]
    assert all(count % 100 == 0 for count in seen)
    assert catalogue.count() == len(names(catalogue, "common", number=2_000)) == 1_000
    for hit in search(catalogue, "common", number=2_000):
        offers = catalogue.price_history(hit.listed_product.id)
        assert {each.source for each in offers if each.is_current} == {"left", "right"}
        assert len(offers) == 2
    catalogue.close()


@pytest.mark.parametrize("delay", [0.0, 0.1, 0.3, 0.6])
def test_that_a_killed_import_leaves_no_part_of_itself(tmp_path: Path, delay) -> None:
    """The moment of the kill does not matter: each list is there whole or not at all."""
    running = importing(tmp_path, "many", "Shop A", 4_000, 50)
    go(running)
    time.sleep(delay)
    running.kill()
    ended(running)
    catalogue = Catalogue(tmp_path)
    assert catalogue.count() % 4_000 == 0
    assert len(catalogue.ids_matching("many") if catalogue.count() else ()) == catalogue.count()
    with sqlite_connection(tmp_path / CATALOGUE_FILE.name) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    catalogue.close()


# -- searching ---------------------------------------------------------------------------------


@pytest.fixture
def filled(catalogue: Catalogue):
    take(
        catalogue,
        offered("Élément Plus", brand="Müller", form="bisglycinate chelate", upc="036000291452"),
        offered("Mag-Ox 400mg", form="oxide", unit_kind="tablet", source="Shop B"),
        offered("Kalk", form="carbonate", element="Ca", currency="EUR", ndc="0904-4251-59"),
    )
    return catalogue


@pytest.mark.parametrize(
    ("words", "found"),
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
def test_that_words_are_found_by_their_beginnings_in_any_order(filled, words: str, found) -> None:
    assert names(filled, words) == found


@pytest.mark.parametrize(
    ("typed", "found"),
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
def test_that_an_ndc_without_its_pack_finds_every_pack_of_the_product(
    catalogue: Catalogue, typed: str, found
) -> None:
    take(
        catalogue,
        offered("Of 30", ndc="71610-182-30"),
        offered("Of 100", ndc="71610018210"),
        offered("No pack said", ndc="71610-182"),
        offered("Another", ndc="71610-183-30"),
        offered("A barcode that begins so", upc="716100182007"),
    )
    assert set(names(catalogue, typed)) == found


@given(st.text(max_size=40))
def test_that_no_typed_text_is_a_search_expression(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    catalogue = Catalogue(tmp_path_factory.mktemp("data"))
    take(catalogue, offered(text.strip() or "x", brand="Brand"))
    assert len(names(catalogue, text)) <= 1
    for hostile in ('"', "a OR b", "NEAR(a b)", "text : a", "a*", "^a", "a AND", "(", "' --", text):
        names(catalogue, hostile)
    catalogue.close()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"source": "Shop B"}, {"Mag-Ox 400mg"}),
        ({"priced_since": date(2026, 5, 3)}, set()),
        ({"priced_since": DAY}, {"Mag-Ox 400mg", "Kalk", "Élément Plus"}),
        ({"filters": {"form": "glycinate"}}, {"Élément Plus"}),
        ({"filters": {"element": "Ca"}}, {"Kalk"}),
        ({"filters": {"unit_kind": "tablet"}}, {"Mag-Ox 400mg"}),
        ({"filters": {"currency": "EUR"}}, {"Kalk"}),
    ],
)
def test_that_filters_leave_what_fits(filled, asked, found) -> None:
    from pricing.calculation.ranking import Filters

    if "filters" in asked:
        asked = {"filters": Filters(**asked["filters"])}
    assert set(names(filled, **asked)) == found


# -- the whole as one file ---------------------------------------------------------------------


def test_that_a_cancelled_export_leaves_what_was_there(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pricing.store.database.STEPS_BETWEEN_CANCEL_CHECKS", 100)
    take(catalogue, *(offered(f"P {number}") for number in range(500)))
    target = tmp_path / "all.sqlite3"
    target.write_text("kept")
    with pytest.raises(Cancelled), catalogue.database.cancellable(lambda: False):
        catalogue.database.copy_to(target)
    assert target.read_text() == "kept"
    assert not list(tmp_path.glob("*.part"))


def test_that_an_exported_catalogue_comes_across_whole(filled, tmp_path: Path) -> None:
    take(filled, offered("Mag-Ox 400mg", 9_000_000, form="oxide", unit_kind="tablet",
                         source="Shop B", priced_on=LATER))  # fmt: skip
    target = tmp_path / "whole.sqlite3"
    filled.database.copy_to(target)
    other = Catalogue(tmp_path / "other")
    assert import_file(other, target).problems == ()
    assert whole(other) == whole(filled)
    assert import_file(other, target).summary.prices == 0
    other.close()


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
def test_that_a_file_of_another_shape_is_refused(filled, tmp_path: Path, statement) -> None:
    target = changed_copy(filled, tmp_path / "hostile.sqlite3", statement)
    before = whole(filled)
    (problem,) = import_file(filled, target).problems
    assert "not a catalogue" in str(problem)
    assert whole(filled) == before


@pytest.mark.parametrize("damage", [b"this is no database", b""])
def test_that_what_is_no_database_is_refused(catalogue: Catalogue, tmp_path: Path, damage) -> None:
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
def test_that_impossible_values_of_another_catalogue_are_left_out(
    filled, tmp_path: Path, column: str, value
) -> None:
    table = "price" if column == "price" else "product"
    target = changed_copy(
        filled, tmp_path / "hostile.sqlite3", f"UPDATE {table} SET {column} = {value} WHERE id = 1"
    )
    other = Catalogue(tmp_path / "other")
    filled_from = import_file(other, target)
    assert len(filled_from.problems) == 1
    assert other.count() == 2
    other.close()


def test_that_a_file_damaged_while_it_is_open_is_said(catalogue: Catalogue, tmp_path: Path) -> None:
    take(catalogue, *(offered(f"P{number}") for number in range(500)))
    catalogue.close()
    path = tmp_path / CATALOGUE_FILE.name
    whole_file = bytearray(path.read_bytes())
    half = len(whole_file) // 2
    path.write_bytes(whole_file[:half] + b"\xff" * half)
    damaged = Catalogue(tmp_path)
    with pytest.raises(UserError, match="cannot be used"):
        whole(damaged)
    damaged.close()


def test_that_a_catalogue_of_a_newer_program_is_left_alone(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    catalogue.close()
    with sqlite_connection(tmp_path / CATALOGUE_FILE.name) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(UserError, match="newer version"):
        Catalogue(tmp_path)


# -- lists as they are --------------------------------------------------------------------------


def test_that_bad_rows_of_a_list_are_named_and_the_others_taken(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    path = write_list("product,elemental_mg,pack_units,price\nA,100,120,5.00\nB,100,many,5.00\n")
    filled = import_file(catalogue, path)
    assert (filled.summary.products, len(filled.problems)) == (1, 1)
    assert "list.csv:3" in str(filled.problems[0])
    assert search(catalogue)[0].product.source == "list"


def test_that_a_list_that_changes_while_it_is_read_is_left_out(
    catalogue: Catalogue, write_list: Callable[..., Path]
) -> None:
    """The moment is chosen by the progress that an import tells of."""

    class Writing(Progress):
        def report(self, rows: int, share: float = 0.0) -> None:
            write_list("product,elemental_mg,pack_units,price\nB,100,120,5.00\nC,100,120,5.00\n")

    path = write_list("product,elemental_mg,pack_units,price\nA,100,120,5.00\n")
    (problem,) = import_file(catalogue, path, progress=Writing()).problems
    assert "changed while it was read" in str(problem)
    assert catalogue.count() == 0


def test_that_an_import_tells_what_costs_something_else_now(catalogue: Catalogue) -> None:
    take(catalogue, offered(), offered("Other"))
    changed = take(catalogue, offered(price=16_000_000, priced_on=LATER), offered("Other")).changed
    assert [(each.product, each.old_price, each.new_price) for each in changed] == [
        ("Magnesium", 17_990_000, 16_000_000)
    ]


def test_that_a_missing_file_is_said(catalogue: Catalogue, tmp_path: Path) -> None:
    assert "does not exist" in str(import_file(catalogue, tmp_path / "none.csv").problems[0])
