"""An import changes all or nothing: cancelled, killed, on a full disk, or beside another one."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from pricing.catalogue.catalogue import Catalogue
from pricing.problems.errors import ProblemKind, UserError
from pricing.problems.progress import Cancelled
from pricing.store.data_files import CATALOGUE_FILE
from tests.generated_products import StoppingProgress, to_row_batch
from tests.paths import ROOT
from tests.pricing.catalogue.listed_offers import (
    DAY,
    LATER,
    contents,
    import_products,
    names,
    offer,
    search,
)
from tests.sqlite_file import sqlite_connection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pricing.model.row_batch import RowBatch
    from pricing.store.database import SqlValue


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
    assert "staging" not in attached_databases(catalogue)
    assert import_products(catalogue, *many).products == 5_000


def test_that_a_long_import_keeps_no_staged_rows_in_memory(catalogue: Catalogue) -> None:
    import_products(catalogue, *(offer(f"P{number}") for number in range(5_000)))
    assert "staging" not in attached_databases(catalogue)


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
    assert "staging" not in attached_databases(catalogue)
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
