"""The catalogue from the command line: import, search, rank, export."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.paths import REGISTERS
from tests.pricing.commands.test_compare import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = "product,brand,form,unit_kind,elemental_mg,pack_units,price,priced_on,source\n"
OXIDE = "Oxide 241,Plain,oxide,tablet,241,120,8.00,2026-05-02,Shop A\n"
TWO = HEADER + OXIDE + "Gly,Fine,bisglycinate,capsule,100,120,18.00,2026-05-02,Shop A\n"


@pytest.fixture
def folder(tmp_path: Path):
    return tmp_path / "data"


def test_that_a_list_is_imported_found_and_ranked(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path], folder: Path
) -> None:
    status, out, err = run(capsys, "import", write_list(TWO), "--data-dir", folder)
    assert (status, err) == (0, "")
    assert "2 new products, 2 new prices" in out
    status, out, _ = run(capsys, "search", "glycinate", "--data-dir", folder, "--json")
    found = json.loads(out)
    assert (status, found["count"], found["products"][0]["product"]) == (0, 1, "Gly")
    assert found["products"][0]["shown"]["cost_per_elemental_mg"] == "0.001500"
    _, out, _ = run(capsys, "rank", "--data-dir", folder, "--target", 300, "--json")
    found = json.loads(out)
    assert [each["product"] for each in found["products"]] == ["Oxide 241", "Gly"]
    assert [each["form"] for each in found["forms"]] == ["oxide", "glycinate"]
    options = ("--data-dir", folder, "--target", 300, "--within-limit")
    _, out, _ = run(capsys, "rank", *options)
    assert "Gly" in out
    assert "Oxide 241" not in out


def test_that_a_lower_price_says_what_it_was(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path], folder: Path
) -> None:
    run(capsys, "import", write_list(TWO), "--data-dir", folder)
    new = HEADER + OXIDE.replace("8.00,2026-05-02", "7.00,2026-06-02")
    _, out, _ = run(capsys, "import", write_list(new), "--data-dir", folder, "--json")
    assert json.loads(out)["files"][0] | {"file": ""} == {
        "file": "", "rows": 1, "products": 0, "prices": 1, "unpriced": 0, "rejected": [],
        "changed": [{"product": "Oxide 241", "was": 8.0, "now": 7.0, "currency": "USD"}],
    }  # fmt: skip
    _, out, _ = run(capsys, "search", "oxide", "--data-dir", folder)
    assert "7.00 (was 8.00 on 2026-05-02) USD" in out


@pytest.mark.parametrize(
    ("options", "products"),
    [
        (("--form", "glycinate"), ["Gly"]),
        (("--unit-kind", "tablet"), ["Oxide 241"]),
        (("-n", "1"), ["Oxide 241"]),
        (("--limit", "1", "--by", "monthly_cost", "--descending"), ["Gly"]),
        (("--by", "name"), ["Gly", "Oxide 241"]),
        (("--source", "Shop B"), []),
        (("--newer-than", "1"), []),
    ],
)
def test_that_filters_and_order_are_as_asked(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    folder: Path,
    options,
    products,
) -> None:
    run(capsys, "import", write_list(TWO), "--data-dir", folder)
    status, out, _ = run(capsys, "rank", "--data-dir", folder, "--json", *options)
    assert (status, [each["product"] for each in json.loads(out)["products"]]) == (0, products)


def test_that_rejected_rows_are_named_and_the_rest_is_there(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path], folder: Path
) -> None:
    text = TWO + "Bad,x,oxide,tablet,many,120,8.00,2026-05-02,Shop A\n"
    status, _, err = run(capsys, "import", write_list(text), "--data-dir", folder)
    assert status == 1
    assert "list.csv:4:elemental_mg" in err


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ("product,form,elemental_mg,pack_units,price\n", "list.csv", "no product below"),
        ("", "list.csv", "The file is empty"),
        ("[]", "list.json", "holds no records"),
        ('{"title": "letter"}', "list.json", "records of an unknown kind"),
        ("[" * 100_000, "list.json", "nested too deep"),
        ('[{"fullName": "X", "ingredientRows": []}]', "list.json", "records read: 1"),
        ("PK\x03\x04", "list.zip", "cannot be unpacked"),
        ("PK\x03\x04", "list.xlsx", "cannot be read as a spreadsheet"),
        ("PK\x03\x04", "list.ods", "cannot be read as a spreadsheet"),
        ("old", "list.xls", "cannot be read as a spreadsheet"),
    ],
)
def test_that_a_file_without_a_product_is_unusable_and_says_why(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    folder: Path,
    text: str,
    name: str,
    says: str,
) -> None:
    path = write_list(text, name)
    status, out, err = run(capsys, "import", path, "--data-dir", folder)
    assert (status, err.startswith(f"{path}: "), says in err) == (2, True, True)
    assert "0 rows" in out
    assert run(capsys, "compare", path)[0] == 2


def test_that_a_question_about_a_row_that_joined_is_no_rejection(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    path = REGISTERS / "nadac.csv"
    status, out, err = run(capsys, "import", path, "--data-dir", folder)
    assert (status, "11 new products" in out) == (0, True)
    assert "nadac.csv:8:NDC Description: No amount of Magnesium" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "no such file.csv"),
        ("search", "x"),
        ("rank", "-n", "many"),
        ("rank", "--element", "Xx"),
        ("export", "catalogue.csv"),
    ],
)
def test_that_an_unusable_call_is_said_without_a_traceback(
    capsys: pytest.CaptureFixture[str], folder: Path, arguments
) -> None:
    status, _, err = run(capsys, *arguments, "--data-dir", folder)
    assert status == 2
    assert err
    assert "Traceback" not in err


def test_that_a_catalogue_goes_to_another_computer_as_one_file(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    folder: Path,
    tmp_path: Path,
) -> None:
    run(capsys, "import", write_list(TWO), "--data-dir", folder)
    target = tmp_path / "whole.sqlite3"
    status, out, _ = run(capsys, "export", target, "--data-dir", folder)
    assert (status, "2 products" in out) == (0, True)
    status, out, _ = run(capsys, "import", target, "--data-dir", tmp_path / "other")
    assert (status, "2 new products" in out) == (0, True)
