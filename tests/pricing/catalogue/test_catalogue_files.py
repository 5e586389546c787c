"""The file of the catalogue: damaged, of a newer version, and of earlier ones."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file
from pricing.problems.errors import UserError
from pricing.quantities.dates import today
from pricing.store.data_files import CATALOGUE_FILE
from pricing.store.integrity import seal_path
from tests.faults.damages import FILE_DAMAGES, damages
from tests.pricing.catalogue.listed_offers import (
    contents,
    history,
    import_products,
    offer,
    search,
)
from tests.sqlite_file import sqlite_connection

if TYPE_CHECKING:
    from pathlib import Path


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
