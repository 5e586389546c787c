"""What the commands show of a shared catalogue whose log has rows that no list could have."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pricing.catalogue.outbox import OBSERVED_KEYS, WITHDRAWN_FROM
from pricing.sharing.shared_catalogue import SharedCatalogue
from tests.pricing.commands.test_catalogue import TWO
from tests.pricing.commands.test_compare import run
from tests.pricing.sharing.test_shared_catalogue import append_row

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOOD = {
    "product": "Stated elsewhere", "element": "Mg", "form": "citrate", "unit_kind": "tablet",
    "upc": "036000291452", "serving_units": 1_000, "smallest_dose": 1_000, "elemental_mg": 100_000,
    "pack_units": 60_000, "price": 5_000_000, "currency": "USD", "source": "Shop",
    "priced_on": "2026-06-26", "discount_percent": 0, "tax_percent": 0, "delivery": 0,
}  # fmt: skip
NOT_STATED = ("", " ", "\u200b", "\t\n", "\u00a0", None, ...)
SHOWN = (
    ("rank",), ("changes", "--since", "2026-01-01"), ("search", "036000291452"),
    ("search", "glycinate"),
)  # fmt: skip


@pytest.fixture
def folder(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    tmp_path: Path,
    address: str,
) -> Path:
    """Return the folder of a shared catalogue with two products."""
    folder = tmp_path / "data"
    run(capsys, "import", write_list(TWO), "--data-dir", folder)
    run(capsys, "share", address, "--data-dir", folder)
    return folder


def show_all(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    for words in SHOWN:
        status, _, err = run(capsys, *words, "--data-dir", folder)
        assert (status in (0, 1), err) == (True, ""), words


def test_that_no_field_without_a_value_keeps_the_others_from_being_shown(
    capsys: pytest.CaptureFixture[str], folder: Path, address: str
) -> None:
    bodies: list[str] = []
    for key in (*OBSERVED_KEYS, WITHDRAWN_FROM):
        for value in NOT_STATED:
            body = {**GOOD, "product": f"Product {len(bodies)}", "upc": ..., key: value}
            stated = {name: each for name, each in body.items() if each is not ...}
            bodies.append(json.dumps(stated))
    append_row(address, *bodies)
    status, _, err = run(capsys, "sync", "--data-dir", folder)
    assert status == 1
    assert "“Product” is missing" in err
    show_all(capsys, folder)
    with SharedCatalogue(folder) as shared:
        rows = shared.catalogue.database.fetch_rows("SELECT product FROM product")
    assert all(str(name).strip() for (name,) in rows)


def test_that_a_rebuild_refuses_a_row_that_an_earlier_version_took(
    capsys: pytest.CaptureFixture[str], folder: Path, address: str
) -> None:
    append_row(address, json.dumps({**GOOD, "product": ""}))
    run(capsys, "sync", "--data-dir", folder)
    assert (
        "log:3: “Product” is missing." in run(capsys, "sync", "--rebuild", "--data-dir", folder)[2]
    )


def test_that_a_product_without_a_name_is_shown_and_its_price_taken_back(
    capsys: pytest.CaptureFixture[str], folder: Path, address: str
) -> None:
    append_row(address, json.dumps(GOOD))
    run(capsys, "sync", "--data-dir", folder)
    with SharedCatalogue(folder) as shared, shared.catalogue.database.transaction():
        shared.catalogue.database.execute(
            "UPDATE product SET product = '' WHERE product = 'Stated elsewhere'"
        )
    show_all(capsys, folder)
    out = run(capsys, "search", "036000291452", "--json", "--data-dir", folder)[1]
    assert [product["price"] for product in json.loads(out)["products"]] == [5]
    status, out, err = run(capsys, "withdraw", "036000291452", "--data-dir", folder)
    assert (status, err) == (0, "")
    assert "Taken back: " in out


def test_that_many_refused_rows_are_counted_by_reason(
    capsys: pytest.CaptureFixture[str], folder: Path, address: str
) -> None:
    bodies = [{**GOOD, "price": -5}] * 200 + [{**GOOD, "product": ""}] * 40
    append_row(address, *map(json.dumps, bodies))
    err = run(capsys, "sync", "--data-dir", folder)[2].splitlines()
    assert len(err) <= 20
    assert any("40 rows: “Product” is missing." in line for line in err)
    assert err[-1] == "log: 240 rows were refused, of which 200 are counted above"
