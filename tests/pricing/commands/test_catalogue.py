"""The catalogue from the command line: import, search, rank, export."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pricing.catalogue.catalogue import Catalogue
from tests.paths import REGISTERS
from tests.pricing.commands.test_compare import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = "product,brand,form,unit_kind,elemental_mg,pack_units,price USD,priced_on,source\n"
OXIDE = "Oxide 241,Plain,oxide,tablet,241,120,8.00,2026-05-02,Shop A\n"
TWO = HEADER + OXIDE + "Gly,Fine,bisglycinate,capsule,100,120,18.00,2026-05-02,Shop A\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of an empty catalogue."""
    return tmp_path / "data"


def test_that_one_product_is_counted_in_the_singular(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path], folder: Path
) -> None:
    _, out, _ = run(capsys, "import", write_list(HEADER + OXIDE), "--data-dir", folder)
    assert "1 row; 1 new product, 1 new price\n1 product in the catalogue\n" in out
    _, out, _ = run(capsys, "export", folder.with_name("all.sqlite3"), "--data-dir", folder)
    assert out.endswith(": 1 product\n")


def test_that_a_list_is_imported_found_and_ranked(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path], folder: Path
) -> None:
    status, out, err = run(capsys, "import", write_list(TWO), "--data-dir", folder)
    assert (status, err) == (0, "")
    assert "2 new products, 2 new prices" in out
    status, out, _ = run(capsys, "search", "glycinate", "--data-dir", folder, "--json")
    printed = json.loads(out)
    assert (status, printed["count"], printed["products"][0]["product"]) == (0, 1, "Gly")
    assert printed["products"][0]["shown"]["cost_per_elemental_mg"] == "0.001500"
    _, out, _ = run(capsys, "rank", "--data-dir", folder, "--target", 300, "--json")
    printed = json.loads(out)
    assert [product["product"] for product in printed["products"]] == ["Oxide 241", "Gly"]
    assert [form["form"] for form in printed["forms"]] == ["oxide", "glycinate"]
    assert [product["safety"] for product in printed["products"]] == ["over the limit", ""]
    _, out, _ = run(capsys, "rank", "--data-dir", folder, "--target", 300)
    marked = [line for line in out.splitlines() if line.endswith("over the limit")]
    assert len(marked) == 1
    assert "Oxide 241" in marked[0]
    options = ("--data-dir", folder, "--target", 300, "--within-limit")
    _, out, _ = run(capsys, "rank", *options)
    assert "Gly" in out
    assert "Oxide 241" not in out


def test_that_a_lower_price_shows_the_earlier_one(
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
    assert "found; costs of magnesium in USD" in out
    assert "7.00 (was 8.00 on 2026-05-02) USD" in out


@pytest.mark.parametrize(
    ("options", "products"),
    [
        (("--form", "glycinate"), ["Gly"]),
        (("--unit-kind", "tablet"), ["Oxide 241"]),
        (("-n", "1"), ["Oxide 241"]),
        (("--top", "1", "--by", "monthly_cost", "--descending"), ["Gly"]),
        (("--by", "name"), ["Gly", "Oxide 241"]),
        (("--source", "shop a"), ["Oxide 241", "Gly"]),
        (("--newer-than", "1"), []),
    ],
)
def test_that_options_filter_and_order_the_products(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    folder: Path,
    options: tuple[str, ...],
    products: list[str],
) -> None:
    run(capsys, "import", write_list(TWO), "--data-dir", folder)
    status, out, _ = run(capsys, "rank", "--data-dir", folder, "--json", *options)
    assert (status, [product["product"] for product in json.loads(out)["products"]]) == (
        0,
        products,
    )


@pytest.mark.parametrize("command", [("rank",), ("search", "")])
def test_that_one_source_is_ranked_by_its_own_prices(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    folder: Path,
    command: tuple[str, ...],
) -> None:
    run(capsys, "import", write_list(TWO), "--data-dir", folder)
    for day, oxide in (("2026-05-02", "500.00"), ("2026-05-03", "600.00")):
        dear = TWO.replace("18.00,", "12.00,").replace(",8.00,", f",{oxide},")
        dear = dear.replace("2026-05-02,Shop A", f"{day},Shop B")
        run(capsys, "import", write_list(dear), "--data-dir", folder)
    options = (*command, "--data-dir", folder, "--json", "--element", "Mg", "--source")
    for source, expected in {
        "Shop A": [("Oxide 241", 8.0, None), ("Gly", 18.0, None)],
        "shop b": [("Gly", 12.0, None), ("Oxide 241", 600.0, 500.0)],
    }.items():
        status, out, _ = run(capsys, *options, source)
        found = json.loads(out)["products"]
        assert status == 0
        assert {product["source"].casefold() for product in found} == {source.casefold()}
        assert [(p["product"], p["price"], p["was_price"]) for p in found] == expected


def test_that_rejected_rows_are_named_and_the_rest_is_imported(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path], folder: Path
) -> None:
    text = TWO + "Bad,x,oxide,tablet,many,120,8.00,2026-05-02,Shop A\n"
    status, _, err = run(capsys, "import", write_list(text), "--data-dir", folder)
    assert status == 1
    assert "list.csv:4:elemental_mg" in err


@pytest.mark.parametrize(
    ("text", "name", "words"),
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
def test_that_a_file_without_a_product_is_refused_with_a_reason(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    folder: Path,
    text: str,
    name: str,
    words: str,
) -> None:
    path = write_list(text, name)
    status, out, err = run(capsys, "import", path, "--data-dir", folder)
    assert (status, err.startswith(f"{path}: "), words in err) == (2, True, True)
    assert "0 rows" in out
    assert run(capsys, "compare", path)[0] == 2


def test_that_a_question_about_an_imported_row_is_no_rejection(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    path = REGISTERS / "nadac.csv"
    status, out, err = run(capsys, "import", path, "--data-dir", folder)
    assert (status, "11 new products" in out) == (0, True)
    assert "nadac.csv:8:NDC Description: No amount of Magnesium" in err


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.csv", b"\0\1garbage"),
        ("list.csv", b""),
        ("list.csv", b"product;price\n"),
        ("list.csv", b"Produkt;Preis\n;;\n"),
        ("list.csv", b"colour,size\nred,1\n"),
        ("list.xlsx", b"PK\x03\x04 no workbook"),
        ("list.ods", b""),
        ("list.txt", "\ufeff\n\n".encode("utf-16")),
        ("other.elemental", b"SQLite format 3\0 no catalogue"),
        ("absent.csv", None),
    ],
)
def test_that_lists_without_a_row_to_import_make_no_catalogue(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    folder = tmp_path / "data"
    status, _, err = run(capsys, "import", tmp_path / name, "--data-dir", folder)
    assert status == 2
    assert name in err
    assert not folder.exists()


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
def test_that_an_unusable_call_ends_without_a_traceback(
    capsys: pytest.CaptureFixture[str], folder: Path, arguments: tuple[str, ...]
) -> None:
    status, _, err = run(capsys, *arguments, "--data-dir", folder)
    assert status == 2
    assert err
    assert "Traceback" not in err


@pytest.mark.parametrize("command", [("search", "oxide"), ("rank",)])
def test_that_a_limit_is_no_number_of_products(
    capsys: pytest.CaptureFixture[str], folder: Path, command: tuple[str, ...]
) -> None:
    status, out, err = run(capsys, *command, "--limit", "5", "--data-dir", folder)
    assert (status, out) == (2, "")
    assert "use -n or --top" in err
    assert f"see elemental-cli {command[0]} --help" in err


def test_that_an_unknown_option_names_the_help_of_its_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for command in ("compare", "search", "rank", "import", "label"):
        words = ["x"] if command in {"search", "import"} else []
        status, _, err = run(capsys, command, *words, "--bogus")
        assert status == 2
        assert f"--bogus (see elemental-cli {command} --help)" in err


def test_that_an_exported_catalogue_can_be_imported_elsewhere(
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


def test_that_changes_are_printed_and_told_by_the_exit_status(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path], folder: Path
) -> None:
    run(capsys, "import", write_list(TWO), "--data-dir", folder)
    new = HEADER + OXIDE.replace("8.00,2026-05-02", "7.00,2026-06-02")
    run(capsys, "import", write_list(new), "--data-dir", folder)
    changes = ("changes", "--data-dir", folder, "--unseen", 60, "--since")
    status, out, err = run(capsys, *changes, "2026-06-01", "--json")
    (change,) = json.loads(out)["changes"]
    assert (status, err) == (1, "")
    assert (change["kind"], change["price_before"], change["price_now"]) == ("fell", 8, 7)
    assert change["change_percent"] == -12.5
    _, out, _ = run(capsys, *changes, "2026-06-01")
    assert "-12.5 %" in out
    assert run(capsys, *changes, "2026-06-01", "--below", "6.50")[0] == 0
    status, out, _ = run(capsys, *changes, "2026-06-03")
    assert (status, out) == (0, "No price changed since 2026-06-03.\n")
    status, _, err = run(capsys, *changes, "soon")
    assert (status, "--since" in err) == (2, True)


@pytest.mark.parametrize("price", ["$8.00", "8 USD", "US$ 8"])
def test_that_a_wrong_price_is_found_by_its_sign_and_its_source_in_any_case(
    price: str,
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    folder: Path,
) -> None:
    run(capsys, "import", write_list(HEADER + OXIDE), "--data-dir", folder)
    withdraw = ("withdraw", "oxide", "--data-dir", folder, "--source")
    for options in (("shop a", "--price", "€8.00"), ("other", "--price", price)):
        status, _, err = run(capsys, *withdraw, *options)
        assert (status, "no such price" in err) == (2, True)
    status, _, err = run(capsys, *withdraw, "shop a", "--price", "8 Zorkmid")
    assert (status, "--price" in err, "Zorkmid" in err) == (2, True, True)
    status, out, _ = run(capsys, *withdraw, "shop a", "--price", price)
    assert (status, "Taken back: " in out) == (0, True)


def test_that_a_source_is_told_from_one_in_another_case(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path], folder: Path
) -> None:
    rows = OXIDE + OXIDE.replace("Shop A", "shop a")
    run(capsys, "import", write_list(HEADER + rows), "--data-dir", folder)
    withdraw = ("withdraw", "oxide", "--data-dir", folder, "--source")
    assert "2 prices fit" in run(capsys, *withdraw, "SHOP A")[2]
    assert "Taken back: " in run(capsys, *withdraw, "shop a")[1]


def test_that_a_product_of_this_very_name_is_told_from_longer_names(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path], folder: Path
) -> None:
    name = OXIDE.partition(",")[0]
    rows = "".join(OXIDE.replace(name, each, 1) for each in ("Prod 1", "Prod 10", "Prod 12 forte"))
    run(capsys, "import", write_list(HEADER + rows), "--data-dir", folder)
    withdraw = ("withdraw", "--data-dir", folder)
    assert "3 prices fit" in run(capsys, *withdraw, "prod")[2]
    assert "no such price" in run(capsys, *withdraw, "Prod 1", "--price", "9")[2]
    assert "Taken back: Prod 1: " in run(capsys, *withdraw, "prod", "1")[1]
    assert "no such price" in run(capsys, *withdraw, "Prod 1")[2]
    assert "Taken back: Prod 12 forte: " in run(capsys, *withdraw, "Prod 12")[1]


@pytest.mark.parametrize(
    "command", [("changes", "--since", "2026-01-01"), ("rank",), ("search", "oxide")], ids=" ".join
)
def test_that_an_unknown_source_is_said(
    capsys: pytest.CaptureFixture[str],
    write_list: Callable[..., Path],
    folder: Path,
    command: tuple[str, ...],
) -> None:
    run(capsys, "import", write_list(TWO), "--data-dir", folder)
    changes = (*command, "--data-dir", folder, "--source")
    status, out, err = run(capsys, *changes, "nosuch")
    assert (status, out) == (2, "")
    assert "no prices of “nosuch”" in err
    assert "Shop A" in err
    known = run(capsys, *changes, "Shop A")
    assert "oxide" in known[1].lower()
    assert run(capsys, *changes, "SHOP A") == known


@pytest.mark.parametrize(
    "command",
    [
        ("search", "oxide"), ("rank",), ("changes", "--since", "2026-06-01"),
        ("export", "all.elemental"), ("withdraw", "oxide"), ("status",), ("sync",),
        ("share", "--leave"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_that_a_command_that_reads_a_catalogue_makes_none(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capsys, *command, "--data-dir", tmp_path / "missing")
    assert (status, out) == (2, "")
    assert f"There is no catalogue in {tmp_path / 'missing'}; import a list first" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command", [("search", "oxide"), ("rank",), ("changes", "--json")], ids=" ".join
)
def test_that_an_empty_catalogue_is_told_in_a_sentence(
    capsys: pytest.CaptureFixture[str], folder: Path, command: tuple[str, ...]
) -> None:
    Catalogue(folder).close()
    status, out, err = run(capsys, *command, "--data-dir", folder)
    assert (status, out) == (2, "")
    assert "The catalogue is empty; import a list first" in err


@pytest.mark.parametrize("name", ["\u200b", "\u2060\ufeff", "\u3164", "\u00ad \u200d"])
def test_that_a_name_of_invisible_marks_is_missing(
    name: str, capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path], folder: Path
) -> None:
    row = OXIDE.replace(OXIDE.partition(",")[0], name, 1)
    err = run(capsys, "import", write_list(TWO + row), "--data-dir", folder)[2]
    assert "“Product” is missing" in err
    assert "2 of 2 found" in run(capsys, "rank", "--data-dir", folder)[1]


def test_that_a_wrong_price_is_taken_back(
    capsys: pytest.CaptureFixture[str], write_list: Callable[..., Path], folder: Path
) -> None:
    run(capsys, "import", write_list(TWO), "--data-dir", folder)
    new = HEADER + OXIDE.replace("8.00,2026-05-02", "0.70,2026-06-02")
    run(capsys, "import", write_list(new), "--data-dir", folder)
    withdraw = ("withdraw", "--data-dir", folder)
    status, out, err = run(capsys, *withdraw, "oxide")
    assert (status, out) == (2, "")
    assert "2 prices fit" in err
    assert "0.70 USD" in err
    status, out, err = run(capsys, *withdraw, "oxide", "--price", "0.70", "--json")
    printed = json.loads(out)
    assert (status, err) == (0, "")
    assert (printed["withdrawn"]["price"], printed["withdrawn"]["last_on"]) == (0.7, "2026-06-02")
    assert [price["price"] for price in printed["prices_now"]] == [8]
    status, out, _ = run(capsys, "changes", "--since", "2026-06-01", "--data-dir", folder)
    assert (status, out) == (0, "No price changed since 2026-06-01.\n")
    status, out, err = run(capsys, *withdraw, "oxide", "--price", "0.70")
    assert (status, out) == (2, "")
    assert "no such price" in err
    status, out, _ = run(capsys, *withdraw, "oxide", "--on", "2026-05-02")
    assert (status, "Nobody states a price for it now." in out) == (0, True)
