"""Whole catalogues that users hand to each other."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from pricing.catalogue.catalogue import Catalogue
from pricing.catalogue.importing import import_file
from pricing.problems.progress import Cancelled
from pricing.quantities.dates import today
from pricing.store.data_files import CATALOGUE_FILE
from tests.pricing.catalogue.listed_offers import (
    LATER,
    changed_copy,
    contents,
    history,
    import_products,
    names,
    offer,
    search,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_that_a_cancelled_export_leaves_the_old_file(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pricing.store.copies.STEPS_BETWEEN_CANCEL_CHECKS", 100)
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
